//! All SQL of single groups. The list has its own store.
use super::Group;
use super::verbs::{Cell, Details, Span};
use crate::access::permission::Permission;
use crate::db::{Read, Tx};
use crate::error::Result;
use crate::names::GroupName;
use crate::text::sort_key;
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Bool, Integer, Nullable, Text, Timestamptz};

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = BigInt)]
    id: i64,
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Text)]
    display_name: String,
    #[diesel(sql_type = Text)]
    description: String,
    #[diesel(sql_type = Bool)]
    system: bool,
    #[diesel(sql_type = Bool)]
    predefined: bool,
    #[diesel(sql_type = Nullable<Integer>)]
    access_minutes: Option<i32>,
    #[diesel(sql_type = Nullable<Integer>)]
    refresh_minutes: Option<i32>,
    #[diesel(sql_type = Bool)]
    require_two_factor: bool,
    #[diesel(sql_type = Integer)]
    version: i32,
    #[diesel(sql_type = Timestamptz)]
    updated_at: DateTime<Utc>,
    #[diesel(sql_type = Nullable<Text>)]
    updated_by: Option<String>,
}

fn read(db: &mut impl Read, id: i64, hold: &'static str) -> Result<Option<Group>> {
    let query = format!(
        "SELECT g.id, a.name, g.display_name, g.description, g.system IS NOT NULL AS system, g.module IS NOT NULL AS predefined, g.access_minutes,
            g.refresh_minutes, g.require_two_factor, g.version, g.updated_at, b.display_name AS updated_by
         FROM groups g JOIN accounts a ON a.id = g.id LEFT JOIN users b ON b.id = g.updated_by
         WHERE a.deleted_at IS NULL AND g.id = $1{hold}"
    );
    let row: Option<Row> = diesel::sql_query(query)
        .bind::<BigInt, _>(id)
        .get_result(db.conn())
        .optional()?;
    Ok(row.map(|row| Group {
        id: row.id,
        name: row.name,
        display_name: row.display_name,
        description: row.description,
        system: row.system,
        predefined: row.predefined,
        access_minutes: row.access_minutes,
        refresh_minutes: row.refresh_minutes,
        require_two_factor: row.require_two_factor,
        version: row.version,
        updated_at: row.updated_at,
        updated_by: row.updated_by,
    }))
}

/// Returns a group that is not deleted.
pub fn one(db: &mut impl Read, id: i64) -> Result<Option<Group>> {
    read(db, id, "")
}

/// Like [`one`], and locks the group for an edit.
pub fn lock(tx: &mut Tx<'_>, id: i64) -> Result<Option<Group>> {
    read(tx, id, " FOR NO KEY UPDATE OF g")
}

/// Like [`one`], and locks the group for a delete.
pub fn lock_for_delete(tx: &mut Tx<'_>, id: i64) -> Result<Option<Group>> {
    read(tx, id, " FOR UPDATE OF g")
}

#[derive(QueryableByName)]
struct Id {
    #[diesel(sql_type = BigInt)]
    id: i64,
}

/// Inserts the account of a new group. A constraint tells if the name is taken.
pub fn insert_account(tx: &mut Tx<'_>, name: &GroupName) -> Result<i64> {
    let row: Id = diesel::sql_query(
        "WITH made AS (INSERT INTO accounts (kind, name, name_key) VALUES ('group', $1, $2) RETURNING id, name_key),
            keyed AS (INSERT INTO account_keys (key, account_id, is_name, is_email) SELECT name_key, id, true, false FROM made)
         SELECT id FROM made",
    )
    .bind::<Text, _>(name.as_str())
    .bind::<Text, _>(name.key())
    .get_result(tx.conn())?;
    Ok(row.id)
}

/// Changes the name. A constraint tells if it is taken.
pub fn rename(tx: &mut Tx<'_>, id: i64, name: &GroupName) -> Result<()> {
    diesel::sql_query("UPDATE account_keys SET key = $2 WHERE account_id = $1 AND is_name")
        .bind::<BigInt, _>(id)
        .bind::<Text, _>(name.key())
        .execute(tx.conn())?;
    diesel::sql_query("UPDATE accounts SET name = $2, name_key = $3 WHERE id = $1")
        .bind::<BigInt, _>(id)
        .bind::<Text, _>(name.as_str())
        .bind::<Text, _>(name.key())
        .execute(tx.conn())?;
    Ok(())
}

/// Inserts the row of a new group, or updates that of an existing one.
pub fn write(tx: &mut Tx<'_>, id: i64, details: &Details, author: Option<i64>) -> Result<()> {
    diesel::sql_query(
        "INSERT INTO groups AS g (id, display_name, sort_name, description, access_minutes, refresh_minutes, updated_by, require_two_factor)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
         ON CONFLICT (id) DO UPDATE SET display_name = excluded.display_name, sort_name = excluded.sort_name,
            description = excluded.description, access_minutes = excluded.access_minutes,
            refresh_minutes = excluded.refresh_minutes, require_two_factor = excluded.require_two_factor, updated_by = excluded.updated_by, updated_at = now(), version = g.version + 1",
    )
    .bind::<BigInt, _>(id)
    .bind::<Text, _>(details.display_name.as_str())
    .bind::<Text, _>(sort_key(details.display_name.as_str()))
    .bind::<Text, _>(details.description.as_str())
    .bind::<Nullable<Integer>, _>(details.access_minutes)
    .bind::<Nullable<Integer>, _>(details.refresh_minutes)
    .bind::<Nullable<BigInt>, _>(author)
    .bind::<Bool, _>(details.require_two_factor)
    .execute(tx.conn())?;
    Ok(())
}

#[derive(QueryableByName)]
struct Is {
    #[diesel(sql_type = Bool)]
    taken: bool,
}

/// Whether a user or group other than `except` can be called by this name, as a login, an address or a name.
pub fn name_taken(db: &mut impl Read, name: &GroupName, except: Option<i64>) -> Result<bool> {
    let row: Is = diesel::sql_query(
        "SELECT EXISTS (SELECT FROM account_keys WHERE key = $1 AND account_id IS DISTINCT FROM $2) AS taken",
    )
    .bind::<Text, _>(name.key())
    .bind::<Nullable<BigInt>, _>(except)
    .get_result(db.conn())?;
    Ok(row.taken)
}

#[derive(QueryableByName)]
struct CellRow {
    #[diesel(sql_type = Integer)]
    permission_id: i32,
    #[diesel(sql_type = BigInt)]
    unit_id: i64,
    #[diesel(sql_type = Bool)]
    allow: bool,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    valid_from: Option<DateTime<Utc>>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    valid_to: Option<DateTime<Utc>>,
}

/// Returns what a group is allowed and denied.
pub fn cells(db: &mut impl Read, group: i64) -> Result<Vec<Cell>> {
    let rows: Vec<CellRow> = diesel::sql_query(
        "SELECT permission_id, unit_id, allow, valid_from, valid_to FROM grants WHERE account_id = $1 ORDER BY permission_id, unit_id",
    )
    .bind::<BigInt, _>(group)
    .load(db.conn())?;
    let cell = |row: CellRow| Cell {
        right: Permission(row.permission_id),
        unit: row.unit_id,
        allow: row.allow,
        from: row.valid_from,
        to: row.valid_to,
    };
    Ok(rows.into_iter().map(cell).collect())
}

/// Gives a group the cells of another, except those on archived units.
pub fn copy_cells(tx: &mut Tx<'_>, from: i64, to: i64, author: Option<i64>) -> Result<()> {
    diesel::sql_query(
        "INSERT INTO grants (account_id, permission_id, scope, unit_id, allow, valid_from, valid_to, created_by)
         SELECT $2, permission_id, scope, unit_id, allow, valid_from, valid_to, $3 FROM grants g
         WHERE account_id = $1 AND NOT EXISTS (SELECT FROM org_units o WHERE o.id = g.unit_id AND o.archived_at IS NOT NULL)",
    )
    .bind::<BigInt, _>(from)
    .bind::<BigInt, _>(to)
    .bind::<Nullable<BigInt>, _>(author)
    .execute(tx.conn())?;
    Ok(())
}

#[derive(QueryableByName)]
struct SpanRow {
    #[diesel(sql_type = BigInt)]
    group_id: i64,
    #[diesel(sql_type = BigInt)]
    unit_id: i64,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    valid_from: Option<DateTime<Utc>>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    valid_to: Option<DateTime<Utc>>,
}

/// Returns the memberships in a group and its own in other groups. Each combination of group, unit and dates comes
/// once, however many accounts have it.
pub fn spans(db: &mut impl Read, group: i64) -> Result<Vec<Span>> {
    let rows: Vec<SpanRow> = diesel::sql_query(
        "SELECT DISTINCT group_id, unit_id, valid_from, valid_to FROM memberships WHERE group_id = $1
         UNION SELECT group_id, unit_id, valid_from, valid_to FROM memberships WHERE account_id = $1",
    )
    .bind::<BigInt, _>(group)
    .load(db.conn())?;
    let span = |row: SpanRow| Span {
        group: row.group_id,
        unit: row.unit_id,
        from: row.valid_from,
        to: row.valid_to,
    };
    Ok(rows.into_iter().map(span).collect())
}

#[derive(QueryableByName)]
struct Named {
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = BigInt)]
    unit_id: i64,
}

#[derive(QueryableByName)]
struct InUnit {
    #[diesel(sql_type = BigInt)]
    unit_id: i64,
    #[diesel(sql_type = BigInt)]
    count: i64,
}

/// Returns how many memberships in a group, and of its own in others, there are in each unit.
pub fn memberships_by_unit(db: &mut impl Read, group: i64) -> Result<Vec<(i64, i64)>> {
    let rows: Vec<InUnit> = diesel::sql_query(
        "SELECT unit_id, count(*) AS count FROM memberships WHERE group_id = $1 OR account_id = $1 GROUP BY unit_id",
    )
    .bind::<BigInt, _>(group)
    .load(db.conn())?;
    Ok(rows.into_iter().map(|row| (row.unit_id, row.count)).collect())
}

/// Returns the first members of a group in these units, oldest first, and the first groups it is in there: display name
/// and unit.
pub fn some_members(db: &mut impl Read, group: i64, units: &[i64], most: i64) -> Result<Vec<(String, i64)>> {
    let rows: Vec<Named> = diesel::sql_query(
        "(SELECT coalesce(u.display_name, s.display_name) AS name, m.unit_id FROM memberships m
            LEFT JOIN users u ON u.id = m.account_id LEFT JOIN groups s ON s.id = m.account_id
            WHERE m.group_id = $1 AND m.unit_id = ANY($3) ORDER BY m.created_at, m.id LIMIT $2)
         UNION ALL (SELECT g.display_name, m.unit_id FROM memberships m JOIN groups g ON g.id = m.group_id
            WHERE m.account_id = $1 AND m.unit_id = ANY($3) ORDER BY m.id LIMIT $2)",
    )
    .bind::<BigInt, _>(group)
    .bind::<BigInt, _>(most)
    .bind::<Array<BigInt>, _>(units)
    .load(db.conn())?;
    Ok(rows.into_iter().map(|row| (row.name, row.unit_id)).collect())
}

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = BigInt)]
    count: i64,
}

/// Returns the number of memberships in a group and of its own in others.
pub fn count_memberships(db: &mut impl Read, group: i64) -> Result<i64> {
    let row: Count = diesel::sql_query(
        "SELECT (SELECT count(*) FROM memberships WHERE group_id = $1) + (SELECT count(*) FROM memberships WHERE account_id = $1) AS count",
    )
    .bind::<BigInt, _>(group)
    .get_result(db.conn())?;
    Ok(row.count)
}

/// Whether the account itself is directly in the group.
pub fn has_member(db: &mut impl Read, group: i64, account: i64) -> Result<bool> {
    let row: Count =
        diesel::sql_query("SELECT count(*) AS count FROM memberships WHERE group_id = $1 AND account_id = $2")
            .bind::<BigInt, _>(group)
            .bind::<BigInt, _>(account)
            .get_result(db.conn())?;
    Ok(row.count > 0)
}

#[derive(QueryableByName)]
struct Gone {
    #[diesel(sql_type = BigInt)]
    group_id: i64,
    #[diesel(sql_type = BigInt)]
    account_id: i64,
}

/// Removes every member, removes the group from others, and deletes its cells. Returns the groups it was nested with,
/// and the group itself if there are any.
pub fn empty(tx: &mut Tx<'_>, group: i64) -> Result<Vec<i64>> {
    let gone: Vec<Gone> = diesel::sql_query(
        "WITH gone AS (DELETE FROM memberships WHERE group_id = $1 OR account_id = $1 RETURNING group_id, account_id)
         SELECT gone.group_id, gone.account_id FROM gone JOIN accounts a ON a.id = gone.account_id WHERE a.kind = 'group'",
    )
    .bind::<BigInt, _>(group)
    .load(tx.conn())?;
    diesel::sql_query("DELETE FROM grants WHERE account_id = $1")
        .bind::<BigInt, _>(group)
        .execute(tx.conn())?;
    let mut others: Vec<i64> = gone.iter().flat_map(|row| [row.group_id, row.account_id]).collect();
    others.sort_unstable();
    others.dedup();
    Ok(others)
}

/// Deletes a group. Its name becomes free; the row stays for the log.
pub fn delete(tx: &mut Tx<'_>, group: i64) -> Result<()> {
    diesel::sql_query("DELETE FROM account_keys WHERE account_id = $1")
        .bind::<BigInt, _>(group)
        .execute(tx.conn())?;
    diesel::sql_query("UPDATE accounts SET name = NULL, name_key = NULL, deleted_at = now() WHERE id = $1")
        .bind::<BigInt, _>(group)
        .execute(tx.conn())?;
    Ok(())
}
