//! From bytes to records with true line numbers.

use std::io::{Chain, Read};

use csv::{Reader, ReaderBuilder, StringRecord};

use crate::{
    files::{Problem, Problems},
    web::message::Message,
};

const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";
/// What Excel saves when nobody asks for CSV begins so.
const WORKBOOK: &[u8] = b"PK\x03\x04";

/// Put behind every file. If it does not come out as a record of its own, a quote was never closed.
const END: &str = "\u{1}end of file\u{1}";
const END_LINE: &[u8] = b"\n\x01end of file\x01\n";

/// A file in the right encoding, without its byte order mark.
pub(super) struct Source<'b> {
    bytes: &'b [u8],
}

impl<'b> Source<'b> {
    /// Checks the encoding.
    pub(super) fn open(bytes: &'b [u8], problems: &mut Problems) -> Option<Self> {
        if bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff") {
            problems.add(Problem::of_file(Message::new("files-utf-16")));
            return None;
        }
        if bytes.starts_with(WORKBOOK) {
            problems.add(Problem::of_file(Message::new("files-workbook")));
            return None;
        }
        let bytes = bytes.strip_prefix(BYTE_ORDER_MARK).unwrap_or(bytes);
        let wrong = match std::str::from_utf8(bytes) {
            Err(error) => Some((error.valid_up_to(), "files-encoding")),
            Ok(_) => bytes.iter().position(|b| *b == 0).map(|at| (at, "files-nul")),
        };
        if let Some((at, reason)) = wrong {
            let line = 1 + line_ends(&bytes[..at]);
            problems.add(Problem::at_line(line, Message::new(reason)));
            return None;
        }
        Some(Self { bytes })
    }

    /// Its records, separated by whichever of `,` and `;` gives the better header.
    pub(super) fn records(self, rank: impl Fn(&StringRecord) -> usize) -> Records<'b> {
        let ranked = |delimiter| {
            let header = Records::new(self.bytes, delimiter).next();
            header.map_or((0, 0), |(_, header)| (rank(&header), header.len()))
        };
        let delimiter = if ranked(b';') > ranked(b',') { b';' } else { b',' };
        Records::new(self.bytes, delimiter)
    }
}

/// The records of a file with the line each begins on; blank lines and lines of empty cells are passed over.
pub(super) struct Records<'b> {
    bytes: &'b [u8],
    delimiter: u8,
    reader: Reader<Chain<&'b [u8], &'static [u8]>>,
    /// Where the line of the last record began, and its number.
    place: (usize, u64),
    ended_well: bool,
}

impl<'b> Records<'b> {
    fn new(bytes: &'b [u8], delimiter: u8) -> Self {
        let reader = ReaderBuilder::new()
            .delimiter(delimiter)
            .has_headers(false)
            .flexible(true)
            .from_reader(bytes.chain(END_LINE));
        Self {
            bytes,
            delimiter,
            reader,
            place: (0, 1),
            ended_well: false,
        }
    }

    pub(super) fn delimiter(&self) -> u8 {
        self.delimiter
    }

    /// After the last record: the line of the one whose quote is never closed.
    pub(super) fn unclosed_quote(&self) -> Option<u64> {
        (!self.ended_well).then_some(self.place.1)
    }

    /// The reader counts from where it stopped, which may be line ends before the record, and only `\n`.
    fn line_at(&mut self, byte: u64) -> u64 {
        let (from, line) = self.place;
        let mut at = usize::try_from(byte).map_or(from, |byte| byte.clamp(from, self.bytes.len()));
        while matches!(self.bytes.get(at), Some(b'\r' | b'\n')) {
            at += 1;
        }
        let line = line + line_ends(&self.bytes[from..at]);
        self.place = (at, line);
        line
    }
}

impl Iterator for Records<'_> {
    type Item = (u64, StringRecord);

    fn next(&mut self) -> Option<Self::Item> {
        let mut record = StringRecord::new();
        loop {
            // All of it was read into memory and is UTF-8: nothing can fail any more.
            if self.ended_well || !self.reader.read_record(&mut record).unwrap_or(false) {
                return None;
            }
            if record.len() == 1 && record.get(0) == Some(END) {
                self.ended_well = true;
                return None;
            }
            let line = self.line_at(record.position().map_or(0, csv::Position::byte));
            if record.iter().any(|cell| !cell.trim().is_empty()) {
                return Some((line, record));
            }
        }
    }
}

/// How many lines end in `bytes`: by `\n`, by `\r\n`, or by `\r` alone.
fn line_ends(bytes: &[u8]) -> u64 {
    let ends = bytes.iter().enumerate().filter(|(at, byte)| match byte {
        b'\n' => true,
        b'\r' => bytes.get(at + 1) != Some(&b'\n'),
        _ => false,
    });
    ends.count() as u64
}
