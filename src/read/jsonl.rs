//! JSON Lines: one article a line.

use serde_json::{Deserializer, Map, Value};

use super::lines::{Line, LineError, Lines};
use super::metadata::{Field, FieldNames};
use super::record::{File, Record};
use super::unpack::Stream;
use super::{Input, Location, ReadError, data, mend, page};
use crate::clean::Labels;

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

/// What is said of a line that was no JSON before it was mended.
const MENDED: &str =
    "JSON: found NaN, commas behind the last value or halves of characters, expected none; they were left out";

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
        let mut odd = Vec::new();
        if let Some((text, n)) = mend::escaped(&decoded.text) {
            decoded.text = text;
            odd.push(format!("JSON: found {n} control characters in texts, expected escapes of them; they were kept"));
        }
        let read = |text: &str| record(text, &self.file.context.options.fields, self.file.context.cleaner.labels());
        let mut found = read(&decoded.text);
        let whole = found.is_err().then(|| mend::whole(&decoded.text)).flatten();
        if let Some(Ok(record)) = whole.as_deref().map(read) {
            found = Ok(record);
            odd.push(MENDED.to_owned());
        }
        let fault = match found {
            Ok(record) => match self.file.input(&record, line.number, decoded) {
                Ok(mut input) => {
                    input.warnings.extend(odd);
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

/// What stands before an object where files were put together, or where each begins with the separator of records.
const MARKS: [char; 2] = ['\u{FEFF}', '\u{1E}'];

/// Whether a text that begins so has a second object on its first line.
pub(super) fn is_glued(text: &str) -> bool {
    let line = text.lines().next().unwrap_or_default();
    let mut values = Deserializer::from_str(line).into_iter::<Map<String, Value>>();
    values.next().is_some_and(|value| value.is_ok()) && line[values.byte_offset()..].trim_start().starts_with('{')
}

/// Reads one line.
fn record(line: &str, fields: &FieldNames, labels: &Labels) -> Result<Record, Fault> {
    let line = line.trim_start_matches(MARKS);
    // A line of a list.
    let line = line.trim_end().strip_suffix(',').unwrap_or(line);
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
        let (name, value) = fields
            .names(field, labels)
            .map(|name| (name, take(&mut map, name)))
            .find(|(_, value)| !is_empty(value))
            .unwrap_or_default();
        let text = if field == Field::Text { paragraphs(name, value) } else { string(name, value) };
        record.set(field, text.map_err(|found| Fault { column: 0, found, is_cut: false, hint: OTHERS })?);
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

/// Whether a value says nothing.
fn is_empty(value: &Value) -> bool {
    value.is_null() || value.as_str().is_some_and(|text| text.trim().is_empty())
}

/// A field by its name, or by the names of the fields around it, with dots between: `article.body`.
fn take(map: &mut Map<String, Value>, name: &str) -> Value {
    if let Some(value) = map.get_mut(name) {
        return value.take();
    }
    if let Some((_, value)) = map.iter_mut().find(|(key, _)| key.eq_ignore_ascii_case(name)) {
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

/// The text of an article, which may be a list of paragraphs.
fn paragraphs(field: &str, value: Value) -> Result<String, String> {
    let Value::Array(_) = value else { return string(field, value) };
    let mut parts = Vec::new();
    data::texts(&value, &mut parts);
    if parts.is_empty() { Err(format!("a list without text as {field:?}")) } else { Ok(parts.join("\n")) }
}

/// A field that holds a text; a number is taken as it is written, a list as what it holds, and an object as its name or its only value.
fn string(field: &str, value: Value) -> Result<String, String> {
    match value {
        Value::Null => Ok(String::new()),
        Value::String(text) => Ok(text),
        Value::Number(number) => Ok(number.to_string()),
        Value::Bool(_) => Err(format!("true or false as {field:?}")),
        Value::Array(values) => {
            let values: Result<Vec<String>, String> = values.into_iter().map(|value| string(field, value)).collect();
            Ok(values?.join(" "))
        }
        Value::Object(map) => match (map.get("name").and_then(page::name), map.len()) {
            (Some(name), _) => Ok(name.to_owned()),
            (None, 1) => map.into_values().next().map_or(Ok(String::new()), |value| string(field, value)),
            (None, _) => Err(format!("an object as {field:?}")),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clean::tests::cleaner;

    fn read(line: &str) -> Result<Record, Fault> {
        record(line, &FieldNames::default(), cleaner().labels())
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
        let found = record(line, &fields, cleaner().labels()).expect("a record");
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
        assert_eq!(fault(r#"{"text": [1]}"#).found, "a list without text as \"text\"");
        assert_eq!(fault(r#"{"text": "文", "id": {"a": 1, "b": 2}}"#).found, "an object as \"id\"");
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
    fn fields_may_have_the_names_and_forms_that_are_usual_for_them() {
        for (line, fields) in [
            (
                r#"{"标题": "题", "正文": "文", "来源": "社", "发布时间": "2024-05-06"}"#,
                ["", "题", "2024-05-06", "社", "", "", "文"],
            ),
            (
                r#"{"headline": "题", "pubDate": "2024-05-06", "link": "u", "content": "文", "title": ""}"#,
                ["", "题", "2024-05-06", "", "", "u", "文"],
            ),
            (
                r#"{"_id": {"$oid": "7"}, "id": {"$oid": "7"}, "date": {"$date": {"$numberLong": "1714997732000"}}, "source": {"id": 1, "name": "社"}, "author": ["张三", {"name": "李四"}], "text": ["文", "章。"]}"#,
                ["7", "", "1714997732000", "社", "张三 李四", "", "文\n章。"],
            ),
            (
                r#"{"text": [{"type": "p", "value": "双方会谈。"}, {"type": "img", "url": "http://a.cn/1.jpg"}]},"#,
                ["", "", "", "", "", "", "双方会谈。"],
            ),
            ("\u{FEFF}{\"text\": \"文\"}", ["", "", "", "", "", "", "文"]),
        ] {
            let record = read(line).expect("a record");
            assert_eq!(Field::ALL.map(|field| record.get(field)), fields, "{line}");
        }
        // A name that was given stands for itself alone.
        let mut fields = FieldNames::default();
        fields.rename("text=body").expect("a field");
        assert!(record(r#"{"content": "文"}"#, &fields, cleaner().labels()).is_err());
    }

    #[test]
    fn objects_beside_each_other_are_told() {
        assert!(is_glued(r#"{"text": "a"}{"text": "b"}"#) && is_glued("{\"text\": \"a\"} {\"te"));
        assert!(!is_glued("{\"text\": \"a\"}\n{\"text\": \"b\"}") && !is_glued(r#"{"text": "a}{"#) && !is_glued("文"));
    }
}
