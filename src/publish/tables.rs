//! Tables of things and facts, for spreadsheets and data frames: CSV after RFC 4180.

use std::io::{self, Write};

use super::Picture;

/// A row for each thing.
///
/// # Errors
/// Writing failed.
pub fn nodes_csv(picture: &Picture, out: &mut dyn Write) -> io::Result<()> {
    row(["id", "class", "name", "names", "facts"], out)?;
    for (thing, degree) in picture.things.iter().zip(picture.degrees()) {
        row([&thing.iri, &thing.class, &thing.name, &thing.names.join("|"), &degree.to_string()], out)?;
    }
    Ok(())
}

/// A row for each fact.
///
/// # Errors
/// Writing failed.
pub fn edges_csv(picture: &Picture, out: &mut dyn Write) -> io::Result<()> {
    row(["source", "target", "relation", "source_name", "target_name", "symmetric", "articles", "first", "last"], out)?;
    for edge in &picture.edges {
        let (from, to) = (&picture.things[edge.from], &picture.things[edge.to]);
        let (first, last) = edge.dates.clone().unwrap_or_default();
        let (symmetric, articles) = (edge.is_symmetric.to_string(), edge.articles.len().to_string());
        row([&from.iri, &to.iri, &edge.property, &from.name, &to.name, &symmetric, &articles, &first, &last], out)?;
    }
    Ok(())
}

fn row<'a, const N: usize>(cells: [&'a str; N], out: &mut dyn Write) -> io::Result<()> {
    let cell = |cell: &'a str| {
        if cell.contains(['"', ',', '\n', '\r']) {
            format!("\"{}\"", cell.replace('"', "\"\""))
        } else {
            cell.to_owned()
        }
    };
    write!(out, "{}\r\n", cells.map(cell).join(","))
}
