//! Layout: blank lines, blanks at the ends of lines, spaces inside Chinese text.

use std::collections::BTreeSet;

use super::charmap::is_han;
use super::punctuation::Punctuation;
use crate::text::{Edit, Span, offset};

/// Chinese characters that make a line prose rather than a headline or a list of names.
const PROSE: usize = 20;

/// Lines of prose that must show spaces before spaces count as noise throughout.
const SPREAD: usize = 3;

/// Chinese characters of a line that is not written twice by chance.
const REPEATED: usize = 16;

/// Chinese characters of a title that is not.
const TITLE: usize = 5;

/// Lines that must be full before lines count as broken at a width.
const FULL: usize = 3;

/// Columns that a full line may lack or have too many, since marks do not begin a line.
const RAGGED: usize = 3;

/// Columns that a full line has at least: shorter ones are lists.
const NARROWEST: usize = 24;

/// How the characters of a line are joined.
#[derive(Clone, Copy, Default)]
struct Joints {
    han: usize,
    /// Two Chinese characters next to each other.
    closed: usize,
    /// Two Chinese characters with blanks between.
    spaced: usize,
}

impl Joints {
    fn of(line: &str) -> Self {
        let mut joints = Joints::default();
        let (mut after_han, mut blank) = (false, false);
        for c in line.chars() {
            if c == ' ' {
                blank = true;
                continue;
            }
            let han = is_han(c);
            if han {
                joints.han += 1;
                if after_han {
                    *(if blank { &mut joints.spaced } else { &mut joints.closed }) += 1;
                }
            }
            (after_han, blank) = (han, false);
        }
        joints
    }

    fn is_prose(self) -> bool {
        self.han >= PROSE
    }

    /// Spaced out as a whole: more spaces than neighbours.
    fn is_spaced_out(self) -> bool {
        self.spaced >= 2 && self.spaced > self.closed
    }
}

/// Whether spaces stand inside words all over the article: in two of three lines of prose.
fn is_riddled(text: &str) -> bool {
    let prose = text.lines().map(Joints::of).filter(|joints| joints.is_prose());
    let (lines, spaced) = prose.fold((0, 0), |(n, s), joints| (n + 1, s + usize::from(joints.spaced > 0)));
    spaced >= SPREAD && 3 * spaced >= 2 * lines
}

/// The characters that stand next to each other in the prose of a text, but for blanks.
fn neighbours(text: &str) -> BTreeSet<(char, char)> {
    let prose = text.lines().filter(|line| Joints::of(line).is_prose());
    let pairs = prose.flat_map(|line| {
        let chars = || line.chars().filter(|&c| c != ' ');
        chars().zip(chars().skip(1))
    });
    pairs.collect()
}

/// The line feeds of a text that was broken at a width, in the middle of its sentences.
pub(super) fn wraps(text: &str, punctuation: &Punctuation) -> Vec<Edit> {
    let lines: Vec<(usize, &str)> = text
        .split('\n')
        .scan(0, |at, line| {
            let start = *at;
            *at += line.len() + 1;
            Some((start, line))
        })
        .collect();
    let columns = |line: &str| line.trim_end().chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum::<usize>();
    let widths: Vec<usize> = lines.iter().map(|(_, line)| columns(line)).collect();
    let breaks = |i: usize| {
        let (before, after) = (lines[i].1.trim_end_matches(' '), lines[i + 1].1);
        let end = before.chars().next_back();
        let start = after.chars().next();
        // An indented or empty line begins a paragraph.
        let is_one_text = end.zip(start).is_some_and(|(end, start)| !end.is_ascii() && !start.is_ascii());
        is_one_text && !end.is_some_and(|c| punctuation.ends_sentence(c))
    };
    let broken: Vec<usize> =
        (0..lines.len().saturating_sub(1)).filter(|&i| widths[i] >= NARROWEST && breaks(i)).collect();
    // The width at which the text was broken is that of most of the lines that end within a sentence.
    let Some(width) = broken.iter().map(|&i| widths[i]).max() else { return Vec::new() };
    let is_full = |i: usize| widths[i] + RAGGED >= width;
    let n_full = broken.iter().filter(|&&i| is_full(i)).count();
    let n_wide = widths.iter().filter(|&&columns| columns > width + RAGGED).count();
    if n_full < FULL || 4 * n_full < 3 * broken.len() || n_wide > 0 {
        return Vec::new();
    }
    let mut edits = Vec::new();
    for i in broken.into_iter().filter(|&i| is_full(i)) {
        let (start, line) = lines[i];
        delete(&mut edits, start + line.trim_end_matches(' ').len(), start + line.len() + 1);
    }
    edits
}

/// Lines that were there before: a title that is repeated, a lead that was copied in front of its article.
pub(super) fn repeats(text: &str) -> Vec<Edit> {
    let mut edits = Vec::new();
    let mut seen = BTreeSet::new();
    let mut start = 0;
    for (i, line) in text.split_inclusive('\n').enumerate() {
        let words = line.trim_matches([' ', '\n']);
        let n_han = words.chars().filter(|&c| is_han(c)).count();
        // The title may be short; what people say twice in a transcript is shorter than a lead.
        let is_known = n_han >= REPEATED && !seen.insert(words)
            || i > 0 && n_han >= TITLE && text.lines().next().map(str::trim) == Some(words);
        if is_known {
            // With the line feed before it, so that the last line leaves none behind.
            delete(&mut edits, start - 1, start + line.trim_end_matches('\n').len());
        }
        start += line.len();
    }
    edits
}

/// The blanks that are to go. A space that stands alone between Chinese characters stays: it parts names in a list and
/// the halves of a headline.
pub(super) fn deletions(text: &str, punctuation: &Punctuation) -> Vec<Edit> {
    let mut edits = Vec::new();
    let has_spaces = text.contains(' ');
    let riddled = (has_spaces && is_riddled(text)).then(|| neighbours(text));
    let mut start = 0;
    let mut line_end: Option<usize> = None;
    for line in text.split_inclusive('\n') {
        let trimmed = line.trim_matches([' ', '\n']);
        let first = start + (line.len() - line.trim_start_matches([' ', '\n']).len()).min(line.len());
        if !trimmed.is_empty() {
            // Everything from the end of the last line with text to here, but one line feed.
            match line_end {
                None => delete(&mut edits, 0, first),
                Some(end) => delete(&mut edits, end + 1, first),
            }
            if has_spaces {
                spaces(trimmed, first, riddled.as_ref(), punctuation, &mut edits);
            }
            let end = first + trimmed.len();
            let blanks = text[end..].len() - text[end..].trim_start_matches(' ').len();
            delete(&mut edits, end, end + blanks);
            line_end = Some(end + blanks);
        }
        start += line.len();
    }
    delete(&mut edits, line_end.unwrap_or(0), text.len());
    edits
}

/// The spaces inside a line. In a text that is `riddled` with them, those of prose are noise, and of other lines those between
/// characters that stand next to each other in the prose too.
fn spaces(
    line: &str,
    start: usize,
    riddled: Option<&BTreeSet<(char, char)>>,
    punctuation: &Punctuation,
    edits: &mut Vec<Edit>,
) {
    let mut joints = None;
    let mut from = 0;
    while let Some(at) = line[from..].find(' ').map(|i| from + i) {
        let end = at + line[at..].len() - line[at..].trim_start_matches(' ').len();
        let before = line[..at].chars().next_back().unwrap_or_default();
        let after = line[end..].chars().next().unwrap_or_default();
        let is_noise = punctuation.is_tight(before, after)
            || (is_han(before) && is_han(after) && {
                let joints = *joints.get_or_insert_with(|| Joints::of(line));
                let is_joined = |joined: &BTreeSet<_>| joints.is_prose() || joined.contains(&(before, after));
                joints.is_spaced_out() || riddled.is_some_and(is_joined)
            });
        delete(edits, start + at + usize::from(!is_noise), start + end);
        from = end;
    }
}

fn delete(edits: &mut Vec<Edit>, from: usize, to: usize) {
    if from < to {
        edits.push(Edit { span: Span::new(offset(from), offset(to)), by: String::new() });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ontology::Files;
    use crate::text::Text;

    fn laid_out(text: &str) -> String {
        let punctuation = Punctuation::new(&Files::bundled()).expect("sound tables");
        Text::raw(text).edit(&deletions(text, &punctuation)).as_str().to_owned()
    }

    #[test]
    fn lines_follow_each_other_without_blanks() {
        assert_eq!(laid_out("\n\n  标题  \n \n\n  正文。\n尾 \n\n"), "标题\n正文。\n尾");
        assert_eq!(laid_out(" \n "), "");
        assert_eq!(laid_out("一\n二"), "一\n二");
    }

    #[test]
    fn text_that_was_broken_at_a_width_is_joined() {
        let punctuation = Punctuation::new(&Files::bundled()).expect("sound tables");
        let joined = |text: &str| Text::raw(text).edit(&wraps(text, &punctuation)).as_str().to_owned();
        let text = "两国外长会谈\n甲国外长乙某今天在首都同来访的丙国外长丁某举行会谈，双方就共同关心的国际和地区问题深入交换了意见，并就下一步合作达成共识。\n双方同意保持沟通，共同维护地区的和平稳定，推动两国关系不断向前发展，为两国人民谋福利。";
        let broken: String = text
            .lines()
            .map(|line| {
                let chars: Vec<char> = line.chars().collect();
                chars.chunks(18).map(|part| part.iter().collect::<String>() + "\n").collect::<String>()
            })
            .collect();
        assert!(broken.lines().count() > 7, "{broken}");
        assert_eq!(joined(broken.trim_end()), text);
        assert_eq!(joined(text), text);
        let list = "出席会议的有甲国外长乙某某某某某某\n出席会议的有丙国外长丁某某某\n出席会议的有戊国外长己某某某某某某某某某某\n完";
        assert_eq!(joined(list), list);
    }

    #[test]
    fn lines_are_not_said_twice() {
        let without = |text: &str| Text::raw(text).edit(&repeats(text)).as_str().to_owned();
        let lead = "甲国外长乙某今天在首都同来访的外长丁某会谈。";
        assert_eq!(
            without(&format!("两国外长会谈\n两国外长会谈\n{lead}\n{lead}\n完")),
            format!("两国外长会谈\n{lead}\n完")
        );
        let transcript = "记者会\n问：是否属实？\n答：属实。\n问：是否属实？\n答：属实。";
        assert_eq!(without(transcript), transcript);
    }

    #[test]
    fn a_space_that_parts_names_stays() {
        for text in ["出席者有张三丰 李四光 王五", "外交部部长 新任", "在 Shanghai 开会", "读者5 人"]
        {
            assert_eq!(laid_out(text), text);
        }
        assert_eq!(laid_out("张三丰   李四光"), "张三丰 李四光");
    }

    #[test]
    fn spaces_in_words_and_at_marks_go() {
        assert_eq!(laid_out("公 告 栏"), "公告栏");
        assert_eq!(laid_out("他说 ，好。 “行 ”"), "他说，好。“行”");
        let line = "市政府昨日举行新闻发布会介绍今年前三季度本市经 济运行的情况\n";
        assert_eq!(laid_out(&line.repeat(3)), line.replace(' ', "").repeat(3).trim_end());
        // A headline parts its halves, and says elsewhere what is one word.
        let headline = "新 闻发布会今日 经济形势\n";
        let text = [headline, &line.repeat(3)].concat();
        assert!(laid_out(&text).starts_with("新闻发布会今日 经济形势\n"), "{}", laid_out(&text));
        assert_eq!(laid_out(line), line.trim_end());
    }
}
