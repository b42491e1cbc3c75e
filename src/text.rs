//! Clean text that knows its origin: every span of it can be traced to code points of the text as read.
//!
//! A [`Text`] is edited in passes while an article is cleaned and never afterwards. Each pass composes its
//! map with the one before, so that there is only ever one map: a sorted list of `Step`s, one wherever the
//! lengths of clean and raw text drift apart (and one every `STRIDE` bytes, so that a look-up is short).

use std::ops::Range;

/// A range of bytes in clean text, on character boundaries.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    // Invariant: start <= end.
    start: u32,
    end: u32,
}

impl Span {
    /// The span from byte `start` to byte `end`.
    ///
    /// # Panics
    /// If `start` is greater than `end`.
    pub fn new(start: u32, end: u32) -> Self {
        assert!(start <= end, "a span ends before it starts: {start}..{end}");
        Span { start, end }
    }

    /// The first byte.
    pub fn start(self) -> u32 {
        self.start
    }

    /// One past the last byte.
    pub fn end(self) -> u32 {
        self.end
    }

    /// Length in bytes.
    pub fn len(self) -> u32 {
        self.end - self.start
    }

    /// Whether it holds nothing.
    pub fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// Whether `other` lies within this span.
    pub fn contains(self, other: Span) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// Whether the two share a byte.
    pub fn overlaps(self, other: Span) -> bool {
        self.start < other.end && other.start < self.end
    }

    /// The smallest span that holds both.
    pub fn cover(self, other: Span) -> Span {
        Span { start: self.start.min(other.start), end: self.end.max(other.end) }
    }

    /// The span as a range to slice with.
    pub fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }
}

/// One replacement in a cleaning pass: `span` of the text before the pass becomes `by`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// What is replaced, in the text before the pass.
    pub span: Span,
    /// What stands there afterwards; empty to delete.
    pub by: String,
}

/// A piece of clean text and where it came from. It runs to the next step's `clean`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Step {
    /// First byte in the clean text.
    clean: u32,
    /// First code point in the raw text.
    raw: u32,
    /// Code points of raw text that the piece as a whole stands for; [`VERBATIM`] where each clean
    /// character stands for one raw character.
    n_raw: u32,
}

const VERBATIM: u32 = u32::MAX;

/// Longest verbatim piece in bytes: bounds the characters counted in one look-up.
const STRIDE: usize = 512;

/// Clean text with the map to the text as read.
///
/// Texts are limited to `u32::MAX` bytes; `read` refuses longer articles.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text {
    clean: Box<str>,
    /// Sorted by `clean`; the first starts at 0 unless the text is empty.
    steps: Box<[Step]>,
}

impl Text {
    /// Text as read, nothing cleaned yet.
    pub fn raw(text: &str) -> Self {
        let mut steps = Vec::new();
        push_verbatim(&mut steps, text, 0, 0);
        Text { clean: text.into(), steps: steps.into() }
    }

    /// The clean text.
    pub fn as_str(&self) -> &str {
        &self.clean
    }

    /// The words of a span.
    pub fn get(&self, span: Span) -> &str {
        &self.clean[span.range()]
    }

    /// The code points of the text as read that a span stands for.
    ///
    /// A piece that was replaced as a whole is returned whole; what was deleted at either end is left out.
    pub fn origin(&self, span: Span) -> Range<u32> {
        if span.is_empty() {
            let at = self.raw_start(span.start);
            return at..at;
        }
        self.raw_start(span.start)..self.raw_end(span.end)
    }

    /// The words of a span in the script in which the article was printed, without the noise that was cleaned away.
    /// `raw` is the text as read.
    pub fn printed(&self, span: Span, raw: &CodePoints<'_>) -> String {
        let mut printed = String::new();
        let mut from = span.start;
        let mut i = self.steps.partition_point(|step| step.clean <= from).saturating_sub(1);
        while from < span.end {
            let step = self.steps[i];
            i += 1;
            let to = span.end.min(self.steps.get(i).map_or(offset(self.clean.len()), |next| next.clean));
            let piece = Span::new(from, to);
            printed.push_str(if step.n_raw == VERBATIM { raw.slice(self.origin(piece)) } else { self.get(piece) });
            from = to;
        }
        printed
    }

    /// The raw code point at which the character that starts at clean byte `at` begins.
    fn raw_start(&self, at: u32) -> u32 {
        let Some(i) = self.steps.partition_point(|step| step.clean <= at).checked_sub(1) else { return 0 };
        let step = self.steps[i];
        if step.n_raw == VERBATIM { step.raw + self.count(step.clean, at) } else { step.raw }
    }

    /// The raw code point after the character that ends at clean byte `at`.
    fn raw_end(&self, at: u32) -> u32 {
        let Some(i) = self.steps.partition_point(|step| step.clean < at).checked_sub(1) else { return 0 };
        let step = self.steps[i];
        if step.n_raw == VERBATIM { step.raw + self.count(step.clean, at) } else { step.raw + step.n_raw }
    }

    fn count(&self, from: u32, to: u32) -> u32 {
        offset(self.clean[from as usize..to as usize].chars().count())
    }

    /// One cleaning pass. `edits` are sorted and do not overlap; without edits the text is returned as it is.
    ///
    /// # Panics
    /// If the edits are out of order or off character boundaries.
    pub fn edit(self, edits: &[Edit]) -> Self {
        if edits.is_empty() {
            return self;
        }
        let mut clean = String::with_capacity(self.clean.len());
        let mut steps = Vec::with_capacity(self.steps.len() + 2 * edits.len());
        let mut done = 0;
        for Edit { span, by } in edits {
            assert!(done <= span.start, "edits overlap or are out of order at byte {}", span.start);
            self.copy(Span::new(done, span.start), &mut clean, &mut steps);
            if !by.is_empty() {
                let raw = self.origin(*span);
                steps.push(Step { clean: offset(clean.len()), raw: raw.start, n_raw: raw.end - raw.start });
                clean.push_str(by);
            }
            done = span.end;
        }
        self.copy(Span::new(done, offset(self.clean.len())), &mut clean, &mut steps);
        Text { clean: clean.into(), steps: steps.into() }
    }

    /// Replaces characters one for one, which needs no step.
    pub fn map_chars(self, map: impl Fn(char) -> char) -> Self {
        if !self.clean.chars().any(|c| map(c) != c) {
            return self;
        }
        let clean: String = self.clean.chars().map(map).collect();
        self.recast(clean)
    }

    /// Replaces the text by one with as many characters, each standing for the one in its place, which needs no step.
    ///
    /// # Panics
    /// If `clean` has more or fewer characters.
    pub fn recast(self, clean: String) -> Self {
        // Steps sit at clean bytes, and those move when a character changes its width in UTF-8.
        let mut steps = self.steps;
        let (mut old, mut new) = (0, 0);
        for step in &mut steps {
            let n = self.clean[old..step.clean as usize].chars().count();
            old = step.clean as usize;
            new += clean[new..].chars().take(n).map(char::len_utf8).sum::<usize>();
            step.clean = offset(new);
        }
        assert_eq!(self.clean[old..].chars().count(), clean[new..].chars().count(), "as many characters as before");
        Text { clean: clean.into(), steps }
    }

    /// Appends a piece of this text, with its part of the map, to a text under construction.
    fn copy(&self, span: Span, clean: &mut String, steps: &mut Vec<Step>) {
        let mut from = span.start;
        let mut i = self.steps.partition_point(|step| step.clean <= from).saturating_sub(1);
        while from < span.end {
            let step = self.steps[i];
            i += 1;
            let piece_end = self.steps.get(i).map_or(offset(self.clean.len()), |next| next.clean);
            let to = span.end.min(piece_end);
            let piece = &self.clean[from as usize..to as usize];
            if step.n_raw == VERBATIM {
                push_verbatim(steps, piece, clean.len(), step.raw + self.count(step.clean, from));
            } else {
                steps.push(Step { clean: offset(clean.len()), ..step });
            }
            clean.push_str(piece);
            from = to;
        }
    }
}

/// Adds the steps of a piece that was taken over character for character, split every [`STRIDE`] bytes.
fn push_verbatim(steps: &mut Vec<Step>, piece: &str, clean: usize, raw: u32) {
    let (mut from, mut raw) = (0, raw);
    while from < piece.len() {
        steps.push(Step { clean: offset(clean + from), raw, n_raw: VERBATIM });
        let mut to = (from + STRIDE).min(piece.len());
        while !piece.is_char_boundary(to) {
            to += 1;
        }
        raw += offset(piece[from..to].chars().count());
        from = to;
    }
}

/// A length or position in an article as the 32-bit offset that spans are made of.
pub fn offset(n: usize) -> u32 {
    u32::try_from(n).expect("articles of 4 GiB and more are refused when read")
}

/// A text of which stretches can be found by the numbers of their characters, as [`Text::origin`] gives them. Takes one pass
/// over the text to make; after that a stretch takes time in proportion to its own length, and none to where it stands.
pub struct CodePoints<'a> {
    text: &'a str,
    /// Where every [`CodePoints::EACH`]th character starts.
    starts: Vec<u32>,
}

impl<'a> CodePoints<'a> {
    const EACH: usize = 64;

    /// Numbers the characters of a text.
    pub fn new(text: &'a str) -> Self {
        CodePoints { text, starts: text.char_indices().step_by(Self::EACH).map(|(at, _)| offset(at)).collect() }
    }

    /// The characters of a range; none beyond the end.
    pub fn slice(&self, range: Range<u32>) -> &'a str {
        let after =
            |from: usize, n: usize| self.text[from..].char_indices().nth(n).map_or(self.text.len(), |(i, _)| from + i);
        let byte = |n: usize| {
            self.starts.get(n / Self::EACH).map_or(self.text.len(), |at| after(*at as usize, n % Self::EACH))
        };
        let start = byte(range.start as usize);
        &self.text[start..after(start, range.len())]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edit(span: Range<u32>, by: &str) -> Edit {
        Edit { span: Span::new(span.start, span.end), by: by.to_owned() }
    }

    fn origin<'a>(raw: &'a str, text: &Text, word: &str) -> &'a str {
        let start = text.as_str().find(word).expect("the word is in the clean text");
        CodePoints::new(raw).slice(text.origin(Span::new(offset(start), offset(start + word.len()))))
    }

    #[test]
    fn deleted_text_is_left_out_at_the_ends_and_kept_inside() {
        let raw = "中國(guó)人民(mín)";
        let text =
            Text::raw(raw).edit(&[edit(6..12, ""), edit(18..24, "")]).map_chars(|c| if c == '國' { '国' } else { c });
        assert_eq!(text.as_str(), "中国人民");
        assert_eq!(origin(raw, &text, "中国"), "中國");
        assert_eq!(origin(raw, &text, "国人"), "國(guó)人");
        assert_eq!(origin(raw, &text, "人民"), "人民");
        assert_eq!(text.printed(Span::new(0, 12), &CodePoints::new(raw)), "中國人民");
    }

    #[test]
    fn a_replacement_is_one_piece() {
        let raw = "甲&amp;乙";
        let text = Text::raw(raw).edit(&[edit(3..8, "与与")]);
        assert_eq!(text.as_str(), "甲与与乙");
        assert_eq!(text.origin(Span::new(3, 6)), 1..6);
        assert_eq!(text.origin(Span::new(0, 12)), 0..7);
    }

    #[test]
    fn passes_compose() {
        let raw = "ａｂ，，丙丁";
        let text = Text::raw(raw)
            .map_chars(|c| match c {
                'ａ' => 'a',
                'ｂ' => 'b',
                c => c,
            })
            .edit(&[edit(5..8, "")])
            .edit(&[edit(0..1, ""), edit(8..11, "戊己")]);
        assert_eq!(text.as_str(), "b，丙戊己");
        assert_eq!(text.origin(Span::new(0, 1)), 1..2);
        assert_eq!(text.origin(Span::new(1, 4)), 2..3);
        assert_eq!(text.origin(Span::new(4, 7)), 4..5);
        assert_eq!(text.origin(Span::new(7, 13)), 5..6);
    }

    #[test]
    fn long_texts_keep_their_map() {
        let raw = "很长的一段文字。".repeat(500);
        let text = Text::raw(&raw).edit(&[edit(0..3, "")]);
        let end = offset(text.as_str().len());
        assert_eq!(text.origin(Span::new(end - 3, end)), 3999..4000);
        assert_eq!(text.origin(Span::new(0, 3)), 1..2);
    }

    #[test]
    fn characters_are_found_by_their_number() {
        let text: String = ['a', '中', '𠀀', 'é'].into_iter().cycle().take(301).collect();
        let code_points = CodePoints::new(&text);
        for start in 0..=301_u32 {
            for n in [0, 1, 2, 63, 64, 65, 400] {
                let expected: String = text.chars().skip(start as usize).take(n as usize).collect();
                assert_eq!(code_points.slice(start..start + n), expected, "{n} from {start}");
            }
        }
        assert_eq!(code_points.slice(400..500), "");
    }
}
