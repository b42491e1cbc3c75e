//! When one form is short for another.

use super::is_side;
use crate::ontology::class::Kind;
use crate::ontology::lexicon::{Head, Lexicon, Role};
use crate::punctuation::{Mark, mark};

/// The form of a country without the word for side at its end.
pub(super) fn without_side<'a>(name: &'a str, lexicon: &Lexicon) -> Option<&'a str> {
    let (last, _) = name.char_indices().next_back()?;
    (last > 0 && is_side(&name[last..], lexicon)).then_some(&name[..last])
}

/// Whether `short`, of the same kind as the longer `full`, may be a short form of it.
/// `is_before_post`: the short form stands directly before a post, as a surname does.
pub(super) fn is_short_for(kind: Kind, short: &str, full: &str, is_before_post: bool, lexicon: &Lexicon) -> bool {
    match kind {
        // A part of a transliterated name, or a surname before a post.
        Kind::Person => {
            full.split(|c| mark(c) == Some(Mark::Dot)).any(|part| part == short)
                || full.strip_prefix(short).is_some_and(|rest| rest.starts_with(' '))
                || full.strip_suffix(short).is_some_and(|rest| rest.ends_with(' '))
                || (is_before_post && lexicon.is_surname(short) && full.starts_with(short))
                || full.strip_prefix(short).is_some_and(|rest| n_chars(short) >= 2 && is_title(rest, lexicon))
        }
        // A committee of a parliament is not the parliament.
        Kind::Organization => {
            full.ends_with(short) && n_chars(short) >= 2 || is_abbreviation(short, full) && !full.starts_with(short)
        }
        Kind::Event => n_chars(short) >= 3 && (full.ends_with(short) || is_abbreviation(short, full)),
        Kind::Document => n_chars(short) >= 2 && full.ends_with(short),
        Kind::Place => {
            // A stadium in a city is not the city.
            let is_known = || lexicon.find(short).is_some_and(|word| !lexicon.word(word).names.is_empty());
            let is_same = |rest: &str| {
                has_head(rest, lexicon, |head| head.is_division || head.kind == Kind::Place && !is_known())
            };
            full.strip_prefix(short).is_some_and(is_same) && n_chars(short) >= 2
        }
        Kind::Initiative => {
            full.trim_matches(|c| matches!(mark(c), Some(Mark::OpenQuote | Mark::CloseQuote))) == short
                || full
                    .strip_prefix(short)
                    .is_some_and(|rest| has_head(rest, lexicon, |head| head.kind == Kind::Initiative))
        }
        Kind::Country | Kind::Post => false,
    }
}

/// Whether a word behind a name belongs to the person and not to the name.
fn is_title(word: &str, lexicon: &Lexicon) -> bool {
    lexicon.find(word).is_some_and(|id| {
        let word = lexicon.word(id);
        word.post.is_some_and(|post| post.after_name) || word.roles.has(Role::Kin)
    })
}

/// Whether a noun ends names in one of these ways.
fn has_head(noun: &str, lexicon: &Lexicon, is_one: impl Fn(&Head) -> bool) -> bool {
    lexicon.find(noun).is_some_and(|word| lexicon.word(word).heads.iter().any(is_one))
}

/// Whether the characters of `short` occur in `full` in the same order, the last of both being the same: at least three of them,
/// since two are found in any long name.
fn is_abbreviation(short: &str, full: &str) -> bool {
    let mut rest = full.chars();
    n_chars(short) >= 3
        && short.chars().next_back() == full.chars().next_back()
        && short.chars().all(|c| rest.any(|other| other == c))
}

fn n_chars(text: &str) -> usize {
    text.chars().count()
}
