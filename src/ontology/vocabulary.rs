//! The vocabulary alone, without words and rules: quick to load, for those who only show what a graph holds.

use std::collections::BTreeMap;
use std::path::Path;

use super::class::Property;
use super::{Files, OntologyError, turtle};

/// The languages of labels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Language {
    /// Chinese.
    Zh,
    /// English.
    En,
}

/// Properties and the labels of all terms.
#[derive(Clone, Debug)]
pub struct Vocabulary {
    /// The properties of facts, in the order of the file.
    pub properties: Vec<Property>,
    labels: BTreeMap<String, (String, String)>,
}

impl Vocabulary {
    /// The vocabulary of a folder, or the one that is built into the program.
    ///
    /// # Errors
    /// `tupu.ttl` is missing or malformed.
    pub fn load(dir: Option<&Path>) -> Result<Self, OntologyError> {
        let files = dir.map_or_else(|| Ok(Files::bundled()), Files::read)?;
        let document = turtle::read("tupu.ttl", files.get("tupu.ttl")?)?;
        let label = |(name, description): &(String, turtle::Description)| {
            (name.clone(), (turtle::label(description, "zh"), turtle::label(description, "en")))
        };
        Ok(Vocabulary {
            properties: document.properties("tupu.ttl")?,
            labels: document.subjects.iter().map(label).collect(),
        })
    }

    /// The label of a term in Chinese; its name where it has none.
    pub fn zh<'a>(&'a self, name: &'a str) -> &'a str {
        self.labels.get(name).map_or(name, |(zh, _)| zh)
    }

    /// The label of a term in English; its name where it has none.
    pub fn en<'a>(&'a self, name: &'a str) -> &'a str {
        self.labels.get(name).map_or(name, |(_, en)| en)
    }

    /// The label of a term in a language; its name where it has none.
    pub fn label<'a>(&'a self, name: &'a str, language: Language) -> &'a str {
        match language {
            Language::Zh => self.zh(name),
            Language::En => self.en(name),
        }
    }

    /// The property with this local name.
    pub fn property(&self, name: &str) -> Option<&Property> {
        self.properties.iter().find(|property| property.name == name)
    }

    /// Whether the property holds both ways.
    pub fn is_symmetric(&self, name: &str) -> bool {
        self.property(name).is_some_and(|property| property.symmetric)
    }

    /// Local names of the properties of facts, each with whether it holds both ways.
    pub fn facts(&self) -> Vec<(&str, bool)> {
        self.properties.iter().map(|property| (&*property.name, property.symmetric)).collect()
    }

    /// Local names of the properties that join two things.
    pub fn relations(&self) -> impl Iterator<Item = &str> {
        self.properties.iter().filter(|property| !property.is_textual()).map(|property| &*property.name)
    }
}
