//! Furniture: lines and parts of lines that belong to the page or the programme, not to the article.

use std::collections::BTreeMap;

use super::Noise;
use super::punctuation::Punctuation;
use crate::ontology::{Files, OntologyError};
use crate::text::{Edit, Span, offset};

/// How many characters a `*` may stand for.
const GAP: usize = 60;

/// A row of `furniture.tsv`.
#[derive(Clone, Debug)]
struct Pattern {
    noise: Noise,
    at_line_start: bool,
    at_line_end: bool,
    /// It goes to the end of the line, sentences and all.
    takes_rest: bool,
    /// The literal pieces between the gaps; the first is not empty.
    pieces: Vec<String>,
}

impl Pattern {
    fn parse(noise: Noise, pattern: &str) -> Option<Self> {
        let (at_line_start, pattern) = strip(pattern, str::strip_prefix, "^");
        let (takes_rest, pattern) = strip(pattern, str::strip_suffix, "**");
        let (at_line_end, pattern) = strip(pattern, str::strip_suffix, "$");
        let pieces: Vec<String> = pattern.split('*').map(str::to_owned).collect();
        (!pieces[0].is_empty()).then_some(Pattern { noise, at_line_start, at_line_end, takes_rest, pieces })
    }

    /// The length of what it matches at the start of `text`, which begins in the middle of a line or at its start.
    fn matches(&self, text: &str, punctuation: &Punctuation) -> Option<usize> {
        let mut end = text.strip_prefix(self.pieces[0].as_str()).map(|rest| text.len() - rest.len())?;
        let last = self.pieces.len() - 1;
        for (i, piece) in self.pieces.iter().enumerate().skip(1) {
            // Look no further than the piece may lie.
            let gap = gap(&text[end..], punctuation);
            let near = &text[end..text.floor_char_boundary(end + gap + piece.len() + 1)];
            let at = if i == last && self.at_line_end {
                let line = near.lines().next().unwrap_or_default();
                line.strip_suffix(piece.as_str())?.len()
            } else {
                near.find(piece.as_str())?
            };
            if at > gap {
                return None;
            }
            end += at + piece.len();
        }
        if self.takes_rest {
            end = text[end..].find('\n').map_or(text.len(), |length| end + length);
        }
        (!self.at_line_end || is_line_end(&text[end..])).then_some(end)
    }
}

fn strip<'p>(pattern: &'p str, how: fn(&'p str, &'p str) -> Option<&'p str>, sign: &'p str) -> (bool, &'p str) {
    how(pattern, sign).map_or((false, pattern), |rest| (true, rest))
}

/// How many bytes a `*` may stand for here.
fn gap(text: &str, punctuation: &Punctuation) -> usize {
    let ends = |c| c == '\n' || punctuation.ends_sentence(c);
    text.char_indices().enumerate().find(|&(n, (_, c))| n == GAP || ends(c)).map_or(text.len(), |(_, (i, _))| i)
}

fn is_line_end(rest: &str) -> bool {
    rest.is_empty() || rest.starts_with('\n')
}

/// The table `furniture.tsv`.
#[derive(Clone, Debug)]
pub(super) struct Furniture {
    /// By first character.
    at_line_start: BTreeMap<char, Vec<Pattern>>,
    anywhere: BTreeMap<char, Vec<Pattern>>,
    /// The keys of `anywhere`, to search for.
    openers: Vec<char>,
}

impl Furniture {
    pub(super) fn new(files: &Files) -> Result<Self, OntologyError> {
        let (mut at_line_start, mut anywhere) = (BTreeMap::new(), BTreeMap::new());
        for row in files.table("clean/furniture.tsv")?.rows() {
            let noise = match row.get("kind")? {
                "editor" | "byline" => Noise::Byline,
                "caption" => Noise::Caption,
                "title" => Noise::Repeated,
                _ => Noise::Furniture,
            };
            let pattern = Pattern::parse(noise, row.get("pattern")?)
                .ok_or_else(|| row.expected("a kind and a pattern that begins with text"))?;
            let first = pattern.pieces[0].chars().next().unwrap_or_default();
            let group: &mut BTreeMap<char, Vec<Pattern>> =
                if pattern.at_line_start { &mut at_line_start } else { &mut anywhere };
            group.entry(first).or_default().push(pattern);
        }
        let openers = anywhere.keys().copied().collect();
        Ok(Furniture { at_line_start, anywhere, openers })
    }

    /// The characters that a pattern begins with which matches anywhere.
    pub(super) fn openers(&self) -> &[char] {
        &self.openers
    }

    /// The characters that a pattern begins with which matches at the start of a line.
    pub(super) fn heads(&self) -> impl Iterator<Item = char> {
        self.at_line_start.keys().copied()
    }

    /// The furniture, to be deleted; the line feed of a line that is nothing else is for the layout.
    pub(super) fn deletions(&self, text: &str, punctuation: &Punctuation) -> Vec<(Noise, Edit)> {
        let mut spans = Vec::new();
        let mut start = 0;
        for line in text.split_inclusive('\n') {
            let mut done = 0;
            if let Some((len, noise)) = longest(&self.at_line_start, line, punctuation) {
                spans.push((noise, start, start + len));
                done = len;
            }
            for (at, _) in line.match_indices(self.openers.as_slice()) {
                if at >= done
                    && let Some((len, noise)) = longest(&self.anywhere, &line[at..], punctuation)
                {
                    spans.push((noise, start + at, start + at + len));
                    done = at + len;
                }
            }
            start += line.len();
        }
        spans
            .into_iter()
            .map(|(noise, from, to)| (noise, Edit { span: Span::new(offset(from), offset(to)), by: String::new() }))
            .collect()
    }
}

/// The longest match of the patterns that begin as `text` does.
fn longest(patterns: &BTreeMap<char, Vec<Pattern>>, text: &str, punctuation: &Punctuation) -> Option<(usize, Noise)> {
    let patterns = patterns.get(&text.chars().next()?)?.iter();
    patterns.filter_map(|pattern| pattern.matches(text, punctuation).map(|length| (length, pattern.noise))).max()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Text;

    fn cleared(text: &str) -> String {
        let furniture = Furniture::new(&Files::bundled()).expect("sound tables");
        let punctuation = Punctuation::new(&Files::bundled()).expect("sound tables");
        let edits: Vec<Edit> = furniture.deletions(text, &punctuation).into_iter().map(|(_, edit)| edit).collect();
        Text::raw(text).edit(&edits).as_str().to_owned()
    }

    #[test]
    fn editors_sources_and_leaders_go() {
        for (raw, clean) in [
            ("会议闭幕。（视频编辑：甲某 文字编辑：乙某）", "会议闭幕。"),
            ("正文。\n责任编辑：甲某\n", "正文。\n\n"),
            ("原标题：旧的标题\n正文。", "\n正文。"),
            ("央视网消息（新闻联播）：今天上午会议开幕。", "今天上午会议开幕。"),
            ("本台消息：会议开幕。", "会议开幕。"),
            ("会议闭幕。（完）", "会议闭幕。"),
            ("会议闭幕。\n本报记者 甲某 乙某", "会议闭幕。\n"),
            ("会议闭幕。（记者甲某、乙某报道）", "会议闭幕。"),
            ("图片来源：某社\n会议闭幕。（资料图片）", "\n会议闭幕。"),
            ("▲会议现场", ""),
            ("他说（下转第二版）", "他说"),
            ("未经书面授权不得转载", ""),
            ("本文系某网独家稿件，未经授权，不得转载。", ""),
            ("版权声明：本文系原创。转载请注明出处。\n会议闭幕。", "\n会议闭幕。"),
            (
                "会议闭幕。\n第2页 共3页\n上一页 1 2 3 下一页\n[1] [2] 下一页\n首页 上一页 下一页 尾页",
                "会议闭幕。\n\n\n\n",
            ),
            ("【延伸阅读】\n相关阅读：\n广告\n点击阅读全文\n《某报》（2024年5月6日 03 版）", "\n\n\n\n"),
            ("（编辑：甲某）1130506", ""),
        ] {
            assert_eq!(cleared(raw), clean);
        }
    }

    #[test]
    fn datelines_and_sentences_stay() {
        for text in [
            "中新社北京6月19日电 会议开幕。",
            "来源：不明的资金。这笔钱去了哪里。",
            "他提到资金来源：税收",
            "任务（完）成了",
            "编辑部开会",
            "公司宣布（下转方案）",
            "本报记者甲某在会上提问。",
            "文：史学家甲某的著作。",
            "他指出，版权声明：本文的一部分，仍然有效。",
            "未经授权的人员不得进入。",
            "第2页的表格共有3行。",
            "下一页历史由青年书写。",
            "广告业增长5%。",
            "《某报》（2024年5月6日）报道了会议。",
            "相关阅读材料已经分发。",
            "相关报道：某国总统抵京",
        ] {
            assert_eq!(cleared(text), text);
        }
    }
}
