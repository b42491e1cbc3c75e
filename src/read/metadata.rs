//! Metadata: what is said of an article in several places is put in order; the first place counts, and who contradicts is kept.

use super::date;
use crate::article::{Article, Conflict, PartialDate};
use crate::clean::Labels;

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

    /// The names that a field may have, the first to be asked for first: the one that it was given, or else its own and those that
    /// are usual.
    pub(super) fn names<'n>(&'n self, field: Field, labels: &'n Labels) -> impl Iterator<Item = &'n str> {
        let usual = if self.of(field) == field.name() { labels.of(kind(field)) } else { &[] };
        [self.of(field)].into_iter().chain(usual.iter().map(String::as_str))
    }
}

/// The kind of label that has the usual names of a field in records.
fn kind(field: Field) -> &'static str {
    match field {
        Field::Id => "",
        Field::Title => "field-title",
        Field::Date => "field-date",
        Field::Source => "field-source",
        Field::Author => "field-author",
        Field::Url => "field-url",
        Field::Text => "field-text",
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
    /// What a page gives its program to show.
    Data,
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
            Origin::Data => "data",
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
        // Publishing systems put the numbers of their users where names should be.
        let is_number = matches!(field, Field::Source | Field::Author) && !value.contains(char::is_alphabetic);
        if !value.is_empty() && !is_number {
            self.0.push((field, origin, value.to_owned()));
        }
    }

    /// The most trusted value of a field.
    pub(super) fn get(&self, field: Field) -> Option<&str> {
        self.values(field).first().map(|(_, value)| *value)
    }

    /// The values of a field, the most trusted first, and of the same origin the first.
    pub(super) fn values(&self, field: Field) -> Vec<(Origin, &str)> {
        let mut values: Vec<(Origin, &str)> =
            self.0.iter().filter(|(f, ..)| *f == field).map(|(_, origin, value)| (*origin, value.as_str())).collect();
        values.sort_by_key(|(origin, _)| *origin);
        values
    }

    /// Fills in what the article does not have yet, and notes who contradicts.
    pub(super) fn settle(mut self, article: &mut Article, labels: &Labels) {
        if let Some(date) = self.get(Field::Url).and_then(date::find) {
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
        let values = self.values(Field::Date);
        let dates: Vec<(Origin, PartialDate)> =
            values.iter().filter_map(|(origin, value)| Some((*origin, date::stamp(value, labels)?))).collect();
        if let Some(&(taken, date)) = dates.first() {
            let others: Vec<PartialDate> = dates[1..].iter().map(|(_, date)| *date).collect();
            let date = date::completed(date, &others);
            article.date = article.date.or(Some(date));
            let others = dates[1..].iter().filter(|(_, other)| !date::agree(date, *other));
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
pub(super) fn agree(one: &str, other: &str) -> bool {
    let bare = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
    let (one, other) = (bare(one), bare(other));
    one.contains(&other) || other.contains(&one)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clean::tests::cleaner;

    #[test]
    fn the_first_place_counts_and_contradiction_is_kept() {
        let mut metadata = Metadata::default();
        metadata.add(Field::Title, Origin::Text, "会谈举行");
        metadata.add(Field::Title, Origin::Meta, "会谈举行_某网");
        metadata.add(Field::Url, Origin::Meta, "http://a.cn/2024/05/07/1.html");
        metadata.add(Field::Date, Origin::JsonLd, "2024-05-06T08:00:00Z");
        let mut article = Article { source: "某社".into(), ..Article::default() };
        metadata.add(Field::Source, Origin::Meta, " ");
        metadata.settle(&mut article, cleaner().labels());
        assert_eq!((article.date, article.source.as_str()), (Some(PartialDate::new(2024, 5, 6)), "某社"));
        let shown: Vec<String> =
            article.conflicts.iter().map(|c| format!("{} {} {} {}", c.field, c.taken, c.from, c.value)).collect();
        assert_eq!(shown, ["date JSON-LD address 2024-05-07"]);
    }
}
