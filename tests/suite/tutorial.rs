//! The tutorial of `ontology/README.md`, followed to the letter.

use std::fs;
use std::path::Path;

use crate::support::{files_below, root, scratch, text, tupu};

/// The Turtle blocks of the tutorial: the addition to the vocabulary, and the file of rules.
fn blocks() -> [String; 2] {
    let readme = fs::read_to_string(root().join("ontology/README.md")).expect("the README is there");
    let (_, tutorial) =
        readme.split_once("\n## A relation in ten lines of Turtle\n").expect("the README has a tutorial");
    let mut blocks = tutorial.split("```turtle\n").skip(1).map(|part| {
        let (block, _) = part.split_once("```").expect("a block ends");
        block.to_owned()
    });
    let both = [blocks.next(), blocks.next()].map(|block| block.expect("the tutorial has two blocks"));
    assert!(blocks.next().is_none(), "found a third block of Turtle in the tutorial");
    both
}

fn copy(from: &Path, to: &Path) {
    for path in files_below(from) {
        let target = to.join(path.strip_prefix(from).expect("found below it"));
        fs::create_dir_all(target.parent().expect("a file is in a folder")).expect("the folder is ours");
        fs::copy(&path, target).expect("the ontology can be copied");
    }
}

#[test]
fn a_relation_is_added_without_compiling() {
    let [vocabulary, rules] = blocks();
    let lines = |block: &str| block.lines().filter(|line| !line.trim().is_empty() && !line.starts_with('@')).count();
    assert!(lines(&vocabulary) + lines(&rules) <= 10, "the tutorial promises ten lines");

    let dir = scratch("tutorial");
    let mine = dir.join("mine");
    copy(&root().join("ontology"), &mine);
    let path = mine.join("tupu.ttl");
    let before = fs::read_to_string(&path).expect("it was copied");
    fs::write(&path, format!("{before}\n{vocabulary}")).expect("the folder is ours");
    fs::write(mine.join("rules/education.ttl"), rules).expect("the folder is ours");

    tupu(&["ontology", "check", "--ontology", text(&mine)]).expect(0);
    let article = dir.join("article.txt");
    fs::write(&article, "中国外交部长王毅毕业于清华大学。李强没有毕业于清华大学。").expect("the folder is ours");
    let ended = tupu(&["extract", text(&article), "--format", "turtle", "--ontology", text(&mine)]).expect(0);
    assert_eq!(ended.stdout.matches("tupu:graduatedFrom").count(), 1, "{}", ended.stdout);

    let ended = tupu(&["extract", text(&article), "--format", "reading", "--ontology", text(&mine)]).expect(0);
    let reading: serde_json::Value = serde_json::from_str(&ended.stdout).expect("a reading is JSON");
    let predicates = |list: &str| -> Vec<String> {
        let facts = reading[list].as_array().into_iter().flatten();
        facts.filter_map(|fact| Some(fact["predicate"].as_str()?.to_owned())).collect()
    };
    assert_eq!(predicates("relations"), ["worksFor", "holdsPosition"]);
    assert_eq!(predicates("furtherRelations"), ["graduatedFrom"; 2], "stated and denied");
    let list = tupu(&["ontology", "list", "--ontology", text(&mine)]).expect(0).stdout;
    let set = |name: &str| {
        let line = list.lines().find(|line| line.trim_start().starts_with(&format!("{name}\t")));
        line.and_then(|line| line.split('\t').nth(3)).unwrap_or_default().to_owned()
    };
    assert_eq!((&*set("met"), &*set("graduatedFrom")), ("core", "further"), "{list}");
}

#[test]
fn verbs_without_facts_are_counted() {
    let dir = scratch("missed");
    let article = dir.join("article.txt");
    fs::write(&article, "王毅会见拉夫罗夫。会见王毅和拉夫罗夫的消息不属实。").expect("the folder is ours");
    let ended = tupu(&["ontology", "missed", text(&article)]).expect(0);
    let verbs: Vec<&str> = ended.stdout.lines().filter_map(|line| line.split('\t').nth(1)).collect();
    assert_eq!(verbs, ["会见"], "{}", ended.stdout);
}
