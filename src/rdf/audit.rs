//! The audit: questions to a store that must have no answer.

use super::Store;
use super::store::StoreError;
use super::turtle::shorten;
use oxigraph::model::Term;
use oxigraph::sparql::{QueryEvaluationError, QueryResults, SparqlEvaluator};
use rayon::prelude::*;

/// Something in a store that must not be.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Problem {
    /// What is wrong, as a sentence.
    pub what: &'static str,
    /// What it is wrong with: terms, IRIs shortened.
    pub with: Vec<String>,
}

/// What is wrong, and the question that finds it. Questions begin at bound predicates and look triple terms up bound,
/// because an unbound one means a scan of the store.
const QUESTIONS: [(&str, &str); 7] = [
    (
        "a stretch is empty or leaves its article",
        "SELECT ?article ?span WHERE { GRAPH ?article {
            ?span nif:beginIndex ?begin ; nif:endIndex ?end ; nif:referenceContext ?context .
            OPTIONAL { ?context nif:isString ?text }
            FILTER(!BOUND(?text) || ?context != ?article || ?begin < 0 || ?end <= ?begin || ?end > STRLEN(?text)) } }",
    ),
    (
        "evidence is no stretch of the article",
        "SELECT ?article ?fact ?span WHERE { GRAPH ?article {
            ?fact tupu:evidence ?span .
            FILTER NOT EXISTS { ?span nif:beginIndex ?begin ; nif:endIndex ?end ; nif:referenceContext ?article } } }",
    ),
    (
        "a fact lacks evidence, rule or modality",
        "SELECT ?article ?fact WHERE { GRAPH ?article {
            ?fact rdf:reifies ?triple
            FILTER NOT EXISTS { ?fact tupu:evidence ?span ; tupu:rule ?rule ; tupu:modality ?modality } } }",
    ),
    (
        "the evidence of a fact names none of its arguments",
        "SELECT ?article ?fact WHERE { GRAPH ?article {
            ?fact rdf:reifies ?triple
            FILTER NOT EXISTS {
                ?fact tupu:evidence ?span .
                ?span nif:beginIndex ?begin ; nif:endIndex ?end .
                ?article nif:isString ?text .
                { BIND(SUBJECT(?triple) AS ?argument) } UNION { BIND(OBJECT(?triple) AS ?argument) }
                ?argument rdfs:label|skos:altLabel|tupu:printedAs ?name .
                FILTER(CONTAINS(SUBSTR(?text, ?begin + 1, ?end - ?begin), STR(?name))) } } }",
    ),
    (
        "an article states a triple that has neither a reifier nor evidence",
        "SELECT ?article ?s ?p ?o WHERE { GRAPH ?article {
            ?s ?p ?o
            FILTER(STRSTARTS(STR(?article), STR(a:)) && STRSTARTS(STR(?s), STR(e:)) && !STRSTARTS(STR(?s), STR(f:)))
            FILTER(?p NOT IN (rdf:type, rdfs:label, skos:altLabel, owl:sameAs, tupu:printedAs, tupu:evidence,
                tupu:sightedAs, tupu:identity))
            FILTER NOT EXISTS { ?s tupu:evidence ?span }
            BIND(TRIPLE(?s, ?p, ?o) AS ?triple)
            FILTER NOT EXISTS { ?fact rdf:reifies ?triple } } }",
    ),
    (
        "the merged graph lacks a triple that an article supports",
        "SELECT ?article ?s ?p ?o WHERE { GRAPH ?article {
            ?s ?p ?o
            FILTER(STRSTARTS(STR(?article), STR(a:)) && STRSTARTS(STR(?s), STR(e:)) && !STRSTARTS(STR(?s), STR(f:)))
            FILTER(?p NOT IN (tupu:printedAs, tupu:evidence, tupu:sightedAs, tupu:identity)) }
            FILTER NOT EXISTS { ?s ?p ?o } }",
    ),
    (
        "the merged graph holds a triple that no article supports",
        "SELECT ?s ?p ?o WHERE { ?s ?p ?o FILTER NOT EXISTS { GRAPH ?article { ?s ?p ?o } } }",
    ),
];

/// Everything that is wrong with a store, sorted; nothing, if all is well.
///
/// Reads the whole store; takes about as long as writing it. The questions are asked on all threads.
///
/// # Errors
/// The store cannot be read.
pub fn audit(store: &Store) -> Result<Vec<Problem>, StoreError> {
    let answers = QUESTIONS.par_iter().map(|(what, question)| Ok((*what, rows(store, question)?)));
    let answers: Vec<_> = answers.collect::<Result<_, StoreError>>()?;
    let mut problems: Vec<Problem> =
        answers.into_iter().flat_map(|(what, rows)| rows.into_iter().map(move |with| Problem { what, with })).collect();
    problems.sort();
    Ok(problems)
}

fn rows(store: &Store, question: &str) -> Result<Vec<Vec<String>>, QueryEvaluationError> {
    let mut evaluator = SparqlEvaluator::new();
    for (prefix, namespace) in store.namespaces().prefixes() {
        evaluator = evaluator.with_prefix(prefix, namespace).expect("the namespaces were checked when they were made");
    }
    let query = evaluator.parse_query(question).expect("the suite asks every question");
    let QueryResults::Solutions(solutions) = query.on_store(store.quads()).execute()? else {
        unreachable!("every question is a SELECT")
    };
    let show = |term: &Term| match term {
        Term::NamedNode(node) => shorten(node.as_str(), store.namespaces()).unwrap_or_else(|| node.to_string()),
        other => other.to_string(),
    };
    solutions.map(|row| Ok(row?.values().iter().flatten().map(show).collect())).collect()
}
