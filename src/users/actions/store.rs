//! All SQL of the actions' pages.
use crate::db::Read;
use crate::error::Result;
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Bool};
use std::collections::HashMap;

/// What an action asks about beside the user's own row.
#[derive(QueryableByName, Debug, Clone, Copy, Default)]
pub struct Standing {
    #[diesel(sql_type = BigInt)]
    id: i64,
    /// Live sessions.
    #[diesel(sql_type = BigInt)]
    pub sessions: i64,
    #[diesel(sql_type = Bool)]
    pub must_change_password: bool,
}

/// How these users stand, by id.
pub(super) fn standing(db: &mut impl Read, ids: &[i64]) -> Result<HashMap<i64, Standing>> {
    let rows: Vec<Standing> = diesel::sql_query(
        "SELECT u.id, u.must_change_password,
            (SELECT count(*) FROM sessions s WHERE s.user_id = u.id AND s.stage <> 'code' AND s.ended_at IS NULL AND s.expires_at > now()) AS sessions
         FROM users u WHERE u.id = ANY($1)",
    )
    .bind::<Array<BigInt>, _>(ids)
    .load(db.conn())?;
    Ok(rows.into_iter().map(|row| (row.id, row)).collect())
}
