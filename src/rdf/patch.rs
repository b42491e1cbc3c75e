//! An export of the merged graph brought up to date: the blocks of touched things are written anew, all others are copied, so a
//! change takes what reading and writing the file take, however large the archive is.

use super::export::{ExportError, Format, Options, export};
use super::store::Store;
use super::touched::Touched;
use super::turtle;
use oxigraph::model::{GraphNameRef, NamedNode};
use std::io::{BufRead, Write};
use std::iter::Peekable;
use std::vec::IntoIter;

/// Writes the merged graph in Turtle, as [`export`] does, with the help of what it wrote before the store was touched.
///
/// # Errors
/// The store or the former file cannot be read, or `out` not be written.
pub fn patch(
    store: &Store,
    mut former: impl BufRead,
    touched: &Touched,
    mut out: impl Write,
) -> Result<(), ExportError> {
    let all = |out| export(store, &Options::merged(Format::Turtle), out);
    let Some(things) = touched.things.few() else { return all(out) };
    let header = turtle::header(store.namespaces());
    let mut found = vec![0; header.len()];
    if former.read_exact(&mut found).is_err() || found != header.as_bytes() {
        return all(out);
    }
    out.write_all(&found)?;
    let mut things: Vec<(String, &NamedNode)> = things.iter().map(|thing| (thing.to_string(), thing)).collect();
    things.sort();
    let mut patch = Patch { store, things: things.into_iter().peekable(), out };
    // An empty line stands before each block, and nowhere else: there is none in a literal.
    let (mut line, mut begins, mut is_copied) = (String::new(), false, true);
    while former.read_line(&mut line)? > 0 {
        if line == "\n" {
            begins = true;
        } else {
            if begins {
                let subject = turtle::expand(line.split(' ').next().unwrap_or_default(), store.namespaces());
                is_copied = !patch.write_until(Some(&subject))?;
                if is_copied {
                    patch.out.write_all(b"\n")?;
                }
                begins = false;
            }
            if is_copied {
                patch.out.write_all(line.as_bytes())?;
            }
        }
        line.clear();
    }
    patch.write_until(None)?;
    Ok(())
}

/// An export while it is brought up to date.
struct Patch<'s, 't, W> {
    store: &'s Store,
    /// The touched things that have not been written, in the order of the file, which is that of their IRIs in angle brackets.
    things: Peekable<IntoIter<(String, &'t NamedNode)>>,
    out: W,
}

impl<W: Write> Patch<'_, '_, W> {
    /// Writes the blocks of touched things up to this one, or all that are left; whether this one was among them.
    fn write_until(&mut self, end: Option<&str>) -> Result<bool, ExportError> {
        let mut is_among = false;
        while let Some((key, thing)) = self.things.next_if(|(key, _)| end.is_none_or(|end| &**key <= end)) {
            is_among = Some(&*key) == end;
            let triples = self.store.triples(Some(thing.as_ref().into()), GraphNameRef::DefaultGraph)?;
            self.out.write_all(turtle::blocks(triples, self.store.namespaces(), "").as_bytes())?;
        }
        Ok(is_among)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rdf::Namespaces;
    use crate::rdf::tests::{FIRST, LATER, later, readings, run};
    use crate::reading::Reading;

    fn turtle(store: &Store) -> String {
        let mut out = Vec::new();
        export(store, &Options::merged(Format::Turtle), &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    fn patched(store: &Store, former: &str, touched: &Touched) -> String {
        let mut out = Vec::new();
        patch(store, former.as_bytes(), touched, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn a_patched_export_is_the_one_that_is_written_anew() {
        let store = Store::in_memory(Namespaces::default()).unwrap();
        let [first, third] = readings();
        let empty = turtle(&store);
        let touched = store.put(&run(), [(&first, FIRST), (&third, "")]).unwrap().touched;
        let one = turtle(&store);
        assert_eq!(patched(&store, &empty, &touched), one, "blocks are put in");

        let touched = store.put(&run(), [(&later(), LATER)]).unwrap().touched;
        let two = turtle(&store);
        assert!(two != one);
        assert_eq!(patched(&store, &one, &touched), two, "blocks are changed");
        let touched = store.remove("1").unwrap().touched;
        let three = turtle(&store);
        assert_eq!(patched(&store, &two, &touched), three, "blocks go");
        let touched = store.remove("2").unwrap().touched;
        assert_eq!(patched(&store, &three, &touched), empty);
    }

    #[test]
    fn a_file_of_other_prefixes_or_a_change_of_everything_is_written_anew() {
        let store = Store::in_memory(Namespaces::default()).unwrap();
        let [first, _] = readings();
        let touched = store.put(&run(), [(&Reading { key: "é".to_owned(), ..first }, FIRST)]).unwrap().touched;
        let expected = turtle(&store);
        for former in ["", "@prefix a: <b> .\n", "\u{feff}"] {
            assert_eq!(patched(&store, former, &touched), expected);
        }
        assert_eq!(patched(&store, "no Turtle", &Touched::everything()), expected);
    }
}
