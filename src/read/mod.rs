//! Reading: files, folders and standard input become articles, one after the other.
//!
//! Nothing that is wrong with one file or one line stops the run: it is one error among the results, and names its
//! place, what was found there, what was expected, and what to do about it.

mod encoding;
mod jsonl;

use std::collections::BTreeSet;
use std::fmt;
use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

use encoding_rs::UTF_8;

use crate::article::Article;
use crate::clean::Cleaner;

/// How long a headline may be, in characters.
const HEADLINE: usize = 60;

/// What is read without limits of its own.
#[derive(Clone, Debug)]
pub struct Options {
    /// The largest article, in bytes: of a file of text, or of a JSON line. 64 MiB by default.
    pub max_bytes: u64,
}

impl Default for Options {
    fn default() -> Self {
        Options { max_bytes: 64 << 20 }
    }
}

/// An article and what was odd about its file or line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Input {
    /// The article.
    pub article: Article,
    /// Such as an encoding other than UTF-8.
    pub warnings: Vec<String>,
}

/// A place in the input.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Location {
    /// The file or folder.
    pub file: String,
    /// From 1, in JSON Lines; 0 where the file as a whole is meant.
    pub line: usize,
    /// From 1; 0 where the line as a whole is meant.
    pub column: usize,
}

impl Location {
    fn file(file: impl Into<String>) -> Self {
        Location { file: file.into(), line: 0, column: 0 }
    }
}

impl fmt::Display for Location {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.file)?;
        let places = [self.line, self.column];
        places.into_iter().take_while(|&n| n > 0).try_for_each(|n| write!(f, ":{n}"))
    }
}

/// Why a file, folder or line gave no article.
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
    /// The file has no text.
    #[error("{at}: found an empty file, expected an article; remove it or fetch it again")]
    Empty {
        /// Where.
        at: Location,
    },
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
        /// Bytes of the file or line before it.
        byte: usize,
        /// The first byte that is not UTF-8.
        found: u8,
        /// The encodings that are known there.
        expected: &'static str,
    },
    /// A folder gave nothing.
    #[error("{at}: found no article, expected at least one file that ends in {ENDINGS}; check the path")]
    NoArticles {
        /// Where.
        at: Location,
    },
    /// A line is no article.
    #[error("{at}: found {found}, expected a JSON object on one line with at least \"text\"; {hint}")]
    Json {
        /// Where.
        at: Location,
        /// What is wrong.
        found: String,
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

/// The endings of the files that are read from folders, for messages.
const ENDINGS: &str = ".txt, .text, .md, .json, .jsonl or .ndjson";

/// The articles of files, of folders with all below them, and of standard input (`-`), in the order given; those of a
/// folder in the order of their names' bytes. Hidden files are left out, and so are files of other kinds in folders.
///
/// The cleaner is asked about characters: which ones tell the encoding, which ones a headline does not end with.
pub fn inputs<'a>(paths: &[PathBuf], options: &Options, cleaner: &'a Cleaner) -> Inputs<'a> {
    let place = |path: &PathBuf| Place::Given(path.clone());
    Inputs {
        places: paths.iter().rev().map(place).collect(),
        folders: BTreeSet::new(),
        lines: None,
        n: 0,
        options: options.clone(),
        cleaner,
    }
}

/// The iterator of [`inputs`]. It opens one file at a time.
pub struct Inputs<'a> {
    /// What is still to be read, the next last.
    places: Vec<Place>,
    /// The folders entered, by their real path: links may lead back.
    folders: BTreeSet<PathBuf>,
    /// The file of JSON Lines that is being read.
    lines: Option<Lines>,
    /// Results so far.
    n: usize,
    options: Options,
    cleaner: &'a Cleaner,
}

/// Something to read.
enum Place {
    /// A path as the user gave it.
    Given(PathBuf),
    /// A file or folder, and its path below the folder that the user gave.
    Found(PathBuf, String),
    /// The end of a folder that the user gave, and the results before it.
    End(PathBuf, usize),
}

/// What a file is, by its ending.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Format {
    Text,
    JsonLines,
}

impl Format {
    fn of(path: &Path) -> Option<Self> {
        let ending = path.extension()?.to_str()?.to_ascii_lowercase();
        match ending.as_str() {
            "txt" | "text" | "md" => Some(Format::Text),
            "json" | "jsonl" | "ndjson" => Some(Format::JsonLines),
            _ => None,
        }
    }

    /// By the first character that is not blank.
    fn sniff(reader: &mut dyn BufRead) -> io::Result<Self> {
        let start = reader.fill_buf()?;
        let start = start.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(start);
        let is_json = start.iter().find(|b| !b.is_ascii_whitespace()) == Some(&b'{');
        Ok(if is_json { Format::JsonLines } else { Format::Text })
    }
}

impl Iterator for Inputs<'_> {
    type Item = Result<Input, ReadError>;

    fn next(&mut self) -> Option<Self::Item> {
        let next = self.advance();
        self.n += usize::from(next.is_some());
        next
    }
}

impl Inputs<'_> {
    fn advance(&mut self) -> Option<Result<Input, ReadError>> {
        loop {
            if let Some(lines) = &mut self.lines {
                match lines.next() {
                    Some(result) => return Some(result),
                    None => self.lines = None,
                }
            }
            let result = match self.places.pop()? {
                Place::Given(path) if path.as_os_str() == "-" => {
                    self.open(Box::new(BufReader::new(io::stdin())), None, "-", "stdin")
                }
                Place::Given(path) if path.is_dir() => self.enter_given(path),
                Place::Given(path) => {
                    let key = name(&path);
                    self.open_file(&path, &key)
                }
                Place::Found(path, key) if path.is_dir() => self.enter(&path, &key),
                Place::Found(path, key) => self.open_file(&path, &key),
                Place::End(path, n) if n == self.n => {
                    Err(ReadError::NoArticles { at: Location::file(path.display().to_string()) })
                }
                Place::End(..) => Ok(None),
            };
            if let Some(result) = result.transpose() {
                return Some(result);
            }
        }
    }

    fn enter_given(&mut self, path: PathBuf) -> Result<Option<Input>, ReadError> {
        self.places.push(Place::End(path.clone(), self.n));
        // The same folder may be given twice; only links on the way down are suspect.
        self.folders.clear();
        self.enter(&path, "")
    }

    /// Puts what is in a folder in front of all that is still to be read.
    fn enter(&mut self, path: &Path, key: &str) -> Result<Option<Input>, ReadError> {
        let unreadable = |cause| ReadError::Unreadable { at: Location::file(path.display().to_string()), cause };
        if !self.folders.insert(fs::canonicalize(path).map_err(unreadable)?) {
            return Ok(None);
        }
        let mut entries = Vec::new();
        for entry in fs::read_dir(path).map_err(unreadable)? {
            entries.push(entry.map_err(unreadable)?.path());
        }
        entries.retain(|entry| !name(entry).starts_with('.') && (Format::of(entry).is_some() || entry.is_dir()));
        entries.sort_by(|a, b| b.as_os_str().as_encoded_bytes().cmp(a.as_os_str().as_encoded_bytes()));
        let key = |entry: &Path| if key.is_empty() { name(entry) } else { format!("{key}/{}", name(entry)) };
        self.places.extend(entries.into_iter().map(|entry| {
            let key = key(&entry);
            Place::Found(entry, key)
        }));
        Ok(None)
    }

    fn open_file(&mut self, path: &Path, key: &str) -> Result<Option<Input>, ReadError> {
        let file = path.display().to_string();
        match File::open(path) {
            Ok(opened) => self.open(Box::new(BufReader::new(opened)), Format::of(path), &file, key),
            Err(cause) => Err(ReadError::Unreadable { at: Location::file(file), cause }),
        }
    }

    /// Reads the article of a text, or gets ready to read line by line.
    fn open(
        &mut self,
        mut reader: Box<dyn BufRead + Send>,
        format: Option<Format>,
        file: &str,
        key: &str,
    ) -> Result<Option<Input>, ReadError> {
        let unreadable = |cause| ReadError::Unreadable { at: Location::file(file), cause };
        let format = match format {
            Some(format) => format,
            None => Format::sniff(&mut reader).map_err(unreadable)?,
        };
        if format == Format::Text {
            let limit = self.options.max_bytes;
            let mut bytes = Vec::new();
            reader.take(limit + 1).read_to_end(&mut bytes).map_err(unreadable)?;
            if bytes.len() as u64 > limit {
                return Err(ReadError::TooLarge { at: Location::file(file), limit });
            }
            return text(bytes, file, key, self.cleaner).map(Some);
        }
        self.lines = Some(Lines {
            reader,
            file: file.to_owned(),
            key: key.to_owned(),
            number: 0,
            is_empty: true,
            is_done: false,
            limit: self.options.max_bytes,
        });
        Ok(None)
    }
}

/// The article of a file of text.
fn text(bytes: Vec<u8>, file: &str, key: &str, cleaner: &Cleaner) -> Result<Input, ReadError> {
    let at = Location::file(file);
    if encoding::is_binary(&bytes) {
        let byte = bytes.iter().position(|&b| b == 0).unwrap_or_default();
        return Err(ReadError::Binary { at, byte });
    }
    let first_fault = std::str::from_utf8(&bytes).err().map(|error| (error.valid_up_to(), bytes[error.valid_up_to()]));
    let Some(decoded) = encoding::decode(bytes, cleaner) else {
        let (byte, found) = first_fault.unwrap_or_default();
        return Err(ReadError::Encoding { at, byte, found, expected: "UTF-8, UTF-16, GB18030 or Big5" });
    };
    if decoded.text.trim().is_empty() {
        return Err(ReadError::Empty { at });
    }
    let mut warnings = Vec::new();
    if decoded.encoding != UTF_8 {
        warnings.push(format!("encoding: found {}, expected UTF-8; it was converted", decoded.encoding.name()));
    }
    if decoded.errors > 0 {
        warnings.push(format!(
            "encoding: found {} sequences that are not {}; each became U+FFFD",
            decoded.errors,
            decoded.encoding.name()
        ));
    }
    let (title, body) = headline(&line_feeds(decoded.text), cleaner);
    Ok(Input { article: Article { id: stem(key), key: key.to_owned(), title, body, ..Article::default() }, warnings })
}

/// Ends every line with a line feed alone, as most programs show the text, and the text with none.
fn line_feeds(text: String) -> String {
    let mut text = if text.contains('\r') { text.replace("\r\n", "\n").replace('\r', "\n") } else { text };
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

/// A file of JSON Lines that is being read.
struct Lines {
    reader: Box<dyn BufRead + Send>,
    file: String,
    key: String,
    number: usize,
    /// No line has held anything so far.
    is_empty: bool,
    is_done: bool,
    limit: u64,
}

impl Lines {
    fn next(&mut self) -> Option<Result<Input, ReadError>> {
        while !self.is_done {
            self.number += 1;
            let line = match self.line() {
                Ok(Some(line)) => line,
                Ok(None) => {
                    self.is_done = true;
                    return self.is_empty.then(|| Err(ReadError::Empty { at: Location::file(&self.file) }));
                }
                Err(error) => {
                    self.is_empty = false;
                    return Some(Err(error));
                }
            };
            let line = line.trim_ascii_end();
            if !line.is_empty() {
                let result = self.article(line);
                self.is_empty = false;
                return Some(result);
            }
        }
        None
    }

    fn at(&self, column: usize) -> Location {
        Location { file: self.file.clone(), line: self.number, column }
    }

    /// The next line with its end; a line that is too long is skipped.
    fn line(&mut self) -> Result<Option<Vec<u8>>, ReadError> {
        let mut line = Vec::new();
        let read = self.reader.by_ref().take(self.limit + 1).read_until(b'\n', &mut line);
        let read = read.and_then(|n| {
            if n as u64 > self.limit && !line.ends_with(b"\n") { self.skip_line().map(|()| None) } else { Ok(Some(n)) }
        });
        match read {
            Ok(Some(0)) => Ok(None),
            Ok(Some(_)) => {
                if self.number == 1 && line.starts_with(b"\xEF\xBB\xBF") {
                    line.drain(..3);
                }
                Ok(Some(line))
            }
            Ok(None) => Err(ReadError::TooLarge { at: self.at(0), limit: self.limit }),
            Err(cause) => {
                self.is_done = true;
                Err(ReadError::Unreadable { at: self.at(0), cause })
            }
        }
    }

    fn skip_line(&mut self) -> io::Result<()> {
        loop {
            let buffer = self.reader.fill_buf()?;
            let end = buffer.iter().position(|&b| b == b'\n');
            let n = end.map_or(buffer.len(), |end| end + 1);
            let is_over = end.is_some() || buffer.is_empty();
            self.reader.consume(n);
            if is_over {
                return Ok(());
            }
        }
    }

    fn article(&mut self, line: &[u8]) -> Result<Input, ReadError> {
        let line = std::str::from_utf8(line).map_err(|error| {
            let byte = error.valid_up_to();
            ReadError::Encoding { at: self.at(0), byte, found: line[byte], expected: "UTF-8" }
        })?;
        let name = format!("{}#{}", stem(&self.key), self.number);
        let key = format!("{}#{}", self.key, self.number);
        match jsonl::article(line, &name, &key) {
            Ok((article, warnings)) => Ok(Input { article, warnings }),
            Err(fault) => {
                let mut hint = "the other lines are read";
                if fault.is_cut && self.is_empty {
                    // Most likely no line of this file stands alone.
                    self.is_done = true;
                    hint = "write each article on a line of its own";
                }
                Err(ReadError::Json { at: self.at(fault.column), found: fault.found, hint })
            }
        }
    }
}

/// The last part of a path.
fn name(path: &Path) -> String {
    path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned()
}

/// A file's name without its ending.
fn stem(key: &str) -> String {
    let path = Path::new(key);
    path.file_stem().unwrap_or(path.as_os_str()).to_string_lossy().into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clean::tests::cleaner;

    /// A folder of its own for a test.
    fn folder(name: &str, files: &[(&str, &[u8])]) -> PathBuf {
        let folder = std::env::temp_dir().join(format!("tupu-read-{}-{name}", std::process::id()));
        fs::remove_dir_all(&folder).ok();
        fs::create_dir_all(&folder).unwrap();
        for (file, bytes) in files {
            let path = folder.join(file);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, bytes).unwrap();
        }
        folder
    }

    /// Results as id and text, or as the error without the folder.
    fn read(folder: &Path, paths: &[&str], max_bytes: u64) -> Vec<String> {
        let paths: Vec<PathBuf> = paths.iter().map(|path| folder.join(path)).collect();
        let show = |result: Result<Input, ReadError>| match result {
            Ok(Input { article, warnings }) if warnings.is_empty() => format!("{}={}", article.key, article.text()),
            Ok(Input { article, warnings }) => format!("{}={} {warnings:?}", article.key, article.text()),
            Err(error) => error.to_string().replace(&format!("{}/", folder.display()), ""),
        };
        inputs(&paths, &Options { max_bytes }, &cleaner()).map(show).collect()
    }

    #[test]
    fn folders_are_read_in_the_order_of_names() {
        let files: &[(&str, &[u8])] = &[
            ("b.txt", "乙".as_bytes()),
            ("a/z.txt", "丙".as_bytes()),
            ("a/x.jsonl", "{\"text\": \"一\"}\n\n{\"id\": 5, \"text\": \"二\"}".as_bytes()),
            (".hidden.txt", b"no"),
            ("picture.png", b"no"),
        ];
        let folder = folder("order", files);
        std::os::unix::fs::symlink(&folder, folder.join("a/loop")).unwrap();
        assert_eq!(read(&folder, &["", "b.txt"], 99), ["a/x.jsonl#1=一", "5=二", "a/z.txt=丙", "b.txt=乙", "b.txt=乙"]);
        let id =
            inputs(&[folder.join("a/x.jsonl")], &Options::default(), &cleaner()).next().unwrap().unwrap().article.id;
        assert_eq!(id, "x#1");
        fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn what_is_wrong_is_told_and_the_rest_is_read() {
        let files: &[(&str, &[u8])] = &[
            ("a-empty.txt", b" \n"),
            ("b-binary.txt", b"ab\0c"),
            ("c-noise.txt", &[0xFF; 40]),
            ("d-lines.jsonl", b"{\"text\": \"a\"}\n{\"text\": }\n{\"text\": \"\xFF\"}\n{}\n{\"text\": \"b\"}\n"),
            ("e-pretty.json", b"{\n  \"text\": \"a\"\n}\n"),
            ("f-large.txt", &[b'a'; 100]),
            ("g-large.jsonl", &[&[b'a'; 200][..], b"\n{\"text\": \"c\"}"].concat()),
            ("h-empty.jsonl", b"\n"),
        ];
        let folder = folder("errors", files);
        fs::create_dir(folder.join("nothing")).unwrap();
        let json = "expected a JSON object on one line with at least \"text\"";
        assert_eq!(
            read(&folder, &["", "nothing", "missing.txt"], 99),
            [
                "a-empty.txt: found an empty file, expected an article; remove it or fetch it again".to_owned(),
                "b-binary.txt: found a zero byte at byte 2, expected text; unpack or convert the file first".to_owned(),
                "c-noise.txt: found 0xFF at byte 0, expected UTF-8, UTF-16, GB18030 or Big5; convert it to UTF-8".to_owned(),
                "d-lines.jsonl#1=a".to_owned(),
                format!("d-lines.jsonl:2:10: found expected value, {json}; the other lines are read"),
                "d-lines.jsonl:3: found 0xFF at byte 10, expected UTF-8; convert it to UTF-8".to_owned(),
                format!("d-lines.jsonl:4: found an object without \"text\", {json}; the other lines are read"),
                "d-lines.jsonl#5=b".to_owned(),
                format!("e-pretty.json:1:1: found EOF while parsing an object, {json}; write each article on a line of its own"),
                "f-large.txt: found more than 99 bytes, expected an article of at most so many; split it or raise the limit".to_owned(),
                "g-large.jsonl:1: found more than 99 bytes, expected an article of at most so many; split it or raise the limit".to_owned(),
                "g-large.jsonl#2=c".to_owned(),
                "h-empty.jsonl: found an empty file, expected an article; remove it or fetch it again".to_owned(),
                "nothing: found no article, expected at least one file that ends in .txt, .text, .md, .json, .jsonl or .ndjson; check the path".to_owned(),
                "missing.txt: found No such file or directory (os error 2), expected a readable file or folder; check the path and its permissions".to_owned(),
            ]
        );
        fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn other_encodings_are_noted() {
        let (bytes, ..) = encoding_rs::GB18030.encode("外交部发言人\r\n两国将继续加强合作。\r\n");
        let folder = folder("encoding", &[("a.txt", &bytes), ("b.txt", b"\xEF\xBB\xBFab\ncd\n")]);
        assert_eq!(
            read(&folder, &[""], 99),
            [
                "a.txt=外交部发言人\n两国将继续加强合作。 [\"encoding: found gb18030, expected UTF-8; it was converted\"]",
                "b.txt=ab\ncd"
            ]
        );
        fs::remove_dir_all(folder).unwrap();
    }

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

    #[test]
    fn the_kind_of_an_unknown_ending_is_told_by_content() {
        let folder = folder("sniff", &[("a.dat", b"\n{\"text\": \"a\"}"), ("b.dat", b"b")]);
        assert_eq!(read(&folder, &["a.dat", "b.dat"], 99), ["a.dat#2=a", "b.dat=b"]);
        fs::remove_dir_all(folder).unwrap();
    }
}
