//! Where the commands meet the library: every call into it is here, with its errors put into the words of the command line.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io::{BufRead, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context as _, bail};
use serde::Serialize;
use sha2::{Digest as _, Sha256};
use tupu::article::Article;
use tupu::ask::names::{self, NameError};
use tupu::clean::Cleaner;
use tupu::eval::{self, Gold, Scores};
use tupu::explain::Missed;
use tupu::ontology::{Ontology, OntologyError};
use tupu::pipeline::{Extractor, ExtractorError, MODEL};
use tupu::query::{Form, QueryError, explain as explain_query, query};
pub(crate) use tupu::rdf::diff::{Change, Difference, Evidence};
use tupu::rdf::view::Thing;
use tupu::rdf::{self, Namespaces, Schema, Store};
pub(crate) use tupu::rdf::{Described, Known, Touched, digest};
use tupu::read;
use tupu::reading::Reading;
use tupu::recognise::Without;
use tupu::train::Trainer;
use tupu::{examples, explain};

use super::Hint;
use crate::cli::{Extract, Knowledge, NameSource, QueryFormat};

/// What a run depends on besides its articles.
#[derive(Clone, Debug, Default, Serialize)]
pub(crate) struct Versions {
    /// The program's version.
    pub(crate) program: String,
    /// The ontology's version.
    pub(crate) ontology: String,
    /// Hash of all files of the ontology.
    pub(crate) ontology_hash: String,
    /// Hash of the recogniser's model.
    pub(crate) model_hash: String,
}

/// The examples of the rules, run.
pub(crate) struct Tested {
    /// Examples and counter-examples run.
    pub(crate) examples: usize,
    /// What went wrong: file, rule, example, found and expected.
    pub(crate) failures: Vec<String>,
}

/// The verbs of sentences that state nothing.
pub(crate) struct MissedVerbs {
    /// Each with its sentences.
    pub(crate) verbs: Vec<(String, Missed)>,
    /// What could not be read.
    pub(crate) errors: Vec<anyhow::Error>,
}

/// The extractor with its ontology.
pub(crate) struct Engine {
    extractor: Extractor,
    model_hash: String,
    /// What the store has to know of a run with it.
    run: rdf::Run,
}

impl Engine {
    /// Loads the program's own ontology and model, or those that are named.
    pub(crate) fn load(args: &Knowledge) -> anyhow::Result<Self> {
        Engine::load_with(args, false)
    }

    /// As [`load`](Self::load); with `all_mentions`, things of which an article says nothing are described too.
    pub(crate) fn load_with(args: &Knowledge, all_mentions: bool) -> anyhow::Result<Self> {
        let model = match &args.model {
            None => Cow::Borrowed(MODEL),
            Some(file) => {
                Cow::Owned(std::fs::read(file).with_context(|| format!("could not read {}", file.display()))?)
            }
        };
        let extractor =
            Extractor::new(|| ontology(args.ontology.as_deref()), &model).map_err(|error| match &args.model {
                Some(file) if matches!(error, ExtractorError::Model(_)) => {
                    anyhow::Error::new(error).context(format!("--model {}", file.display()))
                }
                _ => error.into(),
            })?;
        let model_hash = content_hash(&model);
        let ontology = extractor.ontology();
        let fingerprint = format!("{} {} {model_hash}", env!("CARGO_PKG_VERSION"), ontology.hash);
        let run = rdf::Run { schema: Schema::of(ontology), fingerprint, all_mentions };
        Ok(Engine { extractor, model_hash, run })
    }

    /// The same, recognising names without some of the sources.
    pub(crate) fn without(self, sources: &[NameSource]) -> Self {
        let has = |source| sources.contains(&source);
        let without = Without {
            lexicon: has(NameSource::Lexicon),
            patterns: has(NameSource::Patterns),
            tagger: has(NameSource::Tagger),
            consistency: has(NameSource::Consistency),
        };
        Engine { extractor: self.extractor.without(without), ..self }
    }

    /// What the output depends on besides the articles.
    pub(crate) fn versions(&self) -> Versions {
        let ontology = self.extractor.ontology();
        Versions {
            program: env!("CARGO_PKG_VERSION").into(),
            ontology: ontology.version.clone(),
            ontology_hash: ontology.hash.clone(),
            model_hash: self.model_hash.clone(),
        }
    }

    /// What an article says.
    pub(crate) fn read(&self, article: &Article) -> Reading {
        self.extractor.read(article)
    }

    /// What an article says; nothing where reading it may not go on.
    pub(crate) fn read_while(&self, article: &Article, may_go_on: &dyn Fn() -> bool) -> Option<Reading> {
        self.extractor.read_while(article, may_go_on)
    }

    /// How an article is read, layer by layer.
    pub(crate) fn explain(&self, article: &Article) -> String {
        explain::explain(&self.extractor.analyse(article), self.extractor.ontology())
    }

    /// What cleaning makes of an article.
    pub(crate) fn explain_cleaning(&self, article: &Article) -> String {
        explain::clean_diff(&self.extractor.analyse(article))
    }

    /// Classes, properties, rules and word lists.
    pub(crate) fn list(&self) -> String {
        explain::list(self.extractor.ontology())
    }

    /// Scores readings against annotated articles.
    pub(crate) fn score(&self, gold: &[Gold], readings: &[Reading]) -> Scores {
        eval::score(gold, readings, self.extractor.cleaner())
    }

    /// The verbs of the sentences that name known things but state nothing, the most frequent first.
    pub(crate) fn missed(&self, inputs: &[PathBuf]) -> MissedVerbs {
        let mut verbs = BTreeMap::new();
        let mut errors = Vec::new();
        let options = read::Options::default();
        for item in self.articles(inputs, &options) {
            match item {
                Ok((article, _)) => {
                    explain::missed(&self.extractor.analyse(&article), self.extractor.ontology(), &mut verbs);
                }
                Err(error) => errors.push(error),
            }
        }
        let mut verbs: Vec<(String, Missed)> = verbs.into_iter().collect();
        verbs.sort_by_key(|(_, missed)| std::cmp::Reverse(missed.n_sentences));
        MissedVerbs { verbs, errors }
    }

    /// Runs the examples of all rules.
    pub(crate) fn test(&self) -> Tested {
        let (examples, failures) = examples::run(&self.extractor);
        Tested { examples, failures }
    }

    /// What an article says, as its graph.
    pub(crate) fn describe(&self, reading: &Reading, text: &str) -> anyhow::Result<Described> {
        Ok(rdf::describe(reading, text, &self.run, &Namespaces::default())?)
    }

    /// The articles of the inputs, each with what was odd about it, or why it could not be read.
    pub(crate) fn articles<'a>(
        &'a self,
        inputs: &[PathBuf],
        options: &'a read::Options,
    ) -> impl Iterator<Item = anyhow::Result<(Article, Vec<String>)>> + use<'a> {
        read::inputs(inputs, options, self.extractor.cleaner()).map(|item| match item {
            Ok(input) => Ok((input.article, input.warnings)),
            Err(error) => Err(error.into()),
        })
    }
}

/// How the command line says that input is to be read.
pub(crate) fn read_options(args: &Extract) -> anyhow::Result<read::Options> {
    let crate::cli::Limits { max_article, max_unpacked, max_ratio, max_depth, max_entries, .. } = args.limits;
    let limits = read::Limits {
        article_bytes: max_article,
        unpacked_bytes: max_unpacked,
        ratio: max_ratio,
        depth: max_depth,
        folder_entries: max_entries,
    };
    let mut fields = read::FieldNames::default();
    args.fields.iter().try_for_each(|pair| fields.rename(pair)).context("--field is no field")?;
    Ok(read::Options { limits, fields })
}

/// The program's own ontology, or the one in a folder.
fn ontology(dir: Option<&Path>) -> Result<Ontology, OntologyError> {
    dir.map_or_else(Ontology::bundled, Ontology::load)
}

/// SHA-256 of a file's content, in hexadecimal.
pub(crate) fn content_hash(content: &[u8]) -> String {
    Sha256::digest(content).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A trainer with the program's own ontology, or the one in a folder, and the ontology's hash.
pub(crate) fn trainer(dir: Option<&Path>) -> anyhow::Result<(Trainer, String)> {
    let ontology = ontology(dir)?;
    let cleaner = Cleaner::new(&ontology)?;
    let hash = ontology.hash.clone();
    Ok((Trainer::new(ontology, cleaner), hash))
}

/// The annotated articles of a file.
pub(crate) fn gold(file: &Path) -> anyhow::Result<Vec<Gold>> {
    let text = std::fs::read_to_string(file).with_context(|| format!("could not read {}", file.display()))?;
    eval::read_gold(&text).with_context(|| format!("could not use {}", file.display()))
}

/// What is wrong with an ontology.
pub(crate) fn check_ontology(args: &Knowledge) -> Vec<anyhow::Error> {
    Engine::load(args).err().into_iter().collect()
}

/// What storing articles did, by number of articles.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Written {
    pub(crate) added: usize,
    pub(crate) replaced: usize,
    pub(crate) unchanged: usize,
    /// What has to be found out again.
    pub(crate) touched: Touched,
}

/// Articles that are written at once where things in them turn out to be others.
const SETTLED_AT_ONCE: usize = 500;

/// A store that could not be written, with what a user can do about it.
fn unwritable(error: rdf::StoreError) -> anyhow::Error {
    anyhow::Error::new(error).context(Hint::new(
        "could not write the store; all that it held before is safe",
        "make room on the disk, or check who may write to the folder, and run the same command again: it goes on from there",
    ))
}

/// What stores many articles.
pub(crate) struct Loader(rdf::Loader);

impl Loader {
    /// Stores what an article says; it may take until the end to be there.
    pub(crate) fn put(&mut self, article: Described) -> anyhow::Result<Written> {
        Ok(self.0.write(article).map_err(unwritable)?.into())
    }

    /// Stores what is left; gives back how many triples of articles were added in all.
    pub(crate) fn finish(self) -> anyhow::Result<usize> {
        self.0.finish().map_err(unwritable)
    }
}

impl From<rdf::Changes> for Written {
    fn from(changes: rdf::Changes) -> Self {
        let rdf::Changes { added, replaced, unchanged, touched, .. } = changes;
        Written { added, replaced, unchanged, touched }
    }
}

/// A graph, in memory or in a folder. Copies share it.
#[derive(Clone)]
pub(crate) struct Graph {
    store: Store,
}

impl Graph {
    /// An empty graph in memory.
    pub(crate) fn in_memory() -> anyhow::Result<Self> {
        Ok(Graph { store: Store::in_memory(Namespaces::default())? })
    }

    /// The store in a folder, made where it is missing.
    pub(crate) fn open(dir: &Path) -> anyhow::Result<Self> {
        Ok(Graph { store: Store::create(dir, Namespaces::default())? })
    }

    /// The store in a folder, or in the output folder around it; it must be there.
    pub(crate) fn open_existing(dir: &Path) -> anyhow::Result<Self> {
        let inner = dir.join("store");
        let dir = if inner.is_dir() { &inner } else { dir };
        if !dir.is_dir() {
            bail!(Hint::new(
                format!("found no store in {}", dir.display()),
                "make one with: tupu extract ARTICLES; or name another with --store",
            ));
        }
        Ok(Graph { store: Store::open(dir, Namespaces::default())? })
    }

    /// The store in a folder or in the output folder around it, or the content of an export.
    pub(crate) fn open_any(path: &Path) -> anyhow::Result<Self> {
        if path.is_dir() {
            return Graph::open_existing(path);
        }
        let format = match path.extension().and_then(|ending| ending.to_str()) {
            Some("ttl" | "nt") => rdf::Format::Turtle,
            Some("trig") => rdf::Format::Trig,
            Some("nq") => rdf::Format::NQuads,
            _ => bail!(Hint::new(
                format!("{}: found neither a folder nor a file that ends in .ttl, .trig or .nq", path.display()),
                "make an export with: tupu export --format trig --evidence --output FILE.trig",
            )),
        };
        let read = || -> anyhow::Result<Store> {
            let file = std::io::BufReader::new(std::fs::File::open(path)?);
            Ok(Store::read_export(file, format, Namespaces::default())?)
        };
        Ok(Graph { store: read().with_context(|| format!("could not read {}", path.display()))? })
    }

    /// What `after` says and this graph does not, and the other way round.
    pub(crate) fn diff(&self, after: &Graph) -> anyhow::Result<Vec<Difference>> {
        rdf::diff::diff(&self.store, &after.store).context("could not compare the graphs")
    }

    /// What the store holds of an article.
    pub(crate) fn known(&self, engine: &Engine, article: &Article) -> anyhow::Result<Known> {
        self.store.known(&engine.run, article).context("could not read the store")
    }

    /// The keys of the articles that another program, ontology or model read, sorted.
    pub(crate) fn outdated(&self, engine: &Engine) -> anyhow::Result<Vec<String>> {
        self.store.outdated(&engine.run).context("could not read the store")
    }

    /// The number of such articles.
    pub(crate) fn n_outdated(&self, engine: &Engine) -> anyhow::Result<usize> {
        self.store.n_outdated(&engine.run).context("could not read the store")
    }

    /// The article with this key, as it was read in.
    pub(crate) fn article(&self, key: &str) -> anyhow::Result<Option<Article>> {
        self.store.article(key).context("could not read the store")
    }

    /// Stores what articles say; an article that is there already is replaced.
    pub(crate) fn put(&self, engine: &Engine, articles: Vec<Described>) -> anyhow::Result<Written> {
        Ok(self.store.write(&engine.run, articles).map_err(unwritable)?.into())
    }

    /// What stores many articles, on threads of its own.
    pub(crate) fn loader(&self, engine: &Engine) -> Loader {
        Loader(rdf::Loader::new(self.store.clone(), engine.run.clone()))
    }

    /// Takes out the article with this key; gives back what that has touched.
    pub(crate) fn remove(&self, key: &str) -> anyhow::Result<Touched> {
        Ok(self.store.remove(key).map_err(unwritable)?.touched)
    }

    /// Whether the decisions of the ontology are others than those that the store follows.
    pub(crate) fn has_new_decisions(&self, engine: &Engine) -> anyhow::Result<bool> {
        let decisions = &engine.extractor.ontology().decisions;
        Ok(self.store.changed_decisions(decisions).context("could not read the store")? != Touched::default())
    }

    /// Makes things with the touched names what the whole archive shows them to be. Articles in which they are something else are
    /// read again from the store and written anew.
    pub(crate) fn settle(&self, engine: &Engine, touched: &mut Touched) -> anyhow::Result<()> {
        let decisions = &engine.extractor.ontology().decisions;
        let schema = &engine.run.schema;
        let mut unsettled = || {
            touched.extend(self.store.changed_decisions(decisions)?);
            self.store.unsettled(touched, decisions, schema)
        };
        let unsettled = unsettled().context("could not read the store")?;
        for some in unsettled.chunks(SETTLED_AT_ONCE) {
            let mut described = Vec::with_capacity(some.len());
            for (key, identities) in some {
                let Some(article) = self.article(key)? else { continue };
                let reading = engine.read(&article);
                let namespaces = self.store.namespaces();
                described.push(rdf::describe_as(&reading, &article.text(), &engine.run, namespaces, identities)?);
            }
            touched.extend(self.store.write(&engine.run, described).map_err(unwritable)?.touched);
        }
        self.store.follow(decisions).map_err(unwritable)
    }

    /// Copies the store to a folder that is not there yet.
    pub(crate) fn backup(&self, dir: &Path) -> anyhow::Result<()> {
        Ok(self.store.backup(dir)?)
    }

    /// Links the touched articles that repeat others to the first one.
    pub(crate) fn link_reprints(&self, touched: &mut Touched) -> anyhow::Result<()> {
        touched.extend(self.store.link_reprints(touched).context("could not link the reprints")?);
        Ok(())
    }

    /// The number of articles that repeat others.
    pub(crate) fn n_reprints(&self) -> anyhow::Result<usize> {
        self.store.n_reprints().context("could not read the store")
    }

    /// Counts how well the touched facts are supported.
    pub(crate) fn count(&self, engine: &Engine, touched: &Touched) -> anyhow::Result<()> {
        self.store.count(touched, &engine.run.schema).map_err(unwritable)
    }

    /// Merges what was loaded, so that it is found quickly.
    pub(crate) fn optimize(&self) -> anyhow::Result<()> {
        self.store.optimize().map_err(unwritable)
    }

    /// Makes sure that what was stored survives a loss of power.
    pub(crate) fn flush(&self) -> anyhow::Result<()> {
        self.store.flush().map_err(unwritable)
    }

    /// Writes the merged graph as RDF, and on request the graphs of the articles.
    pub(crate) fn export(&self, format: rdf::Format, evidence: bool, out: &mut dyn Write) -> anyhow::Result<()> {
        let options = rdf::Options { evidence, ..rdf::Options::merged(format) };
        rdf::export(&self.store, &options, out).context("could not write the graph")
    }

    /// Writes the merged graph in Turtle, with the help of the file that it was written to before it was touched.
    pub(crate) fn patch(&self, former: impl BufRead, touched: &Touched, out: &mut dyn Write) -> anyhow::Result<()> {
        rdf::patch(&self.store, former, touched, out).context("could not write the graph")
    }

    /// Answers a question: the number of its rows or triples. Without a format it is a table for a terminal and CSV otherwise,
    /// Turtle where the answer is a graph.
    pub(crate) fn query(
        &self,
        sparql: &str,
        format: Option<QueryFormat>,
        terminal: bool,
        limit: Option<Duration>,
        out: &mut dyn Write,
    ) -> anyhow::Result<usize> {
        let form = match format {
            Some(QueryFormat::Table) => Form::Table,
            Some(QueryFormat::Csv) => Form::Csv,
            Some(QueryFormat::Tsv) => Form::Tsv,
            Some(QueryFormat::Json) => Form::Json,
            Some(QueryFormat::Xml) => Form::Xml,
            Some(QueryFormat::Turtle) => Form::Turtle,
            None if terminal => Form::Table,
            None => Form::Csv,
        };
        let answer = match query(&self.store, sparql, form, limit, &mut *out) {
            // CSV was only our choice, and a graph cannot be written in it.
            Err(QueryError::Form { .. }) if format.is_none() => {
                query(&self.store, sparql, Form::Table, limit, &mut *out)
            }
            answer => answer,
        };
        answer.context("could not answer the SPARQL question")
    }

    /// The store, for those who only read it.
    pub(crate) fn store(&self) -> &Store {
        &self.store
    }

    /// How a question is answered, step by step.
    pub(crate) fn plan(&self, sparql: &str, limit: Option<Duration>) -> anyhow::Result<String> {
        explain_query(&self.store, sparql, limit).context("could not answer the SPARQL question")
    }

    /// The thing with this name.
    pub(crate) fn find(&self, name: &str, ontology: Option<&Path>) -> anyhow::Result<Thing> {
        names::find(&self.store, ontology, name).map_err(|error| match error {
            NameError::Unknown { .. } => {
                let hint =
                    "any name of a thing will do, in full, in quotes where it has spaces; tupu rank lists things";
                anyhow::Error::new(Hint::new(error.to_string(), hint))
            }
            error => error.into(),
        })
    }
}
