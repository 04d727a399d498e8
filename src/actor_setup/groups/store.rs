//! All SQL of groups of actors.
use super::ActorGroup;
use crate::access::Can;
use crate::access::ranges::Ranges;
use crate::access::statement::Binds;
use crate::actor_setup::ManageActorSetup;
use crate::db::{Read, Tx};
use crate::error::Result;
use crate::text::{name_key, sort_key};
use crate::web::cursor::Cursor;
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Integer, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use uuid::Uuid;

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = BigInt)]
    id: i64,
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Text)]
    sort_name: String,
    #[diesel(sql_type = Nullable<BigInt>)]
    role_id: Option<i64>,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    image_id: Option<Uuid>,
    #[diesel(sql_type = Integer)]
    version: i32,
    #[diesel(sql_type = Timestamptz)]
    updated_at: DateTime<Utc>,
    #[diesel(sql_type = Nullable<Text>)]
    updated_by: Option<String>,
}

impl From<Row> for ActorGroup {
    fn from(row: Row) -> Self {
        Self {
            id: row.id,
            name: row.name,
            sort_name: row.sort_name,
            role: row.role_id,
            image: row.image_id,
            version: row.version,
            updated_at: row.updated_at,
            updated_by: row.updated_by,
        }
    }
}

const GROUPS: &str =
    "SELECT g.id, g.name, g.sort_name, g.role_id, g.image_id, g.version, g.updated_at, b.display_name AS updated_by
    FROM actor_groups g LEFT JOIN users b ON b.id = g.updated_by";

/// Returns the condition and the order of rows beside a cursor; for one that goes backward the order is reversed.
fn beside_cursor(binds: &mut Binds, cursor: Option<&Cursor>, row: &str) -> (String, String) {
    let (way, beyond) = match cursor.is_some_and(|cursor| cursor.backward) {
        true => ("DESC", '<'),
        false => ("ASC", '>'),
    };
    let condition = cursor.map_or("true".to_owned(), |cursor| {
        let key = binds.text(cursor.key.as_deref().unwrap_or_default());
        let id = binds.number(cursor.id);
        format!("({row}.sort_name, {row}.id) {beyond} ({key}, {id})")
    });
    (condition, format!("{row}.sort_name {way}, {row}.id {way}"))
}

/// Returns the groups by name beside the cursor, in reverse order where it goes backward.
pub fn beside(db: &mut impl Read, cursor: Option<&Cursor>, most: usize) -> Result<Vec<ActorGroup>> {
    let mut binds = Binds::default();
    let (beside, order) = beside_cursor(&mut binds, cursor, "g");
    let rows: Vec<Row> = binds.load(
        db.conn(),
        format!("{GROUPS} WHERE {beside} ORDER BY {order} LIMIT {most}"),
    )?;
    Ok(rows.into_iter().map(ActorGroup::from).collect())
}

fn read(db: &mut impl Read, id: i64, hold: &'static str) -> Result<Option<ActorGroup>> {
    let row: Option<Row> = diesel::sql_query(format!("{GROUPS} WHERE g.id = $1{hold}"))
        .bind::<BigInt, _>(id)
        .get_result(db.conn())
        .optional()?;
    Ok(row.map(ActorGroup::from))
}

pub fn one(db: &mut impl Read, id: i64) -> Result<Option<ActorGroup>> {
    read(db, id, "")
}

pub fn lock(tx: &mut Tx<'_>, id: i64) -> Result<Option<ActorGroup>> {
    read(tx, id, " FOR UPDATE OF g")
}

#[derive(QueryableByName)]
struct Id {
    #[diesel(sql_type = BigInt)]
    id: i64,
}

/// Writes a new group or, with an id, a stored one. The constraint says whether the name is taken.
pub fn write(
    tx: &mut Tx<'_>,
    _: &Can<'_, ManageActorSetup>,
    id: Option<i64>,
    (name, role): (&str, Option<i64>),
    author: Option<i64>,
) -> Result<i64> {
    let statement = match id {
        Some(_) => {
            "UPDATE actor_groups SET name = $2, name_key = $3, sort_name = $4, role_id = $5, updated_by = $6, updated_at = now(), version = version + 1
             WHERE id = $1 RETURNING id"
        }
        None => {
            "INSERT INTO actor_groups (name, name_key, sort_name, role_id, created_by, updated_by)
             SELECT $2, $3, $4, $5, $6, $6 WHERE $1 IS NULL RETURNING id"
        }
    };
    let row: Id = diesel::sql_query(statement)
        .bind::<Nullable<BigInt>, _>(id)
        .bind::<Text, _>(name)
        .bind::<Text, _>(name_key(name))
        .bind::<Text, _>(sort_key(name))
        .bind::<Nullable<BigInt>, _>(role)
        .bind::<Nullable<BigInt>, _>(author)
        .get_result(tx.conn())?;
    Ok(row.id)
}

/// Sets the image. A trigger removes the file of the image before.
pub fn set_image(
    tx: &mut Tx<'_>,
    _: &Can<'_, ManageActorSetup>,
    id: i64,
    image: Option<Uuid>,
    author: Option<i64>,
) -> Result<()> {
    diesel::sql_query(
        "UPDATE actor_groups SET image_id = $2, updated_by = $3, updated_at = now(), version = version + 1 WHERE id = $1",
    )
    .bind::<BigInt, _>(id)
    .bind::<Nullable<SqlUuid>, _>(image)
    .bind::<Nullable<BigInt>, _>(author)
    .execute(tx.conn())?;
    Ok(())
}

/// Deletes the group. The actors in it are not changed.
pub fn delete(tx: &mut Tx<'_>, _: &Can<'_, ManageActorSetup>, id: i64) -> Result<()> {
    diesel::sql_query("DELETE FROM actor_groups WHERE id = $1")
        .bind::<BigInt, _>(id)
        .execute(tx.conn())?;
    Ok(())
}

#[derive(QueryableByName)]
struct Found {
    #[diesel(sql_type = Bool)]
    found: bool,
}

/// Whether a member of the group lacks this role.
pub fn has_others(db: &mut impl Read, id: i64, role: i64) -> Result<bool> {
    let row: Found = diesel::sql_query(
        "SELECT EXISTS (SELECT FROM actor_group_members m WHERE m.group_id = $1
            AND NOT EXISTS (SELECT FROM actor_listed l WHERE l.actor_id = m.actor_id AND l.role_id = $2)) AS found",
    )
    .bind::<BigInt, _>(id)
    .bind::<BigInt, _>(role)
    .get_result(db.conn())?;
    Ok(row.found)
}

/// What groups need of an actor.
#[derive(Debug, Clone, QueryableByName)]
pub struct Actor {
    #[diesel(sql_type = BigInt)]
    pub id: i64,
    #[diesel(sql_type = Text)]
    pub name: String,
    #[diesel(sql_type = Text)]
    pub sort_name: String,
    #[diesel(sql_type = Text)]
    pub number: String,
    #[diesel(sql_type = BigInt)]
    pub unit_id: i64,
    #[diesel(sql_type = Bool)]
    pub archived: bool,
    /// Shown as a warning wherever the actor is shown (SPEC A-2).
    #[diesel(sql_type = Text)]
    pub remarks: String,
}

const ACTOR: &str = "a.id, a.name, a.number, a.sort_name, a.unit_id, a.archived_at IS NOT NULL AS archived, a.remarks";

/// Returns the condition that an actor's unit is one of these; empty if all are.
fn inside(binds: &mut Binds, seen: &Ranges) -> String {
    match binds.scope(seen) {
        Some(scope) => {
            format!(" AND EXISTS (SELECT FROM org_units o WHERE o.id = a.unit_id AND o.pos <@ {scope} OFFSET 0)")
        }
        None => String::new(),
    }
}

/// Returns the members that the reader sees, by name, beside the cursor, in reverse order where it goes backward.
pub fn members(
    db: &mut impl Read,
    group: i64,
    seen: &Ranges,
    cursor: Option<&Cursor>,
    most: usize,
) -> Result<Vec<Actor>> {
    let mut binds = Binds::default();
    let group = binds.number(group);
    let (beside, order) = beside_cursor(&mut binds, cursor, "a");
    let inside = inside(&mut binds, seen);
    let statement = format!(
        "SELECT {ACTOR} FROM actor_group_members m JOIN actors a ON a.id = m.actor_id
         WHERE m.group_id = {group} AND a.merged_into IS NULL AND {beside}{inside}
         ORDER BY {order} LIMIT {most}"
    );
    binds.load(db.conn(), statement)
}

/// Returns the first actors the reader sees that have all these words and are not archived. If a role is given, they
/// have it.
pub fn find(db: &mut impl Read, seen: &Ranges, role: Option<i64>, words: &[String], most: usize) -> Result<Vec<Actor>> {
    let mut binds = Binds::default();
    let begins = |binds: &mut Binds, word: &str, of: &str| {
        let (low, high) = (binds.text(word), binds.text(format!("{word}{}", char::MAX)));
        format!("{of}.word >= {low} AND {of}.word < {high}")
    };
    let Some((first, others)) = words.split_first() else {
        return Ok(Vec::new());
    };
    let first = begins(&mut binds, first, "w");
    let mut also = String::new();
    for word in others {
        let begins = begins(&mut binds, word, "y");
        also += &format!(
            " AND EXISTS (SELECT FROM actor_words y WHERE y.actor_id = w.actor_id AND y.role_id = w.role_id AND NOT y.of_field AND {begins} OFFSET 0)"
        );
    }
    let role = match role {
        Some(role) => format!(" WHERE r.id = {}", binds.number(role)),
        None => String::new(),
    };
    let inside = inside(&mut binds, seen);
    let statement = format!(
        "SELECT DISTINCT {ACTOR} FROM actor_roles r CROSS JOIN LATERAL (
            SELECT w.actor_id FROM actor_words w JOIN actors a ON a.id = w.actor_id
            WHERE w.role_id = r.id AND w.active AND NOT w.of_field AND {first}{also}{inside} LIMIT {most}) f
         JOIN actors a ON a.id = f.actor_id{role} ORDER BY a.sort_name, a.id LIMIT {most}"
    );
    binds.load(db.conn(), statement)
}

/// Returns an actor that is not merged away, and locks it.
pub fn lock_actor(tx: &mut Tx<'_>, id: i64) -> Result<Option<Actor>> {
    let statement =
        format!("SELECT {ACTOR} FROM actors a WHERE a.id = $1 AND a.merged_into IS NULL FOR KEY SHARE OF a");
    Ok(diesel::sql_query(statement)
        .bind::<BigInt, _>(id)
        .get_result(tx.conn())
        .optional()?)
}

pub fn has_role(db: &mut impl Read, actor: i64, role: i64) -> Result<bool> {
    let row: Found =
        diesel::sql_query("SELECT EXISTS (SELECT FROM actor_listed WHERE actor_id = $1 AND role_id = $2) AS found")
            .bind::<BigInt, _>(actor)
            .bind::<BigInt, _>(role)
            .get_result(db.conn())?;
    Ok(row.found)
}

/// Adds an actor. Returns false if it is a member already.
pub fn add(tx: &mut Tx<'_>, _: &Can<'_, ManageActorSetup>, group: i64, actor: i64) -> Result<bool> {
    let added = diesel::sql_query(
        "INSERT INTO actor_group_members (group_id, actor_id) VALUES ($1, $2) ON CONFLICT DO NOTHING",
    )
    .bind::<BigInt, _>(group)
    .bind::<BigInt, _>(actor)
    .execute(tx.conn())?;
    Ok(added > 0)
}

/// Takes an actor out. Returns false if it was no member.
pub fn remove(tx: &mut Tx<'_>, _: &Can<'_, ManageActorSetup>, group: i64, actor: i64) -> Result<bool> {
    let removed = diesel::sql_query("DELETE FROM actor_group_members WHERE group_id = $1 AND actor_id = $2")
        .bind::<BigInt, _>(group)
        .bind::<BigInt, _>(actor)
        .execute(tx.conn())?;
    Ok(removed > 0)
}
