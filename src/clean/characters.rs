//! Single characters: what cannot be seen is deleted, what has an ordinary form gets it.

use super::charmap::CharMap;
use crate::ontology::table::{Row, character};
use crate::ontology::{Files, OntologyError};
use crate::text::{Edit, Span, offset};

/// What becomes of a character; most stay.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Fate {
    #[default]
    Stays,
    Goes,
    Becomes(char),
}

/// The tables `characters.tsv` and `compatibility.tsv`.
#[derive(Clone, Debug)]
pub(super) struct Characters {
    fates: CharMap<Fate>,
    /// The characters that do not stay.
    concerned: Vec<char>,
}

impl Characters {
    pub(super) fn new(files: &Files) -> Result<Self, OntologyError> {
        let (mut fates, mut concerned) = (CharMap::new(), Vec::new());
        for file in ["clean/characters.tsv", "clean/compatibility.tsv"] {
            for row in files.table(file)?.rows() {
                let (first, last) = range(&row)?;
                let by = if row.get("replacement")?.is_empty() { None } else { Some(row.character("replacement")?) };
                for (i, c) in (0_u32..).zip(first..=last) {
                    let fate = match by {
                        None => Fate::Goes,
                        Some(by) => Fate::Becomes(
                            char::from_u32(by as u32 + i)
                                .ok_or_else(|| row.expected("a range of code points to replace by"))?,
                        ),
                    };
                    fates.set(c, fate);
                    concerned.push(c);
                }
            }
        }
        Ok(Characters { fates, concerned })
    }

    pub(super) fn invisible(&self) -> impl Iterator<Item = char> {
        self.concerned.iter().copied().filter(|&c| self.fates.get(c) == Fate::Goes)
    }

    pub(super) fn unusual(&self) -> impl Iterator<Item = char> {
        self.concerned.iter().copied().filter(|&c| self.fates.get(c) != Fate::Goes)
    }

    /// The invisible characters, to be deleted.
    pub(super) fn deletions(&self, text: &str) -> Vec<Edit> {
        let goes = text.char_indices().filter(|&(_, c)| self.fates.get(c) == Fate::Goes);
        goes.map(|(i, c)| Edit { span: Span::new(offset(i), offset(i + c.len_utf8())), by: String::new() }).collect()
    }

    /// Whether the character is an odd form of another one, and not only another kind of space, line end or quotation mark.
    pub(super) fn is_odd(&self, c: char) -> bool {
        let is_form = matches!(c, '\u{2E80}'..='\u{2FDF}' | '\u{F900}'..='\u{FAFF}' | '\u{FF00}'..='\u{FFEF}' | '\u{2F800}'..='\u{2FA1F}');
        is_form && self.ordinary(c) != c
    }

    /// The ordinary form of a character.
    pub(super) fn ordinary(&self, c: char) -> char {
        if let Fate::Becomes(by) = self.fates.get(c) { by } else { c }
    }
}

/// A column of one character or of a range, `U+FF10..U+FF19`.
fn range(row: &Row<'_, '_>) -> Result<(char, char), OntologyError> {
    let Some((first, last)) = row.get("characters")?.split_once("..") else {
        return row.character("characters").map(|c| (c, c));
    };
    character(first).zip(character(last)).ok_or_else(|| row.expected("a range such as U+FF10..U+FF19"))
}
