//! Lost characters: the sign of loss, U+FFFD, and characters of the private use area.

use std::ops::RangeInclusive;
use std::sync::OnceLock;

use super::Noise;
use super::charmap::is_han;
use super::runs;
use crate::text::{Edit, Span, offset};

/// The private use area of the Basic Multilingual Plane.
const PRIVATE: RangeInclusive<char> = '\u{E000}'..='\u{F8FF}';

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

/// The characters on both sides of a character of a name; none at an end of the name.
type Sides = (Option<char>, Option<char>);

/// Known names by what is left of them where one character is lost. Most runs clean no text in which one is, so they are put in
/// order when that happens.
#[derive(Clone, Debug)]
pub(super) struct Gaps {
    names: Vec<String>,
    /// The sides of each character, sorted; the name that it is in, and where.
    sorted: OnceLock<Vec<(Sides, u32, u32)>>,
}

impl Gaps {
    pub(super) fn new(names: Vec<String>) -> Self {
        Gaps { names, sorted: OnceLock::new() }
    }

    /// All names.
    pub(super) fn names(&self) -> &[String] {
        &self.names
    }

    /// Lost characters inside of known names, where exactly one name has all that is left around them.
    pub(super) fn completed(&self, text: &str) -> Vec<Edit> {
        let lost = runs(text, |c| c == char::REPLACEMENT_CHARACTER);
        lost.into_iter().filter_map(|span| Some(Edit { span, by: self.completion(text, span)? })).collect()
    }

    /// What stood at a run: one character, since decoders write up to three signs for the bytes of one.
    fn completion(&self, text: &str, span: Span) -> Option<String> {
        let (before, after) = (&text[..span.range().start], &text[span.range().end..]);
        let (left, right) = (before.chars().next_back(), after.chars().next());
        if !left.is_some_and(is_han) && !right.is_some_and(is_han) {
            return None;
        }
        let mut found: Option<(usize, char)> = None;
        let mut is_unique = true;
        for sides in [(left, right), (None, right), (left, None)] {
            for &(_, name, at) in self.with(sides) {
                let (name, at) = (&self.names[name as usize], at as usize);
                let c = name[at..].chars().next().unwrap_or_default();
                if !before.ends_with(&name[..at]) || !after.starts_with(&name[at + c.len_utf8()..]) {
                    continue;
                }
                // A longer name explains more of the text than a shorter one within it.
                let length = name.chars().count();
                match found {
                    Some((longest, other)) if longest == length && other != c => is_unique = false,
                    Some((longest, _)) if longest >= length => {}
                    _ => (found, is_unique) = (Some((length, c)), true),
                }
            }
        }
        found.filter(|_| is_unique).map(|(_, c)| c.to_string())
    }

    /// The places in names between two characters.
    fn with(&self, sides: Sides) -> &[(Sides, u32, u32)] {
        let sorted = self.sorted.get_or_init(|| self.sort());
        let start = sorted.partition_point(|(other, ..)| *other < sides);
        let length = sorted[start..].partition_point(|(other, ..)| *other == sides);
        &sorted[start..start + length]
    }

    fn sort(&self) -> Vec<(Sides, u32, u32)> {
        let mut sorted = Vec::new();
        for (number, name) in self.names.iter().enumerate().filter(|(_, name)| name.chars().nth(SHORTEST - 1).is_some())
        {
            let mut before = None;
            let mut chars = name.char_indices().peekable();
            while let Some((at, c)) = chars.next() {
                let after = chars.peek().map(|(_, c)| *c);
                sorted.push(((before, after), offset(number), offset(at)));
                before = Some(c);
            }
        }
        sorted.sort_unstable();
        sorted
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Text;

    fn whole(text: &str, names: &[&str]) -> String {
        let names: Vec<String> = names.iter().map(|&name| name.to_owned()).collect();
        Text::raw(text).edit(&Gaps::new(names).completed(text)).as_str().to_owned()
    }

    #[test]
    fn a_known_name_tells_what_was_lost() {
        assert_eq!(whole("王毅会见拉夫\u{FFFD}\u{FFFD}夫。", &["拉夫罗夫", "王毅"]), "王毅会见拉夫罗夫。");
        assert_eq!(whole("世\u{FFFD}卫生组织说", &["世界卫生组织", "卫生组织"]), "世界卫生组织说");
        assert_eq!(whole("\u{FFFD}夫罗夫访华，见李克\u{FFFD}", &["拉夫罗夫", "李克强"]), "拉夫罗夫访华，见李克强");
    }

    #[test]
    fn what_two_names_would_explain_stays_lost() {
        for text in ["李\u{FFFD}强说", "\u{FFFD}毅说", "完。\u{FFFD}"] {
            assert_eq!(whole(text, &["李克强", "李自强", "王毅"]), text);
        }
        assert_eq!(found("一\u{FFFD}\u{FFFD}二\u{E123}").len(), 2);
    }
}
