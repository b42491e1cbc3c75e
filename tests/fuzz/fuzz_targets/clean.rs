//! Cleaning takes any text: cleaned again it stays as it is, and every character of it comes from a place of the text as read.

#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use tupu::clean::Cleaner;
use tupu::ontology::Ontology;
use tupu::text::{Span, offset};

static CLEANER: LazyLock<Cleaner> =
    LazyLock::new(|| Cleaner::new(&Ontology::bundled().expect("it is sound")).expect("it is sound"));

fuzz_target!(|raw: &str| {
    let text = CLEANER.clean(raw).text;
    assert_eq!(CLEANER.clean(text.as_str()).text.as_str(), text.as_str());
    let length = offset(raw.chars().count());
    let mut before = 0;
    for (at, c) in text.as_str().char_indices() {
        let origin = text.origin(Span::new(offset(at), offset(at + c.len_utf8())));
        assert!(before <= origin.start && origin.start < origin.end && origin.end <= length);
        before = origin.start;
    }
});
