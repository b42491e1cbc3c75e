//! Views in reported speech: whose they are.
//!
//! What the speaker's own side holds is a fact; what the speaker says that somebody else holds is only said. The side of a speaker
//! is the speaker, whom they speak for, and the bodies and countries that they work for, with what these are part of.

use std::collections::{BTreeMap, BTreeSet};

use super::{Claim, Context, Object, Statement};
use crate::ontology::class::Kind;
use crate::resolve::ReferentId;

/// Attributes to the speaker the views that are not of the speaker's side.
pub(super) fn attribute(claims: &mut [Claim], context: &Context<'_>) {
    let belongs = belongs(claims, context);
    let mut sides: BTreeMap<ReferentId, BTreeSet<ReferentId>> = BTreeMap::new();
    for claim in claims.iter_mut().filter(|claim| claim.attributed_to.is_none()) {
        let is_view = context.ontology.rules[claim.rule.0 as usize].is_view;
        let Some(said) = claim.evidence.first().filter(|_| is_view).and_then(|span| context.statement_at(span.start()))
        else {
            continue;
        };
        let side = sides.entry(said.speaker).or_insert_with(|| side(said.speaker, &belongs, context));
        if !side.contains(&claim.subject) && said.on_behalf_of != Some(claim.subject) {
            claim.attributed_to = Some(said.speaker);
        }
    }
}

/// All that a speaker speaks for.
fn side(
    speaker: ReferentId,
    belongs: &BTreeMap<ReferentId, Vec<ReferentId>>,
    context: &Context<'_>,
) -> BTreeSet<ReferentId> {
    let mut side = BTreeSet::new();
    let mut open = vec![speaker];
    while let Some(member) = open.pop() {
        if side.insert(member) {
            open.extend(belongs.get(&member).into_iter().flatten());
        }
    }
    let is_country = |id: &ReferentId| context.referents.get(*id).kind == Kind::Country;
    if !side.iter().any(is_country) {
        side.extend(spoken_for(speaker, context));
    }
    side
}

/// The country that a speaker speaks for: the one printed with their post or of their body, or else the one that they call their own.
pub(super) fn country(speaker: ReferentId, claims: &[Claim], context: &Context<'_>) -> Option<ReferentId> {
    let is_country = |id: &ReferentId| context.referents.get(*id).kind == Kind::Country;
    let printed = context.countries.of.get(&speaker).copied();
    let of_body = || side(speaker, &belongs(claims, context), context).into_iter().find(is_country);
    Some(speaker).filter(is_country).or(printed).or_else(of_body)
}

/// What each person and body works for or is part of, as far as the article itself says so.
fn belongs(claims: &[Claim], context: &Context<'_>) -> BTreeMap<ReferentId, Vec<ReferentId>> {
    let works_for = context.function("posts").and_then(|(_, asserts)| asserts.get(1));
    let part_of = context.function("nesting").and_then(|(_, asserts)| asserts.first());
    let mut belongs: BTreeMap<ReferentId, Vec<ReferentId>> = BTreeMap::new();
    for claim in claims.iter().filter(|claim| claim.attributed_to.is_none()) {
        if [works_for, part_of].contains(&Some(&claim.property))
            && let Object::Referent(whole) = claim.object
        {
            belongs.entry(claim.subject).or_default().push(whole);
        }
    }
    belongs
}

/// The country that a speaker without a known country names most often by the word for side: one's own.
fn spoken_for(speaker: ReferentId, context: &Context<'_>) -> Option<ReferentId> {
    let mut counts: BTreeMap<ReferentId, usize> = BTreeMap::new();
    let is_own = |said: &&Statement| said.speaker == speaker;
    for said in context.statements.iter().filter(is_own) {
        for (i, mention) in context.mentions.mentions.iter().enumerate() {
            let is_side = || {
                let form = context.text.get(mention.span);
                form.char_indices().next_back().is_some_and(|(at, _)| {
                    let word = context.ontology.lexicon.find(&form[at..]);
                    at > 0
                        && word.is_some_and(|word| {
                            context.ontology.lexicon.word(word).roles.has(crate::ontology::lexicon::Role::Side)
                        })
                })
            };
            if mention.kind == Kind::Country
                && said.span.contains(mention.span)
                && is_side()
                && let Some(country) = context.referent(i)
            {
                *counts.entry(country).or_default() += 1;
            }
        }
    }
    counts.into_iter().max_by_key(|(country, n)| (*n, std::cmp::Reverse(*country))).map(|(country, _)| country)
}
