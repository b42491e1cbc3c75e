//! JSON as programs write it that do not ask what JSON is: made whole before it is read.

/// What JSON has no word for, as programs of several languages write it; nothing is meant.
const NOTHING: [&str; 5] = ["-Infinity", "Infinity", "NaN", "undefined", "None"];

/// A line of JSON with its control characters within texts escaped, as they should have been; and how many that are.
pub(super) fn escaped(line: &str) -> Option<(String, usize)> {
    if !line.contains(|c: char| c < ' ') {
        return None;
    }
    let mut n = 0;
    let escaped = rewritten(line, |scan, into| {
        let c = scan.rest.chars().next().filter(|&c| scan.is_text && c < ' ')?;
        n += 1;
        // Behind a backslash it would be the backslash that is escaped.
        into.push_str(if scan.is_bound { "\\" } else { "" });
        into.push_str(&format!("\\u{:04x}", u32::from(c)));
        Some(c.len_utf8())
    });
    (n > 0).then_some((escaped, n))
}

/// A line of what is no JSON, with the words and commas that JSON does not have taken out, and halves of characters marked as lost;
/// nothing where it has none of them.
pub(super) fn whole(line: &str) -> Option<String> {
    let mut n = 0;
    let whole = rewritten(line, |scan, into| {
        let (length, by) = if scan.is_text { pair(scan)? } else { word(scan.rest).or_else(|| comma(scan.rest))? };
        n += usize::from(by != &scan.rest[..length]);
        into.push_str(by);
        Some(length)
    });
    (n > 0).then_some(whole)
}

/// Where a line is being read.
struct Scan<'l> {
    rest: &'l str,
    is_text: bool,
    /// A backslash is before it, which belongs to it.
    is_bound: bool,
}

/// A line in which `write` has put something in the place of as many bytes as it says, wherever it does.
fn rewritten(line: &str, mut write: impl FnMut(&Scan<'_>, &mut String) -> Option<usize>) -> String {
    let mut into = String::with_capacity(line.len());
    let mut scan = Scan { rest: line, is_text: false, is_bound: false };
    while let Some(c) = scan.rest.chars().next() {
        if let Some(length) = write(&scan, &mut into) {
            scan.rest = &scan.rest[length..];
            scan.is_bound = false;
            continue;
        }
        scan.is_text ^= c == '"' && !scan.is_bound;
        scan.is_bound = scan.is_text && c == '\\' && !scan.is_bound;
        into.push(c);
        scan.rest = &scan.rest[c.len_utf8()..];
    }
    into
}

/// A word for nothing, at the place of a value.
fn word(rest: &str) -> Option<(usize, &'static str)> {
    let word = NOTHING.iter().find(|word| rest.starts_with(**word))?;
    let after = rest[word.len()..].trim_start();
    after.starts_with([',', '}', ']']).then_some((word.len(), "null"))
}

/// A comma that nothing follows.
fn comma(rest: &str) -> Option<(usize, &'static str)> {
    let after = rest.strip_prefix(',')?.trim_start();
    after.starts_with(['}', ']']).then_some((1, ""))
}

/// A character beyond the first plane, which is escaped as two units; one of them without the other is lost.
fn pair<'l>(scan: &Scan<'l>) -> Option<(usize, &'l str)> {
    let unit = |text: &str| u32::from_str_radix(text.strip_prefix("\\u")?.get(..4)?, 16).ok();
    let (Some(first), false) = (unit(scan.rest), scan.is_bound) else { return None };
    let second = scan.rest.get(6..).and_then(unit);
    match (first, second) {
        (0xD800..=0xDBFF, Some(0xDC00..=0xDFFF)) => Some((12, &scan.rest[..12])),
        (0xD800..=0xDFFF, _) => Some((6, "\\ufffd")),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn control_characters_in_texts_are_kept() {
        for (line, expected) in [
            ("{\"text\": \"a\0\tb\"}", Some((r#"{"text": "a\u0000\u0009b"}"#, 2))),
            ("{\"text\":\t\"a\"}", None),
            (r#"{"text": "a\n\"b"}"#, None),
            ("{\"text\": \"a\\\\\t\"}", Some((r#"{"text": "a\\\u0009"}"#, 1))),
        ] {
            let found = escaped(line);
            assert_eq!(found.as_ref().map(|(text, n)| (text.as_str(), *n)), expected, "{line}");
        }
    }

    #[test]
    fn words_commas_and_halves_that_json_has_not_are_mended() {
        for (line, expected) in [
            (
                r#"{"id": NaN, "n": [-Infinity,], "text": "他说：NaN, 好,}"}"#,
                r#"{"id": null, "n": [null], "text": "他说：NaN, 好,}"}"#,
            ),
            ("{\"text\": \"好\", }", "{\"text\": \"好\" }"),
            (r#"{"text": "a\ud83db\ude00"}"#, r#"{"text": "a\ufffdb\ufffd"}"#),
        ] {
            assert_eq!(whole(line).as_deref(), Some(expected));
            assert!(serde_json::from_str::<serde_json::Value>(expected).is_ok());
        }
        for line in [
            r#"{"text": "\ud83d\ude00 \\ud83d None"}"#,
            r#"{"text": "a" "b"}"#,
            r#"{"NaNo": 1}"#,
            "NaN of them",
            "{\"text\": \"\\ud8",
        ] {
            assert_eq!(whole(line), None, "{line}");
        }
    }
}
