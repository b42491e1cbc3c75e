//! Attribution: whose words a fact rests on.
//!
//! What the article says itself is asserted, and so is what a speaker tells of the speaker's own side. What is told of others is
//! only claimed, and keeps the name of who claims it, unless the article says it as well in its own words.
//!
//! The side of a speaker is the speaker, whom they speak for or represent, and the bodies and countries that they work for, with what
//! these are part of. A view is of the side only where the side holds it; a deed also where somebody who belongs to the side did it or
//! took part in it. Who asks a question has no side: what is put to somebody else is never asserted.

use std::collections::{BTreeMap, BTreeSet};

use super::{Claim, Context, Object, Voice, Words};
use crate::ontology::class::{Kind, PropertyId};
use crate::resolve::ReferentId;

/// What each person and body works for, is part of or represents.
type Belongs = BTreeMap<ReferentId, Vec<ReferentId>>;

/// Asserts what is claimed of the speaker's own side, and what the article says itself beside.
pub(super) fn attribute(claims: &mut [Claim], context: &Context<'_>) {
    let belongs = belongs(claims, context);
    let askers: BTreeSet<Voice> =
        context.words.iter().filter(|words| words.is_question).map(|words| words.voice).collect();
    let mut sides: BTreeMap<ReferentId, BTreeSet<ReferentId>> = BTreeMap::new();
    for claim in claims.iter_mut() {
        let Some(voice @ Voice::Of(speaker)) = claim.attributed_to else { continue };
        let side = sides.entry(speaker).or_insert_with(|| side(speaker, &belongs, context));
        if !askers.contains(&voice) && is_of_side(claim, side, &belongs, context) {
            claim.attributed_to = None;
        }
    }
    let same = |claim: &Claim, subject: &Object, object: &Object| {
        (claim.property, claim.modality, subject.clone(), object.clone())
    };
    let forwards = |claim: &Claim| same(claim, &Object::Referent(claim.subject), &claim.object);
    let backwards = |claim: &Claim| same(claim, &claim.object, &Object::Referent(claim.subject));
    let asserted = claims.iter().filter(|claim| claim.attributed_to.is_none());
    let asserted: BTreeSet<_> = asserted.map(forwards).collect();
    for claim in claims.iter_mut().filter(|claim| claim.attributed_to.is_some()) {
        let is_symmetric = context.ontology.properties[claim.property.0 as usize].symmetric;
        if asserted.contains(&forwards(claim)) || is_symmetric && asserted.contains(&backwards(claim)) {
            claim.attributed_to = None;
        }
    }
}

/// Whether a claim tells of a side: of a view that it holds, or of a deed in which somebody of it takes part.
fn is_of_side(claim: &Claim, side: &BTreeSet<ReferentId>, belongs: &Belongs, context: &Context<'_>) -> bool {
    let rule = &context.ontology.rules[claim.rule.0 as usize];
    if rule.is_view {
        return side.contains(&claim.subject);
    }
    let of_side = states(side, context);
    let is_part = |id: ReferentId| {
        let own = closure([id], belongs);
        !own.is_disjoint(side) || !states(&own, context).is_disjoint(&of_side)
    };
    let property = &context.ontology.properties[claim.property.0 as usize];
    let roles = rule.roles.as_ref().or(property.roles.as_ref());
    let takes_part = property.symmetric || roles.is_some_and(|(_, role)| context.ontology.participants.contains(role));
    is_part(claim.subject) || matches!(claim.object, Object::Referent(object) if takes_part && is_part(object))
}

/// All that a speaker speaks for.
fn side(speaker: ReferentId, belongs: &Belongs, context: &Context<'_>) -> BTreeSet<ReferentId> {
    let own = context.statements.iter().filter(|said| said.speaker == speaker);
    let mut side = closure(own.filter_map(|said| said.on_behalf_of).chain([speaker]), belongs);
    let is_country = |id: &ReferentId| context.referents.get(*id).kind == Kind::Country;
    if !side.iter().any(is_country) {
        let own = states(&side, context);
        let all = (0..).map(ReferentId).take(context.referents.referents.len());
        let named = all.filter(is_country).find(|id| state(*id, context).is_some_and(|state| own.contains(state)));
        side.extend(named.or_else(|| spoken_for(speaker, context)));
    }
    side
}

/// Some things with all that they belong to.
fn closure(of: impl IntoIterator<Item = ReferentId>, belongs: &Belongs) -> BTreeSet<ReferentId> {
    let mut all = BTreeSet::new();
    let mut open: Vec<ReferentId> = of.into_iter().collect();
    while let Some(member) = open.pop() {
        if all.insert(member) {
            open.extend(belongs.get(&member).into_iter().flatten());
        }
    }
    all
}

/// The country that a speaker speaks for: the one printed with their post or of their body, or else the one that they call their own.
pub(super) fn country(speaker: ReferentId, claims: &[Claim], context: &Context<'_>) -> Option<ReferentId> {
    let is_country = |id: &ReferentId| context.referents.get(*id).kind == Kind::Country;
    let printed = context.countries.of.get(&speaker).copied();
    let of_body = || side(speaker, &belongs(claims, context), context).into_iter().find(is_country);
    Some(speaker).filter(is_country).or(printed).or_else(of_body)
}

/// The country that a thing is, or whose state it belongs to, by its key in the lexicon.
fn state<'a>(of: ReferentId, context: &Context<'a>) -> Option<&'a str> {
    let entry = context.entry(of)?;
    match entry.kind {
        Kind::Country => Some(&entry.key),
        _ => entry.country.as_deref().filter(|_| entry.is_state),
    }
}

/// The countries that some things are or belong to.
fn states<'a>(of: &BTreeSet<ReferentId>, context: &Context<'a>) -> BTreeSet<&'a str> {
    of.iter().filter_map(|id| state(*id, context)).collect()
}

/// What each person and body belongs to, as far as names and posts say so, or the article in its own words.
fn belongs(claims: &[Claim], context: &Context<'_>) -> Belongs {
    let of = |function: &str, n: usize| context.function(function).and_then(|(_, asserts)| asserts.get(n).copied());
    let properties: Vec<PropertyId> =
        [of("posts", 1), of("posts", 2), of("nesting", 0)].into_iter().flatten().collect();
    let mut belongs = Belongs::new();
    for claim in claims.iter().filter(|claim| claim.attributed_to.is_none() && claim.modality.is_asserted()) {
        if properties.contains(&claim.property)
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
    let is_own = |said: &&Words| said.voice == Voice::Of(speaker);
    for said in context.words.iter().filter(is_own) {
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
