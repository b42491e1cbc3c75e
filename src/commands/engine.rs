//! Where the commands meet the library: every call into it is here, with its errors put into the words of the command line.
//!
//! SEAM: the library behind these calls is not in this branch. Each body marked SEAM names the call that belongs there.

use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::bail;
use serde::Serialize;
use tupu::article::Article;
use tupu::reading::Reading;

use super::Hint;
use crate::cli::{ExportFormat, QueryFormat};

const SEAM: &str = "this build has no library behind the command";

/// What a run depends on besides its articles.
#[derive(Clone, Debug, Default, Serialize)]
pub(crate) struct Versions {
    /// The program's version.
    pub(crate) program: String,
    /// The ontology's version.
    pub(crate) ontology: String,
    /// Hash of all files of the ontology.
    pub(crate) ontology_hash: String,
    /// Hash of the recogniser's model, where there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) model_hash: Option<String>,
}

/// The examples of the rules, run.
pub(crate) struct Tested {
    /// Examples and counter-examples run.
    pub(crate) examples: usize,
    /// What went wrong: file, rule, example, found and expected.
    pub(crate) failures: Vec<String>,
}

/// The extractor with its ontology.
pub(crate) struct Engine {
    // SEAM: extractor: pipeline::Extractor
}

impl Engine {
    /// Loads the program's own ontology, or the one in a folder.
    pub(crate) fn load(_dir: Option<&Path>) -> anyhow::Result<Self> {
        // SEAM: Extractor::new(match dir { Some(dir) => Ontology::load(dir)?, None => Ontology::bundled() })
        Ok(Engine {})
    }

    /// What the output depends on besides the articles.
    pub(crate) fn versions(&self) -> Versions {
        // SEAM: version and hash of the ontology, hash of the model
        Versions { program: env!("CARGO_PKG_VERSION").into(), ..Versions::default() }
    }

    /// What an article says.
    pub(crate) fn read(&self, article: &Article) -> Reading {
        // SEAM: self.extractor.read(article)
        Reading {
            id: article.id.clone(),
            key: article.key.clone(),
            title: article.title.clone(),
            date: article.date.map(|date| date.to_string()),
            ..Reading::default()
        }
    }

    /// How an article is read, layer by layer.
    pub(crate) fn explain(&self, _article: &Article) -> String {
        // SEAM: explain of self.extractor.analyse(article)
        SEAM.to_owned()
    }

    /// Classes, properties, rules and word lists.
    pub(crate) fn list(&self) -> String {
        // SEAM: from the ontology
        String::new()
    }

    /// Runs the examples of all rules.
    pub(crate) fn test(&self) -> Tested {
        // SEAM: every rule's examples through self.extractor
        Tested { examples: 0, failures: vec![SEAM.to_owned()] }
    }
}

/// What is wrong with an ontology.
pub(crate) fn check_ontology(dir: Option<&Path>) -> Vec<anyhow::Error> {
    // SEAM: all errors of Ontology::load, not only the first
    Engine::load(dir).err().into_iter().collect()
}

/// The articles of the inputs, each with what was odd about it, or why it could not be read.
pub(crate) fn articles(_inputs: &[PathBuf]) -> impl Iterator<Item = anyhow::Result<(Article, Vec<String>)>> {
    // SEAM: read::inputs(inputs).map(|item| item.map_err(Into::into))
    std::iter::once(Err(anyhow::anyhow!(SEAM)))
}

/// A graph, in memory or in a folder.
pub(crate) struct Graph {
    // SEAM: store: rdf::Store
}

impl Graph {
    /// An empty graph in memory.
    pub(crate) fn in_memory() -> anyhow::Result<Self> {
        // SEAM: rdf::Store::in_memory()
        bail!(SEAM)
    }

    /// The store in a folder, made where it is missing.
    pub(crate) fn open(_dir: &Path) -> anyhow::Result<Self> {
        // SEAM: rdf::Store::open(dir)
        bail!(SEAM)
    }

    /// The store in a folder, which must be there.
    pub(crate) fn open_existing(dir: &Path) -> anyhow::Result<Self> {
        if !dir.is_dir() {
            bail!(Hint::new(
                format!("found no store in {}", dir.display()),
                "make one with: tupu extract ARTICLES; or name another with --store",
            ));
        }
        Self::open(dir)
    }

    /// Stores what articles say; an article that is there already is replaced. Gives back what is wrong with those that could
    /// not be stored.
    pub(crate) fn put(
        &mut self,
        _engine: &Engine,
        _batch: &[(Article, Reading)],
    ) -> anyhow::Result<Vec<anyhow::Error>> {
        // SEAM: self.store.put(run with the engine's fingerprint, batch), and the refused readings of its changes
        bail!(SEAM)
    }

    /// Makes sure that what was stored survives a loss of power.
    pub(crate) fn flush(&self) -> anyhow::Result<()> {
        // SEAM: self.store.flush(), with the feature `disk`
        bail!(SEAM)
    }

    /// Writes the merged graph, and on request the graphs of the articles.
    pub(crate) fn export(&self, _format: ExportFormat, _evidence: bool, _out: &mut dyn Write) -> anyhow::Result<()> {
        // SEAM: rdf::export(&self.store, …)
        bail!(SEAM)
    }

    /// Answers a question. Without a format it is a table for a terminal and CSV otherwise, Turtle where the answer is a graph.
    pub(crate) fn query(
        &self,
        _sparql: &str,
        _format: Option<QueryFormat>,
        _terminal: bool,
        _out: &mut dyn Write,
    ) -> anyhow::Result<()> {
        // SEAM: query::run(&self.store, …)
        bail!(SEAM)
    }
}
