//! Turtle and TriG as people read and compare them: prefixed, grouped, sorted, one object a line, the same bytes for the
//! same graph. Oxigraph's writers neither sort nor fold reifiers.
//!
//! A reifier of a triple that stands in the graph is written at that triple: `~ f:… {| … |}` (RDF 1.2). A graph without
//! triple terms comes out as plain RDF 1.1.

use super::Namespaces;
use super::vocab::{REIFIES, TYPE};
use oxigraph::model::{Literal, NamedNode, NamedOrBlankNode, Term, Triple, vocab::xsd};
use rustc_hash::{FxHashMap, FxHashSet};
use std::fmt::Write;

/// The prefix directives that every document starts with.
pub(crate) fn header(namespaces: &Namespaces) -> String {
    namespaces.prefixes().fold(String::new(), |mut header, (prefix, iri)| {
        header.push_str(&format!("@prefix {prefix}: <{iri}> .\n"));
        header
    })
}

/// A graph's triples in blocks, one for each subject, with an empty line before each.
pub(crate) fn blocks(triples: Vec<Triple>, namespaces: &Namespaces, indent: &str) -> String {
    let mut triples = triples;
    sort(&mut triples);
    let notes = Notes::of(&triples);
    let mut writer = Writer { out: String::new(), namespaces, notes: &notes };
    for block in triples.chunk_by(|a, b| a.subject == b.subject) {
        if !notes.folded.contains_key(&block[0].subject) {
            writer.block(block, indent);
        }
    }
    writer.out
}

/// By subject, then the class first, then by predicate and object.
pub(crate) fn sort(triples: &mut [Triple]) {
    triples.sort_by_cached_key(|triple| {
        let predicate = triple.predicate.as_str().to_owned();
        (triple.subject.to_string(), triple.predicate != TYPE, predicate, triple.object.to_string())
    });
}

/// Shortens an IRI with the longest prefix that fits, if the rest is safe as a local name everywhere.
pub(crate) fn shorten(iri: &str, namespaces: &Namespaces) -> Option<String> {
    let (prefix, namespace) =
        namespaces.prefixes().filter(|(_, ns)| iri.starts_with(ns)).max_by_key(|(_, ns)| ns.len())?;
    let local = &iri[namespace.len()..];
    let is_safe = !local.is_empty()
        && !local.starts_with('-')
        && local.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-');
    is_safe.then(|| format!("{prefix}:{local}"))
}

/// The IRI behind a subject as it is written, in angle brackets.
pub(crate) fn expand(subject: &str, namespaces: &Namespaces) -> String {
    let (prefix, local) = subject.split_once(':').unwrap_or_default();
    let namespace = namespaces.prefixes().find(|(known, _)| *known == prefix);
    namespace.map_or_else(|| subject.to_owned(), |(_, namespace)| format!("<{namespace}{local}>"))
}

/// A term in Turtle.
pub(crate) fn term(term: &Term, namespaces: &Namespaces) -> String {
    match term {
        Term::NamedNode(node) => named(node, namespaces),
        Term::BlankNode(node) => node.to_string(),
        Term::Literal(literal) => self::literal(literal, namespaces),
        Term::Triple(triple) => format!(
            "<<( {} {} {} )>>",
            subject(&triple.subject, namespaces),
            named(&triple.predicate, namespaces),
            self::term(&triple.object, namespaces)
        ),
    }
}

fn subject(subject: &NamedOrBlankNode, namespaces: &Namespaces) -> String {
    match subject {
        NamedOrBlankNode::NamedNode(node) => named(node, namespaces),
        NamedOrBlankNode::BlankNode(node) => node.to_string(),
    }
}

fn named(node: &NamedNode, namespaces: &Namespaces) -> String {
    shorten(node.as_str(), namespaces).unwrap_or_else(|| node.to_string())
}

fn literal(literal: &Literal, namespaces: &Namespaces) -> String {
    let (value, datatype) = (literal.value(), literal.datatype());
    if literal.language().is_some() || datatype == xsd::STRING {
        literal.to_string()
    } else if datatype == xsd::INTEGER && !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit()) {
        value.to_owned()
    } else {
        format!("{}^^{}", Literal::from(value), named(&datatype.into_owned(), namespaces))
    }
}

/// Which reifiers are written at the triples they reify.
struct Notes<'t> {
    /// The reifiers of each triple, with whether their own triples stand here.
    at: FxHashMap<&'t Triple, Vec<(&'t NamedOrBlankNode, bool)>>,
    /// Every such reifier with its own triples.
    folded: FxHashMap<&'t NamedOrBlankNode, Vec<&'t Triple>>,
}

impl<'t> Notes<'t> {
    fn of(triples: &'t [Triple]) -> Self {
        let mut notes = Notes { at: FxHashMap::default(), folded: FxHashMap::default() };
        let reifying: Vec<(&NamedOrBlankNode, &Triple)> =
            triples.iter().filter(|triple| triple.predicate == REIFIES).filter_map(reified).collect();
        if reifying.is_empty() {
            return notes;
        }
        // A reifier folds if all it reifies stands in the graph and is not itself about a reifier.
        let standing: FxHashSet<&Triple> = triples.iter().collect();
        let reifiers: FxHashSet<&NamedOrBlankNode> = reifying.iter().map(|(reifier, _)| *reifier).collect();
        let loose: FxHashSet<&NamedOrBlankNode> = reifying
            .iter()
            .filter(|(_, target)| !standing.contains(target) || reifiers.contains(&target.subject))
            .map(|(reifier, _)| *reifier)
            .collect();
        for (reifier, target) in reifying {
            if !loose.contains(reifier) {
                let is_first = notes.folded.insert(reifier, Vec::new()).is_none();
                notes.at.entry(target).or_default().push((reifier, is_first));
            }
        }
        for triple in triples {
            if let Some(own) = notes.folded.get_mut(&triple.subject)
                && reified(triple).is_none()
            {
                own.push(triple);
            }
        }
        notes
    }
}

/// A reifier and what it reifies.
fn reified(triple: &Triple) -> Option<(&NamedOrBlankNode, &Triple)> {
    match &triple.object {
        Term::Triple(target) if triple.predicate == REIFIES => Some((&triple.subject, target)),
        _ => None,
    }
}

struct Writer<'a> {
    out: String,
    namespaces: &'a Namespaces,
    notes: &'a Notes<'a>,
}

impl Writer<'_> {
    fn block(&mut self, triples: &[Triple], indent: &str) {
        write!(self.out, "\n{indent}{} ", subject(&triples[0].subject, self.namespaces)).expect(IN_MEMORY);
        let triples: Vec<&Triple> = triples.iter().collect();
        self.predicates(&triples, &format!("{indent}    "));
        self.out.push_str(" .\n");
    }

    /// The predicates and objects of one subject, from the second on at `indent`.
    fn predicates(&mut self, triples: &[&Triple], indent: &str) {
        for (i, group) in triples.chunk_by(|a, b| a.predicate == b.predicate).enumerate() {
            if i > 0 {
                write!(self.out, " ;\n{indent}").expect(IN_MEMORY);
            }
            let predicate = &group[0].predicate;
            self.out.push_str(&if *predicate == TYPE { "a".to_owned() } else { named(predicate, self.namespaces) });
            if let [triple] = group {
                self.out.push(' ');
                self.object(triple, indent);
            } else {
                for (i, triple) in group.iter().enumerate() {
                    write!(self.out, "{}\n{indent}    ", if i > 0 { " ," } else { "" }).expect(IN_MEMORY);
                    self.object(triple, &format!("{indent}    "));
                }
            }
        }
    }

    /// An object with the reifiers of its triple.
    fn object(&mut self, triple: &Triple, indent: &str) {
        self.out.push_str(&term(&triple.object, self.namespaces));
        let notes = self.notes;
        for (reifier, is_first) in notes.at.get(triple).into_iter().flatten() {
            write!(self.out, " ~ {}", subject(reifier, self.namespaces)).expect(IN_MEMORY);
            let own = &notes.folded[reifier];
            if *is_first && !own.is_empty() {
                write!(self.out, " {{|\n{indent}    ").expect(IN_MEMORY);
                self.predicates(own, &format!("{indent}    "));
                write!(self.out, "\n{indent}|}}").expect(IN_MEMORY);
            }
        }
    }
}

const IN_MEMORY: &str = "writing to a string cannot fail";
