//! Walking: paths as the user gave them become files, folders entry by entry in the order of their names' bytes.
//!
//! Of a folder only the names are held, so that a million files take some tens of megabytes.

use std::collections::BTreeSet;
use std::ffi::{OsStr, OsString};
use std::fs;
use std::path::PathBuf;
use std::vec;

use encoding_rs::GB18030;

use super::{Location, ReadError};

/// Something to open.
pub(super) enum Found {
    /// The standard input.
    Stdin,
    /// A file that the user named.
    Given(PathBuf),
    /// A file in a folder, and its path below the folder that the user named.
    Below(PathBuf, String),
    /// What follows is in a folder that the user named.
    Begin,
    /// All of that folder has been found.
    End(PathBuf),
}

/// A folder of which some entries are still to be read.
struct Folder {
    path: PathBuf,
    /// The path below the folder that the user named; empty for that folder itself.
    key: String,
    names: vec::IntoIter<OsString>,
}

/// The files of some paths, one after the other.
pub(super) struct Walk {
    given: vec::IntoIter<PathBuf>,
    /// The folders on the way down, the innermost last.
    folders: Vec<Folder>,
    /// All folders entered, by their real path: links may lead back.
    entered: BTreeSet<PathBuf>,
    /// How many entries a folder may have.
    limit: usize,
    /// The standard input has been found.
    has_stdin: bool,
}

impl Walk {
    pub(super) fn new(paths: &[PathBuf], limit: usize) -> Self {
        let given = Vec::from(paths).into_iter();
        Walk { given, folders: Vec::new(), entered: BTreeSet::new(), limit, has_stdin: false }
    }

    /// Puts the entries of a folder in front of all that is still to be read.
    fn enter(&mut self, path: PathBuf, key: String) -> Result<(), ReadError> {
        let unreadable = |cause| ReadError::Unreadable { at: Location::path(&path), cause };
        if self.entered.insert(fs::canonicalize(&path).map_err(unreadable)?) {
            let mut names = Vec::new();
            for entry in fs::read_dir(&path).map_err(unreadable)? {
                let name = entry.map_err(unreadable)?.file_name();
                if !name.as_encoded_bytes().starts_with(b".") {
                    names.push(name);
                }
                if names.len() > self.limit {
                    return Err(ReadError::TooMany { at: Location::path(&path), limit: self.limit });
                }
            }
            names.sort_unstable_by(|a, b| a.as_encoded_bytes().cmp(b.as_encoded_bytes()));
            self.folders.push(Folder { path, key, names: names.into_iter() });
        }
        Ok(())
    }
}

impl Iterator for Walk {
    type Item = Result<Found, ReadError>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let Some(folder) = self.folders.last_mut() else {
                let path = self.given.next()?;
                if path.as_os_str() == "-" {
                    let is_first = !std::mem::replace(&mut self.has_stdin, true);
                    return Some(if is_first { Ok(Found::Stdin) } else { Err(ReadError::Twice) });
                }
                if !path.is_dir() {
                    return Some(Ok(Found::Given(path)));
                }
                // The same folder may be given twice; only links on the way down are suspect.
                self.entered.clear();
                return Some(self.enter(path, String::new()).map(|()| Found::Begin));
            };
            let Some(name) = folder.names.next() else {
                let folder = self.folders.pop().expect("it was there above");
                if self.folders.is_empty() {
                    return Some(Ok(Found::End(folder.path)));
                }
                continue;
            };
            let path = folder.path.join(&name);
            let name = self::name(&name);
            let key = if folder.key.is_empty() { name } else { format!("{}/{name}", folder.key) };
            match fs::metadata(&path) {
                Ok(found) if found.is_dir() => {}
                // A pipe or a device in a folder would be waited for.
                Ok(found) if !found.is_file() => continue,
                // What cannot be looked at cannot be opened either, which tells why.
                Ok(_) | Err(_) => return Some(Ok(Found::Below(path, key))),
            }
            if let Err(error) = self.enter(path, key) {
                return Some(Err(error));
            }
        }
    }
}

/// The name of a file. One that is not UTF-8 is in GB18030, as on old Chinese systems, or else has its odd bytes written out, so that
/// two files never have one name.
pub(super) fn name(name: &OsStr) -> String {
    let bytes = name.as_encoded_bytes();
    if let Ok(name) = str::from_utf8(bytes) {
        return name.to_owned();
    }
    let (decoded, has_errors) = GB18030.decode_without_bom_handling(bytes);
    if !has_errors {
        return decoded.into_owned();
    }
    bytes.utf8_chunks().fold(String::new(), |name, chunk| {
        let odd: String = chunk.invalid().iter().map(|byte| format!("%{byte:02X}")).collect();
        name + chunk.valid() + &odd
    })
}
