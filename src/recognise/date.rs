//! Dates in the text: `2024年9月5日`, `9月5日`, `5日`, and words for days counted from the article's date.

use super::DateMention;
use crate::article::{PartialDate, days_of_month};
use crate::ontology::Ontology;
use crate::ontology::time::Unit;
use crate::segment::Sentences;
use crate::text::{Span, Text};

/// Finds the dates of a text.
pub(super) fn find(
    text: &Text,
    sentences: &Sentences,
    ontology: &Ontology,
    published: Option<PartialDate>,
) -> Vec<DateMention> {
    let words = &ontology.times;
    let mut dates = Vec::new();
    for sentence in &sentences.sentences {
        let clean = text.get(sentence.span);
        let mut chars = clean.char_indices().peekable();
        // The date under construction: where it starts, where it ends, what is known.
        let mut open: Option<(u32, u32, PartialDate)> = None;
        while let Some((i, c)) = chars.next() {
            let at = |i: usize| sentence.span.start() + crate::text::offset(i);
            if c.is_ascii_digit() {
                let mut end = i + 1;
                while let Some((j, _)) = chars.next_if(|(_, c)| c.is_ascii_digit()) {
                    end = j + 1;
                }
                let unit = clean[end..].chars().next().and_then(|next| words.get(next.encode_utf8(&mut [0; 4])));
                let (Some(unit), Ok(number)) = (unit, clean[i..end].parse::<u16>()) else { continue };
                let (_, unit_char) = chars.next().expect("the unit was looked at");
                let unit_end = at(end + unit_char.len_utf8());
                let (start, mut date) = match open.take() {
                    Some((start, end, date)) if end == at(i) => (start, date),
                    unfinished => {
                        dates.extend(finish(unfinished, published));
                        (at(i), PartialDate::default())
                    }
                };
                match (unit, u8::try_from(number)) {
                    (Unit::Year, _) if (1000..3000).contains(&number) => date.year = Some(number),
                    (Unit::Month, Ok(month @ 1..=12)) => date.month = Some(month),
                    (Unit::Day, Ok(day @ 1..=31)) => date.day = Some(day),
                    _ => continue,
                }
                open = Some((start, unit_end, date));
            }
        }
        dates.extend(finish(open, published));
        for token in sentences.tokens_of(sentence) {
            let Some(unit) = words.get(text.get(token.span)) else { continue };
            let Some(published) = published else { continue };
            let date = match unit {
                Unit::DaysAgo(n) => days_before(published, n),
                Unit::YearsAgo(n) => published.year.map(|year| PartialDate {
                    year: year.checked_add_signed(-i16::from(n)),
                    month: None,
                    day: None,
                }),
                Unit::Year | Unit::Month | Unit::Day => None,
            };
            dates.extend(date.map(|date| DateMention { span: token.span, date }));
        }
    }
    dates.sort_by_key(|date| date.span);
    dates.dedup_by(|later, earlier| later.span.overlaps(earlier.span));
    dates
}

/// Completes a date from the article's: a day without a month is of the same month, or of the month before
/// where it would lie in the future by more than half a month; a month without a year likewise.
fn finish(open: Option<(u32, u32, PartialDate)>, published: Option<PartialDate>) -> Option<DateMention> {
    let (start, end, mut date) = open?;
    if date.year.is_none()
        && let Some(PartialDate { year: Some(year), month: Some(month), day: Some(day) }) = published
    {
        match date {
            PartialDate { month: None, day: Some(d), .. } => {
                let before = i16::from(d) - i16::from(day) > 15;
                date.month = Some(if before { (month + 10) % 12 + 1 } else { month });
                date.year = Some(if before && month == 1 { year - 1 } else { year });
            }
            PartialDate { month: Some(m), .. } => {
                let ahead = i16::from(m) - i16::from(month);
                date.year = Some(if ahead > 6 {
                    year - 1
                } else if ahead < -9 {
                    year + 1
                } else {
                    year
                });
            }
            PartialDate { .. } => {}
        }
    }
    Some(DateMention { span: Span::new(start, end), date })
}

/// The date `n` days earlier (later where negative); for dates of which all is known.
fn days_before(date: PartialDate, n: i8) -> Option<PartialDate> {
    let (mut year, mut month, day) = (date.year?, date.month?, date.day?);
    let mut day = i16::from(day) - i16::from(n);
    while day < 1 {
        (year, month) = if month == 1 { (year - 1, 12) } else { (year, month - 1) };
        day += i16::from(days_of_month(year, month));
    }
    while day > i16::from(days_of_month(year, month)) {
        day -= i16::from(days_of_month(year, month));
        (year, month) = if month == 12 { (year + 1, 1) } else { (year, month + 1) };
    }
    Some(PartialDate::new(year, month, u8::try_from(day).ok()?))
}
