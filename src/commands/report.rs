//! `tupu report`: what the last run did, and what the graph is made of.

use std::fs;
use std::io::{self, Write};

use anyhow::Context as _;
use tupu::ontology::Vocabulary;
use tupu::publish::Report as Made;

use super::engine::Graph;
use super::files::write_atomically;
use super::{Outcome, language};
use crate::cli::{Report, ReportFormat};

/// Prints the report. A folder without the record of a run has a report of its graph alone.
pub(crate) fn run(args: &Report) -> anyhow::Result<Outcome> {
    let record = args.dir.join("run.json");
    let run = match fs::read_to_string(&record) {
        Ok(text) => Some(serde_json::from_str(&text).with_context(|| format!("{} is no JSON", record.display()))?),
        Err(error) if error.kind() == io::ErrorKind::NotFound => None,
        Err(error) => return Err(error).with_context(|| format!("could not read {}", record.display())),
    };
    let graph = Graph::open_existing(&args.dir.join("store"))?;
    let vocabulary = Vocabulary::load(args.ontology.dir())?;
    let report = Made::of(graph.store(), &vocabulary, run.as_ref(), language(args.language))?;
    let write = |out: &mut dyn Write| match args.format {
        ReportFormat::Text => report.write(out),
        ReportFormat::Html => out.write_all(report.html().as_bytes()),
    };
    match &args.output {
        Some(file) => write_atomically(file, |out| Ok(write(out)?))?,
        None => write(&mut io::stdout().lock()).context("could not write to the standard output")?,
    }
    Ok(Outcome::Done)
}
