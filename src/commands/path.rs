//! `tupu path`: how two things are connected.

use anyhow::bail;
use tupu::ask::network::Network;
use tupu::ask::path::{routes, write};
use tupu::ontology::Vocabulary;

use super::engine::Graph;
use super::{Hint, Outcome, is_coloured, period, tell};
use crate::cli::Path;

/// Prints the ways from one to the other.
pub(crate) fn run(args: &Path) -> anyhow::Result<Outcome> {
    let telling = &args.telling;
    let graph = Graph::open_existing(&telling.store.dir)?;
    let [from, to] = [&args.from, &args.to].map(|name| graph.find(name, telling.ontology.dir()));
    let (from, to) = (from?, to?);
    if from == to {
        bail!(Hint::new(format!("both names mean {}", from.name), "name two things"));
    }
    let vocabulary = Vocabulary::load(telling.ontology.dir())?;
    let network = Network::load(graph.store(), &vocabulary, &period(&args.period))?;
    let routes = routes(graph.store(), &network, &from, &to)?;
    if routes.is_empty() {
        bail!("no fact, nor any chain of facts, connects {} with {}", from.name, to.name);
    }
    tell(telling.format, &routes, |out| write(&routes, is_coloured(args.color), out))
}
