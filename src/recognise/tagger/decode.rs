//! The best labelling of a sentence (Viterbi), with the structure of labels built in.

use super::{CLOSED, LANES, OUTSIDE, Transitions};
use crate::ontology::class::Kind;

/// Lower than any path.
const NEVER: i32 = i32::MIN / 4;

/// The scores of the best paths as far as one character, by what they may go on with.
#[derive(Clone, Copy)]
struct Step {
    /// With something new, after each kind that was just closed, or after none.
    closed: [i32; CLOSED],
    /// With the second character of each kind.
    first: [i32; 8],
    /// With a later one.
    inner: [i32; 8],
}

/// Buffers of the decoder.
#[derive(Default)]
pub(crate) struct Lattice {
    /// Before each character, and after the last.
    steps: Vec<Step>,
    found: Vec<(usize, usize, Kind)>,
}

/// Sums wrap here and below, so that the compiler can use vectors: no sentence is long enough to leave 32 bits.
#[inline]
fn sums(scores: [i32; 8], weights: &[i32; 8]) -> [i32; 8] {
    let mut sums = scores;
    for (sum, weight) in sums.iter_mut().zip(weights) {
        *sum = sum.wrapping_add(*weight);
    }
    sums
}

/// By how much a transition from each kind can be better than the same from outside.
fn lead(transitions: &Transitions<i32>) -> [i32; 8] {
    let [kinds @ .., outside] = &transitions.start;
    kinds.map(|row| row.iter().zip(outside).fold(NEVER, |most, (weight, other)| most.max(weight - other)))
}

impl Step {
    const BEFORE_ALL: Step = Step {
        closed: [NEVER, NEVER, NEVER, NEVER, NEVER, NEVER, NEVER, NEVER, 0],
        first: [NEVER; 8],
        inner: [NEVER; 8],
    };

    /// The best path to each kind and to no mention that starts here. They come from outside where no kind that was just closed is
    /// near enough for any transition to make up for it, which is so at most characters.
    #[inline]
    fn start(&self, transitions: &Transitions<i32>, lead: &[i32; 8]) -> [i32; CLOSED] {
        let outside = self.closed[8];
        let mut start = transitions.start[8].map(|weight| outside.wrapping_add(weight));
        let is_near =
            self.closed.iter().zip(lead).fold(false, |near, (c, lead)| near | (c.wrapping_add(*lead) > outside));
        if is_near {
            for (&base, row) in self.closed[..8].iter().zip(&transitions.start) {
                for (best, weight) in start.iter_mut().zip(row) {
                    *best = base.wrapping_add(*weight).max(*best);
                }
            }
        }
        start
    }

    /// The best path to a kind, or to no mention, that starts here, and what was closed before it.
    fn best(&self, state: usize, transitions: &Transitions<i32>) -> (i32, usize) {
        let mut best = (NEVER, 0);
        for (before, (score, weights)) in self.closed.iter().zip(&transitions.start).enumerate() {
            let path = score.wrapping_add(weights[state]);
            if path > best.0 {
                best = (path, before);
            }
        }
        best
    }

    /// The paths to another character inside each kind: where it is the second, and where it is a later one.
    #[inline]
    fn inside(&self, transitions: &Transitions<i32>) -> [[i32; 8]; 2] {
        [sums(self.first, &transitions.inside[0]), sums(self.inner, &transitions.inside[2])]
    }

    /// The same to the last character.
    #[inline]
    fn last(&self, transitions: &Transitions<i32>) -> [[i32; 8]; 2] {
        [sums(self.first, &transitions.inside[1]), sums(self.inner, &transitions.inside[3])]
    }

    /// The step after a character.
    #[inline]
    fn next(&self, score: &[i16; LANES], transitions: &Transitions<i32>, lead: &[i32; 8]) -> Step {
        let start = self.start(transitions, lead);
        let [inside, last] = [self.inside(transitions), self.last(transitions)];
        let mut next = Self::BEFORE_ALL;
        for kind in 0..8 {
            let with = |path: i32, part: usize| path.wrapping_add(i32::from(score[part * 8 + kind]));
            next.first[kind] = with(start[kind], 0);
            next.inner[kind] = with(inside[0][kind].max(inside[1][kind]), 1);
            next.closed[kind] = with(last[0][kind].max(last[1][kind]), 2);
            let alone = if 24 + kind == OUTSIDE { NEVER } else { with(start[kind], 3) };
            next.closed[kind] = next.closed[kind].max(alone);
        }
        next.closed[8] = start[8].wrapping_add(i32::from(score[OUTSIDE]));
        next
    }
}

impl Lattice {
    /// Calls `found(from, to, kind, margin)` for each mention of the best labelling, in order.
    pub(crate) fn decode(
        &mut self,
        scores: &[[i16; LANES]],
        transitions: &Transitions<i32>,
        mut found: impl FnMut(usize, usize, Kind, i32),
    ) {
        let lead = lead(transitions);
        self.steps.clear();
        let mut step = Step::BEFORE_ALL;
        for score in scores {
            self.steps.push(step);
            step = step.next(score, transitions, &lead);
        }
        self.steps.push(step);
        self.trace(scores, transitions);
        for &(from, to, kind) in self.found.iter().rev() {
            found(from, to, kind, margin(&scores[from..to], kind, transitions));
        }
    }

    /// Goes back along the best path. What it came from is asked here, on the one path that counts.
    fn trace(&mut self, scores: &[[i16; LANES]], transitions: &Transitions<i32>) {
        let Lattice { steps, found } = self;
        found.clear();
        let mut state = 8;
        let closed = &steps[scores.len()].closed;
        for (candidate, &score) in closed.iter().enumerate() {
            if score > closed[state] {
                state = candidate;
            }
        }
        let mut end = scores.len();
        while end > 0 {
            let mut from = end - 1;
            if state < 8 {
                let [second, later] = steps[from].last(transitions);
                let last = second[state].max(later[state]) + i32::from(scores[from][16 + state]);
                let (start, _) = steps[from].best(state, transitions);
                if 24 + state == OUTSIDE || last > start + i32::from(scores[from][24 + state]) {
                    let mut more = later[state] > second[state];
                    from -= 1;
                    while more {
                        let [second, later] = steps[from].inside(transitions);
                        more = later[state] > second[state];
                        from -= 1;
                    }
                }
                found.push((from, end, Kind::ALL[state]));
            }
            (_, state) = steps[from].best(state, transitions);
            end = from;
        }
    }
}

/// How much better the mention is than being outside, its neighbours being outside.
pub(crate) fn margin(scores: &[[i16; LANES]], kind: Kind, transitions: &Transitions<i32>) -> i32 {
    let kind = kind as usize;
    let n = scores.len();
    if n == 1 && 24 + kind == OUTSIDE {
        return NEVER;
    }
    let mut sum = transitions.start[8][kind] + transitions.start[kind][8] - transitions.start[8][8] * (n as i32 + 1);
    for (at, score) in scores.iter().enumerate() {
        let part = match (at, n) {
            (0, 1) => 3,
            (0, _) => 0,
            _ if at + 1 == n => 2,
            _ => 1,
        };
        sum += i32::from(score[part * 8 + kind]) - i32::from(score[OUTSIDE]);
        sum += match (at, n - at) {
            (0, _) => 0,
            (1, 1) => transitions.inside[1][kind],
            (1, _) => transitions.inside[0][kind],
            (_, 1) => transitions.inside[3][kind],
            _ => transitions.inside[2][kind],
        };
    }
    sum
}
