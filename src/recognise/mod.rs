//! Tokens become mentions: names, posts and dates.
//!
//! Each source proposes candidates with a score: the [`lexicon`] what it knows, the [`pattern`]s what the form of the text gives
//! away, the tagger what it has learned. [`choose`] keeps those that together score best and do not overlap.

use crate::article::PartialDate;
use crate::ontology::Ontology;
use crate::ontology::class::Kind;
use crate::ontology::lexicon::EntryId;
use crate::segment::Sentences;
use crate::text::{Span, Text};

pub mod date;
mod lexicon;
mod pattern;

/// A name or a post in the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mention {
    /// Where it stands.
    pub span: Span,
    /// What kind of thing it names.
    pub kind: Kind,
    /// What the knowledge base has under this name, where that is certain.
    pub entry: Option<EntryId>,
    /// Who proposed it.
    pub source: Source,
}

/// Where a mention came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// A word of the lexicon.
    Lexicon,
    /// The form of the text: quotation marks, a head noun.
    Pattern,
    /// The trained tagger.
    Tagger,
    /// Found elsewhere in the article.
    Repetition,
}

/// A mention that may be chosen.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Candidate {
    mention: Mention,
    /// How sure its source is, in units that all sources share: 100 for a name that is hardly ever anything else.
    score: i32,
}

/// A date in the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DateMention {
    /// Where it stands.
    pub span: Span,
    /// The date, completed from the article's where the text leaves out the year or the month.
    pub date: PartialDate,
}

/// The names, posts and dates of a text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Mentions {
    /// Sorted, disjoint.
    pub mentions: Vec<Mention>,
    /// Sorted, disjoint.
    pub dates: Vec<DateMention>,
}

/// Finds the mentions of a text whose article was published on `published`.
pub fn recognise(text: &Text, sentences: &Sentences, ontology: &Ontology, published: Option<PartialDate>) -> Mentions {
    let mut candidates = Vec::new();
    lexicon::propose(text, sentences, &ontology.lexicon, &mut candidates);
    pattern::propose(text, sentences, &ontology.lexicon, &mut candidates);
    Mentions { mentions: choose(candidates), dates: date::find(text, sentences, ontology, published) }
}

/// The disjoint candidates with the highest sum of scores; of two choices as good, the one with the longer first mention.
/// Weighted interval scheduling: O(n log n) for n candidates.
fn choose(mut candidates: Vec<Candidate>) -> Vec<Mention> {
    candidates.sort_by_key(|c| (c.mention.span.end(), std::cmp::Reverse(c.mention.span.start()), c.score));
    // best[i]: the best sum over the first i candidates, and whether candidate i - 1 is in it.
    let mut best = vec![(0, false)];
    let before: Vec<usize> = candidates
        .iter()
        .map(|c| candidates.partition_point(|other| other.mention.span.end() <= c.mention.span.start()))
        .collect();
    for (i, candidate) in candidates.iter().enumerate() {
        let with = best[before[i]].0 + candidate.score;
        best.push(if with >= best[i].0 { (with, true) } else { (best[i].0, false) });
    }
    let mut chosen = Vec::new();
    let mut i = candidates.len();
    while i > 0 {
        if best[i].1 {
            chosen.push(candidates[i - 1].mention);
            i = before[i - 1];
        } else {
            i -= 1;
        }
    }
    chosen.reverse();
    chosen
}
