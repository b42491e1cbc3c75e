//! What storing a fact must know of its property, as `ontology/tupu.ttl` declares it.

use crate::ontology::Ontology;
use crate::ontology::class::Property;
use crate::reading::Relation;
use std::collections::{BTreeMap, BTreeSet};

/// The properties by local name, where storing treats them in a way of their own.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Schema {
    /// `owl:versionIRI` of the vocabulary.
    pub version: String,
    /// All of them.
    pub properties: BTreeSet<String>,
    /// Those that hold both ways.
    pub symmetric: BTreeSet<String>,
    /// Those whose text is a date.
    pub dates: BTreeSet<String>,
    /// Those of which a subject has one object of these classes at a time: two of them are of two subjects.
    pub exclusive: BTreeMap<String, Vec<String>>,
    /// Posts that one person holds of one body at a time: who holds it of two are two people.
    pub sole: BTreeSet<String>,
    /// Those whose facts tell of an event, with its class.
    pub events: BTreeMap<String, String>,
    /// What joins an event to subject and object, for the facts of properties and, where they say it better, of rules.
    pub roles: BTreeMap<String, (String, String)>,
    /// The roles of those who take part.
    pub participants: BTreeSet<String>,
    /// The label of somebody without a name.
    pub somebody: String,
}

impl Schema {
    /// The schema of an ontology.
    pub fn of(ontology: &Ontology) -> Self {
        let names = |is: fn(&Property) -> bool| {
            ontology.properties.iter().filter(|property| is(property)).map(|property| property.name.clone()).collect()
        };
        let exclusive = |property: &&Property| !property.exclusive.is_empty();
        let event = |property: &Property| Some((property.name.clone(), property.event.clone()?));
        let roles = |name: &String, roles: &Option<(String, String)>| Some((name.clone(), roles.clone()?));
        let of_properties = ontology.properties.iter().filter_map(|property| roles(&property.name, &property.roles));
        let of_rules = ontology.rules.iter().filter_map(|rule| roles(&rule.name, &rule.roles));
        Schema {
            version: ontology.version.clone(),
            properties: names(|_| true),
            symmetric: names(|property| property.symmetric),
            dates: names(|property| property.is_date),
            exclusive: (ontology.properties.iter().filter(exclusive))
                .map(|property| (property.name.clone(), property.exclusive.clone()))
                .collect(),
            sole: ontology.lexicon.sole_posts().map(ToOwned::to_owned).collect(),
            events: ontology.properties.iter().filter_map(event).collect(),
            roles: of_properties.chain(of_rules).collect(),
            participants: ontology.participants.iter().cloned().collect(),
            somebody: ontology.somebody.clone(),
        }
    }

    /// The class of the event that a fact tells of.
    pub(super) fn event_class(&self, relation: &Relation) -> Option<&str> {
        self.events.get(&relation.predicate).map(String::as_str)
    }

    /// What joins its event to the subject and the object of a fact.
    pub(super) fn roles(&self, relation: &Relation) -> Option<(&str, &str)> {
        let roles = self.roles.get(&relation.rule).or_else(|| self.roles.get(&relation.predicate));
        roles.map(|(subject, object)| (subject.as_str(), object.as_str()))
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
        assert_eq!(ontology.properties.iter().filter(|property| property.is_core).count(), 28);
        let symmetric =
            schema.symmetric.iter().filter(|name| ontology.properties.iter().any(|p| p.is_core && p.name == **name));
        assert_eq!(symmetric.collect::<Vec<_>>(), ["agreedWith", "met", "phoned"]);
        assert_eq!(schema.dates.iter().collect::<Vec<_>>(), ["happenedOn"]);
        assert_eq!(schema.events["met"], "Meeting");
        assert_eq!(schema.exclusive["worksFor"], ["Country"]);
        assert_eq!(schema.somebody, "某人");
        assert!(schema.sole.contains("董事长") && !schema.sole.contains("副董事长") && !schema.sole.contains("发言人"));
        assert_eq!(schema.roles["rule-receives"], ("host".to_owned(), "guest".to_owned()));
        assert_eq!(schema.roles["visited"], ("guest".to_owned(), "locatedIn".to_owned()));
        assert_eq!(schema.participants.iter().collect::<Vec<_>>(), ["companion", "guest", "host"]);
    }
}
