//! Dates as fields of records, pages and addresses write them.

use crate::article::{PartialDate, days_of_month};
use crate::clean::Labels;

/// The year before the first of the Republic of China, by which Taiwan counts.
const BEFORE_MINGUO: u16 = 1911;

/// How much further on full-width forms stand than those of ASCII.
const WIDER: u32 = 0xFEE0;

/// Beijing is so many hours ahead of universal time.
const AHEAD: u8 = 8;

/// How far a date without a year may be from another one that tells the year, in days.
const NEAR: i32 = 60;

/// Names of months in English begin with these.
const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/// The date in a field that is made for it, as people and programs write it: by a full date, by the name of the month as in mail and
/// RSS, in seconds or milliseconds since 1970, or as much of a date as there is. What is given in universal time is as of Beijing.
/// A year of two digits is none.
pub(super) fn stamp(text: &str, labels: &Labels) -> Option<PartialDate> {
    let text = &narrow(text.trim());
    let day = find(text).or_else(|| mail(text)).map(|day| if is_tomorrow(text) { next(day) } else { day });
    day.or_else(|| unix(text)).or_else(|| worded(text, labels)).or_else(|| {
        let date: PartialDate = text.parse().ok()?;
        date.year.is_none_or(|year| (1900..2100).contains(&year)).then_some(date)
    })
}

/// The first full date in a text: year, month and day, with at most one character between them that is neither letter of
/// ASCII nor digit, or the eight digits alone.
pub(super) fn find(text: &str) -> Option<PartialDate> {
    let chars: Vec<char> = text.chars().map(ascii).collect();
    (0..chars.len()).find_map(|start| {
        let is_inside = start > 0 && chars[start - 1].is_ascii_digit();
        if is_inside { None } else { date_at(&chars[start..]) }
    })
}

/// A full-width digit or sign as that of ASCII.
fn ascii(c: char) -> char {
    let narrow = u32::from(c).checked_sub(WIDER).and_then(char::from_u32);
    narrow.filter(|narrow| narrow.is_ascii_digit() || ['-', '/', '.', ':'].contains(narrow)).unwrap_or(c)
}

fn narrow(text: &str) -> String {
    text.chars().map(ascii).collect()
}

/// A date with what others know besides: one that says the same and more, or of a day without a year the year that brings it near
/// to the first other date.
pub(super) fn completed(date: PartialDate, others: &[PartialDate]) -> PartialDate {
    let known = |date: &PartialDate| [date.year.is_some(), date.month.is_some(), date.day.is_some()];
    let knows_all =
        |other: &PartialDate| known(&date).into_iter().zip(known(other)).all(|(own, others)| others || !own);
    let is_fuller = |other: &&PartialDate| **other != date && agree(date, **other) && knows_all(other);
    if let Some(fuller) = others.iter().find(is_fuller) {
        return *fuller;
    }
    let (None, Some(month), Some(day)) = (date.year, date.month, date.day) else { return date };
    let Some(other) = others.iter().find(|other| other.year.is_some()) else { return date };
    let years = other.year.into_iter().flat_map(|year| [year, year - 1, year + 1]);
    let dates = years.map(|year| PartialDate::new(year, month, day)).filter(|date| date.exists());
    if other.day.is_none() {
        return dates.into_iter().find(|date| agree(*date, *other)).unwrap_or(date);
    }
    let distance = |date: &PartialDate| (number(*date) - number(*other)).abs();
    dates.min_by_key(distance).filter(|date| distance(date) <= NEAR).unwrap_or(date)
}

/// Whether two dates can be of one day.
pub(super) fn agree(one: PartialDate, other: PartialDate) -> bool {
    let same = |one: Option<u16>, other: Option<u16>| one.is_none() || other.is_none() || one == other;
    let part = |part: Option<u8>| part.map(u16::from);
    same(one.year, other.year) && same(part(one.month), part(other.month)) && same(part(one.day), part(other.day))
}

/// Days up to a date, counted so that they grow with it: exact within a year, and to a few days between years.
fn number(date: PartialDate) -> i32 {
    let part = |part: Option<u8>| i32::from(part.unwrap_or(1));
    date.year.map_or(0, i32::from) * 365 + part(date.month) * 30 + part(date.day)
}

/// The day after.
fn next(date: PartialDate) -> PartialDate {
    let (Some(year), Some(month), Some(day)) = (date.year, date.month, date.day) else { return date };
    match (month, day) {
        _ if day < days_of_month(year, month) => PartialDate::new(year, month, day + 1),
        (12, _) => PartialDate::new(year + 1, 1, 1),
        _ => PartialDate::new(year, month + 1, 1),
    }
}

/// Whether a time of day in universal time is of the next day in Beijing.
fn is_tomorrow(text: &str) -> bool {
    let hour = |colon: usize| text.get(colon.checked_sub(2)?..colon)?.parse::<u8>().ok();
    let Some((colon, hour)) = text.match_indices(':').find_map(|(colon, _)| Some((colon, hour(colon)?))) else {
        return false;
    };
    let zone = text[colon..].trim_start_matches(|c: char| c.is_ascii_digit() || c == ':' || c == '.').trim_start();
    let offset = ["UTC", "GMT", "Z"].iter().find_map(|name| zone.strip_prefix(name)).unwrap_or(zone);
    let is_universal = offset.is_empty() && !zone.is_empty();
    hour >= 24 - AHEAD && (is_universal || ["+00:00", "+0000"].iter().any(|zero| offset.starts_with(zero)))
}

/// A day by the name of its month: `Tue, 20 Jun 2023 10:00:00 +0800`, `September 13, 2023`.
fn mail(text: &str) -> Option<PartialDate> {
    let words: Vec<&str> = text.split([' ', ',', '-']).filter(|word| !word.is_empty()).collect();
    let month_of = |word: &str| {
        let name = word.get(..3)?.to_ascii_lowercase();
        (1..).zip(MONTHS).find(|(_, known)| *known == name).map(|(month, _)| month)
    };
    let (at, month) = words.iter().enumerate().find_map(|(at, word)| Some((at, month_of(word)?)))?;
    let day_of = |word: &&str| word.parse::<u8>().ok().filter(|_| word.len() <= 2);
    let beside = [at.checked_sub(1), Some(at + 1)].into_iter().flatten();
    let day = beside.filter_map(|i| words.get(i)).find_map(day_of)?;
    let year_of = |word: &&str| word.parse().ok().filter(|year| word.len() == 4 && (1900..2100).contains(year));
    Some(PartialDate::new(words.iter().find_map(year_of)?, month, day)).filter(|date| date.exists())
}

/// The day of a time in seconds or milliseconds, between 1990 and 2100.
fn unix(text: &str) -> Option<PartialDate> {
    let number: i64 = text.trim().parse().ok()?;
    let seconds = if number >= 100_000_000_000 { number / 1000 } else { number };
    if !(631_152_000..4_102_444_800).contains(&seconds) {
        return None;
    }
    // After Howard Hinnant's civil_from_days, with March as the first month, for days after 1970 only.
    let days = (seconds + 3600 * i64::from(AHEAD)) / 86_400 + 719_468;
    let (era, day_of_era) = (days / 146_097, days % 146_097);
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
    let year = year_of_era + 400 * era + i64::from(month <= 2);
    Some(PartialDate::new(year.try_into().ok()?, month.try_into().ok()?, day.try_into().ok()?))
}

/// Numbers with the words for year, month and day behind them, as many as there are; behind a day anything may follow. A year may
/// be counted by the Republic of China, where that is said.
fn worded(text: &str, labels: &Labels) -> Option<PartialDate> {
    let era = labels.of("minguo").iter().find_map(|era| text.strip_prefix(era.as_str()));
    let mut rest = era.unwrap_or(text).trim_start();
    let mut date = PartialDate::default();
    while !rest.is_empty() && date.day.is_none() {
        let digits = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        let number: u16 = rest[..digits].parse().ok()?;
        let unit = rest[digits..].trim_start();
        let behind = |kind| labels.of(kind).iter().find_map(|word| unit.strip_prefix(word.as_str()));
        let part = u8::try_from(number).ok();
        if let Some(after) = behind("year").filter(|_| date == PartialDate::default()) {
            let year = if era.is_some() { number.checked_add(BEFORE_MINGUO)? } else { number };
            date.year = Some(year).filter(|year| (1900..2100).contains(year));
            rest = after.trim_start();
            date.year?;
        } else if let Some(after) = behind("month").filter(|_| date.month.is_none()) {
            (date.month, rest) = (part, after.trim_start());
        } else {
            rest = behind("day").filter(|_| date.month.is_some())?;
            date.day = part;
        }
    }
    (date.exists() && (date.year.is_some() || date.day.is_some())).then_some(date)
}

fn date_at(chars: &[char]) -> Option<PartialDate> {
    let (year, at) = digits(chars, 0, 4)?;
    let (month, at) = part(chars, at)?;
    let (day, end) = part(chars, at)?;
    let rest = chars[end..].iter().take_while(|c| c.is_ascii_digit()).count();
    // A time of day may follow directly.
    let is_hour = |hour: Option<(u16, usize)>| hour.is_some_and(|(hour, _)| hour < 24);
    let is_whole = rest == 0 || [2, 4, 6].contains(&rest) && is_hour(digits(chars, end, 2));
    let date = PartialDate::new(year, u8::try_from(month).ok()?, u8::try_from(day).ok()?);
    (is_whole && (1900..2100).contains(&year) && date.exists()).then_some(date)
}

/// Month or day: two digits, or one behind a separator.
fn part(chars: &[char], at: usize) -> Option<(u16, usize)> {
    match separator(chars, at) {
        Some(at) => digits(chars, at, 2).or_else(|| digits(chars, at, 1)),
        None => digits(chars, at, 2),
    }
}

/// The number of so many digits from `at`, and where they end.
fn digits(chars: &[char], at: usize, n: usize) -> Option<(u16, usize)> {
    let digits: String = chars.get(at..at + n)?.iter().take_while(|c| c.is_ascii_digit()).collect();
    (digits.len() == n).then(|| Some((digits.parse().ok()?, at + n)))?
}

fn separator(chars: &[char], at: usize) -> Option<usize> {
    chars.get(at).filter(|c| !c.is_ascii_alphanumeric() && !c.is_whitespace()).map(|_| at + 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clean::tests::cleaner;

    #[test]
    fn dates_are_found_in_what_pages_and_addresses_print() {
        for (text, date) in [
            ("发布时间：2024年5月6日 10:20", "2024-05-06"),
            ("2024-05-06T10:20:00+08:00", "2024-05-06"),
            ("2024/5/6 来源：新华社", "2024-05-06"),
            ("２００４年０５月０６日０８：１２", "2004-05-06"),
            ("http://a.cn/2024/0506/c1001-40230.html", "2024-05-06"),
            ("http://a.cn/n1/202405/06/t20240507_1.html", "2024-05-06"),
            ("http://a.cn/2024-05/06/content_1.htm", "2024-05-06"),
            ("t20240506_88.txt", "2024-05-06"),
            ("20240506102030", "2024-05-06"),
            ("2024050610", "2024-05-06"),
        ] {
            assert_eq!(find(text).map(|date| date.to_string()).as_deref(), Some(date), "{text}");
        }
        for text in [
            "",
            "2024",
            "2024年",
            "电话2024-1350-6",
            "id=12024050677",
            "3024-05-06",
            "2024-13-06",
            "2024-02-30",
            "2024050699",
        ] {
            assert_eq!(find(text), None, "{text}");
        }
    }

    /// As programs write them, as people write them, and as much of them as there is.
    #[test]
    fn fields_for_dates_are_taken_as_they_are_written() {
        let cleaner = cleaner();
        let read = |text: &str| stamp(text, cleaner.labels()).map(|date| date.to_string()).unwrap_or_default();
        for (text, date) in [
            ("Tue, 20 Jun 2023 10:00:00 +0800", "2023-06-20"),
            ("20-June-2023", "2023-06-20"),
            ("September 13, 2023", "2023-09-13"),
            ("Wed Sep 13 2023 07:30:00 GMT+0800", "2023-09-13"),
            ("Wed Sep 13 07:30:00 CST 2023", "2023-09-13"),
            ("1687226400", "2023-06-20"),
            ("1709222400000", "2024-03-01"),
            ("1709136000", "2024-02-29"),
            ("2023-06-20 10:00:00", "2023-06-20"),
            ("2023/9/13 7:05", "2023-09-13"),
            ("2023.09.13", "2023-09-13"),
            ("2023年9月13日", "2023-09-13"),
            ("2023 年 9 月 13 日", "2023-09-13"),
            ("2023年9月13日星期三 10:20", "2023-09-13"),
            // Night in Greenwich is the morning of the next day in Beijing; other zones keep their day.
            ("2023-12-31T23:30:00Z", "2024-01-01"),
            ("2023-09-13T16:00:00.000+00:00", "2023-09-14"),
            ("2023-09-13T15:59:59Z", "2023-09-13"),
            ("2023-09-13T23:30:00+08:00", "2023-09-13"),
            ("2023-09-13 23:30:00", "2023-09-13"),
            ("Wed, 13 Sep 2023 23:30:00 GMT", "2023-09-14"),
            ("Wed Sep 13 2023 23:30:00 GMT+0800", "2023-09-13"),
            ("2023年9月", "2023-09"),
            ("2023年", "2023"),
            ("2023-09", "2023-09"),
            ("2023/9", "2023-09"),
            ("2023", "2023"),
            ("9月13日", "--09-13"),
            ("9月13日 10:20", "--09-13"),
            ("09月03日", "--09-03"),
            ("--09-13", "--09-13"),
            ("民國112年9月13日", "2023-09-13"),
            ("中華民國 112 年 9 月 13 日", "2023-09-13"),
            ("民国112年9月", "2023-09"),
        ] {
            assert_eq!(read(text), date, "{text}");
        }
        for text in [
            "yesterday",
            "7",
            "12 Foo 2023",
            "-1687226400",
            "99 Jun 2023",
            "23-09-13",
            "23年9月13日",
            "13/09/23",
            "9/13",
            "13.09.23",
            "112年9月13日",
            "2023年第3期",
            "2023年度",
            "2023年13月",
            "2月30日",
            "9月",
            "13日",
            "1234",
            "民國人物",
            "2023-02-29",
            "May I",
        ] {
            assert_eq!(read(text), "", "{text}");
        }
    }

    #[test]
    fn a_date_takes_from_others_what_it_lacks() {
        let date = |text: &str| text.parse::<PartialDate>().expect("a date");
        for (first, others, expected) in [
            ("--09-13", vec!["2023-09-13"], "2023-09-13"),
            ("--09-13", vec!["2023-09-14"], "2023-09-13"),
            ("--12-31", vec!["2024-01-02"], "2023-12-31"),
            ("--01-01", vec!["2023-12-31"], "2024-01-01"),
            ("--09-13", vec!["2023"], "2023-09-13"),
            ("--09-13", vec!["2023-03-01"], "--09-13"),
            ("--09-13", vec![], "--09-13"),
            ("2023-09", vec!["2023-10-01", "2023-09-13"], "2023-09-13"),
            ("2023", vec!["2024-05-06"], "2023"),
            ("2023-09-13", vec!["2024-05-06"], "2023-09-13"),
        ] {
            let others: Vec<PartialDate> = others.into_iter().map(date).collect();
            assert_eq!(completed(date(first), &others).to_string(), expected, "{first} {others:?}");
        }
    }
}
