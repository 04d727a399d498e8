//! The list of groups (SPEC G-1).
pub mod export;
mod filter;
pub mod pages;
mod store;

pub use filter::{Filter, PATH};

use crate::access::Access;
use crate::db::Read;
use crate::error::Result;
use crate::web::cut::Cut;
use crate::web::group_name::group_name;
use crate::web::i18n::Texts;
use crate::web::search::SearchQuery;
use crate::web::visit::Visit;
use filter::{Cursor, FIELDS, Named};
use store::{Extras, Row};

/// How many groups a page shows.
pub const PAGE: usize = 50;
/// How many groups are read at once while looking for matches.
const CHUNK: usize = 500;

/// A page of the list.
#[derive(Debug, Default)]
pub struct Listing {
    rows: Vec<Row>,
    previous: Option<Cursor>,
    next: Option<Cursor>,
}

/// Returns a page of the groups that match the search. An installation has some thousand groups at most, so a search
/// looks at them in order.
fn page(db: &mut impl Read, visit: &Visit, filter: &Filter, extras: Extras) -> Result<Listing> {
    let (t, access) = (&visit.t, &visit.access);
    let query = SearchQuery::parse(&filter.q, &FIELDS);
    let backward = filter.cursor.as_ref().is_some_and(|cursor| cursor.backward);
    let mut at = filter.cursor.clone();
    let mut found: Vec<Row> = Vec::new();
    let chunk = if query.is_empty() { PAGE + 1 } else { CHUNK };
    while found.len() <= PAGE {
        let rows = store::rows(db, t, filter.descending, at.as_ref(), backward, chunk)?;
        let is_last = rows.len() < chunk;
        at = rows.last().map(|row| row.cursor(backward));
        found.extend(rows.into_iter().filter(|row| matches(t, &query, row)));
        if is_last {
            break;
        }
    }
    let mut cut = Cut::of(found, PAGE, filter.cursor.as_ref().map(|cursor| cursor.backward));
    if extras.members {
        let ids: Vec<i64> = cut.rows.iter().map(|row| row.id).collect();
        let counts = store::members(db, access, &ids)?;
        for row in &mut cut.rows {
            row.members = counts.get(&row.id).copied().unwrap_or_default();
        }
    }
    Ok(Listing {
        previous: cut.previous().map(|row| row.cursor(true)),
        next: cut.next().map(|row| row.cursor(false)),
        rows: cut.rows,
    })
}

/// Whether a group has what is searched for.
fn matches(t: &Texts, query: &SearchQuery<Named>, row: &Row) -> bool {
    query.matches(&[
        (Named::Name, row.name.as_str()),
        (Named::DisplayName, row.display_name.as_str()),
        (Named::DisplayName, &group_name(t, row.id, &row.display_name)),
        (Named::Description, row.description.as_str()),
    ])
}

/// Returns how many members of a group the reader sees, and whether there are more than are counted.
pub fn members(db: &mut impl Read, access: &Access, group: i64) -> Result<(i64, bool)> {
    let counts = store::members(db, access, &[group])?;
    let count = counts.get(&group).copied().unwrap_or_default();
    Ok(counted(count))
}

fn counted(count: i64) -> (i64, bool) {
    (count.min(store::COUNTED), count > store::COUNTED)
}
