//! A card: what the graph holds of one thing, on one screen.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::io::{self, Write};

use serde::Serialize;

use super::{Lookup, columns};
use crate::ontology::Vocabulary;
use crate::query::table::fit;
use crate::rdf::Store;
use crate::rdf::count::{Counted, Publisher};
use crate::rdf::view::{self, Object, Thing, ViewError};

/// What the graph holds of one thing.
#[derive(Clone, Debug, Serialize)]
pub struct Card {
    /// Its IRI.
    pub iri: String,
    /// The IRI with a prefix.
    pub short: String,
    /// Local name of its class.
    pub class: String,
    /// Local name of the narrower class that its name tells: of an event `Conference`, `Games` and so on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subtype: Option<String>,
    /// Its canonical name.
    pub name: String,
    /// Its other names.
    pub names: Vec<String>,
    /// IRIs by which others know it.
    pub links: Vec<String>,
    /// Its posts, where it is a person.
    pub posts: Vec<Post>,
    /// Its facts by property: the property that most articles speak of first.
    pub relations: Vec<Relation>,
    /// How many passages are attributed to it.
    pub n_statements: usize,
    /// The latest of them.
    pub statements: Vec<Statement>,
    /// How many facts articles have from its words alone.
    pub n_claims: usize,
    /// The articles that tell of it, by source, most first.
    pub sources: Vec<Publisher>,
}

/// A post.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Post {
    /// As printed.
    pub post: String,
    /// Name of its organization or country.
    pub of: Option<String>,
    /// Whether it is a former one.
    pub former: bool,
    /// Since when, where that is said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// Until when, where that is said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub until: Option<String>,
}

/// The facts of one property.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Relation {
    /// Local name of the property.
    pub property: String,
    /// Whether the thing is the subject (`out`), the object (`in`), or it holds both ways (`both`).
    pub direction: &'static str,
    /// How many things are at the other end.
    pub n_others: usize,
    /// Those that most articles tell of.
    pub others: Vec<Other>,
}

/// A thing at the other end of a fact.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Other {
    /// Its IRI.
    pub iri: String,
    /// Its name.
    pub name: String,
    /// How many articles state the fact.
    pub articles: usize,
    /// When the last of them was published.
    pub last: Option<String>,
}

/// A passage that is attributed to the thing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Statement {
    /// When its article was published.
    pub date: Option<String>,
    /// IRI of the article.
    pub article: String,
    /// Whose words they are, where somebody else's speak for the thing.
    pub speaker: Option<String>,
    /// What was said.
    pub text: String,
}

/// The card of a thing, with at most `most` things for each property, and as many statements.
///
/// # Errors
/// The store cannot be read.
pub fn card(store: &Store, thing: Thing, vocabulary: &Vocabulary, most: usize) -> Result<Card, ViewError> {
    let lookup = &mut Lookup::new(store);
    let mut groups: BTreeMap<(String, &'static str), Vec<(String, Counted)>> = BTreeMap::new();
    for tie in store.counted(&thing.iri, &vocabulary.facts())? {
        let Object::Thing(object) = &tie.fact.object else { continue };
        let (direction, other) = if vocabulary.is_symmetric(&tie.fact.predicate) {
            ("both", object)
        } else if tie.fact.subject == thing.iri {
            ("out", object)
        } else {
            ("in", &tie.fact.subject)
        };
        groups.entry((tie.fact.predicate.clone(), direction)).or_default().push((other.clone(), tie));
    }
    let mut relations = Vec::new();
    for ((property, direction), mut others) in groups {
        let n_others = others.len();
        let n_articles: usize = others.iter().map(|(_, tie)| tie.articles).sum();
        others.sort_by(|(a, one), (b, other)| (other.articles, &other.last, a).cmp(&(one.articles, &one.last, b)));
        let mut shown = Vec::new();
        for (iri, tie) in others.into_iter().take(most) {
            shown.push(Other { name: lookup.name(&iri)?, iri, articles: tie.articles, last: tie.last });
        }
        relations.push((Reverse(n_articles), Relation { property, direction, n_others, others: shown }));
    }
    relations.sort_by(|a, b| (a.0, &a.1.property, a.1.direction).cmp(&(b.0, &b.1.property, b.1.direction)));

    let (n_statements, latest) = store.latest_statements_by(&thing.iri, most)?;
    let mut statements = Vec::new();
    for said in latest {
        let date = lookup.published(&said.article)?.map(ToOwned::to_owned);
        let speaker = (said.speaker != thing.iri).then(|| lookup.name(&said.speaker)).transpose()?;
        statements.push((said.start, Statement { date, article: said.article, speaker, text: said.text }));
    }
    statements.sort_by(|(a, one), (b, other)| (&other.date, &one.article, a).cmp(&(&one.date, &other.article, b)));
    Ok(Card {
        short: store.short(&thing.iri),
        posts: posts(store, &thing, lookup)?,
        relations: relations.into_iter().map(|(_, relation)| relation).collect(),
        n_statements,
        statements: statements.into_iter().map(|(_, statement)| statement).collect(),
        n_claims: store.n_claims(&thing.iri)?,
        sources: store.publishers_of(&thing.iri)?,
        iri: thing.iri,
        class: thing.class,
        subtype: thing.subtype,
        name: thing.name,
        names: thing.names,
        links: thing.same_as,
    })
}

/// The posts of a person. One that some articles print without its organization or its period stands once.
fn posts(store: &Store, thing: &Thing, lookup: &mut Lookup<'_>) -> Result<Vec<Post>, ViewError> {
    let mut posts = Vec::new();
    let all = store.posts_of(&thing.iri)?;
    for post in &all {
        let is_more = |other: &view::Post| {
            let says_as_much = |own: &Option<String>, other: &Option<String>| own.is_none() || own == other;
            other != post
                && other.post == post.post
                && other.is_former == post.is_former
                && says_as_much(&post.organization, &other.organization)
                && says_as_much(&post.from, &other.from)
                && says_as_much(&post.until, &other.until)
        };
        if !all.iter().any(is_more) {
            let of = post.organization.as_ref().map(|iri| lookup.name(iri)).transpose()?;
            let view::Post { post, is_former: former, from, until, .. } = post.clone();
            posts.push(Post { post, of, former, from, until });
        }
    }
    Ok(posts)
}

impl Card {
    /// Writes the card for people.
    ///
    /// # Errors
    /// Writing failed.
    pub fn write(&self, vocabulary: &Vocabulary, out: &mut dyn Write) -> io::Result<()> {
        let classes = Some(&self.class).filter(|class| !class.is_empty()).into_iter().chain(&self.subtype);
        let class: String = classes.map(|class| format!("  {}", both(class, vocabulary))).collect();
        writeln!(out, "{}{class}  {}", self.name, self.short)?;
        for (head, list) in [("names", &self.names), ("links", &self.links)] {
            if !list.is_empty() {
                writeln!(out, "{head}: {}", list.join(", "))?;
            }
        }
        if !self.posts.is_empty() {
            writeln!(out, "\nposts")?;
            let row = |post: &Post| {
                let former = if post.former { "former" } else { "" };
                let end = |word: &str, date: &Option<String>| date.as_ref().map(|date| format!("{word} {date}"));
                let period = [end("from", &post.from), end("until", &post.until)];
                let period = period.into_iter().flatten().collect::<Vec<_>>().join(" ");
                vec![post.post.clone(), post.of.clone().unwrap_or_default(), former.to_owned(), period]
            };
            columns(&self.posts.iter().map(row).collect::<Vec<_>>(), out)?;
        }
        if !self.relations.is_empty() {
            writeln!(out, "\nrelations")?;
            let mut rows = Vec::new();
            for relation in &self.relations {
                let arrow = match relation.direction {
                    "out" => "->",
                    "in" => "<-",
                    _ => "--",
                };
                for (i, other) in relation.others.iter().enumerate() {
                    let head = if i == 0 { both(&relation.property, vocabulary) } else { String::new() };
                    let articles = if other.articles == 1 { "article" } else { "articles" };
                    let last = other.last.as_ref().map(|date| format!("last {date}")).unwrap_or_default();
                    rows.push(vec![
                        head,
                        arrow.into(),
                        other.name.clone(),
                        format!("{} {articles}", other.articles),
                        last,
                    ]);
                }
                if relation.n_others > relation.others.len() {
                    let rest = format!("… and {} more", relation.n_others - relation.others.len());
                    rows.push(vec![String::new(), String::new(), rest]);
                }
            }
            columns(&rows, out)?;
        }
        if self.n_statements > 0 {
            writeln!(out, "\nstatements: {}", self.n_statements)?;
            let row = |said: &Statement| {
                let speaker = said.speaker.as_ref().map(|name| format!("{name}: ")).unwrap_or_default();
                vec![said.date.clone().unwrap_or_default(), fit(&format!("{speaker}{}", said.text))]
            };
            columns(&self.statements.iter().map(row).collect::<Vec<_>>(), out)?;
        }
        if self.n_claims > 0 {
            writeln!(out, "\nclaims, which its articles do not state: {}", self.n_claims)?;
        }
        let n_articles: usize = self.sources.iter().map(|source| source.articles).sum();
        writeln!(out, "\narticles: {n_articles}")?;
        let row = |source: &Publisher| {
            let name = if source.name.is_empty() { "(no source given)" } else { &source.name };
            let period = match (&source.first, &source.last) {
                (Some(first), Some(last)) if first != last => format!("{first} to {last}"),
                (Some(first), _) => first.clone(),
                _ => String::new(),
            };
            vec![name.to_owned(), source.articles.to_string(), period]
        };
        columns(&self.sources.iter().map(row).collect::<Vec<_>>(), out)
    }
}

/// A term of the vocabulary as people read it: its name, which they can ask for, and its label in Chinese.
pub(super) fn both(name: &str, vocabulary: &Vocabulary) -> String {
    match vocabulary.zh(name) {
        label if label == name => name.to_owned(),
        label => format!("{name} {label}"),
    }
}
