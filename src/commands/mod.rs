//! The commands: one file each, and `engine`, which opens the pipeline and the store for them.

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
mod path;
mod query;
mod rank;
mod remove;
mod report;
mod show;
mod timeline;
mod train;
mod validate;
mod why;

use std::fmt;
use std::io::{self, IsTerminal as _, Read as _, Write as _};

use anyhow::Context as _;
use clap::CommandFactory as _;
use tupu::ask::timeline::Period;
use tupu::ontology::{Language, Vocabulary};

use crate::cli::{AnswerFormat, Cli, Colour, Command};

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
        Command::Show(args) => show::run(args),
        Command::Why(args) => why::run(args),
        Command::Timeline(args) => timeline::run(args),
        Command::Path(args) => path::run(args),
        Command::Rank(args) => rank::run(args),
        Command::Report(args) => report::run(args),
        Command::Validate(args) => validate::run(args),
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
            io::stdout().lock().write_all(&script)?;
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

/// Writes an answer to the standard output: for people, or as JSON.
fn tell(
    format: AnswerFormat,
    answer: &impl serde::Serialize,
    for_people: impl FnOnce(&mut dyn io::Write) -> io::Result<()>,
) -> anyhow::Result<Outcome> {
    let mut out = io::BufWriter::new(io::stdout().lock());
    let written = match format {
        AnswerFormat::Table => for_people(&mut out),
        AnswerFormat::Json => {
            let json = serde_json::to_string_pretty(answer).context("could not put the answer into JSON")?;
            writeln!(out, "{json}")
        }
    };
    written.and_then(|()| out.flush()).context("could not write to the standard output")?;
    Ok(Outcome::Done)
}

/// Whether to colour what goes to the standard output.
fn is_coloured(colour: Colour) -> bool {
    match colour {
        Colour::Always => true,
        Colour::Never => false,
        Colour::Auto => io::stdout().is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty()),
    }
}

/// The days between which to look.
fn period(args: &crate::cli::Period) -> Period {
    Period { since: args.since.clone(), until: args.until.clone() }
}

/// The language of labels.
fn language(typed: crate::cli::Language) -> Language {
    match typed {
        crate::cli::Language::Zh => Language::Zh,
        crate::cli::Language::En => Language::En,
    }
}

/// Refuses the name of a class that the vocabulary does not have.
fn class(name: &str, vocabulary: &Vocabulary) -> anyhow::Result<()> {
    if vocabulary.en(name) == name {
        anyhow::bail!(Hint::new(
            format!("--class: found {name:?}, expected a class of the vocabulary"),
            "Person, Organization, Country, Place, Initiative, Event or Document",
        ));
    }
    Ok(())
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
