//! `tupu timeline`: what happened to a thing, by date.

use tupu::ask::timeline::{timeline, write};
use tupu::ontology::Vocabulary;

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
    tell(telling.format, &entries, |out| write(&entries, out))
}
