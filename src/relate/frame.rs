//! Frames: a trigger with the arguments around it.
//!
//! An argument is looked for in the slots that its rule names, best first: the subject of the clause or of the clauses before it,
//! the nouns after the trigger, what a preposition governs. An argument of the wrong kind does not count. A relative clause turns
//! the places round: in `A signs of B`, with the particle between, B is the object if none follows the verb, else the subject.

use super::argument::Argument;
use super::chunk::{Chunks, Clause, Subject};
use super::element::What;
use super::verb::{Doer, Nominal, Relative};
use super::{Claim, Context, Missing, Object, Tried, topics};
use crate::article::PartialDate;
use crate::ontology::class::{Kind, KindSet, PropertyId};
use crate::ontology::lexicon::Role;
use crate::ontology::rule::{How, Rule, RuleId, Slot};
use crate::reading::Modality;
use crate::resolve::ReferentId;
use crate::text::Span;

/// Most who do something with each other without one of them being the other party: a longer list is of those who were there.
const MOST_TOGETHER: usize = 4;

/// A meeting, call or visit that the article itself reports, in which others may take part.
#[derive(Clone, Copy, Debug)]
pub(super) struct Occasion {
    /// Who received or travelled.
    pub(super) host: ReferentId,
    /// The event that its facts are a part of.
    event: Option<u32>,
}

/// Tries the frames that the words of a sentence trigger.
pub(super) fn claims(
    chunks: &Chunks<'_>,
    context: &Context<'_>,
    occasions: &mut Vec<Occasion>,
    claims: &mut Vec<Claim>,
    tried: &mut Vec<Tried>,
) {
    let topics = topics(chunks);
    for trigger in 0..chunks.elements.len() {
        // The head noun of a name is no verb.
        let is_noun = chunks.noun_at_element(trigger).is_some();
        let Some(word) = chunks.word(trigger).filter(|_| !is_noun) else { continue };
        for &id in &word.triggers {
            let rule = &context.ontology.rules[id.0 as usize];
            if rule.how != How::Frame {
                continue;
            }
            let attempt = Attempt::new(chunks, context, id, trigger, &topics, claims, occasions);
            let found = attempt.as_ref().map_err(|missing| *missing).and_then(Attempt::claims);
            let occasion = attempt.ok().filter(|_| rule.is_occasion).and_then(|attempt| attempt.reported(&found));
            occasions.extend(occasion);
            let span = chunks.elements[trigger].span;
            tried.push(Tried { trigger: span, rule: id, missing: found.as_ref().err().copied() });
            claims.extend(found.unwrap_or_default());
        }
    }
}

/// One frame at one trigger.
pub(super) struct Attempt<'a> {
    pub(super) chunks: &'a Chunks<'a>,
    pub(super) context: &'a Context<'a>,
    pub(super) rule: &'a Rule,
    pub(super) id: RuleId,
    pub(super) trigger: usize,
    pub(super) clause: usize,
    /// The elements of the clause, or of the relative clause within it.
    pub(super) start: usize,
    pub(super) end: usize,
    /// The noun that a relative clause modifies.
    pub(super) head: Option<usize>,
    pub(super) is_relative: bool,
    /// The verb as a noun.
    pub(super) nominal: Option<Nominal>,
    /// The nouns that the clause is about.
    pub(super) topic: Vec<usize>,
    pub(super) doer: Doer,
    pub(super) modality: Modality,
    /// The claims found before.
    pub(super) before: &'a [Claim],
    /// The occasions reported before.
    pub(super) occasions: &'a [Occasion],
}

impl<'a> Attempt<'a> {
    /// Checks what the rule asks of the clause.
    fn new(
        chunks: &'a Chunks<'a>,
        context: &'a Context<'a>,
        id: RuleId,
        trigger: usize,
        topics: &[Vec<usize>],
        before: &'a [Claim],
        occasions: &'a [Occasion],
    ) -> Result<Self, Missing> {
        let rule = &context.ontology.rules[id.0 as usize];
        let clause = chunks.clause_of(trigger).ok_or(Missing::Clause)?;
        let elements = chunks.clauses[clause].elements.clone();
        let (start, end) = (elements.start, elements.end);
        let after = |words: &[String]| (trigger + 1..end).any(|i| words.iter().any(|w| w == chunks.words(i)));
        let is_light = |i: usize| chunks.has(i, Role::Light);
        // `visits A's B` or `B that visits A`: the latter if B can only be the one who does it.
        let modifies = |relative: &Relative| {
            let kind = relative.head.map(|head| context.kind(chunks.nouns[head].heads[0]));
            let properties = || rule.asserts.iter().map(|id| &context.ontology.properties[id.0 as usize]);
            kind.is_some_and(|kind| {
                properties().any(|property| property.domain.and(rule.subject_kinds).has(kind))
                    && !properties().any(|property| property.range.and(rule.object_kinds).has(kind))
            })
        };
        if !rule.needs.is_empty() && !after(&rule.needs) {
            return Err(Missing::Needed);
        }
        let has = |words: &[String]| (start..end).any(|i| words.iter().any(|w| w == chunks.words(i)));
        if has(&rule.excludes) {
            return Err(Missing::NothingExcluded);
        }
        // `A attends and speaks`, `A attends`: what follows is no object.
        let is_bare = trigger + 1 == end
            || chunks.joins(trigger + 1)
            || chunks.has(trigger + 1, Role::Done) && trigger + 2 == end;
        if rule.bare && !is_bare {
            return Err(Missing::End);
        }
        let opens = |i: usize| rule.opens.iter().any(|word| word == chunks.words(i));
        if !rule.opens.is_empty() && !(start..trigger).take(2).any(opens) {
            return Err(Missing::Opening);
        }
        let after_light = (start..trigger).any(is_light);
        if rule.noun && !after_light {
            return Err(Missing::Light);
        }
        // A verb that stands as a noun: `this visit`, `X's visit`, `attend the meeting`.
        let previous = trigger.checked_sub(1).filter(|i| *i >= start);
        let is_noun = previous.is_some_and(|i| chunks.has(i, Role::De) || chunks.has(i, Role::This)) && !after_light;
        let is_noun = is_noun && !chunks.has(trigger, Role::During) && chunks.given(trigger, start).is_none();
        // `A this time visiting B`, where the verb has its place in it.
        let is_own = chunks.has(trigger, Role::Toward)
            && previous.is_some_and(|this| {
                chunks.has(this, Role::This) && this > start && chunks.noun_at_element(this - 1).is_some()
            });
        let is_noun = is_noun && !is_own;
        let nominal = chunks.nominal(trigger, start).filter(|_| !after_light && !rule.noun);
        let is_other_word = chunks.has(trigger, Role::Behalf) && !chunks.is_behalf(trigger);
        // `condemns the attack on B`: it is on B, by whomever.
        let is_reacted_to = |de: usize| chunks.has(de, Role::De) && chunks.reacts(trigger + 1);
        if !rule.is_view && !after_light && previous.is_some_and(is_reacted_to) {
            return Err(Missing::Assertion);
        }
        if is_noun && nominal.is_none() || is_other_word || !rule.noun && chunks.is_compound(trigger, start) {
            return Err(Missing::Verb);
        }
        if nominal.is_some() && chunks.has(trigger + 1, Role::Hearsay) {
            return Err(Missing::Assertion);
        }
        let relative = chunks.relative(trigger, start, end).filter(|_| nominal.is_none());
        if relative.is_some_and(|relative| chunks.has(relative.de + 1, Role::Hearsay)) {
            return Err(Missing::Assertion);
        }
        let relative = relative.filter(|relative| relative.is_sure || modifies(relative));
        let (start, end) = relative.map_or((start, end), |relative| (relative.start, relative.de));
        let doer = nominal.map_or_else(|| chunks.doer(trigger, start), |nominal| nominal.doer);
        // `sanctioning A would harm B`: what would is no deed of whoever says so.
        let object = chunks.nouns.iter().find(|noun| noun.first == trigger + 1).map(|noun| noun.end);
        let is_subject = trigger == start && doer == Doer::Carried && !chunks.takes_clause(trigger);
        if is_subject && relative.is_none() && object.is_some_and(|end| chunks.has(end, Role::Planned)) {
            return Err(Missing::Assertion);
        }
        let mut modality = chunks.modality(trigger, start, rule.is_view).ok_or(Missing::Assertion)?;
        let goes_on = doer == Doer::Carried && relative.is_none() && !chunks.has(trigger + 1, Role::Done);
        if modality == Modality::Actual && goes_on && !rule.is_view && chunks.is_plan(clause) {
            modality = Modality::Planned;
        }
        // Who sets out for somewhere has not done yet what they go there for.
        let goes = |i: usize| chunks.has(i, Role::Toward) || chunks.has(i, Role::Verb) && chunks.is_trigger(i);
        let sets_out = || (0..trigger).any(|i| chunks.has(i, Role::Departs) && (i..trigger).any(goes));
        if modality == Modality::Actual && relative.is_none() && sets_out() {
            modality = Modality::Planned;
        }
        // The day and the place that an event is announced for are facts of it.
        if modality == Modality::Planned && rule.is_announced && chunks.is_announced(trigger, start) {
            modality = Modality::Actual;
        }
        let mut attempt = Attempt {
            chunks,
            context,
            rule,
            id,
            trigger,
            clause,
            start,
            end,
            head: relative.and_then(|relative| relative.head),
            is_relative: relative.is_some(),
            nominal,
            topic: topics[clause].clone(),
            doer,
            modality: if modality == Modality::Actual { rule.modality.unwrap_or_default() } else { modality },
            before,
            occasions,
        };
        // `tomorrow` is to happen; a number may be of any month, and the date of the article wrong.
        let is_relative =
            |i: usize| chunks.elements[i].what == What::Date && !chunks.words(i).contains(char::is_numeric);
        let day = (start..end).any(is_relative).then(|| attempt.date()).flatten();
        let is_ahead = day.zip(context.published).is_some_and(|(date, day)| day.is_before(date));
        if is_ahead && attempt.modality == Modality::Actual && !rule.is_announced {
            attempt.modality = Modality::Planned;
        }
        Ok(attempt)
    }

    /// The occasion that the trigger reports, be the guest named or not.
    fn reported(&self, found: &Result<Vec<Claim>, Missing>) -> Option<Occasion> {
        let trigger = self.chunks.elements[self.trigger].span.start();
        if self.modality != Modality::Actual || self.is_relative || self.context.voice_at(trigger).is_some() {
            return None;
        }
        match found {
            Ok(claims) => claims.first().map(|claim| Occasion { host: claim.subject, event: claim.event }),
            Err(Missing::Object(_)) => {
                let hosts = self.fill(&self.rule.subject, [Kind::Person].into_iter().collect(), false)?;
                Some(Occasion { host: *hosts.referents.first()?, event: Some(trigger) })
            }
            Err(_) => None,
        }
    }

    fn claims(&self) -> Result<Vec<Claim>, Missing> {
        let mut claims = Vec::new();
        let mut missing = Missing::Another;
        for &property in &self.rule.asserts {
            let declared = &self.context.ontology.properties[property.0 as usize];
            let domain = declared.domain.and(self.rule.subject_kinds);
            let range = declared.range.and(self.rule.object_kinds);
            let subject = self.fill(&self.rule.subject, domain, self.rule.subject_owned);
            if self.rule.object == [Slot::Date] {
                match (subject, self.day()) {
                    (Some(subject), Some(date)) => self.push_date(property, &subject, date, &mut claims),
                    (Some(_), None) => missing = Missing::Date,
                    (None, _) => missing = Missing::Subject(domain),
                }
                continue;
            }
            let mut object = self.fill(&self.rule.object, range, self.rule.object_owned);
            if let Some(object) = object.as_mut().filter(|_| self.rule.object.contains(&Slot::Object))
                && let Some(more) = self.gapped(range)
            {
                object.mentions.extend(more.mentions);
                object.referents.extend(more.referents);
            }
            match (subject, object) {
                // `A and B write to C and D respectively`
                (Some(subject), Some(object)) if self.is_paired(&subject, &object) => {
                    let subjects = subject.mentions.into_iter().zip(subject.referents);
                    for (a, b) in subjects.zip(object.mentions.into_iter().zip(object.referents)) {
                        self.push(property, a, b, &mut claims);
                    }
                }
                (Some(subject), Some(object)) => {
                    for (a, s) in subject.mentions.iter().zip(&subject.referents) {
                        for (b, o) in object.mentions.iter().zip(&object.referents) {
                            self.push(property, (*a, *s), (*b, *o), &mut claims);
                            if self.rule.is_mutual {
                                self.push(property, (*b, *o), (*a, *s), &mut claims);
                            }
                        }
                    }
                }
                // Those who do it with each other.
                (Some(all), None)
                    if (declared.symmetric || self.rule.is_mutual)
                        && self.rule.object.contains(&Slot::With)
                        && (2..=MOST_TOGETHER).contains(&all.mentions.len()) =>
                {
                    let all: Vec<_> = all.mentions.into_iter().zip(all.referents).collect();
                    for (i, &a) in all.iter().enumerate() {
                        for &b in &all[i + 1..] {
                            self.push(property, a, b, &mut claims);
                            if self.rule.is_mutual {
                                self.push(property, b, a, &mut claims);
                            }
                        }
                    }
                }
                (Some(_), None) => missing = Missing::Object(range),
                (None, Some(_)) => missing = Missing::Subject(domain),
                (None, None) => missing = Missing::Both,
            }
        }
        if claims.is_empty() { Err(missing) } else { Ok(claims) }
    }

    /// Whether the first of the subjects does it to the first of the objects, the second to the second, and so on.
    fn is_paired(&self, subject: &Argument, object: &Argument) -> bool {
        subject.mentions.len() > 1
            && subject.mentions.len() == object.mentions.len()
            && (self.start..self.trigger).any(|i| self.chunks.has(i, Role::Each))
    }

    /// Whether one is part of the other by its name, as a ministry is of its country: what it does is done to somebody else.
    fn is_part(&self, part: ReferentId, whole: ReferentId) -> bool {
        let Some((nesting, _)) = self.context.function("nesting") else { return false };
        let is_whole = |claim: &Claim| claim.subject == part && claim.object == Object::Referent(whole);
        self.before.iter().any(|claim| claim.rule == nesting && is_whole(claim))
    }

    fn push(
        &self,
        property: PropertyId,
        subject: (usize, ReferentId),
        object: (usize, ReferentId),
        claims: &mut Vec<Claim>,
    ) {
        if subject.1 == object.1 || self.is_part(subject.1, object.1) {
            return;
        }
        let trigger = self.chunks.elements[self.trigger].span;
        let sentence =
            self.chunks.elements[0].span.start()..=self.chunks.elements[self.chunks.elements.len() - 1].span.end();
        let mut evidence = vec![trigger];
        for mention in [subject.0, object.0] {
            let span = self.context.span(mention);
            if sentence.contains(&span.start()) {
                evidence[0] = evidence[0].cover(span);
            } else {
                evidence.push(span);
            }
        }
        self.dated(&evidence, [subject, object], claims);
        claims.push(Claim {
            modality: self.modality,
            attributed_to: self.context.voice_at(trigger.start()),
            source: self.context.source_at(trigger.start()),
            date: self.date(),
            place: self.place([subject.1, object.1]),
            event: self.event(property, object.0),
            parts: self.parts(property, [subject.1, object.1]),
            ..Claim::new(subject.1, property, Object::Referent(object.1), evidence, self.id)
        });
    }

    /// States the day on which what the subject names took place.
    fn push_date(&self, property: PropertyId, subject: &Argument, date: PartialDate, claims: &mut Vec<Claim>) {
        let trigger = self.chunks.elements[self.trigger].span;
        for (mention, referent) in subject.mentions.iter().zip(&subject.referents) {
            let (object, evidence) = (Object::Text(date.to_string()), vec![trigger.cover(self.context.span(*mention))]);
            claims.push(Claim {
                modality: self.modality,
                attributed_to: self.context.voice_at(trigger.start()),
                source: self.context.source_at(trigger.start()),
                ..Claim::new(*referent, property, object, evidence, self.id)
            });
        }
    }

    /// Which event the fact is a part of: that of the trigger, or that of the meeting whose host is spoken of. Places are visited, and
    /// people met separately, one after the other.
    fn event(&self, property: PropertyId, object: usize) -> Option<u32> {
        let declared = &self.context.ontology.properties[property.0 as usize];
        if self.rule.object.contains(&Slot::Host) {
            return self.occasion().and_then(|occasion| occasion.event);
        }
        declared.event.as_ref()?;
        let is_each = (self.start..self.trigger).any(|i| self.chunks.has(i, Role::Each));
        let is_place = matches!(self.context.kind(object), Kind::Place | Kind::Country) && !declared.symmetric;
        let word =
            if is_each || is_place { self.context.span(object) } else { self.chunks.elements[self.trigger].span };
        Some(word.start())
    }

    /// Who else has a part in the event that the fact tells of.
    fn parts(&self, property: PropertyId, arguments: [ReferentId; 2]) -> Vec<(usize, ReferentId)> {
        let ontology = self.context.ontology;
        let Some(event) = &ontology.properties[property.0 as usize].event else { return Vec::new() };
        let mut parts = Vec::new();
        for (i, role) in ontology.event_roles.iter().enumerate().filter(|(_, role)| role.event == *event) {
            let found = match role.slot {
                Slot::Invite => self.inviters(role.kinds, arguments[1]),
                slot => self.named(&[slot], role.kinds),
            };
            let referents = found.map(|argument| argument.referents).unwrap_or_default();
            parts.extend(referents.into_iter().filter(|id| !arguments.contains(id)).map(|id| (i, id)));
        }
        parts
    }

    /// Who invited to a place: in this clause or in the one before it, where nothing else is said: `at A's invitation, B visits C`. Of
    /// several, those of the country that is visited.
    fn inviters(&self, kinds: KindSet, place: ReferentId) -> Option<Argument> {
        let chunks = self.chunks;
        let invited = |start: usize, end: usize| {
            let preposition = (start..end).rev().find(|i| chunks.has(*i, Role::Invite))?;
            let all = chunks.nouns.iter().chain(&chunks.modifiers);
            let noun = all.filter(|noun| noun.first > preposition && noun.end < end).min_by_key(|noun| noun.first)?;
            let is_invitation = (noun.end..end).any(|i| chunks.has(i, Role::Pivot));
            (is_invitation && chunks.is_phrase(preposition + 1, noun.first)).then_some(noun)
        };
        let before = || {
            // The clauses that go on with the traveller, back to the one that names them; the invitation stands before it.
            let is_named = |clause: &Clause| clause.subject != Subject::Omitted;
            let own = if self.doer == Doer::Carried { self.clause.checked_sub(1)? } else { self.clause };
            let named = (0..=own).rev().find(|i| is_named(&chunks.clauses[*i]))?;
            let clause = &chunks.clauses[named.checked_sub(1)?];
            invited(clause.elements.start, clause.elements.end).filter(|_| !is_named(clause))
        };
        let mut argument = self.arguments(&[invited(self.start, self.trigger).or_else(before)?], kinds)?;
        let is_of_place = |i: usize| {
            let country = self.context.countries.of.get(&argument.referents[i]);
            country.is_none_or(|country| *country == place || self.context.referents.get(place).kind != Kind::Country)
        };
        let kept: Vec<usize> = (0..argument.mentions.len()).filter(|i| is_of_place(*i)).collect();
        argument = Argument {
            mentions: kept.iter().map(|i| argument.mentions[*i]).collect(),
            referents: kept.iter().map(|i| argument.referents[*i]).collect(),
        };
        Some(argument)
    }

    /// Where it happened, if that is none of the arguments.
    fn place(&self, arguments: [ReferentId; 2]) -> Option<ReferentId> {
        let places = self.arguments(&self.governed(Role::At), [Kind::Place, Kind::Country].into_iter().collect())?;
        places.referents.into_iter().find(|place| !arguments.contains(place))
    }

    /// When the event took place that the clause says something of.
    fn dated(&self, evidence: &[Span], arguments: [(usize, ReferentId); 2], claims: &mut Vec<Claim>) {
        let Some((rule, &[happened_on])) = self.context.function("dates") else { return };
        let event = arguments.into_iter().find(|(mention, _)| self.context.kind(*mention) == Kind::Event);
        let (Some((_, event)), Some(date), true) = (event, self.day(), self.modality == Modality::Actual) else {
            return;
        };
        if self.context.voice_at(evidence[0].start()).is_none() {
            let object = Object::Text(date.to_string());
            claims.push(Claim::new(event, happened_on, object, evidence.to_vec(), rule));
        }
    }

    /// The day of what the clause says; none for `after attending E, …`, where it is that of what came after.
    fn day(&self) -> Option<PartialDate> {
        let is_before = (self.trigger..self.chunks.elements.len()).any(|i| self.chunks.has(i, Role::During));
        self.date().filter(|date| date.day.is_some() && !is_before)
    }

    /// The date of the clause, or else the only one before it in the sentence.
    fn date(&self) -> Option<PartialDate> {
        let chunks = self.chunks;
        let is_date = |i: &usize| chunks.elements[*i].what == What::Date;
        let mut found: Vec<usize> = (self.start..self.end).filter(is_date).collect();
        if found.is_empty() {
            found = (0..self.start).filter(is_date).collect();
        }
        // From one day to another: it begins on the first.
        let is_period = |from: usize, to: usize| from + 2 == to && !chunks.joins(from + 1);
        let at = match found[..] {
            [only] => only,
            [from, to] if is_period(from, to) => from,
            _ => return None,
        };
        let span = chunks.elements[at].span;
        self.context.mentions.dates.iter().find(|date| date.span == span).map(|date| date.date)
    }
}
