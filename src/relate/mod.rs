//! Rules become claims: what the sentences state about the referents.
//!
//! Each sentence is cut into chunks once; then the frames that its words trigger are tried, and the analyses that are
//! no frames are run: posts, nesting of names, speech.

use std::collections::{BTreeMap, btree_map};

use crate::article::PartialDate;
use crate::ontology::Ontology;
use crate::ontology::class::{Kind, PropertyId};
use crate::ontology::lexicon::Role;
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
mod reference;
mod speech;
mod turn;
mod view;

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
    /// The country printed with a post of each person.
    countries: BTreeMap<ReferentId, ReferentId>,
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
        self.statement_at(at).map(|statement| statement.speaker)
    }

    /// What somebody says at a byte.
    fn statement_at(&self, at: u32) -> Option<&Statement> {
        self.statements.iter().find(|s| s.span.start() <= at && at < s.span.end())
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
    let holders = reference::holders(text, mentions, referents);
    let chunks = reference::chunk_all(text, sentences, mentions, referents, &holders, &ontology.lexicon);
    let countries = post::countries(&chunks, mentions, referents);
    let mut context = Context { text, mentions, referents, ontology, countries, statements: Vec::new() };
    context.statements = speech::statements(&chunks, sentences, &context);

    let mut claims = Vec::new();
    for chunks in &chunks {
        post::claims(chunks, &context, &mut claims);
        nesting::claims(chunks, &context, &mut claims);
        frame::claims(chunks, &context, &mut claims);
    }
    view::attribute(&mut claims, &context);
    let Context { statements, .. } = context;
    Claims { claims: distinct(claims), statements }
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
