#!/usr/bin/env python3
"""Reads exports with independent RDF libraries and compares what they find.

usage: readers.py GRAPH.ttl ALL.trig ALL.nq

The merged graph in Turtle is read by rdflib (RDF 1.1) and by pyoxigraph; both must find the same triples. TriG and N-Quads, with
the articles' graphs, are read by pyoxigraph; both must hold the same quads, and in their default graph the triples of the Turtle.
"""
import sys

import pyoxigraph
import rdflib


def quads(path, form):
    return set(pyoxigraph.parse(path=path, format=form))


def main(turtle, trig, nquads):
    by_rdflib = len(rdflib.Graph().parse(turtle, format="turtle"))
    merged = {quad.triple for quad in quads(turtle, pyoxigraph.RdfFormat.TURTLE)}
    in_trig = quads(trig, pyoxigraph.RdfFormat.TRIG)
    in_nquads = quads(nquads, pyoxigraph.RdfFormat.N_QUADS)
    in_default = {quad.triple for quad in in_nquads if quad.graph_name == pyoxigraph.DefaultGraph()}
    print(f"{by_rdflib} triples by rdflib, {len(merged)} by pyoxigraph; {len(in_trig)} quads in TriG, {len(in_nquads)} in N-Quads")
    problems = []
    if not merged:
        problems.append("the Turtle file holds no triples")
    if by_rdflib != len(merged):
        problems.append("rdflib and pyoxigraph find different numbers of triples in the Turtle file")
    for quad in sorted(map(str, in_trig ^ in_nquads))[:5]:
        problems.append(f"only in one of TriG and N-Quads: {quad}")
    for triple in sorted(map(str, in_default ^ merged))[:5]:
        problems.append(f"only in one of the Turtle file and the default graph: {triple}")
    if in_nquads == {quad for quad in in_nquads if quad.graph_name == pyoxigraph.DefaultGraph()}:
        problems.append("found no graph of an article")
    print("\n".join(problems))
    return 1 if problems else 0


if __name__ == "__main__":
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    sys.exit(main(*sys.argv[1:]))
