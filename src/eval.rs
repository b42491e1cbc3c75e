//! How good readings are: precision, recall and F1 against articles that people annotated.
//!
//! A gold file is JSON Lines, one article a line, with its entities, relations and statements. What is marked `optional` there
//! is neither asked for nor held against a reading. All measures are micro-averages over the articles.
//!
//! - An entity is right when one of the same type shares a name with it; one thing found as two is one too many.
//! - A relation is right when its predicate is the same and its ends are right; a text as object may be longer or shorter at its
//!   beginning. Relations that are planned, denied or conditional are left out.
//! - A statement is right when its speaker is right and its passage overlaps the annotated one by half of the shorter. One of
//!   several paragraphs counts as one for each.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use serde::Deserialize;
use unicode_normalization::UnicodeNormalization as _;

use crate::clean::Cleaner;
use crate::punctuation::is_ornament;
use crate::reading::{Entity, EntityRef, Reading, Relation};

/// Predicates that hold both ways.
const SYMMETRIC: [&str; 3] = ["met", "phoned", "agreedWith"];
/// A passage is looked for in the text by so many of its first characters.
const HEAD: usize = 12;
/// A paragraph of a statement with fewer characters is no statement.
const SHORTEST_PARAGRAPH: usize = 6;
/// So many characters of a statement are shown where it is wrong.
const SHOWN: usize = 40;

/// An annotated article.
#[derive(Clone, Debug, Deserialize)]
pub struct Gold {
    /// The article's id, the same as that of its reading.
    pub id: String,
    #[serde(default)]
    title: String,
    text: String,
    entities: Vec<GoldEntity>,
    #[serde(default)]
    relations: Vec<GoldRelation>,
    #[serde(default)]
    statements: Vec<GoldStatement>,
}

#[derive(Clone, Debug, Deserialize)]
struct GoldEntity {
    id: String,
    #[serde(rename = "type")]
    class: String,
    names: Vec<String>,
    #[serde(default)]
    optional: bool,
}

#[derive(Clone, Debug, Deserialize)]
struct GoldRelation {
    #[serde(rename = "s")]
    subject: String,
    #[serde(rename = "p")]
    predicate: String,
    /// The id of an entity, or a text.
    #[serde(rename = "o")]
    object: String,
    #[serde(default)]
    optional: bool,
}

#[derive(Clone, Debug, Deserialize)]
struct GoldStatement {
    speaker: String,
    text: String,
    #[serde(default)]
    optional: bool,
}

/// A line of a gold file that is no annotated article.
#[derive(Debug, thiserror::Error)]
#[error("line {line}: found {cause}, expected an annotated article: a JSON object with id, text and entities")]
pub struct GoldError {
    /// From 1.
    pub line: usize,
    /// What is wrong.
    pub cause: serde_json::Error,
}

/// Reads a gold file.
///
/// # Errors
/// If a line is no annotated article.
pub fn read_gold(text: &str) -> Result<Vec<Gold>, GoldError> {
    let lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    lines.map(|(i, line)| serde_json::from_str(line).map_err(|cause| GoldError { line: i + 1, cause })).collect()
}

/// What was found and what was missed of one sort.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Found, and right.
    pub right: usize,
    /// Found, and wrong.
    pub wrong: usize,
    /// Not found.
    pub missed: usize,
}

impl Counts {
    /// Share of what was found that is right; 0 where nothing was found.
    pub fn precision(self) -> f64 {
        ratio(self.right, self.right + self.wrong)
    }

    /// Share of what was to be found that was found; 0 where there was nothing.
    pub fn recall(self) -> f64 {
        ratio(self.right, self.right + self.missed)
    }

    /// Harmonic mean of precision and recall.
    pub fn f1(self) -> f64 {
        let (precision, recall) = (self.precision(), self.recall());
        if precision + recall > 0.0 { 2.0 * precision * recall / (precision + recall) } else { 0.0 }
    }
}

fn ratio(part: usize, whole: usize) -> f64 {
    if whole == 0 { 0.0 } else { part as f64 / whole as f64 }
}

impl fmt::Display for Counts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (precision, recall, f1) = (self.precision(), self.recall(), self.f1());
        let Counts { right, wrong, missed } = self;
        write!(f, "P {precision:.3} R {recall:.3} F1 {f1:.3}   tp {right} fp {wrong} fn {missed}")
    }
}

/// Counts by type or predicate.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Table(BTreeMap<String, Counts>);

impl Table {
    /// The row of this name.
    pub(crate) fn of(&mut self, name: &str) -> &mut Counts {
        self.0.entry(name.to_owned()).or_default()
    }

    /// The rows, sorted by name.
    pub fn rows(&self) -> impl Iterator<Item = (&str, Counts)> {
        self.0.iter().map(|(name, counts)| (name.as_str(), *counts))
    }

    /// All rows together.
    pub fn total(&self) -> Counts {
        self.0.values().fold(Counts::default(), |sum, row| Counts {
            right: sum.right + row.right,
            wrong: sum.wrong + row.wrong,
            missed: sum.missed + row.missed,
        })
    }
}

/// Something that was found and is wrong, or that was missed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mistake {
    /// What sort of mistake, such as `missed entity`.
    pub sort: &'static str,
    /// The article's id.
    pub article: String,
    /// Type or predicate; empty for statements.
    pub row: String,
    /// The name, the ends of the relation, or the beginning of the passage.
    pub what: String,
}

/// The scores of a set of articles.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scores {
    /// Number of annotated articles.
    pub articles: usize,
    /// Entities by type.
    pub entities: Table,
    /// Relations by predicate.
    pub relations: Table,
    /// Statements.
    pub statements: Table,
    /// Every mistake, article by article.
    pub mistakes: Vec<Mistake>,
}

impl Scores {
    /// The three tables with their names.
    pub fn tables(&self) -> [(&'static str, &Table); 3] {
        [("entities", &self.entities), ("relations", &self.relations), ("statements", &self.statements)]
    }
}

impl fmt::Display for Scores {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (title, table) in self.tables() {
            for (name, counts) in table.rows() {
                writeln!(f, "  {name:15} {counts}")?;
            }
            writeln!(f, "{title:17} {}   ({} articles)", table.total(), self.articles)?;
        }
        Ok(())
    }
}

/// Scores readings against annotated articles of the same ids; an article without a reading counts as one of which nothing was
/// found. The cleaner says which characters are the same in simplified script.
pub fn score(gold: &[Gold], readings: &[Reading], cleaner: &Cleaner) -> Scores {
    let by_id: BTreeMap<&str, &Reading> = readings.iter().map(|reading| (reading.id.as_str(), reading)).collect();
    let mut scores = Scores { articles: gold.len(), ..Scores::default() };
    let nothing = Reading::default();
    for gold in gold {
        let reading = by_id.get(gold.id.as_str()).copied().unwrap_or(&nothing);
        let mut comparison = Comparison { gold, reading, cleaner, aligned: BTreeMap::new(), scores: &mut scores };
        comparison.align();
        comparison.entities();
        comparison.relations();
        comparison.statements();
    }
    scores
}

/// One article, and what was found in it.
struct Comparison<'a> {
    gold: &'a Gold,
    reading: &'a Reading,
    cleaner: &'a Cleaner,
    /// The annotated entity, by its index, that each found one is.
    aligned: BTreeMap<EntityRef, usize>,
    scores: &'a mut Scores,
}

impl<'a> Comparison<'a> {
    /// What is left of a text when script, width, case, quotation marks and white space do not count.
    fn fold(&self, text: &str) -> String {
        let plain = text.nfkc().map(|c| self.cleaner.simple(c)).filter(|c| !c.is_whitespace() && !is_ornament(*c));
        plain.collect::<String>().to_lowercase()
    }

    fn names<'n>(&self, names: impl Iterator<Item = &'n String>) -> BTreeSet<String> {
        names.map(|name| self.fold(name)).filter(|name| !name.is_empty()).collect()
    }

    fn mistake(&mut self, sort: &'static str, row: &str, what: String) {
        self.scores.mistakes.push(Mistake { sort, article: self.gold.id.clone(), row: row.to_owned(), what });
    }

    /// Gives each found entity the annotated one of its type with which it shares the most names. Several may get the same.
    fn align(&mut self) {
        let wanted: Vec<BTreeSet<String>> = self.gold.entities.iter().map(|e| self.names(e.names.iter())).collect();
        for found in &self.reading.entities {
            let names = self.names(found.names.iter().chain([&found.name]));
            let shared = |i: usize| names.intersection(&wanted[i]).count();
            let of_type = (0..wanted.len()).filter(|i| self.gold.entities[*i].class == found.class);
            let best = of_type.max_by_key(|i| (shared(*i), std::cmp::Reverse(*i)));
            if let Some(best) = best.filter(|i| shared(*i) > 0) {
                self.aligned.insert(found.id, best);
            }
        }
    }

    fn entities(&mut self) {
        let gold = self.gold;
        let found: BTreeSet<usize> = self.aligned.values().copied().collect();
        for (i, entity) in gold.entities.iter().enumerate().filter(|(_, entity)| !entity.optional) {
            if found.contains(&i) {
                self.scores.entities.of(&entity.class).right += 1;
            } else {
                self.scores.entities.of(&entity.class).missed += 1;
                self.mistake("missed entity", &entity.class, entity.names.first().cloned().unwrap_or_default());
            }
        }
        let mut seen = BTreeSet::new();
        for Entity { id, class, name, .. } in &self.reading.entities {
            let sort = match self.aligned.get(id) {
                None => "wrong entity",
                Some(i) if !seen.insert(*i) && !gold.entities[*i].optional => "split entity",
                Some(_) => continue,
            };
            self.scores.entities.of(class).wrong += 1;
            self.mistake(sort, class, name.clone());
        }
    }

    fn relations(&mut self) {
        let gold = self.gold;
        let index = |id: &str| gold.entities.iter().position(|entity| entity.id == id);
        // What is to be found between entities, in order, and where each stands; what may be found; what has a text as object.
        let mut wanted: Vec<(Between<'a>, &GoldRelation)> = Vec::new();
        let mut place = BTreeMap::new();
        let mut lenient = BTreeSet::new();
        let mut texts = Vec::new();
        for relation in &gold.relations {
            let Some(object) = index(&relation.object) else {
                texts.push((index(&relation.subject), self.fold(&relation.object), relation));
                continue;
            };
            let Some(subject) = index(&relation.subject) else { continue };
            let between = between(&relation.predicate, subject, object);
            if relation.optional {
                lenient.insert(between);
            } else if let Some(at) = place.get(&between) {
                let at: usize = *at;
                wanted[at].1 = relation;
            } else {
                place.insert(between, wanted.len());
                wanted.push((between, relation));
            }
        }
        let (mut hit, mut text_hit) = (BTreeSet::new(), BTreeSet::new());
        let (mut counted, mut text_counted) = (BTreeSet::new(), BTreeSet::new());
        for relation in self.reading.relations.iter().filter(|relation| relation.modality.is_asserted()) {
            let predicate = relation.predicate.as_str();
            let subject = self.aligned.get(&relation.subject).copied();
            if let Some(object) = relation.object {
                if let Some((subject, object)) = subject.zip(self.aligned.get(&object).copied()) {
                    let between = between(predicate, subject, object);
                    if !counted.insert(between) {
                        continue;
                    }
                    if place.contains_key(&between) {
                        hit.insert(between);
                        continue;
                    }
                    if lenient.contains(&between) {
                        continue;
                    }
                }
            } else {
                let text = self.fold(relation.text.as_deref().unwrap_or_default());
                let is_same = |(of, wanted, gold): &(Option<usize>, String, &GoldRelation)| {
                    of.is_some() && *of == subject && gold.predicate == predicate && is_same_text(wanted, &text)
                };
                let matching: Vec<usize> = (0..texts.len()).filter(|i| is_same(&texts[*i])).collect();
                text_hit.extend(matching.iter().copied());
                if !matching.is_empty() || subject.is_some() && !text_counted.insert((predicate, subject, text)) {
                    continue;
                }
            }
            self.scores.relations.of(predicate).wrong += 1;
            let what = self.found_relation(relation);
            self.mistake("wrong relation", predicate, what);
        }
        let between = wanted.iter().map(|(between, relation)| (hit.contains(between), *relation));
        let texts = texts.iter().enumerate().map(|(i, (_, _, relation))| (text_hit.contains(&i), *relation));
        let all: Vec<(bool, &GoldRelation)> = between.chain(texts.filter(|(_, gold)| !gold.optional)).collect();
        for (is_hit, relation) in all {
            let counts = self.scores.relations.of(&relation.predicate);
            if is_hit {
                counts.right += 1;
            } else {
                counts.missed += 1;
                let name = |id: &str| index(id).and_then(|i| gold.entities[i].names.first());
                let object = name(&relation.object).unwrap_or(&relation.object);
                let what = arrow(name(&relation.subject).unwrap_or(&relation.subject), object);
                self.mistake("missed relation", &relation.predicate, what);
            }
        }
    }

    fn found_relation(&self, relation: &Relation) -> String {
        let name = |id: EntityRef| self.reading.entities.iter().find(|e| e.id == id).map_or("", |e| e.name.as_str());
        let object = relation.object.map(name).or(relation.text.as_deref()).unwrap_or_default();
        arrow(name(relation.subject), object)
    }

    fn statements(&mut self) {
        let (gold, reading) = (self.gold, self.reading);
        let (text, title) = (self.fold(&gold.text), self.fold(&gold.title));
        let mut wanted = Vec::new();
        for statement in &gold.statements {
            let speaker = gold.entities.iter().position(|entity| entity.id == statement.speaker);
            for (part, folded) in self.paragraphs(&statement.text) {
                wanted.push((speaker, passage(&text, &folded), statement.optional, part));
            }
        }
        let mut hit = BTreeSet::new();
        for statement in &reading.statements {
            let speaker = self.aligned.get(&statement.speaker).copied();
            for (_, folded) in self.paragraphs(&statement.text) {
                let found = passage(&text, &folded);
                // Headlines are not scored.
                if found.is_none() && title.contains(head(&folded)) {
                    continue;
                }
                let is_same = |(of, wanted, _, _): &(Option<usize>, Option<(usize, usize)>, bool, &str)| {
                    of.is_some()
                        && *of == speaker
                        && found.zip(*wanted).is_some_and(|(found, wanted)| overlap(found, wanted))
                };
                let matching: Vec<usize> = (0..wanted.len()).filter(|i| is_same(&wanted[*i])).collect();
                if matching.is_empty() {
                    self.scores.statements.of("statement").wrong += 1;
                    self.mistake("wrong statement", "", first(&statement.text, SHOWN).to_owned());
                }
                hit.extend(matching);
            }
        }
        for (i, (_, at, optional, part)) in wanted.iter().enumerate() {
            if *optional || at.is_none() {
                continue;
            }
            let counts = self.scores.statements.of("statement");
            if hit.contains(&i) {
                counts.right += 1;
            } else {
                counts.missed += 1;
                self.mistake("missed statement", "", first(part, SHOWN).to_owned());
            }
        }
    }

    /// The paragraphs of a statement, as they are and folded.
    fn paragraphs<'t>(&self, text: &'t str) -> Vec<(&'t str, String)> {
        let parts = text.split('\n').map(|part| (part, self.fold(part)));
        parts.filter(|(_, folded)| folded.chars().count() >= SHORTEST_PARAGRAPH).collect()
    }
}

/// A relation between two annotated entities.
type Between<'a> = (&'a str, usize, usize);

fn between(predicate: &str, subject: usize, object: usize) -> Between<'_> {
    if SYMMETRIC.contains(&predicate) {
        (predicate, subject.min(object), subject.max(object))
    } else {
        (predicate, subject, object)
    }
}

/// Whether two folded texts say the same: they are equal, or one ends with the other.
fn is_same_text(one: &str, other: &str) -> bool {
    let is_long = |text: &str| text.chars().nth(1).is_some();
    one == other || is_long(one) && is_long(other) && (one.ends_with(other) || other.ends_with(one))
}

fn arrow(subject: &str, object: &str) -> String {
    format!("{subject} \u{2192} {object}")
}

/// The first characters of a text.
fn first(text: &str, n_chars: usize) -> &str {
    text.char_indices().nth(n_chars).map_or(text, |(end, _)| &text[..end])
}

fn head(passage: &str) -> &str {
    first(passage, HEAD)
}

/// Where a folded passage stands in the folded text, in characters.
fn passage(text: &str, passage: &str) -> Option<(usize, usize)> {
    let from = text[..text.find(head(passage))?].chars().count();
    Some((from, from + passage.chars().count()))
}

/// Whether two passages share half of the shorter one.
fn overlap(one: (usize, usize), other: (usize, usize)) -> bool {
    let shared = one.1.min(other.1).saturating_sub(one.0.max(other.0));
    2 * shared >= (one.1 - one.0).min(other.1 - other.0)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::ontology::Ontology;

    const TEXT: &str = "王毅會見越南外長裴青山。王毅說，中越友好歷史悠久，雙方應當加強合作。\n裴青山說，越方願意同中方一道努力，擴大各領域交流。";

    fn gold() -> Gold {
        serde_json::from_value(json!({
            "id": "a", "title": "中越關係邁上新的歷史台階前景廣闊", "text": TEXT,
            "entities": [
                {"id": "e1", "type": "Person", "names": ["王毅"]},
                {"id": "e2", "type": "Person", "names": ["裴青山"]},
                {"id": "e3", "type": "Country", "names": ["越南", "越", "越方"]},
                {"id": "e4", "type": "Country", "names": ["中国", "中方", "中"], "optional": true},
            ],
            "relations": [
                {"s": "e1", "p": "met", "o": "e2"},
                {"s": "e2", "p": "holdsPosition", "o": "外长"},
                {"s": "e2", "p": "worksFor", "o": "e3"},
                {"s": "e3", "p": "agreedWith", "o": "e4", "optional": true},
            ],
            "statements": [
                {"speaker": "e1", "text": "中越友好歷史悠久，雙方應當加強合作。"},
                {"speaker": "e2", "text": "越方願意同中方一道努力，擴大各領域交流。"},
            ],
        }))
        .expect("as gold is written")
    }

    fn reading(relations: serde_json::Value, statements: serde_json::Value) -> Reading {
        let entity = |id: &str, class: &str, names: &[&str]| json!({"id": id, "type": class, "name": names[0], "names": names, "iri": "", "mentions": []});
        serde_json::from_value(json!({
            "id": "a", "key": "a", "title": "", "warnings": [],
            "entities": [
                entity("e0", "Person", &["裴青山"]),
                entity("e1", "Person", &["王毅"]),
                entity("e2", "Country", &["越南", "越方"]),
                entity("e3", "Country", &["「越」"]),
                entity("e4", "Place", &["中国"]),
            ],
            "relations": relations, "statements": statements,
        }))
        .expect("as readings are written")
    }

    fn relation(subject: &str, predicate: &str, object: &str, modality: &str) -> serde_json::Value {
        let at = if object.starts_with('e') { "object" } else { "text" };
        json!({"subject": subject, "predicate": predicate, at: object, "modality": modality, "evidence": [], "rule": ""})
    }

    fn scored(relations: serde_json::Value, statements: serde_json::Value) -> Scores {
        let ontology = Ontology::bundled().expect("the bundled ontology is sound");
        let cleaner = Cleaner::new(&ontology).expect("the bundled tables are sound");
        score(&[gold()], &[reading(relations, statements)], &cleaner)
    }

    fn counts(right: usize, wrong: usize, missed: usize) -> Counts {
        Counts { right, wrong, missed }
    }

    #[test]
    fn entities_are_right_by_type_and_a_shared_name() {
        let scores = scored(json!([]), json!([]));
        let rows: Vec<_> = scores.entities.rows().collect();
        // Vietnam is there twice, and China, which is optional, as a place.
        assert_eq!(rows, [("Country", counts(1, 1, 0)), ("Person", counts(2, 0, 0)), ("Place", counts(0, 1, 0))]);
        let sorts: Vec<_> = scores.mistakes.iter().map(|m| (m.sort, m.what.as_str())).collect();
        assert_eq!(sorts[..2], [("split entity", "「越」"), ("wrong entity", "中国")]);
    }

    #[test]
    fn relations_are_right_by_their_ends() {
        let found = json!([
            relation("e0", "met", "e1", "actual"),                 // symmetric
            relation("e0", "met", "e1", "actual"),                 // the same again
            relation("e1", "met", "e2", "planned"),                // not scored
            relation("e0", "holdsPosition", "越南外長", "actual"), // longer at its beginning
            relation("e1", "worksFor", "e4", "actual"),            // to a thing that is wrong
            relation("e2", "met", "e0", "actual"),
        ]);
        let scores = scored(found, json!([]));
        let rows: Vec<_> = scores.relations.rows().collect();
        assert_eq!(rows, [("holdsPosition", counts(1, 0, 0)), ("met", counts(1, 1, 0)), ("worksFor", counts(0, 1, 1))]);
        let missed: Vec<_> = scores.mistakes.iter().filter(|m| m.sort == "missed relation").collect();
        assert!(missed.len() == 1 && missed[0].what == "裴青山 → 越南", "{missed:?}");
    }

    #[test]
    fn statements_are_right_by_speaker_and_passage() {
        let statement =
            |speaker: &str, text: &str| json!({"speaker": speaker, "text": text, "start": 0, "end": 1, "cue": "說"});
        let scores = scored(
            json!([]),
            json!([
                statement(
                    "e1",
                    "中越友好歷史悠久，雙方應當加強合作。\n裴青山說，越方願意同中方一道努力，擴大各領域交流。"
                ),
                statement("e1", "中越關係邁上新的歷史台階"), // of the headline
            ]),
        );
        // The second paragraph of the first has the wrong speaker.
        assert_eq!(scores.statements.total(), counts(1, 1, 1));
    }

    #[test]
    fn measures_are_those_of_the_textbook() {
        let some = counts(3, 1, 2);
        assert!((some.precision() - 0.75).abs() < 1e-12 && (some.recall() - 0.6).abs() < 1e-12);
        assert_eq!(some.to_string(), "P 0.750 R 0.600 F1 0.667   tp 3 fp 1 fn 2");
        assert_eq!(Counts::default().f1().to_bits(), 0.0_f64.to_bits());
    }
}
