//! The clauses of a sentence: stretches between commas, each with the noun that is its subject.
//!
//! The subject is the first noun before the verb that no preposition governs and that modifies nothing; a common noun in its place
//! makes the clause one of somebody without a name.

use std::ops::Range;

use super::chunk::{Chunks, Clause, Noun, Subject};
use super::element::What;
use crate::ontology::class::Kind;
use crate::ontology::lexicon::{Role, Word};
use crate::punctuation::Mark;
use crate::segment::Pos;

impl Chunks<'_> {
    pub(super) fn find_clauses(&mut self) {
        let mut clauses = Vec::new();
        let mut start = 0;
        let is_headline = self.is_headline();
        for i in 0..=self.elements.len() {
            // A space stands for a comma in a headline.
            if is_headline
                && i > start
                && self.is_apart(i)
                && self.noun_at_element(i).is_none_or(|n| self.nouns[n].first == i)
            {
                clauses.push(Clause { elements: start..i, subject: self.subject(start..i) });
                start = i;
            }
            let ends = i == self.elements.len()
                || matches!(
                    self.mark(i),
                    Some(
                        Mark::Comma
                            | Mark::Semicolon
                            | Mark::Colon
                            | Mark::Stop
                            | Mark::Break
                            | Mark::OpenAside
                            | Mark::CloseAside
                    )
                );
            // What a pivot calls for is its object, and stays in its clause.
            let after_cue = i > start
                && i < self.elements.len()
                && self.is_cue(i - 1)
                && (!self.has(i - 1, Role::Pivot) || self.mark(i).is_some());
            if (ends || after_cue) && i > start {
                clauses.push(Clause { elements: start..i, subject: self.subject(start..i) });
            }
            if ends {
                start = i + 1;
            } else if after_cue {
                start = i;
            }
        }
        self.clauses = clauses;
    }

    /// Whether the element opens what somebody says. A plain cue does so only before a comma, a colon or a quotation mark; a clausal
    /// one also before a verb.
    pub(super) fn is_cue(&self, i: usize) -> bool {
        let roles = self.roles(i);
        let is_marked =
            matches!(self.mark(i + 1), Some(Mark::Comma | Mark::Colon | Mark::OpenQuote)) || self.told(i).is_some();
        let has_clause = || {
            // `says that, by the law, …`: the verb comes after the comma.
            let is_led = self.roles(i + 1).is_preposition();
            let goes_on = |mark: Mark| matches!(mark, Mark::Pause | Mark::OpenQuote) || is_led && mark == Mark::Comma;
            let rest = (i + 1..self.elements.len()).take_while(|j| self.mark(*j).is_none_or(goes_on));
            let mut words = rest.filter(|j| self.elements[*j].what == What::Word);
            let is_verb = |j: usize| {
                let is_verb = matches!(self.elements[j].pos, Pos::Verb | Pos::Adverb);
                is_verb && !self.has(j, Role::Aspect) || self.has(j, Role::Copula)
            };
            // `recognises and establishes`
            let is_joined = self.has(i + 1, Role::And) && !self.has(i + 1, Role::With);
            !is_joined && !self.has(i + 1, Role::Aspect) && words.any(is_verb)
        };
        // `voices support for B`: the verb carries the meaning of the one before it, and nothing is said.
        let is_light = || {
            let is_adverb = |j: &usize| {
                let element = &self.elements[*j];
                element.what == What::Word && matches!(element.pos, Pos::Adverb | Pos::Adjective) && !self.is_verb(*j)
            };
            let last = (i + 1..self.elements.len()).find(|j| !is_adverb(j)).filter(|j| self.is_verb(*j));
            last.is_some_and(|last| matches!(self.mark(last + 1), Some(Mark::Comma | Mark::Stop | Mark::Semicolon)))
        };
        roles.has(Role::Cue)
            && (is_marked || !roles.has(Role::Plain))
            && (is_marked || !is_light())
            && (is_marked || !roles.has(Role::Clausal) || (has_clause() && self.mark(i + 1) != Some(Mark::Pause)))
            && !self.has(i + 1, Role::De)
            && self.kind(i + 1) != Some(Kind::Document)
    }

    /// One past those whom the verb at an element tells what follows a mark: `tells the builders, that …`.
    pub(super) fn told(&self, i: usize) -> Option<usize> {
        /// Most words that name them.
        const MOST: usize = 3;
        self.has(i, Role::Tells).then_some(())?;
        let is_people = |i: &usize| {
            let element = &self.elements[*i];
            element.what == What::Word && matches!(element.pos, Pos::Noun | Pos::Pronoun | Pos::Other)
        };
        let named = self.nouns.iter().find(|noun| noun.first == i + 1).map(|noun| noun.end);
        let end = named.unwrap_or_else(|| (i + 1..self.elements.len()).take_while(is_people).count() + i + 1);
        let is_short = named.is_some() || (i + 2..=i + 1 + MOST).contains(&end);
        (is_short && matches!(self.mark(end), Some(Mark::Comma | Mark::Colon))).then_some(end)
    }

    /// The first noun that no preposition governs, before the first verb.
    fn subject(&self, elements: Range<usize>) -> Subject {
        if self.is_of_people(&elements) {
            return Subject::Unnamed;
        }
        let mut i = elements.start;
        while i < elements.end {
            if let Some(n) = self.noun_at_element(i) {
                let noun = &self.nouns[n];
                if noun.end > elements.end {
                    return Subject::Omitted;
                }
                // `the forum that A holds, …`: the clause is about what its relative clause modifies.
                if let Some(whole) = self.modified_whole(noun.end, elements.end) {
                    return Subject::Noun(whole);
                }
                // `A, B and other members' scholars`: the particle comes after what is joined to the noun.
                let Some(de) = self.modifies_until(noun.end, elements.end) else {
                    return Subject::Noun(self.last_of_run(n, elements.end));
                };
                i = de + 1;
                continue;
            }
            // Words that lead up to a name belong to it: `the regulator's head X`, `the organization “X”`.
            if let Some(n) = self.leads_to_name(i, elements.end) {
                return Subject::Noun(n);
            }
            let element = &self.elements[i];
            if self.is_preposition(i) && self.governs(i, elements.end) {
                if let Some(noun) = self.present(i, elements.end) {
                    return Subject::Noun(noun);
                }
                i = self.governed_end(i, elements.end);
                continue;
            }
            if self.both(i).is_some() {
                return Subject::Unnamed;
            }
            match (element.what, element.pos) {
                // A verb of a relative clause belongs to the noun after its particle.
                (What::Word, pos)
                    if let Some(end) = self.relative_end(i, elements.end)
                        && (matches!(pos, Pos::Verb | Pos::Gerund | Pos::Phrase) || self.is_trigger(i)) =>
                {
                    i = end;
                }
                // A post that is no noun: who holds it has no name, or one that nobody recognised.
                (What::Mention(_), _) if self.kind(i) == Some(Kind::Post) && self.is_unknown_name(i + 1) => {
                    return Subject::Unnamed;
                }
                (What::Word, Pos::Verb | Pos::Gerund) if self.is_verb(i) => return Subject::Omitted,
                (What::Word, _) if self.is_trigger(i) || self.has(i, Role::Cue) => {
                    return Subject::Omitted;
                }
                // A common noun before the verb is an unnamed subject, unless it belongs to what says when or where.
                (What::Word, Pos::Noun | Pos::Phrase | Pos::Pronoun) if self.ends_noun_phrase(i, elements.end) => {
                    return Subject::Unnamed;
                }
                _ => i += 1,
            }
        }
        Subject::Omitted
    }

    /// Whether nobody is named in a clause that ends in a cue, and people without a name stand before it: `analysts say`.
    pub(super) fn is_of_people(&self, elements: &Range<usize>) -> bool {
        let cue = elements.end - 1;
        let is_said = |i: &usize| {
            let element = &self.elements[*i];
            element.what != What::Date && !(element.what == What::Word && element.pos == Pos::Adverb)
        };
        let Some(people) = (elements.start..cue).rev().find(is_said).filter(|_| self.has(cue, Role::Cue)) else {
            return false;
        };
        let is_nobody = |mut range: Range<usize>| range.all(|i| self.noun_at_element(i).is_none());
        // `there are residents who ask`, `many delegates think`
        let is_noun = |i: usize| {
            let is_word = self.elements.get(i).is_some_and(|next| next.what == What::Word && next.pos == Pos::Noun);
            i < cue && (is_word || self.has(i, Role::People))
        };
        let opens = |i: usize| self.has(i, Role::Lists) || i == elements.start && self.elements[i].pos == Pos::Number;
        if is_nobody(elements.clone()) && elements.clone().any(|i| opens(i) && is_noun(i + 1)) {
            return true;
        }
        // Whom the relative clause before them names does not speak: `members of A's house who listened in the hall say`.
        let de = (elements.start..people).rev().find(|i| self.has(*i, Role::De));
        let is_post = self.word(people).is_some_and(|word| word.post.is_some());
        let is_unknown = self.elements[people].what == What::Word && self.elements[people].pos.is_name();
        let is_people = is_unknown || self.has(people, Role::People) || is_post && de.is_some();
        let of = people.checked_sub(1).and_then(|before| self.noun_at_element(before)).map(|noun| &self.nouns[noun]);
        let is_body = |noun: &&Noun| !self.is_speaker(noun) && noun.first.checked_sub(1) == de;
        let whose = of.filter(is_body).map_or(people, |noun| noun.first);
        let is_governed = |i: usize| self.roles(i).is_preposition() && (de.is_none() || !self.has(i, Role::At));
        let takes_clause = |i: usize| de.is_some() && self.takes_clause(i);
        is_people
            && is_nobody(de.unwrap_or(elements.start)..whose)
            && self.elements[elements.start].what == What::Word
            && !(elements.start..people).any(|i| is_governed(i) || takes_clause(i))
    }

    /// The noun right before a cue whose relative clause says where its deed was done, the preposition being the one at `i`: `A, who
    /// listened in the hall, says`.
    fn present(&self, i: usize, end: usize) -> Option<usize> {
        let n = self.nouns.iter().position(|noun| noun.first > i + 1 && noun.end < end)?;
        let noun = &self.nouns[n];
        let verb = (i + 2..noun.first).any(|i| self.elements[i].pos == Pos::Verb && self.mention(i).is_none());
        let is_whole = self.has(i, Role::At) && verb && self.has(noun.first - 1, Role::De);
        (is_whole && self.has(noun.end, Role::Cue)).then_some(n)
    }

    /// The noun that ends the clause, where all from the verb at `verb` to the particle before it is a relative clause.
    fn modified_whole(&self, verb: usize, end: usize) -> Option<usize> {
        (self.is_verb(verb) && !self.takes_clause(verb)).then_some(())?;
        let de = (verb + 1..end).find(|de| self.has(*de, Role::De) && self.relative_start(*de, verb) <= verb)?;
        self.nouns.iter().position(|noun| noun.first == de + 1 && noun.end == end)
    }

    /// The particle that makes a modifier of a noun with what is listed or described after it, from element `i` on.
    fn modifies_until(&self, i: usize, end: usize) -> Option<usize> {
        let goes_on = |i: &usize| {
            self.has(*i, Role::Etc) || self.joins(*i) || self.mention(*i).is_some() || self.is_plain_noun(*i)
        };
        let de = (i..end).find(|i| !goes_on(i)).filter(|de| *de > i && self.has(*de, Role::De))?;
        (self.has(i, Role::Etc) || self.joins(i)).then_some(de)
    }

    /// The person with a post, or the quoted name of a body, that plain words from element `i` on only describe.
    fn leads_to_name(&self, i: usize, end: usize) -> Option<usize> {
        /// Most words of such a description.
        const MOST: usize = 4;
        let is_in_noun = |i: usize| self.noun_at_element(i).is_some();
        let is_whole = |i: usize| !is_in_noun(i) && matches!(self.kind(i), Some(Kind::Country | Kind::Place));
        let is_bare = |at: &usize| {
            let element = &self.elements[*at];
            let describes = matches!(element.what, What::Word)
                && !matches!(element.pos, Pos::Adverb | Pos::Function | Pos::Pronoun | Pos::Time | Pos::Position)
                && self.word(*at).is_none_or(|word| word.is_bare() || word.roles.has(Role::Sort));
            // The country of what is described opens it: `the A economics ministry's X`.
            describes || element.what == What::Mark(Mark::OpenQuote) || (*at == i && is_whole(i))
        };
        (self.is_plain_noun(i) || (is_whole(i) && self.is_plain_noun(i + 1))).then_some(())?;
        let next = (i..end).find(|i| !is_bare(i)).filter(|next| (i + 1..=i + MOST).contains(next))?;
        let quoted = self.mark(next - 1) == Some(Mark::OpenQuote);
        if !quoted && (i + 1..next).any(|i| self.elements[i].what != What::Word) {
            return None;
        }
        self.nouns.iter().position(|noun| {
            let kind = self.mentions.mentions[noun.heads[0]].kind;
            let has_post = kind == Kind::Person && noun.end - noun.first > 1;
            noun.first == next && noun.end <= end && if quoted { kind == Kind::Organization } else { has_post }
        })
    }

    /// The person at the end of a run of nouns with only describing words between them: `the EU's well-known institute's X`.
    fn last_of_run(&self, n: usize, end: usize) -> usize {
        let describes = |i: usize| {
            let element = &self.elements[i];
            element.what == What::Word
                && (self.has(i, Role::Describing)
                    || (matches!(element.pos, Pos::Adjective | Pos::Noun | Pos::Gerund)
                        && self.word(i).is_none_or(Word::is_bare)))
        };
        let runs_on = |pair: &[Noun]| {
            pair[0].end <= pair[1].first && pair[1].end <= end && (pair[0].end..pair[1].first).all(describes)
        };
        let last = n + self.nouns[n..].windows(2).take_while(|pair| runs_on(pair)).count();
        let is_person =
            |noun: &Noun| noun.is_representative || self.mentions.mentions[noun.heads[0]].kind == Kind::Person;
        if is_person(&self.nouns[last]) { last } else { n }
    }

    /// One past the particle after the verb at `i`, where a noun follows the particle, or what leads to a name, and the particle
    /// belongs to no verb after this one.
    fn relative_end(&self, i: usize, end: usize) -> Option<usize> {
        let de = (i + 1..end).find(|j| self.has(*j, Role::De))?;
        let start = self.relative_start(de, i);
        (start == de || start <= i).then_some(())?;
        let is_noun = self.nouns.iter().any(|noun| noun.first == de + 1);
        (is_noun || self.leads_to_name(de + 1, end).is_some()).then_some(de + 1)
    }

    /// Whether the word at `i` is the last of its phrase and a verb follows.
    fn ends_noun_phrase(&self, i: usize, end: usize) -> bool {
        (i + 1..end)
            .find(|j| {
                let element = &self.elements[*j];
                !(element.what == What::Word && matches!(element.pos, Pos::Adverb | Pos::Time)
                    || element.what == What::Date)
            })
            .is_some_and(|j| {
                let element = &self.elements[j];
                element.what == What::Word
                    && (element.pos == Pos::Verb || self.roles(j).has(Role::Cue))
                    && self.relative_end(j, end).is_none()
            })
    }

    /// Whether a preposition at `i` has something to govern.
    fn governs(&self, i: usize, end: usize) -> bool {
        i + 1 < end && !matches!(self.mark(i + 1), Some(Mark::Pause))
    }

    /// One past what a preposition governs: the first noun after it, or the words up to the next verb; where it only opens a
    /// relative clause, one past that.
    pub(super) fn governed_end(&self, i: usize, end: usize) -> usize {
        if let Some(de) = (i + 1..end).find(|de| self.is_opened_by(i, *de)) {
            return de + 1;
        }
        if let Some(noun) = self.noun_after(i, end) {
            return noun.end;
        }
        // A noun that modifies something else: skip as far as what it modifies.
        let mut j = i + 1;
        while j < end && !(self.elements[j].what == What::Word && self.elements[j].pos == Pos::Verb && j > i + 1) {
            j += 1;
        }
        j
    }

    /// Whether the relative clause that a particle ends begins with the preposition at `i`.
    fn is_opened_by(&self, i: usize, de: usize) -> bool {
        self.has(de, Role::De) && self.has(i, Role::Prep) && self.relative_start(de, i) == i
    }

    /// The noun that a preposition at `i` governs: the next one, with only modifiers before it.
    pub(super) fn noun_after(&self, i: usize, end: usize) -> Option<&Noun> {
        // `with B, who is on a visit to C`: what the relative clause names is not meant.
        let is_party = self.has(i, Role::With) || self.has(i, Role::To);
        let first = (i + 1..end).find(|j| self.elements[*j].pos != Pos::Adverb).unwrap_or(end);
        let opens_clause = is_party && (self.is_verb(first) || self.has(first, Role::At));
        let de = (i + 1..end).find(|de| self.has(*de, Role::De)).filter(|_| opens_clause);
        let noun = self.nouns.iter().find(|noun| noun.first > de.unwrap_or(i) && noun.end <= end)?;
        if (i + 1..noun.first).any(|de| self.is_opened_by(i, de)) {
            return None;
        }
        // A verb in between must belong to a relative clause: `同 来访 的 总统`.
        let is_relative = |j: usize| (j + 1..noun.first).any(|k| self.has(k, Role::De));
        let is_plain = |j: usize| {
            let element = &self.elements[j];
            match element.what {
                What::Word => element.pos != Pos::Verb || self.has(j, Role::Aspect) || is_relative(j),
                What::Mark(mark) => matches!(mark, Mark::OpenQuote | Mark::CloseQuote | Mark::OpenTitle | Mark::Pause),
                What::Date | What::Mention(_) => true,
            }
        };
        (i + 1..noun.first).all(is_plain).then_some(noun)
    }
}
