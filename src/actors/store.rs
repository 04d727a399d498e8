//! All SQL that reads single actors.
use super::{Actor, Kind};
use crate::db::{Read, Tx};
use crate::error::{Error, Result};
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Bool, Integer, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use std::collections::HashMap;
use uuid::Uuid;

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = BigInt)]
    id: i64,
    #[diesel(sql_type = Text)]
    kind: String,
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Text)]
    number: String,
    #[diesel(sql_type = BigInt)]
    unit_id: i64,
    #[diesel(sql_type = Array<BigInt>)]
    roles: Vec<i64>,
    #[diesel(sql_type = Nullable<BigInt>)]
    user_id: Option<i64>,
    #[diesel(sql_type = Bool)]
    enabled: bool,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    archived_at: Option<DateTime<Utc>>,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    image_id: Option<Uuid>,
    #[diesel(sql_type = Text)]
    remarks: String,
    #[diesel(sql_type = Nullable<BigInt>)]
    merged_into: Option<i64>,
    #[diesel(sql_type = Integer)]
    version: i32,
}

impl TryFrom<Row> for Actor {
    type Error = Error;

    fn try_from(row: Row) -> Result<Self> {
        Ok(Actor {
            id: row.id,
            kind: Kind::stored(&row.kind)?,
            name: row.name,
            number: row.number,
            unit: row.unit_id,
            roles: row.roles,
            user: row.user_id,
            enabled: row.enabled,
            archived_at: row.archived_at,
            image: row.image_id,
            remarks: row.remarks,
            merged_into: row.merged_into,
            version: row.version,
        })
    }
}

const WHO: &str =
    "SELECT a.id, a.kind, a.name, a.number, a.unit_id, a.user_id, a.enabled, a.archived_at, a.image_id, a.remarks, a.merged_into, a.version,
        ARRAY(SELECT l.role_id FROM actor_listed l WHERE l.actor_id = a.id ORDER BY l.role_id) AS roles
    FROM actors a WHERE";

/// Returns an actor, even one that was merged away.
pub fn one(db: &mut impl Read, id: i64) -> Result<Option<Actor>> {
    read(db, id, "")
}

/// Returns an actor, if it was merged into another.
pub fn merged_away(db: &mut impl Read, id: i64) -> Result<Option<Actor>> {
    Ok(one(db, id)?.filter(|actor| actor.merged_into.is_some()))
}

/// Returns an actor that is not merged away, and locks it for a change.
pub(super) fn lock(tx: &mut Tx<'_>, id: i64) -> Result<Option<Actor>> {
    held(tx, id, " FOR NO KEY UPDATE OF a")
}

/// Returns an actor that is not merged away, and locks it for a delete.
pub(super) fn lock_for_delete(tx: &mut Tx<'_>, id: i64) -> Result<Option<Actor>> {
    held(tx, id, " FOR UPDATE OF a")
}

/// Locks an actor, and then reads it again: its roles change only while it is locked.
fn held(tx: &mut Tx<'_>, id: i64, hold: &'static str) -> Result<Option<Actor>> {
    if read(tx, id, hold)?.is_none() {
        return Ok(None);
    }
    Ok(one(tx, id)?.filter(|actor| actor.merged_into.is_none()))
}

/// Returns an actor, even one that was merged away, and locks it for a change.
pub(super) fn lock_any(tx: &mut Tx<'_>, id: i64) -> Result<Option<Actor>> {
    if read(tx, id, " FOR NO KEY UPDATE OF a")?.is_none() {
        return Ok(None);
    }
    one(tx, id)
}

fn read(db: &mut impl Read, id: i64, hold: &'static str) -> Result<Option<Actor>> {
    let row: Option<Row> = diesel::sql_query(format!("{WHO} a.id = $1{hold}"))
        .bind::<BigInt, _>(id)
        .get_result(db.conn())
        .optional()?;
    row.map(Actor::try_from).transpose()
}

/// Returns those of these actors that are not merged away, by name.
pub(super) fn several(db: &mut impl Read, ids: &[i64]) -> Result<Vec<Actor>> {
    let rows: Vec<Row> = diesel::sql_query(format!(
        "{WHO} a.id = ANY($1) AND a.merged_into IS NULL ORDER BY a.sort_name, a.id"
    ))
    .bind::<Array<BigInt>, _>(ids)
    .load(db.conn())?;
    rows.into_iter().map(Actor::try_from).collect()
}

/// Returns the ids of an actor and of all that were merged into it, directly or through others.
///
/// # Errors
/// Any database error.
pub fn with_merged(db: &mut impl Read, id: i64) -> Result<Vec<i64>> {
    #[derive(QueryableByName)]
    struct Id {
        #[diesel(sql_type = BigInt)]
        id: i64,
    }
    let rows: Vec<Id> = diesel::sql_query(
        "WITH RECURSIVE m AS (SELECT $1 AS id UNION SELECT a.id FROM m JOIN actors a ON a.merged_into = m.id) SELECT id FROM m",
    )
    .bind::<BigInt, _>(id)
    .load(db.conn())?;
    Ok(rows.into_iter().map(|row| row.id).collect())
}

/// Returns the groups an actor is in, by name: id and name.
pub(super) fn groups(db: &mut impl Read, actor: i64) -> Result<Vec<(i64, String)>> {
    #[derive(QueryableByName)]
    struct Named {
        #[diesel(sql_type = BigInt)]
        id: i64,
        #[diesel(sql_type = Text)]
        name: String,
    }
    let rows: Vec<Named> = diesel::sql_query(
        "SELECT g.id, g.name FROM actor_group_members m JOIN actor_groups g ON g.id = m.group_id
         WHERE m.actor_id = $1 ORDER BY g.sort_name, g.id",
    )
    .bind::<BigInt, _>(actor)
    .load(db.conn())?;
    Ok(rows.into_iter().map(|row| (row.id, row.name)).collect())
}

/// The actor that a user is linked to.
#[derive(Debug, Clone, QueryableByName)]
pub struct Linked {
    #[diesel(sql_type = BigInt)]
    pub user: i64,
    #[diesel(sql_type = BigInt)]
    pub id: i64,
    #[diesel(sql_type = Text)]
    pub name: String,
    #[diesel(sql_type = BigInt)]
    pub unit: i64,
    #[diesel(sql_type = Array<BigInt>)]
    pub roles: Vec<i64>,
    /// Whether it is neither archived nor disabled.
    #[diesel(sql_type = Bool)]
    pub active: bool,
    /// Shown as a warning wherever the actor is shown.
    #[diesel(sql_type = Text)]
    pub remarks: String,
}

/// Returns the linked actors of these users, by user.
///
/// # Errors
/// Any database error.
pub fn linked(db: &mut impl Read, users: &[i64]) -> Result<HashMap<i64, Linked>> {
    let rows: Vec<Linked> = diesel::sql_query(
        "SELECT a.user_id AS \"user\", a.id, a.name, a.unit_id AS unit, a.enabled AND a.archived_at IS NULL AS active, a.remarks,
            ARRAY(SELECT l.role_id FROM actor_listed l WHERE l.actor_id = a.id ORDER BY l.role_id) AS roles
         FROM actors a WHERE a.user_id = ANY($1)",
    )
    .bind::<Array<BigInt>, _>(users)
    .load(db.conn())?;
    Ok(rows.into_iter().map(|row| (row.user, row)).collect())
}
