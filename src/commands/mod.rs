//! The commands: one file each, and `engine`, the only one that calls the library.

mod backup;
mod diff;
mod engine;
mod eval;
mod explain;
mod export;
mod extract;
mod files;
mod ontology;
mod output;
mod query;
mod remove;
mod train;

use std::fmt;
use std::io::{self, Read as _};

use anyhow::Context as _;
use clap::CommandFactory as _;

use crate::cli::{Cli, Command};

/// How a command that could run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// All was done.
    Done,
    /// Something failed on the way, or a check found problems.
    Problems,
}

/// A message with advice: wrap an error in it, or raise it by itself.
#[derive(Debug)]
pub(crate) struct Hint {
    /// What went wrong.
    pub(crate) message: String,
    /// What to do about it.
    pub(crate) hint: String,
}

impl Hint {
    fn new(message: impl Into<String>, hint: impl Into<String>) -> Self {
        Hint { message: message.into(), hint: hint.into() }
    }
}

impl fmt::Display for Hint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Hint {}

/// Carries out what was typed.
pub(crate) fn run(command: &Command) -> anyhow::Result<Outcome> {
    match command {
        Command::Extract(args) => extract::run(args),
        Command::Query(args) => query::run(args),
        Command::Export(args) => export::run(args),
        Command::Explain(args) => explain::run(args),
        Command::Remove(args) => remove::run(args),
        Command::Diff(args) => diff::run(args),
        Command::Backup(args) => backup::run(args),
        Command::Ontology(args) => ontology::run(args),
        Command::Eval(args) => eval::run(args),
        Command::Train(args) => train::run(args),
        Command::Completions { shell } => {
            // Into memory first: the generator panics where its writer fails.
            let mut script = Vec::new();
            clap_complete::generate(*shell, &mut Cli::command(), "tupu", &mut script);
            io::Write::write_all(&mut io::stdout().lock(), &script)?;
            Ok(Outcome::Done)
        }
        Command::Man { dir } => {
            std::fs::create_dir_all(dir).with_context(|| format!("could not make the folder {}", dir.display()))?;
            clap_mangen::generate_to(Cli::command(), dir)
                .with_context(|| format!("could not write to {}", dir.display()))?;
            Ok(Outcome::Done)
        }
    }
}

/// An argument as typed, or the standard input where it is `-`.
fn argument_or_stdin(argument: &str) -> anyhow::Result<String> {
    if argument != "-" {
        return Ok(argument.to_owned());
    }
    let mut text = String::new();
    io::stdin().lock().read_to_string(&mut text).context("could not read the standard input")?;
    Ok(text)
}

/// The date given with `--date`.
fn date(text: Option<&str>) -> anyhow::Result<Option<tupu::article::PartialDate>> {
    text.map(|text| text.parse().map_err(anyhow::Error::new).context("--date is no date")).transpose()
}
