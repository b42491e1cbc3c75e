//! `tupu rank`: the central things of the graph, and its communities.

use std::collections::BTreeMap;

use serde::Serialize;
use tupu::ask::central::{betweenness, communities, degree, pagerank};
use tupu::ask::network::Network;
use tupu::ontology::Vocabulary;
use tupu::query::table::table;

use super::engine::Graph;
use super::{Outcome, class, period, tell};
use crate::cli::{Measure, Rank};

/// A thing with its rank.
#[derive(Serialize)]
struct Ranked {
    iri: String,
    name: String,
    class: String,
    score: f64,
    connections: usize,
}

/// Things that are more closely connected with each other than with the rest.
#[derive(Serialize)]
struct Community {
    size: usize,
    central: Vec<String>,
}

/// Things that stand for a community.
const NAMED: usize = 6;

/// Prints the central things, or the communities.
pub(crate) fn run(args: &Rank) -> anyhow::Result<Outcome> {
    let telling = &args.telling;
    let graph = Graph::open_existing(&telling.store.dir)?;
    let vocabulary = Vocabulary::load(telling.ontology.dir())?;
    args.class.iter().try_for_each(|name| class(name, &vocabulary))?;
    let network = Network::load(graph.store(), &vocabulary, &period(&args.period))?;
    let scores = match args.by {
        Measure::Pagerank => pagerank(&network),
        Measure::Betweenness => betweenness(&network),
        Measure::Degree => degree(&network),
    };
    let mut order: Vec<usize> = (0..scores.len()).collect();
    order.sort_by(|&a, &b| scores[b].total_cmp(&scores[a]).then(a.cmp(&b)));
    if args.communities {
        return tell_communities(args, &graph, &network, &order);
    }
    let mut ranked = Vec::new();
    for place in order {
        if ranked.len() == args.limit {
            break;
        }
        let iri = &network.things[place];
        let Some(thing) = graph.store().thing(iri)? else { continue };
        if args.class.as_ref().is_none_or(|class| *class == thing.class) {
            let connections = network.links.neighbors_slice(u32::try_from(place)?).len();
            let (iri, name, class) = (thing.iri, thing.name, thing.class);
            ranked.push(Ranked { iri, name, class, score: scores[place], connections });
        }
    }
    tell(telling.format, &ranked, |out| {
        let head = ["rank", "name", "class", "score", "connections"].map(ToOwned::to_owned);
        let row = |(i, thing): (usize, &Ranked)| {
            let score =
                if args.by == Measure::Degree { format!("{}", thing.score) } else { format!("{:.5}", thing.score) };
            vec![(i + 1).to_string(), thing.name.clone(), thing.class.clone(), score, thing.connections.to_string()]
        };
        table(&head, &ranked.iter().enumerate().map(row).collect::<Vec<_>>(), out)
    })
}

fn tell_communities(args: &Rank, graph: &Graph, network: &Network, order: &[usize]) -> anyhow::Result<Outcome> {
    let member = communities(network);
    let mut found: BTreeMap<usize, Community> = BTreeMap::new();
    for &place in order {
        let community = found.entry(member[place]).or_insert(Community { size: 0, central: Vec::new() });
        community.size += 1;
        // Names are looked up for what is printed alone.
        if member[place] < args.limit
            && community.central.len() < NAMED
            && let Some(thing) = graph.store().thing(&network.things[place])?
            && args.class.as_ref().is_none_or(|class| *class == thing.class)
        {
            community.central.push(thing.name);
        }
    }
    let found: Vec<Community> = found.into_values().take(args.limit).collect();
    tell(args.telling.format, &found, |out| {
        let head = ["community", "things", "central"].map(ToOwned::to_owned);
        let row = |(i, community): (usize, &Community)| {
            vec![(i + 1).to_string(), community.size.to_string(), community.central.join(", ")]
        };
        table(&head, &found.iter().enumerate().map(row).collect::<Vec<_>>(), out)
    })
}
