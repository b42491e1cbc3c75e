//! One reading as the triples of its article's graph.
//!
//! Counted for what the store must carry: a fact takes its triple, four triples of its reifier (reifies, evidence, rule,
//! modality) and three for a stretch of text, which facts of the same clause share; the default graph holds the triple
//! once more, at half the price of one in a named graph. A thing takes its class and its names,
//! and is stored where the article says something of it, or where all mentions are asked for.

use super::articles::digest_of;
use super::identity::Identities;
use super::reprints::sketch;
use super::store::{Run, run_node};
use super::vocab::{
    self, ADDRESSEE, AGENT, ALT_LABEL, ARTICLE, ATTRIBUTED_TO, AUTHOR, BEGIN_INDEX, CONTRADICTED, CUE, DATE,
    DATE_PUBLISHED, DATELINE, DIGEST, ENCODING, END_INDEX, EVIDENCE, FROM, HAPPENED_ON, HEADLINE, HOLDS_POSITION,
    IDENTIFIER, IDENTITY, INPUT_ID, IS_STRING, LABEL, LOCATED_IN, MEMBER, MODALITY, NOTES, ON_BEHALF_OF, ORGANIZATION,
    PARTICIPANT, PLACE, POSITION_HELD, POST, PRINTED_AS, PUBLISHER, REFERENCE_CONTEXT, REIFIES, REPAIRED, RULE,
    SAME_AS, SIGHTED_AS, SKETCH, SOMEBODY, SOURCE, SPEAKER, STATEMENT, TEXT, TYPE, UNTIL, URL, WAS_GENERATED_BY,
    WIKIDATA,
};
use super::{Namespaces, content_hash};
use crate::reading::{EntityRef, Modality, Range, Reading, Relation, Statement, Voice};
use oxigraph::model::{Literal, NamedNode, NamedNodeRef, NamedOrBlankNode, Term, Triple, vocab::xsd};
use rustc_hash::FxHashSet;
use std::collections::{BTreeMap, BTreeSet};

/// Why a reading cannot be stored: it breaks a promise that the pipeline makes.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("article {article:?}: {fault}")]
pub struct ReadingError {
    /// The article's key.
    pub article: String,
    /// What is wrong with its reading.
    pub fault: Fault,
}

/// What can be wrong with a reading.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// A name that ends up in an IRI does not fit there.
    #[error("found {0:?}, expected an IRI or the local name of one")]
    Iri(String),
    /// A fact or statement speaks of an entity that the reading does not list.
    #[error("found entity e{0}, expected one of the {1} that the reading lists")]
    Entity(u32, usize),
    /// A fact has no object or two.
    #[error("relation {0:?} needs an entity or a text as its object, and not both")]
    Object(String),
    /// A fact has no evidence.
    #[error("relation {0:?} has no evidence")]
    NoEvidence(String),
    /// A stretch is empty or leaves the text.
    #[error("found the stretch {0}..{1}, expected one within the {2} characters of the text")]
    Span(u32, u32, u32),
}

/// What an article says, as the triples of its graph.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Described {
    /// The article, which names its graph.
    pub(super) graph: NamedNode,
    pub(super) triples: FxHashSet<Triple>,
}

impl Described {
    /// The number of its triples.
    pub fn len(&self) -> usize {
        self.triples.len()
    }

    /// The hash of the article's key, which its IRI ends in.
    pub(super) fn hash(&self) -> u128 {
        let (_, hash) = self.graph.as_str().rsplit_once('/').unwrap_or_default();
        u128::from_str_radix(hash, 16).unwrap_or_default()
    }

    /// Whether there is none, which never happens: an article has a type at least.
    pub fn is_empty(&self) -> bool {
        self.triples.is_empty()
    }
}

/// The graph of the article of a `reading`, whose text as read is `text`.
///
/// Takes time in proportion to the text and the facts.
///
/// # Errors
/// The reading breaks a promise that the pipeline makes.
pub fn describe(reading: &Reading, text: &str, run: &Run, namespaces: &Namespaces) -> Result<Described, ReadingError> {
    describe_as(reading, text, run, namespaces, &Identities::new())
}

/// As [`describe`], with what things of the article are in the whole archive.
///
/// # Errors
/// The reading breaks a promise that the pipeline makes.
pub fn describe_as(
    reading: &Reading,
    text: &str,
    run: &Run,
    namespaces: &Namespaces,
    identities: &Identities,
) -> Result<Described, ReadingError> {
    let mut description = Description {
        reading,
        run,
        namespaces,
        identities,
        article: namespaces.article(&reading.key),
        length: u32::try_from(text.chars().count()).unwrap_or(u32::MAX),
        entities: Vec::with_capacity(reading.entities.len()),
        triples: FxHashSet::default(),
    };
    let result = description.all(text);
    result.map_err(|fault| ReadingError { article: reading.key.clone(), fault })?;
    Ok(Described { graph: description.article, triples: description.triples })
}

/// Whether a triple of an article graph is knowledge, which the default graph holds too, or only of that article.
pub(super) fn is_knowledge(triple: &Triple, namespaces: &Namespaces) -> bool {
    !matches!(&triple.subject, NamedOrBlankNode::NamedNode(subject) if namespaces.is_of_article(subject.as_str()))
        && !NOTES.contains(&triple.predicate.as_ref())
}

struct Description<'a> {
    reading: &'a Reading,
    run: &'a Run,
    identities: &'a Identities,
    namespaces: &'a Namespaces,
    article: NamedNode,
    /// Of the text, in code points.
    length: u32,
    /// The IRIs of the reading's entities.
    entities: Vec<NamedNode>,
    triples: FxHashSet<Triple>,
}

impl Description<'_> {
    fn all(&mut self, text: &str) -> Result<(), Fault> {
        self.article(text);
        self.entities()?;
        for relation in self.reading.facts() {
            self.relation(relation)?;
        }
        self.events()?;
        for statement in &self.reading.statements {
            self.statement(statement)?;
        }
        Ok(())
    }

    fn add(&mut self, subject: &NamedNode, predicate: NamedNodeRef<'_>, object: impl Into<Term>) {
        self.triples.insert(Triple::new(subject.clone(), predicate, object));
    }

    fn article(&mut self, text: &str) {
        let (reading, article) = (self.reading, self.article.clone());
        self.add(&article, TYPE, ARTICLE);
        self.add(&article, IDENTIFIER, Literal::from(&*reading.key));
        if reading.id != reading.key {
            self.add(&article, INPUT_ID, Literal::from(&*reading.id));
        }
        let Reading { title, source, author, url, .. } = reading;
        let digest = digest_of([title, reading.date.as_deref().unwrap_or_default(), source, author, url, text]);
        self.add(&article, DIGEST, Literal::from(digest));
        self.add(&article, IS_STRING, Literal::from(text));
        if let Some(sketch) = sketch(text) {
            self.add(&article, SKETCH, Literal::from(sketch));
        }
        self.add(&article, WAS_GENERATED_BY, run_node(self.run, self.namespaces));
        if !reading.title.is_empty() {
            self.add(&article, HEADLINE, zh(&reading.title));
        }
        if let Some(date) = &reading.date {
            self.add(&article, DATE_PUBLISHED, date_literal(date));
        }
        if !reading.source.is_empty() {
            self.add(&article, PUBLISHER, zh(&reading.source));
        }
        if !reading.url.is_empty() {
            self.add(&article, URL, Literal::new_typed_literal(&reading.url, xsd::ANY_URI));
        }
        if !reading.author.is_empty() {
            self.add(&article, AUTHOR, zh(&reading.author));
        }
        if let Some(dateline) = &reading.dateline {
            self.add(&article, DATELINE, zh(&dateline.passage.text));
        }
        if let Some(encoding) = &reading.encoding {
            self.add(&article, ENCODING, Literal::from(encoding.to_string()));
        }
        for conflict in &reading.conflicts {
            self.add(&article, CONTRADICTED, Literal::from(conflict.to_string()));
        }
        for (noise, ranges) in &reading.repairs {
            // One literal for each kind: a scraped page has thousands of places.
            let places: Vec<String> = ranges.iter().map(|Range { start, end }| format!("{start}-{end}")).collect();
            self.add(&article, REPAIRED, Literal::from(format!("{noise} {}", places.join(" "))));
        }
    }

    fn entities(&mut self) -> Result<(), Fault> {
        let told = told(self.reading);
        for entity in &self.reading.entities {
            let identity = self.identities.get(&entity.iri);
            let (iri, label) = identity.map_or((&entity.iri, &entity.name), |identity| (&identity.iri, &identity.name));
            let node = NamedNode::new(iri).map_err(|_| Fault::Iri(iri.clone()))?;
            if !self.run.all_mentions && !told.contains(&entity.id) {
                self.entities.push(node);
                continue;
            }
            for class in std::iter::once(&entity.class).chain(&entity.subtype) {
                self.add(&node, TYPE, term(vocab::TUPU, class)?);
            }
            self.add(&node, LABEL, zh(label));
            for name in entity.names.iter().chain([&entity.name]).filter(|name| *name != label) {
                self.add(&node, ALT_LABEL, zh(name));
            }
            if let Some(identity) = identity {
                let own = NamedNode::new(&entity.iri).map_err(|_| Fault::Iri(entity.iri.clone()))?;
                self.add(&node, SIGHTED_AS, own);
                self.add(&node, IDENTITY, Literal::from(&*identity.reason));
            }
            if let Some(wikidata) = &entity.wikidata {
                self.add(&node, SAME_AS, term(WIKIDATA, wikidata)?);
            }
            self.entities.push(node);
        }
        Ok(())
    }

    fn relation(&mut self, relation: &Relation) -> Result<(), Fault> {
        let subject = self.entity(relation.subject)?;
        let predicate = term(vocab::TUPU, &relation.predicate)?;
        let evidence = self.evidence(relation)?;
        match (relation.object, &relation.text) {
            (Some(object), None) => {
                let object = self.entity(object)?;
                if self.run.schema.symmetric.contains(&relation.predicate) {
                    // One fact, whichever side tells it; asserted both ways, so that it is found from either.
                    let ends = [subject.clone().min(object.clone()), subject.max(object)];
                    let there = Triple::new(ends[0].clone(), predicate.clone(), ends[1].clone());
                    let back = Triple::new(ends[1].clone(), predicate, ends[0].clone());
                    self.fact(relation, &evidence, [there, back])
                } else {
                    self.fact(relation, &evidence, [Triple::new(subject, predicate, object)])
                }
            }
            (None, Some(text)) => {
                let is_date = self.run.schema.dates.contains(&relation.predicate);
                let object = if is_date { date_literal(text) } else { zh(text) };
                self.fact(relation, &evidence, [Triple::new(subject.clone(), predicate.clone(), object)])?;
                if predicate == HOLDS_POSITION { self.post(relation, &evidence, subject, text) } else { Ok(()) }
            }
            _ => Err(Fault::Object(relation.predicate.clone())),
        }
    }

    /// The reifier of a fact, and the fact itself if the article states it. `triples` all say the same.
    fn fact<const N: usize>(
        &mut self,
        relation: &Relation,
        evidence: &[NamedNode],
        triples: [Triple; N],
    ) -> Result<(), Fault> {
        let attributed_to = relation.attributed_to.map(|voice| self.voice(voice)).transpose()?;
        let modality = relation.modality.local_name();
        let speaker = attributed_to.as_ref().map_or("", |speaker| speaker.as_str());
        let hash = content_hash(&[self.article.as_str(), &triples[0].to_string(), modality, speaker]);
        let fact = self.namespaces.fact(&hash);
        for span in evidence {
            self.add(&fact, EVIDENCE, span.clone());
        }
        self.add(&fact, RULE, term(vocab::TUPU, &relation.rule)?);
        self.add(&fact, MODALITY, term(vocab::TUPU, modality)?);
        if let Some(speaker) = attributed_to {
            self.add(&fact, ATTRIBUTED_TO, speaker);
        }
        if let Some(source) = relation.source {
            self.add(&fact, SOURCE, self.entity(source)?);
        }
        if let Some(date) = &relation.date {
            self.add(&fact, DATE, date_literal(date));
        }
        if let Some(place) = relation.place {
            self.add(&fact, PLACE, self.entity(place)?);
        }
        for triple in triples {
            self.add(&fact, REIFIES, triple.clone());
            if relation.is_stated() {
                self.triples.insert(triple);
            }
        }
        Ok(())
    }

    /// The stretches that a fact rests on, and the forms by which they name its arguments.
    fn evidence(&mut self, relation: &Relation) -> Result<Vec<NamedNode>, Fault> {
        let reading = self.reading;
        if relation.evidence.is_empty() {
            return Err(Fault::NoEvidence(relation.predicate.clone()));
        }
        for argument in std::iter::once(relation.subject).chain(relation.object) {
            let node = self.entity(argument)?;
            let entity = &reading.entities[argument.0 as usize];
            for mention in &entity.mentions {
                let within = |range: &Range| range.start <= mention.start && mention.end <= range.end;
                if relation.evidence.iter().any(within) && !entity.names.contains(&mention.text) {
                    self.add(&node, PRINTED_AS, zh(&mention.text));
                }
            }
        }
        relation.evidence.iter().map(|range| self.span(range.start, range.end)).collect()
    }

    /// A post gets a node, which can say of what it is a post and that it is a former one.
    fn post(
        &mut self,
        relation: &Relation,
        evidence: &[NamedNode],
        person: NamedNode,
        post: &str,
    ) -> Result<(), Fault> {
        if !relation.is_stated() {
            return Ok(());
        }
        let modality = relation.modality.local_name();
        let organization = relation.organization.map(|entity| self.entity(entity)).transpose()?;
        let of = organization.as_ref().map_or("", |organization| organization.as_str());
        // A post without a period, and one for each term that is told of it.
        let period = [(FROM, &relation.from), (UNTIL, &relation.until)];
        let period = period.into_iter().filter_map(|(end, date)| Some((end, date.as_deref()?)));
        let mut key = vec![person.as_str(), post, of, modality];
        key.extend(period.clone().flat_map(|(end, date)| [end.as_str(), date]));
        let node = self.node("post", &key);
        for (end, date) in period {
            self.add(&node, end, date_literal(date));
        }
        self.add(&node, TYPE, POSITION_HELD);
        self.add(&node, MEMBER, person);
        self.add(&node, POST, zh(post));
        if let Some(organization) = organization {
            self.add(&node, ORGANIZATION, organization);
        }
        if relation.modality == Modality::Former {
            self.add(&node, MODALITY, term(vocab::TUPU, modality)?);
        }
        for span in evidence {
            self.add(&node, EVIDENCE, span.clone());
        }
        Ok(())
    }

    /// The meetings, calls, visits and signings that the facts tell of, each with who took part in which role. One gets a node where
    /// it has a date, a place or more than two parts; without them its edge says all.
    fn events(&mut self) -> Result<(), Fault> {
        let reading = self.reading;
        let mut events: BTreeMap<u32, Vec<&Relation>> = BTreeMap::new();
        for relation in reading.facts().filter(|relation| relation.is_stated()) {
            if let Some(event) = relation.event {
                events.entry(event).or_default().push(relation);
            }
        }
        for relations in events.values() {
            self.event(relations)?;
        }
        Ok(())
    }

    fn event(&mut self, relations: &[&Relation]) -> Result<(), Fault> {
        let schema = &self.run.schema;
        let Some(class) = relations.iter().find_map(|relation| schema.event_class(relation)) else { return Ok(()) };
        let mut parts = BTreeSet::new();
        for relation in relations {
            let (Some((subject, object)), Some(other)) = (schema.roles(relation), relation.object) else { continue };
            parts.insert((self.entity(relation.subject)?, subject));
            parts.insert((self.entity(other)?, object));
        }
        let things: BTreeSet<&str> = parts.iter().map(|(thing, _)| thing.as_str()).collect();
        let place = relations.iter().find_map(|relation| relation.place).map(|place| self.entity(place)).transpose()?;
        let date = relations.iter().find_map(|relation| relation.date.as_deref());
        if date.is_none() && place.is_none() && things.len() < 3 {
            return Ok(());
        }
        let at = place.as_ref().map_or("", |place| place.as_str());
        // Whoever received whom, it is the same meeting.
        let key: Vec<&str> = [class, date.unwrap_or_default(), at].into_iter().chain(things).collect();
        let node = self.node("event", &key);
        self.add(&node, TYPE, term(vocab::TUPU, class)?);
        for (thing, role) in &parts {
            self.add(&node, term(vocab::TUPU, role)?.as_ref(), thing.clone());
            if schema.participants.contains(*role) {
                self.add(&node, PARTICIPANT, thing.clone());
            }
        }
        for relation in relations {
            for (role, others) in &relation.parts {
                for other in others {
                    self.add(&node, term(vocab::TUPU, role)?.as_ref(), self.entity(*other)?);
                }
            }
        }
        if let Some(place) = place {
            self.add(&node, LOCATED_IN, place);
        }
        if let Some(date) = date {
            self.add(&node, HAPPENED_ON, date_literal(date));
        }
        for relation in relations {
            for span in self.evidence(relation)? {
                self.add(&node, EVIDENCE, span);
            }
        }
        Ok(())
    }

    /// The thing that these parts make up, one for all articles that tell of it.
    fn node(&self, kind: &str, parts: &[&str]) -> NamedNode {
        NamedNode::new_unchecked(self.namespaces.thing(&format!("{kind}-{}", content_hash(parts))))
    }

    fn statement(&mut self, statement: &Statement) -> Result<(), Fault> {
        let node = self.span(statement.start, statement.end)?;
        self.add(&node, TYPE, STATEMENT);
        self.add(&node, SPEAKER, self.entity(statement.speaker)?);
        self.add(&node, TEXT, zh(&statement.text));
        if !statement.cue.is_empty() {
            self.add(&node, CUE, zh(&statement.cue));
        }
        if let Some(entity) = statement.on_behalf_of {
            self.add(&node, ON_BEHALF_OF, self.entity(entity)?);
        }
        for entity in &statement.addressees {
            self.add(&node, ADDRESSEE, self.entity(*entity)?);
        }
        if let Some(entity) = statement.source {
            self.add(&node, SOURCE, self.entity(entity)?);
        }
        Ok(())
    }

    /// The node of a stretch of the text.
    fn span(&mut self, start: u32, end: u32) -> Result<NamedNode, Fault> {
        if start >= end || end > self.length {
            return Err(Fault::Span(start, end, self.length));
        }
        let node = NamedNode::new_unchecked(format!("{}_{start}_{end}", self.article.as_str()));
        self.add(&node, BEGIN_INDEX, Literal::from(start));
        self.add(&node, END_INDEX, Literal::from(end));
        self.add(&node, REFERENCE_CONTEXT, self.article.clone());
        Ok(node)
    }

    /// Whose words something is; who has no name is described where there is one.
    fn voice(&mut self, voice: Voice) -> Result<NamedNode, Fault> {
        match voice {
            Voice::Of(entity) => self.entity(entity),
            Voice::Somebody => {
                let somebody = SOMEBODY.into_owned();
                self.add(&somebody, TYPE, AGENT);
                self.add(&somebody, LABEL, zh(&self.run.schema.somebody));
                Ok(somebody)
            }
        }
    }

    fn entity(&self, entity: EntityRef) -> Result<NamedNode, Fault> {
        self.entities.get(entity.0 as usize).cloned().ok_or(Fault::Entity(entity.0, self.entities.len()))
    }
}

/// The entities that have a part in a fact or a statement.
fn told(reading: &Reading) -> FxHashSet<EntityRef> {
    let facts = reading.facts().flat_map(|relation| {
        let Relation { object, source, place, organization, parts, .. } = relation;
        let claimant = match relation.attributed_to {
            Some(Voice::Of(entity)) => Some(entity),
            Some(Voice::Somebody) | None => None,
        };
        let own = [Some(relation.subject), *object, claimant, *source, *place, *organization];
        own.into_iter().chain(parts.values().flatten().copied().map(Some))
    });
    let said = reading.statements.iter().flat_map(|said| [Some(said.speaker), said.on_behalf_of, said.source]);
    let addressees = reading.statements.iter().flat_map(|statement| statement.addressees.iter().copied().map(Some));
    facts.chain(said).chain(addressees).flatten().collect()
}

/// A term of a vocabulary by its local name.
fn term(namespace: &str, local: &str) -> Result<NamedNode, Fault> {
    NamedNode::new(format!("{namespace}{local}")).map_err(|_| Fault::Iri(local.to_owned()))
}

/// The terms that a text may have been stored as: a post in Chinese, a date.
pub(super) fn text_terms(text: &str) -> Vec<Term> {
    vec![zh(text).into(), date_literal(text).into()]
}

fn zh(text: &str) -> Literal {
    Literal::new_language_tagged_literal_unchecked(text, "zh")
}

/// A date with the datatype of what is known of it; any other text as a plain literal.
fn date_literal(date: &str) -> Literal {
    let shape: String = date.chars().map(|c| if c.is_ascii_digit() { '0' } else { c }).collect();
    let datatype = match &*shape {
        "0000-00-00" => xsd::DATE,
        "0000-00" => xsd::G_YEAR_MONTH,
        "0000" => xsd::G_YEAR,
        "--00-00" => xsd::G_MONTH_DAY,
        "--00" => xsd::G_MONTH,
        "---00" => xsd::G_DAY,
        _ => return Literal::from(date),
    };
    Literal::new_typed_literal(date, datatype)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_is_typed_by_what_is_known_of_it() {
        for (date, datatype) in [
            ("2023-09-13", "date"),
            ("2023-09", "gYearMonth"),
            ("2023", "gYear"),
            ("--09-13", "gMonthDay"),
            ("---13", "gDay"),
            ("日前", "string"),
        ] {
            assert!(date_literal(date).datatype().as_str().ends_with(&format!("#{datatype}")), "{date}");
        }
    }
}
