//! Reference: what words without a name stand for, where only one thing can be meant.
//!
//! A pronoun stands for the person that the sentences before were about; a post alone for the only one who holds it in the article;
//! `that country`, `that company` for the only country or body named in the sentence before the word, or else in the sentence before.

use std::collections::BTreeMap;
use std::ops::Range;

use super::chunk::{Chunks, Clause, Subject};
use crate::ontology::class::Kind;
use crate::ontology::lexicon::Lexicon;
use crate::recognise::Mentions;
use crate::resolve::Referents;
use crate::segment::Sentences;
use crate::text::{Span, Text};

/// What words without a name stand for in a sentence.
#[derive(Clone)]
pub(super) struct Antecedents<'a> {
    /// The person whose post it is, for posts that the article gives to one person only.
    pub(super) by_post: &'a BTreeMap<&'a str, usize>,
    /// The person that the sentences before were about.
    pub(super) person: Option<usize>,
    referents: &'a Referents,
    mentions: &'a Mentions,
    /// The mentions of the sentence before in the same line, and where those of the sentence begin.
    before: Range<usize>,
}

impl Antecedents<'_> {
    /// The only thing of a kind that the sentence names before a byte, or else the sentence before.
    pub(super) fn the_only(&self, kind: Kind, at: u32) -> Option<usize> {
        let all = &self.mentions.mentions;
        let here = self.before.end..all.partition_point(|mention| mention.span.end() <= at).max(self.before.end);
        for range in [here, self.before.clone()] {
            let mut found = range.filter(|i| all[*i].kind == kind);
            let Some(first) = found.next() else { continue };
            let referent = self.referents.of_mention[first];
            return found.all(|i| self.referents.of_mention[i] == referent).then_some(first);
        }
        None
    }
}

/// The chunks of all sentences.
pub(super) fn chunk_all<'a>(
    text: &'a Text,
    sentences: &Sentences,
    mentions: &'a Mentions,
    referents: &'a Referents,
    holders: &'a BTreeMap<&'a str, usize>,
    lexicon: &'a Lexicon,
    may_go_on: &dyn Fn() -> bool,
) -> Option<Vec<Chunks<'a>>> {
    let mut person = None;
    let mut all = Vec::with_capacity(sentences.sentences.len());
    let first_of = |span: Span| mentions.mentions.partition_point(|mention| mention.span.start() < span.start());
    for (i, sentence) in sentences.sentences.iter().enumerate() {
        may_go_on().then_some(())?;
        let first = first_of(sentence.span);
        let previous = i.checked_sub(1).map(|i| &sentences.sentences[i]).filter(|p| p.line == sentence.line);
        let before = previous.map_or(first, |previous| first_of(previous.span))..first;
        let antecedents = Antecedents { by_post: holders, person, referents, mentions, before };
        let chunks = Chunks::new(text, sentences, sentence, mentions, lexicon, antecedents);
        let subject = |clause: &Clause| match clause.subject {
            Subject::Noun(noun) => {
                chunks.nouns[noun].heads.iter().copied().find(|head| mentions.mentions[*head].kind == Kind::Person)
            }
            Subject::Unnamed | Subject::Omitted => None,
        };
        // Whom somebody speaks of is not who the sentence is about.
        let speakers = chunks.clauses.iter().filter(|clause| chunks.is_cue(clause.elements.end - 1));
        let speaker = speakers.filter_map(subject).next_back();
        person = speaker.or_else(|| chunks.clauses.iter().filter_map(subject).next_back()).or(person);
        all.push(chunks);
    }
    Some(all)
}

/// A mention of the person who holds a post, for posts that the article gives to one person only.
pub(super) fn holders<'a>(text: &'a Text, mentions: &Mentions, referents: &Referents) -> BTreeMap<&'a str, usize> {
    let all = &mentions.mentions;
    let is_person = |i: usize| all.get(i).is_some_and(|m| m.kind == Kind::Person);
    let mut holders: BTreeMap<&str, Option<usize>> = BTreeMap::new();
    for (i, post) in all.iter().enumerate().filter(|(_, mention)| mention.kind == Kind::Post) {
        let beside = [i + 1, i.wrapping_sub(1)].into_iter().find(|j| {
            is_person(*j) && (all[*j].span.start() == post.span.end() || all[*j].span.end() == post.span.start())
        });
        if let Some(person) = beside {
            let holder = holders.entry(text.get(post.span)).or_insert(Some(person));
            if holder.is_some_and(|other| referents.of_mention[other] != referents.of_mention[person]) {
                *holder = None;
            }
        }
    }
    holders.into_iter().filter_map(|(post, holder)| Some((post, holder?))).collect()
}
