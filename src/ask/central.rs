//! Which things are central in the network, and which belong together.
//!
//! - PageRank: Page, Brin, Motwani, Winograd, *The PageRank Citation Ranking* (1999), by power iteration over compressed rows,
//!   in time in proportion to things and connections. (The one of petgraph 0.8 visits all things for each thing.)
//! - Betweenness: Brandes, *A Faster Algorithm for Betweenness Centrality* (2001); in larger networks estimated from pivots, after
//!   Brandes and Pich, *Centrality Estimation in Large Networks* (2007).
//! - Communities: Blondel, Guillaume, Lambiotte, Lefebvre, *Fast unfolding of communities in large networks* (2008), the method
//!   of Louvain, visiting things in their order, so that the result is always the same.

use std::collections::{BTreeMap, VecDeque};

use rayon::prelude::*;

use super::network::Network;

/// Chance to go on along a connection, as usual.
const DAMPING: f64 = 0.85;
/// Rounds of PageRank at most, and the change below which no other follows.
const ROUNDS: usize = 100;
const SETTLED: f64 = 1e-9;
/// Things from whose shortest paths betweenness is estimated; a network of no more things is counted exactly.
const PIVOTS: usize = 512;

/// Each thing's share of the visits of somebody who follows connections at random, heavier ones more often.
pub fn pagerank(network: &Network) -> Vec<f64> {
    let n = network.things.len();
    let strength: Vec<f64> = (0..n).map(|i| network.neighbours(index(i)).map(|(_, weight)| weight).sum()).collect();
    let mut ranks = vec![1.0 / size(n); n];
    for _ in 0..ROUNDS {
        let next: Vec<f64> = (0..n)
            .map(|i| {
                let from = |(j, weight): (u32, f64)| ranks[j as usize] * weight / strength[j as usize];
                (1.0 - DAMPING) / size(n) + DAMPING * network.neighbours(index(i)).map(from).sum::<f64>()
            })
            .collect();
        let change: f64 = ranks.iter().zip(&next).map(|(a, b)| (a - b).abs()).sum();
        ranks = next;
        if change < SETTLED {
            break;
        }
    }
    ranks
}

/// Number of things that each is connected with.
pub fn degree(network: &Network) -> Vec<f64> {
    (0..network.things.len()).map(|i| size(network.links.neighbors_slice(index(i)).len())).collect()
}

/// Share of the shortest paths between two others that lead through each thing.
pub fn betweenness(network: &Network) -> Vec<f64> {
    let n = network.things.len();
    let step = n.div_ceil(PIVOTS).max(1);
    let pivots: Vec<usize> = (0..n).step_by(step).collect();
    // Sums of floating-point numbers depend on their order: chunks are of fixed size and added up in turn.
    let parts: Vec<Vec<f64>> = pivots.par_chunks(64).map(|chunk| dependencies(network, chunk)).collect();
    let mut between = vec![0.0; n];
    for part in parts {
        between.iter_mut().zip(part).for_each(|(sum, value)| *sum += value);
    }
    let pairs = size(pivots.len()) * size(n.saturating_sub(1)).max(1.0);
    between.iter_mut().for_each(|value| *value /= pairs);
    between
}

/// What Brandes calls the dependencies of some sources on each thing, added up.
fn dependencies(network: &Network, sources: &[usize]) -> Vec<f64> {
    let n = network.things.len();
    let mut sums = vec![0.0; n];
    let (mut distance, mut paths, mut share) = (vec![u32::MAX; n], vec![0.0_f64; n], vec![0.0_f64; n]);
    let mut order = Vec::with_capacity(n);
    let mut queue = VecDeque::new();
    for &source in sources {
        distance.fill(u32::MAX);
        paths.fill(0.0);
        share.fill(0.0);
        order.clear();
        distance[source] = 0;
        paths[source] = 1.0;
        queue.push_back(source);
        while let Some(at) = queue.pop_front() {
            order.push(at);
            for &next in network.links.neighbors_slice(index(at)) {
                let next = next as usize;
                if distance[next] == u32::MAX {
                    distance[next] = distance[at] + 1;
                    queue.push_back(next);
                }
                if distance[next] == distance[at] + 1 {
                    paths[next] += paths[at];
                }
            }
        }
        for &at in order.iter().rev() {
            for &before in network.links.neighbors_slice(index(at)) {
                let before = before as usize;
                if distance[before] != u32::MAX && distance[before] + 1 == distance[at] {
                    share[before] += paths[before] / paths[at] * (1.0 + share[at]);
                }
            }
            if at != source {
                sums[at] += share[at];
            }
        }
    }
    sums
}

/// The community of each thing: numbers from 0, the largest community first.
pub fn communities(network: &Network) -> Vec<usize> {
    let n = network.things.len();
    let mut rows: Vec<Vec<(usize, f64)>> =
        (0..n).map(|i| network.neighbours(index(i)).map(|(j, weight)| (j as usize, weight)).collect()).collect();
    let mut member: Vec<usize> = (0..n).collect();
    loop {
        let (community, moved) = move_all(&rows);
        member.iter_mut().for_each(|at| *at = community[*at]);
        if !moved {
            break;
        }
        let mut merged: Vec<BTreeMap<usize, f64>> =
            vec![BTreeMap::new(); community.iter().max().map_or(0, |max| max + 1)];
        for (i, row) in rows.iter().enumerate() {
            for &(j, weight) in row {
                *merged[community[i]].entry(community[j]).or_default() += weight;
            }
        }
        rows = merged.into_iter().map(|row| row.into_iter().collect()).collect();
    }
    let mut sizes: BTreeMap<usize, usize> = BTreeMap::new();
    member.iter().for_each(|&community| *sizes.entry(community).or_default() += 1);
    let mut by_size: Vec<(usize, usize)> = sizes.into_iter().collect();
    by_size.sort_by_key(|&(community, size)| (std::cmp::Reverse(size), community));
    let places: BTreeMap<usize, usize> =
        by_size.iter().enumerate().map(|(i, &(community, _))| (community, i)).collect();
    member.iter().map(|community| places[community]).collect()
}

/// Moves things to the community of a neighbour while that raises the modularity: the community of each, numbered without
/// gaps, and whether any moved.
fn move_all(rows: &[Vec<(usize, f64)>]) -> (Vec<usize>, bool) {
    /// Gains below this are noise of the arithmetic.
    const LEAST: f64 = 1e-12;
    let n = rows.len();
    let strength: Vec<f64> = rows.iter().map(|row| row.iter().map(|(_, weight)| weight).sum()).collect();
    let total: f64 = strength.iter().sum();
    let mut community: Vec<usize> = (0..n).collect();
    let mut inside = strength.clone();
    let (mut towards, mut touched) = (vec![0.0_f64; n], Vec::new());
    let mut has_moved = false;
    loop {
        let mut moved = false;
        for i in 0..n {
            let home = community[i];
            inside[home] -= strength[i];
            for &(j, weight) in rows[i].iter().filter(|(j, _)| *j != i) {
                if towards[community[j]] == 0.0 {
                    touched.push(community[j]);
                }
                towards[community[j]] += weight;
            }
            let gain = |to: usize, towards: &[f64]| towards[to] - inside[to] * strength[i] / total;
            let (mut best, mut most) = (home, gain(home, &towards) + LEAST);
            for &to in &touched {
                if gain(to, &towards) > most {
                    (best, most) = (to, gain(to, &towards));
                }
            }
            touched.drain(..).for_each(|to| towards[to] = 0.0);
            inside[best] += strength[i];
            community[i] = best;
            moved |= best != home;
        }
        has_moved |= moved;
        if !moved {
            break;
        }
    }
    let mut numbers: BTreeMap<usize, usize> = BTreeMap::new();
    for &at in &community {
        let next = numbers.len();
        numbers.entry(at).or_insert(next);
    }
    (community.iter().map(|at| numbers[at]).collect(), has_moved)
}

fn index(place: usize) -> u32 {
    u32::try_from(place).expect("fewer than four billion things")
}

#[expect(clippy::cast_precision_loss, reason = "numbers of things are far below 2^52")]
fn size(n: usize) -> f64 {
    n as f64
}

#[cfg(test)]
mod tests {
    use super::*;
    use petgraph::csr::Csr;

    /// Two triangles, a-b-c and d-e-f, joined by a bridge from c to d.
    fn network() -> Network {
        let pairs = [(0, 1), (0, 2), (1, 2), (2, 3), (3, 4), (3, 5), (4, 5)];
        let mut edges: Vec<(u32, u32, f64)> = pairs.iter().flat_map(|&(a, b)| [(a, b, 1.0), (b, a, 1.0)]).collect();
        edges.sort_by_key(|&(a, b, _)| (a, b));
        let things = ["a", "b", "c", "d", "e", "f"].map(ToOwned::to_owned).to_vec();
        Network { things, links: Csr::from_sorted_edges(&edges).expect("sorted") }
    }

    #[test]
    fn the_ends_of_a_bridge_are_central() {
        let network = network();
        let ranks = pagerank(&network);
        assert!((ranks.iter().sum::<f64>() - 1.0).abs() < 1e-6, "{ranks:?}");
        assert!(ranks[2] > ranks[0] && (ranks[2] - ranks[3]).abs() < 1e-9, "{ranks:?}");
        // With a for a, b, e, f and c for c, d: 4a + 2c = 1 and a = 0.15/6 + 0.85 (a/2 + c/3), so a = 0.166667 / 1.141667.
        assert!((ranks[0] - 0.145_985).abs() < 1e-5 && (ranks[2] - 0.208_029).abs() < 1e-5, "{ranks:?}");
        assert_eq!(degree(&network), [2.0, 2.0, 3.0, 3.0, 2.0, 2.0]);
        // Of the 6 × 5 ordered pairs, 12 paths lead through c: from a or b to d, e or f, and back.
        let between = betweenness(&network);
        assert!((between[2] - 12.0 / 30.0).abs() < 1e-9 && between[0] == 0.0, "{between:?}");
    }

    #[test]
    fn each_triangle_is_a_community() {
        assert_eq!(communities(&network()), [0, 0, 0, 1, 1, 1]);
        let empty = Network { things: Vec::new(), links: Csr::new() };
        assert!(communities(&empty).is_empty() && pagerank(&empty).is_empty() && betweenness(&empty).is_empty());
    }
}
