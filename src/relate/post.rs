//! Posts: what stands before and after a person's name.

use super::chunk::Chunks;
use super::{Claim, Context, Object};
use crate::ontology::class::{Kind, PropertyId};
use crate::ontology::lexicon::Role;
use crate::reading::Modality;
use crate::resolve::ReferentId;
use crate::text::Span;

/// A post printed at a name, with the bodies before it.
struct Held {
    post: Span,
    bodies: Vec<usize>,
    /// Whom the holder of the post acts for.
    principal: Option<usize>,
    modality: Modality,
}

/// States the posts of the persons in a sentence.
pub(super) fn claims(chunks: &Chunks<'_>, context: &Context<'_>, claims: &mut Vec<Claim>) {
    let Some((rule, &[holds, works, represents])) = context.function("posts") else { return };
    for i in 0..chunks.elements.len() {
        let (Some(Kind::Person), Some(mention)) = (chunks.kind(i), chunks.mention(i)) else { continue };
        let Some(person) = context.referent(mention) else { continue };
        let held = held(chunks, i);
        for (n, post) in held.iter().enumerate() {
            // The body of the post, or of the posts printed before it: `国务委员兼外交部长` of one country.
            let bodies = held[n..].iter().map(|held| &held.bodies).find(|bodies| !bodies.is_empty());
            let name = context.span(mention);
            let words = context.text.get(post.post);
            let organization = bodies.and_then(|bodies| bodies.iter().find_map(|body| context.referent(*body)));
            let organization = organization.or_else(|| holder(context, words));
            let claim =
                |property: PropertyId, object: Object, organization: Option<ReferentId>, evidence: Span| Claim {
                    subject: person,
                    property,
                    object,
                    modality: post.modality,
                    attributed_to: None,
                    date: None,
                    place: None,
                    organization,
                    evidence: vec![evidence],
                    rule,
                };
            let evidence = post.post.cover(name);
            claims.push(claim(holds, Object::Text(words.to_owned()), organization, evidence));
            if let Some(principal) = post.principal
                && let Some(referent) = context.referent(principal)
            {
                let evidence = context.span(principal).cover(name);
                claims.push(claim(represents, Object::Referent(referent), None, evidence));
            }
            for &body in bodies.into_iter().flatten() {
                if let Some(referent) = context.referent(body)
                    && matches!(context.kind(body), Kind::Organization | Kind::Country)
                {
                    claims.push(claim(works, Object::Referent(referent), None, context.span(body).cover(name)));
                }
            }
            if bodies.is_none()
                && let Some(holder) = holder(context, words)
            {
                claims.push(claim(works, Object::Referent(holder), None, evidence));
            }
        }
    }
}

/// The country or body that the post belongs to wherever it is printed, where the article names it.
fn holder(context: &Context<'_>, post: &str) -> Option<ReferentId> {
    context.referents.of_entry(context.ontology.lexicon.holder(post)?)
}

/// The posts at the person's name at element `name`, the nearest first.
fn held(chunks: &Chunks<'_>, name: usize) -> Vec<Held> {
    let mut held = Vec::new();
    // After the name, where no other name follows: the person's own title.
    if chunks.kind(name + 1) == Some(Kind::Post)
        && !chunks.has_role(name + 1, Role::Kin)
        && chunks.nouns.iter().chain(&chunks.modifiers).any(|n| n.first <= name && name + 1 < n.end)
    {
        held.push(Held {
            post: chunks.elements[name + 1].span,
            bodies: Vec::new(),
            principal: None,
            modality: Modality::Actual,
        });
    }
    let mut i = name;
    while let Some(post) = i.checked_sub(1).filter(|i| chunks.kind(*i) == Some(Kind::Post)) {
        let mut bodies = Vec::new();
        i = post;
        // The nearest body is the one of the post; what stands before it says what the body is part of.
        while let Some(body) =
            i.checked_sub(1).filter(|i| matches!(chunks.kind(*i), Some(Kind::Organization | Kind::Country)))
        {
            bodies = if bodies.is_empty() { chunks.mention(body).into_iter().collect() } else { bodies };
            i = body;
        }
        // `驻丹麦大使`: the place belongs to the post, and the body stands before both.
        let resident = i.checked_sub(1).filter(|before| !bodies.is_empty() && chunks.has(*before, Role::Resident));
        let mut first = post;
        if let Some(resident) = resident {
            (first, i) = (resident, resident);
            bodies.clear();
            while let Some(body) =
                i.checked_sub(1).filter(|i| matches!(chunks.kind(*i), Some(Kind::Organization | Kind::Country)))
            {
                bodies = if bodies.is_empty() { chunks.mention(body).into_iter().collect() } else { bodies };
                i = body;
            }
        }
        let is_former = i.checked_sub(1).is_some_and(|before| chunks.has(before, Role::Former));
        if is_former {
            i -= 1;
        }
        let modality = if is_former { Modality::Former } else { Modality::Actual };
        // The posts between an envoy's and the name before it are those of the one named.
        let named = (0..post).rev().find(|before| chunks.kind(*before) != Some(Kind::Post));
        let principal = named.filter(|named| chunks.is_envoy(post) && chunks.kind(*named) == Some(Kind::Person));
        let principal = principal.and_then(|named| chunks.mention(named));
        let words = chunks.elements[first].span.cover(chunks.elements[post].span);
        if !chunks.has_role(post, Role::Kin) {
            held.push(Held { post: words, bodies, principal, modality });
        }
        if principal.is_some() {
            break;
        }
        // Another post that shares the name.
        match i.checked_sub(1) {
            Some(joint) if chunks.joins(joint) => i = joint,
            _ => {}
        }
    }
    held
}
