//! All integration tests, in one program, since linking one is quicker than linking ten.
//!
//! The tests run the command as a user would and never call the library, so that it can change freely behind it.
//! `TUPU_UPDATE=1` rewrites the expectations of `stories` and `questions`; the difference is for a person to review.

#[path = "suite/support.rs"]
mod support;

/// A made-up archive of any size.
#[path = "archive/mod.rs"]
mod archive;
/// Many runs over one archive: what changes, what stays, what goes wrong.
#[path = "suite/archive.rs"]
mod runs;
/// Runs that are killed.
#[path = "suite/kill.rs"]
mod kill;
/// Cards, evidence, timelines, paths and ranks of the example articles.
#[path = "suite/ask.rs"]
mod ask;
/// The command line: exit statuses, messages, what bad input does, sameness of the output.
#[path = "suite/cli.rs"]
mod cli;
/// What is written about the program, and the program.
#[path = "suite/documents.rs"]
mod documents;
/// Every position points at the characters it claims to.
#[path = "suite/evidence.rs"]
mod evidence;
/// The scores on the project's annotated articles, where they are at hand.
#[path = "suite/gold.rs"]
mod gold;
/// Every kind of input: formats, encodings, compression, bad records, limits.
#[path = "suite/input.rs"]
mod input;
/// All dependencies are under permissive licences.
#[path = "suite/licences.rs"]
mod licences;
/// Noise of every kind, at several rates.
#[path = "suite/noise.rs"]
mod noise;
/// The page, in a browser.
#[path = "suite/page.rs"]
mod page;
/// Exports, reports and validation, as files.
#[path = "suite/publish.rs"]
mod publish;
/// The questions of README.md and their answers, as printed.
#[path = "suite/questions.rs"]
mod questions;
/// Other programs read what we write.
#[path = "suite/readers.rs"]
mod readers;
/// What questions cost, in rows.
#[path = "suite/scale.rs"]
mod scale;
/// Sentences and their facts, in `tests/stories`.
#[path = "suite/stories.rs"]
mod stories;
/// The house rules that no tool checks.
#[path = "suite/tidy.rs"]
mod tidy;
/// The tutorial of `ontology/README.md`.
#[path = "suite/tutorial.rs"]
mod tutorial;
