//! Identity in a store: what the articles of a name show, and which of them must be written again.
//!
//! An article's graph has the IRIs of what things are in the whole archive. Where such an IRI is not the one that the article by
//! itself gives the thing, the graph has that one too (`tupu:sightedAs`), and the reason (`tupu:identity`): so each decision can
//! be looked up, made again, and undone when its evidence goes. A change of the store touches names; only articles that have one
//! of these names, or a name that stands beside one of them, are looked at.

use super::store::{Store, StoreError};
use super::touched::Touched;
use super::vocab::{
    ALT_LABEL, DATE_PUBLISHED, FOLLOWS, IDENTIFIER, IDENTITY, LABEL, MEMBER, MODALITY, ORGANIZATION, POST, SIGHTED_AS,
    TUPU, TYPE,
};
use super::{Namespaces, Schema};
use crate::graph::identity::{Identity, Sighting, Tie, identify};
use crate::ontology::class::Kind;
use crate::ontology::decision::Decision;
use crate::pipeline::{hashed_key, is_hashed_key};
use oxigraph::model::{GraphName, GraphNameRef, Literal, NamedNode, NamedNodeRef, NamedOrBlankNode, Quad, Term};
use oxigraph::store::StorageError;
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::{BTreeMap, BTreeSet};

/// What things of an article are, by the IRIs that the article by itself gives them.
pub type Identities = BTreeMap<String, Identity>;

/// A thing of an article as the store has it.
struct Stored {
    sighting: Sighting,
    /// What it is there; nothing where it is what the article by itself says.
    identity: Option<Identity>,
}

/// Whether a thing is identified by class and name alone.
pub(super) fn is_by_name(thing: NamedNodeRef<'_>, namespaces: &Namespaces) -> bool {
    thing.as_str().strip_prefix(&namespaces.thing("")).is_some_and(is_hashed_key)
}

impl Store {
    /// The articles in which things are not what the whole archive shows them to be, by key, with what the things are.
    ///
    /// # Errors
    /// Reading failed.
    pub fn unsettled(
        &self,
        touched: &Touched,
        decisions: &[Decision],
        schema: &Schema,
    ) -> Result<Vec<(String, Identities)>, StoreError> {
        let names: BTreeSet<String> = match touched.names.few() {
            Some(names) => names.iter().cloned().collect(),
            None => {
                let decided = decisions.iter().flat_map(|decision| [decision.name.clone(), decision.other.clone()]);
                self.open_names(schema)?.into_iter().chain(decided).collect()
            }
        };
        let stored = self.stored(names, decisions, schema)?;
        let sightings: Vec<Sighting> = stored.iter().map(|stored| stored.sighting.clone()).collect();
        let mut changed: BTreeMap<String, Identities> = BTreeMap::new();
        let target = |identity: &Option<Identity>| identity.as_ref().map(|i| (i.iri.clone(), i.name.clone()));
        for (stored, identity) in stored.into_iter().zip(identify(&sightings, decisions)) {
            if target(&stored.identity) == target(&identity) {
                continue;
            }
            let Sighting { article, iri, .. } = stored.sighting;
            if !changed.contains_key(&article) {
                changed.insert(article.clone(), self.identities(&article, schema)?);
            }
            let identities = changed.get_mut(&article).expect("it was put there above");
            match identity {
                Some(identity) => _ = identities.insert(iri, identity),
                None => _ = identities.remove(&iri),
            }
        }
        Ok(changed.into_iter().collect())
    }

    /// The names of the store of which it may be asked what they stand for: forms that are the only name of a thing in one article
    /// and a second name in another, names of people with two countries or one post of two bodies, and all that was identified before. Looks through all
    /// names of the merged graph.
    fn open_names(&self, schema: &Schema) -> Result<BTreeSet<String>, StorageError> {
        let merged = Some(GraphNameRef::DefaultGraph);
        let (mut own, mut second) = (FxHashSet::default(), FxHashSet::default());
        for (predicate, forms) in [(LABEL, &mut own), (ALT_LABEL, &mut second)] {
            for quad in self.quads().quads_for_pattern(None, Some(predicate), None, merged) {
                if let Quad { subject: NamedOrBlankNode::NamedNode(thing), object: Term::Literal(name), .. } = quad?
                    && (predicate == ALT_LABEL || is_by_name(thing.as_ref(), self.namespaces()))
                {
                    forms.insert(name.value().to_owned());
                }
            }
        }
        let mut names: BTreeSet<String> = own.intersection(&second).cloned().collect();
        for property in schema.exclusive.keys() {
            let mut first = FxHashMap::default();
            let mut several = BTreeSet::new();
            let property = NamedNode::new_unchecked(format!("{TUPU}{property}"));
            for quad in self.quads().quads_for_pattern(None, Some(property.as_ref()), None, merged) {
                if let Quad { subject: NamedOrBlankNode::NamedNode(thing), object, .. } = quad?
                    && is_by_name(thing.as_ref(), self.namespaces())
                    && *first.entry(thing.clone()).or_insert_with(|| object.clone()) != object
                {
                    several.insert(thing.into_string());
                }
            }
            for thing in several {
                names.extend(self.texts(NamedNodeRef::new_unchecked(&thing), &[LABEL, ALT_LABEL], merged)?);
            }
        }
        let mut first = FxHashMap::default();
        for post in &schema.sole {
            let post = Literal::new_language_tagged_literal_unchecked(post, "zh");
            for held in self.quads().quads_for_pattern(None, Some(POST), Some(post.as_ref().into()), merged) {
                let NamedOrBlankNode::NamedNode(held) = held?.subject else { continue };
                let (people, bodies) =
                    (self.objects(held.as_ref(), MEMBER, merged)?, self.objects(held.as_ref(), ORGANIZATION, merged)?);
                let (Some(Term::NamedNode(person)), Some(body)) = (people.first(), bodies.first()) else { continue };
                let key = (person.clone(), post.clone());
                if is_by_name(person.as_ref(), self.namespaces())
                    && *first.entry(key).or_insert_with(|| body.clone()) != *body
                {
                    names.extend(self.texts(person.as_ref(), &[LABEL, ALT_LABEL], merged)?);
                }
            }
        }
        for quad in self.quads().quads_for_pattern(None, Some(SIGHTED_AS), None, None) {
            if let Quad { subject: NamedOrBlankNode::NamedNode(thing), graph_name, .. } = quad? {
                names.extend(self.texts(thing.as_ref(), &[LABEL, ALT_LABEL], Some(graph_name.as_ref()))?);
            }
        }
        Ok(names)
    }

    /// The names of decisions that the store does not follow yet, or no longer has to.
    ///
    /// # Errors
    /// Reading failed.
    pub fn changed_decisions(&self, decisions: &[Decision]) -> Result<Touched, StoreError> {
        let now: BTreeSet<String> = decisions.iter().map(Decision::row).collect();
        let followed = self.followed()?;
        let changed = now.symmetric_difference(&followed);
        Ok(Touched::of_names(changed.flat_map(|row| row.split('\t').skip(2).take(2)).map(ToOwned::to_owned)))
    }

    /// Records that the store follows these decisions.
    ///
    /// # Errors
    /// Writing failed.
    pub fn follow(&self, decisions: &[Decision]) -> Result<(), StoreError> {
        let now: BTreeSet<String> = decisions.iter().map(Decision::row).collect();
        let followed = self.followed()?;
        if now == followed {
            return Ok(());
        }
        let node = self.namespaces().run("decisions");
        let quad = |row: &String| Quad::new(node.clone(), FOLLOWS, Literal::from(&**row), node.clone());
        let mut transaction = self.quads().start_transaction()?;
        for row in followed.difference(&now) {
            transaction.remove(&quad(row));
        }
        for row in now.difference(&followed) {
            transaction.insert(&quad(row));
        }
        Ok(transaction.commit()?)
    }

    fn followed(&self) -> Result<BTreeSet<String>, StorageError> {
        let node = self.namespaces().run("decisions");
        Ok(self.texts(node.as_ref(), &[FOLLOWS], Some(node.as_ref().into()))?.into_iter().collect())
    }

    /// All that the store has of things with these names, and with names that stand beside them. Of what the knowledge base knows,
    /// one article is enough for each name.
    fn stored(
        &self,
        names: BTreeSet<String>,
        decisions: &[Decision],
        schema: &Schema,
    ) -> Result<Vec<Stored>, StoreError> {
        let mut queue: Vec<String> = names.iter().cloned().collect();
        let mut names = names;
        let mut seen = BTreeSet::new();
        let mut stored = Vec::new();
        while let Some(name) = queue.pop() {
            let mut beside: Vec<String> = Vec::new();
            for decision in decisions {
                if decision.is_about(&name) {
                    beside.extend([decision.name.clone(), decision.other.clone()]);
                }
            }
            for (thing, graph) in self.named(&name)? {
                let is_known = !is_by_name(thing.as_ref(), self.namespaces());
                if is_known && seen.contains(&(thing.clone(), name.clone()))
                    || seen.contains(&(thing.clone(), graph.as_str().to_owned()))
                {
                    continue;
                }
                for sighted in self.sighted(&thing, &graph, schema)? {
                    if sighted.sighting.is_known {
                        seen.insert((thing.clone(), name.clone()));
                    } else {
                        beside.extend(sighted.sighting.names.iter().cloned());
                    }
                    stored.push(sighted);
                }
                seen.insert((thing, graph.into_string()));
            }
            queue.extend(beside.into_iter().filter(|name| names.insert(name.clone())));
        }
        Ok(stored)
    }

    /// The things that articles give a name, with the articles.
    fn named(&self, name: &str) -> Result<Vec<(NamedNode, NamedNode)>, StorageError> {
        let name = Literal::new_language_tagged_literal_unchecked(name, "zh");
        let mut named = Vec::new();
        for predicate in [LABEL, ALT_LABEL] {
            for quad in self.quads().quads_for_pattern(None, Some(predicate), Some(name.as_ref().into()), None) {
                if let Quad {
                    subject: NamedOrBlankNode::NamedNode(thing),
                    graph_name: GraphName::NamedNode(graph),
                    ..
                } = quad?
                {
                    named.push((thing, graph));
                }
            }
        }
        Ok(named)
    }

    /// What the things of an article are, where that is not what the article by itself says.
    fn identities(&self, article: &str, schema: &Schema) -> Result<Identities, StorageError> {
        let graph = self.namespaces().article(article);
        let mut identities = Identities::new();
        for quad in self.quads().quads_for_pattern(None, Some(SIGHTED_AS), None, Some(graph.as_ref().into())) {
            if let NamedOrBlankNode::NamedNode(thing) = quad?.subject {
                let stored = self.sighted(&thing, &graph, schema)?.into_iter();
                identities.extend(stored.filter_map(|stored| Some((stored.sighting.iri, stored.identity?))));
            }
        }
        Ok(identities)
    }

    /// What an article's graph has of a thing; more than one where several of the article are that thing.
    fn sighted(&self, thing: &NamedNode, graph: &NamedNode, schema: &Schema) -> Result<Vec<Stored>, StorageError> {
        let here = Some(GraphNameRef::from(graph.as_ref()));
        let classes = self.objects(thing.as_ref(), TYPE, here)?;
        // What is of a class and of a narrower one is told from others by the former.
        let class = classes.into_iter().find_map(|class| match class {
            Term::NamedNode(class) => class.as_str().strip_prefix(TUPU).and_then(Kind::from_local_name),
            _ => None,
        });
        let class = class.map(|kind| kind.local_name().to_owned());
        let (Some(class), Some(label), Some(article)) = (
            class,
            self.texts(thing.as_ref(), &[LABEL], here)?.into_iter().next(),
            self.texts(graph.as_ref(), &[IDENTIFIER], here)?.into_iter().next(),
        ) else {
            return Ok(Vec::new());
        };
        let names: BTreeSet<String> = self.texts(thing.as_ref(), &[LABEL, ALT_LABEL], here)?.into_iter().collect();
        let ties = self.ties(thing, graph, schema)?;
        let sighting = Sighting {
            article,
            iri: thing.as_str().to_owned(),
            is_known: !is_by_name(thing.as_ref(), self.namespaces()),
            class,
            name: label.clone(),
            names,
            ties,
        };
        let forms: Vec<String> = self
            .objects(thing.as_ref(), SIGHTED_AS, here)?
            .into_iter()
            .filter_map(|form| match form {
                Term::NamedNode(form) => Some(form.into_string()),
                _ => None,
            })
            .collect();
        if forms.is_empty() {
            return Ok(vec![Stored { sighting, identity: None }]);
        }
        let reason = self.texts(thing.as_ref(), &[IDENTITY], here)?.into_iter().next().unwrap_or_default();
        let identity = Identity { iri: sighting.iri.clone(), name: label.clone(), reason };
        let stored = forms.iter().filter_map(|iri| {
            let is_own = |name: &&String| self.namespaces().thing(&hashed_key(&sighting.class, name)) == *iri;
            let name = sighting.names.iter().find(is_own)?.clone();
            // The name in the whole archive is none that the article gives, unless it is the same.
            let is_of_article = |other: &&String| **other == name || forms.len() == 1 && **other != label;
            let names = sighting.names.iter().filter(is_of_article).cloned().collect();
            let sighting = Sighting { iri: iri.clone(), is_known: false, name, names, ..sighting.clone() };
            Some(Stored { sighting, identity: Some(identity.clone()) })
        });
        Ok(stored.collect())
    }

    /// What a thing belongs to according to an article, where it can belong to only one of that kind.
    fn ties(&self, thing: &NamedNode, graph: &NamedNode, schema: &Schema) -> Result<BTreeSet<Tie>, StorageError> {
        let here = Some(GraphNameRef::from(graph.as_ref()));
        let mut ties = BTreeSet::new();
        for (property, classes) in &schema.exclusive {
            let property = NamedNode::new_unchecked(format!("{TUPU}{property}"));
            for object in self.objects(thing.as_ref(), property.as_ref(), here)? {
                let Term::NamedNode(object) = object else { continue };
                let is_one = |class: &Term| matches!(class, Term::NamedNode(class) if classes.iter().any(|c| class.as_str().strip_prefix(TUPU) == Some(c)));
                if self.objects(object.as_ref(), TYPE, here)?.iter().any(is_one) {
                    ties.insert(Tie { to: object.into_string(), ..Tie::default() });
                }
            }
        }
        for held in self.quads().quads_for_pattern(None, Some(MEMBER), Some(thing.as_ref().into()), here) {
            let NamedOrBlankNode::NamedNode(held) = held?.subject else { continue };
            let Some(post) =
                self.texts(held.as_ref(), &[POST], here)?.into_iter().find(|post| schema.sole.contains(post))
            else {
                continue;
            };
            if !self.objects(held.as_ref(), MODALITY, here)?.is_empty() {
                continue;
            }
            for body in self.objects(held.as_ref(), ORGANIZATION, here)? {
                let Term::NamedNode(body) = body else { continue };
                let name = self.texts(body.as_ref(), &[LABEL], here)?.into_iter().next().unwrap_or_default();
                let date = self.value(graph, DATE_PUBLISHED)?.unwrap_or_default();
                let year = date.get(..4).filter(|year| year.bytes().all(|byte| byte.is_ascii_digit()));
                let year = year.unwrap_or_default().to_owned();
                ties.insert(Tie { post: post.clone(), to: body.into_string(), name, year });
            }
        }
        Ok(ties)
    }

    fn objects(
        &self,
        subject: NamedNodeRef<'_>,
        predicate: NamedNodeRef<'_>,
        graph: Option<GraphNameRef<'_>>,
    ) -> Result<Vec<Term>, StorageError> {
        let quads = self.quads().quads_for_pattern(Some(subject.into()), Some(predicate), None, graph);
        quads.map(|quad| quad.map(|quad| quad.object)).collect()
    }

    fn texts(
        &self,
        subject: NamedNodeRef<'_>,
        predicates: &[NamedNodeRef<'_>],
        graph: Option<GraphNameRef<'_>>,
    ) -> Result<Vec<String>, StorageError> {
        let mut texts = Vec::new();
        for predicate in predicates {
            for object in self.objects(subject, *predicate, graph)? {
                if let Term::Literal(text) = object {
                    texts.push(text.value().to_owned());
                }
            }
        }
        Ok(texts)
    }
}
