//! Reading takes any bytes, and the same bytes in small pieces give the same articles.

#![no_main]

use std::io::{BufReader, Cursor};
use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use tupu::clean::Cleaner;
use tupu::ontology::Ontology;
use tupu::read::{Limits, Options, from_reader};

static CLEANER: LazyLock<Cleaner> =
    LazyLock::new(|| Cleaner::new(&Ontology::bundled().expect("it is sound")).expect("it is sound"));

/// A megabyte, so that a finding is about time and memory and not about the size of the input.
fn options() -> Options {
    Options { limits: Limits { article_bytes: 1 << 20, unpacked_bytes: 1 << 22, ..Limits::default() }, ..Options::default() }
}

/// All articles and errors, as text.
fn read(bytes: &[u8], piece: usize) -> Vec<String> {
    let options = options();
    let reader = BufReader::with_capacity(piece, Cursor::new(bytes.to_vec()));
    from_reader(Box::new(reader), "fuzz", &options, &CLEANER).map(|result| format!("{result:?}")).collect()
}

fuzz_target!(|bytes: &[u8]| {
    assert_eq!(read(bytes, 1 << 16), read(bytes, 7));
});
