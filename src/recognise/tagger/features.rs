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
    /// Looks up the events `range` of one sort by their keys, and has each that is known placed. One sort at a time keeps
    /// the look-ups independent of each other, so that the processor need not wait for one to begin the next.
    fn pass(&mut self, range: Range<usize>, key: impl Fn(usize) -> u32, place: impl Fn(&mut Self, Self::Group, usize));
    /// Adds row `row` of the group to the character at padded position `at`.
    fn add(&mut self, group: Self::Group, row: usize, at: usize);
    /// Adds the first `rows` rows of the group to consecutive characters from padded position `at`.
    #[inline]
    fn slide(&mut self, group: Self::Group, rows: usize, at: usize) {
        for row in 0..rows {
            self.add(group, row, at + row);
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
        let (from, to) = (stretch.chars.start - PAD, stretch.chars.end - PAD);
        let (c, s) = (&self.chars[PAD - 2..], &self.shapes[PAD - 2..]);
        let pair = |i: usize| u64::from(c[i]) | u64::from(c[i + 1]) << 21;
        let shapes = |i: usize| u64::from(s[i]) | u64::from(s[i + 1]) << 8 | u64::from(s[i + 2]) << 16;
        sink.pass(
            from..to,
            |i| key(Event::Char, u64::from(c[i + 2])),
            |sink, group, i| sink.slide(group, 5, i + PAD - 2),
        );
        sink.pass(from..to + 3, |i| key(Event::CharPair, pair(i)), |sink, group, i| sink.slide(group, 6, i + PAD - 4));
        sink.pass(
            from..to + 2,
            |i| key(Event::CharTriple, pair(i) | u64::from(c[i + 2]) << 42),
            |sink, group, i| {
                sink.slide(group, 5, i + PAD - 3);
            },
        );
        sink.pass(
            from..to + 2,
            |i| key(Event::ShapeTriple, shapes(i)),
            |sink, group, i| sink.slide(group, 5, i + PAD - 3),
        );
    }

    fn extract_words<S: Sink>(&self, stretch: &Stretch, sink: &mut S) {
        let words = &self.words[..];
        let from = stretch.words.start - 1;
        let to = stretch.words.end;
        let length = |i: usize| (words[i].to - words[i].from).min(4) as u64;
        let around = |sink: &mut S, group: S::Group, i: usize| {
            self.rows(sink, group, &words[i], 0);
            if let Some(next) = words.get(i + 1) {
                for at in next.from..next.to {
                    sink.add(group, 4 + usize::from(at > next.from), at);
                }
            }
            if i > 0 {
                let before = &words[i - 1];
                for at in before.from..before.to {
                    sink.add(group, 6 + usize::from(at + 1 < before.to), at);
                }
            }
        };
        let both = |sink: &mut S, group: S::Group, i: usize| {
            self.rows(sink, group, &words[i], 0);
            self.rows(sink, group, &words[i + 1], 4);
        };
        sink.pass(from..to + 1, |i| key(Event::Word, u64::from(words[i].hash)), around);
        sink.pass(from..to + 1, |i| key(Event::Tag, u64::from(words[i].tag) << 3 | length(i)), around);
        sink.pass(
            from..to + 1,
            |i| key(Event::WordTail, u64::from(self.chars[words[i].to - 1]) << 1 | u64::from(length(i) > 1)),
            around,
        );
        sink.pass(
            from..to,
            |i| key(Event::WordPair, u64::from(words[i].hash) << 32 | u64::from(words[i + 1].hash)),
            both,
        );
        let tags = |i: usize| {
            (u64::from(words[i].tag) << 24 | u64::from(words[i + 1].tag)) << 6 | length(i) << 3 | length(i + 1)
        };
        sink.pass(from..to, |i| key(Event::TagPair, tags(i)), both);
    }

    fn rows<S: Sink>(&self, sink: &mut S, group: S::Group, word: &WordColumn, first: usize) {
        for at in word.from..word.to {
            sink.add(group, first + part(word.from, word.to, at), at);
        }
    }

    fn extract_names<S: Sink>(&self, stretch: &Stretch, sink: &mut S) {
        let (from, to) = (stretch.chars.start - PAD, stretch.chars.end - PAD);
        let names = &self.names[PAD - 2..];
        let c = &self.chars[PAD - 2..];
        let seen = |seen: bool, event: Event, value: u64| if seen { key(event, value) } else { NO_KEY };
        if self.any_name {
            let pair = |i: usize| u64::from(names[i]) | u64::from(names[i + 1]) << 8;
            let triple = |i: usize| pair(i) | u64::from(names[i + 2]) << 16;
            sink.pass(
                from..to + 3,
                |i| seen(pair(i) != 0, Event::NamePair, pair(i)),
                |sink, group, i| sink.slide(group, 4, i + PAD - 3),
            );
            sink.pass(
                from..to + 2,
                |i| seen(triple(i) != 0, Event::NameTriple, triple(i)),
                |sink, group, i| sink.slide(group, 5, i + PAD - 3),
            );
            let next = |i: usize| {
                let name = names[i + 2];
                seen(name & 2 != 0, Event::NameNext, u64::from(name) << 21 | u64::from(c[i + 3]))
            };
            sink.pass(from..to, next, |sink, group, i| sink.slide(group, 5, i + PAD - 1));
            let before = |i: usize| {
                let name = names[i + 2];
                seen(
                    name != 0 && matches!(name & 3, 0 | 3),
                    Event::NameBefore,
                    u64::from(name) << 21 | u64::from(c[i + 1]),
                )
            };
            sink.pass(from..to, before, |sink, group, i| sink.slide(group, 4, i + PAD - 2));
        }
        let cue = |i: usize| u64::from(self.cues[i + PAD]);
        sink.pass(
            from..to,
            |i| seen(cue(i) != 0, Event::Cue, cue(i)),
            |sink, group, i| sink.slide(group, 5, i + PAD - 2),
        );
        let tag = |i: usize| u64::from(self.tags[i]) << 8;
        let role = |i: usize| u64::from(self.parts[i]);
        sink.pass(
            from..to,
            |i| seen(names[i + 2] != 0, Event::NameTag, u64::from(names[i + 2]) << 40 | tag(i) | role(i)),
            |sink, group, i| sink.add(group, 0, i + PAD),
        );
        let place = |sink: &mut S, group: S::Group, i: usize| sink.add(group, usize::from(self.parts[i]), i + PAD);
        let next = |i: usize| u64::from(self.next_cues[i + PAD]);
        let beside = |i: usize| u64::from(names[i + 1]) << 8 | u64::from(names[i + 2]);
        sink.pass(from..to, |i| seen(next(i) != 0, Event::NextCueName, next(i) << 16 | beside(i)), place);
        sink.pass(from..to, |i| seen(next(i) != 0, Event::NextCueTag, next(i) << 40 | tag(i)), place);
        let last = |i: usize| u64::from(self.last_names[i]);
        sink.pass(from..to, |i| seen(last(i) != 0, Event::LastName, last(i) << 16 | next(i)), place);
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
        let n = quotes.len();
        let lengths =
            |i: usize| u64::from(quotes[i].shape) << 16 | length(i) << 8 | u64::from(self.cues[quotes[i].to - 1]);
        sink.pass(0..n, |i| key(Event::QuoteLength, lengths(i)), place);
        sink.pass(0..n, |i| key(Event::QuoteAfter, two(quotes[i].to + 1, quotes[i].to + 2) | sort(i)), place);
        sink.pass(0..n, |i| key(Event::QuoteTail, two(quotes[i].to - 1, quotes[i].to - 2) | sort(i)), place);
        sink.pass(0..n, |i| key(Event::QuoteHead, two(quotes[i].from - 2, quotes[i].from - 3) | sort(i)), place);
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
        sink.pass(0..runs.len(), |i| key(Event::ForeignRun, length(i) << 1 | u64::from(runs[i].2)), place);
        sink.pass(0..runs.len(), |i| key(Event::ForeignRunTag, sides(i) << 1 | u64::from(runs[i].2)), place);
    }
}
