//! Runs that are killed: at whatever moment, the store opens, each article is in it whole or not at all, nothing in it is without
//! evidence, and the next run leaves what a run that nobody disturbed leaves.
//!
//! The moments come from a seed. `TUPU_KILLS` is their number, 4 by default, and `TUPU_KILL_ARTICLES` the size of the archive:
//! `TUPU_KILLS=100 TUPU_KILL_ARTICLES=3000 scripts/test kill::` takes some minutes.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::archive::{Density, Dice, archive};
use crate::evidence::AUDITS;
use crate::support::{files_below, scratch, text, tupu};

fn from_env(name: &str, otherwise: usize) -> usize {
    std::env::var(name).ok().map_or(otherwise, |value| value.parse().expect("it is a number"))
}

fn extract(input: &Path, output: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_tupu"));
    command.args(["extract", text(input), "--output", text(output)]).stdout(Stdio::null()).stderr(Stdio::null());
    command
}

/// The quads of each graph.
type Graphs = BTreeMap<String, BTreeSet<String>>;

/// All quads of a store, by graph; the merged graph has no name.
fn graphs(store: &Path) -> Graphs {
    let dump = tupu(&["export", "--store", text(store), "--format", "nquads", "--evidence"]).expect(0).stdout;
    let mut graphs = Graphs::new();
    for line in dump.lines() {
        // The name of the graph is the last term; in the merged graph that is the object, which is no article and no run.
        let last = line.trim_end_matches(" .").rsplit(' ').next().unwrap_or_default();
        let is_graph = last.contains("/tupu/article/") || last.contains("/tupu/id/run/");
        graphs.entry(if is_graph { last.to_owned() } else { String::new() }).or_default().insert(line.to_owned());
    }
    graphs
}

fn copy(from: &Path, to: &Path) {
    for path in files_below(from) {
        let copy = to.join(path.strip_prefix(from).expect("it is below"));
        fs::create_dir_all(copy.parent().expect("it is below the folder")).expect("the folder is ours");
        fs::copy(path, copy).expect("the folder is ours");
    }
}

/// An archive before and after a change, and what runs that nobody disturbs leave of both.
struct Scene {
    input: PathBuf,
    /// The output folder to begin with; none for a first run.
    begin: Option<PathBuf>,
    /// What an article's graph may be.
    versions: [Graphs; 2],
    turtle: String,
    duration: Duration,
}

#[test]
fn a_killed_run_leaves_whole_articles_and_the_next_one_completes_it() {
    let dir = scratch("kill");
    let n = from_env("TUPU_KILL_ARTICLES", 200);
    let scenes = scenes(&dir, n);
    let mut dice = Dice::new(7);
    let mut in_the_middle = 0;
    let kills = from_env("TUPU_KILLS", 4);
    for i in 0..kills {
        let scene = &scenes[i % 2];
        let output = dir.join(format!("killed-{i}"));
        if let Some(begin) = &scene.begin {
            copy(begin, &output);
        }
        let mut run = extract(&scene.input, &output).spawn().expect("cargo has built the program");
        let moment = scene.duration * u32::try_from(dice.below(1000)).expect("it is small") / 1000;
        std::thread::sleep(moment);
        run.kill().expect("it is ours");
        run.wait().expect("it is ours");

        let store = output.join("store");
        if store.exists() {
            in_the_middle += usize::from(check(&store, scene));
        }
        assert!(extract(&scene.input, &output).status().expect("it runs").success(), "kill {i} after {moment:?}");
        assert!(graphs(&store) == scene.versions[1], "kill {i} after {moment:?}: the finished store differs");
        let turtle = fs::read_to_string(output.join("graph.ttl")).expect("extract writes it");
        assert!(turtle == scene.turtle, "kill {i} after {moment:?}: graph.ttl differs");
        let left: Vec<_> = files_below(&output).into_iter().filter(|path| text(path).contains("bulk-")).collect();
        assert!(left.is_empty() && !output.join(".unfinished").exists(), "{left:?}");
        fs::remove_dir_all(&output).expect("the folder is ours");
    }
    // Not each moment falls into a run that has begun to write; with many, some must.
    assert!(kills < 50 || in_the_middle > 0, "no kill of {kills} found a run half done");
}

fn scenes(dir: &Path, n: usize) -> [Scene; 2] {
    let lines = |archive: Vec<String>| archive.join("\n") + "\n";
    let (first, second) = (archive(n, 1, Density::Dense).lines, archive(n * 3 / 2, 1, Density::Dense).lines);
    // Every seventh article is another one under the same id.
    let other = archive(n, 2, Density::Dense).lines;
    let changed =
        second.into_iter().enumerate().map(|(i, line)| if i % 7 == 0 && i < n { other[i].clone() } else { line });
    let inputs = ["first.jsonl", "second.jsonl"].map(|name| dir.join(name));
    fs::write(&inputs[0], lines(first)).expect("the folder is ours");
    fs::write(&inputs[1], lines(changed.collect())).expect("the folder is ours");

    let whole = |input: &Path, output: &Path| {
        #[expect(clippy::disallowed_methods, reason = "kills are to fall within the run, however fast the machine is")]
        let start = Instant::now();
        assert!(extract(input, output).status().expect("it runs").success());
        (start.elapsed(), graphs(&output.join("store")), fs::read_to_string(output.join("graph.ttl")).expect("written"))
    };
    let (output, later) = (dir.join("first"), dir.join("second"));
    let (duration, graphs, turtle) = whole(&inputs[0], &output);
    copy(&output, &later);
    let (later_duration, later_graphs, later_turtle) = whole(&inputs[1], &later);
    let [input, later_input] = inputs;
    [
        Scene { input, begin: None, versions: [Graphs::new(), graphs.clone()], turtle, duration },
        Scene {
            input: later_input,
            begin: Some(output),
            versions: [graphs, later_graphs],
            turtle: later_turtle,
            duration: later_duration,
        },
    ]
}

/// Looks at the store of a killed run; whether it is neither that from before the run nor the finished one.
fn check(store: &Path, scene: &Scene) -> bool {
    // A run that is killed while it makes the store leaves a folder that the next one makes a store of.
    if tupu(&["export", "--store", text(store)]).code != 0 {
        assert!(scene.begin.is_none() && fs::read_dir(store).expect("the folder is ours").count() < 2);
        return false;
    }
    let found = graphs(store);
    // The records of how often facts are told follow when all articles are there.
    let articles = found.iter().filter(|(name, _)| !name.is_empty() && !name.contains("/id/run/tally"));
    for (name, quads) in articles {
        let is_whole = scene.versions.iter().any(|version| version.get(name) == Some(quads));
        assert!(is_whole, "{name} is there in part");
    }
    for (what, sparql) in AUDITS {
        let rows = tupu(&["query", sparql, "--store", text(store), "--format", "csv"]).expect(0).stdout;
        assert_eq!(rows.lines().count(), 1, "{what}:\n{rows}");
    }
    !scene.versions.contains(&found) && !found.is_empty()
}
