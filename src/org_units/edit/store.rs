//! SQL for what the screen of one unit shows besides the unit.
use crate::db::Read;
use crate::error::Result;
use diesel::prelude::*;
use diesel::sql_types::BigInt;

/// How many users, memberships and cells are in the unit itself.
#[derive(Debug, Clone, Copy, Default, QueryableByName)]
pub(super) struct Content {
    #[diesel(sql_type = BigInt)]
    pub active: i64,
    #[diesel(sql_type = BigInt)]
    pub deactivated: i64,
    #[diesel(sql_type = BigInt)]
    pub memberships: i64,
    #[diesel(sql_type = BigInt)]
    pub cells: i64,
}

pub(super) fn content(db: &mut impl Read, unit: i64) -> Result<Content> {
    Ok(diesel::sql_query(
        "SELECT coalesce(c.active, 0)::bigint AS active, coalesce(c.deactivated, 0)::bigint AS deactivated,
            (SELECT count(*) FROM memberships m WHERE m.unit_id = o.id) AS memberships,
            (SELECT count(*) FROM grants g WHERE g.unit_id = o.id) AS cells
         FROM org_units o LEFT JOIN unit_counts c ON c.unit_id = o.id WHERE o.id = $1",
    )
    .bind::<BigInt, _>(unit)
    .get_result(db.conn())?)
}
