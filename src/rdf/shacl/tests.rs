//! Shapes against stores with faults made on purpose, and against the vocabulary.

use super::{Constraint, Path, Shapes, Target};
use crate::rdf::tests::store;
use crate::rdf::{Store, audit};
use oxigraph::model::{GraphName, Literal, NamedNode, Quad, QuadRef, Term, TermRef, Triple};
use std::collections::BTreeSet;

fn problems(store: &Store) -> String {
    let shapes = Shapes::load(None).expect("the bundled shapes are sound");
    let report = shapes.check(store).expect("in memory").with_audit(audit(store).expect("in memory"));
    assert_eq!(report.n_problems(), report.text().lines().count());
    report.text()
}

fn tupu(local: &str) -> NamedNode {
    NamedNode::new_unchecked(format!("https://w3id.org/tupu/ns#{local}"))
}

fn thing(local: &str) -> NamedNode {
    NamedNode::new_unchecked(format!("https://w3id.org/tupu/id/{local}"))
}

/// The quads with this predicate, in all graphs.
fn with_predicate(store: &Store, predicate: &NamedNode) -> Vec<Quad> {
    store
        .quads()
        .quads_for_pattern(None, Some(predicate.as_ref()), None, None)
        .map(|quad| quad.expect("there"))
        .collect()
}

/// The reifiers of a fact of the example store.
fn reifiers(store: &Store, subject: &str, predicate: &str, object: &str) -> Vec<Quad> {
    let triple = Triple::new(thing(subject), tupu(predicate), thing(object));
    let triple = TermRef::Triple(&triple);
    let reifies = crate::rdf::vocab::REIFIES;
    store.quads().quads_for_pattern(None, Some(reifies), Some(triple), None).map(|quad| quad.expect("there")).collect()
}

#[test]
fn a_store_made_of_readings_has_the_form() {
    assert_eq!(problems(&store()), "");
}

#[test]
fn a_fact_without_evidence_is_found() {
    let store = store();
    let fact = reifiers(&store, "wang-yi", "worksFor", "china").swap_remove(0).subject;
    for quad in with_predicate(&store, &tupu("evidence")).into_iter().filter(|quad| quad.subject == fact) {
        store.quads().remove(&quad).expect("in memory");
    }
    let found = problems(&store);
    assert!(found.contains("a fact has evidence: a stretch of its article (tupu:shape-fact)"), "{found}");
    assert!(found.contains("tupu:worksFor e:china: expected a reifier with evidence, rule and modality"), "{found}");
    assert!(found.contains("a fact lacks evidence, rule or modality (audit)"), "{found}");
}

#[test]
fn a_fact_without_a_reifier_is_found() {
    let store = store();
    for quad in reifiers(&store, "wang-yi", "worksFor", "china") {
        store.quads().remove(&quad).expect("in memory");
    }
    let found = problems(&store);
    let expected = "e:wang-yi tupu:worksFor e:china: expected a reifier of this fact, with its evidence";
    assert!(found.contains(expected), "{found}");
}

#[test]
fn a_wrong_range_is_found() {
    let store = store();
    let met = Quad::new(thing("wang-yi"), tupu("met"), thing("china"), GraphName::DefaultGraph);
    store.quads().insert(&met).expect("in memory");
    let found = problems(&store);
    assert!(found.contains("e:wang-yi tupu:met e:china: expected an instance of Person (tupu:shape-met)"), "{found}");
    let text = Quad::new(thing("wang-yi"), tupu("met"), Literal::from("布林肯"), GraphName::DefaultGraph);
    store.quads().insert(&text).expect("in memory");
    assert!(problems(&store).contains("tupu:met \"布林肯\": expected a node of the kind IRI"), "{}", problems(&store));
}

#[test]
fn a_date_that_does_not_exist_is_found() {
    use oxigraph::model::vocab::xsd;
    let of = |subject: NamedNode, predicate: NamedNode, text: &str, datatype| {
        let store = store();
        for quad in with_predicate(&store, &predicate).into_iter().filter(|quad| quad.subject == subject.clone().into())
        {
            let object = Literal::new_typed_literal(text, datatype);
            store.quads().remove(&quad).expect("in memory");
            store.quads().insert(QuadRef { object: (&object).into(), ..quad.as_ref() }).expect("in memory");
        }
        problems(&store)
    };
    let published = NamedNode::new_unchecked("https://schema.org/datePublished");
    let article = store().namespaces().article("1");
    assert_eq!(of(article.clone(), published.clone(), "2024-02-29", xsd::DATE), "");
    for (text, datatype) in [("2023-02-29", xsd::DATE), ("2024-13", xsd::G_YEAR_MONTH), ("2024-02-29", xsd::STRING)] {
        let found = of(article.clone(), published.clone(), text, datatype);
        assert!(found.contains("a day, a month or a year that exists (tupu:shape-article)"), "{text}: {found}");
    }
    let begin = NamedNode::new_unchecked("http://persistence.uni-leipzig.org/nlp2rdf/ontologies/nif-core#beginIndex");
    let store = store();
    let stretch = with_predicate(&store, &begin).swap_remove(0);
    let object = Literal::new_typed_literal("zero", xsd::INTEGER);
    store.quads().remove(&stretch).expect("in memory");
    store.quads().insert(QuadRef { object: (&object).into(), ..stretch.as_ref() }).expect("in memory");
    assert!(problems(&store).contains("(tupu:shape-stretch)"), "{}", problems(&store));
}

#[test]
fn a_shifted_stretch_is_found() {
    /// The problems where stretches that begin at `begin` are moved at their two ends.
    fn moved(begin: &str, by: (i64, i64)) -> String {
        let store = store();
        let nif = |local: &str| {
            NamedNode::new_unchecked(format!("http://persistence.uni-leipzig.org/nlp2rdf/ontologies/nif-core#{local}"))
        };
        let begins = with_predicate(&store, &nif("beginIndex"));
        let stretch =
            begins.iter().find(|quad| quad.object == Literal::from(begin.parse::<u32>().expect("digits")).into());
        let stretch = stretch.expect("a stretch of the example").subject.clone();
        for (property, by) in [("beginIndex", by.0), ("endIndex", by.1)] {
            for quad in with_predicate(&store, &nif(property)).into_iter().filter(|quad| quad.subject == stretch) {
                let Term::Literal(literal) = &quad.object else { panic!("{quad}") };
                let object = Literal::from(literal.value().parse::<i64>().expect("a number") + by);
                store.quads().remove(&quad).expect("in memory");
                store.quads().insert(QuadRef { object: (&object).into(), ..quad.as_ref() }).expect("in memory");
            }
        }
        problems(&store)
    }
    // The plan of a visit stands at 33 to 40 of 61 characters; behind it, at 41 to 44, a speaker's name.
    assert_eq!(moved("33", (0, 0)), "");
    assert!(moved("33", (30, 0)).contains("a stretch begins in its article and before it ends (tupu:shape-stretch)"));
    assert!(moved("33", (-40, 0)).contains("a stretch begins in its article and before it ends (tupu:shape-stretch)"));
    assert!(moved("33", (0, 90)).contains("a stretch is empty or leaves its article (audit)"));
    assert!(moved("33", (8, 4)).contains("the evidence of a fact names none of its arguments (audit)"));
}

#[test]
fn the_report_is_one_of_shacl() {
    let store = store();
    let label = NamedNode::new_unchecked("http://www.w3.org/2000/01/rdf-schema#label");
    for quad in with_predicate(&store, &label).into_iter().filter(|quad| quad.subject == thing("usa").into()) {
        store.quads().remove(&quad).expect("in memory");
    }
    let shapes = Shapes::load(None).expect("the bundled shapes are sound");
    let report = shapes.check(&store).expect("in memory").turtle();
    assert!(report.contains("sh:conforms false"), "{report}");
    for line in [
        "sh:focusNode e:usa ;",
        "sh:resultPath rdfs:label ;",
        "sh:sourceConstraintComponent sh:MinCountConstraintComponent ;",
        "sh:sourceShape tupu:shape-thing ;",
        "sh:resultMessage \"a thing has exactly one canonical name\"@en",
    ] {
        assert!(report.contains(line), "{line} in {report}");
    }
    let parsed = oxigraph::io::RdfParser::from_format(oxigraph::io::RdfFormat::Turtle).for_slice(report.as_bytes());
    assert!(parsed.into_iter().all(|quad| quad.is_ok()), "{report}");
}

#[test]
fn what_cannot_be_checked_is_refused() {
    let shapes = "@prefix sh: <http://www.w3.org/ns/shacl#> . <http://example.com/s> a sh:NodeShape ; sh:closed true .";
    let error = Shapes::parse(shapes, "").expect_err("sh:closed").to_string();
    assert_eq!(error, "shape <http://example.com/s>: found sh:closed, expected a part of SHACL that tupu checks");
}

/// The classes or datatypes that some constraints allow.
fn allowed(shapes: &Shapes, constraints: &[Constraint]) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for constraint in constraints {
        match constraint {
            Constraint::Class(name) | Constraint::Datatype(name) => drop(names.insert(name.as_str().to_owned())),
            Constraint::Or(alternatives) => {
                for &alternative in alternatives {
                    names.extend(allowed(shapes, &shapes.shapes[alternative].constraints));
                }
            }
            _ => {}
        }
    }
    names
}

#[test]
fn shapes_and_vocabulary_say_the_same() {
    let shapes = Shapes::load(None).expect("the bundled shapes are sound");
    let vocabulary = &shapes.vocabulary;
    let schema = |local: &str| NamedNode::new_unchecked(format!("https://schema.org/{local}"));
    let type_ = crate::rdf::vocab::TYPE;
    let mut n_relations = 0;
    for subject in vocabulary.subjects_for_predicate_object(type_, &tupu("Relation")) {
        let property = NamedNode::new_unchecked(subject.to_string().trim_matches(['<', '>']));
        let said = |local: &str| -> BTreeSet<String> {
            let objects = vocabulary.objects_for_subject_predicate(subject, &schema(local));
            objects.map(|object| object.to_string().trim_matches(['<', '>']).to_owned()).collect()
        };
        let target = Target::SubjectsOf(property.clone());
        let shape = shapes.shapes.iter().find(|shape| shape.targets == [target.clone()]);
        let shape = shape.unwrap_or_else(|| panic!("no shape for {property}"));
        assert_eq!(allowed(&shapes, &shape.constraints), said("domainIncludes"), "domain of {property}");
        let of_path = shape.properties.iter().map(|&place| &shapes.shapes[place]);
        let of_path = of_path.filter(|shape| shape.path == Some(Path::Predicate(property.clone()))).collect::<Vec<_>>();
        let [of_path] = &of_path[..] else { panic!("{property}: expected one property shape") };
        assert_eq!(allowed(&shapes, &of_path.constraints), said("rangeIncludes"), "range of {property}");
        n_relations += 1;
    }
    let n_core = vocabulary.subjects_for_predicate_object(type_, &tupu("CoreRelation")).count();
    assert_eq!((n_core, n_relations), (28, 46));
}
