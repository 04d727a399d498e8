//! All SQL of roles.
use super::{Deed, Role};
use crate::access::Can;
use crate::access::fixed::{ACTOR_MANAGER, TOP};
use crate::access::permission::{ACTOR_ROLE_PREFIX, Permission};
use crate::actor_setup::ManageActorSetup;
use crate::actor_setup::roles::verbs::{Details, Name};
use crate::db::{Read, Tx};
use crate::error::Result;
use crate::text::{name_key, sort_key};
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
    short_name: String,
    #[diesel(sql_type = Text)]
    description: String,
    #[diesel(sql_type = Bool)]
    enabled: bool,
    #[diesel(sql_type = Bool)]
    directory: bool,
    #[diesel(sql_type = Array<BigInt>)]
    gives: Vec<i64>,
    #[diesel(sql_type = Integer)]
    version: i32,
    #[diesel(sql_type = Timestamptz)]
    updated_at: DateTime<Utc>,
    #[diesel(sql_type = Nullable<Text>)]
    updated_by: Option<String>,
}

impl From<Row> for Role {
    fn from(row: Row) -> Self {
        Self {
            id: row.id,
            name: row.name,
            display_name: row.display_name,
            short_name: row.short_name,
            description: row.description,
            enabled: row.enabled,
            directory: row.directory,
            gives: row.gives,
            version: row.version,
            updated_at: row.updated_at,
            updated_by: row.updated_by,
        }
    }
}

const ROLES: &str = "SELECT r.id, r.name, r.display_name, r.short_name, r.description, r.enabled, r.directory,
        ARRAY(SELECT given_id FROM actor_role_gives WHERE role_id = r.id ORDER BY given_id) AS gives,
        r.version, r.updated_at, b.display_name AS updated_by
     FROM actor_roles r LEFT JOIN users b ON b.id = r.updated_by";

/// Returns every role, delivered ones first.
pub fn all(db: &mut impl Read) -> Result<Vec<Role>> {
    let query = format!("{ROLES} ORDER BY least(r.id, 100), r.sort_name, r.id");
    let rows: Vec<Row> = diesel::sql_query(query).load(db.conn())?;
    Ok(rows.into_iter().map(Role::from).collect())
}

fn read(db: &mut impl Read, id: i64, hold: &'static str) -> Result<Option<Role>> {
    let row: Option<Row> = diesel::sql_query(format!("{ROLES} WHERE r.id = $1{hold}"))
        .bind::<BigInt, _>(id)
        .get_result(db.conn())
        .optional()?;
    Ok(row.map(Role::from))
}

pub fn one(db: &mut impl Read, id: i64) -> Result<Option<Role>> {
    read(db, id, "")
}

/// Returns and locks the role, also against actors that are being given it.
pub fn lock(tx: &mut Tx<'_>, id: i64) -> Result<Option<Role>> {
    read(tx, id, " FOR UPDATE OF r")
}

#[derive(QueryableByName)]
struct Id {
    #[diesel(sql_type = BigInt)]
    id: i64,
}

/// Inserts a new role. The constraints tell which name is taken.
pub fn insert(
    tx: &mut Tx<'_>,
    _: &Can<'_, ManageActorSetup>,
    name: &Name,
    details: &Details,
    author: Option<i64>,
) -> Result<i64> {
    let row: Id = diesel::sql_query(
        "INSERT INTO actor_roles (name, display_name, display_key, sort_name, short_name, description, enabled, directory, created_by, updated_by)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9) RETURNING id",
    )
    .bind::<Text, _>(name.as_str())
    .bind::<Text, _>(&details.display_name)
    .bind::<Text, _>(name_key(&details.display_name))
    .bind::<Text, _>(sort_key(&details.display_name))
    .bind::<Text, _>(&details.short_name)
    .bind::<Text, _>(&details.description)
    .bind::<Bool, _>(details.enabled)
    .bind::<Bool, _>(details.directory)
    .bind::<Nullable<BigInt>, _>(author)
    .get_result(tx.conn())?;
    Ok(row.id)
}

/// Updates everything except the system name.
pub fn update(
    tx: &mut Tx<'_>,
    _: &Can<'_, ManageActorSetup>,
    id: i64,
    details: &Details,
    author: Option<i64>,
) -> Result<()> {
    diesel::sql_query(
        "UPDATE actor_roles SET display_name = $2, display_key = $3, sort_name = $4, short_name = $5, description = $6,
            enabled = $7, directory = $8, updated_by = $9, updated_at = now(), version = version + 1 WHERE id = $1",
    )
    .bind::<BigInt, _>(id)
    .bind::<Text, _>(&details.display_name)
    .bind::<Text, _>(name_key(&details.display_name))
    .bind::<Text, _>(sort_key(&details.display_name))
    .bind::<Text, _>(&details.short_name)
    .bind::<Text, _>(&details.description)
    .bind::<Bool, _>(details.enabled)
    .bind::<Bool, _>(details.directory)
    .bind::<Nullable<BigInt>, _>(author)
    .execute(tx.conn())?;
    Ok(())
}

/// Sets which roles are given along with this one.
pub fn give(tx: &mut Tx<'_>, _: &Can<'_, ManageActorSetup>, id: i64, gives: &[i64]) -> Result<()> {
    diesel::sql_query("DELETE FROM actor_role_gives WHERE role_id = $1")
        .bind::<BigInt, _>(id)
        .execute(tx.conn())?;
    diesel::sql_query("INSERT INTO actor_role_gives (role_id, given_id) SELECT $1, unnest($2)")
        .bind::<BigInt, _>(id)
        .bind::<Array<BigInt>, _>(gives)
        .execute(tx.conn())?;
    Ok(())
}

/// Deletes the role with its fields and the values actors have in them.
pub fn delete(tx: &mut Tx<'_>, _: &Can<'_, ManageActorSetup>, id: i64) -> Result<()> {
    diesel::sql_query("DELETE FROM actor_roles WHERE id = $1")
        .bind::<BigInt, _>(id)
        .execute(tx.conn())?;
    Ok(())
}

#[derive(QueryableByName)]
struct Right {
    #[diesel(sql_type = Integer)]
    id: i32,
}

/// Makes the four rights of a role that becomes a directory, and returns them.
pub fn make_rights(tx: &mut Tx<'_>, _: &Can<'_, ManageActorSetup>, role: i64) -> Result<Vec<Permission>> {
    let rights: Vec<Right> = diesel::sql_query(
        "WITH made AS (
            INSERT INTO permissions (key, scope, category, label, place)
            SELECT $2 || r.name || '.' || d.deed, 'org_unit', 'actors', r.display_name, 1000 + r.id * 10 + d.place
            FROM actor_roles r, unnest($3) WITH ORDINALITY AS d (deed, place) WHERE r.id = $1
            RETURNING id, key)
         INSERT INTO actor_role_rights (role_id, deed, permission_id)
         SELECT $1, split_part(key, '.', 3), id FROM made RETURNING permission_id AS id",
    )
    .bind::<BigInt, _>(role)
    .bind::<Text, _>(ACTOR_ROLE_PREFIX)
    .bind::<Array<Text>, _>(Deed::ALL.map(Deed::code).to_vec())
    .load(tx.conn())?;
    Ok(rights.into_iter().map(|right| Permission(right.id)).collect())
}

/// Gives the rights of a role to the predefined role Actor manager, wherever that is assigned.
pub fn give_to_manager(tx: &mut Tx<'_>, _: &Can<'_, ManageActorSetup>, role: i64) -> Result<()> {
    diesel::sql_query(
        "INSERT INTO grants (account_id, permission_id, scope, unit_id, allow)
         SELECT $2, p.id, p.scope, $3, true FROM actor_role_rights r JOIN permissions p ON p.id = r.permission_id WHERE r.role_id = $1",
    )
    .bind::<BigInt, _>(role)
    .bind::<BigInt, _>(ACTOR_MANAGER)
    .bind::<BigInt, _>(TOP)
    .execute(tx.conn())?;
    Ok(())
}

/// Deletes the rights of a role with all their cells, and returns them.
pub fn drop_rights(tx: &mut Tx<'_>, _: &Can<'_, ManageActorSetup>, role: i64) -> Result<Vec<Permission>> {
    let rights: Vec<Right> =
        diesel::sql_query("DELETE FROM actor_role_rights WHERE role_id = $1 RETURNING permission_id AS id")
            .bind::<BigInt, _>(role)
            .load(tx.conn())?;
    let ids: Vec<i32> = rights.into_iter().map(|right| right.id).collect();
    diesel::sql_query("DELETE FROM permissions WHERE id = ANY($1)")
        .bind::<Array<Integer>, _>(&ids)
        .execute(tx.conn())?;
    Ok(ids.into_iter().map(Permission).collect())
}

/// Renames the rights of a role after it.
pub fn rename_rights(tx: &mut Tx<'_>, _: &Can<'_, ManageActorSetup>, role: i64) -> Result<()> {
    diesel::sql_query(
        "UPDATE permissions p SET label = r.display_name FROM actor_role_rights a JOIN actor_roles r ON r.id = a.role_id
         WHERE p.id = a.permission_id AND a.role_id = $1",
    )
    .bind::<BigInt, _>(role)
    .execute(tx.conn())?;
    Ok(())
}

/// A cell (an allow or deny of one account in one unit) of one of a role's rights.
#[derive(Debug, Clone, QueryableByName)]
pub struct Cell {
    #[diesel(sql_type = BigInt)]
    pub account_id: i64,
    #[diesel(sql_type = Bool)]
    pub is_group: bool,
    #[diesel(sql_type = Integer)]
    pub permission_id: i32,
    #[diesel(sql_type = BigInt)]
    pub unit_id: i64,
    #[diesel(sql_type = Bool)]
    pub allow: bool,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub valid_from: Option<DateTime<Utc>>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub valid_to: Option<DateTime<Utc>>,
}

/// Returns every cell of a role's rights.
pub fn cells(db: &mut impl Read, role: i64) -> Result<Vec<Cell>> {
    Ok(diesel::sql_query(
        "SELECT g.account_id, a.kind = 'group' AS is_group, g.permission_id, g.unit_id, g.allow, g.valid_from, g.valid_to
         FROM actor_role_rights r JOIN grants g ON g.permission_id = r.permission_id JOIN accounts a ON a.id = g.account_id
         WHERE r.role_id = $1 ORDER BY g.id",
    )
    .bind::<BigInt, _>(role)
    .load(db.conn())?)
}

/// What depends on a role.
#[derive(Debug, Clone, PartialEq, Eq, QueryableByName)]
pub struct Use {
    /// Actors that have it, counted up to the number asked for.
    #[diesel(sql_type = BigInt)]
    pub actors: i64,
    #[diesel(sql_type = BigInt)]
    pub fields: i64,
    /// Without those of the predefined role Actor manager, which are made and deleted with the rights.
    #[diesel(sql_type = BigInt)]
    pub cells: i64,
    /// Groups of actors that are for this role only.
    #[diesel(sql_type = BigInt)]
    pub groups: i64,
}

/// Returns what depends on a role. Actors are counted up to `most`.
pub fn used(db: &mut impl Read, role: i64, most: i64) -> Result<Use> {
    Ok(diesel::sql_query(
        "SELECT (SELECT count(*) FROM (SELECT FROM actor_listed WHERE role_id = $1 LIMIT $2) counted) AS actors,
            (SELECT count(*) FROM actor_fields WHERE role_id = $1) AS fields,
            (SELECT count(*) FROM actor_role_rights r JOIN grants g ON g.permission_id = r.permission_id
                WHERE r.role_id = $1 AND g.account_id <> $3) AS cells,
            (SELECT count(*) FROM actor_groups WHERE role_id = $1) AS groups",
    )
    .bind::<BigInt, _>(role)
    .bind::<BigInt, _>(most)
    .bind::<BigInt, _>(ACTOR_MANAGER)
    .get_result(db.conn())?)
}

/// Notes that the actors with this role may have to be settled, because it has become a directory or ceased to be one.
pub fn unsettle(tx: &mut Tx<'_>, _: &Can<'_, ManageActorSetup>, role: i64) -> Result<()> {
    diesel::sql_query(
        "INSERT INTO actors_unsettled (role_id) VALUES ($1) ON CONFLICT (role_id) DO UPDATE SET since = now()",
    )
    .bind::<BigInt, _>(role)
    .execute(tx.conn())?;
    Ok(())
}

/// Sets `in_directory` of at most `most` actors with this role to what their roles say. Returns how many were changed.
pub fn settle(tx: &mut Tx<'_>, role: i64, most: i64) -> Result<usize> {
    Ok(diesel::sql_query(
        "UPDATE actors SET in_directory = NOT in_directory WHERE id IN (
            SELECT a.id FROM actor_listed l JOIN actors a ON a.id = l.actor_id
            WHERE l.role_id = $1 AND a.in_directory <> EXISTS (
                SELECT FROM actor_listed o JOIN actor_roles r ON r.id = o.role_id WHERE o.actor_id = a.id AND r.directory)
            ORDER BY a.id LIMIT $2 FOR NO KEY UPDATE OF a)",
    )
    .bind::<BigInt, _>(role)
    .bind::<BigInt, _>(most)
    .execute(tx.conn())?)
}

/// Does the same as [`settle`] for the next noted role. A role is done when nothing is left to do some seconds after
/// the change. Until then an actor may still be saved by a request that has not seen the change.
pub fn settle_next(tx: &mut Tx<'_>, most: i64) -> Result<usize> {
    let next: Option<Id> = diesel::sql_query("SELECT role_id AS id FROM actors_unsettled ORDER BY since LIMIT 1")
        .get_result(tx.conn())
        .optional()?;
    let Some(Id { id }) = next else { return Ok(0) };
    let settled = settle(tx, id, most)?;
    if settled == 0 {
        diesel::sql_query("DELETE FROM actors_unsettled WHERE role_id = $1 AND since < now() - interval '5 seconds'")
            .bind::<BigInt, _>(id)
            .execute(tx.conn())?;
    }
    Ok(settled)
}
