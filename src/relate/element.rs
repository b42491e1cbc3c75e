//! The elements of a sentence: mentions, dates, punctuation marks and the other words.

use crate::ontology::lexicon::{Lexicon, WordId};
use crate::punctuation::{Mark, mark};
use crate::recognise::Mentions;
use crate::segment::{Pos, Sentence, Sentences};
use crate::text::{Span, Text};

/// What an element is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum What {
    /// A mention, by index.
    Mention(usize),
    /// A date.
    Date,
    /// A punctuation mark.
    Mark(Mark),
    /// Any other word.
    Word,
}

/// A piece of a sentence.
#[derive(Clone, Copy, Debug)]
pub(super) struct Element {
    pub(super) span: Span,
    pub(super) what: What,
    pub(super) pos: Pos,
    pub(super) word: Option<WordId>,
}

/// The elements of a sentence. A token that a mention cuts in two gives the rest of itself.
pub(super) fn elements(
    text: &Text,
    sentences: &Sentences,
    sentence: &Sentence,
    mentions: &Mentions,
    lexicon: &Lexicon,
) -> Vec<Element> {
    let mut found: Vec<(Span, What)> = Vec::new();
    let first = mentions.mentions.partition_point(|m| m.span.start() < sentence.span.start());
    for (i, mention) in mentions.mentions.iter().enumerate().skip(first) {
        if mention.span.start() >= sentence.span.end() {
            break;
        }
        // A country within the name of a body plays no part in the sentence.
        if mentions.mentions.get(i + 1).is_none_or(|next| !next.span.contains(mention.span)) {
            found.push((mention.span, What::Mention(i)));
        }
    }
    let dates = mentions.dates.iter().filter(|date| sentence.span.contains(date.span));
    found.extend(
        dates
            .filter(|d| !found.iter().any(|(span, _)| span.overlaps(d.span)))
            .map(|d| (d.span, What::Date))
            .collect::<Vec<_>>(),
    );
    found.sort_unstable_by_key(|(span, _)| *span);

    let mut elements = Vec::new();
    let mut next = found.into_iter().peekable();
    let mut done = sentence.span.start();
    let tokens = sentences.tokens_of(sentence);
    for (i, token) in tokens.iter().enumerate() {
        let mut from = token.span.start().max(done);
        while from < token.span.end() {
            match next.peek() {
                Some((span, what)) if span.start() < token.span.end() => {
                    if from < span.start() {
                        elements.push(plain(
                            text,
                            Span::new(from, span.start()),
                            token.span,
                            token.pos,
                            token.word,
                            lexicon,
                        ));
                    }
                    let word = lexicon.find(text.get(*span));
                    elements.push(Element { span: *span, what: *what, pos: Pos::Name, word });
                    done = span.end();
                    from = done;
                    next.next();
                }
                _ => {
                    let end = token.span.end();
                    // What a name left of a word may be one with the next.
                    if from > token.span.start()
                        && let Some(after) = tokens.get(i + 1).map(|after| Span::new(from, after.span.end()))
                        && let Some(word) = lexicon.find(text.get(after))
                        && !lexicon.word(word).triggers.is_empty()
                        && next.peek().is_none_or(|(span, _)| span.start() >= after.end())
                    {
                        elements.push(Element { span: after, what: What::Word, pos: Pos::Verb, word: Some(word) });
                        done = after.end();
                    } else {
                        elements.push(plain(text, Span::new(from, end), token.span, token.pos, token.word, lexicon));
                    }
                    from = end;
                }
            }
        }
    }
    elements.retain(|element| !text.get(element.span).trim().is_empty());
    drop_asides(&mut elements, text, mentions);
    elements
}

/// Takes out what stands in brackets and names nothing: `today (11 June)`.
fn drop_asides(elements: &mut Vec<Element>, text: &Text, mentions: &Mentions) {
    /// An aside of more elements is a clause of its own.
    const LONGEST: usize = 8;
    // A name in Latin letters is another name of what stands before it: `the society (Society) president X`.
    let kind = |element: &Element| match element.what {
        What::Mention(mention) => Some(mentions.mentions[mention].kind),
        _ => None,
    };
    let is_alias = |name: &Element, aside: &[Element]| match aside {
        [alias] => kind(alias).is_some() && kind(alias) == kind(name) && text.get(alias.span).is_ascii(),
        _ => false,
    };
    let mut open = 0;
    while let Some(from) = (open..elements.len()).find(|i| elements[*i].what == What::Mark(Mark::OpenAside)) {
        open = from + 1;
        let end = (elements.len()).min(from + LONGEST);
        if let Some(to) = (open..end).find(|i| elements[*i].what == What::Mark(Mark::CloseAside))
            && from > 0
            && (elements[open..to].iter().all(|element| matches!(element.what, What::Date | What::Word))
                || is_alias(&elements[from - 1], &elements[open..to]))
        {
            elements.drain(from..=to);
            open = from;
        }
    }
}

/// An element that is no mention: a token, or what mentions left of it.
fn plain(text: &Text, span: Span, token: Span, pos: Pos, word: Option<WordId>, lexicon: &Lexicon) -> Element {
    let words = text.get(span);
    let mut chars = words.chars();
    let only = chars.next().filter(|_| chars.next().is_none()).and_then(mark);
    let what = only.map_or(What::Word, What::Mark);
    let whole = span == token;
    Element {
        span,
        what,
        pos: if whole { pos } else { Pos::Other },
        word: if whole { word } else { lexicon.find(words) },
    }
}
