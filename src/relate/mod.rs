//! Rules become claims: what the sentences state about the referents.
//!
//! Each sentence is cut into chunks once; then the frames that its words trigger are tried, and the analyses that are
//! no frames are run: posts, nesting of names, speech.

use std::collections::{BTreeMap, BTreeSet, btree_map};

use crate::article::PartialDate;
use crate::ontology::Ontology;
use crate::ontology::class::{Kind, KindSet, PropertyId};
use crate::ontology::lexicon::{Entry, Role};
use crate::ontology::rule::{How, RuleId};
use crate::punctuation::Mark;
use crate::reading::Modality;
use crate::recognise::Mentions;
use crate::resolve::{ReferentId, Referents};
use crate::segment::{Sentence, Sentences};
use crate::text::{Span, Text};

mod element;
mod argument;
mod chunk;
mod clause;
mod family;
mod frame;
mod geography;
mod nesting;
mod post;
mod period;
mod reference;
mod source;
mod speech;
mod turn;
mod attribution;
mod verb;

use chunk::{Chunks, Subject};

/// The object of a claim.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Object {
    /// Another referent.
    Referent(ReferentId),
    /// A text.
    Text(String),
}

/// A fact that a rule found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claim {
    /// Whom it is about.
    pub subject: ReferentId,
    /// What is stated.
    pub property: PropertyId,
    /// Of whom or what.
    pub object: Object,
    /// Whether it happened.
    pub modality: Modality,
    /// Who says so, where the article does not say it itself.
    pub attributed_to: Option<Voice>,
    /// From whom the article has it, where it says so.
    pub source: Option<ReferentId>,
    /// When.
    pub date: Option<PartialDate>,
    /// Where.
    pub place: Option<ReferentId>,
    /// The event that it is a part of, by the first byte of a word that reports it: facts with the same one tell of one event.
    pub event: Option<u32>,
    /// Who else has a part in that event: an index into the ontology's roles of events, and who has it.
    pub parts: Vec<(usize, ReferentId)>,
    /// The body or country of a post.
    pub organization: Option<ReferentId>,
    /// Since when and until when the post is or was held, where that is said.
    pub period: Period,
    /// The stretches that say it: where it is said, and the name where it is said by another word.
    pub evidence: Vec<Span>,
    /// The rule that found it.
    pub rule: RuleId,
}

impl Claim {
    /// A fact that the article itself states, of which no more is known.
    fn new(subject: ReferentId, property: PropertyId, object: Object, evidence: Vec<Span>, rule: RuleId) -> Self {
        Claim {
            subject,
            property,
            object,
            modality: Modality::Actual,
            attributed_to: None,
            source: None,
            date: None,
            place: None,
            event: None,
            parts: Vec::new(),
            organization: None,
            period: Period::default(),
            evidence,
            rule,
        }
    }
}

impl Period {
    /// Whether it is over on a day, as far as both are known.
    fn is_over(self, day: PartialDate) -> bool {
        self.until.is_some_and(|until| until.is_before(day))
    }
}

/// A stretch of time of which one end or both may be unknown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Period {
    /// When it begins.
    pub from: Option<PartialDate>,
    /// When it ends.
    pub until: Option<PartialDate>,
}

/// Whose words something is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Voice {
    /// Somebody whom the article names.
    Of(ReferentId),
    /// Somebody without a name.
    Somebody,
}

/// A stretch that holds somebody's words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Words {
    span: Span,
    voice: Voice,
    /// Whether they are put to somebody else as a question.
    is_question: bool,
}

impl Words {
    fn of(span: Span, voice: Voice) -> Self {
        Words { span, voice, is_question: false }
    }
}

/// Something somebody says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statement {
    /// Who.
    pub speaker: ReferentId,
    /// What, without the quotation marks around it.
    pub span: Span,
    /// The word that opens it.
    pub cue: Span,
    /// For whom.
    pub on_behalf_of: Option<ReferentId>,
    /// To whom.
    pub addressees: Vec<ReferentId>,
    /// From whom the article has it, where it says so.
    pub source: Option<ReferentId>,
}

/// What a rule lacked at one of its triggers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Missing {
    /// The trigger is a mark or stands in no clause.
    Clause,
    /// None of the words that the rule needs follows.
    Needed,
    /// A word follows that the rule excludes.
    NothingExcluded,
    /// None of the words that must open the clause does.
    Opening,
    /// Something follows where nothing may.
    End,
    /// No verb whose noun the trigger is stands before it.
    Light,
    /// The trigger is no verb here, but a noun or a part of one.
    Verb,
    /// The clause asks and does not assert.
    Assertion,
    /// A subject that is one of these.
    Subject(KindSet),
    /// An object that is one of these.
    Object(KindSet),
    /// Both subject and object.
    Both,
    /// A day.
    Date,
    /// An object that is not the subject too.
    Another,
}

/// A rule that was tried at one of its triggers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tried {
    /// Where the trigger stands.
    pub trigger: Span,
    /// The rule.
    pub rule: RuleId,
    /// Why it found nothing; none where it did.
    pub missing: Option<Missing>,
}

/// A sentence as the rules see it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outline {
    /// Its names that play a role of their own, each with what belongs to it.
    pub nouns: Vec<Span>,
    /// Its clauses, each with its subject if that has a name.
    pub clauses: Vec<(Span, Option<Span>)>,
}

/// What an article states.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Claims {
    /// Facts, in the order of their evidence.
    pub claims: Vec<Claim>,
    /// Statements, in the order of the text.
    pub statements: Vec<Statement>,
    /// The rules that were tried, in the order of the text.
    pub tried: Vec<Tried>,
    /// How many clauses were analysed: each sentence is read once, so twice the text makes twice the clauses and frames tried.
    pub n_clauses: usize,
}

/// What all analyses of an article look at.
struct Context<'a> {
    text: &'a Text,
    mentions: &'a Mentions,
    referents: &'a Referents,
    ontology: &'a Ontology,
    /// What is printed of people and countries.
    countries: post::Countries,
    statements: Vec<Statement>,
    /// The mentions of events that the article only speaks of: that the lead does, or that something else is remembered by.
    spoken_of: BTreeSet<usize>,
    /// When the article was published, as far as known.
    published: Option<PartialDate>,
    /// All that is somebody's words, named or not.
    words: Vec<Words>,
    /// What the article has from others, and from whom.
    sources: Vec<(Span, ReferentId)>,
    /// One past the headline.
    headline: u32,
    /// One past the first sentence after the headline.
    lead: u32,
}

impl<'a> Context<'a> {
    fn kind(&self, mention: usize) -> Kind {
        self.mentions.mentions[mention].kind
    }

    fn span(&self, mention: usize) -> Span {
        self.mentions.mentions[mention].span
    }

    fn referent(&self, mention: usize) -> Option<ReferentId> {
        self.referents.of_mention[mention]
    }

    /// What the knowledge base has of a referent.
    fn entry(&self, id: ReferentId) -> Option<&'a Entry> {
        self.referents.get(id).entry.map(|entry| self.ontology.lexicon.entry(entry))
    }

    /// Whose words stand at a byte: of words within words, those of the innermost; none where the article says it itself.
    fn voice_at(&self, at: u32) -> Option<Voice> {
        let holds = |words: &&Words| words.span.start() <= at && at < words.span.end();
        self.words.iter().filter(holds).max_by_key(|words| words.span.start()).map(|words| words.voice)
    }

    /// From whom the article has what stands at a byte.
    fn source_at(&self, at: u32) -> Option<ReferentId> {
        let source = self.sources.iter().find(|(span, _)| span.start() <= at && at < span.end());
        source.map(|(_, source)| *source)
    }

    /// The rules whose analysis is the function of this name.
    fn function(&self, name: &str) -> Option<(RuleId, &[PropertyId])> {
        let is = |how: &How| matches!(how, How::Function(function) if function == name);
        let at = self.ontology.rules.iter().position(|rule| is(&rule.how))?;
        Some((RuleId(u16::try_from(at).ok()?), &self.ontology.rules[at].asserts))
    }
}

/// Finds what the sentences of an article state; nothing where it may not go on, which is asked before each of them, in each of
/// the passes.
pub fn relate(
    text: &Text,
    sentences: &Sentences,
    mentions: &Mentions,
    referents: &Referents,
    ontology: &Ontology,
    published: Option<PartialDate>,
    may_go_on: &dyn Fn() -> bool,
) -> Option<Claims> {
    let holders = reference::holders(text, mentions, referents);
    let chunks = reference::chunk_all(text, sentences, mentions, referents, &holders, &ontology.lexicon, may_go_on)?;
    let countries = post::countries(&chunks, mentions, referents);
    let is_headline = |sentence: &&Sentence| sentence.line == 0 && sentences.sentences.last() != Some(sentence);
    let headline = sentences.sentences.iter().take_while(is_headline).last().map_or(0, |sentence| sentence.span.end());
    let lead = sentences.sentences.iter().find(|sentence| sentence.span.start() >= headline);
    let lead = lead.map_or(headline, |sentence| sentence.span.end());
    let of_lead = chunks.iter().filter(|chunks| chunks.elements.first().is_some_and(|first| first.span.start() < lead));
    let spoken_of = of_lead.flat_map(Chunks::spoken_of).chain(chunks.iter().flat_map(Chunks::remembered)).collect();
    let mut context = Context {
        text,
        mentions,
        referents,
        ontology,
        countries,
        statements: Vec::new(),
        words: Vec::new(),
        sources: Vec::new(),
        spoken_of,
        published,
        headline,
        lead,
    };
    let speech::Speech { statements, words, sources } = speech::speech(&chunks, sentences, &context, may_go_on)?;
    (context.statements, context.words, context.sources) = (statements, words, sources);

    let (mut claims, mut tried, mut occasions) = (Vec::new(), Vec::new(), Vec::new());
    for chunks in &chunks {
        may_go_on().then_some(())?;
        post::claims(chunks, &context, &mut claims);
        nesting::claims(chunks, &context, &mut claims);
        family::claims(chunks, &context, &mut claims);
        frame::claims(chunks, &context, &mut occasions, &mut claims, &mut tried);
    }
    geography::claims(&context, &mut claims);
    attribution::attribute(&mut claims, &context);
    let Context { statements, .. } = context;
    let n_clauses = chunks.iter().map(|chunks| chunks.clauses.len()).sum();
    Some(Claims { claims: distinct(claims), statements, tried, n_clauses })
}

/// The sentences of an article as the rules see them.
pub fn outline(
    text: &Text,
    sentences: &Sentences,
    mentions: &Mentions,
    referents: &Referents,
    ontology: &Ontology,
) -> Vec<Outline> {
    let holders = reference::holders(text, mentions, referents);
    let chunks = reference::chunk_all(text, sentences, mentions, referents, &holders, &ontology.lexicon, &|| true)
        .expect("nothing stops it");
    let outline = |chunks: &Chunks<'_>| {
        let span = |from: usize, to: usize| chunks.elements[from].span.cover(chunks.elements[to - 1].span);
        let noun = |noun: &chunk::Noun| span(noun.first, noun.end);
        let clause = |clause: &chunk::Clause| {
            let subject = match clause.subject {
                Subject::Noun(subject) => Some(noun(&chunks.nouns[subject])),
                Subject::Unnamed | Subject::Omitted => None,
            };
            (span(clause.elements.start, clause.elements.end), subject)
        };
        Outline { nouns: chunks.nouns.iter().map(noun).collect(), clauses: chunks.clauses.iter().map(clause).collect() }
    };
    chunks.iter().map(outline).collect()
}

/// Merges claims that say the same: the evidence of all, the rule of the first.
fn distinct(claims: Vec<Claim>) -> Vec<Claim> {
    let mut merged: Vec<Claim> = Vec::new();
    // The event that each is one with, an earlier one.
    let mut same: BTreeMap<u32, u32> = BTreeMap::new();
    let mut index = BTreeMap::new();
    for mut claim in claims {
        let key = (claim.subject, claim.property, claim.object.clone(), claim.modality, claim.attributed_to);
        match index.entry(key) {
            btree_map::Entry::Vacant(entry) => {
                entry.insert(merged.len());
                merged.push(claim);
            }
            btree_map::Entry::Occupied(entry) => {
                let first: &mut Claim = &mut merged[*entry.get()];
                first.evidence.append(&mut claim.evidence);
                first.date = first.date.or(claim.date);
                first.place = first.place.or(claim.place);
                first.organization = first.organization.or(claim.organization);
                // The ends of two terms of one post make no third one.
                if first.period == Period::default() {
                    first.period = claim.period;
                }
                first.parts.append(&mut claim.parts);
                // What the article also says without a source, it has from nobody.
                first.source = first.source.filter(|_| claim.source.is_some());
                match (first.event, claim.event) {
                    (Some(event), Some(other)) => {
                        let (event, other) = (first_of(&same, event), first_of(&same, other));
                        if event != other {
                            same.insert(event.max(other), event.min(other));
                        }
                    }
                    (None, Some(_)) => first.event = claim.event,
                    _ => {}
                }
            }
        }
    }
    for claim in &mut merged {
        // A fact that is reported twice makes one event of both reports.
        claim.event = claim.event.map(|event| first_of(&same, event));
        claim.parts.sort_unstable();
        claim.parts.dedup();
        claim.evidence.sort_unstable();
        claim.evidence.dedup();
    }
    merged.sort_by(|a, b| a.evidence.cmp(&b.evidence));
    merged
}

/// The first of the events that are one.
fn first_of(same: &BTreeMap<u32, u32>, mut event: u32) -> u32 {
    while let Some(earlier) = same.get(&event) {
        event = *earlier;
    }
    event
}

/// The nouns that each clause of a sentence is about: its own subject, with what only stands in a list before it, or
/// the subject of the clauses before; in clauses that say when, or as what, the subject of the clause after them.
fn topics(chunks: &Chunks<'_>) -> Vec<Vec<usize>> {
    let mut topics: Vec<Vec<usize>> = Vec::with_capacity(chunks.clauses.len());
    let mut topic: Vec<usize> = Vec::new();
    let mut list: Vec<usize> = Vec::new();
    for clause in &chunks.clauses {
        let reports = chunks.has(clause.elements.end - 1, Role::Reports);
        match clause.subject {
            // An outlet that reports is not who the report is about.
            Subject::Noun(noun) if reports && !chunks.is_speaker(&chunks.nouns[noun]) => {
                list.clear();
                topic.clear();
            }
            Subject::Noun(noun) => {
                list.push(noun);
                topic.clone_from(&list);
                let noun = &chunks.nouns[noun];
                // A name before a colon is that of who speaks.
                let is_listed = noun.first == clause.elements.start
                    && noun.end == clause.elements.end
                    && chunks.mark(noun.end) != Some(Mark::Colon);
                if !is_listed {
                    list.clear();
                }
            }
            // A list of names before it shares its verb with those who have none.
            Subject::Unnamed => topic = std::mem::take(&mut list),
            Subject::Omitted => list.clear(),
        }
        topics.push(topic.clone());
    }
    let says_as_what = |clause: &chunk::Clause| {
        let first = chunks.roles(clause.elements.start);
        first.has(Role::Copula) && first.has(Role::Prep) && !first.has(Role::To)
    };
    let says_when = |clause: &chunk::Clause| chunks.has(clause.elements.end - 1, Role::During) || says_as_what(clause);
    let is_said = |clause: &chunk::Clause| chunks.has(clause.elements.end - 1, Role::Cue);
    if let Some(main) = topics.iter().position(|topic| !topic.is_empty())
        && chunks.clauses[..main].last().is_some_and(says_when)
        && !chunks.clauses[..main].iter().any(is_said)
    {
        for i in 0..main {
            topics[i] = topics[main].clone();
        }
    }
    topics
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use crate::article::Article;
    use crate::ontology::Ontology;
    use crate::pipeline::{Extractor, MODEL};

    #[test]
    fn each_sentence_is_read_once_however_long_the_article() {
        let extractor = Extractor::new(Ontology::bundled, MODEL).expect("what is bundled is sound");
        let count = |days: u32| {
            let says = |day| {
                format!("李强{day}日在北京会见德国总理朔尔茨，王毅参加会见。朔尔茨表示，德国支持全球发展倡议。\n")
            };
            let article = Article { id: "days".to_owned(), body: (1..=days).map(says).collect(), ..Article::default() };
            let claims = extractor.analyse(&article).claims;
            let tried: BTreeSet<_> = claims.tried.iter().map(|tried| (tried.trigger, tried.rule)).collect();
            assert_eq!(tried.len(), claims.tried.len(), "a rule is tried once at each of its triggers");
            (claims.n_clauses, claims.tried.len())
        };
        let (n_clauses, n_tried) = count(1);
        assert_eq!(n_clauses, 4);
        assert_eq!(count(20), (20 * n_clauses, 20 * n_tried));
    }
}
