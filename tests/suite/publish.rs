//! Exports of the whole graph and of parts of it, the report, and the validation.

use std::fs;
use std::path::PathBuf;

use crate::support::{Ended, Scratch, example_output, scratch, text, tupu};

/// The example store of one test.
struct Published {
    store: PathBuf,
    output: Scratch,
}

impl Published {
    fn new(test: &str) -> Self {
        let output = example_output(test);
        Published { store: output.join("store"), output }
    }

    fn run(&self, args: &[&str]) -> Ended {
        let mut all = vec!["export", "--store", text(&self.store)];
        all.extend(args);
        tupu(&all)
    }

    fn export(&self, args: &[&str]) -> String {
        self.run(args).expect(0).stdout
    }
}

#[test]
fn every_form_is_the_same_each_time() {
    let published = Published::new("forms");
    for format in ["turtle", "trig", "nquads", "ntriples", "rdfxml", "jsonld", "graphml", "gexf", "dot", "html", "svg"]
    {
        let args = ["--format", format, "--around", "普京", "--hops", "2"];
        let once = published.export(&args);
        assert!(once.contains("弗拉基米尔·普京"), "{format}: {once}");
        assert!(once == published.export(&args), "{format}: two exports differ");
    }
}

#[test]
fn a_part_of_the_graph_keeps_to_what_was_asked_for() {
    let published = Published::new("parts");
    let all = published.export(&[]);
    assert_eq!(all, fs::read_to_string(published.output.join("graph.ttl")).expect("extract writes it"));
    let around = published.export(&["--around", "秦刚"]);
    assert!(
        around.contains("秦刚") && around.contains("弗拉基米尔·普京") && !around.contains("世界卫生组织"),
        "{around}"
    );
    let further = published.export(&["--around", "秦刚", "--hops", "2"]);
    assert!(further.contains("习近平") && further.lines().count() > around.lines().count(), "{further}");
    let people = published.export(&["--class", "Person"]);
    assert!(people.contains("a tupu:Person") && people.contains("tupu:met"), "{people}");
    assert!(!people.contains("a tupu:Country") && !people.contains("worksFor"), "{people}");
    let early = published.export(&["--until", "2023"]);
    assert!(early.contains("秦刚") && early.contains("tupu:sanctioned") && !early.contains("tupu:phoned"), "{early}");
}

#[test]
fn a_part_takes_its_evidence_along() {
    let published = Published::new("evidence-of-parts");
    let trig = published.export(&["--format", "trig", "--evidence", "--around", "秦刚"]);
    assert!(trig.contains("中国外交部长秦刚6月19日抵达莫斯科"), "{trig}");
    assert!(trig.contains("tupu:rule-visits") && !trig.contains("世界卫生组织总干事"), "{trig}");
    let stretches = trig.matches("nif:referenceContext").count();
    assert!(stretches > 2 && stretches < trig.matches("tupu:evidence").count() + 5, "{trig}");
    let rdf11 = published.export(&["--format", "nquads", "--evidence", "--rdf11"]);
    assert!(rdf11.contains("rdf-syntax-ns#subject>") && !rdf11.contains("<<("), "no triple terms in RDF 1.1");
}

#[test]
fn what_a_form_has_no_place_for_is_refused() {
    let published = Published::new("refused");
    published
        .run(&["--evidence"])
        .expect(2)
        .says(&["no place for the graphs of the articles", "hint: use --format trig"]);
    published.run(&["--format", "jsonld", "--evidence"]).expect(2).says(&["RDF 1.1"]);
    published.run(&["--format", "svg"]).expect(2).says(&["--around"]);
    published.run(&["--format", "csv"]).expect(2).says(&["--output"]);
    published.run(&["--class", "Dog"]).expect(2).says(&["found \"Dog\"", "Person, Organization"]);
    published.run(&["--around", "拉夫洛夫"]).expect(2).says(&["did you mean 拉夫罗夫"]);
}

#[test]
fn a_picture_names_the_neighbours() {
    let svg = Published::new("svg").export(&["--format", "svg", "--around", "王毅"]);
    assert!(svg.starts_with("<svg ") && svg.ends_with("</svg>\n"), "{svg}");
    for name in ["王毅", "谢尔盖·拉夫罗夫", "中国", "会见", "任职于"] {
        assert!(svg.contains(&format!(">{name}<")), "{name}: {svg}");
    }
}

#[test]
fn a_picture_speaks_two_languages() {
    let published = Published::new("svg-languages");
    let english = published.export(&["--format", "svg", "--around", "王毅", "--language", "en"]);
    assert!(english.contains(">met<") && english.contains(">王毅<") && !english.contains("会见"), "{english}");
    let from = text(&published.output);
    let report = tupu(&["report", "--from", from, "--language", "zh"]).expect(0).stdout;
    for words in ["最近一次运行", "图谱内容", "组织", "会见"] {
        assert!(report.contains(words), "{words}: {report}");
    }
    assert!(!report.contains("MOST CENTRAL") && !report.contains("organization"), "{report}");
}

#[test]
fn the_report_lists_what_failed() {
    let folder = scratch("report-failed");
    let (good, missing, output) = (folder.join("good.txt"), folder.join("missing.txt"), folder.join("output"));
    fs::write(&good, "王毅5月1日在北京会见俄罗斯外长拉夫罗夫。").expect("the folder is ours");
    tupu(&["extract", text(&good), text(&missing), "--output", text(&output)]).expect(1);
    for format in ["text", "html"] {
        let report = tupu(&["report", "--from", text(&output), "--format", format]).expect(0).stdout;
        let failed = report.to_lowercase().split_once("what failed").map(|(_, rest)| rest.to_owned());
        assert!(failed.is_some_and(|rest| rest.contains("missing.txt")), "{report}");
    }
}

#[test]
fn the_report_tells_of_the_run_and_of_the_graph() {
    let published = Published::new("report");
    let from = text(&published.output);
    let report = tupu(&["report", "--from", from]).expect(0).stdout;
    for words in
        ["THE LAST RUN", "articles       14", "REPAIRS AND WARNINGS", "repaired glosses", "MOST CENTRAL", "rule-posts"]
    {
        assert!(report.contains(words), "{words}: {report}");
    }
    let html = tupu(&["report", "--from", from, "--format", "html"]).expect(0).stdout;
    assert!(html.starts_with("<!doctype html>") && html.ends_with("</html>\n"), "{html}");
    assert!(html.contains("<td>rule-posts</td>") && !html.contains(" src="), "{html}");
    fs::remove_file(published.output.join("run.json")).expect("the folder is ours");
    let report = tupu(&["report", "--from", from]).expect(0).stdout;
    assert!(!report.contains("LAST RUN") && report.contains("MOST CENTRAL"), "{report}");
}

#[test]
fn the_example_graph_is_valid() {
    let published = Published::new("valid");
    let validate = |args: &[&str]| {
        let mut all = vec!["validate", "--store", text(&published.store)];
        all.extend(args);
        tupu(&all).expect(0)
    };
    let ended = validate(&[]);
    assert_eq!(ended.stdout, "");
    ended.says(&["no problems found"]);
    assert!(validate(&["--format", "turtle"]).stdout.contains("sh:conforms true ."));
}

#[test]
fn a_graph_that_breaks_a_shape_is_reported() {
    let published = Published::new("invalid");
    let ontology = published.output.join("ontology");
    fs::create_dir_all(&ontology).expect("the folder is ours");
    let shapes = "@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix tupu: <https://w3id.org/tupu/ns#> .
        tupu:shape-test a sh:NodeShape ; sh:targetClass tupu:Country ;
            sh:property [ sh:path tupu:sanctioned ; sh:maxCount 0 ; sh:message \"no country sanctions\" ] .";
    fs::write(ontology.join("shapes.ttl"), shapes).expect("the folder is ours");
    fs::copy(crate::support::root().join("ontology/tupu.ttl"), ontology.join("tupu.ttl")).expect("the folder is ours");
    let args = ["validate", "--store", text(&published.store), "--ontology", text(&ontology)];
    let ended = tupu(&args).expect(1);
    assert_eq!(ended.stdout, "e:us tupu:sanctioned: no country sanctions (tupu:shape-test)\n");
    ended.says(&["1 problem found"]);
    let report = tupu(&[&args[..], &["--format", "turtle"]].concat()).expect(1).stdout;
    assert!(report.contains("sh:focusNode e:us ;") && report.contains("sh:conforms false"), "{report}");
}
