//! `tupu why`: the passages behind a fact.

use tupu::ask::why::{FactError, fact, why};
use tupu::ontology::Vocabulary;

use super::engine::Graph;
use super::{Hint, Outcome, is_coloured, tell};
use crate::cli::Why;

/// Prints the passages.
pub(crate) fn run(args: &Why) -> anyhow::Result<Outcome> {
    let telling = &args.telling;
    let graph = Graph::open_existing(&telling.store.dir)?;
    let vocabulary = Vocabulary::load(telling.ontology.dir())?;
    let fact = fact(graph.store(), &vocabulary, telling.ontology.dir(), &args.fact.join(" "))?;
    let why = why(graph.store(), &fact, args.most).map_err(|error| match error {
        FactError::Unknown { .. } => {
            let hint = "tupu show NAME lists what articles say of a thing, tupu path A B how two are connected";
            anyhow::Error::new(Hint::new(error.to_string(), hint))
        }
        error => error.into(),
    })?;
    tell(telling.format, &why, |out| why.write(is_coloured(args.color), out))
}
