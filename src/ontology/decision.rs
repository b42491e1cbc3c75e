//! What people have decided about which things are one: `decisions.tsv`. It goes before what the program finds.

use std::collections::BTreeSet;
use std::fmt;

use super::class::Kind;
use super::table::Table;
use super::{Files, OntologyError};
use crate::graph::identity::Sighting;

/// The table; an ontology may come without it.
pub(super) const FILE: &str = "decisions.tsv";

/// A decision.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Decision {
    /// What was decided.
    pub ruling: Ruling,
    /// Local name of the class of the things.
    pub class: String,
    /// The name that it is about.
    pub name: String,
    /// The other name; of a split, the keys of the articles, joined by `|`.
    pub other: String,
    /// Why.
    pub reason: String,
}

/// What can be decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Ruling {
    /// The two names are of one thing, which is known by the other one.
    Same,
    /// One name is never short for the other.
    Different,
    /// In these articles the name means a thing of its own.
    Split,
}

/// As the reason of what follows from it.
impl fmt::Display for Decision {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "decided: {}", self.row().replace('\t', " | "))
    }
}

impl Decision {
    /// Its row of the table.
    pub fn row(&self) -> String {
        let ruling = match self.ruling {
            Ruling::Same => "same",
            Ruling::Different => "different",
            Ruling::Split => "split",
        };
        [ruling, &self.class, &self.name, &self.other, &self.reason].join("\t")
    }

    /// Whether it is about this name.
    pub(crate) fn is_about(&self, name: &str) -> bool {
        self.name == name || self.other == name
    }

    /// Whether it is about these two names.
    pub(crate) fn is_between(&self, one: &str, other: &str) -> bool {
        (&*self.name, &*self.other) == (one, other) || (&*self.name, &*self.other) == (other, one)
    }

    /// Whether it takes this sighting from the others of its name.
    pub(crate) fn splits(&self, sighting: &Sighting) -> bool {
        self.ruling == Ruling::Split
            && self.class == sighting.class
            && self.name == sighting.name
            && self.other.split('|').any(|article| article == sighting.article)
    }
}

/// Reads the table.
pub(super) fn read(files: &Files) -> Result<Vec<Decision>, OntologyError> {
    let Ok(content) = files.get(FILE) else { return Ok(Vec::new()) };
    let mut decisions = BTreeSet::new();
    for row in Table::parse(FILE, content)?.rows() {
        let ruling = match row.get("decision")? {
            "same" => Ruling::Same,
            "different" => Ruling::Different,
            "split" => Ruling::Split,
            other => return Err(row.error(format!("found decision {other:?}, expected same, different or split"))),
        };
        let class = row.get("class")?.to_owned();
        if Kind::from_local_name(&class).is_none_or(|kind| kind == Kind::Post) {
            return Err(row.error(format!("found class {class:?}, expected one such as Person or Organization")));
        }
        let cell = |column| {
            let cell = row.get(column)?;
            if cell.is_empty() {
                return Err(row.error(format!("found no {column}, expected one")));
            }
            Ok(cell.to_owned())
        };
        let (name, other, reason) = (cell("name")?, cell("other")?, cell("reason")?);
        decisions.insert(Decision { ruling, class, name, other, reason });
    }
    Ok(decisions.into_iter().collect())
}
