//! Named questions: SPARQL in `ontology/questions/*.rq` that a user asks by name, with arguments.
//!
//! A question file is SPARQL that any tool can read. The comments at its head say what it asks:
//!
//! ```sparql
//! # zh: $who 会见过谁，何时，何地
//! # en: whom $who met, when and where
//! # $who: thing
//! # $limit: number = 20
//! ```
//!
//! Each parameter is a variable that the question writes with `$`, where others stand with `?`. It is a `thing`, given by any
//! of its names, a `text`, a `date`, or a `number`; with `=` it may be left out. An argument takes the variable's place as a
//! term, so no text can break out of it.

use crate::ontology::{Files, OntologyError};
use oxigraph::model::{Literal, NamedNode};
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::Path;

/// A question with a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// What it is called by.
    pub name: String,
    /// What it asks, in Chinese.
    pub zh: String,
    /// What it asks, in English.
    pub en: String,
    /// What it has to be told, in the order in which the arguments are given.
    pub parameters: Vec<Parameter>,
    sparql: String,
}

/// What a question has to be told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parameter {
    /// Its variable, without `$`.
    pub name: String,
    /// What it is.
    pub kind: ParameterKind,
    /// What it is where no argument is given; such parameters come last.
    pub default: Option<String>,
}

/// The kinds of parameters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ParameterKind {
    /// A thing of the graph, given by a name.
    Thing,
    /// A text.
    Text,
    /// A date such as 2024-09-05, 2024-09 or 2024.
    Date,
    /// A number without sign or fraction.
    Number,
}

/// Why a question cannot be asked like this.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum QuestionError {
    /// No question has the name.
    #[error("found no question {name:?}{}", near.as_ref().map(|near| format!(", did you mean {near:?}?")).unwrap_or_default())]
    Unknown {
        /// The name asked for.
        name: String,
        /// The name nearest to it.
        near: Option<String>,
    },
    /// Too few arguments, or too many.
    #[error("found {found} arguments, expected: {expected}")]
    Arguments {
        /// How many were given.
        found: usize,
        /// The form of the call.
        expected: String,
    },
    /// An argument of the wrong form.
    #[error("${name}: found {found:?}, expected {expected}")]
    Argument {
        /// The parameter.
        name: String,
        /// The argument.
        found: String,
        /// What it should be.
        expected: &'static str,
    },
}

/// The questions of an ontology's folder, or those that are built into the program, by name.
///
/// # Errors
/// A file has no description in one of the languages, or its parameters are not those of its SPARQL.
pub fn questions(dir: Option<&Path>) -> Result<Vec<Question>, OntologyError> {
    let files = dir.map_or_else(|| Ok(Files::bundled()), Files::read)?;
    files.in_dir("questions/").filter(|(path, _)| path.ends_with(".rq")).map(|(path, text)| parse(path, text)).collect()
}

/// The question with this name.
///
/// # Errors
/// There is none.
pub fn find<'q>(questions: &'q [Question], name: &str) -> Result<&'q Question, QuestionError> {
    questions.iter().find(|question| question.name == name).ok_or_else(|| {
        let near = |question: &&Question| distance(&question.name, name) <= 2 || question.name.starts_with(name);
        let near = questions.iter().find(near).map(|question| question.name.clone());
        QuestionError::Unknown { name: name.to_owned(), near }
    })
}

impl Question {
    /// The form of a call: the name, then the parameters, those that may be left out in brackets.
    pub fn usage(&self) -> String {
        self.parameters.iter().fold(self.name.clone(), |mut usage, parameter| {
            let name = parameter.name.to_uppercase();
            match &parameter.default {
                None => write!(usage, " {name}"),
                Some(default) => write!(usage, " [{name}={default}]"),
            }
            .expect("writing to a string cannot fail");
            usage
        })
    }

    /// The question as SPARQL, with arguments in place of its parameters; `thing` finds the IRI of what has a name.
    ///
    /// # Errors
    /// There are too few arguments or too many, one does not fit its parameter, or `thing` fails.
    pub fn sparql<E: From<QuestionError>>(
        &self,
        arguments: &[String],
        mut thing: impl FnMut(&str) -> Result<String, E>,
    ) -> Result<String, E> {
        let n_required = self.parameters.iter().filter(|parameter| parameter.default.is_none()).count();
        if arguments.len() < n_required || arguments.len() > self.parameters.len() {
            return Err(QuestionError::Arguments { found: arguments.len(), expected: self.usage() }.into());
        }
        let mut terms = Vec::with_capacity(self.parameters.len());
        for (i, parameter) in self.parameters.iter().enumerate() {
            let default = parameter.default.as_deref().unwrap_or_default();
            let argument = arguments.get(i).map_or(default, String::as_str);
            let wrong = |expected| QuestionError::Argument {
                name: parameter.name.clone(),
                found: argument.to_owned(),
                expected,
            };
            let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
            terms.push(match parameter.kind {
                ParameterKind::Thing => {
                    NamedNode::new(thing(argument)?).map_err(|_| wrong("the name of a thing"))?.to_string()
                }
                ParameterKind::Text => Literal::from(argument).to_string(),
                ParameterKind::Number if digits(argument) => argument.to_owned(),
                ParameterKind::Number => return Err(wrong("a number").into()),
                ParameterKind::Date if argument.len() <= 10 && argument.split('-').all(digits) => {
                    Literal::from(argument).to_string()
                }
                ParameterKind::Date => return Err(wrong("a date such as 2024-09-05, 2024-09 or 2024").into()),
            });
        }
        let mut sparql = String::with_capacity(self.sparql.len());
        for (text, variable) in split(&self.sparql) {
            sparql.push_str(text);
            if let Some(variable) = variable {
                let at = self.parameters.iter().position(|p| p.name == variable).expect("checked when it was loaded");
                sparql.push_str(&terms[at]);
            }
        }
        Ok(sparql)
    }
}

fn parse(path: &str, text: &str) -> Result<Question, OntologyError> {
    let fault = |line: usize, message: String| OntologyError::new(path, line, message);
    let name = path.trim_start_matches("questions/").trim_end_matches(".rq").to_owned();
    let (mut zh, mut en, mut parameters) = (String::new(), String::new(), Vec::<Parameter>::new());
    let mut n_lines = 0;
    for line in text.lines().take_while(|line| line.starts_with('#')) {
        n_lines += 1;
        let Some((key, value)) = line.trim_start_matches('#').trim().split_once(": ") else {
            return Err(fault(n_lines, format!("found {line:?}, expected `# zh: …`, `# en: …` or `# $name: kind`")));
        };
        match key {
            "zh" => zh = value.to_owned(),
            "en" => en = value.to_owned(),
            _ if key.starts_with('$') => {
                let (kind, default) =
                    value.split_once(" = ").map_or((value, None), |(kind, default)| (kind, Some(default.to_owned())));
                let kind = match kind {
                    "thing" => ParameterKind::Thing,
                    "text" => ParameterKind::Text,
                    "date" => ParameterKind::Date,
                    "number" => ParameterKind::Number,
                    _ => {
                        return Err(fault(
                            n_lines,
                            format!("found kind {kind:?}, expected thing, text, date or number"),
                        ));
                    }
                };
                if default.is_none() && parameters.last().is_some_and(|last| last.default.is_some()) {
                    return Err(fault(n_lines, "found a parameter without default after one that has one".to_owned()));
                }
                parameters.push(Parameter { name: key[1..].to_owned(), kind, default });
            }
            _ => return Err(fault(n_lines, format!("found {key:?}, expected zh, en or a parameter such as $who"))),
        }
    }
    if zh.is_empty() || en.is_empty() {
        return Err(fault(1, "found no description in zh or in en, expected both".to_owned()));
    }
    let sparql = text.lines().skip(n_lines).fold(String::new(), |sparql, line| sparql + line + "\n");
    let used: BTreeSet<&str> = split(&sparql).filter_map(|(_, variable)| variable).collect();
    let declared: BTreeSet<&str> = parameters.iter().map(|parameter| &*parameter.name).collect();
    if let Some(name) = used.symmetric_difference(&declared).next() {
        return Err(fault(1, format!("${name} is only in one of the head and the question, expected it in both")));
    }
    Ok(Question { name, zh, en, parameters, sparql })
}

/// A text in pieces, each with the `$variable` behind it.
fn split(text: &str) -> impl Iterator<Item = (&str, Option<&str>)> {
    let mut rest = Some(text);
    std::iter::from_fn(move || {
        let Some((piece, behind)) = rest?.split_once('$') else { return Some((rest.take()?, None)) };
        let end = behind.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(behind.len());
        rest = Some(&behind[end..]);
        Some((piece, Some(&behind[..end])))
    })
}

/// Levenshtein's distance of two words, in characters.
pub(crate) fn distance(one: &str, other: &str) -> usize {
    let other: Vec<char> = other.chars().collect();
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (i, c) in one.chars().enumerate() {
        let mut before = row[0];
        row[0] = i + 1;
        for (j, d) in other.iter().enumerate() {
            let replaced = before + usize::from(c != *d);
            before = row[j + 1];
            row[j + 1] = replaced.min(before + 1).min(row[j] + 1);
        }
    }
    row[other.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: &str = "# zh: 会见\n# en: whom $who met\n# $who: thing\n# $limit: number = 20\n";

    fn question(body: &str) -> Result<Question, OntologyError> {
        parse("questions/met.rq", &format!("{HEAD}{body}"))
    }

    #[test]
    fn arguments_take_the_place_of_parameters_as_terms() {
        let question = question("SELECT ?x { $who ?p ?x } LIMIT $limit").expect("a sound question");
        assert_eq!(question.usage(), "met WHO [LIMIT=20]");
        let ask = |arguments: &[&str]| {
            let arguments: Vec<String> = arguments.iter().map(|&argument| argument.to_owned()).collect();
            question.sparql::<QuestionError>(&arguments, |name| Ok(format!("http://example.com/{name}")))
        };
        assert_eq!(ask(&["a"]).as_deref(), Ok("SELECT ?x { <http://example.com/a> ?p ?x } LIMIT 20\n"));
        assert_eq!(ask(&["a", "3"]).as_deref(), Ok("SELECT ?x { <http://example.com/a> ?p ?x } LIMIT 3\n"));
        for (arguments, message) in [
            (&["a> } #"][..], "$who: found \"a> } #\", expected the name of a thing"),
            (&["a", "3 }"], "$limit: found \"3 }\", expected a number"),
            (&[], "found 0 arguments, expected: met WHO [LIMIT=20]"),
        ] {
            assert_eq!(ask(arguments).expect_err(message).to_string(), message);
        }
    }

    #[test]
    fn a_question_must_declare_what_it_uses() {
        let error = question("SELECT ?x { $whom ?p ?x } LIMIT $limit").expect_err("two names");
        assert!(error.to_string().contains("$who is only in one of"), "{error}");
        let error = parse("questions/a.rq", "# en: a\nASK {}").expect_err("no Chinese");
        assert_eq!(error.to_string(), "questions/a.rq:1: found no description in zh or in en, expected both");
    }

    #[test]
    fn a_name_that_is_nearly_one_is_suggested() {
        let questions = [question("SELECT ?x { $who ?p ?x } LIMIT $limit").expect("a sound question")];
        let error = find(&questions, "mett").expect_err("no such name").to_string();
        assert_eq!(error, "found no question \"mett\", did you mean \"met\"?");
        assert_eq!(distance("拉夫罗夫", "拉夫洛夫"), 1);
        assert_eq!(distance("", "ab"), 2);
    }
}
