//! What stands around a verb in its clause: who does it, what follows it, and whether it happened.
//!
//! Who does it is found by walking left from the verb, over adverbs, what prepositions govern and the verbs that share the subject,
//! as far as a noun that is nobody's object. In `A visits B, meets C` the clause has none and goes on with the one before; in
//! `A urges B to join C` the verb before takes a clause, so that its object does what follows. What follows a verb is found by
//! walking right, over what prepositions govern and over relative clauses, whose head is what counts.

use std::ops::Range;

use super::chunk::{Chunks, Noun};
use super::element::What;
use crate::ontology::class::Kind;
use crate::ontology::lexicon::{Role, Word};
use crate::punctuation::Mark;
use crate::reading::Modality;
use crate::segment::Pos;

/// Who does what a verb says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Doer {
    /// A noun before the verb.
    Noun(usize),
    /// A noun that the preposition of a passive governs, and the preposition.
    By(usize, usize),
    /// Something that belongs to a modifier, by index, and the preposition of a passive before it: `A's aircraft strike B`.
    Owned(usize, Option<usize>),
    /// Whoever speaks, and their side.
    We,
    /// Somebody without a name.
    Unnamed,
    /// The clause does not say: it goes on with the one before.
    Carried,
}

/// A verb that stands as a noun, with whom it is done to before it: `A's support for B`, with B put in front by a preposition.
#[derive(Clone, Copy, Debug)]
pub(super) struct Nominal {
    /// The preposition.
    pub(super) preposition: usize,
    /// The particle before the verb.
    pub(super) de: usize,
    pub(super) doer: Doer,
}

/// A clause that modifies a noun.
#[derive(Clone, Copy, Debug)]
pub(super) struct Relative {
    /// Its first element.
    pub(super) start: usize,
    /// The particle that ends it.
    pub(super) de: usize,
    /// The noun that it modifies, if that has a name.
    pub(super) head: Option<usize>,
    /// Whether nothing else is possible; otherwise the particle may join the object to its own modifier: `visits A's B`.
    pub(super) is_sure: bool,
}

impl Chunks<'_> {
    /// Whether a plain word is a verb, or at least may be the trigger of a frame.
    pub(super) fn is_verb(&self, i: usize) -> bool {
        let Some(element) = self.elements.get(i).filter(|element| element.what == What::Word) else { return false };
        let roles = self.roles(i);
        let is_trigger = self.is_trigger(i);
        // What only describes the name after it is no verb, whatever the dictionary has.
        let describes = roles.has(Role::Describing) || self.word(i).is_some_and(|word| word.post.is_some());
        (matches!(element.pos, Pos::Verb | Pos::Gerund) || is_trigger || roles.has(Role::Verb))
            && (is_trigger || !describes && !roles.has(Role::Together))
            && !roles.has(Role::Sort)
            && !roles.has(Role::Aspect)
            && !roles.has(Role::De)
            && !roles.is_preposition()
    }

    /// Whether the object of a verb does what the next verb says.
    pub(super) fn takes_clause(&self, i: usize) -> bool {
        let roles = self.roles(i);
        roles.has(Role::Pivot) || roles.has(Role::Cue)
    }

    /// The preposition that governs a noun within a clause, be it by way of the items of a list before it.
    pub(super) fn governor(&self, noun: usize, start: usize) -> Option<usize> {
        let mut first = self.nouns[noun].first;
        loop {
            let before = self.phrase_start(first, start).checked_sub(1).filter(|before| *before >= start)?;
            // Between two names, a preposition that also joins has nothing but the other party to govern.
            if self.is_preposition(before) {
                return Some(before);
            }
            if !self.joins(before) && !self.has(before, Role::Etc) && !self.has(before, Role::Sort) {
                return None;
            }
            let last = before.checked_sub(1).filter(|last| *last >= start)?;
            first = self.noun_at_element(last).map_or(last, |noun| self.nouns[noun].first);
        }
    }

    /// Whether a word governs what follows it.
    pub(super) fn is_preposition(&self, i: usize) -> bool {
        self.roles(i).is_preposition() && !self.is_joining(i) && !self.is_progressive(i)
    }

    /// Whether the word at `i` says that the verb after it is under way: it governs no place.
    fn is_progressive(&self, i: usize) -> bool {
        self.has(i, Role::At) && self.has(i, Role::Describing) && self.is_verb(i + 1)
    }

    /// Whether the element at `i` joins two nouns that the analysis took as one.
    pub(super) fn is_joining(&self, i: usize) -> bool {
        self.noun_at_element(i).is_some_and(|noun| self.nouns[noun].first < i)
    }

    /// Whether a verb at or after `i`, before `end`, is turned into a modifier: `the visit of B that A made`, with the particle at
    /// its end. Gives the element after the particle.
    fn relative_after(&self, i: usize, end: usize) -> Option<usize> {
        let de = (i + 1..end).find(|j| self.has(*j, Role::De))?;
        (de + 1 < end).then_some(de + 1)
    }

    /// Whether the adverb at `i` belongs to the verb of a relative clause that ends before `end`, and to no verb after it.
    fn is_enclosed(&self, i: usize, end: usize, start: usize) -> bool {
        let is_plain =
            |j: &usize| self.elements[*j].what != What::Word || self.is_verb(*j) || self.roles(*j).is_preposition();
        let opens =
            i == start || self.is_verb(i - 1) || self.roles(i - 1).is_preposition() || self.mark(i - 1).is_some();
        let Some(verb) = (i..end).find(is_plain).filter(|verb| opens && self.is_verb(*verb)) else { return false };
        (verb + 1..end).any(|de| self.has(de, Role::De) && self.relative_start(de, start) <= verb)
    }

    /// The first element of the phrase of common words that ends at `last`: its modifiers and relative clauses with it.
    fn phrase_start(&self, last: usize, start: usize) -> usize {
        let mut first = last;
        while let Some(i) = first.checked_sub(1).filter(|i| *i >= start) {
            let element = &self.elements[i];
            let belongs = match element.what {
                What::Mention(_) => self.noun_at_element(i).is_none(),
                What::Date => false,
                What::Mark(mark) => {
                    matches!(
                        mark,
                        Mark::OpenQuote | Mark::CloseQuote | Mark::OpenTitle | Mark::CloseTitle | Mark::Pause
                    )
                }
                What::Word if self.has(i, Role::De) => {
                    first = self.relative_start(i, start);
                    continue;
                }
                What::Word => {
                    !self.roles(i).is_preposition()
                        && !self.is_verb(i)
                        && !self.has(i, Role::Aspect)
                        && (element.pos.is_name()
                            || self.has(i, Role::Within)
                            || matches!(
                                element.pos,
                                Pos::Noun | Pos::Adjective | Pos::Number | Pos::Pronoun | Pos::Other
                            ))
                }
            };
            if !belongs {
                break;
            }
            first = i;
        }
        first
    }

    /// Whether the elements from `first` to `end` only modify what stands at `end`.
    pub(super) fn is_phrase(&self, first: usize, end: usize) -> bool {
        first == end || self.phrase_start(end, first) == first
    }

    /// To whom something is given that the word at `noun` names: `gives A firm support`, with or without a particle before the word.
    pub(super) fn given(&self, noun: usize, start: usize) -> Option<&Noun> {
        let verb = (start..noun).rev().find(|i| self.has(*i, Role::Gives))?;
        let first = (verb + 1..noun).find(|i| !self.has(*i, Role::Aspect))?;
        let recipient = self.nouns.iter().chain(&self.modifiers).find(|noun| noun.first == first)?;
        let describes = |i: usize| {
            let element = &self.elements[i];
            self.has(i, Role::De) || matches!(element.pos, Pos::Adjective | Pos::Adverb) && !self.is_verb(i)
        };
        (recipient.end <= noun && (recipient.end..noun).all(describes)).then_some(recipient)
    }

    /// Where the relative clause that a particle ends begins, or the particle itself where it joins no clause.
    pub(super) fn relative_start(&self, de: usize, start: usize) -> usize {
        let mut i = de;
        while let Some(before) = i.checked_sub(1).filter(|before| *before >= start) {
            if self.is_verb(before) {
                // With nothing between verb and particle, the noun before the verb is its subject.
                let subject = before.checked_sub(1).filter(|at| *at >= start).and_then(|at| self.noun_at_element(at));
                let first = subject.filter(|_| i == de).map_or(before, |noun| self.nouns[noun].first.max(start));
                let has_subject = first < before;
                // `A, who just came to attend`
                let goes_with = |i: &usize| {
                    let is_plain = self.word(*i).is_none_or(Word::is_bare);
                    is_plain && (self.is_verb(*i) || matches!(self.elements[*i].pos, Pos::Adverb | Pos::Time))
                };
                let led = (start..before).rev().take_while(goes_with).last().filter(|_| !has_subject);
                let first = led.unwrap_or(first);
                // `on B's striking C`: with a preposition before it, the noun is the subject of the clause that the thing is about.
                let own = before.checked_sub(1).filter(|at| *at >= start).and_then(|at| self.noun_at_element(at));
                let front = own.and_then(|noun| self.nouns[noun].first.checked_sub(1)).filter(|at| *at >= start);
                if let Some(front) = front.filter(|at| !has_subject && self.has(*at, Role::Front)) {
                    return front;
                }
                let governor = match has_subject {
                    true => first.checked_sub(1).filter(|at| *at >= start && self.is_preposition(*at)),
                    false => self.adverbial(before, start),
                };
                return governor.unwrap_or(first);
            }
            if self.noun_at_element(before).is_some() || self.mark(before).is_some_and(|mark| mark == Mark::Comma) {
                break;
            }
            i = before;
        }
        de
    }

    /// The preposition of common words right before a verb that say how it is done: `a forum with growth for its theme`.
    fn adverbial(&self, verb: usize, start: usize) -> Option<usize> {
        let is_open = |i: &usize| self.noun_at_element(*i).is_none() && self.mark(*i) != Some(Mark::Comma);
        let before = (start..verb).rev().take_while(is_open).find(|i| self.is_preposition(*i))?;
        (self.has(before, Role::Prep) && before + 1 < verb).then_some(before)
    }

    /// The relative clause that a verb belongs to, within the clause from `start` to `end`.
    pub(super) fn relative(&self, verb: usize, start: usize, end: usize) -> Option<Relative> {
        let de = (verb + 1..end).find(|de| self.has(*de, Role::De))?;
        let head = self.nouns.iter().position(|noun| noun.first > de && noun.end <= end);
        let is_open = |i: usize| self.has(i, Role::Through) || self.mark(i).is_some();
        let leads_to = |end: usize| self.is_phrase(de + 1, end) || (de + 1..end).all(is_open);
        let head = head.filter(|head| leads_to(self.nouns[*head].first));
        // `after talks with B`, `during the visit to B`: what says when is no modifier.
        let says_when = |from: usize, to: usize| (from..to).any(|i| self.has(i, Role::During));
        if says_when(verb + 1, de) {
            return None;
        }
        // `those who travel with B are:`, with the names after it.
        if head.is_none() && self.has(de + 1, Role::Lists) {
            return Some(Relative { start, de, head, is_sure: true });
        }
        // `it is at B's invitation that A came`: what follows the copula is the main clause.
        if de + 1 == end && (start..verb).any(|i| self.has(i, Role::Copula) && self.has(i, Role::Aspect)) {
            return None;
        }
        let has_gap = (verb + 1..de).all(|i| self.has(i, Role::Aspect));
        let is_main = |i: usize| self.is_verb(i) && !self.has(i, Role::Light);
        let is_chain = (verb + 1..de).any(is_main);
        let found = |start: usize, is_sure: bool| Some(Relative { start, de, head, is_sure });
        let (mut main, mut is_object) = (None, false);
        let mut i = verb;
        while let Some(before) = i.checked_sub(1).filter(|before| *before >= start) {
            let (first, governor) = match self.noun_at_element(before) {
                Some(noun) => (self.phrase_start(self.nouns[noun].first, start), self.governor(noun, start)),
                None if is_main(before) && has_gap => return found(i, true),
                None if is_main(before) => {
                    // `attacks B that lies in C`: a verb with an object of its own right before the other.
                    let word = self.word(before);
                    is_object = word.is_some_and(|word| !word.triggers.is_empty() && !word.roles.is_modal());
                    main = Some(i);
                    i = before;
                    continue;
                }
                None if self.is_preposition(before) && self.elements[before + 1].what == What::Date => {
                    i = before;
                    continue;
                }
                None if self.is_preposition(before) && says_when(de, end) => return None,
                None if self.is_preposition(before) => return found(i, true),
                None if self.is_common(before) || self.has(before, Role::Within) => {
                    let first = self.phrase_start(before, start);
                    (first, first.checked_sub(1).filter(|i| *i >= start && self.is_preposition(*i)))
                }
                None => {
                    i = before;
                    continue;
                }
            };
            if let Some(preposition) = governor {
                i = preposition;
            } else if has_gap {
                return found(first, true);
            } else if let Some(other) = self.verb_before(first, start) {
                (main, is_object) = (Some(i), false);
                i = other;
            } else {
                return found(main?, is_object);
            }
        }
        match main {
            _ if has_gap => found(start, true),
            Some(main) => found(main, false),
            None if is_chain => None,
            None => found(start, false),
        }
    }

    /// Whether a word is a common noun, or a name that is none of the nouns.
    fn is_common(&self, i: usize) -> bool {
        let element = &self.elements[i];
        let is_noun = element.pos.is_name() || matches!(element.pos, Pos::Noun | Pos::Pronoun | Pos::Position);
        match element.what {
            What::Mention(_) => true,
            What::Word => {
                self.both(i).is_some() || is_noun && !self.is_verb(i) && (self.is_bare(i) || self.has(i, Role::Side))
            }
            What::Date | What::Mark(_) => false,
        }
    }

    /// The verb whose object begins at `first`, unless that takes a clause.
    pub(super) fn object_of(&self, first: usize, start: usize) -> Option<usize> {
        self.verb_before(first, start).filter(|verb| !self.takes_clause(*verb))
    }

    /// The verb whose object begins at `first`.
    fn verb_before(&self, first: usize, start: usize) -> Option<usize> {
        let mut i = self.phrase_start(first, start);
        while let Some(before) = i.checked_sub(1).filter(|before| *before >= start) {
            if self.is_verb(before) || self.takes_clause(before) {
                return Some(before);
            }
            if !self.has(before, Role::Aspect) {
                return None;
            }
            i = before;
        }
        None
    }

    /// The mentions of what follows a verb that no frame knows, such as `mentions` or `prepares`, or only draws near: the sentence
    /// speaks of it, and does not say that it took place.
    pub(super) fn spoken_of(&self) -> impl Iterator<Item = usize> {
        let is_unknown = move |i: usize| {
            let known = [Role::Light, Role::Through, Role::Copula];
            self.is_verb(i)
                && !self.is_trigger(i)
                && !known.iter().any(|role| self.has(i, *role))
                && (!self.has(i, Role::Cue) || self.has(i, Role::Plain))
        };
        // What the verb goes with may be told by another before it: `opened the postponed games`.
        let is_told = move |verb: usize| {
            let clause = self.clause_of(verb).map_or(0, |clause| self.clauses[clause].elements.start);
            (clause..verb).any(|i| self.is_trigger(i))
        };
        let verb = move |noun: &Noun| {
            (0..self.phrase_start(noun.first, 0))
                .rev()
                .find(|i| !self.has(*i, Role::Aspect))
                .filter(|i| is_unknown(*i) && !is_told(*i))
        };
        // `as E draws near`
        let is_near = move |noun: &Noun| {
            let end = self.clause_of(noun.first).map(|clause| self.clauses[clause].elements.end);
            is_unknown(noun.end) && end.is_some_and(|end| self.has(end - 1, Role::During))
        };
        let is_spoken_of = move |noun: &&Noun| verb(noun).is_some() || is_near(noun);
        self.nouns.iter().filter(is_spoken_of).flat_map(|noun| noun.heads.iter().copied())
    }

    /// The events that the sentence remembers by what was said or decided there: `studies the speech that A made at E`.
    pub(super) fn remembered(&self) -> impl Iterator<Item = usize> {
        /// Most words between the event and what remains of it.
        const MOST: usize = 5;
        let is_event = |noun: &&Noun| self.mentions.mentions[noun.heads[0]].kind == Kind::Event;
        let is_remembered = move |noun: &&Noun| {
            let near = (noun.end..self.elements.len()).take(MOST).take_while(|i| self.mark(*i).is_none());
            let legacy = near.take_while(|i| self.mention(*i).is_none()).find(|i| self.has(*i, Role::Legacy));
            let is_whole = |legacy: usize| {
                let is_own = legacy == noun.end;
                is_own || (noun.end..legacy).any(|i| self.has(i, Role::De))
            };
            legacy.is_some_and(is_whole)
        };
        let all = self.nouns.iter().chain(&self.modifiers);
        all.filter(is_event).filter(is_remembered).flat_map(|noun| noun.heads.iter().copied())
    }

    /// Who does what the verb at `verb` says, in the clause that starts at `start`.
    pub(super) fn doer(&self, verb: usize, start: usize) -> Doer {
        // A passive that does not say by whom.
        if verb > start && self.has(verb - 1, Role::By) {
            return Doer::Unnamed;
        }
        let mut i = verb;
        while let Some(before) = i.checked_sub(1).filter(|before| *before >= start) {
            if let Some(noun) = self.noun_at_element(before) {
                if let Some(preposition) = self.governor(noun, start) {
                    // `on A's behalf`, by a verb of its own: the passive is that verb's.
                    let is_of_other = (self.nouns[noun].end..verb).any(|i| self.has(i, Role::Pivot));
                    if self.has(preposition, Role::By) && !is_of_other {
                        return Doer::By(noun, preposition);
                    }
                    // `on B passing a law A said …`: what it is about is a clause with a subject of its own.
                    let is_clause = self.has(preposition, Role::About)
                        || (self.has(preposition, Role::Front) && self.is_own_doing(&self.nouns[noun], verb));
                    if is_clause && i == verb || self.opens_when(preposition, noun, verb) {
                        return Doer::Noun(noun);
                    }
                    i = preposition;
                    continue;
                }
                match self.verb_before(self.nouns[noun].first, start) {
                    Some(other) if !self.takes_clause(other) => i = other,
                    _ => return Doer::Noun(noun),
                }
                continue;
            }
            if self.has(before, Role::Witness) {
                return Doer::Unnamed;
            }
            if self.has(before, Role::We) {
                match before.checked_sub(1).filter(|at| *at >= start && self.is_preposition(*at)) {
                    Some(preposition) => i = preposition,
                    None => return Doer::We,
                }
                continue;
            }
            i = match self.elements[before].what {
                _ if self.leader(before, start).is_some() => {
                    return self.leader(before, start).map_or(Doer::Unnamed, Doer::Noun);
                }
                What::Word if self.is_verb(before) => before,
                _ if self.is_common(before) => match self.common_phrase(before, start) {
                    // `on officials of B visiting C A voiced regret`: those without a name do it.
                    Some(next) if i == verb && self.is_reacted_to(next, verb) => return Doer::Unnamed,
                    Some(next) => next,
                    None => return self.owner_of(before, start).unwrap_or(Doer::Unnamed),
                },
                What::Word if self.has(before, Role::During) => self.phrase_start(before, start),
                What::Word | What::Mention(_) | What::Date | What::Mark(_) => before,
            };
        }
        Doer::Carried
    }

    /// One past the clause of a verb.
    fn clause_end(&self, verb: usize) -> usize {
        self.clause_of(verb).map_or(verb, |clause| self.clauses[clause].elements.end)
    }

    /// Whether the preposition at an element governs what somebody says or does something about, after the verb at `verb` and what
    /// belongs to that.
    fn is_reacted_to(&self, preposition: usize, verb: usize) -> bool {
        let end = self.clause_end(verb);
        let is_about = self.has(preposition, Role::To) || self.has(preposition, Role::About);
        is_about && (verb + 1..end).any(|i| self.reacts(i))
    }

    /// Whether an element says what somebody thinks or says of what stands before it.
    pub(super) fn reacts(&self, i: usize) -> bool {
        let is_view = self.is_trigger(i) && self.has(i, Role::Pivot);
        is_view || self.has(i, Role::Cue) || self.has(i, Role::Light)
    }

    /// Whether a preposition governs a clause that says when, whose subject is the noun: `since A attacked B`, `while A visited B`.
    fn opens_when(&self, preposition: usize, noun: usize, verb: usize) -> bool {
        let end = self.clause_end(verb);
        // `in A` may be where somebody else did it.
        let is_agent = self.is_speaker(&self.nouns[noun]) || !self.has(preposition, Role::At);
        let governs_clauses = [Role::At, Role::Since, Role::Prep].iter().any(|role| self.has(preposition, *role));
        is_agent && governs_clauses && (verb + 1..end).any(|i| self.has(i, Role::During) || self.has(i, Role::Since))
    }

    /// Whether a noun before the verb at `verb` does what that says to an object of its own, within what another verb is about:
    /// `condemns B's attacking C`, with B put in front by a preposition.
    pub(super) fn is_own_doing(&self, noun: &Noun, verb: usize) -> bool {
        let end = self.clause_end(verb);
        noun.end == verb
            && self.mention(verb + 1).is_some()
            && (verb + 2..end).any(|i| self.is_verb(i) || self.has(i, Role::Light) || self.has(i, Role::Cue))
    }

    /// Whom the thing belongs to that the phrase of common words ending at `last` means.
    fn owner_of(&self, last: usize, start: usize) -> Option<Doer> {
        let first = self.phrase_start(last, start);
        let owner = self.modifiers.iter().rposition(|noun| noun.end > first && noun.end <= last)?;
        let before = self.phrase_start(self.modifiers[owner].first, start).checked_sub(1).filter(|i| *i >= start);
        Some(Doer::Owned(owner, before.filter(|i| self.has(*i, Role::By))))
    }

    /// The last modifier within the phrase that begins at `first`: whom the thing belongs to that the phrase means.
    pub(super) fn owner_after(&self, first: usize, end: usize) -> Option<&Noun> {
        let mut owner = None;
        let mut i = first;
        while i < end && self.noun_at_element(i).is_none() {
            if let Some(noun) = self.modifiers.iter().find(|noun| noun.first == i && noun.end <= end) {
                owner = Some(noun);
                i = noun.end;
                continue;
            }
            i = match self.elements[i].what {
                What::Word if self.is_verb(i) && !self.has(i, Role::Light) => match self.relative_after(i, end) {
                    Some(next) if owner.is_none() => next,
                    _ => break,
                },
                What::Word if self.is_preposition(i) => self.phrase_end(i, end),
                What::Mark(Mark::OpenQuote | Mark::CloseQuote) | What::Word | What::Date | What::Mention(_) => i + 1,
                What::Mark(_) => break,
            };
        }
        owner
    }

    /// The reading of the verb at `verb` as a noun with the one that it is done to before it, in the clause that starts at `start`.
    pub(super) fn nominal(&self, verb: usize, start: usize) -> Option<Nominal> {
        let describes = |i: &usize| {
            let element = &self.elements[*i];
            element.what == What::Word && matches!(element.pos, Pos::Adjective | Pos::Adverb) && !self.is_verb(*i)
        };
        let de = (start..verb).rev().find(|i| !describes(i)).filter(|de| self.has(*de, Role::De))?;
        let is_to = |i: &usize| self.has(*i, Role::To) && self.is_preposition(*i);
        let preposition = (start..de).rev().take_while(|i| !self.is_verb(*i)).find(is_to)?;
        let passes = |i: &usize| {
            let element = &self.elements[*i];
            element.what == What::Date || element.pos == Pos::Time || self.has(*i, Role::Aspect)
        };
        let before = (start..preposition).rev().find(|i| !passes(i))?;
        let doer = match self.noun_at_element(before) {
            Some(noun) => Doer::Noun(noun),
            None if self.has(before, Role::We) => Doer::We,
            None if self.has(before, Role::Through) || self.has(before, Role::Light) => self.doer(before, start),
            None => return None,
        };
        Some(Nominal { preposition, de, doer })
    }

    /// Who leads the body, or rides in the vehicle, that the word at `i` means: `the delegation that A leads`.
    fn leader(&self, i: usize, start: usize) -> Option<usize> {
        self.has(i, Role::Side).then_some(())?;
        let de = (start..i).rev().find(|de| self.has(*de, Role::De))?;
        let lead = de.checked_sub(1).filter(|lead| self.has(*lead, Role::Lead))?;
        lead.checked_sub(1).filter(|last| *last >= start).and_then(|last| self.noun_at_element(last))
    }

    /// Where to go on looking for the subject before a phrase of common words that ends at `last`; none if it is the subject.
    fn common_phrase(&self, last: usize, start: usize) -> Option<usize> {
        let first = self.phrase_start(last, start);
        // `towards A's attacking B's grounds`: the phrase holds the preposition.
        if first < last && self.is_preposition(first) && !self.has(first, Role::By) {
            return Some(first);
        }
        let says_where = self.elements[last].pos == Pos::Position;
        let says_when = self.elements.get(last + 1).is_some_and(|next| next.what == What::Date);
        let Some(before) = first.checked_sub(1).filter(|before| *before >= start) else {
            return (says_where || says_when).then_some(first);
        };
        if self.is_preposition(before) {
            return (!self.has(before, Role::By)).then_some(before);
        }
        // What is joined to a governed name is governed with it: `towards A and such aims`.
        let joined = before.checked_sub(1).filter(|at| *at >= start && self.joins(before));
        if let Some(noun) = joined.and_then(|at| self.noun_at_element(at)) {
            return self.governor(noun, start);
        }
        if let Some(verb) = self.verb_before(first, start) {
            return (!self.takes_clause(verb)).then_some(verb);
        }
        (says_where || says_when).then_some(first)
    }

    /// Whether an element between a verb and its object may be passed, and where to go on: what prepositions govern and relative
    /// clauses are passed whole.
    fn step(&self, i: usize, end: usize, is_open: impl Fn(usize) -> bool) -> Option<usize> {
        let element = &self.elements[i];
        match element.what {
            What::Mark(Mark::Pause) => None,
            What::Mark(_) | What::Mention(_) | What::Date => Some(i + 1),
            What::Word if is_open(i) => Some(i + 1),
            What::Word if self.is_verb(i) && element.pos != Pos::Gerund => self.relative_after(i, end),
            What::Word if self.is_preposition(i) && !self.has(i, Role::And) => Some(self.phrase_end(i, end)),
            What::Word => Some(i + 1),
        }
    }

    /// One past what a preposition at `i` governs, with the particle that makes a modifier of it.
    fn phrase_end(&self, i: usize, end: usize) -> usize {
        let modifier = self.modifiers.iter().find(|noun| noun.first > i && noun.end < end);
        if let Some(noun) = modifier.filter(|noun| self.is_phrase(i + 1, noun.first)) {
            return noun.end + 1;
        }
        match self.noun_after(i, end) {
            // Who leads what follows may be what is looked for.
            Some(noun) if self.has(noun.end, Role::Lead) => i + 1,
            Some(noun) => noun.end,
            None => self.governed_end(i, end).max(i + 1),
        }
    }

    /// The nouns after the verb at `verb` that may be its object, the nearest first. `is_open` says which verbs between them do not
    /// hide what follows.
    pub(super) fn followers(&self, verb: usize, end: usize, is_open: impl Fn(usize) -> bool) -> Vec<&Noun> {
        let mut found = Vec::new();
        let mut i = verb + 1;
        while i < end {
            if let Some(noun) = self.noun_at_element(i).map(|noun| &self.nouns[noun]).filter(|noun| noun.end <= end) {
                match self.gap_after(noun.end, end) {
                    // The noun is the subject of a relative clause.
                    Some(head) if !self.has(noun.end, Role::Lead) => i = head,
                    _ => {
                        found.push(noun);
                        i = noun.end;
                    }
                }
                continue;
            }
            match self.step(i, end, &is_open) {
                Some(next) => i = next,
                None => break,
            }
        }
        found
    }

    /// The element after the particle, where a verb without an object stands between `i` and the particle.
    fn gap_after(&self, i: usize, end: usize) -> Option<usize> {
        let mut j = i;
        while j < end
            && self.elements[j].what == What::Word
            && !self.is_verb(j)
            && !self.has(j, Role::De)
            && !self.is_preposition(j)
            && !self.joins(j)
        {
            j += 1;
        }
        let mut after = j + 1;
        while self.has(after, Role::Aspect) {
            after += 1;
        }
        (self.is_verb(j) && self.has(after, Role::De) && after + 1 < end).then_some(after + 1)
    }

    /// Whether what the verb at `verb` says happened, by the words before it from `start`; none for a question. A view is held by
    /// whoever will hold it.
    pub(super) fn modality(&self, verb: usize, start: usize, is_view: bool) -> Option<Modality> {
        let mut modality = Modality::Actual;
        for i in start..verb {
            let roles = self.roles(i);
            // The word for at whose invitation also says what ought to be.
            if roles.has(Role::Invite) && self.is_verb(i + 1) && modality == Modality::Actual {
                modality = Modality::Planned;
            }
            if !roles.is_modal() || self.is_enclosed(i, verb, start) || self.is_invitation(i, start) {
                continue;
            }
            // A verb that is joined to another is not what that denies or wishes.
            let is_joined = (i + 1..verb).any(|j| self.has(j, Role::And) && !self.is_joining(j) && self.is_verb(j + 1));
            let governs = !is_joined || !roles.has(Role::Pivot) && !roles.has(Role::Denied);
            let is_other = is_joined && self.is_trigger(i);
            if roles.has(Role::Whether) {
                return None;
            } else if roles.has(Role::Denied) && governs {
                modality = Modality::Denied;
            } else if roles.has(Role::Conditional) {
                modality = Modality::Conditional;
            } else if (roles.has(Role::Wished) && governs || self.is_planned(i) && !is_view && !is_other)
                && modality == Modality::Actual
            {
                modality = Modality::Planned;
            }
        }
        Some(modality)
    }

    /// Whether the word at `i` only says at whose invitation the verb after it is done.
    fn is_invitation(&self, i: usize, start: usize) -> bool {
        let before = (start..i).rev().find(|j| !self.has(*j, Role::De)).and_then(|before| self.noun_at_element(before));
        let is_invite = |preposition: usize| self.has(preposition, Role::Invite);
        // `at the invitation of A`, with the particle before the word itself.
        let is_owned = (start..i).any(|j| is_invite(j) && self.has(i - 1, Role::De) && self.is_phrase(j + 1, i));
        is_owned || before.and_then(|noun| self.governor(noun, start)).is_some_and(is_invite)
    }

    /// Whether the word at `i` puts the verb after it into the future.
    fn is_planned(&self, i: usize) -> bool {
        let roles = self.roles(i);
        roles.has(Role::Planned) && !(roles.has(Role::Ba) && self.nouns.iter().any(|noun| noun.first == i + 1))
    }

    /// Whether the verb at `verb` only has yet to happen, on a day that is named: nobody merely wishes it.
    pub(super) fn is_announced(&self, verb: usize, start: usize) -> bool {
        let is_wish = |i: usize| self.has(i, Role::Wished) || self.has(i, Role::Pivot);
        !(start..verb).any(is_wish) && (start..verb).any(|i| self.elements[i].what == What::Date)
    }

    /// Whether the clauses that a clause goes on with are about what is to happen.
    pub(super) fn is_plan(&self, clause: usize) -> bool {
        let Some(before) = clause.checked_sub(1) else { return false };
        let Range { start, end } = self.clauses[before].elements;
        if (start..end).any(|i| self.is_planned(i) && !self.is_enclosed(i, end, start)) {
            return !(start..end).any(|i| self.has(i, Role::Cue) || self.has(i, Role::Done));
        }
        let goes_on = (start..end).find(|i| self.is_verb(*i)).map(|verb| self.doer(verb, start));
        goes_on == Some(Doer::Carried) && self.is_plan(before)
    }

    /// Whether a word with this part of speech directly after the trigger makes a compound of both: `a welcome dinner`.
    pub(super) fn is_compound(&self, verb: usize, start: usize) -> bool {
        let is_common = |i: usize| {
            let element = self.elements.get(i);
            element.is_some_and(|element| element.what == What::Word && element.pos == Pos::Noun) && self.is_bare(i)
        };
        let mut before = verb;
        while before > start
            && self.elements[before - 1].what == What::Word
            && self.elements[before - 1].pos == Pos::Adjective
        {
            before -= 1;
        }
        let is_governed = before > start && self.is_verb(before - 1) && !self.has(before - 1, Role::Pivot);
        is_governed && is_common(verb + 1)
    }

    fn is_bare(&self, i: usize) -> bool {
        self.word(i).is_none_or(|word| word.roles.is_common())
    }
}
