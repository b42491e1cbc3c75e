//! Knowledge graphs from Chinese news: every fact ends at the characters that say it.

pub mod article;
pub mod clean;
pub mod read;
pub mod reading;
pub mod text;
