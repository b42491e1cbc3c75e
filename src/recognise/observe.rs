//! What the tagger is shown of a sentence: its words and what the lexicon says of them.

use daachorse::{CharwiseDoubleArrayAhoCorasick, CharwiseDoubleArrayAhoCorasickBuilder};

use super::tagger::{Class, Hit, Observed, Word};
use crate::ontology::Ontology;
use crate::ontology::class::Kind;
use crate::ontology::lexicon::{Entry, Lexicon};
use crate::segment::{Pos, Sentence, Sentences};
use crate::text::{Span, Text, offset};

/// Finds the words that end names or stand beside them, wherever they are.
pub struct Observer {
    cues: CharwiseDoubleArrayAhoCorasick<u32>,
    /// The classes of each cue.
    classes: Vec<Vec<Class>>,
}

/// Buffers for what is seen of one sentence.
#[derive(Default)]
pub struct Observation {
    words: Vec<Word>,
    hits: Vec<Hit>,
}

impl Observer {
    /// An observer with the cues of an ontology.
    pub fn new(ontology: &Ontology) -> Self {
        let cues = &ontology.cues;
        let class = |kind: Option<Kind>| match kind {
            Some(Kind::Organization) => Class::OrganizationCue,
            Some(Kind::Place) => Class::PlaceCue,
            Some(Kind::Event) => Class::EventCue,
            Some(Kind::Document) => Class::DocumentCue,
            Some(Kind::Initiative) => Class::InitiativeCue,
            Some(Kind::Post) => Class::PostCue,
            Some(Kind::Person | Kind::Country) | None => Class::SpeechCue,
        };
        Observer {
            cues: CharwiseDoubleArrayAhoCorasickBuilder::new()
                .build_with_values(cues.iter().zip(0..).map(|((word, _), i)| (word, i)))
                .expect("the cues are distinct and not empty: the ontology checked them"),
            classes: cues.iter().map(|(_, kinds)| kinds.iter().map(|kind| class(*kind)).collect()).collect(),
        }
    }

    /// Shows the tagger a sentence; positions count from the start of the sentence.
    pub fn observe<'a>(
        &self,
        text: &'a Text,
        sentences: &Sentences,
        sentence: &Sentence,
        lexicon: &Lexicon,
        observation: &'a mut Observation,
    ) -> Observed<'a> {
        let Observation { words, hits } = observation;
        words.clear();
        hits.clear();
        let start = sentence.span.start();
        for token in sentences.tokens_of(sentence) {
            let span = Span::new(token.span.start() - start, token.span.end() - start);
            // To the tagger a set phrase is a noun.
            let pos = if token.pos == Pos::Phrase { Pos::Noun } else { token.pos };
            words.push(Word { start: span.start(), end: span.end(), tag: pos as u32 + 1 });
            name_hits(text.get(token.span), span, token.word.map(|word| lexicon.word(word)), lexicon, hits);
        }
        let clean = text.get(sentence.span);
        for found in self.cues.find_overlapping_iter(clean) {
            for class in &self.classes[found.value() as usize] {
                hits.push(Hit { start: offset(found.start()), end: offset(found.end()), class: *class });
            }
        }
        Observed { text: clean, words, hits }
    }
}

/// What the lexicon says of a token: a name, a post, or short forms of countries.
fn name_hits(
    words: &str,
    span: Span,
    word: Option<&crate::ontology::lexicon::Word>,
    lexicon: &Lexicon,
    hits: &mut Vec<Hit>,
) {
    let mut push = |start: u32, end: u32, class: Class| hits.push(Hit { start, end, class });
    if let Some(word) = word {
        if let Some(entry) = word.names.first() {
            return push(span.start(), span.end(), class(words, lexicon.entry(*entry)));
        }
        if word.post.is_some() {
            return push(span.start(), span.end(), Class::Post);
        }
        if !word.is_bare() {
            return;
        }
    }
    // One or several countries by their short forms, alone or before the word for side.
    let mut buffer = [0; 4];
    let is_short = |c: char, buffer: &mut [u8; 4]| !lexicon.short_form(c.encode_utf8(buffer)).is_empty();
    let n_chars = words.chars().count();
    if n_chars <= 3 && words.chars().take(n_chars.max(2) - 1).all(|c| is_short(c, &mut buffer)) {
        for (at, c) in words.char_indices().filter(|(_, c)| is_short(*c, &mut buffer)) {
            push(span.start() + offset(at), span.start() + offset(at + c.len_utf8()), Class::CountryShort);
        }
    }
}

/// The class of a known name.
fn class(words: &str, entry: &Entry) -> Class {
    match entry.kind {
        Kind::Person => Class::Person,
        Kind::Organization => Class::Organization,
        Kind::Country => Class::Country,
        Kind::Place => match entry.country.as_deref() {
            None => Class::Region,
            Some("cn" | "hk" | "mo" | "tw") if words == entry.name => Class::Place,
            Some("cn" | "hk" | "mo" | "tw") => Class::PlaceShort,
            Some(_) => Class::PlaceAbroad,
        },
        Kind::Initiative => Class::Initiative,
        Kind::Event => Class::Event,
        Kind::Document => Class::Document,
        Kind::Post => Class::Post,
    }
}
