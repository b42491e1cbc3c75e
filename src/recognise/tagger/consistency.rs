//! Consistency inside an article: a name found once with strong evidence is found everywhere.

use super::Tagged;
use crate::ontology::class::Kind;
use crate::punctuation::{Mark, mark};
use rustc_hash::FxHashMap;

/// When a name is carried over.
#[derive(Clone, Copy, Debug)]
pub struct ConsistencyOptions {
    /// Least score of the mention that vouches for a name.
    pub strong: f32,
    /// Share of the name's occurrences that the tagger must have found itself.
    pub share: f32,
    /// Score of a carried-over mention, as a part of the score that vouches for it.
    pub part: f32,
    /// A mention takes the kind that its name has elsewhere when that is this many times better supported.
    pub majority: f32,
}

impl Default for ConsistencyOptions {
    fn default() -> Self {
        Self { strong: 4.0, share: 0.3, part: 0.5, majority: 3.0 }
    }
}

/// What an article says of one name.
struct Name<'a> {
    text: &'a str,
    support: [f32; 8],
    best: f32,
    found: u32,
    seen: u32,
    kind: Kind,
}

/// Buffers of the second pass over an article.
#[derive(Default)]
pub struct Consistency {
    /// Bits of the first two characters of the names.
    starts: Vec<u64>,
}

/// Bits in the filter of name beginnings.
const FILTER: u32 = 1 << 12;

#[inline]
fn filter_bit(first: u32, second: u32) -> u32 {
    (first ^ second.rotate_left(7)).wrapping_mul(0x9e37_79b9) >> 20 & (FILTER - 1)
}

impl Consistency {
    /// Adds to `tagged` (one list for each sentence) the occurrences that the first pass missed, and settles kinds. Nothing where
    /// it may not go on, which is asked before each sentence.
    pub fn apply(
        &mut self,
        sentences: &[&str],
        tagged: &mut [Vec<Tagged>],
        options: &ConsistencyOptions,
        may_go_on: &dyn Fn() -> bool,
    ) -> Option<()> {
        complete(sentences, tagged, may_go_on)?;
        let mut names: Vec<Name<'_>> = Vec::new();
        let mut numbers: FxHashMap<&str, usize> = FxHashMap::default();
        let mut short_forms = Vec::new();
        for (&sentence, mentions) in sentences.iter().zip(tagged.iter()) {
            for mention in mentions {
                let text = &sentence[mention.start as usize..mention.end as usize];
                if mention.kind == Kind::Post || text.chars().nth(1).is_none() {
                    continue;
                }
                let mut enter = |text| {
                    let number = *numbers.entry(text).or_insert(names.len());
                    if number == names.len() {
                        names.push(Name { text, support: [0.0; 8], best: 0.0, found: 0, seen: 0, kind: mention.kind });
                    }
                    number
                };
                let number = enter(text);
                if mention.kind == Kind::Person
                    && let Some((_, family)) = text.rsplit_once(|c| mark(c) == Some(Mark::Dot))
                    && family.chars().nth(1).is_some()
                {
                    short_forms.push((enter(family), mention.score));
                }
                let name = &mut names[number];
                name.support[mention.kind as usize] += mention.score.max(0.1);
                name.best = name.best.max(mention.score);
                name.found += 1;
            }
        }
        for (number, score) in short_forms {
            let name = &mut names[number];
            name.support[Kind::Person as usize] += score;
            name.best = name.best.max(score);
            name.found += 1;
        }
        if names.is_empty() {
            return Some(());
        }
        self.starts.clear();
        self.starts.resize(FILTER as usize / 64, 0);
        let mut by_start: FxHashMap<(char, char), Vec<usize>> = FxHashMap::default();
        for (number, name) in names.iter_mut().enumerate() {
            let best = (0..8).fold(0, |best, kind| if name.support[kind] > name.support[best] { kind } else { best });
            name.kind = Kind::ALL[best];
            let mut chars = name.text.chars();
            if let (Some(first), Some(second)) = (chars.next(), chars.next()) {
                let bit = filter_bit(first as u32, second as u32);
                self.starts[bit as usize / 64] |= 1 << (bit % 64);
                by_start.entry((first, second)).or_default().push(number);
            }
        }
        #[expect(clippy::iter_over_hash_type, reason = "each list is sorted by itself")]
        for list in by_start.values_mut() {
            list.sort_by_key(|&number| std::cmp::Reverse(names[number].text.len()));
        }
        let mut missed = Vec::new();
        for (i, &sentence) in sentences.iter().enumerate() {
            may_go_on().then_some(())?;
            self.find(sentence, &by_start, &mut names, &tagged[i], |start, number| missed.push((i, start, number)));
        }
        for mentions in tagged.iter_mut().zip(sentences) {
            settle(mentions.0, mentions.1, &numbers, &names, options);
        }
        let mut touched = Vec::new();
        for (i, start, number) in missed {
            let name = &names[number];
            let enough = name.found as f32 >= options.share * (name.found + name.seen) as f32;
            if name.best >= options.strong && enough {
                let (start, end) = (start as u32, (start + name.text.len()) as u32);
                tagged[i].push(Tagged { start, end, kind: name.kind, score: name.best * options.part });
                touched.push(i);
            }
        }
        touched.dedup();
        for i in touched {
            tagged[i].sort_by_key(|mention| mention.start);
        }
        Some(())
    }

    /// Calls `found` for each untagged occurrence of a name, leftmost and longest first, and counts it.
    fn find<'a>(
        &self,
        sentence: &str,
        by_start: &FxHashMap<(char, char), Vec<usize>>,
        names: &mut [Name<'a>],
        mentions: &[Tagged],
        mut found: impl FnMut(usize, usize),
    ) {
        let mut mentions = mentions.iter().peekable();
        let mut chars = sentence.char_indices();
        let Some((mut at, mut first)) = chars.next() else { return };
        let mut free = 0;
        for (next_at, second) in chars {
            let (start, start_char) = (at, first);
            (at, first) = (next_at, second);
            while mentions.next_if(|mention| mention.end as usize <= start).is_some() {}
            let bit = filter_bit(start_char as u32, second as u32);
            if start < free || self.starts[bit as usize / 64] >> (bit % 64) & 1 == 0 {
                continue;
            }
            let Some(list) = by_start.get(&(start_char, second)) else { continue };
            let Some(&number) = list.iter().find(|&&number| sentence[start..].starts_with(names[number].text)) else {
                continue;
            };
            let end = start + names[number].text.len();
            if mentions.peek().is_some_and(|mention| (mention.start as usize) < end) {
                continue;
            }
            names[number].seen += 1;
            free = end;
            found(start, number);
        }
    }
}

/// Lets a full name that was cut short go on to its end, where the article also calls the person by the whole last part of it.
fn complete(sentences: &[&str], tagged: &mut [Vec<Tagged>], may_go_on: &dyn Fn() -> bool) -> Option<()> {
    let is_dot = |c| mark(c) == Some(Mark::Dot);
    let is_person = |mention: &&Tagged| mention.kind == Kind::Person;
    let people = sentences.iter().zip(tagged.iter()).flat_map(|(sentence, mentions)| {
        mentions.iter().filter(is_person).map(|mention| &sentence[mention.start as usize..mention.end as usize])
    });
    let mut lasts: Vec<&str> = people.filter(|name| !name.contains(is_dot) && name.chars().nth(2).is_some()).collect();
    lasts.sort_by_key(|name| (std::cmp::Reverse(name.len()), *name));
    lasts.dedup();
    if lasts.is_empty() {
        return Some(());
    }
    for (sentence, mentions) in sentences.iter().zip(tagged) {
        may_go_on().then_some(())?;
        for i in 0..mentions.len() {
            let Tagged { start, end, kind, .. } = mentions[i];
            let name = &sentence[start as usize..end as usize];
            let Some(dot) = name.rfind(is_dot).filter(|_| kind == Kind::Person) else { continue };
            let last = start as usize + dot + name[dot..].chars().next().map_or(0, char::len_utf8);
            let free = mentions.get(i + 1).map_or(sentence.len(), |next| next.start as usize);
            let whole = lasts.iter().find(|whole| sentence[last..].starts_with(**whole));
            if let Some(whole) = whole.filter(|whole| last + whole.len() <= free && last + whole.len() > end as usize) {
                mentions[i].end = (last + whole.len()) as u32;
            }
        }
    }
    Some(())
}

/// Gives mentions the kind that their name has in the article.
fn settle(
    mentions: &mut [Tagged],
    sentence: &str,
    numbers: &FxHashMap<&str, usize>,
    names: &[Name<'_>],
    options: &ConsistencyOptions,
) {
    for mention in mentions {
        let Some(&number) = numbers.get(&sentence[mention.start as usize..mention.end as usize]) else { continue };
        let name = &names[number];
        if mention.kind != Kind::Post
            && name.support[name.kind as usize] > options.majority * name.support[mention.kind as usize]
        {
            mention.kind = name.kind;
        }
    }
}
