//! WARC: what a crawler stored, record by record; of responses the pages, of conversions (WET) the texts.
//!
//! Follows ISO 28500 as far as it goes: a record is a version, named fields, an empty line and as many bytes as the fields say.

use std::io::{self, BufRead as _, BufReader, Cursor, Read as _};

use flate2::bufread::{DeflateDecoder, ZlibDecoder};

use super::metadata::{Field, Metadata, Origin};
use super::record::File;
use super::unpack::{Stream, unpack};
use super::{Input, Location, ReadError, single, stem};

/// Longest line of named fields, in bytes.
const LINE: u64 = 64 * 1024;

/// Most named fields of a record.
const FIELDS: usize = 1000;

/// The articles of a WARC file.
pub(super) struct Warc<'a> {
    reader: Stream,
    file: File<'a>,
    /// Records begun.
    number: usize,
    is_empty: bool,
    is_done: bool,
}

/// The named fields of a record or of an HTTP message.
#[derive(Default)]
struct Fields(Vec<(String, String)>);

impl Fields {
    /// The value of a field, whatever the case of its name.
    fn get(&self, name: &str) -> &str {
        self.0.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map_or("", |(_, value)| value)
    }

    fn add(&mut self, line: &str) {
        if let Some((key, value)) = line.split_once(':') {
            self.0.push((key.trim().to_owned(), value.trim().to_owned()));
        }
    }
}

impl<'a> Warc<'a> {
    pub(super) fn new(reader: Stream, file: File<'a>) -> Self {
        Warc { reader, file, number: 0, is_empty: true, is_done: false }
    }

    fn at(&self, address: &str) -> Location {
        let record = if address.is_empty() { self.number.to_string() } else { format!("{} ({address})", self.number) };
        Location { record: record.into(), ..Location::file(&*self.file.file) }
    }

    /// A line without its end; nothing at the end of the file.
    fn line(&mut self) -> io::Result<Option<String>> {
        let mut line = Vec::new();
        let n = self.reader.by_ref().take(LINE).read_until(b'\n', &mut line)?;
        Ok((n > 0).then(|| String::from_utf8_lossy(&line).trim_end().to_owned()))
    }

    /// The named fields of the next record; nothing at the end of the file. Looks for the next version where there is none: the
    /// record before may have said a wrong length.
    fn head(&mut self) -> io::Result<Option<Fields>> {
        while let Some(line) = self.line()? {
            if line.starts_with("WARC/") {
                let mut fields = Fields::default();
                while let Some(line) = self.line()?.filter(|line| !line.is_empty()) {
                    if fields.0.len() < FIELDS {
                        fields.add(&line);
                    }
                }
                return Ok(Some(fields));
            }
        }
        Ok(None)
    }

    /// The next record that may be an article, as its fields and its block.
    fn next_record(&mut self) -> Result<Option<(Fields, Vec<u8>)>, ReadError> {
        loop {
            let head = self.head().map_err(|cause| ReadError::of(self.at(""), cause))?;
            let Some(fields) = head else { return Ok(None) };
            self.number += 1;
            let at = self.at(fields.get("WARC-Target-URI"));
            let Ok(length) = fields.get("Content-Length").parse::<u64>() else {
                let found = format!("the length {:?}", fields.get("Content-Length"));
                let expected = "a number of bytes".to_owned();
                return Err(ReadError::Record {
                    at,
                    found: found.into(),
                    expected: expected.into(),
                    hint: "the other records are read",
                });
            };
            let is_wanted = match fields.get("WARC-Type") {
                "response" => fields.get("Content-Type").to_ascii_lowercase().starts_with("application/http"),
                "conversion" | "resource" => true,
                _ => false,
            };
            let limit = self.file.context.options.limits.article_bytes;
            let mut block = Vec::new();
            let kept = if is_wanted { length.min(limit) } else { 0 };
            let copied = self.reader.by_ref().take(kept).read_to_end(&mut block);
            let rest = copied.and_then(|n| {
                io::copy(&mut self.reader.by_ref().take(length - kept), &mut io::sink()).map(|m| n as u64 + m)
            });
            let n = rest.map_err(|cause| ReadError::of(at.clone(), cause))?;
            if is_wanted && length > limit {
                return Err(ReadError::TooLarge { at, limit });
            }
            if n < length {
                let (found, expected) =
                    (format!("{n} bytes at the end of the file"), format!("a record of {length} bytes"));
                return Err(ReadError::Record {
                    at,
                    found: found.into(),
                    expected: expected.into(),
                    hint: "fetch the file again",
                });
            }
            if is_wanted {
                return Ok(Some((fields, block)));
            }
        }
    }

    /// The article of a record, if it is a page or a text.
    fn article(&self, fields: &Fields, block: Vec<u8>) -> Option<Result<Input, ReadError>> {
        let address = fields.get("WARC-Target-URI").trim_matches(['<', '>']);
        let mut declared = Vec::new();
        let mut kind = fields.get("Content-Type").to_ascii_lowercase();
        let mut body = block;
        if fields.get("WARC-Type") == "response" {
            let (status, head, content) = http(&body)?;
            if !(200..300).contains(&status) {
                return None;
            }
            kind = head.get("Content-Type").to_ascii_lowercase();
            declared
                .extend(kind.split_once("charset=").map(|(_, name)| name.trim_matches(['"', '\'', ' ']).to_owned()));
            let is_chunked = head.get("Transfer-Encoding").eq_ignore_ascii_case("chunked");
            let content =
                if is_chunked { unchunked(content).unwrap_or_else(|| content.to_vec()) } else { content.to_vec() };
            body = match self.unpacked(content, head.get("Content-Encoding"), address) {
                Ok(body) => body,
                Err(error) => return Some(Err(error)),
            };
        }
        if !["text/html", "application/xhtml", "text/plain"].iter().any(|known| kind.starts_with(known)) {
            return None;
        }
        let is_page = !kind.starts_with("text/plain");
        let mut metadata = Metadata::default();
        metadata.add(Field::Url, Origin::Container, address);
        let source = single::Source {
            at: self.at(address),
            id: format!("{}#{}", stem(&self.file.key), self.number),
            key: if address.is_empty() { format!("{}#{}", self.file.key, self.number) } else { address.to_owned() },
            declared,
            metadata,
        };
        let format = if is_page { super::format::Format::Page } else { super::format::Format::Text };
        Some(single::article(&body, format, source, self.file.context))
    }

    /// A body below its own compression, if it has any; crawlers often have taken it off and kept the field that says so.
    fn unpacked(&self, content: Vec<u8>, encoding: &str, address: &str) -> Result<Vec<u8>, ReadError> {
        let at = || self.at(address);
        let limits = &self.file.context.options.limits;
        let encoding = encoding.trim().to_ascii_lowercase();
        let is_text = std::str::from_utf8(&content).is_ok();
        let reader: Stream = match encoding.as_str() {
            "deflate" if content.starts_with(&[0x78]) => {
                Box::new(BufReader::new(ZlibDecoder::new(Cursor::new(content))))
            }
            // Some servers leave out the head.
            "deflate" if !content.trim_ascii_start().starts_with(b"<") => {
                Box::new(BufReader::new(DeflateDecoder::new(Cursor::new(content))))
            }
            "br" | "compress" | "dcb" | "dcz" if !is_text => {
                return Err(ReadError::Record {
                    at: at(),
                    found: format!("a body packed as {encoding:?}").into(),
                    expected: "gzip, deflate, zstd or none".into(),
                    hint: "the other records are read",
                });
            }
            _ => unpack(Box::new(Cursor::new(content)), limits).map_err(|error| ReadError::of(at(), error))?.1,
        };
        let mut body = Vec::new();
        let limit = limits.article_bytes;
        reader.take(limit + 1).read_to_end(&mut body).map_err(|error| ReadError::of(at(), error))?;
        if body.len() as u64 > limit { Err(ReadError::TooLarge { at: at(), limit }) } else { Ok(body) }
    }
}

impl Iterator for Warc<'_> {
    type Item = Result<Input, ReadError>;

    fn next(&mut self) -> Option<Self::Item> {
        while !self.is_done {
            let result = match self.next_record() {
                Ok(Some((fields, block))) => self.article(&fields, block),
                Ok(None) => {
                    self.is_done = true;
                    self.is_empty.then(|| Err(ReadError::Empty { at: Location::file(&*self.file.file) }))
                }
                Err(error) => {
                    self.is_done = matches!(error, ReadError::Unreadable { .. } | ReadError::Corrupt { .. });
                    Some(Err(error))
                }
            };
            if result.is_some() {
                self.is_empty = false;
                return result;
            }
        }
        None
    }
}

/// Status, fields and body of an HTTP message.
fn http(message: &[u8]) -> Option<(u16, Fields, &[u8])> {
    let mut rest = message;
    let mut line = || {
        let end = rest.iter().position(|&b| b == b'\n')?;
        let (line, after) = rest.split_at(end + 1);
        rest = after;
        Some(String::from_utf8_lossy(line).trim_end().to_owned())
    };
    let status = line()?.split_whitespace().nth(1)?.parse().ok()?;
    let mut fields = Fields::default();
    while let Some(line) = line().filter(|line| !line.is_empty()) {
        fields.add(&line);
    }
    Some((status, fields, rest))
}

/// A body that was sent in chunks, put together, as far as it goes; nothing where it is not in chunks, as when the crawler did so
/// already.
fn unchunked(body: &[u8]) -> Option<Vec<u8>> {
    let mut whole = Vec::new();
    let mut rest = chunk(body)?;
    loop {
        let (size, after) = rest;
        whole.extend_from_slice(&after[..size.min(after.len())]);
        match after.get(size + 2..).and_then(chunk) {
            Some(next) if size > 0 => rest = next,
            _ => return Some(whole),
        }
    }
}

/// The size of a chunk, and what follows its line.
fn chunk(body: &[u8]) -> Option<(usize, &[u8])> {
    // The size, and what may be said of the chunk.
    let end = body.iter().take(256).position(|&b| b == b'\n')?;
    let size = std::str::from_utf8(&body[..end]).ok()?.split(';').next()?.trim();
    let size = usize::from_str_radix(size, 16).ok().filter(|&size| size < usize::MAX - 2)?;
    Some((size, &body[end + 1..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chunks_are_put_together() {
        assert_eq!(unchunked(b"3;x=y\r\nabc\r\nA\r\n0123456789\r\n0\r\n\r\n").as_deref(), Some(&b"abc0123456789"[..]));
        assert_eq!(unchunked(b"3\r\nabc\r\n5\r\nde").as_deref(), Some(&b"abcde"[..]));
        for body in [&b"<html>"[..], b"zz\r\n", b""] {
            assert_eq!(unchunked(body), None);
        }
    }

    #[test]
    fn messages_are_parted() {
        let (status, fields, body) = http(b"HTTP/1.1 200 OK\r\ncontent-type: text/html\r\n\r\n<p>").expect("a message");
        assert_eq!((status, fields.get("Content-Type"), body), (200, "text/html", &b"<p>"[..]));
        assert!(http(b"no message").is_none());
    }
}
