//! Periods: since when and until when a post is or was held, where the clause of its verb says so.
//!
//! `from D on holds`, `from D to E held`, `took office in D`, `left office in D`, `held it until D`. A date of which the verb could
//! be true on that day alone, as in `was minister in D`, begins and ends nothing.

use std::ops::Range;

use super::chunk::{Chunks, Subject};
use super::element::What;
use super::{Context, Period};
use crate::article::PartialDate;
use crate::ontology::lexicon::Role;
use crate::punctuation::Mark;
use crate::segment::Pos;

/// The period that the clause of a verb gives the posts that it speaks of.
pub(super) fn of(chunks: &Chunks<'_>, verb: usize, clause: Range<usize>, context: &Context<'_>) -> Period {
    let before = stated(chunks, verb, clause.start..verb, context);
    let before = before.or_else(|| {
        // `in D, A took office`
        let at = chunks.clauses.iter().position(|other| other.elements == clause)?.checked_sub(1)?;
        let earlier = &chunks.clauses[at];
        let is_when =
            |i: usize| chunks.elements[i].what == What::Date || chunks.roles(i).is_preposition() || is_since(chunks, i);
        let is_bare = earlier.subject == Subject::Omitted && earlier.elements.clone().all(is_when);
        stated(chunks, verb, earlier.elements.clone(), context).filter(|_| is_bare)
    });
    let mut period = before.unwrap_or_default();
    // `held it until D`
    let is_last = |i: &usize| chunks.has(*i, Role::Until) && date_at(chunks, i + 1, context).is_some();
    if period.until.is_none()
        && let Some(until) = (verb + 1..clause.end).find(is_last)
    {
        period.until = date_at(chunks, until + 1, context);
    }
    period
}

/// What the dates in some elements before a verb say of it.
fn stated(chunks: &Chunks<'_>, verb: usize, elements: Range<usize>, context: &Context<'_>) -> Option<Period> {
    let last = elements.clone().rev().find(|i| chunks.elements[*i].what == What::Date)?;
    // `in D graduated and then took office`: the date is that of what came before.
    let is_other = |i: usize| chunks.is_verb(i) || chunks.has(i, Role::During) || chunks.elements[i].pos == Pos::Phrase;
    let is_own = (last + 1..verb).all(|i| !is_other(i) || is_since(chunks, i));
    let date = date_at(chunks, last, context).filter(|_| is_own)?;
    let before = elements.clone().rev().find(|i| *i < last && chunks.elements[*i].what == What::Date);
    let is_to = |i: usize| chunks.has(i, Role::Until) || chunks.mark(i) == Some(Mark::Break);
    if let Some(first) = before {
        let from = date_at(chunks, first, context)?;
        // `from March to May of 2019` prints the year once.
        let is_of_same_year =
            !context.text.get(chunks.elements[last].span).bytes().take(4).all(|byte| byte.is_ascii_digit());
        let until = PartialDate { year: if is_of_same_year { from.year } else { date.year }, ..date };
        let is_range = first + 1 < last && (first + 1..last).all(is_to);
        return is_range.then_some(Period { from: Some(from), until: Some(until) });
    }
    let is_since = is_since(chunks, last + 1) || last > elements.start && is_since(chunks, last - 1);
    if is_since || chunks.has(verb, Role::Begins) {
        Some(Period { from: Some(date), until: None })
    } else if chunks.has(verb, Role::Ends) {
        Some(Period { from: None, until: Some(date) })
    } else {
        None
    }
}

fn is_since(chunks: &Chunks<'_>, i: usize) -> bool {
    chunks.has(i, Role::Since)
}

/// The date at an element.
fn date_at(chunks: &Chunks<'_>, i: usize, context: &Context<'_>) -> Option<PartialDate> {
    let element = chunks.elements.get(i).filter(|element| element.what == What::Date)?;
    context.mentions.dates.iter().find(|date| date.span == element.span).map(|date| date.date)
}
