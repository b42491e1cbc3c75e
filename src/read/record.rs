//! Records: what a line of JSON, a row of a table or an entry of an archive says becomes an article.

use super::date;
use super::encoding::{self, Decoded};
use super::metadata::{Field, Metadata, Origin};
use super::{Context, EXPECTED, Input, Location, ReadError, stem};
use crate::article::Article;

/// The values of a record, by field.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Record([String; Field::ALL.len()]);

impl Record {
    pub(super) fn get(&self, field: Field) -> &str {
        &self.0[field as usize]
    }

    pub(super) fn set(&mut self, field: Field, value: String) {
        self.0[field as usize] = value;
    }
}

/// A file of records.
#[derive(Clone)]
pub(super) struct File<'a> {
    /// As messages name it.
    pub(super) file: String,
    /// The key that its records are numbered below.
    pub(super) key: String,
    pub(super) encoding: encoding::Found,
    /// Its records stand on lines of their own only since it was read.
    pub(super) is_list: bool,
    pub(super) context: Context<'a>,
}

impl File<'_> {
    pub(super) fn at(&self, line: usize, column: usize) -> Location {
        if self.is_list {
            return Location { record: line.to_string().into(), ..Location::file(&*self.file) };
        }
        Location { line, column, ..Location::file(&*self.file) }
    }

    /// The text of a record.
    pub(super) fn decode(&self, bytes: &[u8], line: usize) -> Result<Decoded, ReadError> {
        self.encoding.decode_record(bytes, self.context.cleaner).ok_or_else(|| {
            let byte = std::str::from_utf8(bytes).err().map_or(0, |error| error.valid_up_to());
            ReadError::Encoding {
                at: self.at(line, 0),
                byte,
                found: bytes.get(byte).copied().unwrap_or_default(),
                expected: EXPECTED,
            }
        })
    }

    /// The article of a record: the `number`th, which stands in for a missing id.
    pub(super) fn input(&self, record: &Record, number: usize, decoded: Decoded) -> Result<Input, String> {
        let body = record.get(Field::Text);
        if body.trim().is_empty() {
            return Err(format!("nothing in {:?}", self.context.options.fields.of(Field::Text)));
        }
        let id = record.get(Field::Id);
        let mut article = Article {
            id: if id.is_empty() { format!("{}#{number}", stem(&self.key)) } else { id.to_owned() },
            key: if id.is_empty() { format!("{}#{number}", self.key) } else { id.to_owned() },
            title: record.get(Field::Title).to_owned(),
            body: body.to_owned(),
            ..Article::default()
        };
        let mut metadata = Metadata::default();
        for field in [Field::Title, Field::Source, Field::Author, Field::Url] {
            metadata.add(field, Origin::Container, record.get(field));
        }
        let mut warnings = decoded.warnings();
        let date = record.get(Field::Date).trim();
        let labels = self.context.cleaner.labels();
        if date::stamp(date, labels).is_some() {
            metadata.add(Field::Date, Origin::Container, date);
        } else if !date.is_empty() {
            match date.parse() {
                Ok(date) => article.date = Some(date),
                Err(error) => warnings.push(format!("date: {error}")),
            }
        }
        super::header::dateline(body, labels, &mut metadata);
        super::header::trailer(body, labels, &mut metadata);
        metadata.settle(&mut article, labels);
        article.encoding = Some(decoded.encoding);
        Ok(Input { article, warnings })
    }
}
