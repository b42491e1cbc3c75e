//! The arguments of `extract`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::{Knowledge, OUTPUT};

/// Arguments of `extract`.
#[derive(Debug, Args)]
pub(crate) struct Extract {
    /// Files and folders of articles; `-` is the standard input
    ///
    /// Plain text, HTML, Markdown, JSON Lines, lists in JSON, tables with a header (CSV, TSV), WARC and WET, each compressed with gzip or zstd or
    /// not, in UTF-8, UTF-16, GB18030 or Big5; what a file is, its content tells. By default the standard input is read, unless it is a terminal. An article that cannot be read is reported and counted;
    /// the others are read all the same, and the exit status is 1.
    pub(crate) input: Vec<PathBuf>,

    /// The folder to write to
    ///
    /// By default `output` in the current folder. An archive that is there already is added to: an article that has not changed
    /// is left out, one that has replaces its former self, and all others stay.
    #[arg(short, long, value_name = "DIR", default_value = OUTPUT, hide_default_value = true)]
    pub(crate) output: PathBuf,

    /// Publication date of articles that come without one, such as 2024-09-05
    ///
    /// By default such an article keeps only the dates that its text gives in full.
    #[arg(long)]
    pub(crate) date: Option<String>,

    /// Publisher of articles that come without one
    ///
    /// By default such an article has the one that its dateline, or a line above or below its text, names, or none.
    #[arg(long, value_name = "NAME")]
    pub(crate) source: Option<String>,

    /// What a field is called in JSON Lines, tables and front matter, such as title=headline or text=article.body
    ///
    /// By default id, title, date, source, author, url and text have these names, or others that are usual for them, such as
    /// headline, content or link. Can be given several times.
    #[arg(long = "field", value_name = "FIELD=NAME")]
    pub(crate) fields: Vec<String>,

    #[command(flatten)]
    pub(crate) limits: Limits,

    /// Number of articles to read at the same time
    ///
    /// By default one for each processor. The output does not depend on it.
    #[arg(short, long, value_name = "N")]
    pub(crate) jobs: Option<std::num::NonZeroUsize>,

    /// Read again what another version of the program, the ontology or the model has read
    ///
    /// By default an article whose text has not changed stays as it was read then; the run says how many there are. With this,
    /// all such articles of the store are read again, also those that the inputs do not hold, for the store has their texts.
    #[arg(long)]
    pub(crate) refresh: bool,

    /// Which of the things that an article names stand in the graph
    ///
    /// By default `told`. Readings list all of them in any case.
    #[arg(long, value_enum, default_value_t = Mentions::Told, hide_default_value = true)]
    pub(crate) mentions: Mentions,

    #[command(flatten)]
    pub(crate) knowledge: Knowledge,

    /// What to make of the articles
    ///
    /// By default `graph`, which writes the output folder. All others print to the standard output and write no file.
    #[arg(short, long, value_enum, default_value_t = ExtractFormat::Graph, hide_default_value = true)]
    pub(crate) format: ExtractFormat,
}

/// Which things stand in the graph.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Mentions {
    /// Those of which the article says something: that have a part in a fact or a statement
    Told,
    /// All of them
    All,
}

/// What is too much to read.
#[derive(Debug, Args)]
#[command(next_help_heading = "Limits")]
pub(crate) struct Limits {
    /// Largest article, in bytes, or with k, M or G behind the number
    ///
    /// By default 16M; 1G is the most. A larger file of text, line, row or record is an error, and the rest is read.
    #[arg(long, value_name = "SIZE", value_parser = article_size, default_value = "16M", hide_default_value = true)]
    pub(crate) max_article: u64,

    /// Largest content of a compressed file, in bytes, or with k, M or G behind the number
    ///
    /// By default 64G.
    #[arg(long, value_name = "SIZE", value_parser = size, default_value = "64G", hide_default_value = true)]
    pub(crate) max_unpacked: u64,

    /// Most bytes that may come out of one packed byte
    ///
    /// By default 500, which text does not reach and files made to fill a disk do.
    #[arg(long, value_name = "N", default_value_t = 500, hide_default_value = true)]
    pub(crate) max_ratio: u64,

    /// Most layers of compression
    ///
    /// By default 2.
    #[arg(long, value_name = "N", default_value_t = 2, hide_default_value = true)]
    pub(crate) max_depth: usize,

    /// Most entries of a folder
    ///
    /// By default 10000000. Their names are held in memory.
    #[arg(long, value_name = "N", default_value_t = 10_000_000, hide_default_value = true)]
    pub(crate) max_entries: usize,

    /// Most seconds that one article may take
    ///
    /// By default 60. An article that takes longer is an error, and the others are read.
    #[arg(long, value_name = "SECONDS", default_value_t = 60, hide_default_value = true)]
    pub(crate) max_seconds: u64,
}

/// A number of bytes such as 16M.
fn size(text: &str) -> Result<u64, String> {
    let (number, factor) = match text.char_indices().next_back() {
        Some((at, 'k' | 'K')) => (&text[..at], 1 << 10),
        Some((at, 'm' | 'M')) => (&text[..at], 1 << 20),
        Some((at, 'g' | 'G')) => (&text[..at], 1 << 30),
        _ => (text, 1),
    };
    let bytes = number.parse::<u64>().ok().and_then(|number| number.checked_mul(factor)).filter(|bytes| *bytes > 0);
    bytes.ok_or_else(|| "expected a number of bytes such as 500k, 16M or 2G".to_owned())
}

/// A number of bytes that positions of 32 bits can count.
fn article_size(text: &str) -> Result<u64, String> {
    size(text).and_then(|bytes| if bytes <= 1 << 30 { Ok(bytes) } else { Err("expected at most 1G".to_owned()) })
}

/// What `extract` makes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ExtractFormat {
    /// The output folder: store, graph.ttl, readings.jsonl, run.json
    Graph,
    /// What each article says, one JSON object a line, in the order of the inputs
    Reading,
    /// The merged graph in Turtle
    Turtle,
    /// The merged graph and one graph for each article, with evidence, in N-Quads
    Nquads,
}
