//! All SQL of files: what is there, read at once, and rows written by the thousand.
pub mod accounts;
pub mod actors;
pub mod grants;
pub mod groups;
pub mod licences;
pub mod links;
pub mod memberships;
pub mod units;
pub mod user_rows;
pub mod users;

use crate::db::{Read, Tx};
use crate::error::Result;
use crate::web::local_time;
use chrono_tz::Tz;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};

/// Rows per statement: enough that the round trip does not count, few enough that a statement stays small.
pub const CHUNK: usize = 5_000;

#[derive(QueryableByName)]
struct Id {
    #[diesel(sql_type = BigInt)]
    id: i64,
}

#[derive(QueryableByName)]
struct Zone {
    #[diesel(sql_type = Text)]
    default_zone: String,
}

/// The installation's time zone.
pub fn zone(tx: &mut Tx<'_>) -> Result<Tz> {
    let row: Zone = diesel::sql_query("SELECT default_zone FROM installation").get_result(tx.conn())?;
    local_time::zone(&row.default_zone)
}

/// Ids for rows to come, ascending, so that rows can refer to each other before they are written.
pub fn new_ids(tx: &mut Tx<'_>, table: &'static str, count: usize) -> Result<Vec<i64>> {
    let ids: Vec<Id> =
        diesel::sql_query("SELECT nextval(pg_get_serial_sequence($1, 'id')) AS id FROM generate_series(1, $2)")
            .bind::<Text, _>(table)
            .bind::<BigInt, _>(count as i64)
            .load(tx.conn())?;
    Ok(ids.into_iter().map(|row| row.id).collect())
}

/// One column of some rows, as an array for `unnest`.
pub(super) fn column<'r, R, V>(rows: &'r [R], value: impl Fn(&'r R) -> V) -> Vec<V> {
    rows.iter().map(value).collect()
}
