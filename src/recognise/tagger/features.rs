//! What the tagger sees of a sentence: one extraction, shared by training and tagging.
//!
//! An *event* is something observed (a character pair, a word, a lexicon hit). Its key names a *group* of up to eight
//! weight rows, one for each way in which a character can stand to the event (before it, first in it, after it, …).
//! So an n-gram is hashed and looked up once, however many characters it speaks about.

use super::{Hit, Observed};
use rustc_hash::FxHashSet;
use std::ops::Range;

/// Rows in a group at most.
pub(crate) const GROUP: usize = 8;
/// Characters of padding before and after a sentence, so that windows need no bounds.
pub(crate) const PAD: usize = 6;

/// Receives events: looks groups up (tagging) or numbers them (training), and adds a group's rows to characters.
pub(crate) trait Sink {
    /// A group that was found.
    type Group: Copy;
    /// Looks up events of one sort by their keys, and has each that is known placed, with its number from `first`. One sort at a
    /// time keeps the look-ups independent of each other, so that the processor need not wait for one to begin the next.
    fn pass(
        &mut self,
        first: usize,
        keys: impl ExactSizeIterator<Item = u32>,
        place: impl Fn(&mut Self, Self::Group, usize),
    );
    /// Adds row `row` of the group to the character at padded position `at`.
    fn add(&mut self, group: Self::Group, row: usize, at: usize);
    /// Adds the first `rows` rows of the group to consecutive characters from padded position `at`.
    #[inline]
    fn slide(&mut self, group: Self::Group, rows: usize, at: usize) {
        for row in 0..rows {
            self.add(group, row, at + row);
        }
    }
    /// Adds each row of the group to the characters at its padded positions.
    #[inline]
    fn spread(&mut self, group: Self::Group, rows: [Range<usize>; GROUP]) {
        for (row, range) in rows.into_iter().enumerate() {
            for at in range {
                self.add(group, row, at);
            }
        }
    }
}

/// The key that no event has.
pub(crate) const NO_KEY: u32 = 0;

/// The events. The numbers go into the keys: a change here needs a new model.
#[derive(Clone, Copy)]
#[repr(u32)]
enum Event {
    Char = 1,
    CharPair,
    CharTriple,
    ShapeTriple,
    Word,
    WordPair,
    Tag,
    TagPair,
    WordTail,
    NamePair,
    NameTriple,
    NameNext,
    NameBefore,
    NameTag,
    Cue,
    NextCueName,
    QuoteLength,
    QuoteAfter,
    QuoteTail,
    QuoteHead,
    ForeignRun,
    ForeignRunTag,
    NextCueTag,
    LastName,
}

#[inline]
fn key(event: Event, value: u64) -> u32 {
    let mixed = (value ^ ((event as u64) << 57)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let mixed = (mixed ^ (mixed >> 29)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    (mixed >> 32) as u32 | 1
}

/// Shapes of characters: what a character is, when its identity does not matter.
pub(crate) mod shape {
    /// Outside the sentence.
    pub(crate) const EDGE: u8 = 0;
    pub(crate) const DIGIT: u8 = 1;
    pub(crate) const LATIN: u8 = 2;
    pub(crate) const SPACE: u8 = 3;
    pub(crate) const DOT: u8 = 4;
    pub(crate) const OPEN: u8 = 5;
    pub(crate) const CLOSE: u8 = 6;
    pub(crate) const OPEN_TITLE: u8 = 7;
    pub(crate) const CLOSE_TITLE: u8 = 8;
    pub(crate) const COMMA: u8 = 9;
    pub(crate) const PAUSE: u8 = 10;
    pub(crate) const STOP: u8 = 11;
    pub(crate) const COLON: u8 = 12;
    pub(crate) const OPEN_PAREN: u8 = 13;
    pub(crate) const CLOSE_PAREN: u8 = 14;
    pub(crate) const DASH: u8 = 15;
    pub(crate) const OTHER: u8 = 16;
    /// First of the Chinese characters: + 16 × surname (0-2) + 4 × given (0-3) + foreign (0-3).
    pub(crate) const HAN: u8 = 17;

    /// Shapes of punctuation.
    pub(crate) const PUNCTUATION: &[(char, u8)] = &[
        (' ', SPACE),
        ('\u{3000}', SPACE),
        ('\t', SPACE),
        ('·', DOT),
        ('•', DOT),
        ('・', DOT),
        ('‧', DOT),
        ('“', OPEN),
        ('‘', OPEN),
        ('「', OPEN),
        ('『', OPEN),
        ('”', CLOSE),
        ('’', CLOSE),
        ('」', CLOSE),
        ('』', CLOSE),
        ('《', OPEN_TITLE),
        ('〈', OPEN_TITLE),
        ('》', CLOSE_TITLE),
        ('〉', CLOSE_TITLE),
        ('，', COMMA),
        (',', COMMA),
        ('、', PAUSE),
        ('。', STOP),
        ('！', STOP),
        ('？', STOP),
        ('；', STOP),
        ('!', STOP),
        ('?', STOP),
        (';', STOP),
        ('：', COLON),
        (':', COLON),
        ('（', OPEN_PAREN),
        ('(', OPEN_PAREN),
        ('【', OPEN_PAREN),
        ('）', CLOSE_PAREN),
        (')', CLOSE_PAREN),
        ('】', CLOSE_PAREN),
        ('—', DASH),
        ('-', DASH),
        ('–', DASH),
        ('－', DASH),
        ('─', DASH),
    ];
}

/// How often a shape's character stands in foreign names, 0 to 3.
#[inline]
fn foreign(shape: u8) -> u8 {
    if shape >= shape::HAN { (shape - shape::HAN) & 3 } else { 0 }
}

/// The sentence in columns, one entry for each character and padding on both sides. Buffers are kept from call to call.
#[derive(Default)]
pub(crate) struct Columns {
    /// Characters with digits and letter case folded.
    chars: Vec<u32>,
    shapes: Vec<u8>,
    /// Lexicon names: class × 4 + part (0 first, 1 inside, 2 last, 3 alone), 0 for none.
    names: Vec<u8>,
    /// Classes of the cues that end here (bits), at the last character of a word only.
    cues: Vec<u8>,
    /// The next cue to the right in the same stretch: classes and distance, 0 for none.
    next_cues: Vec<u16>,
    /// The class of the name that ended last in the same stretch and how far back, 0 for none (not padded).
    last_names: Vec<u16>,
    /// Tag of the character's word, and its part in the word (not padded).
    tags: Vec<u32>,
    parts: Vec<u8>,
    any_name: bool,
    words: Vec<WordColumn>,
    /// Byte offset of each character, and of the end.
    pub(crate) bytes: Vec<u32>,
    /// Padded position of the character that starts at a byte.
    at_byte: Vec<u16>,
    quotes: Vec<Quote>,
    /// Runs of characters of foreign names, and whether a dot is among them.
    runs: Vec<(usize, usize, bool)>,
    open: Vec<(usize, u8)>,
}

#[derive(Clone, Copy, Default)]
struct WordColumn {
    from: usize,
    to: usize,
    hash: u32,
    tag: u32,
}

impl WordColumn {
    /// Its first, inside and last characters, or the one that it is.
    #[inline]
    fn parts(&self) -> [Range<usize>; 4] {
        let WordColumn { from, to, .. } = *self;
        if to - from == 1 {
            [to..to, to..to, to..to, from..to]
        } else {
            [from..from + 1, from + 1..to - 1, to - 1..to, to..to]
        }
    }
}

/// Part of a sentence, in numbers of words and in padded positions.
#[derive(Clone, Debug)]
pub(crate) struct Stretch {
    words: Range<usize>,
    pub(crate) chars: Range<usize>,
}

struct Quote {
    from: usize,
    to: usize,
    shape: u8,
}

/// Row of a character in its word: 0 first, 1 inside, 2 last, 3 alone.
#[inline]
fn part(from: usize, to: usize, at: usize) -> usize {
    if to - from == 1 {
        3
    } else if at == from {
        0
    } else if at + 1 == to {
        2
    } else {
        1
    }
}

#[inline]
fn folded(c: char) -> u32 {
    match c {
        '0'..='9' | '０'..='９' => u32::from('0'),
        '•' | '・' | '‧' => u32::from('·'),
        '「' | '『' | '‘' => u32::from('“'),
        '」' | '』' | '’' => u32::from('”'),
        ',' => u32::from('，'),
        ':' => u32::from('：'),
        '(' => u32::from('（'),
        ')' => u32::from('）'),
        'Ａ'..='Ｚ' | 'ａ'..='ｚ' => c as u32 - 0xfee0,
        _ => c as u32,
    }
}

impl Columns {
    /// Characters in the sentence.
    #[inline]
    pub(crate) fn len(&self) -> usize {
        self.bytes.len() - 1
    }

    /// The padded positions of the characters from one byte to another.
    #[inline]
    pub(crate) fn characters(&self, start: u32, end: u32) -> (usize, usize) {
        (usize::from(self.at_byte[start as usize]), usize::from(self.at_byte[end as usize]))
    }

    /// Fills the columns. `shapes` gives the shape of each character of the basic plane.
    pub(crate) fn fill(&mut self, sentence: &Observed<'_>, shapes: &[u8]) {
        self.chars.clear();
        self.shapes.clear();
        self.bytes.clear();
        self.at_byte.clear();
        self.at_byte.resize(sentence.text.len() + 1, 0);
        for edge in 1..=PAD as u32 {
            self.chars.push(edge.min(2));
            self.shapes.push(shape::EDGE);
        }
        for (byte, c) in sentence.text.char_indices() {
            self.at_byte[byte] = self.chars.len() as u16;
            self.bytes.push(byte as u32);
            self.chars.push(folded(c));
            self.shapes.push(shapes.get(c as usize).copied().unwrap_or(shape::OTHER));
        }
        self.at_byte[sentence.text.len()] = self.chars.len() as u16;
        self.bytes.push(sentence.text.len() as u32);
        for edge in 3..3 + PAD as u32 {
            self.chars.push(edge.min(4));
            self.shapes.push(shape::EDGE);
        }
        let n = self.chars.len();
        self.names.clear();
        self.names.resize(n, 0);
        self.cues.clear();
        self.cues.resize(n, 0);
        self.fill_words(sentence);
        self.fill_hits(sentence.hits);
        self.fill_next_cues();
        self.fill_last_names();
        self.fill_quotes();
        self.fill_runs();
    }

    fn fill_words(&mut self, sentence: &Observed<'_>) {
        self.words.clear();
        self.tags.clear();
        self.parts.clear();
        self.words.push(WordColumn { from: PAD - 1, to: PAD, hash: 1, tag: 1 });
        for word in sentence.words {
            let from = usize::from(self.at_byte[word.start as usize]);
            let to = usize::from(self.at_byte[word.end as usize]);
            self.push_word(from, to, word.tag);
        }
        let end = PAD + self.len();
        // Text without words is read character by character.
        for at in PAD + self.tags.len()..end {
            self.push_word(at, at + 1, 0);
        }
        self.words.push(WordColumn { from: end, to: end + 1, hash: 2, tag: 2 });
    }

    fn push_word(&mut self, from: usize, to: usize, tag: u32) {
        let mut hash = 0u32;
        for &c in &self.chars[from..to] {
            hash = (hash.rotate_left(5) ^ c).wrapping_mul(0x9e37_79b9);
        }
        for at in from..to {
            self.tags.push(tag);
            self.parts.push(part(from, to, at) as u8);
        }
        self.words.push(WordColumn { from, to, hash, tag });
    }

    fn fill_hits(&mut self, hits: &[Hit]) {
        let mut free = 0;
        self.any_name = false;
        for hit in hits {
            let (from, to) =
                (usize::from(self.at_byte[hit.start as usize]), usize::from(self.at_byte[hit.end as usize]));
            if let Some(bit) = hit.class.cue() {
                self.cues[to - 1] |= 1 << bit;
                if to - from > 1 {
                    self.cues[to - 1] |= 0x80;
                }
            } else if from >= free {
                self.any_name = true;
                for at in from..to {
                    self.names[at] = hit.class as u8 * 4 + part(from, to, at) as u8;
                }
                free = to;
            }
        }
    }

    fn fill_next_cues(&mut self) {
        self.next_cues.clear();
        self.next_cues.resize(self.chars.len(), 0);
        let (mut mask, mut distance) = (0u16, 0u16);
        for word in self.words.iter().rev() {
            let cue = self.cues[word.to - 1];
            if cue != 0 {
                (mask, distance) = (u16::from(cue), 0);
            }
            for at in (word.from..word.to).rev() {
                let shape = self.shapes[at];
                if matches!(
                    shape,
                    shape::EDGE
                        | shape::COMMA
                        | shape::STOP
                        | shape::COLON
                        | shape::PAUSE
                        | shape::CLOSE_TITLE
                        | shape::OPEN_TITLE
                ) {
                    (mask, distance) = (0, 0);
                }
                if mask != 0 {
                    let bucket = match distance {
                        0 => 0,
                        1 => 1,
                        2 => 2,
                        3..=4 => 3,
                        5..=7 => 4,
                        8..=12 => 5,
                        _ => 0xff,
                    };
                    self.next_cues[at] = if bucket == 0xff { 0 } else { mask << 4 | bucket };
                    distance += 1;
                }
            }
            // Only the last character of a word can end a name that the cue closes.
            if word.to - word.from > 1 {
                let last = word.to - 1;
                for at in word.from..last {
                    self.cues[at] = 0;
                }
            }
        }
    }

    /// The name in front: which class, and how many characters back (a country before its ministry).
    fn fill_last_names(&mut self) {
        self.last_names.clear();
        let (mut class, mut end) = (0u16, 0);
        for at in PAD..PAD + self.len() {
            if matches!(self.shapes[at], shape::COMMA | shape::STOP | shape::COLON | shape::PAUSE) {
                class = 0;
            }
            if self.names[at] != 0 {
                (class, end) = (u16::from(self.names[at] >> 2), at);
            }
            self.last_names.push(if class == 0 { 0 } else { class << 4 | (at - end).min(8) as u16 });
        }
    }

    fn fill_runs(&mut self) {
        self.runs.clear();
        let end = PAD + self.len();
        let mut at = PAD;
        while at < end {
            if foreign(self.shapes[at]) < 2 {
                at += 1;
                continue;
            }
            let (from, mut dotted) = (at, false);
            while at < end
                && (foreign(self.shapes[at]) >= 1 || self.shapes[at] == shape::DOT && foreign(self.shapes[at + 1]) >= 1)
            {
                dotted |= self.shapes[at] == shape::DOT;
                at += 1;
            }
            if at - from >= 2 {
                self.runs.push((from, at, dotted));
            }
        }
    }

    fn fill_quotes(&mut self) {
        self.quotes.clear();
        self.open.clear();
        for at in PAD..PAD + self.len() {
            match self.shapes[at] {
                shape @ (shape::OPEN | shape::OPEN_TITLE) => self.open.push((at, shape)),
                shape @ (shape::CLOSE | shape::CLOSE_TITLE) => {
                    let Some((from, opened)) = self.open.pop() else { continue };
                    if opened + 1 == shape && at > from + 1 {
                        self.quotes.push(Quote { from: from + 1, to: at, shape });
                    }
                }
                _ => {}
            }
        }
    }

    /// The whole sentence.
    pub(crate) fn whole(&self) -> Stretch {
        Stretch { words: 1..self.words.len() - 1, chars: PAD..PAD + self.len() }
    }

    /// The stretches of the sentence that may hold mentions: all but words that were never seen in one among others of
    /// that sort. Stretches stand far enough apart that no event speaks of two.
    pub(crate) fn stretches(&self, quiet: &FxHashSet<u32>, out: &mut Vec<Stretch>) {
        out.clear();
        let mut quotes = self.quotes.iter().filter(|quote| quote.to - quote.from < 60).peekable();
        let mut silence = usize::MAX;
        let mut loud_before = false;
        let last = self.words.len() - 1;
        for i in 1..last {
            let word = &self.words[i];
            while quotes.next_if(|quote| quote.to + 2 < word.from).is_some() {}
            let quoted = quotes.peek().is_some_and(|quote| quote.from < word.to + 1);
            let loud = quoted || !quiet.contains(&word.hash);
            let near = loud || loud_before || i + 1 < last && !quiet.contains(&self.words[i + 1].hash);
            loud_before = loud;
            if !near {
                silence = silence.saturating_add(1);
                continue;
            }
            match out.last_mut() {
                Some(stretch) if silence < 3 || word.from - stretch.chars.end < 6 => {
                    stretch.words.end = i + 1;
                    stretch.chars.end = word.to;
                }
                _ => out.push(Stretch { words: i..i + 1, chars: word.from..word.to }),
            }
            silence = 0;
        }
    }

    /// Hash of each word with its characters, for finding the words that never stand in mentions.
    pub(crate) fn word_hashes(&self) -> impl Iterator<Item = (u32, Range<usize>)> {
        self.words[1..self.words.len() - 1].iter().map(|word| (word.hash, word.from - PAD..word.to - PAD))
    }

    /// Sends every event that speaks of the stretches to the sink.
    pub(crate) fn extract<S: Sink>(&self, stretches: &[Stretch], sink: &mut S) {
        for stretch in stretches {
            self.extract_characters(stretch, sink);
            self.extract_words(stretch, sink);
            self.extract_names(stretch, sink);
        }
        self.extract_quotes(sink);
        self.extract_foreign(sink);
    }

    fn extract_characters<S: Sink>(&self, stretch: &Stretch, sink: &mut S) {
        let Range { start, end } = stretch.chars;
        let (chars, shapes) = (&self.chars[start - 2..end + 2], &self.shapes[start - 2..end + 2]);
        let pair = |a: u32, b: u32| u64::from(a) | u64::from(b) << 21;
        sink.pass(start, self.chars[start..end].iter().map(|&c| key(Event::Char, u64::from(c))), |sink, group, at| {
            sink.slide(group, 5, at - 2)
        });
        sink.pass(start - 2, chars.windows(2).map(|c| key(Event::CharPair, pair(c[0], c[1]))), |sink, group, at| {
            sink.slide(group, 6, at - 2)
        });
        sink.pass(
            start - 2,
            chars.windows(3).map(|c| key(Event::CharTriple, pair(c[0], c[1]) | u64::from(c[2]) << 42)),
            |sink, group, at| sink.slide(group, 5, at - 1),
        );
        let triple = |s: &[u8]| u64::from(s[0]) | u64::from(s[1]) << 8 | u64::from(s[2]) << 16;
        sink.pass(start - 2, shapes.windows(3).map(|s| key(Event::ShapeTriple, triple(s))), |sink, group, at| {
            sink.slide(group, 5, at - 1)
        });
    }

    fn extract_words<S: Sink>(&self, stretch: &Stretch, sink: &mut S) {
        let first = stretch.words.start - 1;
        let words = &self.words[first..=stretch.words.end];
        let around = |sink: &mut S, group: S::Group, i: usize| {
            let [first, inside, last, alone] = self.words[i].parts();
            let before = i.checked_sub(1).map_or(0..0, |before| self.words[before].from..self.words[before].to);
            let next = self.words.get(i + 1).map_or(0..0, |next| next.from..next.to);
            let (to_before, from_next) = (before.end.saturating_sub(1), next.end.min(next.start + 1));
            sink.spread(
                group,
                [
                    first,
                    inside,
                    last,
                    alone,
                    next.start..from_next,
                    from_next..next.end,
                    to_before..before.end,
                    before.start..to_before,
                ],
            );
        };
        let both = |sink: &mut S, group: S::Group, i: usize| {
            let ([a, b, c, d], [e, f, g, h]) = (self.words[i].parts(), self.words[i + 1].parts());
            sink.spread(group, [a, b, c, d, e, f, g, h]);
        };
        let length = |word: &WordColumn| (word.to - word.from).min(4) as u64;
        let tail = |word: &WordColumn| u64::from(self.chars[word.to - 1]) << 1 | u64::from(word.to - word.from > 1);
        sink.pass(first, words.iter().map(|word| key(Event::Word, u64::from(word.hash))), around);
        sink.pass(first, words.iter().map(|word| key(Event::Tag, u64::from(word.tag) << 3 | length(word))), around);
        sink.pass(first, words.iter().map(|word| key(Event::WordTail, tail(word))), around);
        let hashes = |pair: &[WordColumn]| u64::from(pair[0].hash) << 32 | u64::from(pair[1].hash);
        sink.pass(first, words.windows(2).map(|pair| key(Event::WordPair, hashes(pair))), both);
        let tags = |pair: &[WordColumn]| {
            (u64::from(pair[0].tag) << 24 | u64::from(pair[1].tag)) << 6 | length(&pair[0]) << 3 | length(&pair[1])
        };
        sink.pass(first, words.windows(2).map(|pair| key(Event::TagPair, tags(pair))), both);
    }

    fn extract_names<S: Sink>(&self, stretch: &Stretch, sink: &mut S) {
        let Range { start, end } = stretch.chars;
        let seen = |seen: bool, event: Event, value: u64| if seen { key(event, value) } else { NO_KEY };
        let names = &self.names[start..end];
        if self.any_name {
            let around = &self.names[start - 2..end + 2];
            let pair = |n: &[u8]| u64::from(n[0]) | u64::from(n[1]) << 8;
            let triple = |n: &[u8]| pair(n) | u64::from(n[2]) << 16;
            sink.pass(
                start - 2,
                around.windows(2).map(|n| seen(pair(n) != 0, Event::NamePair, pair(n))),
                |sink, group, at| sink.slide(group, 4, at - 1),
            );
            sink.pass(
                start - 2,
                around.windows(3).map(|n| seen(triple(n) != 0, Event::NameTriple, triple(n))),
                |sink, group, at| sink.slide(group, 5, at - 1),
            );
            let beside = |name: u8, c: u32| u64::from(name) << 21 | u64::from(c);
            sink.pass(
                start,
                names
                    .iter()
                    .zip(&self.chars[start + 1..])
                    .map(|(&name, &c)| seen(name & 2 != 0, Event::NameNext, beside(name, c))),
                |sink, group, at| sink.slide(group, 5, at - 1),
            );
            sink.pass(
                start,
                names.iter().zip(&self.chars[start - 1..]).map(|(&name, &c)| {
                    seen(name != 0 && matches!(name & 3, 0 | 3), Event::NameBefore, beside(name, c))
                }),
                |sink, group, at| sink.slide(group, 4, at - 2),
            );
        }
        sink.pass(
            start,
            self.cues[start..end].iter().map(|&cue| seen(cue != 0, Event::Cue, u64::from(cue))),
            |sink, group, at| sink.slide(group, 5, at - 2),
        );
        let (tags, parts) = (&self.tags[start - PAD..end - PAD], &self.parts[start - PAD..end - PAD]);
        let next_cues = &self.next_cues[start..end];
        sink.pass(
            start,
            names.iter().zip(tags).zip(parts).map(|((&name, &tag), &part)| {
                seen(name != 0, Event::NameTag, u64::from(name) << 40 | u64::from(tag) << 8 | u64::from(part))
            }),
            |sink, group, at| sink.add(group, 0, at),
        );
        let place = |sink: &mut S, group: S::Group, at: usize| sink.add(group, usize::from(self.parts[at - PAD]), at);
        sink.pass(
            start,
            next_cues.iter().zip(self.names[start - 1..end].windows(2)).map(|(&next, n)| {
                let beside = u64::from(n[0]) << 8 | u64::from(n[1]);
                seen(next != 0, Event::NextCueName, u64::from(next) << 16 | beside)
            }),
            place,
        );
        sink.pass(
            start,
            next_cues
                .iter()
                .zip(tags)
                .map(|(&next, &tag)| seen(next != 0, Event::NextCueTag, u64::from(next) << 40 | u64::from(tag) << 8)),
            place,
        );
        let last_names = &self.last_names[start - PAD..end - PAD];
        sink.pass(
            start,
            last_names
                .iter()
                .zip(next_cues)
                .map(|(&last, &next)| seen(last != 0, Event::LastName, u64::from(last) << 16 | u64::from(next))),
            place,
        );
    }

    fn extract_quotes<S: Sink>(&self, sink: &mut S) {
        if self.quotes.is_empty() {
            return;
        }
        let quotes = &self.quotes[..];
        let c = &self.chars[..];
        let length = |i: usize| match quotes[i].to - quotes[i].from {
            n @ 1..=6 => n as u64,
            7..=9 => 7,
            10..=14 => 8,
            15..=24 => 9,
            _ => 10,
        };
        let sort =
            |i: usize| u64::from(quotes[i].shape) << 2 | u64::from(length(i) > 8) << 1 | u64::from(length(i) > 4);
        let two = |a: usize, b: usize| (u64::from(c[a]) | u64::from(c[b]) << 21) << 8;
        let place = |sink: &mut S, group: S::Group, i: usize| {
            let quote = &quotes[i];
            for at in quote.from..quote.to {
                sink.add(group, part(quote.from, quote.to, at), at);
            }
            // The head noun behind the quotation may belong to the name, and so may the marks.
            sink.add(group, 4, quote.from - 1);
            sink.add(group, 5, quote.to);
            sink.add(group, 6, quote.to + 1);
            sink.add(group, 7, quote.to + 2);
        };
        let lengths =
            |i: usize| u64::from(quotes[i].shape) << 16 | length(i) << 8 | u64::from(self.cues[quotes[i].to - 1]);
        sink.pass(0, (0..quotes.len()).map(|i| key(Event::QuoteLength, lengths(i))), place);
        sink.pass(
            0,
            (0..quotes.len()).map(|i| key(Event::QuoteAfter, two(quotes[i].to + 1, quotes[i].to + 2) | sort(i))),
            place,
        );
        sink.pass(
            0,
            (0..quotes.len()).map(|i| key(Event::QuoteTail, two(quotes[i].to - 1, quotes[i].to - 2) | sort(i))),
            place,
        );
        sink.pass(
            0,
            (0..quotes.len()).map(|i| key(Event::QuoteHead, two(quotes[i].from - 2, quotes[i].from - 3) | sort(i))),
            place,
        );
    }

    fn extract_foreign<S: Sink>(&self, sink: &mut S) {
        if self.runs.is_empty() {
            return;
        }
        let runs = &self.runs[..];
        let place = |sink: &mut S, group: S::Group, i: usize| {
            let (from, to, _) = runs[i];
            for at in from..to {
                sink.add(group, part(from, to, at), at);
            }
            sink.add(group, 4, from - 1);
            sink.add(group, 5, to);
        };
        let length = |i: usize| ((runs[i].1 - runs[i].0) as u64).min(9);
        let sides = |i: usize| u64::from(self.chars[runs[i].0 - 1]) << 21 | u64::from(self.chars[runs[i].1]);
        sink.pass(0, (0..runs.len()).map(|i| key(Event::ForeignRun, length(i) << 1 | u64::from(runs[i].2))), place);
        sink.pass(0, (0..runs.len()).map(|i| key(Event::ForeignRunTag, sides(i) << 1 | u64::from(runs[i].2))), place);
    }
}
