//! `tupu train`: annotated text in, model out.

use std::collections::BTreeMap;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use tupu::recognise::tagger::Options;
use tupu::train::Sources;

use super::Outcome;
use super::engine;
use super::files::write_atomically;
use crate::cli::Train;

/// Trains and validates as asked.
pub(crate) fn run(args: &Train) -> anyhow::Result<Outcome> {
    let (trainer, ontology_hash) = engine::trainer(args.ontology.as_deref())?;
    let sources = Sources { gold: args.from.clone(), partial: args.partial.clone(), noisy: args.noisy.clone() };
    let options = Options { seed: args.seed, ..Options::default() };
    if let Some(folds) = args.cross_validate {
        let validation = trainer.cross_validate(&sources, &options, folds.into(), tell)?;
        write!(io::stdout().lock(), "{validation}")?;
    }
    if let Some(output) = &args.output {
        let model = trainer.train(&sources, &options, tell)?;
        write_atomically(output, |out| out.write_all(&model).map_err(Into::into))?;
        record(args, &model, &ontology_hash, &output.with_extension("json"))?;
    }
    Ok(Outcome::Done)
}

/// Progress is talk; a closed standard error is no reason to stop.
fn tell(line: &str) {
    drop(writeln!(io::stderr().lock(), "{line}"));
}

/// Writes what made a model.
fn record(args: &Train, model: &[u8], ontology_hash: &str, to: &Path) -> anyhow::Result<()> {
    let mut files = BTreeMap::new();
    for file in [&args.from, &args.partial, &args.noisy].into_iter().flatten() {
        let content = std::fs::read(file).with_context(|| format!("could not read {}", file.display()))?;
        let name = file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        files.insert(name, engine::content_hash(&content));
    }
    let names = |paths: &[PathBuf]| -> Vec<String> {
        paths.iter().filter_map(|path| Some(path.file_name()?.to_string_lossy().into_owned())).collect()
    };
    let lists = [("from", &args.from), ("partial", &args.partial), ("noisy", &args.noisy)];
    let options = lists.iter().filter(|(_, files)| !files.is_empty());
    let options = options.map(|(option, files)| format!(" --{option} {}", names(files).join(" ")));
    let record = serde_json::json!({
        "command": format!("tupu train{} --seed {}", options.collect::<String>(), args.seed),
        "model_sha256": engine::content_hash(model),
        "ontology_sha256": ontology_hash,
        "seed": args.seed,
        "files_sha256": files,
    });
    write_atomically(to, |out| {
        serde_json::to_writer_pretty(&mut *out, &record)?;
        writeln!(out).map_err(Into::into)
    })
}
