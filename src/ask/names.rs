//! Which thing a name means: any of its names, in simplified or traditional script, or its IRI.

use std::fmt;
use std::path::Path;

use crate::clean::Simplifier;
use crate::ontology::OntologyError;
use crate::query::named::distance;
use crate::rdf::view::{Thing, ViewError};
use crate::rdf::{Store, StoreError};

/// Things that a message lists at most.
const LISTED: usize = 8;

/// Why a name means no thing.
#[derive(Debug, thiserror::Error)]
pub enum NameError {
    /// It is empty.
    #[error("found an empty name, expected one of a thing")]
    Empty,
    /// Nothing has the name.
    #[error("found nothing named {name:?} in the store{}", List(near, ", did you mean"))]
    Unknown {
        /// The name.
        name: String,
        /// Names that resemble it.
        near: Vec<String>,
    },
    /// More than one thing has it.
    #[error("{name:?} is a name of {n} things; name one by its IRI{}", List(things, ":"))]
    Ambiguous {
        /// The name.
        name: String,
        /// How many have it.
        n: usize,
        /// Their IRIs with what tells them apart.
        things: Vec<String>,
    },
    /// The store cannot be read.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The tables of characters cannot be read.
    #[error(transparent)]
    Ontology(#[from] OntologyError),
}

/// An introduction and what it introduces; nothing where there is nothing.
struct List<'a>(&'a [String], &'static str);

impl fmt::Display for List<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.is_empty() { Ok(()) } else { write!(f, "{} {}", self.1, self.0.join(", ")) }
    }
}

/// The thing that a name means. `ontology` is the folder whose tables turn characters into simplified ones, by default the
/// program's own.
///
/// # Errors
/// Nothing has the name, or more than one thing.
pub fn find(store: &Store, ontology: Option<&Path>, name: &str) -> Result<Thing, NameError> {
    let name = name.trim();
    if name.is_empty() {
        return Err(NameError::Empty);
    }
    let failed = |error| NameError::Store(StoreError::Storage(error));
    let mut things = store.things_named(name).map_err(failed)?;
    if things.is_empty() {
        things.extend(store.identified(name).map_err(failed)?);
    }
    let mut simple = None;
    if things.is_empty() && !name.is_ascii() {
        let simplified = Simplifier::load(ontology)?.simplified(name);
        things = store.things_named(&simplified).map_err(failed)?;
        simple = Some(simplified);
    }
    match things.len() {
        1 => Ok(things.swap_remove(0)),
        0 => Err(NameError::Unknown { name: name.to_owned(), near: near(store, simple.as_deref().unwrap_or(name))? }),
        n => {
            let things = things.iter().take(LISTED).map(|thing| apart(store, thing)).collect::<Result<_, _>>();
            let things = things.map_err(failed)?;
            Err(NameError::Ambiguous { name: name.to_owned(), n, things })
        }
    }
}

/// A thing as a message lists it: its IRI, its name, and what tells it from others of the name.
fn apart(store: &Store, thing: &Thing) -> Result<String, ViewError> {
    let mut is = Vec::from_iter((!thing.class.is_empty()).then(|| thing.class.clone()));
    if let Some(post) = store.posts_of(&thing.iri)?.first() {
        is = vec![post.post.clone()];
        let of = post.organization.as_ref().map(|iri| store.thing(iri)).transpose()?.flatten();
        is.extend(of.map(|of| of.name));
    }
    Ok(format!("{} {} ({})", store.short(&thing.iri), thing.name, is.join(", ")))
}

/// Names that resemble one, nearest first: they hold it, or differ in a character for every three.
fn near(store: &Store, name: &str) -> Result<Vec<String>, NameError> {
    let most = 1 + name.chars().count() / 3;
    let mut near = Vec::new();
    for (known, _, _) in store.names().map_err(StoreError::Storage)? {
        let is_part = name.chars().count() > 1 && known.contains(name);
        let is_like = || known.chars().count() > most && distance(&known, name) <= most;
        if is_part || is_like() {
            near.push((!is_part, distance(&known, name), known));
        }
    }
    near.sort();
    near.dedup();
    Ok(near.into_iter().take(LISTED).map(|(_, _, name)| name).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rdf::tests::store;

    #[test]
    fn a_thing_is_found_by_any_name_in_either_script() {
        let store = store();
        for name in ["王毅", "王外长", "王外長", " 王毅 ", "e:wang-yi", "https://w3id.org/tupu/id/wang-yi", "Q701801"]
        {
            let thing = find(&store, None, name).unwrap_or_else(|error| panic!("{error}"));
            assert_eq!((&*thing.iri, &*thing.class), ("https://w3id.org/tupu/id/wang-yi", "Person"), "{name}");
        }
        assert_eq!(find(&store, None, "美國").expect("in traditional script").name, "美国");
    }

    #[test]
    fn an_unknown_name_is_answered_with_names_that_resemble_it() {
        let error = find(&store(), None, "布林根").expect_err("nobody").to_string();
        assert_eq!(error, "found nothing named \"布林根\" in the store, did you mean 布林肯");
        let error = find(&store(), None, "一路").expect_err("only a part").to_string();
        assert!(error.ends_with("did you mean 一带一路"), "{error}");
        assert!(find(&store(), None, "e:nobody").is_err());
    }
}
