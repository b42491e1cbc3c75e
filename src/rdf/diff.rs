//! What one store says and another does not: facts added, removed, and stated by other articles or passages than before.
//!
//! A fact is a triple of the merged graph between a thing and another thing or a text. Classes and names are not compared, and
//! the nodes of posts and events are not facts of their own: what they carry beyond the fact that they belong to, a date and a
//! place, is compared with the fact's evidence. Exports without the graphs of the articles have facts, and no evidence to compare.

use super::store::{Store, StoreError};
use super::vocab::{
    BEGIN_INDEX, DATE, DIGEST, END_INDEX, EVIDENCE, IDENTIFIER, IS_STRING, PLACE, REIFIES, TUPU, WAS_GENERATED_BY,
};
use super::{Format, Namespaces};
use crate::text::CodePoints;
use oxigraph::io::RdfParser;
use oxigraph::model::{
    GraphName, GraphNameRef, NamedNode, NamedNodeRef, NamedOrBlankNode, NamedOrBlankNodeRef, Term, TermRef, Triple,
};
use oxigraph::store::StorageError;
use rustc_hash::FxHashSet;
use serde::Serialize;
use std::collections::BTreeSet;
use std::io::Read;

/// A fact that is not the same in both.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Difference {
    /// What became of it.
    pub change: Change,
    /// Whom it is about.
    pub subject: Part,
    /// Local name of the property.
    pub predicate: String,
    /// The other thing, or the text.
    pub object: Part,
    /// The evidence that only the first has.
    pub before: Vec<Evidence>,
    /// The evidence that only the second has.
    pub after: Vec<Evidence>,
}

/// What became of a fact.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Change {
    /// Only the second has it.
    Added,
    /// Only the first has it.
    Removed,
    /// Both have it, on other evidence.
    Changed,
}

/// Subject or object of a fact.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Part {
    /// Its name, or the text.
    pub name: String,
    /// Its IRI, unless it is a text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub iri: Option<String>,
}

/// A passage that states a fact.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Evidence {
    /// The article's key.
    pub article: String,
    /// First code point of the passage.
    pub start: u32,
    /// One past its last code point.
    pub end: u32,
    /// The passage as printed.
    pub text: String,
    /// When the fact happened, as far as the article says.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date: Option<String>,
    /// IRI of the place where it happened, as far as the article says.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place: Option<String>,
}

impl Store {
    /// A store in memory with the content of an export.
    ///
    /// # Errors
    /// The export cannot be read, or is none of this format.
    pub fn read_export(export: impl Read, format: Format, namespaces: Namespaces) -> Result<Self, StoreError> {
        let store = Store::in_memory(namespaces)?;
        store.quads().load_from_reader(RdfParser::from_format(format.into()), export)?;
        Ok(store)
    }
}

/// The differences between two stores, sorted.
///
/// Holds the facts of the first in memory. The evidence is compared for facts of articles that the two do not hold alike.
///
/// # Errors
/// One of the stores cannot be read.
pub fn diff(before: &Store, after: &Store) -> Result<Vec<Difference>, StoreError> {
    let mut removed = facts(before)?.collect::<Result<FxHashSet<Triple>, _>>()?;
    let mut differences = Vec::new();
    for fact in facts(after)? {
        let fact = fact?;
        if !removed.remove(&fact) && !is_mirrored(after, &fact)? {
            differences.push(difference(Change::Added, &fact, before, after)?);
        }
    }
    let mut removed: Vec<Triple> = removed.into_iter().collect();
    removed.sort_by_cached_key(Triple::to_string);
    for fact in removed {
        if !is_mirrored(before, &fact)? {
            differences.push(difference(Change::Removed, &fact, before, after)?);
        }
    }
    for fact in suspects(before, after)? {
        let stands_in = |store: &Store| store.quads().contains(fact.as_ref().in_graph(GraphNameRef::DefaultGraph));
        if stands_in(before)? && stands_in(after)? && !is_mirrored(after, &fact)? {
            let change = difference(Change::Changed, &fact, before, after)?;
            if !change.before.is_empty() || !change.after.is_empty() {
                differences.push(change);
            }
        }
    }
    differences.sort();
    Ok(differences)
}

/// The facts of the merged graph.
fn facts(store: &Store) -> Result<impl Iterator<Item = Result<Triple, StorageError>>, StoreError> {
    let triples = store.quads().quads_for_pattern(None, None, None, Some(GraphNameRef::DefaultGraph));
    Ok(triples
        .map(|quad| quad.map(Triple::from))
        .filter(|triple| triple.as_ref().map_or(true, |triple| store.namespaces().is_fact(triple))))
}

/// Whether the same fact is told the other way round, and that way is the one to tell.
fn is_mirrored(store: &Store, fact: &Triple) -> Result<bool, StorageError> {
    let (NamedOrBlankNode::NamedNode(subject), Term::NamedNode(object)) = (&fact.subject, &fact.object) else {
        return Ok(false);
    };
    let back = Triple::new(object.clone(), fact.predicate.clone(), subject.clone());
    Ok(object < subject && store.quads().contains(back.as_ref().in_graph(GraphNameRef::DefaultGraph))?)
}

/// The facts of articles that the two stores do not hold alike, sorted.
fn suspects(before: &Store, after: &Store) -> Result<Vec<Triple>, StoreError> {
    let (one, other) = (versions(before)?, versions(after)?);
    let mut facts = FxHashSet::default();
    for (store, mine, theirs) in [(before, &one, &other), (after, &other, &one)] {
        for (graph, ..) in mine.difference(theirs) {
            let graph = NamedNodeRef::new_unchecked(graph);
            for triple in store.triples(None, graph.into())? {
                if store.namespaces().is_fact(&triple) {
                    facts.insert(triple);
                }
            }
        }
    }
    let mut facts: Vec<Triple> = facts.into_iter().collect();
    facts.sort_by_cached_key(Triple::to_string);
    Ok(facts)
}

/// The articles, and what tells their versions apart.
fn versions(store: &Store) -> Result<BTreeSet<(String, String, String)>, StorageError> {
    let mut versions = BTreeSet::new();
    for quad in store.quads().quads_for_pattern(None, Some(DIGEST), None, None) {
        let quad = quad?;
        let run = object(store, quad.subject.as_ref(), WAS_GENERATED_BY, quad.graph_name.as_ref())?;
        let run = run.map(|run| run.to_string()).unwrap_or_default();
        if let NamedOrBlankNode::NamedNode(article) = quad.subject {
            versions.insert((article.into_string(), quad.object.to_string(), run));
        }
    }
    Ok(versions)
}

fn difference(change: Change, fact: &Triple, before: &Store, after: &Store) -> Result<Difference, StoreError> {
    let (old, new) = (evidence(before, fact)?, evidence(after, fact)?);
    let only = |mine: &BTreeSet<Evidence>, theirs: &BTreeSet<Evidence>| mine.difference(theirs).cloned().collect();
    let store = if change == Change::Removed { before } else { after };
    Ok(Difference {
        change,
        subject: part(store, &fact.subject.clone().into())?,
        predicate: fact.predicate.as_str().trim_start_matches(TUPU).to_owned(),
        object: part(store, &fact.object)?,
        before: only(&old, &new),
        after: only(&new, &old),
    })
}

fn part(store: &Store, term: &Term) -> Result<Part, StorageError> {
    Ok(match term {
        Term::NamedNode(node) => {
            let name = store.label(node.as_ref())?.unwrap_or_else(|| node.as_str().to_owned());
            Part { name, iri: Some(node.as_str().to_owned()) }
        }
        Term::Literal(text) => Part { name: text.value().to_owned(), iri: None },
        other => Part { name: other.to_string(), iri: None },
    })
}

/// The passages by which articles state a fact: those of its reifiers, one look-up for each article that holds it.
fn evidence(store: &Store, fact: &Triple) -> Result<BTreeSet<Evidence>, StorageError> {
    let mut evidence = BTreeSet::new();
    let (subject, predicate, object) = (fact.subject.as_ref(), fact.predicate.as_ref(), fact.object.as_ref());
    for quad in store.quads().quads_for_pattern(Some(subject), Some(predicate), Some(object), None) {
        let GraphName::NamedNode(graph) = quad?.graph_name else { continue };
        let triple = Term::from(fact.clone());
        let reifiers =
            store.quads().quads_for_pattern(None, Some(REIFIES), Some(triple.as_ref()), Some(graph.as_ref().into()));
        for reifier in reifiers {
            passages(store, reifier?.subject.as_ref(), &graph, &mut evidence)?;
        }
    }
    Ok(evidence)
}

fn passages(
    store: &Store,
    reifier: NamedOrBlankNodeRef<'_>,
    article: &NamedNode,
    evidence: &mut BTreeSet<Evidence>,
) -> Result<(), StorageError> {
    let graph: GraphNameRef<'_> = article.as_ref().into();
    let literal = |subject: NamedOrBlankNodeRef<'_>, predicate| {
        Ok::<_, StorageError>(match object(store, subject, predicate, graph)? {
            Some(Term::Literal(literal)) => Some(literal.value().to_owned()),
            _ => None,
        })
    };
    let index = |span: NamedOrBlankNodeRef<'_>, predicate| {
        Ok::<_, StorageError>(literal(span, predicate)?.and_then(|number| number.parse().ok()).unwrap_or_default())
    };
    let text = literal(article.as_ref().into(), IS_STRING)?.unwrap_or_default();
    let n_chars = u32::try_from(text.chars().count()).unwrap_or(u32::MAX);
    for quad in store.quads().quads_for_pattern(Some(reifier), Some(EVIDENCE), None, Some(graph)) {
        let Term::NamedNode(span) = quad?.object else { continue };
        let span = span.as_ref().into();
        let (start, end): (u32, u32) = (index(span, BEGIN_INDEX)?, index(span, END_INDEX)?);
        let is_within = start <= end && end <= n_chars;
        evidence.insert(Evidence {
            article: literal(article.as_ref().into(), IDENTIFIER)?.unwrap_or_default(),
            start,
            end,
            text: if is_within { CodePoints::new(&text).slice(start..end).to_owned() } else { String::new() },
            date: literal(reifier, DATE)?,
            place: match object(store, reifier, PLACE, graph)? {
                Some(Term::NamedNode(place)) => Some(place.into_string()),
                _ => None,
            },
        });
    }
    Ok(())
}

/// The first object of a subject and a property.
fn object(
    store: &Store,
    subject: NamedOrBlankNodeRef<'_>,
    predicate: NamedNodeRef<'_>,
    graph: GraphNameRef<'_>,
) -> Result<Option<Term>, StorageError> {
    let no_object: Option<TermRef<'_>> = None;
    let quad = store.quads().quads_for_pattern(Some(subject), Some(predicate), no_object, Some(graph)).next();
    Ok(quad.transpose()?.map(|quad| quad.object))
}
