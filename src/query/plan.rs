//! How a question is answered: the plan of the evaluator, with the rows that each of its steps gave.

use super::{QueryError, evaluator, syntax};
use crate::rdf::Store;
use oxigraph::sparql::{CancellationToken, QueryResults};
use serde::Deserialize;
use std::fmt::Write as _;

/// A step of a plan, as the evaluator describes it.
#[derive(Deserialize)]
struct Step {
    name: String,
    #[serde(rename = "number of results")]
    n_rows: u64,
    #[serde(rename = "duration in seconds", default)]
    seconds: f64,
    children: Vec<Step>,
}

#[derive(Deserialize)]
struct Plan {
    plan: Step,
}

/// Answers the question, throws the answer away, and tells how it was found: one step a line, what it rests on below it,
/// each with its rows and the milliseconds it took with all below it.
pub(super) fn plan(store: &Store, sparql: &str, token: CancellationToken) -> Result<String, QueryError> {
    let query = evaluator(store)
        .with_cancellation_token(token)
        .parse_query(sparql)
        .map_err(|error| syntax(store, sparql, &error))?;
    let (results, explanation) = query.on_store(store.quads()).compute_statistics().explain();
    match results? {
        QueryResults::Solutions(rows) => rows.into_iter().try_for_each(|row| row.map(drop))?,
        QueryResults::Graph(triples) => triples.into_iter().try_for_each(|triple| triple.map(drop))?,
        QueryResults::Boolean(_) => {}
    }
    let mut json = Vec::new();
    explanation.write_in_json(&mut json)?;
    let plan: Plan = serde_json::from_slice(&json).map_err(std::io::Error::from)?;
    let mut text = String::from("     rows        ms  step\n");
    write_step(&plan.plan, 0, &mut text);
    Ok(text)
}

fn write_step(step: &Step, depth: usize, text: &mut String) {
    let indent = "  ".repeat(depth);
    writeln!(text, "{:>9} {:>9.3}  {indent}{}", step.n_rows, step.seconds * 1000.0, step.name)
        .expect("writing to a string cannot fail");
    step.children.iter().for_each(|child| write_step(child, depth + 1, text));
}
