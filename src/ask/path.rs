//! How two things are connected: by the fewest steps, and by the steps that most articles support.

use std::collections::BTreeSet;
use std::io::{self, Write};

use petgraph::algo::astar;
use serde::Serialize;

use super::Lookup;
use super::network::Network;
use super::why::{FactError, Passage, why};
use crate::rdf::Store;
use crate::rdf::view::Thing;

/// A step more costs more than any weakness of the steps.
const STEP: f64 = 1e6;

/// A way from one thing to another.
#[derive(Clone, Debug, Serialize)]
pub struct Route {
    /// Where it begins.
    pub from: String,
    /// Its steps.
    pub steps: Vec<Step>,
}

/// A step of a way.
#[derive(Clone, Debug, Serialize)]
pub struct Step {
    /// The name of the thing it leads to.
    pub to: String,
    /// IRI of that thing.
    pub iri: String,
    /// The facts that it goes by, in words.
    pub facts: Vec<String>,
    /// How many articles state one of them.
    pub articles: usize,
    /// A passage that says the first of them.
    pub evidence: Option<Passage>,
}

/// The ways between two things: by the fewest steps, and where it is another, the strongest. Of ways with as few steps the
/// strongest counts. The strength of a step that n articles support is n / (n + 1), and that of a way their product.
///
/// # Errors
/// The store cannot be read.
pub fn routes(store: &Store, network: &Network, from: &Thing, to: &Thing) -> Result<Vec<Route>, FactError> {
    let (Some(start), Some(goal)) = (network.place(&from.iri), network.place(&to.iri)) else { return Ok(Vec::new()) };
    let weakness = |articles: f64| ((articles + 1.0) / articles).ln();
    let way = |step: f64| {
        astar(&network.links, start, |at| at == goal, |link| step + weakness(*link.weight()), |_| 0.0)
            .map(|(_, way)| way)
    };
    let Some(shortest) = way(STEP) else { return Ok(Vec::new()) };
    let strongest = way(0.0).filter(|way| *way != shortest);
    std::iter::once(shortest).chain(strongest).map(|way| route(store, network, &way)).collect()
}

fn route(store: &Store, network: &Network, way: &[u32]) -> Result<Route, FactError> {
    let lookup = &mut Lookup::new(store);
    let iri = |place: u32| &*network.things[place as usize];
    let mut steps = Vec::new();
    for pair in way.windows(2) {
        let (one, other) = (iri(pair[0]), iri(pair[1]));
        let facts = store.between(one, other)?;
        let articles: BTreeSet<&String> = facts.iter().flat_map(|(_, articles)| articles).collect();
        let evidence = facts.first().map(|(fact, _)| why(store, fact, 1)).transpose()?;
        steps.push(Step {
            to: lookup.name(other)?,
            iri: other.to_owned(),
            facts: facts.iter().map(|(fact, _)| lookup.fact(fact)).collect::<Result<_, _>>()?,
            articles: articles.len(),
            evidence: evidence.and_then(|why| why.passages.into_iter().next()),
        });
    }
    Ok(Route { from: lookup.name(iri(way[0]))?, steps })
}

/// Writes ways for people.
///
/// # Errors
/// Writing failed.
pub fn write(routes: &[Route], colour: bool, out: &mut dyn Write) -> io::Result<()> {
    for (i, route) in routes.iter().enumerate() {
        let kind = match (i, routes.len()) {
            (0, 1) => "shortest and strongest",
            (0, _) => "shortest",
            _ => "strongest",
        };
        let steps = if route.steps.len() == 1 { "step" } else { "steps" };
        writeln!(out, "{}{kind}: {} {steps}", if i > 0 { "\n" } else { "" }, route.steps.len())?;
        writeln!(out, "{}", route.from)?;
        for step in &route.steps {
            let articles = if step.articles == 1 { "article" } else { "articles" };
            writeln!(out, "  -> {}  ({}; {} {articles})", step.to, step.facts.join("; "), step.articles)?;
            if let Some(passage) = &step.evidence {
                let date = passage.published.as_deref().unwrap_or(&passage.key);
                writeln!(out, "     {} ({date})", passage.highlighted(colour).replace('\n', " "))?;
            }
        }
    }
    Ok(())
}
