//! What a file is: by its content where that is plain, else by its ending.

use std::path::Path;

use super::metadata::{Field, FieldNames};
use crate::clean::Labels;

/// The endings of compressed files, which say nothing of what is inside.
const PACKED: [&str; 5] = ["gz", "gzip", "zst", "zstd", "tgz"];

/// What a file holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Format {
    /// One article as text.
    Text,
    /// One article as Markdown.
    Markdown,
    /// One article as a page.
    Page,
    /// One article a line.
    JsonLines,
    /// One article a row, below a row of names.
    Table,
    /// Pages, or texts, as a crawler stores them.
    Warc,
}

/// What the ending of a file promises.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ending {
    Known(Format),
    /// There is none.
    Missing,
    Unknown,
}

impl Ending {
    pub(super) fn of(path: &Path) -> Self {
        let path = &without_packing(path);
        let Some(ending) = path.extension() else { return Ending::Missing };
        match ending.to_str().unwrap_or_default().to_ascii_lowercase().as_str() {
            "txt" | "text" | "wet" => Ending::Known(Format::Text),
            "md" | "markdown" => Ending::Known(Format::Markdown),
            "html" | "htm" | "shtml" | "xhtml" => Ending::Known(Format::Page),
            "json" | "jsonl" | "ndjson" => Ending::Known(Format::JsonLines),
            "csv" | "tsv" | "tab" => Ending::Known(Format::Table),
            "warc" => Ending::Known(Format::Warc),
            _ => Ending::Unknown,
        }
    }
}

/// A path without the endings of compression.
pub(super) fn without_packing(path: &Path) -> std::path::PathBuf {
    let mut path = path.to_owned();
    while path.extension().is_some_and(|ending| PACKED.iter().any(|packed| ending.eq_ignore_ascii_case(packed))) {
        path.set_extension("");
    }
    path
}

impl Format {
    /// What the first text of a file shows it to be; nothing where it could be any text.
    pub(super) fn of(text: &str, ending: Ending, fields: &FieldNames, labels: &Labels) -> Option<Self> {
        let start = text.trim_start();
        if start.starts_with("WARC/") {
            return Some(Format::Warc);
        }
        if super::list::opens_object(start) || super::list::is_list(start) {
            return Some(Format::JsonLines);
        }
        if start.starts_with('<') && is_page(start) {
            return Some(Format::Page);
        }
        if delimiter(start, fields, labels).is_some() {
            return Some(Format::Table);
        }
        if ending != Ending::Known(Format::Text) && super::front::split(start).is_some() {
            return Some(Format::Markdown);
        }
        match ending {
            // A page that was saved under another name is known by its first tag.
            Ending::Known(Format::Page) if !start.contains("</") => Some(Format::Text),
            Ending::Known(format) => Some(format),
            Ending::Missing | Ending::Unknown => None,
        }
    }
}

/// Whether a text that begins with a tag has those of a page.
fn is_page(text: &str) -> bool {
    let mut end = text.len().min(16 * 1024);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let text = text[..end].to_ascii_lowercase();
    ["<!doctype html", "<html", "<head", "<body", "<meta", "<title", "<div", "<p>", "<p ", "<article"]
        .iter()
        .any(|tag| text.contains(tag))
}

/// What parts the columns of a table, if its first line has the name of the text and another cell; the name that it was given, or a
/// usual one beside that of another field.
pub(super) fn delimiter(text: &str, fields: &FieldNames, labels: &Labels) -> Option<u8> {
    let head = text.split(['\r', '\n']).next()?;
    [b',', b'\t', b';', b'|'].into_iter().find(|&delimiter| {
        let cells: Vec<&str> = head.split(char::from(delimiter)).map(|cell| cell.trim().trim_matches('"')).collect();
        let is = |name: &str| cells.iter().any(|cell| cell.eq_ignore_ascii_case(name));
        let has = |field: &Field| fields.names(*field, labels).any(is);
        cells.len() > 1
            && (is(fields.of(Field::Text)) || has(&Field::Text) && Field::ALL.iter().filter(|f| has(f)).count() > 1)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clean::tests::cleaner;

    #[test]
    fn content_comes_before_the_ending() {
        let cleaner = cleaner();
        let labels = cleaner.labels();
        let format =
            |text: &str, name: &str| Format::of(text, Ending::of(Path::new(name)), &FieldNames::default(), labels);
        for (text, name, expected) in [
            ("WARC/1.0\r\n", "a.txt", Some(Format::Warc)),
            ("\n {\"text\": \"a\"}", "a.txt", Some(Format::JsonLines)),
            ("[{\"text\": \"a\"}]", "a", Some(Format::JsonLines)),
            ("[会谈]举行", "a", None),
            ("<!DOCTYPE html><html>", "a.jsonl", Some(Format::Page)),
            ("<p>一</p>", "a", Some(Format::Page)),
            ("id,title,text\n1,2,3", "a.dat", Some(Format::Table)),
            ("id\t\"text\"\n", "a.txt.gz", Some(Format::Table)),
            ("id,Text\r1,2", "a", Some(Format::Table)),
            ("标题,日期,正文\n1,2,3", "a", Some(Format::Table)),
            ("导语,正文\n会谈举行。", "a", None),
            ("---\ntitle: 题\n---\n文", "a", Some(Format::Markdown)),
            ("+++\ntitle = \"题\"\n+++\n文", "a", Some(Format::Markdown)),
            ("会谈举行。", "a.md.zst", Some(Format::Markdown)),
            ("会谈举行。", "a.html", Some(Format::Text)),
            ("会谈举行。", "a.jsonl", Some(Format::JsonLines)),
            ("会谈举行。", "a.txt", Some(Format::Text)),
            ("会谈举行。", "a.css", None),
            ("{会谈举行}", "a", None),
            ("<一带一路> text, id", "a", None),
        ] {
            assert_eq!(format(text, name), expected, "{name}: {text}");
        }
        assert_eq!(Ending::of(Path::new("README")), Ending::Missing);
        assert_eq!(Ending::of(Path::new("a.png")), Ending::Unknown);
    }
}
