//! Tables for a terminal: columns as wide as it shows them, where a Chinese character takes two places.

use std::io::{self, Write};
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// Widest column of a table; what is longer ends in an ellipsis.
pub const WIDEST: usize = 60;

/// Writes rows under their heads.
///
/// # Errors
/// Writing failed.
pub fn table(head: &[String], rows: &[Vec<String>], out: &mut dyn Write) -> io::Result<()> {
    let width = |column: usize| rows.iter().map(|row| row[column].width()).max().unwrap_or(0);
    let widths: Vec<usize> = head.iter().enumerate().map(|(i, name)| width(i).max(name.width())).collect();
    let line = |row: &[String]| {
        let mut line = String::new();
        for (cell, width) in row.iter().zip(&widths) {
            line.push_str(cell);
            line.extend(std::iter::repeat_n(' ', width + 2 - cell.width()));
        }
        line.trim_end().to_owned()
    };
    writeln!(out, "{}", line(head))?;
    writeln!(out, "{}", line(&widths.iter().map(|width| "-".repeat(*width)).collect::<Vec<_>>()))?;
    rows.iter().try_for_each(|row| writeln!(out, "{}", line(row)))
}

/// A text as one line of a table: without control characters, and cut where it would be wider than [`WIDEST`].
pub fn fit(text: &str) -> String {
    let text: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    if text.width() <= WIDEST {
        return text;
    }
    let mut width = 1; // of the ellipsis
    let fits = |c: &char| {
        width += c.width().unwrap_or(0);
        width <= WIDEST
    };
    text.chars().take_while(fits).chain(['…']).collect()
}
