//! The merged graph: what many articles say, each thing and each fact once, with the articles that support it.
//!
//! **The order of the articles does not matter**, and neither do repetitions: of articles with one content, the one with the first
//! key supports what they say. Only what articles themselves state stands
//! here: no claims of others, no plans, nothing denied. Things are one when their IRIs are one. Only this module names petgraph.

pub mod identity;

use crate::reading::{Entity, Modality, Reading, Relation};
use petgraph::graph::{DiGraph, NodeIndex};
use petgraph::visit::EdgeRef;
use sha2::{Digest as _, Sha256};
use std::collections::{BTreeMap, BTreeSet};

/// Things and the facts between them.
#[derive(Clone, Debug, Default)]
pub struct Graph {
    graph: DiGraph<Thing, Fact>,
    by_iri: BTreeMap<String, NodeIndex>,
}

/// What some articles name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Thing {
    /// Its IRI.
    pub iri: String,
    /// Local name of its class; the first in the alphabet, should articles differ.
    pub class: String,
    /// Its canonical name; the first in order of characters, should articles differ.
    pub name: String,
    /// All its names.
    pub names: BTreeSet<String>,
    /// Its Wikidata id.
    pub wikidata: Option<String>,
    /// What is said of it in texts: posts, dates.
    pub texts: BTreeMap<TextFact, BTreeSet<Support>>,
    /// Keys of the articles that name it.
    pub articles: BTreeSet<String>,
}

/// A fact whose object is a text.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct TextFact {
    /// Local name of the property.
    pub predicate: String,
    /// The text.
    pub text: String,
}

/// A fact between two things, and who supports it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fact {
    /// Local name of the property.
    pub predicate: String,
    /// The articles that state it.
    pub support: BTreeSet<Support>,
}

/// An article that states a fact.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Support {
    /// The article's key.
    pub article: String,
    /// Whether it is or was so.
    pub modality: Modality,
    /// When it happened, as ISO 8601, as far as the article says.
    pub date: Option<String>,
}

impl Support {
    fn new(reading: &Reading, relation: &Relation) -> Self {
        Support { article: reading.key.clone(), modality: relation.modality, date: relation.date.clone() }
    }
}

impl Graph {
    /// Merges readings. A fact of a `symmetric` property stands once, from the thing with the smaller IRI.
    ///
    /// Takes O(n log n) in the number of facts. What a reading says of an entity that it does not list is left out.
    pub fn merge<'a>(readings: impl IntoIterator<Item = &'a Reading>, symmetric: &BTreeSet<String>) -> Self {
        let mut contents: BTreeMap<_, &Reading> = BTreeMap::new();
        for reading in readings {
            let first = contents.entry(content(reading)).or_insert(reading);
            if reading.key < first.key {
                *first = reading;
            }
        }
        let mut things: BTreeMap<&str, Thing> = BTreeMap::new();
        let mut facts: BTreeMap<(&str, &str, &str), BTreeSet<Support>> = BTreeMap::new();
        for reading in contents.into_values() {
            for entity in &reading.entities {
                let thing = things.entry(&entity.iri).or_insert_with(|| Thing::new(entity));
                thing.merge(entity);
                thing.articles.insert(reading.key.clone());
            }
            let iri = |index: u32| reading.entities.get(index as usize).map(|entity| &*entity.iri);
            for relation in reading.facts().filter(|relation| relation.is_stated()) {
                let Some(subject) = iri(relation.subject.0) else { continue };
                let support = Support::new(reading, relation);
                if let Some(text) = &relation.text {
                    let fact = TextFact { predicate: relation.predicate.clone(), text: text.clone() };
                    let thing = things.get_mut(subject).expect("the reading lists it, so it was merged above");
                    thing.texts.entry(fact).or_default().insert(support);
                } else if let Some(object) = relation.object.and_then(|object| iri(object.0)) {
                    let is_turned = symmetric.contains(&relation.predicate) && object < subject;
                    let (from, to) = if is_turned { (object, subject) } else { (subject, object) };
                    facts.entry((from, &relation.predicate, to)).or_default().insert(support);
                }
            }
        }
        let mut merged = Graph::default();
        for (iri, thing) in things {
            merged.by_iri.insert(iri.to_owned(), merged.graph.add_node(thing));
        }
        for ((subject, predicate, object), support) in facts {
            let fact = Fact { predicate: predicate.to_owned(), support };
            merged.graph.add_edge(merged.by_iri[subject], merged.by_iri[object], fact);
        }
        merged
    }

    /// All things, by IRI.
    pub fn things(&self) -> impl Iterator<Item = &Thing> {
        self.graph.node_weights()
    }

    /// All facts between things, by subject, predicate and object.
    pub fn facts(&self) -> impl Iterator<Item = (&Thing, &Fact, &Thing)> {
        self.graph.edge_references().map(|edge| (&self.graph[edge.source()], edge.weight(), &self.graph[edge.target()]))
    }

    /// The thing with this IRI.
    pub fn thing(&self, iri: &str) -> Option<&Thing> {
        self.by_iri.get(iri).map(|&index| &self.graph[index])
    }
}

/// What a reading says, whoever printed it and when. Copies of a text say the same at the same places; a text of which nothing was
/// understood is told from others by its key.
fn content(reading: &Reading) -> [u8; 32] {
    let Reading { title, entities, relations, statements, .. } = reading;
    let key = if entities.is_empty() { &*reading.key } else { "" };
    Sha256::digest(format!("{key:?} {title:?} {entities:?} {relations:?} {statements:?}")).into()
}

impl Thing {
    fn new(entity: &Entity) -> Self {
        Thing {
            iri: entity.iri.clone(),
            class: entity.class.clone(),
            name: entity.name.clone(),
            names: BTreeSet::new(),
            wikidata: None,
            texts: BTreeMap::new(),
            articles: BTreeSet::new(),
        }
    }

    /// Takes in what another article says of the thing itself: smallest value or union, so that order does not matter.
    fn merge(&mut self, entity: &Entity) {
        if entity.class < self.class {
            self.class.clone_from(&entity.class);
        }
        if entity.name < self.name {
            self.name.clone_from(&entity.name);
        }
        self.names.extend(entity.names.iter().cloned());
        self.names.insert(entity.name.clone());
        if let Some(wikidata) = &entity.wikidata
            && self.wikidata.as_ref().is_none_or(|known| wikidata < known)
        {
            self.wikidata = Some(wikidata.clone());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rdf::tests::{later, readings};

    fn merge<'a>(readings: impl IntoIterator<Item = &'a Reading>) -> String {
        let graph = Graph::merge(readings, &BTreeSet::from(["met".to_owned()]));
        let texts = graph.things().map(|thing| format!("{thing:?}\n"));
        let facts = graph.facts().map(|(subject, fact, object)| {
            let articles: Vec<_> = fact.support.iter().map(|support| &*support.article).collect();
            format!("{} {} {} {}\n", subject.name, fact.predicate, object.name, articles.join(" "))
        });
        texts.chain(facts).collect()
    }

    #[test]
    fn the_order_of_articles_and_repetitions_do_not_matter() {
        let (first, second) = (readings(), [later()]);
        let forwards = merge(first.iter().chain(&second));
        assert_eq!(forwards, merge(second.iter().chain(first.iter().rev())));
        assert_eq!(forwards, merge(first.iter().chain(&second).chain(&first)));
    }

    #[test]
    fn a_meeting_told_from_both_sides_is_one_fact_with_two_articles() {
        let (first, second) = (readings(), [later()]);
        let merged = merge(first.iter().chain(&second));
        assert_eq!(merged.matches(" met ").count(), 1);
        assert!(merged.contains("met 王毅 1 2\n") || merged.contains("met 布林肯 1 2\n"), "{merged}");
    }

    #[test]
    fn a_copy_supports_nothing_that_the_first_article_does_not() {
        let [first, _] = readings();
        let copy = Reading { key: "0".to_owned(), date: None, source: "other".to_owned(), ..first.clone() };
        let merged = Graph::merge([&first, &copy], &BTreeSet::new());
        let support: BTreeSet<&str> =
            merged.facts().flat_map(|(_, fact, _)| &fact.support).map(|support| &*support.article).collect();
        assert_eq!(support, BTreeSet::from(["0"]));
        let other = Reading { title: "other".to_owned(), ..copy };
        let merged = Graph::merge([&first, &other], &BTreeSet::new());
        assert!(merged.facts().all(|(_, fact, _)| fact.support.len() == 2), "another text");
    }

    #[test]
    fn plans_and_claims_of_others_do_not_stand() {
        let merged = merge(&readings());
        assert!(!merged.contains("visited") && !merged.contains("supports"), "{merged}");
        assert!(merged.contains("外交部长") && merged.contains("worksFor 中国"), "{merged}");
    }
}
