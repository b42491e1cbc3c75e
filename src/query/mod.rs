//! Questions to a store in SPARQL, and their answers as tables, files or Turtle.
//!
//! The prefixes of [`Namespaces::prefixes`](crate::rdf::Namespaces::prefixes) need no declaration. Questions only:
//! what the graph holds comes from articles.

pub mod named;
mod plan;
pub mod table;

use crate::rdf::{Store, turtle};
use oxigraph::model::{Term, Triple};
use oxigraph::sparql::results::{QueryResultsFormat, QueryResultsSerializer};
use oxigraph::sparql::{
    CancellationToken, QueryEvaluationError, QueryResults, QuerySolution, SparqlEvaluator, SparqlSyntaxError, Variable,
};
use oxigraph::store::StorageError;
use std::fmt;
use std::io::{self, Write};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::Duration;
use unicode_width::UnicodeWidthStr;

/// The form of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// For people: a table, IRIs shortened and things with their names; Turtle for CONSTRUCT and DESCRIBE.
    Table,
    /// SPARQL 1.1 CSV: values alone.
    Csv,
    /// SPARQL 1.1 TSV: terms.
    Tsv,
    /// SPARQL 1.1 JSON.
    Json,
    /// SPARQL 1.1 XML.
    Xml,
    /// Turtle, for CONSTRUCT and DESCRIBE.
    Turtle,
}

impl fmt::Display for Form {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Form::Table => "a table",
            Form::Csv => "csv",
            Form::Tsv => "tsv",
            Form::Json => "json",
            Form::Xml => "xml",
            Form::Turtle => "turtle",
        })
    }
}

/// Why a question has no answer.
#[derive(Debug, thiserror::Error)]
pub enum QueryError {
    /// It is no SPARQL.
    #[error("{place}{message}{}", hint.as_ref().map(|hint| format!("\nhint: {hint}")).unwrap_or_default())]
    Syntax {
        /// Line and column with the line itself; empty where unknown.
        place: String,
        /// What is wrong.
        message: String,
        /// What may help.
        hint: Option<String>,
    },
    /// It is an update.
    #[error("this is a SPARQL update, and queries only read: the graph comes from articles; use `tupu extract`")]
    Update,
    /// The answer does not come in this form.
    #[error("{found} answers with {answer}, which {form} cannot hold; use {expected}")]
    Form {
        /// The kind of question.
        found: &'static str,
        /// What it answers with.
        answer: &'static str,
        /// The form asked for.
        form: Form,
        /// Forms that can.
        expected: &'static str,
    },
    /// It took too long.
    #[error("no complete answer within {0:?}; narrow the question, add LIMIT, or allow more time")]
    TimeOut(Duration),
    /// It went wrong on the way.
    #[error(transparent)]
    Evaluation(QueryEvaluationError),
    /// The store cannot be read.
    #[error(transparent)]
    Storage(#[from] StorageError),
    /// The answer cannot be written.
    #[error("the answer cannot be written")]
    Io(#[from] io::Error),
}

/// Answers a question: writes the answer to `out` and returns its number of rows or triples (1 for ASK).
///
/// The time `limit` is looked at with each read of the store and each row; a product of large parts may overrun it.
/// A table holds all its rows in memory; the other forms are written as they come, so on an error a part of the answer
/// may have been written.
///
/// # Errors
/// The text is no SPARQL query, its answer does not fit the form, time ran out, or reading or writing failed.
pub fn query(
    store: &Store,
    sparql: &str,
    form: Form,
    limit: Option<Duration>,
    mut out: impl Write,
) -> Result<usize, QueryError> {
    within(limit, |token| answer(store, sparql, form, token, &mut out))
}

/// How a question is answered: the evaluator's plan, one step a line with the rows it gave. The question is answered for that.
///
/// # Errors
/// As [`query`].
pub fn explain(store: &Store, sparql: &str, limit: Option<Duration>) -> Result<String, QueryError> {
    within(limit, |token| plan::plan(store, sparql, token))
}

/// Does something that looks at a token, which is cancelled when the time is up.
fn within<T>(
    limit: Option<Duration>,
    work: impl FnOnce(CancellationToken) -> Result<T, QueryError>,
) -> Result<T, QueryError> {
    let token = CancellationToken::new();
    let Some(limit) = limit else { return work(token) };
    let (done, is_done) = channel::<()>();
    let result = std::thread::scope(|scope| {
        let alarm = token.clone();
        scope.spawn(move || {
            if is_done.recv_timeout(limit) == Err(RecvTimeoutError::Timeout) {
                alarm.cancel();
            }
        });
        let result = work(token);
        drop(done);
        result
    });
    match result {
        Err(QueryError::Evaluation(QueryEvaluationError::Cancelled)) => Err(QueryError::TimeOut(limit)),
        result => result,
    }
}

fn answer(
    store: &Store,
    sparql: &str,
    form: Form,
    token: CancellationToken,
    out: &mut impl Write,
) -> Result<usize, QueryError> {
    let query = evaluator(store)
        .with_cancellation_token(token.clone())
        .parse_query(sparql)
        .map_err(|error| syntax(store, sparql, &error))?;
    let n_rows = match query.on_store(store.quads()).execute()? {
        QueryResults::Solutions(rows) => {
            let variables = rows.variables().to_vec();
            // The evaluator looks at the token where it reads the store; rows may come from a product that it holds ready.
            let rows = rows.map(|row| if token.is_cancelled() { Err(QueryEvaluationError::Cancelled) } else { row });
            match result_format(form) {
                Some(format) => serialize(variables, rows, format, out)?,
                None if form == Form::Table => write_table(store, &variables, rows, out)?,
                None => return Err(misfit("SELECT", "rows", form, "table, csv, tsv, json or xml")),
            }
        }
        QueryResults::Boolean(truth) => {
            match result_format(form) {
                Some(format) => {
                    QueryResultsSerializer::from_format(format).serialize_boolean_to_writer(&mut *out, truth)?;
                }
                None if form == Form::Table => writeln!(out, "{truth}")?,
                None => return Err(misfit("ASK", "yes or no", form, "table, csv, tsv, json or xml")),
            }
            1
        }
        QueryResults::Graph(triples) => {
            if result_format(form).is_some() {
                return Err(misfit("CONSTRUCT or DESCRIBE", "triples", form, "turtle"));
            }
            let triples = triples.collect::<Result<Vec<Triple>, _>>()?;
            let n_triples = triples.len();
            write!(out, "{}{}", turtle::header(store.namespaces()), turtle::blocks(triples, store.namespaces(), ""))?;
            n_triples
        }
    };
    out.flush()?;
    Ok(n_rows)
}

impl From<QueryEvaluationError> for QueryError {
    fn from(error: QueryEvaluationError) -> Self {
        QueryError::Evaluation(error)
    }
}

fn misfit(found: &'static str, answer: &'static str, form: Form, expected: &'static str) -> QueryError {
    QueryError::Form { found, answer, form, expected }
}

fn evaluator(store: &Store) -> SparqlEvaluator {
    store.namespaces().prefixes().fold(SparqlEvaluator::new(), |evaluator, (prefix, namespace)| {
        evaluator.with_prefix(prefix, namespace).expect("the namespaces were checked when they were made")
    })
}

fn result_format(form: Form) -> Option<QueryResultsFormat> {
    match form {
        Form::Csv => Some(QueryResultsFormat::Csv),
        Form::Tsv => Some(QueryResultsFormat::Tsv),
        Form::Json => Some(QueryResultsFormat::Json),
        Form::Xml => Some(QueryResultsFormat::Xml),
        Form::Table | Form::Turtle => None,
    }
}

type Row = Result<QuerySolution, QueryEvaluationError>;

fn serialize(
    variables: Vec<Variable>,
    rows: impl Iterator<Item = Row>,
    format: QueryResultsFormat,
    out: &mut impl Write,
) -> Result<usize, QueryError> {
    let mut serializer =
        QueryResultsSerializer::from_format(format).serialize_solutions_to_writer(&mut *out, variables)?;
    let mut n_rows = 0;
    for row in rows {
        serializer.serialize(&row?)?;
        n_rows += 1;
    }
    serializer.finish()?;
    Ok(n_rows)
}

/// Writes rows under the names of their variables.
fn write_table(
    store: &Store,
    variables: &[Variable],
    rows: impl Iterator<Item = Row>,
    out: &mut impl Write,
) -> Result<usize, QueryError> {
    let head: Vec<String> = variables.iter().map(|variable| variable.as_str().to_owned()).collect();
    let mut cells = Vec::new();
    for row in rows {
        let row = row?;
        cells.push(row.values().iter().map(|term| cell(store, term.as_ref())).collect::<Result<Vec<_>, _>>()?);
    }
    table::table(&head, &cells, out)?;
    Ok(cells.len())
}

/// A term as a person reads it: a thing by its name and IRI, a literal by its value.
fn cell(store: &Store, term: Option<&Term>) -> Result<String, StorageError> {
    let text = match term {
        None => String::new(),
        Some(Term::NamedNode(node)) => {
            let short = turtle::shorten(node.as_str(), store.namespaces()).unwrap_or_else(|| node.to_string());
            let is_thing = store.namespaces().is_thing(node.as_str());
            match if is_thing { store.label(node.as_ref())? } else { None } {
                Some(label) => format!("{label} {short}"),
                None => short,
            }
        }
        Some(Term::Literal(literal)) => literal.value().to_owned(),
        Some(term) => turtle::term(term, store.namespaces()),
    };
    Ok(table::fit(&text))
}

/// What is wrong with a text that is no query: an update, or an error with its place and what may help.
fn syntax(store: &Store, sparql: &str, error: &SparqlSyntaxError) -> QueryError {
    if sparql.trim().is_empty() {
        let hint =
            "as in: SELECT ?one ?other { ?one tupu:met ?other }; tupu query --ask lists questions that have a name";
        let (place, message) = (String::new(), "found an empty question, expected one in SPARQL".to_owned());
        return QueryError::Syntax { place, message, hint: Some(hint.to_owned()) };
    }
    if evaluator(store).parse_update(sparql).is_ok() {
        return QueryError::Update;
    }
    let text = error.to_string();
    // The parser gives the place in its words alone: "error at 1:8: expected …".
    let placed = text.strip_prefix("error at ").and_then(|rest| {
        let (place, message) = rest.split_once(": ")?;
        let (line, column) = place.split_once(':')?;
        Some((line.parse::<usize>().ok()?, column.parse::<usize>().ok()?, message))
    });
    let Some((line, column, message)) = placed else {
        return QueryError::Syntax { place: String::new(), message: text, hint: None };
    };
    let source = sparql.lines().nth(line - 1).unwrap_or_default();
    let before: String = source.chars().take(column - 1).collect();
    let found = source.chars().nth(column - 1);
    let place = format!("line {line}, column {column}\n  {source}\n  {}^\n", " ".repeat(before.width()));
    let known = || store.namespaces().prefixes().map(|(prefix, _)| prefix).collect::<Vec<_>>().join(", ");
    let hint = if message.contains("Prefix not found") {
        Some(format!("declare the prefix with PREFIX, or use one that is known: {}", known()))
    } else if let Some(c) = found.filter(|c| !c.is_ascii() && !c.is_alphanumeric()) {
        Some(format!("SPARQL takes ASCII punctuation, and {c:?} is not"))
    } else {
        let word = before.rsplit(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
        (!word.is_ascii()).then(|| format!("a name is a text in quotes, as in ?who rdfs:label \"{word}\"@zh"))
    };
    let found = found.map_or_else(|| "the end of the line".to_owned(), |c| format!("{c:?}"));
    // Where nearly anything could follow, the list of it helps nobody.
    let expected = message.strip_prefix("expected ").filter(|expected| expected.len() < 80);
    let message =
        expected.map_or_else(|| format!("found {found}"), |expected| format!("found {found}, expected {expected}"));
    QueryError::Syntax { place, message, hint }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rdf::tests::store;

    fn ask(sparql: &str, form: Form) -> Result<String, QueryError> {
        let mut out = Vec::new();
        query(&store(), sparql, form, None, &mut out)?;
        Ok(String::from_utf8(out).expect("answers are UTF-8"))
    }

    fn shown(sparql: &str) -> String {
        ask(sparql, Form::Table).unwrap_or_else(|error| panic!("{error}"))
    }

    fn error(sparql: &str) -> String {
        ask(sparql, Form::Table).expect_err("no query").to_string()
    }

    #[test]
    fn who_met_whom_finds_both_directions() {
        assert_eq!(
            shown("SELECT ?a ?b { ?a tupu:met ?b } ORDER BY ?a"),
            "a                 b\n\
             ----------------  ----------------\n\
             布林肯 e:blinken  王毅 e:wang-yi\n\
             王毅 e:wang-yi    布林肯 e:blinken\n"
        );
    }

    #[test]
    fn questions_as_people_ask_them() {
        let when = "SELECT ?who ?date ?place { ?m a tupu:Meeting ; tupu:participant/rdfs:label ?who ;
            tupu:happenedOn ?date ; tupu:locatedIn/rdfs:label ?place } ORDER BY ?who";
        assert_eq!(
            ask(when, Form::Csv).expect("an answer"),
            "who,date,place\r\n布林肯,2023-09-13,北京\r\n王毅,2023-09-13,北京\r\n"
        );
        let posts = "SELECT ?name ?post ?of { ?p a tupu:PositionHeld ; tupu:member/rdfs:label ?name ; tupu:post ?post
            OPTIONAL { ?p tupu:organization/rdfs:label ?of } FILTER NOT EXISTS { ?p tupu:modality tupu:Former } }";
        assert_eq!(
            ask(posts, Form::Tsv).expect("an answer"),
            "?name\t?post\t?of\n\"王毅\"@zh\t\"外交部长\"@zh\t\"中国\"@zh\n"
        );
        let sentence = "SELECT ?words { GRAPH ?article {
            ?fact rdf:reifies <<( e:wang-yi tupu:met e:blinken )>> ; tupu:evidence ?span .
            ?span nif:beginIndex ?b ; nif:endIndex ?e . ?article nif:isString ?text }
            BIND(SUBSTR(?text, ?b + 1, ?e - ?b) AS ?words) } ORDER BY ?words";
        assert_eq!(
            shown(sentence),
            "words\n----------------------------------------------\n中国外交部长王毅13日在北京会见美国国务卿布林肯\n布林肯与王外長会面\n"
        );
        let said = "SELECT ?who ?for ?text { GRAPH ?article { ?s a tupu:Statement ; tupu:speaker/rdfs:label ?who ;
            tupu:onBehalfOf/rdfs:label ?for ; schema:text ?text } }";
        assert!(shown(said).ends_with("布林肯  美国  美国支持一带一路倡议。\n"), "{}", shown(said));
        let planned = "SELECT ?t { GRAPH ?article { ?fact tupu:modality tupu:Planned ; rdf:reifies ?t } }";
        assert!(shown(planned).contains("<<( e:wang-yi tupu:visited e:usa )>>"), "{}", shown(planned));
        let claimed = "SELECT ?who ?t { GRAPH ?article { ?fact tupu:attributedTo ?who ; rdf:reifies ?t } }";
        assert!(shown(claimed).contains("布林肯 e:blinken"), "{}", shown(claimed));
        assert_eq!(shown("ASK { e:wang-yi tupu:visited e:usa }"), "false\n");
        assert_eq!(shown("ASK { e:wang-yi owl:sameAs wd:Q701801 }"), "true\n");
    }

    #[test]
    fn long_cells_end_in_an_ellipsis_and_lines_stay_lines() {
        let table = shown("SELECT ?text { ?article nif:isString ?text } ");
        assert_eq!(table, "text\n----\n", "articles are not in the merged graph");
        let table = shown("SELECT ?text { GRAPH ?article { ?article nif:isString ?text } FILTER(STRLEN(?text) > 40) }");
        let lines: Vec<&str> = table.lines().collect();
        assert_eq!((lines.len(), lines[2].width()), (3, 60), "{table}");
        assert!(lines[2].starts_with("王毅会见布林肯 中国") && lines[2].ends_with('…'), "{table}");
    }

    #[test]
    fn construct_and_describe_answer_in_turtle() {
        let turtle = shown("CONSTRUCT { ?a schema:knows ?b } WHERE { ?a tupu:met ?b }");
        assert!(
            turtle.ends_with("\ne:blinken schema:knows e:wang-yi .\n\ne:wang-yi schema:knows e:blinken .\n"),
            "{turtle}"
        );
        assert!(ask("DESCRIBE e:wang-yi", Form::Turtle).expect("an answer").contains("a tupu:Person ;"));
        assert_eq!(
            ask("DESCRIBE e:wang-yi", Form::Csv).expect_err("no rows").to_string(),
            "CONSTRUCT or DESCRIBE answers with triples, which csv cannot hold; use turtle"
        );
        assert!(ask("SELECT * { ?s ?p ?o }", Form::Turtle).is_err());
        assert!(ask("ASK {}", Form::Json).expect("an answer").contains("true"));
    }

    #[test]
    fn what_is_no_query_is_explained() {
        assert!(error("DELETE WHERE { ?s ?p ?o }").starts_with("this is a SPARQL update, and queries only read"));
        assert_eq!(
            error("SELECT ?a {\n  ?a tupu:met 王毅 }"),
            "line 2, column 17\n    ?a tupu:met 王毅 }\n                    ^\nfound ' '\n\
             hint: a name is a text in quotes, as in ?who rdfs:label \"王毅\"@zh"
        );
        print!(
            "{}\n{}\n{}",
            error("SELECT ?a { ?a foo:met ?b }"),
            error("SELECT ?a { ?a rdfs:label “王毅” }"),
            error("SELECT")
        );
        assert!(error("SELECT ?a { ?a foo:met ?b }").contains("or use one that is known: a, e, f, r, tupu, schema"));
    }

    #[test]
    fn a_time_limit_ends_an_endless_question() {
        let endless = "SELECT (COUNT(*) AS ?n) { GRAPH ?x { ?a ?b ?c } GRAPH ?y { ?d ?e ?f } GRAPH ?z { ?g ?h ?i } }";
        let limit = Some(Duration::from_millis(1));
        let error =
            query(&store(), endless, Form::Table, limit, io::sink()).expect_err("there are a million rows to count");
        assert!(matches!(error, QueryError::TimeOut(_)), "{error}");
        assert_eq!(
            query(&store(), "ASK {}", Form::Table, Some(Duration::from_secs(600)), io::sink()).expect("at once"),
            1
        );
    }
}
