//! House rules: what the compiler, rustfmt and clippy cannot see.

use std::fs;
use std::path::{Path, PathBuf};

use crate::support::{files_below, root};

/// Lines that a Rust file may have before it is time to split it.
const LONGEST: usize = 800;

/// The files of `src` that may hold Chinese punctuation outside of tests and comments: the table of it, and the shapes of
/// characters that the recogniser's model was trained on. Words belong into `ontology/`.
const PUNCTUATION_TABLES: [&str; 2] = ["src/punctuation.rs", "src/recognise/tagger/features.rs"];

/// Endings of the files that people write.
const TEXT: [&str; 9] = ["rs", "toml", "md", "ttl", "tsv", "py", "txt", "jsonl", "rq"];

/// All files that people write, with their path below the project's folder.
fn files() -> Vec<(String, String)> {
    let mut paths: Vec<PathBuf> = Vec::new();
    for entry in fs::read_dir(root()).expect("the project's folder is readable") {
        let path = entry.expect("the project's folder is readable").path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if path.is_file() {
            paths.push(path);
        } else if !["target", ".git", "output"].contains(&&*name) {
            paths.extend(files_below(&path));
        }
    }
    paths.sort();
    let is_text = |path: &Path| match path.extension() {
        Some(ending) => TEXT.iter().any(|text| ending == *text),
        None => path.file_name().is_some_and(|name| name != ".git"),
    };
    let below = |path: &Path| path.strip_prefix(root()).expect("found below it").to_string_lossy().replace('\\', "/");
    paths.iter().filter(|p| is_text(p)).filter_map(|p| Some((below(p), fs::read_to_string(p).ok()?))).collect()
}

/// Fails with all that was found, one line each.
#[track_caller]
fn none(found: &[String]) {
    assert!(found.is_empty(), "\n{}\n", found.join("\n"));
}

fn is_rust(path: &str) -> bool {
    path.ends_with(".rs")
}

#[test]
fn rust_files_open_with_what_they_are_for_and_stay_short() {
    let mut found = Vec::new();
    for (path, text) in files().iter().filter(|(path, _)| is_rust(path)) {
        if !text.starts_with("//! ") {
            found.push(format!("{path}: expected a first line such as: //! What the file is for."));
        }
        let n_lines = text.lines().count();
        if n_lines > LONGEST {
            found.push(format!(
                "{path}: {n_lines} lines, expected at most {LONGEST}: split it by what its parts are for"
            ));
        }
    }
    none(&found);
}

#[test]
fn lines_end_where_their_text_ends() {
    let mut found = Vec::new();
    for (path, text) in files().iter().filter(|(path, _)| !path.starts_with("tests/corpus/")) {
        for (number, line) in text.lines().enumerate() {
            // The last cells of a row may be empty: tabs are text there.
            let trimmed = if path.ends_with(".tsv") { line.trim_end_matches(' ') } else { line.trim_end() };
            if trimmed.len() != line.len() {
                found.push(format!("{path}:{}: white space at the end of the line", number + 1));
            }
        }
        if !text.is_empty() && !text.ends_with('\n') {
            found.push(format!("{path}: the last line has no end"));
        }
    }
    none(&found);
}

fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

/// Marks that only Chinese text has, and its quotation marks and dashes.
fn is_punctuation(c: char) -> bool {
    matches!(c, '\u{2014}' | '\u{2018}'..='\u{201d}' | '\u{3001}'..='\u{303f}' | '\u{ff01}'..='\u{ffef}' | '\u{b7}')
}

/// A file without its test module, which stands last, and without all of it where the file is one.
fn without_tests<'t>(path: &str, text: &'t str) -> &'t str {
    let is_test = |at: &usize| {
        text[*at..].trim_start_matches("\n#[cfg(test)]\n").trim_start_matches("pub(crate) ").starts_with("mod ")
    };
    let tests = text.match_indices("\n#[cfg(test)]\n").map(|(at, _)| at).find(is_test);
    if path.ends_with("/tests.rs") { "" } else { &text[..tests.unwrap_or(text.len())] }
}

/// A line of Rust without the comment at its end, which may quote what it speaks of.
fn without_comment(line: &str) -> &str {
    line.match_indices("//").find(|(at, _)| !line[..*at].ends_with(':')).map_or(line, |(at, _)| &line[..at])
}

#[test]
fn words_live_in_the_ontology() {
    let mut found = Vec::new();
    for (path, text) in files().iter().filter(|(path, _)| path.starts_with("src/") && is_rust(path)) {
        for (number, line) in without_tests(path, text).lines().enumerate() {
            let is_word_or_mark = |c: &char| is_han(*c) || is_punctuation(*c) && !PUNCTUATION_TABLES.contains(&&**path);
            if let Some(c) = without_comment(line).chars().find(is_word_or_mark) {
                found.push(format!(
                    "{path}:{}: {c}: Chinese words belong into ontology/, marks into {}",
                    number + 1,
                    PUNCTUATION_TABLES[0]
                ));
            }
        }
    }
    none(&found);
}

/// The table that a line of a TOML file stands in, for each line.
fn with_tables(toml: &str) -> impl Iterator<Item = (&str, &str)> {
    toml.lines().scan("", |table, line| {
        if let Some(name) = line.strip_prefix('[') {
            *table = name.split(']').next().unwrap_or_default();
        }
        Some((*table, line))
    })
}

#[test]
fn every_dependency_says_why_it_is_there() {
    let manifest = fs::read_to_string(root().join("Cargo.toml")).expect("Cargo.toml is there");
    let mut found = Vec::new();
    for (table, line) in with_tables(&manifest) {
        if table.ends_with("dependencies") && line.contains(" = ") {
            let comment = line.split_once(" # ").map(|(_, comment)| comment).unwrap_or_default();
            if comment.rsplit_once("; ").is_none_or(|(why, licence)| why.len() < 8 || licence.is_empty()) {
                found.push(format!("Cargo.toml: {line}: expected a comment at its end: # why; licence"));
            }
        }
    }
    none(&found);
}

#[test]
fn files_name_no_machine() {
    // Put together here, so that this file passes too.
    let paths = [
        concat!("/wo", "rk/"),
        concat!("/ro", "ot/"),
        concat!("/ho", "me/"),
        concat!("/Us", "ers/"),
        concat!("/op", "t/wheels"),
    ];
    let hosts = [
        concat!("crates", ".io"),
        concat!("py", "pi.org"),
        concat!("pythonhosted", ".org"),
        concat!("npm", "js."),
        concat!("deb.", "debian.org"),
    ];
    let mut found = Vec::new();
    for (path, text) in files().iter().filter(|(path, _)| path != "Cargo.lock" && !path.starts_with("LICENSE")) {
        for (number, line) in text.lines().enumerate() {
            for word in paths.iter().chain(&hosts).filter(|word| line.contains(**word)) {
                found.push(format!("{path}:{}: {word}: a path or host of one machine", number + 1));
            }
        }
    }
    none(&found);
}

#[test]
fn tests_are_never_switched_off() {
    let attribute = concat!("#[ig", "nore");
    let found: Vec<String> = (files().iter())
        .filter(|(path, text)| is_rust(path) && text.contains(attribute))
        .map(|(path, _)| format!("{path}: {attribute}: assert what is known to be wrong, with a note, instead"))
        .collect();
    none(&found);
}

#[test]
fn checks_find_what_they_are_for() {
    assert!("\u{56fd}".chars().all(is_han) && !"a，\u{3000}".chars().any(is_han));
    assert!("，。“”《》·—".chars().all(is_punctuation) && !"\"',.-|".chars().any(is_punctuation));
    for tests in ["mod tests {}", "pub(crate) mod tests {}"] {
        assert_eq!(without_tests("src/a.rs", &format!("code\n#[cfg(test)]\n{tests}")), "code");
    }
    assert_eq!(without_comment("\"https://w3id.org\"; // why"), "\"https://w3id.org\"; ");
    assert_eq!(with_tables("[a]\nb = 1").last(), Some(("a", "b = 1")));
}
