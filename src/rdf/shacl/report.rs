//! What a check found, as text and as the validation report of SHACL.

use crate::rdf::audit::Problem;
use crate::rdf::{Namespaces, turtle};
use oxigraph::model::{Literal, NamedNode, Term};

/// A node that breaks a constraint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Violation {
    pub(super) focus: Term,
    pub(super) path: Option<NamedNode>,
    pub(super) value: Option<Term>,
    pub(super) component: &'static str,
    pub(super) shape: Option<NamedNode>,
    pub(super) severity: NamedNode,
    pub(super) message: String,
}

/// Everything that is wrong with a store, in order.
#[derive(Clone, Debug)]
pub struct Report {
    namespaces: Namespaces,
    results: Vec<Violation>,
    audit: Vec<Problem>,
}

impl Report {
    pub(super) fn new(mut results: Vec<Violation>, namespaces: &Namespaces) -> Self {
        results.sort_by_cached_key(|v| {
            let value = v.value.as_ref().map(ToString::to_string);
            (v.shape.clone(), v.focus.to_string(), v.path.clone(), v.component, value, v.message.clone())
        });
        results.dedup();
        Report { namespaces: namespaces.clone(), results, audit: Vec::new() }
    }

    /// Adds what the audit of the evidence found.
    pub fn with_audit(mut self, problems: Vec<Problem>) -> Self {
        self.audit = problems;
        self
    }

    /// How much is wrong.
    pub fn n_problems(&self) -> usize {
        self.results.len() + self.audit.len()
    }

    /// One line for each problem: the node, the property and its value, what is wrong, and the shape that says so.
    pub fn text(&self) -> String {
        let mut text = String::new();
        for result in &self.results {
            let mut parts = vec![self.term(&result.focus)];
            parts.extend(result.path.iter().map(|path| self.term(&path.clone().into())));
            parts.extend(result.value.iter().filter(|value| **value != result.focus).map(|value| self.term(value)));
            let shape = result.shape.iter().map(|shape| format!(" ({})", self.term(&shape.clone().into())));
            text.push_str(&format!("{}: {}{}\n", parts.join(" "), result.message, shape.collect::<String>()));
        }
        for problem in &self.audit {
            text.push_str(&format!("{}: {} (audit)\n", problem.with.join(" "), problem.what));
        }
        text
    }

    /// The report in Turtle, as `sh:ValidationReport`. What the audit found has no constraint of SHACL as its source.
    pub fn turtle(&self) -> String {
        let mut text = turtle::header(&self.namespaces);
        text.push_str("@prefix sh: <http://www.w3.org/ns/shacl#> .\n\n");
        text.push_str(&format!("[] a sh:ValidationReport ;\n    sh:conforms {}", self.n_problems() == 0));
        for result in &self.results {
            text.push_str(" ;\n    sh:result [\n        a sh:ValidationResult");
            let mut add = |property: &str, value: String| {
                text.push_str(&format!(" ;\n        sh:{property} {value}"));
            };
            add("focusNode", self.term(&result.focus));
            result.path.iter().for_each(|path| add("resultPath", self.term(&path.clone().into())));
            result.value.iter().for_each(|value| add("value", self.term(value)));
            add("resultSeverity", format!("<{}>", result.severity.as_str()));
            add("sourceConstraintComponent", format!("sh:{}", result.component));
            result.shape.iter().for_each(|shape| add("sourceShape", self.term(&shape.clone().into())));
            add("resultMessage", Literal::new_language_tagged_literal_unchecked(&result.message, "en").to_string());
            text.push_str("\n    ]");
        }
        for problem in &self.audit {
            let message = format!("{}: {}", problem.what, problem.with.join(" "));
            let message = Literal::new_language_tagged_literal_unchecked(message, "en");
            text.push_str(&format!(
                " ;\n    sh:result [\n        a sh:ValidationResult ;\n        sh:resultSeverity sh:Violation ;\n        \
                 sh:resultMessage {message}\n    ]"
            ));
        }
        text.push_str(" .\n");
        text
    }

    fn term(&self, term: &Term) -> String {
        turtle::term(term, &self.namespaces)
    }
}
