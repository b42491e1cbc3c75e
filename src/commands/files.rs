//! Files that are there as a whole or not at all.

use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::Path;

use anyhow::Context as _;

/// Writes a file by way of a temporary one beside it, so that a run that fails leaves the former file as it was.
pub(crate) fn write_atomically(
    path: &Path,
    content: impl FnOnce(&mut dyn Write) -> anyhow::Result<()>,
) -> anyhow::Result<()> {
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let temporary = path.with_file_name(format!(".{name}.{}.tmp", std::process::id()));
    let written = (|| {
        let mut file = BufWriter::new(File::create(&temporary)?);
        content(&mut file)?;
        file.into_inner().map_err(std::io::IntoInnerError::into_error)?.sync_all()?;
        fs::rename(&temporary, path)?;
        anyhow::Ok(())
    })();
    if written.is_err() {
        // Best effort: what failed is reported, and a left-over temporary file does no harm.
        let _ = fs::remove_file(&temporary);
    }
    written.with_context(|| format!("could not write {}", path.display()))
}
