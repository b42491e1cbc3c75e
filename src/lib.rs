//! Knowledge graphs from Chinese news: every fact ends at the characters that say it.

pub mod article;
pub mod reading;
pub mod text;
pub mod graph;
pub mod rdf;
pub mod query;
