//! The order of the stages, once: an article becomes a reading.

use std::collections::{BTreeMap, BTreeSet};

use sha2::{Digest, Sha256};

use crate::article::Article;
use crate::clean::{self, Cleaned, Cleaner, Repair};
use crate::ontology::class::Kind;
use crate::ontology::lexicon::Lexicon;
use crate::ontology::{Ontology, OntologyError};
use crate::punctuation::{Mark, mark};
use crate::read::{self, Dateline};
use crate::reading::{self, Entity, EntityRef, Passage, Range, Reading, Relation};
use crate::recognise::tagger::ModelError;
use crate::recognise::{Mention, Mentions, Recogniser, Without};
use crate::relate::{self, Claim, Claims, Object};
use crate::resolve::{self, Referent, ReferentId, Referents};
use crate::segment::{Dictionary, Segmenter, Sentences};
use crate::text::{CodePoints, Span, Text, offset};

/// Base of the IRIs of entities.
pub const ENTITY_BASE: &str = "https://w3id.org/tupu/id/";

/// All that is needed to read articles. Built once, shared by all threads.
pub struct Extractor {
    ontology: Ontology,
    cleaner: Cleaner,
    segmenter: Segmenter,
    recogniser: Recogniser,
}

/// Why an extractor could not be made.
#[derive(Debug, thiserror::Error)]
pub enum ExtractorError {
    /// A file of the ontology is missing or malformed.
    #[error(transparent)]
    Ontology(#[from] OntologyError),
    /// The model is none, or of another version.
    #[error(transparent)]
    Model(#[from] ModelError),
}

/// The model that is built into the program.
pub const MODEL: &[u8] = include_bytes!("../ontology/model/tagger.bin");

/// What each stage made of an article, for those who want to see how a reading came about.
pub struct Analysis {
    /// The text as read.
    pub raw: String,
    /// The clean text.
    pub text: Text,
    /// What was repaired on the way to it, or marked.
    pub repairs: Vec<Repair>,
    /// The dateline that it opens with, and where.
    dateline: Option<(Dateline, Span)>,
    /// Sentences and tokens.
    pub sentences: Sentences,
    /// Names, posts and dates.
    pub mentions: Mentions,
    /// The things that the article speaks of.
    pub referents: Referents,
    /// What it states of them.
    pub claims: Claims,
}

impl Extractor {
    /// An extractor with the knowledge of an ontology, which is loaded here, and of a model. Takes some 100 ms on two threads.
    ///
    /// # Errors
    /// If the ontology or the model cannot be used.
    pub fn new(
        ontology: impl FnOnce() -> Result<Ontology, OntologyError>,
        model: &[u8],
    ) -> Result<Self, ExtractorError> {
        std::thread::scope(|scope| {
            let dictionary = scope.spawn(Dictionary::load);
            let ontology = ontology()?;
            let cleaner = Cleaner::new(&ontology)?;
            let recogniser = Recogniser::new(&ontology, model)?;
            let dictionary = dictionary.join().expect("the dictionary is part of the program");
            let segmenter = Segmenter::new(dictionary, &ontology.lexicon);
            Ok(Extractor { ontology, cleaner, segmenter, recogniser })
        })
    }

    /// The same, recognising names without some of the sources.
    #[must_use]
    pub fn without(self, without: Without) -> Self {
        Extractor { recogniser: self.recogniser.without(without), ..self }
    }

    /// The ontology.
    pub fn ontology(&self) -> &Ontology {
        &self.ontology
    }

    /// The cleaner, which reading asks about characters.
    pub fn cleaner(&self) -> &Cleaner {
        &self.cleaner
    }

    /// Runs all stages on an article.
    pub fn analyse(&self, article: &Article) -> Analysis {
        self.analyse_while(article, &|| true).expect("nothing stops it")
    }

    /// Runs all stages on an article, one after the other as long as it may go on.
    fn analyse_while(&self, article: &Article, may_go_on: &dyn Fn() -> bool) -> Option<Analysis> {
        let go_on = || may_go_on().then_some(());
        let raw = article.text();
        let Cleaned { text, repairs } = self.cleaner.clean_while(&raw, may_go_on)?;
        go_on()?;
        let dateline = self.dateline(&text);
        let sentences = self.segmenter.segment_while(&text, &self.ontology.lexicon, may_go_on)?;
        go_on()?;
        let mut mentions =
            self.recogniser.recognise_while(&text, &sentences, &self.ontology, article.date, may_go_on)?;
        // Who sent a dispatch for an agency is metadata.
        if let Some((_, dateline)) = &dateline {
            let is_agency = |mention: &Mention| mention.span.start() == dateline.start();
            let is_of_news = |mention: &Mention| !dateline.overlaps(mention.span) || mention.kind == Kind::Place;
            mentions.mentions.retain(|mention| is_of_news(mention) || is_agency(mention));
        }
        go_on()?;
        let referents = resolve::resolve(&text, &mentions, &self.ontology.lexicon, may_go_on)?;
        go_on()?;
        let claims = relate::relate(&text, &sentences, &mentions, &referents, &self.ontology, article.date, may_go_on)?;
        Some(Analysis { raw, text, repairs, dateline, sentences, mentions, referents, claims })
    }

    /// The dateline of a clean text, in one of its first lines: a headline and a line of the paper may stand above it.
    fn dateline(&self, text: &Text) -> Option<(Dateline, Span)> {
        const FIRST: usize = 3;
        let mut start = 0;
        for line in text.as_str().split_inclusive('\n').take(FIRST) {
            if let Some(found) = read::dateline(line, self.cleaner.labels()) {
                let span = Span::new(offset(start), offset(start + found.length));
                return Some((found, span));
            }
            start += line.len();
        }
        None
    }

    /// Reads an article.
    pub fn read(&self, article: &Article) -> Reading {
        self.analyse(article).reading(article, &self.ontology)
    }

    /// Reads an article, unless it may not go on; that is asked before each stage and, in those that take longest, before each
    /// sentence.
    pub fn read_while(&self, article: &Article, may_go_on: &dyn Fn() -> bool) -> Option<Reading> {
        Some(self.analyse_while(article, may_go_on)?.reading(article, &self.ontology))
    }
}

impl Analysis {
    /// The reading of the article that the analysis is of: names and code points in place of ids and bytes.
    pub fn reading(&self, article: &Article, ontology: &Ontology) -> Reading {
        let raw = CodePoints::new(&self.raw);
        let referents = (0..).map(EntityRef).zip(&self.referents.referents);
        let entities = referents.map(|(id, referent)| self.entity(id, referent, &raw, ontology)).collect();
        let events: BTreeSet<u32> = self.claims.claims.iter().filter_map(|claim| claim.event).collect();
        let events: BTreeMap<u32, u32> = events.into_iter().zip(0..).collect();
        let relation = |claim: &Claim| {
            let (object, text) = match &claim.object {
                Object::Referent(id) => (Some(entity_ref(*id)), None),
                Object::Text(text) => (None, Some(text.clone())),
            };
            Relation {
                subject: entity_ref(claim.subject),
                predicate: ontology.properties[claim.property.0 as usize].name.clone(),
                object,
                text,
                modality: claim.modality,
                attributed_to: claim.attributed_to.map(voice),
                source: claim.source.map(entity_ref),
                date: claim.date.map(|date| date.to_string()),
                place: claim.place.map(entity_ref),
                event: claim.event.map(|event| events[&event]),
                parts: parts(claim, ontology),
                organization: claim.organization.map(entity_ref),
                from: claim.period.from.map(|date| date.to_string()),
                until: claim.period.until.map(|date| date.to_string()),
                evidence: claim.evidence.iter().map(|span| self.range(*span)).collect(),
                rule: ontology.rules[claim.rule.0 as usize].name.clone(),
            }
        };
        let is_core = |claim: &&Claim| ontology.properties[claim.property.0 as usize].is_core;
        let (core, further): (Vec<&Claim>, Vec<&Claim>) = self.claims.claims.iter().partition(is_core);
        let statements = self.claims.statements.iter().map(|statement| {
            let Range { start, end } = self.range(statement.span);
            crate::reading::Statement {
                speaker: entity_ref(statement.speaker),
                text: self.text.printed(statement.span, &raw),
                start,
                end,
                on_behalf_of: statement.on_behalf_of.map(entity_ref),
                addressees: statement.addressees.iter().copied().map(entity_ref).collect(),
                source: statement.source.map(entity_ref),
                cue: self.text.get(statement.cue).to_owned(),
            }
        });
        let mut repairs: BTreeMap<String, Vec<Range>> = BTreeMap::new();
        for Repair { noise, origin } in &self.repairs {
            let range = Range { start: origin.start, end: origin.end };
            repairs.entry(noise.name().to_owned()).or_default().push(range);
        }
        Reading {
            id: article.id.clone(),
            key: article.key.clone(),
            title: article.title.clone(),
            date: article.date.map(|date| date.to_string()),
            source: article.source.clone(),
            author: article.author.clone(),
            url: article.url.clone(),
            dateline: self.dateline.as_ref().map(|(dateline, span)| self.printed_dateline(dateline, *span, &raw)),
            encoding: article.encoding.clone(),
            conflicts: article.conflicts.clone(),
            repairs,
            entities,
            relations: core.into_iter().map(relation).collect(),
            further_relations: further.into_iter().map(relation).collect(),
            statements: statements.collect(),
            warnings: clean::summary(&self.repairs),
        }
    }

    /// The name as printed where it stands in title marks: with them, and with the noun for newspapers and magazines behind them.
    fn title(&self, span: Span, lexicon: &Lexicon) -> Option<String> {
        /// Most characters of such a noun.
        const MOST: usize = 3;
        let (before, rest) = (&self.text.as_str()[..span.start() as usize], &self.text.as_str()[span.end() as usize..]);
        let (open, close) = (before.chars().next_back()?, rest.chars().next()?);
        (mark(open) == Some(Mark::OpenTitle) && mark(close) == Some(Mark::CloseTitle)).then_some(())?;
        let rest = &rest[close.len_utf8()..];
        let nouns = rest.char_indices().skip(1).take(MOST).map(|(end, _)| &rest[..end]);
        let is_outlet = |noun: &&str| {
            lexicon.find(noun).is_some_and(|word| lexicon.word(word).heads.iter().any(|head| head.is_outlet))
        };
        let noun = nouns.filter(is_outlet).last().unwrap_or_default();
        Some(format!("{open}{}{close}{noun}", self.text.get(span)))
    }

    fn entity(&self, id: EntityRef, referent: &Referent, raw: &CodePoints<'_>, ontology: &Ontology) -> Entity {
        let entry = referent.entry.map(|entry| ontology.lexicon.entry(entry));
        let key =
            entry.map_or_else(|| hashed_key(referent.kind.local_name(), &referent.name), |entry| entry.key.clone());
        let mentions = referent.mentions.iter().map(|i| {
            let Range { start, end } = self.range(self.mentions.mentions[*i].span);
            Passage { start, end, text: raw.slice(start..end).to_owned() }
        });
        let titles =
            referent.mentions.iter().filter_map(|i| self.title(self.mentions.mentions[*i].span, &ontology.lexicon));
        let names: BTreeSet<String> = referent.names.iter().cloned().chain(titles).collect();
        let subtype = if referent.kind == Kind::Event { ontology.event_class(&referent.name) } else { None };
        Entity {
            id,
            class: referent.kind.local_name().to_owned(),
            subtype: subtype.map(str::to_owned),
            name: referent.name.clone(),
            names: names.into_iter().collect(),
            iri: format!("{ENTITY_BASE}{key}"),
            wikidata: entry.and_then(|entry| entry.wikidata.clone()),
            mentions: mentions.collect(),
        }
    }

    fn printed_dateline(&self, dateline: &Dateline, span: Span, raw: &CodePoints<'_>) -> reading::Dateline {
        let Dateline { agency, place, date, .. } = dateline;
        let Range { start, end } = self.range(span);
        let passage = Passage { start, end, text: raw.slice(start..end).to_owned() };
        reading::Dateline { agency: agency.clone(), place: place.clone(), date: date.to_string(), passage }
    }

    fn range(&self, span: Span) -> Range {
        let origin = self.text.origin(span);
        Range { start: origin.start, end: origin.end }
    }
}

/// Who else has a part in the event that a claim tells of, by the property that says which.
fn parts(claim: &Claim, ontology: &Ontology) -> BTreeMap<String, Vec<EntityRef>> {
    let mut parts: BTreeMap<String, Vec<EntityRef>> = BTreeMap::new();
    for (role, who) in &claim.parts {
        parts.entry(ontology.event_roles[*role].name.clone()).or_default().push(entity_ref(*who));
    }
    parts
}

fn entity_ref(id: ReferentId) -> EntityRef {
    EntityRef(id.0)
}

fn voice(voice: relate::Voice) -> reading::Voice {
    match voice {
        relate::Voice::Of(id) => reading::Voice::Of(entity_ref(id)),
        relate::Voice::Somebody => reading::Voice::Somebody,
    }
}

/// Key of a thing that the knowledge base does not know: 128 bits of the hash of its class and name.
pub(crate) fn hashed_key(class: &str, name: &str) -> String {
    let hash = Sha256::new().chain_update(class).chain_update([0]).chain_update(name).finalize();
    hash[..16].iter().fold(String::from("x"), |key, byte| format!("{key}{byte:02x}"))
}

/// Whether a key is made of class and name.
pub(crate) fn is_hashed_key(key: &str) -> bool {
    key.len() == 33 && key.starts_with('x') && key[1..].bytes().all(|b| b.is_ascii_hexdigit())
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;
    use crate::read::tests;

    /// What a limit of time builds on: it is asked within every stage, more often the longer the article is, and the first no is the
    /// last question. The articles are one of many sentences, one that never ends its sentence, and one that names many.
    #[test]
    fn an_article_is_given_up_in_the_middle_of_every_stage() {
        let extractor = Extractor::new(Ontology::bundled, MODEL).expect("what is bundled is sound");
        let Extractor { ontology, cleaner, segmenter, recogniser } = &extractor;
        let n = 200;
        let names = (1000..1000 + n).map(|i| format!("《第{i}号决议》"));
        for (body, n_things) in [
            ("王毅在北京会见拉夫罗夫。".repeat(n), 3),
            ("王毅在北京会见拉夫罗夫，".repeat(100 * n), 3),
            (format!("联合国安理会通过{}。", names.collect::<Vec<_>>().join("。联合国安理会通过")), n),
        ] {
            let n_asked = Cell::new(0);
            let ask = || {
                n_asked.set(n_asked.get() + 1);
                true
            };
            let text = cleaner.clean_while(&body, &ask).expect("it may go on").text;
            assert!(n_asked.take() > 0, "cleaning");
            let sentences = segmenter.segment_while(&text, &ontology.lexicon, &ask).expect("it may go on");
            assert!(sentences.sentences.len() >= n && n_asked.take() >= n, "segmenting");
            let mentions = recogniser.recognise_while(&text, &sentences, ontology, None, &ask).expect("it may go on");
            assert!(n_asked.take() >= 2 * n, "recognising, and making consistent");
            let referents = resolve::resolve(&text, &mentions, &ontology.lexicon, &ask).expect("it may go on");
            assert!(referents.referents.len() >= n_things && n_asked.take() >= n_things, "resolving");
            let claims = relate::relate(&text, &sentences, &mentions, &referents, ontology, None, &ask);
            assert!(claims.is_some_and(|claims| !claims.claims.is_empty()));
            assert!(n_asked.take() >= 4 * n, "chunking, and finding statements and facts");
        }

        let body = "王毅在北京会见拉夫罗夫。".repeat(n);
        let article = Article { id: "a".into(), key: "a".into(), body, ..Article::default() };
        let n_asked = Cell::new(0);
        let read = |most: usize| {
            n_asked.set(0);
            extractor.read_while(&article, &|| {
                n_asked.set(n_asked.get() + 1);
                n_asked.get() <= most
            })
        };
        assert!(read(usize::MAX).is_some_and(|reading| !reading.relations.is_empty()));
        let all = n_asked.get();
        for most in (0..all).step_by(n / 2).chain([3, all - 1]) {
            assert!(read(most).is_none());
            assert_eq!(n_asked.get(), most + 1);
        }
    }

    /// The fuzz target in short: what a text says it says again when it is clean, and every place lies in the text.
    #[test]
    fn any_text_is_read() {
        let extractor = Extractor::new(Ontology::bundled, MODEL).expect("what is bundled is sound");
        let mut state = 17;
        for (name, seed) in tests::seeds("pipeline").into_iter().chain(tests::seeds("clean")) {
            for n in 0..40 {
                let mut bytes = seed.clone();
                if n > 0 {
                    tests::mutate(&mut bytes, &mut state);
                }
                let body = String::from_utf8_lossy(&bytes).into_owned();
                let article = Article { body, ..Article::default() };
                let analysis = extractor.analyse(&article);
                let reading = analysis.reading(&article, &extractor.ontology);
                let points = CodePoints::new(&article.body);
                for passage in reading.entities.iter().flat_map(|entity| &entity.mentions) {
                    assert_eq!(passage.text, points.slice(passage.start..passage.end), "{name}: {}", article.body);
                }
                let clean = Article { body: analysis.text.as_str().to_owned(), ..Article::default() };
                let again = extractor.analyse(&clean);
                assert_eq!(again.text.as_str(), clean.body, "{name}: {}", article.body);
                let names = |reading: &Reading| -> Vec<(String, Vec<String>)> {
                    reading.entities.iter().map(|entity| (entity.iri.clone(), entity.names.clone())).collect()
                };
                let again = again.reading(&clean, &extractor.ontology);
                assert_eq!(names(&again), names(&reading), "{name}: {}", article.body);
                assert_eq!(again.facts().count(), reading.facts().count(), "{name}: {}", article.body);
            }
        }
    }
}
