//! Turtle files as the loader needs them: subjects with their properties, by local name.

use std::collections::BTreeMap;

use oxigraph::io::{RdfFormat, RdfParser};
use oxigraph::model::{NamedOrBlankNode, Term};

use super::OntologyError;
use super::class::{EventRole, KindSet, Property};
use super::kinds;
use super::rule::Slot;

const NAMESPACE: &str = "https://w3id.org/tupu/ns#";
const DOMAIN: &str = "https://schema.org/domainIncludes";
const RANGE: &str = "https://schema.org/rangeIncludes";

/// An object: an IRI (its local name where it is ours), a blank node's label, or a literal with its language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Value {
    pub(crate) text: String,
    pub(crate) language: Option<String>,
}

/// What a file says of one subject. Keys are local names of our namespace, or full IRIs.
pub(crate) type Description = BTreeMap<String, Vec<Value>>;

/// A Turtle file.
pub(crate) struct Document {
    /// Subjects in the order in which they first occur.
    pub(crate) subjects: Vec<(String, Description)>,
}

/// Parses a Turtle file.
pub(crate) fn read(file: &str, content: &str) -> Result<Document, OntologyError> {
    let mut subjects: Vec<(String, Description)> = Vec::new();
    let mut index = BTreeMap::new();
    for quad in RdfParser::from_format(RdfFormat::Turtle).for_slice(content.as_bytes()) {
        let quad = quad.map_err(|e| {
            let line = e.location().and_then(|at| usize::try_from(at.start.line).ok()).map(|line| line + 1);
            OntologyError { file: file.to_owned(), line, message: e.to_string() }
        })?;
        let subject = match quad.subject {
            NamedOrBlankNode::NamedNode(node) => local(node.as_str()),
            NamedOrBlankNode::BlankNode(node) => node.to_string(),
        };
        let value = match quad.object {
            Term::NamedNode(node) => Value { text: local(node.as_str()), language: None },
            Term::Literal(literal) => {
                Value { text: literal.value().to_owned(), language: literal.language().map(str::to_owned) }
            }
            other => Value { text: other.to_string(), language: None },
        };
        let at = *index.entry(subject.clone()).or_insert_with(|| {
            subjects.push((subject, Description::new()));
            subjects.len() - 1
        });
        subjects[at].1.entry(local(quad.predicate.as_str())).or_default().push(value);
    }
    Ok(Document { subjects })
}

fn local(iri: &str) -> String {
    iri.strip_prefix(NAMESPACE).unwrap_or(iri).to_owned()
}

impl Document {
    /// What the file says of a subject.
    pub(crate) fn get(&self, subject: &str) -> Option<&Description> {
        self.subjects.iter().find(|(name, _)| name == subject).map(|(_, description)| description)
    }

    /// The version of the vocabulary.
    pub(crate) fn version(&self, file: &str) -> Result<String, OntologyError> {
        const VERSION: &str = "http://www.w3.org/2002/07/owl#versionIRI";
        self.subjects
            .iter()
            .find_map(|(_, description)| description.get(VERSION)?.first())
            .map(|version| version.text.clone())
            .ok_or_else(|| {
                OntologyError::in_file(file, "found no owl:versionIRI, expected the ontology to have one".to_owned())
            })
    }

    /// Checks that every term of ours has the form that the head of the vocabulary asks for.
    pub(crate) fn check_terms(&self, file: &str) -> Result<(), OntologyError> {
        const COMMENT: &str = "http://www.w3.org/2000/01/rdf-schema#comment";
        for (name, description) in &self.subjects {
            let fault = |message: &str| Err(OntologyError::in_file(file, format!("tupu:{name}: {message}")));
            if name.starts_with("_:") {
                return fault("found a blank node, expected a name");
            } else if label(description, "zh").is_empty() || label(description, "en").is_empty() {
                return fault("found no rdfs:label in zh or in en, expected both");
            } else if !description.contains_key(COMMENT) {
                return fault("found no rdfs:comment, expected one");
            }
        }
        Ok(())
    }

    /// The properties that join an event to those who take part, by the one that joins it to any of them.
    pub(crate) fn participants(&self) -> Vec<String> {
        const NARROWER: &str = "http://www.w3.org/2000/01/rdf-schema#subPropertyOf";
        let is_part = |description: &Description| {
            description.get(NARROWER).is_some_and(|all| all.iter().any(|value| value.text == "participant"))
        };
        self.subjects.iter().filter(|(_, description)| is_part(description)).map(|(name, _)| name.clone()).collect()
    }

    /// The properties that join an event to those who are looked for at a place of the clause.
    pub(crate) fn event_roles(&self, file: &str) -> Result<Vec<EventRole>, OntologyError> {
        let mut roles = Vec::new();
        for (name, description) in &self.subjects {
            let texts = |key: &str| description.get(key).into_iter().flatten().map(|value| value.text.as_str());
            let Some(place) = texts("foundAt").next() else { continue };
            let fault = |message: String| OntologyError::in_file(file, format!("tupu:{name}: {message}"));
            let slot = Slot::from_name(place).ok_or_else(|| {
                fault(format!("found tupu:foundAt {place:?}, expected one of {}", Slot::names().join(", ")))
            })?;
            let event = texts(DOMAIN).next().ok_or_else(|| fault("found no schema:domainIncludes".to_owned()))?;
            roles.push(EventRole { name: name.clone(), event: event.to_owned(), slot, kinds: kinds(texts(RANGE)) });
        }
        Ok(roles)
    }

    /// The classes of events, `tupu:Event` itself left out.
    pub(crate) fn event_classes(&self) -> impl Iterator<Item = &str> {
        const BROADER: &str = "http://www.w3.org/2000/01/rdf-schema#subClassOf";
        let is_event = |description: &Description| {
            description.get(BROADER).is_some_and(|all| all.iter().any(|value| value.text == "Event"))
        };
        self.subjects.iter().filter(move |(_, description)| is_event(description)).map(|(name, _)| name.as_str())
    }

    /// The properties that are relations, with the kinds that they allow.
    pub(crate) fn properties(&self, file: &str) -> Result<Vec<Property>, OntologyError> {
        const TYPE: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type";
        const DATE: &str = "http://www.w3.org/2001/XMLSchema#date";
        const SYMMETRIC: &str = "http://www.w3.org/2002/07/owl#SymmetricProperty";
        let mut properties = Vec::new();
        for (name, description) in &self.subjects {
            let set = |key: &str| -> KindSet {
                kinds(description.get(key).into_iter().flatten().map(|value| value.text.as_str()))
            };
            let has =
                |key: &str, value: &str| description.get(key).is_some_and(|all| all.iter().any(|v| v.text == value));
            let first = |key: &str| Some(description.get(key)?.first()?.text.clone());
            if !has(TYPE, "Relation") {
                continue;
            }
            properties.push(Property {
                name: name.clone(),
                is_core: has(TYPE, "CoreRelation"),
                domain: set(DOMAIN),
                range: set(RANGE),
                symmetric: has(TYPE, SYMMETRIC),
                is_date: has(RANGE, DATE),
                exclusive: description
                    .get("oneAtATime")
                    .into_iter()
                    .flatten()
                    .map(|class| class.text.clone())
                    .collect(),
                event: first("eventClass"),
                roles: first("subjectRole").zip(first("objectRole")),
                label_zh: label(description, "zh"),
                label_en: label(description, "en"),
            });
        }
        if properties.is_empty() {
            let message = "found no tupu:Relation, expected some";
            return Err(OntologyError::in_file(file, message.to_owned()));
        }
        Ok(properties)
    }
}

/// The label in a language; empty where there is none.
pub(crate) fn label(description: &Description, language: &str) -> String {
    description
        .get("http://www.w3.org/2000/01/rdf-schema#label")
        .into_iter()
        .flatten()
        .find(|value| value.language.as_deref() == Some(language))
        .map(|value| value.text.clone())
        .unwrap_or_default()
}
