//! Rules: which words, with what around them, state which property.
//!
//! A rule is a subject of a Turtle file in `ontology/rules/`. Either it is a `tupu:Frame`, a trigger with roles around it, or a
//! `tupu:Function`, an analysis written in Rust that the rule names so that the ontology lists it. See `ontology/README.md`.

use super::OntologyError;
use super::class::{Kind, KindSet, Property, PropertyId, modality};
use super::turtle::{self, Description, Document};
use crate::reading::Modality;

/// Index into [`Ontology::rules`](super::Ontology::rules).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RuleId(pub u16);

/// Where in the clause an argument is looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Slot {
    /// The subject of the clause, or of the clauses before it.
    Subject,
    /// What follows the trigger, or stands before it by a preposition that fronts objects.
    Object,
    /// After the prepositions with the role `with`.
    With,
    /// After the prepositions with the role `to`.
    To,
    /// After the prepositions with the role `at`.
    At,
    /// After the prepositions with the role `about`.
    About,
    /// After the prepositions with the role `behalf`.
    Behalf,
    /// After the prepositions with the role `invite`.
    Invite,
    /// What stands with the particle before the word that the rule needs: `reads out the message of X`.
    Of,
    /// The last event that the article itself spoke of before.
    Event,
    /// Who received or travelled in the last meeting or visit that the article reported before.
    Host,
    /// The day that the clause names.
    Date,
}

const SLOTS: [(&str, Slot); 12] = [
    ("subject", Slot::Subject),
    ("object", Slot::Object),
    ("with", Slot::With),
    ("to", Slot::To),
    ("at", Slot::At),
    ("about", Slot::About),
    ("behalf", Slot::Behalf),
    ("invite", Slot::Invite),
    ("of", Slot::Of),
    ("event", Slot::Event),
    ("host", Slot::Host),
    ("date", Slot::Date),
];

impl Slot {
    /// The slot that rules call by this name.
    pub(crate) fn from_name(name: &str) -> Option<Slot> {
        SLOTS.iter().find(|(known, _)| *known == name).map(|(_, slot)| *slot)
    }

    /// What rules call the slots.
    pub(crate) fn names() -> Vec<&'static str> {
        SLOTS.iter().map(|(name, _)| *name).collect()
    }
}

/// How a rule finds its facts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum How {
    /// By a trigger with roles around it.
    Frame,
    /// By the analysis of this name.
    Function(String),
}

/// An example of a rule at work.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Example {
    /// A sentence.
    pub says: String,
    /// The facts it states: `subject predicate object`, by the names printed in the sentence.
    pub expects: Vec<String>,
}

/// A rule.
#[derive(Clone, Debug)]
pub struct Rule {
    /// Local name.
    pub name: String,
    /// The file that declares it.
    pub file: String,
    /// Label in Chinese.
    pub label_zh: String,
    /// Label in English.
    pub label_en: String,
    /// Frame or function.
    pub how: How,
    /// The words that set it off.
    pub triggers: Vec<String>,
    /// What it states.
    pub asserts: Vec<PropertyId>,
    /// Where the subject is looked for, best first.
    pub subject: Vec<Slot>,
    /// Where the object is looked for, best first.
    pub object: Vec<Slot>,
    /// What the subject may be, within the property's domain.
    pub subject_kinds: KindSet,
    /// What the object may be, within the property's range.
    pub object_kinds: KindSet,
    /// Words of which one must follow the trigger within the clause; none needed where empty.
    pub needs: Vec<String>,
    /// Words of which none may stand in the clause.
    pub excludes: Vec<String>,
    /// Whether nothing may follow the trigger in its clause but another verb that is joined to it.
    pub bare: bool,
    /// Words of which one must open the clause; none needed where empty.
    pub opens: Vec<String>,
    /// Whether verbs with the role `through` may stand between the trigger and its object.
    pub through: bool,
    /// Whether the trigger is a noun that counts only after a verb with the role `light`.
    pub noun: bool,
    /// Whether it states a view: inside reported speech it is still a fact of the side that the speaker speaks for.
    pub is_view: bool,
    /// Whether what belongs to somebody, troops or grounds, counts for them as the subject.
    pub subject_owned: bool,
    /// Whether what belongs to somebody counts for them as the object.
    pub object_owned: bool,
    /// Whether an announcement for a day states it, too.
    pub is_announced: bool,
    /// Whether it reports a meeting, a call or a visit, in which others may take part.
    pub is_occasion: bool,
    /// Whether each does it to the other.
    pub is_mutual: bool,
    /// What joins its event to subject and object, by local names, where the property does not say it.
    pub roles: Option<(String, String)>,
    /// A modality that the rule sets by itself.
    pub modality: Option<Modality>,
    /// Sentences in which it is right.
    pub examples: Vec<Example>,
    /// Sentences in which it must find nothing.
    pub counters: Vec<String>,
}

/// Reads the rules of a file.
pub(crate) fn read(
    file: &str,
    content: &str,
    properties: &[Property],
    rules: &mut Vec<Rule>,
) -> Result<(), OntologyError> {
    let document = turtle::read(file, content)?;
    for (name, description) in &document.subjects {
        let types = description.get("http://www.w3.org/1999/02/22-rdf-syntax-ns#type").map_or(&[][..], Vec::as_slice);
        let is = |class: &str| types.iter().any(|t| t.text == class);
        if !is("Frame") && !is("Function") {
            continue;
        }
        let reader = Reader { file, name, description, document: &document };
        // Two rules of one name would be read as one with the words of both.
        let is_twice = types.len() > 1 || rules.iter().any(|rule| rule.name == *name);
        if is_twice {
            return Err(reader.error("found a second rule of this name, expected every name once".to_owned()));
        }
        let how = if is("Function") { How::Function(reader.required("function")?) } else { How::Frame };
        rules.push(reader.rule(how, properties)?);
    }
    Ok(())
}

/// Reads the parts of one rule.
struct Reader<'a> {
    file: &'a str,
    name: &'a str,
    description: &'a Description,
    document: &'a Document,
}

impl Reader<'_> {
    fn rule(&self, how: How, properties: &[Property]) -> Result<Rule, OntologyError> {
        const KNOWN: [&str; 23] = [
            "trigger",
            "asserts",
            "subject",
            "object",
            "subjectClass",
            "objectClass",
            "needs",
            "excludes",
            "bare",
            "opens",
            "through",
            "noun",
            "view",
            "owned",
            "announced",
            "occasion",
            "mutual",
            "subjectRole",
            "objectRole",
            "modality",
            "example",
            "counter",
            "function",
        ];
        if let Some(key) = self.description.keys().find(|key| !key.contains(':') && !KNOWN.contains(&key.as_str())) {
            return Err(self.error(format!("found tupu:{key}, expected one of {}", KNOWN.join(", "))));
        }
        let mut asserts = Vec::new();
        for name in self.texts("asserts") {
            let i = properties.iter().position(|p| p.name == name).ok_or_else(|| {
                self.error(format!("found tupu:asserts tupu:{name}, expected a relation that tupu.ttl declares"))
            })?;
            asserts.push(PropertyId(u16::try_from(i).map_err(|_| self.error("found too many properties".to_owned()))?));
        }
        let triggers = self.words("trigger");
        if how == How::Frame && (triggers.is_empty() || asserts.is_empty()) {
            return Err(self.error("found no tupu:trigger or no tupu:asserts, expected both in a frame".to_owned()));
        }
        let owned = self.slots("owned", None)?;
        let rule = Rule {
            name: self.name.to_owned(),
            file: self.file.to_owned(),
            label_zh: turtle::label(self.description, "zh"),
            label_en: turtle::label(self.description, "en"),
            how,
            triggers,
            asserts,
            subject: self.slots("subject", Some(Slot::Subject))?,
            object: self.slots("object", Some(Slot::Object))?,
            subject_kinds: self.kinds("subjectClass")?,
            object_kinds: self.kinds("objectClass")?,
            needs: self.words("needs"),
            excludes: self.words("excludes"),
            bare: self.flag("bare")?,
            opens: self.words("opens"),
            through: self.flag("through")?,
            noun: self.flag("noun")?,
            is_view: self.flag("view")?,
            subject_owned: owned.contains(&Slot::Subject),
            object_owned: owned.contains(&Slot::Object),
            is_announced: self.flag("announced")?,
            is_occasion: self.flag("occasion")?,
            is_mutual: self.flag("mutual")?,
            roles: self
                .texts("subjectRole")
                .next()
                .map(str::to_owned)
                .zip(self.texts("objectRole").next().map(str::to_owned)),
            modality: match self.texts("modality").next() {
                None => None,
                Some(name) => Some(modality(name).ok_or_else(|| {
                    self.error(format!(
                        "found modality tupu:{name}, expected Actual, Former, Planned, Conditional or Denied"
                    ))
                })?),
            },
            examples: self.examples()?,
            counters: self.texts("counter").map(str::to_owned).collect(),
        };
        if rule.label_zh.is_empty() || rule.label_en.is_empty() {
            return Err(self.error("found no rdfs:label in zh or in en, expected both".to_owned()));
        }
        if rule.examples.is_empty() || rule.counters.is_empty() {
            let message =
                "found no tupu:example or no tupu:counter, expected at least one of each; they are run as tests";
            return Err(self.error(message.to_owned()));
        }
        Ok(rule)
    }

    fn error(&self, message: String) -> OntologyError {
        OntologyError::in_file(self.file, format!("tupu:{}: {message}", self.name))
    }

    fn texts(&self, key: &str) -> impl Iterator<Item = &str> {
        self.description.get(key).into_iter().flatten().map(|value| value.text.as_str())
    }

    fn required(&self, key: &str) -> Result<String, OntologyError> {
        self.texts(key)
            .next()
            .map(str::to_owned)
            .ok_or_else(|| self.error(format!("found no tupu:{key}, expected one")))
    }

    fn words(&self, key: &str) -> Vec<String> {
        self.texts(key).flat_map(str::split_whitespace).map(str::to_owned).collect()
    }

    fn flag(&self, key: &str) -> Result<bool, OntologyError> {
        match self.texts(key).next() {
            None | Some("false") => Ok(false),
            Some("true") => Ok(true),
            Some(other) => Err(self.error(format!("found tupu:{key} {other:?}, expected true or false"))),
        }
    }

    fn slots(&self, key: &str, default: Option<Slot>) -> Result<Vec<Slot>, OntologyError> {
        let mut slots = Vec::new();
        for word in self.words(key) {
            let slot = Slot::from_name(&word).ok_or_else(|| {
                self.error(format!("found tupu:{key} {word:?}, expected some of {}", Slot::names().join(", ")))
            })?;
            slots.push(slot);
        }
        Ok(if slots.is_empty() { default.into_iter().collect() } else { slots })
    }

    fn kinds(&self, key: &str) -> Result<KindSet, OntologyError> {
        let mut kinds = Vec::new();
        for name in self.texts(key) {
            kinds.push(Kind::from_local_name(name).ok_or_else(|| {
                self.error(format!("found tupu:{key} tupu:{name}, expected a class such as tupu:Event"))
            })?);
        }
        Ok(if kinds.is_empty() { KindSet::ENTITIES } else { kinds.into_iter().collect() })
    }

    fn examples(&self) -> Result<Vec<Example>, OntologyError> {
        let mut examples = Vec::new();
        for node in self.texts("example") {
            let part = |key: &str| -> Vec<String> {
                let values = self.document.get(node).and_then(|description| description.get(key));
                values.into_iter().flatten().map(|value| value.text.clone()).collect()
            };
            let (says, expects) = (part("says"), part("expects"));
            if says.len() != 1 || expects.is_empty() {
                let message = "found an example without tupu:says or tupu:expects, expected tupu:example [ tupu:says \"…\" ; tupu:expects \"…\" ]";
                return Err(self.error(message.to_owned()));
            }
            examples.extend(says.into_iter().map(|says| Example { says, expects: expects.clone() }));
        }
        Ok(examples)
    }
}
