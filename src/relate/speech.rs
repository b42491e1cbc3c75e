//! Speech: who says what, and how far it goes.

use super::chunk::{Chunks, Noun};
use super::{Context, Statement, topics};
use crate::ontology::class::Kind;
use crate::ontology::lexicon::Role;
use crate::punctuation::Mark;
use crate::resolve::ReferentId;
use crate::segment::Sentences;
use crate::text::Span;

/// Fewest characters that are a statement: less is the name of an attitude.
const SHORTEST: usize = 6;

/// A cue with its speaker, and where its passage starts.
struct Cue {
    speaker: ReferentId,
    is_person: bool,
    cue: Span,
    on_behalf_of: Option<ReferentId>,
    /// First byte of what is said.
    start: u32,
    /// Byte where the passage ends within the sentence at the latest: at the next cue.
    end: u32,
    is_quoted: bool,
}

/// The statements of an article.
pub(super) fn statements(chunks: &[Chunks<'_>], sentences: &Sentences, context: &Context<'_>) -> Vec<Statement> {
    let cues: Vec<Vec<Cue>> = chunks.iter().map(|chunks| cues(chunks, context)).collect();
    let speakers: Vec<ReferentId> = cues.iter().flatten().map(|cue| cue.speaker).collect();
    let turns = turns(chunks, sentences, context);
    let mut statements = Vec::new();
    for (i, here) in cues.iter().enumerate() {
        // In an answer it is the one who answers who says all of it.
        let span = sentences.sentences[i].span;
        if turns.iter().any(|turn| turn.span.overlaps(span)) {
            continue;
        }
        for (n, cue) in here.iter().enumerate() {
            let mut end = cue.end;
            if n + 1 == here.len() {
                end = passage_end(i, cue, chunks, sentences, &cues, &speakers, context).unwrap_or(end);
            }
            let span = trim(context, Span::new(cue.start, end.max(cue.start)));
            if context.text.get(span).chars().count() >= SHORTEST {
                statements.push(Statement { speaker: cue.speaker, span, cue: cue.cue, on_behalf_of: cue.on_behalf_of });
            }
        }
    }
    statements.extend(turns);
    statements.sort_by_key(|statement| statement.span);
    statements
}

/// The answers of an interview: lines from one that opens with the word for answer to one that opens with the word for question.
/// Who answers is the person that the headline, or else the article, names first with a post.
fn turns(chunks: &[Chunks<'_>], sentences: &Sentences, context: &Context<'_>) -> Vec<Statement> {
    let opens = |chunks: &Chunks<'_>, role: Role| chunks.has(0, role) && chunks.mark(1) == Some(Mark::Colon);
    let lines: Vec<usize> = (0..chunks.len())
        .filter(|i| *i == 0 || sentences.sentences[i - 1].line != sentences.sentences[*i].line)
        .collect();
    if !lines.iter().any(|i| opens(&chunks[*i], Role::Question) || opens(&chunks[*i], Role::Answer)) {
        return Vec::new();
    }
    let has_post = |i: &usize| *i > 0 && context.kind(i - 1) == Kind::Post;
    let persons = || (0..context.mentions.mentions.len()).filter(|i| context.kind(*i) == Kind::Person);
    let Some(speaker) = persons().find(has_post).or_else(|| persons().next()).and_then(|i| context.referent(i)) else {
        return Vec::new();
    };
    let mut turns = Vec::new();
    let mut answers = false;
    for (n, &first) in lines.iter().enumerate() {
        let last = lines.get(n + 1).map_or(chunks.len(), |next| *next) - 1;
        let mut start = sentences.sentences[first].span.start();
        let mut cue = Span::new(start, start);
        if opens(&chunks[first], Role::Question) {
            answers = false;
        } else if opens(&chunks[first], Role::Answer) {
            answers = true;
            cue = chunks[first].elements[0].span;
            start = chunks[first].elements[1].span.end();
        } else if n == 0 && lines.len() > 1 && sentences.sentences[first].line == 0 {
            // The headline, or who holds the interview.
            answers = lines
                .get(1)
                .is_some_and(|next| !opens(&chunks[*next], Role::Question) && !opens(&chunks[*next], Role::Answer));
            continue;
        }
        let span = trim(context, Span::new(start, sentences.sentences[last].span.end()));
        if answers && context.text.get(span).chars().count() >= SHORTEST {
            turns.push(Statement { speaker, span, cue, on_behalf_of: None });
        }
    }
    turns
}

/// The cues of a sentence that have a named speaker.
fn cues(chunks: &Chunks<'_>, context: &Context<'_>) -> Vec<Cue> {
    let topics = topics(chunks);
    let mut cues: Vec<Cue> = Vec::new();
    let Some(last) = chunks.elements.last() else { return cues };
    let is_proposal = |i: usize| chunks.has(i, Role::Proposal) && chunks.mark(i + 1) == Some(Mark::Stop);
    for i in (0..chunks.elements.len()).filter(|i| chunks.is_cue(*i) || is_proposal(*i)) {
        let Some(clause) = chunks.clause_of(i) else { continue };
        let elements = &chunks.clauses[clause].elements;
        let noun = topics[clause].last().map(|noun| &chunks.nouns[*noun]).filter(|noun| noun.first < i);
        let Some((mention, noun)) = noun.and_then(|noun| Some((speaker(noun, context)?, noun))) else { continue };
        let Some(speaker) = context.referent(mention) else { continue };
        let mut next = i + 1;
        while matches!(chunks.mark(next), Some(Mark::Comma | Mark::Colon)) || chunks.has(next, Role::Aspect) {
            next += 1;
        }
        let is_quoted = chunks.mark(next) == Some(Mark::OpenQuote);
        let Some(first) = chunks.elements.get(next) else { continue };
        let is_stop = chunks.mark(next) == Some(Mark::Stop);
        if is_stop && !is_proposal(i) {
            continue;
        }
        let behalf = (elements.start..i).find(|i| chunks.has(*i, Role::Behalf));
        let on_behalf_of = behalf
            .and_then(|i| chunks.noun_after(i, elements.end))
            .and_then(|noun| context.referent(*noun.heads.first()?));
        if let Some(before) = cues.last_mut() {
            // What was said before this cue ends at the clause that holds it.
            before.end = before.end.min(chunks.elements[elements.start].span.start());
        }
        cues.push(Cue {
            speaker,
            is_person: context.kind(mention) == Kind::Person || noun.is_representative,
            cue: chunks.elements[i].span,
            on_behalf_of,
            // What is put forward stands in the next sentences.
            start: if is_stop { first.span.end() } else { first.span.start() },
            end: last.span.end(),
            is_quoted,
        });
    }
    cues
}

/// The one who speaks: the last of joined names, for only one can.
fn speaker(noun: &Noun, context: &Context<'_>) -> Option<usize> {
    let &head = noun.heads.last()?;
    matches!(context.kind(head), Kind::Person | Kind::Organization | Kind::Country).then_some(head)
}

/// Where the passage of the last cue of sentence `i` ends: with the quotation, or with the sentences of the same
/// line that go on with it. A body's words end with the sentence; a person's go on until somebody else is spoken of.
fn passage_end(
    i: usize,
    cue: &Cue,
    chunks: &[Chunks<'_>],
    sentences: &Sentences,
    cues: &[Vec<Cue>],
    speakers: &[ReferentId],
    context: &Context<'_>,
) -> Option<u32> {
    let line = sentences.sentences[i].line;
    let line_end = sentences.sentences[i..].iter().take_while(|s| s.line == line).last()?.span.end();
    if cue.is_quoted
        && let Some(close) = closing_quote(context.text.as_str(), cue.start, line_end)
    {
        return Some(close);
    }
    if !cue.is_person {
        return None;
    }
    let mut end = sentences.sentences[i].span.end();
    for j in i + 1..sentences.sentences.len() {
        let sentence = &sentences.sentences[j];
        let about_speaker = chunks[j].clauses.first().is_some_and(|clause| match clause.subject {
            super::Subject::Noun(noun) => chunks[j].nouns[noun].heads.iter().any(|head| {
                context.kind(*head) == Kind::Person && context.referent(*head).is_some_and(|r| speakers.contains(&r))
            }),
            _ => false,
        });
        if sentence.line != line || !cues[j].is_empty() || about_speaker {
            break;
        }
        end = sentence.span.end();
    }
    Some(end)
}

/// The byte of the mark that closes the quotation opened at `open`, nested ones skipped.
fn closing_quote(text: &str, open: u32, end: u32) -> Option<u32> {
    let mut depth = 0;
    for (i, c) in text[open as usize..end as usize].char_indices() {
        match crate::punctuation::mark(c) {
            Some(Mark::OpenQuote) => depth += 1,
            Some(Mark::CloseQuote) => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return Some(open + crate::text::offset(i));
        }
    }
    None
}

/// A passage without the marks around it.
fn trim(context: &Context<'_>, span: Span) -> Span {
    use crate::punctuation::mark;
    let words = context.text.get(span);
    let start = words.trim_start_matches(|c: char| {
        c.is_whitespace() || matches!(mark(c), Some(Mark::OpenQuote | Mark::Comma | Mark::Colon))
    });
    let from = span.start() + crate::text::offset(words.len() - start.len());
    let end = start.trim_end_matches(|c: char| c.is_whitespace() || matches!(mark(c), Some(Mark::Comma)));
    // A quotation mark at the start that was cut off takes its partner with it.
    Span::new(from, from + crate::text::offset(end.len()))
}
