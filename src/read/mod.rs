//! Reading: files, folders and standard input become articles, one after the other.
//!
//! `walk` finds the files, `unpack` takes off compression, `format` tells what a file is, `foreign` what it is instead, and `encoding`
//! in which bytes it is written. Behind one seam, an iterator of articles, stand the formats: `single` for a text, a page (or the
//! `data` that it shows) or Markdown (with its `front` matter), `jsonl` (which has `mend` make JSON of what is nearly JSON), `table` and
//! `warc` for files of many articles. `metadata` puts in order what they say of an article, and `date` reads the dates.
//!
//! Nothing that is wrong with one file or one record stops the run: it is one error among the results, and names its
//! place, what was found there, what was expected, and what to do about it. No more than one article is held at a time.

mod data;
mod date;
mod encoding;
mod foreign;
mod format;
mod front;
mod header;
mod jsonl;
mod lines;
mod list;
mod markdown;
mod mend;
mod metadata;
mod page;
mod record;
mod single;
mod table;
mod unpack;
mod walk;
mod warc;

use std::fmt;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read as _};
use std::path::{Path, PathBuf};

use encoding_rs::{BIG5, GB18030, UTF_16BE, UTF_16LE};

use crate::article::Article;
use crate::clean::Cleaner;
use format::{Ending, Format};
use unpack::Stream;
use walk::{Found, Walk};

pub(crate) use header::{Dateline, opening as dateline};
pub use metadata::{Field, FieldError, FieldNames};
pub use unpack::Excess;

/// The encodings that are read, for messages.
const EXPECTED: &str = "UTF-8, UTF-16, GB18030 or Big5";

/// How input is read.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// What is too much.
    pub limits: Limits,
    /// What the fields of records are called.
    pub fields: FieldNames,
}

/// What is too much.
#[derive(Clone, Debug)]
pub struct Limits {
    /// The largest article, in bytes: of a file of text, of a line, of a row, of a record. 16 MiB by default.
    pub article_bytes: u64,
    /// The largest content of a compressed file, in bytes. 64 GiB by default.
    pub unpacked_bytes: u64,
    /// The most bytes that come out of one packed byte, 500 by default; text has some ten.
    pub ratio: u64,
    /// The most layers of compression, 2 by default.
    pub depth: usize,
    /// The most entries of a folder, ten million by default.
    pub folder_entries: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Limits { article_bytes: 16 << 20, unpacked_bytes: 64 << 30, ratio: 500, depth: 2, folder_entries: 10_000_000 }
    }
}

/// What all formats are given.
#[derive(Clone, Copy)]
struct Context<'a> {
    options: &'a Options,
    cleaner: &'a Cleaner,
}

/// The seam behind which the formats stand.
type Articles<'a> = Box<dyn Iterator<Item = Result<Input, ReadError>> + Send + 'a>;

/// An article and what was odd about its file or record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Input {
    /// The article.
    pub article: Article,
    /// Such as an encoding other than UTF-8.
    pub warnings: Vec<String>,
}

/// A place in the input.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Location {
    /// The file or folder.
    pub file: Box<str>,
    /// From 1, in JSON Lines and tables; 0 where the file as a whole is meant.
    pub line: usize,
    /// From 1; 0 where the line as a whole is meant.
    pub column: usize,
    /// Number and address of the record, in archives; empty elsewhere.
    pub record: Box<str>,
}

impl Location {
    fn file(file: impl Into<Box<str>>) -> Self {
        Location { file: file.into(), ..Location::default() }
    }

    fn path(path: &Path) -> Self {
        Location::file(path.display().to_string())
    }
}

impl fmt::Display for Location {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.file)?;
        if !self.record.is_empty() {
            write!(f, ", record {}", self.record)?;
        }
        let places = [self.line, self.column];
        places.into_iter().take_while(|&n| n > 0).try_for_each(|n| write!(f, ":{n}"))
    }
}

/// Why a file, folder or record gave no article.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// There is nothing at the path, or it cannot be opened or read.
    #[error("{at}: found {cause}, expected a readable file or folder; check the path and its permissions")]
    Unreadable {
        /// Where.
        at: Location,
        /// What the system said.
        cause: io::Error,
    },
    /// Compressed input is damaged.
    #[error("{at}: found {cause}, expected sound gzip or zstd; {kept}fetch the file again", kept = kept(.at))]
    Corrupt {
        /// Where.
        at: Location,
        /// What the decompressor said.
        cause: io::Error,
    },
    /// Compressed input has more in it than is allowed.
    #[error("{at}: found {excess}, expected no more; if the file is sound, raise the limit")]
    Excess {
        /// Where.
        at: Location,
        /// Which limit, and how much it is.
        excess: Excess,
    },
    /// The file has no text.
    #[error("{at}: found {empty}", empty = empty(.at))]
    Empty {
        /// Where.
        at: Location,
    },
    /// The page has no prose on it.
    #[error("{at}: found a page without an article, expected paragraphs of text; if it has some, save them as text")]
    NoText {
        /// Where.
        at: Location,
    },
    /// The file is of a kind that is not read.
    #[error("{at}: found {found}, expected text, HTML, Markdown, JSON Lines, CSV or WARC; {hint}")]
    Foreign {
        /// Where.
        at: Location,
        /// What it is.
        found: &'static str,
        /// What makes text of it.
        hint: &'static str,
    },
    /// The standard input is given more than once.
    #[error("-: found the standard input a second time, expected it once; it was read the first time")]
    Twice,
    /// The file is no text.
    #[error("{at}: found a zero byte at byte {byte}, expected text; unpack or convert the file first")]
    Binary {
        /// Where.
        at: Location,
        /// Bytes of the file before it.
        byte: usize,
    },
    /// The bytes are no text in any encoding that is known.
    #[error("{at}: found 0x{found:02X} at byte {byte}, expected {expected}; convert it to UTF-8")]
    Encoding {
        /// Where.
        at: Location,
        /// Bytes of the file or record before it.
        byte: usize,
        /// The first byte that is not UTF-8.
        found: u8,
        /// The encodings that are known.
        expected: &'static str,
    },
    /// A folder gave nothing.
    #[error(
        "{at}: found no article, expected at least one file of text, HTML, Markdown, JSON Lines, CSV or WARC; check the path"
    )]
    NoArticles {
        /// Where.
        at: Location,
    },
    /// A folder has more entries than is allowed.
    #[error("{at}: found more than {limit} entries, expected a folder of at most so many; split it or raise the limit")]
    TooMany {
        /// Where.
        at: Location,
        /// The limit.
        limit: usize,
    },
    /// A record is no article.
    #[error("{at}: found {found}, expected {expected}; {hint}")]
    Record {
        /// Where.
        at: Location,
        /// What is wrong.
        found: Box<str>,
        /// What would be right.
        expected: Box<str>,
        /// What to do.
        hint: &'static str,
    },
    /// The article is larger than allowed.
    #[error("{at}: found more than {limit} bytes, expected an article of at most so many; split it or raise the limit")]
    TooLarge {
        /// Where.
        at: Location,
        /// The limit in bytes.
        limit: u64,
    },
}

/// What is said of a file, or of the standard input, that has no text.
fn empty(at: &Location) -> &'static str {
    match &*at.file {
        "-" => "nothing, expected an article; pipe one in, or name a file",
        _ => "an empty file, expected an article; remove it or fetch it again",
    }
}

/// What is kept of a file of records that breaks off.
fn kept(at: &Location) -> &'static str {
    if at.line > 0 || !at.record.is_empty() { "what came before is read, " } else { "" }
}

impl ReadError {
    /// The error of reading bytes: the system's, the decompressor's, or that of a limit.
    fn of(at: Location, cause: io::Error) -> Self {
        match cause.get_ref().and_then(|inner| inner.downcast_ref::<Excess>()) {
            Some(&excess) => ReadError::Excess { at, excess },
            None if cause.raw_os_error().is_some() => ReadError::Unreadable { at, cause },
            None => ReadError::Corrupt { at, cause },
        }
    }
}

/// The articles of files, of folders with all below them, and of standard input (`-`), in the order given; those of a
/// folder in the order of their names' bytes. Hidden files are left out, and so are files in folders that are of no kind that
/// is read.
///
/// The cleaner is asked about characters and words: which ones tell the encoding, the end of a headline, a date line.
pub fn inputs<'a>(paths: &[PathBuf], options: &'a Options, cleaner: &'a Cleaner) -> Inputs<'a> {
    let walk = Walk::new(paths, options.limits.folder_entries);
    Inputs { walk, articles: None, n: 0, n_before: 0, context: Context { options, cleaner } }
}

/// The articles of a stream of bytes, which messages and keys call `name`.
pub fn from_reader<'a>(
    reader: Box<dyn BufRead + Send>,
    name: &str,
    options: &'a Options,
    cleaner: &'a Cleaner,
) -> impl Iterator<Item = Result<Input, ReadError>> + use<'a> {
    let ending = Ending::of(Path::new(name));
    Context { options, cleaner }.stream(reader, ending, name, name, true).into_iter().flatten()
}

/// The iterator of [`inputs`]. It opens one file at a time.
pub struct Inputs<'a> {
    walk: Walk,
    /// Those of the file that is open.
    articles: Option<Articles<'a>>,
    /// Results so far.
    n: usize,
    /// Results before the folder that is being read.
    n_before: usize,
    context: Context<'a>,
}

impl Iterator for Inputs<'_> {
    type Item = Result<Input, ReadError>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(result) = self.articles.as_mut().and_then(Iterator::next) {
                self.n += 1;
                return Some(result);
            }
            self.articles = match self.walk.next()? {
                Ok(found) => self.open(found),
                Err(error) => failed(error),
            };
        }
    }
}

/// No article, and why.
fn failed<'a>(error: ReadError) -> Option<Articles<'a>> {
    Some(Box::new(std::iter::once(Err(error))))
}

impl<'a> Inputs<'a> {
    /// The articles of what was found; nothing where it is passed over.
    fn open(&mut self, found: Found) -> Option<Articles<'a>> {
        let (path, key, is_given) = match found {
            Found::Begin => {
                self.n_before = self.n;
                return None;
            }
            Found::End(path) if self.n == self.n_before => {
                return failed(ReadError::NoArticles { at: Location::path(&path) });
            }
            Found::End(_) => return None,
            Found::Stdin => {
                return self.context.stream(Box::new(BufReader::new(io::stdin())), Ending::Missing, "-", "stdin", true);
            }
            Found::Given(path) => {
                let key = walk::name(path.file_name().unwrap_or(path.as_os_str()));
                (path, key, true)
            }
            Found::Below(path, key) => (path, key, false),
        };
        let file = path.display().to_string();
        match File::open(&path) {
            Ok(opened) => {
                self.context.stream(Box::new(BufReader::new(opened)), Ending::of(&path), &file, &key, is_given)
            }
            Err(cause) => failed(ReadError::Unreadable { at: Location::file(file), cause }),
        }
    }
}

impl<'a> Context<'a> {
    /// The articles of a stream of bytes. What only lies in a folder is passed over where it is of no kind that is read.
    fn stream(self, reader: Stream, ending: Ending, file: &str, key: &str, is_given: bool) -> Option<Articles<'a>> {
        let Context { options, cleaner } = self;
        let at = Location::file(file);
        let (head, stream) = match unpack::unpack(reader, &options.limits) {
            Ok(unpacked) => unpacked,
            Err(cause) => return failed(ReadError::of(at, cause)),
        };
        let is_known = matches!(ending, Ending::Known(_));
        if let Some(kind) = foreign::kind(&head) {
            let error = ReadError::Foreign { at, found: kind.name, hint: kind.hint };
            return if is_given || is_known { failed(error) } else { None };
        }
        let encoding = encoding::find(&head, &[], cleaner);
        let text =
            encoding.map_or_else(|| String::from_utf8_lossy(&head).into_owned(), |found| found.decode(&head).text);
        let format = match Format::of(&text, ending, &options.fields, cleaner.labels()) {
            Some(format) => format,
            None if is_given || ending == Ending::Missing && encoding.is_some() => Format::Text,
            None => return None,
        };
        // What can be cut at the bytes of line feeds and commas is decoded record by record.
        let encoding = encoding.unwrap_or_default();
        let is_utf_16 = [UTF_16LE, UTF_16BE].contains(&encoding.encoding());
        let records =
            || record::File { file: file.to_owned(), key: key.to_owned(), encoding, is_list: false, context: self };
        let utf_8 = |stream: Stream| -> Stream {
            if !is_utf_16 {
                return stream;
            }
            let encoding = Some(encoding.encoding());
            let decoder = encoding_rs_io::DecodeReaderBytesBuilder::new().encoding(encoding).build(stream);
            Box::new(BufReader::new(decoder))
        };
        // Where no line ends in a line feed, carriage returns do.
        let ends_in_returns = text.contains('\r') && !text.contains('\n');
        let in_lines = |stream: Stream| -> Stream {
            let stream = utf_8(stream);
            if ends_in_returns { Box::new(BufReader::new(lines::LineFeeds(stream))) } else { stream }
        };
        Some(match format {
            Format::JsonLines if list::is_list(&text) || jsonl::is_glued(&text) => {
                let has_pairs = [GB18030, BIG5].contains(&encoding.encoding());
                let lines = Box::new(BufReader::new(list::Objects::new(utf_8(stream), has_pairs)));
                Box::new(jsonl::JsonLines::new(lines, record::File { is_list: true, ..records() }))
            }
            Format::JsonLines => Box::new(jsonl::JsonLines::new(in_lines(stream), records())),
            Format::Table => Box::new(table::Table::new(in_lines(stream), records())),
            Format::Warc => Box::new(warc::Warc::new(stream, records())),
            Format::Text | Format::Markdown | Format::Page => {
                let limit = options.limits.article_bytes;
                let mut bytes = Vec::new();
                let result = match stream.take(limit + 1).read_to_end(&mut bytes) {
                    Err(cause) => Err(ReadError::of(at, cause)),
                    Ok(_) if bytes.len() as u64 > limit => Err(ReadError::TooLarge { at, limit }),
                    Ok(_) => {
                        let source = single::Source {
                            at,
                            id: stem(key),
                            key: key.to_owned(),
                            declared: Vec::new(),
                            metadata: metadata::Metadata::default(),
                        };
                        single::article(&bytes, format, source, self)
                    }
                };
                Box::new(std::iter::once(result))
            }
        })
    }
}

/// A file's name without its endings.
fn stem(key: &str) -> String {
    let path = format::without_packing(Path::new(key));
    path.file_stem().unwrap_or(path.as_os_str()).to_string_lossy().into_owned()
}

#[cfg(test)]
pub(crate) mod tests;
