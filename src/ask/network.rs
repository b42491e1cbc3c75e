//! The facts between things as a network: who is connected with whom, and by how many articles.

use petgraph::csr::Csr;
use rustc_hash::{FxHashMap, FxHashSet};

use super::timeline::Period;
use crate::ontology::Vocabulary;
use crate::rdf::Store;
use crate::rdf::view::ViewError;

/// Things and the connections between them, without direction: each stands both ways, with the number of articles that state
/// a fact of its two ends.
#[derive(Debug)]
pub struct Network {
    /// IRIs of the things, sorted; a thing's place is its index.
    pub things: Vec<String>,
    /// The connections; their weights are numbers of articles.
    pub links: Csr<(), f64>,
}

impl Network {
    /// The network of the facts that articles of a period state.
    ///
    /// Reads every fact of the store once, and nothing else.
    ///
    /// # Errors
    /// The store cannot be read.
    pub fn load(store: &Store, vocabulary: &Vocabulary, period: &Period) -> Result<Self, ViewError> {
        let dates = if period.is_all() { None } else { Some(store.dates()?) };
        let mut ids: FxHashMap<String, u32> = FxHashMap::default();
        let mut articles: FxHashMap<String, u32> = FxHashMap::default();
        let mut edges: FxHashSet<(u32, u32, u32)> = FxHashSet::default();
        let id = |ids: &mut FxHashMap<String, u32>, iri: &str| match ids.get(iri) {
            Some(id) => *id,
            None => {
                let id = u32::try_from(ids.len()).expect("fewer than four billion things");
                ids.insert(iri.to_owned(), id);
                id
            }
        };
        store.facts::<ViewError>(vocabulary.relations(), true, |subject, _, object, article| {
            let article = article.expect("asked for with articles");
            let is_in = |dates: &std::collections::BTreeMap<String, String>| {
                dates.get(article).is_some_and(|date| period.has(date))
            };
            if subject != object && dates.as_ref().is_none_or(is_in) {
                let (one, other) = (id(&mut ids, subject), id(&mut ids, object));
                edges.insert((one.min(other), one.max(other), id(&mut articles, article)));
            }
            Ok(())
        })?;
        // Places by name and not by first occurrence, so that results do not depend on the order of the store.
        let mut things: Vec<(String, u32)> = ids.into_iter().collect();
        things.sort_unstable();
        let mut places = vec![0_u32; things.len()];
        for (place, (_, id)) in (0..).zip(&things) {
            places[*id as usize] = place;
        }
        let mut weights: FxHashMap<(u32, u32), f64> = FxHashMap::default();
        let mut ends: Vec<(u32, u32, u32)> = edges.into_iter().collect();
        ends.sort_unstable();
        for (one, other, _) in ends {
            let (one, other) = (places[one as usize], places[other as usize]);
            for pair in [(one, other), (other, one)] {
                *weights.entry(pair).or_default() += 1.0;
            }
        }
        let mut links: Vec<(u32, u32, f64)> = weights.into_iter().map(|((a, b), weight)| (a, b, weight)).collect();
        links.sort_unstable_by_key(|&(a, b, _)| (a, b));
        Ok(Network {
            things: things.into_iter().map(|(iri, _)| iri).collect(),
            links: Csr::from_sorted_edges(&links).expect("sorted above"),
        })
    }

    /// The place of a thing.
    pub fn place(&self, iri: &str) -> Option<u32> {
        self.things.binary_search_by(|thing| thing.as_str().cmp(iri)).ok().and_then(|place| u32::try_from(place).ok())
    }

    /// What a thing is connected with, and how strongly.
    pub fn neighbours(&self, place: u32) -> impl Iterator<Item = (u32, f64)> {
        let weights = self.links.edges_slice(place);
        self.links.neighbors_slice(place).iter().copied().zip(weights.iter().copied())
    }
}
