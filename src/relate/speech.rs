//! Speech: who says what, and how far it goes.
//!
//! A cue opens what its subject says. The passage goes as far as its quotation, or as the sentences that go on with it; where the
//! cue stands behind a quotation, the passage is what was quoted. The turns of interviews are found beside them.

use super::chunk::{Chunks, Noun, Subject};
use super::element::What;
use super::source::{Cited, Speaks, cited};
use super::{Context, Statement, Voice, Words, topics, turn};
use crate::ontology::class::Kind;
use crate::ontology::lexicon::Role;
use crate::punctuation::{Mark, asks, mark};
use crate::resolve::ReferentId;
use crate::segment::{Pos, Sentences};
use crate::text::{Span, offset};

/// Fewest characters that are a statement: less is the name of an attitude.
pub(super) const SHORTEST: usize = 6;
/// Most lines that one quotation runs over.
const MOST_LINES: usize = 12;
/// Most sentences of a quotation before the one that says whose it is.
const MOST_SENTENCES: usize = 8;

/// Who speaks.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Speaker {
    /// One, or several who say the same.
    referents: Vec<ReferentId>,
    /// Whether it is a person, with a name or without.
    is_person: bool,
}

/// A cue with its speaker, and where its passage starts.
struct Cue {
    speaker: Speaker,
    cue: Span,
    on_behalf_of: Option<ReferentId>,
    addressees: Vec<ReferentId>,
    /// First byte of what is said.
    start: u32,
    /// Byte where the passage ends within the sentence at the latest: at the next cue.
    end: u32,
    /// The mark of the quotation that follows the cue.
    quote: Option<u32>,
    /// Whether what is said ends with the sentence: it is what somebody is told to do.
    is_short: bool,
}

/// What a sentence says of speech.
#[derive(Default)]
struct Said {
    cues: Vec<Cue>,
    /// Whether it opens with the words of somebody without a name.
    is_unnamed: bool,
    /// What was quoted before it and is said by one of its cues.
    quoted: Option<Span>,
}

impl Said {
    /// The person who speaks before a noun that only stands in what they say.
    fn speaker_of(&self, chunks: &Chunks<'_>, noun: &Noun) -> Option<&Speaker> {
        let start = chunks.elements[noun.first].span.start();
        let before = self.cues.last().filter(|cue| cue.start <= start && cue.quote.is_none())?;
        Some(&before.speaker).filter(|speaker| speaker.is_person)
    }
}

/// What is said in an article.
#[derive(Default)]
pub(super) struct Speech {
    /// What those say whom it names.
    pub(super) statements: Vec<Statement>,
    /// All that is somebody's words.
    pub(super) words: Vec<Words>,
    /// What the article has from others, and from whom.
    pub(super) sources: Vec<(Span, ReferentId)>,
}

/// The speech of an article; nothing where it may not go on, which is asked before each sentence.
pub(super) fn speech(
    chunks: &[Chunks<'_>],
    sentences: &Sentences,
    context: &Context<'_>,
    may_go_on: &dyn Fn() -> bool,
) -> Option<Speech> {
    let turns = turn::turns(chunks, sentences, context);
    let mut reader = Reader {
        chunks,
        sentences,
        context,
        is_question: &turns.is_question,
        is_answer: &turns.is_answer,
        said: Vec::new(),
    };
    let mut speech = Speech { statements: turns.answers, words: turns.words, sources: Vec::new() };
    for i in 0..chunks.len() {
        may_go_on().then_some(())?;
        // In an answer it is the one who answers who says all of it, and a headline makes no statement, but whom they quote has
        // words too.
        let is_quoting = turns.is_answer[i] || reader.is_headline(i);
        if is_quoting {
            reader.quote(i, &mut speech);
        }
        let said = if is_quoting { Said::default() } else { reader.read(i, &mut speech) };
        reader.said.push(said);
    }
    for (i, said) in reader.said.iter().enumerate() {
        may_go_on().then_some(())?;
        for (n, cue) in said.cues.iter().enumerate() {
            let end = if n + 1 == said.cues.len() { reader.passage_end(i, cue) } else { cue.end };
            reader.push(cue, Span::new(cue.start, end.max(cue.start)), &mut speech.statements);
        }
    }
    let Speech { statements, words, sources } = &mut speech;
    let source_at = |at: u32| sources.iter().find(|(span, _)| span.start() <= at && at < span.end());
    for said in statements.iter_mut() {
        said.source = source_at(said.span.start()).map(|(_, source)| *source);
    }
    statements.sort_by_key(|statement| (statement.span, statement.speaker));
    statements.dedup_by(|a, b| a.span == b.span && a.speaker == b.speaker);
    words.extend(statements.iter().map(|said| Words::of(said.span, Voice::Of(said.speaker))));
    Some(speech)
}

/// Reads the cues of an article, sentence by sentence.
struct Reader<'a> {
    chunks: &'a [Chunks<'a>],
    sentences: &'a Sentences,
    context: &'a Context<'a>,
    is_question: &'a [bool],
    is_answer: &'a [bool],
    /// What was found in the sentences before.
    said: Vec<Said>,
}

impl Reader<'_> {
    /// Whether the sentence is a line that ends without a mark: a headline, of the article or within it.
    fn is_headline(&self, i: usize) -> bool {
        let all = &self.sentences.sentences;
        let is_alone =
            (i == 0 || all[i - 1].line != all[i].line) && all.get(i + 1).is_none_or(|n| n.line != all[i].line);
        let last = self.context.text.get(all[i].span).chars().next_back();
        is_alone && i + 1 < all.len() && last.and_then(mark).is_none()
    }

    /// Notes whose words a sentence of an answer or a headline holds, and from whom the article has them.
    fn quote(&self, i: usize, speech: &mut Speech) {
        let mut quoted = Speech::default();
        let said = self.read(i, &mut quoted);
        for cue in &said.cues {
            self.push(cue, Span::new(cue.start, cue.end.max(cue.start)), &mut quoted.statements);
        }
        speech.words.extend(self.headed(i));
        speech.words.append(&mut quoted.words);
        speech.words.extend(quoted.statements.iter().map(|said| Words::of(said.span, Voice::Of(said.speaker))));
        speech.sources.append(&mut quoted.sources);
        // A person who is quoted in an answer has spoken too.
        let span = self.sentences.sentences[i].span;
        let answers = speech.statements.iter().filter(|said| self.is_answer[i] && said.span.overlaps(span));
        let Some(answers) = answers.map(|said| said.speaker).next() else { return };
        let is_person = |id: ReferentId| self.context.referents.get(id).kind == Kind::Person;
        let others = quoted.statements.into_iter().filter(|said| said.speaker != answers && is_person(said.speaker));
        speech.statements.extend(others);
    }

    /// The words of whoever is named before the colon of a headline.
    fn headed(&self, i: usize) -> Option<Words> {
        let chunks = &self.chunks[i];
        let colon = chunks.clauses.first()?.elements.end;
        let is_headed = chunks.mark(colon) == Some(Mark::Colon) && self.is_headline(i);
        let last = chunks.elements.last().filter(|_| is_headed)?;
        let span = Span::new(chunks.elements[colon].span.end(), last.span.end());
        let noun = chunks.nouns.iter().find(|noun| noun.first == 0 && noun.end == colon);
        match noun {
            Some(noun) => {
                let speaker = self.speaker(chunks, noun, true)?;
                Some(Words::of(span, Voice::Of(*speaker.referents.first()?)))
            }
            None => chunks.has(colon - 1, Role::People).then_some(Words::of(span, Voice::Somebody)),
        }
    }

    /// The cues of a sentence that have a named speaker. Those behind their quotation become statements at once, and so do the words of
    /// those without a name.
    fn read(&self, i: usize, speech: &mut Speech) -> Said {
        let chunks = &self.chunks[i];
        let mut said = Said::default();
        let Some(last) = chunks.elements.last() else { return said };
        let topics = topics(chunks);
        let cited = cited(chunks, self.context);
        let cites = |clause: usize| cited.iter().find(|cited| cited.clause == clause);
        let is_proposal =
            |i: usize| chunks.has(i, Role::Proposal) && matches!(chunks.mark(i + 1), Some(Mark::Stop | Mark::Colon));
        let is_citing = |at: usize| cited.iter().any(|cited| cited.cue == at);
        let is_start = |at: usize| is_citing(at) || chunks.is_cue(at) || is_proposal(at) || is_introduction(chunks, at);
        for at in (0..chunks.elements.len()).filter(|at| is_start(*at)) {
            let Some(clause) = chunks.clause_of(at) else { continue };
            let elements = chunks.clauses[clause].elements.clone();
            if cites(clause).is_some_and(|cited| cited.cue != at) {
                continue;
            }
            if said.cues.iter().any(|cue| self.is_quoted(cue, chunks.elements[at].span)) || is_unsaid(chunks, at) {
                continue;
            }
            let topic = topics[clause].last().map(|noun| &chunks.nouns[*noun]).filter(|noun| noun.first <= at);
            if !is_citing(at) && chunks.is_cue(at) && is_noun(chunks, at, elements.start, topic) {
                continue;
            }
            let is_own = topic.is_some_and(|noun| elements.start <= noun.first);
            let nearest = topic.filter(|_| is_own).map(|noun| nearest(chunks, noun, at));
            let speaker = match (topic, chunks.clauses[clause].subject) {
                _ if let Some(Cited { speaks, .. }) = cites(clause) => match speaks {
                    Speaks::Noun(noun) => self.speaker(chunks, &chunks.nouns[*noun], true),
                    Speaks::Nobody | Speaks::Somebody => None,
                },
                (_, Subject::Unnamed) if chunks.is_of_people(&elements) => None,
                (_, Subject::Unnamed) => self.voice(i, elements.start, at),
                (_, Subject::Omitted) if is_voiced(chunks, elements.start, at) => self.voice(i, elements.start, at),
                _ if at > elements.start && chunks.has(at - 1, Role::De) => self.voice(i, elements.start, at),
                // `A says B should act, and stresses that`: it is A who stresses.
                (Some(noun), Subject::Omitted) if !is_own && let Some(before) = said.speaker_of(chunks, noun) => {
                    Some(before.clone())
                }
                (Some(noun), _) => nearest.unwrap_or(Some(noun)).and_then(|noun| self.speaker(chunks, noun, is_own)),
                // A report without a name is not by who spoke before it.
                (None, Subject::Omitted)
                    if clause == 0
                        && !self.is_question[i]
                        && (!chunks.has(at, Role::Reports) || chunks.has(at, Role::Plain)) =>
                {
                    self.speaker_before(i)
                }
                (None, _) => None,
            };
            let told = chunks.told(at);
            let is_marked =
                told.is_some() || matches!(chunks.mark(at + 1), Some(Mark::Comma | Mark::Colon | Mark::OpenQuote));
            if topic.is_some_and(|noun| is_own && !is_marked && self.is_within(i, noun)) {
                continue;
            }
            let by_colon = !chunks.is_cue(at) && !is_proposal(at) && !is_citing(at);
            let addressees = self.addressees(chunks, elements.start, at, told);
            // Who is told does not speak.
            let is_told = |speaker: &Speaker| speaker.referents.iter().any(|one| addressees.contains(one));
            let speaker = speaker.filter(|speaker| (!by_colon || speaker.is_person) && !is_told(speaker));
            let mut next = told.unwrap_or(at + 1);
            while matches!(chunks.mark(next), Some(Mark::Comma | Mark::Colon)) || chunks.has(next, Role::Aspect) {
                next += 1;
            }
            let first = chunks.elements.get(next);
            let is_stop = first.is_none() || chunks.mark(next) == Some(Mark::Stop);
            let start = first.map_or(last.span.end(), |first| first.span.start());
            // Where nothing follows the cue, what was quoted right before the sentence is meant.
            let quoted = self.quotation_before(i, elements.start, &said);
            let quoted = quoted.or_else(|| is_stop.then(|| self.quotation_before(i, 0, &said))?);
            let source = cites(clause).and_then(|cited| cited.source).and_then(|source| self.context.referent(source));
            if let Some(source) = source {
                speech.sources.push((Span::new(start, last.span.end().max(start)), source));
            }
            let Some(speaker) = speaker else {
                let opens = chunks.clauses[..clause].iter().all(|clause| clause.subject == Subject::Omitted);
                said.is_unnamed |= opens && said.cues.is_empty();
                // `we believe`: whoever speaks already.
                let is_own = |i: usize| chunks.elements[i].pos == Pos::Pronoun && !chunks.has(i, Role::He);
                let is_somebody = match (cites(clause), chunks.clauses[clause].subject) {
                    (Some(cited), _) => cited.speaks == Speaks::Somebody,
                    (None, Subject::Unnamed) => chunks.is_cue(at) && !(elements.start..at).any(is_own),
                    (None, Subject::Omitted) => chunks.is_cue(at) && topic.is_none() && !self.is_answer[i],
                    (None, Subject::Noun(_)) => matches!(nearest, Some(None)),
                };
                if is_somebody {
                    let open = (chunks.mark(next) == Some(Mark::OpenQuote)).then_some(start);
                    let close = open.and_then(|open| closing_quote(self.context.text.as_str(), open));
                    let rest = Span::new(start, close.unwrap_or(last.span.end()));
                    let spans = quoted.into_iter().chain((!is_stop).then_some(rest));
                    speech.words.extend(spans.map(|span| Words::of(span, Voice::Somebody)));
                }
                continue;
            };
            let behalf = (elements.start..at).find(|i| chunks.is_behalf(*i));
            let on_behalf_of = behalf
                .and_then(|i| chunks.noun_after(i, elements.end))
                .and_then(|noun| self.context.referent(*noun.heads.first()?));
            let mut cue = Cue {
                speaker,
                cue: chunks.elements[at].span,
                on_behalf_of,
                addressees,
                start,
                end: last.span.end(),
                quote: None,
                is_short: !is_marked && !is_proposal(at) && chunks.has(at, Role::Pivot),
            };
            if chunks.mark(next) == Some(Mark::OpenQuote) {
                if self.is_speech(cue.start, next == at + 1 && chunks.has(at, Role::Plain)) {
                    cue.quote = Some(cue.start);
                } else if next == at + 1 && chunks.has(at, Role::Plain) {
                    continue;
                }
            }
            // What was quoted after a person's words is that person's too, unless the other says no more than it.
            let is_apart = |quoted: &Span| quoted.start() < chunks.elements[0].span.start();
            let is_others =
                || self.is_going_on(i) && self.speaker_before(i).is_some_and(|before| before != cue.speaker);
            if let Some(quoted) = quoted.filter(|quoted| is_stop || !is_apart(quoted) || !is_others()) {
                said.quoted = Some(quoted).filter(is_apart);
                self.push(&cue, quoted, &mut speech.statements);
            }
            if is_proposal(at) {
                if !said.cues.is_empty() && chunks.clauses[clause].subject == Subject::Omitted {
                    continue;
                }
                // What is put forward stands in the next sentences.
                cue.start = first.filter(|_| is_stop).map_or(cue.start, |first| first.span.end());
            } else if is_stop {
                continue;
            }
            if let Some(before) = said.cues.last_mut() {
                // What was said before this cue ends at the clause that holds it; a cue at its very start is part of it.
                let start = chunks.elements[elements.start].span.start();
                let is_own = chunks.clauses[clause].subject == Subject::Omitted;
                if start <= before.start || (chunks.has(at, Role::Clausal) && (is_own || cue.speaker != before.speaker))
                {
                    continue;
                }
                before.end = before.end.min(start);
            }
            said.cues.push(cue);
        }
        said
    }

    /// States that the speakers of a cue say what stands in a span.
    fn push(&self, cue: &Cue, span: Span, statements: &mut Vec<Statement>) {
        let span = trim(self.context, span);
        if self.context.text.get(span).chars().count() >= SHORTEST {
            let of = |speaker: &ReferentId| Statement {
                speaker: *speaker,
                span,
                cue: cue.cue,
                on_behalf_of: cue.on_behalf_of,
                addressees: cue.addressees.clone(),
                source: None,
            };
            statements.extend(cue.speaker.referents.iter().map(of));
        }
    }

    /// Who speaks: all of joined names of one kind, or else the last. Of two of whom a clause before says something, as that they
    /// met, it is the first who tells of it.
    fn speaker(&self, chunks: &Chunks<'_>, noun: &Noun, is_own: bool) -> Option<Speaker> {
        let kind = self.context.kind(*noun.heads.last()?);
        let is_speaker = matches!(kind, Kind::Person | Kind::Organization | Kind::Country);
        let is_alike = noun.heads.iter().all(|head| self.context.kind(*head) == kind);
        let is_pair = noun.heads.len() == 2 && (noun.first..noun.end).any(|i| chunks.has(i, Role::With));
        let heads = match noun.heads[..] {
            [ref first, _] if is_pair && !is_own => std::slice::from_ref(first),
            [.., ref last] if !is_alike => std::slice::from_ref(last),
            ref all => all,
        };
        let mut referents: Vec<ReferentId> = heads.iter().filter_map(|head| self.context.referent(*head)).collect();
        referents.dedup();
        let is_person = kind == Kind::Person || noun.is_representative;
        (is_speaker && !referents.is_empty()).then_some(Speaker { referents, is_person })
    }

    /// To whom what a cue opens is said: whom a preposition before it governs, or who is told right behind it.
    fn addressees(&self, chunks: &Chunks<'_>, start: usize, cue: usize, told: Option<usize>) -> Vec<ReferentId> {
        // A noun behind the name would be what the words are about: `on A's deeds`.
        let is_between = |i: usize| {
            let element = &chunks.elements[i];
            element.what == What::Date || matches!(element.pos, Pos::Adverb | Pos::Time | Pos::Function)
        };
        let governed = (start..cue).filter(|i| chunks.has(*i, Role::To)).filter_map(|i| chunks.noun_after(i, cue));
        let governed = governed.filter(|noun| (noun.end..cue).all(is_between));
        let told = chunks.nouns.iter().filter(|noun| noun.first == cue + 1 && Some(noun.end) == told);
        let is_agent =
            |head: &usize| matches!(self.context.kind(*head), Kind::Person | Kind::Organization | Kind::Country);
        let heads = governed.chain(told).flat_map(|noun| noun.heads.iter().copied()).filter(is_agent);
        let mut addressees: Vec<ReferentId> = heads.filter_map(|head| self.context.referent(head)).collect();
        addressees.dedup();
        addressees
    }

    /// Who speaks by a text of theirs that is the subject: `the statement of the court says`, `the statement A issued says`, and
    /// `the statement says` where it was said before who made one.
    fn voice(&self, i: usize, start: usize, cue: usize) -> Option<Speaker> {
        let chunks = &self.chunks[i];
        // `the view of A: “…”`; before a comma it may be what the sentence is about.
        let is_quoted = matches!(chunks.mark(cue + 1), Some(Mark::Colon | Mark::OpenQuote));
        let is_text = cue > start
            && (is_quoted || [Role::Plain, Role::Clausal, Role::Pivot].iter().all(|role| !chunks.has(cue, *role)));
        let is_voice = |i: &usize| {
            chunks.has(*i, Role::Voice) && *i < cue || (*i == cue && is_text && chunks.has(cue - 1, Role::De))
        };
        let voice = (start..=cue).rev().find(is_voice)?;
        let of = owned(chunks, start, voice);
        let before = of.unwrap_or(voice);
        let is_whose = |noun: &&Noun| {
            let is_made = |i: usize| {
                let element = &chunks.elements[i];
                element.what == What::Date || matches!(element.pos, Pos::Verb | Pos::Adverb | Pos::Time)
            };
            noun.first >= start && noun.end <= before && (noun.end..before).all(|i| of.is_some() && is_made(i))
        };
        let noun = chunks.modifiers.iter().chain(&chunks.nouns).filter(is_whose).max_by_key(|noun| noun.end);
        let owner = noun.map(|noun| noun.heads[0]);
        let owner = owner.or_else(|| before.checked_sub(1).filter(|i| *i >= start).and_then(|i| chunks.mention(i)));
        let is_text = chunks.has(voice, Role::Voice) && !chunks.has(voice, Role::Reports);
        let owner = owner.or_else(|| self.issuer(i, voice).filter(|_| is_text))?;
        let is_speaker = matches!(self.context.kind(owner), Kind::Person | Kind::Organization | Kind::Country);
        let referents = vec![self.context.referent(owner).filter(|_| is_speaker)?];
        Some(Speaker { referents, is_person: false })
    }

    /// Who made the text that the word at an element of sentence `i` stands for: whom the last clause before it is about that speaks of
    /// such a text.
    fn issuer(&self, i: usize, voice: usize) -> Option<usize> {
        let form = self.chunks[i].words(voice);
        let at = self.chunks[i].elements[voice].span;
        (0..=i).rev().find_map(|j| {
            let chunks = &self.chunks[j];
            let is_it = |k: &usize| chunks.elements[*k].span < at && chunks.words(*k).contains(form);
            let spoken_of = (0..chunks.elements.len()).rev().find(is_it)?;
            let clause = chunks.clause_of(spoken_of)?;
            let topic = *topics(chunks)[clause].last()?;
            let noun = Some(&chunks.nouns[topic]).filter(|noun| noun.end <= spoken_of)?;
            noun.heads.first().copied()
        })
    }

    /// Who spoke last in the line, for a sentence that goes on without a subject.
    fn speaker_before(&self, i: usize) -> Option<Speaker> {
        let line = self.sentences.sentences[i].line;
        let same_line = (0..i).rev().take_while(|j| self.sentences.sentences[*j].line == line);
        let mut last = same_line.map(|j| &self.said[j]).take_while(|said| !said.is_unnamed);
        last.find_map(|said| said.cues.last()).map(|cue| cue.speaker.clone())
    }

    /// Whether the quotation opened at a byte is something said, and no name in quotation marks: the clause ends with it. Right after a
    /// word that names may follow too, it must also be more than one clause.
    fn is_speech(&self, open: u32, may_be_name: bool) -> bool {
        let text = self.context.text.as_str();
        let Some(close) = closing_quote(text, open) else { return true };
        let next = text[close as usize..].chars().next();
        let quoted = &text[open as usize..close as usize];
        let is_sentence = quoted.chars().nth_back(1).and_then(mark) == Some(Mark::Stop);
        let is_divided = || quoted.chars().filter_map(mark).any(|mark| matches!(mark, Mark::Comma | Mark::Stop));
        let is_long = quoted.chars().count() >= SHORTEST + 2 && (!may_be_name || is_divided());
        is_sentence || (is_long && next.is_none_or(|c| c.is_whitespace() || mark(c).is_some()))
    }

    /// Whether a sentence is asked or goes on with what a person says, so that what a country or somebody addressed by a title says in
    /// it without a mark is part of that.
    fn is_within(&self, i: usize, noun: &Noun) -> bool {
        let chunks = &self.chunks[i];
        let is_side = self.context.kind(noun.heads[0]) == Kind::Country && !noun.is_representative;
        let is_asked = || self.context.text.get(self.sentences.sentences[i].span).ends_with(asks);
        is_side && self.is_question[i] && is_asked() || (is_side || is_addressed(chunks, noun)) && self.is_going_on(i)
    }

    /// Whether what a person says goes on as far as the sentence before `i`.
    fn is_going_on(&self, i: usize) -> bool {
        let all = &self.sentences.sentences;
        let same_line = (0..i).rev().take_while(|j| all[*j].line == all[i].line);
        let opening = same_line.take_while(|j| !self.is_question[*j]).find(|j| !self.said[*j].cues.is_empty());
        opening.is_some_and(|opening| {
            let is_person = |cue: &Cue| cue.speaker.is_person && cue.quote.is_none() && !cue.is_short;
            self.said[opening].cues.last().is_some_and(is_person) && (opening + 1..i).all(|j| !self.is_other(j))
        })
    }

    /// Whether a span stands within the quotation of a cue.
    fn is_quoted(&self, cue: &Cue, span: Span) -> bool {
        cue.quote
            .and_then(|open| closing_quote(self.context.text.as_str(), open))
            .is_some_and(|close| cue.start <= span.start() && span.end() <= close)
    }

    /// The quotation that ends right before the clause that starts at an element, unless a cue before it opens it.
    fn quotation_before(&self, i: usize, start: usize, said: &Said) -> Option<Span> {
        let chunks = &self.chunks[i];
        let before = match start.checked_sub(1) {
            // A comma within the quotation has ended the clause: the closing mark is the first of the next.
            _ if chunks.mark(start) == Some(Mark::CloseQuote) => Some(Some(start)),
            Some(j) if chunks.mark(j) == Some(Mark::Comma) => Some(j.checked_sub(1)),
            before => before.map(Some),
        };
        let close = match before {
            Some(before) => chunks.elements[before?].span,
            None => {
                let all = &self.sentences.sentences;
                let before = i.checked_sub(1).filter(|j| all[*j].line == all[i].line)?;
                self.chunks[before].elements.last()?.span
            }
        };
        let text = self.context.text.as_str();
        (text[close.range()].chars().next_back().and_then(mark) == Some(Mark::CloseQuote)).then_some(())?;
        let open = opening_quote(text, close.end())?;
        let quoted = Span::new(open, close.end());
        let is_opened = |cue: &Cue| cue.start <= open && open < cue.end;
        let is_told = said.cues.iter().any(is_opened)
            || self.said.iter().rev().take(2).flat_map(|said| &said.cues).any(|cue| cue.quote == Some(open));
        // A name in quotation marks is no speech.
        (!is_told && text[quoted.range()].chars().count() >= SHORTEST + 2).then_some(quoted)
    }

    /// Where the passage of the last cue of sentence `i` ends: with the quotation, or with the sentences of the same line that go on
    /// with it. A body's words end with the sentence; a person's go on until somebody else is spoken of.
    fn passage_end(&self, i: usize, cue: &Cue) -> u32 {
        let all = &self.sentences.sentences;
        let text = self.context.text.as_str();
        if let Some(mut close) = cue.quote.and_then(|open| closing_quote(text, open)) {
            // `“A”, “B”`: all of it is said.
            while let Some(next) = next_quote(text, close).filter(|_| close < cue.end) {
                close = next;
            }
            return close;
        }
        let mut end = cue.end;
        if !cue.speaker.is_person || cue.is_short || self.is_question[i] {
            return end;
        }
        for j in (i + 1..all.len()).take_while(|j| all[*j].line == all[i].line) {
            let mut after = self.said[j + 1..].iter().take(MOST_SENTENCES);
            if self.is_other(j) || after.any(|said| said.quoted.is_some_and(|quoted| quoted.overlaps(all[j].span))) {
                break;
            }
            end = all[j].span.end();
        }
        end
    }

    /// Whether a sentence no longer belongs to what was said before it.
    fn is_other(&self, j: usize) -> bool {
        let (chunks, said) = (&self.chunks[j], &self.said[j]);
        let speakers = || self.said.iter().flat_map(|said| &said.cues).flat_map(|cue| &cue.speaker.referents);
        let is_speaker = |head: &usize| {
            let referent = self.context.referent(*head);
            self.context.kind(*head) == Kind::Person && speakers().any(|speaker| Some(*speaker) == referent)
        };
        // Who is introduced with a post before the name is spoken of by the article.
        let is_introduced = |noun: &Noun| {
            self.context.kind(noun.heads[0]) == Kind::Person
                && chunks.kind(noun.first) != Some(Kind::Person)
                && !chunks.has(noun.first, Role::He)
        };
        let about_other = chunks.clauses.first().is_some_and(|clause| match clause.subject {
            Subject::Noun(noun) => {
                let noun = &chunks.nouns[noun];
                is_introduced(noun) || (noun.heads.iter().any(is_speaker) && !is_addressed(chunks, noun))
            }
            _ => false,
        });
        // A day, an aside and the words that go on with the report open what the article says itself.
        let opens_report = chunks.elements.first().is_some_and(|first| match first.what {
            What::Date => self.is_day(first.span),
            What::Mark(mark) => mark == Mark::OpenAside,
            What::Word | What::Mention(_) => {
                let is_both = chunks.has_role(0, Role::Both) || chunks.has_role(0, Role::BothPeople);
                chunks.has_role(0, Role::Report) || is_both && chunks.has_role(1, Role::Report)
            }
        });
        !said.cues.is_empty() || said.is_unnamed || about_other || opens_report
    }

    /// Whether the date at a span names a day.
    fn is_day(&self, span: Span) -> bool {
        let date = self.context.mentions.dates.iter().find(|date| date.span == span);
        date.is_some_and(|date| date.date.day.is_some())
    }
}

/// The particle before the word for a text and what describes it: `A's important instructions`.
fn owned(chunks: &Chunks<'_>, start: usize, voice: usize) -> Option<usize> {
    let before = (start..voice).rev().find(|i| chunks.elements[*i].pos != Pos::Adjective)?;
    chunks.has(before, Role::De).then_some(before)
}

/// Whether a text is the subject of the clause that starts at an element and has a cue at another: nothing before it says who does
/// something with it.
fn is_voiced(chunks: &Chunks<'_>, start: usize, cue: usize) -> bool {
    let voice = (start..cue).find(|i| chunks.has(*i, Role::Voice));
    voice.is_some_and(|voice| {
        let of = owned(chunks, start, voice).is_some();
        let does = |i: usize| chunks.mention(i).is_some() || chunks.elements[i].pos == Pos::Verb;
        (of || !(start..voice).any(does)) && !(voice + 1..cue).any(does)
    })
}

/// Whom the words before a cue name, where they go on from the noun that its clause is about: `the head B of A's delegation says`. None
/// where they end in a noun that has no name, or one that nobody recognised.
fn nearest<'c>(chunks: &'c Chunks<'_>, noun: &'c Noun, cue: usize) -> Option<&'c Noun> {
    let is_person = |noun: &Noun| !noun.is_representative && chunks.is_speaker(noun);
    let is_nominal = |pos: Pos| pos.is_name() || matches!(pos, Pos::Noun | Pos::Other);
    let describes = |i: usize| {
        let (pos, roles) = (chunks.elements[i].pos, chunks.roles(i));
        let is_listed = chunks.joins(i + 1) || i.checked_sub(1).is_some_and(|before| chunks.joins(before));
        is_listed && !roles.is_preposition()
            || [Role::Former, Role::Resident, Role::Describing].iter().any(|role| roles.has(*role))
            || (is_nominal(pos) || matches!(pos, Pos::Adjective | Pos::Gerund))
                && (roles.is_common() || roles.has(Role::Side))
                && !chunks.is_trigger(i)
    };
    let is_part = |i: usize| match chunks.elements[i].what {
        What::Word => chunks.joins(i) || describes(i),
        What::Mention(_) => true,
        What::Mark(mark) => matches!(mark, Mark::Pause | Mark::OpenTitle),
        What::Date => false,
    };
    let runs_to = |from: usize, to: usize| {
        let is_relative = from < to && chunks.joins(from) && chunks.has(to - 1, Role::De);
        is_relative || (from..to).all(is_part)
    };
    let is_adverbial = |i: usize| {
        let element = &chunks.elements[i];
        element.what == What::Date || matches!(element.pos, Pos::Adverb | Pos::Time)
    };
    let mut noun = noun;
    let mut end = noun.end;
    while !is_person(noun)
        && let Some(next) = chunks.nouns.iter().find(|next| next.first >= end && next.end <= cue)
        && runs_to(end, next.first)
    {
        end = next.end;
        // Where an envoy is does not speak.
        let is_abroad = !is_person(next) && next.first > noun.end && chunks.has(next.first - 1, Role::Resident);
        if !is_abroad && (chunks.is_speaker(next) || (end..cue).all(is_adverbial)) {
            noun = next;
        }
    }
    let rest = (noun.end..cue).take_while(|i| is_part(*i)).last().filter(|_| !is_person(noun));
    // Who holds a post of a body speaks for it: `the official in charge at A`.
    let is_state = chunks.mentions.mentions[noun.heads[0]].kind == Kind::Country;
    let is_holder = |i: usize| !is_state && chunks.word(i).is_some_and(|word| word.post.is_some());
    let is_unknown =
        |i: usize| chunks.elements[i].what == What::Word && is_nominal(chunks.elements[i].pos) && !is_holder(i);
    (!rest.is_some_and(is_unknown)).then_some(noun)
}

/// Whether a person is named with a title behind the name, as one speaks of who is present.
fn is_addressed(chunks: &Chunks<'_>, noun: &Noun) -> bool {
    noun.heads.len() == 1
        && chunks.kind(noun.first) == Some(Kind::Person)
        && (noun.first + 1..noun.end).any(|i| chunks.kind(i) == Some(Kind::Post))
}

/// Whether a clause without a cue introduces a quotation, the element being its last: `A was moved: “…”`.
fn is_introduction(chunks: &Chunks<'_>, at: usize) -> bool {
    chunks.mark(at).is_none()
        && !chunks.is_cue(at)
        && chunks.mark(at + 1) == Some(Mark::Colon)
        && chunks.mark(at + 2) == Some(Mark::OpenQuote)
}

/// Whether a word before the cue says that it was not said, or is yet to be.
fn is_unsaid(chunks: &Chunks<'_>, cue: usize) -> bool {
    let said_not = [Role::Denied, Role::Whether, Role::Planned, Role::By];
    // The second of joined nouns is no verb.
    cue.checked_sub(1).is_some_and(|before| {
        said_not.iter().any(|role| chunks.has(before, *role))
            // `can speak a language`
            || (chunks.has(before, Role::Wished) && chunks.mark(cue + 1).is_none())
            || chunks.mark(before) == Some(Mark::Pause)
            // What a quoted word means.
            || (chunks.mark(before) == Some(Mark::CloseQuote) && !chunks.nouns.iter().any(|noun| noun.end == cue))
            || (chunks.has(before, Role::And) && chunks.has(before, Role::With))
    })
}

/// Whether the cue is a noun here: what the words before it describe or govern, as in `guides the expectations of consumers`.
fn is_noun(chunks: &Chunks<'_>, cue: usize, start: usize, topic: Option<&Noun>) -> bool {
    let is_demand = chunks.has(cue, Role::Pivot);
    let may_be_noun = (chunks.has(cue, Role::Plain) || chunks.has(cue, Role::Clausal))
        && matches!(chunks.elements[cue].pos, Pos::Noun | Pos::Gerund)
        && chunks.words(cue).chars().nth(1).is_some();
    let is_verb = |i: usize| {
        chunks.elements[i].what == What::Word
            && matches!(chunks.elements[i].pos, Pos::Verb | Pos::Adjective | Pos::Gerund)
            && !chunks.has(i, Role::Aspect)
    };
    let is_told =
        (start..cue).any(|i| chunks.has(i, Role::To) && chunks.noun_after(i, cue).is_some_and(|noun| noun.end == cue));
    let is_topic = |i: usize| topic.is_some_and(|noun| noun.first <= i && i < noun.end);
    let Some(before) = cue.checked_sub(1).filter(|before| *before >= start) else { return false };
    // `puts forward thirteen demands`.
    let is_aside = chunks.mark(cue + 1) == Some(Mark::Comma);
    let is_counted = is_aside && chunks.has(cue, Role::Wished) && chunks.elements[before].pos == Pos::Number;
    let is_governed =
        is_counted || !chunks.has(before, Role::Voice) && (is_verb(before) || chunks.is_plain_noun(before));
    let is_fulfilled =
        is_aside && topic.is_some_and(|noun| (start..noun.first).any(|i| is_verb(i) && chunks.word(i).is_none()));
    // `makes a strong reply`
    let is_carried = || {
        let is_phrase = |i: &usize| {
            let describes = matches!(chunks.elements[*i].pos, Pos::Adjective | Pos::Noun | Pos::Number);
            chunks.elements[*i].what == What::Word
                && (describes || chunks.has(*i, Role::De))
                && !chunks.has(*i, Role::Voice)
        };
        let light = (start..cue).rev().find(|i| !is_phrase(i));
        light.is_some_and(|light| chunks.has(light, Role::Light))
    };
    let is_plain = chunks.has(cue, Role::Plain) || chunks.has(cue, Role::Clausal);
    is_plain && is_carried()
        || (may_be_noun || is_demand) && is_governed
        || is_demand && (is_fulfilled || (chunks.mention(before).is_some() && !is_topic(before) && !is_told))
}

/// One past the mark that closes the quotation opened at byte `open`, nested ones skipped. In a quotation of several paragraphs each
/// opens with a mark, and only the last closes.
fn closing_quote(text: &str, open: u32) -> Option<u32> {
    let mut depth = 0;
    let mut n_lines = 0;
    let mut at_start = false;
    for (i, c) in text[open as usize..].char_indices() {
        match mark(c) {
            Some(Mark::OpenQuote) if !(at_start && depth > 0) => depth += 1,
            Some(Mark::CloseQuote) => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return Some(open + offset(i + c.len_utf8()));
        }
        if c == '\n' {
            n_lines += 1;
            at_start = true;
        } else if !c.is_whitespace() {
            // A line that does not open with a mark is a paragraph of the quotation only if it ends it.
            let rest = || text[open as usize + i..].lines().next().unwrap_or_default();
            let goes_on = |c: char| mark(c) == Some(Mark::OpenQuote) || closes(rest());
            if at_start && !goes_on(c) || n_lines == MOST_LINES {
                return None;
            }
            at_start = false;
        }
    }
    None
}

/// Whether the first quotation mark of a line closes.
fn closes(line: &str) -> bool {
    let is_quote = |mark: &Mark| matches!(mark, Mark::OpenQuote | Mark::CloseQuote);
    line.chars().filter_map(mark).find(is_quote) == Some(Mark::CloseQuote)
}

/// The byte of the mark that opens the quotation closed right before byte `end`, within its line.
fn opening_quote(text: &str, end: u32) -> Option<u32> {
    let mut depth = 0;
    for (i, c) in text[..end as usize].char_indices().rev().take_while(|(_, c)| *c != '\n') {
        match mark(c) {
            Some(Mark::CloseQuote) => depth += 1,
            Some(Mark::OpenQuote) => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return Some(offset(i));
        }
    }
    None
}

/// One past the quotation that follows another at once, or after a comma.
fn next_quote(text: &str, close: u32) -> Option<u32> {
    let rest = &text[close as usize..];
    let after = rest.trim_start_matches(|c: char| mark(c) == Some(Mark::Comma));
    let open = close + offset(rest.len() - after.len());
    (after.chars().next().and_then(mark) == Some(Mark::OpenQuote)).then(|| closing_quote(text, open))?
}

/// A passage without the marks around it: the quotation marks only where they hold all of it.
pub(super) fn trim(context: &Context<'_>, span: Span) -> Span {
    let is_edge = |c: char| c.is_whitespace() || matches!(mark(c), Some(Mark::Comma | Mark::Colon));
    let words = context.text.get(span);
    let kept = words.trim_start_matches(is_edge);
    let start = span.start() + offset(words.len() - kept.len());
    let end = start + offset(kept.trim_end_matches(is_edge).len());
    let text = &context.text.as_str()[..end as usize];
    let quote = |at: Option<char>, expected: Mark| at.filter(|c| mark(*c) == Some(expected)).map_or(0, char::len_utf8);
    let open = quote(text[start as usize..].chars().next(), Mark::OpenQuote);
    if open > 0 && closing_quote(text, start).is_none_or(|close| close == end) {
        let close = quote(text.chars().next_back(), Mark::CloseQuote);
        return Span::new(start + offset(open), end - offset(close));
    }
    // The end of a quotation that opened in a line before.
    let close = quote(text.chars().next_back(), Mark::CloseQuote);
    let is_open = || opening_quote(text, offset(text.len())).is_some_and(|open| open >= start);
    if close > 0 && !is_open() {
        return Span::new(start, end - offset(close));
    }
    Span::new(start, end)
}
