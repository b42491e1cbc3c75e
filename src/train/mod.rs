//! Trains the tagger's model from annotated text.
//!
//! Annotated text is JSON Lines of articles, `.gz` or not, in which every mention is marked: `{P|…}` for a person, and `O` organization,
//! `C` country, `L` place, `I` initiative, `E` event, `D` document, `T` post. Text in which only persons, organizations and places
//! (countries among them) are marked is *partial*: it says nothing of the other kinds. Partial text that a machine marked is
//! *noisy*: a first model, trained on the rest, says what of it may be believed.

mod names;
mod noisy;
mod validate;

pub use validate::Validation;

use std::io::Read as _;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use crate::clean::Cleaner;
use crate::ontology::Ontology;
use crate::ontology::class::Kind;
use crate::ontology::lexicon::Lexicon;
use crate::recognise::observe::{Observation, Observer};
use crate::recognise::tagger::{self, Example, Options, Source, Tagger, shape_of};
use crate::segment::{Dictionary, Segmenter};
use crate::text::{Text, offset};
use names::Names;
use noisy::undisputed;

/// The annotated text to learn from.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    /// Files in which all kinds are marked.
    pub gold: Vec<PathBuf>,
    /// Files in which only persons, organizations and places are marked.
    pub partial: Vec<PathBuf>,
    /// Files that a machine marked in the same way.
    pub noisy: Vec<PathBuf>,
}

/// How much a sentence of partial text counts beside one of gold.
const PARTIAL_WEIGHT: f32 = 0.7;
/// How much a copy of a sentence with other names counts beside the sentence.
const RENAMED_WEIGHT: f32 = 0.5;
/// How much a sentence of noisy text counts.
const NOISY_WEIGHT: f32 = 0.35;
/// Passes over the text for the model that judges noisy text.
const FIRST_EPOCHS: usize = 6;

/// Why a model could not be trained.
#[derive(Debug, thiserror::Error)]
pub enum TrainError {
    /// A file cannot be read.
    #[error("{}: found {cause}, expected annotated text", file.display())]
    Unreadable {
        /// Which.
        file: PathBuf,
        /// Why.
        cause: std::io::Error,
    },
    /// A line is no article.
    #[error("{}:{line}: found {cause}, expected a JSON object with text", file.display())]
    Line {
        /// In which file.
        file: PathBuf,
        /// From 1.
        line: usize,
        /// What is wrong.
        cause: serde_json::Error,
    },
    /// There is nothing to learn from.
    #[error("found no annotated sentence, expected some; name files in which all kinds are marked")]
    Empty,
}

/// What turns annotated text into examples, in the same way as the recogniser sees text.
pub struct Trainer {
    ontology: Ontology,
    cleaner: Cleaner,
    segmenter: Segmenter,
    observer: Observer,
}

#[derive(Deserialize)]
struct Row {
    #[serde(default)]
    title: Option<String>,
    text: String,
}

/// An article with the spans of its marks, in bytes.
struct Marked {
    text: Text,
    marks: Vec<(u32, u32, Kind)>,
}

/// All annotated text.
struct Material {
    gold: Vec<Marked>,
    partial: Vec<Marked>,
    noisy: Vec<Marked>,
}

impl Trainer {
    /// A trainer with the knowledge of an ontology.
    pub fn new(ontology: Ontology, cleaner: Cleaner) -> Self {
        let segmenter = Segmenter::new(Dictionary::load(), &ontology.lexicon);
        let observer = Observer::new(&ontology);
        Trainer { ontology, cleaner, segmenter, observer }
    }

    /// Trains a model; gives its file. `progress` is told what goes on. Takes minutes and some GB of memory.
    ///
    /// # Errors
    /// If a file cannot be read or holds something else.
    pub fn train(
        &self,
        sources: &Sources,
        options: &Options,
        mut progress: impl FnMut(&str),
    ) -> Result<Vec<u8>, TrainError> {
        let material = self.material(sources)?;
        Ok(self.model(&material.gold.iter().collect::<Vec<_>>(), &material, options, &mut progress))
    }

    /// Reads the annotated text.
    fn material(&self, sources: &Sources) -> Result<Material, TrainError> {
        let material = Material {
            gold: self.articles(&sources.gold)?,
            partial: self.articles(&sources.partial)?,
            noisy: self.articles(&sources.noisy)?,
        };
        if material.gold.is_empty() && material.partial.is_empty() {
            return Err(TrainError::Empty);
        }
        Ok(material)
    }

    /// A model of these gold articles and of all other text.
    fn model(
        &self,
        gold: &[&Marked],
        material: &Material,
        options: &Options,
        progress: &mut impl FnMut(&str),
    ) -> Vec<u8> {
        let Material { partial, noisy, .. } = material;
        let lexicon = &self.ontology.lexicon;
        let mut examples = self.examples(gold.iter().copied(), Source::Gold, 1.0);
        examples.extend(self.examples(partial, Source::Partial, PARTIAL_WEIGHT));
        let mut names = Names::default();
        names.collect(partial, |_| true, lexicon);
        // A machine joins the names of places that stand side by side, but names of people it takes apart well.
        names.collect(noisy, |kind| kind == Kind::Person, lexicon);
        let mut seed = options.seed;
        let mut rename = |article: &Marked| names.rename(article, lexicon, &mut seed);
        let renamed: Vec<Marked> = gold.iter().map(|article| rename(article)).collect();
        let mut copies = self.examples(&renamed, Source::Gold, RENAMED_WEIGHT);
        let renamed: Vec<Marked> = partial.iter().map(rename).collect();
        copies.extend(self.examples(&renamed, Source::Partial, PARTIAL_WEIGHT * RENAMED_WEIGHT));
        examples.extend(copies.into_iter().filter(|example| !example.spans.is_empty()));
        if !noisy.is_empty() {
            let noisy = self.examples(noisy, Source::Partial, NOISY_WEIGHT);
            let first = self.fit(&examples, &Options { runs: 1, epochs: FIRST_EPOCHS, ..options.clone() }, progress);
            let first = Tagger::from_bytes(&first).expect("the trainer writes what the tagger reads");
            examples.extend(noisy.into_iter().filter_map(|example| undisputed(&first, example, lexicon)));
        }
        self.fit(&examples, options, progress)
    }

    fn fit(&self, examples: &[Example], options: &Options, progress: &mut impl FnMut(&str)) -> Vec<u8> {
        let shapes: Vec<(char, u8)> =
            self.ontology.name_characters.iter().map(|(c, shares)| (*c, shape_of(*shares))).collect();
        progress(&format!("{} sentences", examples.len()));
        tagger::train(examples, &shapes, options, |p| {
            progress(&format!("run {}, pass {}: loss {:.4}", p.run, p.epoch, p.loss))
        })
    }

    /// The articles of files.
    fn articles(&self, files: &[PathBuf]) -> Result<Vec<Marked>, TrainError> {
        let mut articles = Vec::new();
        for file in files {
            for (i, line) in read(file)?.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
                let row: Row = serde_json::from_str(line).map_err(|cause| TrainError::Line {
                    file: file.clone(),
                    line: i + 1,
                    cause,
                })?;
                let title = row.title.filter(|title| !title.is_empty()).map(|title| title + "\n").unwrap_or_default();
                articles.push(self.unmark(&(title + &row.text)));
            }
        }
        Ok(articles)
    }

    /// The sentences of articles as examples.
    fn examples<'a>(
        &self,
        articles: impl IntoIterator<Item = &'a Marked>,
        source: Source,
        weight: f32,
    ) -> Vec<Example> {
        let mut examples = Vec::new();
        for article in articles {
            self.sentences(article, source, weight, &mut examples);
        }
        examples
    }

    /// Takes the marks out of a text and simplifies it.
    fn unmark(&self, marked: &str) -> Marked {
        let simplified = self.cleaner.simplified(marked);
        let mut text = String::with_capacity(simplified.len());
        let mut marks = Vec::new();
        let mut rest = simplified.as_str();
        while let Some(at) = rest.find('{') {
            text.push_str(&rest[..at]);
            rest = &rest[at..];
            let mark = rest.as_bytes().get(1).copied().and_then(kind).filter(|_| rest.as_bytes().get(2) == Some(&b'|'));
            match (mark, rest.find('}')) {
                (Some(kind), Some(close)) if close > 3 => {
                    let start = offset(text.len());
                    text.push_str(&rest[3..close]);
                    marks.push((start, offset(text.len()), kind));
                    rest = &rest[close + 1..];
                }
                _ => {
                    text.push('{');
                    rest = &rest[1..];
                }
            }
        }
        text.push_str(rest);
        Marked { text: Text::raw(&text), marks }
    }

    fn sentences(&self, article: &Marked, source: Source, weight: f32, examples: &mut Vec<Example>) {
        let lexicon = &self.ontology.lexicon;
        let sentences = self.segmenter.segment(&article.text, lexicon);
        let mut observation = Observation::default();
        for sentence in &sentences.sentences {
            let observed = self.observer.observe(&article.text, &sentences, sentence, lexicon, &mut observation);
            let (start, end) = (sentence.span.start(), sentence.span.end());
            let mut example = Example {
                text: observed.text.to_owned(),
                words: observed.words.to_vec(),
                hits: observed.hits.to_vec(),
                spans: Vec::new(),
                unknown: Vec::new(),
                source,
                weight,
            };
            for &(from, to, kind) in article.marks.iter().filter(|(from, to, _)| start <= *from && *to <= end) {
                let kind = if source == Source::Partial {
                    self.country_or_place(&article.text.as_str()[from as usize..to as usize], kind)
                } else {
                    Some(kind)
                };
                match kind {
                    Some(kind) => example.spans.push((from - start, to - start, kind)),
                    None => example.unknown.push((from - start, to - start)),
                }
            }
            examples.push(example);
        }
    }

    /// Partial text marks countries as places: a known country is one, and a single character may be either.
    fn country_or_place(&self, name: &str, kind: Kind) -> Option<Kind> {
        let lexicon = &self.ontology.lexicon;
        if kind != Kind::Place {
            Some(kind)
        } else if is_country(name, lexicon) {
            Some(Kind::Country)
        } else {
            (name.chars().count() > 1).then_some(Kind::Place)
        }
    }
}

fn is_country(name: &str, lexicon: &Lexicon) -> bool {
    lexicon
        .find(name)
        .is_some_and(|word| lexicon.word(word).names.iter().any(|id| lexicon.entry(*id).kind == Kind::Country))
}

fn kind(mark: u8) -> Option<Kind> {
    Some(match mark {
        b'P' => Kind::Person,
        b'O' => Kind::Organization,
        b'C' => Kind::Country,
        b'L' => Kind::Place,
        b'I' => Kind::Initiative,
        b'E' => Kind::Event,
        b'D' => Kind::Document,
        b'T' => Kind::Post,
        _ => return None,
    })
}

fn read(file: &Path) -> Result<String, TrainError> {
    let error = |cause| TrainError::Unreadable { file: file.to_owned(), cause };
    let bytes = std::fs::read(file).map_err(error)?;
    let mut text = String::new();
    if file.extension().is_some_and(|ending| ending == "gz") {
        flate2::read::MultiGzDecoder::new(&bytes[..]).read_to_string(&mut text).map_err(error)?;
    } else {
        bytes.as_slice().read_to_string(&mut text).map_err(error)?;
    }
    Ok(text)
}
