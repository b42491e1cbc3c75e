#!/usr/bin/env python3
"""Reads exports with programs that are not ours and compares what they find.

usage: readers.py FOLDER ONTOLOGY

FOLDER holds the exports of one store, named after their forms; ONTOLOGY is the folder with tupu.ttl and shapes.ttl.
- The merged graph is read by rdflib from Turtle, RDF/XML, JSON-LD and N-Triples, and by pyoxigraph; all must find the same.
- TriG and N-Quads with the graphs of the articles are read by pyoxigraph; both must hold the same quads, and in their default
  graph the triples of the Turtle.
- The evidence in RDF 1.1 is read by rdflib and validated by pyshacl against the shapes; without one fact's evidence it must fail.
- GraphML and GEXF are read by networkx and must hold the things and facts of the CSV tables.
"""
import csv
import pathlib
import sys

import networkx
import pyoxigraph
import pyshacl
import rdflib

problems = []


def check(holds, problem):
    if not holds:
        problems.append(problem)


def quads(path, form):
    return set(pyoxigraph.parse(path=str(path), format=form))


def check_rdf(folder):
    merged = {quad.triple for quad in quads(folder / "merged.turtle", pyoxigraph.RdfFormat.TURTLE)}
    check(merged, "the Turtle file holds no triples")
    read = {}
    for name, form in [("turtle", "turtle"), ("rdfxml", "xml"), ("jsonld", "json-ld"), ("ntriples", "nt")]:
        dataset = rdflib.Graph().parse(folder / f"merged.{name}", format=form)
        read[name] = set(dataset)
        check(len(read[name]) == len(merged), f"{name}: rdflib finds {len(read[name])} triples, pyoxigraph {len(merged)}")
        for triple in sorted(map(str, read[name] ^ read["turtle"]))[:3]:
            problems.append(f"only in one of turtle and {name}: {triple}")
    in_trig = quads(folder / "all.trig", pyoxigraph.RdfFormat.TRIG)
    in_nquads = quads(folder / "all.nquads", pyoxigraph.RdfFormat.N_QUADS)
    in_default = {quad.triple for quad in in_nquads if quad.graph_name == pyoxigraph.DefaultGraph()}
    for quad in sorted(map(str, in_trig ^ in_nquads))[:5]:
        problems.append(f"only in one of TriG and N-Quads: {quad}")
    for triple in sorted(map(str, in_default ^ merged))[:5]:
        problems.append(f"only in one of the Turtle file and the default graph: {triple}")
    check(len(in_nquads) > len(in_default), "found no graph of an article")
    print(f"{len(merged)} triples, {len(in_nquads)} quads")
    names_a_triple = ("http://www.w3.org/1999/02/22-rdf-syntax-ns#reifies", "https://w3id.org/tupu/ns#tallies")
    return {quad.triple.subject.value for quad in in_nquads if quad.predicate.value in names_a_triple}


def check_shapes(folder, ontology, facts_and_records):
    facts = rdflib.Graph().parse(folder / "rdf11.ntriples", format="nt")
    found = {str(fact) for fact in facts.subjects(rdflib.RDF.subject)}
    check(
        found == facts_and_records,
        f"rdflib finds {len(found)} facts and records in RDF 1.1, pyoxigraph {len(facts_and_records)} in RDF 1.2",
    )
    shapes = rdflib.Graph().parse(ontology / "shapes.ttl")
    vocabulary = rdflib.Graph().parse(ontology / "tupu.ttl")

    def validate():
        return pyshacl.validate(facts, shacl_graph=shapes, ont_graph=vocabulary, inference="none")

    conforms, _, text = validate()
    check(conforms, f"pyshacl finds problems:\n{text}")
    evidence = rdflib.URIRef("https://w3id.org/tupu/ns#evidence")
    supported = min(fact for fact in facts.subjects(evidence) if str(fact) in found)
    facts.remove((supported, evidence, None))
    conforms, _, text = validate()
    check(not conforms and "evidence" in text, "pyshacl does not miss the evidence of a fact")
    print(f"{len(found)} facts and records validated by pyshacl")


def check_networks(folder):
    def rows(name):
        with open(folder / "csv" / name, encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    things = {row["id"]: row["name"] for row in rows("nodes.csv")}
    facts = sorted((row["source"], row["relation"], row["target"], row["articles"]) for row in rows("edges.csv"))
    check(things and facts, "the CSV tables are empty")
    graphml = networkx.read_graphml(folder / "graph.graphml", force_multigraph=True)
    check({id: data["name"] for id, data in graphml.nodes(data=True)} == things, "GraphML holds other things than CSV")
    found = sorted((a, data["relation"], b, str(data["articles"])) for a, b, data in graphml.edges(data=True))
    check(found == facts, "GraphML holds other facts than CSV")
    gexf = networkx.read_gexf(folder / "graph.gexf", version="1.3")
    check({id: data["label"] for id, data in gexf.nodes(data=True)} == things, "GEXF holds other things than CSV")
    check({(a, b) for a, b in gexf.edges()} == {(a, b) for a, _, b, _ in facts}, "GEXF connects other things than CSV")
    print(f"{len(things)} things and {len(facts)} facts by networkx")


def main(folder, ontology):
    check_shapes(folder, ontology, check_rdf(folder))
    check_networks(folder)
    print("\n".join(problems))
    return 1 if problems else 0


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    sys.exit(main(pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])))
