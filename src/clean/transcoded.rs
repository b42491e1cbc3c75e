//! Text that was decoded in the wrong encoding, such as UTF-8 read as Latin letters or as GBK, and can be decoded again.

use std::ops::Range;

use encoding_rs::{Encoding, GB18030, UTF_8, WINDOWS_1252};
use rustc_hash::FxHashMap;

use super::Common;
use super::charmap::CharMap;
use super::neighbours::Neighbours;
use super::punctuation::Punctuation;
use super::script::Script;
use crate::ontology::table::character;
use crate::ontology::{Files, OntologyError};
use crate::text::{Edit, Span, offset};

/// Fewer recovered characters than this prove nothing.
const FEWEST: usize = 2;

/// Stands among the bytes of a run for one that the wrong decoding has lost; no encoding has it.
const LOST: u8 = 0xFF;

/// The byte that begins no pair of GBK; decoders make the sign of the euro or that of loss of it.
const UNUSED: u8 = 0x80;

/// How long a known name must be to go before what neighbours tell, in characters.
const LONG: usize = 3;

/// Bytes that hold the longest name which is looked at.
const CONTEXT: usize = 48;

/// A row of the table.
#[derive(Clone, Debug)]
struct Mistake {
    seen: &'static Encoding,
    was: &'static Encoding,
}

/// The table `mojibake.tsv`.
#[derive(Clone, Debug)]
pub(super) struct Transcoded {
    mistakes: Vec<Mistake>,
    cues: CharMap<bool>,
    all_cues: Vec<char>,
}

/// A character of the text with its bytes in the encoding that it was taken for.
struct Letter {
    span: Range<usize>,
    /// Where its bytes begin among those of the run.
    byte: usize,
}

/// A run as it was.
struct Undone {
    /// How much more sense it makes.
    gain: i32,
    /// Its characters.
    n: usize,
    /// Places of the line and what stood there.
    pieces: Vec<(Range<usize>, String)>,
}

/// Characters that share all bytes of UTF-8 but the last.
const BLOCK: u32 = 64;

/// Known names by the block of their last character.
#[derive(Clone, Debug)]
pub(super) struct Endings(FxHashMap<u32, Vec<String>>);

impl Endings {
    pub(super) fn new(names: &[String]) -> Self {
        let mut endings: FxHashMap<u32, Vec<String>> = FxHashMap::default();
        for name in names {
            if let Some(last) = name.chars().next_back().filter(|last| last.len_utf8() == 3) {
                endings.entry(u32::from(last) / BLOCK).or_default().push(name.clone());
            }
        }
        Endings(endings)
    }

    fn of(&self, block: u32) -> &[String] {
        self.0.get(&block).map_or(&[], Vec::as_slice)
    }
}

/// What the repair looks characters up in.
pub(super) struct Known<'a> {
    pub(super) common: &'a Common,
    pub(super) punctuation: &'a Punctuation,
    pub(super) script: &'a Script,
    pub(super) neighbours: &'a Neighbours,
    pub(super) endings: &'a Endings,
}

impl Transcoded {
    pub(super) fn new(files: &Files) -> Result<Self, OntologyError> {
        let (mut mistakes, mut cues, mut all_cues) = (Vec::new(), CharMap::new(), Vec::new());
        for row in files.table("clean/mojibake.tsv")?.rows() {
            let encoding = |column| {
                let label = row.get(column)?;
                Encoding::for_label(label.as_bytes())
                    .ok_or_else(|| row.expected("two encodings of the Encoding Standard"))
            };
            mistakes.push(Mistake { seen: encoding("seen")?, was: encoding("was")? });
            for part in row.list("cues")? {
                let (first, last) = part.split_once("..").unwrap_or((part, part));
                let range = character(first).zip(character(last));
                let (first, last) =
                    range.ok_or_else(|| row.expected("characters, or ranges such as U+00C0..U+00FF"))?;
                all_cues.extend(first..=last);
            }
        }
        all_cues.iter().for_each(|&c| cues.set(c, true));
        Ok(Transcoded { mistakes, cues, all_cues })
    }

    /// The characters without which no text is looked at.
    pub(super) fn cues(&self) -> impl Iterator<Item = char> {
        self.all_cues.iter().copied()
    }

    /// The runs that make sense when decoded again, character by character, to be replaced by what they were.
    pub(super) fn recovered(&self, text: &str, known: &Known<'_>) -> Vec<Edit> {
        let mut edits = Vec::new();
        let mut start = 0;
        for line in text.split_inclusive('\n') {
            if line.chars().filter(|&c| self.cues.get(c)).count() >= FEWEST {
                let best =
                    self.mistakes.iter().map(|mistake| mistake.undone_line(line, known)).max_by_key(|(gain, _)| *gain);
                edits.extend(
                    best.into_iter()
                        .flat_map(|(_, found)| found)
                        .map(|(at, by)| Edit { span: Span::new(offset(start + at.start), offset(start + at.end)), by }),
                );
            }
            start += line.len();
        }
        edits
    }
}

/// Stretches of characters beyond ASCII that `can` be, with what may be the second byte of one of two bytes: a single ASCII character behind
/// each of them that stands by itself, or the question mark of a decoder.
fn runs(line: &str, can: impl Fn(char) -> bool) -> Vec<Range<usize>> {
    let is_second = |c: char| matches!(c, '?' | '@'..='~');
    let mut runs: Vec<Range<usize>> = Vec::new();
    let mut chars = line.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let is_inside = runs.last().is_some_and(|run| run.end == at);
        let stands_alone = !chars.peek().is_some_and(|(_, next)| next.is_ascii_alphanumeric());
        match runs.last_mut() {
            Some(run)
                if is_inside && if c.is_ascii() { is_second(c) && (c == '?' || stands_alone) } else { can(c) } =>
            {
                run.end = at + c.len_utf8();
            }
            _ if !c.is_ascii() && can(c) => runs.push(at..at + c.len_utf8()),
            _ => {}
        }
    }
    runs
}

impl Mistake {
    /// The bytes of a character in the encoding that it was taken for.
    fn bytes(&self, c: char) -> Option<Vec<u8>> {
        match c {
            char::REPLACEMENT_CHARACTER => return Some(vec![LOST]),
            '\u{20AC}' if self.seen == GB18030 => return Some(vec![UNUSED]),
            // As Latin-1 has them, which programs take for what has no other name.
            '\u{80}'..='\u{9F}' if self.seen == WINDOWS_1252 => return u8::try_from(c).ok().map(|byte| vec![byte]),
            _ => {}
        }
        let mut buffer = [0; 4];
        let (encoded, _, has_errors) = self.seen.encode(c.encode_utf8(&mut buffer));
        (!has_errors).then(|| encoded.into_owned())
    }

    /// What the runs of a line were, and how much more sense that makes. One run that is long enough proves the mistake; the
    /// others may then be of a single character.
    fn undone_line(&self, line: &str, known: &Known<'_>) -> (i32, Vec<(Range<usize>, String)>) {
        let runs = runs(line, |c| self.bytes(c).is_some());
        let undone: Vec<Undone> = runs.into_iter().filter_map(|run| self.undone(line, run, known)).collect();
        if undone.iter().all(|run| run.n < FEWEST) {
            return (0, Vec::new());
        }
        (undone.iter().map(|run| run.gain).sum(), undone.into_iter().flat_map(|run| run.pieces).collect())
    }

    /// What a run was, piece by piece, if that makes more sense.
    fn undone(&self, line: &str, run: Range<usize>, known: &Known<'_>) -> Option<Undone> {
        let (mut bytes, mut letters) = (Vec::new(), Vec::new());
        for (at, c) in line[run.clone()].char_indices() {
            letters.push(Letter { span: run.start + at..run.start + at + c.len_utf8(), byte: bytes.len() });
            bytes.extend(self.bytes(c)?);
        }
        if self.was == UTF_8 {
            self.find_lost(&mut bytes, &line[..run.start], &line[run.end..], known);
        }
        let mut pieces: Vec<(Range<usize>, String)> = Vec::new();
        let (mut letter, mut byte) = (0, 0);
        let (mut n_good, mut n, mut after) = (0, 0, 0);
        for (c, width) in self.decoded(&bytes) {
            let score = known.score(c);
            after += score;
            n += 1;
            n_good += usize::from(score > 0);
            byte += width;
            // The letters whose first byte is one of this character's; the last character gets what is left over.
            let first = letter;
            while letter < letters.len() && letters[letter].byte < byte {
                letter += 1;
            }
            match pieces.last_mut() {
                _ if letter > first => {
                    pieces.push((letters[first].span.start..letters[letter - 1].span.end, c.to_string()));
                }
                // What shares a letter with the character before it stands with that one.
                Some((_, by)) => by.push(c),
                None => return None,
            }
        }
        if let (Some(last), Some((at, _))) = (letters.last(), pieces.last_mut()) {
            at.end = last.span.end;
        }
        let before: i32 = line[run].chars().map(|c| known.score(c)).sum();
        (10 * n_good >= 8 * n && after > before).then_some(Undone { gain: after - before, n, pieces })
    }

    /// The characters that the bytes are, and of how many of them each is.
    fn decoded(&self, bytes: &[u8]) -> Vec<(char, usize)> {
        let mut decoded: Vec<(char, usize)> = Vec::new();
        if self.was == UTF_8 {
            for chunk in bytes.utf8_chunks() {
                decoded.extend(chunk.valid().chars().map(|c| (c, c.len_utf8())));
                match (chunk.invalid(), decoded.last_mut()) {
                    ([], _) => {}
                    // The lost byte of a character that cannot be told.
                    ([LOST], Some((char::REPLACEMENT_CHARACTER, width))) => *width += 1,
                    (invalid, _) => decoded.push((char::REPLACEMENT_CHARACTER, invalid.len())),
                }
            }
            return decoded;
        }
        let mut buffer = [0; 4];
        for c in self.was.decode_without_bom_handling(bytes).0.chars() {
            let width = match c {
                char::REPLACEMENT_CHARACTER => 1,
                c => self.was.encode(c.encode_utf8(&mut buffer)).0.len(),
            };
            decoded.push((c, width));
        }
        decoded
    }

    /// Puts in place what can be told of the bytes that are lost. A decoder of GBK that reads them in pairs has no partner for the
    /// last one of a run, the last of three of UTF-8, and no use for one byte inside of runs.
    fn find_lost(&self, bytes: &mut [u8], before: &str, after: &str, known: &Known<'_>) {
        for at in 0..bytes.len() {
            let next = bytes.get(at + 1).copied();
            if bytes[at] == LOST && self.seen == GB18030 && next.is_some_and(|next| !next.is_ascii()) {
                bytes[at] = UNUSED;
            }
            // The question mark is what some programs write for what they have lost.
            let (true, Some(start)) = (matches!(bytes[at], LOST | b'?'), at.checked_sub(2)) else { continue };
            let [lead, middle] = [bytes[start], bytes[start + 1]];
            if !(0xE0..=0xEF).contains(&lead) || !(0x80..=0xBF).contains(&middle) {
                continue;
            }
            let Ok(first) =
                std::str::from_utf8(&[lead, middle, 0x80]).map(|first| first.chars().next().unwrap_or_default())
            else {
                continue;
            };
            let next = next.filter(u8::is_ascii).map(char::from).or_else(|| after.chars().next()).unwrap_or('\n');
            let decoded = String::from_utf8_lossy(&bytes[start.saturating_sub(CONTEXT)..start]).into_owned();
            let line = &before[before.ceil_char_boundary(before.len().saturating_sub(CONTEXT))..];
            let found = known.lost(&[line, &decoded].concat(), u32::from(first) / BLOCK, next);
            if let Some(found) = found {
                found.encode_utf8(&mut bytes[start..=at]);
            }
        }
    }
}

impl Known<'_> {
    /// The one character of a block that completes what is before it: to a long name that is known, to what is often written
    /// so, or to a short name.
    fn lost(&self, before: &str, block: u32, after: char) -> Option<char> {
        let mut longest: (usize, Option<char>) = (1, None);
        for name in self.endings.of(block) {
            let last = name.chars().next_back()?;
            let length = name.chars().count();
            if length > 1 && length >= longest.0 && before.ends_with(&name[..name.len() - last.len_utf8()]) {
                let is_other = length == longest.0 && longest.1 != Some(last);
                longest = (length, Some(last).filter(|_| !is_other));
            }
        }
        let (length, named) = longest;
        let near = before.chars().next_back().unwrap_or('\n');
        let candidates = (block * BLOCK..(block + 1) * BLOCK).filter_map(char::from_u32);
        if length >= LONG && named.is_some() { named } else { self.neighbours.best(near, candidates, after).or(named) }
    }

    /// How well a character fits into Chinese news.
    fn score(&self, c: char) -> i32 {
        match self.common.level(self.script.simple(c)) {
            0 if self.punctuation.is_known(c) => 2,
            0 if c.is_ascii() => 0,
            0 => -1,
            level => i32::from(level),
        }
    }
}

#[cfg(test)]
mod tests {
    use encoding_rs::BIG5;

    use super::*;
    use crate::text::Text;

    fn recovered(text: &str) -> String {
        let files = Files::bundled();
        let script = Script::new(&files).expect("sound tables");
        let common = Common::new(&files, &script).expect("sound tables");
        let punctuation = Punctuation::new(&files).expect("sound tables");
        let neighbours = Neighbours::new(&files).expect("sound tables");
        let endings = Endings::new(&["拉夫罗夫".to_owned(), "王毅".to_owned()]);
        let known = Known {
            common: &common,
            punctuation: &punctuation,
            script: &script,
            neighbours: &neighbours,
            endings: &endings,
        };
        let edits = Transcoded::new(&files).expect("sound tables").recovered(text, &known);
        Text::raw(text).edit(&edits).as_str().to_owned()
    }

    fn wrong(text: &str, was: &'static Encoding, seen: &'static Encoding) -> String {
        let (bytes, ..) = was.encode(text);
        seen.decode_without_bom_handling(&bytes).0.into_owned()
    }

    #[test]
    fn wrongly_decoded_text_is_decoded_again() {
        let text = "王毅会见拉夫罗夫，双方就国际形势交换意见。";
        for (was, seen) in [(UTF_8, WINDOWS_1252), (GB18030, WINDOWS_1252), (UTF_8, GB18030)] {
            let noisy = wrong(text, was, seen);
            let clean = recovered(&noisy);
            let kept = clean.chars().zip(text.chars()).filter(|(a, b)| a == b).count();
            assert!(kept + 1 >= text.chars().count(), "{} as {}: {noisy} became {clean}", was.name(), seen.name());
        }
        // As Latin-1 proper, in which each byte is the character of its number.
        let latin = |text: &str| text.bytes().map(char::from).collect::<String>();
        assert_eq!(recovered(&latin(text)), text);
        let traditional = "外交部長會見來賓，雙方交換意見。";
        assert_eq!(recovered(&wrong(traditional, BIG5, WINDOWS_1252)), traditional);
        assert_eq!(recovered(&format!("他说：{}。", wrong("中国人民", UTF_8, WINDOWS_1252))), "他说：中国人民。");
    }

    #[test]
    fn bytes_without_a_partner_are_told_by_names_and_neighbours() {
        let text = "王毅表示，2024年4月9日，中国外长王毅在北京同俄罗斯外长拉夫罗夫举行会谈。";
        let noisy = wrong(text, UTF_8, GB18030);
        assert!(noisy.contains(char::REPLACEMENT_CHARACTER) && noisy.contains('€'), "{noisy}");
        assert_eq!(recovered(&noisy), text);
        // As programs write it that know no sign of the euro there, or no sign of loss.
        assert_eq!(recovered(&noisy.replace('€', "\u{FFFD}")), text);
        assert_eq!(recovered(&noisy.replace('\u{FFFD}', "?")), text);
        // Several characters would do.
        let open = recovered(&wrong("中国人民出版社发表报告，叫李梅1岁。", UTF_8, GB18030));
        assert_eq!(open, "中国人民出版社发表报告，叫李\u{FFFD}1岁。");
    }

    #[test]
    fn readable_text_stays() {
        for text in [
            "café、naïve、Müller与Zátopek访华",
            "Ångström单位",
            "锛子与銆",
            "鐨鏄鍦",
            "他在圣诞节买了Häagen-Dazs。",
            "涓涓细流",
        ] {
            assert_eq!(recovered(text), text);
        }
    }
}
