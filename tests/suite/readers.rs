//! Independent RDF libraries read our exports and find what we say is in them.
//!
//! `TUPU_PYTHON` names a Python that has them; without it the one on the path is tried. Skipped where the libraries are missing,
//! unless `TUPU_READERS=required`.

use std::process::Command;

use crate::support::{articles, root, scratch, skip, text, tupu};

#[test]
fn other_libraries_read_what_we_write() {
    let python = std::env::var("TUPU_PYTHON").unwrap_or_else(|_| "python3".to_owned());
    let probe = Command::new(&python).args(["-c", "import rdflib, pyoxigraph"]).output();
    if !probe.is_ok_and(|output| output.status.success()) {
        let why = format!("{python} has no rdflib or no pyoxigraph: scripts/readers makes one that has");
        assert!(std::env::var_os("TUPU_READERS").is_none_or(|value| value != "required"), "{why}");
        return skip(&why);
    }
    let output = scratch("readers");
    tupu(&["extract", text(&articles()), "--output", text(&output)]).expect(0);
    let store = output.join("store");
    for format in ["trig", "nquads"] {
        let file = output.join(format!("all.{format}"));
        let args = ["export", "--store", text(&store), "--format", format, "--evidence", "--output", text(&file)];
        tupu(&args).expect(0);
    }
    let output = Command::new(&python)
        .arg(root().join("tests/readers.py"))
        .args([output.join("graph.ttl"), output.join("all.trig"), output.join("all.nquads")])
        .output()
        .expect("Python was found above");
    let talk = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{talk}");
}
