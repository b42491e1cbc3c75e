//! Clean text becomes sentences and tokens.
//!
//! Segmentation is jieba's, with all words of the lexicon in its dictionary: the most probable path decides, so that a known
//! name wins over its parts but not over the words that overlap it.

use std::ops::Range;

use jieba_rs::Jieba;

use crate::ontology::class::Kind;
use crate::ontology::lexicon::{Lexicon, Role, Roles, WordId};
use crate::text::{Span, Text, offset};

mod sentence;

/// A sentence: as far as a full stop, or a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sentence {
    /// Without the white space around it.
    pub span: Span,
    /// Number of the line it stands on, from 0.
    pub line: u32,
    /// Its tokens.
    pub tokens: Range<u32>,
}

/// A word or a punctuation mark.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Token {
    /// Where it stands.
    pub span: Span,
    /// Its part of speech by the dictionary.
    pub pos: Pos,
    /// What the lexicon knows of it.
    pub word: Option<WordId>,
}

/// Part of speech.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pos {
    /// Common noun.
    Noun,
    /// Name of a person.
    PersonName,
    /// Name of a place.
    PlaceName,
    /// Name of a body.
    BodyName,
    /// Other name.
    Name,
    /// Verb.
    Verb,
    /// Verb used as a noun.
    Gerund,
    /// Adjective.
    Adjective,
    /// Adverb.
    Adverb,
    /// Number or measure.
    Number,
    /// Pronoun.
    Pronoun,
    /// Time word.
    Time,
    /// Word for a position: in, on, before.
    Position,
    /// Preposition, conjunction, auxiliary and other function words.
    Function,
    /// Punctuation, letters, unknown.
    Other,
    /// Set phrase: a noun, a verb with its object, a phrase with a preposition.
    Phrase,
}

impl Pos {
    /// Whether it is a name of any kind.
    pub fn is_name(self) -> bool {
        matches!(self, Pos::PersonName | Pos::PlaceName | Pos::BodyName | Pos::Name)
    }

    /// From a tag of jieba's dictionary, which follows ICTCLAS.
    fn from_tag(tag: &str) -> Pos {
        match tag.as_bytes() {
            b"vn" => Pos::Gerund,
            [b'n', b'r', ..] => Pos::PersonName,
            [b'n', b's', ..] => Pos::PlaceName,
            [b'n', b't', ..] => Pos::BodyName,
            [b'n', b'z', ..] => Pos::Name,
            [b'n', ..] | b"j" => Pos::Noun,
            b"l" | b"i" => Pos::Phrase,
            [b'v', ..] => Pos::Verb,
            [b'a' | b'b' | b'z', ..] => Pos::Adjective,
            [b'd', ..] => Pos::Adverb,
            [b'm' | b'q', ..] => Pos::Number,
            [b'r', ..] => Pos::Pronoun,
            [b't', ..] => Pos::Time,
            [b'f' | b's', ..] => Pos::Position,
            [b'p' | b'c' | b'u' | b'y' | b'e' | b'o', ..] => Pos::Function,
            _ => Pos::Other,
        }
    }
}

/// Sentences and tokens of a text, each in one flat vector.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sentences {
    /// In order, disjoint.
    pub sentences: Vec<Sentence>,
    /// In order; those of a sentence concatenate to it.
    pub tokens: Vec<Token>,
}

impl Sentences {
    /// The tokens of a sentence.
    pub fn tokens_of(&self, sentence: &Sentence) -> &[Token] {
        &self.tokens[sentence.tokens.start as usize..sentence.tokens.end as usize]
    }
}

/// A part of a word of jieba's dictionary.
type Part = (Pos, Option<WordId>);

/// A word of jieba's dictionary that is two: a known name and a post, such as `英国首相`, an adverb and what opens somebody's
/// words, such as `郑重宣布`, a word for going to a country and what is done there, such as `来华访问`, a place and what it lies
/// in, such as `辽宁大连`, or a post and a word that goes with one. Where the second starts, and both.
fn parts(word: &str, lexicon: &Lexicon, jieba: &Jieba) -> Option<(usize, Part, Part)> {
    if word.len() < 4 * '\u{4e00}'.len_utf8() {
        return None;
    }
    word.char_indices().skip(2).find_map(|(at, _)| {
        let (first, rest) = (lexicon.find(&word[..at]), lexicon.find(&word[at..]));
        let pos_of = |words: &str| match jieba.tag(words, false)[..] {
            [ref tag] => Some(Pos::from_tag(tag.tag)),
            _ => None,
        };
        if first.is_some_and(|first| lexicon.word(first).roles.has(Role::Toward)) {
            return Some((at, (Pos::Verb, first), (pos_of(&word[at..])?, rest)));
        }
        let rest = rest?;
        if first.is_some_and(|name| !lexicon.word(name).names.is_empty()) && lexicon.word(rest).post.is_some() {
            return Some((at, (Pos::Name, first), (Pos::Noun, Some(rest))));
        }
        let is_place =
            |word: WordId| lexicon.word(word).names.iter().any(|name| lexicon.entry(*name).kind == Kind::Place);
        if first.is_some_and(is_place) && is_place(rest) {
            return Some((at, (Pos::PlaceName, first), (Pos::PlaceName, Some(rest))));
        }
        let roles = lexicon.word(rest).roles;
        // A post and the word for one, such as `部长职务`.
        if roles.has(Role::Aspect) && first.is_some_and(|post| lexicon.word(post).post.is_some()) {
            return Some((at, (Pos::Noun, first), (Pos::Noun, Some(rest))));
        }
        if !roles.has(Role::Cue) || roles.has(Role::Plain) {
            return None;
        }
        matches!(pos_of(&word[..at])?, Pos::Adverb | Pos::Adjective).then_some((
            at,
            (Pos::Adverb, first),
            (Pos::Verb, Some(rest)),
        ))
    })
}

/// Mends a body that took the first characters of a post: `俄罗斯外交部 长` is `俄罗斯 外交部长`.
fn join_posts(text: &Text, lexicon: &Lexicon, tokens: &mut [Token], first: usize) {
    for i in first + 1..tokens.len() {
        let (body, rest) = (tokens[i - 1].span, tokens[i].span);
        if tokens[i - 1].word.is_none() || text.get(rest).chars().nth(1).is_some() {
            continue;
        }
        let words = text.get(body);
        let is_name = |word: &WordId| !lexicon.word(*word).names.is_empty();
        let split = words.char_indices().skip(2).find_map(|(at, _)| {
            let post = Span::new(body.start() + offset(at), rest.end());
            let name = lexicon.find(&words[..at]).filter(is_name)?;
            let word = lexicon.find(text.get(post)).filter(|word| lexicon.word(*word).post.is_some())?;
            Some((post, name, word))
        });
        if let Some((post, name, word)) = split {
            tokens[i - 1] = Token { span: Span::new(body.start(), post.start()), pos: Pos::Name, word: Some(name) };
            tokens[i] = Token { span: post, pos: Pos::Noun, word: Some(word) };
        }
    }
}

/// Mends a word for going to a country that took the first character of a name: `对华 为` is `对 华为`.
fn join_names(text: &Text, lexicon: &Lexicon, tokens: &mut [Token], first: usize) {
    for i in first + 1..tokens.len() {
        let (word, rest) = (tokens[i - 1].span, tokens[i].span);
        if !tokens[i - 1].word.is_some_and(|word| lexicon.word(word).roles.has(Role::Toward)) {
            continue;
        }
        let Some((at, _)) = text.get(word).char_indices().next_back().filter(|(at, _)| *at > 0) else { continue };
        let name = Span::new(word.start() + offset(at), rest.end());
        if let Some(known) = lexicon.find(text.get(name)).filter(|word| !lexicon.word(*word).names.is_empty()) {
            let verb = Span::new(word.start(), name.start());
            tokens[i - 1] = Token { span: verb, word: lexicon.find(text.get(verb)), ..tokens[i - 1] };
            tokens[i] = Token { span: name, pos: Pos::Name, word: Some(known) };
        }
    }
}

/// jieba's own dictionary. Takes some 100 ms and 30 MB, so it is loaded while other things are read.
pub struct Dictionary(Jieba);

impl Dictionary {
    /// Loads the dictionary.
    pub fn load() -> Self {
        Dictionary(Jieba::new())
    }
}

/// Segments text; shared by all threads.
pub struct Segmenter {
    jieba: Jieba,
}

impl Segmenter {
    /// A segmenter that knows the words of a dictionary and of a lexicon.
    pub fn new(dictionary: Dictionary, lexicon: &Lexicon) -> Self {
        /// How often a new word is taken to occur: as often as a common one, since the lexicon holds what the news is about.
        const FREQUENCY: usize = 3000;
        let Dictionary(mut jieba) = dictionary;
        for spelling in lexicon.spellings() {
            // A long word that jieba knows is rare in its corpus and would lose against its parts; of short ones, only those that
            // the analysis of the clause needs are looked at.
            let has_role = || lexicon.find(spelling).is_some_and(|word| lexicon.word(word).roles != Roles::default());
            let is_cut = |jieba: &Jieba| has_role() && jieba.cut(spelling, false).len() > 1;
            if spelling.chars().nth(3).is_some() || !jieba.has_word(spelling) || is_cut(&jieba) {
                jieba.add_word(spelling, Some(FREQUENCY), None);
            }
        }
        Segmenter { jieba }
    }

    /// Splits a text into sentences and those into tokens.
    pub fn segment(&self, text: &Text, lexicon: &Lexicon) -> Sentences {
        let mut layer = Sentences::default();
        for (span, line) in sentence::split(text.as_str()) {
            let first = offset(layer.tokens.len());
            for tag in self.jieba.tag(text.get(span), false) {
                let start = span.start() + offset(tag.byte_start);
                let token = |from: usize, to: usize, pos: Pos, word: Option<WordId>| Token {
                    span: Span::new(start + offset(from), start + offset(to)),
                    pos,
                    word,
                };
                let word = lexicon.find(tag.word);
                match word.is_none().then(|| parts(tag.word, lexicon, &self.jieba)).flatten() {
                    Some((at, (first, name), (second, rest))) => {
                        layer.tokens.push(token(0, at, first, name));
                        layer.tokens.push(token(at, tag.word.len(), second, rest));
                    }
                    None => layer.tokens.push(token(0, tag.word.len(), Pos::from_tag(tag.tag), word)),
                }
            }
            join_posts(text, lexicon, &mut layer.tokens, first as usize);
            join_names(text, lexicon, &mut layer.tokens, first as usize);
            layer.sentences.push(Sentence { span, line, tokens: first..offset(layer.tokens.len()) });
        }
        layer
    }
}
