//! Knowledge graphs from Chinese news: every fact ends at the characters that say it.

pub mod text;
pub mod article;
pub mod ontology;
pub mod read;
pub mod clean;
pub mod punctuation;
pub mod segment;
pub mod recognise;
pub mod resolve;
pub mod relate;
pub mod reading;
pub mod pipeline;
pub mod graph;
pub mod rdf;
pub mod query;
pub mod explain;
pub mod examples;
pub mod train;
