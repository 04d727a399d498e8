//! All SQL of single units.
use super::Unit;
use crate::db::{Read, Tx};
use crate::error::Result;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = BigInt)]
    id: i64,
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Text)]
    code: String,
}

/// The unit, kept from being archived or removed while this transaction puts something into it.
pub fn lock(tx: &mut Tx<'_>, id: i64) -> Result<Option<Unit>> {
    let row: Option<Row> =
        diesel::sql_query("SELECT id, name, code FROM org_units WHERE id = $1 AND archived_at IS NULL FOR SHARE")
            .bind::<BigInt, _>(id)
            .get_result(tx.conn())
            .optional()?;
    Ok(row.map(|row| Unit {
        id: row.id,
        name: row.name,
        code: row.code,
    }))
}
