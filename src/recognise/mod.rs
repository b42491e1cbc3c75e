//! Tokens become mentions: names, posts and dates.
//!
//! Each source proposes candidates: the lexicon what it knows, the patterns what the form of the text gives away, the tagger what
//! it has learned. The tagger also rates what the others propose, so that all scores are log-odds, and each source covers the
//! blind spots of the others without having the last word. Kept are those that together score best and do not overlap.

use crate::article::PartialDate;
use crate::ontology::Ontology;
use crate::ontology::class::Kind;
use crate::ontology::lexicon::EntryId;
use crate::ontology::lexicon::{Lexicon, Role, Word};
use crate::punctuation::mark;
use crate::segment::{Sentences, Token};
use crate::text::{Span, Text, offset};
use observe::{Observation, Observer};
use rustc_hash::FxHashMap;
use tagger::{Consistency, ConsistencyOptions, ModelError, Scratch, Tagged, Tagger};

mod chain;
pub mod date;
pub mod gloss;
mod inner;
mod lexicon;
pub mod observe;
mod pattern;
mod post;
#[expect(
    clippy::cast_possible_truncation,
    reason = "weights are quantised, and indices are bounded by a sentence or the model"
)]
pub mod tagger;

/// A name or a post in the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mention {
    /// Where it stands.
    pub span: Span,
    /// What kind of thing it names.
    pub kind: Kind,
    /// What the knowledge base has under this name, where that is certain.
    pub entry: Option<EntryId>,
    /// Who proposed it.
    pub source: Source,
}

/// Where a mention came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// A word of the lexicon.
    Lexicon,
    /// The form of the text: quotation marks, a head noun.
    Pattern,
    /// The trained tagger.
    Tagger,
}

/// A mention that may be chosen.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Candidate {
    mention: Mention,
    /// How much speaks for it: tenths of a unit of log-odds against no mention, of which a part is what its source is worth and
    /// the rest is the tagger's rating.
    score: i32,
}

/// A date in the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DateMention {
    /// Where it stands.
    pub span: Span,
    /// The date, completed from the article's where the text leaves out the year or the month.
    pub date: PartialDate,
}

/// The names, posts and dates of a text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Mentions {
    /// Sorted; disjoint, but that a country may lie at the start of the name of a body.
    pub mentions: Vec<Mention>,
    /// Sorted, disjoint.
    pub dates: Vec<DateMention>,
}

/// Sources of mentions that are left out, to see what each one brings.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Without {
    /// The words of the lexicon as mentions; the tagger sees them all the same.
    pub lexicon: bool,
    /// What the form of the text gives away.
    pub patterns: bool,
    /// The trained tagger.
    pub tagger: bool,
    /// That what the tagger found once is found everywhere in the article.
    pub consistency: bool,
}

/// Finds mentions; built once, shared by all threads.
pub struct Recogniser {
    tagger: Tagger,
    observer: Observer,
    without: Without,
}

/// What speaks for a mention of the tagger beside its own log-odds: that the best reading of the whole sentence has it.
const TAGGED: i32 = 30;
/// What a unit of log-odds is worth, in the units of [`Candidate::score`].
const LOG_ODDS: f32 = 10.0;
/// Log-odds beyond which the tagger can be no surer.
const SUREST: f32 = 30.0;
/// The rating of a word that the tagger passes over, since it never stands in names.
const UNRATED: i32 = -1000;
/// The rating of a name of some form of which the tagger passes over a part.
const PARTLY_RATED: i32 = -60;

impl Recogniser {
    /// A recogniser with the words of an ontology and a model.
    ///
    /// # Errors
    /// If the model is no model of this version.
    pub fn new(ontology: &Ontology, model: &[u8]) -> Result<Self, ModelError> {
        Ok(Recogniser {
            tagger: Tagger::from_bytes(model)?,
            observer: Observer::new(ontology),
            without: Without::default(),
        })
    }

    /// The same without some of its sources.
    #[must_use]
    pub fn without(self, without: Without) -> Self {
        Recogniser { without, ..self }
    }

    /// Finds the mentions of a text whose article was published on `published`.
    pub fn recognise(
        &self,
        text: &Text,
        sentences: &Sentences,
        ontology: &Ontology,
        published: Option<PartialDate>,
    ) -> Mentions {
        self.recognise_while(text, sentences, ontology, published, &|| true).expect("nothing stops it")
    }

    /// As [`recognise`](Self::recognise); nothing where it may not go on, which is asked before each sentence.
    pub fn recognise_while(
        &self,
        text: &Text,
        sentences: &Sentences,
        ontology: &Ontology,
        published: Option<PartialDate>,
        may_go_on: &dyn Fn() -> bool,
    ) -> Option<Mentions> {
        let candidates = self.candidates(text, sentences, ontology, may_go_on)?;
        let mut mentions = chain::split(choose(candidates), text, sentences, &ontology.lexicon);
        gloss::extend(text, &mut mentions);
        if !self.without.lexicon {
            post::add(&mut mentions, text, &sentences.tokens, &ontology.lexicon);
            inner::add(text, &mut mentions, &ontology.lexicon);
        }
        Some(Mentions { mentions, dates: date::find(text, sentences, ontology, published) })
    }

    /// What the sources propose. The tagger rates what the others propose too.
    fn candidates(
        &self,
        text: &Text,
        sentences: &Sentences,
        ontology: &Ontology,
        may_go_on: &dyn Fn() -> bool,
    ) -> Option<Vec<Candidate>> {
        let mut observation = Observation::default();
        let mut scratch = Scratch::default();
        let mut tagged: Vec<Vec<Tagged>> = Vec::with_capacity(sentences.sentences.len());
        let mut candidates = Vec::new();
        for sentence in &sentences.sentences {
            may_go_on().then_some(())?;
            let first = candidates.len();
            let tokens = sentences.tokens_of(sentence);
            if !self.without.lexicon {
                lexicon::propose(text, tokens, &ontology.lexicon, &mut candidates);
            }
            if !self.without.patterns {
                pattern::propose(text, tokens, &ontology.lexicon, &mut candidates);
            }
            if self.without.tagger {
                continue;
            }
            let observed = self.observer.observe(text, sentences, sentence, &ontology.lexicon, &mut observation);
            let mut found = Vec::new();
            self.tagger.tag(&observed, &mut scratch, &mut found);
            tagged.push(found);
            let start = sentence.span.start();
            for candidate in &mut candidates[first..] {
                let Mention { span, kind, .. } = candidate.mention;
                let rating = self.tagger.rate(&scratch, span.start() - start, span.end() - start, kind);
                let unrated = if candidate.mention.source == Source::Pattern { PARTLY_RATED } else { UNRATED };
                candidate.score += rating.map_or(unrated, log_odds);
            }
        }
        if !self.without.consistency {
            let texts: Vec<&str> = sentences.sentences.iter().map(|sentence| text.get(sentence.span)).collect();
            Consistency::default().apply(&texts, &mut tagged, &ConsistencyOptions::default(), may_go_on)?;
        }
        for (sentence, tagged) in sentences.sentences.iter().zip(tagged) {
            for Tagged { start, end, kind, score } in tagged {
                let span = Span::new(sentence.span.start() + start, sentence.span.start() + end);
                let span = if kind == Kind::Person { without_particle(text, span, &ontology.lexicon) } else { span };
                // `That company` is no name of it, nor is a word that the lexicon has to say that it is no name.
                let is_no_name = |word: &Word| {
                    word.roles.has(Role::ThatCountry) || word.roles.has(Role::ThatBody) || word.is_no_name
                };
                let word = ontology.lexicon.find(text.get(span)).map(|word| ontology.lexicon.word(word));
                let cuts = || cuts_post(text, span, sentences.tokens_of(sentence), &ontology.lexicon);
                if word.is_some_and(is_no_name) || kind != Kind::Post && cuts() {
                    continue;
                }
                let mention = Mention { span, kind, entry: None, source: Source::Tagger };
                candidates.push(Candidate { mention, score: TAGGED + log_odds(score) });
            }
        }
        candidates.retain(|candidate| candidate.score > 0);
        support_editions(&mut candidates);
        support_meetings(&mut candidates);
        Some(candidates)
    }
}

/// What speaks for a known event speaks for one of its editions too: the name with a number before it.
fn support_editions(candidates: &mut [Candidate]) {
    let is_known = |c: &&Candidate| c.mention.source == Source::Lexicon && c.mention.kind == Kind::Event;
    let known = candidates.iter().filter(is_known).map(|c| (c.mention.span.end(), (c.mention.span.start(), c.score)));
    let known: FxHashMap<u32, (u32, i32)> = known.collect();
    for Candidate { mention, score } in candidates.iter_mut() {
        if mention.source == Source::Tagger
            && mention.kind == Kind::Event
            && let Some((start, support)) = known.get(&mention.span.end())
            && mention.span.start() < *start
        {
            *score += support;
        }
    }
}

/// What speaks for a body speaks for its meeting too: the name with the noun for a meeting behind it, unless that is only the end of
/// an event's longer name.
fn support_meetings(candidates: &mut [Candidate]) {
    let of = |kind: Kind| candidates.iter().filter(move |c| c.mention.kind == kind).map(|c| (c.mention.span, c.score));
    let bodies: Vec<(Span, i32)> = of(Kind::Organization).collect();
    let events: Vec<Span> = of(Kind::Event).map(|(span, _)| span).collect();
    let is_meeting = |c: &&mut Candidate| c.mention.source == Source::Pattern && c.mention.kind == Kind::Event;
    for Candidate { mention: Mention { span, .. }, score } in candidates.iter_mut().filter(is_meeting) {
        if events.iter().any(|event| event.contains(*span) && event != span) {
            continue;
        }
        let own = bodies.iter().filter(|(body, _)| body.start() == span.start() && body.end() < span.end());
        *score += own.map(|(_, support)| *support).max().unwrap_or_default();
    }
}

/// Whether a span is the first part of a token that is a post, and no name of a body by itself: the ministry that a minister's title
/// names is one.
fn cuts_post(text: &Text, span: Span, tokens: &[Token], lexicon: &Lexicon) -> bool {
    let token = tokens.get(tokens.partition_point(|token| token.span.end() < span.end()));
    let cut = token.filter(|token| token.span.start() == span.start() && span.end() < token.span.end());
    let post = cut.and_then(|token| lexicon.word(token.word?).post);
    let is_body = || {
        let word = lexicon.find(text.get(span)).map(|word| lexicon.word(word));
        word.is_some_and(|word| !word.names.is_empty() || !word.heads.is_empty())
    };
    post.is_some_and(|post| !post.is_weak) && !is_body()
}

/// A name without the marks and the particle of modification that it was taken to begin with.
fn without_particle(text: &Text, span: Span, lexicon: &Lexicon) -> Span {
    let is_particle = |c: char| {
        let word = lexicon.find(c.encode_utf8(&mut [0; 4]));
        mark(c).is_some() || word.is_some_and(|word| lexicon.word(word).roles.has(Role::De))
    };
    let name = text.get(span);
    let rest = name.trim_start_matches(is_particle);
    if rest.chars().nth(1).is_none() { span } else { Span::new(span.end() - offset(rest.len()), span.end()) }
}

/// Log-odds as a score.
fn log_odds(odds: f32) -> i32 {
    #[expect(clippy::cast_possible_truncation, reason = "a small number")]
    let score = (odds.clamp(-SUREST, SUREST) * LOG_ODDS) as i32;
    score
}

/// The disjoint candidates with the highest sum of scores; of two choices as good, the one with the longer first mention.
/// Weighted interval scheduling: O(n log n) for n candidates.
fn choose(mut candidates: Vec<Candidate>) -> Vec<Mention> {
    candidates.sort_by_key(|c| (c.mention.span.end(), std::cmp::Reverse(c.mention.span.start()), c.score));
    // best[i]: the best sum over the first i candidates, and whether candidate i - 1 is in it.
    let mut best = vec![(0, false)];
    let before: Vec<usize> = candidates
        .iter()
        .map(|c| candidates.partition_point(|other| other.mention.span.end() <= c.mention.span.start()))
        .collect();
    for (i, candidate) in candidates.iter().enumerate() {
        let with = best[before[i]].0 + candidate.score;
        best.push(if with >= best[i].0 { (with, true) } else { (best[i].0, false) });
    }
    let mut chosen = Vec::new();
    let mut i = candidates.len();
    while i > 0 {
        if best[i].1 {
            chosen.push(candidates[i - 1].mention);
            i = before[i - 1];
        } else {
            i -= 1;
        }
    }
    chosen.reverse();
    chosen
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clean::Cleaner;
    use crate::pipeline::MODEL;
    use crate::segment::{Dictionary, Segmenter};

    /// What recognition costs, counted on the example articles: candidates that are weighed, and characters that the tagger scores.
    #[test]
    fn few_candidates_are_weighed() {
        let ontology = Ontology::bundled().expect("the bundled ontology is sound");
        let cleaner = Cleaner::new(&ontology).expect("the bundled tables are sound");
        let recogniser = Recogniser::new(&ontology, MODEL).expect("the bundled model is sound");
        let segmenter = Segmenter::new(Dictionary::load(), &ontology.lexicon);
        let (mut n_chars, mut n_candidates, mut n_scored) = (0, 0, 0);
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus/articles");
        let options = crate::read::Options::default();
        for input in crate::read::inputs(&[folder], &options, &cleaner) {
            let text = cleaner.clean(&input.expect("the example articles can be read").article.text()).text;
            let sentences = segmenter.segment(&text, &ontology.lexicon);
            let candidates = recogniser.candidates(&text, &sentences, &ontology, &|| true);
            n_candidates += candidates.expect("nothing stops it").len();
            let (mut observation, mut scratch) = (Observation::default(), Scratch::default());
            for sentence in &sentences.sentences {
                let lexicon = &ontology.lexicon;
                let observed = recogniser.observer.observe(&text, &sentences, sentence, lexicon, &mut observation);
                let (scored, all) = recogniser.tagger.scored(&observed, &mut scratch);
                n_scored += scored;
                n_chars += all;
            }
        }
        assert!(n_chars > 1000, "{n_chars} characters are no measure");
        assert!(n_candidates * 3 < n_chars, "{n_candidates} candidates for {n_chars} characters");
        assert!(n_scored < n_chars, "{n_scored} of {n_chars} characters are scored");
    }

    #[test]
    fn a_latin_name_in_parentheses_is_of_the_kind_before_it() {
        let text = Text::raw("协会（Asia Society）的夏维尔（Orville Carter-Shell，教授）到访。");
        let at = |word: &str| {
            let start = text.as_str().find(word).expect("the word is in the text");
            Span::new(crate::text::offset(start), crate::text::offset(start + word.len()))
        };
        let mention = |word: &str, kind| Mention { span: at(word), kind, entry: None, source: Source::Tagger };
        let mut mentions = vec![
            mention("协会", Kind::Organization),
            mention("Asia Society", Kind::Person),
            mention("夏维尔", Kind::Person),
            mention("Orville Carter", Kind::Person),
            mention("Shell", Kind::Organization),
        ];
        gloss::extend(&text, &mut mentions);
        let found: Vec<_> = mentions.iter().map(|mention| (text.get(mention.span), mention.kind)).collect();
        let expected = [
            ("协会", Kind::Organization),
            ("Asia Society", Kind::Organization),
            ("夏维尔", Kind::Person),
            ("Orville Carter-Shell", Kind::Person),
        ];
        assert_eq!(found, expected);
    }
}
