//! Lost characters: the sign of loss, U+FFFD, and characters of the private use area.

use std::ops::RangeInclusive;

use super::Noise;
use super::charmap::is_han;
use super::runs;
use crate::text::{Edit, Span};

/// The private use area of the Basic Multilingual Plane.
const PRIVATE: RangeInclusive<char> = '\u{E000}'..='\u{F8FF}';

/// Runs of lost characters that are completed in one article: it takes a look at all names for each.
const MOST: usize = 100;

/// How long a name must be for the rest of it to tell what was lost, in characters.
const SHORTEST: usize = 3;

/// The characters without which no text is looked at.
pub(super) fn cues() -> impl Iterator<Item = char> {
    std::iter::once(char::REPLACEMENT_CHARACTER).chain(PRIVATE)
}

/// What is lost, run by run.
pub(super) fn found(text: &str) -> Vec<(Noise, Span)> {
    let lost = runs(text, |c| c == char::REPLACEMENT_CHARACTER).into_iter().map(|span| (Noise::Lost, span));
    lost.chain(runs(text, |c| PRIVATE.contains(&c)).into_iter().map(|span| (Noise::Private, span))).collect()
}

/// Lost characters inside of known names, where exactly one name has all that is left around them.
pub(super) fn completed(text: &str, names: &[String]) -> Vec<Edit> {
    let lost = runs(text, |c| c == char::REPLACEMENT_CHARACTER);
    lost.into_iter().take(MOST).filter_map(|span| Some(Edit { span, by: completion(text, span, names)? })).collect()
}

/// What stood at a run: one character, since decoders write up to three signs for the bytes of one.
fn completion(text: &str, span: Span, names: &[String]) -> Option<String> {
    let (before, after) = (&text[..span.range().start], &text[span.range().end..]);
    if !before.ends_with(is_han) && !after.starts_with(is_han) {
        return None;
    }
    let mut found: Option<(usize, char)> = None;
    let mut is_unique = true;
    for name in names {
        let length = name.chars().count();
        if length < SHORTEST {
            continue;
        }
        for (at, c) in name.char_indices() {
            if before.ends_with(&name[..at]) && after.starts_with(&name[at + c.len_utf8()..]) {
                // A longer name explains more of the text than a shorter one within it.
                match found {
                    Some((longest, other)) if longest == length && other != c => is_unique = false,
                    Some((longest, _)) if longest >= length => {}
                    _ => (found, is_unique) = (Some((length, c)), true),
                }
            }
        }
    }
    found.filter(|_| is_unique).map(|(_, c)| c.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Text;

    fn whole(text: &str, names: &[&str]) -> String {
        let names: Vec<String> = names.iter().map(|&name| name.to_owned()).collect();
        Text::raw(text).edit(&completed(text, &names)).as_str().to_owned()
    }

    #[test]
    fn a_known_name_tells_what_was_lost() {
        assert_eq!(whole("王毅会见拉夫\u{FFFD}\u{FFFD}夫。", &["拉夫罗夫", "王毅"]), "王毅会见拉夫罗夫。");
        assert_eq!(whole("世\u{FFFD}卫生组织说", &["世界卫生组织", "卫生组织"]), "世界卫生组织说");
    }

    #[test]
    fn what_two_names_would_explain_stays_lost() {
        for text in ["李\u{FFFD}强说", "\u{FFFD}毅说", "完。\u{FFFD}"] {
            assert_eq!(whole(text, &["李克强", "李自强", "王毅"]), text);
        }
        assert_eq!(found("一\u{FFFD}\u{FFFD}二\u{E123}").len(), 2);
    }
}
