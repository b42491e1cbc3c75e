//! The best labelling of a sentence (Viterbi), with the structure of labels built in.

use super::{CLOSED, LANES, OUTSIDE, Transitions};
use crate::ontology::class::Kind;

/// Lower than any path.
const NEVER: i32 = i32::MIN / 4;

/// How the best paths reach one character.
#[derive(Clone, Copy, Default)]
struct Step {
    /// For what starts here (the eight kinds, outside): the closed state before.
    start: [u8; CLOSED],
    /// Kinds whose best end here began earlier (bits); the others stand alone.
    long: u8,
    /// Kinds whose inside and last character come from an inside character (bits); the others from a first one.
    inside: u8,
    last: u8,
}

/// Buffers of the decoder.
#[derive(Default)]
pub(crate) struct Lattice {
    steps: Vec<Step>,
    found: Vec<(usize, usize, Kind)>,
}

impl Lattice {
    /// Calls `found(from, to, kind, margin)` for each mention of the best labelling, in order.
    pub(crate) fn decode(
        &mut self,
        scores: &[[i16; LANES]],
        transitions: &Transitions<i32>,
        mut found: impl FnMut(usize, usize, Kind, i32),
    ) {
        self.steps.clear();
        let mut closed = [NEVER; CLOSED];
        closed[8] = 0;
        let mut first = [NEVER; 8];
        let mut inner = [NEVER; 8];
        for score in scores {
            let mut step = Step::default();
            let mut start = [NEVER; CLOSED];
            for (from, (&base, row)) in closed.iter().zip(&transitions.start).enumerate() {
                for to in 0..CLOSED {
                    let path = base + row[to];
                    let better = path > start[to];
                    start[to] = if better { path } else { start[to] };
                    step.start[to] = if better { from as u8 } else { step.start[to] };
                }
            }
            for kind in 0..8 {
                let to_inside = (first[kind] + transitions.inside[0][kind], inner[kind] + transitions.inside[2][kind]);
                let to_last = (first[kind] + transitions.inside[1][kind], inner[kind] + transitions.inside[3][kind]);
                step.inside |= u8::from(to_inside.1 > to_inside.0) << kind;
                step.last |= u8::from(to_last.1 > to_last.0) << kind;
                let last = to_last.0.max(to_last.1) + i32::from(score[16 + kind]);
                let alone = if 24 + kind == OUTSIDE { NEVER } else { start[kind] + i32::from(score[24 + kind]) };
                step.long |= u8::from(last > alone) << kind;
                closed[kind] = last.max(alone);
                inner[kind] = to_inside.0.max(to_inside.1) + i32::from(score[8 + kind]);
                first[kind] = start[kind] + i32::from(score[kind]);
            }
            closed[8] = start[8] + i32::from(score[OUTSIDE]);
            self.steps.push(step);
        }
        self.trace(&closed);
        for &(from, to, kind) in self.found.iter().rev() {
            found(from, to, kind, margin(&scores[from..to], kind, transitions));
        }
    }

    fn trace(&mut self, closed: &[i32; CLOSED]) {
        self.found.clear();
        let mut state = 8;
        for (candidate, &score) in closed.iter().enumerate() {
            if score > closed[state] {
                state = candidate;
            }
        }
        let mut end = self.steps.len();
        while end > 0 {
            let mut from = end - 1;
            if state < 8 && self.steps[from].long >> state & 1 == 1 {
                let mut more = self.steps[from].last >> state & 1 == 1;
                from -= 1;
                while more {
                    more = self.steps[from].inside >> state & 1 == 1;
                    from -= 1;
                }
            }
            if state < 8 {
                self.found.push((from, end, Kind::ALL[state]));
            }
            state = usize::from(self.steps[from].start[state]);
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
