//! From bytes to text: which encoding an input has, by its mark, by its bytes, and by what the text would say.

use encoding_rs::{BIG5, Encoding, GB18030, UTF_8, UTF_16BE, UTF_16LE};

use crate::clean::Cleaner;

/// What the guess is made from: the first bytes tell as much as all of them.
const SAMPLE: usize = 64 * 1024;

/// An undecodable sequence weighs as much as so many common characters.
const ERROR_WEIGHT: usize = 10;

/// Text, and what it was.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Decoded {
    pub(super) text: String,
    pub(super) encoding: &'static Encoding,
    /// Sequences that could not be decoded; each became U+FFFD.
    pub(super) errors: usize,
}

/// Decodes an article; `None` for what is no text in a known encoding. The cleaner knows which characters are common.
pub(super) fn decode(bytes: Vec<u8>, cleaner: &Cleaner) -> Option<Decoded> {
    if let Some((encoding, mark)) = Encoding::for_bom(&bytes) {
        let (text, has_errors) = encoding.decode_without_bom_handling(&bytes[mark..]);
        return Some(Decoded { errors: if has_errors { errors(&text) } else { 0 }, text: text.into_owned(), encoding });
    }
    let bytes = match String::from_utf8(bytes) {
        Ok(text) => return Some(Decoded { text, encoding: UTF_8, errors: 0 }),
        Err(error) => error.into_bytes(),
    };
    let encoding = guess(&bytes, cleaner)?;
    let (text, has_errors) = encoding.decode_without_bom_handling(&bytes);
    Some(Decoded { errors: if has_errors { errors(&text) } else { 0 }, text: text.into_owned(), encoding })
}

/// Whether the bytes are no text at all.
pub(super) fn is_binary(bytes: &[u8]) -> bool {
    let is_utf_16 = Encoding::for_bom(bytes).is_some_and(|(encoding, _)| [UTF_16LE, UTF_16BE].contains(&encoding));
    !is_utf_16 && bytes.contains(&0)
}

/// The encoding in which the text says most with fewest errors, if it says anything.
fn guess(bytes: &[u8], cleaner: &Cleaner) -> Option<&'static Encoding> {
    let sample = &bytes[..bytes.len().min(SAMPLE)];
    let rate = |encoding: &'static Encoding| {
        let (text, _) = encoding.decode_without_bom_handling(sample);
        let foreign = text.chars().filter(|c| !c.is_ascii()).count();
        let common = text.chars().filter(|&c| cleaner.is_common(c)).count();
        // A share rather than a count: encodings differ in how many characters they make of the same bytes.
        let good = common.saturating_sub(ERROR_WEIGHT * errors(&text));
        (1000 * good / foreign.max(1), encoding)
    };
    // The first of equals stays.
    let best = [UTF_8, GB18030, BIG5].map(rate).into_iter().reduce(|a, b| if b.0 > a.0 { b } else { a })?;
    // Half of the characters of a news text are common ones, the others are names and marks.
    (best.0 >= 400).then_some(best.1)
}

fn errors(text: &str) -> usize {
    text.matches(char::REPLACEMENT_CHARACTER).count()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clean::tests::cleaner;

    const SIMPLIFIED: &str = "外交部发言人昨天在北京表示，两国将继续加强合作，共同推动经济发展。";
    const TRADITIONAL: &str = "外交部發言人昨天在北京表示，兩國將繼續加強合作，共同推動經濟發展。";

    fn found(bytes: Vec<u8>) -> (String, &'static str, usize) {
        let decoded = decode(bytes, &cleaner()).expect("text");
        (decoded.text, decoded.encoding.name(), decoded.errors)
    }

    #[test]
    fn marks_and_content_tell_the_encoding() {
        for (text, encoding) in [
            (SIMPLIFIED, UTF_8),
            (SIMPLIFIED, GB18030),
            (TRADITIONAL, GB18030),
            (TRADITIONAL, BIG5),
            (SIMPLIFIED, UTF_8),
        ] {
            let (bytes, ..) = encoding.encode(text);
            assert_eq!(found(bytes.into_owned()), (text.to_owned(), encoding.name(), 0));
        }
        let utf_16 = SIMPLIFIED.encode_utf16();
        let little: Vec<u8> = [0xFF, 0xFE].into_iter().chain(utf_16.clone().flat_map(u16::to_le_bytes)).collect();
        let big: Vec<u8> = [0xFE, 0xFF].into_iter().chain(utf_16.flat_map(u16::to_be_bytes)).collect();
        assert_eq!(found(little), (SIMPLIFIED.to_owned(), "UTF-16LE", 0));
        assert_eq!(found(big), (SIMPLIFIED.to_owned(), "UTF-16BE", 0));
        assert_eq!(found([b"\xEF\xBB\xBF", SIMPLIFIED.as_bytes()].concat()), (SIMPLIFIED.to_owned(), "UTF-8", 0));
    }

    #[test]
    fn a_broken_byte_costs_one_character() {
        let broken = [SIMPLIFIED.as_bytes(), b"\xFF", SIMPLIFIED.as_bytes()].concat();
        assert_eq!(found(broken), (format!("{SIMPLIFIED}\u{FFFD}{SIMPLIFIED}"), "UTF-8", 1));
    }

    #[test]
    fn noise_is_no_text() {
        assert_eq!(decode((3..250).rev().cycle().take(999).collect(), &cleaner()), None);
        assert!(is_binary(b"\x7FELF\0\0"));
        assert!(!is_binary(b"\xFF\xFEA\0"));
    }
}
