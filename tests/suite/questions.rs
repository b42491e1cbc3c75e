//! The questions in README.md: each `sparql` block is asked of the graph of the example articles, and the `text` block after it
//! is the answer as `tupu query` prints it in a table. The `turtle` block is a part of that graph.

use std::fs;

use crate::support::{Part, articles, parse_markdown, render_markdown, root, scratch, text, tupu, update};

#[test]
fn questions_of_the_readme_have_the_answers_printed() {
    let readme = root().join("README.md");
    let mut parts = parse_markdown(&fs::read_to_string(&readme).expect("README.md is UTF-8"));
    let output = scratch("questions");
    tupu(&["extract", text(&articles()), "--output", text(&output)]).expect(0);
    let store = output.join("store");

    let mut wrong = Vec::new();
    let graph = fs::read_to_string(output.join("graph.ttl")).expect("extract writes it");
    for part in &parts {
        let Part::Block { info, content, line } = part else { continue };
        if info == "turtle" {
            let strange: Vec<&str> =
                content.lines().filter(|line| !graph.lines().any(|other| other == *line)).collect();
            if content.is_empty() || !strange.is_empty() {
                wrong.push(format!("README.md:{line}: expected lines of graph.ttl, found\n{}", strange.join("\n")));
            }
        }
    }
    let mut n_questions = 0;
    for at in 0..parts.len() {
        let Part::Block { info, content: question, line } = &parts[at] else { continue };
        if info != "sparql" {
            continue;
        }
        n_questions += 1;
        let ended = tupu(&["query", question, "--store", text(&store), "--format", "table"]).expect(0);
        let found: String = ended.stdout.lines().map(|line| format!("{}\n", line.trim_end())).collect();
        let place = format!("README.md:{line}");
        let answer = parts.iter().enumerate().skip(at + 1).find(|(_, part)| matches!(part, Part::Block { .. }));
        let answer = answer.filter(|(_, part)| matches!(part, Part::Block { info, .. } if info == "text"));
        let Some((answer_at, _)) = answer else { panic!("{place}: expected a text block with the answer after it") };
        let Part::Block { content, .. } = &mut parts[answer_at] else { unreachable!("found as a block") };
        // A table of a head, a rule and nothing below is no answer worth printing.
        if found.lines().count() < 3 {
            wrong.push(format!("{place}: the question has no answer:\n{found}"));
        } else if *content != found && update() {
            *content = found;
        } else if *content != found {
            wrong.push(format!("{place}: found\n{found}expected\n{content}"));
        }
    }
    if update() {
        fs::write(&readme, render_markdown(&parts)).expect("README.md can be rewritten");
    }
    assert!(n_questions >= 10, "found {n_questions} questions, expected ten");
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}
