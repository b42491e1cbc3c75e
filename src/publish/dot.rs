//! DOT, for Graphviz, by petgraph's writer.

use petgraph::dot::{Config, Dot};
use petgraph::graph::DiGraph;

use super::Picture;

/// The picture in DOT: a node for each thing, an arrow for each fact, without heads where it holds both ways.
pub fn dot(picture: &Picture) -> String {
    let mut graph = DiGraph::<usize, usize>::with_capacity(picture.things.len(), picture.edges.len());
    let nodes: Vec<_> = (0..picture.things.len()).map(|i| graph.add_node(i)).collect();
    for (i, edge) in picture.edges.iter().enumerate() {
        graph.add_edge(nodes[edge.from], nodes[edge.to], i);
    }
    let of_edge = |_, edge: petgraph::graph::EdgeReference<'_, usize>| {
        let edge = &picture.edges[*edge.weight()];
        let arrow = if edge.is_symmetric { " dir=none" } else { "" };
        format!("label={}{arrow} penwidth={}", quoted(&edge.property), width(edge.articles.len()))
    };
    let of_node = |_, (_, thing): (_, &usize)| {
        let thing = &picture.things[*thing];
        format!("label={} class={} tooltip={}", quoted(&thing.name), quoted(&thing.class), quoted(&thing.iri))
    };
    let config = [Config::NodeNoLabel, Config::EdgeNoLabel];
    format!("{:?}", Dot::with_attr_getters(&graph, &config, &of_edge, &of_node))
}

/// A line's width: one, and half of one more for each doubling of the articles.
fn width(n_articles: usize) -> String {
    let doublings = n_articles.checked_ilog2().unwrap_or(0);
    format!("{}.{}", 1 + doublings / 2, if doublings % 2 == 1 { 5 } else { 0 })
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', " "))
}
