//! The facts between things as a network: who is connected with whom, and by how many articles.

use petgraph::csr::Csr;
use rustc_hash::FxHashMap;

use super::timeline::Period;
use crate::ontology::Vocabulary;
use crate::rdf::Store;
use crate::rdf::view::ViewError;

/// Things and the connections between them, without direction: each stands both ways, with the number of times that an article
/// states a fact of its two ends.
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
        let mut ids: FxHashMap<String, u32> = FxHashMap::default();
        let mut counts: FxHashMap<(u32, u32), f64> = FxHashMap::default();
        let mut id = |iri: String| {
            let next = u32::try_from(ids.len()).expect("fewer than four billion things");
            *ids.entry(iri).or_insert(next)
        };
        for is_symmetric in [false, true] {
            let properties: Vec<&str> =
                vocabulary.relations().filter(|name| vocabulary.is_symmetric(name) == is_symmetric).collect();
            store.links(&properties, (period.since.as_deref(), period.until.as_deref()), |subject, object, n| {
                // What holds both ways is stored both ways, and counts once.
                if subject != object && (!is_symmetric || subject < object) {
                    let (one, other) = (id(subject), id(object));
                    let n = u32::try_from(n).expect("fewer than four billion articles");
                    *counts.entry((one.min(other), one.max(other))).or_default() += f64::from(n);
                }
            })?;
        }
        // Places by name and not by first occurrence, so that results do not depend on the order of the store.
        let mut things: Vec<(String, u32)> = ids.into_iter().collect();
        things.sort_unstable();
        let mut places = vec![0_u32; things.len()];
        for (place, (_, id)) in (0..).zip(&things) {
            places[*id as usize] = place;
        }
        let both_ways = |((one, other), weight): ((u32, u32), f64)| {
            let (one, other) = (places[one as usize], places[other as usize]);
            [(one, other, weight), (other, one, weight)]
        };
        let mut links: Vec<(u32, u32, f64)> = counts.into_iter().flat_map(both_ways).collect();
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
