//! Where things stand in a drawing: the centre in the middle, others on rings around it, each in the sector of the one through
//! which it is reached. The same picture gives the same drawing.

use std::f64::consts::{FRAC_PI_2, TAU};

use super::Picture;

/// A place in a drawing, from its middle, where the outermost ring is at 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Place {
    pub(super) x: f64,
    pub(super) y: f64,
    /// How many steps from the centre.
    pub(super) ring: u32,
}

/// The place of each thing that the centre is connected with, nearest first by ring; `most` things at most.
pub(super) fn radial(picture: &Picture, centre: usize, most: usize) -> Vec<(usize, Place)> {
    let mut neighbours: Vec<Vec<usize>> = vec![Vec::new(); picture.things.len()];
    for edge in &picture.edges {
        neighbours[edge.from].push(edge.to);
        neighbours[edge.to].push(edge.from);
    }
    let degrees = picture.degrees();
    let mut children: Vec<Vec<usize>> = vec![Vec::new(); picture.things.len()];
    let mut ring = vec![u32::MAX; picture.things.len()];
    ring[centre] = 0;
    let (mut order, mut at) = (vec![centre], 0);
    while at < order.len() {
        let thing = order[at];
        at += 1;
        let mut next = std::mem::take(&mut neighbours[thing]);
        next.retain(|&other| ring[other] == u32::MAX);
        // The most connected are kept where not all fit; they stand by class, as the things of a picture are sorted.
        next.sort_by_key(|&other| (std::cmp::Reverse(degrees[other]), other));
        next.dedup();
        next.truncate(most.saturating_sub(order.len()));
        next.sort_unstable();
        for other in next {
            ring[other] = ring[thing] + 1;
            children[thing].push(other);
            order.push(other);
        }
    }
    let mut leaves = vec![0.0_f64; picture.things.len()];
    for &thing in order.iter().rev() {
        leaves[thing] = children[thing].iter().map(|&child| leaves[child]).sum::<f64>().max(1.0);
    }
    let outermost = order.iter().map(|&thing| ring[thing]).max().unwrap_or(0).max(1);
    let mut sector = vec![(0.0, TAU); picture.things.len()];
    let mut places = Vec::with_capacity(order.len());
    for &thing in &order {
        let (from, to) = sector[thing];
        let angle = (from + to) / 2.0 - FRAC_PI_2;
        let reach = f64::from(ring[thing]) / f64::from(outermost);
        places.push((thing, Place { x: angle.cos() * reach, y: angle.sin() * reach, ring: ring[thing] }));
        let mut begin = from;
        for &child in &children[thing] {
            let end = begin + (to - from) * leaves[child] / leaves[thing];
            sector[child] = (begin, end);
            begin = end;
        }
    }
    places
}
