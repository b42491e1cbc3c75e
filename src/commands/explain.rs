//! `tupu explain`: how a sentence is read.

use std::io::{self, Write as _};

use tupu::article::Article;

use super::engine::Engine;
use super::{Outcome, argument_or_stdin};
use crate::cli::Explain;

/// Prints every layer of the reading.
pub(crate) fn run(args: &Explain) -> anyhow::Result<Outcome> {
    let date = super::date(args.date.as_deref())?;
    let body = argument_or_stdin(&args.sentence)?;
    let engine = Engine::load(&args.knowledge)?;
    let article = Article { id: "sentence".into(), key: "sentence".into(), date, body, ..Article::default() };
    let text = if args.clean { engine.explain_cleaning(&article) } else { engine.explain(&article) };
    writeln!(io::stdout().lock(), "{}", text.trim_end())?;
    Ok(Outcome::Done)
}
