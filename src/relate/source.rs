//! Sources: from whom the article has what it tells.
//!
//! `据A报道，…`, `A报道称，…`, `A的报告显示，…`: the clause names an outlet or a text, and what the sentence goes on with comes from it.
//! A source passes on what it has and is not who speaks: in `A援引B的话说，…` it is B who speaks, and so does a person after the
//! preposition: `据B介绍，…`.

use super::Context;
use super::chunk::{Chunks, Noun};
use super::element::What;
use crate::ontology::class::Kind;
use crate::ontology::lexicon::Role;
use crate::punctuation::Mark;
use crate::segment::Pos;

/// Who speaks in what a source passes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Speaks {
    /// The article, with what the source has.
    Nobody,
    /// Somebody named, by a noun of the sentence.
    Noun(usize),
    /// Somebody without a name.
    Somebody,
}

/// A clause that says where what follows comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Cited {
    pub(super) clause: usize,
    /// Its last element: the word for reporting or saying.
    pub(super) cue: usize,
    /// The mention of the source, if it has a name.
    pub(super) source: Option<usize>,
    pub(super) speaks: Speaks,
}

/// The clauses of a sentence that cite.
pub(super) fn cited(chunks: &Chunks<'_>, context: &Context<'_>) -> Vec<Cited> {
    (0..chunks.clauses.len()).filter_map(|clause| cited_in(chunks, clause, context)).collect()
}

fn cited_in(chunks: &Chunks<'_>, clause: usize, context: &Context<'_>) -> Option<Cited> {
    let (start, end) = (chunks.clauses[clause].elements.start, chunks.clauses[clause].elements.end);
    matches!(chunks.mark(end), Some(Mark::Comma | Mark::Colon)).then_some(())?;
    let cue = end - 1;
    let found = |source, speaks| Some(Cited { clause, cue, source, speaks });
    let is_citing = |i: usize| chunks.has(i, Role::Source);
    let opening = (start..end).find(|i| !is_aside(chunks, *i)).filter(|i| is_citing(*i));
    // `A cites B`, or by the preposition `as A cites B`.
    let first = opening.map_or(start, |opening| opening + 1);
    if let Some(quotes) = (first..cue).find(|i| is_citing(*i) && !chunks.has(*i, Role::Prep)) {
        let source = source_before(chunks, first, quotes);
        let is_person = |mention: &usize| chunks.mentions.mentions[*mention].kind == Kind::Person;
        if source.is_none_or(|source| !is_person(&source)) {
            let speaks = cites(chunks, quotes, end)?;
            return found(source, speaks);
        }
        return None;
    }
    if let Some(opening) = opening {
        let tells = [Role::Reports, Role::Cue, Role::Voice, Role::Hearsay].iter().any(|role| chunks.has(cue, *role));
        (tells && cue > opening).then_some(())?;
        // A body that tells something itself speaks; an outlet passes on.
        let is_own = chunks.has(cue, Role::Cue) && !chunks.has(cue, Role::Reports);
        let speaks = |noun: &Noun| chunks.is_speaker(noun) || is_own && noun.end == cue && !is_outlet(noun, context);
        let noun = chunks.nouns.iter().position(|noun| noun.first > opening && noun.end <= cue && speaks(noun));
        if let Some(noun) = noun {
            return found(None, Speaks::Noun(noun));
        }
        let source = source_before(chunks, opening + 1, cue);
        let is_people = (opening..cue).any(|i| chunks.has(i, Role::People)) && source.is_none();
        let speaks = if is_people { Speaks::Somebody } else { Speaks::Nobody };
        return (source.is_some() || is_people).then_some(()).and_then(|()| found(source, speaks));
    }
    // `A reports`, `A reports, saying`, `the report of A shows`.
    let reports = [cue, cue.checked_sub(1)?].into_iter().find(|i| *i > start && chunks.has(*i, Role::Reports))?;
    (reports == cue || chunks.has(cue, Role::Cue)).then_some(())?;
    found(Some(source_before(chunks, start, reports)?), Speaks::Nobody)
}

/// Whether the element only says when, or joins the sentence to the one before.
fn is_aside(chunks: &Chunks<'_>, i: usize) -> bool {
    let element = &chunks.elements[i];
    element.what == What::Date
        || element.what == What::Word && matches!(element.pos, Pos::Adverb | Pos::Time) && !chunks.has(i, Role::Source)
}

/// Whether a noun is no body that could speak: an outlet, a text, a place.
fn is_outlet(noun: &Noun, context: &Context<'_>) -> bool {
    let mention = noun.heads[0];
    let entry = context.referent(mention).and_then(|id| context.referents.get(id).entry);
    let is_media = entry.is_some_and(|entry| context.ontology.lexicon.entry(entry).is_media);
    is_media || !matches!(context.kind(mention), Kind::Organization | Kind::Country)
}

/// The mention of the outlet, body or text that is named last before an element, with nothing but the words for its text between.
fn source_before(chunks: &Chunks<'_>, start: usize, end: usize) -> Option<usize> {
    let is_between = |i: &usize| {
        let element = &chunks.elements[*i];
        let is_made = element.pos == Pos::Verb && (*i..end).any(|de| chunks.has(de, Role::De));
        match element.what {
            What::Date => true,
            What::Mark(mark) => matches!(mark, Mark::OpenTitle | Mark::CloseTitle | Mark::OpenQuote | Mark::CloseQuote),
            What::Mention(_) => chunks.kind(*i) == Some(Kind::Place),
            What::Word => {
                let is_noun = matches!(
                    element.pos,
                    Pos::Noun | Pos::Gerund | Pos::Adjective | Pos::Adverb | Pos::Time | Pos::Number
                );
                (is_noun || is_made || chunks.has(*i, Role::De))
                    && ![Role::People, Role::Denied, Role::Planned].iter().any(|role| chunks.has(*i, *role))
            }
        }
    };
    let last = (start..end).rev().find(|i| !is_between(i))?;
    let is_source = matches!(chunks.kind(last), Some(Kind::Organization | Kind::Document | Kind::Country));
    chunks.mention(last).filter(|_| is_source)
}

/// Who is cited by the verb at `quotes`; none where it is no person or body, so that who cites speaks.
fn cites(chunks: &Chunks<'_>, quotes: usize, end: usize) -> Option<Speaks> {
    let is_text = (quotes + 1..end).any(|i| chunks.has(i, Role::Voice) && !chunks.has(i, Role::Reports));
    let agent = |noun: &Noun| {
        matches!(chunks.mentions.mentions[noun.heads[0]].kind, Kind::Person | Kind::Organization | Kind::Country)
    };
    let noun = chunks.nouns.iter().position(|noun| noun.first > quotes && noun.end <= end && agent(noun));
    if is_text {
        return None;
    }
    match noun {
        Some(noun) => Some(Speaks::Noun(noun)),
        None => (quotes + 1..end).any(|i| chunks.has(i, Role::People)).then_some(Speaks::Somebody),
    }
}
