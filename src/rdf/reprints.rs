//! Reprints: articles that hold another one's text, but for lead and trailer, are linked to it, so that one story counts as one
//! source.
//!
//! Candidates share part of a sketch, the smallest hashes of their shingles (Broder, *On the resemblance and containment of
//! documents*, 1997); what they really share is counted on their texts. A story is told by its earliest article, and of those of
//! one day by the one whose key sorts first.

use super::store::{Store, StoreError};
use super::vocab::{DATE_PUBLISHED, IDENTIFIER, IS_BASED_ON, IS_STRING, SKETCH};
use oxigraph::model::{GraphName, NamedNode, Quad, Term};
use oxigraph::store::StorageError;
use rustc_hash::FxHashSet;
use std::collections::{BTreeMap, BTreeSet};

/// Characters of a shingle. Marks and blanks do not count, which reprints change.
const SHINGLE: usize = 8;

/// Hashes of a sketch.
const HASHES: usize = 32;

/// Hashes that two sketches must share to be looked at.
const SHARED: usize = 8;

/// Articles that may share a hash: what more of them have is a formula of an agency.
const COMMON: usize = 500;

/// Of ten shingles of the shorter article, those that the longer one must have.
const CONTAINED: usize = 8;

/// The hashes of a text's shingles, by FNV-1a: they are stored, so they must not change with a library.
fn shingles(text: &str) -> BTreeSet<u32> {
    let chars: Vec<char> = text.chars().filter(|c| c.is_alphanumeric()).collect();
    let hash = |window: &[char]| {
        let bytes = window.iter().flat_map(|&c| u32::from(c).to_le_bytes());
        let hash = bytes
            .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3));
        u32::try_from((hash >> 32) ^ (hash & 0xffff_ffff)).expect("32 bits")
    };
    chars.windows(SHINGLE).map(hash).collect()
}

/// What an article is compared by; nothing for a text that is too short to be told from others.
pub(super) fn sketch(text: &str) -> Option<String> {
    let shingles = shingles(text);
    let hashes: Vec<String> = shingles.iter().take(HASHES).map(|hash| format!("{hash:08x}")).collect();
    (hashes.len() == HASHES).then(|| hashes.concat())
}

/// Whether the shorter of two texts is nearly all in the longer one.
fn is_reprint(one: &BTreeSet<u32>, other: &BTreeSet<u32>) -> bool {
    10 * one.intersection(other).count() >= CONTAINED * one.len().min(other.len())
}

/// An article as it is compared.
struct Candidate {
    graph: NamedNode,
    sketch: String,
    /// Date and key, which tell the first article of a story; one without a date is later than all others.
    rank: (bool, String, String),
}

impl Store {
    /// Links every reprint to the article that it repeats, and unlinks what is none any more. Gives back how many there are.
    ///
    /// Reads a line of each article, and the texts of those that resemble each other.
    ///
    /// # Errors
    /// Reading or writing failed.
    pub fn link_reprints(&self) -> Result<usize, StoreError> {
        let candidates = self.candidates()?;
        let mut story: Vec<usize> = (0..candidates.len()).collect();
        for (one, other) in pairs(&candidates) {
            let text =
                |i: usize| Ok::<_, StorageError>(self.value(&candidates[i].graph, IS_STRING)?.unwrap_or_default());
            if root(&story, one) != root(&story, other) && is_reprint(&shingles(&text(one)?), &shingles(&text(other)?))
            {
                let (one, other) = (root(&story, one), root(&story, other));
                let is_first = candidates[one].rank < candidates[other].rank;
                let (first, later) = if is_first { (one, other) } else { (other, one) };
                story[later] = first;
            }
        }
        let link = |i: usize| {
            let (graph, first) = (&candidates[i].graph, &candidates[root(&story, i)].graph);
            Quad::new(graph.clone(), IS_BASED_ON, first.clone(), graph.clone())
        };
        let wanted: FxHashSet<Quad> = (0..candidates.len()).filter(|&i| root(&story, i) != i).map(link).collect();
        let found = self.quads().quads_for_pattern(None, Some(IS_BASED_ON), None, None);
        let found: FxHashSet<Quad> = found.collect::<Result<_, _>>()?;
        if wanted != found {
            let mut transaction = self.quads().start_transaction()?;
            found.difference(&wanted).for_each(|quad| transaction.remove(quad.as_ref()));
            wanted.difference(&found).for_each(|quad| transaction.insert(quad.as_ref()));
            transaction.commit()?;
        }
        Ok(wanted.len())
    }

    fn candidates(&self) -> Result<Vec<Candidate>, StorageError> {
        let mut candidates = Vec::new();
        for quad in self.quads().quads_for_pattern(None, Some(SKETCH), None, None) {
            let Quad { object: Term::Literal(sketch), graph_name: GraphName::NamedNode(graph), .. } = quad? else {
                continue;
            };
            let date = self.value(&graph, DATE_PUBLISHED)?;
            let key = self.value(&graph, IDENTIFIER)?.unwrap_or_default();
            let rank = (date.is_none(), date.unwrap_or_default(), key);
            candidates.push(Candidate { graph, sketch: sketch.value().to_owned(), rank });
        }
        candidates.sort_by(|a, b| a.rank.cmp(&b.rank));
        Ok(candidates)
    }
}

/// The article that a story is told by, as far as is known.
fn root(story: &[usize], mut i: usize) -> usize {
    while story[i] != i {
        i = story[i];
    }
    i
}

/// Pairs of articles whose sketches share enough.
fn pairs(candidates: &[Candidate]) -> Vec<(usize, usize)> {
    let mut holders: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (i, candidate) in candidates.iter().enumerate() {
        for at in (0..candidate.sketch.len()).step_by(8) {
            holders.entry(&candidate.sketch[at..at + 8]).or_default().push(i);
        }
    }
    let mut shared: BTreeMap<(usize, usize), usize> = BTreeMap::new();
    for holders in holders.values().filter(|holders| (2..=COMMON).contains(&holders.len())) {
        for (n, &one) in holders.iter().enumerate() {
            for &other in &holders[n + 1..] {
                *shared.entry((one, other)).or_default() += 1;
            }
        }
    }
    shared.into_iter().filter(|(_, n)| *n >= SHARED).map(|(pair, _)| pair).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rdf::Namespaces;
    use crate::rdf::tests::run;
    use crate::reading::Reading;

    const STORY: &str = "两国外长六日在北京举行会谈，双方就双边关系和共同关心的国际地区问题深入交换了意见，一致同意加强沟通协调，推动各领域务实合作取得更多成果，并就下一阶段高层交往作出安排。会谈后，双方共同会见了记者，回答了提问。";

    fn put(store: &Store, key: &str, date: &str, text: &str) {
        let reading =
            Reading { id: key.to_owned(), key: key.to_owned(), date: Some(date.to_owned()), ..Reading::default() };
        store.put(&run(), [(&reading, text)]).unwrap();
    }

    /// Each reprint and the article that it is linked to, by their keys.
    fn links(store: &Store) -> Vec<String> {
        let mut links = Vec::new();
        for quad in store.quads().quads_for_pattern(None, Some(IS_BASED_ON), None, None) {
            let Quad { object: Term::NamedNode(first), graph_name: GraphName::NamedNode(graph), .. } = quad.unwrap()
            else {
                panic!("a link joins articles")
            };
            let key = |graph: &NamedNode| store.value(graph, IDENTIFIER).unwrap().unwrap();
            links.push(format!("{} of {}", key(&graph), key(&first)));
        }
        links.sort();
        links
    }

    #[test]
    fn copies_and_reprints_are_linked_to_the_first_article_whatever_the_order() {
        let reprint = format!("本网讯 据某社报道，{STORY}（责任编辑某某）");
        let other = STORY
            .replace("外长", "总理")
            .replace("北京", "河内")
            .replace("国际地区问题深入", "经济议题充分")
            .replace("务实合作", "文化往来");
        let articles = [
            ("b", "2024-05-06", STORY),
            ("c", "2024-05-07", &*reprint),
            ("a", "2024-05-08", STORY),
            ("d", "2024-05-05", &*other),
        ];
        for shift in 0..articles.len() {
            let store = Store::in_memory(Namespaces::default()).unwrap();
            for i in 0..articles.len() {
                let (key, date, text) = articles[(i + shift) % articles.len()];
                put(&store, key, date, text);
                store.link_reprints().unwrap();
            }
            assert_eq!(links(&store), ["a of b", "c of b"]);
            assert_eq!(store.link_reprints().unwrap(), 2);
            store.remove("b").unwrap();
            store.link_reprints().unwrap();
            assert_eq!(links(&store), ["a of c"]);
        }
    }
}
