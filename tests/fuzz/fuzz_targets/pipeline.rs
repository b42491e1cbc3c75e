//! The whole pipeline takes any text, and every position that it gives lies in that text.

#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use tupu::article::Article;
use tupu::ontology::Ontology;
use tupu::pipeline::{Extractor, MODEL};

static EXTRACTOR: LazyLock<Extractor> =
    LazyLock::new(|| Extractor::new(Ontology::bundled, MODEL).expect("what is bundled is sound"));

fuzz_target!(|body: &str| {
    let article = Article { id: "fuzz".into(), key: "fuzz".into(), body: body.to_owned(), ..Article::default() };
    let reading = EXTRACTOR.read(&article);
    let chars: Vec<char> = body.chars().collect();
    let slice = |start: u32, end: u32| chars[start as usize..end as usize].iter().collect::<String>();
    for mention in reading.entities.iter().flat_map(|entity| &entity.mentions) {
        assert_eq!(mention.text, slice(mention.start, mention.end));
    }
    for range in reading.facts().flat_map(|relation| &relation.evidence) {
        assert!(!slice(range.start, range.end).is_empty());
    }
    for statement in &reading.statements {
        assert!(!slice(statement.start, statement.end).is_empty());
    }
});
