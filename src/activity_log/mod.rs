//! The screen **Activity log** (SPEC 5.3, N-20), and the same entries on the tabs of users and actors and on one's own
//! account.
//!
//! `filter` is the address, `visible` whose entries a reader may see, `store` the query shapes, `words` what an entry
//! says, `values` its values, `view` the rows, `export` the same rows as CSV and JSON Lines.
mod chain;
pub mod columns;
pub mod entry;
pub mod export;
mod filter;
pub mod of_one;
pub mod pages;
mod store;
mod values;
mod view;
mod visible;
mod words;

pub use filter::About;
pub use view::Rows;

use crate::access::Access;
use crate::db::Read;
use crate::error::Result;
use crate::text;
use crate::web::cut::Cut;
use crate::web::menu;
use crate::web::search::{SearchQuery, Term};
use filter::{Cursor, Filter};
use store::{Row, Wanted};
use visible::Visible;
use words::{Column, FIELDS, Reader};

/// The address of the log of one thing, for a reader who may open the log.
pub fn url_of(access: &Access, about: About) -> Option<String> {
    menu::ACTIVITY.opens(access).then(|| of_one::url(about))
}

/// Entries on a page.
pub const PAGE: usize = 50;
/// Entries looked at for one page of a search that no index can answer.
const LOOKED_AT: usize = 2_000;
/// Entries read at once for it, and for an export.
const CHUNK: usize = 500;

/// A page of the log.
#[derive(Default)]
struct Listing {
    rows: Vec<Row>,
    previous: Option<Cursor>,
    next: Option<Cursor>,
    /// The search stopped before it had looked at everything.
    stopped: bool,
}

/// A log that has been looked into: what is wanted of it, and what is searched for in words.
struct Lookup {
    wanted: Wanted,
    search: SearchQuery<Column>,
    oldest: bool,
}

impl Lookup {
    fn new(db: &mut impl Read, reader: &Reader<'_>, visible: &Visible, filter: &Filter) -> Result<Self> {
        let mut search = SearchQuery::parse(&filter.q, &FIELDS);
        let described = SearchQuery::parse(&filter.description, &[]).terms.into_iter();
        search.terms.extend(described.map(|term| Term {
            field: Some(Column::Description),
            ..term
        }));
        Ok(Self {
            wanted: Wanted::of(db, reader, visible, filter)?,
            search,
            oldest: filter.oldest,
        })
    }

    /// Returns where reading begins, unless a page is asked for.
    fn start(&self) -> Option<Cursor> {
        self.oldest.then_some(Cursor::OLDEST)
    }

    fn page(&self, db: &mut impl Read, reader: &Reader<'_>, cursor: Option<Cursor>) -> Result<Listing> {
        // Towards newer entries is forward where the oldest come first.
        let newer = cursor.or(self.start()).is_some_and(|cursor| cursor.newer);
        let backward = newer != self.oldest;
        let (rows, beyond) = self.read(db, reader, cursor.or(self.start()), PAGE + 1)?;
        let stopped = beyond.is_some();
        let cut = Cut::of(rows, PAGE, cursor.map(|_| backward));
        let at = |row: &Row, newer| Cursor { newer, id: row.id() };
        // A search that stopped goes on where it had come to.
        let (before, after) = if backward { (beyond, None) } else { (None, beyond) };
        Ok(Listing {
            previous: cut.previous().map(|row| at(row, !self.oldest)).or(before),
            next: cut.next().map(|row| at(row, self.oldest)).or(after),
            rows: cut.rows,
            stopped,
        })
    }

    /// Up to `limit` entries from the cursor on, and where to go on if it stopped before it had looked at all.
    fn read(
        &self,
        db: &mut impl Read,
        reader: &Reader<'_>,
        cursor: Option<Cursor>,
        limit: usize,
    ) -> Result<(Vec<Row>, Option<Cursor>)> {
        if self.search.is_empty() {
            return Ok((store::rows(db, &self.wanted, cursor, limit)?, None));
        }
        let newer = cursor.is_some_and(|cursor| cursor.newer);
        let (mut found, mut at, mut looked) = (Vec::new(), cursor, 0);
        loop {
            let chunk = store::rows(db, &self.wanted, at, CHUNK)?;
            let exhausted = chunk.len() < CHUNK;
            looked += chunk.len();
            at = chunk.last().map(|row| Cursor { newer, id: row.id() });
            let hits = chunk.into_iter().filter(|row| self.hits(reader, row));
            found.extend(hits.take(limit - found.len()));
            if exhausted || found.len() == limit {
                return Ok((found, None));
            }
            if looked >= LOOKED_AT {
                return Ok((found, at));
            }
        }
    }

    /// What is searched for stands in what the row shows.
    fn hits(&self, reader: &Reader<'_>, row: &Row) -> bool {
        let texts = reader.texts(row);
        let texts: Vec<(Column, &str)> = texts.iter().map(|(column, text)| (*column, text.as_str())).collect();
        self.search.matches(&texts)
    }
}

/// Whether a name has all the words, each as the beginning of one of its own.
fn is_named(name: &str, wanted: &[String]) -> bool {
    text::has_words(&text::words(name), wanted)
}
