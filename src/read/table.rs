//! Tables: comma- or tab-separated values, one article a row, below a row that names the columns.
//!
//! A row may run over several lines within quotation marks. Where they are never closed, only the row that opened them is lost.

use super::format::delimiter;
use super::jsonl::line_error;
use super::lines::{Line, Lines};
use super::metadata::Field;
use super::record::{File, Record};
use super::unpack::Stream;
use super::{Input, Location, ReadError};

/// The articles of a table.
pub(super) struct Table<'a> {
    lines: Lines,
    file: File<'a>,
    /// Once the first row is read: what parts the columns, and the field of each.
    head: Option<(u8, Vec<Option<Field>>)>,
    is_empty: bool,
}

/// Where a row stands after some of its bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    /// At the start of a cell.
    Start,
    /// In a cell without quotation marks, or behind the closing one.
    Bare,
    /// Within quotation marks.
    Quoted,
    /// Behind a quotation mark that closes the cell or is doubled.
    Closing,
}

impl State {
    /// The state behind a line, and whether something else than the end of the cell followed a closing quotation mark.
    fn after(self, line: &[u8], delimiter: u8) -> (State, bool) {
        line.iter().fold((self, false), |(state, is_odd), &b| match (state, b) {
            (State::Quoted, b'"') => (State::Closing, is_odd),
            (State::Start | State::Closing, b'"') | (State::Quoted, _) => (State::Quoted, is_odd),
            (_, b) if b == delimiter => (State::Start, is_odd),
            (State::Closing, b) => (State::Bare, is_odd || !b"\r\n".contains(&b)),
            _ => (State::Bare, is_odd),
        })
    }
}

impl<'a> Table<'a> {
    pub(super) fn new(reader: Stream, file: File<'a>) -> Self {
        Table { lines: Lines::new(reader, file.context.options.limits.article_bytes), file, head: None, is_empty: true }
    }

    fn error(&self, line: usize, found: String, expected: &str) -> ReadError {
        ReadError::Record {
            at: self.file.at(line, 0),
            found: found.into(),
            expected: expected.into(),
            hint: "the other rows are read",
        }
    }

    /// There is nothing below the names of the columns.
    fn no_rows(&self, at: Location) -> ReadError {
        let (found, expected) = ("nothing below the first row".into(), "a row for each article".into());
        ReadError::Record { at, found, expected, hint: "fetch the file again" }
    }

    /// The bytes of a row that begins with this line.
    fn row(&mut self, first: Line, delimiter: u8) -> Result<Line, ReadError> {
        let number = first.number;
        let limit = self.file.context.options.limits.article_bytes;
        let (mut state, _) = State::Start.after(&first.bytes, delimiter);
        let mut length = first.bytes.len() as u64;
        let mut lines = vec![first];
        while state == State::Quoted {
            let next = self.lines.next();
            let mut is_lost = true;
            if let Some(Ok(line)) = next {
                (state, is_lost) = state.after(&line.bytes, delimiter);
                length += line.bytes.len() as u64;
                lines.push(line);
            }
            if is_lost || length > limit {
                // What comes after the first line is read again, by itself.
                self.lines.give_back(lines.into_iter().skip(1));
                return Err(self.error(number, "a quotation mark that is not closed".to_owned(), "two for each cell"));
            }
        }
        Ok(Line { number, bytes: lines.into_iter().flat_map(|line| line.bytes).collect() })
    }

    /// Takes the names of the columns.
    fn names(&mut self, line: &Line) -> Result<(), ReadError> {
        let (fields, labels) = (&self.file.context.options.fields, self.file.context.cleaner.labels());
        let text = self.file.decode(&line.bytes, line.number)?.text;
        let text = text.trim_start_matches('\u{FEFF}');
        // A line for spreadsheets, which says what parts the columns.
        if text.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("sep=")) {
            return Ok(());
        }
        let Some(delimiter) = delimiter(text, fields, labels) else {
            self.lines.stop();
            let expected = format!("columns of which one is named {:?}", fields.of(Field::Text));
            let found = format!("the columns {:?}", text.trim());
            return Err(ReadError::Record {
                at: self.file.at(line.number, 0),
                found: found.into(),
                expected: expected.into(),
                hint: "name the columns in the first line, or the one of the text with --field text=NAME",
            });
        };
        let names = cells(text.as_bytes(), delimiter).unwrap_or_default();
        // Of the names that a field may have, the first that is there.
        let is = |name: &str, cell: &[u8]| name.as_bytes().eq_ignore_ascii_case(cell.trim_ascii());
        let name_of = |field: Field| fields.names(field, labels).find(|name| names.iter().any(|cell| is(name, cell)));
        let columns: Vec<Option<Field>> = names
            .iter()
            .map(|cell| Field::ALL.into_iter().find(|field| name_of(*field).is_some_and(|name| is(name, cell))))
            .collect();
        let is_double = |field: &Field| columns.iter().filter(|column| **column == Some(*field)).count() > 1;
        if let Some(field) = Field::ALL.into_iter().find(is_double) {
            self.lines.stop();
            return Err(ReadError::Record {
                at: self.file.at(line.number, 0),
                found: format!("more than one column {:?}", fields.of(field)).into(),
                expected: "one".into(),
                hint: "rename the others",
            });
        }
        self.head = Some((delimiter, columns));
        Ok(())
    }

    fn article(&mut self, row: &Line, delimiter: u8) -> Result<Input, ReadError> {
        let decoded = self.file.decode(&row.bytes, row.number)?;
        let cells = cells(decoded.text.as_bytes(), delimiter)
            .map_err(|error| self.error(row.number, error.to_string(), "a row"))?;
        let columns = self.head.as_ref().map_or(&[][..], |(_, columns)| columns);
        if cells.len() != columns.len() {
            let found = format!("{} cells", cells.len());
            return Err(self.error(row.number, found, &format!("{} as in the first row", columns.len())));
        }
        let mut record = Record::default();
        for (field, cell) in columns.iter().zip(cells) {
            if let Some(field) = field {
                record.set(*field, String::from_utf8_lossy(&cell).into_owned());
            }
        }
        self.file.input(&record, row.number, decoded).map_err(|found| self.error(row.number, found, "a text"))
    }
}

impl Iterator for Table<'_> {
    type Item = Result<Input, ReadError>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let line = match self.lines.next() {
                None => {
                    let at = Location::file(&*self.file.file);
                    let error = if self.head.is_none() { ReadError::Empty { at } } else { self.no_rows(at) };
                    return std::mem::take(&mut self.is_empty).then_some(Err(error));
                }
                Some(Err(error)) => return Some(Err(line_error(error, &self.file))),
                Some(Ok(line)) if line.bytes.trim_ascii().is_empty() => continue,
                Some(Ok(line)) => line,
            };
            let Some((delimiter, _)) = self.head else {
                match self.names(&line) {
                    Ok(()) => continue,
                    Err(error) => {
                        self.is_empty = false;
                        return Some(Err(error));
                    }
                }
            };
            self.is_empty = false;
            return Some(self.row(line, delimiter).and_then(|row| self.article(&row, delimiter)));
        }
    }
}

/// The cells of one row.
fn cells(row: &[u8], delimiter: u8) -> Result<Vec<Vec<u8>>, csv::Error> {
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(delimiter)
        .has_headers(false)
        .flexible(true)
        .buffer_capacity(row.len().clamp(64, 1 << 16))
        .from_reader(row);
    let mut record = csv::ByteRecord::new();
    reader.read_byte_record(&mut record)?;
    Ok(record.iter().map(<[u8]>::to_vec).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_end_where_no_quotation_mark_is_open() {
        for (line, state, is_odd) in [
            ("1,题,文\n", State::Bare, false),
            ("1,\"题\",\"文\n", State::Quoted, false),
            ("1,\"他说\"\"好\"\"\"\r\n", State::Bare, false),
            ("1,5\" 屏,文", State::Bare, false),
            ("1,\"题\"x,文", State::Bare, true),
        ] {
            assert_eq!(State::Start.after(line.as_bytes(), b','), (state, is_odd), "{line}");
        }
        let row = cells("1,\"题,\n目\",\"他说\"\"好\"\"\"".as_bytes(), b',').expect("a row");
        assert_eq!(row, ["1".as_bytes(), "题,\n目".as_bytes(), "他说\"好\"".as_bytes()]);
    }
}
