//! A timeline: what the graph knows of a thing, by date.
//!
//! A fact stands at the dates on which it happened, where articles give them; else at the date of the event that it speaks of; else
//! once, as reported, at the date on which the first article that states it was published.

use std::collections::BTreeMap;
use std::io::{self, Write};

use serde::Serialize;

use super::Lookup;
use crate::ontology::Vocabulary;
use crate::query::table;
use crate::rdf::Store;
use crate::rdf::count::{Counted, Dated};
use crate::rdf::view::{Fact, Object, Thing, ViewError};

/// Properties of what lasts. No article gives a day for it, and most facts of an archive are of these.
const LASTING: [&str; 3] = ["holdsPosition", "worksFor", "partOf"];

/// Something that happened, or was reported.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Entry {
    /// When, as ISO 8601, as far as known.
    pub date: String,
    /// Whether it is known to have happened then, or only to have been reported.
    pub known: Known,
    /// What: the fact, by names.
    pub what: String,
    /// Where.
    pub place: Option<String>,
    /// How many articles say so.
    pub articles: usize,
}

/// What the date of an entry is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Known {
    /// When it happened.
    Happened,
    /// When an article that says so was published.
    Reported,
}

/// Days from and to which to look, both included; a month or a year will do.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Period {
    /// The first.
    pub since: Option<String>,
    /// The last.
    pub until: Option<String>,
}

impl Period {
    /// Whether all days are in it.
    pub fn is_all(&self) -> bool {
        *self == Period::default()
    }

    /// Whether a date is in it.
    pub fn has(&self, date: &str) -> bool {
        let is_after = |since: &String| date >= since.as_str() || since.starts_with(date);
        let is_before = |until: &String| date <= until.as_str() || date.starts_with(until.as_str());
        self.since.as_ref().is_none_or(is_after) && self.until.as_ref().is_none_or(is_before)
    }
}

/// What happened to a thing in a period, by date.
///
/// # Errors
/// The store cannot be read.
pub fn timeline(
    store: &Store,
    vocabulary: &Vocabulary,
    thing: &Thing,
    period: &Period,
) -> Result<Vec<Entry>, ViewError> {
    let lookup = &mut Lookup::new(store);
    let is_day = |date: &String| date.starts_with(|c: char| c.is_ascii_digit());
    let mut dated: BTreeMap<Fact, Vec<Dated>> = BTreeMap::new();
    let mut happens = vocabulary.facts();
    happens.retain(|(property, _)| !LASTING.contains(property));
    for it in store.dated(&thing.iri, &happens)?.into_iter().filter(|it| is_day(&it.date)) {
        dated.entry(it.fact.clone()).or_default().push(it);
    }
    let mut entries: BTreeMap<(String, Known, String, Option<String>), usize> = BTreeMap::new();
    for Counted { fact, articles, first, .. } in store.counted(&thing.iri, &vocabulary.facts())? {
        let of_event = match &fact.object {
            Object::Thing(object) if !dated.contains_key(&fact) => store.happened_on(object)?.filter(is_day),
            _ => None,
        };
        let at = match (dated.remove(&fact), of_event, first) {
            (Some(dated), ..) => {
                dated.into_iter().map(|it| (it.date, Known::Happened, it.place, it.articles)).collect()
            }
            (None, Some(date), _) => vec![(date, Known::Happened, None, articles)],
            (None, None, Some(date)) => vec![(date, Known::Reported, None, articles)],
            (None, None, None) => Vec::new(),
        };
        for (date, known, place, articles) in at.into_iter().filter(|(date, ..)| period.has(date)) {
            let place = place.map(|place| lookup.name(&place)).transpose()?;
            *entries.entry((date, known, lookup.fact(&fact)?, place)).or_default() += articles;
        }
    }
    // What happened at a place, and is no fact of the place itself.
    for occurrence in store.occurrences_at(&thing.iri)? {
        let Some(date) = occurrence.date.filter(|date| period.has(date)) else { continue };
        if occurrence.participants.len() == 2 && !occurrence.participants.contains(&thing.iri) {
            let [one, other] = [0, 1].map(|i| lookup.name(&occurrence.participants[i]));
            let what = format!("{} {} {}", one?, occurrence.class, other?);
            entries.entry((date, Known::Happened, what, Some(thing.name.clone()))).or_insert(1);
        }
    }
    let entry = |((date, known, what, place), articles)| Entry { date, known, what, place, articles };
    Ok(entries.into_iter().map(entry).collect())
}

/// Writes a timeline for people.
///
/// # Errors
/// Writing failed.
pub fn write(entries: &[Entry], out: &mut dyn Write) -> io::Result<()> {
    let row = |entry: &Entry| {
        let known = if entry.known == Known::Reported { "reported" } else { "" };
        vec![
            entry.date.clone(),
            known.to_owned(),
            table::fit(&entry.what),
            entry.place.clone().unwrap_or_default(),
            entry.articles.to_string(),
        ]
    };
    let head = ["date", "", "what", "where", "articles"].map(ToOwned::to_owned);
    table::table(&head, &entries.iter().map(row).collect::<Vec<_>>(), out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rdf::tests::store;

    #[test]
    fn a_period_takes_months_and_years_for_all_their_days() {
        let period = |since: Option<&str>, until: Option<&str>| Period {
            since: since.map(ToOwned::to_owned),
            until: until.map(ToOwned::to_owned),
        };
        assert!(period(None, None).has("2024") && period(None, None).is_all());
        assert!(period(Some("2024-02"), None).has("2024-02-01") && !period(Some("2024-02"), None).has("2024-01-31"));
        assert!(period(Some("2024-02-05"), None).has("2024-02"), "some of the month may be in it");
        assert!(period(None, Some("2024-02")).has("2024-02-29") && !period(None, Some("2024-02")).has("2024-03"));
    }

    #[test]
    fn facts_stand_at_the_day_they_happened_or_were_reported() {
        let store = store();
        let thing = store.things_named("王毅").expect("in memory").swap_remove(0);
        let vocabulary = Vocabulary::load(None).expect("the bundled vocabulary is sound");
        let lines: Vec<String> = (timeline(&store, &vocabulary, &thing, &Period::default()).expect("in memory").iter())
            .map(|e| format!("{} {:?} {} {}", e.date, e.known, e.what, e.place.as_deref().unwrap_or("-")))
            .collect();
        assert_eq!(
            lines,
            [
                "2023-09-13 Happened 王毅 met 布林肯 北京",
                "2023-09-14 Reported 王毅 holdsPosition 外交部长 -",
                "2023-09-14 Reported 王毅 worksFor 中国 -",
            ]
        );
    }
}
