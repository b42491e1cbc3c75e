//! Names that were taken for one and are several: chains of places, where a province, a city in it and a village in that are
//! printed as one word, and events or bodies that a conjunction joins.

use super::{Mention, Source};
use crate::ontology::class::Kind;
use crate::ontology::lexicon::{Head, Lexicon, Role};
use crate::segment::{Pos, Sentences, Token};
use crate::text::{Span, Text, offset};

/// Splits the places that the lexicon does not know as a whole, but of which it knows the first part, and events and bodies
/// that a conjunction joins.
pub(super) fn split(mentions: Vec<Mention>, text: &Text, sentences: &Sentences, lexicon: &Lexicon) -> Vec<Mention> {
    let chains = Chains { text, sentences, lexicon };
    let mut links = Vec::with_capacity(mentions.len());
    for mut mention in mentions {
        while let Some((first, rest)) = chains.first(&mention).or_else(|| chains.first_joined(&mention)) {
            links.push(first);
            mention = rest;
        }
        links.push(mention);
    }
    links
}

struct Chains<'a> {
    text: &'a Text,
    sentences: &'a Sentences,
    lexicon: &'a Lexicon,
}

impl Chains<'_> {
    /// The first link of a chain, and what comes after it. The longest known place that leaves a place counts.
    fn first(&self, mention: &Mention) -> Option<(Mention, Mention)> {
        let name = self.text.get(mention.span);
        // A place whose name goes on behind a city is now and then taken for a body there.
        if !matches!(mention.kind, Kind::Place | Kind::Organization) || self.known(name).is_some() {
            return None;
        }
        let start = mention.span.start();
        let is_long = |part: &str| part.chars().nth(1).is_some();
        name.char_indices().rev().map(|(at, _)| name.split_at(at)).find_map(|(outer, inner)| {
            let kind = self.known(outer).filter(|_| is_long(outer) && is_long(inner))?;
            let middle = start + offset(outer.len());
            let rest = Mention { span: Span::new(middle, mention.span.end()), kind: Kind::Place, ..*mention };
            let is_place = self.known(inner) == Some(Kind::Place);
            (is_place || (mention.kind == Kind::Place && self.is_division(rest.span))).then_some((
                Mention { span: Span::new(start, middle), kind, entry: None, source: Source::Lexicon },
                rest,
            ))
        })
    }

    /// The first of several events or bodies, and those behind the conjunction. The next event begins with its number; of bodies,
    /// both are known.
    fn first_joined(&self, mention: &Mention) -> Option<(Mention, Mention)> {
        if !matches!(mention.kind, Kind::Event | Kind::Organization)
            || self.lexicon.find(self.text.get(mention.span)).is_some()
        {
            return None;
        }
        let tokens = &self.sentences.tokens;
        let first = tokens.partition_point(|token| token.span.start() <= mention.span.start());
        let inside = tokens[first..].iter().take_while(|token| token.span.start() < mention.span.end());
        let is_and = |token: &Token| token.word.is_some_and(|word| self.lexicon.word(word).roles.has(Role::And));
        let before = |and: &Token| Span::new(mention.span.start(), and.span.start());
        let behind = |next: &Token| Span::new(next.span.start(), mention.span.end());
        let mut pairs = inside.clone().zip(inside.skip(1));
        let (and, next) = pairs.find(|(and, next)| {
            is_and(and)
                && match mention.kind {
                    Kind::Event => {
                        next.pos == Pos::Number && self.ends_in(before(and), |head| head.kind == Kind::Event)
                    }
                    _ => self.ends_in_body(before(and)) && self.ends_in_body(behind(next)),
                }
        })?;
        Some((Mention { span: before(and), ..*mention }, Mention { span: behind(next), ..*mention }))
    }

    /// Whether the words at a span end in the name of a body that the lexicon knows.
    fn ends_in_body(&self, span: Span) -> bool {
        self.lexicon.endings(self.text.get(span)).any(|(_, word)| {
            word.names.first().is_some_and(|entry| self.lexicon.entry(*entry).kind == Kind::Organization)
        })
    }

    /// Whether the words at a span end in such a noun, and are more than the noun.
    fn ends_in(&self, span: Span, is_such: impl Fn(&Head) -> bool) -> bool {
        self.lexicon.endings(self.text.get(span)).any(|(at, word)| at > 0 && word.heads.iter().any(&is_such))
    }

    /// Whether the name is one of a country or a place that the lexicon knows, and of which.
    fn known(&self, name: &str) -> Option<Kind> {
        let names = &self.lexicon.word(self.lexicon.find(name)?).names;
        let kind = self.lexicon.entry(*names.first()?).kind;
        matches!(kind, Kind::Country | Kind::Place).then_some(kind)
    }

    /// Whether the words at a span are the proper name of a division: a stem that is no common word before the noun for one.
    /// `economic zone` is none by itself.
    fn is_division(&self, span: Span) -> bool {
        let tokens = &self.sentences.tokens;
        let first = tokens.partition_point(|token| token.span.start() < span.start());
        let is_common = tokens.get(first).is_none_or(|token| {
            token.span.start() > span.start()
                || matches!(token.pos, Pos::Noun | Pos::Gerund | Pos::Verb | Pos::Adjective)
                    && self.text.get(token.span).chars().nth(1).is_some()
        });
        let name = self.text.get(span);
        let is_noun = self.lexicon.find(name).is_some_and(|word| !self.lexicon.word(word).heads.is_empty());
        self.ends_in(span, |head| head.is_division) && !is_common && !is_noun
    }
}
