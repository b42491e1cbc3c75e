//! Candidates from the form of the text: titles in their brackets, names in quotation marks, names that end in a head noun.

use super::{Candidate, Mention, Source};
use crate::ontology::class::Kind;
use crate::ontology::lexicon::{Head, Lexicon, Role};
use crate::punctuation::{Mark, mark};
use crate::segment::{Pos, Token};
use crate::text::Text;

/// A title in its brackets, and what each of its characters adds: it outweighs the names inside it.
const TITLE: i32 = 50;
const TITLE_CHARACTER: i32 = 25;
/// A quoted name before a head noun.
const QUOTED: i32 = 30;
/// A name that ends in a head noun; one with a quotation in it is as firm as a title.
const HEADED: i32 = 80;
/// What outweighs the person whose event it is.
const WHOSE: i32 = 350;
/// What outweighs the countries whose years the event counts.
const DEED: i32 = 150;
/// Longest name in tokens.
const LONGEST: usize = 16;

/// Proposes what the form of one sentence gives away.
pub(super) fn propose(text: &Text, tokens: &[Token], lexicon: &Lexicon, candidates: &mut Vec<Candidate>) {
    let line = Line { text, lexicon, tokens };
    for i in 0..line.tokens.len() {
        match line.mark(i) {
            Some(Mark::OpenTitle) => candidates.extend(line.title(i)),
            Some(Mark::CloseQuote) => candidates.extend(line.quoted(i)),
            _ => candidates.extend(line.headed(i)),
        }
    }
}

/// The tokens of one sentence.
struct Line<'a> {
    text: &'a Text,
    lexicon: &'a Lexicon,
    tokens: &'a [Token],
}

impl Line<'_> {
    fn words(&self, i: usize) -> &str {
        self.text.get(self.tokens[i].span)
    }

    fn mark(&self, i: usize) -> Option<Mark> {
        self.words(i).chars().next().and_then(mark)
    }

    fn candidate(&self, from: usize, to: usize, kind: Kind, score: i32) -> Candidate {
        let span = self.tokens[from].span.cover(self.tokens[to - 1].span);
        Candidate { mention: Mention { span, kind, entry: None, source: Source::Pattern }, score }
    }

    /// The strongest reading of the token as a head noun, looking at the ends of longer tokens too.
    fn head(&self, i: usize) -> Option<(Head, bool)> {
        let (at, word) = self.lexicon.head(self.words(i))?;
        Some((*word.heads.first()?, at == 0))
    }

    /// The title that the bracket at `open` opens: of a text, or of a newspaper or magazine, which is a body.
    fn title(&self, open: usize) -> Option<Candidate> {
        let close = (open + 1..self.tokens.len()).find(|i| self.mark(*i) == Some(Mark::CloseTitle))?;
        let is_outlet = |i: usize| i < self.tokens.len() && self.head(i).is_some_and(|(head, _)| head.is_outlet);
        let kind = if is_outlet(close - 1) || is_outlet(close + 1) { Kind::Organization } else { Kind::Document };
        let title = (close > open + 1).then(|| self.candidate(open + 1, close, kind, TITLE))?;
        Some(Candidate { score: TITLE + self.firmness(&title), ..title })
    }

    /// What the characters of a title add up to.
    fn firmness(&self, title: &Candidate) -> i32 {
        let n_chars = self.text.get(title.mention.span).chars().take(100).count();
        TITLE_CHARACTER * i32::try_from(n_chars).unwrap_or_default()
    }

    /// The name in the quotation marks that close at `close`, where a head noun follows or ends it.
    fn quoted(&self, close: usize) -> Option<Candidate> {
        let open = self.opening(close, Mark::OpenQuote)?;
        let initiative = |i: usize| self.head(i).filter(|(head, _)| head.kind == Kind::Initiative).is_some();
        let follows = close + 1 < self.tokens.len() && initiative(close + 1);
        (follows || initiative(close - 1)).then(|| self.candidate(open + 1, close, Kind::Initiative, QUOTED))
    }

    /// The mark that opens what the mark at `close` closes.
    fn opening(&self, close: usize, mark: Mark) -> Option<usize> {
        let first = close.saturating_sub(LONGEST);
        let open = (first..close).rev().find(|i| self.mark(*i) == Some(mark))?;
        (open + 1 < close).then_some(open)
    }

    /// The name that ends in the head noun at `last`.
    fn headed(&self, last: usize) -> Option<Candidate> {
        let may_end = self.lexicon.may_end(self.words(last), Kind::Event);
        let (head, is_whole) = may_end.then(|| self.head(last))?.filter(|(head, _)| head.kind == Kind::Event)?;
        // The noun must end the name: what goes on with another noun is a modifier.
        if self.tokens.get(last + 1).is_some_and(|next| {
            // Before a person's name, a weak noun is the verb: `elects X`.
            matches!(next.pos, Pos::Noun | Pos::Phrase | Pos::Gerund) && next.word.is_none()
                || head.is_weak && next.pos == Pos::PersonName && self.text.get(next.span).chars().nth(1).is_some()
        }) {
            return None;
        }
        let mut first = last;
        let mut has_name = false;
        let mut has_quote = false;
        let mut support = 0;
        while first > 0 && last - first < LONGEST {
            let i = first - 1;
            // A title is part of the name of an event that has a number: `the 29th conference of the parties to 《…》`.
            let is_numbered = !head.is_weak && first < last && self.tokens[first].pos == Pos::Number;
            let open = match self.mark(i) {
                Some(Mark::CloseQuote) => Some(self.opening(i, Mark::OpenQuote)),
                Some(Mark::CloseTitle) if is_numbered => Some(self.opening(i, Mark::OpenTitle)),
                _ => None,
            };
            if let Some(open) = open {
                let Some(open) = open else { break };
                has_quote = true;
                has_name = true;
                first = open;
                continue;
            }
            // A dash between two names belongs to the name.
            let is_dash = self.mark(i) == Some(Mark::Break) || self.words(i) == "-";
            if is_dash && has_name && i > 0 && self.is_name(i - 1) {
                first = i;
                continue;
            }
            // `the (enlarged) meeting`
            let aside =
                self.opening(i, Mark::OpenAside).filter(|open| self.mark(i) == Some(Mark::CloseAside) && open + 2 == i);
            if let Some(open) = aside.filter(|_| first == last) {
                first = open;
                continue;
            }
            if head.is_personal && self.is_person(i) {
                support += WHOSE;
            } else if self.is_deed(i) {
                support += DEED;
            } else if !(self.extends(i) || self.has(i, Role::Purpose) && first == last) {
                break;
            }
            has_name |= self.is_name(i);
            first = i;
        }
        // What it is held for opens the name, whatever stands between.
        // … but is the verb of the sentence where the event then does something.
        let acts = self.tokens.get(last + 1).is_some_and(|next| next.pos == Pos::Verb);
        let opener = self.opener(first).filter(|_| !acts);
        let opener = opener.filter(|opener| (opener + 1..last).any(|i| self.is_name(i)));
        first = opener.unwrap_or(first);
        has_name |= opener.is_some();
        has_quote |= opener.is_some();
        let n_modifiers = last - first;
        let is_named = if head.needs_quotes { has_quote } else { has_name };
        let is_long = has_quote || (has_name && n_modifiers > 1);
        if (head.is_weak && !is_long) || !is_named || (n_modifiers == 0 && is_whole) {
            return None;
        }
        let name = self.candidate(first, last + 1, head.kind, HEADED);
        let firm = if has_quote { self.firmness(&name) } else { 0 };
        Some(Candidate { score: HEADED + firm + support, ..name })
    }

    fn has(&self, i: usize, role: Role) -> bool {
        self.tokens.get(i).and_then(|token| token.word).is_some_and(|word| self.lexicon.word(word).roles.has(role))
    }

    /// Whether a token is a verb before a number of years: `the 50 years since A and B established relations`.
    fn is_deed(&self, i: usize) -> bool {
        let is_number = self.tokens.get(i + 1).is_some_and(|next| next.pos == Pos::Number);
        matches!(self.tokens[i].pos, Pos::Verb | Pos::Gerund) && is_number && self.has(i + 2, Role::Anniversary)
    }

    fn is_person(&self, i: usize) -> bool {
        let word = self.tokens[i].word.map(|word| self.lexicon.word(word));
        let name = word.and_then(|word| word.names.first());
        name.map_or(self.tokens[i].pos == Pos::PersonName, |name| self.lexicon.entry(*name).kind == Kind::Person)
    }

    /// The verb before a token that says what an event is held for: `the ceremony in memory of A`. It opens the sentence, or a
    /// verb of taking part or a preposition stands before it.
    fn opener(&self, first: usize) -> Option<usize> {
        let word = |i: usize| self.tokens[i].word.map(|word| self.lexicon.word(word));
        let is_inside = |i: &usize| match self.mark(*i) {
            Some(mark) => {
                matches!(mark, Mark::OpenQuote | Mark::CloseQuote | Mark::OpenTitle | Mark::CloseTitle | Mark::Pause)
            }
            None => true,
        };
        let opens = |i: &usize| self.has(*i, Role::Opener);
        let before = (first.saturating_sub(LONGEST)..first).rev().take_while(is_inside);
        let verb =
            before.take_while(|i| opens(i) || word(*i).is_none_or(|word| word.triggers.is_empty())).find(opens)?;
        let leads = |i: usize| self.has(i, Role::At) || word(i).is_some_and(|word| !word.triggers.is_empty());
        (verb == 0 || leads(verb - 1)).then_some(verb)
    }

    fn is_name(&self, i: usize) -> bool {
        let token = self.tokens[i];
        let is_pair = || self.is_short_form(i) && (self.is_short_form(i + 1) || i > 0 && self.is_short_form(i - 1));
        token.pos.is_name() || token.word.is_some_and(|w| !self.lexicon.word(w).names.is_empty()) || is_pair()
    }

    /// Whether a token is the one character that stands for a country; two side by side are what is between both.
    fn is_short_form(&self, i: usize) -> bool {
        i < self.tokens.len() && !self.lexicon.short_form(self.words(i)).is_empty()
    }

    /// Whether a token may belong to a name that goes on after it.
    fn extends(&self, i: usize) -> bool {
        let token = self.tokens[i];
        if let Some(id) = token.word {
            let word = self.lexicon.word(id);
            if word.roles.has(Role::Anniversary) {
                return true;
            }
            if word.post.is_some() || !word.roles.is_common() || !word.triggers.is_empty() {
                return false;
            }
            if let Some(name) = word.names.first() {
                return self.lexicon.entry(*name).kind != Kind::Person;
            }
        }
        let words = self.words(i);
        match token.pos {
            _ if self.is_short_form(i) => self.is_name(i),
            Pos::Noun | Pos::Phrase | Pos::PersonName | Pos::PlaceName | Pos::BodyName | Pos::Name => true,
            Pos::Gerund | Pos::Adjective => true,
            Pos::Number => words.chars().all(|c| c.is_ascii_digit()) || words.chars().count() > 1,
            Pos::Other => words.chars().all(char::is_alphanumeric),
            _ => false,
        }
    }
}
