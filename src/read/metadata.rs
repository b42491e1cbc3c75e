//! Metadata: what is said of an article in several places is put in order; the first place counts, and who contradicts is kept.

use crate::article::{Article, Conflict, PartialDate};

/// What can be said of an article.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Field {
    /// The input's own id.
    Id,
    /// The headline.
    Title,
    /// The date of publication.
    Date,
    /// Who published it.
    Source,
    /// Who wrote it.
    Author,
    /// Where it was published.
    Url,
    /// The text below the headline.
    Text,
}

impl Field {
    /// All of them.
    pub const ALL: [Field; 7] =
        [Field::Id, Field::Title, Field::Date, Field::Source, Field::Author, Field::Url, Field::Text];

    /// Its name, which is also that of the field in JSON Lines and of the column in tables, unless others are given.
    pub fn name(self) -> &'static str {
        match self {
            Field::Id => "id",
            Field::Title => "title",
            Field::Date => "date",
            Field::Source => "source",
            Field::Author => "author",
            Field::Url => "url",
            Field::Text => "text",
        }
    }
}

/// What the fields are called in records.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldNames([String; Field::ALL.len()]);

impl Default for FieldNames {
    fn default() -> Self {
        FieldNames(Field::ALL.map(|field| field.name().to_owned()))
    }
}

/// Why a field could not be renamed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "found {0:?}, expected one of id, title, date, source, author, url and text, and its name in the input: title=headline"
)]
pub struct FieldError(String);

impl FieldNames {
    /// Takes `title=headline`: the title stands in the field `headline`.
    ///
    /// # Errors
    /// There is no such field, or no name.
    pub fn rename(&mut self, pair: &str) -> Result<(), FieldError> {
        let (field, name) = pair.split_once('=').unwrap_or_default();
        let field = Field::ALL.into_iter().find(|known| known.name() == field);
        let (Some(field), false) = (field, name.is_empty()) else { return Err(FieldError(pair.to_owned())) };
        name.clone_into(&mut self.0[field as usize]);
        Ok(())
    }

    /// What a field is called.
    pub fn of(&self, field: Field) -> &str {
        &self.0[field as usize]
    }
}

/// Where a value was found, the most trusted first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Origin {
    /// A field of a record, a header of an archive.
    Container,
    /// The page's JSON-LD.
    JsonLd,
    /// A meta tag of the page, or the front matter of Markdown.
    Meta,
    /// The heading above the text of the page.
    Heading,
    /// What can be read on the page or in the text.
    Text,
    /// The address.
    Url,
    /// The name of the file.
    FileName,
}

impl Origin {
    fn name(self) -> &'static str {
        match self {
            Origin::Container => "container",
            Origin::JsonLd => "JSON-LD",
            Origin::Meta => "meta tag",
            Origin::Heading => "heading",
            Origin::Text => "text",
            Origin::Url => "address",
            Origin::FileName => "file name",
        }
    }
}

/// Values as they are found.
#[derive(Clone, Debug, Default)]
pub(super) struct Metadata(Vec<(Field, Origin, String)>);

impl Metadata {
    /// Notes a value, if it is one.
    pub(super) fn add(&mut self, field: Field, origin: Origin, value: &str) {
        let value = value.trim();
        if !value.is_empty() {
            self.0.push((field, origin, value.to_owned()));
        }
    }

    /// The most trusted value of a field.
    pub(super) fn get(&self, field: Field) -> Option<&str> {
        self.values(field).first().map(|(_, value)| *value)
    }

    /// The values of a field, the most trusted first, and of the same origin the first.
    fn values(&self, field: Field) -> Vec<(Origin, &str)> {
        let mut values: Vec<(Origin, &str)> =
            self.0.iter().filter(|(f, ..)| *f == field).map(|(_, origin, value)| (*origin, value.as_str())).collect();
        values.sort_by_key(|(origin, _)| *origin);
        values
    }

    /// Fills in what the article does not have yet, and notes who contradicts.
    pub(super) fn settle(mut self, article: &mut Article) {
        if let Some(date) = self.get(Field::Url).and_then(find_date) {
            self.add(Field::Date, Origin::Url, &date.to_string());
        }
        let mut conflicts = Vec::new();
        for field in [Field::Title, Field::Source, Field::Author, Field::Url] {
            let values = self.values(field);
            let Some(&(taken, value)) = values.first() else { continue };
            let slot = match field {
                Field::Title => &mut article.title,
                Field::Source => &mut article.source,
                Field::Author => &mut article.author,
                _ => &mut article.url,
            };
            if slot.is_empty() {
                value.clone_into(slot);
            }
            let others = values.iter().filter(|(_, other)| !agree(value, other));
            conflicts.extend(others.map(|&(from, other)| conflict(field, taken, from, other)));
        }
        let dates: Vec<(Origin, PartialDate)> =
            self.values(Field::Date).iter().filter_map(|(origin, value)| Some((*origin, stamp(value)?))).collect();
        if let Some(&(taken, date)) = dates.first() {
            article.date = article.date.or(Some(date));
            let others = dates.iter().filter(|(_, other)| *other != date);
            conflicts.extend(others.map(|&(from, other)| conflict(Field::Date, taken, from, &other.to_string())));
        }
        conflicts.dedup();
        article.conflicts.extend(conflicts);
    }
}

fn conflict(field: Field, taken: Origin, from: Origin, value: &str) -> Conflict {
    let [field, taken, from] = [field.name(), taken.name(), from.name()].map(str::to_owned);
    Conflict { field, taken, from, value: value.to_owned() }
}

/// Whether two values say the same: a page's title often has the site's name behind it.
fn agree(one: &str, other: &str) -> bool {
    let bare = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
    let (one, other) = (bare(one), bare(other));
    one.contains(&other) || other.contains(&one)
}

/// The date in a field that is made for it, as programs write it: by a full date, by the name of the month as in mail and RSS, or in
/// seconds or milliseconds since 1970, as of Beijing.
pub(super) fn stamp(text: &str) -> Option<PartialDate> {
    find_date(text).or_else(|| mail_date(text)).or_else(|| unix_date(text))
}

/// `Tue, 20 Jun 2023 10:00:00 +0800`.
fn mail_date(text: &str) -> Option<PartialDate> {
    const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    let words: Vec<&str> = text.split([' ', ',', '-']).filter(|word| !word.is_empty()).collect();
    words.windows(3).find_map(|three| {
        let name = three[1].get(..3)?.to_ascii_lowercase();
        let month = (1..).zip(MONTHS).find(|(_, known)| *known == name)?.0;
        let (day, year) = (three[0].parse().ok()?, three[2].parse().ok()?);
        let is_date = (1..=31).contains(&day) && (1900..2100).contains(&year);
        is_date.then(|| PartialDate::new(year, month, day))
    })
}

/// The day of a time in seconds or milliseconds, between 1990 and 2100.
fn unix_date(text: &str) -> Option<PartialDate> {
    let number: i64 = text.trim().parse().ok()?;
    let seconds = if number >= 100_000_000_000 { number / 1000 } else { number };
    if !(631_152_000..4_102_444_800).contains(&seconds) {
        return None;
    }
    // After Howard Hinnant's civil_from_days, with March as the first month, for days after 1970 only.
    let days = (seconds + 8 * 3600) / 86_400 + 719_468;
    let (era, day_of_era) = (days / 146_097, days % 146_097);
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
    let year = year_of_era + 400 * era + i64::from(month <= 2);
    Some(PartialDate::new(year.try_into().ok()?, month.try_into().ok()?, day.try_into().ok()?))
}

/// The first full date in a text: year, month and day, with at most one character between them that is neither letter of
/// ASCII nor digit, or the eight digits alone.
pub(super) fn find_date(text: &str) -> Option<PartialDate> {
    let chars: Vec<char> = text.chars().collect();
    (0..chars.len()).find_map(|start| {
        let is_inside = start > 0 && chars[start - 1].is_ascii_digit();
        if is_inside { None } else { date_at(&chars[start..]) }
    })
}

fn date_at(chars: &[char]) -> Option<PartialDate> {
    let (year, at) = number(chars, 0, 4)?;
    let (month, at) = part(chars, at)?;
    let (day, end) = part(chars, at)?;
    let rest = chars[end..].iter().take_while(|c| c.is_ascii_digit()).count();
    // A time of day may follow directly.
    let is_whole = [0, 4, 6].contains(&rest);
    let is_date = (1900..2100).contains(&year) && (1..=12).contains(&month) && (1..=31).contains(&day);
    let byte = |n| u8::try_from(n).ok();
    (is_whole && is_date).then(|| PartialDate { year: Some(year), month: byte(month), day: byte(day) })
}

/// Month or day: two digits, or one behind a separator.
fn part(chars: &[char], at: usize) -> Option<(u16, usize)> {
    match separator(chars, at) {
        Some(at) => number(chars, at, 2).or_else(|| number(chars, at, 1)),
        None => number(chars, at, 2),
    }
}

/// So many digits from `at`, and where they end.
fn number(chars: &[char], at: usize, n: usize) -> Option<(u16, usize)> {
    let digits: String = chars.get(at..at + n)?.iter().take_while(|c| c.is_ascii_digit()).collect();
    (digits.len() == n).then(|| Some((digits.parse().ok()?, at + n)))?
}

fn separator(chars: &[char], at: usize) -> Option<usize> {
    chars.get(at).filter(|c| !c.is_ascii_alphanumeric() && !c.is_whitespace()).map(|_| at + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_found_in_what_pages_and_addresses_print() {
        for (text, date) in [
            ("发布时间：2024年5月6日 10:20", "2024-05-06"),
            ("2024-05-06T10:20:00+08:00", "2024-05-06"),
            ("2024/5/6 来源：新华社", "2024-05-06"),
            ("http://a.cn/2024/0506/c1001-40230.html", "2024-05-06"),
            ("http://a.cn/n1/202405/06/t20240507_1.html", "2024-05-06"),
            ("http://a.cn/2024-05/06/content_1.htm", "2024-05-06"),
            ("t20240506_88.txt", "2024-05-06"),
            ("20240506102030", "2024-05-06"),
        ] {
            assert_eq!(find_date(text).map(|date| date.to_string()).as_deref(), Some(date), "{text}");
        }
        for text in ["", "2024", "2024年", "电话2024-1350-6", "id=12024050677", "3024-05-06", "2024-13-06"] {
            assert_eq!(find_date(text), None, "{text}");
        }
    }

    #[test]
    fn dates_are_taken_as_programs_write_them() {
        for (text, date) in [
            ("Tue, 20 Jun 2023 10:00:00 +0800", "2023-06-20"),
            ("20-June-2023", "2023-06-20"),
            ("1687226400", "2023-06-20"),
            ("1709222400000", "2024-03-01"),
            ("1709136000", "2024-02-29"),
            ("2023-06-20 10:00:00", "2023-06-20"),
        ] {
            assert_eq!(stamp(text).map(|date| date.to_string()).as_deref(), Some(date), "{text}");
        }
        for text in ["yesterday", "7", "12 Foo 2023", "-1687226400", "99 Jun 2023"] {
            assert_eq!(stamp(text), None, "{text}");
        }
    }

    #[test]
    fn the_first_place_counts_and_contradiction_is_kept() {
        let mut metadata = Metadata::default();
        metadata.add(Field::Title, Origin::Text, "会谈举行");
        metadata.add(Field::Title, Origin::Meta, "会谈举行_某网");
        metadata.add(Field::Url, Origin::Meta, "http://a.cn/2024/05/07/1.html");
        metadata.add(Field::Date, Origin::JsonLd, "2024-05-06T08:00:00Z");
        let mut article = Article { source: "某社".into(), ..Article::default() };
        metadata.add(Field::Source, Origin::Meta, " ");
        metadata.settle(&mut article);
        assert_eq!((article.date, article.source.as_str()), (Some(PartialDate::new(2024, 5, 6)), "某社"));
        let shown: Vec<String> =
            article.conflicts.iter().map(|c| format!("{} {} {} {}", c.field, c.taken, c.from, c.value)).collect();
        assert_eq!(shown, ["date JSON-LD address 2024-05-07"]);
    }
}
