//! Text that was decoded in the wrong encoding, such as UTF-8 read as Latin letters or as GBK, and can be decoded again.

use std::ops::Range;

use encoding_rs::Encoding;

use super::Common;
use super::charmap::CharMap;
use super::punctuation::Punctuation;
use super::script::Script;
use crate::ontology::table::character;
use crate::ontology::{Files, OntologyError};
use crate::text::{Edit, Span, offset};

/// Fewer recovered characters than this prove nothing.
const FEWEST: usize = 2;

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

/// Places of the line and what stood there.
type Pieces = Vec<(Range<usize>, String)>;

/// What the repair looks characters up in.
pub(super) struct Known<'a> {
    pub(super) common: &'a Common,
    pub(super) punctuation: &'a Punctuation,
    pub(super) script: &'a Script,
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
                let undone = |mistake: &Mistake| {
                    let runs = runs(line, |c| mistake.bytes(c).is_some());
                    runs.into_iter().filter(|run| line[run.clone()].contains(|c| self.cues.get(c))).fold(
                        (0, Vec::new()),
                        |mut sum, run| {
                            if let Some((gain, found)) = mistake.undone(line, run, known) {
                                sum.0 += gain;
                                sum.1.extend(found);
                            }
                            sum
                        },
                    )
                };
                let best = self.mistakes.iter().map(undone).max_by_key(|(gain, _)| *gain);
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
            Some(run) if is_inside && if c.is_ascii() { is_second(c) && stands_alone } else { can(c) } => {
                run.end = at + c.len_utf8();
            }
            _ if !c.is_ascii() && can(c) => runs.push(at..at + c.len_utf8()),
            _ => {}
        }
    }
    runs
}

impl Mistake {
    /// The bytes of a character in the encoding that it was taken for; of a lost one, a question mark.
    fn bytes(&self, c: char) -> Option<Vec<u8>> {
        if c == char::REPLACEMENT_CHARACTER {
            return Some(vec![b'?']);
        }
        let mut buffer = [0; 4];
        let (encoded, _, has_errors) = self.seen.encode(c.encode_utf8(&mut buffer));
        (!has_errors).then(|| encoded.into_owned())
    }

    /// What a run was, piece by piece, and how much more sense it makes.
    fn undone(&self, line: &str, run: Range<usize>, known: &Known<'_>) -> Option<(i32, Pieces)> {
        let (mut bytes, mut letters) = (Vec::new(), Vec::new());
        for (at, c) in line[run.clone()].char_indices() {
            letters.push(Letter { span: run.start + at..run.start + at + c.len_utf8(), byte: bytes.len() });
            bytes.extend(self.bytes(c)?);
        }
        let (decoded, _) = self.was.decode_without_bom_handling(&bytes);
        let (mut found, mut letter, mut byte) = (Vec::new(), 0, 0);
        let (mut n_good, mut n, mut after) = (0, 0, 0);
        for c in decoded.chars() {
            let score = known.score(c);
            after += score;
            n += 1;
            n_good += usize::from(score > 0);
            byte += self.width(c);
            // The letters whose first byte is one of this character's; the last character gets what is left over.
            let first = letter;
            while letter < letters.len() && letters[letter].byte < byte {
                letter += 1;
            }
            match found.last_mut() {
                _ if letter > first => {
                    found.push((letters[first].span.start..letters[letter - 1].span.end, c.to_string()))
                }
                // What shares a letter with the character before it stands with that one.
                Some((_, by)) => by.push(c),
                None => return None,
            }
        }
        if let (Some(last), Some((at, _))) = (letters.last(), found.last_mut()) {
            at.end = last.span.end;
        }
        let before: i32 = line[run].chars().map(|c| known.score(c)).sum();
        (n >= FEWEST && 10 * n_good >= 8 * n && after > before).then_some((after - before, found))
    }

    /// How many bytes a character had.
    fn width(&self, c: char) -> usize {
        if c == char::REPLACEMENT_CHARACTER {
            return 1;
        }
        let mut buffer = [0; 4];
        let (encoded, ..) = self.was.encode(c.encode_utf8(&mut buffer));
        encoded.len()
    }
}

impl Known<'_> {
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
    use encoding_rs::{BIG5, GB18030, UTF_8, WINDOWS_1252};

    use super::*;
    use crate::text::Text;

    fn recovered(text: &str) -> String {
        let files = Files::bundled();
        let script = Script::new(&files).expect("sound tables");
        let common = Common::new(&files, &script).expect("sound tables");
        let punctuation = Punctuation::new(&files).expect("sound tables");
        let known = Known { common: &common, punctuation: &punctuation, script: &script };
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
        let traditional = "外交部長會見來賓，雙方交換意見。";
        assert_eq!(recovered(&wrong(traditional, BIG5, WINDOWS_1252)), traditional);
        assert_eq!(recovered(&format!("他说：{}。", wrong("中国人民", UTF_8, WINDOWS_1252))), "他说：中国人民。");
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
