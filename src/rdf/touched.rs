//! What a change of the store touches: what was found out about it from the whole archive has to be found out again.

use super::Namespaces;
use super::describe::is_knowledge;
use super::identity::is_by_name;
use super::vocab::{ALT_LABEL, LABEL};
use oxigraph::model::{NamedNode, NamedOrBlankNode, Term, Triple};
use rustc_hash::FxHashSet;
use std::hash::Hash;

/// Touched things of a kind from which looking through the whole store is quicker than asking for each.
const MANY: usize = 2_000;

/// Names, articles, facts and things that changes of the store have touched.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Touched {
    /// Names of things that only names identify: what they stand for may be something else.
    pub(super) names: Few<String>,
    /// Articles that came, went or say something else: what they repeat, or what repeats them, may be others.
    pub(super) articles: Few<NamedNode>,
    /// Facts that other articles tell than before.
    pub(super) facts: Few<Triple>,
    /// Things of which the merged graph may say something else: also posts and events.
    pub(super) things: Few<NamedNode>,
}

/// A set that is let go where it grows too large to be of use: then it stands for all there is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Few<T: Eq + Hash>(Option<FxHashSet<T>>);

impl<T: Eq + Hash> Default for Few<T> {
    fn default() -> Self {
        Few(Some(FxHashSet::default()))
    }
}

impl<T: Eq + Hash> Few<T> {
    /// What is in the set; nothing where it stands for all.
    pub(super) fn few(&self) -> Option<&FxHashSet<T>> {
        self.0.as_ref()
    }

    pub(super) fn insert(&mut self, make: impl FnOnce() -> T) {
        if let Some(set) = &mut self.0 {
            set.insert(make());
            if set.len() > MANY {
                self.0 = None;
            }
        }
    }

    pub(super) fn extend(&mut self, other: Few<T>) {
        match other.0 {
            Some(others) => others.into_iter().for_each(|other| self.insert(|| other)),
            None => self.0 = None,
        }
    }
}

impl Touched {
    /// Everything: what an interrupted run has touched is not known.
    pub fn everything() -> Self {
        Touched { names: Few(None), articles: Few(None), facts: Few(None), things: Few(None) }
    }

    /// Nothing but names.
    pub(super) fn of_names(names: impl IntoIterator<Item = String>) -> Self {
        let mut touched = Touched::default();
        names.into_iter().for_each(|name| touched.names.insert(|| name));
        touched
    }

    /// Adds an article with the triples that it has gained or lost.
    pub(super) fn add<'a>(
        &mut self,
        article: &NamedNode,
        triples: impl IntoIterator<Item = &'a Triple>,
        namespaces: &Namespaces,
    ) {
        self.articles.insert(|| article.clone());
        for triple in triples {
            if let (NamedOrBlankNode::NamedNode(thing), true) = (&triple.subject, is_knowledge(triple, namespaces)) {
                self.things.insert(|| thing.clone());
            }
            if namespaces.is_fact(triple) {
                self.facts.insert(|| triple.clone());
            } else if (triple.predicate == LABEL || triple.predicate == ALT_LABEL)
                && let (NamedOrBlankNode::NamedNode(thing), Term::Literal(name)) = (&triple.subject, &triple.object)
                && is_by_name(thing.as_ref(), namespaces)
            {
                self.names.insert(|| name.value().to_owned());
            }
        }
    }

    /// Adds all that another change has touched.
    pub fn extend(&mut self, other: Touched) {
        self.names.extend(other.names);
        self.articles.extend(other.articles);
        self.facts.extend(other.facts);
        self.things.extend(other.things);
    }
}
