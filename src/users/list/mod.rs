//! The list of users (SPEC 3.1).
//!
//! `filter` reads the address, `search` what was typed, and `store` has the query shapes of DESIGN 5. `pages` and
//! `view` build the page, `narrow` are the columns with few values, `toolbar` decides which buttons the selection allows, `picker` is the tree of units, and
//! `export` writes the same rows as CSV.
mod columns;
pub mod export;
mod filter;
pub mod narrow;
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
use crate::db::Read;
use crate::error::Result;
use crate::web::chunks::{self, Visible};
use crate::web::cursor::Cursor;
use chrono::{DateTime, Utc};
use narrow::Narrow;
pub use search::help;
use search::{Search, Texts};
use store::{Extras, Head, Plan, Row};

/// Returns the units whose users the reader sees.
fn visible(access: &Access) -> Visible {
    Visible::of(access.scope())
}

/// A page of the list.
type Listing = chunks::Listing<Row>;

/// The first answer about a list: how much there is, and how its rows are to be read.
pub struct Lookup {
    pub head: Head,
    search: Search,
    narrow: Narrow,
    plan: Plan,
    now: DateTime<Utc>,
}

impl Lookup {
    /// Makes the first round trip to the database.
    pub fn new(
        db: &mut impl Read,
        (visible, now): (&Visible, DateTime<Utc>),
        filter: &Filter,
        users: &Headcounted,
    ) -> Result<Self> {
        let search = Search::parse(&filter.q);
        // Frequent words are measured only where a page for several words may have to be gathered (`Source::Gather`).
        let thorough = search.needs.len() > 1 && filter.sort != Sort::DisplayName;
        let head = store::head(db, visible, &search.needs, thorough, users.within(visible.ranges()))?;
        let plan = Plan::new(filter, visible, &search, &head);
        Ok(Self {
            head,
            search,
            narrow: filter.narrow,
            plan,
            now,
        })
    }

    /// Lists only these users, as far as they are on the list, whatever was searched for.
    fn of(self, ids: Vec<i64>) -> Self {
        Self {
            search: Search::default(),
            narrow: Narrow::default(),
            plan: self.plan.of(ids),
            ..self
        }
    }

    /// Reads one page: the second round trip.
    pub fn page(&self, db: &mut impl Read, extras: Extras, cursor: Option<&Cursor>) -> Result<Listing> {
        if self.narrow.is_contradictory() {
            return Ok(Listing::default());
        }
        let extras = self.needed(extras);
        chunks::page(cursor, self.check(), |at, limit| {
            store::rows(db, &self.plan, extras, at, limit)
        })
    }

    /// Returns the next users of the whole list, and the cursor at which to continue.
    fn chunk(&self, db: &mut impl Read, extras: Extras, cursor: Option<&Cursor>) -> Result<(Vec<Row>, Option<Cursor>)> {
        if self.narrow.is_contradictory() {
            return Ok((Vec::new(), None));
        }
        let extras = self.needed(extras);
        chunks::chunk(cursor, self.check(), |at, limit| {
            store::rows(db, &self.plan, extras, at, limit)
        })
    }

    /// Adds what is looked at where rows are checked one by one.
    fn needed(&self, extras: Extras) -> Extras {
        Extras {
            unit_texts: extras.unit_texts || self.search.checks,
            two_factor: extras.two_factor || self.narrow.two_factor.is_some(),
            licensed: extras.licensed || self.narrow.licensed.is_some(),
            ..extras
        }
    }

    fn check(&self) -> Option<impl Fn(&Row) -> bool> {
        let checks = self.search.checks || self.narrow.asks_rows();
        checks.then_some(|row: &Row| self.narrow.matches(row, self.now) && (!self.search.checks || self.matches(row)))
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
