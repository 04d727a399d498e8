//! SQL about the users of a unit.
use crate::db::Read;
use crate::error::Result;
use diesel::prelude::*;
use diesel::sql_types::BigInt;

#[derive(QueryableByName)]
struct Id {
    #[diesel(sql_type = BigInt)]
    id: i64,
}

/// Returns up to `limit` users of the unit who are not deleted, by name.
pub(super) fn users(db: &mut impl Read, unit: i64, limit: usize) -> Result<Vec<i64>> {
    let rows: Vec<Id> = diesel::sql_query(format!(
        "SELECT id FROM users WHERE unit_id = $1 AND state <> 'deleted' ORDER BY sort_name, id LIMIT {limit}"
    ))
    .bind::<BigInt, _>(unit)
    .load(db.conn())?;
    Ok(rows.into_iter().map(|row| row.id).collect())
}
