//! Knowledge graphs from Chinese news: every fact ends at the characters that say it.
//!
//! # The way of an article
//!
//! | stage | makes | of |
//! | --- | --- | --- |
//! | [`read`] | an [`Article`](article::Article) | the bytes of files, folders and the standard input |
//! | [`clean`] | a [`Text`](text::Text) that knows its origin | an article's text as read |
//! | [`segment`] | sentences and tokens | the clean text |
//! | [`recognise`] | mentions: names, posts, dates | the tokens |
//! | [`resolve`] | referents: the things that the mentions name | the mentions |
//! | [`relate`] | claims and statements, by the rules of the [`ontology`] | all of these |
//! | [`pipeline`] | a [`Reading`](reading::Reading), the form that leaves the pipeline | the order of the stages, once |
//! | [`graph`] | what is one in different articles; the merged graph in memory | readings |
//! | [`rdf`] | the store, its exports and its audit | readings |
//! | [`query`] | answers | questions to the store, in SPARQL or by name |
//! | [`ask`] | cards, evidence, timelines, paths, ranks | the store, for people |
//! | [`publish`] | pictures, tables, a page, a report | the store, for people and programs without RDF |
//!
//! [`explain`] shows what each stage made of a sentence, [`examples`] runs what the rules say of themselves, [`eval`] compares
//! readings with what people annotated, and [`train`] makes the recogniser's model.
//!
//! # What holds everywhere
//!
//! - **Text is cleaned once.** After that every position is a [`Span`](text::Span) of the clean text. It is turned into code points
//!   of the text as read where a reading is made, and nowhere else.
//! - **A stage is a function of what is before it.** No stage sees a clock, a file or another article, so the same article gives the
//!   same reading, and articles can be read in any order and number at a time.
//! - **Text cannot fail.** Reading, the ontology, the store and questions can; what comes between takes any text.
//! - **No fact without evidence and rule.**
//! - **No Chinese words in the code.** They live in `ontology/`, which is built into the program and can be replaced.
//!
//! # Where to begin
//!
//! `README.md` shows what comes out and `tests/stories/01-a-meeting.md` what it is made of. Then [`text`], [`pipeline`],
//! `ontology/tupu.ttl`, `ontology/rules/meetings.ttl`, [`recognise`], [`relate`] and [`rdf`], in this order.

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
pub mod ask;
pub mod publish;
pub mod explain;
pub mod examples;
pub mod eval;
pub mod train;
