//! Questions and their answers, asked of the graph of the example articles: in README.md each `sparql` block, in
//! tests/questions.md each `ask` block is a question, and the `text` block after it is the answer as `tupu query` prints it in a
//! table. The `turtle` block of README.md is a part of that graph.

use std::collections::BTreeSet;
use std::fs;

use crate::support::{
    Part, Scratch, example_output, parse_markdown, render_markdown, root, scratch, text, tupu, update,
};

#[test]
fn questions_of_the_readme_have_the_answers_printed() {
    let readme = root().join("README.md");
    let mut parts = parse_markdown(&fs::read_to_string(&readme).expect("README.md is UTF-8"));
    let output = example_output("questions");
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
    wrong.extend(check_answers("README.md", &mut parts, "sparql", |question| {
        tupu(&["query", question, "--store", text(&store), "--format", "table"]).expect(0).stdout
    }));
    if update() {
        fs::write(&readme, render_markdown(&parts)).expect("README.md can be rewritten");
    }
    assert!(blocks(&parts, "sparql").count() >= 10, "expected ten questions");
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

/// The blocks of this kind.
fn blocks<'p>(parts: &'p [Part], kind: &'p str) -> impl Iterator<Item = &'p str> {
    parts.iter().filter_map(move |part| match part {
        Part::Block { info, content, .. } if info == kind => Some(content.trim()),
        _ => None,
    })
}

/// Asks the question of each block of this kind and compares the answer with the `text` block after it, or puts it there where
/// expectations are rewritten. Gives back what is wrong.
fn check_answers(file: &str, parts: &mut [Part], kind: &str, ask: impl Fn(&str) -> String) -> Vec<String> {
    let mut wrong = Vec::new();
    for at in 0..parts.len() {
        let Part::Block { info, content: question, line } = &parts[at] else { continue };
        if info != kind {
            continue;
        }
        let found: String = ask(question).lines().map(|line| format!("{}\n", line.trim_end())).collect();
        let place = format!("{file}:{line}");
        let answer = parts.iter().enumerate().skip(at + 1).find(|(_, part)| matches!(part, Part::Block { .. }));
        let answer = answer.filter(|(_, part)| matches!(part, Part::Block { info, .. } if info == "text"));
        let Some((answer_at, _)) = answer else { panic!("{place}: expected a text block with the answer after it") };
        let Part::Block { content, .. } = &mut parts[answer_at] else { unreachable!("found as a block") };
        // A table of a head, a rule and nothing below is no answer, unless just that is asked for.
        if (found.lines().count() < 3) != kind.ends_with("-nothing") {
            wrong.push(format!("{place}: expected an answer of {kind}, found\n{found}"));
        } else if *content != found && update() {
            *content = found;
        } else if *content != found {
            wrong.push(format!("{place}: found\n{found}expected\n{content}"));
        }
    }
    wrong
}

#[test]
fn every_named_question_has_the_answer_that_was_judged_right() {
    let file = root().join("tests/questions.md");
    let mut parts = parse_markdown(&fs::read_to_string(&file).expect("tests/questions.md is UTF-8"));
    let output = example_output("named-questions");
    let store = output.join("store");
    let ask = |question: &str| {
        let mut args = vec!["query", "--store", text(&store), "--format", "table", "--ask"];
        args.extend(question.split_whitespace());
        tupu(&args).expect(0).stdout
    };
    let mut wrong = check_answers("tests/questions.md", &mut parts, "ask", ask);
    wrong.extend(check_answers("tests/questions.md", &mut parts, "ask-nothing", ask));
    if update() {
        fs::write(&file, render_markdown(&parts)).expect("tests/questions.md can be rewritten");
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));

    let asked = blocks(&parts, "ask").chain(blocks(&parts, "ask-nothing"));
    let asked: BTreeSet<&str> = asked.filter_map(|ask| ask.split_whitespace().next()).collect();
    let list = tupu(&["query", "--ask", "--format", "json"]).expect(0).stdout;
    let list: Vec<serde_json::Value> = serde_json::from_str(&list).expect("the list is JSON");
    let known: BTreeSet<&str> = list.iter().filter_map(|question| question["name"].as_str()).collect();
    assert!(known.len() >= 25, "{known:?}");
    assert_eq!(asked, known, "each question is asked in tests/questions.md");
}

/// A store of short articles, one a line: its date and its text.
fn store_of(test: &str, articles: &[(&str, &str)]) -> Scratch {
    let folder = scratch(test);
    let lines = articles.iter().enumerate().map(|(i, (date, text))| {
        serde_json::json!({"id": i.to_string(), "date": date, "source": "示例日报", "text": text}).to_string() + "\n"
    });
    let file = folder.join("articles.jsonl");
    fs::write(&file, lines.collect::<String>()).expect("the folder is ours");
    tupu(&["extract", text(&file), "--output", text(&folder.join("output"))]).expect(0);
    folder
}

#[test]
fn who_holds_a_post_after_another_contradicts_nobody() {
    let folder = store_of(
        "conflicting-posts",
        &[
            ("2023-01-10", "美国国务卿高安明1月10日在华盛顿会见英国首相苏纳克。"),
            ("2023-06-10", "美国国务卿高安明6月10日在华盛顿会见法国总统马克龙。"),
            ("2023-03-10", "美国国务卿周文海3月10日在华盛顿会见德国总理朔尔茨。"),
            ("2023-12-10", "美国国务卿周文海12月10日在华盛顿会见法国总统马克龙。"),
            ("2024-12-10", "美国国务卿罗大成12月10日在华盛顿会见法国总统马克龙。"),
            ("2024-12-11", "孙志远曾于2016年至2020年担任法国总统。林成功曾于2018年至2019年担任法国总统。"),
            ("2024-12-12", "何文辉曾于2020年1月至2021年3月担任法国总统。"),
        ],
    );
    let ask = |question: &[&str]| {
        let store = folder.join("output/store");
        let args = [&["query", "--store", text(&store), "--format", "csv", "--ask"][..], question].concat();
        tupu(&args).expect(0).stdout
    };
    let posts = ask(&["conflicting-posts"]);
    let conflict = "国务卿,美国,高安明,2023-01-10,2023-06-10,周文海,2023-03-10,2023-12-10";
    // Who took office in the year in which another left it did so after that.
    let terms = "总统,法国,孙志远,2016,2020,林成功,2018,2019";
    assert_eq!(posts.lines().skip(1).collect::<Vec<_>>(), [conflict, terms]);
    assert!(ask(&["posts", "林成功"]).contains("总统,法国,former,2024-12-11,2024-12-11,2018,2019"));
    assert!(ask(&["holders", "国务卿", "美国"]).contains("罗大成,,2024-12-10,2024-12-10"));
}

#[test]
fn an_article_without_a_date_hides_the_dates_of_no_other() {
    let told = "法国支持“一带一路”倡议。";
    let articles = [("2024-03-01", told), ("", told), ("2023-02-01", told)];
    let folder = store_of("without-date", &articles);
    let store = folder.join("output/store");
    let answer = |question: &[&str]| {
        let args = [&["query", "--store", text(&store), "--format", "csv", "--ask"][..], question].concat();
        tupu(&args).expect(0).stdout
    };
    assert!(answer(&["supporters", "一带一路"]).contains("法国,2023-02-01,3"));
    assert!(answer(&["between", "法国", "一带一路"]).contains("法国,supports,一带一路,3,2024-03-01"));
    assert!(answer(&["sources"]).contains("示例日报,3,2023-02-01,2024-03-01"));
    let card = tupu(&["show", "法国", "--store", text(&store)]).expect(0).stdout;
    assert!(card.contains("3 articles  last 2024-03-01") && card.contains("2023-02-01 to 2024-03-01"), "{card}");
}

#[test]
fn a_name_of_two_people_is_answered_with_what_tells_them_apart() {
    let folder = store_of(
        "namesakes",
        &[
            ("2024-03-01", "新加坡外交部长陈国华3月1日在河内会见越南总理范明政。"),
            ("2024-03-02", "马来西亚交通部长陈国华3月2日在吉隆坡会见泰国总理赛塔。"),
        ],
    );
    let store = folder.join("output/store");
    let ended = tupu(&["show", "陈国华", "--store", text(&store)]).expect(2);
    let ended = ended.says(&["\"陈国华\" is a name of 2 things", "(外交部长, 新加坡)", "(交通部长, 马来西亚)"]);
    let iri = ended.stderr.split("陈国华 (交通部长").next().expect("said above").split_whitespace().next_back();
    let card = tupu(&["show", iri.expect("an IRI"), "--store", text(&store)]).expect(0).stdout;
    assert!(card.contains("马来西亚") && card.contains("赛塔") && !card.contains("新加坡"), "{card}");
}

#[test]
fn a_question_that_cannot_be_asked_is_explained() {
    let output = example_output("no-questions");
    let store = output.join("store");
    let ask = |args: &[&str]| {
        let mut all = vec!["query", "--store", text(&store)];
        all.extend(args);
        tupu(&all).expect(2)
    };
    ask(&["--ask", "mets", "王毅"]).says(&["did you mean \"met\"?", "--ask lists all questions"]);
    ask(&["--ask", "met"]).says(&["found 0 arguments, expected: met WHO"]);
    ask(&["--ask", "met", "拉夫洛夫"]).says(&["found nothing named \"拉夫洛夫\"", "did you mean 拉夫罗夫"]);
    ask(&["--ask", "planned", "many"]).says(&["$limit: found \"many\", expected a number"]);
    ask(&["SELECT ?a { ?a tupu:met }"]).says(&["line 1, column 25", "^"]);
    ask(&["INSERT DATA { e:a tupu:met e:b }"]).says(&["queries only read", "tupu extract"]);
    ask(&["SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }", "--timeout", "1"])
        .says(&["no complete answer within 1s"]);
}

#[test]
fn the_plan_of_an_answer_counts_the_rows_of_each_step() {
    let output = example_output("plan");
    let store = output.join("store");
    let question = "SELECT ?a { ?a tupu:met ?b } LIMIT 3";
    let plan = tupu(&["query", question, "--store", text(&store), "--explain"]).expect(0).stdout;
    assert!(plan.starts_with("     rows        ms  step\n        3 "), "{plan}");
    assert!(plan.contains("met"), "{plan}");
}
