//! Scores on annotated articles that lie beside the project and are not part of it; skipped where they are missing.

use std::fs;
use std::process::Command;

use crate::support::{root, scratch, skip, text, tupu};

/// Scores one set of articles and fails below the given F1 of entities, relations and statements.
fn score(articles: &str, gold: &str, minimum: [(&str, &str); 3]) {
    let shared = root().join("../shared");
    let (scorer, gold, articles) = (shared.join("eval/score.py"), shared.join(gold), shared.join(articles));
    if ![&scorer, &gold, &articles].iter().all(|path| path.exists()) {
        return skip("the annotated articles are not beside the project");
    }
    if Command::new("python3").arg("--version").output().is_err() {
        return skip("the scorer needs python3");
    }
    let name = gold.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let dir = scratch(&format!("gold-{name}"));
    let readings = dir.join("readings.jsonl");
    let ended = tupu(&["extract", text(&articles), "--format", "reading"]).expect(0);
    fs::write(&readings, ended.stdout).expect("the folder is ours");
    let mut command = Command::new("python3");
    command.arg(&scorer).arg(&gold).arg(&readings);
    for (what, f1) in minimum {
        command.args([format!("--min-{what}"), f1.to_owned()]);
    }
    let output = command.output().expect("python3 was found above");
    // The program's own scores are the scorer's, to the last mistake.
    let own = tupu(&["eval", text(&gold), text(&articles), "--errors"]).expect(0).stdout;
    let scorers = Command::new("python3").arg(&scorer).arg(&gold).arg(&readings).arg("--errors").output();
    assert_eq!(own, String::from_utf8_lossy(&scorers.expect("python3 was found above").stdout), "{name}");
    let talk = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{name}:\n{talk}");
}

#[test]
fn the_first_article_is_read_as_a_careful_reader_would() {
    score(
        "corpus/belt-and-road-conference.txt",
        "gold/seed.jsonl",
        [("entities", "0.92"), ("relations", "0.75"), ("statements", "0.95")],
    );
}

#[test]
fn general_rules_carry_over_to_other_articles() {
    score("gold/dev.jsonl", "gold/dev.jsonl", [("entities", "0.70"), ("relations", "0.35"), ("statements", "0")]);
}
