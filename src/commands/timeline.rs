//! `tupu timeline`: what happened to a thing, by date.

use tupu::ask::timeline::{timeline, write};
use tupu::ontology::Vocabulary;

use std::io::{self, Write as _};

use super::engine::Graph;
use super::{Outcome, period, tell};
use crate::cli::Timeline;

/// Prints the timeline.
pub(crate) fn run(args: &Timeline) -> anyhow::Result<Outcome> {
    let telling = &args.telling;
    let graph = Graph::open_existing(&telling.store.dir)?;
    let thing = graph.find(&args.name, telling.ontology.dir())?;
    let vocabulary = Vocabulary::load(telling.ontology.dir())?;
    let entries = timeline(graph.store(), &vocabulary, &thing, &period(&args.period))?;
    if entries.is_empty() {
        let of = if period(&args.period).is_all() { "" } else { " in this period" };
        writeln!(io::stderr().lock(), "no article tells when anything happened to {}{of}", thing.name)?;
    }
    tell(telling.format, &entries, |out| write(&entries, out))
}
