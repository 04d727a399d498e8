//! The list's rows for the support screen (SPEC C-1): the same scope, search and pages, shown differently.
use super::store::Extras;
use super::view::{self, Status};
use super::{Filter, Listing, Lookup, visible};
use crate::access::Access;
use crate::access::ranges::Ranges;
use crate::access::snapshot::Unit;
use crate::db::Read;
use crate::error::Result;
use crate::web::chunks::Visible;
use crate::web::cursor::Cursor;
use crate::web::visit::Visit;

/// One user in the list.
#[derive(Debug, Clone)]
pub struct Person {
    pub id: i64,
    pub display_name: String,
    pub email: Option<String>,
    pub unit: i64,
    pub status: Status,
}

/// A page of the list.
#[derive(Debug)]
pub struct People {
    pub rows: Vec<Person>,
    pub previous: Option<Cursor>,
    pub next: Option<Cursor>,
    /// Whether the search stopped before it had looked at everybody.
    pub stopped: bool,
    /// How many of the listed users are locked now, whatever is searched for.
    pub locked: i64,
    pub active: i64,
    /// How many licences the listed users have.
    pub licences: i64,
    /// How many licences their customers have left; None if one of these has unlimited licences.
    pub licences_left: Option<i64>,
}

/// Reads a page of the users whom the reader sees, of one customer or of all. Without a filter nobody is listed, only
/// counted.
///
/// # Errors
/// Any database error.
pub fn page(db: &mut impl Read, visit: &Visit, customer: Option<i64>, filter: Option<&Filter>) -> Result<People> {
    let visible = of_customer(&visit.access, customer);
    let users = visit.headcounts(db)?;
    let all = Filter::default();
    let lookup = Lookup::new(db, (&visible, visit.access.now()), filter.unwrap_or(&all), &users)?;
    let listing = match filter {
        Some(filter) => lookup.page(db, Extras::default(), filter.cursor.as_ref())?,
        None => Listing::default(),
    };
    let person = |row: super::Row| Person {
        id: row.id,
        status: view::status(&row),
        display_name: row.display_name,
        email: row.email,
        unit: row.unit,
    };
    Ok(People {
        rows: listing.rows.into_iter().map(person).collect(),
        previous: listing.previous,
        next: listing.next,
        stopped: listing.stopped,
        locked: lookup.head.locked,
        active: lookup.head.users.active,
        licences: lookup.head.users.licences,
        licences_left: users.licences_left(visit.access.snapshot(), visible.ranges()),
    })
}

/// Returns what the reader sees of a customer; the reader need not see the customer itself.
fn of_customer(access: &Access, customer: Option<i64>) -> Visible {
    let all = visible(access);
    let Some(customer) = customer else { return all };
    let place = access.snapshot().units().get(customer).map(Unit::interval);
    all.and(&Ranges::of(place.into_iter().collect()))
}
