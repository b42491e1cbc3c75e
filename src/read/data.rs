//! Data: the article of a page that shows nothing before its program has run, in the JSON that stands in the page's scripts.

use serde_json::{Deserializer, Map, Value};

use super::metadata::{Field, Metadata, Origin};
use super::page;
use crate::clean::Labels;
use crate::punctuation::{Mark, mark};

/// Values that are looked for in the scripts of a page.
const MOST: usize = 64;

/// What stands before the name of a variable.
const VARIABLE: &str = "var ";

/// How much of a script a variable and its value may be, in bytes.
const NEAR: usize = 96;

/// The fields that an object of the data may say of an article.
const FIELDS: [(&str, Field); 4] = [
    ("key-title", Field::Title),
    ("key-date", Field::Date),
    ("key-source", Field::Source),
    ("key-author", Field::Author),
];

/// The text of an article in the data, a line for each paragraph; what the objects around it say of it is noted.
pub(super) fn article(scripts: &[String], labels: &Labels, metadata: &mut Metadata) -> Option<String> {
    let values: Vec<Value> = scripts.iter().flat_map(|script| values(script)).take(MOST).collect();
    let mut search = Search { labels, around: Vec::new(), best: None };
    values.iter().for_each(|value| search.look(value));
    let Found { text, around, .. } = search.best?;
    for (kind, field) in FIELDS {
        // The nearest object counts.
        if let Some(value) = around.iter().rev().find_map(|map| known(map, kind, labels)) {
            metadata.add(field, Origin::Data, &value);
        }
    }
    Some(text)
}

/// Notes what the page itself does not say of the article with this title: what the object of the data says that has the title,
/// and the date that a script keeps in a variable.
pub(super) fn describe(scripts: &[String], title: &str, labels: &Labels, metadata: &mut Metadata) {
    let is_missing = |metadata: &Metadata, field| metadata.get(field).is_none();
    if [Field::Date, Field::Source].iter().all(|field| !is_missing(metadata, *field)) {
        return;
    }
    let values: Vec<Value> = scripts.iter().flat_map(|script| values(script)).take(MOST).collect();
    let mut named = None;
    values.iter().for_each(|value| find_named(value, title, labels, &mut named));
    for (kind, field) in FIELDS {
        if let Some(value) = named.filter(|_| is_missing(metadata, field)).and_then(|map| known(map, kind, labels)) {
            metadata.add(field, Origin::Data, &value);
        }
    }
    if is_missing(metadata, Field::Date) {
        let date = scripts.iter().find_map(|script| variable(script, labels));
        metadata.add(Field::Date, Origin::Data, date.unwrap_or_default());
    }
}

/// The first object with a title.
fn find_named<'v>(value: &'v Value, title: &str, labels: &Labels, named: &mut Option<&'v Map<String, Value>>) {
    match value {
        _ if named.is_some() => {}
        Value::Array(values) => values.iter().for_each(|value| find_named(value, title, labels, named)),
        Value::Object(map) if known(map, "key-title", labels).is_some_and(|found| page::same(&found, title)) => {
            *named = Some(map);
        }
        Value::Object(map) => map.values().for_each(|value| find_named(value, title, labels, named)),
        _ => {}
    }
}

/// What an object says under the first name of a kind.
fn known(map: &Map<String, Value>, kind: &str, labels: &Labels) -> Option<String> {
    labels.of(kind).iter().find_map(|key| {
        let (_, value) = map.iter().find(|(name, _)| name.eq_ignore_ascii_case(key))?;
        page::name(value).map(str::to_owned).or_else(|| value.as_i64().map(|number| number.to_string()))
    })
}

/// The text that a script assigns to a variable for the date.
fn variable<'s>(script: &'s str, labels: &Labels) -> Option<&'s str> {
    script.match_indices(VARIABLE).find_map(|(at, _)| {
        let from = at + VARIABLE.len();
        let near = &script[from..script.floor_char_boundary(from + NEAR)];
        let (name, value) = near.split_once('=')?;
        labels.of("variable-date").iter().find(|known| known.eq_ignore_ascii_case(name.trim()))?;
        let value = value.trim_start();
        let mark = value.chars().next().filter(|mark| ['"', '\''].contains(mark))?;
        value[1..].split_once(mark).map(|(value, _)| value)
    })
}

/// A text with a line for each paragraph, whether it is HTML or not.
pub(super) fn lines(text: &str) -> String {
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    lines.collect::<Vec<_>>().join("\n")
}

/// The text of an article, and the objects that it is in.
struct Found<'a> {
    n_marks: usize,
    text: String,
    around: Vec<&'a Map<String, Value>>,
}

struct Search<'a> {
    labels: &'a Labels,
    around: Vec<&'a Map<String, Value>>,
    best: Option<Found<'a>>,
}

impl<'a> Search<'a> {
    /// Looks for the text with most marks under a name for the text of an article.
    fn look(&mut self, value: &'a Value) {
        match value {
            Value::Array(values) => values.iter().for_each(|value| self.look(value)),
            Value::Object(map) => {
                self.around.push(map);
                for (name, value) in map {
                    if self.labels.of("key-text").iter().any(|key| name.eq_ignore_ascii_case(key)) {
                        self.weigh(value);
                    }
                    self.look(value);
                }
                self.around.pop();
            }
            _ => {}
        }
    }

    fn weigh(&mut self, value: &Value) {
        let mut parts = Vec::new();
        texts(value, &mut parts);
        let text = parts.join("\n");
        let is_html = ["</", "<p", "<br"].iter().any(|tag| text.contains(tag));
        let text = if is_html { page::read(&text, self.labels, Metadata::default()).body } else { lines(&text) };
        let is_counted = |c: &char| matches!(mark(*c), Some(Mark::Stop | Mark::Comma));
        let n_marks = text.chars().filter(is_counted).count();
        if page::has_stop(&text) && self.best.as_ref().is_none_or(|best| n_marks > best.n_marks) {
            self.best = Some(Found { n_marks, text, around: self.around.clone() });
        }
    }
}

/// A text, or the paragraphs of a list of them: of its other texts, such as addresses, none has a stop or is HTML.
pub(super) fn texts<'v>(value: &'v Value, into: &mut Vec<&'v str>) {
    match value {
        Value::String(text) => into.push(text),
        Value::Array(values) => values.iter().for_each(|value| match value {
            Value::Object(map) => {
                let texts = map.values().filter_map(Value::as_str);
                into.extend(texts.filter(|text| page::has_stop(text) && !text.starts_with("http")));
            }
            other => texts(other, into),
        }),
        _ => {}
    }
}

/// The values of JSON in a script: all of it, or what is assigned to variables.
fn values(script: &str) -> Vec<Value> {
    // What JSON has no word for.
    let script = script.replace(":undefined", ":null");
    if let Ok(value) = serde_json::from_str(script.trim()) {
        return vec![value];
    }
    let first = |text: &str| Deserializer::from_str(text).into_iter::<Value>().next()?.ok();
    let assigned = script.match_indices('=').map(|(at, _)| script[at + 1..].trim_start());
    let values = assigned.filter_map(|rest| match rest.strip_prefix("JSON.parse(") {
        Some(rest) => Some(rest.trim_start()),
        None => rest.starts_with(['{', '[']).then_some(rest),
    });
    let parsed = values.take(MOST).filter_map(first);
    parsed
        .filter_map(|value| match value {
            Value::String(text) => serde_json::from_str(&text).ok(),
            value => Some(value),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clean::tests::cleaner;

    #[test]
    fn what_a_page_does_not_say_its_scripts_do() {
        let cleaner = cleaner();
        for (script, expected) in [
            (
                r#"window.DATA = {"list": [{"title": "别的", "pubtime": "2020-01-01"}, {"title": "题", "media": "某社", "pubtime": "2023-09-13 08:00:00"}]}"#,
                "2023-09-13 某社",
            ),
            (r#"var ct = "1694571600"; var msg_title = '题';"#, "2023-09-13 "),
            (r#"var publish_time = "2023-09-13" || "";"#, "2023-09-13 "),
            (r#"var count = "1694571600"; x = {"title": "别的", "pubtime": "2023-09-13"}"#, " "),
            ("var var ct= var ct = 7", " "),
        ] {
            let mut metadata = Metadata::default();
            describe(&[script.to_owned()], "题", cleaner.labels(), &mut metadata);
            let date = metadata.get(Field::Date).and_then(|date| super::super::date::stamp(date, cleaner.labels()));
            let date = date.map(|date| date.to_string()).unwrap_or_default();
            assert_eq!(format!("{date} {}", metadata.get(Field::Source).unwrap_or_default()), expected, "{script}");
        }
        // What the page says stands.
        let mut metadata = Metadata::default();
        metadata.add(Field::Date, Origin::Text, "2023-09-12");
        describe(&[r#"var ct = "1694571600""#.to_owned()], "题", cleaner.labels(), &mut metadata);
        assert_eq!(metadata.values(Field::Date).len(), 1);
    }

    #[test]
    fn the_text_is_found_under_its_names() {
        let cleaner = cleaner();
        for script in [
            r#"{"a": [{"title": "题", "content": "<p>会谈在北京举行，</p><p>双方满意。</p>", "ctime": 1694571600}]}"#,
            r#"var x = 1; window.D={"none":undefined,"n":{"title":"题","Content":"会谈在北京举行，\n\n 双方满意。","pubTime":"2023-09-13"}};f()"#,
            r#"a = JSON.parse("{\"title\":\"题\",\"body\":[\"会谈在北京举行，\",\"双方满意。\"],\"pubdate\":\"2023/9/13\"}")"#,
            r#"{"title": "题", "publish_time": "2023-09-13 10:00", "content": [{"type": "text", "value": "会谈在北京举行，\n双方满意。"}, {"type": "img", "url": "http://a.cn/1.jpg"}]}"#,
        ] {
            let mut metadata = Metadata::default();
            let text = article(&[script.to_owned()], cleaner.labels(), &mut metadata);
            assert_eq!(text.as_deref(), Some("会谈在北京举行，\n双方满意。"), "{script}");
            let date = metadata.get(Field::Date).and_then(|date| super::super::date::stamp(date, cleaner.labels()));
            assert_eq!(date.map(|date| date.to_string()).as_deref(), Some("2023-09-13"), "{script}");
            assert_eq!(metadata.get(Field::Title), Some("题"), "{script}");
        }
        for script in
            [r#"{"tips": "网络不给力，请稍候。"}"#, r#"a={content:"会谈。"}"#, r#"{"content": "ok"}"#, "={={={", ""]
        {
            assert_eq!(article(&[script.to_owned()], cleaner.labels(), &mut Metadata::default()), None, "{script}");
        }
    }
}
