//! Licences of all dependencies, against the list in deny.toml; needs no network.

use std::process::Command;

use serde_json::Value;

use crate::support::root;

/// The licences that deny.toml allows.
fn allowed() -> Vec<String> {
    let text = std::fs::read_to_string(root().join("deny.toml")).expect("deny.toml is there");
    let list = text.split_once("allow = [").and_then(|(_, rest)| rest.split_once(']')).expect("deny.toml has a list").0;
    list.split(',').map(|name| name.trim().trim_matches('"').to_owned()).filter(|name| !name.is_empty()).collect()
}

/// Whether a licence expression can be met with allowed licences alone: `OR` asks for one side, `AND` for both.
fn is_allowed(expression: &str, allowed: &[String]) -> bool {
    let spaced = expression.replace('(', " ( ").replace(')', " ) ").replace('/', " OR ");
    let words: Vec<&str> = spaced.split_whitespace().collect();
    let mut at = 0;
    let met = any_of(&words, &mut at, allowed);
    met && at == words.len()
}

fn any_of(words: &[&str], at: &mut usize, allowed: &[String]) -> bool {
    let mut met = all_of(words, at, allowed);
    while words.get(*at) == Some(&"OR") {
        *at += 1;
        met |= all_of(words, at, allowed);
    }
    met
}

fn all_of(words: &[&str], at: &mut usize, allowed: &[String]) -> bool {
    let mut met = one(words, at, allowed);
    while words.get(*at) == Some(&"AND") {
        *at += 1;
        met &= one(words, at, allowed);
    }
    met
}

fn one(words: &[&str], at: &mut usize, allowed: &[String]) -> bool {
    let word = words.get(*at).copied().unwrap_or_default();
    *at += 1;
    if word == "(" {
        let met = any_of(words, at, allowed);
        *at += 1;
        return met;
    }
    if words.get(*at) == Some(&"WITH") {
        *at += 2; // an exception only adds permissions
    }
    allowed.iter().any(|name| name == word)
}

fn output(program: &str, args: &[&str]) -> String {
    let output = Command::new(program).args(args).current_dir(root()).output().expect("cargo runs this test");
    assert!(output.status.success(), "{program} {args:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("cargo prints UTF-8")
}

#[test]
fn all_dependencies_are_permissive() {
    let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
    let version = output("rustc", &["-vV"]);
    let host = version.lines().find_map(|line| line.strip_prefix("host: ")).expect("rustc names its host");
    let metadata =
        output(&cargo, &["metadata", "--format-version=1", "--locked", "--offline", "--filter-platform", host]);
    let metadata: Value = serde_json::from_str(&metadata).expect("cargo prints JSON");
    // What the program is made of; other platforms' packages are in `packages` too, and may not be at hand.
    let used: Vec<&str> = (metadata["resolve"]["nodes"].as_array().expect("a list of nodes").iter())
        .filter_map(|node| node["id"].as_str())
        .collect();
    let allowed = allowed();
    let refused: Vec<String> = (metadata["packages"].as_array().expect("a list of packages").iter())
        .filter(|package| used.iter().any(|id| package["id"] == **id))
        .filter(|package| !package["license"].as_str().is_some_and(|licence| is_allowed(licence, &allowed)))
        .map(|package| format!("{} {}: {}", package["name"], package["version"], package["license"]))
        .collect();
    assert!(used.len() > 20, "expected more packages than {}", used.len());
    assert!(refused.is_empty(), "not permissive, or not in the list of deny.toml:\n{}", refused.join("\n"));
}

#[test]
fn licence_expressions_are_understood() {
    let allowed = ["MIT".to_owned(), "Apache-2.0".to_owned()];
    for yes in [
        "MIT",
        "GPL-2.0-only OR Apache-2.0",
        "MIT/Apache-2.0",
        "(MIT OR GPL-3.0) AND Apache-2.0",
        "Apache-2.0 WITH LLVM-exception",
    ] {
        assert!(is_allowed(yes, &allowed), "{yes}");
    }
    for no in ["GPL-3.0", "MIT AND GPL-3.0", "", "(MIT", "GPL-3.0 OR (MIT AND LGPL-3.0)"] {
        assert!(!is_allowed(no, &allowed), "{no}");
    }
}
