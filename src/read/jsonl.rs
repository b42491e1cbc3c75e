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
    hint: &'static str,
}

/// What to do about most faults.
const OTHERS: &str = "the other lines are read";

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
        let mut decoded = self.file.decode(line.bytes.trim_ascii_end(), line.number)?;
        let n_escaped = escape(&mut decoded.text);
        let fault = match record(&decoded.text, &self.file.context.options.fields) {
            Ok(record) => match self.file.input(&record, line.number, decoded) {
                Ok(mut input) => {
                    if n_escaped > 0 {
                        let warning = format!(
                            "JSON: found {n_escaped} control characters in texts, expected escapes of them; they were kept"
                        );
                        input.warnings.push(warning);
                    }
                    return Ok(input);
                }
                Err(found) => Fault { column: 0, found, is_cut: false, hint: OTHERS },
            },
            Err(fault) => fault,
        };
        let mut hint = fault.hint;
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
        let (found, is_cut) = match serde_json::from_str::<Vec<Value>>(line) {
            Ok(list) if list.is_empty() => ("an empty list".to_owned(), false),
            Ok(_) => ("a list of other things than objects".to_owned(), false),
            Err(_) => (format!("a line that begins with {c:?}"), c == '['),
        };
        return Err(Fault { column: 1, found, is_cut, hint: OTHERS });
    }
    let mut map: Map<String, Value> = serde_json::from_str(line).map_err(|error| Fault {
        column: error.column(),
        found: reason(&error),
        is_cut: error.is_eof(),
        hint: OTHERS,
    })?;
    let mut record = Record::default();
    for field in Field::ALL {
        let name = fields.of(field);
        let value = take(&mut map, name);
        record
            .set(field, string(name, value).map_err(|found| Fault { column: 0, found, is_cut: false, hint: OTHERS })?);
    }
    if record.get(Field::Text).trim().is_empty() {
        let mut others = Others::default();
        others.add("", &map);
        let without = format!("an object without {:?}", fields.of(Field::Text));
        let (found, hint) = match (others.list, &others.names[..]) {
            (Some(list), _) => {
                (format!("{without}, with a list of objects in {list:?}"), "write each of them on a line of its own")
            }
            (None, []) => (without, OTHERS),
            (None, names) => (
                format!("{without}, with {}", names.join(", ")),
                "name the field that has it with --field text=NAME; the other lines are read",
            ),
        };
        return Err(Fault { column: 0, found, is_cut: false, hint });
    }
    Ok(record)
}

/// What an object has that is no field: names of texts, with dots between them and the names around them, and a list of objects.
#[derive(Default)]
struct Others {
    names: Vec<String>,
    list: Option<String>,
}

impl Others {
    /// Names that are listed.
    const MOST: usize = 8;

    fn add(&mut self, around: &str, map: &Map<String, Value>) {
        for (name, value) in map {
            let name = if around.is_empty() { name.clone() } else { format!("{around}.{name}") };
            match value {
                Value::Object(map) => self.add(&name, map),
                Value::Array(values) if values.first().is_some_and(Value::is_object) => {
                    self.list.get_or_insert(name);
                }
                Value::String(_) if self.names.len() < Self::MOST => self.names.push(format!("{name:?}")),
                _ => {}
            }
        }
    }
}

/// Escapes the control characters within the texts of a line of JSON, as programs should have done; counts them.
fn escape(line: &mut String) -> usize {
    if !line.contains(|c: char| c < ' ') {
        return 0;
    }
    let (mut escaped, mut n) = (String::with_capacity(line.len()), 0);
    let (mut is_text, mut is_bound) = (false, false);
    for c in line.chars() {
        if is_text && c < ' ' {
            n += 1;
            // Behind a backslash it would be the backslash that is escaped.
            escaped.push_str(if is_bound { "\\" } else { "" });
            escaped.push_str(&format!("\\u{:04x}", u32::from(c)));
            is_bound = false;
            continue;
        }
        is_text ^= c == '"' && !is_bound;
        is_bound = is_text && c == '\\' && !is_bound;
        escaped.push(c);
    }
    *line = escaped;
    n
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
        assert_eq!(fault(r#"["7", "题""#).found, "a line that begins with '['");
        assert_eq!(fault(r#"{"title": "题"}"#).found, "an object without \"text\"");
        assert_eq!(
            fault(r#"{"title": "题", "data": {"content": "文", "n": 1}}"#).found,
            "an object without \"text\", with \"data.content\""
        );
        assert_eq!(
            fault(r#"{"code": 0, "data": {"list": [{"text": "文"}]}}"#).found,
            "an object without \"text\", with a list of objects in \"data.list\""
        );
        assert_eq!(fault("[]").found, "an empty list");
        assert_eq!(fault(r#"["a"]"#).found, "a list of other things than objects");
    }

    #[test]
    fn control_characters_in_texts_are_kept() {
        for (line, escaped, n) in [
            ("{\"text\": \"a\0\tb\"}", r#"{"text": "a\u0000\u0009b"}"#, 2),
            ("{\"text\":\t\"a\"}", "{\"text\":\t\"a\"}", 0),
            (r#"{"text": "a\n\"b"}"#, r#"{"text": "a\n\"b"}"#, 0),
            ("{\"text\": \"a\\\\\t\"}", r#"{"text": "a\\\u0009"}"#, 1),
        ] {
            let mut text = line.to_owned();
            assert_eq!((escape(&mut text), text.as_str()), (n, escaped), "{line}");
        }
    }
}
