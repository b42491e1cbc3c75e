//! JSON Lines: one article a line.

use serde::Deserialize;
use serde_json::Value;

use crate::article::Article;

/// The fields of a line; others are ignored.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Fields {
    id: Value,
    title: Value,
    date: Value,
    source: Value,
    url: Value,
    text: Value,
}

/// What is wrong with a line.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Fault {
    /// From 1; 0 where the fault has no place.
    pub(super) column: usize,
    pub(super) found: String,
    /// The line holds only part of a JSON text, as when one article, or a list of them, is spread over several lines.
    pub(super) is_cut: bool,
}

/// Reads one line. `name` stands in for a missing id, `key` for a missing key.
pub(super) fn article(line: &str, name: &str, key: &str) -> Result<(Article, Vec<String>), Fault> {
    // A list would do for the fields in their order, but nobody means that.
    if let Some(c) = line.trim_start().chars().next().filter(|&c| c != '{') {
        return Err(Fault { column: 1, found: format!("a line that begins with {c:?}"), is_cut: c == '[' });
    }
    let fields: Fields = serde_json::from_str(line).map_err(|error| Fault {
        column: error.column(),
        found: reason(&error),
        is_cut: error.is_eof(),
    })?;
    let mut warnings = Vec::new();
    let id = string("id", fields.id)?;
    let body = string("text", fields.text)?;
    if body.trim().is_empty() {
        return Err(Fault { column: 0, found: "an object without \"text\"".to_owned(), is_cut: false });
    }
    let date = string("date", fields.date)?;
    let parsed = date.parse();
    if let (false, Err(error)) = (date.trim().is_empty(), &parsed) {
        warnings.push(format!("date: {error}"));
    }
    let article = Article {
        key: if id.is_empty() { key.to_owned() } else { id.clone() },
        id: if id.is_empty() { name.to_owned() } else { id },
        title: string("title", fields.title)?,
        date: parsed.ok(),
        source: string("source", fields.source)?,
        url: string("url", fields.url)?,
        body,
    };
    Ok((article, warnings))
}

/// The error without the place, which the caller gives.
fn reason(error: &serde_json::Error) -> String {
    let text = error.to_string();
    text.rsplit_once(" at line ").map_or(text.clone(), |(reason, _)| reason.to_owned())
}

/// A field that holds a text; a number is taken as it is written.
fn string(field: &str, value: Value) -> Result<String, Fault> {
    let kind = match value {
        Value::Null => return Ok(String::new()),
        Value::String(text) => return Ok(text),
        Value::Number(number) => return Ok(number.to_string()),
        Value::Bool(_) => "true or false",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    };
    Err(Fault { column: 0, found: format!("{kind} as \"{field}\""), is_cut: false })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::PartialDate;

    #[test]
    fn all_but_the_text_is_optional() {
        let (full, warnings) = article(
            r#"{"id": 7, "title": "题", "date": "2024-05-06", "source": "社", "url": "u", "text": "文", "tags": []}"#,
            "stem#1",
            "path#1",
        )
        .expect("an article");
        assert_eq!((full.id.as_str(), full.key.as_str(), full.text().as_str()), ("7", "7", "题\n文"));
        assert_eq!((full.date, warnings), (Some(PartialDate::new(2024, 5, 6)), Vec::new()));
        let (bare, warnings) =
            article(r#"{"text": "文", "id": null, "date": "yesterday"}"#, "stem#1", "path#1").expect("an article");
        assert_eq!((bare.id.as_str(), bare.key.as_str(), bare.date), ("stem#1", "path#1", None));
        assert_eq!(warnings.len(), 1);
    }

    #[test]
    fn faults_say_what_was_found() {
        let fault = |line| article(line, "", "").map(|_| ()).expect_err("a fault");
        assert_eq!(fault(r#"{"text": 1,}"#).column, 12);
        assert!(fault(r#"{"text": "#).is_cut);
        assert_eq!(fault(r#"{"text": ["a"]}"#).found, "a list as \"text\"");
        assert_eq!(fault(r#"["7", "题"]"#).found, "a line that begins with '['");
        assert_eq!(fault(r#"{"title": "题"}"#).found, "an object without \"text\"");
    }
}
