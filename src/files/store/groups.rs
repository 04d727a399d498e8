//! SQL about groups, for imports and exports.
use super::column;
use crate::db::{Read, Tx};
use crate::error::Result;
use crate::text::sort_key;
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Bool, Integer, Nullable, Text};
use std::collections::HashMap;

/// A group with every field a file can set.
#[derive(Debug, Clone, PartialEq, QueryableByName)]
pub struct Group {
    #[diesel(sql_type = BigInt)]
    pub id: i64,
    #[diesel(sql_type = Text)]
    pub name: String,
    #[diesel(sql_type = Text)]
    pub name_key: String,
    #[diesel(sql_type = Text)]
    pub display_name: String,
    #[diesel(sql_type = Text)]
    pub description: String,
    #[diesel(sql_type = Nullable<Integer>)]
    pub access_minutes: Option<i32>,
    #[diesel(sql_type = Nullable<Integer>)]
    pub refresh_minutes: Option<i32>,
    #[diesel(sql_type = Bool)]
    pub require_two_factor: bool,
}

/// Returns every group that a file can name. Groups of the installation and of modules are left out.
pub fn all(db: &mut impl Read) -> Result<Vec<Group>> {
    Ok(diesel::sql_query(
        "SELECT g.id, a.name, a.name_key, g.display_name, g.description, g.access_minutes, g.refresh_minutes,
            g.require_two_factor
         FROM groups g JOIN accounts a ON a.id = g.id WHERE g.system IS NULL AND g.module IS NULL AND a.deleted_at IS NULL ORDER BY g.id",
    )
    .load(db.conn())?)
}

/// Locks groups for an edit, in the order of their ids. Returns false if one has changed since it was read.
pub fn hold(tx: &mut Tx<'_>, groups: &[Group]) -> Result<bool> {
    diesel::sql_query("SELECT id FROM groups WHERE id = ANY($1) ORDER BY id FOR NO KEY UPDATE")
        .bind::<Array<BigInt>, _>(column(groups, |group| group.id))
        .execute(tx.conn())?;
    let now: HashMap<i64, Group> = all(tx)?.into_iter().map(|group| (group.id, group)).collect();
    Ok(groups.iter().all(|group| now.get(&group.id) == Some(group)))
}

const COLUMNS: &str =
    "unnest($1, $2, $3, $4, $5, $6, $7) AS n (id, display_name, sort_name, description, access_minutes, refresh_minutes,
    require_two_factor)";

macro_rules! bound {
    ($query:expr, $groups:expr) => {
        diesel::sql_query($query)
            .bind::<Array<BigInt>, _>(column($groups, |group| group.id))
            .bind::<Array<Text>, _>(column($groups, |group| &group.display_name))
            .bind::<Array<Text>, _>(column($groups, |group| sort_key(&group.display_name)))
            .bind::<Array<Text>, _>(column($groups, |group| &group.description))
            .bind::<Array<Nullable<Integer>>, _>(column($groups, |group| group.access_minutes))
            .bind::<Array<Nullable<Integer>>, _>(column($groups, |group| group.refresh_minutes))
            .bind::<Array<Bool>, _>(column($groups, |group| group.require_two_factor))
    };
}

/// Inserts groups whose accounts already exist.
pub fn insert(tx: &mut Tx<'_>, groups: &[Group], by: Option<i64>) -> Result<()> {
    let query = format!(
        "INSERT INTO groups (id, display_name, sort_name, description, access_minutes, refresh_minutes, require_two_factor, updated_by)
         SELECT id, display_name, sort_name, description, access_minutes, refresh_minutes, require_two_factor, $8 FROM {COLUMNS}"
    );
    bound!(query, groups)
        .bind::<Nullable<BigInt>, _>(by)
        .execute(tx.conn())?;
    Ok(())
}

/// Updates groups.
pub fn update(tx: &mut Tx<'_>, groups: &[Group], by: Option<i64>) -> Result<()> {
    let query = format!(
        "UPDATE groups g SET display_name = n.display_name, sort_name = n.sort_name, description = n.description,
            access_minutes = n.access_minutes, refresh_minutes = n.refresh_minutes, require_two_factor = n.require_two_factor, version = g.version + 1,
            updated_at = now(), updated_by = $8
         FROM {COLUMNS} WHERE g.id = n.id"
    );
    bound!(query, groups)
        .bind::<Nullable<BigInt>, _>(by)
        .execute(tx.conn())?;
    Ok(())
}

#[derive(QueryableByName)]
struct Use {
    #[diesel(sql_type = BigInt)]
    id: i64,
    #[diesel(sql_type = BigInt)]
    members: i64,
    #[diesel(sql_type = BigInt)]
    grants: i64,
}

/// Returns those of these groups that are in use: the id, the number of memberships (of others in the group and of the
/// group in others) and the number of cells.
pub fn uses(db: &mut impl Read, groups: &[i64]) -> Result<Vec<(i64, i64, i64)>> {
    let rows: Vec<Use> = diesel::sql_query(
        "SELECT * FROM (SELECT g.id, (SELECT count(*) FROM memberships WHERE group_id = g.id OR account_id = g.id) AS members,
            (SELECT count(*) FROM grants WHERE account_id = g.id) AS grants FROM unnest($1) AS g (id)) AS used
         WHERE members + grants > 0",
    )
    .bind::<Array<BigInt>, _>(groups)
    .load(db.conn())?;
    Ok(rows.into_iter().map(|row| (row.id, row.members, row.grants)).collect())
}

/// Deletes groups: their names become free, their rows stay for the log.
pub fn delete(tx: &mut Tx<'_>, groups: &[i64]) -> Result<()> {
    diesel::sql_query("DELETE FROM account_keys WHERE account_id = ANY($1)")
        .bind::<Array<BigInt>, _>(groups)
        .execute(tx.conn())?;
    diesel::sql_query("UPDATE accounts SET name = NULL, name_key = NULL, deleted_at = now() WHERE id = ANY($1)")
        .bind::<Array<BigInt>, _>(groups)
        .execute(tx.conn())?;
    Ok(())
}
