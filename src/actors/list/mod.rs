//! The list of a role's actors, and of those without a directory (SPEC A-1).
//!
//! `filter` is the address, `search` what was typed, `by_cpr` the national id number in its place, `store` the query shapes of DESIGN 5; `columns` what can be shown,
//! `pages` and `view` put the page together, `toolbar` says which buttons the selection allows, `export` the same rows as
//! CSV.
mod by_cpr;
mod columns;
pub mod export;
mod filter;
pub mod pages;
mod search;
mod store;
mod toolbar;
mod view;

pub use filter::{Filter, NO_ROLE};
pub use view::role_url;

use crate::access::Access;
use crate::access::division;
use crate::access::ranges::{Interval, Ranges};
use crate::db::Read;
use crate::error::Result;
use crate::web::cursor::Cursor;
use crate::web::visit::Visit;
use search::{Search, Texts};
use store::{Extras, Head, Plan, Row};

/// Actors on a page.
pub const PAGE: usize = 50;
/// Candidates looked at for one page of a search that no index can answer.
const LOOKED_AT: usize = 5_000;
/// Candidates read at once for it, and rows of an export.
const CHUNK: usize = 500;

/// The units whose actors a reader may see: the only way to any row or search result (DESIGN 3.6).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Visible(Ranges);

impl Visible {
    /// Everything in the reader's scope, and in the divisions it is part of (SPEC A-6).
    pub fn to(access: &Access) -> Self {
        Self(division::seen(access))
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

/// The first of those without a directory who are found by these words, archived or not, and whether there are more.
///
/// # Errors
/// Any database error.
pub fn roleless(db: &mut impl Read, visit: &Visit, words: &str) -> Result<(Vec<i64>, bool)> {
    let filter = Filter {
        q: words.trim().to_owned(),
        archived: true,
        ..Filter::of_role(NO_ROLE)
    };
    let lookup = Lookup::new(db, visit, &Visible::to(&visit.access), &filter, None)?;
    let page = lookup.page(db, &Extras::default(), None)?;
    Ok((page.rows.iter().map(|row| row.id).collect(), page.next.is_some()))
}

/// A page of the list.
#[derive(Debug, Default)]
pub struct Listing {
    rows: Vec<Row>,
    previous: Option<Cursor>,
    next: Option<Cursor>,
    /// Looking stopped before everything had been looked at.
    stopped: bool,
}

impl Listing {
    /// Of these actors, those on the page.
    fn holds(&self, ids: &[i64]) -> Vec<i64> {
        self.rows
            .iter()
            .map(|row| row.id)
            .filter(|id| ids.contains(id))
            .collect()
    }
}

/// A list that has been looked into: how to read it.
pub struct Lookup {
    search: Search,
    plan: Plan,
    kind: Option<&'static str>,
    enabled: Option<bool>,
    checks: bool,
}

impl Lookup {
    /// First round trip. `role`: none for those without a directory.
    pub fn new(
        db: &mut impl Read,
        visit: &Visit,
        visible: &Visible,
        filter: &Filter,
        role: Option<i64>,
    ) -> Result<Self> {
        let numbered = by_cpr::find(db, visit, &filter.q)?;
        let search = match &numbered {
            Some(_) => Search::default(),
            None => Search::parse(&filter.q),
        };
        let head = match role {
            Some(role) => store::head(db, visible, role, &search.needs)?,
            None => Head::default(),
        };
        let mut plan = Plan::new(filter, visible, role, &search, &head);
        if let Some(ids) = numbered {
            plan = plan.of(ids);
        }
        Ok(Self {
            checks: search.checks || filter.looks() || (role.is_none() && !search.is_empty()),
            kind: filter.kind.map(super::Kind::code),
            enabled: filter.enabled,
            search,
            plan,
        })
    }

    /// Only these, as far as they are on the list, whatever was searched for.
    pub fn of(self, ids: Vec<i64>) -> Self {
        Self {
            plan: self.plan.of(ids),
            search: Search::default(),
            kind: None,
            enabled: None,
            checks: false,
        }
    }

    /// Second round trip: one page.
    pub fn page(&self, db: &mut impl Read, extras: &Extras, cursor: Option<&Cursor>) -> Result<Listing> {
        let backward = cursor.is_some_and(|cursor| cursor.backward);
        let (mut rows, beyond) = self.read(db, extras, cursor, PAGE + 1)?;
        let more = rows.len() > PAGE;
        rows.truncate(PAGE);
        let stopped = beyond.is_some();
        let onward = if more {
            rows.last().map(|row| row.cursor(backward))
        } else {
            beyond
        };
        if backward {
            rows.reverse();
        }
        let back = |row: Option<&Row>| cursor.and(row).map(|row| row.cursor(!backward));
        let (previous, next) = if backward {
            (onward, back(rows.last()))
        } else {
            (back(rows.first()), onward)
        };
        Ok(Listing {
            rows,
            previous,
            next,
            stopped,
        })
    }

    /// The next actors of the whole list, and from where to go on.
    fn chunk(
        &self,
        db: &mut impl Read,
        extras: &Extras,
        cursor: Option<&Cursor>,
    ) -> Result<(Vec<Row>, Option<Cursor>)> {
        let (rows, beyond) = self.read(db, extras, cursor, CHUNK)?;
        let full = rows.len() == CHUNK;
        let onward = rows.last().filter(|_| full).map(|row| row.cursor(false));
        Ok((rows, onward.or(beyond)))
    }

    /// Up to `limit` actors from the cursor on, and where to go on if it stopped before it had looked at all.
    fn read(
        &self,
        db: &mut impl Read,
        extras: &Extras,
        cursor: Option<&Cursor>,
        limit: usize,
    ) -> Result<(Vec<Row>, Option<Cursor>)> {
        if !self.checks {
            return Ok((store::rows(db, &self.plan, extras, cursor, limit)?, None));
        }
        let extras = &Extras {
            merged: true,
            ..extras.clone()
        };
        let backward = cursor.is_some_and(|cursor| cursor.backward);
        let (mut found, mut at, mut looked) = (Vec::new(), cursor.cloned(), 0);
        loop {
            let chunk = store::rows(db, &self.plan, extras, at.as_ref(), CHUNK)?;
            let exhausted = chunk.len() < CHUNK;
            looked += chunk.len();
            at = chunk.last().map(|row| row.cursor(backward));
            let hits = chunk.into_iter().filter(|row| self.matches(row));
            found.extend(hits.take(limit - found.len()));
            if exhausted || found.len() == limit {
                return Ok((found, None));
            }
            if looked >= LOOKED_AT {
                return Ok((found, at));
            }
        }
    }

    fn matches(&self, row: &Row) -> bool {
        let fits = self.kind.is_none_or(|kind| kind == row.kind) && self.enabled.is_none_or(|on| on == row.enabled);
        fits && self.search.matches(&Texts {
            name: &row.name,
            number: &row.number,
            merged: &row.merged,
            email: &row.email,
            phone: &row.phone,
            address: &row.whole_address(),
            cvr: &row.cvr,
        })
    }
}
