//! The model file: what training found, pruned and quantised. [`Tagger::from_bytes`](super::Tagger::from_bytes) reads it.

use super::features::GROUP;
use super::train::{NONE, Options};
use super::{LANES, MAGIC, Transitions, VERSION};

/// Writes the model file: pruned, quantised, sorted by key.
pub(super) fn encode(
    row_weights: &[[f32; LANES]],
    transitions: &Transitions<f32>,
    keys: &[u32],
    rows: &[[u32; GROUP]],
    shapes: &[(char, u8)],
    quiet: &[u32],
    options: &Options,
) -> Vec<u8> {
    let scale = options.scale;
    let mut out = Vec::new();
    out.extend_from_slice(MAGIC);
    out.push(VERSION);
    out.extend_from_slice(&scale.to_bits().to_le_bytes());
    for weight in transitions.iter() {
        out.extend_from_slice(&((weight * scale).round() as i16).to_le_bytes());
    }
    let mut shapes = shapes.to_vec();
    shapes.sort_unstable();
    out.extend_from_slice(&(shapes.len() as u32).to_le_bytes());
    for (c, shape) in shapes {
        out.extend_from_slice(&(c as u16).to_le_bytes());
        out.push(shape);
    }
    out.extend_from_slice(&(quiet.len() as u32).to_le_bytes());
    let mut last = 0;
    for &hash in quiet {
        varint(&mut out, hash - last);
        last = hash;
    }
    let mut order: Vec<usize> = (0..keys.len()).collect();
    order.sort_unstable_by_key(|&group| keys[group]);
    let (mut masks, mut deltas, mut weights) = (Vec::new(), Vec::new(), Vec::new());
    let (mut last, mut n_rows) = (0u32, 0u32);
    for group in order {
        let mut mask = 0u8;
        for (i, &row) in rows[group].iter().enumerate() {
            if row == NONE {
                continue;
            }
            let mut lanes = 0u32;
            let mut values = Vec::new();
            for (lane, &weight) in row_weights[row as usize].iter().enumerate() {
                let step = (weight * scale).round().clamp(-127.0, 127.0) as i8;
                if weight.abs() >= options.prune && step != 0 {
                    lanes |= 1 << lane;
                    values.push(step.cast_unsigned());
                }
            }
            if lanes != 0 {
                mask |= 1 << i;
                weights.extend_from_slice(&lanes.to_le_bytes());
                weights.extend_from_slice(&values);
                n_rows += 1;
            }
        }
        if mask != 0 {
            masks.push(mask);
            varint(&mut deltas, keys[group].wrapping_sub(last));
            last = keys[group];
        }
    }
    out.extend_from_slice(&(masks.len() as u32).to_le_bytes());
    out.extend_from_slice(&n_rows.to_le_bytes());
    out.extend_from_slice(&masks);
    out.extend_from_slice(&deltas);
    out.extend_from_slice(&weights);
    out
}

fn varint(out: &mut Vec<u8>, mut value: u32) {
    while value >= 0x80 {
        out.push(value as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}
