//! The list of users (SPEC 3.1).
//!
//! `filter` is the address, `search` what was typed, `store` the query shapes of DESIGN 5; `pages` and `view` put the page
//! together, `toolbar` says which buttons the selection allows, `picker` is the tree of units, `export` the same rows as CSV.
mod columns;
pub mod export;
mod filter;
pub mod pages;
pub mod people;
mod picker;
pub mod programs;
mod search;
mod store;
mod toolbar;
pub mod view;

use filter::Sort;
pub use filter::{Filter, PATH};

use crate::access::Access;
use crate::access::headcounts::Headcounted;
use crate::access::ranges::{Interval, Ranges};
use crate::db::Read;
use crate::error::Result;
use crate::web::cursor::Cursor;
use search::{Search, Texts};
use store::{Extras, Head, Plan, Row};

/// Users on a page.
pub const PAGE: usize = 50;
/// Candidates looked at for one page of a search that no index can answer.
const LOOKED_AT: usize = 5_000;
/// Candidates read at once for it, and rows of an export.
const CHUNK: usize = 500;

/// The units whose users a reader may see: the only way to any row, count or search result (DESIGN 3.6).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Visible(Ranges);

impl Visible {
    /// Everything in the reader's scope.
    pub fn to(access: &Access) -> Self {
        Self(access.scope())
    }

    /// Of it, a unit and what is below; nothing for a unit the reader does not see.
    pub fn below(&self, access: &Access, unit: Option<i64>) -> Self {
        let Some(unit) = unit else { return self.clone() };
        match access.seen_unit(unit) {
            Some(place) => Self(self.0.and(&Ranges::of(vec![Interval {
                first: place.pos,
                last: place.last,
            }]))),
            None => Self(Ranges::NONE),
        }
    }

    fn ranges(&self) -> &Ranges {
        &self.0
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// A page of the list.
#[derive(Debug, Default)]
pub struct Listing {
    rows: Vec<Row>,
    previous: Option<Cursor>,
    next: Option<Cursor>,
}

impl Listing {
    /// Of these users, those on the page.
    fn holds(&self, ids: &[i64]) -> Vec<i64> {
        self.rows
            .iter()
            .map(|row| row.id)
            .filter(|id| ids.contains(id))
            .collect()
    }
}

/// A list that has been looked into: how much there is, and how to read it.
pub struct Lookup {
    pub head: Head,
    search: Search,
    plan: Plan,
}

impl Lookup {
    /// First round trip.
    pub fn new(db: &mut impl Read, visible: &Visible, filter: &Filter, users: &Headcounted) -> Result<Self> {
        let search = Search::parse(&filter.q);
        // Only where a page of several words may have to be gathered.
        let thorough = search.needs.len() > 1 && filter.sort != Sort::DisplayName;
        let head = store::head(db, visible, &search.needs, thorough, users.within(visible.ranges()))?;
        let plan = Plan::new(filter, visible, &search, &head);
        Ok(Self { head, search, plan })
    }

    /// Second round trip: one page.
    pub fn page(&self, db: &mut impl Read, extras: Extras, cursor: Option<&Cursor>) -> Result<Listing> {
        let backward = cursor.is_some_and(|cursor| cursor.backward);
        let (mut rows, beyond) = self.read(db, extras, cursor, PAGE + 1)?;
        let more = rows.len() > PAGE;
        rows.truncate(PAGE);
        let onward = if more {
            rows.last().map(|row| row.cursor(backward))
        } else {
            beyond
        };
        if backward {
            rows.reverse();
        }
        let back = |row: Option<&Row>| cursor.and(row).map(|row| row.cursor(!backward));
        Ok(if backward {
            Listing {
                next: back(rows.last()),
                previous: onward,
                rows,
            }
        } else {
            Listing {
                previous: back(rows.first()),
                next: onward,
                rows,
            }
        })
    }

    /// The next users of the whole list, and from where to go on.
    fn chunk(&self, db: &mut impl Read, extras: Extras, cursor: Option<&Cursor>) -> Result<(Vec<Row>, Option<Cursor>)> {
        let (rows, beyond) = self.read(db, extras, cursor, CHUNK)?;
        let full = rows.len() == CHUNK;
        let onward = rows.last().filter(|_| full).map(|row| row.cursor(false));
        Ok((rows, onward.or(beyond)))
    }

    /// Up to `limit` users from the cursor on, and where to go on if it stopped before it had looked at everybody.
    fn read(
        &self,
        db: &mut impl Read,
        extras: Extras,
        cursor: Option<&Cursor>,
        limit: usize,
    ) -> Result<(Vec<Row>, Option<Cursor>)> {
        if !self.search.checks {
            return Ok((store::rows(db, &self.plan, extras, cursor, limit)?, None));
        }
        let extras = Extras {
            unit_texts: true,
            ..extras
        };
        let (mut found, mut at, mut looked) = (Vec::new(), cursor.cloned(), 0);
        loop {
            let chunk = store::rows(db, &self.plan, extras, at.as_ref(), CHUNK)?;
            let exhausted = chunk.len() < CHUNK;
            looked += chunk.len();
            at = chunk
                .last()
                .map(|row| row.cursor(cursor.is_some_and(|cursor| cursor.backward)));
            found.extend(
                chunk
                    .into_iter()
                    .filter(|row| self.matches(row))
                    .take(limit - found.len()),
            );
            if exhausted || found.len() == limit {
                return Ok((found, None));
            }
            if looked >= LOOKED_AT {
                return Ok((found, at));
            }
        }
    }

    fn matches(&self, row: &Row) -> bool {
        let unit: Vec<&str> = row.unit_texts.iter().map(String::as_str).collect();
        self.search.matches(&Texts {
            login: &row.login,
            display_name: &row.display_name,
            email: row.email.as_deref().unwrap_or_default(),
            unit: &unit,
        })
    }
}
