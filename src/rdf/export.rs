//! Exports: the graph as files that other tools read and that two versions of diff line by line.

use super::Store;
use super::turtle;
use oxigraph::model::{GraphName, GraphNameRef, NamedOrBlankNode};
use oxigraph::store::StorageError;
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
}

/// Why an export failed.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// The form has no place for what was asked for.
    #[error("Turtle holds one graph and no evidence; TriG and N-Quads hold the articles' graphs too")]
    OneGraph,
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
/// `evidence` is asked of Turtle, the store cannot be read, or `out` not be written.
pub fn export(store: &Store, format: Format, evidence: bool, mut out: impl Write) -> Result<(), ExportError> {
    if evidence && format == Format::Turtle {
        return Err(ExportError::OneGraph);
    }
    let out = &mut out;
    let namespaces = store.namespaces();
    if format != Format::NQuads {
        out.write_all(turtle::header(namespaces).as_bytes())?;
    }
    for subject in store.subjects(GraphNameRef::DefaultGraph)? {
        let mut triples = store.triples(Some(subject.as_ref()), GraphNameRef::DefaultGraph)?;
        if format == Format::NQuads {
            turtle::sort(&mut triples);
            for triple in triples {
                writeln!(out, "{triple} .")?;
            }
        } else {
            out.write_all(turtle::blocks(triples, namespaces, "").as_bytes())?;
        }
    }
    if evidence {
        for graph in store.graphs()? {
            article(store, format, graph, out)?;
        }
    }
    Ok(out.flush()?)
}

fn article(store: &Store, format: Format, graph: NamedOrBlankNode, out: &mut impl Write) -> Result<(), ExportError> {
    let name = GraphName::from(graph.clone());
    let mut triples = store.triples(None, name.as_ref())?;
    if format == Format::NQuads {
        turtle::sort(&mut triples);
        for triple in triples {
            writeln!(out, "{} .", triple.in_graph(name.clone()))?;
        }
    } else {
        let blocks = turtle::blocks(triples, store.namespaces(), "    ");
        writeln!(out, "\n{} {{{blocks}}}", turtle::term(&graph.into(), store.namespaces()))?;
    }
    Ok(())
}
