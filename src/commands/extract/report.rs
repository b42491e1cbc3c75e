//! What is counted while a run goes on, and how it is told: `run.json`, warnings, the summary.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, IsTerminal as _, Write};

use indicatif::{ProgressBar, ProgressStyle};
use rustc_hash::FxHashSet;
use serde::Serialize;
use tupu::reading::Reading;

use super::super::engine::{Versions, Written};
use crate::cli::{Extract, ExtractFormat};

/// Failures that `run.json` lists at most.
const FAILURES: usize = 100;

/// The content of `run.json`. It holds no time of day, so that two runs over the same articles can be compared.
#[derive(Debug, Default, Serialize)]
pub(super) struct Report {
    /// The program and the knowledge it used.
    versions: Versions,
    /// Files, folders and streams that were named.
    inputs: usize,
    /// Articles in them that could be read, each once, and those that were read again from the store.
    pub(super) articles: usize,
    /// Articles that the store did not hold before.
    added: usize,
    /// Articles of which the store held something else before.
    replaced: usize,
    /// Articles of which nothing had to be stored.
    unchanged: usize,
    /// Articles that the store holds as another program, ontology or model read them, and that `--refresh` reads again.
    outdated: usize,
    /// Articles of the archive that repeat another one: the others tell different stories.
    reprints: usize,
    /// Articles and inputs that could not be read.
    pub(super) failed: usize,
    /// Why, of the first of them in the order of the words; empty where none failed.
    failures: BTreeSet<String>,
    /// Different entities in the articles that were read by this run.
    entities: usize,
    /// Facts in them, counted once for each article that says them.
    relations: usize,
    /// Statements in them.
    statements: usize,
    /// What was odd about them, by kind: the words of the warning before its first colon.
    warnings: BTreeMap<String, Warned>,
    /// Hashes of the entities' names; nothing where they are not counted.
    #[serde(skip)]
    seen: Option<FxHashSet<u64>>,
}

/// How often a kind of warning was given, and the one example whose key sorts first.
#[derive(Debug, Serialize)]
struct Warned {
    count: usize,
    article: String,
    example: String,
}

impl Report {
    /// Different entities are counted only where asked for, since that takes memory for each.
    pub(super) fn new(versions: Versions, inputs: usize, counts_entities: bool) -> Self {
        Report { versions, inputs, seen: counts_entities.then(FxHashSet::default), ..Report::default() }
    }

    /// Counts an article that was read.
    pub(super) fn count(&mut self, reading: &Reading) {
        self.articles += 1;
        self.relations += reading.facts().count();
        self.statements += reading.statements.len();
        if let Some(seen) = &mut self.seen {
            seen.extend(reading.entities.iter().map(|entity| hash(&entity.iri)));
            self.entities = seen.len();
        }
        for warning in &reading.warnings {
            self.warn(&reading.key, warning);
        }
    }

    /// Counts an article that need not be read.
    pub(super) fn skip(&mut self) {
        self.articles += 1;
        self.unchanged += 1;
    }

    pub(super) fn written(&mut self, written: &Written) {
        self.added += written.added;
        self.replaced += written.replaced;
        self.unchanged += written.unchanged;
    }

    pub(super) fn outdated(&mut self, n_articles: usize) {
        self.outdated = n_articles;
    }

    pub(super) fn reprints(&mut self, n_articles: usize) {
        self.reprints = n_articles;
    }

    pub(super) fn warn(&mut self, article: &str, warning: &str) {
        let kind = warning.split(':').next().unwrap_or(warning).trim().to_owned();
        let new = Warned { count: 0, article: article.to_owned(), example: warning.to_owned() };
        let warned = self.warnings.entry(kind).or_insert(new);
        warned.count += 1;
        if (article, warning) < (&*warned.article, &*warned.example) {
            article.clone_into(&mut warned.article);
            warning.clone_into(&mut warned.example);
        }
    }

    pub(super) fn fail(&mut self, progress: &Progress, error: &anyhow::Error) {
        self.failed += 1;
        self.failures.insert(format!("{error:#}"));
        if self.failures.len() > FAILURES {
            self.failures.pop_last();
        }
        progress.suspend(|| crate::report(error));
    }

    /// Says how it went: warnings always, the summary to a person.
    pub(super) fn tell(&self, args: &Extract) -> io::Result<()> {
        let mut stderr = io::stderr().lock();
        for warned in self.warnings.values() {
            let times = if warned.count == 1 { String::new() } else { format!(" ({} times)", warned.count) };
            writeln!(stderr, "warning: {}{times}, in {}", warned.example, warned.article)?;
        }
        if self.outdated > 0 {
            let n = self.outdated;
            writeln!(
                stderr,
                "warning: {n} articles of the archive stay as another program, ontology or model read them"
            )?;
            writeln!(stderr, "  hint: tupu extract --refresh reads them again")?;
        }
        if stderr.is_terminal() {
            let Report { articles, failed, entities, relations, statements, .. } = self;
            write!(stderr, "{articles} articles")?;
            match args.format {
                ExtractFormat::Graph => {
                    write!(
                        stderr,
                        " ({} added, {} replaced, {} unchanged)",
                        self.added, self.replaced, self.unchanged
                    )?;
                }
                _ => {
                    let entities = self.seen.as_ref().map_or(String::new(), |_| format!("{entities} entities, "));
                    write!(stderr, ": {entities}{relations} facts, {statements} statements")?;
                }
            }
            if *failed > 0 {
                write!(stderr, "; {failed} failed")?;
            }
            match args.format {
                ExtractFormat::Graph => writeln!(stderr, " -> {}", args.output.display())?,
                _ => writeln!(stderr)?,
            }
        }
        Ok(())
    }
}

/// Eight bytes for an IRI, so that counting the things of a large archive takes little memory: of a million different ones,
/// two are taken for one in one of some 37 million archives.
fn hash(iri: &str) -> u64 {
    use std::hash::BuildHasher as _;
    rustc_hash::FxBuildHasher.hash_one(iri)
}

/// A count of the articles done, on a terminal only.
pub(super) struct Progress(ProgressBar);

impl Progress {
    pub(super) fn start() -> Self {
        let bar = ProgressBar::new_spinner();
        bar.set_style(
            ProgressStyle::with_template("{spinner} {human_pos} articles, {per_sec}, {elapsed}")
                .expect("the template is a constant"),
        );
        Progress(bar)
    }

    pub(super) fn advance(&self, n_articles: usize) {
        self.0.inc(n_articles as u64);
    }

    pub(super) fn suspend(&self, talk: impl FnOnce()) {
        self.0.suspend(talk);
    }

    pub(super) fn finish(&self) {
        self.0.finish_and_clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn warnings_are_counted_by_kind_and_keep_the_first_example() {
        let mut report = Report::new(Versions::default(), 1, true);
        for (key, warning) in [("b", "odd: second"), ("a", "odd: first"), ("c", "other")] {
            report.warn(key, warning);
        }
        let odd = &report.warnings["odd"];
        assert_eq!((odd.count, &*odd.article, &*odd.example), (2, "a", "odd: first"));
        assert_eq!(report.warnings.len(), 2);
    }
}
