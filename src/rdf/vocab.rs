//! The terms that quads are made of, and the namespaces of a graph.

use super::content_hash;
use oxigraph::model::{IriParseError, NamedNode, NamedNodeRef, NamedOrBlankNode, Triple};

/// Namespace of the vocabulary, `ontology/tupu.ttl`.
pub const TUPU: &str = "https://w3id.org/tupu/ns#";
/// Namespace of Wikidata's entities.
pub const WIKIDATA: &str = "http://www.wikidata.org/entity/";

macro_rules! terms {
    ($($namespace:literal: $($name:ident = $local:literal),+;)+) => {$($(
        #[doc = concat!("`", $namespace, $local, "`")]
        pub const $name: NamedNodeRef<'static> = NamedNodeRef::new_unchecked(concat!($namespace, $local));
    )+)+};
}

terms! {
    "https://w3id.org/tupu/ns#":
        ARTICLE = "Article", STATEMENT = "Statement", POSITION_HELD = "PositionHeld",
        HOLDS_POSITION = "holdsPosition", LOCATED_IN = "locatedIn", HAPPENED_ON = "happenedOn",
        PARTICIPANT = "participant", POST = "post", MEMBER = "member", ORGANIZATION = "organization", FROM = "from", UNTIL = "until",
        EVIDENCE = "evidence", RULE = "rule", MODALITY = "modality", ATTRIBUTED_TO = "attributedTo", SOURCE = "source",
        AGENT = "Agent", SOMEBODY = "Somebody",
        DATE = "date", PLACE = "place", PRINTED_AS = "printedAs",
        SPEAKER = "speaker", ON_BEHALF_OF = "onBehalfOf", ADDRESSEE = "addressee", CUE = "cue",
        DIGEST = "digest", INPUT_ID = "inputId", SIGHTED_AS = "sightedAs", IDENTITY = "identity",
        FOLLOWS = "follows", FINGERPRINT = "fingerprint", ENCODING = "encoding", REPAIRED = "repaired",
        CONTRADICTED = "contradicted", SKETCH = "sketch",
        TALLIES = "tallies", ARTICLES = "articles", SOURCES = "sources",
        FIRST_REPORTED = "firstReported", LAST_REPORTED = "lastReported";
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#": TYPE = "type", REIFIES = "reifies";
    "http://www.w3.org/2000/01/rdf-schema#": LABEL = "label";
    "http://www.w3.org/2002/07/owl#": SAME_AS = "sameAs";
    "http://www.w3.org/2004/02/skos/core#": ALT_LABEL = "altLabel";
    "http://www.w3.org/ns/prov#":
        ACTIVITY = "Activity", USED = "used", WAS_GENERATED_BY = "wasGeneratedBy";
    "https://schema.org/":
        HEADLINE = "headline", DATE_PUBLISHED = "datePublished", PUBLISHER = "publisher", AUTHOR = "author", IS_BASED_ON = "isBasedOn",
        URL = "url", DATELINE = "dateline",
        IDENTIFIER = "identifier", TEXT = "text";
    "http://persistence.uni-leipzig.org/nlp2rdf/ontologies/nif-core#":
        IS_STRING = "isString", BEGIN_INDEX = "beginIndex", END_INDEX = "endIndex",
        REFERENCE_CONTEXT = "referenceContext";
}

/// What only an article's graph says of a thing.
pub(super) const NOTES: [NamedNodeRef<'static>; 4] = [EVIDENCE, PRINTED_AS, SIGHTED_AS, IDENTITY];

/// Prefixes that mean the same in every graph.
const PREFIXES: [(&str, &str); 13] = [
    ("tupu", TUPU),
    ("schema", "https://schema.org/"),
    ("foaf", "http://xmlns.com/foaf/0.1/"),
    ("org", "http://www.w3.org/ns/org#"),
    ("sem", "http://semanticweb.cs.vu.nl/2009/11/sem/"),
    ("prov", "http://www.w3.org/ns/prov#"),
    ("skos", "http://www.w3.org/2004/02/skos/core#"),
    ("nif", "http://persistence.uni-leipzig.org/nlp2rdf/ontologies/nif-core#"),
    ("rdf", "http://www.w3.org/1999/02/22-rdf-syntax-ns#"),
    ("rdfs", "http://www.w3.org/2000/01/rdf-schema#"),
    ("owl", "http://www.w3.org/2002/07/owl#"),
    ("xsd", "http://www.w3.org/2001/XMLSchema#"),
    ("wd", WIKIDATA),
];

/// Where the things, articles, facts and runs of a graph get their IRIs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Namespaces {
    id: String,
    article: String,
    fact: String,
    run: String,
}

impl Default for Namespaces {
    /// Below `https://w3id.org/tupu/`.
    fn default() -> Self {
        Namespaces::below("https://w3id.org/tupu/")
    }
}

impl Namespaces {
    /// The namespaces below `base`.
    ///
    /// # Errors
    /// `base` is no absolute IRI.
    pub fn new(base: &str) -> Result<Self, IriParseError> {
        NamedNode::new(base)?;
        Ok(Namespaces::below(base))
    }

    fn below(base: &str) -> Self {
        let base = if base.ends_with(['/', '#']) { base.to_owned() } else { format!("{base}/") };
        Namespaces {
            id: format!("{base}id/"),
            article: format!("{base}article/"),
            fact: format!("{base}id/fact/"),
            run: format!("{base}id/run/"),
        }
    }

    /// Prefixes and their namespaces: `e:` things, `a:` articles, `f:` facts, `r:` runs, and the vocabularies in use.
    pub fn prefixes(&self) -> impl Iterator<Item = (&str, &str)> {
        [("a", &*self.article), ("e", &*self.id), ("f", &*self.fact), ("r", &*self.run)].into_iter().chain(PREFIXES)
    }

    /// The IRI of the thing of this local name.
    pub fn thing(&self, local: &str) -> String {
        format!("{}{local}", self.id)
    }

    /// The IRI of the article with this [`key`](crate::article::Article::key); it also names the article's graph.
    pub fn article(&self, key: &str) -> NamedNode {
        NamedNode::new_unchecked(format!("{}{}", self.article, content_hash(&[key])))
    }

    /// The IRI of the fact with this hash.
    pub(super) fn fact(&self, hash: &str) -> NamedNode {
        NamedNode::new_unchecked(format!("{}{hash}", self.fact))
    }

    /// The IRI of the run with this hash.
    pub(super) fn run(&self, hash: &str) -> NamedNode {
        NamedNode::new_unchecked(format!("{}{hash}", self.run))
    }

    /// Whether an IRI is that of an article, a stretch of an article, or a fact as an article tells it.
    pub(super) fn is_of_article(&self, iri: &str) -> bool {
        iri.starts_with(&self.article) || iri.starts_with(&self.fact)
    }

    /// Whether an IRI is that of an article graph.
    pub(super) fn is_article(&self, iri: &str) -> bool {
        iri.starts_with(&self.article)
    }

    /// Whether a triple states a fact of a thing: that is neither its class and names, nor what an article notes beside it, nor
    /// what joins the parts of a post or an event.
    pub(super) fn is_fact(&self, triple: &Triple) -> bool {
        let NamedOrBlankNode::NamedNode(subject) = &triple.subject else { return false };
        let is_part = |local: &str| local.starts_with("post-") || local.starts_with("event-");
        self.is_thing(subject.as_str())
            && !subject.as_str().strip_prefix(&self.id).is_some_and(is_part)
            && triple.predicate.as_str().starts_with(TUPU)
            && !NOTES.contains(&triple.predicate.as_ref())
    }

    /// Whether an IRI is that of a thing.
    pub(crate) fn is_thing(&self, iri: &str) -> bool {
        iri.starts_with(&self.id) && !iri.starts_with(&self.fact) && !iri.starts_with(&self.run)
    }
}
