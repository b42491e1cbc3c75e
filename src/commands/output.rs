//! The output folder: the store, and the file made of it that must follow it.
//!
//! A mark stands in the folder from before the first change of the store until `graph.ttl` is written: where a run finds one, the
//! run before was interrupted, and it completes what that one left.

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use tupu::rdf::Format;

use super::engine::{Described, Engine, Graph, Touched, Written};
use super::files::write_atomically;

/// The file that tells that `graph.ttl` does not follow the store yet.
const MARK: &str = ".unfinished";

/// The output folder of a run.
pub(crate) struct Output {
    dir: PathBuf,
    graph: Graph,
    is_marked: bool,
    /// The names in what has changed; none where the run before was interrupted, which may have changed anything.
    touched: Option<Touched>,
}

impl Output {
    /// The output folder that is there; none where it holds no store.
    pub(crate) fn open_existing(dir: &Path) -> anyhow::Result<Option<Self>> {
        dir.join("store").exists().then(|| Output::open(dir)).transpose()
    }

    /// The output folder, made where it is missing.
    pub(crate) fn open(dir: &Path) -> anyhow::Result<Self> {
        fs::create_dir_all(dir).with_context(|| format!("could not make the folder {}", dir.display()))?;
        let graph = Graph::open(&dir.join("store"))?;
        let is_marked = dir.join(MARK).exists();
        let touched = (!is_marked).then(Touched::default);
        Ok(Output { dir: dir.to_owned(), graph, is_marked, touched })
    }

    /// The store.
    pub(crate) fn graph(&self) -> &Graph {
        &self.graph
    }

    /// The path of a file in the folder.
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.dir.join(name)
    }

    /// Stores what articles say.
    pub(crate) fn put(&mut self, engine: &Engine, articles: Vec<Described>) -> anyhow::Result<Written> {
        self.mark()?;
        let written = self.graph.put(engine, articles)?;
        if let Some(touched) = &mut self.touched {
            touched.extend(written.touched.clone());
        }
        Ok(written)
    }

    /// Takes the article with this key out of the store; whether it was there.
    pub(crate) fn remove(&mut self, key: &str) -> anyhow::Result<bool> {
        let is_there = self.graph.article(key)?.is_some();
        if is_there {
            self.mark()?;
            let names = self.graph.remove(key)?;
            if let Some(touched) = &mut self.touched {
                touched.extend(names);
            }
        }
        Ok(is_there)
    }

    fn mark(&mut self) -> anyhow::Result<()> {
        if !self.is_marked {
            let path = self.path(MARK);
            let made = File::create(&path).and_then(|file| file.sync_all());
            made.with_context(|| format!("could not write {}", path.display()))?;
            self.is_marked = true;
        }
        Ok(())
    }

    /// Settles what is one with what, makes all that was stored safe, and `graph.ttl` follow it where it does not.
    pub(crate) fn finish(&mut self, engine: &Engine) -> anyhow::Result<()> {
        let turtle = self.path("graph.ttl");
        if self.graph.has_new_decisions(engine)? {
            self.mark()?;
        } else if !self.is_marked && turtle.exists() {
            return Ok(());
        }
        self.graph.settle(engine, self.touched.take())?;
        self.graph.link_reprints()?;
        self.graph.flush()?;
        write_atomically(&turtle, |out| self.graph.export(Format::Turtle, false, out))?;
        let mark = self.path(MARK);
        if self.is_marked {
            fs::remove_file(&mark).with_context(|| format!("could not remove {}", mark.display()))?;
            self.is_marked = false;
        }
        self.touched = Some(Touched::default());
        Ok(())
    }
}
