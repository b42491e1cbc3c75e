//! Lists: objects of JSON that stand in a list, or are spread over several lines, are put on one line each.

use std::io::{self, Read};

use super::unpack::Stream;

/// Whether a text that begins so holds a list of objects, or an object on more than one line.
pub(super) fn is_list(text: &str) -> bool {
    let start = text.trim_start();
    let is_spread = || start.lines().next().is_some_and(|line| line.trim_end() == "{") && opens_object(start);
    start.strip_prefix('[').is_some_and(|rest| opens_object(rest.trim_start())) || is_spread()
}

/// Whether a text begins with an object that has a name in it, or nothing.
pub(super) fn opens_object(text: &str) -> bool {
    text.strip_prefix('{').is_some_and(|rest| rest.trim_start().starts_with(['"', '}']))
}

/// Reads one object a line, whatever lines they are written on.
pub(super) struct Objects {
    reader: Stream,
    /// A character beyond ASCII has a second byte that may look like one of ASCII.
    has_pairs: bool,
    /// Objects that are open.
    depth: usize,
    is_string: bool,
    /// The next byte belongs to the one before it.
    is_bound: bool,
    /// Something stands on the line.
    has_text: bool,
    /// What has been put on lines and not been read yet, from `start`.
    lines: Vec<u8>,
    start: usize,
}

impl Objects {
    pub(super) fn new(reader: Stream, has_pairs: bool) -> Self {
        Objects {
            reader,
            has_pairs,
            depth: 0,
            is_string: false,
            is_bound: false,
            has_text: false,
            lines: Vec::new(),
            start: 0,
        }
    }

    fn add(&mut self, byte: u8) {
        if std::mem::take(&mut self.is_bound) {
            return self.lines.push(byte);
        }
        self.is_bound = self.has_pairs && byte >= 0x81 || self.is_string && byte == b'\\';
        match byte {
            b'\n' if self.is_string => self.lines.extend(b"\\n"),
            b'"' => {
                self.is_string = !self.is_string;
                self.lines.push(byte);
            }
            _ if self.is_string => self.lines.push(byte),
            b'{' => {
                if self.depth == 0 && self.has_text {
                    self.lines.push(b'\n');
                }
                self.depth += 1;
                self.has_text = true;
                self.lines.push(byte);
            }
            b'}' => {
                self.lines.push(byte);
                self.depth = self.depth.saturating_sub(1);
                if self.depth == 0 {
                    self.has_text = false;
                    self.lines.push(b'\n');
                }
            }
            b'[' | b']' | b',' if self.depth == 0 => {}
            _ if byte.is_ascii_whitespace() => {
                if self.depth > 0 {
                    self.lines.push(b' ');
                }
            }
            _ => {
                self.has_text = true;
                self.lines.push(byte);
            }
        }
    }
}

impl Read for Objects {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.start == self.lines.len() {
            self.lines.clear();
            self.start = 0;
            let read = self.reader.fill_buf()?.to_vec();
            if read.is_empty() {
                return Ok(0);
            }
            self.reader.consume(read.len());
            read.into_iter().for_each(|byte| self.add(byte));
        }
        let mut rest = &self.lines[self.start..];
        let n = rest.read(buffer)?;
        self.start += n;
        Ok(n)
    }
}

#[cfg(test)]
mod tests {
    use std::io::{BufReader, Cursor};

    use encoding_rs::GB18030;

    use super::*;

    fn lines(bytes: &[u8], has_pairs: bool) -> Vec<u8> {
        // In pieces of three bytes, so that everything is cut somewhere.
        let reader = BufReader::with_capacity(3, Cursor::new(bytes.to_vec()));
        let mut lines = Vec::new();
        Objects::new(Box::new(reader), has_pairs).read_to_end(&mut lines).unwrap();
        lines
    }

    #[test]
    fn objects_are_put_on_lines() {
        for (list, expected) in [
            ("[{\"a\": 1},\n{\"b\": [1, {\"c\": 2}]}]", "{\"a\": 1}\n{\"b\": [1, {\"c\": 2}]}\n"),
            ("{\n  \"a\": \"}\\\"{\"\n}\n{\n}\n", "{   \"a\": \"}\\\"{\" }\n{ }\n"),
            ("[{\"a\": \"一\n二\"}, null, {}]", "{\"a\": \"一\\n二\"}\nnull\n{}\n"),
            ("[{\"a\": ", "{\"a\": "),
        ] {
            assert_eq!(String::from_utf8(lines(list.as_bytes(), false)).unwrap(), expected);
        }
        // The second byte of these is a bracket, a backslash and a brace.
        let list = "[{\"a\": \"俒俓倇\"},{\"b\": \"倉\\\"个\"}]";
        let (bytes, ..) = GB18030.encode(list);
        let expected = GB18030.encode("{\"a\": \"俒俓倇\"}\n{\"b\": \"倉\\\"个\"}\n").0.into_owned();
        assert_eq!(lines(&bytes, true), expected);
    }

    #[test]
    fn lists_are_told_from_lines() {
        for text in ["[{\"a\": 1}]", " [\n  {\n \"a\"", "{\n  \"a\": 1\n}", "[{}]"] {
            assert!(is_list(text), "{text}");
        }
        for text in ["{\"a\": 1}\n{\"b\": 2}", "[一带一路]", "{\n正文\n}", "[1, 2]", ""] {
            assert!(!is_list(text), "{text}");
        }
    }
}
