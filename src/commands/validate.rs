//! `tupu validate`: whether the graph has the form that it should have, and every fact its evidence.

use std::io::{self, Write as _};

use anyhow::Context as _;
use tupu::rdf;
use tupu::rdf::shacl::Shapes;

use super::Outcome;
use super::engine::Graph;
use crate::cli::{Validate, ValidateFormat};

/// Prints the report.
pub(crate) fn run(args: &Validate) -> anyhow::Result<Outcome> {
    let shapes = Shapes::load(args.ontology.dir())?;
    let graph = Graph::open_existing(&args.store.dir)?;
    let (checked, audited) = rayon::join(|| shapes.check(graph.store()), || rdf::audit(graph.store()));
    let report = checked?.with_audit(audited?);
    let text = match args.format {
        ValidateFormat::Text => report.text(),
        ValidateFormat::Turtle => report.turtle(),
    };
    io::stdout().lock().write_all(text.as_bytes()).context("could not write to the standard output")?;
    let n = report.n_problems();
    let told = if n == 0 { "no problems".to_owned() } else { format!("{n} problem{}", if n == 1 { "" } else { "s" }) };
    writeln!(io::stderr().lock(), "{told} found by shapes and audit").context("could not write the result")?;
    Ok(if n == 0 { Outcome::Done } else { Outcome::Problems })
}
