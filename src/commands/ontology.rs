//! `tupu ontology`: the checks of vocabulary, rules and word lists.

use std::io::{self, Write as _};

use tupu::explain::Missed;

use super::Outcome;
use super::engine::{self, Engine};
use crate::cli::{Ontology, OntologyAction};

/// Checks, lists or tests the ontology.
pub(crate) fn run(args: &Ontology) -> anyhow::Result<Outcome> {
    let mut out = io::stdout().lock();
    match &args.action {
        OntologyAction::Check => {
            let problems = engine::check_ontology(&args.knowledge);
            for problem in &problems {
                crate::report(problem);
            }
            writeln!(out, "{} found", counted(problems.len(), "problem"))?;
            Ok(if problems.is_empty() { Outcome::Done } else { Outcome::Problems })
        }
        OntologyAction::List => {
            write!(out, "{}", Engine::load(&args.knowledge)?.list())?;
            Ok(Outcome::Done)
        }
        OntologyAction::Missed { inputs } => {
            let missed = Engine::load(&args.knowledge)?.missed(inputs);
            for (verb, Missed { n_sentences, example }) in &missed.verbs {
                writeln!(out, "{n_sentences}\t{verb}\t{example}")?;
            }
            missed.errors.iter().for_each(crate::report);
            Ok(if missed.errors.is_empty() { Outcome::Done } else { Outcome::Problems })
        }
        OntologyAction::Test => {
            let tested = Engine::load(&args.knowledge)?.test();
            for failure in &tested.failures {
                writeln!(out, "{failure}")?;
            }
            writeln!(out, "{} run, {} failed", counted(tested.examples, "example"), tested.failures.len())?;
            Ok(if tested.failures.is_empty() { Outcome::Done } else { Outcome::Problems })
        }
    }
}

fn counted(n: usize, noun: &str) -> String {
    format!("{n} {noun}{}", if n == 1 { "" } else { "s" })
}
