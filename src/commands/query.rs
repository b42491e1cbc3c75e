//! `tupu query`: a question to the store, in SPARQL or by its name.

use std::cell::OnceCell;
use std::io::{self, BufWriter, IsTerminal as _, Write as _};
use std::time::Duration;

use anyhow::Context as _;
use tupu::query::QueryError;
use tupu::query::named::{self, Question};
use tupu::query::table;

use super::engine::Graph;
use super::{Outcome, argument_or_stdin};
use crate::cli::{Query, QueryFormat};

/// Asks the question and prints the answer.
pub(crate) fn run(args: &Query) -> anyhow::Result<Outcome> {
    let mut out = BufWriter::new(io::stdout().lock());
    let sparql = match (&args.sparql, &args.file, &args.ask) {
        (_, _, Some(ask)) => {
            let questions = named::questions(args.ontology.dir())?;
            let Some((name, arguments)) = ask.split_first() else {
                list(&questions, args.format, &mut out)?;
                out.flush().context("could not write to the standard output")?;
                return Ok(Outcome::Done);
            };
            let question = named::find(&questions, name)
                .map_err(|error| super::Hint::new(error.to_string(), "tupu query --ask lists all questions"))?;
            // The number of arguments is checked before the store is opened, names once it is.
            let graph = OnceCell::new();
            let open = || match graph.get() {
                Some(graph) => Ok(graph),
                None => Graph::open_existing(&args.store.dir).map(|opened| graph.get_or_init(|| opened)),
            };
            let sparql = question
                .sparql(arguments, |name| open()?.find(name, args.ontology.dir()).map(|thing| thing.iri))
                .with_context(|| format!("could not ask {name:?}"))?;
            return answer(args, open()?, &sparql, out);
        }
        (_, Some(file), None) => {
            std::fs::read_to_string(file).with_context(|| format!("could not read {}", file.display()))?
        }
        (Some(sparql), None, None) => argument_or_stdin(sparql)?,
        (None, None, None) => unreachable!("the parser asks for one of the three"),
    };
    answer(args, &Graph::open_existing(&args.store.dir)?, &sparql, out)
}

fn answer(
    args: &Query,
    graph: &Graph,
    sparql: &str,
    mut out: BufWriter<io::StdoutLock<'_>>,
) -> anyhow::Result<Outcome> {
    let limit = args.timeout.map(|seconds| Duration::from_secs(seconds.get()));
    if let Some(limit) = limit {
        end_after(limit + GRACE, limit);
    }
    if args.explain {
        out.write_all(graph.plan(sparql, limit)?.as_bytes())?;
    } else {
        let n_rows = graph.query(sparql, args.format, io::stdout().is_terminal(), limit, &mut out)?;
        out.flush().context("could not write to the standard output")?;
        if n_rows == 0 && matches!(args.format, None | Some(QueryFormat::Table)) {
            writeln!(io::stderr().lock(), "the graph holds no answer to this question")?;
        }
    }
    out.flush().context("could not write to the standard output")?;
    Ok(Outcome::Done)
}

/// Time that the evaluator has to notice that its time is up. It looks where it reads the store, and not while it multiplies what
/// it has read.
const GRACE: Duration = Duration::from_secs(1);

/// Ends the program when the time is up. It only reads, so that nothing is left half done.
fn end_after(time: Duration, limit: Duration) {
    std::thread::spawn(move || {
        std::thread::sleep(time);
        // Where even that fails there is nobody left to tell.
        let _ = writeln!(io::stderr().lock(), "error: {}", QueryError::TimeOut(limit));
        std::process::exit(2);
    });
}

/// The questions that have a name, with what each must be told.
fn list(questions: &[Question], format: Option<QueryFormat>, out: &mut dyn io::Write) -> anyhow::Result<()> {
    if format == Some(QueryFormat::Json) {
        let list: Vec<_> = (questions.iter())
            .map(|q| serde_json::json!({"name": q.name, "usage": q.usage(), "zh": q.zh, "en": q.en}))
            .collect();
        return Ok(writeln!(out, "{}", serde_json::to_string_pretty(&list)?)?);
    }
    let head = ["question", "asks", ""].map(ToOwned::to_owned);
    let rows: Vec<Vec<String>> = questions.iter().map(|q| vec![q.usage(), q.en.clone(), q.zh.clone()]).collect();
    Ok(table::table(&head, &rows, out)?)
}
