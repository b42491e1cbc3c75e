//! The trained tagger: a linear-chain model over characters that finds eight kinds of mention in one sentence.
//!
//! A [`Tagger`] is read from a model file ([`Tagger::from_bytes`]) and never changes: share it between threads, and give
//! each thread its own [`Scratch`]. It sees a sentence as its text in simplified script, its words with jieba's tags, and
//! the hits of the lexicons ([`Observed`]). [`Consistency`] then finds the names of an article everywhere in it.

mod consistency;
mod decode;
mod encode;
mod features;
mod train;

pub use consistency::{Consistency, ConsistencyOptions};
pub use train::{Example, Options, Progress, Source, train};

use crate::ontology::class::Kind;
use features::{Columns, GROUP, NO_KEY, PAD, Sink, Stretch, shape};
use rustc_hash::FxHashSet;
use std::fmt;
use std::ops::Range;

/// What a lexicon hit says. The numbers go into the model: append only.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Class {
    /// A known person.
    Person = 1,
    /// A known organization.
    Organization,
    /// A country's full or official name.
    Country,
    /// A short form that stands for a country.
    CountryShort,
    /// A place name with its generic ending, in China.
    Place,
    /// The same without the ending.
    PlaceShort,
    /// A place elsewhere.
    PlaceAbroad,
    /// A continent or world region.
    Region,
    /// A known initiative.
    Initiative,
    /// A known post.
    Post,
    /// A known event.
    Event,
    /// A known document.
    Document,
    /// A word that ends the names of organizations.
    OrganizationCue = 16,
    /// A word that ends the names of places.
    PlaceCue,
    /// A word that ends the names of events.
    EventCue,
    /// A word that ends the names of documents.
    DocumentCue,
    /// A word that ends the names of initiatives.
    InitiativeCue,
    /// A word that ends posts.
    PostCue,
    /// A word of saying or doing that follows names of people.
    SpeechCue,
}

impl Class {
    /// The bit of a cue; none for a name.
    #[inline]
    fn cue(self) -> Option<u8> {
        (self as u8).checked_sub(Class::OrganizationCue as u8)
    }
}

/// A word of the sentence as jieba cuts it (without its hidden Markov model). Words follow each other without gaps.
#[derive(Clone, Copy, Debug)]
pub struct Word {
    /// First byte in the sentence.
    pub start: u32,
    /// First byte after the word.
    pub end: u32,
    /// [`Word::tag`] of jieba's part of speech.
    pub tag: u32,
}

impl Word {
    /// A part-of-speech tag as a number.
    #[must_use]
    pub fn tag(tag: &str) -> u32 {
        tag.bytes().take(3).fold(0, |number, byte| number << 8 | u32::from(byte))
    }
}

/// A match of a lexicon entry. Names come sorted by start, leftmost and longest first (of overlapping ones the first counts);
/// cues may overlap anything.
#[derive(Clone, Copy, Debug)]
pub struct Hit {
    /// First byte in the sentence.
    pub start: u32,
    /// First byte after the hit.
    pub end: u32,
    /// What was found.
    pub class: Class,
}

/// One sentence as the tagger sees it.
#[derive(Clone, Copy, Debug)]
pub struct Observed<'a> {
    /// Clean text in simplified script, shorter than 60 000 characters.
    pub text: &'a str,
    /// Its words.
    pub words: &'a [Word],
    /// Its lexicon hits.
    pub hits: &'a [Hit],
}

/// A mention that was found.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Tagged {
    /// First byte in the sentence.
    pub start: u32,
    /// First byte after the mention.
    pub end: u32,
    /// What it is of.
    pub kind: Kind,
    /// How much better than no mention here, in log-odds (above 0 as a rule).
    pub score: f32,
}

/// Labels of a character: lane = part × 8 + kind, with parts 0 first, 1 inside, 2 last, 3 alone.
const LANES: usize = 32;
/// The label outside every mention takes the lane of an initiative of one character, which does not occur.
const OUTSIDE: usize = 3 * 8 + Kind::Initiative as usize;
/// States between mentions: the eight kinds just closed, and outside.
const CLOSED: usize = 9;

/// Weights for moving between labels.
#[derive(Clone, Debug, PartialEq)]
struct Transitions<T> {
    /// From a closed state to the kind (or outside) that starts at the next character.
    start: [[T; CLOSED]; CLOSED],
    /// Inside a kind: first→inside, first→last, inside→inside, inside→last.
    inside: [[T; 8]; 4],
}

impl<T> Transitions<T> {
    /// The weights in the order of the model file.
    fn iter(&self) -> impl Iterator<Item = &T> {
        self.start.iter().flatten().chain(self.inside.iter().flatten())
    }

    fn iter_mut(&mut self) -> impl Iterator<Item = &mut T> {
        self.start.iter_mut().flatten().chain(self.inside.iter_mut().flatten())
    }
}

/// A model file that cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ModelError {
    /// Not a model file.
    Magic,
    /// A model file of another version.
    Version(u8),
    /// The file ends early or contradicts itself.
    Damaged,
}

impl fmt::Display for ModelError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Magic => f.write_str("not a tagger model"),
            Self::Version(found) => {
                write!(f, "tagger model of version {found}, expected {VERSION}: train it again with this program")
            }
            Self::Damaged => f.write_str("the tagger model is damaged"),
        }
    }
}

impl std::error::Error for ModelError {}

const MAGIC: &[u8; 7] = b"TUPUTAG";
const VERSION: u8 = 1;

/// One and the top bit in each of four lanes.
const ONES: u64 = 0x0001_0001_0001_0001;
const TOPS: u64 = ONES << 15;

/// Groups of a bucket.
const BUCKET: usize = 4;

/// Upper bits of a key that tell whether it may be known: as many that one value in ten is.
const KNOWN: u32 = 19;

/// Finds groups by key. Most keys that the model does not know are told by a bit in a table small enough for the nearest cache;
/// the rest of a look-up is one load.
struct Table {
    /// One bit for each value of the upper bits of a key: whether a group has it.
    known: Box<[u64; 1 << (KNOWN - 6)]>,
    buckets: Vec<Bucket>,
    shift: u32,
}

#[derive(Clone, Copy, Default)]
#[repr(align(32))]
struct Bucket {
    /// Sixteen bits of each key.
    prints: u64,
    /// First row × 256 + which of the eight rows there are; 0 for a free place.
    rows: [u32; BUCKET],
}

impl Table {
    fn new(n_groups: usize) -> Self {
        let bits = (n_groups / 2).next_power_of_two().max(2).trailing_zeros();
        Self { known: Box::new([0; 1 << (KNOWN - 6)]), buckets: vec![Bucket::default(); 1 << bits], shift: 32 - bits }
    }

    #[inline]
    fn print(key: u32) -> u64 {
        u64::from((key >> 1) as u16)
    }

    /// Where the bit of a key is.
    #[inline]
    fn bit(key: u32) -> (usize, u32) {
        let upper = key >> (32 - KNOWN);
        ((upper >> 6) as usize, upper & 63)
    }

    fn insert(&mut self, key: u32, rows: u32) {
        let (word, bit) = Self::bit(key);
        self.known[word] |= 1 << bit;
        let mut at = (key >> self.shift) as usize;
        loop {
            let bucket = &mut self.buckets[at];
            if let Some(place) = bucket.rows.iter().position(|&rows| rows == 0) {
                bucket.prints |= Self::print(key) << (place * 16);
                bucket.rows[place] = rows;
                return;
            }
            at = (at + 1) & (self.buckets.len() - 1);
        }
    }

    /// Whether there may be a group with this key.
    #[inline]
    fn may_have(&self, key: u32) -> bool {
        let (word, bit) = Self::bit(key);
        self.known[word] >> bit & 1 == 1
    }

    /// The rows of a group; 0 when there is none.
    #[inline]
    fn find(&self, key: u32) -> u32 {
        let mut at = (key >> self.shift) as usize;
        let print = Self::print(key) * ONES;
        loop {
            // All prints at a time: a lane of zeros is a match, and the lowest one found is exact.
            let bucket = &self.buckets[at];
            let others = bucket.prints ^ print;
            let found = others.wrapping_sub(ONES) & !others & TOPS;
            if found != 0 {
                return bucket.rows[found.trailing_zeros() as usize / 16];
            }
            if bucket.rows[BUCKET - 1] == 0 {
                return 0;
            }
            at = (at + 1) & (self.buckets.len() - 1);
        }
    }
}

/// A trained model. Immutable.
pub struct Tagger {
    table: Table,
    rows: Vec<[i8; LANES]>,
    transitions: Transitions<i32>,
    shapes: Vec<u8>,
    /// Hashes of the words that never stand in mentions.
    quiet: FxHashSet<u32>,
    scale: f32,
}

/// Buffers that [`Tagger::tag`] keeps from call to call.
#[derive(Default)]
pub struct Scratch {
    columns: Columns,
    scores: Vec<[i16; LANES]>,
    lattice: decode::Lattice,
    found: Vec<(u32, u32)>,
    stretches: Vec<Stretch>,
}

impl Tagger {
    /// Reads a model file.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, ModelError> {
        let mut from = Reader { bytes };
        if from.take(MAGIC.len())? != MAGIC {
            return Err(ModelError::Magic);
        }
        match from.take(1)?[0] {
            VERSION => {}
            other => return Err(ModelError::Version(other)),
        }
        let scale = f32::from_bits(from.u32()?);
        let mut transitions = Transitions { start: [[0; CLOSED]; CLOSED], inside: [[0; 8]; 4] };
        for weight in transitions.iter_mut() {
            *weight = i32::from(from.u16()?.cast_signed());
        }
        let mut shapes = plain_shapes();
        for _ in 0..from.u32()? {
            let c = usize::from(from.u16()?);
            shapes[c] = from.take(1)?[0];
        }
        let n_quiet = from.u32()? as usize;
        if n_quiet > from.bytes.len() {
            return Err(ModelError::Damaged);
        }
        let mut quiet = FxHashSet::with_capacity_and_hasher(n_quiet, Default::default());
        let mut hash = 0u32;
        for _ in 0..n_quiet {
            hash = hash.wrapping_add(from.varint()?);
            quiet.insert(hash);
        }
        let n_groups = from.u32()? as usize;
        let n_rows = from.u32()? as usize;
        if n_rows >= 1 << 24 || n_groups > n_rows {
            return Err(ModelError::Damaged);
        }
        let masks = from.take(n_groups)?;
        let mut table = Table::new(n_groups);
        let (mut key, mut row) = (0u32, 0u32);
        for &mask in masks {
            key = key.wrapping_add(from.varint()?);
            table.insert(key, row << 8 | u32::from(mask));
            row += mask.count_ones();
        }
        if row as usize != n_rows {
            return Err(ModelError::Damaged);
        }
        let mut rows = vec![[0i8; LANES]; n_rows];
        for row in &mut rows {
            let mut lanes = from.u32()?;
            let values = from.take(lanes.count_ones() as usize)?;
            for &value in values {
                row[lanes.trailing_zeros() as usize] = value.cast_signed();
                lanes &= lanes - 1;
            }
        }
        if !from.bytes.is_empty() {
            return Err(ModelError::Damaged);
        }
        Ok(Self { table, rows, transitions, shapes, quiet, scale })
    }

    /// Finds the mentions of one sentence and appends them to `out`, in order and without overlaps.
    pub fn tag(&self, sentence: &Observed<'_>, scratch: &mut Scratch, out: &mut Vec<Tagged>) {
        let Scratch { columns, scores, lattice, found, stretches } = scratch;
        columns.fill(sentence, &self.shapes);
        let n = columns.len();
        stretches.clear();
        if n == 0 {
            return;
        }
        scores.clear();
        scores.resize(n + 2 * PAD, [0; LANES]);
        columns.stretches(&self.quiet, stretches);
        columns.extract(stretches, &mut Adder { tagger: self, scores, found });
        for stretch in stretches.iter() {
            let first = stretch.chars.start - PAD;
            lattice.decode(&scores[stretch.chars.clone()], &self.transitions, |from, to, kind, margin| {
                let (start, end) = (columns.bytes[first + from], columns.bytes[first + to]);
                out.push(Tagged { start, end, kind, score: margin as f32 / self.scale });
            });
        }
    }

    /// How much better a mention from `start` to `end` would be than none, in log-odds, in the sentence that `scratch` was last
    /// used for; nothing where the sentence was passed over.
    #[must_use]
    pub fn rate(&self, scratch: &Scratch, start: u32, end: u32, kind: Kind) -> Option<f32> {
        let Scratch { columns, scores, stretches, .. } = scratch;
        let (from, to) = columns.characters(start, end);
        stretches
            .iter()
            .any(|stretch| stretch.chars.start <= from && to <= stretch.chars.end)
            .then(|| decode::margin(&scores[from..to], kind, &self.transitions) as f32 / self.scale)
    }

    /// The share of a sentence's characters that [`Tagger::tag`] scores, for reports and tests.
    #[must_use]
    pub fn scored(&self, sentence: &Observed<'_>, scratch: &mut Scratch) -> (usize, usize) {
        let Scratch { columns, stretches, .. } = scratch;
        columns.fill(sentence, &self.shapes);
        if columns.len() > 0 {
            columns.stretches(&self.quiet, stretches);
        }
        (stretches.iter().map(|stretch| stretch.chars.len()).sum(), columns.len())
    }

    /// Number of groups and rows, for reports.
    #[must_use]
    pub fn size(&self) -> (usize, usize) {
        (self.table.buckets.iter().flat_map(|bucket| bucket.rows).filter(|&rows| rows != 0).count(), self.rows.len())
    }
}

/// Adds up the rows of the events of one sentence.
struct Adder<'a> {
    tagger: &'a Tagger,
    scores: &'a mut [[i16; LANES]],
    found: &'a mut Vec<(u32, u32)>,
}

impl Sink for Adder<'_> {
    type Group = u32;

    #[inline]
    fn pass(&mut self, first: usize, keys: impl ExactSizeIterator<Item = u32>, place: impl Fn(&mut Self, u32, usize)) {
        let table = &self.tagger.table;
        if self.found.len() < keys.len() {
            self.found.resize(keys.len(), (0, 0));
        }
        // Known or not is a coin toss to the branch predictor: write always, and step when it may be.
        let found = &mut self.found[..];
        let mut n_found = 0;
        for (i, key) in keys.enumerate() {
            found[n_found] = (key, i as u32);
            n_found += usize::from((key != NO_KEY) & table.may_have(key));
        }
        for (key, _) in &mut found[..n_found] {
            *key = table.find(*key);
        }
        for found in 0..n_found {
            let (rows, i) = self.found[found];
            if rows != 0 {
                place(self, rows, first + i as usize);
            }
        }
    }

    #[inline]
    fn add(&mut self, group: u32, row: usize, at: usize) {
        let bit = 1u32 << row;
        if group & bit == 0 {
            return;
        }
        let weights = &self.tagger.rows[(group >> 8) as usize + usize::from(BITS[(group & (bit - 1) & 0xff) as usize])];
        add_row(&mut self.scores[at], weights);
    }

    #[inline]
    fn slide(&mut self, group: u32, _rows: usize, at: usize) {
        let mut mask = group & 0xff;
        let mut next = (group >> 8) as usize;
        while mask != 0 {
            let row = mask.trailing_zeros() as usize;
            let weights = &self.tagger.rows[next];
            add_row(&mut self.scores[at + row], weights);
            next += 1;
            mask &= mask - 1;
        }
    }

    #[inline]
    fn spread(&mut self, group: u32, rows: [Range<usize>; GROUP]) {
        let mut mask = group & 0xff;
        let mut next = (group >> 8) as usize;
        while mask != 0 {
            let weights = &self.tagger.rows[next];
            for scores in &mut self.scores[rows[mask.trailing_zeros() as usize].clone()] {
                add_row(scores, weights);
            }
            next += 1;
            mask &= mask - 1;
        }
    }
}

/// Bits set in a byte; counting them takes a dozen instructions on plain x86-64.
const BITS: [u8; 256] = {
    let mut bits = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        bits[byte] = (byte as u8).count_ones() as u8;
        byte += 1;
    }
    bits
};

/// Adds a row to a character's scores. The copy and the addition without a check let the compiler use vectors: some hundred
/// rows of weights of one byte cannot leave sixteen bits.
#[inline]
fn add_row(scores: &mut [i16; LANES], weights: &[i8; LANES]) {
    let mut sums = *scores;
    for lane in 0..LANES {
        sums[lane] = sums[lane].wrapping_add(i16::from(weights[lane]));
    }
    *scores = sums;
}

/// The shape of a Chinese character by how often it stands in names: as a surname (0 to 2), in given names and in foreign names (0 to 3).
pub fn shape_of([surname, given, foreign]: [u8; 3]) -> u8 {
    shape::HAN + 16 * surname + 4 * given + foreign
}

/// Shapes of characters before the model says which serve in names.
fn plain_shapes() -> Vec<u8> {
    let mut shapes = vec![shape::OTHER; 1 << 16];
    shapes[0x3400..0xa000].fill(shape::HAN);
    for range in [0x30..0x3a, 0xff10..0xff1a] {
        shapes[range].fill(shape::DIGIT);
    }
    for range in [0x41..0x5b, 0x61..0x7b, 0xff21..0xff3b, 0xff41..0xff5b, 0xc0..0x250, 0x400..0x500] {
        shapes[range].fill(shape::LATIN);
    }
    for &(c, shape) in shape::PUNCTUATION {
        shapes[c as usize] = shape;
    }
    shapes
}

/// Reads little-endian numbers off the front of a slice.
struct Reader<'a> {
    bytes: &'a [u8],
}

impl<'a> Reader<'a> {
    fn take(&mut self, n: usize) -> Result<&'a [u8], ModelError> {
        let (head, tail) = self.bytes.split_at_checked(n).ok_or(ModelError::Damaged)?;
        self.bytes = tail;
        Ok(head)
    }

    fn u16(&mut self) -> Result<u16, ModelError> {
        let (head, tail) = self.bytes.split_first_chunk().ok_or(ModelError::Damaged)?;
        self.bytes = tail;
        Ok(u16::from_le_bytes(*head))
    }

    fn u32(&mut self) -> Result<u32, ModelError> {
        let (head, tail) = self.bytes.split_first_chunk().ok_or(ModelError::Damaged)?;
        self.bytes = tail;
        Ok(u32::from_le_bytes(*head))
    }

    fn varint(&mut self) -> Result<u32, ModelError> {
        let (mut value, mut shift) = (0u32, 0);
        loop {
            let (&byte, tail) = self.bytes.split_first().ok_or(ModelError::Damaged)?;
            self.bytes = tail;
            value |= u32::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return Ok(value);
            }
            shift += 7;
            if shift > 28 {
                return Err(ModelError::Damaged);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A sentence cut into single characters, with marks.
    fn example(text: &str, marks: &[(&str, Kind)]) -> Example {
        let words = text
            .char_indices()
            .map(|(at, c)| Word { start: at as u32, end: (at + c.len_utf8()) as u32, tag: Word::tag("x") })
            .collect();
        let spans = marks
            .iter()
            .map(|&(name, kind)| {
                let start = text.find(name).expect("the mark is in the text") as u32;
                (start, start + name.len() as u32, kind)
            })
            .collect();
        Example {
            text: text.to_string(),
            words,
            hits: Vec::new(),
            spans,
            unknown: Vec::new(),
            source: Source::Gold,
            weight: 1.0,
        }
    }

    fn small_model() -> (Vec<Example>, Vec<u8>) {
        let examples = vec![
            example("王毅会见俄罗斯外长。", &[("王毅", Kind::Person), ("俄罗斯", Kind::Country), ("外长", Kind::Post)]),
            example("李强会见法国外长。", &[("李强", Kind::Person), ("法国", Kind::Country), ("外长", Kind::Post)]),
            example("会议在北京举行。", &[("北京", Kind::Place)]),
            example("今天天气很好。", &[]),
        ];
        let options = Options { least: 1, epochs: 60, quiet: 0, dropout: 0.0, ..Options::default() };
        let bytes = train(&examples, &[('王', 49)], &options, |_| {});
        (examples, bytes)
    }

    #[test]
    fn learns_what_it_was_shown() {
        let (examples, bytes) = small_model();
        let tagger = Tagger::from_bytes(&bytes).expect("a fresh model");
        let mut scratch = Scratch::default();
        for example in &examples {
            let mut found = Vec::new();
            tagger.tag(&example.observed(), &mut scratch, &mut found);
            let spans: Vec<_> = found.iter().map(|tagged| (tagged.start, tagged.end, tagged.kind)).collect();
            assert_eq!(spans, example.spans, "{}", example.text);
            assert!(found.iter().all(|tagged| tagged.score > 0.0));
        }
    }

    #[test]
    fn training_twice_gives_the_same_bytes() {
        assert_eq!(small_model().1, small_model().1);
    }

    #[test]
    fn refuses_what_is_no_model() {
        let (_, bytes) = small_model();
        assert_eq!(Tagger::from_bytes(b"no model").err(), Some(ModelError::Magic));
        let mut other = bytes.clone();
        other[MAGIC.len()] = 9;
        assert_eq!(Tagger::from_bytes(&other).err(), Some(ModelError::Version(9)));
        for end in 0..bytes.len() {
            assert!(Tagger::from_bytes(&bytes[..end]).is_err());
        }
    }

    #[test]
    fn empty_and_odd_sentences_are_no_trouble() {
        let (_, bytes) = small_model();
        let tagger = Tagger::from_bytes(&bytes).expect("a fresh model");
        let (mut scratch, mut found) = (Scratch::default(), Vec::new());
        for text in ["", "。", "”》“《", "😀·", "a"] {
            tagger.tag(&example(text, &[]).observed(), &mut scratch, &mut found);
            // Words may be missing altogether.
            tagger.tag(&Observed { text, words: &[], hits: &[] }, &mut scratch, &mut found);
        }
    }

    #[test]
    fn a_full_name_goes_on_as_far_as_its_last_part_does_elsewhere() {
        let sentences = ["塞巴斯蒂安·科普兰达到访。", "科普兰达说。"];
        let person = |words: &str| Tagged { start: 0, end: words.len() as u32, kind: Kind::Person, score: 5.0 };
        let mut tagged = vec![vec![person("塞巴斯蒂安·科普兰")], vec![person("科普兰达")]];
        Consistency::default()
            .apply(&sentences, &mut tagged, &ConsistencyOptions::default(), &|| true)
            .expect("nothing stops it");
        assert_eq!(tagged[0], [person("塞巴斯蒂安·科普兰达")]);
    }

    #[test]
    fn a_name_found_once_is_found_everywhere() {
        let sentences = ["弗拉基米尔·普京到访。", "普京说。"];
        let end = "弗拉基米尔·普京".len() as u32;
        let mut tagged = vec![vec![Tagged { start: 0, end, kind: Kind::Person, score: 9.0 }], vec![]];
        Consistency::default()
            .apply(&sentences, &mut tagged, &ConsistencyOptions::default(), &|| true)
            .expect("nothing stops it");
        assert_eq!(tagged[1].iter().map(|t| (t.start, t.end, t.kind)).collect::<Vec<_>>(), [(0, 6, Kind::Person)]);
    }
}
