//! `tupu export`: the graph for other programs, and for people who would rather look than ask.

use std::fs;
use std::io::{self, BufWriter, Write};

use anyhow::{Context as _, bail};
use tupu::ask::selection::{Selection, Wanted};
use tupu::clean::Simplifier;
use tupu::ontology::Vocabulary;
use tupu::publish::{Picture, dot, edges_csv, gexf, graphml, nodes_csv, page, svg};
use tupu::rdf::{self, Format, Options};

use super::engine::Graph;
use super::files::write_atomically;
use super::{Hint, Outcome, class, language, period};
use crate::cli::{Export, ExportFormat};

/// Facts that a page holds at most, and bytes from which it warns: each fact brings its passages and their whole articles.
const PAGE_FACTS: usize = 20_000;
const PAGE_BYTES: usize = 20_000_000;

/// Prints the graph.
pub(crate) fn run(args: &Export) -> anyhow::Result<Outcome> {
    let format = rdf_format(args.format);
    if args.evidence && (format.is_none() || matches!(format, Some(Format::Turtle | Format::RdfXml))) {
        bail!(Hint::new(
            format!("{:?} has no place for the graphs of the articles", args.format),
            "use --format trig, nquads or ntriples, or jsonld with --rdf11",
        ));
    }
    let vocabulary = Vocabulary::load(args.ontology.dir())?;
    args.class.iter().try_for_each(|name| class(name, &vocabulary))?;
    let graph = Graph::open_existing(&args.store.dir)?;
    let around = args.around.as_ref().map(|name| graph.find(name, args.ontology.dir())).transpose()?;
    let wanted = Wanted {
        around: around.clone().map(|thing| (thing, args.hops)),
        classes: args.class.clone(),
        period: period(&args.period),
    };
    let selection = Selection::of(graph.store(), &wanted)?;
    if let Some(format) = format {
        let options = Options { format, evidence: args.evidence, rdf11: args.rdf11, selection };
        return write(args, |out| rdf::export(graph.store(), &options, out).context("could not write the graph"));
    }
    let picture = Picture::of(graph.store(), &vocabulary, &selection)?;
    if args.format == ExportFormat::Html {
        if picture.edges.len() > PAGE_FACTS {
            bail!(Hint::new(
                format!(
                    "a page of {} facts would be too large for a browser: {PAGE_FACTS} at most",
                    picture.edges.len()
                ),
                "choose a part with --around NAME --hops 2, --class, or --since and --until",
            ));
        }
        let simplifier = Simplifier::load(args.ontology.dir())?;
        let page = page(graph.store(), &vocabulary, &simplifier, &selection, &picture)?;
        if page.len() > PAGE_BYTES {
            let megabytes = page.len() / 1_000_000;
            writeln!(
                io::stderr().lock(),
                "warning: the page has {megabytes} MB, with which browsers are slow; --around, --class or --since make it smaller"
            )?;
        }
        return write(args, |out| Ok(out.write_all(page.as_bytes())?));
    }
    match args.format {
        ExportFormat::Graphml => write(args, |out| Ok(graphml(&picture, out)?)),
        ExportFormat::Gexf => write(args, |out| Ok(gexf(&picture, out)?)),
        ExportFormat::Dot => write(args, |out| Ok(out.write_all(dot(&picture).as_bytes())?)),
        ExportFormat::Svg => {
            let centre = around.and_then(|thing| picture.things.iter().position(|other| other.iri == thing.iri));
            let Some(centre) = centre else {
                bail!("no article of the period tells of what the picture is to be around")
            };
            write(
                args,
                |out| Ok(out.write_all(svg(&picture, centre, &vocabulary, language(args.language)).as_bytes())?),
            )
        }
        _ => {
            let dir = args.output.as_ref().expect("the parser asks for it");
            fs::create_dir_all(dir).with_context(|| format!("could not make the folder {}", dir.display()))?;
            write_atomically(&dir.join("nodes.csv"), |out| Ok(nodes_csv(&picture, out)?))?;
            write_atomically(&dir.join("edges.csv"), |out| Ok(edges_csv(&picture, out)?))?;
            Ok(Outcome::Done)
        }
    }
}

fn rdf_format(format: ExportFormat) -> Option<Format> {
    Some(match format {
        ExportFormat::Turtle => Format::Turtle,
        ExportFormat::Trig => Format::Trig,
        ExportFormat::Nquads => Format::NQuads,
        ExportFormat::Ntriples => Format::NTriples,
        ExportFormat::Rdfxml => Format::RdfXml,
        ExportFormat::Jsonld => Format::JsonLd,
        _ => return None,
    })
}

/// Writes to the file that was named, or to the standard output.
fn write(args: &Export, content: impl FnOnce(&mut dyn Write) -> anyhow::Result<()>) -> anyhow::Result<Outcome> {
    if let Some(file) = &args.output {
        write_atomically(file, content)?;
    } else {
        let mut out = BufWriter::new(io::stdout().lock());
        content(&mut out)?;
        out.flush().context("could not write to the standard output")?;
    }
    Ok(Outcome::Done)
}
