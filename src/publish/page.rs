//! One page to open from disk: search, the neighbourhood of a thing, cards, statements, articles with their passages marked.
//!
//! Everything is in the file: style, script, words of its two languages, and the data as JSON. Nothing is fetched.

use rustc_hash::FxHashMap;
use serde::Serialize;

use super::Picture;
use crate::ask::selection::Selection;
use crate::ask::why::{FactError, Role, why};
use crate::clean::Simplifier;
use crate::ontology::Vocabulary;
use crate::rdf::Store;
use crate::rdf::view::{Fact, Object, ViewError};
use std::collections::{BTreeMap, BTreeSet};

const TEMPLATE: &str = include_str!("page/page.html");
const STYLE: &str = include_str!("page/page.css");
const SCRIPT: &str = include_str!("page/page.js");
const WORDS: &str = include_str!("page/words.json");

/// What the page's script works on.
#[derive(Default, Serialize)]
struct Data {
    things: Vec<PageThing>,
    facts: Vec<PageFact>,
    statements: Vec<PageStatement>,
    articles: Vec<PageArticle>,
    /// Labels of classes, properties and modalities, in Chinese and English.
    labels: BTreeMap<String, [String; 2]>,
    /// Traditional characters, each followed by the simplified one, as far as names need them.
    script: String,
}

#[derive(Serialize)]
struct PageThing {
    id: String,
    iri: String,
    class: String,
    name: String,
    names: Vec<String>,
    links: Vec<String>,
}

#[derive(Serialize)]
struct PageFact {
    from: usize,
    property: String,
    /// Index of the object, or nothing where it is a text.
    to: Option<usize>,
    text: Option<String>,
    both: bool,
    passages: Vec<PagePassage>,
}

#[derive(Serialize)]
struct PagePassage {
    article: usize,
    /// Start, end and role of each stretch, in code points of the article's text.
    marks: Vec<(usize, usize, Role)>,
    rule: String,
    date: Option<String>,
}

#[derive(Serialize)]
struct PageStatement {
    speaker: usize,
    behalf: Option<usize>,
    article: usize,
    start: usize,
    end: usize,
    text: String,
}

#[derive(Serialize)]
struct PageArticle {
    key: String,
    title: String,
    date: Option<String>,
    source: String,
    url: String,
    text: String,
}

/// The page of a part of a store and of its picture. Holds the texts of all articles in it.
///
/// # Errors
/// The store cannot be read.
pub fn page(
    store: &Store,
    vocabulary: &Vocabulary,
    simplifier: &Simplifier,
    selection: &Selection,
    picture: &Picture,
) -> Result<String, FactError> {
    let mut making = Making { store, selection, articles: FxHashMap::default(), data: Data::default() };
    making.facts(picture)?;
    making.statements(picture)?;
    let mut data = making.data;
    data.things = (picture.things.iter())
        .map(|thing| PageThing {
            id: store.short(&thing.iri),
            iri: thing.iri.clone(),
            class: thing.class.clone(),
            name: thing.name.clone(),
            names: thing.names.clone(),
            links: thing.same_as.clone(),
        })
        .collect();
    let terms: BTreeSet<&str> =
        (data.things.iter().map(|thing| &*thing.class)).chain(data.facts.iter().map(|fact| &*fact.property)).collect();
    data.labels = (terms.into_iter())
        .map(|term| (term.to_owned(), [vocabulary.zh(term).to_owned(), vocabulary.en(term).to_owned()]))
        .collect();
    let characters: BTreeSet<char> = picture
        .things
        .iter()
        .flat_map(|thing| thing.names.iter().chain([&thing.name]))
        .flat_map(|n| n.chars())
        .collect();
    data.script = (characters.iter())
        .flat_map(|&simple| simplifier.traditional(simple).map(move |traditional| [traditional, simple]))
        .flatten()
        .collect();
    let json = serde_json::to_string(&data).expect("a page's data is plain");
    // A text may hold "</script>", which would end the data.
    let [json, words] = [&*json, WORDS].map(|json| json.replace('<', "\\u003c"));
    let parts = [("{{style}}", STYLE), ("{{words}}", &*words), ("{{data}}", &*json), ("{{script}}", SCRIPT)];
    let mut html = String::with_capacity(json.len() + 40_000);
    let mut rest = TEMPLATE;
    for (mark, content) in parts {
        let (before, after) = rest.split_once(mark).expect("the template has each mark once, in this order");
        html.push_str(before);
        html.push_str(content);
        rest = after;
    }
    html.push_str(rest);
    Ok(html)
}

struct Making<'a> {
    store: &'a Store,
    selection: &'a Selection,
    articles: FxHashMap<String, usize>,
    data: Data,
}

impl Making<'_> {
    /// The facts between things, and those whose object is a text.
    fn facts(&mut self, picture: &Picture) -> Result<(), FactError> {
        for edge in &picture.edges {
            let (from, to) = (&picture.things[edge.from].iri, &picture.things[edge.to].iri);
            let fact = Fact::between(from, &edge.property, to);
            self.fact(fact, edge.from, Some(edge.to), edge.is_symmetric)?;
        }
        for (from, thing) in picture.things.iter().enumerate() {
            for fact in self.store.facts_of(&thing.iri)? {
                if matches!(fact.object, Object::Text(_)) {
                    self.fact(fact, from, None, false)?;
                }
            }
        }
        Ok(())
    }

    fn fact(&mut self, fact: Fact, from: usize, to: Option<usize>, both: bool) -> Result<(), FactError> {
        let mut passages = Vec::new();
        for passage in why(self.store, &fact, usize::MAX)?.passages {
            if !self.selection.has_article(&passage.article) || passage.attributed_to.is_some() {
                continue;
            }
            let absolute =
                |mark: &crate::ask::why::Marked| (passage.start + mark.start, passage.start + mark.end, mark.role);
            passages.push(PagePassage {
                article: self.article(&passage.article)?,
                marks: passage.marks.iter().map(absolute).collect(),
                rule: passage.rule,
                date: passage.date,
            });
        }
        if !passages.is_empty() {
            let text = match fact.object {
                Object::Text(text) => Some(text),
                Object::Thing(_) => None,
            };
            self.data.facts.push(PageFact { from, property: fact.predicate, to, text, both, passages });
        }
        Ok(())
    }

    fn statements(&mut self, picture: &Picture) -> Result<(), ViewError> {
        let places: FxHashMap<&str, usize> =
            picture.things.iter().enumerate().map(|(i, thing)| (&*thing.iri, i)).collect();
        for (speaker, thing) in picture.things.iter().enumerate() {
            for said in self.store.statements_by(&thing.iri)? {
                if said.speaker != thing.iri || !self.selection.has_article(&said.article) {
                    continue;
                }
                let behalf = said.on_behalf_of.as_deref().and_then(|iri| places.get(iri).copied());
                let article = self.article(&said.article)?;
                let (start, end, text) = (said.start, said.end, said.text);
                self.data.statements.push(PageStatement { speaker, behalf, article, start, end, text });
            }
        }
        Ok(())
    }

    /// The place of an article among those of the page.
    fn article(&mut self, iri: &str) -> Result<usize, ViewError> {
        if let Some(&place) = self.articles.get(iri) {
            return Ok(place);
        }
        let article = self.store.article_at(iri)?;
        let place = self.data.articles.len();
        self.articles.insert(iri.to_owned(), place);
        self.data.articles.push(PageArticle {
            key: article.key,
            title: article.title,
            date: article.date,
            source: article.source,
            url: article.url,
            text: article.text,
        });
        Ok(place)
    }
}
