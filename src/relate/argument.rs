//! Arguments of frames: what fills the slots of a rule around its trigger.
//!
//! The slots of a role are tried in the order of the rule; the first that holds something of the right kind wins.

use std::ops::Range;

use super::chunk::{Clause, Noun, Subject};
use super::element::What;
use super::frame::{Attempt, Occasion};
use super::verb::{Doer, Nominal};
use super::{Claim, Object, Voice, attribution};
use crate::ontology::class::{Kind, KindSet};
use crate::ontology::lexicon::Role;
use crate::ontology::rule::Slot;
use crate::punctuation::{Mark, mark};
use crate::reading::Modality;
use crate::resolve::ReferentId;
use crate::segment::Pos;
use crate::text::Span;

/// An argument: the mentions that fill a role.
pub(super) struct Argument {
    pub(super) mentions: Vec<usize>,
    pub(super) referents: Vec<ReferentId>,
}

impl<'a> Attempt<'a> {
    /// The first slot that holds something of the right kind, or else something that belongs to one, if the rule says that it counts.
    pub(super) fn fill(&self, slots: &[Slot], kinds: KindSet, owned: bool) -> Option<Argument> {
        // Short forms side by side name what is between two, not what is theirs: `the A-B relationship`.
        let is_pair = |noun: &&Noun| noun.heads.len() > 1 && noun.end - noun.first == noun.heads.len();
        let owners = |slot| self.owners(slot).into_iter().filter(|noun| !is_pair(noun)).collect::<Vec<_>>();
        let owner = || slots.iter().find_map(|slot| self.arguments(&owners(*slot), kinds));
        self.named(slots, kinds).or_else(|| owned.then(owner).flatten())
    }

    /// Whom what stands in a slot belongs to.
    fn owners(&self, slot: Slot) -> Vec<&'a Noun> {
        let chunks = self.chunks;
        let is_to = |i: &usize| {
            (chunks.has(*i, Role::To) || slot == Slot::Object && chunks.has(*i, Role::Ba)) && !chunks.is_joining(*i)
        };
        let fronted = || {
            let owners =
                (self.start..self.trigger).rev().filter(is_to).filter_map(|i| chunks.owner_after(i + 1, self.trigger));
            owners.filter(|noun| self.is_fronted(noun, Role::To)).collect::<Vec<_>>()
        };
        match (slot, self.doer) {
            (Slot::Subject, Doer::Owned(owner, _)) => vec![&chunks.modifiers[owner]],
            (Slot::Object | Slot::To, _) if self.nominal.is_some() => self.done_to(true),
            (Slot::Object, _) if !self.is_relative => {
                let after = chunks.owner_after(self.trigger + 1, self.end);
                fronted().into_iter().chain(after).collect()
            }
            (Slot::To, _) => fronted(),
            _ => Vec::new(),
        }
    }

    /// Whom it is done to, or whom that belongs to, before a verb that stands as a noun.
    fn done_to(&self, owned: bool) -> Vec<&'a Noun> {
        let Some(Nominal { preposition, de, .. }) = self.nominal else { return Vec::new() };
        let modifiers = self.chunks.modifiers.iter().rev();
        modifiers.filter(|noun| noun.first > preposition && noun.end <= de && (owned || noun.end == de)).collect()
    }

    /// The first slot that holds something of the right kind.
    pub(super) fn named(&self, slots: &[Slot], kinds: KindSet) -> Option<Argument> {
        slots.iter().find_map(|slot| {
            match slot {
                Slot::Event => return self.last_event().filter(|_| kinds.has(Kind::Event)),
                Slot::Host => return self.host(kinds),
                Slot::Of => return self.whole(kinds).or_else(|| self.arguments(&self.modifiers(), kinds)),
                Slot::Subject if self.is_ours() => return self.our_side(kinds),
                _ => {}
            }
            let nouns = self.slot(*slot);
            if *slot == Slot::Subject {
                self.arguments(&nouns, kinds)
            } else {
                nouns.into_iter().find_map(|noun| self.arguments(&[noun], kinds))
            }
        })
    }

    /// The event that the article is about: the last that it reported something of before the trigger, or else the one that its
    /// headline or first sentence names.
    fn last_event(&self) -> Option<Argument> {
        let is_fact = |claim: &&Claim| claim.attributed_to.is_none() && claim.modality == Modality::Actual;
        let is_at_hand = |event: ReferentId| {
            let mentions = &self.context.referents.get(event).mentions;
            mentions.iter().any(|mention| !self.context.spoken_of.contains(mention))
        };
        let reported = self.before.iter().rev().filter(is_fact).find_map(|claim| {
            let object = match claim.object {
                Object::Referent(object) => Some(object),
                Object::Text(_) => None,
            };
            [object, Some(claim.subject)]
                .into_iter()
                .flatten()
                .find(|r| self.context.referents.get(*r).kind == Kind::Event && is_at_hand(*r))
        });
        let trigger = self.chunks.elements[self.trigger].span.start();
        let mentions = &self.context.mentions.mentions;
        let before = mentions.partition_point(|mention| mention.span.end() <= trigger);
        let event = (0..before).rev().find(|i| match reported {
            Some(reported) => self.context.referent(*i) == Some(reported),
            None => {
                let span = mentions[*i].span;
                let is_lead = span.end() <= self.context.lead;
                let is_said = self.context.voice_at(span.start()).is_some() || self.context.spoken_of.contains(i);
                mentions[*i].kind == Kind::Event && is_lead && !is_said
            }
        })?;
        // Where the sentence names another beside it, either may be meant.
        let referent = self.context.referent(event)?;
        let ends = |c: char| c == '\n' || mark(c) == Some(Mark::Stop);
        let (text, span) = (self.context.text.as_str(), mentions[event].span);
        let start = text[..span.start() as usize].rfind(ends).unwrap_or(0);
        let end = text[span.end() as usize..].find(ends).map_or(text.len(), |at| span.end() as usize + at);
        let is_beside = |other: Span| start <= other.start() as usize && other.end() as usize <= end;
        let is_other = |i: usize| mentions[i].kind == Kind::Event && self.context.referent(i) != Some(referent);
        if (0..before).any(|i| is_other(i) && is_beside(mentions[i].span)) {
            return None;
        }
        Some(Argument { mentions: vec![event], referents: vec![referent] })
    }

    /// The last meeting, call or visit reported before; if the headline names who received or travelled in one, the last of theirs.
    pub(super) fn occasion(&self) -> Option<Occasion> {
        let is_main = |occasion: &&Occasion| {
            let mentions = &self.context.referents.get(occasion.host).mentions;
            mentions.first().is_some_and(|mention| self.context.span(*mention).end() <= self.context.headline)
        };
        let occasions = || self.occasions.iter().rev();
        occasions().find(is_main).or_else(|| occasions().next()).copied()
    }

    /// Who received or travelled on that occasion.
    fn host(&self, kinds: KindSet) -> Option<Argument> {
        let referent = self.occasion()?.host;
        let mention = *self.context.referents.get(referent).mentions.first()?;
        kinds.has(self.context.kind(mention)).then(|| Argument { mentions: vec![mention], referents: vec![referent] })
    }

    /// Whether the trigger stands in the words of whom a noun names.
    fn speaks(&self, noun: &Noun) -> bool {
        let voice = self.context.voice_at(self.chunks.elements[self.trigger].span.start());
        matches!(voice, Some(Voice::Of(speaker)) if noun.heads.iter().any(|head| self.context.referent(*head) == Some(speaker)))
    }

    /// Whether the subject is whoever speaks, here or in the clauses that it goes on with, and what it holds is a view.
    fn is_ours(&self) -> bool {
        let chunks = self.chunks;
        let opens = || {
            let own = chunks.clauses[..self.clause].iter().rev().find(|clause| clause.subject != Subject::Omitted);
            own.is_some_and(|clause| chunks.doer(clause.elements.end, clause.elements.start) == Doer::We)
        };
        self.rule.is_view && (self.doer == Doer::We || self.doer == Doer::Carried && !self.is_relative && opens())
    }

    /// The country that whoever speaks here speaks for.
    fn our_side(&self, kinds: KindSet) -> Option<Argument> {
        let Voice::Of(speaker) = self.context.voice_at(self.chunks.elements[self.trigger].span.start())? else {
            return None;
        };
        let side = attribution::country(speaker, self.before, self.context)?;
        let mention = *self.context.referents.get(side).mentions.first()?;
        kinds.has(Kind::Country).then(|| Argument { mentions: vec![mention], referents: vec![side] })
    }

    /// What the word that the rule needs is of: `became a member state of X`, with or without a particle between.
    fn whole(&self, kinds: KindSet) -> Option<Argument> {
        let chunks = self.chunks;
        let needed =
            (self.trigger + 1..self.end).find(|i| self.rule.needs.iter().any(|word| word == chunks.words(*i)))?;
        let is_between = |i: &usize| {
            let element = &chunks.elements[*i];
            chunks.has(*i, Role::De)
                // The title of whom somebody is the envoy.
                || chunks.kind(*i) == Some(Kind::Post)
                || element.what == What::Word && matches!(element.pos, Pos::Number | Pos::Adjective)
        };
        let before = (self.trigger + 1..needed).rev().find(|i| !is_between(i))?;
        // `receives the telegram that A sent`
        if chunks.is_verb(before)
            && chunks.has(before + 1, Role::De)
            && let Doer::Noun(noun) = chunks.doer(before, self.trigger + 1)
        {
            return self.arguments(&[&chunks.nouns[noun]], kinds);
        }
        let mention = chunks.mention(before).filter(|mention| kinds.has(self.context.kind(*mention)))?;
        Some(Argument { mentions: vec![mention], referents: vec![self.context.referent(mention)?] })
    }

    /// What does the same in the clauses after it, whose verb is left out: `appoints A as X, B as Y`.
    pub(super) fn gapped(&self, kinds: KindSet) -> Option<Argument> {
        let chunks = self.chunks;
        let first = chunks.nouns.iter().find(|noun| noun.first > self.trigger && noun.end < self.end)?;
        let word = chunks.words(first.end);
        let is_gapped = |clause: &&Clause| {
            let Range { start, end } = clause.elements;
            chunks.nouns.iter().any(|noun| noun.first == start && noun.end < end && chunks.words(noun.end) == word)
                && !(start..end).any(|i| chunks.is_verb(i))
        };
        let clauses = chunks.clauses[self.clause + 1..].iter().take_while(is_gapped);
        let starts = clauses.map(|clause| clause.elements.start);
        let nouns: Vec<&Noun> =
            starts.filter_map(|start| chunks.nouns.iter().find(|noun| noun.first == start)).collect();
        (chunks.mark(first.end).is_none() && !self.is_relative).then(|| self.arguments(&nouns, kinds)).flatten()
    }

    /// The nouns before the particle of modification between the trigger and the end of the clause.
    fn modifiers(&self) -> Vec<&'a Noun> {
        self.chunks.modifiers.iter().filter(|noun| noun.first > self.trigger && noun.end <= self.end).collect()
    }

    /// The heads of nouns that are of the right kind.
    pub(super) fn arguments(&self, nouns: &[&Noun], kinds: KindSet) -> Option<Argument> {
        let mut argument = Argument { mentions: Vec::new(), referents: Vec::new() };
        // Who speaks for a body holds its views; what else they do is their own doing.
        let nouns = nouns.iter().filter(|noun| !noun.is_representative || self.rule.is_view);
        for &head in nouns.flat_map(|noun| &noun.heads) {
            if kinds.has(self.context.kind(head))
                && let Some(referent) = self.context.referent(head)
            {
                argument.mentions.push(head);
                argument.referents.push(referent);
            }
        }
        (!argument.mentions.is_empty()).then_some(argument)
    }

    /// The nouns in a slot, best first.
    fn slot(&self, slot: Slot) -> Vec<&'a Noun> {
        match slot {
            Slot::Object | Slot::To if self.nominal.is_some() => self.done_to(false),
            Slot::Subject => self.subjects(),
            Slot::Object => self.objects(),
            Slot::With => self.governed(Role::With),
            Slot::To => self.governed(Role::To),
            Slot::At => self.governed(Role::At),
            Slot::About => self.governed(Role::About),
            Slot::Behalf => self.governed(Role::Behalf),
            Slot::Invite => self.governed(Role::Invite),
            Slot::Event | Slot::Host | Slot::Of | Slot::Date => Vec::new(),
        }
    }

    /// What the prepositions of a role govern in the clause, the nearest to the trigger first.
    pub(super) fn governed(&self, role: Role) -> Vec<&'a Noun> {
        let is_fronted =
            |noun: &&Noun| !matches!(role, Role::To | Role::Front | Role::Ba) || self.is_fronted(noun, role);
        // Only the nearest preposition can name the other party.
        let most = if role == Role::With { 1 } else { usize::MAX };
        let mut found: Vec<&Noun> = (self.start..self.trigger)
            .rev()
            .filter(|i| self.chunks.has(*i, role) && !self.chunks.is_joining(*i))
            .filter(|i| role != Role::Behalf || self.chunks.is_behalf(*i))
            .take(most)
            .filter_map(|i| {
                let noun = self.chunks.noun_after(i, self.end).filter(|noun| noun.first < self.trigger);
                noun.or_else(|| self.owner_of_trigger(i))
            })
            .filter(is_fronted)
            .collect();
        if matches!(role, Role::At | Role::To) {
            found.extend(
                (self.trigger + 1..self.end)
                    .filter(|i| self.chunks.has(*i, role))
                    .filter_map(|i| self.chunks.noun_after(i, self.end)),
            );
        }
        found
    }

    /// Whom the preposition at `i` governs with the particle and the trigger itself after the name: `in the company of A`.
    fn owner_of_trigger(&self, i: usize) -> Option<&'a Noun> {
        let chunks = self.chunks;
        let owner = chunks.modifiers.iter().find(|noun| noun.first > i && noun.end + 1 == self.trigger)?;
        let is_own = chunks.has(owner.end, Role::De) && chunks.has(self.trigger, Role::During);
        (is_own && chunks.is_phrase(i + 1, owner.first)).then_some(owner)
    }

    /// Whether a noun before the trigger is governed for the trigger's sake: no other verb stands between, and the trigger is not
    /// what the noun itself does, as in `congratulates on E opening`.
    fn is_fronted(&self, noun: &Noun, role: Role) -> bool {
        let chunks = self.chunks;
        let does_it = role == Role::Front
            && noun.end == self.trigger
            && (self.trigger + 1..self.end)
                .take_while(|i| !chunks.joins(*i))
                .any(|i| chunks.is_verb(i) || chunks.has(i, Role::Cue))
            && chunks.nouns.iter().all(|other| other.first != self.trigger + 1);
        let is_own_doing = |i: usize| role != Role::Ba && chunks.is_own_doing(noun, i);
        let is_between = |i: usize| {
            chunks.is_verb(i) && !chunks.has(i, Role::Light) && !chunks.has(i, Role::Cue) && !is_own_doing(i)
        };
        !(noun.end..self.trigger).any(is_between)
            && !matches!(self.doer, Doer::Noun(doer) if chunks.nouns[doer].first > noun.first)
            && !does_it
            && !is_own_doing(self.trigger)
    }

    /// The nouns that are the subject together.
    fn subjects(&self) -> Vec<&'a Noun> {
        let nouns = &self.chunks.nouns;
        let mut subjects: Vec<&Noun> = match self.doer {
            Doer::By(noun, _) => return vec![&nouns[noun]],
            // Those without a name share the verb of a list before the clause.
            Doer::Unnamed if self.is_after_list() => self.topic.iter().map(|noun| &nouns[*noun]).collect(),
            Doer::Unnamed | Doer::Owned(..) | Doer::We => return Vec::new(),
            // A list of names before the clause shares its verb with the last of them.
            Doer::Noun(noun) if self.topic.contains(&noun) => self.topic.iter().map(|noun| &nouns[*noun]).collect(),
            Doer::Noun(noun) => vec![&nouns[noun]],
            Doer::Carried if self.is_relative && self.chunks.has(self.end + 1, Role::Lists) => {
                nouns.iter().filter(|noun| noun.first > self.end).collect()
            }
            Doer::Carried if self.is_relative => self.head.map(|head| &nouns[head]).into_iter().collect(),
            Doer::Carried => {
                let is_before = |noun: &&Noun| noun.end <= self.start || noun.first >= self.end;
                self.topic.iter().map(|noun| &nouns[*noun]).filter(is_before).collect()
            }
        };
        // `A with B together`: both do it.
        if (self.start..=self.trigger).any(|i| self.chunks.has(i, Role::Together)) {
            subjects.extend(self.governed(Role::With));
        }
        subjects
    }

    /// Whether the clause before this one is nothing but names, which share its verb with those who have none.
    fn is_after_list(&self) -> bool {
        let before = self.clause.checked_sub(1).map(|before| &self.chunks.clauses[before]);
        before.is_some_and(|before| match before.subject {
            Subject::Noun(noun) => {
                let noun = &self.chunks.nouns[noun];
                before.elements == (noun.first..noun.end) && !self.is_relative
            }
            Subject::Unnamed | Subject::Omitted => false,
        })
    }

    /// The nouns that may be the object: in a passive what stands before it, in other clauses what a preposition puts before the
    /// verb, and then what follows it.
    fn objects(&self) -> Vec<&'a Noun> {
        let chunks = self.chunks;
        // Whom somebody acts for is named at once.
        if chunks.has(self.trigger, Role::Behalf) {
            let next = chunks.nouns.iter().find(|noun| noun.first > self.trigger && noun.end <= self.end);
            return next.filter(|noun| chunks.is_phrase(self.trigger + 1, noun.first)).into_iter().collect();
        }
        let mut found: Vec<&Noun> = [Role::Ba, Role::Front].into_iter().flat_map(|role| self.governed(role)).collect();
        found.extend(chunks.given(self.trigger, self.start));
        if let Doer::By(_, preposition) | Doer::Owned(_, Some(preposition)) = self.doer {
            found.extend(match self.chunks.doer(preposition, self.start) {
                Doer::Noun(noun) => Some(&self.chunks.nouns[noun]),
                Doer::Carried if self.is_relative => self.head.map(|head| &self.chunks.nouns[head]),
                Doer::Carried => {
                    self.topic.last().map(|noun| &self.chunks.nouns[*noun]).filter(|noun| !self.speaks(noun))
                }
                Doer::By(..) | Doer::Owned(..) | Doer::We | Doer::Unnamed => None,
            });
        }
        // A relative clause with a subject of its own is about its object.
        if self.is_relative && matches!(self.doer, Doer::Noun(_) | Doer::Unnamed) {
            found.extend(self.head.map(|head| &self.chunks.nouns[head]));
            return found;
        }
        // `hits two bridges — A and B`: what stands behind the dash is what was meant.
        let next = chunks.clauses.get(self.clause + 1).filter(|_| chunks.mark(self.end) == Some(Mark::Break));
        found.extend(next.and_then(|next| {
            chunks.nouns.iter().find(|noun| noun.first == next.elements.start && noun.end == next.elements.end)
        }));
        // `criticises, B is …`: whom the words are about.
        if self.rule.is_view && chunks.is_cue(self.trigger) && chunks.mark(self.trigger + 1) == Some(Mark::Comma) {
            let next = chunks.clauses.get(self.clause + 1).map(|clause| clause.elements.start);
            found.extend(next.and_then(|start| chunks.nouns.iter().find(|noun| noun.first == start)));
        }
        found.extend(self.chunks.followers(self.trigger, self.end, |i| {
            self.chunks.has(i, Role::Light) || self.rule.through && self.chunks.has(i, Role::Through)
        }));
        found.extend(
            self.chunks
                .modifiers
                .iter()
                .filter(|noun| self.is_relative && noun.end == self.end && noun.first > self.trigger),
        );
        found
    }
}
