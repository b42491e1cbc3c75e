//! The whole pipeline takes any text. Streamed in small pieces it is the same article, its clean text says the same again, and
//! every position leads back to what stands there.

#![no_main]

use std::io::{BufReader, Cursor};
use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use tupu::article::Article;
use tupu::ontology::Ontology;
use tupu::pipeline::{Extractor, MODEL};
use tupu::read::{Options, from_reader};
use tupu::reading::{Passage, Reading};
use tupu::text::{CodePoints, Span, Text, offset};

static EXTRACTOR: LazyLock<Extractor> =
    LazyLock::new(|| Extractor::new(Ontology::bundled, MODEL).expect("what is bundled is sound"));
static OPTIONS: LazyLock<Options> = LazyLock::new(Options::default);

/// The article of a line of JSON that is read in pieces of so many bytes.
fn streamed(line: &str, piece: usize) -> Option<Article> {
    let reader = BufReader::with_capacity(piece, Cursor::new(line.to_owned().into_bytes()));
    let mut inputs = from_reader(Box::new(reader), "fuzz.jsonl", &OPTIONS, EXTRACTOR.cleaner());
    let article = inputs.next()?.ok()?.article;
    assert!(inputs.next().is_none(), "one line is one article");
    Some(article)
}

/// All that a reading points at.
fn check(reading: &Reading, raw: &str) {
    let points = CodePoints::new(raw);
    let n = offset(raw.chars().count());
    for Passage { start, end, text } in reading.entities.iter().flat_map(|entity| &entity.mentions) {
        assert!(start < end && *end <= n);
        assert_eq!(text, points.slice(*start..*end));
    }
    let is_entity = |entity: u32| (entity as usize) < reading.entities.len();
    for relation in reading.facts() {
        assert!(is_entity(relation.subject.0) && relation.object.is_none_or(|object| is_entity(object.0)));
        assert!(!relation.evidence.is_empty());
        assert!(relation.evidence.iter().all(|range| range.start < range.end && range.end <= n));
    }
    for statement in &reading.statements {
        assert!(statement.start < statement.end && statement.end <= n);
    }
    let line = serde_json::to_string(reading).expect("a reading is JSON");
    assert_eq!(&serde_json::from_str::<Reading>(&line).expect("and read again"), reading);
}

/// Where the mentions of a text stand in the text that it was cleaned from.
fn origins(reading: &Reading, clean: &Text) -> Vec<(u32, u32)> {
    let mut bytes: Vec<u32> = clean.as_str().char_indices().map(|(at, _)| offset(at)).collect();
    bytes.push(offset(clean.as_str().len()));
    let origin = |passage: &Passage| {
        let origin = clean.origin(Span::new(bytes[passage.start as usize], bytes[passage.end as usize]));
        (origin.start, origin.end)
    };
    reading.entities.iter().flat_map(|entity| &entity.mentions).map(origin).collect()
}

/// What a reading says, whatever the text looked like.
fn content(reading: &Reading) -> String {
    let names: Vec<_> = reading.entities.iter().map(|entity| (&entity.iri, &entity.names, &entity.class)).collect();
    let fact = |relation: &tupu::reading::Relation| {
        let tupu::reading::Relation { subject, predicate, object, modality, attributed_to, rule, .. } = relation;
        format!("{subject:?} {predicate} {object:?} {modality:?} {attributed_to:?} {rule}")
    };
    let facts: Vec<String> = reading.facts().map(fact).collect();
    let speakers: Vec<_> = reading.statements.iter().map(|statement| (statement.speaker, &statement.cue)).collect();
    format!("{names:?}\n{facts:?}\n{speakers:?}")
}

fuzz_target!(|body: &str| {
    let line = serde_json::json!({ "id": "fuzz", "text": body }).to_string();
    let article = streamed(&line, 1 << 16);
    assert_eq!(article, streamed(&line, 7));
    let Some(article) = article else {
        assert!(body.trim().is_empty(), "a text is an article");
        return;
    };
    assert_eq!(article.body, body);

    let analysis = EXTRACTOR.analyse(&article);
    let reading = analysis.reading(&article, EXTRACTOR.ontology());
    check(&reading, body);

    let again = Article { body: analysis.text.as_str().to_owned(), ..article.clone() };
    let same = EXTRACTOR.analyse(&again);
    assert_eq!(same.text.as_str(), analysis.text.as_str(), "clean text is clean");
    let same = same.reading(&again, EXTRACTOR.ontology());
    check(&same, &again.body);
    assert_eq!(content(&same), content(&reading), "clean text says the same");
    let mentions = reading.entities.iter().flat_map(|entity| &entity.mentions);
    let places: Vec<(u32, u32)> = mentions.map(|passage| (passage.start, passage.end)).collect();
    assert_eq!(origins(&same, &analysis.text), places, "and at the same places");
});
