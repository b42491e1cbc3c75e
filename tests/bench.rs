//! Speed of each stage in characters a second on one core, as medians of several rounds, and as ratios to jieba's tagging of
//! the same text in the same run. `cargo bench`; `TUPU_BENCH_TEXT` names a file of articles, by default the example articles.

use std::path::PathBuf;
use std::time::Instant;

use tupu::article::Article;
use tupu::clean::Cleaner;
use tupu::ontology::Ontology;
use tupu::pipeline::{Extractor, MODEL};
use tupu::read;
use tupu::recognise::Recogniser;
use tupu::segment::{Dictionary, Segmenter};

/// Rounds over the text; the median counts.
const ROUNDS: usize = 5;
/// The text is repeated until it has as many characters.
const CHARACTERS: usize = 400_000;

/// Does all the work of a stage once and counts what came of it.
type Stage<'a> = Box<dyn Fn() -> usize + 'a>;

#[expect(clippy::print_stdout, reason = "what a benchmark prints is its result")]
fn main() {
    let input =
        std::env::var_os("TUPU_BENCH_TEXT").map_or_else(|| PathBuf::from("tests/corpus/articles"), PathBuf::from);
    let ontology = Ontology::bundled().expect("the bundled ontology is sound");
    let cleaner = Cleaner::new(&ontology).expect("the bundled tables are sound");
    let inputs = read::inputs(&[input], &read::Options::default(), &cleaner);
    let some: Vec<Article> = inputs.filter_map(Result::ok).map(|input| input.article).collect();
    assert!(!some.is_empty(), "found no article to measure with");
    let mut articles = Vec::new();
    let mut n_chars = 0;
    for article in some.iter().cycle() {
        n_chars += article.text().chars().count();
        articles.push(article.clone());
        if n_chars >= CHARACTERS {
            break;
        }
    }

    let segmenter = Segmenter::new(Dictionary::load(), &ontology.lexicon);
    let recogniser = Recogniser::new(&ontology, MODEL).expect("the bundled model is sound");
    let jieba = jieba_rs::Jieba::new();
    let raw: Vec<String> = articles.iter().map(Article::text).collect();
    let texts: Vec<_> = raw.iter().map(|raw| cleaner.clean(raw).text).collect();
    let sentences: Vec<_> = texts.iter().map(|text| segmenter.segment(text, &ontology.lexicon)).collect();
    let extractor = Extractor::new(Ontology::bundled, MODEL).expect("what is bundled is sound");

    let mut stages: Vec<(&str, Stage<'_>)> = Vec::new();
    stages.push((
        "jieba tag",
        Box::new(|| {
            let lines = texts.iter().flat_map(|text| text.as_str().lines());
            lines.map(|line| jieba.tag(line, false).len()).sum()
        }),
    ));
    stages.push(("clean", Box::new(|| raw.iter().map(|raw| cleaner.clean(raw).text.as_str().len()).sum())));
    stages.push((
        "segment",
        Box::new(|| texts.iter().map(|text| segmenter.segment(text, &ontology.lexicon).tokens.len()).sum()),
    ));
    stages.push((
        "recognise",
        Box::new(|| {
            let layers = texts.iter().zip(&sentences).zip(&articles);
            layers
                .map(|((text, s), article)| recogniser.recognise(text, s, &ontology, article.date).mentions.len())
                .sum()
        }),
    ));
    stages.push((
        "article to reading",
        Box::new(|| articles.iter().map(|article| extractor.read(article).relations.len()).sum()),
    ));

    let mut jieba_rate = None;
    println!("{n_chars} characters, {} articles, median of {ROUNDS} rounds", articles.len());
    for (name, stage) in &stages {
        let mut rates: Vec<f64> = (0..ROUNDS)
            .map(|_| {
                #[expect(clippy::disallowed_methods, reason = "a benchmark looks at the clock")]
                let start = Instant::now();
                assert!(std::hint::black_box(stage()) > 0, "{name} found nothing");
                n_chars as f64 / start.elapsed().as_secs_f64() / 1e6
            })
            .collect();
        rates.sort_by(f64::total_cmp);
        let rate = rates[ROUNDS / 2];
        let ratio = rate / *jieba_rate.get_or_insert(rate);
        println!("{name:20} {rate:8.2} M characters/s   {ratio:5.2} of jieba tag");
    }
}
