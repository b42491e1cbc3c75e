//! Positions: every mention and every passage lies where the reading says, in the text as read.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

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

/// The example articles, and the annotated ones where they are at hand.
fn inputs() -> Vec<PathBuf> {
    let shared = root().join("../shared");
    let annotated = [shared.join("gold/dev.jsonl"), shared.join("corpus/belt-and-road-conference.txt")];
    std::iter::once(articles()).chain(annotated.into_iter().filter(|path| path.exists())).collect()
}

#[test]
fn mentions_are_the_words_at_their_positions() {
    check(&articles().join("economy.jsonl"));
    inputs()
        .iter()
        .filter(|path| path.extension().is_some_and(|ending| ending == "jsonl"))
        .for_each(|path| check(path));
}

/// Whether two ids of a reading are the same, or the first works for or is part of the second, over any number of steps.
fn belongs(reading: &Value, part: &Value, whole: &Value) -> bool {
    let mut reached = vec![part.clone()];
    let mut next = 0;
    while let Some(member) = reached.get(next).cloned() {
        next += 1;
        for relation in reading["relations"].as_array().into_iter().flatten() {
            let is_step = ["worksFor", "partOf"].iter().any(|predicate| relation["predicate"] == **predicate);
            if is_step && relation["subject"] == member && !reached.contains(&relation["object"]) {
                reached.push(relation["object"].clone());
            }
        }
    }
    reached.contains(whole)
}

/// The country whose state each known body belongs to, and each country itself, by the ends of their IRIs.
fn states() -> BTreeMap<String, String> {
    let table =
        |name: &str| fs::read_to_string(root().join("ontology/lexicon").join(name)).expect("the table is there");
    let mut states = BTreeMap::new();
    for row in table("organizations.tsv").lines().map(|line| line.split('\t').collect::<Vec<_>>()) {
        if let [key, _, _, _, "government" | "ministry" | "military" | "party_state", country, ..] = row[..] {
            states.insert(key.to_owned(), country.to_lowercase());
        }
    }
    for country in table("countries.tsv").lines().filter_map(|line| line.split('\t').next()) {
        states.insert(country.to_owned(), country.to_owned());
    }
    states
}

/// What the article asserts although only somebody in it says so: facts within a statement, but for what names say, for the views of
/// the speaker's side and for deeds in which somebody of that side takes part. The side is the country that the speaker calls one's own
/// where the article gives none.
fn asserted_hearsay(reading: &Value, states: &BTreeMap<String, String>) -> Vec<String> {
    let list = |name: &str| reading[name].as_array().cloned().unwrap_or_default();
    let (entities, statements) = (list("entities"), list("statements"));
    let entity = |id: &Value| entities.iter().find(|entity| entity["id"] == *id).expect("an entity of the reading");
    let mut found = Vec::new();
    for relation in list("relations") {
        let is_asserted = relation["attributedTo"].is_null()
            && (relation["modality"] == "actual" || relation["modality"] == "former");
        let is_name = ["rule-posts", "rule-nesting", "rule-geography"].iter().any(|rule| relation["rule"] == **rule);
        let evidence = list_of(&relation, "evidence");
        let is_within = |said: &&Value| {
            evidence.iter().all(|span| {
                span["start"].as_u64() >= said["start"].as_u64() && span["end"].as_u64() <= said["end"].as_u64()
            })
        };
        let Some(said) = statements.iter().find(is_within).filter(|_| is_asserted && !is_name) else { continue };
        let is_view = ["supports", "opposes", "calledOn"].iter().any(|view| relation["predicate"] == **view);
        let subject = &relation["subject"];
        let is_of = |whole: &Value| belongs(reading, &said["speaker"], whole) || said["onBehalfOf"] == *whole;
        let has_country = entities.iter().any(|e| e["type"] == "Country" && is_of(&e["id"]));
        let is_side = |whole: &Value| is_of(whole) || !has_country && entity(whole)["type"] == "Country";
        let state = |e: &Value| states.get(e["iri"].as_str()?.rsplit_once('/')?.1).filter(|state| !state.is_empty());
        let own_states: Vec<_> = entities.iter().filter(|e| is_side(&e["id"])).filter_map(state).collect();
        let is_ours = |e: &Value| is_side(&e["id"]) || state(e).is_some_and(|state| own_states.contains(&state));
        let takes_part = |id: &Value| entities.iter().any(|e| belongs(reading, id, &e["id"]) && is_ours(e));
        let is_together =
            ["met", "phoned", "agreedWith", "accompanied"].iter().any(|with| relation["predicate"] == **with);
        let is_own = match is_view {
            true => is_side(subject),
            false => takes_part(subject) || is_together && takes_part(&relation["object"]),
        };
        if !is_own {
            found.push(format!("{}: {relation} in {}", reading["id"], said["text"]));
        }
    }
    found
}

fn list_of(value: &Value, name: &str) -> Vec<Value> {
    value[name].as_array().cloned().unwrap_or_default()
}

#[test]
fn nothing_is_asserted_that_only_a_speaker_says() {
    let states = states();
    for file in inputs() {
        let ended = tupu(&["extract", text(&file), "--format", "reading"]).expect(0);
        let readings = ended.stdout.lines().map(|line| serde_json::from_str::<Value>(line).expect("a reading is JSON"));
        let found: Vec<String> = readings.flat_map(|reading| asserted_hearsay(&reading, &states)).collect();
        assert!(found.is_empty(), "{}", found.join("\n"));
    }
}

/// The audit: what no store may hold, each as a question without an answer.
pub(crate) const AUDITS: [(&str, &str); 3] = [
    (
        "evidence lies in its article and is not empty",
        "SELECT ?passage WHERE { GRAPH ?g {
             ?passage nif:referenceContext ?article ; nif:beginIndex ?begin ; nif:endIndex ?end .
             OPTIONAL { ?article nif:isString ?text }
             FILTER(!BOUND(?text) || ?begin < 0 || ?begin >= ?end || ?end > STRLEN(?text)) } }",
    ),
    (
        "every fact has evidence and a rule",
        "SELECT ?fact WHERE { GRAPH ?g {
             ?fact rdf:reifies ?triple
             FILTER(NOT EXISTS { ?fact tupu:evidence ?passage } || NOT EXISTS { ?fact tupu:rule ?rule }) } }",
    ),
    (
        "evidence holds a name of an argument as it is printed",
        "SELECT ?fact WHERE { GRAPH ?article {
             ?fact rdf:reifies ?triple
             FILTER NOT EXISTS {
                 ?fact tupu:evidence ?passage .
                 ?passage nif:beginIndex ?begin ; nif:endIndex ?end .
                 ?article nif:isString ?text .
                 { BIND(SUBJECT(?triple) AS ?argument) } UNION { BIND(OBJECT(?triple) AS ?argument) }
                 ?argument rdfs:label|skos:altLabel|tupu:printedAs ?name .
                 FILTER(CONTAINS(SUBSTR(?text, ?begin + 1, ?end - ?begin), STR(?name))) } } }",
    ),
];

#[test]
fn the_audit_of_the_store_finds_nothing() {
    let output = scratch("audit");
    let inputs = inputs();
    let mut args = vec!["extract", "--output", text(&output)];
    args.extend(inputs.iter().map(|path| text(path)));
    tupu(&args).expect(0);
    let store = output.join("store");
    let ask = |sparql: &str| tupu(&["query", sparql, "--store", text(&store), "--format", "csv"]).expect(0).stdout;
    for (what, sparql) in AUDITS {
        let rows = ask(sparql);
        assert_eq!(rows.lines().count(), 1, "{what}:\n{rows}");
    }
    assert!(ask("SELECT ?f WHERE { GRAPH ?g { ?f rdf:reifies ?t } }").lines().count() > 10, "expected facts to audit");
}
