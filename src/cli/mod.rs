//! What may be typed: the types from which clap makes the parser, the help, the completions and the manual pages.
//!
//! Nothing here knows the library, and nothing here can fail but by what was typed.

mod extract;

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

pub(crate) use extract::{Extract, ExtractFormat, Limits, Mentions};

/// Where `extract` writes and the other commands read, unless told otherwise.
const OUTPUT: &str = "output";
/// The store in it.
const STORE: &str = "output/store";

/// Where a new user may begin.
const BEGIN: &str = "\
To begin:
  tupu extract my-articles/
  tupu query 'SELECT ?one ?other { ?a tupu:met ?b . ?a rdfs:label ?one . ?b rdfs:label ?other }'
  tupu explain SENTENCE";

/// Knowledge graphs from Chinese news: every fact ends at the characters that say it.
///
/// Data goes to the standard output and talk to the standard error. The exit status is 0 when all was done, 1 when something
/// failed on the way or a check found problems, and 2 when the command could not run.
#[derive(Debug, Parser)]
#[command(name = "tupu", version, max_term_width = 110, arg_required_else_help = true, after_help = BEGIN)]
pub(crate) struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// One command.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Read articles and store what they say as a graph
    Extract(Extract),
    /// Ask the store a question in SPARQL
    Query(Query),
    /// Show what the graph holds of one thing: names, posts, relations, statements, sources
    Show(Show),
    /// Show the passages that say a fact
    Why(Why),
    /// List what happened to a thing, by date
    Timeline(Timeline),
    /// Show how two things are connected, with the evidence of each step
    Path(Path),
    /// List the central things of the graph, or the communities in it
    Rank(Rank),
    /// Tell what the last run did and what the graph is made of, as text or as a page
    Report(Report),
    /// Check the form of the graph and the evidence of every fact
    Validate(Validate),
    /// Print the graph in a form that other programs read, or as a page or a picture for people
    Export(Export),
    /// Show how one sentence is read, layer by layer
    Explain(Explain),
    /// Take articles out of the store, and what only they say
    Remove(Remove),
    /// Compare two stores or exports: facts added, removed, and on other evidence
    Diff(Diff),
    /// Copy the store to another folder, at once
    Backup(Backup),
    /// Check, list or test the vocabulary, the rules and the word lists
    Ontology(Ontology),
    /// Score the reading of annotated articles: precision, recall and F1
    Eval(Eval),
    /// Train the recogniser's model from annotated text
    Train(Train),
    /// Print a completion script for a shell
    Completions {
        /// The shell to print it for
        shell: clap_complete::Shell,
    },
    /// Write the manual pages
    #[command(hide = true)]
    Man {
        /// The folder to write them to; made where it is missing
        dir: PathBuf,
    },
}

/// Arguments of `train`.
#[derive(Debug, Args)]
pub(crate) struct Train {
    /// Files of annotated text in which all eight kinds are marked: JSON Lines, `.gz` or not
    ///
    /// By default none.
    #[arg(long, value_name = "FILE", num_args = 1..)]
    pub(crate) from: Vec<PathBuf>,

    /// Files in which only persons, organizations and places are marked
    ///
    /// By default none.
    #[arg(long, value_name = "FILE", num_args = 1..)]
    pub(crate) partial: Vec<PathBuf>,

    /// Files that a machine marked in the same way, believed only as far as a first model agrees
    ///
    /// By default none.
    #[arg(long, value_name = "FILE", num_args = 1..)]
    pub(crate) noisy: Vec<PathBuf>,

    /// The model file to write; what made it is recorded beside it, with the ending `.json`
    ///
    /// By default none, which is possible with `--cross-validate` only.
    #[arg(short, long, value_name = "MODEL", required_unless_present = "cross_validate")]
    pub(crate) output: Option<PathBuf>,

    /// Also print how good the recogniser is on articles of `--from` that it was not trained on: as many models are trained as
    /// there are folds, each without the articles of its fold
    ///
    /// By default no other model is trained.
    #[arg(long, value_name = "FOLDS", value_parser = clap::value_parser!(u8).range(2..))]
    pub(crate) cross_validate: Option<u8>,

    /// Seed of the order in which the text is learned
    ///
    /// By default 1.
    #[arg(long, default_value_t = 1, hide_default_value = true)]
    pub(crate) seed: u64,

    /// A folder with vocabulary, rules and word lists to use in place of the program's own
    ///
    /// By default the ontology that the program was built with.
    #[arg(long, value_name = "DIR")]
    pub(crate) ontology: Option<PathBuf>,
}

/// The ontology to use.
#[derive(Debug, Args)]
pub(crate) struct Knowledge {
    /// A folder with vocabulary, rules and word lists to use in place of the program's own
    ///
    /// By default the ontology that the program was built with.
    #[arg(long, value_name = "DIR", global = true)]
    pub(crate) ontology: Option<PathBuf>,

    /// A model to recognise names with, made by `tupu train`
    ///
    /// By default the model that the program was built with.
    #[arg(long, value_name = "FILE", global = true)]
    pub(crate) model: Option<PathBuf>,
}

/// The store to read.
#[derive(Debug, Args)]
pub(crate) struct StoreDir {
    /// The store to read
    ///
    /// By default `output/store` in the current folder.
    #[arg(short = 's', long = "store", value_name = "DIR", default_value = STORE, hide_default_value = true)]
    pub(crate) dir: PathBuf,
}

/// Arguments of `remove`.
#[derive(Debug, Args)]
pub(crate) struct Remove {
    /// Keys of articles, as readings.jsonl gives them: the id of a JSON line, or a file's path below the folder that was read
    #[arg(required = true)]
    pub(crate) article: Vec<String>,

    /// The folder that `extract` wrote
    ///
    /// By default `output` in the current folder.
    #[arg(short, long, value_name = "DIR", default_value = OUTPUT, hide_default_value = true)]
    pub(crate) output: PathBuf,

    #[command(flatten)]
    pub(crate) knowledge: Knowledge,
}

/// Arguments of `diff`.
#[derive(Debug, Args)]
pub(crate) struct Diff {
    /// What was: a store, the output folder of `extract`, or an export that ends in .ttl, .trig or .nq
    #[arg(value_name = "A")]
    pub(crate) before: PathBuf,

    /// What is, in one of the same forms
    #[arg(value_name = "B")]
    pub(crate) after: PathBuf,

    /// How to print the differences
    ///
    /// By default `text`.
    #[arg(short, long, value_enum, default_value_t = DiffFormat::Text, hide_default_value = true)]
    pub(crate) format: DiffFormat,
}

/// How `diff` prints.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum DiffFormat {
    /// A fact a line, with the passages that came and went below it
    Text,
    /// One JSON object a line
    Json,
}

/// Arguments of `backup`.
#[derive(Debug, Args)]
pub(crate) struct Backup {
    /// The folder to copy the store to, which must not be there yet; the other commands read it with `--store`
    #[arg(value_name = "DIR")]
    pub(crate) copy: PathBuf,

    #[command(flatten)]
    pub(crate) store: StoreDir,
}

/// The ontology to take questions, labels and tables of characters from.
#[derive(Debug, Args)]
pub(crate) struct OntologyDir {
    /// A folder with vocabulary, questions and word lists to use in place of the program's own
    ///
    /// By default the ontology that the program was built with.
    #[arg(long = "ontology", value_name = "DIR")]
    ontology: Option<PathBuf>,
}

impl OntologyDir {
    /// The folder, where one is named.
    pub(crate) fn dir(&self) -> Option<&std::path::Path> {
        self.ontology.as_deref()
    }
}

/// Arguments of `query`.
#[derive(Debug, Args)]
#[command(group = clap::ArgGroup::new("question").required(true))]
pub(crate) struct Query {
    /// The question; `-` reads it from the standard input
    ///
    /// The prefixes of the graph need no declaration: tupu, schema, rdf, rdfs, nif, prov and the others of an export.
    #[arg(group = "question")]
    pub(crate) sparql: Option<String>,

    /// A file that holds the question
    ///
    /// By default the question is the command's argument.
    #[arg(long, value_name = "FILE", group = "question")]
    pub(crate) file: Option<PathBuf>,

    /// A question that has a name, with its arguments, as in `--ask met NAME`; alone it lists these questions
    ///
    /// A thing may be named by any of its names, in simplified or traditional script. By default the question is SPARQL.
    #[arg(long, value_names = ["QUESTION", "ARG"], num_args = 0.., group = "question")]
    pub(crate) ask: Option<Vec<String>>,

    #[command(flatten)]
    pub(crate) store: StoreDir,

    #[command(flatten)]
    pub(crate) ontology: OntologyDir,

    /// How to print the answer
    ///
    /// By default a table on a terminal and CSV elsewhere; Turtle where the answer is a graph.
    #[arg(short, long, value_enum)]
    pub(crate) format: Option<QueryFormat>,

    /// Seconds after which to give up
    ///
    /// By default a question may take as long as it needs.
    #[arg(long, value_name = "SECONDS")]
    pub(crate) timeout: Option<std::num::NonZeroU64>,

    /// Print how the question is answered, with the rows of each step, instead of the answer
    ///
    /// By default the answer is printed.
    #[arg(long)]
    pub(crate) explain: bool,
}

/// How `query` prints.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum QueryFormat {
    /// Columns for the eye
    Table,
    /// Comma-separated values
    Csv,
    /// Tab-separated values, with the terms in full
    Tsv,
    /// SPARQL results in JSON
    Json,
    /// SPARQL results in XML
    Xml,
    /// Turtle, for CONSTRUCT and DESCRIBE
    Turtle,
}

/// What the commands that tell of a graph have in common.
#[derive(Debug, Args)]
pub(crate) struct Telling {
    #[command(flatten)]
    pub(crate) store: StoreDir,

    #[command(flatten)]
    pub(crate) ontology: OntologyDir,

    /// How to print the answer
    ///
    /// By default `table`, for people.
    #[arg(short, long, value_enum, default_value_t = AnswerFormat::Table, hide_default_value = true)]
    pub(crate) format: AnswerFormat,
}

/// How an answer about a graph is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum AnswerFormat {
    /// Lines and columns for the eye
    Table,
    /// One JSON document, with IRIs and positions
    Json,
}

/// Days between which to look.
#[derive(Debug, Args)]
pub(crate) struct Period {
    /// The first day to look at, such as 2024-09-05, 2024-09 or 2024
    ///
    /// By default there is none.
    #[arg(long, value_name = "DATE", value_parser = day)]
    pub(crate) since: Option<String>,

    /// The last day to look at
    ///
    /// By default there is none.
    #[arg(long, value_name = "DATE", value_parser = day)]
    pub(crate) until: Option<String>,
}

/// A day, a month or a year.
fn day(text: &str) -> Result<String, String> {
    let shape: String = text.chars().map(|c| if c.is_ascii_digit() { '0' } else { c }).collect();
    let is_within = |part: usize, most: u8| {
        text.split('-').nth(part).is_none_or(|part| part.parse().is_ok_and(|n: u8| (1..=most).contains(&n)))
    };
    let is_date = ["0000", "0000-00", "0000-00-00"].contains(&&*shape) && is_within(1, 12) && is_within(2, 31);
    if is_date { Ok(text.to_owned()) } else { Err("expected a date such as 2024-09-05, 2024-09 or 2024".to_owned()) }
}

/// When to use colours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Colour {
    /// On a terminal, unless the variable NO_COLOR is set
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

/// Arguments of `show`.
#[derive(Debug, Args)]
pub(crate) struct Show {
    /// The thing: any of its names, in simplified or traditional script, its IRI, or its Wikidata id
    pub(crate) name: String,

    /// Things to list at most for each relation, and statements
    ///
    /// By default 5.
    #[arg(long, value_name = "N", default_value_t = 5, hide_default_value = true)]
    pub(crate) most: usize,

    #[command(flatten)]
    pub(crate) telling: Telling,
}

/// Arguments of `why`.
#[derive(Debug, Args)]
pub(crate) struct Why {
    /// The fact: a subject, a relation and an object, as in `A met B`, with names or IRIs
    #[arg(required = true)]
    pub(crate) fact: Vec<String>,

    /// Passages to show at most: those of the latest articles
    ///
    /// By default 20.
    #[arg(long, value_name = "N", default_value_t = 20, hide_default_value = true)]
    pub(crate) most: usize,

    /// When to colour the passages; without colours the names of subject and object stand in brackets
    ///
    /// By default `auto`.
    #[arg(long, value_enum, default_value_t = Colour::Auto, hide_default_value = true)]
    pub(crate) color: Colour,

    #[command(flatten)]
    pub(crate) telling: Telling,
}

/// Arguments of `timeline`.
#[derive(Debug, Args)]
pub(crate) struct Timeline {
    /// The thing: any of its names, its IRI, or its Wikidata id
    pub(crate) name: String,

    #[command(flatten)]
    pub(crate) period: Period,

    #[command(flatten)]
    pub(crate) telling: Telling,
}

/// Arguments of `path`.
#[derive(Debug, Args)]
pub(crate) struct Path {
    /// Where to begin: any name of a thing, its IRI, or its Wikidata id
    pub(crate) from: String,

    /// Where to arrive
    pub(crate) to: String,

    #[command(flatten)]
    pub(crate) period: Period,

    /// When to colour the passages; without colours the names of subject and object stand in brackets
    ///
    /// By default `auto`.
    #[arg(long, value_enum, default_value_t = Colour::Auto, hide_default_value = true)]
    pub(crate) color: Colour,

    #[command(flatten)]
    pub(crate) telling: Telling,
}

/// Arguments of `rank`.
#[derive(Debug, Args)]
pub(crate) struct Rank {
    /// What makes a thing central
    ///
    /// By default `pagerank`.
    #[arg(long, value_enum, default_value_t = Measure::Pagerank, hide_default_value = true)]
    pub(crate) by: Measure,

    /// List things of this class only, such as Person or Country
    ///
    /// By default things of all classes are listed. Connections are counted all the same.
    #[arg(long, value_name = "CLASS")]
    pub(crate) class: Option<String>,

    #[command(flatten)]
    pub(crate) period: Period,

    /// Things to list at most
    ///
    /// By default 20.
    #[arg(long, value_name = "N", default_value_t = 20, hide_default_value = true)]
    pub(crate) limit: usize,

    /// List the communities of the graph, each with its central things
    ///
    /// By default things are listed one by one.
    #[arg(long)]
    pub(crate) communities: bool,

    #[command(flatten)]
    pub(crate) telling: Telling,
}

/// What makes a thing central.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Measure {
    /// Being connected with central things
    Pagerank,
    /// Lying on the shortest paths between others; estimated where there are more than 512 things
    Betweenness,
    /// Being connected with many things
    Degree,
}

/// Arguments of `report`.
#[derive(Debug, Args)]
pub(crate) struct Report {
    /// The output folder of `extract`, with the store and the record of the last run
    ///
    /// By default `output` in the current folder.
    #[arg(long = "from", value_name = "DIR", default_value = OUTPUT, hide_default_value = true)]
    pub(crate) dir: PathBuf,

    #[command(flatten)]
    pub(crate) ontology: OntologyDir,

    /// The form of the report
    ///
    /// By default `text`.
    #[arg(short, long, value_enum, default_value_t = ReportFormat::Text, hide_default_value = true)]
    pub(crate) format: ReportFormat,

    /// The language of titles and labels
    ///
    /// By default `en`.
    #[arg(long, value_enum, default_value_t = Language::En, hide_default_value = true)]
    pub(crate) language: Language,

    /// The file to write
    ///
    /// By default the standard output.
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
}

/// A language of labels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Language {
    /// Chinese
    Zh,
    /// English
    En,
}

/// The form of a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ReportFormat {
    /// Tables for a terminal
    Text,
    /// A page to open in a browser
    Html,
}

/// Arguments of `validate`.
#[derive(Debug, Args)]
pub(crate) struct Validate {
    #[command(flatten)]
    pub(crate) store: StoreDir,

    #[command(flatten)]
    pub(crate) ontology: OntologyDir,

    /// The form of the report
    ///
    /// By default `text`, one problem a line.
    #[arg(short, long, value_enum, default_value_t = ValidateFormat::Text, hide_default_value = true)]
    pub(crate) format: ValidateFormat,
}

/// The form of a validation report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ValidateFormat {
    /// One problem a line; nothing where all is well
    Text,
    /// SHACL's sh:ValidationReport in Turtle
    Turtle,
}

/// Arguments of `export`.
#[derive(Debug, Args)]
pub(crate) struct Export {
    #[command(flatten)]
    pub(crate) store: StoreDir,

    #[command(flatten)]
    pub(crate) ontology: OntologyDir,

    /// The form to print
    ///
    /// By default `turtle`.
    #[arg(short, long, value_enum, default_value_t = ExportFormat::Turtle, hide_default_value = true)]
    pub(crate) format: ExportFormat,

    /// Print the graph of each article too: its facts, the passages that say them, its statements
    ///
    /// By default only the merged graph is printed. Turtle and RDF/XML have no place for more than one graph: use `nquads` or
    /// `trig`. The page has the passages anyway.
    #[arg(long)]
    pub(crate) evidence: bool,

    /// Write the evidence for programs that know RDF 1.1 alone: reifiers as nodes with rdf:subject, rdf:predicate, rdf:object
    ///
    /// By default it is written with the triple terms of RDF 1.2.
    #[arg(long, requires = "evidence")]
    pub(crate) rdf11: bool,

    /// Print the neighbourhood of this thing only
    ///
    /// By default everything is printed; a picture in SVG must be around something.
    #[arg(long, value_name = "NAME", required_if_eq("format", "svg"))]
    pub(crate) around: Option<String>,

    /// Steps from the thing named with `--around`
    ///
    /// By default 1.
    #[arg(long, value_name = "N", default_value_t = 1, hide_default_value = true, requires = "around")]
    pub(crate) hops: usize,

    /// The language of the relations in a picture; a page has both
    ///
    /// By default `zh`.
    #[arg(long, value_enum, default_value_t = Language::Zh, hide_default_value = true)]
    pub(crate) language: Language,

    /// Print things of this class only, such as Person; may be given more than once
    ///
    /// By default things of all classes are printed.
    #[arg(long, value_name = "CLASS")]
    pub(crate) class: Vec<String>,

    #[command(flatten)]
    pub(crate) period: Period,

    /// The file to write; for `csv` the folder, which gets nodes.csv and edges.csv
    ///
    /// By default the standard output.
    #[arg(short, long, value_name = "FILE", required_if_eq("format", "csv"))]
    pub(crate) output: Option<PathBuf>,
}

/// What `export` prints.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ExportFormat {
    /// Turtle, sorted, so that two exports can be compared line by line
    Turtle,
    /// TriG, which can hold each article's graph under its name
    Trig,
    /// N-Quads, for other stores
    Nquads,
    /// N-Triples, with all graphs as one
    Ntriples,
    /// RDF/XML
    Rdfxml,
    /// JSON-LD
    Jsonld,
    /// GraphML, for yEd, Cytoscape, networkx
    Graphml,
    /// GEXF, for Gephi
    Gexf,
    /// DOT, for Graphviz
    Dot,
    /// Two tables: things and facts
    Csv,
    /// A page to open from disk: search, pictures, cards, passages in their articles
    Html,
    /// A picture of the neighbourhood of a thing
    Svg,
}

/// Arguments of `explain`.
#[derive(Debug, Args)]
pub(crate) struct Explain {
    /// The sentence, or a few of them; `-` reads them from the standard input
    pub(crate) sentence: String,

    /// Publication date to read relative dates by, such as 2024-09-05
    ///
    /// By default none.
    #[arg(long)]
    pub(crate) date: Option<String>,

    /// Show only what cleaning changes, as a diff: [-what goes-]{+what comes+}
    ///
    /// By default all layers of the reading are shown.
    #[arg(long)]
    pub(crate) clean: bool,

    #[command(flatten)]
    pub(crate) knowledge: Knowledge,
}

/// Arguments of `eval`.
#[derive(Debug, Args)]
pub(crate) struct Eval {
    /// Annotated articles: JSON Lines with id, title, date, text, entities, relations and statements
    ///
    /// A line of the table counts what is right (tp), what is wrong (fp) and what was missed (fn); precision, recall and F1 are
    /// micro-averages over all articles.
    pub(crate) gold: PathBuf,

    /// The articles to read, where they are not those of the annotated file itself: files and folders with the same ids
    pub(crate) input: Vec<PathBuf>,

    #[command(flatten)]
    pub(crate) knowledge: Knowledge,

    /// Leave out a source of names, to see what it brings: `lexicon`, `patterns`, `tagger`, `consistency`; several with commas
    ///
    /// By default all are used.
    #[arg(long, value_enum, value_name = "SOURCE", value_delimiter = ',')]
    pub(crate) without: Vec<NameSource>,

    /// List every mistake too: its sort, the article, type or predicate, and what was wrong or missed
    ///
    /// By default only the tables are printed.
    #[arg(long)]
    pub(crate) errors: bool,

    /// How to print
    ///
    /// By default `table`.
    #[arg(short, long, value_enum, default_value_t = EvalFormat::Table, hide_default_value = true)]
    pub(crate) format: EvalFormat,
}

/// Where names come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum NameSource {
    /// The words of the lexicon
    Lexicon,
    /// Brackets, quotation marks and head nouns
    Patterns,
    /// The trained model
    Tagger,
    /// What the model found once is found everywhere in the article
    Consistency,
}

/// How `eval` prints.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum EvalFormat {
    /// A line for each type and predicate, and one for each table
    Table,
    /// One JSON object
    Json,
}

/// Arguments of `ontology`.
#[derive(Debug, Args)]
pub(crate) struct Ontology {
    /// What to do with it
    #[command(subcommand)]
    pub(crate) action: OntologyAction,

    #[command(flatten)]
    pub(crate) knowledge: Knowledge,
}

/// What to do with the ontology.
#[derive(Clone, Debug, PartialEq, Eq, Subcommand)]
pub(crate) enum OntologyAction {
    /// Load every file and report what is wrong with it
    Check,
    /// List classes, properties, rules and word lists
    List,
    /// Run the examples and counter-examples of all rules
    Test,
    /// Count the sentences that name two known things and hold a verb of the rules, but state nothing, by verb
    Missed {
        /// Articles: files and folders, - for the standard input
        #[arg(required = true)]
        inputs: Vec<PathBuf>,
    },
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;

    #[test]
    fn the_parser_is_sound() {
        Cli::command().debug_assert();
    }

    /// Every option that takes a value, and every flag, says what happens without it.
    #[test]
    fn every_option_states_its_default() {
        fn check(command: &clap::Command) {
            for option in command.get_opts().chain(command.get_arguments().filter(|a| !a.is_positional())) {
                let help = option.get_long_help().or(option.get_help()).map(ToString::to_string).unwrap_or_default();
                let is_own = !["help", "version"].contains(&option.get_id().as_str()) && !option.is_required_set();
                assert!(!is_own || help.contains("By default"), "{} --{}: {help}", command.get_name(), option.get_id());
            }
            command.get_subcommands().for_each(check);
        }
        check(&Cli::command());
    }
}
