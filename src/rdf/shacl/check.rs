//! Nodes against shapes.

use super::report::{Report, Violation};
use super::{Constraint, Path, Shape, Shapes, Target};
use crate::rdf::Store;
use crate::rdf::view::ViewError;
use oxigraph::model::{
    Literal, NamedNode, NamedNodeRef, NamedOrBlankNode, NamedOrBlankNodeRef, Term, TermRef, Triple,
    vocab::{rdf, rdfs, xsd},
};
use oxsdatatypes::{Boolean, Date, DateTime, Decimal, GDay, GMonth, GMonthDay, GYear, GYearMonth, Integer};
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::BTreeSet;
use std::str::FromStr;

impl Shapes {
    /// Everything in a store that does not have the form that the shapes ask for, sorted.
    ///
    /// Reads the whole store, and each node as often as shapes are for it.
    ///
    /// # Errors
    /// The store cannot be read.
    pub fn check(&self, store: &Store) -> Result<Report, ViewError> {
        let mut check = Check { shapes: self, store, above: FxHashMap::default() };
        let mut violations = Vec::new();
        for shape in self.shapes.iter().filter(|shape| !shape.targets.is_empty()) {
            for focus in check.focus_nodes(shape)? {
                check.node(shape, shape, &focus, &mut violations)?;
            }
        }
        Ok(Report::new(violations, store.namespaces()))
    }
}

struct Check<'a> {
    shapes: &'a Shapes,
    store: &'a Store,
    /// Each class with those above it and itself.
    above: FxHashMap<NamedNode, FxHashSet<NamedNode>>,
}

impl Check<'_> {
    fn focus_nodes(&mut self, shape: &Shape) -> Result<Vec<Term>, ViewError> {
        let mut nodes: FxHashSet<Term> = FxHashSet::default();
        for target in &shape.targets {
            match target {
                Target::Node(node) => drop(nodes.insert(node.clone())),
                Target::SubjectsOf(predicate) => {
                    for quad in self.store.quads().quads_for_pattern(None, Some(predicate.as_ref()), None, None) {
                        nodes.insert(quad?.subject.into());
                    }
                }
                Target::ObjectsOf(predicate) => {
                    for quad in self.store.quads().quads_for_pattern(None, Some(predicate.as_ref()), None, None) {
                        nodes.insert(quad?.object);
                    }
                }
                Target::Class(class) => {
                    for class in self.below(class) {
                        let class = TermRef::from(class.as_ref());
                        for quad in self.store.quads().quads_for_pattern(None, Some(rdf::TYPE), Some(class), None) {
                            nodes.insert(quad?.subject.into());
                        }
                    }
                }
            }
        }
        let mut nodes: Vec<Term> = nodes.into_iter().collect();
        nodes.sort_by_cached_key(ToString::to_string);
        Ok(nodes)
    }

    /// A class and those below it in the vocabulary.
    fn below(&self, class: &NamedNode) -> BTreeSet<NamedNode> {
        let mut below = BTreeSet::from([class.clone()]);
        let mut open = vec![class.clone()];
        while let Some(class) = open.pop() {
            let subjects = self.shapes.vocabulary.subjects_for_predicate_object(rdfs::SUB_CLASS_OF, &class);
            for subject in subjects {
                if let NamedOrBlankNodeRef::NamedNode(subject) = subject
                    && below.insert(subject.into_owned())
                {
                    open.push(subject.into_owned());
                }
            }
        }
        below
    }

    fn is_below(&mut self, class: &NamedNode, above: &NamedNode) -> bool {
        if !self.above.contains_key(class) {
            let mut all = FxHashSet::from_iter([class.clone()]);
            let mut open = vec![class.clone()];
            while let Some(class) = open.pop() {
                for object in self.shapes.vocabulary.objects_for_subject_predicate(&class, rdfs::SUB_CLASS_OF) {
                    if let TermRef::NamedNode(object) = object
                        && all.insert(object.into_owned())
                    {
                        open.push(object.into_owned());
                    }
                }
            }
            self.above.insert(class.clone(), all);
        }
        self.above[class].contains(above)
    }

    /// Checks a node against a shape; what is wrong is said of `root`, the shape that was asked for.
    fn node(
        &mut self,
        root: &Shape,
        shape: &Shape,
        focus: &Term,
        violations: &mut Vec<Violation>,
    ) -> Result<(), ViewError> {
        let values = match &shape.path {
            None => vec![focus.clone()],
            Some(path) => self.values(focus, path)?,
        };
        for constraint in &shape.constraints {
            for value in self.failures(shape, focus, &values, constraint)? {
                violations.push(Violation {
                    focus: focus.clone(),
                    path: match &shape.path {
                        Some(Path::Predicate(predicate)) => Some(predicate.clone()),
                        _ => None,
                    },
                    value,
                    component: constraint.component(),
                    shape: match &root.id {
                        NamedOrBlankNode::NamedNode(id) => Some(id.clone()),
                        NamedOrBlankNode::BlankNode(_) => None,
                    },
                    severity: shape.severity.clone(),
                    message: shape
                        .message
                        .clone()
                        .or_else(|| root.message.clone())
                        .unwrap_or_else(|| message(constraint)),
                });
            }
        }
        for &property in &shape.properties {
            for value in &values {
                self.node(root, &self.shapes.shapes[property], value, violations)?;
            }
        }
        Ok(())
    }

    fn conforms(&mut self, shape: usize, node: &Term) -> Result<bool, ViewError> {
        let shape = &self.shapes.shapes[shape];
        let mut violations = Vec::new();
        self.node(shape, shape, node, &mut violations)?;
        Ok(violations.is_empty())
    }

    /// The values, each once, that break a constraint; `None` stands for all of them together.
    fn failures(
        &mut self,
        shape: &Shape,
        focus: &Term,
        values: &[Term],
        constraint: &Constraint,
    ) -> Result<Vec<Option<Term>>, ViewError> {
        let all_together = |fails: bool| Ok(if fails { vec![None] } else { Vec::new() });
        match constraint {
            Constraint::MinCount(least) => return all_together(values.len() < *least),
            Constraint::MaxCount(most) => return all_together(values.len() > *most),
            Constraint::HasValue(value) => return all_together(!values.contains(value)),
            _ => {}
        }
        let mut failures = Vec::new();
        for value in values {
            if !self.holds(shape, focus, value, constraint)? {
                failures.push(Some(value.clone()));
            }
        }
        Ok(failures)
    }

    fn holds(&mut self, shape: &Shape, focus: &Term, value: &Term, constraint: &Constraint) -> Result<bool, ViewError> {
        Ok(match constraint {
            Constraint::MinCount(_) | Constraint::MaxCount(_) | Constraint::HasValue(_) => true,
            Constraint::Class(class) => {
                let Some(node) = resource(value) else { return Ok(false) };
                for quad in self.store.quads().quads_for_pattern(Some(node), Some(rdf::TYPE), None, None) {
                    if let Term::NamedNode(found) = quad?.object
                        && self.is_below(&found, class)
                    {
                        return Ok(true);
                    }
                }
                false
            }
            Constraint::Datatype(datatype) => {
                matches!(value, Term::Literal(it) if it.datatype() == datatype.as_ref() && is_well_formed(it))
            }
            Constraint::NodeKind(kind) => {
                let kind = kind.as_str().rsplit('#').next().unwrap_or_default();
                match value {
                    Term::NamedNode(_) => kind.contains("IRI"),
                    Term::BlankNode(_) => kind.contains("BlankNode"),
                    Term::Literal(_) => kind.contains("Literal"),
                    Term::Triple(_) => false,
                }
            }
            Constraint::MinInclusive(least) => number(value).is_some_and(|number| number >= *least),
            Constraint::MaxInclusive(most) => number(value).is_some_and(|number| number <= *most),
            Constraint::LessThan(predicate) => {
                let others = self.values(focus, &Path::Predicate(predicate.clone()))?;
                let is_less = |other: &Term| number(value).zip(number(other)).is_some_and(|(one, other)| one < other);
                others.iter().all(is_less)
            }
            Constraint::In(terms) => terms.contains(value),
            Constraint::Or(shapes) => {
                for &shape in shapes {
                    if self.conforms(shape, value)? {
                        return Ok(true);
                    }
                }
                false
            }
            Constraint::And(shapes) => {
                for &shape in shapes {
                    if !self.conforms(shape, value)? {
                        return Ok(false);
                    }
                }
                true
            }
            Constraint::Not(shape) => !self.conforms(*shape, value)?,
            Constraint::Node(shape) => self.conforms(*shape, value)?,
            Constraint::ReifierShape(reifier_shape) => {
                for reifier in self.reifiers(shape, focus, value)? {
                    if !self.conforms(*reifier_shape, &reifier)? {
                        return Ok(false);
                    }
                }
                true
            }
            Constraint::ReificationRequired => !self.reifiers(shape, focus, value)?.is_empty(),
        })
    }

    /// The reifiers of the triple from a node along the path of a property shape to a value.
    fn reifiers(&self, shape: &Shape, focus: &Term, value: &Term) -> Result<Vec<Term>, ViewError> {
        let (Some(Path::Predicate(predicate)), Some(subject)) = (&shape.path, resource(focus)) else {
            return Ok(Vec::new());
        };
        let triple = Triple::new(subject.into_owned(), predicate.clone(), value.clone());
        let triple = TermRef::Triple(&triple);
        let quads = self.store.quads().quads_for_pattern(None, Some(REIFIES), Some(triple), None);
        quads.map(|quad| Ok(quad?.subject.into())).collect()
    }

    /// The values of a path, each once: the same triple may stand in many graphs.
    fn values(&self, focus: &Term, path: &Path) -> Result<Vec<Term>, ViewError> {
        let mut values = Vec::new();
        match path {
            Path::Predicate(predicate) => {
                let Some(node) = resource(focus) else { return Ok(values) };
                for quad in self.store.quads().quads_for_pattern(Some(node), Some(predicate.as_ref()), None, None) {
                    values.push(quad?.object);
                }
            }
            Path::Inverse(predicate) => {
                let object = focus.as_ref();
                for quad in self.store.quads().quads_for_pattern(None, Some(predicate.as_ref()), Some(object), None) {
                    values.push(quad?.subject.into());
                }
            }
        }
        values.sort_by_cached_key(ToString::to_string);
        values.dedup();
        Ok(values)
    }
}

const REIFIES: NamedNodeRef<'static> = crate::rdf::vocab::REIFIES;

/// A term as what may stand as a subject.
fn resource(term: &Term) -> Option<NamedOrBlankNodeRef<'_>> {
    match term {
        Term::NamedNode(node) => Some(node.into()),
        Term::BlankNode(node) => Some(node.into()),
        _ => None,
    }
}

/// Whether a literal's text is one of its datatype, as `sh:datatype` asks for; of datatypes not listed here any text is.
fn is_well_formed(literal: &Literal) -> bool {
    fn is<T: FromStr>(literal: &Literal) -> bool {
        literal.value().parse::<T>().is_ok()
    }
    match literal.datatype() {
        xsd::BOOLEAN => is::<Boolean>(literal),
        xsd::INTEGER => is::<Integer>(literal),
        xsd::DECIMAL => is::<Decimal>(literal),
        xsd::DATE_TIME => is::<DateTime>(literal),
        xsd::DATE => is::<Date>(literal),
        xsd::G_YEAR_MONTH => is::<GYearMonth>(literal),
        xsd::G_YEAR => is::<GYear>(literal),
        xsd::G_MONTH_DAY => is::<GMonthDay>(literal),
        xsd::G_MONTH => is::<GMonth>(literal),
        xsd::G_DAY => is::<GDay>(literal),
        _ => true,
    }
}

fn number(term: &Term) -> Option<i64> {
    match term {
        Term::Literal(literal) => literal.value().parse().ok(),
        _ => None,
    }
}

/// What a constraint asks for, where the shape has no message.
fn message(constraint: &Constraint) -> String {
    let local = |node: &NamedNode| node.as_str().rsplit(['#', '/']).next().unwrap_or_default().to_owned();
    match constraint {
        Constraint::Class(class) => format!("expected an instance of {}", local(class)),
        Constraint::Datatype(datatype) => format!("expected a literal of the datatype {}", local(datatype)),
        Constraint::NodeKind(kind) => format!("expected a node of the kind {}", local(kind)),
        Constraint::MinCount(least) => format!("expected at least {least} values"),
        Constraint::MaxCount(most) => format!("expected at most {most} values"),
        Constraint::MinInclusive(least) => format!("expected a number of at least {least}"),
        Constraint::MaxInclusive(most) => format!("expected a number of at most {most}"),
        Constraint::LessThan(other) => format!("expected less than the value of {}", local(other)),
        Constraint::In(terms) => {
            format!("expected one of {}", terms.iter().map(ToString::to_string).collect::<Vec<_>>().join(", "))
        }
        Constraint::HasValue(value) => format!("expected the value {value}"),
        Constraint::Or(_) => "expected one of the shapes allowed here".to_owned(),
        Constraint::And(_) => "expected all of the shapes asked for here".to_owned(),
        Constraint::Not(_) => "expected anything but this shape".to_owned(),
        Constraint::Node(_) => "expected the shape asked for here".to_owned(),
        Constraint::ReifierShape(_) => "expected a reifier with evidence, rule and modality".to_owned(),
        Constraint::ReificationRequired => "expected a reifier of this fact, with its evidence".to_owned(),
    }
}
