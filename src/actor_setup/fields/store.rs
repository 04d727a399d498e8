//! All SQL that reads fields.
use super::verbs::Details;
use super::{ActorField, Kind};
use crate::access::Can;
use crate::actor_setup::ManageActorSetup;
use crate::db::{Read, Tx};
use crate::error::{Error, Result};
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Bool, Integer, Nullable, Text};

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = BigInt)]
    id: i64,
    #[diesel(sql_type = Nullable<BigInt>)]
    role_id: Option<i64>,
    #[diesel(sql_type = Nullable<Text>)]
    key: Option<String>,
    #[diesel(sql_type = Text)]
    label: String,
    #[diesel(sql_type = Text)]
    kind: String,
    #[diesel(sql_type = Array<Text>)]
    choices: Vec<String>,
    #[diesel(sql_type = Bool)]
    required: bool,
    #[diesel(sql_type = Integer)]
    place: i32,
    #[diesel(sql_type = Integer)]
    version: i32,
}

/// The fields a reader sees. Removed fields that wait for their values to be deleted are left out.
const FIELDS: &str =
    "SELECT id, role_id, key, label, kind, choices, required, place, version FROM actor_fields WHERE gone_at IS NULL";
/// A role's own fields come first, then metadata records.
const ORDER: &str = "ORDER BY key IS NOT NULL, role_id NULLS LAST, place, id";

fn field(row: Row) -> Result<ActorField> {
    let kind = Kind::from_code(&row.kind).ok_or_else(|| Error::Internal(format!("a field of kind {}", row.kind)))?;
    Ok(ActorField {
        id: row.id,
        role: row.role_id,
        key: row.key,
        label: row.label,
        kind,
        choices: row.choices,
        required: row.required,
        place: row.place,
        version: row.version,
    })
}

/// Returns every field.
pub fn all(db: &mut impl Read) -> Result<Vec<ActorField>> {
    let rows: Vec<Row> = diesel::sql_query(format!("{FIELDS} {ORDER}")).load(db.conn())?;
    rows.into_iter().map(field).collect()
}

/// Returns the fields of an actor with these roles: each role's own, then the metadata records of these roles and of
/// every actor.
pub fn of_roles(db: &mut impl Read, roles: &[i64]) -> Result<Vec<ActorField>> {
    let query = format!("{FIELDS} AND (role_id = ANY($1) OR role_id IS NULL) {ORDER}");
    let rows: Vec<Row> = diesel::sql_query(query)
        .bind::<Array<BigInt>, _>(roles)
        .load(db.conn())?;
    rows.into_iter().map(field).collect()
}

/// Returns the fields of one role, in their order, without metadata records.
pub fn of_role(db: &mut impl Read, role: i64) -> Result<Vec<ActorField>> {
    let query = format!("{FIELDS} AND role_id = $1 AND key IS NULL ORDER BY place, id");
    let rows: Vec<Row> = diesel::sql_query(query).bind::<BigInt, _>(role).load(db.conn())?;
    rows.into_iter().map(field).collect()
}

/// Returns how many fields [`of_role`] finds.
pub fn count_of_role(db: &mut impl Read, role: i64) -> Result<usize> {
    Ok(of_role(db, role)?.len())
}

fn read(db: &mut impl Read, id: i64, hold: &'static str) -> Result<Option<ActorField>> {
    let row: Option<Row> = diesel::sql_query(format!("{FIELDS} AND id = $1{hold}"))
        .bind::<BigInt, _>(id)
        .get_result(db.conn())
        .optional()?;
    row.map(field).transpose()
}

pub fn one(db: &mut impl Read, id: i64) -> Result<Option<ActorField>> {
    read(db, id, "")
}

/// Returns and locks the field, also against values that are being written into it.
pub fn lock(tx: &mut Tx<'_>, id: i64) -> Result<Option<ActorField>> {
    read(tx, id, " FOR UPDATE")
}

#[derive(QueryableByName)]
struct Number {
    #[diesel(sql_type = BigInt)]
    number: i64,
}

/// Returns how many actors have filled it in, counted up to `most`.
pub fn values(db: &mut impl Read, id: i64, most: i64) -> Result<i64> {
    let row: Number = diesel::sql_query(
        "SELECT count(*) AS number FROM (SELECT FROM actor_values WHERE field_id = $1 LIMIT $2) counted",
    )
    .bind::<BigInt, _>(id)
    .bind::<BigInt, _>(most)
    .get_result(db.conn())?;
    Ok(row.number)
}

/// Whether any actor has a value in it.
pub fn is_filled(db: &mut impl Read, id: i64) -> Result<bool> {
    Ok(values(db, id, 1)? > 0)
}

/// Inserts a new field, after the others of its role.
pub fn insert(tx: &mut Tx<'_>, _: &Can<'_, ManageActorSetup>, key: Option<&str>, details: &Details) -> Result<i64> {
    let row: Number = diesel::sql_query(
        "INSERT INTO actor_fields (role_id, key, label, kind, choices, required, place)
         SELECT $1, $2, $3, $4, $5, $6, coalesce(max(place), 0) + 1 FROM actor_fields
         WHERE role_id IS NOT DISTINCT FROM $1 AND (key IS NULL) = ($2 IS NULL) RETURNING id AS number",
    )
    .bind::<Nullable<BigInt>, _>(details.role)
    .bind::<Nullable<Text>, _>(key)
    .bind::<Text, _>(&details.label)
    .bind::<Text, _>(details.kind.code())
    .bind::<Array<Text>, _>(&details.choices)
    .bind::<Bool, _>(details.required)
    .get_result(tx.conn())?;
    Ok(row.number)
}

/// Changes a field. A record that is now of other roles is found in their lists once a job has made its words.
pub fn update(tx: &mut Tx<'_>, _: &Can<'_, ManageActorSetup>, id: i64, details: &Details) -> Result<()> {
    diesel::sql_query(
        "UPDATE actor_fields SET role_id = $2, label = $3, kind = $4, choices = $5, required = $6, version = version + 1,
            words_after = CASE WHEN role_id IS DISTINCT FROM $2 THEN 0 ELSE words_after END
         WHERE id = $1",
    )
    .bind::<BigInt, _>(id)
    .bind::<Nullable<BigInt>, _>(details.role)
    .bind::<Text, _>(&details.label)
    .bind::<Text, _>(details.kind.code())
    .bind::<Array<Text>, _>(&details.choices)
    .bind::<Bool, _>(details.required)
    .execute(tx.conn())?;
    Ok(())
}

/// Changes the order of the fields of one role.
pub fn arrange(tx: &mut Tx<'_>, _: &Can<'_, ManageActorSetup>, order: &[i64]) -> Result<()> {
    diesel::sql_query(
        "UPDATE actor_fields f SET place = o.place FROM unnest($1) WITH ORDINALITY AS o (id, place) WHERE f.id = o.id",
    )
    .bind::<Array<BigInt>, _>(order)
    .execute(tx.conn())?;
    Ok(())
}

/// Hides a field, and frees its key for another.
pub fn hide(tx: &mut Tx<'_>, _: &Can<'_, ManageActorSetup>, id: i64) -> Result<()> {
    diesel::sql_query(
        "UPDATE actor_fields SET gone_at = now(), key = CASE WHEN key IS NOT NULL THEN 'gone.' || id END WHERE id = $1",
    )
    .bind::<BigInt, _>(id)
    .execute(tx.conn())?;
    Ok(())
}

/// Returns the next removed field.
pub fn next_removed(tx: &mut Tx<'_>) -> Result<Option<i64>> {
    let next: Option<Number> =
        diesel::sql_query("SELECT id AS number FROM actor_fields WHERE gone_at IS NOT NULL ORDER BY id LIMIT 1")
            .get_result(tx.conn())
            .optional()?;
    Ok(next.map(|next| next.number))
}

/// Deletes what these actors have in a field.
pub fn clear(tx: &mut Tx<'_>, id: i64, actors: &[i64]) -> Result<()> {
    diesel::sql_query("DELETE FROM actor_values WHERE field_id = $1 AND actor_id = ANY($2)")
        .bind::<BigInt, _>(id)
        .bind::<Array<BigInt>, _>(actors)
        .execute(tx.conn())?;
    Ok(())
}

/// Deletes a removed field.
pub fn delete(tx: &mut Tx<'_>, id: i64) -> Result<()> {
    diesel::sql_query("DELETE FROM actor_fields WHERE id = $1 AND gone_at IS NOT NULL")
        .bind::<BigInt, _>(id)
        .execute(tx.conn())?;
    Ok(())
}

/// A field whose values lack search words.
#[derive(QueryableByName)]
pub struct Unfound {
    #[diesel(sql_type = BigInt)]
    pub id: i64,
    /// The actors up to this one have theirs.
    #[diesel(sql_type = BigInt)]
    pub after: i64,
    #[diesel(sql_type = Integer)]
    version: i32,
}

pub fn next_unfound(tx: &mut Tx<'_>) -> Result<Option<Unfound>> {
    Ok(diesel::sql_query(
        "SELECT id, words_after AS after, version FROM actor_fields WHERE words_after IS NOT NULL AND gone_at IS NULL ORDER BY id LIMIT 1",
    )
    .get_result(tx.conn())
    .optional()?)
}

/// Stores up to which actor the words are made; `None`: all are. Does nothing if the field was changed meanwhile.
pub fn set_found(tx: &mut Tx<'_>, field: &Unfound, up_to: Option<i64>) -> Result<()> {
    diesel::sql_query("UPDATE actor_fields SET words_after = $3 WHERE id = $1 AND version = $2")
        .bind::<BigInt, _>(field.id)
        .bind::<Integer, _>(field.version)
        .bind::<Nullable<BigInt>, _>(up_to)
        .execute(tx.conn())?;
    Ok(())
}

/// Returns the next `most` actors who have filled in a field.
pub fn filled(tx: &mut Tx<'_>, id: i64, after: i64, most: i64) -> Result<Vec<i64>> {
    let rows: Vec<Number> = diesel::sql_query(
        "SELECT actor_id AS number FROM actor_values WHERE field_id = $1 AND actor_id > $2 ORDER BY actor_id LIMIT $3",
    )
    .bind::<BigInt, _>(id)
    .bind::<BigInt, _>(after)
    .bind::<BigInt, _>(most)
    .load(tx.conn())?;
    Ok(rows.into_iter().map(|row| row.number).collect())
}
