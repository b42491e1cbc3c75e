//! The RDF half: what articles say becomes quads, kept in Oxigraph.
//!
//! **Where triples live.** Each article has a named graph, which its node names: its facts with their reifiers and
//! evidence, its statements, its metadata. The default graph holds the merged knowledge: exactly those triples of
//! the article graphs that speak of the world and not of the article, each once. So an article is replaced or
//! retracted by its graph alone, and what no other article supports leaves the default graph with it.
//!
//! **No triple without evidence and rule; no blank nodes; every IRI derives from content.** [`audit()`] proves the first.
//! A fact of a symmetric property stands both ways, under one reifier, so a question finds it from either side.
//!
//! Only this module names Oxigraph; [`query`](crate::query) uses it through [`Store`].

pub mod vocab;
pub mod schema;
mod describe;
pub mod store;
mod articles;
mod touched;
mod identity;
mod reprints;
pub mod tally;
mod load;
#[cfg(feature = "disk")]
mod disk;
pub mod turtle;
pub mod export;
mod patch;
pub mod audit;
pub mod diff;
pub mod view;
pub mod count;
pub mod shacl;

pub use articles::{Known, digest};
pub use audit::{Problem, audit};
pub use describe::{Described, ReadingError, describe, describe_as};
pub use diff::{Difference, diff};
pub use export::{ExportError, Format, Options, export};
pub use identity::Identities;
pub use load::Loader;
pub use patch::patch;
pub use schema::Schema;
pub use store::{Changes, Run, Store, StoreError};
pub use tally::Tally;
pub use touched::Touched;
pub use vocab::Namespaces;

use sha2::{Digest, Sha256};
use std::fmt::Write;

/// The first 128 bits of the SHA-256 of `parts`, in hexadecimal: the stable local name of what they identify.
pub fn content_hash(parts: &[&str]) -> String {
    let mut hasher = Sha256::new();
    for part in parts {
        hasher.update(part.as_bytes());
        hasher.update([0]); // keeps ("ab", "c") and ("a", "bc") apart
    }
    hasher.finalize()[..16].iter().fold(String::with_capacity(32), |mut hash, byte| {
        write!(hash, "{byte:02x}").expect("writing to a string cannot fail");
        hash
    })
}

#[cfg(test)]
pub(crate) mod tests;
