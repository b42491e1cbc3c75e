//! Speed of each stage: characters a second, quads a second, and both as ratios to what others do with the same data in the same
//! run: jieba's tagging of the text on one core, and plain bulk loading of the same N-Quads. A fast wrong answer fails: what
//! each stage finds is compared with what the archive was made of.
//!
//! `cargo bench` takes medians of several rounds over a made-up archive that says as much as broadcast news does, or with
//! `TUPU_BENCH_DENSE` one in which nearly every sentence states facts. `TUPU_BENCH_ARTICLES` is its size, 1,000 by default;
//! `TUPU_BENCH_TEXT` names a file or folder of other articles, for the stages up to the reading alone. With `TUPU_BENCH_WRITE`, the
//! archive is only written to the file of that name: `scripts/growth` measures the whole program with it.

#[path = "archive/mod.rs"]
mod archive;

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use archive::Density;
use rayon::prelude::*;
use tupu::article::Article;
use tupu::clean::Cleaner;
use tupu::ontology::Ontology;
use tupu::pipeline::{Extractor, MODEL};
use tupu::query::{Form, query};
use tupu::rdf::{self, Described, Format, Namespaces, Options, Run, Schema, Store};
use tupu::read;
use tupu::recognise::Recogniser;
use tupu::segment::{Dictionary, Segmenter};

/// Rounds of each stage; the median counts.
const ROUNDS: usize = 5;
/// Text of other articles is repeated until it has as many characters.
const CHARACTERS: usize = 400_000;
/// The seed of the archive.
const SEED: u64 = 1;

/// The median time of a stage in seconds. The stage gives back what it found, which is never nothing.
fn time(stage: impl Fn() -> usize) -> f64 {
    let mut times: Vec<f64> = (0..ROUNDS)
        .map(|_| {
            #[expect(clippy::disallowed_methods, reason = "a benchmark looks at the clock")]
            let start = Instant::now();
            assert!(std::hint::black_box(stage()) > 0, "a stage found nothing");
            start.elapsed().as_secs_f64()
        })
        .collect();
    times.sort_by(f64::total_cmp);
    times[ROUNDS / 2]
}

fn main() -> io::Result<()> {
    let mut out = io::stdout().lock();
    let dir = Path::new(env!("CARGO_TARGET_TMPDIR")).join("bench");
    let _ = fs::remove_dir_all(&dir);
    fs::create_dir_all(&dir)?;
    let given = std::env::var_os("TUPU_BENCH_TEXT").map(PathBuf::from);
    let size = std::env::var("TUPU_BENCH_ARTICLES").ok().and_then(|n| n.parse().ok()).unwrap_or(1_000);
    let density = if std::env::var_os("TUPU_BENCH_DENSE").is_some() { Density::Dense } else { Density::News };
    let made_up = archive::archive(size, SEED, density);
    if let Some(file) = std::env::var_os("TUPU_BENCH_WRITE") {
        fs::write(file, made_up.lines.join("\n") + "\n")?;
        return writeln!(out, "{} {}", made_up.n_chars, made_up.meetings.len());
    }
    let file = dir.join("archive.jsonl");
    fs::write(&file, made_up.lines.join("\n") + "\n")?;

    let ontology = Ontology::bundled().expect("the bundled ontology is sound");
    let cleaner = Cleaner::new(&ontology).expect("the bundled tables are sound");
    let articles = articles(given.as_deref().unwrap_or(&file), given.is_some(), &cleaner);
    let raw: Vec<String> = articles.iter().map(Article::text).collect();
    let n_chars = raw.iter().map(|text| text.chars().count()).sum::<usize>() as f64;
    writeln!(out, "{} articles, {n_chars} characters; medians of {ROUNDS} rounds", articles.len())?;

    let segmenter = Segmenter::new(Dictionary::load(), &ontology.lexicon);
    let recogniser = Recogniser::new(&ontology, MODEL).expect("the bundled model is sound");
    let jieba = jieba_rs::Jieba::new();
    let texts: Vec<_> = raw.iter().map(|raw| cleaner.clean(raw).text).collect();
    let sentences: Vec<_> = texts.iter().map(|text| segmenter.segment(text, &ontology.lexicon)).collect();
    let extractor = Extractor::new(Ontology::bundled, MODEL).expect("what is bundled is sound");

    let tag = time(|| texts.iter().flat_map(|t| t.as_str().lines()).map(|line| jieba.tag(line, false).len()).sum());
    let mut tell = |name: &str, seconds: f64| {
        let (rate, ratio) = (n_chars / seconds / 1e6, tag / seconds);
        writeln!(out, "{name:34} {rate:8.2} M characters/s {ratio:7.2} of jieba tag")
    };
    tell("jieba tag, one core", tag)?;
    tell("clean", time(|| raw.iter().map(|raw| cleaner.clean(raw).text.as_str().len()).sum()))?;
    let segment = || texts.iter().map(|text| segmenter.segment(text, &ontology.lexicon).tokens.len()).sum();
    tell("segment", time(segment))?;
    let recognise = || {
        let layers = texts.iter().zip(&sentences).zip(&articles);
        layers.map(|((text, s), a)| recogniser.recognise(text, s, &ontology, a.date).mentions.len()).sum()
    };
    tell("recognise", time(recognise))?;
    for (name, n_threads) in [("text to readings, one core", 1), ("text to readings, all cores", 0)] {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(n_threads).build().expect("threads can be started");
        let read = || pool.install(|| articles.par_iter().map(|article| extractor.read(article).relations.len()).sum());
        tell(name, time(read))?;
    }
    if given.is_some() {
        return Ok(());
    }

    let store = dir.join("output/store");
    let whole = time(|| {
        let _ = fs::remove_dir_all(dir.join("output"));
        let mut tupu = Command::new(env!("CARGO_BIN_EXE_tupu"));
        let ended = tupu.arg("extract").arg(&file).arg("--output").arg(dir.join("output")).output();
        let ended = ended.expect("cargo has built the program");
        assert!(ended.status.success(), "{}", String::from_utf8_lossy(&ended.stderr));
        1
    });
    tell("text to store, whole program", whole)?;
    let opened = Store::open(&store, Namespaces::default()).expect("the program made it");
    assert_eq!(n_meetings(&opened), made_up.meetings.len(), "who met whom");
    drop(opened);

    quads(&articles, &extractor, &dir, &mut out)?;
    fs::remove_dir_all(&dir)
}

/// The articles of a file; those that were given are repeated until there is enough to measure.
fn articles(path: &Path, is_given: bool, cleaner: &Cleaner) -> Vec<Article> {
    let options = read::Options::default();
    let inputs = read::inputs(&[path.to_owned()], &options, cleaner);
    let some: Vec<Article> = inputs.filter_map(Result::ok).map(|input| input.article).collect();
    assert!(!some.is_empty(), "found no article to measure with");
    let n_chars = some.iter().map(|article| article.text().chars().count()).sum::<usize>();
    let times = if is_given { CHARACTERS.div_ceil(n_chars.max(1)) } else { 1 };
    some.iter().cycle().take(some.len() * times).cloned().collect()
}

/// Pairs of people who met.
fn n_meetings(store: &Store) -> usize {
    let pairs = "SELECT ?a ?b { ?a tupu:met ?b FILTER(STR(?a) < STR(?b)) }";
    query(store, pairs, Form::Csv, None, io::sink()).expect("the question is sound")
}

/// The stages from readings on, in quads a second.
fn quads(articles: &[Article], extractor: &Extractor, dir: &Path, out: &mut impl Write) -> io::Result<()> {
    let namespaces = Namespaces::default();
    let schema = Schema::of(extractor.ontology());
    let run = Run { schema, fingerprint: "bench".to_owned(), all_mentions: false };
    let readings: Vec<_> = articles.iter().map(|article| (extractor.read(article), article.text())).collect();
    let describe = || -> Vec<Described> {
        let described = readings.iter().map(|(reading, text)| rdf::describe(reading, text, &run, &namespaces));
        described.collect::<Result<_, _>>().expect("readings keep their promises")
    };
    let path = dir.join("store");
    let open = || {
        let _ = fs::remove_dir_all(&path);
        Store::create(&path, namespaces.clone()).expect("the folder is ours")
    };
    let described = describe();
    let store = open();
    store.write(&run, described.clone()).expect("the store takes them");
    let n_quads = store.n_quads().expect("the store can be read");
    let facts = readings.iter().map(|(reading, _)| reading.relations.len()).sum::<usize>();
    let mut nquads = Vec::new();
    rdf::export(&store, &Options { evidence: true, ..Options::merged(Format::NQuads) }, &mut nquads)
        .expect("the store can be read");
    drop(store);

    let plain = time(|| {
        let _ = fs::remove_dir_all(&path);
        let store = oxigraph::store::Store::open(&path).expect("the folder is ours");
        let mut loader = store.bulk_loader();
        loader.load_from_slice(oxigraph::io::RdfFormat::NQuads, &nquads).expect("we wrote it");
        loader.commit().expect("the folder is ours");
        n_quads
    });
    let mut tell = |name: &str, seconds: f64| {
        let (rate, ratio) = (n_quads as f64 / seconds / 1e3, plain / seconds);
        writeln!(out, "{name:34} {rate:8.1} k quads/s     {ratio:7.2} of plain bulk loading")
    };
    tell("plain bulk loading of N-Quads", plain)?;
    tell("readings to quads, one core", time(|| describe().len()))?;
    tell("quads to store", time(|| open().write(&run, described.clone()).expect("the store takes them").added))?;
    writeln!(out, "{n_quads} quads, {facts} facts: {:.1} quads for each", n_quads as f64 / facts as f64)
}
