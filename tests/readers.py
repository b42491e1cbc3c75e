#!/usr/bin/env python3
"""Reads exports of a store with readers that are not ours, and compares what they find.

usage: readers.py MERGED.ttl ALL.trig ALL.nq

MERGED.ttl is the merged graph, read by rdflib as RDF 1.1 Turtle; ALL.trig and ALL.nq are the whole store with its evidence,
read by pyoxigraph. All three must come to the same triples.
Exit: 0 they agree, 1 they do not or a file cannot be read, 2 wrong usage, 3 a package is missing (pip install rdflib pyoxigraph).
"""
import sys


def fail(status, message):
    print(message, file=sys.stderr)
    sys.exit(status)


def main(merged, trig, nquads):
    try:
        import pyoxigraph
        import rdflib
    except ImportError as error:
        fail(3, f"readers.py: {error.name} is missing: pip install rdflib pyoxigraph")

    def quads(path, form):
        try:
            return set(pyoxigraph.parse(path=path, format=form))
        except (OSError, SyntaxError) as error:
            fail(1, f"{path}: {error}")

    in_lines, in_trig = quads(nquads, pyoxigraph.RdfFormat.N_QUADS), quads(trig, pyoxigraph.RdfFormat.TRIG)
    if in_lines != in_trig:
        some = next(iter(in_lines ^ in_trig))
        fail(1, f"{nquads} has {len(in_lines)} quads and {trig} {len(in_trig)}; only one of them has {some}")

    try:
        graph = rdflib.Graph().parse(merged, format="turtle")
    except Exception as error:  # rdflib's parser raises exceptions of its own and of Python's
        fail(1, f"{merged}: {error}")
    default = {quad.triple for quad in in_lines if quad.graph_name == pyoxigraph.DefaultGraph()}
    in_turtle = {quad.triple for quad in quads(merged, pyoxigraph.RdfFormat.TURTLE)}
    if in_turtle != default:
        fail(1, f"{merged} has {len(in_turtle)} triples, the default graph {len(default)}")
    if len(graph) != len(default):
        fail(1, f"{merged}: rdflib finds {len(graph)} triples, expected {len(default)}")
    print(f"{len(default)} merged triples, {len(in_lines)} quads in all, read alike by rdflib and pyoxigraph")


if __name__ == "__main__":
    if len(sys.argv) != 4:
        fail(2, __doc__)
    main(*sys.argv[1:])
