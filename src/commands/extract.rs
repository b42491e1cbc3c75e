//! `tupu extract`: articles in, graph out.
//!
//! Articles are read in batches, each batch in parallel and collected in order; what is written is sorted by the article's key.
//! So the output depends neither on the number of threads nor on the order of the inputs.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, BufWriter, IsTerminal as _, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};
use indicatif::{ProgressBar, ProgressStyle};
use rayon::prelude::*;
use serde::Serialize;
use tupu::article::{Article, PartialDate};
use tupu::reading::Reading;

use super::engine::{Engine, Graph, Versions};
use super::files::write_atomically;
use super::{Hint, Outcome};
use crate::cli::{ExportFormat, Extract, ExtractFormat};

/// Articles read before any of them is written: enough to keep all threads busy, few enough to stay small.
const BATCH: usize = 256;

/// Reads the articles and writes what was asked for.
pub(crate) fn run(args: &Extract) -> anyhow::Result<Outcome> {
    let date = super::date(args.date.as_deref())?;
    let inputs = inputs(args)?;
    if args.format == ExtractFormat::Graph && args.output.is_file() {
        bail!(Hint::new(
            format!("--output {}: found a file, expected a folder", args.output.display()),
            "to print instead of writing files, use --format reading, turtle or nquads",
        ));
    }
    let engine = Engine::load(&args.knowledge)?;
    let jobs = args.jobs.map_or(0, std::num::NonZeroUsize::get);
    let pool = rayon::ThreadPoolBuilder::new().num_threads(jobs).build().context("could not start the threads")?;

    let mut sink = Sink::new(args);
    let mut run = Run::new(engine.versions(), inputs.len());
    let progress = Progress::start();
    let mut articles = engine.articles(&inputs).peekable();
    while articles.peek().is_some() {
        let batch = next_batch(&mut articles, date, &mut run, &progress);
        let readings = pool.install(|| batch.par_iter().map(|article| read(&engine, article)).collect::<Vec<_>>());
        let mut done = Vec::with_capacity(batch.len());
        for (article, reading) in batch.into_iter().zip(readings) {
            match reading {
                Some(reading) => {
                    run.count(&reading);
                    done.push((article, reading));
                }
                None => run.fail(&progress, &anyhow::anyhow!("{}: the article could not be analysed", article.key)),
            }
        }
        progress.advance(done.len());
        if !done.is_empty() {
            for refused in sink.put(done, &engine, &mut run)? {
                run.fail(&progress, &refused);
            }
        }
    }
    progress.finish();

    if run.report.articles == 0 {
        bail!(Hint::new(
            "found no article that could be read; nothing was written",
            "expected text files, JSON Lines files or folders of them",
        ));
    }
    sink.finish(&run)?;
    run.tell(args)?;
    Ok(if run.report.failed > 0 { Outcome::Problems } else { Outcome::Done })
}

/// What was typed, or the standard input.
fn inputs(args: &Extract) -> anyhow::Result<Vec<PathBuf>> {
    if !args.input.is_empty() {
        return Ok(args.input.clone());
    }
    if io::stdin().is_terminal() {
        bail!(Hint::new("found no input", "name a file or a folder, or pipe an article in: tupu extract articles"));
    }
    Ok(vec![PathBuf::from("-")])
}

/// The next articles that can be read; those that cannot are reported.
fn next_batch(
    articles: &mut impl Iterator<Item = anyhow::Result<(Article, Vec<String>)>>,
    date: Option<PartialDate>,
    run: &mut Run,
    progress: &Progress,
) -> Vec<Article> {
    let mut batch = Vec::new();
    for article in articles.by_ref() {
        match article {
            Ok((mut article, warnings)) => {
                article.date = article.date.or(date);
                for warning in &warnings {
                    run.warn(&article.key, warning);
                }
                batch.push(article);
            }
            Err(error) => run.fail(progress, &error),
        }
        if batch.len() == BATCH {
            break;
        }
    }
    batch
}

/// One article's reading; nothing where the analysis broke down, which must not take the other articles with it.
fn read(engine: &Engine, article: &Article) -> Option<Reading> {
    catch_unwind(AssertUnwindSafe(|| engine.read(article))).ok()
}

/// Where readings go.
enum Sink {
    /// Lines to the standard output, at once.
    Lines(BufWriter<io::StdoutLock<'static>>),
    /// A graph in memory, printed at the end.
    Memory { graph: Option<Graph>, format: ExportFormat, evidence: bool },
    /// The output folder. It is opened by the first article, so that a run without any leaves nothing behind.
    Folder { dir: PathBuf, graph: Option<Graph>, lines: BTreeMap<String, String> },
}

impl Sink {
    fn new(args: &Extract) -> Self {
        let memory = |format, evidence| Sink::Memory { graph: None, format, evidence };
        match args.format {
            ExtractFormat::Reading => Sink::Lines(BufWriter::new(io::stdout().lock())),
            ExtractFormat::Turtle => memory(ExportFormat::Turtle, false),
            ExtractFormat::Nquads => memory(ExportFormat::Nquads, true),
            ExtractFormat::Graph => Sink::Folder { dir: args.output.clone(), graph: None, lines: BTreeMap::new() },
        }
    }

    /// Takes a batch; gives back what is wrong with the articles that could not be stored.
    fn put(
        &mut self,
        batch: Vec<(Article, Reading)>,
        engine: &Engine,
        run: &mut Run,
    ) -> anyhow::Result<Vec<anyhow::Error>> {
        match self {
            Sink::Lines(out) => {
                for (_, reading) in &batch {
                    writeln!(out, "{}", line(reading)).context("could not write to the standard output")?;
                }
                Ok(Vec::new())
            }
            Sink::Memory { graph, .. } => {
                if graph.is_none() {
                    *graph = Some(Graph::in_memory()?);
                }
                graph.as_mut().expect("opened above").put(engine, &batch)
            }
            Sink::Folder { dir, graph, lines } => {
                if graph.is_none() {
                    std::fs::create_dir_all(&*dir)
                        .with_context(|| format!("could not make the folder {}", dir.display()))?;
                    *graph = Some(Graph::open(&dir.join("store"))?);
                }
                let batch = settle(batch, lines, run);
                graph.as_mut().expect("opened above").put(engine, &batch)
            }
        }
    }

    fn finish(self, run: &Run) -> anyhow::Result<()> {
        match self {
            Sink::Lines(mut out) => out.flush().context("could not write to the standard output"),
            Sink::Memory { graph, format, evidence } => {
                let mut out = BufWriter::new(io::stdout().lock());
                graph.map_or(Ok(()), |graph| graph.export(format, evidence, &mut out))?;
                out.flush().context("could not write to the standard output")
            }
            Sink::Folder { dir, graph, lines } => {
                if let Some(graph) = &graph {
                    graph.flush()?;
                    write_atomically(&dir.join("graph.ttl"), |out| graph.export(ExportFormat::Turtle, false, out))?;
                }
                write_atomically(&dir.join("readings.jsonl"), |out| {
                    lines.values().try_for_each(|line| writeln!(out, "{line}")).map_err(Into::into)
                })?;
                write_atomically(&dir.join("run.json"), |out| {
                    serde_json::to_writer_pretty(&mut *out, &run.report)?;
                    writeln!(out).map_err(Into::into)
                })
            }
        }
    }
}

fn line(reading: &Reading) -> String {
    serde_json::to_string(reading).expect("a reading holds only strings, numbers and lists")
}

/// Keeps one reading for each key. Two articles of one key in one run are a mistake of the archive; which of them stays must
/// not depend on the order of the inputs, so it is the one whose line sorts first.
fn settle(
    batch: Vec<(Article, Reading)>,
    lines: &mut BTreeMap<String, String>,
    run: &mut Run,
) -> Vec<(Article, Reading)> {
    let mut kept: BTreeMap<String, (Article, Reading)> = BTreeMap::new();
    for (article, reading) in batch {
        let line = line(&reading);
        if let Some(other) = lines.get(&article.key) {
            run.warn(&article.key, "two articles of one key: only one of them is kept");
            if *other <= line {
                continue;
            }
        }
        lines.insert(article.key.clone(), line);
        kept.insert(article.key.clone(), (article, reading));
    }
    kept.into_values().collect()
}

/// What is counted while the run goes on.
struct Run {
    report: Report,
    entities: BTreeSet<String>,
}

/// The content of `run.json`. It holds no time of day, so that two runs over the same articles can be compared.
#[derive(Debug, Serialize)]
struct Report {
    /// The program and the knowledge it used.
    versions: Versions,
    /// Files, folders and streams that were named.
    inputs: usize,
    /// Articles read.
    articles: usize,
    /// Articles and inputs that could not be read.
    failed: usize,
    /// Different entities in all articles.
    entities: usize,
    /// Facts, counted once for each article that says them.
    relations: usize,
    /// Statements.
    statements: usize,
    /// What was odd, by kind: the words of the warning before its first colon.
    warnings: BTreeMap<String, Warned>,
}

/// How often a kind of warning was given, and the one example whose key sorts first.
#[derive(Debug, Serialize)]
struct Warned {
    count: usize,
    article: String,
    example: String,
}

impl Run {
    fn new(versions: Versions, inputs: usize) -> Self {
        let report = Report {
            versions,
            inputs,
            articles: 0,
            failed: 0,
            entities: 0,
            relations: 0,
            statements: 0,
            warnings: BTreeMap::new(),
        };
        Run { report, entities: BTreeSet::new() }
    }

    fn count(&mut self, reading: &Reading) {
        self.report.articles += 1;
        self.report.relations += reading.relations.len();
        self.report.statements += reading.statements.len();
        self.entities.extend(reading.entities.iter().map(|entity| entity.iri.clone()));
        self.report.entities = self.entities.len();
        for warning in &reading.warnings {
            self.warn(&reading.key, warning);
        }
    }

    fn warn(&mut self, article: &str, warning: &str) {
        let kind = warning.split(':').next().unwrap_or(warning).trim().to_owned();
        let new = Warned { count: 0, article: article.to_owned(), example: warning.to_owned() };
        let warned = self.report.warnings.entry(kind).or_insert(new);
        warned.count += 1;
        if (article, warning) < (&*warned.article, &*warned.example) {
            article.clone_into(&mut warned.article);
            warning.clone_into(&mut warned.example);
        }
    }

    fn fail(&mut self, progress: &Progress, error: &anyhow::Error) {
        self.report.failed += 1;
        progress.suspend(|| crate::report(error));
    }

    /// Says how it went: warnings always, the summary to a person.
    fn tell(&self, args: &Extract) -> io::Result<()> {
        let mut stderr = io::stderr().lock();
        for warned in self.report.warnings.values() {
            let times = if warned.count == 1 { String::new() } else { format!(" ({} times)", warned.count) };
            writeln!(stderr, "warning: {}{times}, in {}", warned.example, warned.article)?;
        }
        if stderr.is_terminal() {
            let Report { articles, failed, entities, relations, statements, .. } = self.report;
            write!(stderr, "{articles} articles: {entities} entities, {relations} facts, {statements} statements")?;
            if failed > 0 {
                write!(stderr, "; {failed} failed")?;
            }
            match args.format {
                ExtractFormat::Graph => writeln!(stderr, " -> {}", Path::new(&args.output).display())?,
                _ => writeln!(stderr)?,
            }
        }
        Ok(())
    }
}

/// A count of the articles done, on a terminal only.
struct Progress(ProgressBar);

impl Progress {
    fn start() -> Self {
        let bar = ProgressBar::new_spinner();
        bar.set_style(
            ProgressStyle::with_template("{spinner} {human_pos} articles, {per_sec}, {elapsed}")
                .expect("the template is a constant"),
        );
        Progress(bar)
    }

    fn advance(&self, n_articles: usize) {
        self.0.inc(n_articles as u64);
    }

    fn suspend(&self, talk: impl FnOnce()) {
        self.0.suspend(talk);
    }

    fn finish(&self) {
        self.0.finish_and_clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn article(key: &str, title: &str) -> (Article, Reading) {
        let article = Article { key: key.to_owned(), title: title.to_owned(), ..Article::default() };
        let reading = Reading { key: key.to_owned(), title: title.to_owned(), ..Reading::default() };
        (article, reading)
    }

    #[test]
    fn of_two_articles_with_one_key_the_same_stays_in_any_order() {
        let (a, b) = (article("k", "a"), article("k", "b"));
        for batch in [vec![a.clone(), b.clone()], vec![b.clone(), a.clone()]] {
            let (mut lines, mut run) = (BTreeMap::new(), Run::new(Versions::default(), 1));
            let kept = settle(batch, &mut lines, &mut run);
            assert_eq!(kept, std::slice::from_ref(&a));
            assert_eq!(run.report.warnings.values().map(|w| w.count).sum::<usize>(), 1);
        }
    }

    #[test]
    fn warnings_are_counted_by_kind_and_keep_the_first_example() {
        let mut run = Run::new(Versions::default(), 1);
        for (key, warning) in [("b", "odd: second"), ("a", "odd: first"), ("c", "other")] {
            run.warn(key, warning);
        }
        let odd = &run.report.warnings["odd"];
        assert_eq!((odd.count, &*odd.article, &*odd.example), (2, "a", "odd: first"));
        assert_eq!(run.report.warnings.len(), 2);
    }
}
