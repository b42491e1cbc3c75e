//! The store: articles go in and are replaced whole; the merged graph follows.

use super::describe::{Described, ReadingError, describe, is_knowledge};
use super::touched::Touched;
use super::vocab::{ACTIVITY, FINGERPRINT, IS_BASED_ON, LABEL, TYPE, USED};
use super::{Namespaces, Schema, content_hash};
use crate::reading::Reading;
use oxigraph::model::{
    GraphName, GraphNameRef, Literal, NamedNode, NamedNodeRef, NamedOrBlankNode, NamedOrBlankNodeRef, Quad, QuadRef,
    Term, Triple, TripleRef,
};
use oxigraph::sparql::QueryEvaluationError;
use oxigraph::store::{LoaderError, StorageError};
use rustc_hash::FxHashSet;
use std::collections::BTreeMap;
use std::path::PathBuf;

/// Quads from which the bulk loader is worth its start: below, one transaction is quicker.
pub(super) const BULK_FROM: usize = 10_000;

/// What reads a batch of articles: the vocabulary it fills, and a hash of everything its result depends on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Run {
    /// The vocabulary.
    pub schema: Schema,
    /// Versions or hashes of all else that a reading depends on: the program, the ontology's files, the model.
    pub fingerprint: String,
    /// Whether things of which an article says nothing are stored too. They are about half of those that it names.
    pub all_mentions: bool,
}

/// What a change of the store did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changes {
    /// Articles that were not there before.
    pub added: usize,
    /// Articles that say something else now.
    pub replaced: usize,
    /// Articles of which nothing had to be written.
    pub unchanged: usize,
    /// Articles taken out.
    pub removed: usize,
    /// What changed: what the whole archive says of it has to be found out again.
    pub touched: Touched,
    /// Articles that could not be stored; what the store held of them stays.
    pub refused: Vec<ReadingError>,
}

/// Why the store could not be used. Nothing that was in it is lost.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// There is nothing there.
    #[error("no store at {0}; `tupu extract` makes one")]
    Missing(PathBuf),
    /// There is something else there.
    #[error("found {found} at {path}, expected a folder with a tupu store", path = path.display())]
    NotAStore {
        /// Where.
        path: PathBuf,
        /// What is there.
        found: &'static str,
    },
    /// A newer tupu wrote it.
    #[error("the store at {path} has format {found}, expected at most {FORMAT}; use the tupu that wrote it, or extract anew", path = path.display())]
    Newer {
        /// Where.
        path: PathBuf,
        /// Its format.
        found: u32,
    },
    /// Another process has it open.
    #[error("the store at {0} is in use by another process; wait for it to end")]
    Locked(PathBuf),
    /// This user may not write to it, which opening takes even to read.
    #[error("the store at {path} may not be written, which even reading it takes; copy it to a folder of your own", path = path.display())]
    ReadOnly {
        /// Where.
        path: PathBuf,
        /// What failed.
        source: StorageError,
    },
    /// The file system failed while a copy was made.
    #[error("the store could not be copied to {path}", path = path.display())]
    Copy {
        /// Where to.
        path: PathBuf,
        /// What failed.
        source: StorageError,
    },
    /// There is something where a copy is to go.
    #[error("found something at {0}, expected nothing there yet; name another folder")]
    Occupied(PathBuf),
    /// This program was built without the feature `disk`.
    #[error("cannot open {0}: this tupu keeps stores in memory only (it was built without the feature \"disk\")")]
    MemoryOnly(PathBuf),
    /// The file system or the database failed.
    #[error("the store at {path} could not be opened", path = path.display())]
    Open {
        /// Where.
        path: PathBuf,
        /// What failed.
        source: StorageError,
    },
    /// Reading or writing failed.
    #[error(transparent)]
    Storage(#[from] StorageError),
    /// An export could not be read.
    #[error(transparent)]
    Export(#[from] LoaderError),
    /// A question of the audit could not be answered.
    #[error(transparent)]
    Audit(#[from] QueryEvaluationError),
}

/// Format of the stores that this version writes.
pub(super) const FORMAT: u32 = 1;

/// Articles as quads, with the graph merged from them. Copies share it.
#[derive(Clone)]
pub struct Store {
    quads: oxigraph::store::Store,
    namespaces: Namespaces,
}

/// How an article's graph has to change.
pub(super) struct Change {
    pub(super) graph: NamedNode,
    pub(super) added: Vec<Triple>,
    removed: Vec<Triple>,
    /// The article goes altogether.
    is_end: bool,
}

impl Store {
    /// An empty store in memory.
    ///
    /// # Errors
    /// None that is known; the database reserves the right.
    pub fn in_memory(namespaces: Namespaces) -> Result<Self, StoreError> {
        Ok(Store::new(oxigraph::store::Store::new()?, namespaces))
    }

    pub(super) fn new(quads: oxigraph::store::Store, namespaces: Namespaces) -> Self {
        Store { quads, namespaces }
    }

    pub(crate) fn quads(&self) -> &oxigraph::store::Store {
        &self.quads
    }

    /// Where the store's IRIs live.
    pub fn namespaces(&self) -> &Namespaces {
        &self.namespaces
    }

    /// Stores what articles say; each reading comes with the article's text as read.
    ///
    /// An article that is there already is replaced, and only what differs is written: the same articles again write
    /// nothing. Of two readings with one key the later counts. Each article is there whole or not at all, whenever the
    /// program ends. The batch is held in memory; a new article takes about 1 kB for each fact.
    ///
    /// # Errors
    /// Reading or writing failed. A reading that breaks a promise is no error: it is among [`Changes::refused`].
    pub fn put<'a>(
        &self,
        run: &Run,
        articles: impl IntoIterator<Item = (&'a Reading, &'a str)>,
    ) -> Result<Changes, StoreError> {
        let (mut described, mut refused) = (Vec::new(), Vec::new());
        for (reading, text) in articles {
            match describe(reading, text, run, &self.namespaces) {
                Ok(article) => described.push(article),
                Err(error) => refused.push(error),
            }
        }
        Ok(Changes { refused, ..self.write(run, described)? })
    }

    /// As [`put`](Self::put), of articles that are described already, which can be done on many threads.
    ///
    /// # Errors
    /// Reading or writing failed.
    pub fn write(&self, run: &Run, articles: Vec<Described>) -> Result<Changes, StoreError> {
        let (mut changes, mut new, mut changed) = self.compare(articles)?;
        if new.is_empty() && changed.is_empty() {
            return Ok(changes);
        }
        changes.added = new.len();
        if new.iter().map(|change| change.added.len()).sum::<usize>() < BULK_FROM {
            changed.append(&mut new);
        }
        self.apply(&changed, &self.run_record(run))?;
        if !new.is_empty() {
            self.load(new)?;
        }
        Ok(changes)
    }

    /// What writing articles has to change: those that are new, and those that say something else. What linked an article to
    /// the one that it repeats stays.
    pub(super) fn compare(
        &self,
        articles: Vec<Described>,
    ) -> Result<(Changes, Vec<Change>, Vec<Change>), StorageError> {
        let mut changes = Changes::default();
        let (mut new, mut changed) = (Vec::new(), Vec::new());
        let articles: BTreeMap<String, Described> =
            articles.into_iter().map(|article| (article.graph.as_str().to_owned(), article)).collect();
        for Described { graph, triples: after } in articles.into_values() {
            let mut before = self.article_triples(&graph)?;
            before.retain(|triple| triple.predicate != IS_BASED_ON);
            if before.is_empty() {
                changes.touched.add(&graph, &after, &self.namespaces);
                new.push(Change { graph, added: after.into_iter().collect(), removed: Vec::new(), is_end: false });
            } else if before == after {
                changes.unchanged += 1;
            } else {
                changes.replaced += 1;
                changes.touched.add(&graph, before.iter().chain(&after), &self.namespaces);
                let added = after.difference(&before).cloned().collect();
                let removed = before.difference(&after).cloned().collect();
                changed.push(Change { graph, added, removed, is_end: false });
            }
        }
        Ok((changes, new, changed))
    }

    /// Takes out the article with this [`key`](crate::article::Article::key), and what only it supports.
    ///
    /// # Errors
    /// Reading or writing failed.
    pub fn remove(&self, key: &str) -> Result<Changes, StoreError> {
        let graph = self.namespaces.article(key);
        let removed: Vec<_> = self.article_triples(&graph)?.into_iter().collect();
        if removed.is_empty() {
            return Ok(Changes::default());
        }
        let mut touched = Touched::default();
        touched.add(&graph, &removed, &self.namespaces);
        self.apply(&[Change { graph, added: Vec::new(), removed, is_end: true }], &[])?;
        Ok(Changes { removed: 1, touched, ..Changes::default() })
    }

    /// The number of quads, of all graphs. Reads all of them.
    ///
    /// # Errors
    /// Reading failed.
    pub fn n_quads(&self) -> Result<usize, StoreError> {
        Ok(self.quads.len()?)
    }

    /// The label of a thing, in Chinese where it has one.
    pub(crate) fn label(&self, thing: NamedNodeRef<'_>) -> Result<Option<String>, StorageError> {
        let graph = Some(GraphNameRef::DefaultGraph);
        let mut labels = Vec::new();
        for quad in self.quads.quads_for_pattern(Some(thing.into()), Some(LABEL), None, graph) {
            if let Term::Literal(label) = quad?.object {
                labels.push((label.language() != Some("zh"), label.value().to_owned()));
            }
        }
        Ok(labels.into_iter().min().map(|(_, label)| label))
    }

    fn article_triples(&self, graph: &NamedNode) -> Result<FxHashSet<Triple>, StorageError> {
        let graph = Some(GraphNameRef::NamedNode(graph.as_ref()));
        self.quads.quads_for_pattern(None, None, None, graph).map(|quad| quad.map(Triple::from)).collect()
    }

    /// Writes changes in one transaction. Whether another article supports a triple is one look-up for each triple
    /// that leaves an article.
    pub(super) fn apply(&self, changes: &[Change], record: &[Quad]) -> Result<(), StorageError> {
        let mut transaction = self.quads.start_transaction()?;
        let added: FxHashSet<&Triple> = changes.iter().flat_map(|change| &change.added).collect();
        let removed: FxHashSet<(&NamedNode, &Triple)> =
            changes.iter().flat_map(|change| change.removed.iter().map(|triple| (&change.graph, triple))).collect();
        for change in changes {
            for triple in &change.removed {
                if is_knowledge(triple, &self.namespaces)
                    && !added.contains(triple)
                    && !self.is_supported(triple, &removed)?
                {
                    transaction.remove(in_graph(triple, GraphNameRef::DefaultGraph));
                }
                transaction.remove(in_graph(triple, change.graph.as_ref().into()));
            }
            for triple in &change.added {
                transaction.insert(in_graph(triple, change.graph.as_ref().into()));
                if is_knowledge(triple, &self.namespaces) {
                    transaction.insert(in_graph(triple, GraphNameRef::DefaultGraph));
                }
            }
            if change.is_end {
                transaction.remove_named_graph(&change.graph)?;
            }
        }
        transaction.extend(record);
        transaction.commit()
    }

    /// Whether an article graph holds `triple` that is not among those it is `removed` from.
    fn is_supported(&self, triple: &Triple, removed: &FxHashSet<(&NamedNode, &Triple)>) -> Result<bool, StorageError> {
        let TripleRef { subject, predicate, object } = triple.as_ref();
        for quad in self.quads.quads_for_pattern(Some(subject), Some(predicate), Some(object), None) {
            if let GraphName::NamedNode(graph) = quad?.graph_name
                && self.namespaces.is_article(graph.as_str())
                && !removed.contains(&(&graph, triple))
            {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Takes out some quads and puts in others, none of which may be knowledge that articles tell.
    pub(super) fn exchange(&self, removed: Vec<Quad>, added: Vec<Quad>) -> Result<(), StorageError> {
        if removed.is_empty() && added.len() >= BULK_FROM {
            let mut loader = self.quads.bulk_loader();
            loader.load_quads(added)?;
            return loader.commit();
        }
        let mut transaction = self.quads.start_transaction()?;
        removed.iter().for_each(|quad| transaction.remove(quad.as_ref()));
        transaction.extend(added.iter().map(Quad::as_ref));
        transaction.commit()
    }

    /// Records a run.
    pub(super) fn record(&self, run: &Run) -> Result<(), StorageError> {
        self.exchange(Vec::new(), self.run_record(run).to_vec())
    }

    /// A run as a `prov:Activity` in a graph of its own: no article supports it, so it stays when its articles go. Runs with
    /// the same program, ontology and model are one activity, since there is no clock to tell them apart by.
    pub(super) fn run_record(&self, run: &Run) -> [Quad; 3] {
        let node = run_node(run, &self.namespaces);
        let quads = [
            (TYPE, Term::from(ACTIVITY)),
            (USED, NamedNode::new_unchecked(&run.schema.version).into()),
            (FINGERPRINT, Literal::from(&*run.fingerprint).into()),
        ];
        quads.map(|(predicate, object)| Quad::new(node.clone(), predicate, object, node.clone()))
    }

    /// The names of all runs that the store records.
    pub(super) fn runs(&self) -> Result<Vec<NamedNode>, StorageError> {
        let runs = self.quads.quads_for_pattern(None, Some(TYPE), Some(ACTIVITY.into()), None);
        runs.map(|quad| {
            Ok(match quad?.subject {
                NamedOrBlankNode::NamedNode(run) => Some(run),
                NamedOrBlankNode::BlankNode(_) => None,
            })
        })
        .filter_map(Result::transpose)
        .collect()
    }

    /// The subjects of a graph, sorted.
    pub(super) fn subjects(&self, graph: GraphNameRef<'_>) -> Result<Vec<NamedOrBlankNode>, StorageError> {
        let mut subjects: Vec<NamedOrBlankNode> = Vec::new();
        for quad in self.quads.quads_for_pattern(None, None, None, Some(graph)) {
            let subject = quad?.subject;
            if subjects.last() != Some(&subject) {
                subjects.push(subject);
            }
        }
        subjects.sort_by_cached_key(NamedOrBlankNode::to_string);
        subjects.dedup();
        Ok(subjects)
    }

    /// The triples of a graph, or of a subject in it.
    pub(super) fn triples(
        &self,
        subject: Option<NamedOrBlankNodeRef<'_>>,
        graph: GraphNameRef<'_>,
    ) -> Result<Vec<Triple>, StorageError> {
        self.quads.quads_for_pattern(subject, None, None, Some(graph)).map(|quad| quad.map(Triple::from)).collect()
    }

    /// The names of the graphs beside the default graph, sorted.
    pub(super) fn graphs(&self) -> Result<Vec<NamedOrBlankNode>, StorageError> {
        let mut graphs = self.quads.named_graphs().collect::<Result<Vec<_>, _>>()?;
        graphs.sort_by_cached_key(NamedOrBlankNode::to_string);
        Ok(graphs)
    }
}

/// The name of a run, and of its graph.
pub(super) fn run_node(run: &Run, namespaces: &Namespaces) -> NamedNode {
    let mentions = if run.all_mentions { "all" } else { "" };
    namespaces.run(&content_hash(&[&run.schema.version, &run.fingerprint, mentions]))
}

fn in_graph<'a>(triple: &'a Triple, graph: GraphNameRef<'a>) -> QuadRef<'a> {
    triple.as_ref().in_graph(graph)
}

#[cfg(not(feature = "disk"))]
impl Store {
    /// Fails: there are no stores on disk without the feature `disk`.
    ///
    /// # Errors
    /// Always.
    pub fn open(path: &std::path::Path, _: Namespaces) -> Result<Self, StoreError> {
        Err(StoreError::MemoryOnly(path.to_owned()))
    }

    /// Fails: there are no stores on disk without the feature `disk`.
    ///
    /// # Errors
    /// Always.
    pub fn create(path: &std::path::Path, _: Namespaces) -> Result<Self, StoreError> {
        Err(StoreError::MemoryOnly(path.to_owned()))
    }

    /// Fails: what is in memory has no files to copy.
    ///
    /// # Errors
    /// Always.
    pub fn backup(&self, path: &std::path::Path) -> Result<(), StoreError> {
        Err(StoreError::MemoryOnly(path.to_owned()))
    }

    /// Does nothing: what is in memory needs no merging.
    ///
    /// # Errors
    /// Never.
    pub fn optimize(&self) -> Result<(), StoreError> {
        Ok(())
    }

    /// Does nothing: what is in memory is lost without power.
    ///
    /// # Errors
    /// Never.
    pub fn flush(&self) -> Result<(), StoreError> {
        Ok(())
    }
}
