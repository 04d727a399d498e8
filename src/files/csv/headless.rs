//! Files whose header may be missing: rows that another program writes.
use super::source::Source;
use super::write::without_guard;
use super::{fitting, header_name};
use crate::files::{Problem, Problems};
use crate::web::message::Message;
use csv::StringRecord;

/// A file of a few columns, all of which are there. Without a header they stand in their own order.
#[derive(Debug)]
pub struct Headless {
    pub delimiter: u8,
    /// As it stands in the file.
    pub header: Option<StringRecord>,
    /// As they stand in the file.
    pub rows: Vec<StringRecord>,
    /// Where each column is.
    places: Vec<usize>,
}

impl Headless {
    /// Reads it; what is wrong goes to `problems`. `None` if rows could not be told at all.
    pub fn read(bytes: &[u8], columns: &[&str], problems: &mut Problems) -> Option<Self> {
        let source = Source::open(bytes, problems)?;
        let mut records = source.records(|first| usize::from(places(first, columns).is_some()));
        let mut file = Self {
            delimiter: records.delimiter(),
            header: None,
            rows: Vec::new(),
            places: (0..columns.len()).collect(),
        };
        let mut is_first = true;
        for (line, record) in records.by_ref() {
            match fitting(record, columns.len()) {
                Ok(record) => file.take(record, columns, is_first),
                Err(found) => problems.add(Problem::at_line(
                    line,
                    Message::new("files-cells")
                        .with("found", found)
                        .with("expected", columns.len()),
                )),
            }
            is_first = false;
        }
        if let Some(line) = records.unclosed_quote() {
            problems.add(Problem::at_line(line, Message::new("files-quote")));
        }
        Some(file)
    }

    fn take(&mut self, record: StringRecord, columns: &[&str], is_first: bool) {
        match is_first.then(|| places(&record, columns)).flatten() {
            Some(places) => (self.places, self.header) = (places, Some(record)),
            None => self.rows.push(record),
        }
    }

    /// A cell of a row, by the number of its column, with the sign against formulas taken off again (L-5).
    pub fn cell<'r>(&self, row: &'r StringRecord, column: usize) -> &'r str {
        let place = self.places.get(column);
        let cell = place.and_then(|place| row.get(*place));
        cell.map_or("", without_guard)
    }
}

/// Where a header has each of the columns; none, if it is no header of them.
fn places(record: &StringRecord, columns: &[&str]) -> Option<Vec<usize>> {
    let place = |column: &&str| record.iter().position(|cell| header_name(cell) == *column);
    columns.iter().map(place).collect()
}
