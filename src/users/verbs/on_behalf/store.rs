//! All SQL of links between users.
use crate::db::{Read, Tx};
use crate::error::Result;
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Bool, Nullable, Text};
use std::collections::HashSet;

/// A user whom a shared user may act as.
#[derive(Debug, Clone, QueryableByName)]
pub struct Linked {
    #[diesel(sql_type = BigInt)]
    pub id: i64,
    #[diesel(sql_type = Text)]
    pub login: String,
    #[diesel(sql_type = Text)]
    pub display_name: String,
    #[diesel(sql_type = BigInt)]
    pub unit: i64,
    #[diesel(sql_type = Bool)]
    pub active: bool,
}

#[derive(QueryableByName)]
struct Yes {
    #[diesel(sql_type = Bool)]
    yes: bool,
}

#[derive(QueryableByName)]
struct Id {
    #[diesel(sql_type = BigInt)]
    id: i64,
}

pub(super) fn linked(db: &mut impl Read, main: i64) -> Result<Vec<Linked>> {
    Ok(diesel::sql_query(
        "SELECT k.id, a.name AS login, k.display_name, k.unit_id AS unit, k.state = 'active' AS active
         FROM on_behalf b JOIN users k ON k.id = b.clerk_id JOIN accounts a ON a.id = k.id
         WHERE b.main_id = $1 ORDER BY k.sort_name, k.id",
    )
    .bind::<BigInt, _>(main)
    .load(db.conn())?)
}

pub(super) fn main_as_clerk(db: &mut impl Read, main: i64) -> Result<bool> {
    let row: Option<Yes> = diesel::sql_query("SELECT main_as_clerk AS yes FROM users WHERE id = $1")
        .bind::<BigInt, _>(main)
        .get_result(db.conn())
        .optional()?;
    Ok(row.is_some_and(|row| row.yes))
}

pub(super) fn in_use(db: &mut impl Read, users: &[i64]) -> Result<HashSet<i64>> {
    let rows: Vec<Id> = diesel::sql_query(
        "SELECT main_id AS id FROM on_behalf WHERE main_id = ANY($1) UNION SELECT clerk_id FROM on_behalf WHERE clerk_id = ANY($1)",
    )
    .bind::<Array<BigInt>, _>(users)
    .load(db.conn())?;
    Ok(rows.into_iter().map(|row| row.id).collect())
}

pub(super) fn link(tx: &mut Tx<'_>, main: i64, clerk: i64, by: Option<i64>) -> Result<bool> {
    let rows = diesel::sql_query(
        "INSERT INTO on_behalf (main_id, clerk_id, created_by) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
    )
    .bind::<BigInt, _>(main)
    .bind::<BigInt, _>(clerk)
    .bind::<Nullable<BigInt>, _>(by)
    .execute(tx.conn())?;
    Ok(rows > 0)
}

pub(super) fn unlink(tx: &mut Tx<'_>, main: i64, clerk: i64) -> Result<bool> {
    let rows = diesel::sql_query("DELETE FROM on_behalf WHERE main_id = $1 AND clerk_id = $2")
        .bind::<BigInt, _>(main)
        .bind::<BigInt, _>(clerk)
        .execute(tx.conn())?;
    Ok(rows > 0)
}

/// Asks a user without any link to change a password that somebody else set. Returns false if there is nothing to ask.
pub(super) fn ask_password(tx: &mut Tx<'_>, main: i64) -> Result<bool> {
    let rows = diesel::sql_query(
        "UPDATE users SET must_change_password = true, version = version + 1
         WHERE id = $1 AND password_set_by <> id AND NOT must_change_password
            AND NOT EXISTS (SELECT FROM on_behalf b WHERE b.main_id = $1)",
    )
    .bind::<BigInt, _>(main)
    .execute(tx.conn())?;
    Ok(rows > 0)
}

pub(super) fn allow_main(tx: &mut Tx<'_>, main: i64, allowed: bool, by: Option<i64>) -> Result<bool> {
    let rows = diesel::sql_query(
        "UPDATE users SET main_as_clerk = $2, updated_at = now(), updated_by = $3, version = version + 1
         WHERE id = $1 AND main_as_clerk <> $2",
    )
    .bind::<BigInt, _>(main)
    .bind::<Bool, _>(allowed)
    .bind::<Nullable<BigInt>, _>(by)
    .execute(tx.conn())?;
    Ok(rows > 0)
}
