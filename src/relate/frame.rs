//! Frames: a trigger with the arguments around it.
//!
//! An argument is looked for in the slots that its rule names, best first: the subject of the clause or of the clauses before it,
//! the nouns after the trigger, what a preposition governs. An argument of the wrong kind does not count. A relative clause turns
//! the places round: in `A signs of B`, with the particle between, B is the object if none follows the verb, else the subject.

use super::chunk::{Chunks, Noun, Subject, What};
use super::{Claim, Context, Object, topics};
use crate::article::PartialDate;
use crate::ontology::class::{Kind, KindSet, PropertyId};
use crate::ontology::lexicon::Role;
use crate::ontology::rule::{How, Rule, RuleId, Slot};
use crate::punctuation::Mark;
use crate::reading::Modality;
use crate::resolve::ReferentId;
use crate::segment::Pos;
use crate::text::Span;

/// An argument: the mentions that fill a role.
struct Argument {
    mentions: Vec<usize>,
    referents: Vec<ReferentId>,
    /// The noun that the clause modifies, for an object of a relative clause.
    modified: Option<usize>,
}

/// Tries the frames that the words of a sentence trigger.
pub(super) fn claims(chunks: &Chunks<'_>, context: &Context<'_>, claims: &mut Vec<Claim>) {
    let topics = topics(chunks);
    for trigger in 0..chunks.elements.len() {
        let Some(word) = chunks.word(trigger) else { continue };
        for id in &word.triggers {
            let rule = &context.ontology.rules[id.0 as usize];
            if rule.how == How::Frame
                && let Some(attempt) = Attempt::new(chunks, context, rule, *id, trigger, &topics, claims)
            {
                let found = attempt.claims();
                claims.extend(found);
            }
        }
    }
}

/// One frame at one trigger.
struct Attempt<'a> {
    chunks: &'a Chunks<'a>,
    context: &'a Context<'a>,
    rule: &'a Rule,
    id: RuleId,
    trigger: usize,
    /// The elements of the clause.
    start: usize,
    end: usize,
    /// The nouns that the clause is about.
    topic: Vec<usize>,
    modality: Modality,
    /// The claims found before.
    before: &'a [Claim],
}

impl<'a> Attempt<'a> {
    /// Checks what the rule asks of the clause.
    fn new(
        chunks: &'a Chunks<'a>,
        context: &'a Context<'a>,
        rule: &'a Rule,
        id: RuleId,
        trigger: usize,
        topics: &[Vec<usize>],
        before: &'a [Claim],
    ) -> Option<Self> {
        let clause = chunks.clause_of(trigger)?;
        let elements = chunks.clauses[clause].elements.clone();
        let (start, end) = (elements.start, elements.end);
        let after = |words: &[String]| (trigger + 1..end).any(|i| words.iter().any(|w| w == chunks.words(i)));
        let is_light = |i: usize| chunks.has(i, Role::Light);
        if (!rule.needs.is_empty() && !after(&rule.needs)) || after(&rule.excludes) {
            return None;
        }
        let opens = rule.opens.is_empty()
            || (start..trigger).take(2).any(|i| rule.opens.iter().any(|word| word == chunks.words(i)));
        if !opens {
            return None;
        }
        let after_light = (start..trigger).any(is_light);
        if rule.noun && !after_light {
            return None;
        }
        // A verb that stands as a noun: `this visit`, `X's visit`, `attend the meeting`.
        let previous = trigger.checked_sub(1).filter(|i| *i >= start);
        let is_noun = previous.is_some_and(|i| chunks.has(i, Role::De) || chunks.has(i, Role::This)) && !after_light;
        if is_noun {
            return None;
        }
        let mut attempt = Attempt {
            chunks,
            context,
            rule,
            id,
            trigger,
            start,
            end,
            topic: topics[clause].clone(),
            modality: Modality::Actual,
            before,
        };
        attempt.modality = attempt.modality()?;
        Some(attempt)
    }

    /// The modality that the words before the trigger give; none for a question.
    fn modality(&self) -> Option<Modality> {
        let mut modality = self.rule.modality.unwrap_or_default();
        for i in self.start..self.trigger {
            let roles = self.chunks.roles(i);
            let governs_noun = roles.has(Role::Ba) && self.chunks.nouns.iter().any(|noun| noun.first == i + 1);
            if roles.has(Role::Whether) {
                return None;
            } else if roles.has(Role::Denied) && self.trigger - i <= 4 {
                modality = Modality::Denied;
            } else if roles.has(Role::Conditional) {
                modality = Modality::Conditional;
            } else if roles.has(Role::Planned) && !governs_noun && modality == Modality::Actual {
                modality = Modality::Planned;
            }
        }
        Some(modality)
    }

    fn claims(&self) -> Vec<Claim> {
        let mut claims = Vec::new();
        for &property in &self.rule.asserts {
            let declared = &self.context.ontology.properties[property.0 as usize];
            let domain = declared.domain.and(self.rule.subject_kinds);
            let range = declared.range.and(self.rule.object_kinds);
            let object = self.fill(&self.rule.object, range, None);
            let subject = self.fill(&self.rule.subject, domain, object.as_ref());
            match (subject, object) {
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
                // Two who do it with each other.
                (Some(both), None) if (declared.symmetric || self.rule.is_mutual) && both.mentions.len() == 2 => {
                    let (a, b) = ((both.mentions[0], both.referents[0]), (both.mentions[1], both.referents[1]));
                    self.push(property, a, b, &mut claims);
                    if self.rule.is_mutual {
                        self.push(property, b, a, &mut claims);
                    }
                }
                _ => {}
            }
        }
        claims
    }

    fn push(
        &self,
        property: PropertyId,
        subject: (usize, ReferentId),
        object: (usize, ReferentId),
        claims: &mut Vec<Claim>,
    ) {
        if subject.1 == object.1 {
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
        let speaker = self.context.speaker_at(trigger.start());
        self.dated(&evidence, [subject, object], claims);
        claims.push(Claim {
            subject: subject.1,
            property,
            object: Object::Referent(object.1),
            modality: self.modality,
            attributed_to: speaker.filter(|_| !self.rule.is_view),
            date: self.date(),
            place: None,
            organization: None,
            evidence,
            rule: self.id,
        });
    }

    /// When the event took place that the clause says something of.
    fn dated(&self, evidence: &[Span], arguments: [(usize, ReferentId); 2], claims: &mut Vec<Claim>) {
        let Some((rule, &[happened_on])) = self.context.function("dates") else { return };
        let event = arguments.into_iter().find(|(mention, _)| self.context.kind(*mention) == Kind::Event);
        let date = self.date().filter(|date| date.day.is_some());
        let (Some((_, event)), Some(date), true) = (event, date, self.modality == Modality::Actual) else { return };
        // `after attending E, …`: the date is that of what came after.
        let is_before = (self.trigger..self.chunks.elements.len()).any(|i| self.chunks.has(i, Role::During));
        if !is_before && self.context.speaker_at(evidence[0].start()).is_none() {
            claims.push(Claim {
                subject: event,
                property: happened_on,
                object: Object::Text(date.to_string()),
                modality: self.modality,
                attributed_to: None,
                date: None,
                place: None,
                organization: None,
                evidence: evidence.to_vec(),
                rule,
            });
        }
    }

    /// The date of the clause, or else the only one before it in the sentence.
    fn date(&self) -> Option<PartialDate> {
        let dates = |range: std::ops::Range<usize>| -> Vec<Span> {
            range
                .filter(|i| self.chunks.elements[*i].what == What::Date)
                .map(|i| self.chunks.elements[i].span)
                .collect()
        };
        let mut found = dates(self.start..self.end);
        if found.is_empty() {
            found = dates(0..self.start);
        }
        match found[..] {
            [only] => self.context.mentions.dates.iter().find(|date| date.span == only).map(|date| date.date),
            _ => None,
        }
    }

    /// The first slot that holds something of the right kind.
    fn fill(&self, slots: &[Slot], kinds: KindSet, object: Option<&Argument>) -> Option<Argument> {
        slots.iter().find_map(|slot| {
            match slot {
                Slot::Event => return self.last_event().filter(|_| kinds.has(Kind::Event)),
                Slot::Host => return self.host(kinds),
                _ => {}
            }
            let nouns = self.slot(*slot, object);
            let found = if *slot == Slot::Subject {
                self.arguments(&nouns, kinds)
            } else {
                nouns.into_iter().find_map(|noun| self.arguments(&[noun], kinds))
            };
            if *slot == Slot::Object { found.or_else(|| self.object_of_relative(kinds)) } else { found }
        })
    }

    /// The event that the article is about: the last that it reported something of before the trigger, or else the last that it
    /// named outside of what is said.
    fn last_event(&self) -> Option<Argument> {
        let reported = self.before.iter().rev().filter(|claim| claim.attributed_to.is_none()).find_map(|claim| {
            let object = match claim.object {
                Object::Referent(object) => Some(object),
                Object::Text(_) => None,
            };
            [object, Some(claim.subject)]
                .into_iter()
                .flatten()
                .find(|r| self.context.referents.get(*r).kind == Kind::Event)
        });
        let trigger = self.chunks.elements[self.trigger].span.start();
        let mentions = &self.context.mentions.mentions;
        let before = mentions.partition_point(|mention| mention.span.end() <= trigger);
        let event = (0..before).rev().find(|i| match reported {
            Some(reported) => self.context.referent(*i) == Some(reported),
            None => mentions[*i].kind == Kind::Event && self.context.speaker_at(mentions[*i].span.start()).is_none(),
        })?;
        Some(Argument { mentions: vec![event], referents: vec![self.context.referent(event)?], modified: None })
    }

    /// The subject of the last meeting, call or visit reported before.
    fn host(&self, kinds: KindSet) -> Option<Argument> {
        let is_occasion = |claim: &&Claim| {
            let rule = &self.context.ontology.rules[claim.rule.0 as usize];
            rule.is_occasion && claim.modality == Modality::Actual && claim.attributed_to.is_none()
        };
        let referent = self.before.iter().rev().find(is_occasion)?.subject;
        let mention = *self.context.referents.get(referent).mentions.first()?;
        kinds.has(self.context.kind(mention)).then(|| Argument {
            mentions: vec![mention],
            referents: vec![referent],
            modified: None,
        })
    }

    /// The nouns before the particle of modification between the trigger and the end of the clause.
    fn modifiers(&self) -> Vec<&'a Noun> {
        self.chunks.modifiers.iter().filter(|noun| noun.first > self.trigger && noun.end <= self.end).collect()
    }

    /// In `attend E of B` the object E stands before the particle, and the clause modifies B.
    fn object_of_relative(&self, kinds: KindSet) -> Option<Argument> {
        let noun = self.chunks.modifiers.iter().find(|noun| noun.first > self.trigger && noun.end < self.end)?;
        (self.trigger + 1..noun.first).all(|i| self.lets_through(i)).then_some(())?;
        let modified = self.chunks.nouns.iter().position(|other| other.first > noun.end && other.end <= self.end)?;
        (noun.end + 1..self.chunks.nouns[modified].first).all(|i| self.lets_through(i)).then_some(())?;
        Some(Argument { modified: Some(modified), ..self.arguments(&[noun], kinds)? })
    }

    /// The heads of nouns that are of the right kind.
    fn arguments(&self, nouns: &[&Noun], kinds: KindSet) -> Option<Argument> {
        let mut argument = Argument { mentions: Vec::new(), referents: Vec::new(), modified: None };
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
    fn slot(&self, slot: Slot, object: Option<&Argument>) -> Vec<&'a Noun> {
        match slot {
            Slot::Subject => self.subjects(object),
            Slot::Object => self.objects(),
            Slot::With => self.governed(Role::With),
            Slot::To => self.governed(Role::To),
            Slot::At => self.governed(Role::At),
            Slot::About => self.governed(Role::About),
            Slot::Behalf => self.governed(Role::Behalf),
            Slot::Invite => self.governed(Role::Invite),
            Slot::Of => self.modifiers(),
            Slot::Event | Slot::Host => Vec::new(),
        }
    }

    /// What the prepositions of a role govern in the clause, the nearest to the trigger first.
    fn governed(&self, role: Role) -> Vec<&'a Noun> {
        let mut found: Vec<&Noun> = (self.start..self.trigger)
            .filter(|i| self.chunks.has(*i, role) && !self.is_joining(*i))
            .filter(|i| role != Role::Behalf || self.chunks.is_behalf(*i))
            .filter_map(|i| self.chunks.noun_after(i, self.end).filter(|noun| noun.first < self.trigger))
            .collect();
        found.reverse();
        if role == Role::At {
            found.extend(
                (self.trigger + 1..self.end)
                    .filter(|i| self.chunks.has(*i, role))
                    .filter_map(|i| self.chunks.noun_after(i, self.end)),
            );
        }
        found
    }

    /// Whether the element at `i` joins two nouns that the analysis took as one.
    fn is_joining(&self, i: usize) -> bool {
        self.chunks.nouns.iter().any(|noun| noun.first < i && i < noun.end)
    }

    /// The nouns that are the subject together.
    fn subjects(&self, object: Option<&Argument>) -> Vec<&'a Noun> {
        if let Some(agent) = self.governed(Role::By).into_iter().next() {
            return vec![agent];
        }
        if let Some(modified) = object.and_then(|object| object.modified) {
            return vec![&self.chunks.nouns[modified]];
        }
        let pivot = (self.start..self.trigger).rev().find(|i| self.chunks.has(*i, Role::Pivot));
        if let Some(pivot) = pivot {
            let noun = self.chunks.nouns.iter().find(|noun| noun.first > pivot && noun.end <= self.trigger);
            return noun.into_iter().collect();
        }
        // In a relative clause the subject stands right before its verb.
        if self.chunks.has(self.trigger + 1, Role::De) {
            let mut before =
                self.chunks.nouns.iter().rev().filter(|noun| noun.end <= self.trigger && noun.first >= self.start);
            return before.find(|noun| !self.is_governed(noun)).into_iter().collect();
        }
        let Some(clause) = self.chunks.clauses.iter().find(|clause| clause.elements.start == self.start) else {
            return Vec::new();
        };
        let is_own = |noun: &usize| self.chunks.nouns[*noun].end <= self.trigger;
        let mut subjects: Vec<&Noun> = match clause.subject {
            Subject::Unnamed => Vec::new(),
            _ => self
                .topic
                .iter()
                .filter(|noun| is_own(noun) || clause.subject == Subject::Omitted)
                .map(|n| &self.chunks.nouns[*n])
                .collect(),
        };
        // `A with B together`: both do it.
        if (self.start..self.trigger).any(|i| self.chunks.has(i, Role::Together)) {
            subjects.extend(self.governed(Role::With));
        }
        subjects
    }

    fn is_governed(&self, noun: &Noun) -> bool {
        noun.first
            .checked_sub(1)
            .is_some_and(|i| i >= self.start && self.chunks.roles(i).is_preposition() && !self.chunks.has(i, Role::And))
    }

    /// The nouns after the trigger that may be its object; before them, a noun that a preposition fronts, or in a passive the subject.
    fn objects(&self) -> Vec<&'a Noun> {
        let mut found = self.governed(Role::Ba);
        found.extend(self.governed(Role::To));
        if (self.start..self.trigger).any(|i| self.chunks.has(i, Role::By)) {
            let before = self
                .chunks
                .nouns
                .iter()
                .find(|noun| noun.first >= self.start && noun.end <= self.trigger && !self.is_governed(noun));
            found.extend(before.or_else(|| self.topic.last().map(|noun| &self.chunks.nouns[*noun])));
        }
        let mut from = self.trigger + 1;
        while let Some(noun) = self.chunks.nouns.iter().find(|noun| noun.first >= from && noun.end <= self.end) {
            if !(from..noun.first).all(|i| self.lets_through(i)) {
                break;
            }
            found.push(noun);
            from = noun.end;
        }
        found
    }

    /// Whether an object may stand behind this element.
    fn lets_through(&self, i: usize) -> bool {
        let element = &self.chunks.elements[i];
        match element.what {
            What::Mark(mark) => !matches!(mark, Mark::Pause),
            What::Mention(_) | What::Date => true,
            What::Word => {
                let roles = self.chunks.roles(i);
                let is_verb = element.pos == Pos::Verb && !roles.has(Role::Aspect);
                !is_verb
                    || roles.has(Role::Light)
                    || (self.rule.through && roles.has(Role::Through))
                    || self.before_relative(i)
            }
        }
    }

    /// Whether the verb at `i` belongs to a relative clause: the particle comes before the clause ends.
    fn before_relative(&self, i: usize) -> bool {
        (i + 1..self.end).any(|j| self.chunks.has(j, Role::De)) && !self.rule.through
    }
}
