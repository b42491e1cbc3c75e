//! The graph for programs that know no RDF, and for people: GraphML, GEXF, DOT, tables, pictures, a page, a report.
//!
//! All are made of a [`Picture`]: things and the facts between them, in the order of their names, so that the same graph gives the
//! same bytes.

mod dot;
mod layout;
mod page;
mod report;
mod svg;
mod tables;
mod xml;

pub use dot::dot;
pub use page::page;
pub use report::Report;
pub use svg::svg;
pub use tables::{edges_csv, nodes_csv};
pub use xml::{gexf, graphml};

use rustc_hash::{FxHashMap, FxHashSet};

use crate::ask::selection::Selection;
use crate::ontology::Vocabulary;
use crate::rdf::Store;
use crate::rdf::view::{Thing, ViewError};

/// Things and the facts between them.
#[derive(Clone, Debug, Default)]
pub struct Picture {
    /// The things, by class and name.
    pub things: Vec<Thing>,
    /// The facts, by their ends and property.
    pub edges: Vec<Edge>,
}

/// A fact between two things.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Edge {
    /// Index of its subject.
    pub from: usize,
    /// Index of its object.
    pub to: usize,
    /// Local name of its property.
    pub property: String,
    /// Whether it holds both ways; then it stands once.
    pub is_symmetric: bool,
    /// IRIs of the articles that state it, sorted.
    pub articles: Vec<String>,
    /// The first and the last date of these articles.
    pub dates: Option<(String, String)>,
}

impl Picture {
    /// The picture of a part of a store.
    ///
    /// Holds all its things and facts in memory. A thing is in it if a fact of it is, or if it was asked for by name or class.
    ///
    /// # Errors
    /// The store cannot be read.
    pub fn of(store: &Store, vocabulary: &Vocabulary, selection: &Selection) -> Result<Self, ViewError> {
        let dates = store.dates()?;
        let mut facts: FxHashMap<(String, &str, String), Vec<String>> = FxHashMap::default();
        store.facts::<ViewError>(vocabulary.relations(), true, |subject, property, object, article| {
            let article = article.expect("asked for with articles");
            let is_back = vocabulary.is_symmetric(property) && subject > object;
            if !is_back && selection.has_article(article) && selection.has_thing(subject) && selection.has_thing(object)
            {
                facts.entry((subject.to_owned(), property, object.to_owned())).or_default().push(article.to_owned());
            }
            Ok(())
        })?;
        let mut iris: FxHashSet<String> = FxHashSet::default();
        for (subject, _, object) in facts.keys().collect::<std::collections::BTreeSet<_>>() {
            iris.insert(subject.clone());
            iris.insert(object.clone());
        }
        if selection.has_all_articles() {
            iris.extend(store.classes()?.into_keys().filter(|iri| selection.has_thing(iri)));
        }
        let mut things = Vec::new();
        for iri in iris.into_iter().collect::<std::collections::BTreeSet<_>>() {
            things.extend(store.thing(&iri)?);
        }
        things.sort_by(|a, b| (&a.class, &a.name, &a.iri).cmp(&(&b.class, &b.name, &b.iri)));
        let places: FxHashMap<&str, usize> = things.iter().enumerate().map(|(i, thing)| (&*thing.iri, i)).collect();
        let mut edges: Vec<Edge> = Vec::new();
        let mut facts: Vec<_> = facts.into_iter().collect();
        facts.sort();
        for ((subject, property, object), mut articles) in facts {
            let (Some(&from), Some(&to)) = (places.get(&*subject), places.get(&*object)) else { continue };
            articles.sort();
            let mut known: Vec<&String> = articles.iter().filter_map(|article| dates.get(article)).collect();
            known.sort();
            let dates = known.first().zip(known.last()).map(|(first, last)| ((*first).clone(), (*last).clone()));
            let is_symmetric = vocabulary.is_symmetric(property);
            edges.push(Edge { from, to, property: property.to_owned(), is_symmetric, articles, dates });
        }
        edges.sort();
        Ok(Picture { things, edges })
    }

    /// For each thing, how many facts it has.
    pub fn degrees(&self) -> Vec<usize> {
        let mut degrees = vec![0; self.things.len()];
        for edge in &self.edges {
            degrees[edge.from] += 1;
            degrees[edge.to] += 1;
        }
        degrees
    }
}
