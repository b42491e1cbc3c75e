//! Reference: what words without a name stand for, where only one thing can be meant.
//!
//! A pronoun stands for the person that the sentences before were about, where it is said to speak or no other is named there; a post
//! alone for the only one who holds it in the article;
//! `that country`, `that company` for the only country or body named in the sentence before the word, or else in the sentence before;
//! `both sides`, `the two countries`, `the two leaders` for the only two that are named there; `you`, which one of the two people
//! says that the article begins with, for the other; a possessive before a verb for the person named last, if nobody came between.

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
    /// Whether the sentence that was about that person names no other.
    pub(super) is_only_person: bool,
    /// The two people that the article begins with.
    two: Option<[usize; 2]>,
    referents: &'a Referents,
    mentions: &'a Mentions,
    /// The mentions since the last sentence before in the same line that names somebody, as far as where those of the sentence begin.
    before: Range<usize>,
}

/// The two that a word for both stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Both {
    /// Two countries or bodies.
    Parties,
    /// Two countries.
    Countries,
    /// Two people.
    People,
}

impl Antecedents<'_> {
    /// Whether two mentions are of one thing.
    pub(super) fn is_same(&self, one: usize, other: usize) -> bool {
        self.referents.of_mention[one] == self.referents.of_mention[other]
    }

    /// The two parties that the sentence names between two bytes, or else the sentence before; none where a third is named.
    ///
    /// Of two people who are named with their countries, both sides are the countries.
    pub(super) fn the_two(&self, both: Both, from: u32, at: u32) -> Option<[usize; 2]> {
        let all = &self.mentions.mentions;
        let index = |byte: u32| all.partition_point(|mention| mention.span.start() < byte);
        let here = index(from).max(self.before.end)..index(at).max(self.before.end);
        let agents = |range: Range<usize>| range.filter(|i| is_agent(all[*i].kind)).collect::<Vec<usize>>();
        let named = [agents(here), agents(self.before.clone())].into_iter().find(|named| !named.is_empty())?;
        let mut distinct: Vec<usize> = Vec::new();
        for i in named {
            if distinct.iter().all(|other| !self.is_same(*other, i)) {
                distinct.push(i);
            }
        }
        let kinds: Vec<Kind> = distinct.iter().map(|i| all[*i].kind).collect();
        let of = |kind: Kind| distinct.iter().copied().filter(|i| all[*i].kind == kind).collect::<Vec<usize>>();
        let two = match (both, &kinds[..]) {
            (Both::People, _) => of(Kind::Person),
            (Both::Parties | Both::Countries, [Kind::Country, Kind::Country])
            | (Both::Parties | Both::Countries, [Kind::Country, Kind::Person, Kind::Country, Kind::Person]) => {
                of(Kind::Country)
            }
            (Both::Parties, [Kind::Country | Kind::Organization, Kind::Country | Kind::Organization]) => distinct,
            _ => return None,
        };
        two.try_into().ok()
    }

    /// To whom one of the two people speaks whom the article begins with: the one of them who is named last before a byte, or else
    /// whom the sentences before were about.
    pub(super) fn addressee(&self, at: u32) -> Option<usize> {
        let all = &self.mentions.mentions;
        let here = self.before.end..all.partition_point(|mention| mention.span.end() <= at).max(self.before.end);
        let of = |mention: usize| self.referents.of_mention[mention];
        let [a, b] = self.two?;
        let other = |mention: usize| match of(mention) {
            speaker if speaker == of(a) => Some(b),
            speaker if speaker == of(b) => Some(a),
            _ => None,
        };
        here.rev().find_map(other).or_else(|| self.person.and_then(other))
    }

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

fn is_agent(kind: Kind) -> bool {
    matches!(kind, Kind::Person | Kind::Country | Kind::Organization)
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
    let mut is_only_person = false;
    let mut two = None;
    let mut is_begun = false;
    let mut all = Vec::with_capacity(sentences.sentences.len());
    let first_of = |span: Span| mentions.mentions.partition_point(|mention| mention.span.start() < span.start());
    for (i, sentence) in sentences.sentences.iter().enumerate() {
        may_go_on().then_some(())?;
        let first = first_of(sentence.span);
        // Sentences that name nobody lie between: `the talks were friendly`.
        let same_line = sentences.sentences[..i].iter().rev().take_while(|before| before.line == sentence.line);
        let mut starts = same_line.map(|before| first_of(before.span));
        let names_agent = |start: &usize| mentions.mentions[*start..first].iter().any(|mention| is_agent(mention.kind));
        let before = starts.find(names_agent).unwrap_or(first)..first;
        let antecedents = Antecedents { by_post: holders, person, is_only_person, two, referents, mentions, before };
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
        if let Some(found) = speaker.or_else(|| chunks.clauses.iter().filter_map(subject).next_back()) {
            let persons = chunks.nouns.iter().flat_map(|noun| &noun.heads);
            let mut persons = persons.filter(|head| mentions.mentions[**head].kind == Kind::Person);
            is_only_person = persons.all(|head| referents.of_mention[*head] == referents.of_mention[found]);
            person = Some(found);
        }
        // Where people without a name have spoken, whoever goes on may be one of them.
        let mut spoken = chunks.clauses.iter().rev().filter(|clause| chunks.is_cue(clause.elements.end - 1));
        if spoken.next().is_some_and(|clause| chunks.is_of_people(&clause.elements)) {
            person = None;
            is_only_person = false;
        }
        // The headline and the sentence after it name those whom the article is about.
        let is_person = |i: &usize| mentions.mentions[*i].kind == Kind::Person;
        let named: Vec<usize> =
            (first..first_of(Span::new(sentence.span.end(), sentence.span.end()))).filter(is_person).collect();
        if let (&[a, b], false) = (&named[..], is_begun) {
            two = Some([a, b]);
        }
        is_begun |= !named.is_empty() && !chunks.is_headline();
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
