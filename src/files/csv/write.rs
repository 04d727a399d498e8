//! Writes CSV whose cells no spreadsheet runs as formulas (L-5, EX1).

use std::io::{self, Write};

use csv::{QuoteStyle, Terminator, WriterBuilder};

/// Put before a cell that a spreadsheet would take for a formula.
const GUARD: char = '\'';

/// Writes RFC 4180: commas, CRLF, quotes where needed. Every cell is guarded against formulas.
pub struct Writer<W: Write> {
    csv: csv::Writer<W>,
    columns: usize,
}

impl<W: Write> Writer<W> {
    /// Begins a file with its header.
    ///
    /// # Errors
    /// Those of `out`.
    pub fn new<'c>(out: W, columns: impl IntoIterator<Item = &'c str>) -> io::Result<Self> {
        let csv = WriterBuilder::new()
            .terminator(Terminator::CRLF)
            .quote_style(QuoteStyle::Necessary)
            .flexible(true)
            .from_writer(out);
        let mut writer = Self { csv, columns: 0 };
        let columns: Vec<&str> = columns.into_iter().collect();
        writer.columns = columns.len();
        writer.row(columns)?;
        Ok(writer)
    }

    /// Writes one row, as many cells as the header has.
    ///
    /// # Errors
    /// Those of the output, and `InvalidInput` for a row of another length.
    pub fn row<S: AsRef<str>>(&mut self, cells: impl IntoIterator<Item = S>) -> io::Result<()> {
        let mut count = 0;
        for cell in cells {
            self.csv.write_field(guarded(cell.as_ref()))?;
            count += 1;
        }
        if count != self.columns {
            return Err(io::Error::new(io::ErrorKind::InvalidInput, "a row unlike its header"));
        }
        self.csv.write_record(None::<&[u8]>)?;
        Ok(())
    }

    /// Writes what is buffered to the output.
    ///
    /// # Errors
    /// Those of the output.
    pub fn flush(&mut self) -> io::Result<()> {
        self.csv.flush()
    }

    /// Ends the file and gives the output back.
    ///
    /// # Errors
    /// Those of the output.
    pub fn finish(self) -> io::Result<W> {
        self.csv.into_inner().map_err(|error| error.into_error())
    }
}

/// Whether a cell that begins with `c` needs the guard. `c` may begin a formula, also in its full-width form, or be the
/// guard itself.
fn is_guarded(c: char) -> bool {
    matches!(
        c,
        '=' | '+' | '-' | '@' | '\t' | '\r' | '\n' | '\0' | '＝' | '＋' | '－' | '＠' | GUARD
    )
}

fn guarded(cell: &str) -> String {
    // Stored text contains no NUL, and readers of CSV refuse it.
    let cell = cell.replace('\0', "");
    if cell.starts_with(is_guarded) {
        format!("{GUARD}{cell}")
    } else {
        cell
    }
}

/// Removes the guard. An apostrophe before any other character belongs to the text (`'t Hooft`).
pub(super) fn without_guard(cell: &str) -> &str {
    match cell.strip_prefix(GUARD) {
        Some(text) if text.starts_with(is_guarded) => text,
        _ => cell,
    }
}
