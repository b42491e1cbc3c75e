//! The `tupu` command.

fn main() {}
