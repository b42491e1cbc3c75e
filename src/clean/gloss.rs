//! Glosses: pinyin in parentheses after the character or the word that it explains.

use std::collections::BTreeSet;
use std::ops::RangeInclusive;

use super::charmap::{CharMap, is_han};
use crate::ontology::{Files, OntologyError};
use crate::text::{Edit, Span, offset};

/// How long a gloss may be, in bytes.
const LONGEST: usize = 64;

/// Glosses with tones that an article must have before one without tones is believed.
const MANY: usize = 5;

/// What a letter is to pinyin.
#[derive(Clone, Copy, Debug, Default)]
enum Letter {
    #[default]
    Other,
    /// The letter that carries a tone, without it.
    Toned(char),
    /// A combining tone mark.
    Mark,
    /// An odd letter and the usual one.
    Variant(char),
}

/// The table `pinyin.tsv`.
#[derive(Clone, Debug)]
pub(super) struct Glosses {
    letters: CharMap<Letter>,
    syllables: BTreeSet<String>,
    leads: Vec<String>,
    opening: Vec<char>,
    closing: Vec<char>,
    /// What may stand between word and gloss: closing quotation marks.
    after: Vec<char>,
    /// What may stand between syllables.
    between: Vec<char>,
    lengths: RangeInclusive<usize>,
}

/// What stands in parentheses, if it is pinyin.
struct Pinyin {
    syllables: usize,
    tones: usize,
}

impl Glosses {
    pub(super) fn new(files: &Files) -> Result<Self, OntologyError> {
        let (mut letters, mut syllables, mut leads) = (CharMap::new(), BTreeSet::new(), Vec::new());
        let [mut opening, mut closing, mut after, mut between] = [const { Vec::new() }; 4];
        for row in files.table("clean/pinyin.tsv")?.rows() {
            match row.get("kind")? {
                "syllable" => _ = syllables.insert(row.get("form")?.to_owned()),
                "lead" => leads.push(row.get("form")?.to_owned()),
                "letter" => letters.set(row.character("form")?, Letter::Variant(row.character("plain")?)),
                "tone" if row.get("plain")?.is_empty() => letters.set(row.character("form")?, Letter::Mark),
                "tone" => letters.set(row.character("form")?, Letter::Toned(row.character("plain")?)),
                "open" => opening.push(row.character("form")?),
                "close" => closing.push(row.character("form")?),
                "after" => after.push(row.character("form")?),
                "between" => between.push(row.character("form")?),
                _ => return Err(row.expected("syllable, tone, letter, lead, open, close, after or between")),
            }
        }
        // The longest lead first, so that no lead hides behind another.
        leads.sort_by(|a, b| b.len().cmp(&a.len()).then(a.cmp(b)));
        let longest = syllables.iter().map(String::len).max().unwrap_or(1);
        Ok(Glosses { letters, syllables, leads, opening, closing, after, between, lengths: 1..=longest })
    }

    pub(super) fn opening(&self) -> &[char] {
        &self.opening
    }

    /// The glosses, to be deleted with their parentheses.
    pub(super) fn deletions(&self, text: &str) -> Vec<Edit> {
        let found: Vec<(Span, Pinyin)> = text
            .match_indices(self.opening.as_slice())
            .filter_map(|(at, paren)| self.gloss(text, at, paren.len()))
            .collect();
        let toned = found.iter().filter(|(_, pinyin)| pinyin.tones > 0).count();
        let is_gloss =
            |p: &Pinyin| if p.tones > 0 { 2 * p.tones >= p.syllables } else { toned >= MANY && p.syllables == 1 };
        let gloss = found.into_iter().filter(|(_, pinyin)| is_gloss(pinyin));
        gloss.map(|(span, _)| Edit { span, by: String::new() }).collect()
    }

    /// The pinyin in the parenthesis that opens at byte `at`, if it follows as many characters as it has syllables.
    fn gloss(&self, text: &str, at: usize, paren: usize) -> Option<(Span, Pinyin)> {
        let inner = &text[at + paren..];
        let close = inner.char_indices().take_while(|&(i, _)| i <= LONGEST).find(|(_, c)| self.closing.contains(c))?;
        let pinyin = self.pinyin(&inner[..close.0])?;
        // The word may stand in quotation marks.
        let before = text[..at].strip_suffix(self.after.as_slice()).unwrap_or(&text[..at]);
        let word = before.chars().rev().take(pinyin.syllables).take_while(|&c| is_han(c)).count();
        let end = at + paren + close.0 + close.1.len_utf8();
        (word == pinyin.syllables).then(|| (Span::new(offset(at), offset(end)), pinyin))
    }

    fn pinyin(&self, inner: &str) -> Option<Pinyin> {
        let mut rest = inner.trim();
        if let Some(tail) = self.leads.iter().find_map(|lead| rest.strip_prefix(lead.as_str())) {
            rest = tail.trim_start_matches(self.between.as_slice());
        }
        if rest.starts_with(is_han) {
            return None;
        }
        let mut plain = String::new();
        let mut tones = 0;
        for c in rest.chars() {
            match self.letters.get(c) {
                Letter::Toned(letter) => {
                    plain.push(letter);
                    tones += 1;
                }
                Letter::Mark => tones += 1,
                Letter::Variant(letter) => plain.push(letter),
                Letter::Other => plain.push(c),
            }
        }
        let mut syllables = 0;
        for word in plain.split(self.between.as_slice()).filter(|word| !word.is_empty()) {
            syllables += self.count(word)?;
        }
        (syllables > 0 && tones <= syllables).then_some(Pinyin { syllables, tones })
    }

    /// How many syllables a word has: the fewest that it can be cut into.
    fn count(&self, word: &str) -> Option<usize> {
        let mut fewest = vec![None; word.len() + 1];
        fewest[0] = Some(0);
        for end in 1..=word.len() {
            let shortest = end.saturating_sub(*self.lengths.end());
            let cut = |start: usize| {
                let so_far: usize = fewest[start]?;
                self.syllables.contains(word.get(start..end)?).then_some(so_far + 1)
            };
            fewest[end] = (shortest..end).filter_map(cut).min();
        }
        fewest[word.len()]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn without(text: &str) -> String {
        let edits = Glosses::new(&Files::bundled()).expect("sound tables").deletions(text);
        crate::text::Text::raw(text).edit(&edits).as_str().to_owned()
    }

    #[test]
    fn a_gloss_follows_its_character_or_its_word() {
        for (raw, clean) in [
            ("當(dāng)地居民", "當地居民"),
            ("綠（lǜ）色", "綠色"),
            ("女(nv̌)士", "女士"),
            ("爭(zhe\u{304}ng)論", "爭論"),
            ("張琇琇（音xiù xiù）到場", "張琇琇到場"),
            ("“琇琇”(xiùxiù)到場", "“琇琇”到場"),
            ("西安（Xī'ān）", "西安（Xī'ān）"),
        ] {
            assert_eq!(without(raw), clean);
        }
    }

    #[test]
    fn other_parentheses_stay() {
        for text in [
            "世卫组织(WHO)",
            "咖啡(café)店",
            "马内(Mané)",
            "人工智能(ai)",
            "函数(f(x))",
            "没有(yǒu",
            "一(1)二",
            "(yī)",
            "银行(bank)",
        ] {
            assert_eq!(without(text), text);
        }
    }

    #[test]
    fn without_tones_only_in_glossed_articles() {
        assert_eq!(without("國(guo)家"), "國(guo)家");
        assert_eq!(without("中(zhōng)國(guo)人(rén)民(mín)大(dà)會(huì)堂(táng)"), "中國人民大會堂");
    }
}
