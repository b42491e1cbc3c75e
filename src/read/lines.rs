//! Lines of bytes with their numbers, each no longer than an article may be; lines can be given back.

use std::collections::VecDeque;
use std::io::{self, BufRead as _, Read as _};

use super::unpack::Stream;

/// A line with its end, if it has one, and its number from 1.
pub(super) struct Line {
    pub(super) number: usize,
    pub(super) bytes: Vec<u8>,
}

/// Why there is no line.
pub(super) enum LineError {
    /// It is longer than the limit, and was skipped.
    TooLong {
        /// Its number.
        number: usize,
    },
    /// The rest cannot be read.
    Unreadable {
        /// Number of the line that would have been next.
        number: usize,
        /// Why.
        cause: io::Error,
    },
}

/// Reads lines.
pub(super) struct Lines {
    reader: Stream,
    /// Lines read so far.
    number: usize,
    limit: u64,
    given_back: VecDeque<Line>,
    is_done: bool,
}

impl Lines {
    pub(super) fn new(reader: Stream, limit: u64) -> Self {
        Lines { reader, number: 0, limit, given_back: VecDeque::new(), is_done: false }
    }

    /// Puts lines in front of those that are still to be read.
    pub(super) fn give_back(&mut self, lines: impl DoubleEndedIterator<Item = Line>) {
        lines.rev().for_each(|line| self.given_back.push_front(line));
    }

    /// Reads no more.
    pub(super) fn stop(&mut self) {
        self.is_done = true;
        self.given_back.clear();
    }

    fn skip_rest_of_line(&mut self) -> io::Result<()> {
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
}

/// Reads line feeds for carriage returns, which no character of an encoding that is read holds as one of its bytes but UTF-16.
pub(super) struct LineFeeds(pub(super) Stream);

impl io::Read for LineFeeds {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n = self.0.read(buffer)?;
        buffer[..n].iter_mut().filter(|byte| **byte == b'\r').for_each(|byte| *byte = b'\n');
        Ok(n)
    }
}

impl Iterator for Lines {
    type Item = Result<Line, LineError>;

    fn next(&mut self) -> Option<Self::Item> {
        if let Some(line) = self.given_back.pop_front() {
            return Some(Ok(line));
        }
        if self.is_done {
            return None;
        }
        self.number += 1;
        let number = self.number;
        let mut bytes = Vec::new();
        let read = self.reader.by_ref().take(self.limit + 1).read_until(b'\n', &mut bytes);
        let read = read.and_then(|n| {
            let is_long = n as u64 > self.limit && !bytes.ends_with(b"\n");
            if is_long { self.skip_rest_of_line().map(|()| None) } else { Ok(Some(n)) }
        });
        match read {
            Ok(Some(0)) => {
                self.is_done = true;
                None
            }
            Ok(Some(_)) => {
                if number == 1 && bytes.starts_with(b"\xEF\xBB\xBF") {
                    bytes.drain(..3);
                }
                Some(Ok(Line { number, bytes }))
            }
            Ok(None) => Some(Err(LineError::TooLong { number })),
            Err(cause) => {
                self.is_done = true;
                Some(Err(LineError::Unreadable { number, cause }))
            }
        }
    }
}
