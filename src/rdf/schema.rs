//! What storing a fact must know of its property, as `ontology/tupu.ttl` declares it.

use crate::ontology::Ontology;
use crate::ontology::class::Property;
use std::collections::{BTreeMap, BTreeSet};

/// The properties by local name, where storing treats them in a way of their own.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Schema {
    /// `owl:versionIRI` of the vocabulary.
    pub version: String,
    /// Those that hold both ways.
    pub symmetric: BTreeSet<String>,
    /// Those whose text is a date.
    pub dates: BTreeSet<String>,
    /// Those of which a subject has one object of these classes at a time: two of them are of two subjects.
    pub exclusive: BTreeMap<String, Vec<String>>,
    /// Those whose facts get a node for their date and place, with its class.
    pub events: BTreeMap<String, String>,
}

impl Schema {
    /// The schema of an ontology.
    pub fn of(ontology: &Ontology) -> Self {
        let names = |is: fn(&Property) -> bool| {
            ontology.properties.iter().filter(|property| is(property)).map(|property| property.name.clone()).collect()
        };
        let exclusive = |property: &&Property| !property.exclusive.is_empty();
        let event = |property: &Property| Some((property.name.clone(), property.event.clone()?));
        Schema {
            version: ontology.version.clone(),
            symmetric: names(|property| property.symmetric),
            dates: names(|property| property.is_date),
            exclusive: (ontology.properties.iter().filter(exclusive))
                .map(|property| (property.name.clone(), property.exclusive.clone()))
                .collect(),
            events: ontology.properties.iter().filter_map(event).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_built_in_vocabulary_declares_what_storing_needs() {
        let ontology = Ontology::bundled().expect("the suite checks the bundled ontology");
        let schema = Schema::of(&ontology);
        assert_eq!(schema.version, "https://w3id.org/tupu/ns/0.1.0");
        assert_eq!(ontology.properties.len(), 28);
        assert_eq!(schema.symmetric.iter().collect::<Vec<_>>(), ["agreedWith", "met", "phoned"]);
        assert_eq!(schema.dates.iter().collect::<Vec<_>>(), ["happenedOn"]);
        assert_eq!(schema.events["met"], "Meeting");
        assert_eq!(schema.exclusive["worksFor"], ["Country"]);
    }
}
