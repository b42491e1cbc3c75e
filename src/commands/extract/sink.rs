//! Where readings go: lines to the standard output, a graph in memory that is printed at the end, or the output folder.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, BufWriter, Read as _, Seek as _, SeekFrom, Write};
use std::path::PathBuf;

use anyhow::Context as _;
use tupu::rdf::Format;

use super::super::engine::{Described, Engine, Graph, Written};
use super::super::files::write_atomically;
use super::super::output::Output;
use super::Report;
use crate::cli::{Extract, ExtractFormat};

/// Where readings go.
pub(super) enum Sink {
    /// Lines to the standard output, at once.
    Lines(BufWriter<io::StdoutLock<'static>>),
    /// A graph in memory, printed at the end.
    Memory { graph: Graph, format: Format, evidence: bool },
    /// The output folder.
    Folder(Box<Folder>),
}

/// The output folder while a run writes to it.
pub(super) struct Folder {
    dir: PathBuf,
    /// Opened by the first article, so that a run without any leaves nothing behind.
    output: Option<Output>,
    readings: Option<Spool>,
}

impl Sink {
    pub(super) fn new(args: &Extract, output: Option<Output>) -> anyhow::Result<Self> {
        let memory = |format, evidence| Ok(Sink::Memory { graph: Graph::in_memory()?, format, evidence });
        match args.format {
            ExtractFormat::Reading => Ok(Sink::Lines(BufWriter::new(io::stdout().lock()))),
            ExtractFormat::Turtle => memory(Format::Turtle, false),
            ExtractFormat::Nquads => memory(Format::NQuads, true),
            ExtractFormat::Graph => {
                let dir = args.output.clone();
                Ok(Sink::Folder(Box::new(Folder { dir, output, readings: None })))
            }
        }
    }

    /// Takes the article with this key: its line of `readings.jsonl`, and its graph where one is wanted.
    pub(super) fn put(
        &mut self,
        key: &str,
        line: &str,
        described: Option<Described>,
        engine: &Engine,
    ) -> anyhow::Result<Written> {
        match self {
            Sink::Lines(out) => {
                writeln!(out, "{line}").context("could not write to the standard output")?;
                Ok(Written::default())
            }
            Sink::Memory { graph, .. } => graph.put(engine, described.into_iter().collect()),
            Sink::Folder(folder) => folder.put(key, line, described, engine),
        }
    }

    /// Writes what is left and the files.
    pub(super) fn finish(self, engine: &Engine, report: &mut Report) -> anyhow::Result<()> {
        match self {
            Sink::Lines(mut out) => out.flush().context("could not write to the standard output"),
            Sink::Memory { graph, format, evidence } => {
                let mut out = BufWriter::new(io::stdout().lock());
                graph.export(format, evidence, &mut out)?;
                out.flush().context("could not write to the standard output")
            }
            Sink::Folder(folder) => folder.finish(engine, report),
        }
    }
}

impl Folder {
    fn put(&mut self, key: &str, line: &str, described: Option<Described>, engine: &Engine) -> anyhow::Result<Written> {
        let output = match self.output.take() {
            Some(output) => output,
            None => Output::open(&self.dir)?,
        };
        let output = self.output.insert(output);
        if self.readings.is_none() {
            self.readings = Some(Spool::create(self.dir.join(format!(".readings.{}.tmp", std::process::id())))?);
        }
        self.readings.as_mut().expect("made above").add(key, line)?;
        described.map_or_else(|| Ok(Written::default()), |article| output.put(engine, article))
    }

    fn finish(self, engine: &Engine, report: &mut Report) -> anyhow::Result<()> {
        let Some(mut output) = self.output else { return Ok(()) };
        report.outdated(output.graph().n_outdated(engine)?);
        output.finish(engine)?;
        report.reprints(output.graph().n_reprints()?);
        if let Some(readings) = self.readings {
            write_atomically(&output.path("readings.jsonl"), |out| readings.write_sorted(out))?;
        }
        let mut json = serde_json::to_string_pretty(&report).expect("a report holds only strings, numbers and lists");
        json.push('\n');
        let file = output.path("run.json");
        if fs::read_to_string(&file).is_ok_and(|former| former == json) {
            return Ok(());
        }
        write_atomically(&file, |out| Ok(out.write_all(json.as_bytes())?))
    }
}

/// Lines in a file, until all are there and can be written in the order of their keys. Only keys and places are in memory.
struct Spool {
    path: PathBuf,
    file: BufWriter<File>,
    places: BTreeMap<String, (u64, usize)>,
    end: u64,
}

impl Spool {
    fn create(path: PathBuf) -> anyhow::Result<Self> {
        let file = File::options().read(true).write(true).create(true).truncate(true).open(&path);
        let file = file.with_context(|| format!("could not write {}", path.display()))?;
        Ok(Spool { path, file: BufWriter::new(file), places: BTreeMap::new(), end: 0 })
    }

    /// Adds a line; it takes the place of a former one of the same key.
    fn add(&mut self, key: &str, line: &str) -> anyhow::Result<()> {
        self.file.write_all(line.as_bytes()).with_context(|| format!("could not write {}", self.path.display()))?;
        self.places.insert(key.to_owned(), (self.end, line.len()));
        self.end += line.len() as u64;
        Ok(())
    }

    fn write_sorted(mut self, out: &mut dyn Write) -> anyhow::Result<()> {
        self.file.flush()?;
        let mut line = Vec::new();
        for (start, length) in self.places.values() {
            self.file.get_mut().seek(SeekFrom::Start(*start))?;
            line.resize(*length, 0);
            self.file.get_mut().read_exact(&mut line)?;
            out.write_all(&line)?;
            out.write_all(b"\n")?;
        }
        Ok(())
    }
}

impl Drop for Spool {
    fn drop(&mut self) {
        // Best effort: a temporary file left behind does no harm.
        let _ = fs::remove_file(&self.path);
    }
}
