//! The files of SPEC 11 as typed rows, for imports and exports.
//!
//! [`read`] returns every row or every problem, including duplicates within the file. The import checks what only the
//! database knows: whether a unit, an account or a right exists, and who may change it. [`TableWriter`] writes the same
//! columns, so that import, export, import is stable.

mod actors;
mod cells;
mod grants;
mod groups;
mod memberships;
mod org_units;
mod users;

pub use actors::{ActorRow, CPR};
pub use cells::{Account, Cell, Cells, Group};
pub use grants::{Effect, GrantRow};
pub use groups::GroupRow;
pub use memberships::MembershipRow;
pub use org_units::{StoredUnit, UnitKind, UnitRow};
pub use users::UserRow;

use std::{
    collections::{HashMap, hash_map::Entry},
    io::{self, Write},
};

use chrono_tz::Tz;

use super::{
    Problem, Problems,
    csv::{self, Column, Writer},
};
use crate::web::message::Message;

/// A row of one of the files.
pub trait Record: Sized {
    /// The file's name in SPEC 11, as in `keyholder import users`.
    const FILE: &'static str;
    /// The file's columns, in the order they are written.
    const COLUMNS: &'static [Column];

    /// Reads one row and notes everything wrong with it in `cells`. A row with problems is not used.
    fn read(cells: &mut Cells<'_>) -> Option<Self>;

    /// Returns the cells of the row, one for each of [`Record::COLUMNS`].
    fn cells(&self) -> Vec<String>;

    /// Returns the keys that no two rows of a file may share, each with the column that a problem names.
    fn unique(&self) -> Vec<(&'static str, String)>;
}

/// A row and the line it begins on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line<R> {
    /// Line in the file; the header is line 1.
    pub line: u64,
    /// The row on that line.
    pub row: R,
}

/// Reads a file. Dates without a time mean midnight in `zone`, the installation's time zone.
///
/// # Errors
/// Everything wrong in the file, in the order of lines.
pub fn read<R: Record>(bytes: &[u8], zone: Tz) -> Result<Vec<Line<R>>, Problems> {
    let mut problems = Problems::default();
    let mut lines = Vec::new();
    let mut seen = HashMap::new();
    if let Some(sheet) = csv::read(bytes, R::COLUMNS, &mut problems) {
        lines.reserve(sheet.rows().len());
        for row in sheet.rows() {
            let mut cells = Cells::new(row, zone, &mut problems);
            let read = R::read(&mut cells);
            if cells.are_good()
                && let Some(row_read) = read
            {
                note_duplicates(&row_read, row.line, &mut seen, &mut problems);
                lines.push(Line {
                    line: row.line,
                    row: row_read,
                });
            }
        }
    }
    if problems.is_empty() {
        Ok(lines)
    } else {
        problems.sort();
        Err(problems)
    }
}

fn note_duplicates<R: Record>(row: &R, line: u64, seen: &mut HashMap<String, u64>, problems: &mut Problems) {
    for (column, key) in row.unique() {
        match seen.entry(key) {
            // Login and email of one user may be the same.
            Entry::Occupied(first) if *first.get() == line => {}
            Entry::Occupied(first) => {
                let reason = Message::new("files-duplicate").with("first", first.get().to_string());
                problems.add(Problem::at_cell(line, column, reason));
            }
            Entry::Vacant(place) => {
                place.insert(line);
            }
        }
    }
}

/// Writes one of the files, row by row.
pub struct TableWriter<R, W: Write> {
    writer: Writer<W>,
    left_out: Vec<&'static str>,
    row: std::marker::PhantomData<fn(&R)>,
}

impl<R: Record, W: Write> TableWriter<R, W> {
    /// Begins the file with its header.
    ///
    /// # Errors
    /// Those of `out`.
    pub fn new(out: W) -> io::Result<Self> {
        Self::without(out, &[])
    }

    /// Begins the file without some of its columns. An import of it leaves those fields as they are.
    ///
    /// # Errors
    /// Those of `out`.
    pub fn without(out: W, left_out: &[&'static str]) -> io::Result<Self> {
        let columns = R::COLUMNS.iter().map(|column| column.name);
        Ok(Self {
            writer: Writer::new(out, columns.filter(|name| !left_out.contains(name)))?,
            left_out: left_out.to_vec(),
            row: std::marker::PhantomData,
        })
    }

    /// Writes one row.
    ///
    /// # Errors
    /// Those of the output.
    pub fn write(&mut self, row: &R) -> io::Result<()> {
        self.write_cells(row.cells())
    }

    /// Writes one row of which nothing is checked: names may be older than today's rules for them.
    ///
    /// # Errors
    /// Those of the output.
    pub fn write_cells(&mut self, cells: Vec<String>) -> io::Result<()> {
        let cells = R::COLUMNS.iter().zip(cells);
        let kept = cells.filter(|(column, _)| !self.left_out.contains(&column.name));
        self.writer.row(kept.map(|(_, cell)| cell))
    }

    /// Ends the file.
    ///
    /// # Errors
    /// Those of the output.
    pub fn finish(self) -> io::Result<W> {
        self.writer.finish()
    }
}

#[cfg(test)]
mod tests;
