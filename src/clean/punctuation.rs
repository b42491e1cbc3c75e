//! Punctuation: half-width marks beside Chinese characters, straight quotation marks, marks in a row.

use super::charmap::{CharMap, is_han};
use crate::ontology::{Files, OntologyError};
use crate::text::{Edit, Span, offset};

/// A mark of this strength or more ends a sentence.
const SENTENCE_END: u8 = 5;

/// A mark of this strength or more may be repeated.
const REPEATABLE: u8 = 6;

/// How long the words are that quotation marks are known to enclose, in characters.
const QUOTED: usize = 20;

/// What a character is to punctuation.
#[derive(Clone, Copy, Debug, Default)]
struct Role {
    /// The full-width form of a half-width character.
    wide: Option<char>,
    /// Which of several marks in a row stays; 0: no mark.
    strength: u8,
    /// A text breaks off here.
    pause: bool,
    bracket: Bracket,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Bracket {
    #[default]
    None,
    Opens,
    Closes,
}

/// The table `punctuation.tsv`.
#[derive(Clone, Debug)]
pub(super) struct Punctuation {
    roles: CharMap<Role>,
    quotes: Vec<(char, [char; 2])>,
    narrow: Vec<char>,
    marks: Vec<char>,
}

impl Punctuation {
    pub(super) fn new(files: &Files) -> Result<Self, OntologyError> {
        let mut all = Punctuation { roles: CharMap::new(), quotes: Vec::new(), narrow: Vec::new(), marks: Vec::new() };
        for row in files.table("clean/punctuation.tsv")?.rows() {
            let c = row.character("character")?;
            let mut role = all.roles.get(c);
            match row.get("kind")? {
                kind @ ("wide" | "wide-open" | "wide-close") => {
                    role.wide = Some(row.character("value")?);
                    role.bracket = match kind {
                        "wide-open" => Bracket::Opens,
                        "wide-close" => Bracket::Closes,
                        _ => Bracket::None,
                    };
                    all.narrow.push(c);
                }
                "mark" => {
                    role.strength = row.get("value")?.parse().map_err(|_| row.expected("a strength from 1 to 255"))?;
                    all.marks.push(c);
                }
                "pause" => role.pause = true,
                "open" => role.bracket = Bracket::Opens,
                "close" => role.bracket = Bracket::Closes,
                "quote" => {
                    let pair: Vec<char> = row.get("value")?.chars().collect();
                    all.quotes.push((c, pair.try_into().map_err(|_| row.expected("a pair of quotation marks"))?));
                }
                _ => return Err(row.expected("wide, wide-open, wide-close, mark, pause, open, close or quote")),
            }
            all.roles.set(c, role);
        }
        Ok(all)
    }

    /// The full-width marks of sentences, weakest first.
    pub(super) fn marks(&self) -> &[char] {
        &self.marks
    }

    /// The half-width characters that have a full-width form.
    pub(super) fn narrow(&self) -> &[char] {
        &self.narrow
    }

    /// The straight quotation marks.
    pub(super) fn straight(&self) -> impl Iterator<Item = char> {
        self.quotes.iter().map(|&(c, _)| c)
    }

    /// The other quotation marks.
    pub(super) fn curved(&self) -> impl Iterator<Item = char> {
        self.quotes.iter().flat_map(|&(_, pair)| pair)
    }

    /// Whether it is a full-width mark or bracket of this table.
    pub(super) fn is_known(&self, c: char) -> bool {
        self.is_mark(c) || self.is_bracket(c)
    }

    pub(super) fn is_mark(&self, c: char) -> bool {
        self.roles.get(c).strength > 0
    }

    pub(super) fn is_bracket(&self, c: char) -> bool {
        let role = self.roles.get(c);
        role.bracket != Bracket::None && role.wide.is_none()
    }

    pub(super) fn ends_sentence(&self, c: char) -> bool {
        self.roles.get(c).strength >= SENTENCE_END
    }

    /// Whether a line that ends so states something or breaks off, as headlines do not.
    pub(super) fn ends_statement(&self, c: char) -> bool {
        let role = self.roles.get(c);
        role.pause || (1..REPEATABLE).contains(&role.strength)
    }

    /// Whether no space belongs between the two.
    pub(super) fn is_tight(&self, before: char, after: char) -> bool {
        let closes = |c| self.roles.get(c).bracket == Bracket::Closes && self.is_known(c);
        let opens = |c| self.roles.get(c).bracket == Bracket::Opens && self.is_known(c);
        self.is_mark(before) || opens(before) || self.is_mark(after) || closes(after)
    }

    /// Half-width marks and parentheses beside Chinese text, to be written full-width.
    pub(super) fn widened(&self, text: &str) -> Vec<Edit> {
        let mut edits = Vec::new();
        let mut open: Option<(usize, char)> = None;
        let (mut is_in_chinese, mut row_end) = (false, 0);
        for (at, found) in text.match_indices(|c| self.roles.get(c).wide.is_some()) {
            let role = self.roles.get(found.chars().next().unwrap_or_default());
            let Some(wide) = role.wide else { continue };
            if at >= row_end {
                (is_in_chinese, row_end) = self.row(text, at);
            }
            match role.bracket {
                Bracket::None if is_in_chinese => edits.push(swap(at, found, wide)),
                Bracket::None => {}
                Bracket::Opens => open = Some((at, wide)),
                Bracket::Closes => {
                    let Some((from, wide_open)) = open.take() else { continue };
                    let inner = &text[from..at];
                    if !inner.contains('\n') && self.encloses_chinese(text, from, at + found.len()) {
                        edits.push(swap(from, found, wide_open));
                        edits.push(swap(at, found, wide));
                    }
                }
            }
        }
        edits.sort_by_key(|edit| edit.span);
        edits
    }

    /// Whether the first half-width mark of a row of marks, at `at`, stands in Chinese with all the row: the character before the row,
    /// or behind it, is Chinese. And where the row ends.
    fn row(&self, text: &str, at: usize) -> (bool, usize) {
        let is_text = |c: char| !self.is_mark(c) && self.roles.get(c).wide.is_none();
        let end = text[at..].find(is_text).map_or(text.len(), |length| at + length);
        let before = text[..at].chars().rev().find(|&c| is_text(c)).filter(|&c| c != '\n');
        let after = text[end..].chars().next().filter(|&c| c != '\n');
        let is_chinese = |c: Option<char>| c.is_some_and(|c| self.is_chinese(c));
        (is_chinese(before) || before.is_some() && is_chinese(after), end)
    }

    fn encloses_chinese(&self, text: &str, from: usize, to: usize) -> bool {
        let around = [text[..from].chars().next_back(), text[to..].chars().next()];
        around.into_iter().flatten().chain(text[from..to].chars()).any(|c| self.is_chinese(c))
    }

    fn is_chinese(&self, c: char) -> bool {
        is_han(c) || self.is_known(c)
    }

    /// Straight quotation marks that pair within a line of Chinese, to be written as pairs.
    pub(super) fn paired(&self, text: &str) -> Vec<Edit> {
        let mut edits = Vec::new();
        let mut start = 0;
        for line in text.split_inclusive('\n') {
            let mut quotes: Vec<(usize, usize, [char; 2])> = Vec::new();
            for &(straight, pair) in &self.quotes {
                let places: Vec<usize> = line.match_indices(straight).map(|(i, _)| i).collect();
                if places.len().is_multiple_of(2) {
                    quotes.extend(places.chunks_exact(2).map(|quote| (quote[0], quote[1] + 1, pair)));
                }
            }
            quotes.sort_unstable();
            let mut is_chinese: Vec<bool> =
                quotes.iter().map(|&(from, to, _)| self.encloses_chinese(line, from, to)).collect();
            // What stands directly beside such a pair is beside Chinese too, on either side and as far as the row goes.
            let n = quotes.len();
            let beside = |i: usize, j: usize| quotes[i].1 == quotes[j].0;
            (1..n).for_each(|i| is_chinese[i] |= is_chinese[i - 1] && beside(i - 1, i));
            (1..n).rev().for_each(|i| is_chinese[i - 1] |= is_chinese[i] && beside(i - 1, i));
            for (&(from, to, [open, close]), _) in quotes.iter().zip(is_chinese).filter(|(_, is_chinese)| *is_chinese) {
                edits.extend([swap(start + from, "\"", open), swap(start + to - 1, "\"", close)]);
            }
            start += line.len();
        }
        edits.sort_by_key(|edit| edit.span);
        edits
    }

    /// Quotation marks that stand upside down: a closing one before a word and an opening one behind it.
    pub(super) fn turned(&self, text: &str) -> Vec<Edit> {
        let mut edits = Vec::new();
        for &(_, [open, close]) in &self.quotes {
            let mut start = 0;
            for line in text.split_inclusive('\n') {
                let marks: Vec<(usize, char)> =
                    line.char_indices().filter(|(_, c)| [open, close].contains(c)).collect();
                let mut depth = 0;
                let mut is_within = Vec::with_capacity(marks.len());
                for (_, c) in &marks {
                    is_within.push(depth > 0);
                    depth += if *c == open { 1 } else { -1 };
                }
                let mut i = 0;
                while i + 1 < marks.len() {
                    let is_pair = marks[i].1 == open && marks[i + 1].1 == close;
                    let is_turned = !is_pair && self.is_turned(line, &marks, i, is_within[i], [open, close]);
                    if is_turned {
                        for ((at, was), by) in marks[i..].iter().zip([open, close]).filter(|((_, was), by)| was != by) {
                            edits.push(Edit { span: span(start + at, was.len_utf8()), by: by.into() });
                        }
                    }
                    i += if is_pair || is_turned { 2 } else { 1 };
                }
                start += line.len();
            }
        }
        edits.sort_by_key(|edit| edit.span);
        edits
    }

    /// Whether the marks `i` and `i + 1` of a line enclose a word although the first closes or the second opens. So do those
    /// around the words between two speeches, but there the first closes a sentence or the second is closed in its turn.
    /// `is_open` tells that a quotation before them is.
    fn is_turned(
        &self,
        line: &str,
        marks: &[(usize, char)],
        i: usize,
        is_open: bool,
        [open, close]: [char; 2],
    ) -> bool {
        let ((from, first), (to, second)) = (marks[i], marks[i + 1]);
        let inner = &line[from + first.len_utf8()..to];
        if inner.is_empty() || inner.chars().count() > QUOTED || inner.contains(|c| self.is_mark(c)) {
            return false;
        }
        let before = line[..from].chars().next_back();
        let after = line[to + second.len_utf8()..].chars().next();
        match (first == close, second == open) {
            (true, true) => {
                let is_closed = marks.get(i + 2).is_some_and(|(_, c)| *c == close);
                !is_open && !is_closed && !before.is_some_and(|c| self.ends_sentence(c))
            }
            (true, false) => !is_open && !before.is_some_and(|c| self.ends_sentence(c)),
            _ => after.is_none_or(|c| self.is_mark(c)) && marks.get(i + 2).is_none_or(|(_, c)| *c == open),
        }
    }

    /// Marks in a row, of which the weaker ones are to be deleted.
    pub(super) fn doubled(&self, text: &str) -> Vec<Edit> {
        let mut edits = Vec::new();
        let mut row: Vec<(usize, char)> = Vec::new();
        for (at, c) in text.char_indices() {
            if self.is_mark(c) {
                row.push((at, c));
            } else {
                self.thin_out(&mut row, &mut edits);
            }
        }
        self.thin_out(&mut row, &mut edits);
        edits
    }

    fn thin_out(&self, row: &mut Vec<(usize, char)>, edits: &mut Vec<Edit>) {
        if row.len() > 1 {
            let strength = |c| self.roles.get(c).strength;
            let strongest = row.iter().map(|&(_, c)| strength(c)).max().unwrap_or_default();
            let mut stays = 0;
            for &(at, c) in row.iter() {
                if strength(c) == strongest && (stays == 0 || strongest >= REPEATABLE) {
                    stays += 1;
                } else {
                    edits.push(Edit { span: span(at, c.len_utf8()), by: String::new() });
                }
            }
        }
        row.clear();
    }
}

fn span(at: usize, len: usize) -> Span {
    Span::new(offset(at), offset(at + len))
}

fn swap(at: usize, found: &str, by: char) -> Edit {
    Edit { span: span(at, found.len()), by: by.into() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Text;

    fn repaired(text: &str) -> String {
        let punctuation = Punctuation::new(&Files::bundled()).expect("sound tables");
        let mut text = Text::raw(text);
        for pass in [Punctuation::widened, Punctuation::paired, Punctuation::doubled] {
            let edits = pass(&punctuation, text.as_str());
            text = text.edit(&edits);
        }
        text.as_str().to_owned()
    }

    #[test]
    fn marks_beside_chinese_characters_are_full_width() {
        for (raw, clean) in [
            ("他说,好;行:对?真!", "他说，好；行：对？真！"),
            ("会后,,双方", "会后，双方"),
            ("支持5G,、大数据,。", "支持5G、大数据。"),
            ("人工智能(AI)与(合作)", "人工智能（AI）与（合作）"),
            ("他问\"去吗\",无人答", "他问“去吗”，无人答"),
            ("什么?!真的", "什么？！真的"),
            ("行::::::::::::::::::::::::::x", "行：x"),
            ("\"\"\"\"''\"\"\"\"行\"\"\"\"", "“”“”‘’“”“”行“”“”"),
        ] {
            assert_eq!(repaired(raw), clean);
        }
    }

    #[test]
    fn numbers_addresses_and_latin_text_stay() {
        for text in [
            "共1,000人",
            "比分3:2结束",
            "见http://a.cn/?b=1 页",
            "He said, \"yes\" (twice); why?",
            "身高6'2\"的人",
            "f(x)",
            "等等……，好——，行",
            "真的？！不会吧！！！",
        ] {
            assert_eq!(repaired(text), text);
        }
    }

    #[test]
    fn quotation_marks_are_turned_to_their_words() {
        let punctuation = Punctuation::new(&Files::bundled()).expect("sound tables");
        let turned = |text: &str| Text::raw(text).edit(&punctuation.turned(text)).as_str().to_owned();
        for (raw, clean) in [
            ("支持”一带一路“倡议，加强“全球发展倡议”合作", "支持“一带一路”倡议，加强“全球发展倡议”合作"),
            ("提出’和平‘主张", "提出‘和平’主张"),
            ("支持”一带一路”倡议", "支持“一带一路”倡议"),
            ("他提到“一带一路“，并表示", "他提到“一带一路”，并表示"),
        ] {
            assert_eq!(turned(raw), clean);
        }
        for text in [
            "“我们愿意。”他说，“双方将合作。”",
            "共同维护和平。”他指出，“下面两国要合作",
            "“一”和“二”",
            "“他说‘好’，走了”",
            "“第一段没有结尾\n“第二段”",
        ] {
            assert_eq!(turned(text), text);
        }
    }

    #[test]
    fn of_marks_in_a_row_the_strongest_stays() {
        for (raw, clean) in [
            ("好，，行", "好，行"),
            ("完。。", "完。"),
            ("药物，、疫苗", "药物、疫苗"),
            ("好，。", "好。"),
            ("吗？。", "吗？"),
        ] {
            assert_eq!(repaired(raw), clean);
        }
    }
}
