//! `tupu show`: the card of a thing.

use tupu::ask::card::card;
use tupu::ontology::Vocabulary;

use super::engine::Graph;
use super::{Outcome, tell};
use crate::cli::Show;

/// Prints the card.
pub(crate) fn run(args: &Show) -> anyhow::Result<Outcome> {
    let telling = &args.telling;
    let graph = Graph::open_existing(&telling.store.dir)?;
    let thing = graph.find(&args.name, telling.ontology.dir())?;
    let vocabulary = Vocabulary::load(telling.ontology.dir())?;
    let card = card(graph.store(), thing, &vocabulary, args.most)?;
    tell(telling.format, &card, |out| card.write(&vocabulary, out))
}
