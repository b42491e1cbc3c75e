//! Classes of things and the properties that hold between them.

use std::fmt;

use super::rule::Slot;
use crate::reading::Modality;

/// The kinds of mention that the recogniser tells apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// A named individual.
    Person,
    /// Government bodies, parties, companies, media, international bodies.
    Organization,
    /// Sovereign states and what the news treats as such.
    Country,
    /// Cities, regions, seas, buildings, venues.
    Place,
    /// Named programmes, strategies, concepts.
    Initiative,
    /// Named conferences, games, crises.
    Event,
    /// Titled texts.
    Document,
    /// A post or title. It is no entity but a text that a person is given.
    Post,
}

impl Kind {
    /// Every kind, in the order of [`Kind`]'s declaration.
    pub const ALL: [Kind; 8] = [
        Kind::Person,
        Kind::Organization,
        Kind::Country,
        Kind::Place,
        Kind::Initiative,
        Kind::Event,
        Kind::Document,
        Kind::Post,
    ];

    /// Local name of its class in the vocabulary.
    pub fn local_name(self) -> &'static str {
        match self {
            Kind::Person => "Person",
            Kind::Organization => "Organization",
            Kind::Country => "Country",
            Kind::Place => "Place",
            Kind::Initiative => "Initiative",
            Kind::Event => "Event",
            Kind::Document => "Document",
            Kind::Post => "Post",
        }
    }

    /// The kind with this local name.
    pub fn from_local_name(name: &str) -> Option<Kind> {
        Kind::ALL.into_iter().find(|kind| kind.local_name() == name)
    }
}

/// A set of kinds.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub struct KindSet(u8);

impl KindSet {
    /// All seven kinds of entity: all but posts.
    pub const ENTITIES: KindSet = KindSet(0x7f);

    /// Whether the kind is in the set.
    pub fn has(self, kind: Kind) -> bool {
        self.0 & (1 << kind as u8) != 0
    }

    /// Whether the set holds nothing.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The kinds in both sets.
    #[must_use]
    pub fn and(self, other: KindSet) -> KindSet {
        KindSet(self.0 & other.0)
    }
}

impl FromIterator<Kind> for KindSet {
    fn from_iter<I: IntoIterator<Item = Kind>>(kinds: I) -> Self {
        KindSet(kinds.into_iter().fold(0, |set, kind| set | 1 << kind as u8))
    }
}

impl fmt::Debug for KindSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(Kind::ALL.into_iter().filter(|kind| self.has(*kind))).finish()
    }
}

/// Index into [`Ontology::properties`](super::Ontology::properties).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PropertyId(pub u16);

/// A property of the vocabulary that rules may assert.
#[derive(Clone, Debug)]
pub struct Property {
    /// Local name, such as `met`.
    pub name: String,
    /// Whether it is one of the closed set that readings are measured by.
    pub is_core: bool,
    /// What may be its subject.
    pub domain: KindSet,
    /// What may be its object; empty where the object is a text.
    pub range: KindSet,
    /// Whether it holds both ways.
    pub symmetric: bool,
    /// Whether its text is a date.
    pub is_date: bool,
    /// Local names of the classes of which its subject has one object at a time.
    pub exclusive: Vec<String>,
    /// Local name of the class of the event that its facts tell of, if they tell of one.
    pub event: Option<String>,
    /// Local names of the properties that join the event to the subject and to the object.
    pub roles: Option<(String, String)>,
    /// Label in Chinese.
    pub label_zh: String,
    /// Label in English.
    pub label_en: String,
}

/// A property that joins an event to somebody who has a part in it, beside the subject and the object of the fact that tells of it.
#[derive(Clone, Debug)]
pub struct EventRole {
    /// Local name, such as `invitedBy`.
    pub name: String,
    /// Local name of the class of events that have it.
    pub event: String,
    /// Where in the clause the one is looked for who has it.
    pub slot: Slot,
    /// What may have it.
    pub kinds: KindSet,
}

impl Property {
    /// Whether the object is a text and no entity.
    pub fn is_textual(&self) -> bool {
        self.range.is_empty()
    }
}

/// Reads a modality's local name.
pub(crate) fn modality(name: &str) -> Option<Modality> {
    [Modality::Actual, Modality::Former, Modality::Planned, Modality::Conditional, Modality::Denied]
        .into_iter()
        .find(|modality| modality.local_name() == name)
}
