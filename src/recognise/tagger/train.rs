//! Training: a conditional random field by stochastic gradient (AdaGrad), with labels that may be known in part.
//!
//! Text that is annotated for some kinds only says nothing about the others: there a character may carry any label that its
//! marks do not rule out, and the gradient pulls towards what the model itself finds most likely among those.

use super::encode::encode;
use super::features::{Columns, GROUP, NO_KEY, PAD, Sink};
use super::{CLOSED, Hit, LANES, OUTSIDE, Observed, Transitions, Word, plain_shapes};
use crate::ontology::class::Kind;
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;

/// Where an example comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// All kinds are marked.
    Gold,
    /// Only persons, organizations, countries and places are marked.
    Partial,
}

/// An annotated sentence. Spans are in bytes of the text.
#[derive(Clone, Debug)]
pub struct Example {
    /// Text in simplified script.
    pub text: String,
    /// Its words.
    pub words: Vec<Word>,
    /// Its lexicon hits.
    pub hits: Vec<Hit>,
    /// The marks.
    pub spans: Vec<(u32, u32, Kind)>,
    /// Stretches about which the marks say nothing.
    pub unknown: Vec<(u32, u32)>,
    /// Which kinds are marked.
    pub source: Source,
    /// How much the example counts.
    pub weight: f32,
}

impl Example {
    /// The sentence without its marks.
    #[must_use]
    pub fn observed(&self) -> Observed<'_> {
        Observed { text: &self.text, words: &self.words, hits: &self.hits }
    }
}

/// How to train.
#[derive(Clone, Debug)]
pub struct Options {
    /// Times that weights are learned from nothing, each in another order. The model is their mean: one order is as good as another
    /// on the whole, and each has its own whims in what it saw seldom.
    pub runs: usize,
    /// Passes over the examples in a run.
    pub epochs: usize,
    /// Step size.
    pub rate: f32,
    /// Rows seen fewer times are left out.
    pub least: u32,
    /// Share of the rows that a step leaves out, so that none is relied on alone.
    pub dropout: f32,
    /// Share of the sentences that lose their lexicon names in a pass, so that names outside the lexicon are learnt.
    pub forget: f32,
    /// Pull towards zero on each step.
    pub decay: f32,
    /// Rows in the model at most: the weakest are dropped halfway, and the others learn to do without them. 0 keeps all.
    pub rows: usize,
    /// Words seen at least so often and (almost) never in a mention are passed over when tagging; 0 passes over none.
    pub quiet: u32,
    /// What a run gives is the mean of the weights after this many last passes.
    pub averaged: usize,
    /// Pull of rare weights to exactly zero.
    pub sparse: f32,
    /// Weights below this are dropped from the model.
    pub prune: f32,
    /// Steps of the quantised weights in one unit.
    pub scale: f32,
    /// Extra loss for labelling a mention's character as outside.
    pub recall: f32,
    /// Seed of the order of examples.
    pub seed: u64,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            runs: 4,
            epochs: 8,
            rate: 0.04,
            least: 2,
            dropout: 0.4,
            forget: 0.0,
            decay: 0.0,
            sparse: 0.0,
            rows: 130_000,
            quiet: 5,
            averaged: 3,
            prune: 0.08,
            scale: 16.0,
            recall: 0.7,
            seed: 1,
        }
    }
}

/// What a training run reports after each pass.
#[derive(Clone, Copy, Debug)]
pub struct Progress {
    /// The run, from 1.
    pub run: usize,
    /// Its pass, from 1.
    pub epoch: usize,
    /// Mean negative log likelihood of a character.
    pub loss: f64,
}

/// The row of what was seen too seldom.
pub(super) const NONE: u32 = u32::MAX;

/// Numbers groups and counts their rows.
#[derive(Default)]
struct Counter {
    numbers: FxHashMap<u32, u32>,
    keys: Vec<u32>,
    counts: Vec<[u32; GROUP]>,
    from: usize,
    to: usize,
}

impl Sink for Counter {
    type Group = u32;

    fn pass(&mut self, first: usize, keys: impl ExactSizeIterator<Item = u32>, place: impl Fn(&mut Self, u32, usize)) {
        for (i, key) in (first..).zip(keys) {
            if key == NO_KEY {
                continue;
            }
            let next = self.keys.len() as u32;
            let number = *self.numbers.entry(key).or_insert(next);
            if number == next {
                self.keys.push(key);
                self.counts.push([0; GROUP]);
            }
            place(self, number, i);
        }
    }

    fn add(&mut self, group: u32, row: usize, at: usize) {
        if (self.from..self.to).contains(&at) {
            self.counts[group as usize][row] += 1;
        }
    }
}

/// Collects the rows of each character of a sentence.
struct Collector<'a> {
    numbers: &'a FxHashMap<u32, u32>,
    rows: &'a [[u32; GROUP]],
    out: Vec<Vec<u32>>,
}

impl Sink for Collector<'_> {
    type Group = u32;

    fn pass(&mut self, first: usize, keys: impl ExactSizeIterator<Item = u32>, place: impl Fn(&mut Self, u32, usize)) {
        for (i, key) in (first..).zip(keys) {
            if let Some(&group) = self.numbers.get(&key) {
                place(self, group, i);
            }
        }
    }

    fn add(&mut self, group: u32, row: usize, at: usize) {
        let row = self.rows[group as usize][row];
        if row != NONE && at >= PAD && at - PAD < self.out.len() {
            self.out[at - PAD].push(row);
        }
    }
}

/// A sentence ready for training.
struct Prepared {
    /// Start of each character's rows, and the end.
    starts: Vec<u32>,
    rows: Vec<u32>,
    /// Allowed labels of each character.
    allowed: Vec<u32>,
    weight: f32,
}

impl Prepared {
    /// Forgets rows.
    fn retain(&mut self, dropped: &[bool]) {
        let mut kept = 0;
        let mut from = 0;
        for at in 1..self.starts.len() {
            let to = self.starts[at] as usize;
            for i in from..to {
                let row = self.rows[i];
                if !dropped[row as usize] {
                    self.rows[kept] = row;
                    kept += 1;
                }
            }
            from = to;
            self.starts[at] = kept as u32;
        }
        self.rows.truncate(kept);
    }
}

/// Lanes of the labels of one kind.
fn lanes(kind: usize) -> u32 {
    (0x0101_0101 << kind) & if kind == Kind::Initiative as usize { !(1 << OUTSIDE) } else { u32::MAX }
}

/// The labels that the marks allow each character.
fn allowed(example: &Example, columns: &Columns) -> Vec<u32> {
    let n = columns.len();
    let partial: u32 =
        [Kind::Initiative, Kind::Event, Kind::Document, Kind::Post].iter().map(|&kind| lanes(kind as usize)).sum();
    let unmarked = match example.source {
        Source::Gold => 1 << OUTSIDE,
        Source::Partial => 1 << OUTSIDE | partial,
    };
    let mut allowed = vec![unmarked; n];
    let position = |byte: u32| columns.bytes.binary_search(&byte).expect("spans are on character boundaries");
    for &(start, end) in &example.unknown {
        allowed[position(start)..position(end)].fill(u32::MAX);
    }
    for &(start, end, kind) in &example.spans {
        let (from, to) = (position(start), position(end));
        let kind = kind as usize;
        if to - from == 1 {
            if 24 + kind != OUTSIDE {
                allowed[from] = 1 << (24 + kind);
            }
            continue;
        }
        allowed[from] = 1 << kind;
        allowed[from + 1..to - 1].fill(1 << (8 + kind));
        allowed[to - 1] = 1 << (16 + kind);
    }
    allowed
}

/// Trains a model and returns its file. `shapes` are the shapes of characters that serve in names.
pub fn train(
    examples: &[Example],
    shapes: &[(char, u8)],
    options: &Options,
    mut report: impl FnMut(Progress),
) -> Vec<u8> {
    let mut all_shapes = plain_shapes();
    for &(c, shape) in shapes {
        all_shapes[c as usize] = shape;
    }
    let mut columns = Columns::default();
    let mut counter = Counter::default();
    let mut words = BTreeMap::new();
    for example in examples {
        columns.fill(&example.observed(), &all_shapes);
        (counter.from, counter.to) = (PAD, PAD + columns.len());
        columns.extract(&[columns.whole()], &mut counter);
        count_words(example, &columns, options, &mut words);
    }
    let mut n_rows = 0;
    let rows: Vec<[u32; GROUP]> = counter
        .counts
        .iter()
        .map(|counts| {
            counts.map(|count| {
                if count < options.least {
                    return NONE;
                }
                n_rows += 1;
                n_rows - 1
            })
        })
        .collect();
    let prepare = |columns: &mut Columns, example: &Example, forget: bool| {
        let mut observed = example.observed();
        if forget {
            observed.hits = &[];
        }
        columns.fill(&observed, &all_shapes);
        let mut collector = Collector { numbers: &counter.numbers, rows: &rows, out: vec![Vec::new(); columns.len()] };
        columns.extract(&[columns.whole()], &mut collector);
        let mut starts = vec![0];
        let mut flat = Vec::new();
        for at in &collector.out {
            flat.extend_from_slice(at);
            starts.push(flat.len() as u32);
        }
        Prepared { starts, rows: flat, allowed: allowed(example, columns), weight: example.weight }
    };
    let mut prepared: Vec<Prepared> = examples.iter().map(|example| prepare(&mut columns, example, false)).collect();
    let mut trainer = Trainer::new(n_rows as usize, options);
    let mut random = Random(options.seed);
    let mut order: Vec<u32> = (0..prepared.len() as u32).collect();
    for (run, epoch) in (1..=options.runs).flat_map(|run| (1..=options.epochs).map(move |epoch| (run, epoch))) {
        if epoch == 1 {
            trainer.restart();
        }
        for i in (1..order.len()).rev() {
            order.swap(i, random.below(i as u64 + 1) as usize);
        }
        let (mut loss, mut n) = (0.0, 0);
        for &i in &order {
            let sentence = &prepared[i as usize];
            let forgetful;
            let sentence =
                if options.forget > 0.0 && random.share() < options.forget && !examples[i as usize].hits.is_empty() {
                    let mut other = prepare(&mut columns, &examples[i as usize], true);
                    if !trainer.dropped.is_empty() {
                        other.retain(&trainer.dropped);
                    }
                    forgetful = other;
                    &forgetful
                } else {
                    sentence
                };
            loss += f64::from(trainer.step(sentence, &mut random));
            n += sentence.allowed.len();
        }
        report(Progress { run, epoch, loss: loss / n as f64 });
        if epoch > options.epochs - options.averaged.min(options.epochs) {
            trainer.remember();
        }
        if options.rows > 0 && run == 1 && epoch == options.epochs.div_ceil(2) {
            trainer.select(options.rows);
            for sentence in &mut prepared {
                sentence.retain(&trainer.dropped);
            }
        }
    }
    trainer.average();
    let quiet: Vec<u32> = words
        .into_iter()
        .filter(|&(_, (count, loud))| count >= options.quiet && loud * 400 <= count)
        .map(|(word, _)| word)
        .collect();
    let Trainer { weights, transitions, .. } = trainer;
    encode(&weights, &transitions, &counter.keys, &rows, shapes, &quiet, options)
}

/// Counts the words of text where all is marked, and notes those that stand in mentions anywhere.
fn count_words(example: &Example, columns: &Columns, options: &Options, words: &mut BTreeMap<u32, (u32, u32)>) {
    if options.quiet == 0 {
        return;
    }
    let allowed = allowed(example, columns);
    for (hash, chars) in columns.word_hashes() {
        let word = words.entry(hash).or_default();
        word.0 += u32::from(example.source == Source::Gold);
        word.1 += u32::from(allowed[chars].iter().any(|allowed| allowed >> OUTSIDE & 1 == 0));
    }
}

/// A small generator of random numbers (splitmix64), the same everywhere.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, n: u64) -> u64 {
        self.next() % n
    }

    fn share(&mut self) -> f32 {
        (self.next() >> 40) as f32 / (1u64 << 24) as f32
    }
}

/// e to the power of x for x ≤ 0 or a little above, the same on every machine, in a form that compiles to vectors.
#[inline]
fn exp(x: f32) -> f32 {
    let x = x.max(-80.0) * std::f32::consts::LOG2_E;
    let whole = (x + 0.5).floor();
    let part = (x - whole) * std::f32::consts::LN_2;
    let power = 1.0 + part * (1.0 + part * (0.5 + part * (1.0 / 6.0 + part * (1.0 / 24.0 + part * (1.0 / 120.0)))));
    power * f32::from_bits(((whole as i32 + 127) << 23).cast_unsigned())
}

type Lanes = [f32; LANES];

struct Trainer<'a> {
    options: &'a Options,
    weights: Vec<Lanes>,
    squares: Vec<Lanes>,
    dropped: Vec<bool>,
    sums: Vec<Lanes>,
    n_sums: usize,
    transitions: Transitions<f32>,
    transition_sums: Transitions<f32>,
    transition_squares: Transitions<f32>,
    kept: Vec<u32>,
    kept_starts: Vec<usize>,
    free: Pass,
    bound: Pass,
}

/// One forward-backward pass over a sentence.
#[derive(Default)]
struct Pass {
    emissions: Vec<Lanes>,
    forward: Vec<Lanes>,
    /// Mass that starts each kind (or outside) at a character.
    starting: Vec<[f32; CLOSED]>,
    marginals: Vec<Lanes>,
    start_counts: [[f32; CLOSED]; CLOSED],
    inside_counts: [[f32; 8]; 4],
}

fn closed(state: &Lanes) -> [f32; CLOSED] {
    let mut closed = [0.0; CLOSED];
    for kind in 0..8 {
        closed[kind] = state[16 + kind] + if 24 + kind == OUTSIDE { 0.0 } else { state[24 + kind] };
    }
    closed[8] = state[OUTSIDE];
    closed
}

impl Pass {
    /// Runs over `scores` with the labels in `allowed`; returns the log of the sum over paths.
    fn run(
        &mut self,
        scores: &[Lanes],
        allowed: Option<&[u32]>,
        start: &[[f32; CLOSED]; CLOSED],
        inside: &[[f32; 8]; 4],
    ) -> f32 {
        let n = scores.len();
        self.emissions.clear();
        self.forward.clear();
        self.starting.clear();
        let mut log = 0.0f64;
        let mut previous = [0.0; LANES];
        previous[OUTSIDE] = 1.0;
        for (at, score) in scores.iter().enumerate() {
            let mask = allowed.map_or(u32::MAX, |allowed| allowed[at]);
            let mut top = f32::MIN;
            for (lane, &s) in score.iter().enumerate() {
                if mask >> lane & 1 == 1 {
                    top = top.max(s);
                }
            }
            let mut e = [0.0; LANES];
            for lane in 0..LANES {
                e[lane] = exp((score[lane] - top).min(0.0));
            }
            if mask != u32::MAX {
                for (lane, e) in e.iter_mut().enumerate() {
                    if mask >> lane & 1 == 0 {
                        *e = 0.0;
                    }
                }
            }
            let from = closed(&previous);
            let mut begin = [0.0; CLOSED];
            for (base, row) in from.iter().zip(start) {
                for (begin, weight) in begin.iter_mut().zip(row) {
                    *begin += base * weight;
                }
            }
            let mut state = [0.0; LANES];
            for kind in 0..8 {
                state[kind] = begin[kind] * e[kind];
                state[8 + kind] =
                    (previous[kind] * inside[0][kind] + previous[8 + kind] * inside[2][kind]) * e[8 + kind];
                state[16 + kind] =
                    (previous[kind] * inside[1][kind] + previous[8 + kind] * inside[3][kind]) * e[16 + kind];
                state[24 + kind] = begin[kind] * e[24 + kind];
            }
            state[OUTSIDE] = begin[8] * e[OUTSIDE];
            let sum: f32 = state.iter().sum::<f32>().max(1e-30);
            for value in &mut state {
                *value /= sum;
            }
            log += f64::from(sum.ln()) + f64::from(top);
            self.emissions.push(e);
            self.starting.push(from);
            self.forward.push(state);
            previous = state;
        }
        let total: f32 = closed(&previous).iter().sum::<f32>().max(1e-30);
        log += f64::from(total.ln());
        self.backward(n, start, inside);
        log as f32
    }

    fn backward(&mut self, n: usize, start: &[[f32; CLOSED]; CLOSED], inside: &[[f32; 8]; 4]) {
        self.marginals.clear();
        self.marginals.resize(n, [0.0; LANES]);
        self.start_counts = Default::default();
        self.inside_counts = Default::default();
        let mut beta = [0.0; LANES];
        beta[16..].fill(1.0);
        for at in (0..n).rev() {
            let forward = &self.forward[at];
            let mut sum = 0.0;
            for lane in 0..LANES {
                self.marginals[at][lane] = forward[lane] * beta[lane];
                sum += self.marginals[at][lane];
            }
            let norm = 1.0 / sum.max(1e-30);
            for value in &mut self.marginals[at] {
                *value *= norm;
            }
            // What the next step back needs: emission × beta, scaled so that counts come out as probabilities.
            let e = &self.emissions[at];
            let mut out = [0.0; LANES];
            for lane in 0..LANES {
                out[lane] = e[lane] * beta[lane];
            }
            let mut begin = [0.0; CLOSED];
            for kind in 0..8 {
                begin[kind] = out[kind] + if 24 + kind == OUTSIDE { 0.0 } else { out[24 + kind] };
            }
            begin[8] = out[OUTSIDE];
            let from = &self.starting[at];
            let before: Lanes = if at > 0 { self.forward[at - 1] } else { [0.0; LANES] };
            let mut mass = 0.0;
            let mut counts = [[0.0; CLOSED]; CLOSED];
            let mut leave = [0.0; CLOSED];
            for j in 0..CLOSED {
                for k in 0..CLOSED {
                    let step = start[j][k] * begin[k];
                    leave[j] += step;
                    counts[j][k] = from[j] * step;
                    mass += counts[j][k];
                }
            }
            let mut moves = [[0.0; 8]; 4];
            let mut next = [0.0; LANES];
            for kind in 0..8 {
                let steps = [
                    inside[0][kind] * out[8 + kind],
                    inside[1][kind] * out[16 + kind],
                    inside[2][kind] * out[8 + kind],
                    inside[3][kind] * out[16 + kind],
                ];
                moves[0][kind] = before[kind] * steps[0];
                moves[1][kind] = before[kind] * steps[1];
                moves[2][kind] = before[8 + kind] * steps[2];
                moves[3][kind] = before[8 + kind] * steps[3];
                mass += moves[0][kind] + moves[1][kind] + moves[2][kind] + moves[3][kind];
                next[kind] = steps[0] + steps[1];
                next[8 + kind] = steps[2] + steps[3];
                next[16 + kind] = leave[kind];
                next[24 + kind] = leave[kind];
            }
            next[OUTSIDE] = leave[8];
            let norm = 1.0 / mass.max(1e-30);
            for (sum, count) in self.start_counts.iter_mut().flatten().zip(counts.iter().flatten()) {
                *sum += count * norm;
            }
            for (sum, count) in self.inside_counts.iter_mut().flatten().zip(moves.iter().flatten()) {
                *sum += count * norm;
            }
            let top = next.iter().copied().fold(1e-30, f32::max);
            for (beta, value) in beta.iter_mut().zip(next) {
                *beta = value / top;
            }
        }
    }
}

impl<'a> Trainer<'a> {
    fn new(n_rows: usize, options: &'a Options) -> Self {
        let zero = Transitions { start: [[0.0; CLOSED]; CLOSED], inside: [[0.0; 8]; 4] };
        Self {
            options,
            weights: vec![[0.0; LANES]; n_rows],
            squares: vec![[0.0; LANES]; n_rows],
            dropped: Vec::new(),
            sums: Vec::new(),
            n_sums: 0,
            transitions: zero.clone(),
            transition_sums: zero.clone(),
            transition_squares: zero,
            kept: Vec::new(),
            kept_starts: Vec::new(),
            free: Pass::default(),
            bound: Pass::default(),
        }
    }

    /// Forgets all but the mean so far, and which rows were dropped.
    fn restart(&mut self) {
        self.weights.fill([0.0; LANES]);
        self.squares.fill([0.0; LANES]);
        for weight in [&mut self.transitions, &mut self.transition_squares].into_iter().flat_map(Transitions::iter_mut)
        {
            *weight = 0.0;
        }
    }

    /// Adds the weights to the mean.
    fn remember(&mut self) {
        self.sums.resize(self.weights.len(), [0.0; LANES]);
        let sums = self.sums.iter_mut().flatten().chain(self.transition_sums.iter_mut());
        for (sum, weight) in sums.zip(self.weights.iter().flatten().chain(self.transitions.iter())) {
            *sum += weight;
        }
        self.n_sums += 1;
    }

    /// Replaces the weights by their mean.
    fn average(&mut self) {
        if self.n_sums == 0 {
            return;
        }
        let weights = self.weights.iter_mut().flatten().chain(self.transitions.iter_mut());
        for (weight, sum) in weights.zip(self.sums.iter().flatten().chain(self.transition_sums.iter())) {
            *weight = sum / self.n_sums as f32;
        }
        for (weights, &dropped) in self.weights.iter_mut().zip(&self.dropped) {
            if dropped {
                *weights = [0.0; LANES];
            }
        }
    }

    /// Drops all but the `n` strongest rows.
    fn select(&mut self, n: usize) {
        let norm = |weights: &Lanes| weights.iter().map(|w| w * w).sum::<f32>();
        let mut order: Vec<(f32, u32)> =
            self.weights.iter().zip(0..).map(|(weights, row)| (norm(weights), row)).collect();
        order.sort_unstable_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        self.dropped = vec![false; order.len()];
        for &(_, row) in order.iter().skip(n) {
            self.dropped[row as usize] = true;
            self.weights[row as usize] = [0.0; LANES];
        }
    }

    fn step(&mut self, sentence: &Prepared, random: &mut Random) -> f32 {
        let n = sentence.allowed.len();
        let options = self.options;
        let keep = 1.0 - options.dropout;
        let threshold = (f64::from(options.dropout) * 65536.0) as u64;
        let mut scores = vec![[0.0; LANES]; n];
        self.kept.clear();
        self.kept_starts.clear();
        for (at, score) in scores.iter_mut().enumerate() {
            self.kept_starts.push(self.kept.len());
            let rows = &sentence.rows[sentence.starts[at] as usize..sentence.starts[at + 1] as usize];
            for chunk in rows.chunks(4) {
                let mut bits = if threshold > 0 { random.next() } else { u64::MAX };
                for &row in chunk {
                    if bits & 0xffff >= threshold {
                        self.kept.push(row);
                    }
                    bits >>= 16;
                }
            }
            for &row in &self.kept[self.kept_starts[at]..] {
                for (score, weight) in score.iter_mut().zip(&self.weights[row as usize]) {
                    *score += weight;
                }
            }
            for score in score.iter_mut() {
                *score /= keep;
            }
        }
        self.kept_starts.push(self.kept.len());
        if options.recall > 0.0 {
            for (score, &allowed) in scores.iter_mut().zip(&sentence.allowed) {
                if allowed >> OUTSIDE & 1 == 0 {
                    score[OUTSIDE] += options.recall;
                }
            }
        }
        let start = self.transitions.start.map(|row| row.map(exp));
        let inside = self.transitions.inside.map(|row| row.map(exp));
        let all = self.free.run(&scores, None, &start, &inside);
        let good = self.bound.run(&scores, Some(&sentence.allowed), &start, &inside);
        self.update(sentence.weight / keep);
        (all - good).max(0.0)
    }

    fn update(&mut self, weight: f32) {
        let Options { rate, decay, sparse, .. } = *self.options;
        for at in 0..self.free.marginals.len() {
            let mut gradient = [0.0; LANES];
            let mut top = 0.0f32;
            for (lane, slope) in gradient.iter_mut().enumerate() {
                *slope = (self.free.marginals[at][lane] - self.bound.marginals[at][lane]) * weight;
                top = top.max(slope.abs());
            }
            if top < 2e-3 {
                continue;
            }
            for &row in &self.kept[self.kept_starts[at]..self.kept_starts[at + 1]] {
                let weights = &mut self.weights[row as usize];
                let squares = &mut self.squares[row as usize];
                for lane in 0..LANES {
                    let slope = gradient[lane] + decay * weights[lane];
                    squares[lane] += slope * slope;
                    let step = rate / (squares[lane] + 1e-2).sqrt();
                    let moved = weights[lane] - step * slope;
                    weights[lane] = (moved.abs() - step * sparse).max(0.0).copysign(moved);
                }
            }
        }
        let counts = self.free.start_counts.iter().flatten().zip(self.bound.start_counts.iter().flatten());
        let weights =
            self.transitions.start.iter_mut().flatten().zip(self.transition_squares.start.iter_mut().flatten());
        descend(weights, counts, weight, rate);
        let counts = self.free.inside_counts.iter().flatten().zip(self.bound.inside_counts.iter().flatten());
        let weights =
            self.transitions.inside.iter_mut().flatten().zip(self.transition_squares.inside.iter_mut().flatten());
        descend(weights, counts, weight, rate);
    }
}

fn descend<'a>(
    weights: impl Iterator<Item = (&'a mut f32, &'a mut f32)>,
    counts: impl Iterator<Item = (&'a f32, &'a f32)>,
    scale: f32,
    rate: f32,
) {
    for ((weight, square), (free, bound)) in weights.zip(counts) {
        let slope = (free - bound) * scale;
        *square += slope * slope;
        *weight = (*weight - rate * slope / (*square + 1.0).sqrt()).clamp(-8.0, 8.0);
    }
}
