//! Why a fact stands in the graph: each passage that says it, in its sentence, with the arguments marked.

use std::io::{self, Write};
use std::path::Path;

use serde::Serialize;

use super::Lookup;
use super::names::{self, NameError};
use crate::ontology::Vocabulary;
use crate::punctuation::{Mark, mark};
use crate::rdf::view::{Article, Fact, Object, Support, ViewError};
use crate::rdf::{Store, StoreError};

/// A fact and all that says it.
#[derive(Clone, Debug, Serialize)]
pub struct Why {
    /// The fact, by names.
    pub fact: String,
    /// IRI of its subject.
    pub subject: String,
    /// Local name of its property.
    pub predicate: String,
    /// IRI of its object, or its text.
    pub object: String,
    /// How many passages say it.
    pub n_passages: usize,
    /// The passages, by date; the latest where there are too many.
    pub passages: Vec<Passage>,
}

/// A sentence of an article that says a fact.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Passage {
    /// IRI of the article.
    pub article: String,
    /// Its key.
    pub key: String,
    /// Its headline.
    pub title: String,
    /// When it was published.
    pub published: Option<String>,
    /// Who published it.
    pub source: String,
    /// The sentences around the evidence.
    pub text: String,
    /// Where in the article the text begins, in code points.
    pub start: usize,
    /// What in the text is what, in its code points, sorted; marks of arguments lie within those of evidence or beside them.
    pub marks: Vec<Marked>,
    /// Local name of the rule that found it.
    pub rule: String,
    /// Local name of the modality.
    pub modality: String,
    /// Who claims it, where the article does not say it itself.
    pub attributed_to: Option<String>,
    /// From whom the article has it, where it says so.
    pub cited: Option<String>,
    /// When it happened.
    pub date: Option<String>,
    /// Where it happened.
    pub place: Option<String>,
}

/// A stretch of a passage.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Marked {
    /// First code point.
    pub start: usize,
    /// One past the last.
    pub end: usize,
    /// What it is.
    pub role: Role,
}

/// What a stretch of a passage is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// The evidence as a whole.
    Evidence,
    /// The subject's name.
    Subject,
    /// The object's name.
    Object,
}

/// Why a question for a fact has no answer.
#[derive(Debug, thiserror::Error)]
pub enum FactError {
    /// It names no property.
    #[error("found {found:?}, expected a fact such as \"A met B\" with one of the properties {properties}")]
    NoProperty {
        /// What was asked for.
        found: String,
        /// The properties there are.
        properties: String,
    },
    /// A name means no thing.
    #[error(transparent)]
    Name(#[from] NameError),
    /// No article says it.
    #[error("no article says that {fact}{}", others.as_ref().map(|o| format!("; what they say of the two: {o}")).unwrap_or_default())]
    Unknown {
        /// The fact.
        fact: String,
        /// Other facts of the same two things.
        others: Option<String>,
    },
}

impl From<ViewError> for FactError {
    fn from(error: ViewError) -> Self {
        FactError::Name(NameError::Store(StoreError::Storage(error)))
    }
}

/// The fact that a text names: `A met B`, with names or IRIs, the property by its local name or its label in Chinese.
///
/// # Errors
/// The text has no property, or a name in it means no thing.
pub fn fact(store: &Store, vocabulary: &Vocabulary, ontology: Option<&Path>, text: &str) -> Result<Fact, FactError> {
    let words: Vec<&str> = text.split_whitespace().collect();
    let property = words.iter().enumerate().skip(1).find_map(|(i, word)| {
        let word = word.strip_prefix("tupu:").unwrap_or(word);
        let is_it = |p: &&crate::ontology::class::Property| p.name == word || p.label_zh == word;
        Some((i, vocabulary.properties.iter().find(is_it)?))
    });
    let Some((at, property)) = property.filter(|(at, _)| at + 1 < words.len()) else {
        let properties: Vec<&str> = vocabulary.properties.iter().map(|property| &*property.name).collect();
        return Err(FactError::NoProperty { found: text.to_owned(), properties: properties.join(", ") });
    };
    let subject = names::find(store, ontology, &words[..at].join(" "))?.iri;
    let object = words[at + 1..].join(" ");
    let object = if property.is_textual() {
        Object::Text(object)
    } else {
        Object::Thing(names::find(store, ontology, &object)?.iri)
    };
    Ok(Fact { subject, predicate: property.name.clone(), object })
}

/// The passages that say a fact, also those that only plan, deny or claim it: of the latest articles, where there are more than
/// `most`.
///
/// # Errors
/// No article says it, or the store cannot be read.
pub fn why(store: &Store, fact: &Fact, most: usize) -> Result<Why, FactError> {
    let lookup = &mut Lookup::new(store);
    let (n_passages, supports) = store.latest_supports(fact, most)?;
    let name = lookup.fact(fact)?;
    if n_passages == 0 {
        return Err(FactError::Unknown { fact: name, others: others(store, fact, lookup)? });
    }
    let mut passages = Vec::with_capacity(supports.len());
    for support in supports {
        let article = store.article_at(&support.article)?;
        passages.push(passage(store, fact, support, &article, lookup)?);
    }
    passages.sort_by(|a, b| (&a.published, &a.key, a.start).cmp(&(&b.published, &b.key, b.start)));
    let object = match &fact.object {
        Object::Thing(object) | Object::Text(object) => object.clone(),
    };
    let (subject, predicate) = (fact.subject.clone(), fact.predicate.clone());
    Ok(Why { fact: name, subject, predicate, object, n_passages, passages })
}

/// The other facts of the same two things, in words.
fn others(store: &Store, fact: &Fact, lookup: &mut Lookup<'_>) -> Result<Option<String>, ViewError> {
    let Object::Thing(object) = &fact.object else { return Ok(None) };
    let others = store.between(&fact.subject, object)?;
    let others: Vec<String> = others.iter().map(|(other, _)| lookup.fact(other)).collect::<Result<_, _>>()?;
    Ok((!others.is_empty()).then(|| others.join("; ")))
}

/// The passage of one support.
pub(super) fn passage(
    store: &Store,
    fact: &Fact,
    support: Support,
    article: &Article,
    lookup: &mut Lookup<'_>,
) -> Result<Passage, ViewError> {
    let text: Vec<char> = article.text.chars().collect();
    let first = support.spans.first().map_or(0, |span| span.0).min(text.len());
    let last = support.spans.iter().map(|span| span.1).max().unwrap_or(first).clamp(first, text.len());
    let (start, end) = sentences(&text, first, last);
    let mut marks: Vec<Marked> = Vec::new();
    for &(from, to) in support.spans.iter().filter(|span| span.0 < span.1 && span.1 <= text.len()) {
        marks.push(Marked { start: from - start, end: to - start, role: Role::Evidence });
        let stretch = &text[from..to];
        let object = match &fact.object {
            Object::Thing(iri) => store.printed(iri, &support.article)?,
            Object::Text(text) => vec![text.clone()],
        };
        for (role, forms) in [(Role::Subject, store.printed(&fact.subject, &support.article)?), (Role::Object, object)]
        {
            for (at, length) in occurrences(stretch, &forms) {
                marks.push(Marked { start: from - start + at, end: from - start + at + length, role });
            }
        }
    }
    marks.sort_unstable();
    marks.dedup();
    Ok(Passage {
        article: article.iri.clone(),
        key: article.key.clone(),
        title: article.title.clone(),
        published: article.date.clone(),
        source: article.source.clone(),
        text: text[start..end].iter().collect(),
        start,
        marks,
        rule: support.rule,
        modality: support.modality,
        attributed_to: support.attributed_to.map(|iri| lookup.name(&iri)).transpose()?,
        cited: support.source.map(|iri| lookup.name(&iri)).transpose()?,
        date: support.date,
        place: support.place.map(|iri| lookup.name(&iri)).transpose()?,
    })
}

/// Widens a stretch to the sentences it lies in.
fn sentences(text: &[char], first: usize, last: usize) -> (usize, usize) {
    let ends = |c: char| c == '\n' || mark(c) == Some(Mark::Stop);
    let start = text[..first].iter().rposition(|&c| ends(c)).map_or(0, |at| at + 1);
    let rest = &text[last..];
    let is_closed = last > 0 && ends(text[last - 1]);
    let mut end =
        if is_closed { last } else { rest.iter().position(|&c| ends(c)).map_or(text.len(), |at| last + at + 1) };
    while end < text.len() && mark(text[end]) == Some(Mark::CloseQuote) {
        end += 1;
    }
    while end > last && text[end - 1] == '\n' {
        end -= 1;
    }
    let closing = |c: char| c.is_whitespace() || mark(c) == Some(Mark::CloseQuote);
    let skipped = text[start..first].iter().take_while(|&&c| closing(c)).count();
    (start + skipped, end)
}

/// Where forms occur in a text, the longest first, without overlap: place and length.
fn occurrences(text: &[char], forms: &[String]) -> Vec<(usize, usize)> {
    let mut found: Vec<(usize, usize)> = Vec::new();
    for form in forms {
        let form: Vec<char> = form.chars().collect();
        for at in (0..text.len()).filter(|&at| !form.is_empty() && text[at..].starts_with(&form)) {
            if found.iter().all(|&(from, length)| at + form.len() <= from || from + length <= at) {
                found.push((at, form.len()));
            }
        }
    }
    found
}

impl Why {
    /// Writes the passages for people; with colours the evidence is underlined and the arguments are coloured.
    ///
    /// # Errors
    /// Writing failed.
    pub fn write(&self, colour: bool, out: &mut dyn Write) -> io::Result<()> {
        writeln!(out, "{}", self.fact)?;
        if self.passages.len() < self.n_passages {
            writeln!(out, "\n  … and {} passages before these", self.n_passages - self.passages.len())?;
        }
        for passage in &self.passages {
            writeln!(out, "\n  {}", passage.highlighted(colour).replace('\n', "\n  "))?;
            let head =
                [passage.published.as_deref().unwrap_or_default(), &passage.source, &passage.title, &passage.key];
            let head: Vec<&str> = head.into_iter().filter(|part| !part.is_empty()).collect();
            writeln!(out, "  {}", head.join(" | "))?;
            let mut how = vec![format!("rule {}", passage.rule), format!("characters {}", passage.evidence())];
            how.extend((passage.modality != "Actual").then(|| passage.modality.to_lowercase()));
            how.extend(passage.attributed_to.iter().map(|who| format!("according to {who}")));
            how.extend(passage.cited.iter().map(|source| format!("reported by {source}")));
            how.extend(passage.date.iter().map(|date| format!("on {date}")));
            how.extend(passage.place.iter().map(|place| format!("in {place}")));
            writeln!(out, "  {}", how.join(", "))?;
        }
        Ok(())
    }
}

impl Passage {
    /// The stretches of evidence in the article's text.
    fn evidence(&self) -> String {
        let spans = self.marks.iter().filter(|mark| mark.role == Role::Evidence);
        let spans: Vec<String> =
            spans.map(|mark| format!("{} to {}", mark.start + self.start, mark.end + self.start)).collect();
        spans.join(" and ")
    }

    /// The text with what is marked in it: by colours, or without them the arguments in brackets.
    pub fn highlighted(&self, colour: bool) -> String {
        let role =
            |i: usize| self.marks.iter().filter(|mark| (mark.start..mark.end).contains(&i)).map(|m| m.role).max();
        let text: Vec<(char, Option<Role>)> = self.text.chars().enumerate().map(|(i, c)| (c, role(i))).collect();
        let mut shown = String::new();
        for run in text.chunk_by(|a, b| a.1 == b.1) {
            let (before, after) = match (run[0].1, colour) {
                (None, _) | (Some(Role::Evidence), false) => ("", ""),
                (Some(Role::Evidence), true) => ("\u{1b}[4m", "\u{1b}[0m"),
                (Some(Role::Subject), true) => ("\u{1b}[1;4;36m", "\u{1b}[0m"),
                (Some(Role::Object), true) => ("\u{1b}[1;4;33m", "\u{1b}[0m"),
                (Some(Role::Subject | Role::Object), false) => ("[", "]"),
            };
            shown.push_str(before);
            shown.extend(run.iter().map(|(c, _)| c));
            shown.push_str(after);
        }
        shown
    }
}
