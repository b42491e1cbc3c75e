//! What a user sees of the store, and readings for it that are written by hand.

use super::{Changes, Format, Namespaces, Options, Problem, Run, Schema, Store, audit, export};
use crate::ontology::Ontology;
use crate::reading::{Entity, EntityRef, Modality, Passage, Range, Reading, Relation, Statement, Voice};
use oxigraph::io::{RdfFormat, RdfParser};
use oxigraph::model::{GraphNameRef, Literal, NamedNode, Quad};
use std::collections::BTreeSet;

pub(crate) const FIRST: &str = "王毅会见布林肯\n中国外交部长王毅13日在北京会见美国国务卿布林肯。王毅将访问美国。布林肯说：“美国支持\\一带一路\t倡议。”";
pub(crate) const LATER: &str = "国务卿布林肯与王外長会面。";

/// The first stretch of `text` that reads `part`, in code points.
fn range(text: &str, part: &str) -> Range {
    let start = text[..text.find(part).expect("the part occurs")].chars().count();
    let end = start + part.chars().count();
    Range { start: u32::try_from(start).expect("short"), end: u32::try_from(end).expect("short") }
}

fn entity(text: &str, id: u32, class: &str, local: &str, names: &[&str], printed: &[&str]) -> Entity {
    let mention = |form: &&str| {
        let Range { start, end } = range(text, form);
        Passage { start, end, text: (*form).to_owned() }
    };
    Entity {
        id: EntityRef(id),
        class: class.to_owned(),
        subtype: None,
        name: names[0].to_owned(),
        names: names.iter().map(|&name| name.to_owned()).collect(),
        iri: Namespaces::default().thing(local),
        wikidata: (local == "wang-yi").then(|| "Q701801".to_owned()),
        mentions: printed.iter().map(mention).collect(),
    }
}

fn relation(text: &str, subject: u32, predicate: &str, object: u32, evidence: &str) -> Relation {
    Relation {
        subject: EntityRef(subject),
        predicate: predicate.to_owned(),
        object: Some(EntityRef(object)),
        evidence: vec![range(text, evidence)],
        rule: format!("rule-{predicate}"),
        ..Relation::default()
    }
}

/// An article with a post, a meeting with date and place, a plan, a claim and a statement; and one with little.
pub(crate) fn readings() -> [Reading; 2] {
    let text = FIRST;
    let meeting = "中国外交部长王毅13日在北京会见美国国务卿布林肯";
    let said = range(text, "美国支持\\一带一路\t倡议。");
    let first = Reading {
        id: "1".to_owned(),
        key: "1".to_owned(),
        title: "王毅会见布林肯".to_owned(),
        date: Some("2023-09-14".to_owned()),
        source: "新华社".to_owned(),
        url: "https://example.com/1?a=b&c=\"d\"".to_owned(),
        author: String::new(),
        dateline: None,
        encoding: None,
        conflicts: Vec::new(),
        repairs: std::collections::BTreeMap::new(),
        entities: vec![
            entity(text, 0, "Person", "wang-yi", &["王毅"], &["王毅"]),
            entity(text, 1, "Person", "blinken", &["布林肯"], &["布林肯"]),
            entity(text, 2, "Country", "china", &["中国"], &["中国"]),
            entity(text, 3, "Country", "usa", &["美国"], &["美国"]),
            entity(text, 4, "Place", "beijing", &["北京"], &["北京"]),
            entity(text, 5, "Initiative", "belt.and.road", &["一带一路"], &["一带一路"]),
        ],
        further_relations: Vec::new(),
        relations: vec![
            Relation {
                object: None,
                text: Some("外交部长".to_owned()),
                organization: Some(EntityRef(2)),
                ..relation(text, 0, "holdsPosition", 0, "中国外交部长王毅")
            },
            relation(text, 0, "worksFor", 2, "中国外交部长王毅"),
            Relation {
                date: Some("2023-09-13".to_owned()),
                place: Some(EntityRef(4)),
                event: Some(0),
                rule: "rule-receives".to_owned(),
                ..relation(text, 0, "met", 1, meeting)
            },
            Relation { modality: Modality::Planned, ..relation(text, 0, "visited", 3, "王毅将访问美国") },
            Relation {
                attributed_to: Some(Voice::Of(EntityRef(1))),
                ..relation(text, 3, "supports", 5, "美国支持\\一带一路\t倡议")
            },
        ],
        statements: vec![Statement {
            speaker: EntityRef(1),
            text: "美国支持一带一路倡议。".to_owned(),
            start: said.start,
            end: said.end,
            on_behalf_of: Some(EntityRef(3)),
            addressees: vec![EntityRef(0)],
            source: None,
            cue: "说".to_owned(),
        }],
        warnings: Vec::new(),
    };
    let third = Reading { id: "3".to_owned(), key: "dir/3.txt".to_owned(), ..Reading::default() };
    [first, third]
}

/// A later article that tells of the meeting from the other side, with a name in the other script.
pub(crate) fn later() -> Reading {
    let text = LATER;
    Reading {
        id: "2".to_owned(),
        key: "2".to_owned(),
        entities: vec![
            entity(text, 0, "Person", "blinken", &["布林肯"], &["布林肯"]),
            entity(text, 1, "Person", "wang-yi", &["王毅", "王外长"], &["王外長"]),
        ],
        relations: vec![
            relation(text, 0, "met", 1, "布林肯与王外長会面"),
            Relation {
                object: None,
                text: Some("国务卿".to_owned()),
                modality: Modality::Former,
                ..relation(text, 0, "holdsPosition", 0, "国务卿布林肯")
            },
        ],
        ..Reading::default()
    }
}

fn schema() -> Schema {
    Schema::of(&Ontology::bundled().expect("the suite checks the bundled ontology"))
}

pub(crate) fn run() -> Run {
    Run { schema: schema(), fingerprint: "test".to_owned(), all_mentions: true }
}

pub(crate) fn store() -> Store {
    let store = Store::in_memory(Namespaces::default()).unwrap();
    let [first, third] = readings();
    let changes = store.put(&run(), [(&first, FIRST), (&later(), LATER), (&third, "")]).unwrap();
    assert_eq!(changes.added, 3);
    store
}

fn text_of(store: &Store, format: Format, evidence: bool) -> String {
    let mut out = Vec::new();
    export(store, &Options { evidence, ..Options::merged(format) }, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

fn dump(store: &Store) -> String {
    text_of(store, Format::NQuads, true)
}

/// Compares with a file of `tests/golden`; with `TUPU_UPDATE` set, writes it, for a person to review.
fn check(golden: &str, found: &str) {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden").join(golden);
    if std::env::var_os("TUPU_UPDATE").is_some() {
        std::fs::write(&path, found).unwrap();
    }
    assert_eq!(found, std::fs::read_to_string(&path).unwrap_or_default(), "differs from {}", path.display());
}

/// Hashes become `#` and prefixes go, so that a person can read and write it.
fn readable(turtle: &str) -> String {
    let mut out = String::new();
    let mut run = 0;
    for c in turtle.chars() {
        out.push(c);
        run = if c.is_ascii_hexdigit() { run + 1 } else { 0 };
        if run == 32 {
            out.truncate(out.len() - 32);
            out.push('#');
            run = 0;
        }
    }
    out.split_inclusive('\n').filter(|line| !line.starts_with("@prefix")).collect()
}

#[test]
fn the_merged_graph_in_turtle() {
    let turtle = readable(&text_of(&store(), Format::Turtle, false));
    check("merged.ttl", &turtle);
}

#[test]
fn an_article_in_trig() {
    let store = Store::in_memory(Namespaces::default()).unwrap();
    let [first, _] = readings();
    store.put(&run(), [(&first, FIRST)]).unwrap();
    let trig = readable(&text_of(&store, Format::Trig, true));
    check("article.trig", &trig);
}

#[test]
fn the_same_articles_again_write_nothing() {
    let store = store();
    let before = dump(&store);
    let [first, third] = readings();
    let changes = store.put(&run(), [(&third, ""), (&later(), LATER), (&first, FIRST)]).unwrap();
    assert_eq!(changes, Changes { unchanged: 3, ..Changes::default() });
    assert_eq!(dump(&store), before);

    // Of two readings with one key the later counts, and it is the one that is stored.
    let shorter = Reading { relations: Vec::new(), ..first.clone() };
    store.put(&run(), [(&shorter, FIRST), (&first, FIRST)]).unwrap();
    assert_eq!(dump(&store), before);
}

#[test]
fn batches_do_not_matter() {
    let one_by_one = Store::in_memory(Namespaces::default()).unwrap();
    let [first, third] = readings();
    for (reading, text) in [(&third, ""), (&later(), LATER), (&first, FIRST)] {
        one_by_one.put(&run(), [(reading, text)]).unwrap();
    }
    assert_eq!(dump(&one_by_one), dump(&store()));
}

#[test]
fn removing_an_article_leaves_what_others_support() {
    let store = store();
    let only_later = Store::in_memory(Namespaces::default()).unwrap();
    let [_, third] = readings();
    only_later.put(&run(), [(&later(), LATER), (&third, "")]).unwrap();

    assert_eq!(store.remove("1").unwrap().removed, 1);
    assert_eq!(dump(&store), dump(&only_later));
    assert_eq!(store.remove("1").unwrap().removed, 0, "it is gone");
    assert_eq!(audit(&store).unwrap(), []);
}

#[test]
fn replacing_an_article_drops_what_it_no_longer_says() {
    let store = store();
    let [mut first, third] = readings();
    first.relations.truncate(2);
    let changes = store.put(&run(), [(&first, FIRST)]).unwrap();
    assert_eq!((changes.added, changes.replaced), (0, 1));
    assert_eq!(audit(&store).unwrap(), []);

    let fresh = Store::in_memory(Namespaces::default()).unwrap();
    fresh.put(&run(), [(&first, FIRST), (&later(), LATER), (&third, "")]).unwrap();
    assert_eq!(dump(&store), dump(&fresh));
    let turtle = text_of(&store, Format::Turtle, false);
    assert!(turtle.contains("tupu:met") && !turtle.contains("tupu:Meeting"), "{turtle}");
}

#[test]
fn two_articles_that_lose_the_same_fact_together_lose_it_from_the_graph() {
    let store = store();
    let ([mut first, _], mut second) = (readings(), later());
    first.relations.retain(|relation| relation.predicate != "met");
    second.relations.retain(|relation| relation.predicate != "met");
    store.put(&run(), [(&first, FIRST), (&second, LATER)]).unwrap();
    assert!(!text_of(&store, Format::Turtle, false).contains("tupu:met"));
    assert_eq!(audit(&store).unwrap(), []);
}

#[test]
fn many_articles_take_the_bulk_loader_to_the_same_graph() {
    let (bulk, small) =
        (Store::in_memory(Namespaces::default()).unwrap(), Store::in_memory(Namespaces::default()).unwrap());
    let [first, _] = readings();
    let many: Vec<Reading> = (0..150).map(|n| Reading { key: n.to_string(), ..first.clone() }).collect();
    bulk.put(&run(), many.iter().map(|reading| (reading, FIRST))).unwrap();
    for reading in &many {
        small.put(&run(), [(reading, FIRST)]).unwrap();
    }
    assert!(bulk.n_quads().unwrap() > 10_000);
    assert!(dump(&bulk) == dump(&small), "the graphs differ");
    assert_eq!(audit(&bulk).unwrap(), []);
}

#[test]
fn a_reading_that_breaks_a_promise_is_refused_and_the_others_stored() {
    let store = store();
    let before = dump(&store);
    let ([mut first, _], mut second) = (readings(), later());
    first.relations[0].evidence.clear();
    second.statements.push(Statement {
        speaker: EntityRef(9),
        text: String::new(),
        start: 0,
        end: 1,
        on_behalf_of: None,
        addressees: Vec::new(),
        source: None,
        cue: String::new(),
    });
    let new = Reading { key: "4".to_owned(), ..Reading::default() };
    let changes = store.put(&run(), [(&first, FIRST), (&second, LATER), (&new, "")]).unwrap();
    let refused: Vec<String> = changes.refused.iter().map(ToString::to_string).collect();
    assert_eq!(
        refused,
        [
            "article \"1\": relation \"holdsPosition\" has no evidence",
            "article \"2\": found entity e9, expected one of the 2 that the reading lists",
        ]
    );
    assert_eq!(changes.added, 1);
    store.remove("4").unwrap();
    assert_eq!(dump(&store), before);

    let mut first = readings()[0].clone();
    first.relations[0].evidence = vec![Range { start: 3, end: 1000 }];
    let changes = store.put(&run(), [(&first, FIRST)]).unwrap();
    assert!(changes.refused[0].to_string().contains("3..1000"), "{:?}", changes.refused);
    let mut first = readings()[0].clone();
    first.relations[1].object = Some(EntityRef(9));
    let changes = store.put(&run(), [(&first, FIRST)]).unwrap();
    assert!(changes.refused[0].to_string().contains("found entity e9"), "{:?}", changes.refused);
}

#[test]
fn a_claim_of_somebody_without_a_name_is_described_and_not_asserted() {
    let store = Store::in_memory(Namespaces::default()).unwrap();
    let mut claimed = later();
    claimed.relations[0].attributed_to = Some(Voice::Somebody);
    claimed.relations[0].source = Some(EntityRef(1));
    store.put(&run(), [(&claimed, LATER)]).unwrap();
    assert_eq!(audit(&store).unwrap(), []);
    let (graph, all) = (text_of(&store, Format::NQuads, false), dump(&store));
    assert!(!graph.contains("#met"), "a claim is no knowledge");
    for part in ["#attributedTo> <https://w3id.org/tupu/ns#Somebody>", "#source> <https://w3id.org/tupu/id/wang-yi>"] {
        assert!(all.contains(part), "found no {part} in {all}");
    }
    let somebody = "<https://w3id.org/tupu/ns#Somebody> <http://www.w3.org/2000/01/rdf-schema#label> \"某人\"@zh";
    assert!(all.contains(somebody), "found no {somebody} in {all}");
}

#[test]
fn the_audit_finds_nothing_in_a_sound_store() {
    assert_eq!(audit(&store()).unwrap(), []);
}

#[test]
fn the_audit_finds_what_is_planted() {
    let namespaces = Namespaces::default();
    let article = namespaces.article("2");
    let a = |suffix: &str| NamedNode::new_unchecked(format!("{}{suffix}", article.as_str()));
    let tupu = |local: &str| NamedNode::new_unchecked(format!("{}{local}", super::vocab::TUPU));
    let thing = |local: &str| NamedNode::new_unchecked(namespaces.thing(local));
    let found = |change: &dyn Fn(&Store)| {
        let store = store();
        change(&store);
        audit(&store).unwrap().into_iter().map(|Problem { what, .. }| what).collect::<BTreeSet<_>>()
    };
    // The evidence of the meeting, moved past the end.
    let moved = found(&|store| {
        let old = Quad::new(a("_3_12"), super::vocab::END_INDEX, Literal::from(12), article.clone());
        assert!(store.quads().contains(&old).unwrap());
        store.quads().remove(&old).unwrap();
        store.quads().insert(&Quad { object: Literal::from(99).into(), ..old }).unwrap();
    });
    assert!(moved.contains("a stretch is empty or leaves its article"), "{moved:?}");
    // The same evidence, moved to where it names nobody.
    let elsewhere = found(&|store| {
        for (index, from, to) in [(super::vocab::BEGIN_INDEX, 3, 6), (super::vocab::END_INDEX, 12, 7)] {
            let old = Quad::new(a("_3_12"), index, Literal::from(from), article.clone());
            assert!(store.quads().contains(&old).unwrap());
            store.quads().remove(&old).unwrap();
            store.quads().insert(&Quad { object: Literal::from(to).into(), ..old }).unwrap();
        }
    });
    assert_eq!(elsewhere.into_iter().collect::<Vec<_>>(), ["the evidence of a fact names none of its arguments"]);
    // A fact in an article that nothing carries; and one in the merged graph alone.
    let bare = Quad::new(thing("usa"), tupu("attacked"), thing("china"), article.clone());
    let bare = found(&|store| store.quads().insert(&bare).unwrap());
    assert_eq!(
        bare.into_iter().collect::<Vec<_>>(),
        [
            "an article states a triple that has neither a reifier nor evidence",
            "the merged graph lacks a triple that an article supports",
        ]
    );
    let loose = Quad::new(thing("usa"), tupu("attacked"), thing("china"), GraphNameRef::DefaultGraph);
    let loose = found(&|store| store.quads().insert(&loose).unwrap());
    assert_eq!(loose.into_iter().collect::<Vec<_>>(), ["the merged graph holds a triple that no article supports"]);
    // A fact without its rule.
    let unruled = found(&|store| {
        let rules = store.quads().quads_for_pattern(None, Some(super::vocab::RULE), None, None);
        let rules: Vec<Quad> = rules.collect::<Result<_, _>>().unwrap();
        store.quads().remove(&rules[0]).unwrap();
    });
    assert_eq!(unruled.into_iter().collect::<Vec<_>>(), ["a fact lacks evidence, rule or modality"]);
}

/// All quads, parsed from a document that is not ours to sort.
fn parsed(format: RdfFormat, text: &str) -> BTreeSet<String> {
    let quads = RdfParser::from_format(format).for_slice(text);
    quads.map(|quad| quad.unwrap_or_else(|error| panic!("{error}\n{text}")).to_string()).collect()
}

#[test]
fn exports_read_back_to_the_same_quads() {
    let store = store();
    let odd = NamedNode::new_unchecked("https://w3id.org/tupu/id/王毅,(1).%20~!");
    let p = NamedNode::new_unchecked("https://schema.org/name");
    let values = [
        Literal::from("\"quotes\" 'and' \"\"\"more\"\"\" \\ back\\n"),
        Literal::from("lines\r\n\n\ttabs\u{0}\u{7f}\u{b}\u{feff}\u{2028}\u{fffe}"),
        Literal::from("字".repeat(20_000)),
        Literal::from("𠮷野家🇨🇳"),
        Literal::from(""),
        Literal::from(-5),
        Literal::from(true),
        Literal::from(1.5),
        Literal::new_typed_literal("x", NamedNode::new_unchecked("http://example.com/types/a.b")),
        Literal::new_typed_literal("+7", oxigraph::model::vocab::xsd::INTEGER),
        Literal::new_language_tagged_literal_unchecked("colour", "en-gb"),
    ];
    for value in values {
        store.quads().insert(&Quad::new(odd.clone(), p.clone(), value, GraphNameRef::DefaultGraph)).unwrap();
    }
    for object in
        ["https://w3id.org/tupu/id/", "https://w3id.org/tupu/id/-a", "https://w3id.org/tupu/id/a.b", "urn:x:y"]
    {
        let object = NamedNode::new_unchecked(object);
        store.quads().insert(&Quad::new(odd.clone(), p.clone(), object, GraphNameRef::DefaultGraph)).unwrap();
    }
    let all = parsed(RdfFormat::NQuads, &dump(&store));
    assert_eq!(all.len(), store.n_quads().unwrap());
    assert_eq!(parsed(RdfFormat::TriG, &text_of(&store, Format::Trig, true)), all);
    let merged = parsed(RdfFormat::NQuads, &text_of(&store, Format::NQuads, false));
    assert_eq!(parsed(RdfFormat::Turtle, &text_of(&store, Format::Turtle, false)), merged);
    assert!(export(&store, &Options { evidence: true, ..Options::merged(Format::Turtle) }, Vec::new()).is_err());
}

#[test]
fn reifiers_of_reifiers_and_shared_ones_read_back_too() {
    let store = Store::in_memory(Namespaces::default()).unwrap();
    let trig = "@prefix e: <https://w3id.org/tupu/id/> . @prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
        e:g { e:a e:p e:b ~ e:r1 {| e:q e:c ~ e:r2 {| e:q 1 |} |} ~ e:r3 .
              e:b e:p e:a ~ e:r1 . e:a e:p e:d ~ e:r4 {| a e:T ; e:q 2 , 3 |} ~ e:r5 {| e:q 4 |} .
              e:r6 rdf:reifies <<( e:x e:y e:z )>> , <<( e:a e:p e:b )>> . }";
    store.quads().load_from_slice(RdfFormat::TriG, trig).unwrap();
    let all = parsed(RdfFormat::NQuads, &dump(&store));
    let ours = text_of(&store, Format::Trig, true);
    assert_eq!(parsed(RdfFormat::TriG, &ours), all, "{ours}");
}

#[test]
fn every_thing_of_the_merged_graph_is_in_the_petgraph_and_the_other_way_round() {
    let ([first, third], second) = (readings(), later());
    let graph = crate::graph::Graph::merge([&first, &second, &third], &schema().symmetric);
    let turtle = text_of(&store(), Format::NQuads, false);
    for (subject, fact, object) in graph.facts() {
        let line = format!("<{}> <{}{}> <{}> .", subject.iri, super::vocab::TUPU, fact.predicate, object.iri);
        assert!(turtle.contains(&line), "{line}");
    }
    for thing in graph.things() {
        assert!(
            turtle.contains(&format!(
                "<{}> <http://www.w3.org/2000/01/rdf-schema#label> \"{}\"@zh",
                thing.iri, thing.name
            ))
        );
        for fact in thing.texts.keys() {
            assert!(turtle.contains(&format!("<{}{}> \"{}\"@zh", super::vocab::TUPU, fact.predicate, fact.text)));
        }
    }
}

#[test]
fn things_of_which_nothing_is_said_are_stored_on_request() {
    let [mut reading, _] = readings();
    reading.statements.clear();
    reading.relations.truncate(2);
    let names = |all_mentions| {
        let store = Store::in_memory(Namespaces::default()).unwrap();
        store.put(&Run { all_mentions, ..run() }, [(&reading, FIRST)]).unwrap();
        assert_eq!(audit(&store).unwrap(), []);
        text_of(&store, Format::Turtle, false)
    };
    let (all, told) = (names(true), names(false));
    assert!(all.contains("布林肯") && !told.contains("布林肯"), "{told}");
    assert!(told.contains("王毅") && told.contains("中国"), "{told}");
}

#[test]
fn what_a_fact_costs_the_store() {
    let [mut reading, _] = readings();
    reading.statements.clear();
    let relations = std::mem::take(&mut reading.relations);
    let mut cost = |indices: &[usize]| {
        reading.relations = indices.iter().map(|&i| relations[i].clone()).collect();
        let store = Store::in_memory(Namespaces::default()).unwrap();
        store.put(&run(), [(&reading, FIRST)]).unwrap();
        store.n_quads().unwrap()
    };
    let nothing = cost(&[]);
    assert_eq!(cost(&[1]) - nothing, 9, "a fact with a stretch of its own");
    assert_eq!(cost(&[0, 1]) - cost(&[0]), 6, "a fact that shares its stretch");
    assert_eq!(cost(&[0]) - nothing, 9 + 9, "a post, with its node");
    assert_eq!(
        cost(&[2]) - nothing,
        12 + 2 + 15,
        "a meeting both ways, its date and place, and its node with who received whom"
    );
    assert_eq!(cost(&[3]) - nothing, 7, "a plan");
}

#[test]
fn terms_of_a_post_kinds_of_events_and_who_invited_are_stored() {
    let [mut reading, _] = readings();
    let term = |from: &str, until: Option<&str>| Relation {
        from: Some(from.to_owned()),
        until: until.map(ToOwned::to_owned),
        ..reading.relations[0].clone()
    };
    let invited = [("invitedBy".to_owned(), vec![EntityRef(1)])].into_iter().collect();
    let visit = Relation {
        event: Some(1),
        parts: invited,
        date: Some("2023".into()),
        ..relation(FIRST, 0, "visited", 3, "王毅将访问美国")
    };
    let terms = [term("2013", Some("2022-12")), term("2023-07-25", None), visit];
    reading.further_relations.extend(terms);
    reading.entities[5].class = "Event".to_owned();
    reading.entities[5].subtype = Some("Conference".to_owned());
    let store = Store::in_memory(Namespaces::default()).unwrap();
    store.put(&run(), [(&reading, FIRST)]).unwrap();
    assert_eq!(audit(&store).unwrap(), []);
    let turtle = text_of(&store, Format::Turtle, false);
    assert_eq!(turtle.matches("a tupu:PositionHeld").count(), 3, "one without a period, and two terms:\n{turtle}");
    for line in ["tupu:from \"2013\"^^xsd:gYear", "tupu:until \"2022-12\"^^xsd:gYearMonth", "tupu:invitedBy e:blinken"]
    {
        assert_eq!(turtle.matches(line).count(), 1, "{line}:\n{turtle}");
    }
    let event = store.thing("https://w3id.org/tupu/id/belt.and.road").unwrap().expect("it has a name");
    assert_eq!((&*event.class, event.subtype.as_deref()), ("Event", Some("Conference")));
    let classes: String = turtle.split_whitespace().collect();
    assert!(classes.contains("atupu:Conference,tupu:Event"), "{turtle}");
}
