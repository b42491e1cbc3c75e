//! Answers for people: what a store holds of a thing or a fact, in words and columns, without a line of SPARQL.
//!
//! Each answer is a plain value first, which is printed as text or as JSON.

pub mod names;
pub mod card;
pub mod why;
pub mod timeline;
pub mod selection;
pub mod network;
pub mod central;
pub mod path;

use rustc_hash::FxHashMap;

use crate::rdf::Store;
use crate::rdf::view::{Fact, Object, Thing, ViewError};

/// Names of things and dates of articles, each looked up once.
pub(crate) struct Lookup<'s> {
    store: &'s Store,
    things: FxHashMap<String, Thing>,
    dates: FxHashMap<String, Option<String>>,
}

impl<'s> Lookup<'s> {
    fn new(store: &'s Store) -> Self {
        Lookup { store, things: FxHashMap::default(), dates: FxHashMap::default() }
    }

    /// The thing with this IRI; one that bears its IRI as its name where the store has none.
    fn thing(&mut self, iri: &str) -> Result<&Thing, ViewError> {
        if !self.things.contains_key(iri) {
            let unknown = || Thing { iri: iri.to_owned(), name: self.store.short(iri), ..Thing::default() };
            let thing = self.store.thing(iri)?.unwrap_or_else(unknown);
            self.things.insert(iri.to_owned(), thing);
        }
        Ok(&self.things[iri])
    }

    fn name(&mut self, iri: &str) -> Result<String, ViewError> {
        Ok(self.thing(iri)?.name.clone())
    }

    /// When an article was published, as far as known.
    fn published(&mut self, article: &str) -> Result<Option<&str>, ViewError> {
        if !self.dates.contains_key(article) {
            self.dates.insert(article.to_owned(), self.store.published(article)?);
        }
        Ok(self.dates[article].as_deref())
    }

    /// A fact as people say it: subject, property, object.
    fn fact(&mut self, fact: &Fact) -> Result<String, ViewError> {
        let subject = self.name(&fact.subject)?;
        let object = match &fact.object {
            Object::Thing(iri) => self.name(iri)?,
            Object::Text(text) => text.clone(),
        };
        Ok(format!("{subject} {} {object}", fact.predicate))
    }
}

/// Writes rows as columns without a head, indented, each as wide as a terminal shows it.
fn columns(rows: &[Vec<String>], out: &mut dyn std::io::Write) -> std::io::Result<()> {
    use unicode_width::UnicodeWidthStr as _;
    let n = rows.iter().map(Vec::len).max().unwrap_or(0);
    let width = |i: usize| rows.iter().filter_map(|row| row.get(i)).map(|cell| cell.width()).max().unwrap_or(0);
    let widths: Vec<usize> = (0..n).map(width).collect();
    for row in rows {
        let mut line = String::new();
        for (cell, width) in row.iter().zip(&widths) {
            line.push_str(cell);
            line.extend(std::iter::repeat_n(' ', width + 2 - cell.width()));
        }
        writeln!(out, "  {}", line.trim_end())?;
    }
    Ok(())
}
