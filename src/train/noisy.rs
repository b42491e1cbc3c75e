//! What a machine's marks may be believed.

use crate::ontology::class::Kind;
use crate::ontology::lexicon::Lexicon;
use crate::punctuation::{Mark, mark};
use crate::recognise::tagger::{Example, Scratch, Tagger};

/// The sentence with the marks that are not disputed: those that a first model makes too, and people's names of a sound form
/// where it sees nothing, which are what it can still learn. Where the two contradict each other, nothing is taken as known.
/// Nothing is left of a sentence without such a mark.
pub(super) fn undisputed(first: &Tagger, mut example: Example, lexicon: &Lexicon) -> Option<Example> {
    let mut found = Vec::new();
    first.tag(&example.observed(), &mut Scratch::default(), &mut found);
    found.retain(|t| matches!(t.kind, Kind::Person | Kind::Organization | Kind::Country | Kind::Place));
    let mut disputed: Vec<(u32, u32)> = Vec::new();
    let mut agreed = Vec::new();
    for span @ (start, end, kind) in std::mem::take(&mut example.spans) {
        let is_same = found.iter().any(|t| (t.start, t.end, t.kind) == span);
        let is_unseen = !found.iter().any(|t| t.start < end && start < t.end);
        let name = &example.text[start as usize..end as usize];
        if is_same || is_unseen && kind == Kind::Person && is_sound(name, lexicon) {
            agreed.push(span);
        } else {
            disputed.push((start, end));
        }
    }
    disputed.extend(found.iter().map(|t| (t.start, t.end)));
    disputed.retain(|(start, end)| !agreed.iter().any(|(from, to, _)| from < end && start < to));
    example.unknown.extend(disputed);
    example.spans = agreed;
    (!example.spans.is_empty()).then_some(example)
}

/// Whether a name has the form of a person's: a surname with one or two characters, or parts with dots between them.
fn is_sound(name: &str, lexicon: &Lexicon) -> bool {
    let mut chars = name.chars();
    let has_surname = chars.next().is_some_and(|first| lexicon.is_surname(&name[..first.len_utf8()]));
    name.contains(|c| mark(c) == Some(Mark::Dot)) || has_surname && matches!(chars.count(), 1 | 2)
}
