//! What the program knows of language and of the world: vocabulary, words and rules, read from `ontology/`.
//!
//! The folder is built into the binary; `--ontology DIR` reads another one instead. Everything is checked when it is loaded.

use std::collections::BTreeMap;
use std::path::Path;

use include_dir::{Dir, include_dir};
use sha2::{Digest, Sha256};

pub mod class;
pub mod decision;
pub mod lexicon;
pub mod rule;
pub(crate) mod table;
pub mod time;
mod turtle;
mod vocabulary;

use class::{EventRole, Kind, KindSet, Property, PropertyId};
use lexicon::Lexicon;
use rule::{Rule, RuleId};
use table::Table;
use time::TimeWords;

use crate::punctuation::is_ornament;
pub use vocabulary::{Language, Vocabulary};

static BUNDLED: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/ontology");

/// What is wrong with an ontology, and where.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{file}{}: {message}", .line.map(|n| format!(":{n}")).unwrap_or_default())]
pub struct OntologyError {
    /// Path below the ontology's folder.
    pub file: String,
    /// Line, from 1, where known.
    pub line: Option<usize>,
    /// What was found, what was expected, and a hint.
    pub message: String,
}

impl OntologyError {
    pub(crate) fn new(file: &str, line: usize, message: String) -> Self {
        OntologyError { file: file.to_owned(), line: Some(line), message }
    }

    pub(crate) fn in_file(file: &str, message: String) -> Self {
        OntologyError { file: file.to_owned(), line: None, message }
    }
}

/// The files of an ontology, by path below its folder.
#[derive(Debug)]
pub(crate) struct Files(BTreeMap<String, String>);

/// Whether a file of the folder is part of the ontology, by its ending.
fn is_part(path: &str) -> bool {
    [".ttl", ".tsv", ".rq"].iter().any(|ending| path.ends_with(ending))
}

/// Whether what is read in an article depends on a file: not on questions and shapes, which are about graphs, nor on decisions,
/// which are applied to what was read.
fn is_for_reading(path: &str) -> bool {
    !path.starts_with("questions/") && ![decision::FILE, "shapes.ttl"].contains(&path)
}

impl Files {
    /// Those that are built into the program.
    pub(crate) fn bundled() -> Self {
        fn add(dir: &Dir<'_>, files: &mut BTreeMap<String, String>) {
            for file in dir.files() {
                if let (Some(path), Some(content)) = (file.path().to_str(), file.contents_utf8())
                    && is_part(path)
                {
                    files.insert(path.replace('\\', "/"), content.to_owned());
                }
            }
            dir.dirs().for_each(|dir| add(dir, files));
        }
        let mut files = BTreeMap::new();
        add(&BUNDLED, &mut files);
        Files(files)
    }

    /// Those in a folder.
    pub(crate) fn read(dir: &Path) -> Result<Self, OntologyError> {
        fn add(dir: &Path, prefix: &str, files: &mut BTreeMap<String, String>) -> Result<(), OntologyError> {
            let error =
                |name: &str, e: &dyn std::fmt::Display| OntologyError::in_file(name, format!("cannot be read: {e}"));
            let listing = std::fs::read_dir(dir).map_err(|e| error(&dir.display().to_string(), &e))?;
            for item in listing {
                let item = item.map_err(|e| error(&dir.display().to_string(), &e))?;
                let name = format!("{prefix}{}", item.file_name().to_string_lossy());
                if item.path().is_dir() {
                    add(&item.path(), &format!("{name}/"), files)?;
                } else if is_part(&name) {
                    let content = std::fs::read_to_string(item.path()).map_err(|e| error(&name, &e))?;
                    files.insert(name, content);
                }
            }
            Ok(())
        }
        let mut files = BTreeMap::new();
        add(dir, "", &mut files)?;
        Ok(Files(files))
    }

    /// The content of a file that must be there.
    pub(crate) fn get(&self, path: &str) -> Result<&str, OntologyError> {
        self.0.get(path).map(String::as_str).ok_or_else(|| {
            OntologyError::in_file(
                path,
                "found no such file, expected it; copy it from the ontology of this release".to_owned(),
            )
        })
    }

    /// A table that must be there.
    pub(crate) fn table<'a>(&'a self, path: &'a str) -> Result<Table<'a>, OntologyError> {
        Table::parse(path, self.get(path)?)
    }

    /// The files in a folder, sorted by path.
    pub(crate) fn in_dir(&self, prefix: &str) -> impl Iterator<Item = (&str, &str)> {
        self.0
            .iter()
            .filter(move |(path, _)| path.starts_with(prefix))
            .map(|(path, content)| (path.as_str(), content.as_str()))
    }

    fn hash(&self) -> String {
        let mut hash = Sha256::new();
        for (path, content) in self.0.iter().filter(|(path, _)| is_for_reading(path)) {
            for part in [path, content] {
                hash.update((part.len() as u64).to_le_bytes());
                hash.update(part);
            }
        }
        hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

/// A word that ends names or stands beside them, and of which kinds the names are: `None` beside the name of a person.
pub type Cue = (String, Vec<Option<Kind>>);

/// Vocabulary, words and rules, checked against one another.
#[derive(Debug)]
pub struct Ontology {
    /// The properties that rules may assert.
    pub properties: Vec<Property>,
    /// The words.
    pub lexicon: Lexicon,
    /// The words that dates are made of.
    pub times: TimeWords,
    /// The words around names, sorted.
    pub cues: Vec<Cue>,
    /// How often characters stand in names: as a surname (0 to 2), in given names and in foreign names (0 to 3). Sorted.
    pub name_characters: Vec<(char, [u8; 3])>,
    /// The rules, in the order of their files and names.
    pub rules: Vec<Rule>,
    /// What people have decided about which things are one, sorted.
    pub decisions: Vec<decision::Decision>,
    /// The roles of those who take part in events, by the local names of their properties.
    pub participants: Vec<String>,
    /// Who else may have a part in the events that facts tell of.
    pub event_roles: Vec<EventRole>,
    /// The classes of named events by the nouns that their names end in.
    event_classes: BTreeMap<String, String>,
    /// The label of somebody without a name, in Chinese.
    pub somebody: String,
    /// `owl:versionIRI` of the vocabulary.
    pub version: String,
    /// SHA-256 of all files that readings depend on, in hexadecimal.
    pub hash: String,
    /// Its files, for stages that have tables of their own.
    files: Files,
}

impl Ontology {
    /// The ontology that is built into the program.
    ///
    /// # Errors
    /// If a file contradicts another; the test suite makes sure that none does.
    pub fn bundled() -> Result<Self, OntologyError> {
        Ontology::from_files(Files::bundled())
    }

    /// The ontology in a folder.
    ///
    /// # Errors
    /// If a file is missing, malformed, or contradicts another.
    pub fn load(dir: &Path) -> Result<Self, OntologyError> {
        Ontology::from_files(Files::read(dir)?)
    }

    fn from_files(files: Files) -> Result<Self, OntologyError> {
        let hash = files.hash();
        let vocabulary = turtle::read("tupu.ttl", files.get("tupu.ttl")?)?;
        vocabulary.check_terms("tupu.ttl")?;
        let version = vocabulary.version("tupu.ttl")?;
        let properties = vocabulary.properties("tupu.ttl")?;
        let participants = vocabulary.participants();
        let event_roles = vocabulary.event_roles("tupu.ttl")?;
        let event_classes = event_classes(&files, &vocabulary)?;
        let somebody = vocabulary.get("Somebody").map(|term| turtle::label(term, "zh")).unwrap_or_default();
        let mut lexicon = Lexicon::load(&files)?;
        let times = TimeWords::load(&files)?;
        let cues = cues(&files)?;
        let name_characters = name_characters(&files)?;
        let decisions = decision::read(&files)?;
        let mut rules = Vec::new();
        for (path, content) in files.in_dir("rules/") {
            rule::read(path, content, &properties, &mut rules)?;
        }
        for (i, rule) in rules.iter().enumerate() {
            let id = RuleId(
                u16::try_from(i)
                    .map_err(|_| OntologyError::in_file("rules", "found more than 65,536 rules".to_owned()))?,
            );
            for word in &rule.triggers {
                lexicon.word_mut(word).triggers.push(id);
            }
        }
        Ok(Ontology {
            properties,
            lexicon,
            times,
            cues,
            name_characters,
            rules,
            decisions,
            participants,
            event_roles,
            event_classes,
            somebody,
            version,
            hash,
            files,
        })
    }

    /// Its files, for stages that have tables of their own.
    pub(crate) fn files(&self) -> &Files {
        &self.files
    }

    /// The property with this local name.
    pub fn property(&self, name: &str) -> Option<PropertyId> {
        self.properties.iter().position(|p| p.name == name).and_then(|i| u16::try_from(i).ok()).map(PropertyId)
    }

    /// Local name of the class that the name of an event tells, by the longest noun that it ends in.
    pub fn event_class(&self, name: &str) -> Option<&str> {
        let name = name.trim_end_matches(is_ornament);
        name.char_indices().find_map(|(at, _)| self.event_classes.get(&name[at..])).map(String::as_str)
    }

    /// Whether a subject and an object of these kinds fit the property.
    pub fn fits(&self, property: PropertyId, subject: Kind, object: Kind) -> bool {
        let property = &self.properties[property.0 as usize];
        property.domain.has(subject) && property.range.has(object)
    }
}

/// Classes of events by the nouns that end their names.
fn event_classes(files: &Files, vocabulary: &turtle::Document) -> Result<BTreeMap<String, String>, OntologyError> {
    let mut classes = BTreeMap::new();
    for row in files.table("lexicon/event-classes.tsv")?.rows() {
        let class = row.get("class")?;
        if !vocabulary.event_classes().any(|known| known == class) {
            return Err(row.error(format!("found class {class:?}, expected a subclass of tupu:Event in tupu.ttl")));
        }
        if row.get("head")?.is_empty() || classes.insert(row.get("head")?.to_owned(), class.to_owned()).is_some() {
            return Err(row.error("found no head or one for the second time, expected every head once".to_owned()));
        }
    }
    Ok(classes)
}

fn cues(files: &Files) -> Result<Vec<Cue>, OntologyError> {
    let mut cues = BTreeMap::new();
    for row in files.table("lexicon/cues.tsv")?.rows() {
        let mut kinds = Vec::new();
        for name in row.list("classes")? {
            kinds.push(match name {
                "organization" => Some(Kind::Organization),
                "place" => Some(Kind::Place),
                "event" => Some(Kind::Event),
                "document" => Some(Kind::Document),
                "initiative" => Some(Kind::Initiative),
                "post" => Some(Kind::Post),
                "speech" => None,
                _ => {
                    return Err(
                        row.error(format!("found class {name:?}, expected a kind of name in lower case, or speech"))
                    );
                }
            });
        }
        if row.get("word")?.is_empty() || cues.insert(row.get("word")?.to_owned(), kinds).is_some() {
            return Err(row.error("found no word or one for the second time, expected every word once".to_owned()));
        }
    }
    Ok(cues.into_iter().collect())
}

fn name_characters(files: &Files) -> Result<Vec<(char, [u8; 3])>, OntologyError> {
    let mut characters = BTreeMap::new();
    for row in files.table("lexicon/name-characters.tsv")?.rows() {
        let share = |column: &str, most: u8| match row.get(column)?.parse() {
            Ok(share) if share <= most => Ok(share),
            _ => Err(row.error(format!("found {column} {:?}, expected 0 to {most}", row.get(column)?))),
        };
        let shares = [share("surname", 2)?, share("given", 3)?, share("foreign", 3)?];
        let mut chars = row.get("character")?.chars();
        let (Some(c), None) = (chars.next(), chars.next()) else {
            return Err(row.error("found more or less than one character, expected one".to_owned()));
        };
        characters.insert(c, shares);
    }
    Ok(characters.into_iter().collect())
}

/// Reads a list of class names as kinds.
fn kinds<'a>(names: impl Iterator<Item = &'a str>) -> KindSet {
    names.filter_map(Kind::from_local_name).collect()
}
