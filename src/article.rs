//! An article as it was read: decoded, not yet cleaned.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// One news article before any cleaning.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Article {
    /// The input's own id: a JSON line's `id`, or the file's stem.
    pub id: String,
    /// What tells this article from every other of the archive and stays when its text is corrected:
    /// the `id` of a JSON line, or the path of a file below the folder it was found in.
    pub key: String,
    /// Headline; empty where the input has none.
    pub title: String,
    /// Publication date, where known.
    pub date: Option<PartialDate>,
    /// Who published it; empty where unknown.
    pub source: String,
    /// Who wrote it; empty where unknown.
    pub author: String,
    /// Where it was published; empty where unknown.
    pub url: String,
    /// The text below the headline.
    pub body: String,
    /// What its bytes were; nothing for a text that was never bytes.
    pub encoding: Option<Encoding>,
    /// What was said of it in one place and otherwise in another.
    pub conflicts: Vec<Conflict>,
}

/// The encoding in which an article was found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Encoding {
    /// Its name in the Encoding Standard, in capitals.
    pub name: String,
    /// What told it.
    pub by: Sign,
    /// How sure it is, in percent.
    pub certainty: u8,
}

/// What told an encoding.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Sign {
    /// A byte order mark.
    Mark,
    /// The container or the page says so, and the text bears it out.
    Declaration,
    /// What the text says in it.
    Content,
}

/// Name, sign and certainty, as the store holds them.
impl fmt::Display for Encoding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let by = match self.by {
            Sign::Mark => "mark",
            Sign::Declaration => "declaration",
            Sign::Content => "content",
        };
        write!(f, "{} {by} {}", self.name, self.certainty)
    }
}

impl Encoding {
    /// The inverse of its text.
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = text.split(' ');
        let name = parts.next()?.to_owned();
        let by = match parts.next()? {
            "mark" => Sign::Mark,
            "declaration" => Sign::Declaration,
            "content" => Sign::Content,
            _ => return None,
        };
        Some(Encoding { name, by, certainty: parts.next()?.parse().ok()? })
    }
}

/// A value that was found for an article and not taken, since another place says otherwise and comes first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Conflict {
    /// What it is about: `title`, `date`, `source`, `author` or `url`.
    pub field: String,
    /// Where the value that was taken comes from.
    pub taken: String,
    /// Where this value comes from.
    pub from: String,
    /// The value.
    pub value: String,
}

impl Article {
    /// The text that all offsets count in: title, line feed, body; or the body alone.
    pub fn text(&self) -> String {
        if self.title.is_empty() { self.body.clone() } else { format!("{}\n{}", self.title, self.body) }
    }
}

/// As the store holds it: `date: JSON-LD over address: 2024-05-07`.
impl fmt::Display for Conflict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Conflict { field, taken, from, value } = self;
        write!(f, "{field}: {taken} over {from}: {value}")
    }
}

impl Conflict {
    /// The inverse of its text.
    pub fn parse(text: &str) -> Option<Self> {
        let (field, rest) = text.split_once(": ")?;
        let (origins, value) = rest.split_once(": ")?;
        let (taken, from) = origins.split_once(" over ")?;
        let [field, taken, from, value] = [field, taken, from, value].map(str::to_owned);
        Some(Conflict { field, taken, from, value })
    }
}

/// A date of which the year, the month or the day may be unknown. Partial dates stay partial.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PartialDate {
    /// Gregorian year.
    pub year: Option<u16>,
    /// 1 to 12.
    pub month: Option<u8>,
    /// 1 to 31.
    pub day: Option<u8>,
}

impl PartialDate {
    /// A date of which all is known.
    pub fn new(year: u16, month: u8, day: u8) -> Self {
        PartialDate { year: Some(year), month: Some(month), day: Some(day) }
    }

    /// Whether it is before another, as far as both are known.
    pub fn is_before(self, other: Self) -> bool {
        let parts = |date: Self| [date.year, date.month.map(u16::from), date.day.map(u16::from)];
        let known = parts(self).into_iter().zip(parts(other)).map_while(|(a, b)| a.zip(b));
        known.map(|(a, b)| a.cmp(&b)).find(|order| order.is_ne()).is_some_and(std::cmp::Ordering::is_lt)
    }

    /// Whether the calendar has such a day, such a month; a day without a year may be the 29th of February.
    pub fn exists(self) -> bool {
        let month = self.month.unwrap_or(1);
        let days = || days_of_month(self.year.unwrap_or(2000), month);
        (1..=12).contains(&month) && self.day.is_none_or(|day| (1..=days()).contains(&day))
    }
}

/// Days of a month in the Gregorian calendar.
pub(crate) fn days_of_month(year: u16, month: u8) -> u8 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400)) => 29,
        2 => 28,
        _ => 31,
    }
}

/// ISO 8601 as far as known, as in XML Schema: `2024-09-05`, `2024-09`, `2024`, `--09-05`, `--09`, `---05`.
impl fmt::Display for PartialDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.year, self.month, self.day) {
            (Some(y), Some(m), Some(d)) => write!(f, "{y:04}-{m:02}-{d:02}"),
            (Some(y), Some(m), None) => write!(f, "{y:04}-{m:02}"),
            (Some(y), None, _) => write!(f, "{y:04}"),
            (None, Some(m), Some(d)) => write!(f, "--{m:02}-{d:02}"),
            (None, Some(m), None) => write!(f, "--{m:02}"),
            (None, None, Some(d)) => write!(f, "---{d:02}"),
            (None, None, None) => Ok(()),
        }
    }
}

/// Why a date could not be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("found {0:?}, expected a date such as 2024-09-05, 2024-09 or 2024")]
pub struct DateError(String);

impl FromStr for PartialDate {
    type Err = DateError;

    /// Reads `2024-09-05`, `2024-9-5`, `2024/9/5`, `20240905`, `2024-09`, `2024`, and what has no year as it is printed; a time of
    /// day after it is ignored.
    fn from_str(text: &str) -> Result<Self, DateError> {
        let error = || DateError(text.to_owned());
        let date = text.trim().split(['T', ' ']).next().unwrap_or_default();
        if let Some(rest) = date.strip_prefix("--") {
            let number = |text: &str| text.parse().ok();
            let (month, day) = match (rest.strip_prefix('-'), rest.split_once('-')) {
                (Some(day), _) => (None, number(day)),
                (None, Some((month, day))) => (number(month), number(day)),
                (None, None) => (number(rest), None),
            };
            let date = PartialDate { year: None, month, day };
            return if date.to_string() == text.trim() && date.exists() { Ok(date) } else { Err(error()) };
        }
        let parts: Vec<&str> = if date.len() == 8 && date.bytes().all(|b| b.is_ascii_digit()) {
            vec![&date[..4], &date[4..6], &date[6..]]
        } else {
            date.split(['-', '/', '.']).collect()
        };
        if parts.is_empty() || parts.len() > 3 || parts[0].len() != 4 {
            return Err(error());
        }
        let year = parts[0].parse().map_err(|_| error())?;
        let part = |i: usize, max: u8| match parts.get(i) {
            None => Ok(None),
            Some(p) => p.parse().ok().filter(|n| (1..=max).contains(n)).map(Some).ok_or_else(error),
        };
        let date = PartialDate { year: Some(year), month: part(1, 12)?, day: part(2, 31)? };
        if date.exists() { Ok(date) } else { Err(error()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_store_holds_of_an_article_is_read_again() {
        let encoding = Encoding { name: "GB18030".into(), by: Sign::Content, certainty: 96 };
        assert_eq!(Encoding::parse(&encoding.to_string()), Some(encoding));
        let [field, taken, from, value] = ["date", "JSON-LD", "address", "2024: 5"].map(str::to_owned);
        let conflict = Conflict { field, taken, from, value };
        assert_eq!(Conflict::parse(&conflict.to_string()), Some(conflict));
    }

    #[test]
    fn dates_round_trip_and_nonsense_is_refused() {
        for iso in ["2024-09-05", "2024-09", "2024", "--09-05", "--02-29", "--09", "---05"] {
            assert_eq!(iso.parse::<PartialDate>().expect("a date").to_string(), iso);
        }
        for (loose, iso) in
            [("20240905", "2024-09-05"), ("2024/9/5", "2024-09-05"), ("2024-09-05T08:00:00Z", "2024-09-05")]
        {
            assert_eq!(loose.parse::<PartialDate>().expect("a date").to_string(), iso);
        }
        for wrong in
            ["", "yesterday", "2024-13-01", "05.09.2024", "2024-09-05-01", "2023-02-29", "--9-5", "--", "--02-30"]
        {
            assert!(wrong.parse::<PartialDate>().is_err(), "{wrong}");
        }
    }
}
