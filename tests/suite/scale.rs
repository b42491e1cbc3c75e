//! What a question about one thing costs, counted in rows and not in time: it must not grow with what an archive holds of others.

use std::collections::BTreeSet;
use std::fs;

use crate::archive::{Density, archive};
use crate::support::{Scratch, articles, scratch, text, tupu};

/// A question of each name that is about a thing, asked of things of which the made-up articles tell nothing that it asks for.
const QUESTIONS: [&str; 29] = [
    "about 多瑙河合作计划",
    "agreements 比亚迪 石油输出国组织",
    "appointed 安德烈·别洛乌索夫",
    "articles-about 秦刚",
    "between 秦刚 达·巴特策策格",
    "cited 塔斯社",
    "claims 汪文斌",
    "documents 比亚迪",
    "event 欧亚经济论坛",
    "events 黄润秋",
    "held-in 喀山",
    "holders 部长 生态环境部",
    "letters 习近平",
    "members 石油输出国组织",
    "memberships 秦刚",
    "met 秦刚",
    "one-source 秦刚",
    "opponents 多瑙河合作计划",
    "people 生态环境部",
    "phoned 秦刚",
    "posts 秦刚",
    "pressure 比亚迪",
    "said 汪文斌",
    "said-about 汪文斌 秦刚",
    "said-with 汪文斌 援助",
    "stance 比亚迪",
    "supporters 绿色丝路伙伴计划",
    "together 黄润秋",
    "visitors 喀山",
];

/// Questions about the whole archive.
const OF_ALL: [&str; 9] = [
    "conflicting-dates",
    "conflicting-posts",
    "denied",
    "meetings",
    "planned",
    "rules",
    "sources",
    "visits 秦刚",
    "without-facts",
];

/// The example articles among `n` made-up ones.
fn output_among(n: usize) -> Scratch {
    let folder = scratch(&format!("among-{n}"));
    let others = folder.join("others.jsonl");
    fs::write(&others, archive(n, 7, Density::Dense).lines.join("\n")).expect("the folder is ours");
    tupu(&["extract", text(&articles()), text(&others), "--output", text(&folder.join("output"))]).expect(0);
    folder
}

/// How many rows the steps of a question's plan gave, all together.
fn rows(folder: &Scratch, question: &str) -> u64 {
    let mut args = vec!["query", "--explain", "--ask"];
    args.extend(question.split_whitespace());
    let store = folder.join("output/store");
    args.extend(["--store", text(&store)]);
    let plan = tupu(&args).expect(0).stdout;
    plan.lines().skip(1).filter_map(|line| line.split_whitespace().next()?.parse::<u64>().ok()).sum()
}

#[test]
fn a_question_reads_nothing_of_other_things_and_all_of_an_archive_but_once() {
    let [small, large] = [20, 80].map(output_among);
    for question in QUESTIONS {
        let (few, many) = (rows(&small, question), rows(&large, question));
        assert!(few > 0, "{question}: the plan has no rows");
        assert_eq!(few, many, "{question}: the rows of a plan grow with articles of other things");
    }
    for question in OF_ALL {
        let (few, many) = (rows(&small, question), rows(&large, question));
        assert!(many <= 5 * few.max(50), "{question}: {few} rows of 20 articles, {many} of four times as many");
    }
    let list = tupu(&["query", "--ask"]).expect(0).stdout;
    let known: BTreeSet<&str> = list.lines().skip(2).filter_map(|line| line.split_whitespace().next()).collect();
    let asked = QUESTIONS.iter().chain(&OF_ALL).filter_map(|question| question.split_whitespace().next());
    assert_eq!(asked.collect::<BTreeSet<_>>(), known, "each question is asked here");
}
