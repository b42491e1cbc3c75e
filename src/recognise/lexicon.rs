//! Candidates from the lexicon: known names, posts, and the forms that stand for a country beside the word for side.

use super::{Candidate, Mention, Source};
use crate::ontology::class::Kind;
use crate::ontology::lexicon::{Lexicon, Role, Word};
use crate::segment::{Pos, Token};
use crate::text::Text;

/// A known name.
const NAME: i32 = 20;
/// A name that is also something else.
const AMBIGUOUS: i32 = 5;
/// A short form before the word for side.
const SIDE: i32 = 45;
/// A post.
const POST: i32 = 20;
/// A post that is also a common noun.
const WEAK_POST: i32 = 5;

/// Proposes the words of the lexicon in one sentence.
pub(super) fn propose(text: &Text, tokens: &[Token], lexicon: &Lexicon, candidates: &mut Vec<Candidate>) {
    for (i, token) in tokens.iter().enumerate() {
        if let Some(word) = token.word {
            candidates.extend(known(token, lexicon.word(word), lexicon, text));
        }
        if let Some(candidate) = side(tokens, i, lexicon, text) {
            candidates.push(candidate);
        }
    }
}

/// A name or post that is one word.
fn known(token: &Token, word: &Word, lexicon: &Lexicon, text: &Text) -> Option<Candidate> {
    if let Some((&first, others)) = word.names.split_first() {
        let entry = lexicon.entry(first);
        if is_one_character(text.get(token.span)) || others.iter().any(|id| lexicon.entry(*id).kind != entry.kind) {
            return None;
        }
        // What the dictionary knows as a verb or an adjective is hardly ever the small town of that name.
        let is_ordinary = matches!(token.pos, Pos::Verb | Pos::Gerund | Pos::Adjective | Pos::Adverb);
        if is_ordinary {
            return None;
        }
        let score = if entry.is_ambiguous { AMBIGUOUS } else { NAME };
        let entry_id = others.is_empty().then_some(first);
        return Some(Candidate {
            mention: Mention { span: token.span, kind: entry.kind, entry: entry_id, source: Source::Lexicon },
            score,
        });
    }
    let post = word.post?;
    Some(Candidate {
        mention: Mention { span: token.span, kind: Kind::Post, entry: None, source: Source::Lexicon },
        score: if post.is_weak { WEAK_POST } else { POST },
    })
}

/// The short form of a country with the word for side after it: two tokens, or one that the dictionary has.
fn side(tokens: &[Token], i: usize, lexicon: &Lexicon, text: &Text) -> Option<Candidate> {
    let is_side = |form: &str| lexicon.find(form).is_some_and(|w| lexicon.word(w).roles.has(Role::Side));
    let token = tokens[i];
    // A word of its own, such as the one for the West, is no side of a country.
    if token.word.is_some_and(|word| lexicon.word(word).is_bare()) {
        return None;
    }
    let form = text.get(token.span);
    let (country, span) = match tokens.get(i + 1) {
        Some(next) if is_one_character(text.get(next.span)) && is_side(text.get(next.span)) => {
            (form, token.span.cover(next.span))
        }
        _ => {
            let (last, _) = form.char_indices().next_back()?;
            let (country, side) = form.split_at(last);
            if !is_side(side) {
                return None;
            }
            (country, token.span)
        }
    };
    let entry = match lexicon.short_form(country) {
        [] => {
            let [entry] = lexicon.word(lexicon.find(country)?).names[..] else { return None };
            (lexicon.entry(entry).kind == Kind::Country).then_some(entry)?;
            Some(entry)
        }
        [only] => Some(*only),
        _ => None,
    };
    Some(Candidate { mention: Mention { span, kind: Kind::Country, entry, source: Source::Lexicon }, score: SIDE })
}

fn is_one_character(text: &str) -> bool {
    text.chars().nth(1).is_none()
}
