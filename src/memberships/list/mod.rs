//! All memberships (SPEC G-5), and the members of one group (G-3): filtered, scoped, in pages.
//!
//! `filter` is the address, `store` the queries, `table` what is shown, `columns` the columns of it, and `pages` the
//! screen itself.
pub mod columns;
pub mod export;
pub mod filter;
pub mod pages;
mod search;
mod store;
pub mod table;

pub use filter::Filter;

use super::Membership;
use crate::access::Access;
use crate::access::ranges::Ranges;
use crate::db::Read;
use crate::error::Result;
use crate::web::cursor::RowCursor;
use crate::web::cut::Cut;
use crate::web::visit::Visit;
use search::Search;

/// How many rows a page shows.
pub const PAGE: usize = 50;

/// A page of the list.
#[derive(Debug, Default)]
pub struct Listing {
    pub rows: Vec<Membership>,
    pub previous: Option<RowCursor>,
    pub next: Option<RowCursor>,
}

/// Returns the places whose memberships are listed: those the reader sees, and of these the chosen unit and below
/// (DESIGN 3.6).
///
/// # Errors
/// `NotFound` for a unit the reader does not see.
pub fn visible(access: &Access, filter: &Filter) -> Result<Ranges> {
    Ok(access.scope().and(&access.below(filter.unit)?))
}

/// Returns a page of what the filter asks for, of at most `most` rows.
pub fn page(db: &mut impl Read, visit: &Visit, filter: &Filter, most: usize) -> Result<Listing> {
    let access = &visit.access;
    let within = visible(access, filter)?;
    if within.is_empty() {
        return Ok(Listing::default());
    }
    let source = store::source(db, access, &within)?;
    let search = Search::look_up(db, access, &visit.t, &filter.q)?;
    let asked = store::Asked {
        now: access.now(),
        filter,
        search: &search,
        scope: &access.scope(),
    };
    let keys = store::keys(db, &asked, &within, &source, most + 1)?;
    let cut = Cut::of(keys, most, filter.cursor.as_ref().map(|cursor| cursor.backward));
    let ids: Vec<i64> = cut.rows.iter().map(|key| key.id).collect();
    Ok(Listing {
        rows: super::store::several(db, &ids)?,
        previous: cut.previous().map(|key| key.cursor(true)),
        next: cut.next().map(|key| key.cursor(false)),
    })
}
