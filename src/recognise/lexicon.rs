//! Candidates from the lexicon: known names, posts, and the forms that stand for a country beside the word for side.

use super::{Candidate, Mention, Source};
use crate::ontology::class::Kind;
use crate::ontology::lexicon::{Lexicon, Role, Word, WordId};
use crate::punctuation::{Mark, mark};
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
/// Most names and posts between a post and the person who holds it among others.
const MOST_STACKED: usize = 5;

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

/// Adds the posts that stand right before a name though the tagger passes over them. A noun that is a post only in company needs
/// the body before it: `the founder and president A of company B`, which is printed in the order B founder president A. The word for
/// acting for somebody is a post behind the body that an envoy is sent to.
pub(super) fn posts_beside(mentions: &mut Vec<Mention>, text: &Text, tokens: &[Token], lexicon: &Lexicon) {
    let is = |token: Option<&Token>, role: Role| {
        token.and_then(|token| token.word).is_some_and(|word| lexicon.word(word).roles.has(role))
    };
    let post_before = |n: usize, holder: &Mention| {
        let end = tokens.partition_point(|token| token.span.end() <= holder.span.start());
        let is_pause = |token: &Token| text.get(token.span).chars().all(|c| mark(c) == Some(Mark::Pause));
        let is_joined = holder.kind != Kind::Person && tokens[..end].last().is_some_and(is_pause);
        let at = end.checked_sub(1 + usize::from(is_joined))?;
        let token = tokens[at];
        let before = n.checked_sub(1).map(|before| mentions[before]);
        // The token is no part of the name before it.
        if before.is_some_and(|before| before.span.end() > token.span.start()) {
            return None;
        }
        let is_closing = |c| matches!(mark(c), Some(Mark::CloseQuote | Mark::CloseTitle));
        let between = |before: &Mention| text.get(Span::new(before.span.end(), token.span.start()));
        let body = before.filter(|before| between(before).chars().all(is_closing));
        let word = lexicon.word(token.word?);
        let is_post = match word.post {
            Some(post) => {
                let is_own = body.is_some_and(|body| match body.kind {
                    Kind::Organization => true,
                    Kind::Country => !post.is_occupation,
                    _ => false,
                });
                is_own || !post.is_weak && holder.kind == Kind::Person
            }
            None if word.roles.has(Role::Behalf) && holder.kind == Kind::Person => body.is_some_and(|body| {
                let first = tokens.partition_point(|token| token.span.start() < body.span.start());
                is(first.checked_sub(1).map(|sent| &tokens[sent]), Role::Resident)
            }),
            None => false,
        };
        // `member of A, director of B, X`: another body with its post and the name.
        let leads_on = || {
            let stack = mentions[n..].windows(2).take(MOST_STACKED).take_while(|pair| {
                let between = Span::new(pair[0].span.end().min(pair[1].span.start()), pair[1].span.start());
                text.get(between).chars().count() <= 1
            });
            stack.map(|pair| (pair[0].kind, pair[1].kind)).any(|pair| pair == (Kind::Post, Kind::Person))
        };
        let is_next = match holder.kind {
            Kind::Person => !is_joined,
            Kind::Post => true,
            Kind::Organization | Kind::Country | Kind::Place => is_joined && body.is_some() && leads_on(),
            _ => false,
        };
        let mention = Mention { span: token.span, kind: Kind::Post, entry: None, source: Source::Lexicon };
        (is_post && is_next).then_some(mention)
    };
    let posts: Vec<Mention> = mentions.iter().enumerate().filter_map(|(n, holder)| post_before(n, holder)).collect();
    mentions.extend(posts);
    mentions.sort_by_key(|mention| mention.span);
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
