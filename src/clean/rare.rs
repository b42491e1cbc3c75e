//! Rare characters: how archives write those that their encoding lacked.

use std::collections::BTreeMap;

use super::charmap::is_han;
use crate::ontology::{Files, OntologyError};
use crate::text::{Edit, Span, offset};

/// Brackets that parts of a character may stand in.
const BRACKETS: [(char, char); 3] = [('[', ']'), ('(', ')'), ('\u{FF08}', '\u{FF09}')];

/// Most parts of a character.
const PARTS: usize = 4;

/// Most letters of pinyin before a number.
const PINYIN: usize = 7;

/// The table `rare.tsv`.
#[derive(Clone, Debug)]
pub(super) struct Rare {
    parts: BTreeMap<String, char>,
    numbers: Vec<char>,
    blank: char,
}

impl Rare {
    pub(super) fn new(files: &Files) -> Result<Self, OntologyError> {
        let mut rare = Rare { parts: BTreeMap::new(), numbers: Vec::new(), blank: char::REPLACEMENT_CHARACTER };
        for row in files.table("clean/rare.tsv")?.rows() {
            match row.get("kind")? {
                "parts" => _ = rare.parts.insert(row.get("form")?.to_owned(), row.character("character")?),
                "number" => rare.numbers.push(row.character("form")?),
                "blank" => rare.blank = row.character("character")?,
                _ => return Err(row.expected("parts, number or blank")),
            }
        }
        Ok(rare)
    }

    /// The characters without which no text is looked at.
    pub(super) fn cues(&self) -> impl Iterator<Item = char> {
        self.numbers.iter().copied().chain(BRACKETS.map(|(open, _)| open))
    }

    /// Characters written by parts or numbers, to be replaced by themselves or by the sign for a missing one.
    pub(super) fn edits(&self, text: &str) -> Vec<Edit> {
        let mut edits = Vec::new();
        for (at, found) in text.match_indices(|c| self.numbers.contains(&c)) {
            // A circled number behind it, a Chinese character before the pinyin.
            let end = at + found.len();
            let Some(number) = text[end..].chars().next().filter(|c| ('\u{2460}'..='\u{2473}').contains(c)) else {
                continue;
            };
            let pinyin = |c: &char| c.is_alphabetic() && !is_han(*c);
            let start =
                at - text[..at].chars().rev().take(PINYIN).take_while(pinyin).map(char::len_utf8).sum::<usize>();
            edits.push(edit(start, end + number.len_utf8(), self.blank));
        }
        for (open, close) in BRACKETS {
            for (at, _) in text.match_indices(open) {
                let inner = &text[at + open.len_utf8()..];
                let Some(end) = inner.char_indices().take(2 * PARTS).find(|(_, c)| *c == close).map(|(end, _)| end)
                else {
                    continue;
                };
                // Names stand in parentheses too; square brackets are for editors.
                if open != '[' && !inner[..end].contains('+') {
                    continue;
                }
                let parts = inner[..end].replace('+', "");
                if let Some(&c) = self.parts.get(&parts)
                    && text[..at].ends_with(is_han)
                {
                    edits.push(edit(at, at + open.len_utf8() + end + close.len_utf8(), c));
                }
            }
        }
        edits.sort_by_key(|edit| edit.span);
        edits.dedup_by(|next, before| next.span.overlaps(before.span));
        edits
    }
}

fn edit(start: usize, end: usize, by: char) -> Edit {
    Edit { span: Span::new(offset(start), offset(end)), by: by.into() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Text;

    fn repaired(text: &str) -> String {
        let edits = Rare::new(&Files::bundled()).expect("sound tables").edits(text);
        Text::raw(text).edit(&edits).as_str().to_owned()
    }

    #[test]
    fn parts_and_numbers_become_characters() {
        for (raw, clean) in [
            ("总理朱[金容]基", "总理朱镕基"),
            ("朱（钅+容）基", "朱镕基"),
            ("陶[吉吉]演唱", "陶喆演唱"),
            ("官员栾ｆú＠①说", "官员栾〓说"),
            ("展出ｘī＠②铜片", "展出〓铜片"),
        ] {
            assert_eq!(repaired(raw), clean);
        }
    }

    #[test]
    fn other_brackets_and_signs_stay() {
        for text in ["[金容]", "他（王君）说", "邮箱a@b.cn", "第①条", "数组[吉]"] {
            assert_eq!(repaired(text), text);
        }
    }
}
