//! A sentence as its chunks: elements, nouns and clauses.
//!
//! - An [`Element`](super::element::Element) is a mention, a date, a punctuation mark or another word.
//! - A [`Noun`] is a mention with what belongs to it — posts and bodies before a person, a post after the name, the word for
//!   side after a country — and with the nouns that are joined to it. What modifies something else is no noun.
//! - A [`Clause`] is a stretch between commas, with the noun that is its subject.

use std::ops::Range;

use super::element::{Element, What, elements};
use super::reference::{Antecedents, Both};
use crate::ontology::class::Kind;
use crate::ontology::lexicon::{Lexicon, Post, Role, Roles, Word};
use crate::punctuation::Mark;
use crate::recognise::Mentions;
use crate::segment::{Pos, Sentence, Sentences};
use crate::text::Text;

/// Mentions that play one role together.
#[derive(Clone, Debug)]
pub(super) struct Noun {
    /// First element, with what stands before the name.
    pub(super) first: usize,
    /// One past the last element, with what stands after the name.
    pub(super) end: usize,
    /// The mentions that it stands for.
    pub(super) heads: Vec<usize>,
    /// Whether the heads stand for an unnamed person who holds a post with them: their spokesperson.
    pub(super) is_representative: bool,
}

/// What starts at an element.
struct Unit {
    /// The noun, if what the words stand for is known.
    noun: Option<Noun>,
    /// The element after it.
    next: usize,
    /// Whether it only modifies the common noun after it.
    modifies: bool,
}

/// A stretch between commas.
#[derive(Clone, Debug)]
pub(super) struct Clause {
    pub(super) elements: Range<usize>,
    pub(super) subject: Subject,
}

/// Whom a clause is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Subject {
    /// A noun of the sentence, by index.
    Noun(usize),
    /// Somebody without a name.
    Unnamed,
    /// The clause has none of its own.
    Omitted,
}

/// The chunks of one sentence.
pub(super) struct Chunks<'a> {
    pub(super) text: &'a Text,
    pub(super) lexicon: &'a Lexicon,
    pub(super) mentions: &'a Mentions,
    /// Mentions that other words of the sentence stand for.
    antecedents: Antecedents<'a>,
    pub(super) elements: Vec<Element>,
    /// Those that play a role of their own.
    pub(super) nouns: Vec<Noun>,
    /// Those before the particle of modification or before a common noun.
    pub(super) modifiers: Vec<Noun>,
    /// The noun that each element is part of.
    noun_of: Vec<Option<usize>>,
    pub(super) clauses: Vec<Clause>,
}

impl<'a> Chunks<'a> {
    /// Analyses a sentence.
    pub(super) fn new(
        text: &'a Text,
        sentences: &Sentences,
        sentence: &Sentence,
        mentions: &'a Mentions,
        lexicon: &'a Lexicon,
        antecedents: Antecedents<'a>,
    ) -> Self {
        let elements = elements(text, sentences, sentence, mentions, lexicon);
        let mut chunks = Chunks {
            text,
            lexicon,
            mentions,
            antecedents,
            elements,
            nouns: Vec::new(),
            modifiers: Vec::new(),
            noun_of: Vec::new(),
            clauses: Vec::new(),
        };
        chunks.find_posts();
        chunks.join_posts();
        chunks.find_nouns();
        chunks.noun_of = vec![None; chunks.elements.len()];
        for (n, noun) in chunks.nouns.iter().enumerate() {
            chunks.noun_of[noun.first..noun.end].fill(Some(n));
        }
        chunks.find_clauses();
        chunks
    }

    /// The words of an element.
    pub(super) fn words(&self, i: usize) -> &'a str {
        self.text.get(self.elements[i].span)
    }

    /// What the lexicon knows of an element that is a plain word.
    pub(super) fn word(&self, i: usize) -> Option<&'a Word> {
        let element = self.elements.get(i)?;
        (element.what == What::Word).then_some(())?;
        element.word.map(|word| self.lexicon.word(word))
    }

    /// The roles of an element that is a plain word.
    pub(super) fn roles(&self, i: usize) -> Roles {
        self.word(i).map_or_else(Roles::default, |word| word.roles)
    }

    /// Whether the element is a plain word with this role.
    pub(super) fn has(&self, i: usize, role: Role) -> bool {
        self.roles(i).has(role)
    }

    /// Whether the word that is printed at an element has this role, be it a mention or not.
    pub(super) fn has_role(&self, i: usize, role: Role) -> bool {
        self.elements
            .get(i)
            .and_then(|element| element.word)
            .is_some_and(|word| self.lexicon.word(word).roles.has(role))
    }

    /// The punctuation mark at an element.
    pub(super) fn mark(&self, i: usize) -> Option<Mark> {
        match self.elements.get(i)?.what {
            What::Mark(mark) => Some(mark),
            _ => None,
        }
    }

    /// The mention at an element.
    pub(super) fn mention(&self, i: usize) -> Option<usize> {
        match self.elements.get(i)?.what {
            What::Mention(mention) => Some(mention),
            _ => None,
        }
    }

    /// The kind of the mention at an element.
    pub(super) fn kind(&self, i: usize) -> Option<Kind> {
        self.mention(i).map(|mention| self.mentions.mentions[mention].kind)
    }

    /// Whether a word triggers a rule.
    pub(super) fn is_trigger(&self, i: usize) -> bool {
        self.word(i).is_some_and(|word| !word.triggers.is_empty())
    }

    /// The clause that an element belongs to.
    pub(super) fn clause_of(&self, i: usize) -> Option<usize> {
        self.clauses.iter().position(|clause| clause.elements.contains(&i))
    }

    /// Whether a noun speaks for itself: a person, or somebody's spokesperson.
    pub(super) fn is_speaker(&self, noun: &Noun) -> bool {
        noun.is_representative || self.mentions.mentions[noun.heads[0]].kind == Kind::Person
    }

    /// Whether an element joins the nouns on either side of it.
    pub(super) fn joins(&self, i: usize) -> bool {
        self.mark(i) == Some(Mark::Pause) || self.has(i, Role::And)
    }

    fn is_body(&self, i: usize) -> bool {
        matches!(self.kind(i), Some(Kind::Organization | Kind::Country))
    }

    // ---- nouns

    /// After a common noun, or between a country and a person, the word for acting on behalf of somebody is a post: `the members'
    /// delegate A`.
    fn find_posts(&mut self) {
        for i in 1..self.elements.len() {
            let before = self.elements[i - 1];
            let is_members = || {
                before.what == What::Word
                    && before.pos == Pos::Noun
                    && self.word(i - 1).is_none_or(|word| word.is_bare() || word.post.is_some())
            };
            let is_country = || {
                self.kind(i + 1) == Some(Kind::Person)
                    && (self.kind(i - 1) == Some(Kind::Country) || self.has(i - 1, Role::Side))
            };
            if self.has(i, Role::Behalf) && (is_members() || is_country()) {
                self.elements[i].word = None;
            }
        }
    }

    /// A comma between the posts of one person joins them as a pause does: `minister of A, envoy of B, X`. Before it stand a body and
    /// its posts alone.
    fn join_posts(&mut self) {
        let commas: Vec<usize> = (1..self.elements.len())
            .filter(|i| self.mark(*i) == Some(Mark::Comma) && self.reaches_name(i + 1))
            .collect();
        for comma in commas {
            let first = (0..comma).rev().take_while(|i| self.is_of_posts(*i)).last();
            let is_whole = |first: usize| {
                let before = first.checked_sub(1).map(|before| self.mark(before));
                before.is_none_or(|mark| matches!(mark, Some(Mark::Comma | Mark::Pause | Mark::Stop | Mark::Colon)))
            };
            let has_body = |first: usize| (first..comma).any(|i| self.is_body(i));
            if self.kind(comma - 1) == Some(Kind::Post) && first.is_some_and(|first| is_whole(first) && has_body(first))
            {
                self.elements[comma].what = What::Mark(Mark::Pause);
            }
        }
    }

    /// Whether an element may stand among the posts of one person with their bodies.
    pub(super) fn is_of_posts(&self, i: usize) -> bool {
        self.kind(i).is_some_and(|kind| kind != Kind::Person)
            || self.joins(i)
            || self.has(i, Role::Resident)
            || self.describes(i)
    }

    /// Whether the name at an element is that of a party.
    pub(super) fn is_party(&self, i: usize) -> bool {
        let entry = self.mention(i).and_then(|mention| {
            let name = self.text.get(self.elements[i].span);
            let known = || self.lexicon.find(name).and_then(|word| self.lexicon.word(word).names.first().copied());
            self.mentions.mentions[mention].entry.or_else(known)
        });
        entry.is_some_and(|entry| self.lexicon.entry(entry).is_party)
    }

    /// The noun that an element is part of.
    pub(super) fn noun_at_element(&self, i: usize) -> Option<usize> {
        self.noun_of.get(i).copied().flatten()
    }

    fn find_nouns(&mut self) {
        let mut i = 0;
        let mut nouns: Vec<Noun> = Vec::new();
        while i < self.elements.len() {
            let Some(Unit { noun, next, modifies }) = self.unit_at(i) else {
                i += 1;
                continue;
            };
            i = next;
            let Some(mut noun) = noun else { continue };
            noun.end = self.text_end(&noun).unwrap_or_else(|| self.sort_end(noun.end));
            i = i.max(noun.end);
            if modifies || self.has(noun.end, Role::De) {
                // What is joined to a modifier after a verb or a preposition modifies with it: `strikes on targets in A and B`; so do
                // countries anywhere: `A and B's people`.
                if let Some(last) = nouns.pop_if(|last| self.modifies_with(last, &noun)) {
                    noun.first = last.first;
                    noun.heads.splice(0..0, last.heads);
                }
                self.modifiers.push(noun);
                continue;
            }
            // A noun that is joined to the one before it plays the same role.
            if let Some(last) = nouns.last_mut()
                && (self.is_joined(last.end, noun.first) || self.are_parallel(last, &noun))
                && !(self.has(last.end, Role::With) && self.is_venue(last))
                && self.are_alike(last, &noun)
                && last.is_representative == noun.is_representative
            {
                last.heads.append(&mut noun.heads);
                last.end = noun.end;
            } else {
                nouns.push(noun);
            }
        }
        self.nouns = nouns;
    }

    /// One past the noun that says what sort of text a title is of: `the report titled T`, with the particle between.
    fn text_end(&self, noun: &Noun) -> Option<usize> {
        let is_title = self.mentions.mentions[*noun.heads.first()?].kind == Kind::Document;
        let sort = self.word(noun.end + 1).filter(|_| is_title && self.has(noun.end, Role::De))?;
        sort.heads.iter().any(|head| head.kind == Kind::Document).then_some(noun.end + 2)
    }

    /// One past the word that says what the items of a list are: `A, B and other countries`.
    fn sort_end(&self, end: usize) -> usize {
        let mut i = end;
        let is_open = self.has(i, Role::Etc);
        i += usize::from(is_open);
        while self
            .elements
            .get(i)
            .is_some_and(|next| next.what == What::Word && next.pos == Pos::Number && !self.has(i, Role::Sort))
            || is_open && self.is_body(i)
        {
            i += 1;
        }
        let is_sort = self.has(i, Role::Sort) && (is_open || i > end);
        if is_sort { i + 1 } else { end }
    }

    /// Whether only a joining word or quotation marks lie between two elements.
    fn is_joined(&self, end: usize, next: usize) -> bool {
        let between: Vec<usize> = (end..next)
            .filter(|i| {
                !matches!(self.mark(*i), Some(Mark::OpenQuote | Mark::CloseQuote | Mark::OpenTitle | Mark::CloseTitle))
            })
            .collect();
        match between[..] {
            [one] => self.joins(one),
            [] if end == next => self.is_spaced(next),
            [] => self.mark(end) == Some(Mark::CloseQuote) || self.mark(end) == Some(Mark::CloseTitle),
            _ => false,
        }
    }

    /// Whether two nouns are the objects of verbs that are joined and stand between another verb and both: `supports building A,
    /// founding B`.
    fn are_parallel(&self, last: &Noun, noun: &Noun) -> bool {
        let verb = |noun: &Noun| (0..noun.first).rev().find(|i| self.mark(*i) != Some(Mark::OpenQuote));
        let through = |noun: &Noun| verb(noun).filter(|verb| self.has(*verb, Role::Through));
        let joint = through(noun).and_then(|verb| verb.checked_sub(1));
        let is_next = |joint: usize| {
            joint >= last.end && (last.end..joint).all(|i| self.mark(i) == Some(Mark::CloseQuote)) && self.joins(joint)
        };
        joint.is_some_and(is_next) && through(last).is_some()
    }

    /// Whether a noun says where something happens: `talks at A with B`.
    fn is_venue(&self, noun: &Noun) -> bool {
        noun.first.checked_sub(1).is_some_and(|before| self.has(before, Role::At))
    }

    /// Whether an element is an item of a list without marks, as headlines have them: a name like the one before it, with a space
    /// between both.
    fn is_spaced(&self, i: usize) -> bool {
        let kinds = i.checked_sub(1).map(|before| (self.kind(before), self.kind(i)));
        matches!(kinds, Some((Some(Kind::Country), Some(Kind::Country)) | (Some(Kind::Person), Some(Kind::Person))))
            && self.is_apart(i)
    }

    /// Whether the sentence ends without a mark.
    pub(super) fn is_headline(&self) -> bool {
        self.elements.last().is_some_and(|last| !matches!(last.what, What::Mark(_)))
    }

    /// Whether a space stands before an element, other than between letters.
    pub(super) fn is_apart(&self, i: usize) -> bool {
        let is_letters = |i: usize| self.words(i).bytes().all(|byte| byte.is_ascii());
        i > 0
            && i < self.elements.len()
            && self.elements[i - 1].span.end() < self.elements[i].span.start()
            && !is_letters(i - 1)
            && !is_letters(i)
    }

    /// Whether a noun before a modifier is joined to it, and both are countries or stand behind a verb or a preposition.
    fn modifies_with(&self, last: &Noun, modifier: &Noun) -> bool {
        let kind = |noun: &Noun| self.mentions.mentions[noun.heads[0]].kind;
        let is_governed = |before: usize| self.roles(before).is_preposition() || self.is_verb(before);
        self.is_joined(last.end, modifier.first)
            && kind(last) == kind(modifier)
            && kind(last) != Kind::Person
            && (kind(last) == Kind::Country || last.first.checked_sub(1).is_some_and(is_governed))
    }

    /// Whether two nouns may be items of one list.
    fn are_alike(&self, a: &Noun, b: &Noun) -> bool {
        let agent = |kind: Kind| matches!(kind, Kind::Person | Kind::Organization | Kind::Country);
        let kind = |noun: &Noun| self.mentions.mentions[noun.heads[0]].kind;
        let (a, b) = (kind(a), kind(b));
        a == b
            || (agent(a) && agent(b))
            || (matches!(a, Kind::Place | Kind::Country) && matches!(b, Kind::Place | Kind::Country))
    }

    /// The unit that starts at element `i`; none where there is no mention.
    fn unit_at(&self, i: usize) -> Option<Unit> {
        let stands_for = |head: Option<usize>| {
            let noun = |head| Noun { first: i, end: i + 1, heads: vec![head], is_representative: false };
            Some(Unit { noun: head.map(noun), next: i + 1, modifies: false })
        };
        if self.has(i, Role::He) {
            // The object of a verb that says what they do is whom the sentence named last: `writes to B, congratulates him on …`.
            let is_object = i.checked_sub(1).is_some_and(|before| self.has(before, Role::Pivot));
            let is_person = |j: &usize| self.kind(*j) == Some(Kind::Person);
            let last = (0..i).rev().find(is_person).filter(|_| is_object).and_then(|j| self.mention(j));
            let says =
                (i + 1..self.elements.len()).take_while(|j| self.mark(*j).is_none()).any(|j| self.has(j, Role::Cue));
            let is_sure = says || self.antecedents.is_only_person;
            let before = self.persons_before(i);
            let person = match before[..] {
                [] => self.antecedents.person.filter(|_| is_sure),
                [ref all @ .., person] => {
                    Some(person).filter(|_| all.iter().all(|other| self.antecedents.is_same(*other, person)))
                }
            };
            return stands_for(last.or(person));
        }
        if self.has(i, Role::Its) {
            return stands_for(self.doer_named_before(i));
        }
        if self.has(i, Role::You) {
            return stands_for(self.antecedents.addressee(self.elements[i].span.start()));
        }
        if self.has(i, Role::ThatCountry) || self.has(i, Role::ThatBody) {
            return stands_for(self.that(i));
        }
        if self.has(i, Role::Including) {
            return self.included(i);
        }
        if let Some(both) = self.both(i) {
            // Whose relations, firms or teams are spoken of does nothing.
            let heads = self.the_two(i, both).filter(|_| !self.is_plain_noun(i + 1));
            let noun =
                |heads: [usize; 2]| Noun { first: i, end: i + 1, heads: heads.to_vec(), is_representative: false };
            return Some(Unit { noun: heads.map(noun), next: i + 1, modifies: false });
        }
        // Troops and missions abroad: the place where they are only says which.
        let is_abroad = self.has(i, Role::Resident)
            && matches!(self.kind(i + 1), Some(Kind::Country | Kind::Place))
            && matches!(self.kind(i + 2), Some(Kind::Organization));
        let is_described = self.describes(i) && self.reaches_post(i + 1);
        if is_abroad || is_described {
            let unit = self.unit_at(if is_abroad { i + 2 } else { i + 1 })?;
            return Some(Unit { noun: unit.noun.map(|noun| Noun { first: i, ..noun }), ..unit });
        }
        self.mention(i)?;
        let (last, end) = self.run(i);
        // The closing mark, and the head noun behind it, belong to the name.
        let close = |mut end: usize| {
            let is_quoted = self.is_closing(end);
            while self.is_closing(end) {
                end += 1;
            }
            let is_head = self.word(end).is_some_and(|word| !word.heads.is_empty());
            end + usize::from(is_quoted && is_head)
        };
        let head = self.mention(last)?;
        let (heads, end, is_representative) = match self.kind(last)? {
            Kind::Person => {
                let is_title = |i: usize| {
                    let post = self.word(i).and_then(|word| word.post);
                    self.has(i, Role::Kin) || post.is_some_and(|post| post.after_name)
                };
                let end = (end..).find(|end| !is_title(*end)).unwrap_or(end);
                (vec![head], end, false)
            }
            // Posts without a name: who holds them speaks for the body before them.
            Kind::Post => {
                // Who is sent to a place speaks for the sender, who stands before it.
                let sent = (i..last).rev().find(|i| self.has(*i, Role::Resident)).unwrap_or(last);
                let body = (i..sent).rev().find(|i| self.is_body(*i)).and_then(|i| self.mention(i));
                if self.is_unknown_name(end) {
                    return Some(Unit { noun: None, next: end, modifies: false });
                }
                let holder = self.antecedents.by_post.get(self.words(last)).filter(|_| last == i);
                let noun = |head: usize| Noun { first: i, end, heads: vec![head], is_representative: body.is_some() };
                return Some(Unit { noun: body.or(holder.copied()).map(noun), next: end, modifies: false });
            }
            Kind::Country | Kind::Organization if self.is_side(end) => (self.pair(i, last), end + 1, false),
            Kind::Country => (self.pair(i, last), end, false),
            _ => (vec![head], close(end), false),
        };
        let modifies = match self.kind(last) {
            Some(Kind::Person) => self.is_somebody_else(end),
            // `A's well-known experts`, `several armed groups of A`.
            Some(Kind::Country) if end == last + 1 && self.counts_or_describes(end) => {
                let noun = (end..end + 3).find(|i| !self.counts_or_describes(*i)).unwrap_or(end);
                self.is_plain_noun(noun) || (self.has(noun, Role::Sort) && self.elements[noun].pos == Pos::Noun)
            }
            _ => self.is_plain_noun(end) || self.has(end, Role::Other),
        };
        Some(Unit { noun: Some(Noun { first: i, end, heads, is_representative }), next: end, modifies })
    }

    /// The people that the clauses before the one of element `i` are about: those named before their verb.
    fn persons_before(&self, i: usize) -> Vec<usize> {
        let opens =
            |j: &usize| matches!(self.mark(*j), Some(Mark::Comma | Mark::Semicolon | Mark::Colon | Mark::OpenQuote));
        let own = (0..i).rev().find(opens).unwrap_or(0);
        let is_subject = |j: &usize| {
            let start = (0..*j).rev().find(opens).map_or(0, |mark| mark + 1);
            let de = (start..*j).rev().find(|k| self.has(*k, Role::De)).unwrap_or(start);
            let end = self.titles_end(j + 1);
            self.kind(*j) == Some(Kind::Person)
                && (de..*j).all(|k| !self.roles(k).is_preposition() && !self.is_verb(k))
                && !self.has(end, Role::De)
                && !self.is_plain_noun(end)
        };
        (0..own).filter(is_subject).filter_map(|j| self.mention(j)).collect()
    }

    /// Whom a possessive before a verb stands for: `congratulates B on its winning`, the one whom the sentence named last.
    fn doer_named_before(&self, i: usize) -> Option<usize> {
        let before = i.checked_sub(1).filter(|_| self.is_verb(i + 1))?;
        let leads = self.has(before, Role::Pivot) || self.has(before, Role::Front);
        let is_agent = |j: &usize| matches!(self.kind(*j), Some(Kind::Person | Kind::Country | Kind::Organization));
        let last = (0..before).rev().find(is_agent).filter(|last| leads && self.kind(*last) == Some(Kind::Person))?;
        self.mention(last)
    }

    /// The items of a list that stand for those whom the noun after it means: `three companies, A and B among them`.
    fn included(&self, i: usize) -> Option<Unit> {
        let is_item =
            |j: &usize| self.mention(*j).is_some() || self.mark(*j) == Some(Mark::Pause) || self.has(*j, Role::And);
        let is_open = |j: &usize| is_item(j) || self.has(*j, Role::Etc);
        let close = (i + 1..self.elements.len()).find(|j| !is_open(j)).filter(|j| self.has(*j, Role::Included))?;
        let (mut heads, mut j) = (Vec::new(), i + 1);
        while j < close {
            let unit = self.unit_at(j);
            j = unit.as_ref().map_or(j + 1, |unit| unit.next);
            heads.extend(unit.and_then(|unit| unit.noun).into_iter().flat_map(|noun| noun.heads));
        }
        // The noun that they are some of goes with them.
        let first = close + 1 + usize::from(self.has(close + 1, Role::De));
        let is_phrase = |j: &usize| {
            let element = &self.elements[*j];
            element.what == What::Word
                && matches!(element.pos, Pos::Noun | Pos::Adjective | Pos::Number)
                && !self.is_verb(*j)
        };
        let end = (first..self.elements.len()).find(|j| !is_phrase(j)).unwrap_or(self.elements.len());
        let noun = Noun { first: i, end, heads, is_representative: false };
        Some(Unit { noun: Some(noun).filter(|noun| !noun.heads.is_empty()), next: end, modifies: false })
    }

    /// The run of mentions that starts at element `i`, joined posts among them: its last mention and one past its end.
    fn run(&self, i: usize) -> (usize, usize) {
        let (mut last, mut end) = (i, i + 1);
        loop {
            let is_envoy = self.kind(last) == Some(Kind::Person) && self.is_envoy(end) && !self.follows_name(end);
            let within = (end..).find(|j| !self.has(*j, Role::Within)).unwrap_or(end);
            let is_region = matches!(self.kind(last), Some(Kind::Country | Kind::Place));
            // `the armed wing X that belongs to Y`
            let part = end + usize::from(self.has(end, Role::Belongs));
            let part = (part..).find(|j| part == end || !self.is_plain_noun(*j)).unwrap_or(end);
            let is_name = matches!(self.kind(end), Some(Kind::Country | Kind::Place | Kind::Organization));
            if self.is_spaced(end) || is_name && self.is_apart(end) && self.is_headline() {
                return (last, end);
            } else if self.kind(end).is_some() && (self.kind(last) != Some(Kind::Person) || is_envoy) {
                last = end;
                end += 1;
            } else if is_region && within > end && self.kind(within) == Some(Kind::Place) {
                // `the port of A in the north of B`
                last = within;
                end = within + 1;
            } else if self.is_body(last)
                && let Some(post) = self.in_charge(end)
            {
                end = post;
            } else if self.is_body(last)
                && let Some(name) = self.described_person(end)
            {
                last = name;
                end = name + 1;
            } else if part > end && self.is_body(last) && self.kind(part) == Some(Kind::Organization) {
                last = part;
                end = part + 1;
            } else if self.has(end, Role::Resident) && self.is_body(last) && self.reaches_post(end + 1)
                || self.describes(end) && self.kind(last) != Some(Kind::Person) && self.reaches_post(end + 1)
            {
                end += 1;
            } else if (is_region || self.is_body(last))
                && matches!(self.mark(end), Some(Mark::OpenQuote | Mark::OpenTitle))
                && self.kind(end + 1) == Some(Kind::Organization)
                && self.is_closing(end + 2)
            {
                // `A's paper 《B》`
                last = end + 1;
                end += 2;
            } else if self.is_body(last) && self.is_closing(end) && self.reaches_post(end + 1) {
                // `《paper A》 editor B`
                end += 1;
            } else if self.kind(last) == Some(Kind::Post)
                && self.joins(end)
                && let Some(name) = self.described_person(end + 1)
            {
                // `professor at A, sinologist B`
                return (name, name + 1);
            } else if self.kind(end) == Some(Kind::Post) && self.follows_name(end) {
                return (last, self.titles_end(end));
            } else if self.kind(last) == Some(Kind::Post) && self.joins(end) && self.reaches_post(end + 1) {
                last = end + 1;
                end += 2;
            } else {
                return (last, end);
            }
        }
    }

    /// Whether an element closes what quotation marks or the marks of titles hold.
    pub(super) fn is_closing(&self, i: usize) -> bool {
        matches!(self.mark(i), Some(Mark::CloseQuote | Mark::CloseTitle))
    }

    /// The post after the particle of a clause that says what its holder sees to, and that begins with the verb at `i`: `A's minister
    /// in charge of trade`.
    pub(super) fn in_charge(&self, i: usize) -> Option<usize> {
        /// Most elements of what they see to.
        const MOST: usize = 12;
        self.has(i, Role::Charge).then_some(())?;
        let de = (i + 1..i + MOST)
            .take_while(|j| self.mark(*j).is_none_or(|mark| mark == Mark::Pause))
            .find(|j| self.has(*j, Role::De))?;
        (self.kind(de + 1) == Some(Kind::Post)).then_some(de + 1)
    }

    /// The person behind the one or two common nouns at `i` that say what they are: `the A-born painter B`.
    fn described_person(&self, i: usize) -> Option<usize> {
        let is_calling = |j: usize| self.is_plain_noun(j) || self.word(j).is_some_and(|word| word.post.is_some());
        let name = (i + 1..=i + 2).find(|j| self.kind(*j) == Some(Kind::Person))?;
        (i..name).all(is_calling).then_some(name)
    }

    fn counts_or_describes(&self, i: usize) -> bool {
        let counts = |next: &Element| next.what == What::Word && matches!(next.pos, Pos::Adjective | Pos::Number);
        self.elements.get(i).is_some_and(counts)
    }

    /// Whether the element is what is left of a name that nobody recognised: a character that is no word of its own.
    pub(super) fn is_unknown_name(&self, i: usize) -> bool {
        let is_name = |pos: Pos| pos.is_name() || matches!(pos, Pos::Noun | Pos::Other);
        self.elements.get(i).is_some_and(|next| next.what == What::Word && is_name(next.pos))
            && self.words(i).chars().nth(1).is_none()
            && self.word(i).is_none()
    }

    /// The country or body that the word at an element points back to.
    pub(super) fn that(&self, i: usize) -> Option<usize> {
        let kinds = [(Role::ThatCountry, Kind::Country), (Role::ThatBody, Kind::Organization)];
        let (_, kind) = kinds.into_iter().find(|(role, _)| self.has(i, *role))?;
        self.antecedents.the_only(kind, self.elements[i].span.start())
    }

    /// What the word at an element stands for, if it stands for two.
    pub(super) fn both(&self, i: usize) -> Option<Both> {
        let roles =
            [(Role::Both, Both::Parties), (Role::BothCountries, Both::Countries), (Role::BothPeople, Both::People)];
        roles.into_iter().find(|(role, _)| self.has(i, *role)).map(|(_, both)| both)
    }

    /// The two that the word at an element stands for: of those named in what is said, if it stands there.
    fn the_two(&self, i: usize, both: Both) -> Option<[usize; 2]> {
        let opens =
            |cue: &usize| self.has(*cue, Role::Cue) && matches!(self.mark(cue + 1), Some(Mark::Comma | Mark::Colon));
        let from = (0..i).rev().find(opens).map_or(0, |cue| self.elements[cue].span.end());
        self.antecedents.the_two(both, from, self.elements[i].span.start())
    }

    /// Whether the words after a person mean somebody else: the father, the lawyer of the one named.
    fn is_somebody_else(&self, i: usize) -> bool {
        let is_other = |i: &usize| self.has(*i, Role::Other);
        (i..self.elements.len()).take_while(|i| is_other(i) || self.is_plain_noun(*i)).take(2).any(|i| is_other(&i))
    }

    /// Whether the word at an element governs the one that the subject acts for, and is no noun.
    pub(super) fn is_behalf(&self, i: usize) -> bool {
        self.has(i, Role::Behalf) && !i.checked_sub(1).is_some_and(|before| self.is_plain_noun(before))
    }

    /// Whether the element is a common noun that means nothing else: what stands before it only describes it.
    pub(super) fn is_plain_noun(&self, i: usize) -> bool {
        let is_noun = |word: &Word| {
            let roles = [Role::Other, Role::Same, Role::Voice];
            // What somebody does for a living, where it is no post.
            let is_occupation = word.post.is_some_and(|post| post.is_occupation) && word.roles == Roles::default();
            word.is_bare()
                || is_occupation
                || (roles.iter().any(|role| word.roles.has(*role)) && !word.roles.has(Role::Cue))
        };
        self.elements.get(i).is_some_and(|next| next.what == What::Word && next.pos == Pos::Noun)
            && self.word(i).is_none_or(is_noun)
    }

    /// What the lexicon knows of the post at an element.
    pub(super) fn post(&self, i: usize) -> Option<Post> {
        self.elements[i].word.and_then(|word| self.lexicon.word(word).post)
    }

    /// Whether the word at `i` still means the country or body before it, and does not govern the name after it.
    fn is_side(&self, i: usize) -> bool {
        self.has(i, Role::Side) && !(self.has(i, Role::Behalf) && self.mention(i + 1).is_some())
    }

    /// The countries of a run of short forms that ends at `last`, or the last country alone.
    fn pair(&self, first: usize, last: usize) -> Vec<usize> {
        let is_short = |i: &usize| self.kind(*i) == Some(Kind::Country) && self.words(*i).chars().nth(1).is_none();
        let run: Vec<usize> = (first..=last).rev().take_while(is_short).filter_map(|i| self.mention(i)).collect();
        if run.is_empty() { self.mention(last).into_iter().collect() } else { run.into_iter().rev().collect() }
    }

    /// Whether the post at `i` belongs to the name right before it and not to one after it.
    fn follows_name(&self, i: usize) -> bool {
        let is_name = i > 0 && self.kind(i - 1) == Some(Kind::Person);
        let post = self.post(i);
        let next = (i..).find(|j| self.kind(*j) != Some(Kind::Post)).unwrap_or(i);
        // An envoy's other posts are joined to the one that names the sender.
        let is_stack = || self.is_envoy(i) && self.joins(next) && self.reaches_name(next + 1);
        let goes_on = self.kind(next) == Some(Kind::Person) || is_stack();
        is_name && !goes_on && post.is_none_or(|post| post.after_name || post.after_surname)
    }

    /// One past the titles after the name before element `i`: as many as belong to it.
    pub(super) fn titles_end(&self, i: usize) -> usize {
        if self.kind(i) != Some(Kind::Post) || !self.follows_name(i) {
            return i;
        }
        let goes_on = |i: &usize| (self.kind(*i) == Some(Kind::Post) && !self.is_envoy(*i)) || self.joins_title(*i);
        i + 1 + (i + 1..).take_while(goes_on).count()
    }

    /// Whether the post at an element is a title of the name before it.
    pub(super) fn is_title(&self, i: usize) -> bool {
        let name = (0..i).rev().find(|j| self.kind(*j) != Some(Kind::Post) && !self.joins(*j));
        name.is_some_and(|name| self.kind(name) == Some(Kind::Person) && i < self.titles_end(name + 1))
    }

    /// Whether the element joins another title to those after a name: one that does not belong to a name after it.
    fn joins_title(&self, i: usize) -> bool {
        let goes_on = self.kind(i + 2) == Some(Kind::Person) || (self.joins(i + 2) && self.reaches_name(i + 3));
        self.joins(i) && !self.has(i, Role::With) && self.kind(i + 1) == Some(Kind::Post) && !goes_on
    }

    /// Whether the posts that start at `i` make their holder act for the one named before them.
    pub(super) fn is_envoy(&self, i: usize) -> bool {
        let is_post = |i: &usize| self.kind(*i) == Some(Kind::Post);
        (i..).take_while(is_post).any(|i| self.post(i).is_some_and(|post| post.is_envoy))
    }

    /// Whether the word at an element only says something of the post after it: that it is past, or recent.
    fn describes(&self, i: usize) -> bool {
        self.has(i, Role::Former) || self.has(i, Role::Describing)
    }

    /// Whether posts come at `i`, with the bodies before them, and a name after them.
    fn reaches_name(&self, mut i: usize) -> bool {
        let mut has_post = false;
        while self.is_of_posts(i) && (has_post || !self.joins(i)) {
            has_post |= self.kind(i) == Some(Kind::Post);
            i += 1;
        }
        has_post && self.kind(i) == Some(Kind::Person)
    }

    /// Whether a post comes at `i` or after the bodies that stand there.
    fn reaches_post(&self, i: usize) -> bool {
        let mut i = i;
        while matches!(self.kind(i), Some(Kind::Organization | Kind::Country | Kind::Place)) || self.describes(i) {
            i += 1;
        }
        self.kind(i) == Some(Kind::Post)
    }
}
