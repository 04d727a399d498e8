//! The list's rows for programs (SPEC 12), with the screen's scope and search.
use super::store::{self, Extras, Row};
use super::view::status_word;
use super::{Filter, Lookup, pages};
use crate::access::Access;
use crate::error::{Error, Result};
use crate::web::cursor::Cursor;
use crate::web::visit::View;
use chrono::{DateTime, Utc};

/// One user, as the API returns it.
#[derive(Debug, Clone)]
pub struct Person {
    pub id: i64,
    pub login: String,
    pub display_name: String,
    pub email: Option<String>,
    pub unit: i64,
    pub unit_code: String,
    pub unit_name: String,
    /// `active`, `waiting`, `locked` or `deactivated`.
    pub status: &'static str,
    pub last_active: Option<DateTime<Utc>>,
    pub created_at: DateTime<Utc>,
}

const EXTRAS: Extras = Extras {
    two_factor: false,
    licensed: false,
    groups: false,
    tokens: false,
    updated_by: false,
    unit_texts: true,
};

/// Returns a page of the list, and the cursor of the next one.
///
/// # Errors
/// Refuses a reader who may not open the list. A unit that is not open to the reader counts as one that does not exist.
pub fn page(view: &mut View, filter: &Filter) -> Result<(Vec<Person>, Option<Cursor>)> {
    let View { db, visit } = view;
    pages::opened(&visit.access)?;
    let (_, narrowed) = pages::narrowed(&visit.access, filter)?;
    let users = visit.headcounts(db)?;
    let listing =
        Lookup::new(db, (&narrowed, visit.access.now()), filter, &users)?.page(db, EXTRAS, filter.cursor.as_ref())?;
    let people = listing.rows.into_iter().map(|row| person(&visit.access, row));
    Ok((people.collect(), listing.next))
}

/// Returns one user.
///
/// # Errors
/// `NotFound` both for a user outside the reader's Access and for one who does not exist.
pub fn one(view: &mut View, id: i64) -> Result<Person> {
    let View { db, visit } = view;
    pages::opened(&visit.access)?;
    let row = store::row(db, id)?.filter(|row| visit.access.sees(row.unit));
    row.map(|row| person(&visit.access, row)).ok_or(Error::NotFound)
}

fn person(access: &Access, row: Row) -> Person {
    let unit = access.snapshot().units().get(row.unit);
    Person {
        id: row.id,
        unit: row.unit,
        // The texts are name, code and number, in this order.
        unit_code: row.unit_texts.get(1).cloned().unwrap_or_default(),
        unit_name: unit.map(|unit| unit.name.to_string()).unwrap_or_default(),
        status: status_word(&row),
        login: row.login,
        display_name: row.display_name,
        email: row.email,
        last_active: row.last_active,
        created_at: row.created_at,
    }
}
