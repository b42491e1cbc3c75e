//! A part of a graph: the neighbourhood of a thing, some classes, what articles of a period say.

use rustc_hash::FxHashSet;

use super::timeline::Period;
use crate::rdf::Store;
use crate::rdf::view::{Fact, Object, Thing, ViewError};

/// What to keep of a graph; by default all of it.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    /// A thing, and how many steps away from it others may be.
    pub around: Option<(Thing, usize)>,
    /// Classes of things; none means all.
    pub classes: Vec<String>,
    /// When the articles were published.
    pub period: Period,
}

/// The things and articles that are kept.
#[derive(Clone, Debug, Default)]
pub struct Selection {
    /// IRIs of things; all where there is no set.
    things: Option<FxHashSet<String>>,
    /// IRIs of articles; all where there is no set.
    articles: Option<FxHashSet<String>>,
}

impl Selection {
    /// What is wanted of a store.
    ///
    /// # Errors
    /// The store cannot be read.
    pub fn of(store: &Store, wanted: &Wanted) -> Result<Self, ViewError> {
        let mut selection = Selection::default();
        if !wanted.period.is_all() {
            let dates = store.dates()?;
            let kept = dates.into_iter().filter(|(_, date)| wanted.period.has(date)).map(|(article, _)| article);
            selection.articles = Some(kept.collect());
        }
        if let Some((centre, hops)) = &wanted.around {
            let mut things = FxHashSet::from_iter([centre.iri.clone()]);
            let mut edge = vec![centre.iri.clone()];
            for _ in 0..*hops {
                let mut next = Vec::new();
                for iri in edge {
                    for fact in store.facts_of(&iri)? {
                        if let Some(other) = fact.other(&iri)
                            && !things.contains(other)
                            && selection.has_fact(store, &iri, other)?
                            && wanted.has_class(store, other)?
                            && things.insert(other.to_owned())
                        {
                            next.push(other.to_owned());
                        }
                    }
                }
                edge = next;
            }
            selection.things = Some(things);
        } else if !wanted.classes.is_empty() {
            let classes = store.classes()?.into_iter().filter(|(_, class)| wanted.classes.contains(class));
            selection.things = Some(classes.map(|(iri, _)| iri).collect());
        }
        Ok(selection)
    }

    /// Whether everything is kept.
    pub fn is_all(&self) -> bool {
        self.things.is_none() && self.articles.is_none()
    }

    /// Whether all articles are kept.
    pub fn has_all_articles(&self) -> bool {
        self.articles.is_none()
    }

    /// Whether a thing is kept, as far as it is not for articles to say.
    pub fn has_thing(&self, iri: &str) -> bool {
        self.things.as_ref().is_none_or(|things| things.contains(iri))
    }

    /// Whether an article is kept.
    pub fn has_article(&self, iri: &str) -> bool {
        self.articles.as_ref().is_none_or(|articles| articles.contains(iri))
    }

    /// Whether an article that is kept states a fact between two things.
    fn has_fact(&self, store: &Store, one: &str, other: &str) -> Result<bool, ViewError> {
        Ok(self.has_all_articles()
            || store.between(one, other)?.iter().any(|(_, articles)| articles.iter().any(|it| self.has_article(it))))
    }

    /// Whether the ends of a fact are kept.
    pub fn has_ends(&self, fact: &Fact) -> bool {
        self.has_thing(&fact.subject)
            && match &fact.object {
                Object::Thing(iri) => self.has_thing(iri),
                Object::Text(_) => true,
            }
    }
}

impl Wanted {
    fn has_class(&self, store: &Store, iri: &str) -> Result<bool, ViewError> {
        Ok(self.classes.is_empty() || store.thing(iri)?.is_some_and(|thing| self.classes.contains(&thing.class)))
    }
}
