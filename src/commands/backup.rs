//! `tupu backup`: a copy of the store.

use super::Outcome;
use super::engine::Graph;
use crate::cli::Backup;

/// Copies the store.
pub(crate) fn run(args: &Backup) -> anyhow::Result<Outcome> {
    Graph::open_existing(&args.store.dir)?.backup(&args.copy)?;
    Ok(Outcome::Done)
}
