//! How well facts are supported: how many articles and sources tell a fact, and when first and last.
//!
//! What the articles say is in their graphs, but a fact that thousands tell takes long to count when it is asked for. So facts
//! that more than one article tells have a record in a graph of its own, `r:tally`; the record of a fact is named after it, so it
//! is one look-up away. What a single article tells needs none. Reprints count once, with the article that they repeat.

use super::store::{Store, StoreError};
use super::touched::Touched;
use super::view::{Fact, object_terms};
use super::vocab::{
    ARTICLES, DATE_PUBLISHED, FIRST_REPORTED, IS_BASED_ON, LAST_REPORTED, PUBLISHER, SOURCES, TALLIES, TUPU,
};
use super::{Schema, content_hash};
use oxigraph::model::{
    GraphName, GraphNameRef, Literal, NamedNode, NamedNodeRef, NamedOrBlankNode, Quad, Term, Triple,
};
use oxigraph::store::StorageError;
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::BTreeSet;

/// Quads of records that are written at once.
const AT_ONCE: usize = 50_000;

/// How well a fact is supported.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Articles that tell it, each story once.
    pub articles: usize,
    /// Publishers of these stories, as far as they are known.
    pub sources: usize,
    /// When the first article that tells it was published, as far as known.
    pub first: Option<String>,
    /// When the last one was.
    pub last: Option<String>,
}

/// What counting needs to know of an article.
#[derive(Clone, Default)]
struct Told {
    date: Option<Literal>,
    publisher: Option<String>,
    /// The article that it repeats.
    original: Option<NamedNode>,
}

const TOLD: [NamedNodeRef<'static>; 3] = [DATE_PUBLISHED, PUBLISHER, IS_BASED_ON];

/// What is known of articles, looked up once.
struct Articles<'s> {
    store: &'s Store,
    known: FxHashMap<NamedNode, Told>,
}

impl Store {
    /// How well a fact of the merged graph is supported. Takes a look-up or two, however many articles tell it, once
    /// [`count`](Self::count) has been there; before that, some for each of them.
    ///
    /// # Errors
    /// Reading failed.
    pub fn tally(&self, fact: &Fact) -> Result<Tally, StorageError> {
        let predicate = NamedNode::new_unchecked(format!("{TUPU}{}", fact.predicate));
        for object in object_terms(&fact.object) {
            let triple = Triple::new(NamedNode::new_unchecked(&fact.subject), predicate.clone(), object);
            if let Some(tally) = self.recorded(&triple)? {
                return Ok(tally);
            }
            let graphs = self.telling(&triple)?;
            if !graphs.is_empty() {
                return Ok(Articles { store: self, known: FxHashMap::default() }.tally(&graphs)?.0);
            }
        }
        Ok(Tally::default())
    }

    /// Counts again how well the touched facts are supported, and those of touched articles. To be called when all else has been
    /// written.
    ///
    /// # Errors
    /// Reading or writing failed.
    pub fn count(&self, touched: &Touched, schema: &Schema) -> Result<(), StoreError> {
        let mut articles = Articles { store: self, known: FxHashMap::default() };
        let mut records = Records::new(self);
        if let (Some(facts), Some(graphs)) = (touched.facts.few(), touched.articles.few()) {
            let said = graphs.iter().map(|graph| self.triples(None, graph.as_ref().into()));
            let said: Vec<Vec<Triple>> = said.collect::<Result<_, _>>()?;
            let said = said.into_iter().flatten().filter(|triple| self.namespaces().is_fact(triple));
            let mut facts: Vec<Triple> = facts.iter().cloned().chain(said).collect();
            facts.sort_by_cached_key(Triple::to_string);
            facts.dedup();
            for fact in facts {
                records.put(&fact, &self.telling(&fact)?, &mut articles)?;
            }
            return Ok(records.finish()?);
        }
        articles.load()?;
        records.expect_all()?;
        for property in &schema.properties {
            let property = NamedNode::new_unchecked(format!("{TUPU}{property}"));
            let merged = Some(GraphNameRef::DefaultGraph);
            for quad in self.quads().quads_for_pattern(None, Some(property.as_ref()), None, merged) {
                let fact = Triple::from(quad?);
                if self.namespaces().is_fact(&fact) {
                    records.put(&fact, &self.telling(&fact)?, &mut articles)?;
                }
            }
        }
        Ok(records.finish()?)
    }

    /// The articles that tell a fact.
    fn telling(&self, fact: &Triple) -> Result<Vec<NamedNode>, StorageError> {
        let (subject, predicate, object) = (fact.subject.as_ref(), fact.predicate.as_ref(), fact.object.as_ref());
        let mut graphs = Vec::new();
        for quad in self.quads().quads_for_pattern(Some(subject), Some(predicate), Some(object), None) {
            if let GraphName::NamedNode(graph) = quad?.graph_name {
                graphs.push(graph);
            }
        }
        Ok(graphs)
    }

    fn recorded(&self, fact: &Triple) -> Result<Option<Tally>, StorageError> {
        let (node, graph) = (self.tally_node(fact), self.tally_graph());
        let mut tally = Tally::default();
        let quads = self.quads().quads_for_pattern(Some(node.as_ref().into()), None, None, Some(graph.as_ref().into()));
        for quad in quads {
            let quad = quad?;
            let Term::Literal(value) = quad.object else { continue };
            match quad.predicate.as_ref() {
                ARTICLES => tally.articles = value.value().parse().unwrap_or_default(),
                SOURCES => tally.sources = value.value().parse().unwrap_or_default(),
                FIRST_REPORTED => tally.first = Some(value.value().to_owned()),
                LAST_REPORTED => tally.last = Some(value.value().to_owned()),
                _ => {}
            }
        }
        Ok((tally.articles > 0).then_some(tally))
    }

    fn tally_node(&self, fact: &Triple) -> NamedNode {
        self.namespaces().fact(&content_hash(&["tally", &fact.to_string()]))
    }

    fn tally_graph(&self) -> NamedNode {
        self.namespaces().run("tally")
    }
}

impl Articles<'_> {
    /// The tally of a fact that these articles tell, and the first and last date as they are stored.
    fn tally(&mut self, graphs: &[NamedNode]) -> Result<(Tally, [Option<Literal>; 2]), StorageError> {
        let (mut stories, mut dates) = (BTreeSet::new(), Vec::new());
        for graph in graphs {
            let told = self.told(graph)?;
            dates.extend(told.date);
            stories.insert(told.original.unwrap_or_else(|| graph.clone()));
        }
        let mut sources = BTreeSet::new();
        for story in &stories {
            sources.extend(self.told(story)?.publisher);
        }
        dates.sort_by(|a, b| a.value().cmp(b.value()));
        let ends = [dates.first().cloned(), dates.last().cloned()];
        let [first, last] = ends.each_ref().map(|date| date.as_ref().map(|date| date.value().to_owned()));
        Ok((Tally { articles: stories.len(), sources: sources.len(), first, last }, ends))
    }

    fn told(&mut self, graph: &NamedNode) -> Result<Told, StorageError> {
        if let Some(told) = self.known.get(graph) {
            return Ok(told.clone());
        }
        let mut told = Told::default();
        let (subject, name) = (Some(graph.as_ref().into()), Some(graph.as_ref().into()));
        for property in TOLD {
            for quad in self.store.quads().quads_for_pattern(subject, Some(property), None, name) {
                told.add(quad?);
            }
        }
        self.known.insert(graph.clone(), told.clone());
        Ok(told)
    }

    /// Looks up all articles at once.
    fn load(&mut self) -> Result<(), StorageError> {
        for property in TOLD {
            for quad in self.store.quads().quads_for_pattern(None, Some(property), None, None) {
                let quad = quad?;
                if let GraphName::NamedNode(graph) = &quad.graph_name {
                    self.known.entry(graph.clone()).or_default().add(quad);
                }
            }
        }
        Ok(())
    }
}

impl Told {
    fn add(&mut self, quad: Quad) {
        match (quad.predicate.as_ref(), quad.object) {
            (DATE_PUBLISHED, Term::Literal(date)) => self.date = Some(date),
            (PUBLISHER, Term::Literal(publisher)) => self.publisher = Some(publisher.value().to_owned()),
            (IS_BASED_ON, Term::NamedNode(original)) => self.original = Some(original),
            _ => {}
        }
    }
}

/// The records, while they are brought up to date.
struct Records<'s> {
    store: &'s Store,
    graph: NamedNode,
    /// The records that no fact has claimed, where all facts are counted.
    unclaimed: Option<FxHashSet<NamedNode>>,
    added: Vec<Quad>,
    removed: Vec<Quad>,
}

impl<'s> Records<'s> {
    fn new(store: &'s Store) -> Self {
        Records { store, graph: store.tally_graph(), unclaimed: None, added: Vec::new(), removed: Vec::new() }
    }

    /// From here on every fact is put: the records of others go at the end.
    fn expect_all(&mut self) -> Result<(), StorageError> {
        let mut unclaimed = FxHashSet::default();
        let graph = Some(self.graph.as_ref().into());
        for quad in self.store.quads().quads_for_pattern(None, Some(TALLIES), None, graph) {
            if let NamedOrBlankNode::NamedNode(record) = quad?.subject {
                unclaimed.insert(record);
            }
        }
        self.unclaimed = Some(unclaimed);
        Ok(())
    }

    /// Takes a fact with the articles that tell it.
    fn put(&mut self, fact: &Triple, graphs: &[NamedNode], articles: &mut Articles<'_>) -> Result<(), StorageError> {
        let node = self.store.tally_node(fact);
        let is_there = self.unclaimed.as_mut().is_none_or(|unclaimed| unclaimed.remove(&node));
        let before = if is_there { self.of(&node)? } else { Vec::new() };
        let mut after = Vec::new();
        if graphs.len() > 1 {
            let (tally, [first, last]) = articles.tally(graphs)?;
            let mut add = |predicate: NamedNodeRef<'_>, object: Term| {
                after.push(Quad::new(node.clone(), predicate, object, self.graph.clone()));
            };
            add(TALLIES, fact.clone().into());
            add(ARTICLES, integer(tally.articles));
            add(SOURCES, integer(tally.sources));
            first.into_iter().for_each(|date| add(FIRST_REPORTED, date.into()));
            last.into_iter().for_each(|date| add(LAST_REPORTED, date.into()));
        }
        self.removed.extend(before.iter().filter(|quad| !after.contains(quad)).cloned());
        self.added.extend(after.into_iter().filter(|quad| !before.contains(quad)));
        if self.added.len() + self.removed.len() >= AT_ONCE { self.write() } else { Ok(()) }
    }

    fn of(&self, node: &NamedNode) -> Result<Vec<Quad>, StorageError> {
        let graph = Some(self.graph.as_ref().into());
        self.store.quads().quads_for_pattern(Some(node.as_ref().into()), None, None, graph).collect()
    }

    fn write(&mut self) -> Result<(), StorageError> {
        self.store.exchange(std::mem::take(&mut self.removed), std::mem::take(&mut self.added))
    }

    fn finish(mut self) -> Result<(), StorageError> {
        let mut gone: Vec<NamedNode> = self.unclaimed.take().into_iter().flatten().collect();
        gone.sort();
        for node in gone {
            let quads = self.of(&node)?;
            self.removed.extend(quads);
        }
        self.write()
    }
}

fn integer(number: usize) -> Term {
    Literal::from(i64::try_from(number).unwrap_or(i64::MAX)).into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rdf::Namespaces;
    use crate::rdf::tests::{FIRST, LATER, later, readings, run};
    use crate::reading::Reading;

    fn met() -> Fact {
        let thing = |local| Namespaces::default().thing(local);
        Fact::between(&thing("wang-yi"), "met", &thing("blinken"))
    }

    fn put(store: &Store, readings: &[(Reading, &str)]) {
        let mut touched = store.put(&run(), readings.iter().map(|(reading, text)| (reading, *text))).unwrap().touched;
        touched.extend(store.link_reprints(&touched).unwrap());
        store.count(&touched, &run().schema).unwrap();
    }

    /// The records of a store, to compare.
    fn records(store: &Store) -> Vec<String> {
        let mut records: Vec<String> = store
            .triples(None, store.tally_graph().as_ref().into())
            .unwrap()
            .into_iter()
            .map(|triple| triple.to_string())
            .collect();
        records.sort();
        records
    }

    fn copy(reading: &Reading, key: &str, date: &str, source: &str) -> Reading {
        let [key, date, source] = [key, date, source].map(ToOwned::to_owned);
        Reading { id: key.clone(), key, date: Some(date), source, ..reading.clone() }
    }

    #[test]
    fn articles_sources_and_dates_follow_what_is_stored() {
        let store = Store::in_memory(Namespaces::default()).unwrap();
        let [first, _] = readings();
        put(&store, &[(first.clone(), FIRST)]);
        let alone = Tally { articles: 1, sources: 1, first: first.date.clone(), last: first.date.clone() };
        assert_eq!(store.tally(&met()).unwrap(), alone);
        assert_eq!(records(&store), [""; 0], "what one article tells needs no record");

        put(&store, &[(copy(&later(), "2", "2023-09-20", "甲报"), LATER)]);
        let both = Tally { articles: 2, sources: 2, last: Some("2023-09-20".to_owned()), ..alone.clone() };
        assert_eq!(store.tally(&met()).unwrap(), both);
        put(&store, &[(copy(&later(), "2", "2023-10-01", "新华社"), LATER)]);
        let other = Tally { sources: 1, last: Some("2023-10-01".to_owned()), ..both };
        assert_eq!(store.tally(&met()).unwrap(), other, "another date and publisher of an article that says the same");
        let before = records(&store);
        store.count(&Touched::everything(), &run().schema).unwrap();
        assert_eq!(records(&store), before, "counting all facts finds the same");

        let touched = store.remove("2").unwrap().touched;
        store.count(&touched, &run().schema).unwrap();
        assert_eq!(store.tally(&met()).unwrap(), alone);
        assert_eq!(records(&store), [""; 0]);
    }

    #[test]
    fn a_reprint_is_no_other_source() {
        let store = Store::in_memory(Namespaces::default()).unwrap();
        let [first, _] = readings();
        let reprint = copy(&first, "reprint", "2023-09-16", "乙报");
        put(&store, &[(reprint, FIRST), (first.clone(), FIRST)]);
        let tally = store.tally(&met()).unwrap();
        assert_eq!((tally.articles, tally.sources), (1, 1));
        assert_eq!((tally.first, tally.last.as_deref()), (first.date, Some("2023-09-16")));
        assert_eq!(store.tally(&Fact::between("e:a", "met", "e:b")).unwrap(), Tally::default());
    }
}
