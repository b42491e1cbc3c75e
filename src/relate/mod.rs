//! Rules become claims: what the sentences state about the referents.
//!
//! Each sentence is cut into chunks once; then the frames that its words trigger are tried, and the analyses that are
//! no frames are run: posts, nesting of names, speech.

use std::collections::{BTreeMap, btree_map};

use crate::article::PartialDate;
use crate::ontology::Ontology;
use crate::ontology::class::{Kind, PropertyId};
use crate::ontology::lexicon::{Lexicon, Role};
use crate::ontology::rule::{How, RuleId};
use crate::reading::Modality;
use crate::recognise::Mentions;
use crate::resolve::{ReferentId, Referents};
use crate::segment::Sentences;
use crate::text::{Span, Text};

mod chunk;
mod frame;
mod nesting;
mod post;
mod speech;
mod turn;

use chunk::{Antecedents, Chunks, Subject};

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
    pub attributed_to: Option<ReferentId>,
    /// When.
    pub date: Option<PartialDate>,
    /// Where.
    pub place: Option<ReferentId>,
    /// The body or country of a post.
    pub organization: Option<ReferentId>,
    /// The stretches that say it: where it is said, and the name where it is said by another word.
    pub evidence: Vec<Span>,
    /// The rule that found it.
    pub rule: RuleId,
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
}

/// What an article states.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Claims {
    /// Facts, in the order of their evidence.
    pub claims: Vec<Claim>,
    /// Statements, in the order of the text.
    pub statements: Vec<Statement>,
}

/// What all analyses of an article look at.
struct Context<'a> {
    text: &'a Text,
    mentions: &'a Mentions,
    referents: &'a Referents,
    ontology: &'a Ontology,
    statements: Vec<Statement>,
}

impl Context<'_> {
    fn kind(&self, mention: usize) -> Kind {
        self.mentions.mentions[mention].kind
    }

    fn span(&self, mention: usize) -> Span {
        self.mentions.mentions[mention].span
    }

    fn referent(&self, mention: usize) -> Option<ReferentId> {
        self.referents.of_mention[mention]
    }

    /// Who says what stands at a byte; none where the article says it itself.
    fn speaker_at(&self, at: u32) -> Option<ReferentId> {
        self.statements.iter().find(|s| s.span.start() <= at && at < s.span.end()).map(|s| s.speaker)
    }

    /// The rules whose analysis is the function of this name.
    fn function(&self, name: &str) -> Option<(RuleId, &[PropertyId])> {
        let is = |how: &How| matches!(how, How::Function(function) if function == name);
        let at = self.ontology.rules.iter().position(|rule| is(&rule.how))?;
        Some((RuleId(u16::try_from(at).ok()?), &self.ontology.rules[at].asserts))
    }
}

/// Finds what the sentences of an article state.
pub fn relate(
    text: &Text,
    sentences: &Sentences,
    mentions: &Mentions,
    referents: &Referents,
    ontology: &Ontology,
) -> Claims {
    let holders = holders(text, mentions, referents);
    let chunks = chunk_all(text, sentences, mentions, &holders, &ontology.lexicon);
    let mut context = Context { text, mentions, referents, ontology, statements: Vec::new() };
    context.statements = speech::statements(&chunks, sentences, &context);

    let mut claims = Vec::new();
    for chunks in &chunks {
        post::claims(chunks, &context, &mut claims);
        nesting::claims(chunks, &context, &mut claims);
        frame::claims(chunks, &context, &mut claims);
    }
    let Context { statements, .. } = context;
    Claims { claims: distinct(claims), statements }
}

/// A mention of the person who holds a post, for posts that the article gives to one person only.
fn holders<'a>(text: &'a Text, mentions: &Mentions, referents: &Referents) -> BTreeMap<&'a str, usize> {
    let all = &mentions.mentions;
    let is_person = |i: usize| all.get(i).is_some_and(|m| m.kind == Kind::Person);
    let mut holders: BTreeMap<&str, Option<usize>> = BTreeMap::new();
    for (i, post) in all.iter().enumerate().filter(|(_, mention)| mention.kind == Kind::Post) {
        let beside = [i + 1, i.wrapping_sub(1)].into_iter().find(|j| {
            is_person(*j) && (all[*j].span.start() == post.span.end() || all[*j].span.end() == post.span.start())
        });
        if let Some(person) = beside {
            let holder = holders.entry(text.get(post.span)).or_insert(Some(person));
            if holder.is_some_and(|other| referents.of_mention[other] != referents.of_mention[person]) {
                *holder = None;
            }
        }
    }
    holders.into_iter().filter_map(|(post, holder)| Some((post, holder?))).collect()
}

/// The chunks of all sentences. A pronoun stands for the person that the sentences before were about.
fn chunk_all<'a>(
    text: &'a Text,
    sentences: &Sentences,
    mentions: &'a Mentions,
    holders: &'a BTreeMap<&'a str, usize>,
    lexicon: &'a Lexicon,
) -> Vec<Chunks<'a>> {
    let mut person = None;
    let mut all = Vec::with_capacity(sentences.sentences.len());
    for sentence in &sentences.sentences {
        let antecedents = Antecedents { by_post: holders, person };
        let chunks = Chunks::new(text, sentences, sentence, mentions, lexicon, antecedents);
        let mut subjects = chunks.clauses.iter().filter_map(|clause| match clause.subject {
            Subject::Noun(noun) => {
                chunks.nouns[noun].heads.iter().copied().find(|head| mentions.mentions[*head].kind == Kind::Person)
            }
            Subject::Unnamed | Subject::Omitted => None,
        });
        person = subjects.next_back().or(person);
        all.push(chunks);
    }
    all
}

/// Merges claims that say the same: the evidence of all, the rule of the first.
fn distinct(claims: Vec<Claim>) -> Vec<Claim> {
    let mut merged: Vec<Claim> = Vec::new();
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
            }
        }
    }
    for claim in &mut merged {
        claim.evidence.sort_unstable();
        claim.evidence.dedup();
    }
    merged.sort_by(|a, b| a.evidence.cmp(&b.evidence));
    merged
}

/// The nouns that each clause of a sentence is about: its own subject, with what only stands in a list before it, or
/// the subject of the clauses before; in clauses that say when, the subject of the clause after them.
fn topics(chunks: &Chunks<'_>) -> Vec<Vec<usize>> {
    let mut topics: Vec<Vec<usize>> = Vec::with_capacity(chunks.clauses.len());
    let mut topic: Vec<usize> = Vec::new();
    let mut list: Vec<usize> = Vec::new();
    for clause in &chunks.clauses {
        match clause.subject {
            Subject::Noun(noun) => {
                list.push(noun);
                topic.clone_from(&list);
                let noun = &chunks.nouns[noun];
                if noun.first != clause.elements.start || noun.end != clause.elements.end {
                    list.clear();
                }
            }
            Subject::Unnamed => {
                topic.clear();
                list.clear();
            }
            Subject::Omitted => list.clear(),
        }
        topics.push(topic.clone());
    }
    let says_when = |clause: &chunk::Clause| chunks.has(clause.elements.end - 1, Role::During);
    if let Some(main) = topics.iter().position(|topic| !topic.is_empty())
        && chunks.clauses[..main].last().is_some_and(says_when)
    {
        for i in 0..main {
            topics[i] = topics[main].clone();
        }
    }
    topics
}
