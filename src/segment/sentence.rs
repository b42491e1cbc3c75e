//! Where sentences end.

use crate::punctuation::{Mark, mark};
use crate::text::{Span, offset};

/// Characters after which a sentence is cut at the next comma; twice as many, anywhere. What has longer ones is no prose.
const LONG: usize = 1000;

/// The sentences of a text with the number of their line. Closing quotation marks and brackets belong to the sentence they close.
pub(super) fn split(text: &str) -> Vec<(Span, u32)> {
    let mut sentences = Vec::new();
    let mut start = 0;
    for (n, line) in (0..).zip(text.split('\n')) {
        let mut from = 0;
        let mut after_stop = false;
        let mut length = 0;
        for (i, c) in line.char_indices() {
            length += 1;
            if length > 2 * LONG || (length > LONG && mark(c) == Some(Mark::Comma)) {
                after_stop = true;
            }
            match mark(c) {
                // A full stop of Latin text is followed by more Latin text; it is no mark here.
                Some(Mark::Stop) => after_stop = true,
                Some(Mark::CloseQuote | Mark::CloseAside) if after_stop => {}
                _ if after_stop => {
                    push(&mut sentences, line, start, from..i, n);
                    from = i;
                    after_stop = false;
                    length = 0;
                }
                _ => {}
            }
        }
        push(&mut sentences, line, start, from..line.len(), n);
        start += line.len() + 1;
    }
    sentences
}

fn push(sentences: &mut Vec<(Span, u32)>, line: &str, line_start: usize, range: std::ops::Range<usize>, n: u32) {
    let piece = &line[range.clone()];
    let trimmed = piece.trim();
    if !trimmed.is_empty() {
        let start = line_start + range.start + (piece.len() - piece.trim_start().len());
        sentences.push((Span::new(offset(start), offset(start + trimmed.len())), n));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_keep_their_closing_marks() {
        let text = "标题\n他说：“很好。”会议结束。（完）\n  第二段？！ 尾";
        let found: Vec<(&str, u32)> = split(text).into_iter().map(|(span, n)| (&text[span.range()], n)).collect();
        assert_eq!(
            found,
            [("标题", 0), ("他说：“很好。”", 1), ("会议结束。", 1), ("（完）", 1), ("第二段？！", 2), ("尾", 2)]
        );
    }
}
