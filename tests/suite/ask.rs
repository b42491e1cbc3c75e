//! What the graph of the example articles tells of a thing or a fact, as a user would ask for it.

use std::fs;
use std::path::PathBuf;

use serde_json::Value;

use crate::support::{Ended, Scratch, example_output, scratch, text, tupu};

/// The example store of one test.
struct Asked {
    store: PathBuf,
    _output: Scratch,
}

impl Asked {
    fn new(test: &str) -> Self {
        let output = example_output(test);
        Asked { store: output.join("store"), _output: output }
    }

    /// Runs a command on the store.
    fn run(&self, args: &[&str]) -> Ended {
        let mut all = args.to_vec();
        all.extend(["--store", text(&self.store)]);
        tupu(&all)
    }

    fn text(&self, args: &[&str]) -> String {
        self.run(args).expect(0).stdout
    }

    fn json(&self, args: &[&str]) -> Value {
        let mut all = args.to_vec();
        all.extend(["--format", "json"]);
        serde_json::from_str(&self.text(&all)).expect("the answer is JSON")
    }
}

/// The lines of a text that hold all these words.
fn lines_with<'t>(text: &'t str, words: &[&str]) -> Vec<&'t str> {
    text.lines().filter(|line| words.iter().all(|word| line.contains(word))).collect()
}

#[test]
fn a_card_is_found_by_any_name_in_either_script() {
    let asked = Asked::new("show");
    let card = asked.text(&["show", "俄罗斯"]);
    for name in ["俄羅斯", "俄方", "e:ru", "Q159", "https://w3id.org/tupu/id/ru"] {
        assert_eq!(card, asked.text(&["show", name]), "{name}");
    }
    assert!(card.starts_with("俄罗斯  Country 国家  e:ru\n"), "{card}");
    assert_eq!(
        lines_with(&card, &["sanctioned 制裁", "<-", "美国", "1 article", "last 2023-06-20"]).len(),
        1,
        "{card}"
    );
    asked.run(&["show", "拉夫洛夫"]).expect(2).says(&["found nothing named \"拉夫洛夫\"", "did you mean 拉夫罗夫"]);
}

#[test]
fn a_card_counts_articles_and_tells_the_last_date() {
    let asked = Asked::new("card");
    let card = asked.json(&["show", "普京"]);
    assert_eq!(card["name"], "弗拉基米尔·普京");
    assert_eq!(card["class"], "Person");
    assert_eq!(card["posts"][0]["post"], "总统");
    assert_eq!(card["posts"][0]["of"], "俄罗斯");
    let relation = |property: &str| {
        let relations = card["relations"].as_array().expect("a list").clone();
        relations.into_iter().find(|r| r["property"] == property).unwrap_or_else(|| panic!("{property}: {card}"))
    };
    assert_eq!(relation("worksFor")["others"][0]["articles"], 4);
    assert_eq!(relation("worksFor")["others"][0]["last"], "2024-10-24");
    assert_eq!(relation("phoned")["direction"], "both");
    assert_eq!(relation("phoned")["n_others"], 1, "a call holds both ways and is one fact");
    assert_eq!(card["statements"][0]["date"], "2024-10-24");
    assert_eq!(card["sources"][0]["source"], "示例日报");
}

#[test]
fn why_shows_each_sentence_with_the_arguments_marked() {
    let asked = Asked::new("why");
    let shown = asked.text(&["why", "王毅", "met", "拉夫罗夫"]);
    assert_eq!(shown, asked.text(&["why", "e:wangyi-p tupu:met Q58217"]));
    assert_eq!(shown, asked.text(&["why", "王毅 会见 拉夫羅夫"]), "relations have labels, names have two scripts");
    assert!(shown.contains("[王毅]3月7日在北京会见俄罗斯外交部长[拉夫罗夫]。"), "{shown}");
    assert!(shown.contains("2024-03-07 | 示例日报 | 外交部长王毅谈中俄合作 | diplomacy-02"), "{shown}");
    assert!(shown.contains("rule rule-receives, characters 18 to 40, on 2024-03-07, in 北京市"), "{shown}");
    let coloured = asked.text(&["why", "王毅", "met", "拉夫罗夫", "--color", "always"]);
    assert!(coloured.contains("\u{1b}[1;4;36m王毅\u{1b}[0m\u{1b}[4m"), "{coloured}");

    let why = asked.json(&["why", "王毅", "met", "拉夫罗夫"]);
    for passage in why["passages"].as_array().expect("a list") {
        let chars: Vec<char> = passage["text"].as_str().expect("a text").chars().collect();
        for mark in passage["marks"].as_array().expect("a list") {
            let at = |end: &str| usize::try_from(mark[end].as_u64().expect("a position")).expect("it fits");
            let words: String = chars[at("start")..at("end")].iter().collect();
            match mark["role"].as_str() {
                Some("subject") => assert_eq!(words, "王毅"),
                Some("object") => assert_eq!(words, "拉夫罗夫"),
                role => assert!(role == Some("evidence") && words.contains("王毅"), "{words}"),
            }
        }
    }
}

#[test]
fn why_tells_plans_and_claims_from_facts() {
    let asked = Asked::new("plans");
    let planned = asked.text(&["why", "王毅", "visited", "匈牙利"]);
    assert!(planned.contains("planned") && planned.contains("[王毅]将于5月访问[匈牙利]。"), "{planned}");
    let denied = asked.text(&["why", "中国", "aided", "俄罗斯"]);
    assert!(denied.contains("denied, according to 汪文斌"), "{denied}");
    let unknown = asked.run(&["why", "普京", "visited", "俄罗斯"]).expect(2);
    let unknown = unknown.says(&["no article says that 弗拉基米尔·普京 visited 俄罗斯"]);
    unknown.says(&["what they say of the two: 弗拉基米尔·普京 worksFor 俄罗斯"]);
    asked.run(&["why", "普京 likes 俄罗斯"]).expect(2).says(&["expected a fact such as \"A met B\"", "visited"]);
}

#[test]
fn a_timeline_is_sorted_by_date_and_keeps_to_its_period() {
    let asked = Asked::new("timeline");
    let entries = asked.json(&["timeline", "普京"]);
    let entries = entries.as_array().expect("a list");
    let dates: Vec<&str> = entries.iter().filter_map(|entry| entry["date"].as_str()).collect();
    assert!(dates.is_sorted() && dates.len() == entries.len() && dates.len() > 5, "{dates:?}");
    let found = |what: &str, date: &str, known: &str| {
        let is_it = |e: &&Value| e["what"] == what && e["date"] == date && e["known"] == known;
        assert_eq!(entries.iter().filter(is_it).count(), 1, "{what} {date}: {entries:?}");
    };
    found("弗拉基米尔·普京 phoned 习近平", "2024-02-08", "happened");
    found("弗拉基米尔·普京 holdsPosition 总统", "2023-06-20", "reported");
    let some = asked.text(&["timeline", "普京", "--since", "2024-02", "--until", "2024-02"]);
    assert!(some.contains("phoned") && !some.contains("2023") && !some.contains("2024-10"), "{some}");
    asked.run(&["timeline", "普京", "--since", "yesterday"]).expect(2).says(&["expected a date such as 2024-09-05"]);
}

#[test]
fn what_joins_the_parts_of_a_meeting_is_no_relation_of_a_thing() {
    let asked = Asked::new("parts");
    for name in ["习近平", "普京", "北京"] {
        let card = asked.text(&["show", name]);
        assert!(!card.contains("e:event-") && !card.contains("participant"), "{card}");
    }
}

#[test]
fn why_shows_the_latest_passages_and_tells_of_the_others() {
    let asked = Asked::new("why-latest");
    let shown = asked.text(&["why", "王毅", "met", "拉夫罗夫", "--most", "1"]);
    assert!(shown.contains("… and 1 passages before these"), "{shown}");
    assert!(shown.contains("talks-in-beijing.txt") && !shown.contains("diplomacy-02"), "{shown}");
    let why = asked.json(&["why", "王毅", "met", "拉夫罗夫", "--most", "1"]);
    assert_eq!((&why["n_passages"], why["passages"].as_array().map(Vec::len)), (&2.into(), Some(1)));
}

#[test]
fn what_cannot_be_asked_is_answered_with_what_can() {
    let asked = Asked::new("cannot");
    asked.run(&["show", " "]).expect(2).says(&["found an empty name"]);
    asked.run(&["show", "不存在的人"]).expect(2).says(&[
        "found nothing named",
        "hint: any name of a thing",
        "tupu rank",
    ]);
    asked.run(&["query", " "]).expect(2).says(&["found an empty question", "hint: as in: SELECT", "--ask"]);
    asked.run(&["timeline", "普京", "--since", "2024-13-01"]).expect(2).says(&["expected a date such as 2024-09-05"]);
    let nothing = asked.run(&["timeline", "普京", "--since", "2099"]).expect(0);
    nothing.says(&["no article tells when anything happened to 弗拉基米尔·普京 in this period"]);
    let nothing = asked.run(&["query", "SELECT ?a { ?a a tupu:Nothing }", "--format", "table"]).expect(0);
    nothing.says(&["the graph holds no answer to this question"]);
    let output = asked.store.parent().expect("it lies in the output folder");
    let card = tupu(&["show", "普京", "--store", text(output)]).expect(0).stdout;
    assert_eq!(card, asked.text(&["show", "普京"]), "the output folder will do");
}

#[test]
fn a_path_shows_the_evidence_of_each_step() {
    let asked = Asked::new("path");
    let path = asked.text(&["path", "王传福", "王毅"]);
    assert!(path.starts_with("shortest"), "{path}");
    assert!(path.contains("-> 比亚迪  (王传福 worksFor 比亚迪; 1 article)"), "{path}");
    assert!(path.contains("[比亚迪]董事长[王传福]"), "{path}");
    let routes = asked.json(&["path", "王传福", "王毅"]);
    let back = asked.json(&["path", "王毅", "王传福"]);
    let n_steps = |routes: &Value| routes[0]["steps"].as_array().map(Vec::len);
    assert_eq!(n_steps(&routes), n_steps(&back), "as far one way as the other");
    assert_eq!(routes[0]["steps"].as_array().expect("a list").last().expect("a step")["to"], "王毅");
    asked.run(&["path", "王毅", "e:wangyi-p"]).expect(2).says(&["both names mean 王毅"]);
}

#[test]
fn ranks_keep_to_class_and_period() {
    let asked = Asked::new("rank");
    let all = asked.json(&["rank", "--limit", "500"]);
    let all = all.as_array().expect("a list");
    let scores: Vec<f64> = all.iter().filter_map(|thing| thing["score"].as_f64()).collect();
    assert!(scores.is_sorted_by(|a, b| a >= b) && (scores.iter().sum::<f64>() - 1.0).abs() < 1e-6, "{scores:?}");
    for measure in ["pagerank", "betweenness", "degree"] {
        let people = asked.json(&["rank", "--by", measure, "--class", "Person", "--limit", "3"]);
        let people = people.as_array().expect("a list");
        assert!(people.len() == 3 && people.iter().all(|person| person["class"] == "Person"), "{measure}: {people:?}");
    }
    let early = asked.text(&["rank", "--until", "2023"]);
    assert!(early.contains("秦刚") && !early.contains("王毅"), "{early}");
    let communities = asked.json(&["rank", "--communities"]);
    let communities = communities.as_array().expect("a list");
    let sizes: u64 = communities.iter().filter_map(|community| community["size"].as_u64()).sum();
    assert!(communities.len() > 2 && sizes == all.len() as u64, "each thing is in one community: {communities:?}");
    asked.run(&["rank", "--class", "Dog"]).expect(2).says(&["found \"Dog\"", "hint: Person"]);
}

#[test]
fn claims_and_sources_are_told_and_kept_apart_from_facts() {
    let output = scratch("claims");
    let article = output.join("article.txt");
    let says = "据塔斯社报道，王毅在北京会见拉夫罗夫。泽连斯基说，俄军袭击了哈尔科夫。一名官员说，以军袭击了加沙城。";
    fs::write(&article, says).expect("the folder is ours");
    tupu(&["extract", text(&article), "--output", text(&output)]).expect(0);
    let asked = Asked { store: output.join("store"), _output: output };
    assert!(asked.text(&["why", "王毅", "met", "拉夫罗夫"]).contains("reported by 塔斯社"));
    assert!(asked.text(&["why", "俄军", "attacked", "哈尔科夫"]).contains("according to 弗拉基米尔·泽连斯基"));
    assert!(asked.text(&["why", "以军", "attacked", "加沙城"]).contains("according to 某人"));
    let card = asked.text(&["show", "泽连斯基"]);
    assert!(card.contains("\nclaims, which its articles do not state: 1\n"), "{card}");
    assert!(!asked.text(&["show", "俄军"]).contains("attacked"), "a claim is no fact of whom it is about");
    let claims = asked.text(&["query", "--ask", "claims", "泽连斯基"]);
    assert!(claims.contains("俄军") && claims.contains("attacked"), "{claims}");
    let stated = "SELECT ?a { ?a tupu:attacked ?b }";
    assert_eq!(asked.text(&["query", stated, "--format", "csv"]).trim(), "a", "claims are not asserted");
    asked.run(&["validate"]).expect(0);
}
