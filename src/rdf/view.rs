//! What a store holds, as plain values: for the modules that answer people rather than SPARQL.
//!
//! Every look-up begins at a term that is bound, so it takes time in proportion to what it gives back. Things, articles and
//! facts are known by their IRIs, properties and classes by their local names.

use super::vocab::{
    ALT_LABEL, ATTRIBUTED_TO, BEGIN_INDEX, CUE, DATE, DATE_PUBLISHED, END_INDEX, EVIDENCE, FROM, HAPPENED_ON, HEADLINE,
    IDENTIFIER, IDENTITY, IS_STRING, LABEL, LOCATED_IN, MEMBER, MODALITY, ON_BEHALF_OF, ORGANIZATION, PARTICIPANT,
    PLACE, POST, PRINTED_AS, PUBLISHER, REFERENCE_CONTEXT, REIFIES, RULE, SAME_AS, SIGHTED_AS, SOURCE, SPEAKER, TEXT,
    TUPU, TYPE, UNTIL, URL, WIKIDATA,
};
use super::{Store, turtle};
use crate::ontology::class::Kind;
use oxigraph::model::{
    GraphName, GraphNameRef, Literal, NamedNode, NamedNodeRef, NamedOrBlankNode, NamedOrBlankNodeRef, Quad, Term,
    TermRef, Triple,
};
pub use oxigraph::store::StorageError as ViewError;
use std::collections::{BTreeMap, BTreeSet};

/// A person, organization, country, place, initiative, event or document.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Thing {
    /// Its IRI.
    pub iri: String,
    /// Local name of its class.
    pub class: String,
    /// Local name of the narrower class that its name tells.
    pub subtype: Option<String>,
    /// Its canonical name.
    pub name: String,
    /// Its other names.
    pub names: Vec<String>,
    /// IRIs by which others know it.
    pub same_as: Vec<String>,
}

/// The object of a fact.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Object {
    /// IRI of a thing.
    Thing(String),
    /// A text: a post, a date.
    Text(String),
}

/// A fact: subject, property, object.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fact {
    /// IRI of its subject.
    pub subject: String,
    /// Local name of its property.
    pub predicate: String,
    /// Its object.
    pub object: Object,
}

impl Fact {
    /// A fact between two things.
    pub fn between(subject: &str, predicate: &str, object: &str) -> Self {
        let object = Object::Thing(object.to_owned());
        Fact { subject: subject.to_owned(), predicate: predicate.to_owned(), object }
    }

    /// The thing at its other end, seen from one of its ends.
    pub fn other<'a>(&'a self, iri: &str) -> Option<&'a str> {
        match &self.object {
            Object::Thing(object) if self.subject == iri => Some(object),
            Object::Thing(_) => Some(&self.subject),
            Object::Text(_) => None,
        }
    }
}

/// How one article presents a fact.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Support {
    /// IRI of the article.
    pub article: String,
    /// The stretches that say it, in code points, sorted.
    pub spans: Vec<(usize, usize)>,
    /// Local name of the rule that found it.
    pub rule: String,
    /// Local name of the modality.
    pub modality: String,
    /// IRI of who claims it, where the article does not say it itself.
    pub attributed_to: Option<String>,
    /// IRI of whom the article has it from, where it says so.
    pub source: Option<String>,
    /// When it happened, as far as known.
    pub date: Option<String>,
    /// IRI of where it happened.
    pub place: Option<String>,
}

/// An article's metadata, and its text as read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Article {
    /// Its IRI.
    pub iri: String,
    /// Its key.
    pub key: String,
    /// Headline; empty where there is none.
    pub title: String,
    /// Publication date, as far as known.
    pub date: Option<String>,
    /// Who published it.
    pub source: String,
    /// Where it was published.
    pub url: String,
    /// Its text as read, in whose code points all spans count.
    pub text: String,
}

/// A meeting, call or visit with a date or a place.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Occurrence {
    /// When.
    pub date: Option<String>,
    /// Local name of its class.
    pub class: String,
    /// Who took part: IRIs.
    pub participants: Vec<String>,
    /// Where: IRIs.
    pub places: Vec<String>,
}

/// A post that a person holds or held.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Post {
    /// The post as printed.
    pub post: String,
    /// IRI of its organization or country.
    pub organization: Option<String>,
    /// Whether it is a former post.
    pub is_former: bool,
    /// Since when, where that is said.
    pub from: Option<String>,
    /// Until when, where that is said.
    pub until: Option<String>,
}

/// A passage that an article attributes to a speaker.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Statement {
    /// IRI of the article.
    pub article: String,
    /// First code point.
    pub start: usize,
    /// One past the last code point.
    pub end: usize,
    /// IRI of who said it.
    pub speaker: String,
    /// IRI of the one for whom it was said.
    pub on_behalf_of: Option<String>,
    /// The word that opens it.
    pub cue: String,
    /// What was said.
    pub text: String,
}

/// Properties of posts, reifiers, names and identities, which are no facts of things.
const STRUCTURE: [NamedNodeRef<'static>; 10] =
    [MEMBER, ORGANIZATION, POST, FROM, UNTIL, MODALITY, EVIDENCE, PRINTED_AS, SIGHTED_AS, IDENTITY];

/// The graphs to look in.
const EVERYWHERE: Option<GraphNameRef<'static>> = None;
const MERGED: Option<GraphNameRef<'static>> = Some(GraphNameRef::DefaultGraph);

/// The terms that may stand for an object.
pub(super) fn object_terms(object: &Object) -> Vec<Term> {
    match object {
        Object::Thing(iri) => vec![NamedNode::new_unchecked(iri).into()],
        Object::Text(text) => super::describe::text_terms(text),
    }
}

fn node(iri: &str) -> NamedNodeRef<'_> {
    NamedNodeRef::new_unchecked(iri)
}

fn text(term: &Term) -> String {
    match term {
        Term::NamedNode(node) => node.as_str().to_owned(),
        Term::Literal(literal) => literal.value().to_owned(),
        other => other.to_string(),
    }
}

fn subject(quad: &Quad) -> &str {
    match &quad.subject {
        NamedOrBlankNode::NamedNode(node) => node.as_str(),
        NamedOrBlankNode::BlankNode(node) => node.as_str(),
    }
}

fn graph(quad: &Quad) -> Option<&str> {
    match &quad.graph_name {
        GraphName::NamedNode(graph) => Some(graph.as_str()),
        _ => None,
    }
}

fn local(iri: &str) -> Option<&str> {
    iri.strip_prefix(TUPU)
}

/// Takes a class for that of a thing, unless it is only narrower than the one that is known.
fn take_class(known: &mut String, class: &str) {
    if let Some(class) = local(class).filter(|class| known.is_empty() || Kind::from_local_name(class).is_some()) {
        class.clone_into(known);
    }
}

/// The stretch that a passage's IRI names.
fn span(iri: &str) -> Option<(usize, usize)> {
    let (rest, end) = iri.rsplit_once('_')?;
    let (_, start) = rest.rsplit_once('_')?;
    Some((start.parse().ok()?, end.parse().ok()?))
}

impl Store {
    /// The things with exactly this name, sorted by IRI: those of which it is the canonical name; if there are none, those of
    /// which it is another name; if there are none, those that an article prints like this.
    ///
    /// # Errors
    /// The store cannot be read.
    pub fn things_named(&self, name: &str) -> Result<Vec<Thing>, ViewError> {
        let name = Literal::new_language_tagged_literal_unchecked(name, "zh");
        for (predicate, graph) in [(LABEL, MERGED), (ALT_LABEL, MERGED), (PRINTED_AS, EVERYWHERE)] {
            let mut things = BTreeSet::new();
            for quad in self.quads().quads_for_pattern(None, Some(predicate), Some(name.as_ref().into()), graph) {
                things.extend(self.thing(subject(&quad?))?);
            }
            if !things.is_empty() {
                return Ok(things.into_iter().collect());
            }
        }
        Ok(Vec::new())
    }

    /// The thing with this IRI, in full or with a prefix of the graph (`e:q58217`), or with this Wikidata id (`Q58217`).
    ///
    /// # Errors
    /// The store cannot be read.
    pub fn identified(&self, id: &str) -> Result<Option<Thing>, ViewError> {
        let id = id.trim_start_matches('<').trim_end_matches('>');
        let is_wikidata =
            id.strip_prefix('Q').is_some_and(|rest| !rest.is_empty() && rest.bytes().all(|b| b.is_ascii_digit()));
        if is_wikidata || id.starts_with("wd:") {
            let other = format!("{WIKIDATA}{}", id.trim_start_matches("wd:"));
            let same = self.quads().quads_for_pattern(None, Some(SAME_AS), Some(node(&other).into()), MERGED).next();
            return same.map_or(Ok(None), |quad| self.thing(subject(&quad?)));
        }
        let iri = match id.split_once(':') {
            Some((prefix, local)) if !local.starts_with("//") => {
                let namespace = self.namespaces().prefixes().find(|(known, _)| *known == prefix);
                namespace.map(|(_, namespace)| format!("{namespace}{local}"))
            }
            Some(_) => Some(id.to_owned()),
            None => None,
        };
        match iri.filter(|iri| NamedNode::new(iri).is_ok()) {
            Some(iri) => self.thing(&iri),
            None => Ok(None),
        }
    }

    /// What the merged graph says a thing is; nothing where it has no name.
    ///
    /// # Errors
    /// The store cannot be read.
    pub fn thing(&self, iri: &str) -> Result<Option<Thing>, ViewError> {
        let mut thing = Thing { iri: iri.to_owned(), ..Thing::default() };
        for quad in self.quads().quads_for_pattern(Some(node(iri).into()), None, None, MERGED) {
            let quad = quad?;
            match quad.predicate.as_ref() {
                TYPE => {
                    let class = text(&quad.object);
                    take_class(&mut thing.class, &class);
                    let narrower = local(&class).filter(|class| Kind::from_local_name(class).is_none());
                    thing.subtype = narrower.map(ToOwned::to_owned).or(thing.subtype);
                }
                LABEL => thing.name = text(&quad.object),
                ALT_LABEL => thing.names.push(text(&quad.object)),
                SAME_AS => thing.same_as.push(text(&quad.object)),
                _ => {}
            }
        }
        thing.names.sort();
        thing.same_as.sort();
        Ok((!thing.name.is_empty()).then_some(thing))
    }

    /// Every name of the merged graph with the IRI of what has it, and whether it is the canonical one.
    ///
    /// # Errors
    /// The store cannot be read.
    pub fn names(&self) -> Result<Vec<(String, String, bool)>, ViewError> {
        let mut names = Vec::new();
        for (predicate, is_canonical) in [(LABEL, true), (ALT_LABEL, false)] {
            for quad in self.quads().quads_for_pattern(None, Some(predicate), None, MERGED) {
                let quad = quad?;
                names.push((text(&quad.object), subject(&quad).to_owned(), is_canonical));
            }
        }
        Ok(names)
    }

    /// The classes of the things with a name, by their IRI.
    ///
    /// # Errors
    /// The store cannot be read.
    pub fn classes(&self) -> Result<BTreeMap<String, String>, ViewError> {
        let mut classes = BTreeMap::new();
        for quad in self.quads().quads_for_pattern(None, Some(TYPE), None, MERGED) {
            let quad = quad?;
            let class = text(&quad.object);
            if local(&class).is_some() {
                take_class(classes.entry(subject(&quad).to_owned()).or_default(), &class);
            }
        }
        Ok(classes)
    }

    /// The facts that begin or end at a thing, sorted. One of a symmetric property stands in the store both ways, and is given from
    /// the thing's side alone.
    ///
    /// # Errors
    /// The store cannot be read.
    pub fn facts_of(&self, iri: &str) -> Result<BTreeSet<Fact>, ViewError> {
        let thing = node(iri);
        let from = self.quads().quads_for_pattern(Some(thing.into()), None, None, MERGED);
        let to = self.quads().quads_for_pattern(None, None, Some(thing.into()), MERGED);
        let mut facts = BTreeSet::new();
        for quad in from.chain(to) {
            let quad = quad?;
            let Some(fact) = self.fact(&quad) else { continue };
            let is_back = fact.subject != iri && facts.contains(&Fact::between(iri, &fact.predicate, &fact.subject));
            if !is_back {
                facts.insert(fact);
            }
        }
        Ok(facts)
    }

    /// The facts between two things, each with the number of articles that state it, best supported first.
    ///
    /// # Errors
    /// The store cannot be read.
    pub fn between(&self, one: &str, other: &str) -> Result<Vec<(Fact, BTreeSet<String>)>, ViewError> {
        let mut facts: BTreeMap<Fact, BTreeSet<String>> = BTreeMap::new();
        for (from, to) in [(one, other), (other, one)] {
            for quad in self.quads().quads_for_pattern(Some(node(from).into()), None, Some(node(to).into()), EVERYWHERE)
            {
                let quad = quad?;
                let (Some(fact), Some(article)) = (self.fact(&quad), graph(&quad)) else { continue };
                let back = Fact::between(one, &fact.predicate, &fact.subject);
                if from == one || !facts.contains_key(&back) {
                    facts.entry(fact).or_default().insert(article.to_owned());
                }
            }
        }
        let mut facts: Vec<_> = facts.into_iter().collect();
        facts.sort_by(|a, b| b.1.len().cmp(&a.1.len()).then_with(|| a.0.cmp(&b.0)));
        Ok(facts)
    }

    /// The fact that a quad states; nothing where it states none.
    fn fact(&self, quad: &Quad) -> Option<Fact> {
        let predicate = local(quad.predicate.as_str()).filter(|_| self.is_fact(quad))?.to_owned();
        let object = match &quad.object {
            Term::NamedNode(object) => Object::Thing(object.as_str().to_owned()),
            other => Object::Text(text(other)),
        };
        Some(Fact { subject: subject(quad).to_owned(), predicate, object })
    }

    /// Whether a quad states something of a thing, and not of a meeting, a post, a reifier or a stretch of text.
    fn is_fact(&self, quad: &Quad) -> bool {
        self.namespaces().is_thing(subject(quad))
            && !STRUCTURE.contains(&quad.predicate.as_ref())
            && !self.is_occurrence(subject(quad))
    }

    /// Whether an IRI is that of a meeting, call or visit, which have no name.
    pub(super) fn is_occurrence(&self, iri: &str) -> bool {
        iri.starts_with(&self.namespaces().thing("event-")) && !matches!(self.label(node(iri)), Ok(Some(_)))
    }

    /// The facts of some properties between things, each with the articles that state it where `with_articles`. Those of
    /// symmetric properties come both ways.
    ///
    /// # Errors
    /// The store cannot be read, or `each` fails.
    pub fn facts<'p, E: From<ViewError>>(
        &self,
        predicates: impl IntoIterator<Item = &'p str>,
        with_articles: bool,
        mut each: impl FnMut(&str, &'p str, &str, Option<&str>) -> Result<(), E>,
    ) -> Result<(), E> {
        for predicate in predicates {
            let property = NamedNode::new_unchecked(format!("{TUPU}{predicate}"));
            let graphs = if with_articles { EVERYWHERE } else { MERGED };
            for quad in self.quads().quads_for_pattern(None, Some(property.as_ref()), None, graphs) {
                let quad = quad?;
                let Term::NamedNode(object) = &quad.object else { continue };
                if with_articles == graph(&quad).is_some() && self.is_fact(&quad) {
                    each(subject(&quad), predicate, object.as_str(), graph(&quad))?;
                }
            }
        }
        Ok(())
    }

    /// How the articles present a fact, sorted by article: those that state it, and those that only plan, deny or claim it.
    ///
    /// # Errors
    /// The store cannot be read.
    pub fn supports(&self, fact: &Fact) -> Result<Vec<Support>, ViewError> {
        let predicate = NamedNode::new_unchecked(format!("{TUPU}{}", fact.predicate));
        let mut supports = Vec::new();
        for object in object_terms(&fact.object) {
            let triple = Triple::new(NamedNode::new_unchecked(&fact.subject), predicate.clone(), object);
            let pattern = TermRef::Triple(&triple);
            for quad in self.quads().quads_for_pattern(None, Some(REIFIES), Some(pattern), EVERYWHERE) {
                let quad = quad?;
                supports.push(self.support(quad.subject.as_ref(), graph(&quad).unwrap_or_default())?);
            }
        }
        supports.sort();
        Ok(supports)
    }

    /// How many times articles present a fact, and the latest of them, by article.
    ///
    /// # Errors
    /// The store cannot be read.
    pub fn latest_supports(&self, fact: &Fact, most: usize) -> Result<(usize, Vec<Support>), ViewError> {
        let (n, reifiers) = self.latest_reifiers(fact, most)?;
        let mut supports = Vec::with_capacity(reifiers.len());
        for (article, reifier) in reifiers {
            supports.push(self.support(node(&reifier).into(), &article)?);
        }
        supports.sort();
        Ok((n, supports))
    }

    fn support(&self, reifier: NamedOrBlankNodeRef<'_>, article: &str) -> Result<Support, ViewError> {
        let mut support = Support { article: article.to_owned(), ..Support::default() };
        let graph = GraphNameRef::NamedNode(node(article));
        for quad in self.quads().quads_for_pattern(Some(reifier), None, None, Some(graph)) {
            let quad = quad?;
            let value = text(&quad.object);
            match quad.predicate.as_ref() {
                EVIDENCE => support.spans.extend(span(&value)),
                RULE => support.rule = local(&value).unwrap_or(&value).to_owned(),
                MODALITY => support.modality = local(&value).unwrap_or(&value).to_owned(),
                ATTRIBUTED_TO => support.attributed_to = Some(value),
                SOURCE => support.source = Some(value),
                DATE => support.date = Some(value),
                PLACE => support.place = Some(value),
                _ => {}
            }
        }
        support.spans.sort_unstable();
        Ok(support)
    }

    /// The article with this IRI.
    ///
    /// # Errors
    /// The store cannot be read.
    pub fn article_at(&self, iri: &str) -> Result<Article, ViewError> {
        let mut article = Article { iri: iri.to_owned(), ..Article::default() };
        let graph = GraphNameRef::NamedNode(node(iri));
        for quad in self.quads().quads_for_pattern(Some(node(iri).into()), None, None, Some(graph)) {
            let quad = quad?;
            let value = text(&quad.object);
            match quad.predicate.as_ref() {
                IDENTIFIER => article.key = value,
                HEADLINE => article.title = value,
                DATE_PUBLISHED => article.date = Some(value),
                PUBLISHER => article.source = value,
                URL => article.url = value,
                IS_STRING => article.text = value,
                _ => {}
            }
        }
        Ok(article)
    }

    /// When an article was published, as far as known.
    ///
    /// # Errors
    /// The store cannot be read.
    pub fn published(&self, article: &str) -> Result<Option<String>, ViewError> {
        let (subject, graph) = (node(article), GraphNameRef::NamedNode(node(article)));
        let mut dates = self.quads().quads_for_pattern(Some(subject.into()), Some(DATE_PUBLISHED), None, Some(graph));
        dates.next().map_or(Ok(None), |quad| Ok(Some(text(&quad?.object))))
    }

    /// When each article was published, where that is known.
    ///
    /// # Errors
    /// The store cannot be read.
    pub fn dates(&self) -> Result<BTreeMap<String, String>, ViewError> {
        let mut dates = BTreeMap::new();
        for quad in self.quads().quads_for_pattern(None, Some(DATE_PUBLISHED), None, EVERYWHERE) {
            let quad = quad?;
            dates.insert(subject(&quad).to_owned(), text(&quad.object));
        }
        Ok(dates)
    }

    /// When events with a name take place, as far as known.
    ///
    /// # Errors
    /// The store cannot be read.
    pub fn happened_on(&self, event: &str) -> Result<Option<String>, ViewError> {
        let mut dates = Vec::new();
        for quad in self.quads().quads_for_pattern(Some(node(event).into()), Some(HAPPENED_ON), None, MERGED) {
            dates.push(text(&quad?.object));
        }
        Ok(dates.into_iter().min())
    }

    /// IRIs of all articles, sorted.
    ///
    /// # Errors
    /// The store cannot be read.
    pub fn articles(&self) -> Result<Vec<String>, ViewError> {
        let mut articles = Vec::new();
        for graph in self.quads().named_graphs() {
            if let NamedOrBlankNode::NamedNode(graph) = graph?
                && self.namespaces().is_article(graph.as_str())
            {
                articles.push(graph.into_string());
            }
        }
        articles.sort();
        Ok(articles)
    }

    /// The meetings, calls and visits at a place, sorted by date.
    ///
    /// # Errors
    /// The store cannot be read.
    pub fn occurrences_at(&self, place: &str) -> Result<Vec<Occurrence>, ViewError> {
        let mut nodes = BTreeSet::new();
        for quad in self.quads().quads_for_pattern(None, Some(LOCATED_IN), Some(node(place).into()), MERGED) {
            let quad = quad?;
            if self.is_occurrence(subject(&quad)) {
                nodes.insert(subject(&quad).to_owned());
            }
        }
        let mut occurrences = nodes.iter().map(|node| self.occurrence(node)).collect::<Result<Vec<_>, _>>()?;
        occurrences.sort();
        Ok(occurrences)
    }

    fn occurrence(&self, iri: &str) -> Result<Occurrence, ViewError> {
        let mut occurrence = Occurrence::default();
        for quad in self.quads().quads_for_pattern(Some(node(iri).into()), None, None, MERGED) {
            let quad = quad?;
            let value = text(&quad.object);
            match quad.predicate.as_ref() {
                TYPE => occurrence.class = local(&value).unwrap_or_default().to_owned(),
                PARTICIPANT => occurrence.participants.push(value),
                LOCATED_IN => occurrence.places.push(value),
                HAPPENED_ON => occurrence.date = Some(value),
                _ => {}
            }
        }
        occurrence.participants.sort();
        occurrence.places.sort();
        Ok(occurrence)
    }

    /// The posts of a person, sorted.
    ///
    /// # Errors
    /// The store cannot be read.
    pub fn posts_of(&self, iri: &str) -> Result<Vec<Post>, ViewError> {
        let mut posts = Vec::new();
        for held in self.quads().quads_for_pattern(None, Some(MEMBER), Some(node(iri).into()), MERGED) {
            let held = held?.subject;
            let mut post = Post::default();
            for quad in self.quads().quads_for_pattern(Some(held.as_ref()), None, None, MERGED) {
                let quad = quad?;
                match quad.predicate.as_ref() {
                    POST => post.post = text(&quad.object),
                    ORGANIZATION => post.organization = Some(text(&quad.object)),
                    MODALITY => post.is_former = true,
                    FROM => post.from = Some(text(&quad.object)),
                    UNTIL => post.until = Some(text(&quad.object)),
                    _ => {}
                }
            }
            posts.push(post);
        }
        posts.sort();
        Ok(posts)
    }

    /// What a thing said or others said for it, sorted by article and place in it.
    ///
    /// # Errors
    /// The store cannot be read.
    pub fn statements_by(&self, iri: &str) -> Result<Vec<Statement>, ViewError> {
        let mut statements = BTreeSet::new();
        for predicate in [SPEAKER, ON_BEHALF_OF] {
            for quad in self.quads().quads_for_pattern(None, Some(predicate), Some(node(iri).into()), EVERYWHERE) {
                let quad = quad?;
                statements.insert(self.statement(quad.subject.as_ref(), quad.graph_name.as_ref())?);
            }
        }
        Ok(statements.into_iter().collect())
    }

    /// How many passages a thing said or others said for it, and the latest of them, by date and place in their articles.
    ///
    /// # Errors
    /// The store cannot be read.
    pub fn latest_statements_by(&self, iri: &str, most: usize) -> Result<(usize, Vec<Statement>), ViewError> {
        let (n, nodes) = self.latest_statements(iri, most)?;
        let latest = nodes.iter().map(|(article, said)| self.statement(node(said).into(), node(article).into()));
        Ok((n, latest.collect::<Result<_, _>>()?))
    }

    fn statement(&self, said: NamedOrBlankNodeRef<'_>, article: GraphNameRef<'_>) -> Result<Statement, ViewError> {
        let mut statement = Statement::default();
        for quad in self.quads().quads_for_pattern(Some(said), None, None, Some(article)) {
            let quad = quad?;
            let value = text(&quad.object);
            match quad.predicate.as_ref() {
                REFERENCE_CONTEXT => statement.article = value,
                BEGIN_INDEX => statement.start = value.parse().unwrap_or_default(),
                END_INDEX => statement.end = value.parse().unwrap_or_default(),
                SPEAKER => statement.speaker = value,
                ON_BEHALF_OF => statement.on_behalf_of = Some(value),
                CUE => statement.cue = value,
                TEXT => statement.text = value,
                _ => {}
            }
        }
        Ok(statement)
    }

    /// The forms by which an article refers to a thing, longest first: its names, and how else the article prints it.
    ///
    /// # Errors
    /// The store cannot be read.
    pub fn printed(&self, thing: &str, article: &str) -> Result<Vec<String>, ViewError> {
        let graph = GraphNameRef::NamedNode(node(article));
        let mut forms = Vec::new();
        for predicate in [LABEL, ALT_LABEL, PRINTED_AS] {
            for quad in self.quads().quads_for_pattern(Some(node(thing).into()), Some(predicate), None, Some(graph)) {
                forms.push(text(&quad?.object));
            }
        }
        forms.sort_by(|a, b| b.len().cmp(&a.len()).then_with(|| a.cmp(b)));
        forms.dedup();
        Ok(forms)
    }

    /// An IRI as people read it, with a prefix where one fits.
    pub fn short(&self, iri: &str) -> String {
        turtle::shorten(iri, self.namespaces()).unwrap_or_else(|| format!("<{iri}>"))
    }
}
