//! From bytes to text: which encoding an input has, by its mark, by what is declared, and by what the text would say.

use encoding_rs::{BIG5, Encoding, GB18030, UTF_8, UTF_16BE, UTF_16LE};

use crate::article::{self, Sign};
use crate::clean::Cleaner;

use super::unpack::SAMPLE;

/// What an encoding is taken for if nothing else is known, best first: of equals the first is believed.
const KNOWN: [&Encoding; 5] = [UTF_8, GB18030, BIG5, UTF_16LE, UTF_16BE];

/// An undecodable sequence weighs as much as so many characters of no other use.
const ERROR_WEIGHT: usize = 10;

/// Fewer characters than this do not make bytes UTF-16 that have no mark.
const FEWEST_WIDE: usize = 8;

/// Half of the characters of a news text are common ones, the others are names and marks. In thousandths.
const FEWEST_COMMON: usize = 400;

/// Text, and what it was.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Decoded {
    pub(super) text: String,
    pub(super) encoding: article::Encoding,
    /// Sequences that could not be decoded; each became U+FFFD.
    pub(super) errors: usize,
}

/// An encoding that was found, and how.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Found {
    encoding: &'static Encoding,
    by: Sign,
    certainty: u8,
    /// Length of the byte order mark.
    mark: usize,
}

/// Decodes an article; `None` for what is no text in a known encoding. `declared` are the names that the encoding is given where
/// the article comes from, the most trusted first. The cleaner knows which characters are common.
pub(super) fn decode(bytes: &[u8], declared: &[String], cleaner: &Cleaner) -> Option<Decoded> {
    find(bytes, declared, cleaner).map(|found| found.decode(bytes))
}

/// The encoding of some bytes, found by the first of them and checked against all of them.
pub(super) fn find(bytes: &[u8], declared: &[String], cleaner: &Cleaner) -> Option<Found> {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        return Some(Found { encoding, by: Sign::Mark, certainty: 100, mark });
    }
    let sure = |certainty| Found { encoding: UTF_8, by: Sign::Content, certainty, mark: 0 };
    match std::str::from_utf8(bytes) {
        // Only UTF-16 has many bytes of zero, and in a row of ASCII characters it has no others.
        Ok(text) if !has_many_zeros(bytes) => return Some(sure(if text.is_ascii() { 100 } else { 99 })),
        // Cut within the last character.
        Err(error) if error.error_len().is_none() && error.valid_up_to() > 8 => return Some(sure(98)),
        _ => {}
    }
    guess(bytes, declared, cleaner)
}

impl Default for Found {
    /// UTF-8, where nothing tells.
    fn default() -> Self {
        Found { encoding: UTF_8, by: Sign::Content, certainty: 0, mark: 0 }
    }
}

impl Decoded {
    /// What was odd about the bytes.
    pub(super) fn warnings(&self) -> Vec<String> {
        let Decoded { encoding, errors, .. } = self;
        let mut warnings = Vec::new();
        if encoding.name != UTF_8.name() {
            warnings.push(format!("encoding: found {}, expected UTF-8; it was converted", encoding.name));
        }
        if *errors > 0 {
            warnings
                .push(format!("encoding: found {errors} sequences that are not {}; each became U+FFFD", encoding.name));
        }
        warnings
    }
}

impl Found {
    pub(super) fn encoding(self) -> &'static Encoding {
        self.encoding
    }

    /// The text, with U+FFFD for what cannot be decoded.
    pub(super) fn decode(self, bytes: &[u8]) -> Decoded {
        let Found { encoding, by, certainty, mark } = self;
        let (text, has_errors) = encoding.decode_without_bom_handling(&bytes[mark..]);
        let errors = if has_errors { errors(&text) } else { 0 };
        let name = encoding.name().to_ascii_uppercase();
        Decoded { errors, text: text.into_owned(), encoding: article::Encoding { name, by, certainty } }
    }

    /// The text of a record of a file that has this encoding as a whole; that of a file in UTF-16 has become UTF-8 on the way.
    /// Archives are put together from many sources: a record that says nothing in the encoding of the file is looked at by itself.
    pub(super) fn decode_record(self, bytes: &[u8], cleaner: &Cleaner) -> Option<Decoded> {
        let own = Found { mark: 0, ..self };
        if std::str::from_utf8(bytes).is_ok() {
            let is_utf_16 = [UTF_16LE, UTF_16BE].contains(&self.encoding);
            let decoded = Found { encoding: UTF_8, certainty: own.certainty.max(99), ..own }.decode(bytes);
            let name = if is_utf_16 { self.encoding.name() } else { UTF_8.name() };
            return Some(Decoded {
                encoding: article::Encoding { name: name.to_owned(), ..decoded.encoding },
                ..decoded
            });
        }
        let decoded = own.decode(bytes);
        if self.encoding != UTF_8 && decoded.errors == 0 {
            return Some(decoded);
        }
        decode(bytes, &[], cleaner)
    }
}

/// Whether so many bytes are zeros that they are no mistake. Those at the end do not count: where a system broke down, they stand for
/// what was not written.
fn has_many_zeros(bytes: &[u8]) -> bool {
    let end = bytes.iter().rposition(|byte| *byte != 0).map_or(0, |last| last + 1);
    let n = bytes[..end].iter().filter(|byte| **byte == 0).count();
    n * 10 > end || end == 0 && !bytes.is_empty()
}

/// Whether the bytes are no text at all.
pub(super) fn is_binary(bytes: &[u8], cleaner: &Cleaner) -> bool {
    has_many_zeros(bytes)
        && !find(bytes, &[], cleaner).is_some_and(|found| [UTF_16LE, UTF_16BE].contains(&found.encoding))
}

/// The encoding in which the text says most with fewest errors, if it says anything.
fn guess(bytes: &[u8], declared: &[String], cleaner: &Cleaner) -> Option<Found> {
    // A cut is no error.
    let sample = &bytes[..bytes.len().min(SAMPLE)];
    let rated = KNOWN.map(|encoding| (rate(encoding, sample, cleaner), encoding));
    let best = rated.into_iter().reduce(|a, b| if b.0 > a.0 { b } else { a })?;
    if best.0 < FEWEST_COMMON {
        return None;
    }
    // What is declared counts where the text bears it out: pages are moved between servers and keep their old words.
    let names = declared.iter().filter_map(|label| Encoding::for_label(label.trim().as_bytes()));
    for name in names.map(|name| if name == encoding_rs::GBK { GB18030 } else { name }) {
        let score = rated.iter().find(|(_, encoding)| *encoding == name).map_or(0, |(score, _)| *score);
        if 10 * score >= 9 * best.0 {
            return Some(Found { encoding: name, by: Sign::Declaration, certainty: 99, mark: 0 });
        }
    }
    let others = rated.iter().filter(|(_, encoding)| *encoding != best.1).map(|(score, _)| *score);
    let next = others.max().unwrap_or_default();
    let certainty = u8::try_from(100 * best.0 / (best.0 + next)).unwrap_or(100).min(98);
    Some(Found { encoding: best.1, by: Sign::Content, certainty, mark: 0 })
}

/// How many of a thousand characters beyond ASCII are common in Chinese news, less what cannot be decoded.
fn rate(encoding: &'static Encoding, sample: &[u8], cleaner: &Cleaner) -> usize {
    let mut decoder = encoding.new_decoder_without_bom_handling();
    let mut text = String::with_capacity(decoder.max_utf8_buffer_length(sample.len()).unwrap_or(4 * SAMPLE));
    // Not the last bytes: the sample may end within a character.
    let _ = decoder.decode_to_string(sample, &mut text, false);
    let is_utf_16 = [UTF_16LE, UTF_16BE].contains(&encoding);
    let mut foreign = 0;
    let mut common = 0;
    for c in text.chars() {
        if c == char::REPLACEMENT_CHARACTER || c == '\0' {
            continue;
        }
        // In UTF-16 an ASCII character is two bytes of which one is zero, which other encodings do not have.
        if !c.is_ascii() || is_utf_16 {
            foreign += 1;
            common += usize::from(cleaner.is_common(c) || is_utf_16 && c.is_ascii());
        }
    }
    if is_utf_16 && foreign < FEWEST_WIDE {
        return 0;
    }
    let bad = errors(&text) + text.trim_end_matches('\0').matches('\0').count();
    // A share rather than a count: encodings differ in how many characters they make of the same bytes.
    1000 * common.saturating_sub(ERROR_WEIGHT * bad) / foreign.max(1)
}

fn errors(text: &str) -> usize {
    text.matches(char::REPLACEMENT_CHARACTER).count()
}

/// The encoding that the first bytes of a page declare, in a meta tag or an XML declaration.
pub(super) fn declared(page: &[u8]) -> Option<String> {
    let head = &page[..page.len().min(4096)];
    let at = [&b"charset="[..], b"encoding="]
        .iter()
        .find_map(|word| find_ignoring_case(head, word).map(|i| i + word.len()))?;
    let name = head[at..]
        .iter()
        .skip_while(|b| b"\"' ".contains(b))
        .take_while(|b| b.is_ascii_alphanumeric() || b"-_:".contains(b));
    Some(name.map(|&b| char::from(b)).collect()).filter(|name: &String| !name.is_empty())
}

fn find_ignoring_case(text: &[u8], word: &[u8]) -> Option<usize> {
    text.windows(word.len()).position(|window| window.eq_ignore_ascii_case(word))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clean::tests::cleaner;

    const SIMPLIFIED: &str = "外交部发言人昨天在北京表示，两国将继续加强合作，共同推动经济发展。";
    const TRADITIONAL: &str = "外交部發言人昨天在北京表示，兩國將繼續加強合作，共同推動經濟發展。";

    fn found(bytes: &[u8], declared: &[&str]) -> (String, String, usize) {
        let declared: Vec<String> = declared.iter().map(|&name| name.to_owned()).collect();
        let decoded = decode(bytes, &declared, &cleaner()).expect("text");
        (decoded.text, decoded.encoding.name, decoded.errors)
    }

    #[test]
    fn marks_and_content_tell_the_encoding() {
        for (text, encoding) in
            [(SIMPLIFIED, UTF_8), (SIMPLIFIED, GB18030), (TRADITIONAL, GB18030), (TRADITIONAL, BIG5)]
        {
            let (bytes, ..) = encoding.encode(text);
            assert_eq!(found(&bytes, &[]), (text.to_owned(), encoding.name().to_ascii_uppercase(), 0));
        }
        let utf_16 = SIMPLIFIED.encode_utf16();
        let little: Vec<u8> = [0xFF, 0xFE].into_iter().chain(utf_16.clone().flat_map(u16::to_le_bytes)).collect();
        let big: Vec<u8> = [0xFE, 0xFF].into_iter().chain(utf_16.flat_map(u16::to_be_bytes)).collect();
        for (bytes, name) in [(little, "UTF-16LE"), (big, "UTF-16BE")] {
            assert_eq!(found(&bytes, &[]), (SIMPLIFIED.to_owned(), name.to_owned(), 0));
            assert_eq!(found(&bytes[2..], &[]), (SIMPLIFIED.to_owned(), name.to_owned(), 0));
        }
        assert_eq!(
            found(&[b"\xEF\xBB\xBF", SIMPLIFIED.as_bytes()].concat(), &[]),
            (SIMPLIFIED.to_owned(), "UTF-8".into(), 0)
        );
    }

    #[test]
    fn a_declaration_counts_where_the_text_bears_it_out() {
        let (bytes, ..) = GB18030.encode(SIMPLIFIED);
        for declared in ["gb2312", "GBK", "utf-8", "big5", "nonsense"] {
            assert_eq!(found(&bytes, &[declared]), (SIMPLIFIED.to_owned(), "GB18030".into(), 0), "{declared}");
        }
        assert_eq!(decode(&bytes, &["gb2312".into()], &cleaner()).expect("text").encoding.by, Sign::Declaration);
        assert_eq!(decode(&bytes, &["utf-8".into()], &cleaner()).expect("text").encoding.by, Sign::Content);
        assert_eq!(
            declared(b"<META http-equiv=Content-Type content='text/html; CHARSET=gb2312'>").as_deref(),
            Some("gb2312")
        );
        assert_eq!(declared(b"<meta charset=\"Big5-HKSCS\">").as_deref(), Some("Big5-HKSCS"));
        assert_eq!(declared(b"<p>charset</p>"), None);
    }

    #[test]
    fn a_broken_byte_costs_one_character() {
        let broken = [SIMPLIFIED.as_bytes(), b"\xFF", SIMPLIFIED.as_bytes()].concat();
        assert_eq!(found(&broken, &[]), (format!("{SIMPLIFIED}\u{FFFD}{SIMPLIFIED}"), "UTF-8".into(), 1));
        let cut = &SIMPLIFIED.as_bytes()[..40];
        assert_eq!(found(cut, &[]).1, "UTF-8");
    }

    /// Texts to cut samples from: the example articles, and where they are at hand the annotated ones.
    fn texts() -> Vec<String> {
        let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
        let examples =
            ["forum-in-xian", "talks-in-beijing", "visit-to-hanoi", "appointment", "condolences", "hong-kong-forum"];
        let example = |name| {
            let path = root.join(format!("tests/corpus/articles/{name}.txt"));
            std::fs::read_to_string(path).expect("an example article")
        };
        let mut texts: Vec<String> = examples.into_iter().map(example).collect();
        for file in ["gold/dev.jsonl", "gold/seed.jsonl"] {
            let lines = std::fs::read_to_string(root.join("../shared").join(file)).unwrap_or_default();
            texts.extend(lines.lines().map(|line| {
                let article: serde_json::Value = serde_json::from_str(line).expect("gold is JSON Lines");
                article["text"].as_str().expect("gold has texts").to_owned()
            }));
        }
        texts
    }

    /// The bytes of Big5 with the characters of Hong Kong (HKSCS), which the Encoding Standard reads but does not write.
    fn in_hong_kong(text: &str) -> Vec<u8> {
        const HKSCS: [(char, [u8; 2]); 9] = [
            ('嘅', [0x9D, 0xEF]),
            ('咗', [0x9D, 0xF7]),
            ('喺', [0x9D, 0xF6]),
            ('哋', [0x92, 0x5D]),
            ('啲', [0x9D, 0xF8]),
            ('嘢', [0x9D, 0xCF]),
            ('衞', [0x8F, 0xC0]),
            ('嚟', [0x91, 0xC1]),
            ('裏', [0xF9, 0xD8]),
        ];
        let bytes = |c: char| match HKSCS.iter().find(|(known, _)| *known == c) {
            Some((_, bytes)) => bytes.to_vec(),
            None => BIG5.encode(c.encode_utf8(&mut [0; 4])).0.into_owned(),
        };
        text.chars().flat_map(bytes).collect()
    }

    #[test]
    fn characters_of_hong_kong_are_read() {
        let text = "衞生署昨日話，佢哋喺尖沙咀嘅辦事處收到啲投訴，市民可以打電話嚟問，裏面有咗新嘅安排。";
        assert_eq!(found(&in_hong_kong(text), &[]), (text.to_owned(), "BIG5".into(), 0));
        assert_eq!(found(&in_hong_kong(text), &["Big5-HKSCS"]).0, text);
    }

    #[test]
    fn samples_of_all_sizes_tell_their_encoding() {
        let cleaner = cleaner();
        // In Big5 only texts that have all their characters there.
        let in_big5: Vec<String> = texts().into_iter().filter(|text| !BIG5.encode(text).2).collect();
        let (all, in_big5) = (texts().join("\n"), in_big5.join("\n"));
        assert!(in_big5.chars().count() > 100);
        // As Hong Kong writes the most frequent words of it.
        let spoken =
            in_big5.replace('的', "嘅").replace('在', "喺").replace('些', "啲").replace('衛', "衞").replace('裡', "裏");
        let (mut n, mut wrong) = (0, Vec::new());
        let kinds = KNOWN.into_iter().map(|encoding| (encoding, false)).chain([(BIG5, true)]);
        for (encoding, is_spoken) in kinds {
            let text = if is_spoken {
                &spoken
            } else if encoding == BIG5 {
                &in_big5
            } else {
                &all
            };
            let mut chars = text.chars().cycle();
            for i in 0..120_usize {
                // Sizes from 200 bytes to 20 kilobytes, each sample from where the last one ended.
                let size = 200 + i * i * 19_800 / (119 * 119);
                let mut bytes: Vec<u8> = Vec::new();
                while bytes.len() < size {
                    let piece: String = chars.by_ref().take(64).collect();
                    match encoding.name() {
                        "UTF-16LE" => bytes.extend(piece.encode_utf16().flat_map(u16::to_le_bytes)),
                        "Big5" if is_spoken => bytes.extend(in_hong_kong(&piece)),
                        "UTF-16BE" => bytes.extend(piece.encode_utf16().flat_map(u16::to_be_bytes)),
                        _ => bytes.extend_from_slice(&encoding.encode(&piece).0),
                    }
                }
                // Cut anywhere, within a character too.
                bytes.truncate(size);
                n += 1;
                let found = find(&bytes, &[], &cleaner).map(|found| found.encoding);
                if found != Some(encoding) {
                    wrong.push(format!("{} of {size} bytes: {found:?}", encoding.name()));
                }
            }
        }
        assert!(1000 * wrong.len() <= 5 * n, "{} of {n}: {wrong:#?}", wrong.len());
    }

    #[test]
    fn noise_is_no_text() {
        let noise: Vec<u8> = (3..250).rev().cycle().take(999).collect();
        assert_eq!(decode(&noise, &[], &cleaner()), None);
        assert!(is_binary(b"\x7FELF\0\0\x01", &cleaner()));
        assert!(!is_binary(b"\xFF\xFEA\0", &cleaner()));
    }
}
