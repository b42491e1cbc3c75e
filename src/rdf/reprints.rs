//! Reprints: articles that hold another one's text, but for lead and trailer, are linked to it, so that one story counts as one
//! source.
//!
//! Candidates share part of a sketch, the smallest hashes of their shingles (Broder, *On the resemblance and containment of
//! documents*, 1997); what they really share is counted on their texts. A story is told by its earliest article, and of those of
//! one day by the one whose key sorts first.

use super::store::{Store, StoreError};
use super::touched::Touched;
use super::vocab::{DATE_PUBLISHED, IDENTIFIER, IS_BASED_ON, IS_STRING, SKETCH};
use oxigraph::model::{GraphName, NamedNode, Quad, Term};
use oxigraph::store::StorageError;
use rustc_hash::FxHashMap;
use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, BTreeSet};

/// Characters of a shingle. Marks and blanks do not count, which reprints change.
const SHINGLE: usize = 8;

/// Hashes of a sketch.
const HASHES: usize = 32;

/// Hashes that two sketches must share to be looked at.
const SHARED: usize = 8;

/// Hashes of a sketch, the smallest, one of which two articles must share to be compared.
const INDEXED: usize = 8;

/// Different articles that may share a hash: what more of them have is a formula of an agency.
const COMMON: usize = 100;

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
    hashes: Vec<u32>,
}

/// Which articles tell one story, as far as is known: each points to one that comes before it, or to itself.
struct Stories<'s> {
    store: &'s Store,
    first: BTreeMap<NamedNode, NamedNode>,
    ranks: FxHashMap<NamedNode, Rank>,
}

/// Date and key, which tell the first article of a story; one without a date is later than all others.
type Rank = (bool, String, String);

impl Store {
    /// Links touched articles to those that they repeat and those that repeat them, and unlinks what repeats no longer. Gives back
    /// the articles that may have got another link.
    ///
    /// Reads a line of each article of the store, and the texts of those that resemble a touched one.
    ///
    /// # Errors
    /// Reading or writing failed.
    pub fn link_reprints(&self, touched: &Touched) -> Result<Touched, StoreError> {
        let mut found: BTreeMap<NamedNode, NamedNode> = BTreeMap::new();
        for quad in self.quads().quads_for_pattern(None, Some(IS_BASED_ON), None, None) {
            if let Quad { object: Term::NamedNode(first), graph_name: GraphName::NamedNode(graph), .. } = quad? {
                found.insert(graph, first);
            }
        }
        // Where one article of a story is touched, the others may be linked by it alone: all of them are looked at.
        let touched = touched.articles.few().map(|touched| {
            let stories: BTreeSet<&NamedNode> =
                found.iter().filter(|(graph, _)| touched.contains(*graph)).map(|(_, first)| first).collect();
            let is_near = |graph: &NamedNode, first: &NamedNode| {
                touched.contains(graph) || touched.contains(first) || stories.contains(first)
            };
            let near = found.iter().filter(|(graph, first)| is_near(graph, first));
            near.flat_map(|(graph, first)| [graph, first]).chain(touched).cloned().collect::<BTreeSet<_>>()
        });
        let candidates = self.candidates()?;
        let is_touched = |graph: &NamedNode| touched.as_ref().is_none_or(|touched| touched.contains(graph));
        let kept = found.iter().filter(|(graph, _)| !is_touched(graph));
        let first = kept.map(|(graph, first)| (graph.clone(), first.clone())).collect();
        let mut stories = Stories { store: self, first, ranks: FxHashMap::default() };
        let flags: Vec<bool> = candidates.iter().map(|candidate| is_touched(&candidate.graph)).collect();
        resembling(&candidates, &flags, |one, other| {
            stories.compare(&candidates[one].graph, &candidates[other].graph)
        })?;

        let wanted = stories.links();
        let link = |(graph, first): (&NamedNode, &NamedNode)| {
            Quad::new(graph.clone(), IS_BASED_ON, first.clone(), graph.clone())
        };
        let removed = found.iter().filter(|(graph, first)| wanted.get(*graph) != Some(*first));
        let added = wanted.iter().filter(|(graph, first)| found.get(*graph) != Some(*first));
        let (removed, added): (Vec<Quad>, Vec<Quad>) = (removed.map(link).collect(), added.map(link).collect());
        let mut linked = Touched::default();
        let changed = removed.iter().chain(&added).map(|quad| &quad.graph_name);
        for graph in touched.iter().flatten().chain(changed.filter_map(|graph| match graph {
            GraphName::NamedNode(graph) => Some(graph),
            _ => None,
        })) {
            linked.add(graph, [], self.namespaces());
        }
        if !removed.is_empty() || !added.is_empty() {
            self.exchange(removed, added)?;
        }
        Ok(linked)
    }

    /// The number of articles that are linked to others, which they repeat.
    ///
    /// # Errors
    /// Reading failed.
    pub fn n_reprints(&self) -> Result<usize, StoreError> {
        let mut n = 0;
        for quad in self.quads().quads_for_pattern(None, Some(IS_BASED_ON), None, None) {
            quad?;
            n += 1;
        }
        Ok(n)
    }

    fn candidates(&self) -> Result<Vec<Candidate>, StorageError> {
        let mut candidates = Vec::new();
        for quad in self.quads().quads_for_pattern(None, Some(SKETCH), None, None) {
            let Quad { object: Term::Literal(sketch), graph_name: GraphName::NamedNode(graph), .. } = quad? else {
                continue;
            };
            let sketch = sketch.value();
            let hash = |at: usize| u32::from_str_radix(sketch.get(at..at + 8)?, 16).ok();
            candidates.push(Candidate { graph, hashes: (0..sketch.len()).step_by(8).filter_map(hash).collect() });
        }
        Ok(candidates)
    }
}

impl Stories<'_> {
    /// Joins the stories of two articles where one of these repeats the other.
    fn compare(&mut self, one: &NamedNode, other: &NamedNode) -> Result<(), StorageError> {
        let store = self.store;
        let (a, b) = (self.root(one), self.root(other));
        if a == b {
            return Ok(());
        }
        let text = |graph| Ok::<_, StorageError>(store.value(graph, IS_STRING)?.unwrap_or_default());
        if is_reprint(&shingles(&text(one)?), &shingles(&text(other)?)) {
            let (first, later) = if self.rank(&a)? < self.rank(&b)? { (a, b) } else { (b, a) };
            self.first.insert(later, first);
        }
        Ok(())
    }

    fn root(&self, graph: &NamedNode) -> NamedNode {
        let mut graph = graph;
        while let Some(first) = self.first.get(graph) {
            graph = first;
        }
        graph.clone()
    }

    fn rank(&mut self, graph: &NamedNode) -> Result<Rank, StorageError> {
        if let Some(rank) = self.ranks.get(graph) {
            return Ok(rank.clone());
        }
        let date = self.store.value(graph, DATE_PUBLISHED)?;
        let key = self.store.value(graph, IDENTIFIER)?.unwrap_or_default();
        let rank = (date.is_none(), date.unwrap_or_default(), key);
        self.ranks.insert(graph.clone(), rank.clone());
        Ok(rank)
    }

    /// Each reprint with the first article of its story.
    fn links(&self) -> BTreeMap<NamedNode, NamedNode> {
        self.first.keys().map(|graph| (graph.clone(), self.root(graph))).collect()
    }
}

/// Tells of pairs of articles whose sketches share enough, one of which at least is touched.
///
/// Only articles that share one of their smallest hashes are compared. Of those with one sketch, the first stands for all, so
/// that a text which is printed everywhere is told from a formula.
fn resembling(
    candidates: &[Candidate],
    is_touched: &[bool],
    mut tell: impl FnMut(usize, usize) -> Result<(), StorageError>,
) -> Result<(), StorageError> {
    let mut by_sketch: FxHashMap<&[u32], usize> = FxHashMap::default();
    let mut different = Vec::new();
    for (i, candidate) in candidates.iter().enumerate() {
        match by_sketch.entry(&candidate.hashes) {
            Entry::Occupied(first) => {
                if is_touched[i] || is_touched[*first.get()] {
                    tell(*first.get(), i)?;
                }
            }
            Entry::Vacant(free) => {
                free.insert(i);
                different.push(i);
            }
        }
    }
    let smallest = |i: usize| candidates[i].hashes.iter().take(INDEXED).copied();
    let touched = different.iter().copied().filter(|i| is_touched[*i]);
    let mut index: Vec<(u32, usize)> = touched.flat_map(|i| smallest(i).map(move |hash| (hash, i))).collect();
    index.sort_unstable();
    for one in different {
        let mut others = Vec::new();
        for hash in smallest(one) {
            let start = index.partition_point(|(other, _)| *other < hash);
            let holders = index[start..].iter().take_while(|(other, _)| *other == hash);
            let holders: Vec<usize> = holders.take(COMMON + 1).map(|(_, i)| *i).collect();
            if holders.len() <= COMMON {
                // Of two touched articles, one tells.
                others.extend(holders.into_iter().filter(|&other| other < one || other > one && !is_touched[one]));
            }
        }
        others.sort_unstable();
        others.dedup();
        for other in others {
            if n_shared(&candidates[one].hashes, &candidates[other].hashes) >= SHARED {
                tell(one, other)?;
            }
        }
    }
    Ok(())
}

/// How many numbers two sorted lists share.
fn n_shared(one: &[u32], other: &[u32]) -> usize {
    let (mut i, mut j, mut n) = (0, 0, 0);
    while let (Some(a), Some(b)) = (one.get(i), other.get(j)) {
        n += usize::from(a == b);
        i += usize::from(a <= b);
        j += usize::from(b <= a);
    }
    n
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
        let touched = store.put(&run(), [(&reading, text)]).unwrap().touched;
        store.link_reprints(&touched).unwrap();
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
            }
            assert_eq!(links(&store), ["a of b", "c of b"]);
            store.link_reprints(&Touched::everything()).unwrap();
            assert_eq!(links(&store), ["a of b", "c of b"], "looking at all articles finds the same");
            let touched = store.remove("b").unwrap().touched;
            store.link_reprints(&touched).unwrap();
            assert_eq!(links(&store), ["a of c"]);
            put(&store, "c", "2024-05-07", &other);
            assert_eq!(links(&store), ["c of d"]);
        }
    }
}
