//! Words for years, months and days.

use rustc_hash::FxHashMap;

use super::{Files, OntologyError};

/// What a word says of a date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// The number before it is a year.
    Year,
    /// The number before it is a month.
    Month,
    /// The number before it is a day.
    Day,
    /// What stands before it is the first of several days, months or years, what stands after it the last.
    Until,
    /// A day, counted back from the article's date.
    DaysAgo(i8),
    /// A year, counted back from the article's date.
    YearsAgo(i8),
}

/// The words that dates are made of.
#[derive(Debug)]
pub struct TimeWords(FxHashMap<String, Unit>);

impl TimeWords {
    /// Reads the table of time words.
    pub(crate) fn load(files: &Files) -> Result<Self, OntologyError> {
        let mut words = FxHashMap::default();
        for row in files.table("lexicon/times.tsv")?.rows() {
            let value = || {
                row.get("value")?
                    .parse()
                    .map_err(|_| row.error("found no small whole number in value, expected one".to_owned()))
            };
            let unit = match row.get("kind")? {
                "year" => Unit::Year,
                "month" => Unit::Month,
                "day" => Unit::Day,
                "until" => Unit::Until,
                "daysago" => Unit::DaysAgo(value()?),
                "yearsago" => Unit::YearsAgo(value()?),
                other => {
                    let expected = "year, month, day, until, daysago or yearsago";
                    return Err(row.error(format!("found kind {other:?}, expected {expected}")));
                }
            };
            words.insert(row.get("word")?.to_owned(), unit);
        }
        Ok(TimeWords(words))
    }

    /// What a word says of a date.
    pub fn get(&self, word: &str) -> Option<Unit> {
        self.0.get(word).copied()
    }
}
