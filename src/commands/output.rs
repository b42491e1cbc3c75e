//! The output folder: the store, and the file made of it that must follow it.
//!
//! A mark stands in the folder from before the first change of the store until `graph.ttl` is written: where a run finds one, the
//! run before was interrupted, and it completes what that one left.

use std::fs::{self, File};
use std::io::BufReader;
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use tupu::rdf::Format;

use super::engine::{Described, Engine, Graph, Loader, Touched, Written};
use super::files::write_atomically;

/// The file that tells that `graph.ttl` does not follow the store yet.
const MARK: &str = ".unfinished";

/// Triples of articles from which it is worth while to merge what was loaded before anybody asks for it.
const MERGED_FROM: usize = 500_000;

/// The output folder of a run.
pub(crate) struct Output {
    dir: PathBuf,
    graph: Graph,
    is_marked: bool,
    /// What stores articles, from the first one on.
    loader: Option<Loader>,
    /// What has changed; everything where the run before was interrupted.
    touched: Touched,
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
        let touched = if is_marked { Touched::everything() } else { Touched::default() };
        Ok(Output { dir: dir.to_owned(), graph, is_marked, loader: None, touched })
    }

    /// The store.
    pub(crate) fn graph(&self) -> &Graph {
        &self.graph
    }

    /// The path of a file in the folder.
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.dir.join(name)
    }

    /// Stores what an article says; it may take until the end to be there.
    pub(crate) fn put(&mut self, engine: &Engine, article: Described) -> anyhow::Result<Written> {
        self.mark()?;
        let mut written = self.loader.get_or_insert_with(|| self.graph.loader(engine)).put(article)?;
        self.touched.extend(std::mem::take(&mut written.touched));
        Ok(written)
    }

    /// Takes the article with this key out of the store; whether it was there.
    pub(crate) fn remove(&mut self, key: &str) -> anyhow::Result<bool> {
        let is_there = self.graph.article(key)?.is_some();
        if is_there {
            self.mark()?;
            let touched = self.graph.remove(key)?;
            self.touched.extend(touched);
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

    /// Stores what is left, finds out again what the whole archive says of what has changed, makes all of it safe, and `graph.ttl`
    /// follow where it does not.
    pub(crate) fn finish(&mut self, engine: &Engine) -> anyhow::Result<()> {
        let n_loaded = self.loader.take().map_or(Ok(0), Loader::finish)?;
        let turtle = self.path("graph.ttl");
        if self.graph.has_new_decisions(engine)? {
            self.mark()?;
        } else if !self.is_marked && turtle.exists() {
            return Ok(());
        }
        // What follows asks for much that was loaded.
        if n_loaded >= MERGED_FROM {
            self.graph.optimize()?;
        }
        self.graph.settle(engine, &mut self.touched)?;
        self.graph.link_reprints(&mut self.touched)?;
        self.graph.count(engine, &self.touched)?;
        self.graph.flush()?;
        let former = File::open(&turtle).map(BufReader::new);
        write_atomically(&turtle, |out| match former {
            Ok(former) => self.graph.patch(former, &self.touched, out),
            Err(_) => self.graph.export(Format::Turtle, false, out),
        })?;
        let mark = self.path(MARK);
        if self.is_marked {
            fs::remove_file(&mark).with_context(|| format!("could not remove {}", mark.display()))?;
            self.is_marked = false;
        }
        self.touched = Touched::default();
        Ok(())
    }
}
