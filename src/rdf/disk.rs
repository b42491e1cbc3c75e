//! Stores on disk: what tells a store from another folder, and what can be wrong with one.

use super::Namespaces;
use super::store::{FORMAT, Store, StoreError};
use oxigraph::store::StorageError;
use std::fs;
use std::path::Path;

/// The file in a store's folder that holds its format's number.
const MARK: &str = "tupu-format";

impl Store {
    /// Opens the store in this folder. One process at a time can.
    ///
    /// # Errors
    /// There is no store, another process uses it, a newer tupu wrote it, or the file system failed.
    pub fn open(path: &Path, namespaces: Namespaces) -> Result<Self, StoreError> {
        if !path.try_exists().map_err(|error| opening(path, error.into()))? {
            return Err(StoreError::Missing(path.to_owned()));
        }
        let not_a_store = |found| StoreError::NotAStore { path: path.to_owned(), found };
        if !path.is_dir() {
            return Err(not_a_store("a file"));
        }
        let mark = match fs::read_to_string(path.join(MARK)) {
            Ok(mark) => mark,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                return Err(not_a_store("a folder of something else"));
            }
            Err(error) => return Err(opening(path, error.into())),
        };
        let found = mark.trim().parse().map_err(|_| not_a_store("a folder with a damaged format file"))?;
        if found > FORMAT {
            return Err(StoreError::Newer { path: path.to_owned(), found });
        }
        let quads = oxigraph::store::Store::open(path).map_err(|error| opening(path, error))?;
        Ok(Store::new(quads, namespaces))
    }

    /// Opens the store in this folder, or makes one there if the folder is empty or missing.
    ///
    /// # Errors
    /// As [`open`](Self::open).
    pub fn create(path: &Path, namespaces: Namespaces) -> Result<Self, StoreError> {
        let failed = |error: std::io::Error| opening(path, error.into());
        let is_free = match fs::read_dir(path) {
            Ok(mut entries) => entries.next().is_none(),
            Err(error) => error.kind() == std::io::ErrorKind::NotFound,
        };
        if is_free {
            fs::create_dir_all(path).map_err(failed)?;
            fs::write(path.join(MARK), format!("{FORMAT}\n")).map_err(failed)?;
        }
        Store::open(path, namespaces)
    }

    /// Makes sure that everything written so far survives a loss of power.
    ///
    /// # Errors
    /// Writing failed.
    pub fn flush(&self) -> Result<(), StoreError> {
        Ok(self.quads().flush()?)
    }
}

fn opening(path: &Path, source: StorageError) -> StoreError {
    // RocksDB tells a held lock from other trouble by words alone.
    let message = source.to_string();
    if message.contains("lock") && (message.contains("LOCK") || message.contains("hold")) {
        StoreError::Locked(path.to_owned())
    } else {
        StoreError::Open { path: path.to_owned(), source }
    }
}
