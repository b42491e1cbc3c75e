//! `tupu export`: the graph for other programs.

use std::io::{self, BufWriter, Write as _};

use anyhow::{Context as _, bail};

use super::engine::Graph;
use super::files::write_atomically;
use super::{Hint, Outcome};
use crate::cli::{Export, ExportFormat};

/// Prints the graph.
pub(crate) fn run(args: &Export) -> anyhow::Result<Outcome> {
    if args.evidence && args.format == ExportFormat::Turtle {
        bail!(Hint::new("Turtle has no place for the graphs of the articles", "use --format trig or --format nquads"));
    }
    let graph = Graph::open_existing(&args.store.dir)?;
    if let Some(file) = &args.output {
        write_atomically(file, |out| graph.export(args.format, args.evidence, out))?;
    } else {
        let mut out = BufWriter::new(io::stdout().lock());
        graph.export(args.format, args.evidence, &mut out)?;
        out.flush().context("could not write to the standard output")?;
    }
    Ok(Outcome::Done)
}
