//! Cross-validation: how good a model is on articles that it was not trained on.

use std::collections::BTreeSet;
use std::fmt;

use rayon::prelude::*;

use super::{Marked, Sources, TrainError, Trainer};
use crate::eval::Table;
use crate::ontology::class::Kind;
use crate::recognise::Recogniser;
use crate::recognise::tagger::Options;

/// Scores of exact spans over all articles, each read with a model that was trained on others.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Validation {
    /// By kind.
    pub fine: Table,
    /// Persons, organizations, and places with the countries among them; other kinds are left out.
    pub coarse: Table,
}

impl fmt::Display for Validation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (title, table) in [("all kinds", &self.fine), ("coarse", &self.coarse)] {
            for (name, counts) in table.rows() {
                writeln!(f, "  {name:15} {counts}")?;
            }
            writeln!(f, "{title:17} {}", table.total())?;
        }
        Ok(())
    }
}

impl Trainer {
    /// Trains as many models as there are folds, each on the gold articles outside its fold and on all other text, and scores the
    /// recogniser with each on the articles of its fold. Article *i* belongs to fold *i* modulo the number of folds.
    ///
    /// # Errors
    /// If a file cannot be read or holds something else.
    pub fn cross_validate(
        &self,
        sources: &Sources,
        options: &Options,
        folds: usize,
        progress: impl Fn(&str) + Sync,
    ) -> Result<Validation, TrainError> {
        let material = self.material(sources)?;
        let models: Vec<Vec<u8>> = (0..folds)
            .into_par_iter()
            .map(|fold| {
                let outside = material.gold.iter().enumerate().filter(|(i, _)| i % folds != fold);
                let gold: Vec<&Marked> = outside.map(|(_, article)| article).collect();
                self.model(&gold, &material, options, &mut |line| progress(&format!("fold {}: {line}", fold + 1)))
            })
            .collect();
        let mut validation = Validation::default();
        for (fold, model) in models.iter().enumerate() {
            let recogniser = Recogniser::new(&self.ontology, model).expect("the trainer writes what the tagger reads");
            for article in material.gold.iter().skip(fold).step_by(folds) {
                self.compare(article, &recogniser, &mut validation);
            }
        }
        Ok(validation)
    }

    /// Counts what the recogniser finds in an article.
    fn compare(&self, article: &Marked, recogniser: &Recogniser, validation: &mut Validation) {
        let sentences = self.segmenter.segment(&article.text, &self.ontology.lexicon);
        let found = recogniser.recognise(&article.text, &sentences, &self.ontology, None).mentions;
        let found = found.iter().map(|mention| (mention.span.start(), mention.span.end(), mention.kind));
        let coarse = |&(start, end, kind): &(u32, u32, Kind)| match kind {
            Kind::Person | Kind::Organization | Kind::Place => Some((start, end, kind)),
            Kind::Country => Some((start, end, Kind::Place)),
            Kind::Initiative | Kind::Event | Kind::Document | Kind::Post => None,
        };
        let (wanted, found): (BTreeSet<_>, BTreeSet<_>) = (article.marks.iter().copied().collect(), found.collect());
        count(&wanted, &found, &mut validation.fine);
        let (wanted, found) = (wanted.iter().filter_map(coarse).collect(), found.iter().filter_map(coarse).collect());
        count(&wanted, &found, &mut validation.coarse);
    }
}

fn count(wanted: &BTreeSet<(u32, u32, Kind)>, found: &BTreeSet<(u32, u32, Kind)>, table: &mut Table) {
    for (.., kind) in wanted.intersection(found) {
        table.of(kind.local_name()).right += 1;
    }
    for (.., kind) in found.difference(wanted) {
        table.of(kind.local_name()).wrong += 1;
    }
    for (.., kind) in wanted.difference(found) {
        table.of(kind.local_name()).missed += 1;
    }
}
