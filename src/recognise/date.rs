//! Dates in the text: `2024年9月5日`, `9月5日`, `5日`, and words for days counted from the article's date. What lasts from one day to
//! another, as in `9月4—6日`, is dated by its first day.

use super::DateMention;
use crate::article::{PartialDate, days_of_month};
use crate::ontology::Ontology;
use crate::ontology::time::{TimeWords, Unit};
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
                let (Some((unit, width)), Ok(number)) =
                    (unit_after(&clean[end..], words), clean[i..end].parse::<u16>())
                else {
                    continue;
                };
                end += width;
                while chars.next_if(|(at, _)| *at < end).is_some() {}
                let unit_end = at(end);
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
                Unit::Year | Unit::Month | Unit::Day | Unit::Until => None,
            };
            dates.extend(date.map(|date| DateMention { span: token.span, date }));
        }
    }
    dates.sort_by_key(|date| date.span);
    dates.dedup_by(|later, earlier| later.span.overlaps(earlier.span));
    // `30日—12月3日` is one date, whose sign parts no clauses.
    dates.dedup_by(|later, earlier| {
        let between = text.get(Span::new(earlier.span.end(), later.span.start()));
        let is_sign = !between.chars().any(char::is_alphanumeric) && words.get(between) == Some(Unit::Until);
        let is_range = is_sign && earlier.date.day.is_some();
        if is_range {
            earlier.span = earlier.span.cover(later.span);
        }
        is_range
    });
    dates
}

/// The unit of the number before, and how many bytes belong to it: in `4—6日` the unit of the last number is that of the first.
fn unit_after(rest: &str, words: &TimeWords) -> Option<(Unit, usize)> {
    let sign = rest.chars().next()?;
    let of = |c: char| words.get(c.encode_utf8(&mut [0; 4]));
    let is_unit = |unit: &Unit| matches!(unit, Unit::Year | Unit::Month | Unit::Day);
    match of(sign)? {
        Unit::Until => {
            let last = &rest[sign.len_utf8()..];
            let n_digits = last.bytes().take_while(u8::is_ascii_digit).count();
            let unit = last[n_digits..].chars().next().filter(|_| n_digits > 0)?;
            Some((of(unit).filter(is_unit)?, sign.len_utf8() + n_digits + unit.len_utf8()))
        }
        unit => Some((unit, sign.len_utf8())).filter(|(unit, _)| is_unit(unit)),
    }
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
