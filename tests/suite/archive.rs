//! An archive over many runs: what is read again and what is not, what goes, what is told.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use crate::archive::{Density, archive};
use crate::support::{Ended, Scratch, files_below, scratch, text, tupu};

/// A folder of articles and the output folder of its runs.
struct Archive {
    scratch: Scratch,
}

impl Archive {
    /// A folder with these articles.
    fn new(name: &str, articles: &[(&str, &str)]) -> Self {
        let archive = Archive { scratch: scratch(name) };
        fs::create_dir(archive.articles()).expect("the folder is ours");
        for (file, content) in articles {
            archive.write(file, content);
        }
        archive
    }

    fn articles(&self) -> PathBuf {
        self.scratch.join("articles")
    }

    fn output(&self) -> PathBuf {
        self.scratch.join("output")
    }

    fn write(&self, file: &str, content: &str) {
        fs::write(self.articles().join(file), content).expect("the folder is ours");
    }

    /// Runs a command on the output folder.
    fn run(&self, command: &str, args: &[&str]) -> Ended {
        tupu(&[&[command, "--output", text(&self.output())], args].concat())
    }

    fn extract(&self, args: &[&str]) -> Ended {
        self.run("extract", &[&[text(&self.articles())], args].concat())
    }

    /// A count of the last run.
    fn count(&self, what: &str) -> u64 {
        let json = fs::read_to_string(self.output().join("run.json")).expect("extract writes it");
        let report: Value = serde_json::from_str(&json).expect("run.json is JSON");
        report[what].as_u64().unwrap_or_else(|| panic!("run.json counts {what}: {json}"))
    }

    fn query(&self, sparql: &str) -> Vec<String> {
        let store = self.output().join("store");
        let answer = tupu(&["query", sparql, "--store", text(&store), "--format", "csv"]).expect(0).stdout;
        answer.lines().skip(1).map(ToOwned::to_owned).collect()
    }

    fn dump(&self) -> String {
        let store = self.output().join("store");
        tupu(&["export", "--store", text(&store), "--format", "nquads", "--evidence"]).expect(0).stdout
    }

    fn turtle(&self) -> String {
        fs::read_to_string(self.output().join("graph.ttl")).expect("extract writes it")
    }
}

/// The files of a folder with their length and time of change.
fn state(dir: &Path) -> BTreeMap<PathBuf, (u64, std::time::SystemTime)> {
    let meta = |path: PathBuf| {
        let meta = fs::metadata(&path).expect("the file is there");
        (path, (meta.len(), meta.modified().expect("the system keeps times")))
    };
    files_below(dir).into_iter().map(meta).collect()
}

const MEETING: &str = "王毅5日在北京会见俄罗斯外长拉夫罗夫。";
const VISIT: &str = "法国总统马克龙访问了埃及。";

#[test]
fn unchanged_articles_are_left_out_and_changed_ones_replaced() {
    let archive = Archive::new("incremental", &[("a.txt", MEETING), ("b.txt", VISIT)]);
    archive.extract(&[]).expect(0);
    assert_eq!((archive.count("added"), archive.count("unchanged")), (2, 0));
    let (turtle, dump) = (archive.turtle(), archive.dump());
    let files = |archive: &Archive| {
        ["graph.ttl", "readings.jsonl"].map(|file| state(&archive.output())[&archive.output().join(file)])
    };
    let before = files(&archive);

    archive.extract(&[]).expect(0);
    assert_eq!((archive.count("articles"), archive.count("added"), archive.count("unchanged")), (2, 0, 2));
    assert_eq!(files(&archive), before, "a run that changes nothing writes neither");
    assert_eq!(archive.dump(), dump);

    archive.write("b.txt", "法国总统马克龙访问了肯尼亚。");
    archive.extract(&[]).expect(0);
    assert_eq!((archive.count("replaced"), archive.count("unchanged")), (1, 1));
    assert!(archive.turtle().contains("肯尼亚") && !archive.turtle().contains("埃及"), "{}", archive.turtle());
    let readings = fs::read_to_string(archive.output().join("readings.jsonl")).expect("extract writes it");
    assert!(readings.lines().count() == 1 && readings.contains("b.txt"), "those of the run: {readings}");

    archive.write("b.txt", VISIT);
    archive.extract(&[]).expect(0);
    assert_eq!((archive.turtle(), archive.dump()), (turtle, dump), "as if nothing had happened");
}

#[test]
fn a_removed_article_takes_along_what_only_it_says() {
    let archive = Archive::new("remove", &[("a.txt", MEETING), ("b.txt", VISIT), ("c.txt", MEETING)]);
    archive.extract(&[]).expect(0);
    let with_all = archive.turtle();
    archive.run("remove", &["a.txt"]).expect(0);
    assert_eq!(archive.turtle(), with_all, "another article says the same");
    archive.run("remove", &["c.txt", "none.txt"]).expect(1).says(&["none.txt", "hint:", "schema:identifier"]);
    assert!(!archive.turtle().contains("tupu:met") && archive.turtle().contains("tupu:visited"));
    assert_eq!(archive.query("SELECT ?key { GRAPH ?a { ?a schema:identifier ?key } }"), ["b.txt"]);
    archive.extract(&[]).expect(0);
    assert_eq!((archive.count("added"), archive.turtle()), (2, with_all));
    let nowhere = archive.scratch.join("nowhere");
    tupu(&["remove", "a.txt", "--output", text(&nowhere)]).expect(2).says(&["no store", "hint:"]);
    assert!(!nowhere.exists());
}

/// A copy of the project's ontology, with one more line in a table.
fn other_ontology(dir: &Path, table: &str, line: &str) -> PathBuf {
    let from = crate::support::root().join("ontology");
    let to = dir.join("ontology");
    for path in files_below(&from) {
        let copy = to.join(path.strip_prefix(&from).expect("it is below"));
        fs::create_dir_all(copy.parent().expect("it is below the folder")).expect("the folder is ours");
        fs::copy(path, copy).expect("the folder is ours");
    }
    let table = to.join(table);
    let content = fs::read_to_string(&table).expect("the table is there");
    fs::write(&table, content + line).expect("the folder is ours");
    to
}

#[test]
fn another_ontology_reads_again_only_on_request() {
    let archive =
        Archive::new("refresh", &[("a.txt", "青禾市长今天访问了埃及。\n王毅会见拉夫罗夫。"), ("b.txt", VISIT)]);
    archive.extract(&["--date", "2024-05-06"]).expect(0);
    let turtle = archive.turtle();
    let ontology = other_ontology(&archive.scratch, "lexicon/initiatives.tsv", "");
    let comment = "# nothing but a comment\n";
    let path = ontology.join("lexicon/people.tsv");
    let people = fs::read_to_string(&path).expect("the table is there");
    fs::write(&path, format!("{comment}{people}")).expect("the folder is ours");
    let other = ["--ontology", text(&ontology)];

    archive.extract(&[&other[..], &["--date", "2024-05-06"]].concat()).expect(0).says(&["2 articles", "--refresh"]);
    assert_eq!((archive.count("unchanged"), archive.count("outdated")), (2, 2));

    // One of them comes as an input, the other one from the store.
    let input = archive.articles().join("a.txt");
    let args = [&[text(&input), "--refresh", "--date", "2024-05-06"], &other[..]].concat();
    let ended = archive.run("extract", &args).expect(0);
    assert!(!ended.stderr.contains("--refresh"), "{}", ended.stderr);
    assert_eq!((archive.count("articles"), archive.count("replaced"), archive.count("outdated")), (2, 2, 0));
    assert_eq!(archive.turtle(), turtle, "the words are the same");
    archive.extract(&[&other[..], &["--date", "2024-05-06"]].concat()).expect(0);
    assert_eq!((archive.count("unchanged"), archive.count("outdated")), (2, 0), "their text is what it was");

    archive.run("extract", &["--refresh"]).expect(0);
    assert_eq!((archive.count("articles"), archive.count("replaced")), (2, 2), "back to the program's own");
    archive.run("extract", &["--refresh"]).expect(0);
    assert_eq!(archive.count("articles"), 0, "there is nothing left to do");
    let runs = archive.query("SELECT ?run { GRAPH ?run { ?run a prov:Activity ; prov:used ?version } }");
    assert_eq!(runs.len(), 2, "both are recorded: {runs:?}");
    tupu(&["extract", "--refresh", "--output", text(&archive.scratch.join("none"))])
        .expect(2)
        .says(&["no store", "hint:"]);
}

#[test]
fn a_backup_answers_like_the_store() {
    let archive = Archive::new("backup", &[("a.txt", MEETING)]);
    archive.extract(&[]).expect(0);
    let (store, copy) = (archive.output().join("store"), archive.scratch.join("copy"));
    let backup = || tupu(&["backup", text(&copy), "--store", text(&store)]);
    backup().expect(0);
    backup().expect(2).says(&["copy", "nothing there yet"]);
    let dump = archive.dump();
    archive.run("remove", &["a.txt"]).expect(0);
    let args = ["export", "--store", text(&copy), "--format", "nquads", "--evidence"];
    assert_eq!(tupu(&args).expect(0).stdout, dump);
}

/// Runs the command in a shell, after `before`.
#[cfg(unix)]
fn in_shell(before: &str, args: &[&str]) -> Ended {
    let output = Command::new("sh")
        .args(["-c", &format!("{before}; exec \"$0\" \"$@\""), env!("CARGO_BIN_EXE_tupu")])
        .args(args)
        .output()
        .expect("there is a shell");
    Ended {
        code: output.status.code().unwrap_or(-1),
        stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
        stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
    }
}

/// A limit on the size of files stands in for a full disk: in both cases writing fails in the middle.
#[cfg(unix)]
#[test]
fn a_full_disk_is_an_error_and_loses_nothing() {
    let archive = Archive::new("full", &[("a.txt", MEETING)]);
    archive.extract(&[]).expect(0);
    let dump = archive.dump();
    let many: String = archive_of(300);
    archive.write("many.jsonl", &many);
    let (articles, output) = (archive.articles(), archive.output());
    let args = ["extract", text(&articles), "--output", text(&output)];
    for blocks in ["8", "200", "900"] {
        in_shell(&format!("trap '' XFSZ; ulimit -f {blocks}"), &args).expect(2).says(&["error: ", "too large"]);
    }
    assert_eq!(archive.dump(), dump, "what was stored is there");
    archive.extract(&[]).expect(0);
    let fresh = Archive::new("not-full", &[("a.txt", MEETING), ("many.jsonl", &many)]);
    fresh.extract(&[]).expect(0);
    assert!(archive.dump() == fresh.dump() && archive.turtle() == fresh.turtle(), "the next run completes the work");
}

/// The super-user may write everything: where the tests run as that one, the program runs as nobody, who must be able to reach it
/// and the store.
#[cfg(unix)]
#[test]
fn a_store_that_may_not_be_written_is_told_and_stays_as_it_is() {
    use std::os::unix::fs::PermissionsExt as _;

    let archive = Archive::new("read-only", &[("a.txt", MEETING)]);
    archive.extract(&[]).expect(0);
    let dump = archive.dump();
    let dir = std::env::temp_dir().join(format!("tupu-read-only-{}", std::process::id()));
    let _ = fs::remove_dir_all(&dir);
    let allow = |path: &Path, mode| fs::set_permissions(path, fs::Permissions::from_mode(mode)).expect("it is ours");
    for path in files_below(&archive.output()) {
        let copy = dir.join("output").join(path.strip_prefix(archive.output()).expect("it is below"));
        fs::create_dir_all(copy.parent().expect("it is below the folder")).expect("the folder is ours");
        fs::copy(path, &copy).expect("the folder is ours");
        allow(&copy, 0o444);
    }
    let program = dir.join("tupu");
    fs::copy(env!("CARGO_BIN_EXE_tupu"), &program).expect("cargo has built the program");
    fs::write(dir.join("b.txt"), VISIT).expect("the folder is ours");
    let [output, store] = [dir.join("output"), dir.join("output/store")];
    [&store, &output, &dir].iter().for_each(|path| allow(path, 0o555));

    let is_root = Command::new("id").arg("-u").output().is_ok_and(|id| id.stdout == b"0\n");
    let run = |args: &[&str]| {
        let mut command = if is_root { Command::new("setpriv") } else { Command::new(&program) };
        if is_root {
            command.args(["--reuid=65534", "--regid=65534", "--clear-groups"]).arg(&program);
        }
        let ended = command.args(args).output().expect("the program is there");
        (ended.status.code(), String::from_utf8_lossy(&ended.stderr).into_owned())
    };
    let before = state(&dir);
    for args in [
        ["extract", text(&dir.join("b.txt")), "--output", text(&output)],
        ["query", "SELECT * { ?s ?p ?o }", "--store", text(&store)],
    ] {
        let (code, stderr) = run(&args);
        assert!(code == Some(2) && stderr.contains("may not be written"), "{args:?}: {code:?} {stderr}");
    }
    assert_eq!(state(&dir), before);
    [&dir, &output, &store].iter().for_each(|path| allow(path, 0o755));
    let copied = ["export", "--store", text(&store), "--format", "nquads", "--evidence"];
    files_below(&output).iter().for_each(|path| allow(path, 0o644));
    assert_eq!(tupu(&copied).expect(0).stdout, dump);
    fs::remove_dir_all(&dir).expect("the folder is ours");
}

const CHAIRMAN: &str = "东海能源集团董事长张建国6日在上海会见王毅。";
const OTHER_CHAIRMAN: &str = "长河电力公司董事长张建国8日在北京会见王毅。";

#[test]
fn two_people_of_one_name_who_head_different_companies_are_told_apart() {
    let dated = |key: &str, date: &str, text: &str| {
        serde_json::json!({"id": key, "date": date, "text": text}).to_string() + "\n"
    };
    let archive = Archive::new("chairmen", &[("a.jsonl", &dated("a", "2023-05-06", CHAIRMAN))]);
    archive.extract(&[]).expect(0);
    let turtle = archive.turtle();
    assert_eq!(n_people(&archive, "张建国"), 1, "{turtle}");
    archive.write("b.jsonl", &dated("b", "2023-05-08", OTHER_CHAIRMAN));
    archive.extract(&[]).expect(0);
    assert_eq!(n_people(&archive, "张建国"), 2, "{}", archive.turtle());
    let reasons = archive.query("SELECT ?why { GRAPH ?a { ?who tupu:identity ?why } }");
    assert!(reasons.len() == 2 && reasons.iter().all(|why| why.contains("董事长")), "{reasons:?}");
    archive.write("b.jsonl", &dated("b", "2025-05-08", OTHER_CHAIRMAN));
    archive.extract(&[]).expect(0);
    assert_eq!(n_people(&archive, "张建国"), 1, "he may have moved in two years: {}", archive.turtle());
    archive.run("remove", &["b"]).expect(0);
    assert_eq!(archive.turtle(), turtle);
}

#[test]
fn the_counts_of_a_run_tell_reprints_from_stories() {
    let story = "两国外长六日在北京举行会谈，双方就双边关系和共同关心的国际地区问题深入交换了意见，一致同意加强沟通协调，推动各领域务实合作取得更多成果。";
    let archive = Archive::new("reprints", &[("a.txt", story), ("b.txt", story), ("c.txt", MEETING)]);
    archive.extract(&[]).expect(0);
    assert_eq!((archive.count("articles"), archive.count("reprints")), (3, 1));
    archive.run("extract", &["--refresh"]).expect(0);
    assert_eq!((archive.count("replaced"), archive.count("reprints")), (0, 1), "links stay where they are");
}

fn archive_of(n_articles: usize) -> String {
    archive(n_articles, 1, Density::Dense).lines.iter().map(|line| format!("{line}\n")).collect()
}

#[cfg(unix)]
#[test]
fn of_two_writers_one_is_told_to_wait() {
    use std::io::Write as _;
    use std::process::Stdio;

    let archive = Archive::new("two", &[("a.txt", MEETING)]);
    archive.extract(&[]).expect(0);
    let output = archive.output();
    let start = || {
        Command::new(env!("CARGO_BIN_EXE_tupu"))
            .args(["extract", "-", "--output", text(&output)])
            .stdin(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("cargo has built the program")
    };
    // It is to have the store open and wait for its standard input; where we came first, it has ended, and another one is started.
    let mut first = start();
    while archive.extract(&[]).code != 2 {
        std::thread::sleep(std::time::Duration::from_millis(20));
        if first.try_wait().expect("it is ours").is_some() {
            first = start();
        }
    }
    archive.extract(&[]).expect(2).says(&["in use by another process", "wait"]);
    archive.run("remove", &["a.txt"]).expect(2).says(&["in use by another process"]);
    first.stdin.take().expect("piped above").write_all(VISIT.as_bytes()).expect("it reads");
    assert!(first.wait().expect("it ends").success());
    assert!(archive.turtle().contains("tupu:met") && archive.turtle().contains("tupu:visited"));
}

#[test]
fn two_articles_of_one_key_give_the_same_in_any_order() {
    let lines = [r#"{"id": "k", "text": "王毅会见拉夫罗夫。"}"#, r#"{"id": "k", "text": "马克龙访问了埃及。"}"#];
    let graphs: Vec<_> = [[0, 1], [1, 0]]
        .iter()
        .enumerate()
        .map(|(n, order)| {
            let archive = Archive::new(&format!("double-{n}"), &[]);
            archive.write("a.jsonl", &order.map(|i| lines[i]).join("\n"));
            archive.extract(&[]).expect(0).says(&["two articles of one key"]);
            ["graph.ttl", "readings.jsonl", "run.json"]
                .map(|f| fs::read_to_string(archive.output().join(f)).expect("written"))
        })
        .collect();
    assert_eq!(graphs[0], graphs[1]);
}

#[test]
fn a_diff_tells_what_one_changed_article_changes() {
    let many = archive_of(60);
    let archive = Archive::new("diff", &[("a.txt", MEETING), ("b.txt", VISIT), ("many.jsonl", &many)]);
    archive.extract(&[]).expect(0);
    let old = archive.scratch.join("old");
    tupu(&["backup", text(&old), "--store", text(&archive.output().join("store"))]).expect(0);
    let diff = |args: &[&str]| tupu(&[&["diff"], args].concat()).expect(0).stdout;
    let output = archive.output();
    assert_eq!(diff(&[text(&old), text(&output)]), "facts: 0 added, 0 removed, 0 on other evidence\n");

    archive.write("b.txt", "法国总统马克龙访问了冰岛。");
    archive.write("c.txt", MEETING);
    archive.extract(&[]).expect(0);
    let told = diff(&[text(&old), text(&output)]);
    let facts: Vec<&str> = told.lines().filter(|line| !line.starts_with(' ')).collect();
    assert_eq!(facts.len(), 6, "{told}");
    assert_eq!(facts[5], "facts: 1 added, 1 removed, 3 on other evidence");
    for fact in ["+ 埃马纽埃尔·马克龙 visited 冰岛", "- 埃马纽埃尔·马克龙 visited 埃及", "~ 谢尔盖·拉夫罗夫 met 王毅"]
    {
        assert!(facts.contains(&fact), "{fact} in {told}");
    }
    assert!(told.contains("    + b.txt 4-12: 马克龙访问了冰岛"), "{told}");
    assert!(told.contains("    - b.txt 4-12: 马克龙访问了埃及"), "{told}");
    assert!(told.contains("    + c.txt 0-"), "the meeting has one more article: {told}");
    assert!(!told.contains(" a.txt ") && !told.contains(" 0000"), "what did not change is not told: {told}");

    let json = diff(&[text(&old), text(&output), "--format", "json"]);
    let added: Vec<Value> = json.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    let visit = added.iter().find(|d| d["change"] == "added" && d["predicate"] == "visited").expect("the new visit");
    assert_eq!((&visit["after"][0]["article"], &visit["object"]["name"]), (&"b.txt".into(), &"冰岛".into()));

    // The same from exports, with and without evidence.
    let export = |store: &Path, file: &str, args: &[&str]| {
        let file = archive.scratch.join(file);
        tupu(&[&["export", "--store", text(store), "--output", text(&file)], args].concat()).expect(0);
        file
    };
    let store = output.join("store");
    let trig = ["--format", "trig", "--evidence"];
    assert_eq!(diff(&[text(&export(&old, "old.trig", &trig)), text(&export(&store, "new.trig", &trig))]), told);
    let (old, new) = (export(&old, "old.ttl", &[]), export(&store, "new.ttl", &[]));
    let merged = diff(&[text(&old), text(&new)]);
    assert!(merged.contains("visited 冰岛") && !merged.contains("~ ") && !merged.contains("b.txt"), "{merged}");
    tupu(&["diff", text(&old), text(&archive.articles().join("a.txt"))]).expect(2).says(&["a.txt", ".trig", "hint:"]);
}

/// How many people of this name the merged graph has.
fn n_people(archive: &Archive, name: &str) -> usize {
    archive.turtle().matches(&format!("rdfs:label \"{name}\"@zh")).count()
}

const MINISTER: &str = "韩国外交部长金成浩5日在首尔会见王毅。";
const AMBASSADOR: &str = "中国驻韩国大使金成浩6日会见拉夫罗夫。";
const SOMEBODY: &str = "金成浩会见了王毅。";

#[test]
fn two_people_of_one_name_are_told_apart_when_the_second_one_appears() {
    let archive = Archive::new("namesakes", &[("a.txt", MINISTER), ("c.txt", SOMEBODY)]);
    archive.extract(&[]).expect(0);
    let (turtle, dump) = (archive.turtle(), archive.dump());
    assert_eq!(n_people(&archive, "金成浩"), 1, "nothing speaks against one: {turtle}");

    archive.write("b.txt", AMBASSADOR);
    archive.extract(&[]).expect(0);
    assert_eq!((archive.count("added"), archive.count("unchanged")), (1, 2));
    assert_eq!(n_people(&archive, "金成浩"), 3, "the minister, the ambassador, and he of whom nothing is said");
    let reasons = archive.query("SELECT ?why { GRAPH ?a { ?who tupu:sightedAs ?as ; tupu:identity ?why } }");
    assert!(reasons.len() == 2 && reasons.iter().all(|why| why.contains("works for")), "{reasons:?}");
    for (what, sparql) in crate::evidence::AUDITS {
        assert_eq!(archive.query(sparql), [""; 0], "{what}");
    }
    let fresh = Archive::new("namesakes-fresh", &[("a.txt", MINISTER), ("b.txt", AMBASSADOR), ("c.txt", SOMEBODY)]);
    fresh.extract(&[]).expect(0);
    assert_eq!((archive.turtle(), archive.dump()), (fresh.turtle(), fresh.dump()), "whatever came first");
    let written =
        || fs::metadata(archive.output().join("graph.ttl")).and_then(|file| file.modified()).expect("it is there");
    let before = written();
    archive.extract(&[]).expect(0);
    assert_eq!((archive.count("unchanged"), written()), (3, before), "and that is where it stays");

    archive.run("remove", &["b.txt"]).expect(0);
    assert_eq!((archive.turtle(), archive.dump()), (turtle, dump), "undone with its evidence");
}

#[test]
fn decisions_go_before_what_the_program_finds_and_survive_runs() {
    let archive = Archive::new("decisions", &[("a.txt", MINISTER), ("c.txt", SOMEBODY)]);
    archive.extract(&[]).expect(0);
    let turtle = archive.turtle();
    let split = "split\tPerson\t金成浩\tc.txt\tthe footballer\n";
    let ontology = other_ontology(&archive.scratch, "decisions.tsv", split);
    let decided = ["--ontology", text(&ontology)];
    let ended = archive.extract(&decided).expect(0);
    assert!(!ended.stderr.contains("--refresh"), "nothing has to be read anew: {}", ended.stderr);
    assert_eq!((archive.count("unchanged"), n_people(&archive, "金成浩")), (2, 2));
    let reasons = archive.query("SELECT ?why { GRAPH ?a { ?who tupu:identity ?why } }");
    assert!(reasons.len() == 1 && reasons[0].contains("the footballer"), "{reasons:?}");
    let with_split = archive.turtle();
    archive.write("d.txt", VISIT);
    archive.extract(&decided).expect(0);
    fs::remove_file(archive.articles().join("d.txt")).expect("the folder is ours");
    archive.run("remove", &[&["d.txt"], &decided[..]].concat()).expect(0);
    assert_eq!(archive.turtle(), with_split, "it stays through other runs");

    let same = "same\tPerson\t金成浩\t王毅\tfor the sake of the test\n";
    fs::write(ontology.join("decisions.tsv"), format!("decision\tclass\tname\tother\treason\n{same}")).expect("ours");
    archive.extract(&decided).expect(0);
    assert_eq!((n_people(&archive, "金成浩"), n_people(&archive, "王毅")), (0, 1), "{}", archive.turtle());
    archive.extract(&[]).expect(0);
    assert_eq!(archive.turtle(), turtle, "without the decision all is as it was");

    fs::write(ontology.join("decisions.tsv"), "decision\tclass\tname\tother\treason\nmaybe\tPerson\ta\tb\tc\n")
        .expect("ours");
    archive.extract(&decided).expect(2).says(&["decisions.tsv:2", "maybe", "same, different or split"]);
}

#[test]
fn threads_and_the_order_of_a_larger_archive_leave_no_trace() {
    let lines = archive(300, 3, Density::News).lines;
    let runs: Vec<_> = [("1", 0), ("2", 97), ("7", 211)]
        .iter()
        .map(|(jobs, turn)| {
            let archive = Archive::new(&format!("threads-{jobs}"), &[]);
            // In another order each time, and in as many files as there are threads.
            let mut lines: Vec<&String> = lines.iter().collect();
            lines.rotate_left(*turn);
            lines.chunks(300_usize.div_ceil(jobs.parse().expect("a number"))).enumerate().for_each(|(i, part)| {
                let part: String = part.iter().rev().map(|line| format!("{line}\n")).collect();
                archive.write(&format!("{}.jsonl", 9 - i), &part);
            });
            archive.extract(&["--jobs", jobs]).expect(0);
            let readings = fs::read_to_string(archive.output().join("readings.jsonl")).expect("extract writes it");
            (archive.turtle(), readings, archive.dump())
        })
        .collect();
    assert!(runs[0] == runs[1] && runs[0] == runs[2]);
    assert_eq!(runs[0].1.lines().count(), 300);
}
