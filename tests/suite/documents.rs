//! README.md, the help texts and the manual pages tell of the same program.

use std::collections::BTreeSet;
use std::fs;

use crate::support::{root, scratch, text, tupu};

/// The commands that the help lists.
fn commands() -> BTreeSet<String> {
    let help = tupu(&["--help"]).expect(0).stdout;
    let listed =
        help.split("Commands:").nth(1).and_then(|rest| rest.split("\n\n").next()).expect("the help lists them");
    let name = |line: &str| line.split_whitespace().next().map(ToOwned::to_owned);
    listed.lines().filter(|line| line.starts_with("  ") && !line.starts_with("   ")).filter_map(name).collect()
}

/// The long options that a text names.
fn options(text: &str) -> BTreeSet<String> {
    let is_part = |c: char| c.is_ascii_alphanumeric() || c == '-';
    let name = |rest: &str| rest.chars().take_while(|c| is_part(*c)).collect::<String>();
    let begins =
        |at: &usize| !text[..*at].ends_with(is_part) && text[at + 2..].starts_with(|c: char| c.is_ascii_lowercase());
    let found = text.match_indices("--").map(|(at, _)| at).filter(begins);
    found.map(|at| name(&text[at + 2..]).trim_end_matches('-').to_owned()).collect()
}

/// The rows of README.md's tables that are about a command, with its name.
fn rows(readme: &str) -> impl Iterator<Item = (&str, &str)> {
    readme.lines().filter_map(|line| {
        let row = line.strip_prefix("| `tupu ")?;
        Some((row.split([' ', '`']).next()?, line))
    })
}

fn help(command: &str) -> String {
    tupu(&[command, "--help"]).expect(0).stdout
}

#[test]
fn the_readme_lists_the_commands_and_options_that_there_are() {
    let readme = fs::read_to_string(root().join("README.md")).expect("README.md is UTF-8");
    let commands: BTreeSet<String> = commands().into_iter().filter(|command| command != "help").collect();
    let listed: BTreeSet<String> = rows(&readme).map(|(command, _)| command.to_owned()).collect();
    assert!(commands.len() > 10, "{commands:?}");
    assert_eq!(listed, commands, "the tables of README.md and `tupu --help`");
    for (command, row) in rows(&readme) {
        let known = options(&help(command));
        let unknown: Vec<String> = options(row).difference(&known).cloned().collect();
        assert!(unknown.is_empty(), "README.md names options that `tupu {command}` does not have: {unknown:?}\n{row}");
    }
    let known: BTreeSet<String> = commands.iter().flat_map(|command| options(&help(command))).collect();
    let named = options(readme.split("## Commands").nth(1).expect("README.md has a section on commands"));
    let unknown: Vec<String> = named.difference(&known).filter(|name| *name != "help").cloned().collect();
    assert!(unknown.is_empty(), "README.md names options that no command has: {unknown:?}");
}

#[test]
fn the_readme_lists_every_form_of_export() {
    let readme = fs::read_to_string(root().join("README.md")).expect("README.md is UTF-8");
    let help = help("export");
    let values = help.split("Possible values:").nth(1).expect("the help lists the forms");
    let forms = values.lines().skip(1).map_while(|line| line.trim().strip_prefix("- ")?.split(':').next());
    let forms: Vec<&str> = forms.collect();
    assert!(forms.len() >= 12, "{help}");
    let table =
        readme.split("`tupu export --format`").nth(1).and_then(|rest| rest.split("\n\n").next()).expect("a table");
    for form in forms {
        assert!(table.contains(&format!("`{form}`")), "README.md does not tell of `export --format {form}`");
    }
}

#[test]
fn manual_pages_have_every_option_of_the_help() {
    let dir = scratch("manual");
    tupu(&["man", text(&dir)]).expect(0);
    for command in commands().iter().filter(|command| *command != "help") {
        let page = fs::read_to_string(dir.join(format!("tupu-{command}.1"))).expect("a page for each command");
        let page = ["\\fB", "\\fI", "\\fR"].iter().fold(page.replace("\\-", "-"), |page, font| page.replace(font, ""));
        let mut missing: BTreeSet<String> = options(&help(command)).difference(&options(&page)).cloned().collect();
        missing.remove("help");
        assert!(missing.is_empty(), "tupu-{command}.1 lacks {missing:?}");
    }
}
