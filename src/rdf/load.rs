//! Loading many articles: they are sorted into files of the database on threads of their own, while the next ones are read.
//!
//! The database merges what it takes in, again and again, so it takes in as little at a time as it can: articles wait in sorted
//! files until there are as many as it has got so far. So what has been loaded is merged a few times, however much it is; and
//! where a run is killed, at most half of its work is done again.

use super::describe::{Described, is_knowledge};
use super::store::{BULK_FROM, Change, Changes, Run, Store, StoreError};
use oxigraph::model::{GraphName, Quad, Triple};
use oxigraph::store::StorageError;
use rustc_hash::FxHashSet;
use std::sync::mpsc::{SyncSender, sync_channel};
use std::thread::{JoinHandle, available_parallelism};

/// Quads that are sorted at once. More take more memory, some 1.5 kB each; fewer make more files to be merged.
const CHUNK: usize = 100_000;

/// Threads that sort. Each holds a chunk in memory.
const THREADS: usize = 4;

/// Quads that wait for the database to take them in, at least.
const PATIENCE: usize = 2_000_000;

/// Writes articles to a store; what is new may take until [`finish`](Loader::finish) to be there.
pub struct Loader {
    store: Store,
    run: Run,
    /// New articles that are not being sorted yet, and the number of their triples.
    waiting: Vec<Change>,
    n_waiting: usize,
    /// The hashes of all articles that were new, some of which are not in the store yet.
    new: FxHashSet<u128>,
    n_pending: usize,
    n_loaded: usize,
    sorting: Option<Sorting>,
}

/// The thread that loads what it is sent.
type Sorting = (SyncSender<Vec<Change>>, JoinHandle<Result<(), StorageError>>);

impl Loader {
    /// A loader of what a run reads.
    pub fn new(store: Store, run: Run) -> Self {
        Loader {
            store,
            run,
            waiting: Vec::new(),
            n_waiting: 0,
            new: FxHashSet::default(),
            n_pending: 0,
            n_loaded: 0,
            sorting: None,
        }
    }

    /// As [`Store::write`], of one article; a new one is there when the loader finishes, or before, as a whole. What comes again
    /// under the key of one that was new is not counted again.
    ///
    /// # Errors
    /// Reading or writing failed.
    pub fn write(&mut self, article: Described) -> Result<Changes, StoreError> {
        let hash = article.hash();
        let is_again = self.new.contains(&hash);
        if is_again {
            self.commit()?;
        }
        let (mut changes, new, changed) = self.store.compare(vec![article])?;
        if !changed.is_empty() {
            self.store.apply(&changed, &self.store.run_record(&self.run))?;
        }
        if is_again {
            return Ok(Changes { touched: changes.touched, ..Changes::default() });
        }
        for change in new {
            changes.added += 1;
            self.new.insert(hash);
            self.n_waiting += change.added.len();
            self.waiting.push(change);
        }
        if self.n_waiting >= CHUNK {
            self.sort()?;
        }
        if self.n_pending >= PATIENCE.max(self.n_loaded) {
            self.commit()?;
        }
        Ok(changes)
    }

    /// Stores what is left.
    ///
    /// # Errors
    /// Writing failed.
    pub fn finish(mut self) -> Result<usize, StoreError> {
        self.commit()?;
        Ok(self.n_loaded)
    }

    /// Hands on what waits to be sorted.
    fn sort(&mut self) -> Result<(), StoreError> {
        self.n_pending += std::mem::take(&mut self.n_waiting);
        let waiting = std::mem::take(&mut self.waiting);
        if self.sorting.is_none() {
            self.store.record(&self.run)?;
            let (sender, receiver) = sync_channel(1);
            let store = self.store.clone();
            self.sorting = Some((sender, std::thread::spawn(move || load(&store, receiver))));
        }
        let (sender, _) = self.sorting.as_ref().expect("it was made above");
        if sender.send(waiting).is_err() {
            // The thread has ended before its time, and tells why.
            self.commit()?;
        }
        Ok(())
    }

    /// Waits until all that is pending is in the store.
    fn commit(&mut self) -> Result<(), StoreError> {
        if self.sorting.is_none() && self.n_waiting < BULK_FROM {
            if !self.waiting.is_empty() {
                self.store.apply(&std::mem::take(&mut self.waiting), &self.store.run_record(&self.run))?;
                self.n_loaded += std::mem::take(&mut self.n_waiting);
            }
        } else {
            if !self.waiting.is_empty() {
                self.sort()?;
            }
            if let Some((sender, thread)) = self.sorting.take() {
                drop(sender);
                thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))?;
            }
            self.n_loaded += std::mem::take(&mut self.n_pending);
        }
        Ok(())
    }
}

impl Drop for Loader {
    fn drop(&mut self) {
        // Where a run fails, its threads must not outlive it. What has been handed on to them is stored, each article as a whole.
        if let Some((sender, thread)) = self.sorting.take() {
            drop(sender);
            let _ = thread.join();
        }
    }
}

/// Loads what comes, all of it at once or nothing.
fn load(store: &Store, chunks: impl IntoIterator<Item = Vec<Change>>) -> Result<(), StorageError> {
    let n_threads = available_parallelism().map_or(1, usize::from).min(THREADS);
    // The loader counts on one kilobyte for each quad, and takes so many of them at once.
    let megabytes = n_threads * 2 * CHUNK / 1000;
    let mut loader =
        store.quads().bulk_loader().with_num_threads(n_threads).with_max_memory_size_in_megabytes(megabytes);
    for chunk in chunks {
        loader.load_quads(quads(store, chunk))?;
    }
    loader.commit()
}

/// The quads of new articles, and what they add to the merged graph.
fn quads(store: &Store, articles: Vec<Change>) -> impl Iterator<Item = Quad> {
    let namespaces = store.namespaces().clone();
    let mut merged: FxHashSet<Triple> = FxHashSet::default();
    for triple in articles.iter().flat_map(|article| &article.added) {
        if is_knowledge(triple, &namespaces) && !merged.contains(triple) {
            merged.insert(triple.clone());
        }
    }
    let merged = merged.into_iter().map(|triple| triple.in_graph(GraphName::DefaultGraph));
    let told = articles
        .into_iter()
        .flat_map(|Change { graph, added, .. }| added.into_iter().map(move |triple| triple.in_graph(graph.clone())));
    merged.chain(told)
}

impl Store {
    /// Loads articles that are not there yet, all of them at once or none.
    pub(super) fn load(&self, articles: Vec<Change>) -> Result<(), StorageError> {
        let mut chunks = vec![Vec::new()];
        let mut n_quads = 0;
        for article in articles {
            if n_quads >= CHUNK {
                chunks.push(Vec::new());
                n_quads = 0;
            }
            n_quads += article.added.len();
            chunks.last_mut().expect("there is one").push(article);
        }
        load(self, chunks)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rdf::tests::{FIRST, LATER, later, readings, run};
    use crate::rdf::{Format, Namespaces, Options, describe, export};
    use crate::reading::Reading;

    fn dump(store: &Store) -> String {
        let mut out = Vec::new();
        export(store, &Options { evidence: true, ..Options::merged(Format::NQuads) }, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn what_is_loaded_is_what_is_written_at_once() {
        let [first, _] = readings();
        let many: Vec<_> = (0..300).map(|n| Reading { key: n.to_string(), ..first.clone() }).collect();
        let again = Reading { key: "7".to_owned(), ..later() };
        let written = Store::in_memory(Namespaces::default()).unwrap();
        written.put(&run(), many.iter().map(|reading| (reading, FIRST))).unwrap();
        written.put(&run(), [(&again, LATER)]).unwrap();

        let loaded = Store::in_memory(Namespaces::default()).unwrap();
        let mut loader = Loader::new(loaded.clone(), run());
        let described = |reading, text| describe(reading, text, &run(), loaded.namespaces()).unwrap();
        for reading in &many {
            let changes = loader.write(described(reading, FIRST)).unwrap();
            assert_eq!((changes.added, changes.replaced), (1, 0));
        }
        let changes = loader.write(described(&again, LATER)).unwrap();
        assert_eq!((changes.added, changes.replaced), (0, 0), "it was counted when it came first");
        assert!(loader.finish().unwrap() > BULK_FROM);
        assert!(dump(&loaded) == dump(&written), "the stores differ");
    }
}
