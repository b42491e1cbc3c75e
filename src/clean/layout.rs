//! Layout: blank lines, blanks at the ends of lines, spaces inside Chinese text.

use super::charmap::is_han;
use super::punctuation::Punctuation;
use crate::text::{Edit, Span, offset};

/// Chinese characters that make a line prose rather than a headline or a list of names.
const PROSE: usize = 20;

/// Lines of prose that must show spaces before spaces count as noise throughout.
const SPREAD: usize = 3;

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

/// The blanks that are to go. A space that stands alone between Chinese characters stays: it parts names in a list and
/// the halves of a headline.
pub(super) fn deletions(text: &str, punctuation: &Punctuation) -> Vec<Edit> {
    let mut edits = Vec::new();
    let has_spaces = text.contains(' ');
    let riddled = has_spaces && is_riddled(text);
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
                spaces(trimmed, first, riddled, punctuation, &mut edits);
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

/// The spaces inside a line.
fn spaces(line: &str, start: usize, riddled: bool, punctuation: &Punctuation, edits: &mut Vec<Edit>) {
    let mut joints = None;
    let mut from = 0;
    while let Some(at) = line[from..].find(' ').map(|i| from + i) {
        let end = at + line[at..].len() - line[at..].trim_start_matches(' ').len();
        let before = line[..at].chars().next_back().unwrap_or_default();
        let after = line[end..].chars().next().unwrap_or_default();
        let is_noise = punctuation.is_tight(before, after)
            || (is_han(before) && is_han(after) && {
                let joints = *joints.get_or_insert_with(|| Joints::of(line));
                joints.is_spaced_out() || (riddled && joints.is_prose())
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
        assert_eq!(laid_out(line), line.trim_end());
    }
}
