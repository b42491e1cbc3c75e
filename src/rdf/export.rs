//! Exports: the graph as files that other tools read and that two versions of diff line by line.

use super::vocab::{DIGEST, EVIDENCE, MEMBER, PARTICIPANT, PRINTED_AS, SPEAKER, TYPE, WAS_GENERATED_BY};
use super::{Store, turtle};
use crate::ask::selection::Selection;
use oxigraph::io::{JsonLdProfileSet, RdfFormat, RdfSerializer, WriterQuadSerializer};
use oxigraph::model::{
    GraphName, GraphNameRef, NamedNode, NamedNodeRef, NamedOrBlankNode, Quad, Term, Triple, vocab::rdf,
};
use oxigraph::store::StorageError;
use rustc_hash::FxHashSet;
use std::io::{self, Write};

/// A form that a graph can be written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Turtle: RDF 1.1, the merged graph.
    Turtle,
    /// TriG: Turtle with the graph of each article, RDF 1.2.
    Trig,
    /// N-Quads: a quad a line, RDF 1.2.
    NQuads,
    /// N-Triples: a triple a line, RDF 1.2; the merged graph and the articles' graphs are one.
    NTriples,
    /// RDF/XML: the merged graph.
    RdfXml,
    /// JSON-LD, which has no place for reifiers.
    JsonLd,
}

impl From<Format> for RdfFormat {
    fn from(format: Format) -> Self {
        match format {
            Format::Turtle => RdfFormat::Turtle,
            Format::Trig => RdfFormat::TriG,
            Format::NQuads => RdfFormat::NQuads,
            Format::NTriples => RdfFormat::NTriples,
            Format::RdfXml => RdfFormat::RdfXml,
            Format::JsonLd => RdfFormat::JsonLd { profile: JsonLdProfileSet::empty() },
        }
    }
}

/// What to write.
#[derive(Clone, Debug)]
pub struct Options {
    /// In which form.
    pub format: Format,
    /// The graph of each article too.
    pub evidence: bool,
    /// Reifiers as nodes with `rdf:subject`, `rdf:predicate` and `rdf:object`, for programs that know RDF 1.1 alone.
    pub rdf11: bool,
    /// Which things and articles.
    pub selection: Selection,
}

/// Why an export failed.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// The form has no place for what was asked for.
    #[error("{0} holds one graph and no evidence; TriG and N-Quads hold the articles' graphs too")]
    OneGraph(&'static str),
    /// The form has no place for triple terms.
    #[error("JSON-LD has no place for the reifiers of RDF 1.2; write them as RDF 1.1")]
    NoReifiers,
    /// The store failed.
    #[error(transparent)]
    Storage(#[from] StorageError),
    /// Writing failed.
    #[error("the output cannot be written")]
    Io(#[from] io::Error),
}

/// Writes the merged graph, and with `evidence` each article's graph after it.
///
/// Sorted by graph, subject, predicate and object: the same store gives the same bytes. Holds the subjects of the merged
/// graph in memory, and one article at a time.
///
/// # Errors
/// `evidence` is asked of a form that has no place for it, the store cannot be read, or `out` not be written.
pub fn export(store: &Store, options: &Options, out: impl Write) -> Result<(), ExportError> {
    match (options.format, options.evidence) {
        (Format::Turtle, true) => return Err(ExportError::OneGraph("Turtle")),
        (Format::RdfXml, true) => return Err(ExportError::OneGraph("RDF/XML")),
        (Format::JsonLd, true) if !options.rdf11 => return Err(ExportError::NoReifiers),
        _ => {}
    }
    let mut writer = Writer::begin(store, options.format, out)?;
    for subject in store.subjects(GraphNameRef::DefaultGraph)? {
        let triples = store.triples(Some(subject.as_ref()), GraphNameRef::DefaultGraph)?;
        let kept = options.keep_merged(store, triples)?;
        writer.write(kept, GraphName::DefaultGraph)?;
    }
    if options.evidence {
        for graph in store.graphs()? {
            let name = GraphName::from(graph.clone());
            let mut triples = options.keep_in_article(store, &graph, store.triples(None, name.as_ref())?);
            if options.rdf11 {
                triples = triples.into_iter().flat_map(without_triple_term).collect();
            }
            let graph = if options.format == Format::NTriples { GraphName::DefaultGraph } else { name };
            writer.write(triples, graph)?;
        }
    }
    writer.end()
}

impl Options {
    /// All of the merged graph in one form.
    pub fn merged(format: Format) -> Self {
        Options { format, evidence: false, rdf11: false, selection: Selection::default() }
    }

    /// What is kept of a subject of the merged graph.
    fn keep_merged(&self, store: &Store, triples: Vec<Triple>) -> Result<Vec<Triple>, StorageError> {
        if self.selection.is_all() {
            return Ok(triples);
        }
        let mut kept = Vec::new();
        for triple in self.within(store, triples) {
            if self.is_supported(store, &triple)? {
                kept.push(triple);
            }
        }
        // Class and names alone are worth a block only where the thing was asked for.
        Ok(kept)
    }

    /// What is kept of triples about things: those whose ends are kept. A meeting or post goes with one of those that it joins.
    fn within(&self, store: &Store, triples: Vec<Triple>) -> Vec<Triple> {
        let has = |iri: &str| self.selection.has_thing(iri);
        let is_thing = |iri: &str| store.namespaces().is_thing(iri);
        let mut gone: FxHashSet<NamedOrBlankNode> = FxHashSet::default();
        let mut joined: FxHashSet<NamedOrBlankNode> = FxHashSet::default();
        for triple in triples.iter().filter(|t| [PARTICIPANT, MEMBER].contains(&t.predicate.as_ref())) {
            joined.insert(triple.subject.clone());
            if let Term::NamedNode(end) = &triple.object
                && is_thing(end.as_str())
                && !has(end.as_str())
            {
                gone.insert(triple.subject.clone());
            }
        }
        let keeps = |triple: &Triple| {
            let subject = match &triple.subject {
                NamedOrBlankNode::NamedNode(subject) => subject.as_str(),
                NamedOrBlankNode::BlankNode(_) => return false,
            };
            let is_kept = if joined.contains(&triple.subject) {
                !gone.contains(&triple.subject)
            } else {
                !is_thing(subject) || has(subject)
            };
            is_kept
                && match &triple.object {
                    Term::NamedNode(object) => !is_thing(object.as_str()) || has(object.as_str()),
                    _ => true,
                }
        };
        triples.into_iter().filter(keeps).collect()
    }

    /// Whether an article that is kept says it.
    fn is_supported(&self, store: &Store, triple: &Triple) -> Result<bool, StorageError> {
        let (subject, predicate) = (triple.subject.as_ref(), triple.predicate.as_ref());
        for quad in store.quads().quads_for_pattern(Some(subject), Some(predicate), Some(triple.object.as_ref()), None)
        {
            if let GraphName::NamedNode(graph) = quad?.graph_name
                && self.selection.has_article(graph.as_str())
            {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// What is kept of an article's graph: what it says of things that are kept, with the stretches that say it.
    fn keep_in_article(&self, store: &Store, graph: &NamedOrBlankNode, triples: Vec<Triple>) -> Vec<Triple> {
        if self.selection.is_all() {
            return triples;
        }
        let NamedOrBlankNode::NamedNode(article) = graph else { return Vec::new() };
        if !self.selection.has_article(article.as_str()) {
            return Vec::new();
        }
        let has = |iri: &str| !store.namespaces().is_thing(iri) || self.selection.has_thing(iri);
        let has_term = |term: &Term| !matches!(term, Term::NamedNode(node) if !has(node.as_str()));
        // Reifiers and statements that speak of what is not kept go, and with them the stretches that nothing else needs.
        let mut gone: FxHashSet<NamedOrBlankNode> = FxHashSet::default();
        for triple in &triples {
            let is_out = match &triple.object {
                Term::Triple(said) => {
                    matches!(&said.subject, NamedOrBlankNode::NamedNode(node) if !has(node.as_str()))
                        || !has_term(&said.object)
                }
                object => triple.predicate.as_ref() == SPEAKER && !has_term(object),
            };
            if is_out {
                gone.insert(triple.subject.clone());
            }
        }
        let mut kept = self.within(store, triples);
        kept.retain(|triple| !gone.contains(&triple.subject));
        let needed: FxHashSet<Term> = (kept.iter())
            .filter(|triple| triple.predicate.as_ref() == EVIDENCE)
            .map(|triple| triple.object.clone())
            .chain(kept.iter().filter(|triple| triple.predicate.as_ref() == SPEAKER).map(|t| t.subject.clone().into()))
            .collect();
        let is_stretch = |subject: &NamedOrBlankNode| match subject {
            NamedOrBlankNode::NamedNode(node) => {
                store.namespaces().is_article(node.as_str()) && node.as_str() != article.as_str()
            }
            NamedOrBlankNode::BlankNode(_) => false,
        };
        kept.retain(|triple| !is_stretch(&triple.subject) || needed.contains(&Term::from(triple.subject.clone())));
        let is_of_article = |triple: &Triple| {
            triple.subject == *graph
                || [TYPE, DIGEST, WAS_GENERATED_BY, PRINTED_AS].contains(&triple.predicate.as_ref())
        };
        if kept.iter().all(is_of_article) { Vec::new() } else { kept }
    }
}

/// A triple in RDF 1.1: what a reifier reifies, or a record counts, becomes its subject, predicate and object.
fn without_triple_term(triple: Triple) -> Vec<Triple> {
    match triple.object {
        Term::Triple(said) => {
            let part =
                |predicate: NamedNodeRef<'_>, object: Term| Triple::new(triple.subject.clone(), predicate, object);
            vec![
                part(rdf::SUBJECT, said.subject.into()),
                part(rdf::PREDICATE, said.predicate.into()),
                part(rdf::OBJECT, said.object),
            ]
        }
        object => vec![Triple { object, ..triple }],
    }
}

/// A document in the making.
enum Writer<'s, W: Write> {
    /// Ours: sorted, in blocks, with folded reifiers.
    Blocks(&'s Store, W, Format),
    /// Oxigraph's.
    Plain(Box<WriterQuadSerializer<W>>),
}

impl<'s, W: Write> Writer<'s, W> {
    fn begin(store: &'s Store, format: Format, mut out: W) -> Result<Self, ExportError> {
        match format {
            Format::Turtle | Format::Trig => {
                out.write_all(turtle::header(store.namespaces()).as_bytes())?;
                return Ok(Writer::Blocks(store, out, format));
            }
            Format::NQuads | Format::NTriples => return Ok(Writer::Blocks(store, out, format)),
            Format::RdfXml | Format::JsonLd => {}
        }
        let mut serializer = RdfSerializer::from_format(format.into());
        for (prefix, namespace) in store.namespaces().prefixes() {
            serializer =
                serializer.with_prefix(prefix, namespace).expect("the namespaces were checked when they were made");
        }
        Ok(Writer::Plain(Box::new(serializer.for_writer(out))))
    }

    fn write(&mut self, mut triples: Vec<Triple>, graph: GraphName) -> Result<(), ExportError> {
        if triples.is_empty() {
            return Ok(());
        }
        match self {
            Writer::Plain(serializer) => {
                turtle::sort(&mut triples);
                for triple in triples {
                    let Triple { subject, predicate, object } = triple;
                    serializer.serialize_quad(&Quad::new(subject, predicate, object, graph.clone()))?;
                }
            }
            Writer::Blocks(_, out, Format::NQuads | Format::NTriples) => {
                turtle::sort(&mut triples);
                for triple in triples {
                    writeln!(out, "{} .", triple.in_graph(graph.clone()))?;
                }
            }
            Writer::Blocks(store, out, _) => match graph {
                GraphName::DefaultGraph => {
                    out.write_all(turtle::blocks(triples, store.namespaces(), "").as_bytes())?;
                }
                GraphName::NamedNode(name) => {
                    let blocks = turtle::blocks(triples, store.namespaces(), "    ");
                    let name = turtle::term(&NamedNode::into(name), store.namespaces());
                    writeln!(out, "\n{name} {{{blocks}}}")?;
                }
                GraphName::BlankNode(_) => unreachable!("a store has no blank nodes"),
            },
        }
        Ok(())
    }

    fn end(self) -> Result<(), ExportError> {
        match self {
            Writer::Plain(serializer) => serializer.finish()?.flush()?,
            Writer::Blocks(_, mut out, _) => out.flush()?,
        }
        Ok(())
    }
}
