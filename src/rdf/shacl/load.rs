//! Shapes from Turtle.

use super::{Constraint, Path, Shape, Shapes, Target};
use crate::ontology::{Files, OntologyError};
use oxigraph::io::{RdfFormat, RdfParser};
use oxigraph::model::{
    Graph, NamedNode, NamedNodeRef, NamedOrBlankNode, NamedOrBlankNodeRef, Term, TermRef, Triple, vocab::rdf,
};
use rustc_hash::FxHashMap;
use std::path::Path as FilePath;

const SH: &str = "http://www.w3.org/ns/shacl#";
/// Properties of shapes that ask nothing.
const SILENT: [&str; 6] = ["name", "description", "message", "severity", "order", "path"];

/// What is wrong with a file of shapes.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ShapesError {
    /// It is no Turtle.
    #[error("shapes: {0}")]
    Syntax(String),
    /// It asks for what this engine cannot check.
    #[error("shape {shape}: found {found}, expected {expected}")]
    Unsupported {
        /// The shape.
        shape: String,
        /// What was found in it.
        found: String,
        /// What would do.
        expected: &'static str,
    },
    /// The ontology's folder cannot be read.
    #[error(transparent)]
    Ontology(#[from] OntologyError),
}

impl Shapes {
    /// The shapes of an ontology's folder, or those that are built into the program.
    ///
    /// # Errors
    /// The folder has none, or they ask for what cannot be checked.
    pub fn load(dir: Option<&FilePath>) -> Result<Self, ShapesError> {
        let files = dir.map_or_else(|| Ok(Files::bundled()), Files::read)?;
        Shapes::parse(files.get("shapes.ttl")?, files.get("tupu.ttl")?)
    }

    /// Shapes in Turtle, with the vocabulary that says which class is below which.
    ///
    /// # Errors
    /// Either is no Turtle, or a shape asks for what cannot be checked.
    pub fn parse(shapes: &str, vocabulary: &str) -> Result<Self, ShapesError> {
        let graph = turtle(shapes)?;
        let mut loader = Loader { graph: &graph, shapes: Vec::new(), places: FxHashMap::default() };
        let mut roots: Vec<NamedOrBlankNode> = Vec::new();
        for class in ["NodeShape", "PropertyShape"] {
            let class = sh(class);
            roots.extend(graph.subjects_for_predicate_object(rdf::TYPE, &class).map(NamedOrBlankNodeRef::into_owned));
        }
        roots.sort_by_cached_key(ToString::to_string);
        for root in &roots {
            loader.shape(root.as_ref())?;
        }
        Ok(Shapes { shapes: loader.shapes, vocabulary: turtle(vocabulary)? })
    }
}

fn turtle(text: &str) -> Result<Graph, ShapesError> {
    RdfParser::from_format(RdfFormat::Turtle)
        .for_slice(text.as_bytes())
        .map(|quad| quad.map(Triple::from).map_err(|error| ShapesError::Syntax(error.to_string())))
        .collect()
}

fn sh(local: &str) -> NamedNode {
    NamedNode::new_unchecked(format!("{SH}{local}"))
}

struct Loader<'g> {
    graph: &'g Graph,
    shapes: Vec<Shape>,
    places: FxHashMap<NamedOrBlankNode, usize>,
}

impl Loader<'_> {
    /// The place of a shape, which is read where it has not been yet.
    fn shape(&mut self, node: NamedOrBlankNodeRef<'_>) -> Result<usize, ShapesError> {
        let id = node.into_owned();
        if let Some(&place) = self.places.get(&id) {
            return Ok(place);
        }
        let place = self.shapes.len();
        self.places.insert(id.clone(), place);
        let path = self.value(node, "path").map(|path| self.path(node, path)).transpose()?;
        let severity = match self.value(node, "severity") {
            Some(TermRef::NamedNode(severity)) => severity.into_owned(),
            _ => sh("Violation"),
        };
        let message = match self.value(node, "message") {
            Some(TermRef::Literal(message)) => Some(message.value().to_owned()),
            _ => None,
        };
        let (targets, constraints, properties) = (Vec::new(), Vec::new(), Vec::new());
        self.shapes.push(Shape { id, path, targets, constraints, properties, severity, message });

        let mut asked: Vec<Triple> = self.graph.triples_for_subject(node).map(|triple| triple.into_owned()).collect();
        asked.sort_by_cached_key(ToString::to_string);
        for Triple { predicate, object, .. } in &asked {
            let Some(parameter) = predicate.as_str().strip_prefix(SH) else { continue };
            if let Some(target) = target(parameter, object) {
                self.shapes[place].targets.push(target);
            } else if parameter == "property" {
                let property = self.shape_of(node, object)?;
                self.shapes[place].properties.push(property);
            } else if !SILENT.contains(&parameter)
                && let Some(constraint) = self.constraint(node, parameter, object)?
            {
                self.shapes[place].constraints.push(constraint);
            }
        }
        Ok(place)
    }

    fn constraint(
        &mut self,
        shape: NamedOrBlankNodeRef<'_>,
        parameter: &str,
        object: &Term,
    ) -> Result<Option<Constraint>, ShapesError> {
        let number = || match object {
            Term::Literal(literal) => literal.value().parse::<i64>().ok(),
            _ => None,
        };
        let count = || number().and_then(|count| usize::try_from(count).ok());
        let node = || match object {
            Term::NamedNode(node) => Some(node.clone()),
            _ => None,
        };
        let constraint = match parameter {
            "class" => node().map(Constraint::Class),
            "datatype" => node().map(Constraint::Datatype),
            "nodeKind" => node().map(Constraint::NodeKind),
            "lessThan" => node().map(Constraint::LessThan),
            "minCount" => count().map(Constraint::MinCount),
            "maxCount" => count().map(Constraint::MaxCount),
            "minInclusive" => number().map(Constraint::MinInclusive),
            "maxInclusive" => number().map(Constraint::MaxInclusive),
            "hasValue" => Some(Constraint::HasValue(object.clone())),
            "in" => self.list(object).map(Constraint::In),
            "or" | "and" => {
                let shapes = self.list(object).unwrap_or_default();
                let shapes = shapes.iter().map(|item| self.shape_of(shape, item)).collect::<Result<Vec<_>, _>>()?;
                Some(if parameter == "or" { Constraint::Or(shapes) } else { Constraint::And(shapes) })
            }
            "not" => Some(Constraint::Not(self.shape_of(shape, object)?)),
            "node" => Some(Constraint::Node(self.shape_of(shape, object)?)),
            "reifierShape" => Some(Constraint::ReifierShape(self.shape_of(shape, object)?)),
            "reificationRequired" => match object {
                Term::Literal(literal) if ["true", "1"].contains(&literal.value()) => {
                    Some(Constraint::ReificationRequired)
                }
                _ => return Ok(None),
            },
            _ => return Err(unsupported(shape, format!("sh:{parameter}"), "a part of SHACL that tupu checks")),
        };
        match constraint {
            Some(constraint) => Ok(Some(constraint)),
            None => Err(unsupported(shape, format!("sh:{parameter} {object}"), "a value that it can have")),
        }
    }

    fn shape_of(&mut self, within: NamedOrBlankNodeRef<'_>, term: &Term) -> Result<usize, ShapesError> {
        match term {
            Term::NamedNode(node) => self.shape(node.into()),
            Term::BlankNode(node) => self.shape(node.into()),
            other => Err(unsupported(within, other.to_string(), "a shape")),
        }
    }

    fn path(&self, shape: NamedOrBlankNodeRef<'_>, path: TermRef<'_>) -> Result<Path, ShapesError> {
        let refuse = || unsupported(shape, path.to_string(), "a predicate or [ sh:inversePath … ] as its path");
        match path {
            TermRef::NamedNode(predicate) => Ok(Path::Predicate(predicate.into_owned())),
            TermRef::BlankNode(node) => match self.value(node.into(), "inversePath") {
                Some(TermRef::NamedNode(predicate)) => Ok(Path::Inverse(predicate.into_owned())),
                _ => Err(refuse()),
            },
            _ => Err(refuse()),
        }
    }

    fn value(&self, node: NamedOrBlankNodeRef<'_>, parameter: &str) -> Option<TermRef<'_>> {
        self.graph.object_for_subject_predicate(node, &sh(parameter))
    }

    /// The items of an RDF list.
    fn list(&self, head: &Term) -> Option<Vec<Term>> {
        let mut items = Vec::new();
        let mut at = head.as_ref().into_owned();
        while at != Term::from(rdf::NIL) {
            let node: NamedOrBlankNode = match &at {
                Term::NamedNode(node) => node.clone().into(),
                Term::BlankNode(node) => node.clone().into(),
                _ => return None,
            };
            let get = |predicate: NamedNodeRef<'_>| self.graph.object_for_subject_predicate(&node, predicate);
            items.push(get(rdf::FIRST)?.into_owned());
            at = get(rdf::REST)?.into_owned();
        }
        Some(items)
    }
}

fn target(parameter: &str, object: &Term) -> Option<Target> {
    match (parameter, object) {
        ("targetNode", term) => Some(Target::Node(term.clone())),
        ("targetClass", Term::NamedNode(class)) => Some(Target::Class(class.clone())),
        ("targetSubjectsOf", Term::NamedNode(predicate)) => Some(Target::SubjectsOf(predicate.clone())),
        ("targetObjectsOf", Term::NamedNode(predicate)) => Some(Target::ObjectsOf(predicate.clone())),
        _ => None,
    }
}

fn unsupported(shape: NamedOrBlankNodeRef<'_>, found: String, expected: &'static str) -> ShapesError {
    ShapesError::Unsupported { shape: shape.to_string(), found, expected }
}
