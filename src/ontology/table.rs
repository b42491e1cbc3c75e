//! Tables of words: tab-separated values with `#` comments and a row of column names.

use std::collections::BTreeMap;

use super::OntologyError;

/// A table as read, every cell trimmed of nothing: what is in the file is what counts.
pub(crate) struct Table<'a> {
    path: &'a str,
    columns: BTreeMap<&'a str, usize>,
    rows: Vec<(usize, Vec<&'a str>)>,
}

/// A row of a [`Table`].
pub(crate) struct Row<'t, 'a> {
    table: &'t Table<'a>,
    /// Line in the file, from 1.
    pub(crate) line: usize,
    cells: &'t [&'a str],
}

impl<'a> Table<'a> {
    /// Reads a table and checks that each row has a cell for each column.
    pub(crate) fn parse(path: &'a str, content: &'a str) -> Result<Self, OntologyError> {
        let mut lines = content
            .lines()
            .enumerate()
            .map(|(i, line)| (i + 1, line))
            .filter(|(_, l)| !l.starts_with('#') && !l.is_empty());
        let (_, head) = lines
            .next()
            .ok_or_else(|| OntologyError::new(path, 1, "found no row, expected a row of column names".to_owned()))?;
        let columns: BTreeMap<&str, usize> = head.split('\t').enumerate().map(|(i, name)| (name, i)).collect();
        let mut rows = Vec::new();
        for (line, text) in lines {
            let cells: Vec<&str> = text.split('\t').collect();
            if cells.len() != columns.len() {
                let message = format!(
                    "found {} cells, expected {}: {}; is a tab missing?",
                    cells.len(),
                    columns.len(),
                    head.replace('\t', ", ")
                );
                return Err(OntologyError::new(path, line, message));
            }
            rows.push((line, cells));
        }
        Ok(Table { path, columns, rows })
    }

    /// The rows in the order of the file.
    pub(crate) fn rows(&self) -> impl Iterator<Item = Row<'_, 'a>> {
        self.rows.iter().map(|(line, cells)| Row { table: self, line: *line, cells })
    }
}

impl<'a> Row<'_, 'a> {
    /// The cell of a column.
    pub(crate) fn get(&self, column: &str) -> Result<&'a str, OntologyError> {
        let at = self.table.columns.get(column).ok_or_else(|| {
            let found: Vec<&str> = self.table.columns.keys().copied().collect();
            OntologyError::new(
                self.table.path,
                1,
                format!("found columns {}, expected one named {column}", found.join(", ")),
            )
        })?;
        Ok(self.cells[*at])
    }

    /// The parts of a cell that holds a list.
    pub(crate) fn list(&self, column: &str) -> Result<impl Iterator<Item = &'a str>, OntologyError> {
        Ok(self.get(column)?.split('|').filter(|part| !part.is_empty()))
    }

    /// The cell of a column that holds one character, as itself or as a code point.
    pub(crate) fn character(&self, column: &str) -> Result<char, OntologyError> {
        character(self.get(column)?).ok_or_else(|| self.expected("one character, or a code point such as U+3000"))
    }

    /// An error at this row, which shows it.
    pub(crate) fn expected(&self, what: &str) -> OntologyError {
        self.error(format!("found {:?}, expected {what}", self.cells.join("\t")))
    }

    /// An error at this row.
    pub(crate) fn error(&self, message: String) -> OntologyError {
        OntologyError::new(self.table.path, self.line, message)
    }
}

/// Reads `U+3000`, or a single character.
pub(crate) fn character(cell: &str) -> Option<char> {
    let mut chars = cell.chars();
    match (chars.next(), chars.next()) {
        (Some(c), None) => Some(c),
        _ => char::from_u32(u32::from_str_radix(cell.strip_prefix("U+")?, 16).ok()?),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_are_written_as_themselves_or_as_code_points() {
        assert_eq!(character("中"), Some('中'));
        assert_eq!(character("U+3000"), Some('\u{3000}'));
        assert_eq!(character("U"), Some('U'));
        assert_eq!(character("U+D800"), None);
        assert_eq!(character("中国"), None);
    }

    #[test]
    fn faults_are_named_with_file_and_line() {
        let fault = |content: &str| {
            let table = Table::parse("a.tsv", content)?;
            table.rows().try_for_each(|row| row.character("from").and_then(|_| row.character("to")).map(drop))
        };
        assert_eq!(fault("# what: a table\nfrom\tto\n國\tU+56FD\n"), Ok(()));
        for (content, message) in [
            ("# nothing\n", "a.tsv:1: found no row, expected a row of column names"),
            ("from\tto\n國\n", "a.tsv:2: found 1 cells, expected 2: from, to; is a tab missing?"),
            ("from\tby\n國\t国\n", "a.tsv:1: found columns by, from, expected one named to"),
            (
                "from\tto\n\n國\tguo\n",
                "a.tsv:3: found \"國\\tguo\", expected one character, or a code point such as U+3000",
            ),
        ] {
            assert_eq!(fault(content).expect_err(content).to_string(), message);
        }
    }
}
