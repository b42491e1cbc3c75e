//! SHACL: whether a store has the form that `ontology/shapes.ttl` describes.
//!
//! An engine for the core of SHACL that such a file needs, generic in its shapes: what it cannot check it refuses to load. Of
//! SHACL 1.0 it knows the targets `sh:targetClass`, `sh:targetNode`, `sh:targetSubjectsOf`, `sh:targetObjectsOf`; as paths
//! predicates and their inverses; and the constraints listed in `Constraint`. Of SHACL 1.2 it knows `sh:reifierShape` and
//! `sh:reificationRequired`, with which a shape asks for the evidence of facts. (The implementation of rudof would bring three
//! hundred more crates.) Sources: <https://www.w3.org/TR/shacl/>, <https://www.w3.org/TR/shacl12-core/>.
//!
//! The data graph is the union of all graphs of the store, with the class hierarchy of the vocabulary.

mod check;
mod load;
mod report;
#[cfg(test)]
mod tests;

pub use load::ShapesError;
pub use report::Report;

use oxigraph::model::{Graph, NamedNode, NamedOrBlankNode, Term};

/// Shapes, ready to check stores.
#[derive(Debug)]
pub struct Shapes {
    shapes: Vec<Shape>,
    /// The vocabulary, for its class hierarchy.
    vocabulary: Graph,
}

/// A node shape or a property shape.
#[derive(Debug)]
struct Shape {
    id: NamedOrBlankNode,
    /// Where it is a property shape: the values that it is about.
    path: Option<Path>,
    targets: Vec<Target>,
    constraints: Vec<Constraint>,
    /// Its property shapes.
    properties: Vec<usize>,
    severity: NamedNode,
    message: Option<String>,
}

/// From a node to its values.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Path {
    Predicate(NamedNode),
    Inverse(NamedNode),
}

/// Which nodes a shape is for.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Target {
    Class(NamedNode),
    Node(Term),
    SubjectsOf(NamedNode),
    ObjectsOf(NamedNode),
}

/// What a shape asks of a node, or of the values of its path.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Constraint {
    /// `sh:class`
    Class(NamedNode),
    /// `sh:datatype`: the datatype of a literal, and that its text is one of it
    Datatype(NamedNode),
    /// `sh:nodeKind`
    NodeKind(NamedNode),
    /// `sh:minCount`
    MinCount(usize),
    /// `sh:maxCount`
    MaxCount(usize),
    /// `sh:minInclusive`, of whole numbers
    MinInclusive(i64),
    /// `sh:maxInclusive`, of whole numbers
    MaxInclusive(i64),
    /// `sh:lessThan`, of whole numbers
    LessThan(NamedNode),
    /// `sh:in`
    In(Vec<Term>),
    /// `sh:hasValue`
    HasValue(Term),
    /// `sh:or`: the shapes
    Or(Vec<usize>),
    /// `sh:and`: the shapes
    And(Vec<usize>),
    /// `sh:not`: the shape
    Not(usize),
    /// `sh:node`: the shape
    Node(usize),
    /// `sh:reifierShape`: the shape
    ReifierShape(usize),
    /// `sh:reificationRequired true`
    ReificationRequired,
}

impl Constraint {
    /// Local name of the constraint's component in the namespace of SHACL.
    fn component(&self) -> &'static str {
        match self {
            Constraint::Class(_) => "ClassConstraintComponent",
            Constraint::Datatype(_) => "DatatypeConstraintComponent",
            Constraint::NodeKind(_) => "NodeKindConstraintComponent",
            Constraint::MinCount(_) => "MinCountConstraintComponent",
            Constraint::MaxCount(_) => "MaxCountConstraintComponent",
            Constraint::MinInclusive(_) => "MinInclusiveConstraintComponent",
            Constraint::MaxInclusive(_) => "MaxInclusiveConstraintComponent",
            Constraint::LessThan(_) => "LessThanConstraintComponent",
            Constraint::In(_) => "InConstraintComponent",
            Constraint::HasValue(_) => "HasValueConstraintComponent",
            Constraint::Or(_) => "OrConstraintComponent",
            Constraint::And(_) => "AndConstraintComponent",
            Constraint::Not(_) => "NotConstraintComponent",
            Constraint::Node(_) => "NodeConstraintComponent",
            Constraint::ReifierShape(_) | Constraint::ReificationRequired => "ReifierShapeConstraintComponent",
        }
    }
}
