//! Geography: places that the article names beside what they are known to lie in.
//!
//! News rarely says that a capital lies in the country it reports from. Where the knowledge base has it, and the article names both,
//! that is a fact of the article; the nearest of what is named around the place is meant.

use std::collections::BTreeMap;

use super::{Claim, Context, Object};
use crate::ontology::class::Kind;
use crate::resolve::{Referent, ReferentId};
use crate::text::Span;

/// States where the places of an article lie, of those for which nothing closer is said.
pub(super) fn claims(context: &Context<'_>, claims: &mut Vec<Claim>) {
    let Some((rule, &[located_in])) = context.function("geography") else { return };
    // What everybody knows of the country that is written for.
    let is_home = |name: &String| context.ontology.rules[rule.0 as usize].excludes.contains(name);
    let lexicon = &context.ontology.lexicon;
    let all = || (0..).map(ReferentId).zip(&context.referents.referents);
    let named: BTreeMap<&str, ReferentId> = all()
        .filter(|(_, referent)| matches!(referent.kind, Kind::Place | Kind::Country) && !is_home(&referent.name))
        .filter_map(|(id, referent)| Some((lexicon.entry(referent.entry?).key.as_str(), id)))
        .collect();
    for (id, place) in all().filter(|(_, referent)| referent.kind == Kind::Place) {
        let Some(entry) = place.entry.map(|entry| lexicon.entry(entry)) else { continue };
        // The province of a county, where the county's city is not named.
        let around = std::iter::successors(Some(entry), |place| Some(lexicon.entry(place.within?)));
        let keys = around.skip(1).map(|place| &place.key).chain(&entry.country);
        let Some(outer) = keys.filter_map(|key| named.get(key.as_str())).find(|outer| **outer != id) else { continue };
        let is_said = |claim: &Claim| claim.subject == id && claim.property == located_in;
        if !claims.iter().any(is_said) {
            let evidence = nearest(place, context.referents.get(*outer), context);
            claims.push(Claim::new(id, located_in, Object::Referent(*outer), evidence, rule));
        }
    }
}

/// The mentions of two things that stand nearest to each other.
fn nearest(a: &Referent, b: &Referent, context: &Context<'_>) -> Vec<Span> {
    let pairs = a.mentions.iter().flat_map(|a| b.mentions.iter().map(|b| [context.span(*a), context.span(*b)]));
    let nearest = pairs.min_by_key(|[a, b]| (a.start().abs_diff(b.start()), a.start()));
    let mut evidence = nearest.map_or_else(Vec::new, Vec::from);
    evidence.sort_unstable();
    evidence
}
