//! Programs that are not ours read our exports and find what we say is in them: rdflib, pyoxigraph, pyshacl, networkx, Graphviz.
//!
//! `TUPU_PYTHON` names a Python that has the libraries; without it the one on the path is tried. Skipped where something is
//! missing, unless `TUPU_READERS=required`.

use std::process::Command;

use crate::support::{example_output, is_missing, root, text, tupu};

#[test]
fn other_libraries_read_what_we_write() {
    let python = std::env::var("TUPU_PYTHON").unwrap_or_else(|_| "python3".to_owned());
    let mut probe = Command::new(&python);
    probe.args(["-c", "import rdflib, pyoxigraph, pyshacl, networkx"]);
    if is_missing(&mut probe, &format!("{python} lacks rdflib, pyoxigraph, pyshacl or networkx: see scripts/readers")) {
        return;
    }
    let output = example_output("readers");
    let store = output.join("store");
    let export = |file: &str, args: &[&str]| {
        let file = output.join(file);
        let mut all = vec!["export", "--store", text(&store), "--output", text(&file)];
        all.extend(args);
        tupu(&all).expect(0);
    };
    for format in ["turtle", "rdfxml", "jsonld", "ntriples"] {
        export(&format!("merged.{format}"), &["--format", format]);
    }
    for format in ["trig", "nquads"] {
        export(&format!("all.{format}"), &["--format", format, "--evidence"]);
    }
    export("rdf11.ntriples", &["--format", "ntriples", "--evidence", "--rdf11"]);
    for format in ["graphml", "gexf"] {
        export(&format!("graph.{format}"), &["--format", format]);
    }
    export("csv", &["--format", "csv"]);
    let ended = Command::new(&python)
        .arg(root().join("tests/readers.py"))
        .args([&*output, &root().join("ontology")])
        .output()
        .expect("Python was found above");
    let talk = format!("{}{}", String::from_utf8_lossy(&ended.stdout), String::from_utf8_lossy(&ended.stderr));
    assert!(ended.status.success(), "{talk}");
}

#[test]
fn graphviz_draws_what_we_write() {
    if is_missing(Command::new("dot").arg("-V"), "found no Graphviz (the command dot)") {
        return;
    }
    let output = example_output("graphviz");
    let store = output.join("store");
    let file = output.join("graph.dot");
    let args = ["export", "--store", text(&store), "--format", "dot", "--around", "王毅", "--output", text(&file)];
    tupu(&args).expect(0);
    let drawn = Command::new("dot").arg("-Tsvg").arg(&file).output().expect("Graphviz was found above");
    let svg = String::from_utf8_lossy(&drawn.stdout);
    assert!(drawn.status.success(), "{}", String::from_utf8_lossy(&drawn.stderr));
    let things = tupu(&["export", "--store", text(&store), "--around", "王毅"]).expect(0).stdout;
    let n_things = things.matches("rdfs:label").count();
    assert!(n_things >= 3 && svg.matches("class=\"node").count() == n_things, "{n_things} things in {svg}");
    assert!(svg.contains("谢尔盖·拉夫罗夫"), "{svg}");
}
