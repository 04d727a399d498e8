//! Reads a list of any length, by pages or chunk by chunk. If no index can answer a search alone, rows are checked
//! one by one, up to a limit per page.
use super::cursor::Cursor;
use super::cut::Cut;
use crate::access::Access;
use crate::access::ranges::Ranges;
use crate::error::Result;

/// Rows on a page.
pub const PAGE: usize = 50;
/// How many candidates one page of a search without an index may check.
const LOOKED_AT: usize = 5_000;
/// How many candidates are read at once for such a search, and how many rows for an export.
const CHUNK: usize = 500;

/// The units whose records a list may contain. Every row, count and search result is limited by this (DESIGN 3.6).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Visible(Ranges);

impl Visible {
    pub const fn of(places: Ranges) -> Self {
        Self(places)
    }

    /// Narrows this to a unit and those below it.
    ///
    /// # Errors
    /// `NotFound` for a unit the reader does not see.
    pub fn below(&self, access: &Access, unit: Option<i64>) -> Result<Self> {
        Ok(self.and(&access.below(unit)?))
    }

    pub fn and(&self, places: &Ranges) -> Self {
        Self(self.0.and(places))
    }

    pub const fn ranges(&self) -> &Ranges {
        &self.0
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// A row with a position in the order of its list.
pub trait Placed {
    fn id(&self) -> i64;
    /// Returns the place after this row, or before it if `backward`.
    fn cursor(&self, backward: bool) -> Cursor;
}

/// A page.
#[derive(Debug)]
pub struct Listing<R> {
    pub rows: Vec<R>,
    pub previous: Option<Cursor>,
    pub next: Option<Cursor>,
    /// The search stopped before it had checked all rows.
    pub stopped: bool,
}

impl<R> Default for Listing<R> {
    fn default() -> Self {
        Self {
            rows: Vec::new(),
            previous: None,
            next: None,
            stopped: false,
        }
    }
}

impl<R: Placed> Listing<R> {
    /// Returns those of these ids that are on the page.
    pub fn holds(&self, ids: &[i64]) -> Vec<i64> {
        self.rows.iter().map(Placed::id).filter(|id| ids.contains(id)).collect()
    }
}

/// Reads one page, starting at the cursor. `rows` reads up to a number of rows from a place on, in reverse order if
/// backward. `matches` checks each row, if there is something to check.
///
/// # Errors
/// Errors of `rows`.
pub fn page<R: Placed>(
    cursor: Option<&Cursor>,
    matches: Option<impl Fn(&R) -> bool>,
    rows: impl FnMut(Option<&Cursor>, usize) -> Result<Vec<R>>,
) -> Result<Listing<R>> {
    let backward = cursor.is_some_and(|cursor| cursor.backward);
    let (rows, beyond) = read(cursor, PAGE + 1, matches, rows)?;
    let stopped = beyond.is_some();
    let cut = Cut::of(rows, PAGE, cursor.map(|cursor| cursor.backward));
    // A search that stopped goes on where it had come to.
    let (before, after) = if backward { (beyond, None) } else { (None, beyond) };
    Ok(Listing {
        previous: cut.previous().map(|row| row.cursor(true)).or(before),
        next: cut.next().map(|row| row.cursor(false)).or(after),
        rows: cut.rows,
        stopped,
    })
}

/// Reads the next rows of the whole list; returns them and the place to continue from.
///
/// # Errors
/// As [`page`].
pub fn chunk<R: Placed>(
    cursor: Option<&Cursor>,
    matches: Option<impl Fn(&R) -> bool>,
    rows: impl FnMut(Option<&Cursor>, usize) -> Result<Vec<R>>,
) -> Result<(Vec<R>, Option<Cursor>)> {
    let (rows, beyond) = read(cursor, CHUNK, matches, rows)?;
    let full = rows.len() == CHUNK;
    let onward = rows.last().filter(|_| full).map(|row| row.cursor(false));
    Ok((rows, onward.or(beyond)))
}

/// Reads up to `limit` matching rows. Also returns where to continue if it stopped before it had checked all rows.
fn read<R: Placed>(
    cursor: Option<&Cursor>,
    limit: usize,
    matches: Option<impl Fn(&R) -> bool>,
    mut rows: impl FnMut(Option<&Cursor>, usize) -> Result<Vec<R>>,
) -> Result<(Vec<R>, Option<Cursor>)> {
    let Some(matches) = matches else {
        return Ok((rows(cursor, limit)?, None));
    };
    let backward = cursor.is_some_and(|cursor| cursor.backward);
    let (mut found, mut at, mut looked) = (Vec::new(), cursor.cloned(), 0);
    loop {
        let chunk = rows(at.as_ref(), CHUNK)?;
        let exhausted = chunk.len() < CHUNK;
        looked += chunk.len();
        at = chunk.last().map(|row| row.cursor(backward));
        let hits = chunk.into_iter().filter(|row| matches(row));
        found.extend(hits.take(limit - found.len()));
        if exhausted || found.len() == limit {
            return Ok((found, None));
        }
        if looked >= LOOKED_AT {
            return Ok((found, at));
        }
    }
}
