//! Turns: the questions and answers of a press conference or an interview.
//!
//! A line opens a turn by the word for question or answer, or by the name of who speaks, before a colon; so does a sentence behind a
//! question in its line. The lines after it go on with the turn. What is asked makes no statement, but it is the words of who asks;
//! what is answered makes one for each line.

use super::chunk::Chunks;
use super::{Context, Statement, Voice, Words};
use crate::ontology::class::Kind;
use crate::ontology::lexicon::Role;
use crate::punctuation::Mark;
use crate::resolve::ReferentId;
use crate::segment::{Pos, Sentences};
use crate::text::Span;

/// Furthest element at which the colon of a turn stands.
const FURTHEST: usize = 8;
/// Fewest lines by names that make a text a record of who said what: one alone is a headline or an announcement.
const FEWEST: usize = 2;

/// Who speaks in a turn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Turn {
    /// Who asks, if that is named: a person or an outlet.
    Question(Option<usize>),
    Answer,
    Named(usize),
}

/// The turns of an article: what is answered, and the sentences of what is asked.
pub(super) struct Turns {
    pub(super) answers: Vec<Statement>,
    /// What is asked, and what somebody without a name answers.
    pub(super) words: Vec<Words>,
    /// Whether each sentence belongs to a question.
    pub(super) is_question: Vec<bool>,
    /// Whether each sentence belongs to what somebody with a name answers.
    pub(super) is_answer: Vec<bool>,
}

/// Finds the turns.
pub(super) fn turns(chunks: &[Chunks<'_>], sentences: &Sentences, context: &Context<'_>) -> Turns {
    let none = vec![false; chunks.len()];
    let mut turns = Turns { answers: Vec::new(), words: Vec::new(), is_question: none.clone(), is_answer: none };
    let all = &sentences.sentences;
    let mut parts: Vec<(usize, Option<(Turn, usize)>)> = Vec::new();
    let mut asks = false;
    for (i, chunks) in chunks.iter().enumerate() {
        let opens_line = i == 0 || all[i - 1].line != all[i].line;
        let turn = opener(chunks).filter(|_| opens_line || asks);
        if opens_line || turn.is_some() {
            asks = matches!(turn, Some((Turn::Question(_), _)));
            parts.push((i, turn));
        }
    }
    let opened = || parts.iter().filter_map(|(_, turn)| *turn);
    let is_interview = opened().any(|(turn, _)| !matches!(turn, Turn::Named(_)));
    if !is_interview && opened().count() < FEWEST {
        return turns;
    }
    let end_of = |n: usize| parts.get(n + 1).map_or(chunks.len(), |(next, _)| *next);
    let asked: Vec<Span> = (0..parts.len())
        .filter(|n| matches!(parts[*n].1, Some((Turn::Question(_), _))))
        .map(|n| all[parts[n].0].span.cover(all[end_of(n) - 1].span))
        .collect();
    let host = host(context, &asked);
    // A text that opens in the middle of a conference: what comes before the first turn is an answer.
    let mut voice: Option<Voice> = None;
    let mut asks = false;
    for (n, &(first, turn)) in parts.iter().enumerate() {
        let next = end_of(n);
        let mut start = all[first].span.start();
        let mut cue = Span::new(start, start);
        if let Some((turn, colon)) = turn {
            asks = matches!(turn, Turn::Question(_));
            let who = match turn {
                Turn::Question(asker) => asker.and_then(|asker| context.referent(asker)),
                Turn::Answer => host,
                Turn::Named(mention) => context.referent(mention),
            };
            voice = Some(who.map_or(Voice::Somebody, Voice::Of));
            cue = chunks[first].elements[0].span.cover(chunks[first].elements[colon - 1].span);
            start = chunks[first].elements[colon].span.end();
        } else if n == 0 && parts.len() > 1 && all[first].line == 0 {
            // The headline: the line after it may go on with an answer whose beginning is cut off. Who answers does not name
            // himself: a line that does so only leads up to the first question.
            let lead = all[parts[1].0].span.cover(all[end_of(1) - 1].span);
            let names = |host: ReferentId| {
                let mut here = (0..context.mentions.mentions.len()).filter(|i| lead.contains(context.span(*i)));
                here.any(|i| context.referent(i) == Some(host))
            };
            let is_cut = parts[1].1.is_none() && is_interview;
            voice = host.filter(|host| is_cut && !names(*host)).map(Voice::Of);
            continue;
        }
        turns.is_question[first..next].fill(asks);
        let span = super::speech::trim(context, Span::new(start, all[next - 1].span.end()));
        let is_statement = |span: Span| context.text.get(span).chars().count() >= super::speech::SHORTEST;
        match voice {
            Some(Voice::Of(speaker)) if !asks && is_statement(span) => {
                let (on_behalf_of, addressees, source) = (None, Vec::new(), None);
                turns.is_answer[first..next].fill(true);
                turns.answers.push(Statement { speaker, span, cue, on_behalf_of, addressees, source });
            }
            Some(Voice::Of(_)) if !asks => {}
            Some(voice) => turns.words.push(Words { span, voice, is_question: asks }),
            None => {}
        }
    }
    turns
}

/// Who answers: the person that the headline, or else the article, names first with a post before the name, but not only within what
/// is asked.
fn host(context: &Context<'_>, asked: &[Span]) -> Option<ReferentId> {
    let has_post = |i: &usize| *i > 0 && context.kind(i - 1) == Kind::Post;
    let is_asked = |i: usize| asked.iter().any(|span| span.contains(context.span(i)));
    let is_person = |i: &usize| context.kind(*i) == Kind::Person && !is_asked(*i);
    let persons = || (0..context.mentions.mentions.len()).filter(is_person);
    persons().find(has_post).or_else(|| persons().next()).and_then(|i| context.referent(i))
}

/// The turn that a sentence opens, and the element of its colon.
fn opener(chunks: &Chunks<'_>) -> Option<(Turn, usize)> {
    let goes_on = |mark: Mark| matches!(mark, Mark::Pause | Mark::OpenTitle | Mark::CloseTitle);
    let colon = (1..=FURTHEST).find(|i| chunks.mark(*i).is_some_and(|mark| !goes_on(mark)))?;
    // A headline says less than a sentence.
    let is_sentence = matches!(chunks.mark(chunks.elements.len() - 1), Some(Mark::Stop | Mark::CloseQuote));
    if chunks.mark(colon) != Some(Mark::Colon) || !is_sentence {
        return None;
    }
    if let Some(asks) = (0..colon).find(|i| chunks.has_role(*i, Role::Question)) {
        return Some((Turn::Question(asker(chunks, asks)), colon));
    }
    if colon == 1 && chunks.has_role(0, Role::Answer) {
        return Some((Turn::Answer, colon));
    }
    let noun = chunks.nouns.iter().find(|noun| noun.first == 0 && noun.end == colon)?;
    match noun.heads[..] {
        [head] if chunks.mentions.mentions[head].kind == Kind::Person => Some((Turn::Named(head), colon)),
        _ => None,
    }
}

/// The person or outlet that asks, the word for it being element `asks`: `X of the agency A`, or only `A's reporter`.
fn asker(chunks: &Chunks<'_>, asks: usize) -> Option<usize> {
    let is_named = |i: &usize| matches!(chunks.kind(*i), Some(Kind::Person | Kind::Organization));
    let name =
        (chunks.kind(asks + 1) == Some(Kind::Person) && chunks.elements[asks].pos == Pos::Noun).then_some(asks + 1);
    name.or_else(|| (0..asks).rev().find(is_named)).and_then(|i| chunks.mention(i))
}
