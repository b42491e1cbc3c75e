//! `tupu diff`: what one graph says and another does not.

use std::io::{self, BufWriter, Write};

use anyhow::Context as _;

use super::Outcome;
use super::engine::{Change, Difference, Evidence, Graph};
use crate::cli::{Diff, DiffFormat};

/// Prints the differences.
pub(crate) fn run(args: &Diff) -> anyhow::Result<Outcome> {
    let (before, after) = (Graph::open_any(&args.before)?, Graph::open_any(&args.after)?);
    let differences = before.diff(&after)?;
    let mut out = BufWriter::new(io::stdout().lock());
    let mut print = || -> io::Result<()> {
        for difference in &differences {
            match args.format {
                DiffFormat::Json => writeln!(out, "{}", line(difference))?,
                DiffFormat::Text => text(difference, &mut out)?,
            }
        }
        if args.format == DiffFormat::Text {
            let n = |change| differences.iter().filter(|difference| difference.change == change).count();
            let (added, removed, changed) = (n(Change::Added), n(Change::Removed), n(Change::Changed));
            writeln!(out, "facts: {added} added, {removed} removed, {changed} on other evidence")?;
        }
        out.flush()
    };
    print().context("could not write to the standard output")?;
    Ok(Outcome::Done)
}

fn line(difference: &Difference) -> String {
    serde_json::to_string(difference).expect("a difference holds only strings, numbers and lists")
}

/// A fact, and below it the passages that came and went.
fn text(difference: &Difference, out: &mut impl Write) -> io::Result<()> {
    let sign = match difference.change {
        Change::Added => '+',
        Change::Removed => '-',
        Change::Changed => '~',
    };
    let Difference { subject, predicate, object, before, after, .. } = difference;
    writeln!(out, "{sign} {} {predicate} {}", subject.name, object.name)?;
    for (sign, evidence) in before.iter().map(|e| ('-', e)).chain(after.iter().map(|e| ('+', e))) {
        let Evidence { article, start, end, text, date, .. } = evidence;
        let date = date.as_ref().map(|date| format!(" ({date})")).unwrap_or_default();
        writeln!(out, "    {sign} {article} {start}-{end}{date}: {}", text.replace('\n', " "))?;
    }
    Ok(())
}
