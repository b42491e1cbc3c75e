//! A report: what the last run read, found, repaired and failed at, and what the graph is made of, on one page.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::{self, Write};

use serde_json::Value;

use crate::ask::central::pagerank;
use crate::ask::network::Network;
use crate::ask::timeline::Period;
use crate::ontology::{Language, Vocabulary};
use crate::query::table::table;
use crate::rdf::Store;
use crate::rdf::view::ViewError;

/// The report's words in Chinese, by those in English.
const CHINESE: &str = include_str!("page/report.json");
/// Things that the report lists.
const LISTED: usize = 15;

/// Tables with their titles.
#[derive(Clone, Debug, Default)]
pub struct Report {
    sections: Vec<Section>,
    /// The words that it says in another way than in English.
    words: BTreeMap<String, String>,
}

/// A table.
#[derive(Clone, Debug)]
struct Section {
    title: String,
    head: Vec<String>,
    rows: Vec<Vec<String>>,
    /// The column that a page shows as bars too.
    bars: Option<usize>,
}

impl Report {
    /// The report of a store and of the last run that wrote to it, as `run.json` records it; nothing of the run without that. Rules,
    /// warnings and failures are in English always.
    ///
    /// # Errors
    /// The store cannot be read.
    pub fn of(
        store: &Store,
        vocabulary: &Vocabulary,
        run: Option<&Value>,
        language: Language,
    ) -> Result<Self, ViewError> {
        let words = match language {
            Language::Zh => serde_json::from_str(CHINESE).expect("the report's words are a JSON object of texts"),
            Language::En => BTreeMap::new(),
        };
        let mut report = Report { sections: Vec::new(), words };
        if let Some(run) = run {
            report.run(run);
        }
        let dates = store.dates()?;
        let n_articles = store.articles()?.len();
        let classes = store.classes()?;
        let network = Network::load(store, vocabulary, &Period::default())?;

        let mut by_class: BTreeMap<&str, usize> = BTreeMap::new();
        classes.values().for_each(|class| *by_class.entry(class).or_default() += 1);
        let label = |name: &str| vocabulary.label(name, language).to_owned();
        let mut rows = vec![vec![report.word("articles"), n_articles.to_string()]];
        rows.extend(by_class.iter().map(|(class, n)| vec![label(class), n.to_string()]));
        report.add("In the graph", &["what", "how many"], rows, None);

        let mut by_property: BTreeMap<&str, usize> = BTreeMap::new();
        store.facts::<ViewError>(vocabulary.relations(), false, |subject, property, object, _| {
            if !vocabulary.is_symmetric(property) || subject <= object {
                *by_property.entry(property).or_default() += 1;
            }
            Ok(())
        })?;
        let by_property = most(by_property.into_iter().map(|(property, n)| (label(property), n)));
        report.add("Facts between things", &["relation", "facts"], by_property, Some(1));

        let ranks = pagerank(&network);
        let mut order: Vec<usize> = (0..ranks.len()).collect();
        order.sort_by(|&a, &b| ranks[b].total_cmp(&ranks[a]).then(a.cmp(&b)));
        let mut rows = Vec::new();
        for place in order.into_iter().take(LISTED) {
            let Some(thing) = store.thing(&network.things[place])? else { continue };
            let n = u32::try_from(place).map_or(0, |place| network.links.neighbors_slice(place).len());
            rows.push(vec![thing.name, label(&thing.class), n.to_string()]);
        }
        report.add("Most central", &["name", "class", "connections"], rows, Some(2));

        let mut months: BTreeMap<&str, usize> = BTreeMap::new();
        dates.values().for_each(|date| *months.entry(date.get(..7).unwrap_or(date)).or_default() += 1);
        let mut rows: Vec<Vec<String>> = months.iter().map(|(m, n)| vec![(*m).to_owned(), n.to_string()]).collect();
        if dates.len() < n_articles {
            rows.push(vec![report.word("no date"), (n_articles - dates.len()).to_string()]);
        }
        report.add("Articles by month", &["month", "articles"], rows, Some(1));

        let rules = store.rules()?.into_iter().map(|(rule, n)| vec![rule, n.to_string()]).collect();
        report.add("What the rules found", &["rule", "facts"], rules, Some(1));
        Ok(report)
    }

    fn run(&mut self, run: &Value) {
        let count = |name: &str| run[name].as_u64().map(|n| vec![self.word(name), n.to_string()]);
        let counts = ["inputs", "articles", "failed", "entities", "relations", "statements"];
        let mut rows: Vec<Vec<String>> = counts.iter().filter_map(|name| count(name)).collect();
        let version =
            |name: &str| run["versions"][name].as_str().map(|v| vec![self.word(&name.replace('_', " ")), v.to_owned()]);
        rows.extend(["program", "ontology", "ontology_hash", "model_hash"].iter().filter_map(|name| version(name)));
        self.add("The last run", &["what", ""], rows, None);
        let failures = run["failures"].as_array().into_iter().flatten().filter_map(Value::as_str);
        self.add("What failed", &["why"], failures.map(|why| vec![why.to_owned()]).collect(), None);
        let warned = run["warnings"].as_object().into_iter().flatten().map(|(kind, warned)| {
            let text = |name: &str| warned[name].as_str().unwrap_or_default().to_owned();
            vec![kind.clone(), warned["count"].to_string(), text("example"), text("article")]
        });
        self.add("Repairs and warnings", &["kind", "articles", "example", "in"], warned.collect(), None);
    }

    /// Adds a table, unless it is empty.
    fn add(&mut self, title: &str, head: &[&str], rows: Vec<Vec<String>>, bars: Option<usize>) {
        if !rows.is_empty() {
            let head = head.iter().map(|cell| self.word(cell)).collect();
            self.sections.push(Section { title: self.word(title), head, rows, bars });
        }
    }

    /// A word of the report in its language.
    fn word(&self, english: &str) -> String {
        self.words.get(english).map_or(english, String::as_str).to_owned()
    }

    /// Writes the report as text.
    ///
    /// # Errors
    /// Writing failed.
    pub fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        for (i, section) in self.sections.iter().enumerate() {
            writeln!(out, "{}{}\n", if i > 0 { "\n" } else { "" }, section.title.to_uppercase())?;
            table(&section.head, &section.rows, out)?;
        }
        Ok(())
    }

    /// The report as a page that needs no other file.
    pub fn html(&self) -> String {
        let mut html = String::from(include_str!("page/report.html"));
        for section in &self.sections {
            write!(html, "<section>\n<h2>{}</h2>\n<table>\n<tr>", escaped(&section.title)).expect(IN_MEMORY);
            section.head.iter().for_each(|cell| write!(html, "<th>{}</th>", escaped(cell)).expect(IN_MEMORY));
            html.push_str("</tr>\n");
            let value = |row: &[String]| section.bars.and_then(|bars| row[bars].parse::<u64>().ok()).unwrap_or(0);
            let highest = section.rows.iter().map(|row| value(row)).max().unwrap_or(0).max(1);
            for row in &section.rows {
                html.push_str("<tr>");
                for (i, cell) in row.iter().enumerate() {
                    let is_number = !cell.is_empty() && cell.bytes().all(|byte| byte.is_ascii_digit());
                    let class = if is_number { " class=\"n\"" } else { "" };
                    write!(html, "<td{class}>{}", escaped(cell)).expect(IN_MEMORY);
                    if section.bars == Some(i) {
                        let share = value(row) * 100 / highest;
                        write!(html, "<i style=\"width:{share}%\"></i>").expect(IN_MEMORY);
                    }
                    html.push_str("</td>");
                }
                html.push_str("</tr>\n");
            }
            html.push_str("</table>\n</section>\n");
        }
        html.push_str("</main>\n</body>\n</html>\n");
        html
    }
}

/// Names with their numbers, the highest first.
fn most(counts: impl Iterator<Item = (String, usize)>) -> Vec<Vec<String>> {
    let mut counts: Vec<(String, usize)> = counts.collect();
    counts.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    counts.into_iter().map(|(name, n)| vec![name, n.to_string()]).collect()
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

const IN_MEMORY: &str = "writing to a string cannot fail";
