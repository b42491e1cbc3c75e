//! Neighbours: how often characters of news stand next to each other, and which of several fits best between two others.

use rustc_hash::FxHashMap;

use crate::ontology::{Files, OntologyError};

/// How many times better than the next one the best must fit.
const MARGIN: f64 = 8.0;

/// What stands for the start and the end of a line in the table.
const LINE_END: char = '/';

/// Counts of pairs that are too rare for the table: before a character so frequent that one in so many is of this pair …
const RARE_BEFORE: f64 = 5000.0;
/// … and behind any character.
const RARE_AFTER: f64 = 0.5;

/// Rare characters are seen behind few others by chance: what is added to their counts.
const DOUBT: f64 = 200.0;

/// The table `pairs.tsv`.
#[derive(Clone, Debug)]
pub(super) struct Neighbours {
    pairs: FxHashMap<(char, char), f64>,
    /// How often each character is the first of a pair.
    firsts: FxHashMap<char, f64>,
}

impl Neighbours {
    pub(super) fn new(files: &Files) -> Result<Self, OntologyError> {
        let mut neighbours = Neighbours { pairs: FxHashMap::default(), firsts: FxHashMap::default() };
        for row in files.table("clean/pairs.tsv")?.rows() {
            let first = row.character("first")?;
            let level: Option<u8> = row.get("level")?.parse().ok().filter(|&level| level < 32);
            let level = level.ok_or_else(|| row.expected("a power of two below 32 as its level"))?;
            // The middle of the counts of a level.
            let count = 1.5 * f64::from(1_u32 << level);
            for next in row.get("next")?.chars() {
                neighbours.pairs.insert((first, next), count);
                *neighbours.firsts.entry(first).or_default() += count;
            }
        }
        Ok(neighbours)
    }

    /// The one of the candidates that fits between two characters by far better than all others, and is known to follow the first:
    /// the product of how often it does so and how large a share of what follows it the other is.
    pub(super) fn best(&self, before: char, candidates: impl Iterator<Item = char>, after: char) -> Option<char> {
        let (before, after) = (class(before), class(after));
        let (mut best, mut next) = ((0.0, None), 0.0);
        for c in candidates {
            let Some(&count) = self.firsts.get(&c) else { continue };
            let behind = self.pairs.get(&(before, c)).copied().unwrap_or(count / RARE_BEFORE);
            let ahead = self.pairs.get(&(c, after)).copied().unwrap_or(RARE_AFTER);
            let fit = behind * ahead / (count + DOUBT);
            if fit > best.0 {
                next = best.0;
                best = (fit, Some(c));
            } else if fit > next {
                next = fit;
            }
        }
        best.1.filter(|&c| best.0 >= MARGIN * next && self.pairs.contains_key(&(before, c)))
    }
}

/// What a character is in the table.
fn class(c: char) -> char {
    match c {
        '0'..='9' => '0',
        'a'..='z' | 'A'..='Z' => 'a',
        '\n' => LINE_END,
        ' ' => '_',
        c if c.is_ascii() => '.',
        c => c,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbours_tell_a_character_or_nothing() {
        let neighbours = Neighbours::new(&Files::bundled()).expect("sound tables");
        // Characters whose bytes in UTF-8 differ in the last one.
        let block = |c: char| (0..64).filter_map(move |i| char::from_u32(u32::from(c) & !63 | i));
        for (before, c, after) in
            [('4', '年', '4'), ('4', '月', '9'), ('美', '国', '2'), ('后', '，', '2'), ('了', '。', '\n')]
        {
            assert_eq!(neighbours.best(before, block(c), after), Some(c), "{before}{c}{after}");
        }
        for (before, c, after) in [('李', '梅', '1'), ('张', '涛', '2'), ('于', '就', '5')] {
            assert_eq!(neighbours.best(before, block(c), after), None, "{before}{c}{after}");
        }
    }
}
