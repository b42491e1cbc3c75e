//! A card: what the graph holds of one thing, on one screen.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};

use serde::Serialize;

use super::{Lookup, columns};
use crate::ontology::Vocabulary;
use crate::query::table::fit;
use crate::rdf::Store;
use crate::rdf::view::{Object, Thing, ViewError};

/// What the graph holds of one thing.
#[derive(Clone, Debug, Serialize)]
pub struct Card {
    /// Its IRI.
    pub iri: String,
    /// The IRI with a prefix.
    pub short: String,
    /// Local name of its class.
    pub class: String,
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
    /// The articles that state something of it, by source, most first.
    pub sources: Vec<Source>,
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

/// Articles of one source.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Source {
    /// Who published them; empty where unknown.
    pub source: String,
    /// How many.
    pub articles: usize,
    /// The first date.
    pub first: Option<String>,
    /// The last date.
    pub last: Option<String>,
}

/// The thing at the other end of a fact, and the articles that state it.
type Stated = (String, Vec<String>);

/// The card of a thing, with at most `most` things for each property, and as many statements.
///
/// # Errors
/// The store cannot be read.
pub fn card(store: &Store, thing: Thing, vocabulary: &Vocabulary, most: usize) -> Result<Card, ViewError> {
    let lookup = &mut Lookup::new(store);
    let mut posts = Vec::new();
    for post in store.posts_of(&thing.iri)? {
        let of = post.organization.map(|iri| lookup.name(&iri)).transpose()?;
        posts.push(Post { post: post.post, of, former: post.is_former });
    }
    let mut groups: BTreeMap<(String, &'static str), Vec<Stated>> = BTreeMap::new();
    let mut articles = BTreeSet::new();
    for (fact, stated_by) in store.facts_of(&thing.iri)? {
        articles.extend(stated_by.iter().cloned());
        let Object::Thing(object) = &fact.object else { continue };
        let (direction, other) = if vocabulary.is_symmetric(&fact.predicate) {
            ("both", fact.other(&thing.iri).expect("it joins two things"))
        } else if fact.subject == thing.iri {
            ("out", &**object)
        } else {
            ("in", &*fact.subject)
        };
        groups.entry((fact.predicate.clone(), direction)).or_default().push((other.to_owned(), stated_by));
    }
    let mut relations = Vec::new();
    for ((property, direction), mut others) in groups {
        let n_others = others.len();
        let n_articles: usize = others.iter().map(|(_, articles)| articles.len()).sum();
        others.sort_by_cached_key(|(iri, articles)| (Reverse(articles.len()), iri.clone()));
        let mut shown = Vec::new();
        for (iri, articles) in others.into_iter().take(most) {
            let last = lookup.last(&articles)?;
            shown.push(Other { name: lookup.name(&iri)?, iri, articles: articles.len(), last });
        }
        relations.push((Reverse(n_articles), Relation { property, direction, n_others, others: shown }));
    }
    relations.sort_by(|a, b| (a.0, &a.1.property, a.1.direction).cmp(&(b.0, &b.1.property, b.1.direction)));

    let said = store.statements_by(&thing.iri)?;
    articles.extend(said.iter().map(|statement| statement.article.clone()));
    let mut statements = Vec::new();
    for statement in &said {
        statements.push((lookup.published(&statement.article)?.map(ToOwned::to_owned), statement));
    }
    statements.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.cmp(b.1)));
    let mut latest = Vec::new();
    for (date, statement) in statements.into_iter().take(most) {
        let is_own = statement.speaker == thing.iri;
        let speaker = (!is_own).then(|| lookup.name(&statement.speaker)).transpose()?;
        latest.push(Statement { date, article: statement.article.clone(), speaker, text: statement.text.clone() });
    }
    Ok(Card {
        short: store.short(&thing.iri),
        iri: thing.iri,
        class: thing.class,
        name: thing.name,
        names: thing.names,
        links: thing.same_as,
        posts,
        relations: relations.into_iter().map(|(_, relation)| relation).collect(),
        n_statements: said.len(),
        statements: latest,
        sources: sources(store, &articles, lookup)?,
    })
}

fn sources(store: &Store, articles: &BTreeSet<String>, lookup: &mut Lookup<'_>) -> Result<Vec<Source>, ViewError> {
    let mut sources: BTreeMap<String, Source> = BTreeMap::new();
    for article in articles {
        let name = store.publisher(article)?.unwrap_or_default();
        let date = lookup.published(article)?.map(ToOwned::to_owned);
        let new = || Source { source: name.clone(), articles: 0, first: None, last: None };
        let source = sources.entry(name.clone()).or_insert_with(new);
        source.articles += 1;
        if date.is_some() {
            source.first = if source.first.is_none() { date.clone() } else { source.first.take().min(date.clone()) };
            source.last = source.last.take().max(date);
        }
    }
    let mut sources: Vec<Source> = sources.into_values().collect();
    sources.sort_by(|a, b| b.articles.cmp(&a.articles).then_with(|| a.source.cmp(&b.source)));
    Ok(sources)
}

impl Card {
    /// Writes the card for people.
    ///
    /// # Errors
    /// Writing failed.
    pub fn write(&self, vocabulary: &Vocabulary, out: &mut dyn Write) -> io::Result<()> {
        let class = if self.class.is_empty() { String::new() } else { format!("  {}", both(&self.class, vocabulary)) };
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
                vec![post.post.clone(), post.of.clone().unwrap_or_default(), former.to_owned()]
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
        let n_articles: usize = self.sources.iter().map(|source| source.articles).sum();
        writeln!(out, "\narticles: {n_articles}")?;
        let row = |source: &Source| {
            let name = if source.source.is_empty() { "(no source given)" } else { &source.source };
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
