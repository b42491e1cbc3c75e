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
            // The mark alone, perhaps cut short: a store whose making was interrupted.
            Ok(mut entries) => entries.all(|entry| entry.is_ok_and(|entry| entry.file_name() == MARK)),
            Err(error) => error.kind() == std::io::ErrorKind::NotFound,
        };
        if is_free {
            fs::create_dir_all(path).map_err(failed)?;
            fs::write(path.join(MARK), format!("{FORMAT}\n")).map_err(failed)?;
        }
        let store = Store::open(path, namespaces)?;
        remove_left_over(path).map_err(failed)?;
        Ok(store)
    }

    /// Copies the store to the folder `path`, which must not be there yet: at once where both are on one disk, since the files
    /// are shared until either store changes them. The copy is there as a whole or not at all.
    ///
    /// # Errors
    /// There is something at `path`, or writing failed.
    pub fn backup(&self, path: &Path) -> Result<(), StoreError> {
        let failed = |error: StorageError| StoreError::Copy { path: path.to_owned(), source: error };
        if path.try_exists().map_err(|error| failed(error.into()))? {
            return Err(StoreError::Occupied(path.to_owned()));
        }
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let temporary = path.with_file_name(format!(".{name}.{}.tmp", std::process::id()));
        let copied = self.quads().backup(&temporary).and_then(|()| {
            fs::write(temporary.join(MARK), format!("{FORMAT}\n"))?;
            Ok(fs::rename(&temporary, path)?)
        });
        if copied.is_err() {
            // Best effort: what failed is reported, and what is left over has a name that tells.
            let _ = fs::remove_dir_all(&temporary);
        }
        copied.map_err(failed)
    }

    /// Merges the files that loading left, so that everything is found quickly. Takes a quarter of the time that loading took.
    ///
    /// # Errors
    /// Writing failed.
    pub fn optimize(&self) -> Result<(), StoreError> {
        Ok(self.quads().optimize()?)
    }

    /// Makes sure that everything written so far survives a loss of power.
    ///
    /// # Errors
    /// Writing failed.
    pub fn flush(&self) -> Result<(), StoreError> {
        Ok(self.quads().flush()?)
    }
}

/// Removes the files that a bulk load was writing when its process ended; the database does not know of them.
fn remove_left_over(path: &Path) -> std::io::Result<()> {
    for entry in fs::read_dir(path)? {
        let entry = entry?;
        let name = entry.file_name();
        let name = name.to_string_lossy();
        if name.starts_with("bulk-") && name.ends_with(".sst") {
            fs::remove_file(entry.path())?;
        }
    }
    Ok(())
}

fn opening(path: &Path, source: StorageError) -> StoreError {
    // RocksDB tells a held lock from other trouble by words alone: the lock is also the first file that it writes.
    let message = source.to_string();
    if message.contains("While lock file") || message.contains("lock hold by") {
        StoreError::Locked(path.to_owned())
    } else if ["Permission denied", "Read-only file system"].iter().any(|words| message.contains(words)) {
        StoreError::ReadOnly { path: path.to_owned(), source }
    } else {
        StoreError::Open { path: path.to_owned(), source }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rdf::tests::{FIRST, LATER, later, readings, run};
    use crate::rdf::{Changes, Format, Options, audit, export};
    use std::path::PathBuf;

    /// An empty folder of this test's own, gone when the test is over.
    struct Folder(PathBuf);

    impl Folder {
        fn new(name: &str) -> Self {
            let path = std::env::temp_dir().join(format!("tupu-{}-{name}", std::process::id()));
            fs::create_dir_all(&path).unwrap();
            Folder(path)
        }
    }

    impl Drop for Folder {
        fn drop(&mut self) {
            // A folder left behind harms nobody.
            let _ = fs::remove_dir_all(&self.0);
        }
    }

    fn create(path: &Path) -> Store {
        Store::create(path, Namespaces::default()).unwrap()
    }

    fn refusal(path: &Path) -> String {
        Store::open(path, Namespaces::default()).err().expect("it is refused").to_string()
    }

    #[test]
    fn what_was_stored_is_there_the_next_time() {
        let folder = Folder::new("next-time");
        let path = folder.0.join("output/store");
        let dump = |store: &Store| {
            let mut out = Vec::new();
            export(store, &Options { evidence: true, ..Options::merged(Format::Trig) }, &mut out).unwrap();
            String::from_utf8(out).unwrap()
        };
        let [first, third] = readings();
        let many: Vec<_> = (0..150).map(|n| crate::reading::Reading { key: n.to_string(), ..first.clone() }).collect();
        let store = create(&path);
        store.put(&run(), many.iter().map(|reading| (reading, FIRST))).unwrap();
        store.put(&run(), [(&later(), LATER), (&third, "")]).unwrap();
        store.remove("7").unwrap();
        store.flush().unwrap();
        let before = dump(&store);
        drop(store);

        let store = create(&path);
        assert!(dump(&store) == before, "the stores differ");
        assert_eq!(audit(&store).unwrap(), []);
        let changes = store.put(&run(), [(&later(), LATER), (&third, "")]).unwrap();
        assert_eq!(changes, Changes { unchanged: 2, ..Changes::default() });
        assert!(!before.contains(&store.namespaces().article("7").to_string()));
    }

    #[test]
    fn what_is_no_store_is_refused_and_left_alone() {
        let folder = Folder::new("no-store");
        let path = &folder.0;
        assert!(refusal(&path.join("missing")).starts_with("no store at "));
        assert!(!path.join("missing").exists());

        fs::write(path.join("file"), "mine").unwrap();
        assert!(refusal(&path.join("file")).starts_with("found a file at "));
        assert!(Store::create(&path.join("file"), Namespaces::default()).is_err());
        assert!(refusal(path).starts_with("found a folder of something else at "));
        assert!(Store::create(path, Namespaces::default()).is_err());
        assert_eq!(fs::read_dir(path).unwrap().count(), 1, "nothing was added to it");
    }

    #[test]
    fn a_store_of_a_newer_tupu_and_one_in_use_are_refused() {
        let folder = Folder::new("refused");
        let (newer, used) = (folder.0.join("newer"), folder.0.join("used"));
        drop(create(&newer));
        fs::write(newer.join(MARK), "2\n").unwrap();
        assert!(refusal(&newer).contains("has format 2, expected at most 1"), "{}", refusal(&newer));

        let store = create(&used);
        assert!(refusal(&used).contains("in use by another process"), "{}", refusal(&used));
        drop(store);
        create(&used);
    }

    #[test]
    fn a_backup_is_a_store_of_its_own() {
        let folder = Folder::new("backup");
        let (path, copy) = (folder.0.join("store"), folder.0.join("copy"));
        let store = create(&path);
        let [first, third] = readings();
        store.put(&run(), [(&first, FIRST), (&third, "")]).unwrap();
        store.backup(&copy).unwrap();
        assert!(matches!(store.backup(&copy), Err(StoreError::Occupied(_))));
        let dump = |store: &Store| {
            let mut out = Vec::new();
            export(store, &Options { evidence: true, ..Options::merged(Format::Trig) }, &mut out).unwrap();
            out
        };
        let before = dump(&store);
        store.remove("1").unwrap();
        let copy = Store::open(&copy, Namespaces::default()).unwrap();
        assert!(dump(&copy) == before && dump(&store) != before);
        assert_eq!(fs::read_dir(&folder.0).unwrap().count(), 2, "nothing temporary is left");
    }

    #[test]
    fn making_a_store_can_be_interrupted() {
        let folder = Folder::new("interrupted");
        fs::write(folder.0.join(MARK), "").unwrap();
        create(&folder.0);
    }
}
