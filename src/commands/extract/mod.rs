//! `tupu extract`: articles in, graph out.
//!
//! Three stages work at the same time: one finds the articles and leaves out those that the store holds as they are, one reads
//! them on all processors, and one, the only writer, stores what they say. Each hands batches to the next in the order of the
//! inputs and waits where the next is behind, so that memory stays bounded. What is written is sorted by key or content: the
//! output depends neither on the number of threads nor on the order of the inputs.

use std::io::{self, IsTerminal as _};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::mpsc::sync_channel;
use std::time::{Duration, Instant};

use anyhow::{Context as _, anyhow, bail};
use rayon::prelude::*;
use rustc_hash::FxHashMap;
use sha2::{Digest as _, Sha256};
use tupu::article::{Article, PartialDate};
use tupu::reading::Reading;

use super::engine::{Described, Engine, Graph, Known, digest, read_options};
use super::output::Output;
use super::{Hint, Outcome};
use crate::cli::{Extract, ExtractFormat, Mentions};
use report::{Progress, Report};
use sink::Sink;

mod report;
mod sink;

/// Inputs that are handed on together: enough to keep all threads busy, few enough to stay small.
const BATCH: usize = 256;
/// Bytes of text that are handed on together, which the last article of a batch may go over.
const BATCH_BYTES: usize = 1 << 20;
/// Batches that may wait between two stages.
const WAITING: usize = 2;

/// Reads the articles and writes what was asked for.
pub(crate) fn run(args: &Extract) -> anyhow::Result<Outcome> {
    let date = super::date(args.date.as_deref())?;
    let inputs = inputs(args)?;
    let is_stored = args.format == ExtractFormat::Graph;
    if is_stored && args.output.is_file() {
        bail!(Hint::new(
            format!("--output {}: found a file, expected a folder", args.output.display()),
            "to print instead of writing files, use --format reading, turtle or nquads",
        ));
    }
    if args.refresh && !is_stored {
        bail!(Hint::new("--refresh reads the articles of a store again", "leave --format out"));
    }
    let output = if is_stored { Output::open_existing(&args.output)? } else { None };
    if args.refresh && output.is_none() {
        bail!(Hint::new(
            format!("found no store in {}, so there is nothing to refresh", args.output.display()),
            "make one with: tupu extract ARTICLES; or name another with --output",
        ));
    }
    let options = read_options(args)?;
    let limit = Duration::from_secs(args.limits.max_seconds);
    // It lives as long as the program: freeing its words one by one takes longer than reading an article.
    let engine: &Engine = Box::leak(Box::new(Engine::load_with(&args.knowledge, args.mentions == Mentions::All)?));
    let jobs = args.jobs.map_or(0, std::num::NonZeroUsize::get);
    let pool = rayon::ThreadPoolBuilder::new().num_threads(jobs).build().context("could not start the threads")?;

    let wants_graph = args.format != ExtractFormat::Reading;
    let mut report = Report::new(engine.versions(), inputs.len(), wants_graph);
    let progress = Progress::start();
    let known = output.as_ref().map(Output::graph).cloned();
    let mut sink = Sink::new(args, output)?;
    std::thread::scope(|scope| {
        let (found, to_read) = sync_channel(WAITING);
        let (read_now, to_store) = sync_channel(WAITING);
        scope.spawn(move || {
            let (refresh, source) = (args.refresh, args.source.as_deref());
            let seen = wants_graph.then(FxHashMap::default);
            let mut feed = Feed { engine, options: &options, store: known, refresh, date, source, seen };
            // The receiver goes where a later stage failed, which tells why.
            let _ = feed.all(&inputs, |batch| found.send(batch).is_ok());
        });
        scope.spawn(move || {
            for batch in to_read {
                let batch: Vec<Found> = batch;
                let done: Vec<Done> =
                    pool.install(|| batch.into_par_iter().map(|item| read(engine, item, wants_graph, limit)).collect());
                if read_now.send(done).is_err() {
                    break;
                }
            }
        });
        for batch in to_store {
            progress.advance(batch.len());
            for done in batch {
                store(done, engine, &mut sink, &mut report, &progress)?;
            }
        }
        anyhow::Ok(())
    })?;
    progress.finish();

    if report.articles == 0 && !args.refresh {
        bail!(Hint::new(
            "found no article that could be read; nothing was written",
            "expected text, HTML, Markdown, JSON Lines, CSV or WARC files, or folders of them",
        ));
    }
    sink.finish(engine, &mut report)?;
    report.tell(args)?;
    Ok(if report.failed > 0 { Outcome::Problems } else { Outcome::Done })
}

/// What was typed, or the standard input.
fn inputs(args: &Extract) -> anyhow::Result<Vec<PathBuf>> {
    if !args.input.is_empty() || args.refresh {
        return Ok(args.input.clone());
    }
    if io::stdin().is_terminal() {
        bail!(Hint::new("found no input", "name a file or a folder, or pipe an article in: tupu extract articles"));
    }
    Ok(vec![PathBuf::from("-")])
}

/// What the inputs hold, one by one.
enum Found {
    /// An article to read, and what was odd about its file or line.
    Article(Box<Article>, Vec<String>),
    /// An article to count only: another one has its key, and is kept.
    Double(Box<Article>, Vec<String>),
    /// An article that is stored as it is.
    Known,
    /// An input that cannot be read.
    Failed(anyhow::Error),
}

/// The first stage: finds what is to be read.
struct Feed<'a> {
    engine: &'a Engine,
    options: &'a tupu::read::Options,
    /// The store as the run found it.
    store: Option<Graph>,
    refresh: bool,
    /// Date and publisher of articles that come without.
    date: Option<PartialDate>,
    source: Option<&'a str>,
    /// The articles of the run so far: of the key of each its hash, and of its content. Nothing is remembered where each
    /// article is printed as it comes, so that a stream may be of any length.
    seen: Option<FxHashMap<u128, u128>>,
}

impl Feed<'_> {
    /// Hands on all that the inputs hold, and on request what the store holds besides, until the next stage has had enough.
    fn all(&mut self, inputs: &[PathBuf], mut next: impl FnMut(Vec<Found>) -> bool) -> Option<()> {
        let mut batch = Vec::with_capacity(BATCH);
        let mut n_bytes = 0;
        let mut add = |found: Found| {
            n_bytes += found.n_bytes();
            batch.push(found);
            if batch.len() < BATCH && n_bytes < BATCH_BYTES {
                return Some(());
            }
            n_bytes = 0;
            next(std::mem::take(&mut batch)).then_some(())
        };
        for article in self.engine.articles(inputs, self.options) {
            let found = article.and_then(|(mut article, warnings)| {
                article.date = article.date.or(self.date);
                if let (Some(source), true) = (self.source, article.source.is_empty()) {
                    source.clone_into(&mut article.source);
                }
                self.sort(article, warnings)
            });
            add(found.unwrap_or_else(Found::Failed))?;
        }
        for again in self.outdated() {
            add(again.map_or_else(Found::Failed, |article| Found::Article(Box::new(article), Vec::new())))?;
        }
        (batch.is_empty() || next(batch)).then_some(())
    }

    /// Whether the article must be read.
    ///
    /// Two articles of one key in one run are a mistake of the archive; which of them stays must not depend on the order of
    /// the inputs, so it is the one whose hash is smaller.
    fn sort(&mut self, article: Article, warnings: Vec<String>) -> anyhow::Result<Found> {
        let Some(seen) = &mut self.seen else { return Ok(Found::Article(Box::new(article), warnings)) };
        let digest = number(&digest(&article));
        let key = number(&article.key);
        if let Some(other) = seen.get_mut(&key) {
            let warnings = [warnings, vec!["two articles of one key: only one of them is kept".to_owned()]].concat();
            if *other <= digest {
                return Ok(Found::Double(Box::new(article), warnings));
            }
            *other = digest;
            return Ok(Found::Article(Box::new(article), warnings));
        }
        let known = match &self.store {
            Some(store) => store.known(self.engine, &article)?,
            None => Known::Missing,
        };
        seen.insert(key, digest);
        Ok(match known {
            Known::Current => Found::Known,
            Known::Outdated if !self.refresh => Found::Known,
            _ => Found::Article(Box::new(article), warnings),
        })
    }

    /// The articles of the store that `--refresh` reads again and that the inputs did not hold.
    fn outdated(&self) -> impl Iterator<Item = anyhow::Result<Article>> {
        let store = self.store.as_ref().filter(|_| self.refresh);
        let keys = store.map_or_else(|| Ok(Vec::new()), |store| store.outdated(self.engine));
        let (keys, error) = match keys {
            Ok(keys) => (keys, None),
            Err(error) => (Vec::new(), Some(Err(error))),
        };
        let keys =
            keys.into_iter().filter(|key| !self.seen.as_ref().is_some_and(|seen| seen.contains_key(&number(key))));
        let articles = keys.filter_map(move |key| store.and_then(|store| store.article(&key).transpose()));
        error.into_iter().chain(articles)
    }
}

impl Found {
    /// The length of what is held of it.
    fn n_bytes(&self) -> usize {
        match self {
            Found::Article(article, _) | Found::Double(article, _) => article.body.len(),
            Found::Known | Found::Failed(_) => 0,
        }
    }
}

/// A text as a number that no other text has; millions of them fit into memory.
fn number(text: &str) -> u128 {
    let hash = Sha256::digest(text);
    u128::from_be_bytes(std::array::from_fn(|i| hash[i]))
}

/// What became of an input.
enum Done {
    /// It was read: what it says, and that as a line and as a graph, where they are wanted.
    Read { reading: Box<Reading>, line: Option<String>, graph: Option<Described>, warnings: Vec<String> },
    /// It is stored as it is.
    Known,
    /// It cannot be read or stored.
    Failed(anyhow::Error),
}

/// The second stage, for one article. Where the analysis breaks down, or takes too long, it does not take the other articles
/// with it.
fn read(engine: &Engine, found: Found, wants_graph: bool, limit: Duration) -> Done {
    let (article, warnings, is_kept) = match found {
        Found::Article(article, warnings) => (article, warnings, true),
        Found::Double(article, warnings) => (article, warnings, false),
        Found::Known => return Done::Known,
        Found::Failed(error) => return Done::Failed(error),
    };
    #[expect(clippy::disallowed_methods, reason = "a limit of time needs a clock; no stage sees it")]
    let start = Instant::now();
    let key = &article.key;
    let reading = match catch_unwind(AssertUnwindSafe(|| engine.read_while(&article, &|| start.elapsed() < limit))) {
        Ok(Some(reading)) => reading,
        Ok(None) => {
            let seconds = limit.as_secs();
            return Done::Failed(anyhow!(
                "{key}: found an article that takes more than {seconds} seconds, expected less; split it or raise --max-seconds"
            ));
        }
        Err(_) => return Done::Failed(anyhow!("{key}: the article could not be analysed")),
    };
    let line =
        is_kept.then(|| serde_json::to_string(&reading).expect("a reading holds only strings, numbers and lists"));
    match (is_kept && wants_graph).then(|| engine.describe(&reading, &article.text())).transpose() {
        Ok(graph) => Done::Read { reading: Box::new(reading), line, graph, warnings },
        Err(refused) => Done::Failed(refused),
    }
}

/// The third stage, for one article.
fn store(done: Done, engine: &Engine, sink: &mut Sink, report: &mut Report, progress: &Progress) -> anyhow::Result<()> {
    match done {
        Done::Read { reading, line, graph, warnings } => {
            for warning in &warnings {
                report.warn(&reading.key, warning);
            }
            report.count(&reading);
            if let Some(line) = line {
                report.written(&sink.put(&reading.key, &line, graph, engine)?);
            }
        }
        Done::Known => report.skip(),
        Done::Failed(error) => report.fail(progress, &error),
    }
    Ok(())
}
