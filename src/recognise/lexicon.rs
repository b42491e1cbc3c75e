//! Candidates from the lexicon: known names, posts, and the forms that stand for a country beside the word for side.

use super::{Candidate, Mention, Source};
use crate::ontology::class::Kind;
use crate::ontology::lexicon::{Lexicon, Role, Word, WordId};
use crate::segment::{Pos, Token};
use crate::text::{Span, Text, offset};

/// A known name.
const NAME: i32 = 20;
/// What each character adds beyond those that a name may have by chance: a long name is known as a whole.
const LONG_CHARACTER: i32 = 25;
const SHORT: usize = 4;
/// A name that is also something else.
const AMBIGUOUS: i32 = 5;
/// A short form before the word for side.
const SIDE: i32 = 45;
/// A short form in a word for going there: the word has no other meaning.
const TOWARD: i32 = 300;
/// A short form after a word for going somewhere.
const SHORT_FORM: i32 = 100;
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
        candidates.extend(side(tokens, i, lexicon, text));
        candidates.extend(toward(tokens, i, lexicon, text));
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
        let n_beyond = text.get(token.span).chars().count().saturating_sub(SHORT);
        let score = if entry.is_ambiguous { AMBIGUOUS } else { NAME }
            + LONG_CHARACTER * i32::try_from(n_beyond).unwrap_or_default();
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
    let is_side = |word: Option<WordId>| word.is_some_and(|word| lexicon.word(word).roles.has(Role::Side));
    let token = tokens[i];
    // A word of its own, such as the one for the West, is no side of a country.
    if token.word.is_some_and(|word| lexicon.word(word).is_bare()) {
        return None;
    }
    let form = text.get(token.span);
    let (country, span) = match tokens.get(i + 1) {
        Some(next) if is_side(next.word) && is_one_character(text.get(next.span)) => {
            (form, token.span.cover(next.span))
        }
        _ => {
            let (last, _) = form.char_indices().next_back().filter(|(last, c)| *last > 0 && lexicon.is_side(*c))?;
            (&form[..last], token.span)
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

/// The short form of a country or place after a word for going there, or as the end of it.
fn toward(tokens: &[Token], i: usize, lexicon: &Lexicon, text: &Text) -> Option<Candidate> {
    let token = tokens[i];
    lexicon.word(token.word?).roles.has(Role::Toward).then_some(())?;
    let form = text.get(token.span);
    let (span, score) = if is_one_character(form) {
        (tokens.get(i + 1)?.span, SHORT_FORM)
    } else {
        let (last, _) = form.char_indices().next_back()?;
        (Span::new(token.span.start() + offset(last), token.span.end()), TOWARD)
    };
    // An embassy or a regiment there is one name.
    let after = tokens.iter().find(|token| token.span.start() == span.end()).map_or("", |next| text.get(next.span));
    if lexicon.endings(after).any(|(_, word)| word.heads.iter().any(|head| head.kind == Kind::Organization)) {
        return None;
    }
    let entry = match lexicon.short_form(text.get(span)) {
        [only] => *only,
        _ => *lexicon.abbreviation(text.get(span)).first()?,
    };
    let mention = Mention { span, kind: lexicon.entry(entry).kind, entry: Some(entry), source: Source::Lexicon };
    Some(Candidate { mention, score })
}

fn is_one_character(text: &str) -> bool {
    text.chars().nth(1).is_none()
}
