//! `tupu query`: a question to the store.

use std::io::{self, BufWriter, IsTerminal as _, Write as _};

use anyhow::Context as _;

use super::engine::Graph;
use super::{Outcome, argument_or_stdin};
use crate::cli::Query;

/// Asks the question and prints the answer.
pub(crate) fn run(args: &Query) -> anyhow::Result<Outcome> {
    let sparql = match (&args.sparql, &args.file) {
        (_, Some(file)) => {
            std::fs::read_to_string(file).with_context(|| format!("could not read {}", file.display()))?
        }
        (Some(sparql), None) => argument_or_stdin(sparql)?,
        (None, None) => unreachable!("the parser asks for one of the two"),
    };
    let graph = Graph::open_existing(&args.store.dir)?;
    let mut out = BufWriter::new(io::stdout().lock());
    graph.query(&sparql, args.format, io::stdout().is_terminal(), &mut out)?;
    out.flush().context("could not write to the standard output")?;
    Ok(Outcome::Done)
}
