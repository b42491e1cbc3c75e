//! A reading: what one article says, ready to be stored, printed and merged.
//!
//! This is the form that leaves the pipeline: names instead of ids of tables, and positions in code points of the
//! article's text as read (see [`Article::text`](crate::article::Article::text)). One reading is one line of `readings.jsonl`.

use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::article::{Conflict, Encoding};

/// What one article says.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reading {
    /// The input's own id.
    pub id: String,
    /// What tells the article from every other (see [`Article::key`](crate::article::Article::key)).
    pub key: String,
    /// Headline; empty where there is none.
    pub title: String,
    /// Publication date as ISO 8601, as far as known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date: Option<String>,
    /// Who published it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub source: String,
    /// Who wrote it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub author: String,
    /// Where it was published.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub url: String,
    /// The dateline that it opens with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dateline: Option<Dateline>,
    /// The encoding of its bytes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub encoding: Option<Encoding>,
    /// What one place says of it and another otherwise.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub conflicts: Vec<Conflict>,
    /// What was repaired or marked, by kind of noise, in code points.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub repairs: BTreeMap<String, Vec<Range>>,
    /// The things the article names, each once, in the order of their first mention.
    pub entities: Vec<Entity>,
    /// The facts it states with the core relations of the vocabulary, in the order of their evidence.
    pub relations: Vec<Relation>,
    /// Those that it states with all other relations, in the order of their evidence.
    #[serde(default, rename = "furtherRelations", skip_serializing_if = "Vec::is_empty")]
    pub further_relations: Vec<Relation>,
    /// Who says what, in the order of the text.
    pub statements: Vec<Statement>,
    /// What was odd about the article.
    pub warnings: Vec<String>,
}

impl Reading {
    /// All facts that it states.
    pub fn facts(&self) -> impl Iterator<Item = &Relation> {
        self.relations.iter().chain(&self.further_relations)
    }
}

/// Index into [`Reading::entities`]; written as `"e0"`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EntityRef(pub u32);

impl Serialize for EntityRef {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&format_args!("e{}", self.0))
    }
}

impl<'de> Deserialize<'de> for EntityRef {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.strip_prefix('e').and_then(|n| n.parse().ok()).map(EntityRef).ok_or_else(|| {
            serde::de::Error::custom(format_args!("found {text:?}, expected an entity's id such as \"e0\""))
        })
    }
}

/// Whose words something is; written as the entity's id, or as `"somebody"`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Voice {
    /// Somebody whom the article names.
    Of(EntityRef),
    /// Somebody without a name.
    Somebody,
}

/// How a reading writes somebody without a name.
const SOMEBODY: &str = "somebody";

impl Serialize for Voice {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Voice::Of(entity) => entity.serialize(serializer),
            Voice::Somebody => serializer.serialize_str(SOMEBODY),
        }
    }
}

impl<'de> Deserialize<'de> for Voice {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        if text == SOMEBODY {
            return Ok(Voice::Somebody);
        }
        EntityRef::deserialize(serde::de::value::StringDeserializer::new(text)).map(Voice::Of)
    }
}

/// A person, organization, country, place, initiative, event or document that the article names.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entity {
    /// Its place in [`Reading::entities`].
    pub id: EntityRef,
    /// Local name of its class: `Person`, `Organization`, `Country`, `Place`, `Initiative`, `Event` or `Document`.
    #[serde(rename = "type")]
    pub class: String,
    /// Local name of the narrower class that the name tells: of an event `Conference`, `Games` and so on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subtype: Option<String>,
    /// Its canonical name, in simplified script.
    pub name: String,
    /// The forms that the article uses, in simplified script, and the canonical name; sorted.
    pub names: Vec<String>,
    /// Its IRI: of the knowledge base's key, or of class and name.
    pub iri: String,
    /// Wikidata id, where the knowledge base has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub wikidata: Option<String>,
    /// Where the article names it.
    pub mentions: Vec<Passage>,
}

/// A stretch of the article's text as read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Passage {
    /// First code point.
    pub start: u32,
    /// One past the last code point.
    pub end: u32,
    /// The text from `start` to `end` as read.
    pub text: String,
}

/// A dateline: who sent the article, from where and when, as it is printed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dateline {
    /// The agency or paper, in simplified script.
    pub agency: String,
    /// The place, in simplified script; empty where none is printed.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub place: String,
    /// The day as ISO 8601, mostly without its year: `--11-27`; empty where none is printed.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub date: String,
    /// Where it stands.
    #[serde(flatten)]
    pub passage: Passage,
}

/// Whether a fact happened, and in what way it is said.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Modality {
    /// It is so, or it happened.
    #[default]
    Actual,
    /// It was so and is no longer: a former post.
    Former,
    /// It is to happen.
    Planned,
    /// It is said only under a condition.
    Conditional,
    /// It is said not to be so.
    Denied,
}

impl Modality {
    /// Whether the fact may stand in the merged graph: it is or was so.
    pub fn is_asserted(self) -> bool {
        matches!(self, Modality::Actual | Modality::Former)
    }

    /// Local name of the modality in the vocabulary.
    pub fn local_name(self) -> &'static str {
        match self {
            Modality::Actual => "Actual",
            Modality::Former => "Former",
            Modality::Planned => "Planned",
            Modality::Conditional => "Conditional",
            Modality::Denied => "Denied",
        }
    }
}

/// A fact: a subject, a property, and an entity or a text.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Relation {
    /// Whom it is about.
    pub subject: EntityRef,
    /// Local name of the property.
    pub predicate: String,
    /// The other entity, unless the object is a text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub object: Option<EntityRef>,
    /// The text, unless the object is an entity: a post, a date.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// Whether it happened.
    pub modality: Modality,
    /// Who says so, where the article does not say it itself.
    #[serde(default, rename = "attributedTo", skip_serializing_if = "Option::is_none")]
    pub attributed_to: Option<Voice>,
    /// From whom the article has it, where it says so: an outlet, a document.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<EntityRef>,
    /// When, as ISO 8601, as far as known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date: Option<String>,
    /// Where: for what happened somewhere.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<EntityRef>,
    /// Number of the meeting, visit or other event that the fact is a part of, from 0; facts with the same number tell of the same.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub event: Option<u32>,
    /// Who else has a part in that event, by the local name of the property that says which.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub parts: BTreeMap<String, Vec<EntityRef>>,
    /// The organization or country of a post.
    #[serde(default, rename = "of", skip_serializing_if = "Option::is_none")]
    pub organization: Option<EntityRef>,
    /// Since when a post is or was held, as ISO 8601, as far as it is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// Until when it was held, as ISO 8601, as far as it is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<String>,
    /// The stretches that say it, in code points, sorted.
    pub evidence: Vec<Range>,
    /// Local name of the rule that found it.
    pub rule: String,
}

impl Relation {
    /// Whether the article itself states that it is or was so: what may stand in the merged graph.
    pub fn is_stated(&self) -> bool {
        self.modality.is_asserted() && self.attributed_to.is_none()
    }
}

/// A range of code points of the text as read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Range {
    /// First code point.
    pub start: u32,
    /// One past the last.
    pub end: u32,
}

/// Something somebody said.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Statement {
    /// Who said it.
    pub speaker: EntityRef,
    /// What was said, cleaned of noise, in the article's own script.
    pub text: String,
    /// First code point.
    pub start: u32,
    /// One past the last code point.
    pub end: u32,
    /// For whom the speaker speaks, where that is said.
    #[serde(default, rename = "onBehalfOf", skip_serializing_if = "Option::is_none")]
    pub on_behalf_of: Option<EntityRef>,
    /// To whom it is said, where that is said.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub addressees: Vec<EntityRef>,
    /// From whom the article has it, where it says so: an outlet, a document.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<EntityRef>,
    /// The word that opens it.
    pub cue: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_claim_is_that_of_an_entity_or_of_somebody() {
        for (json, voice) in [("\"e3\"", Voice::Of(EntityRef(3))), ("\"somebody\"", Voice::Somebody)] {
            assert_eq!(serde_json::to_string(&voice).unwrap(), json);
            assert_eq!(serde_json::from_str::<Voice>(json).unwrap(), voice);
        }
        let error = serde_json::from_str::<Voice>("\"anybody\"").unwrap_err().to_string();
        assert!(error.contains("anybody"), "{error}");
    }
}
