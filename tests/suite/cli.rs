//! The command line: exit statuses, messages, bad input, and output that depends on nothing but articles and ontology.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use sha2::{Digest as _, Sha256};

use crate::support::{articles, files_below, root, scratch, text, tupu, tupu_with};

/// The content of the files that a run writes beside the store.
fn written(output: &Path) -> BTreeMap<String, String> {
    let read = |name: &&str| (name.to_string(), fs::read_to_string(output.join(name)).expect("extract writes it"));
    ["graph.ttl", "readings.jsonl", "run.json"].iter().map(read).collect()
}

/// Fails where two runs wrote different bytes, naming the first line that differs.
#[track_caller]
fn assert_same(one: &BTreeMap<String, String>, other: &BTreeMap<String, String>) {
    for (name, content) in one {
        let differs = content.lines().zip(other[name].lines()).find(|(a, b)| a != b);
        assert!(differs.is_none() && content.len() == other[name].len(), "{name} differs: {differs:#?}");
    }
}

#[test]
fn help_and_version_are_data() {
    let help = tupu(&["--help"]).expect(0);
    for command in ["extract", "query", "export", "explain", "ontology", "eval", "completions"] {
        assert!(help.stdout.contains(command), "{}", help.stdout);
    }
    assert!(tupu(&["--version"]).expect(0).stdout.starts_with("tupu "));
    tupu(&["no-such-command"]).expect(2).says(&["error:"]);
}

#[test]
fn completions_and_manual_pages_come_from_the_parser() {
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        assert!(tupu(&["completions", shell]).expect(0).stdout.contains("extract"), "{shell}");
    }
    let dir = scratch("man");
    let dir = dir.join("pages");
    tupu(&["man", text(&dir)]).expect(0);
    assert!(fs::read_to_string(dir.join("tupu-extract.1")).expect("a page for each command").contains("ontology"));
}

#[test]
fn jobs_and_order_of_inputs_leave_no_trace() {
    let mut runs = Vec::new();
    let mut inputs = files_below(&articles());
    for (name, jobs) in [("order-1", "1"), ("order-4", "4"), ("order-0", "2")] {
        let output = scratch(name);
        let mut args = vec!["extract", "--jobs", jobs, "--output", text(&output)];
        args.extend(inputs.iter().map(|path| text(path)));
        tupu(&args).expect(0);
        runs.push(written(&output));
        inputs.reverse();
        inputs.rotate_left(2);
    }
    assert_same(&runs[0], &runs[1]);
    assert_same(&runs[0], &runs[2]);
    assert!(runs[0]["readings.jsonl"].lines().count() >= 9, "{}", runs[0]["readings.jsonl"]);
    assert!(runs[0]["graph.ttl"].contains("tupu:"), "{}", runs[0]["graph.ttl"]);
}

#[test]
fn a_second_run_changes_nothing() {
    let (articles, output) = (articles(), scratch("again"));
    let args = ["extract", text(&articles), "--output", text(&output)];
    let store = output.join("store");
    let quads = || {
        let args = ["export", "--store", text(&store), "--format", "nquads", "--evidence"];
        let mut lines: Vec<String> = tupu(&args).expect(0).stdout.lines().map(ToOwned::to_owned).collect();
        lines.sort();
        lines
    };
    tupu(&args).expect(0);
    let (files, all) = (written(&output), quads());
    tupu(&args).expect(0);
    let mut later = written(&output);
    let run = later.insert("run.json".to_owned(), files["run.json"].clone()).expect("extract writes it");
    assert!(run.contains("\"added\": 0"), "{run}");
    assert_same(&files, &later);
    assert_eq!(all, quads());
    assert!(!all.is_empty());
}

#[test]
fn a_later_run_adds_to_the_store() {
    let output = scratch("adds");
    let run = |file: &str| tupu(&["extract", text(&articles().join(file)), "--output", text(&output)]).expect(0);
    run("talks-in-beijing.txt");
    let before = written(&output)["graph.ttl"].lines().count();
    run("economy.jsonl");
    assert!(written(&output)["graph.ttl"].lines().count() > before, "what was stored before is still there");
}

#[test]
fn articles_come_from_the_standard_input_too() {
    let article = fs::read_to_string(articles().join("talks-in-beijing.txt")).expect("an example article");
    let piped = tupu_with(&["extract", "-", "--format", "reading"], &article).expect(0);
    assert_eq!(piped.stdout.lines().count(), 1);
    assert_eq!(piped.stdout, tupu_with(&["extract", "--format", "reading"], &article).expect(0).stdout);
}

#[test]
fn printing_writes_no_file() {
    let dir = scratch("printing");
    let output = dir.join("output");
    for format in ["reading", "turtle", "nquads"] {
        let ended = tupu(&["extract", text(&articles()), "--output", text(&output), "--format", format]).expect(0);
        assert!(!ended.stdout.is_empty(), "{format}");
    }
    assert!(!output.exists());
}

/// A file that is there and cannot be read, by nobody: a link to itself.
fn unreadable(dir: &Path) -> PathBuf {
    let path = dir.join("unreadable.txt");
    #[cfg(unix)]
    std::os::unix::fs::symlink(&path, &path).expect("the folder is ours");
    path
}

/// Each bad input beside a good one: reported with its name, the good one read, exit status 1. Alone: exit status 2.
#[test]
fn bad_input_is_reported_and_never_stops_the_rest() {
    let dir = scratch("bad");
    let write = |name: &str, bytes: &[u8]| {
        let path = dir.join(name);
        fs::write(&path, bytes).expect("the folder is ours");
        path
    };
    let binary: Vec<u8> = (0..4096_u32).map(|n| u8::try_from(n * 31 % 256).expect("below 256")).collect();
    let no_articles = dir.join("folder");
    fs::create_dir(&no_articles).expect("the folder is ours");
    fs::write(no_articles.join("picture.png"), b"\x89PNG\r\n\x1a\n\0\0").expect("the folder is ours");
    let bad = [
        (write("empty.txt", b""), "empty"),
        (write("binary.txt", &binary), "binary"),
        (write("broken.jsonl", b"{\"id\": \"1\", \"text\": \n"), "1"),
        (write("list.jsonl", b"[1, 2, 3]\n"), "expected"),
        (no_articles, "no article"),
        (dir.join("missing.txt"), "missing.txt"),
        (unreadable(&dir), "unreadable.txt"),
    ];
    let good = articles().join("talks-in-beijing.txt");
    for (path, word) in &bad {
        let name = text(Path::new(path.file_name().expect("it has a name")));
        let ended =
            tupu(&["extract", text(path), text(&good), "--format", "reading"]).expect(1).says(&["error:", name, word]);
        assert_eq!(ended.stdout.lines().count(), 1, "{name}: the good article is read");
        tupu(&["extract", text(path), "--format", "reading"]).expect(2).says(&["error:", name]);
    }
}

#[test]
fn a_bad_line_is_named_and_the_others_are_read() {
    let dir = scratch("line");
    let file = dir.join("articles.jsonl");
    let lines =
        "{\"id\": \"a\", \"text\": \"王毅会见拉夫罗夫。\"}\nnot json\n{\"id\": \"c\", \"text\": \"王毅访问法国。\"}\n";
    fs::write(&file, lines).expect("the folder is ours");
    let ended = tupu(&["extract", text(&file), "--format", "reading"]).expect(1).says(&["articles.jsonl", "2"]);
    assert_eq!(ended.stdout.lines().count(), 2);
}

#[test]
fn a_run_that_reads_nothing_keeps_what_was_stored() {
    let output = scratch("keeps");
    tupu(&["extract", text(&articles().join("economy.jsonl")), "--output", text(&output)]).expect(0);
    let before = written(&output);
    tupu(&["extract", text(&output.join("missing.txt")), "--output", text(&output)]).expect(2).says(&["missing.txt"]);
    assert_same(&before, &written(&output));
}

#[test]
fn output_that_cannot_be_written_is_an_error() {
    let dir = scratch("occupied");
    let file = dir.join("file");
    fs::write(&file, "something").expect("the folder is ours");
    tupu(&["extract", text(&articles()), "--output", text(&file)]).expect(2).says(&["error:", "folder", "hint:"]);
    assert_eq!(fs::read_to_string(&file).expect("still there"), "something");
}

#[test]
fn arguments_are_checked() {
    let article = articles().join("talks-in-beijing.txt");
    tupu(&["extract", text(&article), "--date", "yesterday"]).expect(2).says(&["--date", "yesterday", "2024-09-05"]);
    tupu(&["extract", text(&article), "--jobs", "0"]).expect(2).says(&["--jobs"]);
    tupu(&["query"]).expect(2).says(&["error:"]);
    tupu(&["export", "--evidence"]).expect(2).says(&["Turtle", "trig"]);
    let dir = scratch("nowhere");
    let nowhere = dir.join("store");
    for command in [vec!["query", "SELECT * {}"], vec!["export"]] {
        let args: Vec<&str> = command.into_iter().chain(["--store", text(&nowhere)]).collect();
        tupu(&args).expect(2).says(&["store", "hint:", "tupu extract"]);
    }
    assert!(!nowhere.exists(), "asking makes no store");
}

#[test]
fn questions_come_in_three_ways_and_bad_ones_are_explained() {
    let output = scratch("ask");
    tupu(&["extract", text(&articles()), "--output", text(&output)]).expect(0);
    let store = output.join("store");
    let question = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }";
    let file = output.join("question.rq");
    fs::write(&file, question).expect("the folder is ours");
    let typed = tupu(&["query", question, "--store", text(&store)]).expect(0).stdout;
    assert_eq!(typed, tupu(&["query", "--file", text(&file), "--store", text(&store)]).expect(0).stdout);
    assert_eq!(typed, tupu_with(&["query", "-", "--store", text(&store)], question).expect(0).stdout);
    assert!(typed.starts_with('n') && typed.lines().count() == 2, "CSV by default where it is no terminal: {typed}");
    for (format, begin) in [("csv", "n"), ("tsv", "?n"), ("json", "{"), ("xml", "<?xml"), ("table", "")] {
        let answer = tupu(&["query", question, "--store", text(&store), "--format", format]).expect(0).stdout;
        assert!(answer.starts_with(begin) && !answer.is_empty(), "{format}: {answer}");
    }
    let graph = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o } LIMIT 3";
    assert!(!tupu(&["query", graph, "--store", text(&store)]).expect(0).stdout.is_empty());
    tupu(&["query", "SELECT ?x WHERE { ?x", "--store", text(&store)]).expect(2).says(&["error:", "SPARQL"]);
    tupu(&["query", "DELETE WHERE { ?s ?p ?o }", "--store", text(&store)]).expect(2).says(&["error:"]);
    assert_eq!(typed, tupu(&["query", question, "--store", text(&store)]).expect(0).stdout, "nothing was deleted");
}

#[test]
fn a_broken_ontology_is_named_file_and_place() {
    let dir = scratch("ontology");
    let article = articles().join("talks-in-beijing.txt");
    let rules = dir.join("rules");
    fs::create_dir(&rules).expect("the folder is ours");
    fs::write(rules.join("broken.ttl"), "@prefix tupu: <https://w3id.org/tupu/ns#> .\ntupu:rule-x a tupu:Frame\n")
        .expect("ours");
    fs::write(dir.join("tupu.ttl"), "@prefix tupu: <https://w3id.org/tupu/ns#> .\n").expect("ours");
    tupu(&["extract", text(&article), "--ontology", text(&dir)]).expect(2).says(&["error:", ".ttl"]);
    tupu(&["ontology", "check", "--ontology", text(&dir)]).expect(1).says(&[".ttl"]);
    tupu(&["ontology", "--ontology", text(&dir), "check"]).expect(1).says(&[".ttl"]);
    let missing = dir.join("missing");
    tupu(&["extract", text(&article), "--ontology", text(&missing)]).expect(2).says(&["error:", "missing"]);
}

#[test]
fn the_ontology_of_the_program_is_sound() {
    let ended = tupu(&["ontology", "check"]).expect(0);
    assert_eq!(ended.stdout, "0 problems found\n");
    let listed = tupu(&["ontology", "list"]).expect(0).stdout;
    for word in ["Person", "holdsPosition", "rule-", "example"] {
        assert!(listed.contains(word), "{listed}");
    }
}

#[test]
fn no_example_of_a_rule_fails() {
    let tested = tupu(&["ontology", "test"]).stdout;
    assert!(tested.ends_with(" 0 failed\n") && !tested.starts_with("0 "), "{tested}");
}

#[test]
fn a_sentence_is_explained() {
    let explained = tupu(&["explain", "王毅在北京会见拉夫罗夫。"]).expect(0).stdout;
    for word in ["王毅", "拉夫罗夫", "met"] {
        assert!(explained.contains(word), "{explained}");
    }
}

/// An ontology in a folder replaces the program's own as a whole, down to the tables of the cleaner.
#[test]
fn another_ontology_is_used_in_all_its_parts() {
    let dir = scratch("another");
    for path in files_below(&root().join("ontology")) {
        let copy = dir.join(path.strip_prefix(root().join("ontology")).expect("it is below"));
        fs::create_dir_all(copy.parent().expect("it is below the folder")).expect("the folder is ours");
        fs::copy(path, copy).expect("the folder is ours");
    }
    let article = articles().join("scraped.txt");
    let read = |args: &[&str]| tupu(&[&["extract", text(&article), "--format", "nquads"], args].concat());
    let own = read(&[]).expect(0).stdout;
    assert_eq!(own, read(&["--ontology", text(&dir)]).expect(0).stdout, "the same files, the same hash");
    let table = dir.join("clean/pinyin.tsv");
    let syllables = fs::read_to_string(&table).expect("the table is there");
    fs::write(&table, syllables.replace("\tmeng\t", "\tmengg\t")).expect("the folder is ours");
    assert_ne!(own, read(&["--ontology", text(&dir)]).expect(0).stdout);
    fs::write(&table, syllables.replace("tone\tā\ta", "tone\tā")).expect("the folder is ours");
    read(&["--ontology", text(&dir)]).expect(2).says(&["clean/pinyin.tsv:7", "found 2 cells", "tab"]);
}

#[cfg(unix)]
#[test]
fn a_reader_that_leaves_is_no_failure() {
    use std::io::{Read as _, Write as _};
    use std::process::{Command, Stdio};

    let output = scratch("pipe");
    tupu(&["extract", text(&articles()), "--output", text(&output)]).expect(0);
    let store = output.join("store");
    let article = fs::read(articles().join("talks-in-beijing.txt")).expect("an example article");
    // More than a pipe holds, so that the program is still writing when its reader goes.
    let pairs = "SELECT * { ?a ?b ?c . ?d ?e ?f } LIMIT 20000";
    for args in [
        vec!["extract", "-", "--format", "reading"],
        vec!["query", pairs, "--store", text(&store), "--format", "csv"],
        vec!["query", pairs, "--store", text(&store), "--format", "table"],
        vec!["export", "--store", text(&store), "--format", "nquads", "--evidence"],
    ] {
        let mut child = Command::new(env!("CARGO_BIN_EXE_tupu"))
            .args(&args)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("cargo has built the program");
        let mut stdin = child.stdin.take().expect("piped above");
        let mut stdout = child.stdout.take().expect("piped above");
        if args[0] != "extract" {
            stdout.read_exact(&mut [0; 1]).expect("the program writes");
        }
        drop(stdout);
        // Only `extract` reads it, and has not begun to write before it has.
        let _ = stdin.write_all(&article);
        drop(stdin);
        let output = child.wait_with_output().expect("the program runs");
        let talk = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.code() == Some(0) && !talk.contains("error"), "{args:?}: {talk}");
    }
}

/// The annotated article that the tests of `eval` score: of three things one is missing, since the article does not say it.
const GOLD: &str = r#"{"id": "a", "text": "王毅1日在北京会见拉夫罗夫。", "relations": [{"s": "e1", "p": "met", "o": "e2"}], "entities":
  [{"id": "e1", "type": "Person", "names": ["王毅"]}, {"id": "e2", "type": "Person", "names": ["拉夫罗夫"]},
   {"id": "e3", "type": "Place", "names": ["北京"]}, {"id": "e4", "type": "Country", "names": ["法国"]}]}"#;

#[test]
fn eval_scores_annotated_articles() {
    let dir = scratch("eval");
    let gold = dir.join("gold.jsonl");
    fs::write(&gold, GOLD.replace('\n', " ")).expect("the folder is ours");
    let table = tupu(&["eval", text(&gold), "--errors"]).expect(0).stdout;
    for line in [
        "  Person          P 1.000 R 1.000 F1 1.000   tp 2 fp 0 fn 0\n",
        "entities          P 1.000 R 0.750 F1 0.857   tp 3 fp 0 fn 1   (1 articles)\n",
        "  met             P 1.000 R 1.000 F1 1.000   tp 1 fp 0 fn 0\n",
        "missed entity\ta\tCountry\t法国\n",
    ] {
        assert!(table.contains(line), "expected {line:?} in:\n{table}");
    }
    let json = tupu(&["eval", text(&gold), "--format", "json"]).expect(0).stdout;
    let json: serde_json::Value = serde_json::from_str(&json).expect("JSON");
    assert_eq!(json["entities"]["recall"], 0.75, "{json}");
    assert_eq!(json["relations"]["rows"]["met"]["tp"], 1, "{json}");

    fs::write(&gold, "{\"id\": \"a\"}").expect("the folder is ours");
    tupu(&["eval", text(&gold)]).expect(2).says(&["gold.jsonl", "line 1", "missing field `text`"]);
    tupu(&["eval", "no-such-file"]).expect(2).says(&["no-such-file"]);
}

/// Annotated text to train a tiny model from.
const MARKED: &str = r#"{"text": "{T|外交部长}{P|王毅}在{L|北京}会见{C|法国}{T|外长}{P|巴罗}。{P|王毅}访问{C|法国}。"}
{"text": "{C|越南}{T|总理}{P|范明政}出席{E|第三届合作论坛}。{P|范明政}在{L|河内}会见{P|王毅}。"}
{"text": "{O|世界卫生组织}{T|总干事}{P|谭德塞}在{L|日内瓦}发表《{D|全球卫生报告}》。"}
"#;

#[test]
fn training_twice_gives_the_same_model() {
    let dir = scratch("train");
    let marked = dir.join("marked.jsonl");
    fs::write(&marked, MARKED).expect("the folder is ours");
    let train = |name: &str| {
        let model = dir.join(name);
        tupu(&["train", "--from", text(&marked), "--noisy", text(&marked), "--output", text(&model)]).expect(0);
        let record = fs::read_to_string(model.with_extension("json")).expect("the record is written beside the model");
        (fs::read(model).expect("the model is written"), record)
    };
    let (first, second) = (train("first.bin"), train("second.bin"));
    assert!(first == second, "the models or their records differ");
    assert!(first.1.contains("marked.jsonl") && first.1.contains("ontology_sha256"), "{}", first.1);
    // It is a model like any other.
    let model = dir.join("first.bin");
    let reading =
        tupu_with(&["extract", "-", "--format", "reading", "--model", text(&model)], "王毅访问法国。").expect(0);
    assert!(reading.stdout.contains("王毅"), "{}", reading.stdout);
}

#[test]
fn cross_validation_scores_articles_by_models_that_have_not_seen_them() {
    let dir = scratch("validate");
    let marked = dir.join("marked.jsonl");
    fs::write(&marked, MARKED).expect("the folder is ours");
    let table = tupu(&["train", "--from", text(&marked), "--cross-validate", "3"]).expect(0).stdout;
    // Seven people are marked, found or missed.
    let people = table.lines().find(|line| line.starts_with("  Person")).expect("people are a row of the table");
    let number = |word: &str| {
        let rest = people.split_once(word).expect("a column").1;
        rest.split_whitespace().next().and_then(|n| n.parse::<usize>().ok()).expect("a number")
    };
    assert_eq!(number(" tp ") + number(" fn "), 7, "{table}");
    assert!(table.contains("\nall kinds ") && table.contains("\ncoarse "), "{table}");
    tupu(&["train", "--from", text(&marked)]).expect(2).says(&["--output"]);
}

#[test]
fn the_model_is_the_one_that_its_record_tells_of() {
    let model = root().join("ontology/model/tagger.bin");
    let record = fs::read_to_string(model.with_extension("json")).expect("the record lies beside the model");
    let record: serde_json::Value = serde_json::from_str(&record).expect("JSON");
    let bytes = fs::read(model).expect("the model is there");
    let hash: String = Sha256::digest(&bytes).iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(record["model_sha256"], hash.as_str());
    assert!(bytes.len() <= 3_000_000, "{} bytes", bytes.len());
}
