//! A text, a page or a Markdown file, which is one article.

use super::encoding::{self, is_binary};
use super::format::Format;
use super::metadata::{Field, Metadata, Origin};
use super::{Context, EXPECTED, Input, Location, ReadError, header, markdown, page};
use crate::article::Article;
use crate::clean::Cleaner;

/// How long a headline may be, in characters.
const HEADLINE: usize = 60;

/// Lines below the headline that may hold date and source.
const HEAD: usize = 3;

/// Where an article comes from, and what is known of it from there.
pub(super) struct Source {
    pub(super) at: Location,
    pub(super) id: String,
    pub(super) key: String,
    /// Names that its encoding is given.
    pub(super) declared: Vec<String>,
    pub(super) metadata: Metadata,
}

/// Reads an article.
pub(super) fn article(bytes: &[u8], format: Format, source: Source, context: Context<'_>) -> Result<Input, ReadError> {
    let Source { at, id, key, mut declared, mut metadata } = source;
    let cleaner = context.cleaner;
    if is_binary(bytes, cleaner) {
        let byte = bytes.iter().position(|&b| b == 0).unwrap_or_default();
        return Err(ReadError::Binary { at, byte });
    }
    if format == Format::Page {
        declared.extend(encoding::declared(bytes));
    }
    let Some(decoded) = encoding::decode(bytes, &declared, cleaner) else {
        let byte = std::str::from_utf8(bytes).err().map_or(0, |error| error.valid_up_to());
        return Err(ReadError::Encoding { at, byte, found: bytes[byte], expected: EXPECTED });
    };
    let warnings = decoded.warnings();
    let text = line_feeds(decoded.text);
    if text.trim().is_empty() {
        return Err(ReadError::Empty { at });
    }
    let mut article = Article { id, key, encoding: Some(decoded.encoding), ..Article::default() };
    match format {
        Format::Page => {
            let page = page::read(&text, cleaner.labels(), metadata);
            (article.body, metadata) = (page.body, page.metadata);
            if article.body.is_empty() {
                return Err(ReadError::NoText { at });
            }
        }
        Format::Markdown => {
            article.body = markdown::read(&text, &context.options.fields, cleaner.labels(), &mut metadata);
            if article.body.is_empty() {
                return Err(ReadError::NoText { at });
            }
        }
        _ => {
            (article.title, article.body) = headline(&text, cleaner);
        }
    }
    if format != Format::Page {
        for line in article.body.lines().filter(|line| !line.trim().is_empty()).take(HEAD) {
            header::line(line, cleaner.labels(), &mut metadata);
        }
    }
    header::dateline(&article.body, cleaner.labels(), &mut metadata);
    header::trailer(&article.body, cleaner.labels(), &mut metadata);
    metadata.add(Field::Date, Origin::FileName, &article.id);
    metadata.settle(&mut article, cleaner.labels());
    Ok(Input { article, warnings })
}

/// What ends lines besides line feeds: carriage returns, and what word processors and browsers write.
const ENDS: [char; 5] = ['\r', '\u{B}', '\u{C}', '\u{2028}', '\u{2029}'];

/// Ends every line with a line feed alone, as most programs show the text, and the text with none.
fn line_feeds(text: String) -> String {
    let mut text = if text.contains(ENDS) { text.replace("\r\n", "\n").replace(ENDS, "\n") } else { text };
    text.truncate(text.trim_end_matches('\n').len());
    text
}

/// Headline and body: the first line is a headline if it is short, stands above text, and does not end like a sentence.
fn headline(text: &str, cleaner: &Cleaner) -> (String, String) {
    match text.split_once('\n') {
        Some((first, rest)) if is_headline(first, cleaner) && !rest.trim().is_empty() => {
            (first.to_owned(), rest.to_owned())
        }
        _ => (String::new(), text.to_owned()),
    }
}

/// A headline may ask or exclaim, but it does not state anything.
fn is_headline(line: &str, cleaner: &Cleaner) -> bool {
    let ends_statement = |c| cleaner.ends_statement(c);
    let line = line.trim();
    !line.is_empty() && line.chars().count() <= HEADLINE && !line.ends_with(ends_statement)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clean::tests::cleaner;

    #[test]
    fn headlines_are_told_from_sentences() {
        for (text, title) in [
            ("两国举行会谈\n双方表示满意。", "两国举行会谈"),
            ("会谈会有结果吗？\n\n双方表示满意。", "会谈会有结果吗？"),
            ("双方表示满意。\n会谈结束。", ""),
            ("两国举行会谈", ""),
            ("两国举行会谈\n \n", ""),
        ] {
            let (found, body) = headline(text, &cleaner());
            assert_eq!(found, title);
            assert_eq!(Article { title: found, body, ..Article::default() }.text(), text);
        }
    }
}
