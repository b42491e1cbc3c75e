//! Countries that an article names only within the names of their bodies: `the ministry of defence of A`.

use std::collections::{BTreeMap, BTreeSet};

use super::{Mention, Source};
use crate::ontology::class::Kind;
use crate::ontology::lexicon::{EntryId, Lexicon};
use crate::text::{Span, Text, offset};

/// Adds a mention for each country that no mention names and the name of a body of its state begins with, at the first such place. It lies within
/// the mention of the body and stands before it.
pub(super) fn add(text: &Text, mentions: &mut Vec<Mention>, lexicon: &Lexicon) {
    let named: BTreeSet<EntryId> = mentions
        .iter()
        .filter(|mention| mention.kind == Kind::Country)
        .filter_map(|m| entry(text, m, lexicon))
        .collect();
    let mut inner: BTreeMap<EntryId, Mention> = BTreeMap::new();
    for body in mentions.iter().filter(|mention| mention.kind == Kind::Organization) {
        if let Some((country, width)) =
            opening(text.get(body.span), lexicon).filter(|(country, _)| !named.contains(country))
        {
            let span = Span::new(body.span.start(), body.span.start() + offset(width));
            let mention = Mention { span, kind: Kind::Country, entry: Some(country), source: Source::Lexicon };
            inner.entry(country).or_insert(mention);
        }
    }
    mentions.extend(inner.into_values());
    mentions.sort_by_key(|mention| mention.span);
}

/// The country of a mention.
fn entry(text: &Text, mention: &Mention, lexicon: &Lexicon) -> Option<EntryId> {
    let name = text.get(mention.span);
    let without_side = || name.char_indices().next_back().filter(|(at, c)| *at > 0 && lexicon.is_side(*c));
    let short = || lexicon.short_form(without_side().map_or(name, |(at, _)| &name[..at])).first().copied();
    mention.entry.or_else(|| country(name, lexicon)).or_else(short)
}

/// The country whose name, of two characters or more, begins a longer name, and the bytes of it.
fn opening(name: &str, lexicon: &Lexicon) -> Option<(EntryId, usize)> {
    let (at, head) = lexicon.head(name)?;
    head.heads.iter().any(|head| head.is_state).then_some(())?;
    let end = |(end, _): (usize, char)| Some((country(&name[..end], lexicon)?, end));
    name.char_indices().rev().find_map(end).filter(|(_, width)| *width <= at && name[..*width].chars().nth(1).is_some())
}

fn country(name: &str, lexicon: &Lexicon) -> Option<EntryId> {
    let [entry] = lexicon.word(lexicon.find(name)?).names[..] else { return None };
    (lexicon.entry(entry).kind == Kind::Country).then_some(entry)
}
