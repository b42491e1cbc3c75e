//! Runs `tests/stories/*.md`: prose for people, a `text` block with sentences, and a `facts` block with all that is found in them.
//!
//! One fact a line: `SUBJECT PREDICATE OBJECT`, followed by ` (MODALITY)` unless it is actual, by ` [SPEAKER]` where somebody
//! in the text says it, `somebody` being who has no name, and by ` via SOURCE` where the text has it from one; ` since DATE` and
//! ` until DATE` tell the period of a post, ` ROLE OTHER` who else has a part in the event; `SPEAKER says TEXT`, with ` for OTHER`,
//! ` to OTHER` and ` via SOURCE` behind the speaker where that is said. The words after `text` may hold a date of publication:
//! `text 2024-05-16`.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use serde_json::{Value, json};

use crate::support::{Part, files_below, parse_markdown, render_markdown, root, scratch, text, tupu, update};

/// The facts of a reading, one line each, in the order of the text.
fn facts(reading: &Value) -> Vec<String> {
    let list = |name: &str| reading[name].as_array().cloned().unwrap_or_default();
    let entities = list("entities");
    let name = |id: &Value| -> Option<String> {
        let entity = entities.iter().find(|entity| !id.is_null() && entity["id"] == *id)?;
        entity["name"].as_str().map(ToOwned::to_owned)
    };
    let via = |source: &Value| name(source).map(|source| format!(" via {source}")).unwrap_or_default();
    let relation = |fact: &Value| {
        let object = name(&fact["object"]).or_else(|| fact["text"].as_str().map(ToOwned::to_owned)).unwrap_or_default();
        let subject = name(&fact["subject"]).unwrap_or_default();
        let mut line = format!("{subject} {} {object}", fact["predicate"].as_str().unwrap_or_default());
        match fact["modality"].as_str() {
            Some("actual") | None => {}
            Some(modality) => line.push_str(&format!(" ({modality})")),
        }
        for (end, word) in [("from", "since"), ("until", "until")] {
            if let Some(date) = fact[end].as_str() {
                line.push_str(&format!(" {word} {date}"));
            }
        }
        for (role, who) in fact["parts"].as_object().into_iter().flatten() {
            let names = who.as_array().into_iter().flatten().filter_map(name);
            line.extend(names.map(|who| format!(" {role} {who}")));
        }
        match &fact["attributedTo"] {
            Value::Null => {}
            claimant => {
                let claimant = name(claimant).or_else(|| claimant.as_str().map(ToOwned::to_owned)).unwrap_or_default();
                line.push_str(&format!(" [{claimant}]"));
            }
        }
        line.push_str(&via(&fact["source"]));
        line
    };
    let statement = |said: &Value| {
        let whom = name(&said["onBehalfOf"]).map(|other| format!(" for {other}")).unwrap_or_default();
        let speaker = name(&said["speaker"]).unwrap_or_default();
        let addressees = said["addressees"].as_array().into_iter().flatten().filter_map(name);
        let to: String = addressees.map(|other| format!(" to {other}")).collect();
        let via = via(&said["source"]);
        format!("{speaker}{whom}{to}{via} says {}", said["text"].as_str().unwrap_or_default())
    };
    let relations = [list("relations"), list("furtherRelations")].concat();
    relations.iter().map(relation).chain(list("statements").iter().map(statement)).collect()
}

/// A story: a file, its parts, and which of them are facts to compare (the index of the text and of the facts).
struct Story {
    path: PathBuf,
    parts: Vec<Part>,
    pairs: Vec<(usize, usize)>,
}

fn stories() -> Vec<Story> {
    let files = files_below(&root().join("tests/stories"));
    let files = files.into_iter().filter(|path| path.extension().is_some_and(|ending| ending == "md"));
    files
        .filter(|path| path.file_name().is_some_and(|name| name != "README.md"))
        .map(|path| {
            let parts = parse_markdown(&fs::read_to_string(&path).expect("stories are UTF-8"));
            let mut pairs = Vec::new();
            let mut last_text = None;
            for (index, part) in parts.iter().enumerate() {
                match part {
                    Part::Block { info, .. } if info.split(' ').next() == Some("text") => last_text = Some(index),
                    Part::Block { info, line, .. } if info == "facts" => {
                        let text = last_text.take();
                        let place = format!("{}:{line}", path.display());
                        pairs
                            .push((text.unwrap_or_else(|| panic!("{place}: facts without a text before them")), index));
                    }
                    _ => {}
                }
            }
            assert!(!pairs.is_empty(), "{}: found no facts block", path.display());
            Story { path, parts, pairs }
        })
        .collect()
}

/// Reads all texts of all stories in one run of the program; gives the readings by id.
fn read_all(stories: &[Story]) -> BTreeMap<String, Value> {
    let mut articles = String::new();
    for (n_story, story) in stories.iter().enumerate() {
        for (text, _) in &story.pairs {
            let Part::Block { info, content, .. } = &story.parts[*text] else { unreachable!("pairs are blocks") };
            let mut article = json!({"id": format!("{n_story}-{text}"), "text": content.trim_end()});
            if let Some((_, date)) = info.split_once(' ') {
                article["date"] = json!(date);
            }
            articles.push_str(&format!("{article}\n"));
        }
    }
    let dir = scratch("stories");
    let file = dir.join("stories.jsonl");
    fs::write(&file, articles).expect("the folder is ours");
    let ended = tupu(&["extract", text(&file), "--format", "reading"]).expect(0);
    let readings = ended.stdout.lines().map(|line| serde_json::from_str::<Value>(line).expect("a reading is JSON"));
    readings.map(|reading| (reading["id"].as_str().expect("a reading has an id").to_owned(), reading)).collect()
}

#[test]
fn stories_come_true() {
    let mut stories = stories();
    assert!(!stories.is_empty(), "found no story in tests/stories");
    let readings = read_all(&stories);
    let mut wrong = Vec::new();
    for (n_story, story) in stories.iter_mut().enumerate() {
        for (text, expected_at) in &story.pairs {
            let found = facts(&readings[&format!("{n_story}-{text}")]);
            let Part::Block { content, line, .. } = &mut story.parts[*expected_at] else {
                unreachable!("pairs are blocks")
            };
            let mut expected: Vec<&str> = content.lines().filter(|line| !line.is_empty()).collect();
            let mut sorted: Vec<&str> = found.iter().map(String::as_str).collect();
            expected.sort_unstable();
            sorted.sort_unstable();
            if expected == sorted {
                continue;
            }
            if update() {
                *content = found.iter().map(|line| format!("{line}\n")).collect();
                continue;
            }
            let missing =
                expected.iter().filter(|line| !sorted.contains(line)).map(|line| format!("  missing:    {line}"));
            let surplus =
                sorted.iter().filter(|line| !expected.contains(line)).map(|line| format!("  unexpected: {line}"));
            let name = story.path.file_name().unwrap_or_default().to_string_lossy();
            wrong.push(format!("{name}:{line}:\n{}", missing.chain(surplus).collect::<Vec<_>>().join("\n")));
        }
        if update() {
            fs::write(&story.path, render_markdown(&story.parts)).expect("stories can be rewritten");
        }
    }
    assert!(
        wrong.is_empty(),
        "\n{}\nTUPU_UPDATE=1 rewrites the expected facts; review the difference",
        wrong.join("\n")
    );
}

#[test]
fn facts_are_written_in_one_way() {
    let reading = json!({
        "entities": [{"id": "e0", "name": "A"}, {"id": "e1", "name": "B"}],
        "relations": [
            {"subject": "e0", "predicate": "met", "object": "e1", "modality": "planned", "attributedTo": "e1"},
            {"subject": "e0", "predicate": "holdsPosition", "text": "chair", "modality": "actual", "source": "e1"},
            {"subject": "e0", "predicate": "met", "object": "e1", "modality": "actual", "attributedTo": "somebody"},
        ],
        "statements": [
            {"speaker": "e0", "onBehalfOf": "e1", "addressees": ["e1"], "text": "yes"},
            {"speaker": "e1", "onBehalfOf": null, "text": "no", "source": "e0"},
        ],
    });
    assert_eq!(
        facts(&reading),
        [
            "A met B (planned) [B]",
            "A holdsPosition chair via B",
            "A met B [somebody]",
            "A for B to B says yes",
            "B via A says no"
        ]
    );
}
