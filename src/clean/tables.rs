//! The tables of `ontology/clean/`: reading them, and maps from character to character.

use std::borrow::Cow;
use std::path::{Path, PathBuf};

/// Why the tables could not be read.
#[derive(Debug, thiserror::Error)]
pub enum CleanError {
    /// A file is missing or unreadable.
    #[error("{}: {cause}; the folder needs every table of ontology/clean", file.display())]
    Unreadable {
        /// The table.
        file: PathBuf,
        /// What the system said.
        cause: std::io::Error,
    },
    /// A row is not as the file's header says.
    #[error("{file}:{line}: found {found:?}, expected {expected}")]
    Row {
        /// The table.
        file: &'static str,
        /// Line, from 1.
        line: usize,
        /// The row.
        found: String,
        /// What the row should hold.
        expected: &'static str,
    },
}

/// One table: its file name and its text.
#[derive(Clone, Debug)]
pub(super) struct Table {
    file: &'static str,
    text: Cow<'static, str>,
}

/// A row of a table; columns that are not there are empty.
pub(super) struct Row<'t> {
    table: &'t Table,
    number: usize,
    line: &'t str,
}

impl<'t> Row<'t> {
    pub(super) fn column(&self, n: usize) -> &'t str {
        self.line.split('\t').nth(n).unwrap_or_default()
    }

    /// A column that holds one character, written as itself or as a code point.
    pub(super) fn character(&self, n: usize) -> Result<char, CleanError> {
        character(self.column(n)).ok_or_else(|| self.error("one character, or a code point such as U+3000"))
    }

    pub(super) fn error(&self, expected: &'static str) -> CleanError {
        CleanError::Row { file: self.table.file, line: self.number, found: self.line.to_owned(), expected }
    }
}

impl Table {
    /// The rows below the header.
    pub(super) fn rows(&self) -> impl Iterator<Item = Row<'_>> {
        let row = |(i, line)| Row { table: self, number: i + 1, line };
        self.text.lines().enumerate().filter(|(_, line)| !line.is_empty() && !line.starts_with("# ")).map(row)
    }
}

/// Reads `U+3000`, or a single character.
pub(super) fn character(column: &str) -> Option<char> {
    let mut chars = column.chars();
    match (chars.next(), chars.next()) {
        (Some(c), None) => Some(c),
        _ => char::from_u32(u32::from_str_radix(column.strip_prefix("U+")?, 16).ok()?),
    }
}

/// All tables that a [`Cleaner`](super::Cleaner) is built from.
#[derive(Clone, Debug)]
pub struct Tables {
    pub(super) characters: Table,
    pub(super) common: Table,
    pub(super) compatibility: Table,
    pub(super) furniture: Table,
    pub(super) phrases: Table,
    pub(super) pinyin: Table,
    pub(super) punctuation: Table,
    pub(super) t2s: Table,
}

macro_rules! bundled {
    ($file:literal) => {
        Table { file: $file, text: Cow::Borrowed(include_str!(concat!("../../ontology/clean/", $file))) }
    };
}

impl Tables {
    /// The tables that come with the program.
    pub fn bundled() -> Self {
        Tables {
            characters: bundled!("characters.tsv"),
            common: bundled!("common.tsv"),
            compatibility: bundled!("compatibility.tsv"),
            furniture: bundled!("furniture.tsv"),
            phrases: bundled!("phrases.tsv"),
            pinyin: bundled!("pinyin.tsv"),
            punctuation: bundled!("punctuation.tsv"),
            t2s: bundled!("t2s.tsv"),
        }
    }

    /// The tables in a folder, under the names of the bundled ones.
    pub fn from_dir(dir: &Path) -> Result<Self, CleanError> {
        let mut tables = Tables::bundled();
        for table in tables.all_mut() {
            let file = dir.join(table.file);
            let text = std::fs::read_to_string(&file).map_err(|cause| CleanError::Unreadable { file, cause })?;
            table.text = Cow::Owned(text);
        }
        Ok(tables)
    }

    fn all_mut(&mut self) -> [&mut Table; 8] {
        let Tables { characters, common, compatibility, furniture, phrases, pinyin, punctuation, t2s } = self;
        [characters, common, compatibility, furniture, phrases, pinyin, punctuation, t2s]
    }
}

/// A map over characters, fast for those of the Basic Multilingual Plane.
#[derive(Clone, Debug)]
pub(super) struct CharMap<T> {
    /// Pages of 256 characters, the first of them empty; `pages[index[c >> 8]][c & 255]`.
    index: Vec<u16>,
    pages: Vec<[T; 256]>,
}

impl<T: Copy + Default> CharMap<T> {
    pub(super) fn new() -> Self {
        CharMap { index: vec![0; 0x1100], pages: vec![[T::default(); 256]] }
    }

    #[inline]
    pub(super) fn get(&self, c: char) -> T {
        let c = c as usize;
        self.pages[usize::from(self.index[c >> 8])][c & 0xFF]
    }

    pub(super) fn set(&mut self, c: char, value: T) {
        let page = &mut self.index[c as usize >> 8];
        if *page == 0 {
            *page = u16::try_from(self.pages.len()).expect("Unicode has 0x1100 pages");
            self.pages.push([T::default(); 256]);
        }
        self.pages[usize::from(*page)][c as usize & 0xFF] = value;
    }
}

/// Whether `c` is a Chinese character proper.
pub(super) fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{3007}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{3FFFF}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_are_written_as_themselves_or_as_code_points() {
        assert_eq!(character("中"), Some('中'));
        assert_eq!(character("U+3000"), Some('\u{3000}'));
        assert_eq!(character("U"), Some('U'));
        assert_eq!(character("U+D800"), None);
        assert_eq!(character("中国"), None);
    }

    #[test]
    fn maps_answer_for_every_character() {
        let mut map = CharMap::new();
        map.set('\u{20000}', 7_u8);
        assert_eq!((map.get('\u{20000}'), map.get('\u{20001}'), map.get('\u{10FFFF}')), (7, 0, 0));
    }

    #[test]
    fn the_tables_of_a_folder_are_read() {
        let folder = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/ontology/clean"));
        let tables = Tables::from_dir(folder).expect("the tables of the repository");
        assert_eq!(tables.t2s.text, Tables::bundled().t2s.text);
    }

    #[test]
    fn a_wrong_row_is_named() {
        let mut tables = Tables::bundled();
        tables.t2s.text = "# What: a broken table.\n國\tguo\n".into();
        let error = super::super::Cleaner::new(&tables).expect_err("a broken row");
        let message = "t2s.tsv:2: found \"國\\tguo\", expected one character, or a code point such as U+3000";
        assert_eq!(error.to_string(), message);
    }

    #[test]
    fn a_missing_folder_is_named() {
        let error = Tables::from_dir(Path::new("/no/such/folder")).expect_err("there is no such folder");
        assert!(error.to_string().starts_with("/no/such/folder/characters.tsv: "), "{error}");
    }
}
