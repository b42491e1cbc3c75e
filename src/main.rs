//! The `tupu` command: what was typed becomes a call, and its outcome an exit status.

use std::io::{self, Write as _};
use std::process::ExitCode;

use clap::Parser as _;

mod cli;
mod commands;

use commands::{Hint, Outcome};

fn main() -> ExitCode {
    match commands::run(&cli::Cli::parse().command) {
        Ok(Outcome::Done) => ExitCode::SUCCESS,
        Ok(Outcome::Problems) => ExitCode::from(1),
        Err(error) if is_broken_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            report(&error);
            ExitCode::from(2)
        }
    }
}

/// Whether the reader of our output has gone: no failure of ours.
fn is_broken_pipe(error: &anyhow::Error) -> bool {
    error.chain().any(|cause| cause.downcast_ref::<io::Error>().is_some_and(|e| e.kind() == io::ErrorKind::BrokenPipe))
}

/// Prints an error, its causes and what to do about it; what has more than one line is indented below its first.
fn report(error: &anyhow::Error) {
    let mut stderr = io::stderr().lock();
    let mut print = |label: &str, text: String| {
        // Where even that fails there is nobody left to tell.
        let _ = writeln!(stderr, "{label}: {}", text.replace('\n', "\n    "));
    };
    print("error", error.to_string());
    for cause in error.chain().skip(1) {
        print("  cause", cause.to_string());
    }
    if let Some(hint) = error.downcast_ref::<Hint>() {
        print("  hint", hint.hint.clone());
    }
}
