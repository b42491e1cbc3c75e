//! Traditional characters to simplified ones, without the rest of the cleaner.

use super::script::Script;
use crate::ontology::{Files, OntologyError};
use std::path::Path;

/// Turns names into simplified script, in which the graph has them.
pub struct Simplifier(Script);

impl Simplifier {
    /// With the tables of an ontology's folder, or those that are built into the program.
    ///
    /// # Errors
    /// A table is missing or malformed.
    pub fn load(dir: Option<&Path>) -> Result<Self, OntologyError> {
        let files = dir.map_or_else(|| Ok(Files::bundled()), Files::read)?;
        Ok(Simplifier(Script::new(&files)?))
    }

    /// The text in simplified characters, as many as it had.
    pub fn simplified(&self, text: &str) -> String {
        self.0.simplified(text)
    }

    /// The traditional characters that a simplified one may stand for.
    pub fn traditional(&self, c: char) -> impl Iterator<Item = char> {
        self.0.traditional(c)
    }
}
