//! What storing a fact must know of its property, as `ontology/tupu.ttl` declares it.

use super::vocab::{EVENT_CLASS, RANGE_INCLUDES, RELATION, SYMMETRIC_PROPERTY, TUPU, TYPE, VERSION_IRI};
use oxigraph::io::{RdfFormat, RdfParseError, RdfParser};
use oxigraph::model::{NamedOrBlankNode, Term, vocab::xsd};
use std::collections::{BTreeMap, BTreeSet};

/// The properties by local name, where storing treats them in a way of their own.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Schema {
    /// `owl:versionIRI` of the vocabulary.
    pub version: String,
    /// Every property whose triples are facts.
    pub relations: BTreeSet<String>,
    /// Those that hold both ways.
    pub symmetric: BTreeSet<String>,
    /// Those whose text is a date.
    pub dates: BTreeSet<String>,
    /// Those whose facts get a node for their date and place, with its class.
    pub events: BTreeMap<String, String>,
}

/// Why a vocabulary could not be used.
#[derive(Debug, thiserror::Error)]
pub enum SchemaError {
    /// It is no Turtle.
    #[error(transparent)]
    Syntax(#[from] RdfParseError),
    /// It has no version.
    #[error("the vocabulary has no owl:versionIRI")]
    NoVersion,
}

impl Schema {
    /// The schema of the vocabulary that is built in.
    pub fn bundled() -> Self {
        Schema::from_turtle(include_str!("../../ontology/tupu.ttl")).expect("the suite reads the built-in vocabulary")
    }

    /// Reads a vocabulary in the form that the head of `ontology/tupu.ttl` describes.
    ///
    /// # Errors
    /// The text is no Turtle, or names no version.
    pub fn from_turtle(text: &str) -> Result<Self, SchemaError> {
        let mut schema = Schema::default();
        for quad in RdfParser::from_format(RdfFormat::Turtle).for_slice(text) {
            let quad = quad.map_err(RdfParseError::Syntax)?;
            let (NamedOrBlankNode::NamedNode(subject), Term::NamedNode(object)) = (quad.subject, quad.object) else {
                continue;
            };
            let name = subject.as_str().strip_prefix(TUPU).unwrap_or_default().to_owned();
            let (predicate, object) = (quad.predicate.as_ref(), object.as_ref());
            if predicate == VERSION_IRI {
                schema.version = object.as_str().to_owned();
            } else if predicate == TYPE && object == RELATION {
                schema.relations.insert(name);
            } else if predicate == TYPE && object == SYMMETRIC_PROPERTY {
                schema.symmetric.insert(name);
            } else if predicate == RANGE_INCLUDES && object == xsd::DATE {
                schema.dates.insert(name);
            } else if predicate == EVENT_CLASS
                && let Some(class) = object.as_str().strip_prefix(TUPU)
            {
                schema.events.insert(name, class.to_owned());
            }
        }
        if schema.version.is_empty() { Err(SchemaError::NoVersion) } else { Ok(schema) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_built_in_vocabulary_declares_what_storing_needs() {
        let schema = Schema::bundled();
        assert_eq!(schema.version, "https://w3id.org/tupu/ns/0.1.0");
        assert_eq!(schema.relations.len(), 28);
        assert_eq!(schema.symmetric.iter().collect::<Vec<_>>(), ["agreedWith", "met", "phoned"]);
        assert_eq!(schema.dates.iter().collect::<Vec<_>>(), ["happenedOn"]);
        assert_eq!(schema.events["met"], "Meeting");
    }

    #[test]
    fn a_broken_vocabulary_is_refused_with_its_place() {
        let error = Schema::from_turtle("tupu:met a owl:ObjectProperty .").expect_err("no prefix is declared");
        assert!(error.to_string().contains("line 1"), "{error}");
        assert!(matches!(Schema::from_turtle(""), Err(SchemaError::NoVersion)));
    }
}
