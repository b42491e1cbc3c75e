//! Nesting: a name printed right after the name of what it belongs to, or with that name inside.

use super::chunk::Chunks;
use super::{Claim, Context, Object};
use crate::ontology::class::Kind;
use crate::ontology::lexicon::{Head, Role};
use crate::resolve::ReferentId;
use crate::text::Span;

/// States what is part of what, and what lies where, by the names alone.
pub(super) fn claims(chunks: &Chunks<'_>, context: &Context<'_>, claims: &mut Vec<Claim>) {
    let Some((rule, &[part_of, located_in])) = context.function("nesting") else { return };
    for i in 0..chunks.elements.len() {
        let Some(mention) = chunks.mention(i) else { continue };
        let span = context.span(mention);
        // A single character is one of a pair, not the whole that the next name is part of.
        let is_full = |span: Span| context.text.get(span).chars().nth(1).is_some();
        // `the south of A`, `the port of A` lie between; so does the particle, for places.
        let is_part = (0..i).rev().find(|j| !chunks.is_plain_noun(*j)).is_some_and(|j| chunks.has(j, Role::Belongs));
        let is_between = |j: &usize| match is_part {
            true => chunks.has(*j, Role::Belongs) || chunks.is_plain_noun(*j),
            false => chunks.has(*j, Role::Within),
        };
        let near = (0..i).rev().find(|j| !is_between(j));
        let is_place = context.kind(mention) == Kind::Place;
        let is_particle = |j: usize| is_place && j + 1 == i && chunks.has(j, Role::De);
        let near = near.and_then(|j| if is_particle(j) { j.checked_sub(1) } else { Some(j) });
        let before = near.and_then(|before| chunks.mention(before));
        let is_within = near.is_some_and(|near| near + 1 < i);
        let before = before.filter(|before| (is_full(context.span(*before)) || is_within) && is_full(span));
        let before = before.filter(|_| !is_within || is_place != is_part);
        let before_it = before
            .filter(|outer| !is_line(context, *outer))
            .and_then(|outer| Some((context.referent(outer)?, context.kind(outer), context.span(outer))));
        let outers = before_it.map_or_else(|| prefixes(context, mention, span), |outer| vec![outer]);
        // What is joined to the name shares what stands before it: `也门萨达省、荷台达省`.
        let joined = chunks.nouns.iter().chain(&chunks.modifiers).find(|noun| noun.heads.first() == Some(&mention));
        let inner = joined.filter(|_| before.is_some()).map_or(vec![mention], |noun| noun.heads.clone());
        // … unless something else stands before it.
        let is_free = |other: &usize| {
            let own = chunks.elements.iter().position(|element| element.span == context.span(*other));
            let own = own.and_then(|at| at.checked_sub(1)).and_then(|before| chunks.mention(before));
            *other == mention || own.is_none()
        };
        let is_alike = |other: &usize| context.kind(*other) == context.kind(mention) && is_free(other);
        let inner: Vec<usize> = inner.into_iter().filter(is_alike).collect();
        for (mention, (outer, outer_kind, outer_span)) in
            inner.iter().flat_map(|inner| outers.iter().map(move |outer| (*inner, *outer)))
        {
            let Some(inner) = context.referent(mention).filter(|inner| *inner != outer) else { continue };
            let property = match (context.kind(mention), outer_kind) {
                (Kind::Organization, Kind::Country) if is_school(context, mention) => located_in,
                (Kind::Organization, Kind::Organization) if is_apart(context, mention, outer) => continue,
                (Kind::Organization, Kind::Country | Kind::Organization) => part_of,
                // A region lies in no country, and next to other regions.
                (Kind::Place, Kind::Country | Kind::Place) if may_lie_in(context, inner, outer) => located_in,
                _ => continue,
            };
            let evidence = vec![outer_span.cover(context.span(mention))];
            claims.push(Claim::new(inner, property, Object::Referent(outer), evidence, rule));
        }
    }
}

/// Whether the name of a body ends in a noun for schools.
fn is_school(context: &Context<'_>, mention: usize) -> bool {
    ends_in(context, mention, |head| head.is_school)
}

/// Whether the body is one of a state, which is no part of the party printed before it: `the member of parliament for party A`.
fn is_apart(context: &Context<'_>, mention: usize, outer: ReferentId) -> bool {
    let is_state = || context.referent(mention).and_then(|id| context.entry(id)).is_some_and(|entry| entry.is_state);
    context.entry(outer).is_some_and(|outer| outer.is_party)
        && (is_state() || ends_in(context, mention, |head| head.is_state))
}

/// Whether the name is that of a road, a railway or a canal, which no place lies in.
fn is_line(context: &Context<'_>, mention: usize) -> bool {
    context.kind(mention) != Kind::Country && ends_in(context, mention, |head| head.is_line)
}

/// Whether the noun that a name ends in is one of these.
fn ends_in(context: &Context<'_>, mention: usize, is_one: impl Fn(&Head) -> bool) -> bool {
    let noun = context.ontology.lexicon.head(context.text.get(context.span(mention)));
    noun.is_some_and(|(_, word)| word.heads.iter().any(is_one))
}

/// Whether a place may lie in another: what is known of it says nothing else. A region, such as a sea, lies in no country.
fn may_lie_in(context: &Context<'_>, inner: ReferentId, outer: ReferentId) -> bool {
    let (Some(inner), Some(outer)) = (context.entry(inner), context.entry(outer)) else {
        return context.entry(inner).is_none_or(|e| e.country.is_some());
    };
    let country = if outer.kind == Kind::Country { Some(&outer.key) } else { outer.country.as_ref() };
    inner.country.is_some() && (country.is_none() || inner.country.as_ref() == country)
}

/// The country and the body that the name of an organization begins with, where the article speaks of them.
fn prefixes(context: &Context<'_>, mention: usize, span: Span) -> Vec<(ReferentId, Kind, Span)> {
    let name = context.text.get(span);
    let first = name.chars().next().filter(|_| context.kind(mention) == Kind::Organization);
    let Some(first) = first else { return Vec::new() };
    // The one character that stands for a country, before a word that is a body by itself.
    let rest = &name[first.len_utf8()..];
    let lexicon = &context.ontology.lexicon;
    let is_body = lexicon.find(rest).is_some_and(|word| {
        let word = lexicon.word(word);
        let is_army = rest.chars().nth(1).is_none() && word.heads.iter().any(|head| head.kind == Kind::Organization);
        is_army || word.names.iter().any(|name| lexicon.entry(*name).kind == Kind::Organization)
    });
    if is_body {
        let form = &name[..first.len_utf8()];
        let country = lexicon.short_form(form).iter().find_map(|entry| context.referents.of_entry(*entry));
        if let Some(country) = country {
            return vec![(country, Kind::Country, span)];
        }
    }
    // A company is no part of the company of that name.
    let is_same = |rest: &str| lexicon.find(rest).is_some_and(|word| lexicon.word(word).roles.has(Role::Same));
    let is_whole = |outer: &&String| {
        outer.chars().nth(1).is_some()
            && name.len() > outer.len() + 3
            && name.starts_with(outer.as_str())
            && !is_same(&name[outer.len()..])
    };
    let longest = |kind: Kind| {
        let others = (0..).map(ReferentId).zip(&context.referents.referents);
        let others = others.filter(|(id, referent)| referent.kind == kind && context.referent(mention) != Some(*id));
        let named = others.flat_map(|(id, referent)| referent.names.iter().map(move |name| (name, id)));
        let longest =
            named.filter(|(outer, _)| is_whole(outer)).max_by_key(|(outer, id)| (outer.len(), std::cmp::Reverse(*id)));
        longest.map(|(_, id)| (id, kind, span))
    };
    [Kind::Organization, Kind::Country].into_iter().filter_map(longest).collect()
}
