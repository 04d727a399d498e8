//! CSV as people have it: UTF-8 with or without a byte order mark, `,` or `;`, any line ends, Excel's quoting.

mod headless;
mod source;
mod write;

pub use headless::Headless;
pub use write::Writer;

use csv::StringRecord;

use super::{Problem, Problems};
use crate::web::export::Format;
use crate::web::message::Message;
use source::Source;

/// The format of downloaded CSV files.
pub const FORMAT: Format = Format {
    media_type: "text/csv; charset=utf-8; header=present",
    ending: "csv",
};

/// What keeps these bytes from being CSV at all, judged without reading a row; whatever the file is called (SECURITY
/// EX4).
pub fn cannot_be(bytes: &[u8]) -> Option<Problem> {
    let mut problems = Problems::default();
    Source::open(bytes, &mut problems);
    problems.kept.into_iter().next()
}

/// A column a file may have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Column {
    /// As in the header.
    pub name: &'static str,
    /// Whether a file without it is refused.
    pub is_required: bool,
}

impl Column {
    /// A column every file must have.
    pub const fn required(name: &'static str) -> Self {
        Self {
            name,
            is_required: true,
        }
    }

    /// A column a file may leave out.
    pub const fn optional(name: &'static str) -> Self {
        Self {
            name,
            is_required: false,
        }
    }
}

/// A file with a good header.
#[derive(Debug)]
pub struct Sheet {
    /// The columns in the order of the file.
    columns: Vec<&'static str>,
    rows: Vec<(u64, StringRecord)>,
}

/// One line of a [`Sheet`].
#[derive(Clone, Copy, Debug)]
pub struct Row<'s> {
    /// Where it begins in the file; the first line is 1.
    pub line: u64,
    sheet: &'s Sheet,
    record: &'s StringRecord,
}

impl<'s> Row<'s> {
    /// The cell of a column, with the sign against formulas taken off again (L-5); `None` if the file lacks the column.
    pub fn cell(&self, column: &str) -> Option<&'s str> {
        let place = self.sheet.columns.iter().position(|name| *name == column)?;
        self.record.get(place).map(write::without_guard)
    }

    /// All cells, each as [`Row::cell`] returns it.
    pub fn cells(&self) -> impl Iterator<Item = &'s str> + use<'s> {
        self.record.iter().map(write::without_guard)
    }
}

impl Sheet {
    /// Whether the file has this column.
    pub fn has(&self, column: &str) -> bool {
        self.columns.contains(&column)
    }

    /// The rows in the order of the file; those with a wrong number of cells were reported and are not among them.
    pub fn rows(&self) -> impl ExactSizeIterator<Item = Row<'_>> {
        self.rows.iter().map(|(line, record)| Row {
            line: *line,
            sheet: self,
            record,
        })
    }
}

/// Reads a file whose header holds some of `columns`. Problems go to `problems`; `None` if rows could not be told at
/// all.
pub fn read(bytes: &[u8], columns: &[Column], problems: &mut Problems) -> Option<Sheet> {
    let source = Source::open(bytes, problems)?;
    let mut records = source.records(|header| {
        let known = |cell: &str| columns.iter().any(|column| column.name == header_name(cell));
        header.iter().filter(|cell| known(cell)).count()
    });
    let Some((line, header)) = records.next() else {
        problems.add(Problem::of_file(Message::new("files-empty")));
        return None;
    };
    let names = header_columns(line, &header, columns, problems)?;
    let mut sheet = Sheet {
        columns: names,
        rows: Vec::new(),
    };
    for (line, record) in records.by_ref() {
        match fitting(record, sheet.columns.len()) {
            Ok(record) => sheet.rows.push((line, record)),
            Err(found) => problems.add(Problem::at_line(
                line,
                Message::new("files-cells")
                    .with("found", found)
                    .with("expected", sheet.columns.len()),
            )),
        }
    }
    if let Some(line) = records.unclosed_quote() {
        // What the quote swallowed is no row.
        sheet.rows.retain(|(begin, _)| *begin != line);
        problems.add(Problem::at_line(line, Message::new("files-quote")));
    }
    Some(sheet)
}

/// Excel leaves empty cells at the end of lines; any other surplus or lack is an error, told as the number found.
fn fitting(mut record: StringRecord, expected: usize) -> Result<StringRecord, usize> {
    if record.len() > expected && record.iter().skip(expected).all(str::is_empty) {
        record.truncate(expected);
    }
    match record.len() {
        found if found == expected => Ok(record),
        found => Err(found),
    }
}

fn header_name(cell: &str) -> String {
    cell.trim().to_ascii_lowercase()
}

/// The columns of a header, if it names known ones, each once, and all that are required.
fn header_columns(
    line: u64,
    header: &StringRecord,
    columns: &[Column],
    problems: &mut Problems,
) -> Option<Vec<&'static str>> {
    let before = problems.count();
    let mut found: Vec<&'static str> = Vec::new();
    // Excel leaves empty cells at the end of the header, too.
    let named = header.iter().collect::<Vec<_>>();
    let end = named
        .iter()
        .rposition(|cell| !cell.trim().is_empty())
        .map_or(0, |last| last + 1);
    for (place, cell) in named[..end].iter().enumerate() {
        let name = header_name(cell);
        match columns.iter().find(|column| column.name == name) {
            Some(column) if found.contains(&column.name) => {
                problems.add(Problem::at_cell(line, name, Message::new("files-column-twice")));
            }
            Some(column) => found.push(column.name),
            None if name.is_empty() => {
                let reason = Message::new("files-column-unnamed").with("place", place + 1);
                problems.add(Problem::at_line(line, reason));
            }
            None => {
                let known: Vec<&str> = columns.iter().map(|column| column.name).collect();
                let reason = Message::new("files-column-unknown").with("known", known.join(", "));
                problems.add(Problem::at_cell(line, cell.trim(), reason));
            }
        }
    }
    for column in columns {
        if column.is_required && !found.contains(&column.name) {
            problems.add(Problem::at_cell(
                line,
                column.name,
                Message::new("files-column-missing"),
            ));
        }
    }
    (problems.count() == before).then_some(found)
}

#[cfg(test)]
mod tests;
