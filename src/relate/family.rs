//! Relatives: two people with the word between them that says what the one is to the other.
//!
//! `A and wife B`, `A's son B`, with titles after the first name. The word stands right before the second name.

use super::chunk::Chunks;
use super::{Claim, Context, Object};
use crate::ontology::class::Kind;
use crate::ontology::lexicon::Role;

/// States who is a relative of whom in a sentence.
pub(super) fn claims(chunks: &Chunks<'_>, context: &Context<'_>, claims: &mut Vec<Claim>) {
    let Some((rule, &[family_of])) = context.function("family") else { return };
    let is_relative = |i: &usize| chunks.has_role(*i, Role::Relative);
    for word in (1..chunks.elements.len()).filter(is_relative) {
        let is_title = |i: usize| chunks.kind(i) == Some(Kind::Post) || chunks.has(i, Role::Kin);
        let joint = chunks.joins(word - 1) || chunks.has(word - 1, Role::De);
        let before = (0..word - usize::from(joint)).rev().find(|i| !is_title(*i));
        let person = |i: usize| {
            let mention = chunks.mention(i).filter(|_| chunks.kind(i) == Some(Kind::Person))?;
            Some((context.referent(mention)?, context.span(mention)))
        };
        let (Some((one, span)), Some((other, end))) = (before.and_then(person), person(word + 1)) else { continue };
        if one != other {
            let evidence = vec![span.cover(end)];
            claims.push(Claim {
                attributed_to: context.voice_at(span.start()),
                source: context.source_at(span.start()),
                ..Claim::new(one, family_of, Object::Referent(other), evidence, rule)
            });
        }
    }
}
