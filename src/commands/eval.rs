//! `tupu eval`: how good the reading of annotated articles is.

use std::collections::BTreeMap;
use std::io::{self, BufWriter, Write as _};

use anyhow::Context as _;
use rayon::prelude::*;
use serde::Serialize;
use tupu::eval::{Counts, Scores, Table};

use super::Outcome;
use super::engine::{self, Engine};
use crate::cli::{Eval, EvalFormat};

/// Reads the articles and prints their scores.
pub(crate) fn run(args: &Eval) -> anyhow::Result<Outcome> {
    let gold = engine::gold(&args.gold)?;
    let engine = Engine::load(&args.knowledge)?.without(&args.without);
    let inputs = if args.input.is_empty() { std::slice::from_ref(&args.gold) } else { &args.input };
    let options = tupu::read::Options::default();
    let articles = engine.articles(inputs, &options).collect::<Result<Vec<_>, _>>()?;
    let readings: Vec<_> = articles.par_iter().map(|(article, _)| engine.read(article)).collect();
    let scores = engine.score(&gold, &readings);

    let mut out = BufWriter::new(io::stdout().lock());
    match args.format {
        EvalFormat::Table => {
            write!(out, "{scores}")?;
            for mistake in scores.mistakes.iter().filter(|_| args.errors) {
                writeln!(out, "{}\t{}\t{}\t{}", mistake.sort, mistake.article, mistake.row, mistake.what)?;
            }
        }
        EvalFormat::Json => {
            serde_json::to_writer_pretty(&mut out, &Report::new(&scores, args.errors))?;
            writeln!(out)?;
        }
    }
    out.flush().context("could not write to the standard output")?;
    Ok(Outcome::Done)
}

/// Scores as JSON.
#[derive(Serialize)]
struct Report<'a> {
    articles: usize,
    #[serde(flatten)]
    tables: BTreeMap<&'a str, Rows<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    errors: Option<Vec<[&'a str; 4]>>,
}

#[derive(Serialize)]
struct Rows<'a> {
    #[serde(flatten)]
    total: Row,
    rows: BTreeMap<&'a str, Row>,
}

#[derive(Serialize)]
struct Row {
    precision: f64,
    recall: f64,
    f1: f64,
    tp: usize,
    fp: usize,
    r#fn: usize,
}

impl<'a> Report<'a> {
    fn new(scores: &'a Scores, errors: bool) -> Self {
        let rows = |table: &'a Table| Rows {
            total: Row::new(table.total()),
            rows: table.rows().map(|(name, counts)| (name, Row::new(counts))).collect(),
        };
        let mistakes = scores.mistakes.iter().map(|m| [m.sort, &m.article, &m.row, &m.what]);
        Report {
            articles: scores.articles,
            tables: scores.tables().into_iter().map(|(name, table)| (name, rows(table))).collect(),
            errors: errors.then(|| mistakes.collect()),
        }
    }
}

impl Row {
    fn new(counts: Counts) -> Self {
        let (precision, recall, f1) = (counts.precision(), counts.recall(), counts.f1());
        Row { precision, recall, f1, tp: counts.right, fp: counts.wrong, r#fn: counts.missed }
    }
}
