//! Positions: every mention and every passage lies where the reading says, in the text as read.

use std::collections::BTreeMap;
use std::fs;

use serde_json::Value;

use crate::support::{articles, root, scratch, text, tupu};

/// The text that positions count in, for each article of a JSON Lines file.
fn texts(jsonl: &str) -> BTreeMap<String, Vec<char>> {
    jsonl
        .lines()
        .map(|line| {
            let article: Value = serde_json::from_str(line).expect("the file is JSON Lines");
            let field = |name: &str| article[name].as_str().unwrap_or_default().to_owned();
            let title = field("title");
            let whole = if title.is_empty() { field("text") } else { format!("{title}\n{}", field("text")) };
            (field("id"), whole.chars().collect())
        })
        .collect()
}

fn check(file: &std::path::Path) {
    let texts = texts(&fs::read_to_string(file).expect("the file is UTF-8"));
    let ended = tupu(&["extract", text(file), "--format", "reading"]).expect(0);
    let mut n_mentions = 0;
    for line in ended.stdout.lines() {
        let reading: Value = serde_json::from_str(line).expect("a reading is JSON");
        let id = reading["id"].as_str().expect("a reading has an id");
        let chars = &texts[id];
        let at = |range: &Value| -> String {
            let position = |name: &str| usize::try_from(range[name].as_u64().expect("a position")).expect("it fits");
            let (start, end) = (position("start"), position("end"));
            assert!(start < end && end <= chars.len(), "{id}: {range} of {}", chars.len());
            chars[start..end].iter().collect()
        };
        let list = |value: &Value, name: &str| value[name].as_array().cloned().unwrap_or_default();
        for entity in list(&reading, "entities") {
            for mention in list(&entity, "mentions") {
                assert_eq!(mention["text"], at(&mention), "{id}: {entity}");
                n_mentions += 1;
            }
        }
        for relation in list(&reading, "relations") {
            let evidence = list(&relation, "evidence");
            assert!(!evidence.is_empty(), "{id}: no evidence: {relation}");
            evidence.iter().for_each(|range| drop(at(range)));
        }
        list(&reading, "statements").iter().for_each(|statement| drop(at(statement)));
    }
    assert!(n_mentions > texts.len(), "{}: {n_mentions} mentions in {} articles", file.display(), texts.len());
}

#[test]
fn mentions_are_the_words_at_their_positions() {
    check(&articles().join("economy.jsonl"));
    let dev = root().join("../shared/gold/dev.jsonl");
    if dev.exists() {
        check(&dev);
    }
}

/// The audit: facts without evidence, and evidence that is empty or lies outside of its article.
const AUDITS: [(&str, &str); 2] = [
    (
        "evidence lies in its article",
        "PREFIX nif: <http://persistence.uni-leipzig.org/nlp2rdf/ontologies/nif-core#>
         SELECT ?passage WHERE { GRAPH ?g {
             ?passage nif:referenceContext ?article ; nif:beginIndex ?begin ; nif:endIndex ?end .
             OPTIONAL { ?article nif:isString ?text }
             FILTER(!BOUND(?text) || ?begin < 0 || ?begin >= ?end || ?end > STRLEN(?text)) } }",
    ),
    (
        "every fact has evidence and a rule",
        "PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
         PREFIX tupu: <https://w3id.org/tupu/ns#>
         SELECT ?fact WHERE { GRAPH ?g {
             ?fact rdf:reifies ?triple
             FILTER(NOT EXISTS { ?fact tupu:evidence ?passage } || NOT EXISTS { ?fact tupu:rule ?rule }) } }",
    ),
];

#[test]
fn the_audit_of_the_store_finds_nothing() {
    let output = scratch("audit");
    tupu(&["extract", text(&articles()), "--output", text(&output)]).expect(0);
    let store = output.join("store");
    let ask = |sparql: &str| tupu(&["query", sparql, "--store", text(&store), "--format", "csv"]).expect(0).stdout;
    for (what, sparql) in AUDITS {
        let rows = ask(sparql);
        assert_eq!(rows.lines().count(), 1, "{what}:\n{rows}");
    }
    let facts =
        "PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> SELECT ?f WHERE { GRAPH ?g { ?f rdf:reifies ?t } }";
    assert!(ask(facts).lines().count() > 10, "expected facts to audit");
}
