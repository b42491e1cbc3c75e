//! Turns: the questions and answers of a press conference or an interview.
//!
//! A line opens a turn by the word for question or answer, or by the name of who speaks, before a colon. The lines after it go on
//! with the turn. What is asked makes no statement; what is answered does, one for each line.

use super::chunk::Chunks;
use super::{Context, Statement};
use crate::ontology::class::Kind;
use crate::ontology::lexicon::Role;
use crate::punctuation::Mark;
use crate::resolve::ReferentId;
use crate::segment::Sentences;
use crate::text::Span;

/// Furthest element at which the colon of a turn stands.
const FURTHEST: usize = 8;
/// Fewest lines by names that make a text a record of who said what: one alone is a headline or an announcement.
const FEWEST: usize = 2;

/// Who speaks in a turn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Turn {
    Question,
    Answer,
    Named(usize),
}

/// The turns of an article: what is answered, and the sentences of what is asked.
pub(super) struct Turns {
    pub(super) answers: Vec<Statement>,
    /// Whether each sentence belongs to a question.
    pub(super) is_question: Vec<bool>,
}

/// Finds the turns.
pub(super) fn turns(chunks: &[Chunks<'_>], sentences: &Sentences, context: &Context<'_>) -> Turns {
    let mut turns = Turns { answers: Vec::new(), is_question: vec![false; chunks.len()] };
    let lines: Vec<usize> = (0..chunks.len())
        .filter(|i| *i == 0 || sentences.sentences[i - 1].line != sentences.sentences[*i].line)
        .collect();
    let opened: Vec<Option<(Turn, usize)>> = lines.iter().map(|first| opener(&chunks[*first])).collect();
    let is_interview = opened.iter().flatten().any(|(turn, _)| !matches!(turn, Turn::Named(_)));
    if !is_interview && opened.iter().flatten().count() < FEWEST {
        return turns;
    }
    let host = host(context);
    // A text that opens in the middle of a conference: what comes before the first turn is an answer.
    let mut speaker: Option<ReferentId> = None;
    let mut asks = false;
    for (n, &first) in lines.iter().enumerate() {
        let next = lines.get(n + 1).map_or(chunks.len(), |next| *next);
        let mut start = sentences.sentences[first].span.start();
        let mut cue = Span::new(start, start);
        if let Some((turn, colon)) = opened[n] {
            asks = turn == Turn::Question;
            speaker = match turn {
                Turn::Question => None,
                Turn::Answer => host,
                Turn::Named(mention) => context.referent(mention),
            };
            cue = chunks[first].elements[0].span.cover(chunks[first].elements[colon - 1].span);
            start = chunks[first].elements[colon].span.end();
        } else if n == 0 && lines.len() > 1 && sentences.sentences[first].line == 0 {
            // The headline: the line after it may go on with an answer whose beginning is cut off.
            speaker = host.filter(|_| opened.get(1).is_some_and(Option::is_none) && is_interview);
            continue;
        }
        turns.is_question[first..next].fill(asks);
        if let Some(speaker) = speaker {
            let span = super::speech::trim(context, Span::new(start, sentences.sentences[next - 1].span.end()));
            if context.text.get(span).chars().count() >= super::speech::SHORTEST {
                turns.answers.push(Statement { speaker, span, cue, on_behalf_of: None, addressees: Vec::new() });
            }
        }
    }
    turns
}

/// Who answers: the person that the headline, or else the article, names first with a post before the name.
fn host(context: &Context<'_>) -> Option<ReferentId> {
    let has_post = |i: &usize| *i > 0 && context.kind(i - 1) == Kind::Post;
    let persons = || (0..context.mentions.mentions.len()).filter(|i| context.kind(*i) == Kind::Person);
    persons().find(has_post).or_else(|| persons().next()).and_then(|i| context.referent(i))
}

/// The turn that a line opens, and the element of its colon.
fn opener(chunks: &Chunks<'_>) -> Option<(Turn, usize)> {
    let colon = (1..=FURTHEST).find(|i| chunks.mark(*i).is_some_and(|mark| mark != Mark::Pause))?;
    // A headline says less than a sentence.
    let is_sentence = matches!(chunks.mark(chunks.elements.len() - 1), Some(Mark::Stop | Mark::CloseQuote));
    if chunks.mark(colon) != Some(Mark::Colon) || !is_sentence {
        return None;
    }
    if (0..colon).any(|i| chunks.has_role(i, Role::Question)) {
        return Some((Turn::Question, colon));
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
