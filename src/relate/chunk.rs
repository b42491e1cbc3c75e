//! A sentence as its chunks: elements, nouns and clauses.
//!
//! - An [`Element`](super::element::Element) is a mention, a date, a punctuation mark or another word.
//! - A [`Noun`] is a mention with what belongs to it — posts and bodies before a person, a post after the name, the word for
//!   side after a country — and with the nouns that are joined to it. What modifies something else is no noun.
//! - A [`Clause`] is a stretch between commas, with the noun that is its subject.

use std::ops::Range;

use super::element::{Element, What, elements};
use super::reference::Antecedents;
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
    /// Those before the particle of modification.
    pub(super) modifiers: Vec<Noun>,
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
            clauses: Vec::new(),
        };
        chunks.find_posts();
        chunks.find_nouns();
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

    /// The clause that an element belongs to.
    pub(super) fn clause_of(&self, i: usize) -> Option<usize> {
        self.clauses.iter().position(|clause| clause.elements.contains(&i))
    }

    /// Whether an element joins the nouns on either side of it.
    pub(super) fn joins(&self, i: usize) -> bool {
        self.mark(i) == Some(Mark::Pause) || self.has(i, Role::And)
    }

    fn is_body(&self, i: usize) -> bool {
        matches!(self.kind(i), Some(Kind::Organization | Kind::Country))
    }

    // ---- nouns

    /// After a common noun the word for acting on behalf of somebody is a post: `the members' delegate A`.
    fn find_posts(&mut self) {
        for i in 1..self.elements.len() {
            let before = self.elements[i - 1];
            if before.what == What::Word
                && before.pos == Pos::Noun
                && self.has(i, Role::Behalf)
                && self.word(i - 1).is_none()
            {
                self.elements[i].word = None;
            }
        }
    }

    fn find_nouns(&mut self) {
        let mut i = 0;
        let mut nouns: Vec<Noun> = Vec::new();
        while i < self.elements.len() {
            let Some((noun, next)) = self.noun_at(i) else {
                i += 1;
                continue;
            };
            i = next;
            let Some(mut noun) = noun else { continue };
            noun.end = self.sort_end(noun.end);
            i = i.max(noun.end);
            if self.has(noun.end, Role::De) {
                self.modifiers.push(noun);
                continue;
            }
            // A noun that is joined to the one before it plays the same role.
            if let Some(last) = nouns.last_mut()
                && self.is_joined(last.end, noun.first)
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
            [] => self.mark(end) == Some(Mark::CloseQuote) || self.mark(end) == Some(Mark::CloseTitle),
            _ => false,
        }
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

    /// The unit that starts at element `i`: `None` where there is no mention; otherwise the noun, unless the unit modifies
    /// the common noun after it, and the element after the unit.
    fn noun_at(&self, i: usize) -> Option<(Option<Noun>, usize)> {
        if self.has(i, Role::He) {
            let noun = |person| Noun { first: i, end: i + 1, heads: vec![person], is_representative: false };
            return Some((self.antecedents.person.map(noun), i + 1));
        }
        if self.has(i, Role::ThatCountry) || self.has(i, Role::ThatBody) {
            let noun = |head| Noun { first: i, end: i + 1, heads: vec![head], is_representative: false };
            return Some((self.that(i).map(noun), i + 1));
        }
        // Troops and missions abroad: the place where they are only says which.
        if self.has(i, Role::Resident)
            && matches!(self.kind(i + 1), Some(Kind::Country | Kind::Place))
            && matches!(self.kind(i + 2), Some(Kind::Organization))
        {
            let (noun, end) = self.noun_at(i + 2)?;
            return Some((noun.map(|noun| Noun { first: i, ..noun }), end));
        }
        if self.describes(i) && self.reaches_post(i + 1) {
            let (noun, end) = self.noun_at(i + 1)?;
            return Some((noun.map(|noun| Noun { first: i, ..noun }), end));
        }
        self.mention(i)?;
        // A run of mentions, joined posts among them, as far as its last.
        let mut end = i + 1;
        let mut last = i;
        loop {
            let is_envoy = self.kind(last) == Some(Kind::Person) && self.is_envoy(end) && !self.follows_name(end);
            if self.kind(end).is_some() && (self.kind(last) != Some(Kind::Person) || is_envoy) {
                last = end;
                end += 1;
            } else if self.has(end, Role::Resident) && self.is_body(last) && self.reaches_post(end + 1)
                || self.describes(end) && self.kind(last) != Some(Kind::Person) && self.reaches_post(end + 1)
            {
                end += 1;
            } else if self.kind(end) == Some(Kind::Post) && self.follows_name(end) {
                end = self.titles_end(end);
                break;
            } else if self.kind(last) == Some(Kind::Post) && self.joins(end) && self.reaches_post(end + 1) {
                end += 1;
                last = end;
                end += 1;
            } else {
                break;
            }
        }
        // The closing mark, and the head noun behind it, belong to the name.
        let close = |mut end: usize| {
            let is_quoted = matches!(self.mark(end), Some(Mark::CloseQuote | Mark::CloseTitle));
            while matches!(self.mark(end), Some(Mark::CloseQuote | Mark::CloseTitle)) {
                end += 1;
            }
            let is_head = self.word(end).is_some_and(|word| !word.heads.is_empty());
            end + usize::from(is_quoted && is_head)
        };
        let noun =
            |heads: Vec<usize>, end: usize, is_representative: bool| Noun { first: i, end, heads, is_representative };
        let head = self.mention(last)?;
        let (noun, end) = match self.kind(last)? {
            Kind::Person => {
                while self.has(end, Role::Kin) {
                    end += 1;
                }
                (noun(vec![head], end, false), end)
            }
            // Posts without a name: who holds them speaks for the body before them.
            Kind::Post => {
                // Who is sent to a place speaks for the sender, who stands before it.
                let sent = (i..last).rev().find(|i| self.has(*i, Role::Resident)).unwrap_or(last);
                let body = (i..sent).rev().find(|i| self.is_body(*i)).and_then(|i| self.mention(i));
                let holder = self.antecedents.by_post.get(self.words(last)).filter(|_| last == i);
                let holder = holder.map(|holder| noun(vec![*holder], end, false));
                return Some((body.map(|body| noun(vec![body], end, true)).or(holder), end));
            }
            Kind::Country | Kind::Organization if self.is_side(end) => {
                (noun(self.pair(i, last), end + 1, false), end + 1)
            }
            Kind::Country => (noun(self.pair(i, last), end, false), end),
            _ => (noun(vec![head], close(end), false), close(end)),
        };
        let modifies = match self.kind(last) {
            Some(Kind::Person) => self.is_somebody_else(end),
            Some(Kind::Country) if self.elements.get(end).is_some_and(|next| next.pos == Pos::Adjective) => {
                self.is_plain_noun(end + 1)
            }
            _ => self.is_plain_noun(end) || self.has(end, Role::Other),
        };
        Some(((!modifies).then_some(noun), end))
    }

    /// The country or body that the word at an element points back to.
    pub(super) fn that(&self, i: usize) -> Option<usize> {
        let kinds = [(Role::ThatCountry, Kind::Country), (Role::ThatBody, Kind::Organization)];
        let (_, kind) = kinds.into_iter().find(|(role, _)| self.has(i, *role))?;
        self.antecedents.the_only(kind, self.elements[i].span.start())
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
            word.is_bare() || (roles.iter().any(|role| word.roles.has(*role)) && !word.roles.has(Role::Cue))
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
        while self.kind(i).is_some_and(|kind| kind != Kind::Person) || (has_post && self.joins(i)) {
            has_post |= self.kind(i) == Some(Kind::Post);
            i += 1;
        }
        has_post && self.kind(i) == Some(Kind::Person)
    }

    /// Whether a post comes at `i` or after the bodies that stand there.
    fn reaches_post(&self, i: usize) -> bool {
        let mut i = i;
        while matches!(self.kind(i), Some(Kind::Organization | Kind::Country | Kind::Place)) {
            i += 1;
        }
        self.kind(i) == Some(Kind::Post)
    }

    // ---- clauses

    fn find_clauses(&mut self) {
        let mut clauses = Vec::new();
        let mut start = 0;
        for i in 0..=self.elements.len() {
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
        let is_marked = matches!(self.mark(i + 1), Some(Mark::Comma | Mark::Colon | Mark::OpenQuote));
        let has_clause = || {
            let rest =
                (i + 1..self.elements.len()).take_while(|j| self.mark(*j).is_none_or(|mark| mark == Mark::Pause));
            let mut words = rest.filter(|j| self.elements[*j].what == What::Word && !self.has(*j, Role::Aspect));
            !self.has(i + 1, Role::Aspect) && words.any(|j| matches!(self.elements[j].pos, Pos::Verb | Pos::Adverb))
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

    /// The first noun that no preposition governs, before the first verb.
    fn subject(&self, elements: Range<usize>) -> Subject {
        let mut i = elements.start;
        while i < elements.end {
            if let Some((n, noun)) = self.nouns.iter().enumerate().find(|(_, noun)| noun.first <= i && i < noun.end) {
                if noun.end > elements.end {
                    return Subject::Omitted;
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
            let roles = self.roles(i);
            if roles.is_preposition() && self.governs(i, elements.end) {
                if let Some(noun) = self.present(i, elements.end) {
                    return Subject::Noun(noun);
                }
                i = self.governed_end(i, elements.end);
                continue;
            }
            match (element.what, element.pos) {
                // A verb of a relative clause belongs to the noun after its particle.
                (What::Word, Pos::Verb | Pos::Gerund | Pos::Phrase) if self.relative_end(i, elements.end).is_some() => {
                    i = self.relative_end(i, elements.end).unwrap_or(elements.end);
                }
                (What::Word, Pos::Verb | Pos::Gerund) => return Subject::Omitted,
                (What::Word, _)
                    if self.word(i).is_some_and(|word| !word.triggers.is_empty() || word.roles.has(Role::Cue)) =>
                {
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

    /// The noun right before a cue whose relative clause says where its deed was done, the preposition being the one at `i`: `A, who
    /// listened in the hall, says`.
    fn present(&self, i: usize, end: usize) -> Option<usize> {
        let n = self.nouns.iter().position(|noun| noun.first > i + 1 && noun.end < end)?;
        let noun = &self.nouns[n];
        let verb = (i + 2..noun.first).any(|i| self.elements[i].pos == Pos::Verb && self.mention(i).is_none());
        let is_whole = self.has(i, Role::At) && verb && self.has(noun.first - 1, Role::De);
        (is_whole && self.has(noun.end, Role::Cue)).then_some(n)
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
        let is_in_noun = |i: usize| self.nouns.iter().any(|noun| noun.first <= i && i < noun.end);
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

    /// One past the particle after the verb at `i`, where a noun follows the particle, or what leads to a name.
    fn relative_end(&self, i: usize, end: usize) -> Option<usize> {
        let de = (i + 1..end).find(|j| self.has(*j, Role::De))?;
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

    /// One past what a preposition governs: the first noun after it, or the words up to the next verb.
    pub(super) fn governed_end(&self, i: usize, end: usize) -> usize {
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

    /// The noun that a preposition at `i` governs: the next one, with only modifiers before it.
    pub(super) fn noun_after(&self, i: usize, end: usize) -> Option<&Noun> {
        let noun = self.nouns.iter().find(|noun| noun.first > i && noun.end <= end)?;
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
