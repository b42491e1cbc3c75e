//! Labels: how pages and texts name their metadata, for those who read them.

use std::collections::BTreeMap;

use crate::ontology::{Files, OntologyError};

/// The kinds of words in the table.
const KINDS: [&str; 34] = [
    "meta-title",
    "meta-date",
    "meta-source",
    "meta-author",
    "meta-url",
    "label-date",
    "label-source",
    "label-author",
    "wire",
    "own",
    "dispatch",
    "separator",
    "likely",
    "unlikely",
    "never",
    "control",
    "notice",
    "section",
    "key-title",
    "key-date",
    "key-source",
    "key-author",
    "key-text",
    "variable-date",
    "field-title",
    "field-date",
    "field-source",
    "field-author",
    "field-url",
    "field-text",
    "minguo",
    "year",
    "month",
    "day",
];

/// The table `metadata.tsv`.
#[derive(Clone, Debug)]
pub(crate) struct Labels(BTreeMap<&'static str, Vec<String>>);

impl Labels {
    pub(super) fn new(files: &Files) -> Result<Self, OntologyError> {
        let mut words: BTreeMap<&'static str, Vec<String>> = BTreeMap::new();
        for row in files.table("clean/metadata.tsv")?.rows() {
            let kind = row.get("kind")?;
            let known = KINDS.iter().find(|known| **known == kind);
            let kind = known.ok_or_else(|| row.expected(&format!("one of {}", KINDS.join(", "))))?;
            words.entry(kind).or_default().push(row.get("word")?.to_owned());
        }
        // The longest label first, so that none hides behind another.
        for (_, labels) in words.iter_mut().filter(|(kind, _)| kind.starts_with("label") || kind.starts_with("wire")) {
            labels.sort_by(|a, b| b.len().cmp(&a.len()).then_with(|| a.cmp(b)));
        }
        Ok(Labels(words))
    }

    /// The words of a kind.
    pub(crate) fn of(&self, kind: &str) -> &[String] {
        self.0.get(kind).map_or(&[], Vec::as_slice)
    }
}
