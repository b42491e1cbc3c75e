//! Shifted GBK: text of two-byte characters that lost a byte and was decoded one byte out of step.
//!
//! Each wrong character then holds the second byte of one right character and the first byte of the next. Encoding the
//! run again and pairing the bytes one further recovers the text, but for what the decoder dropped on the way: the
//! characters at both ends, which a sentence mark or a known name may complete.

use std::ops::RangeInclusive;

use encoding_rs::GBK;

use super::Common;
use super::charmap::is_han;
use super::punctuation::Punctuation;
use super::script::Script;
use crate::text::{Edit, Span, offset};

/// Fewer recovered characters than this prove nothing.
const FEWEST: usize = 5;

/// What decoders and encoders write for a byte that they cannot place.
const LOST: [char; 2] = ['?', '\u{FFFD}'];

/// What the repair of shifted GBK looks things up in.
pub(super) struct Shifted<'a> {
    pub(super) common: &'a Common,
    pub(super) punctuation: &'a Punctuation,
    pub(super) script: &'a Script,
    pub(super) names: &'a [String],
}

/// A character of the line, as a decoder that is out of step would have seen it.
struct Letter {
    at: usize,
    c: char,
    bytes: Option<[u8; 2]>,
}

/// A place of the recovered text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Slot {
    Found(char),
    /// Of a lost character one byte may be known.
    Lost {
        first: Option<u8>,
        second: Option<u8>,
    },
}

impl Shifted<'_> {
    /// The runs out of step, character by character, to be replaced by what they were.
    pub(super) fn recovered(&self, text: &str) -> Vec<Edit> {
        let mut edits = Vec::new();
        let mut start = 0;
        for line in text.split_inclusive('\n') {
            if self.is_suspicious(line) {
                let letters = letters(line, start);
                let mut runs = self.runs(&letters);
                runs.retain(|&(first, last)| self.is_convincing(&letters, first, last));
                runs.iter().for_each(|&(first, last)| self.recover(&letters, first, last, &mut edits));
            }
            start += line.len();
        }
        edits
    }

    /// Whether the line has letters of a third script, or a byte that was lost, next to Chinese characters.
    fn is_suspicious(&self, line: &str) -> bool {
        let mut before = ' ';
        let mut chars = line.chars().peekable();
        while let Some(c) = chars.next() {
            let after = chars.peek().copied().unwrap_or(' ');
            if is_odd(c) && (is_han(before) || is_han(after)) || c == '?' && is_han(before) && !after.is_whitespace() {
                return true;
            }
            before = c;
        }
        false
    }

    /// The stretches that gain by shifting, by Kadane's algorithm: first and last letter, cut where the gain is greatest.
    fn runs(&self, letters: &[Letter]) -> Vec<(usize, usize)> {
        let mut runs = Vec::new();
        let (mut sum, mut start) = (0, 0);
        let (mut best, mut end) = (0, 0);
        for i in 0..letters.len() {
            let gain = shifted(letters, i).map(|c| self.score(c) - self.score(letters[i].c));
            match gain {
                Some(gain) if sum + gain > 0 => {
                    sum += gain;
                    if sum > best {
                        (best, end) = (sum, i + 1);
                    }
                }
                _ => {
                    if best > 0 {
                        runs.push((start, end));
                    }
                    (sum, start, best) = (0, i + 1, 0);
                }
            }
        }
        runs
    }

    /// Whether nearly everything becomes readable, and too little was.
    fn is_convincing(&self, letters: &[Letter], first: usize, last: usize) -> bool {
        let run = first..last;
        let readable = |c: char| self.score(c) > 0;
        let before = run.clone().filter(|&i| readable(letters[i].c)).count();
        let after = run.clone().filter(|&i| shifted(letters, i).is_some_and(readable)).count();
        let is_cued = run.clone().any(|i| is_odd(letters[i].c)) || first > 0 && LOST.contains(&letters[first - 1].c);
        is_cued && run.len() >= FEWEST && 8 * after >= 7 * run.len() && 3 * before <= 2 * run.len()
    }

    /// How well a character fits into Chinese news.
    fn score(&self, c: char) -> i32 {
        match c {
            _ if self.common.level(c) > 0 => self.common.level(c).into(),
            _ if self.punctuation.is_known(c) => 1,
            _ if c.is_ascii() => -1,
            // The more frequent half of the standard has level one, rows 0xB0 to 0xD7.
            _ if gbk(c).is_some_and(|[first, second]| (0xB0..=0xD7).contains(&first) && second >= 0xA1) => 0,
            _ => -2,
        }
    }

    /// Recovers one run.
    fn recover(&self, letters: &[Letter], first: usize, last: usize, edits: &mut Vec<Edit>) {
        let bytes = |i: usize| letters[i].bytes.unwrap_or_default();
        let mut slots = vec![self.head(bytes(first)[0])];
        slots.extend((first..last).filter_map(|i| shifted(letters, i)).map(Slot::Found));
        let whole = slots.len();
        // The last byte of the run belongs to a character whose second byte stood alone where the decoder found its
        // step again, or was lost; in between the decoder may have dropped a pair that stands for nothing.
        let half = bytes(last)[1];
        let alone =
            letters.get(last + 1).and_then(|next| u8::try_from(next.c).ok()).filter(|b| (0x40..=0x7E).contains(b));
        slots.push(Slot::Lost { first: Some(half), second: None });
        slots.extend(alone.map(|second| Slot::Lost { first: None, second: Some(second) }));
        if !self.complete(&mut slots)
            && let Some(second) = alone
        {
            slots.truncate(whole);
            slots.push(match decode([half, second]).filter(|&c| self.common.level(c) > 0) {
                Some(c) => Slot::Found(c),
                None => Slot::Lost { first: Some(half), second: Some(second) },
            });
        }
        self.replace(letters, first, last + 1 + usize::from(alone.is_some()), &slots, edits);
    }

    /// The character before the run, of which only the second byte is left: a sentence mark, as far as one fits.
    fn head(&self, second: u8) -> Slot {
        let mark = self.punctuation.marks().iter().copied().find(|&c| gbk(c).is_some_and(|bytes| bytes[1] == second));
        mark.map_or(Slot::Lost { first: None, second: Some(second) }, Slot::Found)
    }

    /// Completes lost characters if exactly one known name fits.
    fn complete(&self, slots: &mut [Slot]) -> bool {
        // Names are known without quotation marks.
        let places: Vec<usize> = (0..slots.len()).filter(|&i| !self.is_quote(slots[i])).collect();
        let mut found: Option<Vec<(usize, char)>> = None;
        for name in self.names {
            let name: Vec<char> = name.chars().filter(|&c| !self.punctuation.is_bracket(c)).collect();
            for window in places.windows(name.len().max(1)) {
                let Some(fit) = self.fit(slots, window, &name) else { continue };
                match &found {
                    Some(other) if *other != fit => return false,
                    _ => found = Some(fit),
                }
            }
        }
        let is_found = found.is_some();
        for (place, c) in found.unwrap_or_default() {
            slots[place] = Slot::Found(c);
        }
        is_found
    }

    fn is_quote(&self, slot: Slot) -> bool {
        matches!(slot, Slot::Found(c) if self.punctuation.is_bracket(c))
    }

    /// The characters that a name gives to the lost places of a window, if it fits and two characters or more bear it out.
    fn fit(&self, slots: &[Slot], window: &[usize], name: &[char]) -> Option<Vec<(usize, char)>> {
        let mut fit = Vec::new();
        for (&place, &c) in window.iter().zip(name) {
            match slots[place] {
                Slot::Found(found) if self.script.simple(found) == c => {}
                Slot::Found(_) => return None,
                Slot::Lost { first, second } => {
                    let fits = |c: &char| {
                        gbk(*c).is_some_and(|b| {
                            first.is_none_or(|byte| byte == b[0]) && second.is_none_or(|byte| byte == b[1])
                        })
                    };
                    fit.push((place, self.script.traditional(c).chain([c]).find(fits)?));
                }
            }
        }
        let lost = slots.iter().filter(|slot| matches!(slot, Slot::Lost { .. })).count();
        (fit.len() == lost && name.len() >= lost + 2).then_some(fit)
    }

    /// Replaces the letters of a run one by one, the sign of the lost byte before it included, so that each recovered
    /// character points to where it stood. What there are more of at the end goes to the last letter.
    fn replace(&self, letters: &[Letter], first: usize, end: usize, slots: &[Slot], edits: &mut Vec<Edit>) {
        let has_sign = first > 0 && LOST.contains(&letters[first - 1].c);
        let letters = &letters[first - usize::from(has_sign)..end];
        let mut text = slots.iter().map(|slot| if let Slot::Found(c) = slot { *c } else { '\u{FFFD}' });
        for (i, letter) in letters.iter().enumerate() {
            let mut by: String = text.by_ref().take(if i == 0 && !has_sign { 2 } else { 1 }).collect();
            if i + 1 == letters.len() {
                by.extend(text.by_ref());
            }
            edits.push(Edit { span: Span::new(offset(letter.at), offset(letter.at + letter.c.len_utf8())), by });
        }
    }
}

/// Letters of other scripts that GBK has, boxes, private characters and the sign of loss: what a run nearly always
/// holds and readable Chinese text nearly never does.
const ODD: [RangeInclusive<char>; 5] = [
    '\u{370}'..='\u{4FF}',
    '\u{2500}'..='\u{257F}',
    '\u{3040}'..='\u{312F}',
    '\u{E000}'..='\u{F8FF}',
    '\u{FFFD}'..='\u{FFFD}',
];

fn is_odd(c: char) -> bool {
    ODD.iter().any(|range| range.contains(&c))
}

/// The characters without which no text is looked at.
pub(super) fn cues() -> impl Iterator<Item = char> {
    ODD.into_iter().flatten().chain(LOST)
}

/// The characters of a line with their bytes. ASCII characters may have been full-width before; of letters, which also
/// end runs, that is believed only after the sign of a lost byte.
fn letters(line: &str, start: usize) -> Vec<Letter> {
    let mut before = ' ';
    let letter = |(i, c)| {
        let is_after_loss = LOST.contains(&std::mem::replace(&mut before, c));
        let bytes = match u8::try_from(c) {
            Ok(b'?') => None,
            Ok(b @ b'!'..=b'~') if b < b'@' || is_after_loss => Some([0xA3, b | 0x80]),
            _ => gbk(c),
        };
        Letter { at: start + i, c, bytes }
    };
    line.char_indices().map(letter).collect()
}

/// The character that the letter at `i` and the next one hide.
fn shifted(letters: &[Letter], i: usize) -> Option<char> {
    decode([letters[i].bytes?[1], letters.get(i + 1)?.bytes?[0]])
}

/// The two bytes of a character in GBK.
fn gbk(c: char) -> Option<[u8; 2]> {
    let mut buffer = [0; 4];
    let (bytes, _, has_errors) = GBK.encode(c.encode_utf8(&mut buffer));
    if has_errors { None } else { bytes.as_ref().try_into().ok() }
}

fn decode(bytes: [u8; 2]) -> Option<char> {
    let text = GBK.decode_without_bom_handling_and_without_replacement(&bytes)?;
    let mut chars = text.chars();
    chars.next().filter(|_| chars.next().is_none())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ontology::Files;
    use crate::text::Text;

    fn recovered(text: &str, names: &[&str]) -> String {
        let files = Files::bundled();
        let script = Script::new(&files).expect("sound tables");
        let common = Common::new(&files, &script).expect("sound tables");
        let punctuation = Punctuation::new(&files).expect("sound tables");
        let names: Vec<String> = names.iter().map(|&name| name.to_owned()).collect();
        let shifted = Shifted { common: &common, punctuation: &punctuation, script: &script, names: &names };
        Text::raw(text).edit(&shifted.recovered(text)).as_str().to_owned()
    }

    /// What a careless converter makes of GBK text that lost the first byte of character `n`.
    fn shift(text: &str, n: usize) -> String {
        let (before, after) = text.split_at(text.char_indices().nth(n).expect("a character").0);
        let (bytes, ..) = GBK.encode(after);
        let (wrong, _) = GBK.decode_without_bom_handling(&bytes[1..]);
        let kept = wrong.chars().filter(|c| !matches!(c, '\u{E000}'..='\u{F8FF}' | '\u{FFFD}'));
        format!("{before}?{}", kept.map(|c| if c == '\u{FF01}' { '!' } else { c }).collect::<String>())
    }

    #[test]
    fn a_traditional_run_is_completed_by_a_known_name() {
        let text = "各方積極評價這項工作。“一帶一路”倡議受到歡迎";
        let noisy = shift(text, 10);
        assert!(noisy.contains("工作?!"), "{noisy}");
        assert_eq!(recovered(&noisy, &["一带一路", "一带一路倡议"]), text);
        assert!(recovered(&noisy, &[]).contains("。“一帶一路”"), "{noisy}");
        assert!(!recovered(&noisy, &["一带一路倡议", "一带一路创议"]).is_empty());
    }

    #[test]
    fn a_simplified_run_is_recovered_to_the_last_lost_character() {
        for (text, n) in [("双方今天会谈。首都巴黎和平停火家长都来参加", 6), ("双方今天会谈。百姓家长都来参加", 6)]
        {
            let noisy = shift(text, n);
            let lost = text.chars().count() - 1;
            let whole: String = text.chars().take(lost).collect();
            assert!(recovered(&noisy, &[]).starts_with(&whole), "{noisy} {}", recovered(&noisy, &[]));
            assert_eq!(recovered(&noisy, &["都来参加"]), text);
        }
    }

    #[test]
    fn readable_text_stays() {
        for text in [
            "俄罗斯总统普京（Владимир Путин）抵达",
            "日本动画《となりのトトロ》上映",
            "什么?!他不相信这件事",
            "α粒子与β射线的研究取得进展",
            "嬴珺、芈玥、妘婳与Б组队员出席",
            "鬯彝鼎簋?罍卣觚觯尊爵等青铜器在馆内展出",
        ] {
            assert_eq!(recovered(text, &["一带一路"]), text);
        }
    }
}
