//! Runs the examples and counter-examples of the rules.

use crate::article::{Article, PartialDate};
use crate::ontology::rule::{Rule, RuleId};
use crate::pipeline::{Analysis, Extractor};
use crate::reading::Modality;
use crate::relate::Object;
use crate::resolve::ReferentId;

/// Runs them all; gives back how many there were and what went wrong.
pub fn run(extractor: &Extractor) -> (usize, Vec<String>) {
    let mut failures = Vec::new();
    let mut n_examples = 0;
    for (i, rule) in (0..).zip(&extractor.ontology().rules) {
        for example in &rule.examples {
            n_examples += 1;
            let found = facts(extractor, &example.says, None);
            for expected in &example.expects {
                if !found.iter().any(|fact| matches(fact, expected)) {
                    let facts: Vec<String> = found.iter().map(|fact| fact.text.clone()).collect();
                    failures.push(failure(
                        rule,
                        &example.says,
                        &format!("expected {expected}, found {}", facts.join("; ")),
                    ));
                }
            }
        }
        for counter in &rule.counters {
            n_examples += 1;
            for fact in facts(extractor, counter, Some(RuleId(i))) {
                failures.push(failure(rule, counter, &format!("expected nothing, found {}", fact.text)));
            }
        }
    }
    (n_examples, failures)
}

fn failure(rule: &Rule, says: &str, what: &str) -> String {
    format!("{}: tupu:{}: {says}: {what}", rule.file, rule.name)
}

/// A fact with all names of its arguments.
struct Fact {
    text: String,
    subject: Vec<String>,
    predicate: String,
    object: Vec<String>,
}

/// The facts that a text asserts, by the given rule or by any.
fn facts(extractor: &Extractor, says: &str, rule: Option<RuleId>) -> Vec<Fact> {
    let date = Some(PartialDate::new(2024, 9, 5));
    let article = Article { id: "example".to_owned(), date, body: says.to_owned(), ..Article::default() };
    let analysis = extractor.analyse(&article);
    let asserted = analysis.claims.claims.iter().filter(|claim| {
        rule.is_none_or(|rule| claim.rule == rule) && matches!(claim.modality, Modality::Actual | Modality::Former)
    });
    let facts = asserted.map(|claim| {
        let subject = names(&analysis, claim.subject);
        let object = match &claim.object {
            Object::Referent(id) => names(&analysis, *id),
            Object::Text(text) => vec![text.clone()],
        };
        let predicate = extractor.ontology().properties[claim.property.0 as usize].name.clone();
        Fact { text: format!("{} {predicate} {}", subject[0], object[0]), subject, predicate, object }
    });
    facts.collect()
}

/// The canonical name first.
fn names(analysis: &Analysis, id: ReferentId) -> Vec<String> {
    let referent = analysis.referents.get(id);
    std::iter::once(&referent.name).chain(&referent.names).cloned().collect()
}

/// Whether a fact is the one that is written as `subject predicate object`, by any of its names.
fn matches(fact: &Fact, expected: &str) -> bool {
    let Some((subject, object)) = expected.split_once(&format!(" {} ", fact.predicate)) else { return false };
    fact.subject.iter().any(|name| name == subject) && fact.object.iter().any(|name| name == object)
}
