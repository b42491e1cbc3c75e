//! `tupu remove`: articles and what only they say.

use anyhow::bail;

use super::engine::Engine;
use super::output::Output;
use super::{Hint, Outcome};
use crate::cli::Remove;

/// Takes the articles out of the store, and what only they say out of the merged graph.
pub(crate) fn run(args: &Remove) -> anyhow::Result<Outcome> {
    let Some(mut output) = Output::open_existing(&args.output)? else {
        bail!(Hint::new(
            format!("found no store in {}", args.output.display()),
            "make one with: tupu extract ARTICLES; or name another with --output",
        ));
    };
    let engine = Engine::load(&args.knowledge)?;
    let mut outcome = Outcome::Done;
    for key in &args.article {
        if !output.remove(key)? {
            crate::report(&anyhow::Error::new(Hint::new(
                format!("found no article with the key {key:?} in the store"),
                "list the keys with: tupu query 'SELECT ?key { GRAPH ?article { ?article schema:identifier ?key } }'",
            )));
            outcome = Outcome::Problems;
        }
    }
    output.finish(&engine)?;
    Ok(outcome)
}
