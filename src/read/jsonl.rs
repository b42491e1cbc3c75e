//! JSON Lines: one article a line.

use serde_json::{Map, Value};

use super::lines::{Line, LineError, Lines};
use super::metadata::{Field, FieldNames};
use super::record::{File, Record};
use super::unpack::Stream;
use super::{Input, Location, ReadError};

/// What is wrong with a line.
#[derive(Debug, PartialEq, Eq)]
struct Fault {
    /// From 1; 0 where the fault has no place.
    column: usize,
    found: String,
    /// The line holds only part of a JSON text, as when one article, or a list of them, is spread over several lines.
    is_cut: bool,
}

/// The articles of a file of JSON Lines.
pub(super) struct JsonLines<'a> {
    lines: Lines,
    file: File<'a>,
    /// No line has held anything so far.
    is_empty: bool,
}

impl<'a> JsonLines<'a> {
    pub(super) fn new(reader: Stream, file: File<'a>) -> Self {
        JsonLines { lines: Lines::new(reader, file.context.options.limits.article_bytes), file, is_empty: true }
    }

    fn article(&mut self, line: &Line) -> Result<Input, ReadError> {
        let decoded = self.file.decode(line.bytes.trim_ascii_end(), line.number)?;
        let fault = match record(&decoded.text, &self.file.context.options.fields) {
            Ok(record) => match self.file.input(&record, line.number, decoded) {
                Ok(input) => return Ok(input),
                Err(found) => Fault { column: 0, found, is_cut: false },
            },
            Err(fault) => fault,
        };
        let mut hint = "the other lines are read";
        if fault.is_cut && self.is_empty {
            // Most likely no line of this file stands alone.
            self.lines.stop();
            hint = "write each article on a line of its own";
        }
        let expected =
            format!("a JSON object on one line with at least {:?}", self.file.context.options.fields.of(Field::Text));
        Err(ReadError::Record {
            at: self.file.at(line.number, fault.column),
            found: fault.found.into(),
            expected: expected.into(),
            hint,
        })
    }
}

impl Iterator for JsonLines<'_> {
    type Item = Result<Input, ReadError>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let result = match self.lines.next() {
                None => {
                    let at = Location::file(&*self.file.file);
                    return std::mem::take(&mut self.is_empty).then_some(Err(ReadError::Empty { at }));
                }
                Some(Ok(line)) if line.bytes.trim_ascii().is_empty() => continue,
                Some(Ok(line)) => self.article(&line),
                Some(Err(error)) => Err(line_error(error, &self.file)),
            };
            self.is_empty = false;
            return Some(result);
        }
    }
}

/// The error of a line in a file.
pub(super) fn line_error(error: LineError, file: &File<'_>) -> ReadError {
    match error {
        LineError::TooLong { number } => {
            ReadError::TooLarge { at: file.at(number, 0), limit: file.context.options.limits.article_bytes }
        }
        LineError::Unreadable { number, cause } => ReadError::of(file.at(number, 0), cause),
    }
}

/// Reads one line.
fn record(line: &str, fields: &FieldNames) -> Result<Record, Fault> {
    // A list would do for the fields in their order, but nobody means that.
    if let Some(c) = line.trim_start().chars().next().filter(|&c| c != '{') {
        return Err(Fault { column: 1, found: format!("a line that begins with {c:?}"), is_cut: c == '[' });
    }
    let mut map: Map<String, Value> = serde_json::from_str(line).map_err(|error| Fault {
        column: error.column(),
        found: reason(&error),
        is_cut: error.is_eof(),
    })?;
    let mut record = Record::default();
    for field in Field::ALL {
        let name = fields.of(field);
        let value = take(&mut map, name);
        record.set(field, string(name, value).map_err(|found| Fault { column: 0, found, is_cut: false })?);
    }
    if record.get(Field::Text).trim().is_empty() {
        let found = format!("an object without {:?}", fields.of(Field::Text));
        return Err(Fault { column: 0, found, is_cut: false });
    }
    Ok(record)
}

/// A field by its name, or by the names of the fields around it, with dots between: `article.body`.
fn take(map: &mut Map<String, Value>, name: &str) -> Value {
    if let Some(value) = map.get_mut(name) {
        return value.take();
    }
    let Some((outer, inner)) = name.split_once('.') else { return Value::Null };
    map.get_mut(outer).and_then(Value::as_object_mut).map_or(Value::Null, |map| take(map, inner))
}

/// The error without the place, which the caller gives.
fn reason(error: &serde_json::Error) -> String {
    let text = error.to_string();
    text.rsplit_once(" at line ").map_or(text.clone(), |(reason, _)| reason.to_owned())
}

/// A field that holds a text; a number is taken as it is written.
fn string(field: &str, value: Value) -> Result<String, String> {
    let kind = match value {
        Value::Null => return Ok(String::new()),
        Value::String(text) => return Ok(text),
        Value::Number(number) => return Ok(number.to_string()),
        Value::Bool(_) => "true or false",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    };
    Err(format!("{kind} as {field:?}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(line: &str) -> Result<Record, Fault> {
        record(line, &FieldNames::default())
    }

    #[test]
    fn all_but_the_text_is_optional_and_other_fields_are_ignored() {
        let full = read(
            r#"{"id": 7, "title": "题", "date": "2024-05-06", "source": "社", "url": "u", "text": "文", "tags": []}"#,
        )
        .expect("a record");
        assert_eq!(Field::ALL.map(|field| full.get(field)), ["7", "题", "2024-05-06", "社", "", "u", "文"]);
        let bare = read(r#"{"text": "文", "id": null}"#).expect("a record");
        assert_eq!((bare.get(Field::Id), bare.get(Field::Text)), ("", "文"));
    }

    #[test]
    fn fields_may_have_other_names_and_lie_deeper() {
        let mut fields = FieldNames::default();
        for pair in ["title=headline", "text=article.body"] {
            fields.rename(pair).expect("a field");
        }
        let line = r#"{"headline": "题", "title": "x", "article": {"body": "文"}, "text": "x"}"#;
        let found = record(line, &fields).expect("a record");
        assert_eq!((found.get(Field::Title), found.get(Field::Text)), ("题", "文"));
        for wrong in ["headline", "heading=title", "title="] {
            assert!(fields.rename(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn faults_say_what_was_found() {
        let fault = |line| read(line).expect_err("a fault");
        assert_eq!(fault(r#"{"text": 1,}"#).column, 12);
        assert!(fault(r#"{"text": "#).is_cut);
        assert_eq!(fault(r#"{"text": ["a"]}"#).found, "a list as \"text\"");
        assert_eq!(fault(r#"["7", "题"]"#).found, "a line that begins with '['");
        assert_eq!(fault(r#"{"title": "题"}"#).found, "an object without \"text\"");
    }
}
