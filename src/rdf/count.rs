//! How well things and facts are supported: counts over the graphs of the articles.
//!
//! Counting is left to the evaluator of SPARQL. It compares and groups terms by their codes and turns into text only what an
//! answer shows, so that a thing of which a hundred thousand articles tell is counted in a fraction of a second. Every question
//! begins at the thing or the properties that are asked for: none reads the whole store.

use super::Store;
use super::view::{Fact, Object, ViewError, object_terms};
use super::vocab::TUPU;
use oxigraph::model::{Literal, NamedNodeRef, Term};
use oxigraph::sparql::{QueryEvaluationError, QueryResults, QuerySolution, SparqlEvaluator};
use serde::Serialize;
use std::fmt::Write as _;

/// Articles from which it is quicker to read the dates of all articles in one go than one by one.
const MANY: usize = 2_000;

/// The first and the last date of the articles of a group. Without COALESCE one article that has none would hide those of all others.
const DATES: &str =
    r#"(REPLACE(MIN(COALESCE(STR(?date), "~")), "~", "") AS ?first) (MAX(COALESCE(STR(?date), "")) AS ?last)"#;

/// A fact of a thing, and how well it is supported.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Counted {
    /// The fact.
    pub fact: Fact,
    /// How many articles state it.
    pub articles: usize,
    /// When the first of them was published, as far as known.
    pub first: Option<String>,
    /// When the last of them was published.
    pub last: Option<String>,
}

/// When and where a fact happened, as articles tell it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Dated {
    /// The fact.
    pub fact: Fact,
    /// When.
    pub date: String,
    /// IRI of the place.
    pub place: Option<String>,
    /// How many articles say so.
    pub articles: usize,
}

/// The articles of a publisher.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Publisher {
    /// Its name; empty where unknown.
    #[serde(rename = "source")]
    pub name: String,
    /// How many articles.
    pub articles: usize,
    /// The first date.
    pub first: Option<String>,
    /// The last date.
    pub last: Option<String>,
}

impl Store {
    /// How many articles tell of a thing: that state, plan, deny or claim something of it, or quote it.
    ///
    /// # Errors
    /// The store cannot be read.
    pub fn n_articles_of(&self, iri: &str) -> Result<usize, ViewError> {
        let thing = NamedNodeRef::new_unchecked(iri);
        let rows = self.rows(&format!("SELECT (COUNT(?g) AS ?n) {{ GRAPH ?g {{ {thing} rdfs:label ?name }} }}"))?;
        Ok(rows.first().map_or(0, |row| number(row, "n")))
    }

    /// Who published the articles that tell of a thing, most articles first.
    ///
    /// # Errors
    /// The store cannot be read.
    pub fn publishers_of(&self, iri: &str) -> Result<Vec<Publisher>, ViewError> {
        let (thing, n) = (NamedNodeRef::new_unchecked(iri), self.n_articles_of(iri)?);
        let rows = self.rows(&format!(
            "SELECT ?source (COUNT(?g) AS ?n) {DATES} {{
                GRAPH ?g {{ {thing} rdfs:label ?name }} {} {}
            }} GROUP BY ?source",
            of_article("schema:publisher", "source", n),
            of_article("schema:datePublished", "date", n),
        ))?;
        let publisher = |row: &QuerySolution| Publisher {
            name: text(row, "source").unwrap_or_default(),
            articles: number(row, "n"),
            first: day(row, "first"),
            last: day(row, "last"),
        };
        let mut publishers: Vec<Publisher> = rows.iter().map(publisher).collect();
        publishers.sort_by(|a, b| b.articles.cmp(&a.articles).then_with(|| a.name.cmp(&b.name)));
        Ok(publishers)
    }

    /// The facts of some properties that begin or end at a thing, sorted. One that holds both ways is given from the thing's side
    /// alone: `properties` come with whether they do.
    ///
    /// # Errors
    /// The store cannot be read.
    pub fn counted(&self, iri: &str, properties: &[(&str, bool)]) -> Result<Vec<Counted>, ViewError> {
        let rows = self.rows(&format!(
            "SELECT ?side ?p ?other (COUNT(?g) AS ?n) {DATES} {{
                {{ {} GRAPH ?g {{ {} }} BIND(true AS ?side) }} UNION {{ {} GRAPH ?g {{ {} }} BIND(false AS ?side) }} {}
            }} GROUP BY ?side ?p ?other",
            Side::Subject.properties(properties),
            Side::Subject.pattern(iri),
            Side::Object.properties(properties),
            Side::Object.pattern(iri),
            of_article("schema:datePublished", "date", self.n_articles_of(iri)?),
        ))?;
        let mut counted = Vec::with_capacity(rows.len());
        for row in &rows {
            let side = if text(row, "side").as_deref() == Some("true") { Side::Subject } else { Side::Object };
            if let Some(fact) = self.fact_at(side, iri, row)? {
                let (first, last) = (day(row, "first"), day(row, "last"));
                counted.push(Counted { fact, articles: number(row, "n"), first, last });
            }
        }
        counted.sort();
        Ok(counted)
    }

    /// When the facts of some properties of a thing happened, where articles that state them say so; sorted.
    ///
    /// # Errors
    /// The store cannot be read.
    pub fn dated(&self, iri: &str, properties: &[(&str, bool)]) -> Result<Vec<Dated>, ViewError> {
        let mut dated = Vec::new();
        for side in [Side::Subject, Side::Object] {
            let rows = self.rows(&format!(
                "SELECT ?p ?other ?date ?place (COUNT(DISTINCT ?g) AS ?n) {{
                    {} {fact} GRAPH ?g {{ ?f rdf:reifies <<( {fact} )>> ; tupu:date ?date ; tupu:modality ?modality }}
                    FILTER(?modality IN (tupu:Actual, tupu:Former))
                    FILTER NOT EXISTS {{ GRAPH ?g {{ ?f tupu:attributedTo ?who }} }}
                    OPTIONAL {{ GRAPH ?g {{ ?f tupu:place ?place }} }}
                }} GROUP BY ?p ?other ?date ?place",
                side.properties(properties),
                fact = side.pattern(iri),
            ))?;
            for row in &rows {
                if let Some(fact) = self.fact_at(side, iri, row)? {
                    let date = text(row, "date").unwrap_or_default();
                    dated.push(Dated { fact, date, place: text(row, "place"), articles: number(row, "n") });
                }
            }
        }
        dated.sort();
        Ok(dated)
    }

    /// How often articles state a fact of some properties between two things: subject, object and number of articles, once for
    /// each property. `period` is the first and the last day of the articles, both included; a month or a year will do.
    ///
    /// Reads every fact of the properties once, and nothing else.
    ///
    /// # Errors
    /// The store cannot be read.
    pub fn links(
        &self,
        properties: &[&str],
        period: (Option<&str>, Option<&str>),
        mut each: impl FnMut(String, String, usize),
    ) -> Result<(), ViewError> {
        let mut filters = String::new();
        for (day, order) in [(period.0, ">="), (period.1, "<=")] {
            let Some(day) = day.map(Literal::from) else { continue };
            // A date of which only the month is known may be any day of it, and so may a month that bounds a period.
            let part = if order == ">=" { format!("{day}, STR(?date)") } else { format!("STR(?date), {day}") };
            write!(filters, " FILTER(STR(?date) {order} {day} || STRSTARTS({part}))").expect(IN_MEMORY);
        }
        let narrowed = if filters.is_empty() {
            filters
        } else {
            format!("{{ SELECT ?g WHERE {{ GRAPH ?g {{ ?g schema:datePublished ?date }}{filters} }} }}")
        };
        for property in properties {
            let rows = self.rows(&format!(
                "SELECT ?s ?o (COUNT(?g) AS ?n) {{ GRAPH ?g {{ ?s <{TUPU}{property}> ?o }} {narrowed} }} GROUP BY ?s ?o"
            ))?;
            for row in &rows {
                let (Some(subject), Some(object)) = (iri_of(row, "s"), iri_of(row, "o")) else { continue };
                if !self.is_occurrence(&subject) {
                    each(subject, object, number(row, "n"));
                }
            }
        }
        Ok(())
    }

    /// How many facts each rule found, counted once for each article; the rules by their local names, most facts first.
    ///
    /// # Errors
    /// The store cannot be read.
    pub fn rules(&self) -> Result<Vec<(String, usize)>, ViewError> {
        let rows = self.rows("SELECT ?rule (COUNT(?f) AS ?n) { GRAPH ?g { ?f tupu:rule ?rule } } GROUP BY ?rule")?;
        let mut rules: Vec<(String, usize)> = (rows.iter())
            .filter_map(|row| Some((iri_of(row, "rule")?.trim_start_matches(TUPU).to_owned(), number(row, "n"))))
            .collect();
        rules.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        Ok(rules)
    }

    /// How many passages are attributed to a thing, said by it or by others for it, and the nodes of the latest, each with its
    /// article.
    ///
    /// # Errors
    /// The store cannot be read.
    pub(super) fn latest_statements(
        &self,
        iri: &str,
        most: usize,
    ) -> Result<(usize, Vec<(String, String)>), ViewError> {
        let thing = NamedNodeRef::new_unchecked(iri);
        let said = format!("VALUES ?role {{ tupu:speaker tupu:onBehalfOf }} GRAPH ?g {{ ?said ?role {thing} }}");
        let n = self.rows(&format!("SELECT (COUNT(DISTINCT ?said) AS ?n) {{ {said} }}"))?;
        let n = n.first().map_or(0, |row| number(row, "n"));
        let rows = self.rows(&format!(
            "SELECT DISTINCT ?g ?said ?date {{ {said} {} }} ORDER BY DESC(STR(?date)) LIMIT {most}",
            of_article("schema:datePublished", "date", n),
        ))?;
        Ok((n, rows.iter().filter_map(|row| Some((iri_of(row, "g")?, iri_of(row, "said")?))).collect()))
    }

    /// How many facts articles have from the words of a thing alone.
    ///
    /// # Errors
    /// The store cannot be read.
    pub fn n_claims(&self, iri: &str) -> Result<usize, ViewError> {
        let thing = NamedNodeRef::new_unchecked(iri);
        let claimed = format!("GRAPH ?g {{ ?fact tupu:attributedTo {thing} }}");
        let rows = self.rows(&format!("SELECT (COUNT(DISTINCT ?fact) AS ?n) {{ {claimed} }}"))?;
        Ok(rows.first().map_or(0, |row| number(row, "n")))
    }

    /// How often articles present a fact, and the reifiers of the latest, each with its article.
    ///
    /// # Errors
    /// The store cannot be read.
    pub(super) fn latest_reifiers(
        &self,
        fact: &Fact,
        most: usize,
    ) -> Result<(usize, Vec<(String, String)>), ViewError> {
        let Fact { subject, predicate, object } = fact;
        let objects: Vec<String> = object_terms(object).iter().map(ToString::to_string).collect();
        let presented = format!(
            "VALUES ?o {{ {} }} GRAPH ?g {{ ?f rdf:reifies <<( <{subject}> <{TUPU}{predicate}> ?o )>> }}",
            objects.join(" ")
        );
        let n = self.rows(&format!("SELECT (COUNT(?f) AS ?n) {{ {presented} }}"))?;
        let n = n.first().map_or(0, |row| number(row, "n"));
        let rows = self.rows(&format!(
            "SELECT ?g ?f {{ {presented} {} }} ORDER BY DESC(STR(?date)) LIMIT {most}",
            of_article("schema:datePublished", "date", n),
        ))?;
        Ok((n, rows.iter().filter_map(|row| Some((iri_of(row, "g")?, iri_of(row, "f")?))).collect()))
    }

    /// The fact of a row that gives its property and its other end; nothing where that end is a meeting or the like.
    fn fact_at(&self, side: Side, iri: &str, row: &QuerySolution) -> Result<Option<Fact>, ViewError> {
        let (Some(predicate), Some(other)) = (iri_of(row, "p"), row.get("other")) else { return Ok(None) };
        let predicate = predicate.trim_start_matches(TUPU).to_owned();
        Ok(match (side, other) {
            (Side::Subject, Term::NamedNode(object)) => Some(Fact::between(iri, &predicate, object.as_str())),
            (Side::Subject, other) => {
                let Term::Literal(text) = other else { return Ok(None) };
                Some(Fact { subject: iri.to_owned(), predicate, object: Object::Text(text.value().to_owned()) })
            }
            (Side::Object, Term::NamedNode(subject)) => {
                (!self.is_occurrence(subject.as_str())).then(|| Fact::between(subject.as_str(), &predicate, iri))
            }
            (Side::Object, _) => None,
        })
    }

    /// The rows of a question that this module asks.
    fn rows(&self, sparql: &str) -> Result<Vec<QuerySolution>, ViewError> {
        let evaluator = self.namespaces().prefixes().fold(SparqlEvaluator::new(), |evaluator, (prefix, namespace)| {
            evaluator.with_prefix(prefix, namespace).expect("the namespaces were checked when they were made")
        });
        let question = evaluator.parse_query(sparql).expect("the question is made of checked parts");
        let QueryResults::Solutions(rows) = question.on_store(self.quads()).execute().map_err(failed)? else {
            unreachable!("the question is a SELECT");
        };
        rows.map(|row| row.map_err(failed)).collect()
    }
}

/// Which end of its facts a thing is.
#[derive(Clone, Copy)]
enum Side {
    Subject,
    Object,
}

impl Side {
    fn pattern(self, iri: &str) -> String {
        match self {
            Side::Subject => format!("<{iri}> ?p ?other"),
            Side::Object => format!("?other ?p <{iri}>"),
        }
    }

    /// The properties to look at from this side: one that holds both ways is stored both ways.
    fn properties(self, properties: &[(&str, bool)]) -> String {
        let seen = properties.iter().filter(|(_, is_symmetric)| matches!(self, Side::Subject) || !is_symmetric);
        let mut values = String::from("VALUES ?p {");
        seen.for_each(|(name, _)| write!(values, " <{TUPU}{name}>").expect(IN_MEMORY));
        values + " }"
    }
}

/// The pattern that looks up what is said of the article `?g`, where it is known: one by one, or all articles at once, since the
/// evaluator takes a question within the question by itself.
fn of_article(property: &str, variable: &str, n_articles: usize) -> String {
    let look_up = format!("GRAPH ?g {{ ?g {property} ?{variable} }}");
    if n_articles < MANY {
        format!("OPTIONAL {{ {look_up} }}")
    } else {
        format!("OPTIONAL {{ SELECT ?g ?{variable} WHERE {{ {look_up} }} }}")
    }
}

const IN_MEMORY: &str = "writing to a string cannot fail";

fn failed(error: QueryEvaluationError) -> ViewError {
    ViewError::Other(error.into())
}

fn iri_of(row: &QuerySolution, variable: &str) -> Option<String> {
    match row.get(variable)? {
        Term::NamedNode(node) => Some(node.as_str().to_owned()),
        _ => None,
    }
}

fn text(row: &QuerySolution, variable: &str) -> Option<String> {
    match row.get(variable)? {
        Term::Literal(literal) => Some(literal.value().to_owned()),
        Term::NamedNode(node) => Some(node.as_str().to_owned()),
        _ => None,
    }
}

/// A date; nothing where it is empty, since no article of the group has one.
fn day(row: &QuerySolution, variable: &str) -> Option<String> {
    text(row, variable).filter(|day| !day.is_empty())
}

fn number(row: &QuerySolution, variable: &str) -> usize {
    text(row, variable).and_then(|text| text.parse().ok()).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rdf::tests::store;

    const WANG: &str = "https://w3id.org/tupu/id/wang-yi";
    const CHINA: &str = "https://w3id.org/tupu/id/china";

    #[test]
    fn facts_are_counted_with_their_articles_and_dates() {
        let store = store();
        let told = |iri: &str| -> Vec<String> {
            let counted =
                store.counted(iri, &[("met", true), ("worksFor", false), ("visited", false)]).expect("in memory");
            let date = |date: &Option<String>| date.clone().unwrap_or_default();
            let line =
                |it: &Counted| format!("{} {} {} {}", it.fact.predicate, it.articles, date(&it.first), date(&it.last));
            counted.iter().map(line).collect()
        };
        // The visit is only planned, and the second article that tells of the meeting has no date.
        assert_eq!(told(WANG), ["met 2 2023-09-14 2023-09-14", "worksFor 1 2023-09-14 2023-09-14"]);
        assert_eq!(told(CHINA), ["worksFor 1 2023-09-14 2023-09-14"]);
        let publishers = store.publishers_of(WANG).expect("in memory");
        let names: Vec<_> = publishers.iter().map(|it| (&*it.name, it.articles)).collect();
        assert_eq!(names, [("", 1), ("新华社", 1)]);
    }

    #[test]
    fn a_period_has_the_articles_of_its_days() {
        let count = |since: Option<&str>, until: Option<&str>| {
            let mut n = 0;
            store().links(&["met"], (since, until), |_, _, articles| n += articles).expect("in memory");
            n
        };
        assert_eq!(count(None, None), 4, "two articles, and a meeting holds both ways");
        for (since, until) in [("2023-09", "2023-09"), ("2023-09-14", "2023"), ("2023-09-14", "2023-09-14")] {
            assert_eq!(count(Some(since), Some(until)), 2, "{since} to {until}: only one of them has a date");
        }
        assert_eq!((count(Some("2023-09-15"), None), count(None, Some("2023-09-13"))), (0, 0));
    }

    #[test]
    fn what_is_looked_up_one_by_one_or_at_once_is_the_same() {
        let store = store();
        let rows = |n: usize| {
            let dates = of_article("schema:datePublished", "date", n);
            let rows =
                store.rows(&format!("SELECT ?g ?date {{ GRAPH ?g {{ ?g a tupu:Article }} {dates} }} ORDER BY ?g"));
            rows.expect("in memory").iter().map(|row| (text(row, "g"), text(row, "date"))).collect::<Vec<_>>()
        };
        assert_eq!(rows(0), rows(MANY));
        assert_eq!(rows(0).iter().filter(|row| row.1.is_some()).count(), 1);
        assert_eq!(rows(0).len(), 3);
    }
}
