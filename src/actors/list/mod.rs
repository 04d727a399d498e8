//! The list of a role's actors, and the list of actors without a directory (SPEC A-1).
//!
//! `filter` reads the address and `search` what was typed. `by_cpr` handles a national id number typed in its place.
//! `store` has the query shapes of DESIGN 5, and `columns` what can be shown. `pages` and `view` build the page,
//! `toolbar` decides which buttons the selection allows, and `export` writes the same rows as CSV.
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
use crate::actor_setup::fields::ActorField;
use crate::db::Read;
use crate::error::Result;
use crate::web::chunks::{self, Visible};
use crate::web::cursor::Cursor;
use crate::web::visit::Visit;
use search::{Search, Texts};
use store::{Extras, Head, Plan, Row};

/// Returns what the reader sees, including the divisions it is part of (SPEC A-6).
fn visible(access: &Access) -> Visible {
    Visible::of(division::seen(access))
}

/// A page of the list.
type Listing = chunks::Listing<Row>;

/// Returns the first actors without a directory that these words find, archived or not, and whether there are more.
///
/// # Errors
/// Any database error.
pub fn roleless(db: &mut impl Read, visit: &Visit, words: &str) -> Result<(Vec<i64>, bool)> {
    let filter = Filter {
        q: words.trim().to_owned(),
        archived: true,
        ..Filter::of_role(NO_ROLE)
    };
    // Their fields are not shown here, so nobody is found by them.
    let lookup = Lookup::new(db, visit, &visible(&visit.access), &filter, None, Vec::new())?;
    let page = lookup.page(db, &Extras::default(), None)?;
    Ok((page.rows.iter().map(|row| row.id).collect(), page.next.is_some()))
}

/// The first answer about a list: how its rows are to be read.
pub struct Lookup {
    search: Search,
    plan: Plan,
    kind: Option<&'static str>,
    enabled: Option<bool>,
    checks: bool,
}

impl Lookup {
    /// Makes the first round trip to the database. `role` is `None` for the actors without a directory. `fields` are
    /// those the list can show.
    pub fn new(
        db: &mut impl Read,
        visit: &Visit,
        visible: &Visible,
        filter: &Filter,
        role: Option<i64>,
        fields: Vec<ActorField>,
    ) -> Result<Self> {
        let numbered = by_cpr::find(db, visit, &filter.q)?;
        let search = match &numbered {
            Some(_) => Search::default(),
            None => Search::parse(&filter.q, fields),
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

    /// Lists only these actors, as far as they are on the list, whatever was searched for.
    pub fn of(self, ids: Vec<i64>) -> Self {
        Self {
            plan: self.plan.of(ids),
            search: Search::default(),
            kind: None,
            enabled: None,
            checks: false,
        }
    }

    /// Reads one page: the second round trip.
    pub fn page(&self, db: &mut impl Read, extras: &Extras, cursor: Option<&Cursor>) -> Result<Listing> {
        let extras = &self.needed(extras);
        chunks::page(cursor, self.check(), |at, limit| {
            store::rows(db, &self.plan, extras, at, limit)
        })
    }

    /// Returns the next actors of the whole list, and the cursor at which to continue.
    fn chunk(
        &self,
        db: &mut impl Read,
        extras: &Extras,
        cursor: Option<&Cursor>,
    ) -> Result<(Vec<Row>, Option<Cursor>)> {
        let extras = &self.needed(extras);
        chunks::chunk(cursor, self.check(), |at, limit| {
            store::rows(db, &self.plan, extras, at, limit)
        })
    }

    /// Adds what only the check of the rows looks at, where they are checked one by one.
    fn needed(&self, extras: &Extras) -> Extras {
        let mut needed = extras.clone();
        if self.checks {
            needed.merged = true;
            needed.fields = self.search.fields.iter().map(|field| field.id).collect();
        }
        needed
    }

    fn check(&self) -> Option<impl Fn(&Row) -> bool> {
        self.checks.then_some(|row: &Row| self.matches(row))
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
            own: self
                .search
                .fields
                .iter()
                .map(|field| (field.id, field.kind.searched(row.value(field.id))))
                .collect(),
        })
    }
}
