//! All SQL of the lists and search words of actors.
use super::Named;
use crate::actor_setup::fields::Kind;
use crate::db::{Read, Tx};
use crate::error::Result;
use crate::text;
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Bool, Nullable, Text};
use std::collections::{BTreeMap, HashMap};

/// Actors per statement.
pub(super) const CHUNK: usize = 2_000;

/// The numbers of all actors that were merged into the actor `a`, directly or through another, as one text.
pub const MERGED_NUMBERS: &str = "coalesce((WITH RECURSIVE m AS (SELECT b.id, b.number FROM actors b WHERE b.merged_into = a.id
    UNION ALL SELECT c.id, c.number FROM m JOIN actors c ON c.merged_into = m.id) SELECT string_agg(m.number, ' ' ORDER BY m.id) FROM m), '')";

/// The texts an actor's words come from, and what is stored with each word.
#[derive(QueryableByName)]
pub(super) struct Row {
    #[diesel(sql_type = BigInt)]
    pub id: i64,
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Text)]
    number: String,
    #[diesel(sql_type = Text)]
    merged: String,
    #[diesel(sql_type = Text)]
    email: String,
    #[diesel(sql_type = Text)]
    phone: String,
    #[diesel(sql_type = Text)]
    address: String,
    #[diesel(sql_type = Text)]
    cvr: String,
    #[diesel(sql_type = Text)]
    sort_name: String,
    #[diesel(sql_type = BigInt)]
    unit_id: i64,
    #[diesel(sql_type = Bool)]
    active: bool,
    #[diesel(sql_type = Array<BigInt>)]
    pub roles: Vec<i64>,
}

/// What an actor has in a field that lists show.
#[derive(QueryableByName)]
pub(super) struct Value {
    #[diesel(sql_type = BigInt)]
    actor: i64,
    /// The role whose list shows it. `None`: every list.
    #[diesel(sql_type = Nullable<BigInt>)]
    pub role: Option<i64>,
    #[diesel(sql_type = Text)]
    kind: String,
    #[diesel(sql_type = Text)]
    value: String,
}

impl Value {
    pub fn words(&self) -> Vec<String> {
        let searched = Kind::from_code(&self.kind).map(|kind| kind.searched(&self.value));
        text::words(&searched.unwrap_or_default())
    }
}

impl Row {
    pub fn named(&self) -> Named<'_> {
        Named {
            name: &self.name,
            number: &self.number,
            merged: &self.merged,
            email: &self.email,
            phone: &self.phone,
            address: &self.address,
            cvr: &self.cvr,
        }
    }
}

/// Removes roles and adds others. Removing comes first, because Customer and Supplier exclude each other.
pub(super) fn set_roles(tx: &mut Tx<'_>, actor: i64, roles: &[i64]) -> Result<()> {
    diesel::sql_query("DELETE FROM actor_listed WHERE actor_id = $1 AND role_id <> ALL($2)")
        .bind::<BigInt, _>(actor)
        .bind::<Array<BigInt>, _>(roles)
        .execute(tx.conn())?;
    diesel::sql_query(
        "INSERT INTO actor_listed (actor_id, role_id, sort_name, unit_id, active)
         SELECT a.id, r.id, a.sort_name, a.unit_id, a.archived_at IS NULL FROM actors a, unnest($2) AS r(id) WHERE a.id = $1
         ON CONFLICT DO NOTHING",
    )
    .bind::<BigInt, _>(actor)
    .bind::<Array<BigInt>, _>(roles)
    .execute(tx.conn())?;
    // Values of a removed role have no meaning left.
    diesel::sql_query(
        "DELETE FROM actor_values v USING actor_fields f WHERE v.actor_id = $1 AND f.id = v.field_id AND f.role_id IS NOT NULL AND f.role_id <> ALL($2)",
    )
    .bind::<BigInt, _>(actor)
    .bind::<Array<BigInt>, _>(roles)
    .execute(tx.conn())?;
    Ok(())
}

/// Takes an actor out of every list and search. Its field values stay.
pub(super) fn unlist(tx: &mut Tx<'_>, actor: i64) -> Result<()> {
    diesel::sql_query("DELETE FROM actor_listed WHERE actor_id = $1")
        .bind::<BigInt, _>(actor)
        .execute(tx.conn())?;
    Ok(())
}

/// Updates name, unit and state in the lists, and whether the actor is in a directory.
pub(super) fn follow(tx: &mut Tx<'_>, actors: &[i64]) -> Result<()> {
    diesel::sql_query(
        "UPDATE actor_listed l SET sort_name = a.sort_name, unit_id = a.unit_id, active = a.archived_at IS NULL FROM actors a
         WHERE a.id = l.actor_id AND a.id = ANY($1)
            AND (l.sort_name, l.unit_id, l.active) IS DISTINCT FROM (a.sort_name, a.unit_id, a.archived_at IS NULL)",
    )
    .bind::<Array<BigInt>, _>(actors)
    .execute(tx.conn())?;
    diesel::sql_query(
        "UPDATE actors a SET in_directory = d.yes FROM (
            SELECT b.id, EXISTS (SELECT FROM actor_listed l JOIN actor_roles r ON r.id = l.role_id AND r.directory WHERE l.actor_id = b.id) AS yes
            FROM actors b WHERE b.id = ANY($1)) d
         WHERE a.id = d.id AND a.in_directory <> d.yes",
    )
    .bind::<Array<BigInt>, _>(actors)
    .execute(tx.conn())?;
    Ok(())
}

pub(super) fn named(tx: &mut Tx<'_>, actors: &[i64]) -> Result<Vec<Row>> {
    Ok(diesel::sql_query(format!(
        "SELECT a.id, a.name, a.number, {MERGED_NUMBERS} AS merged, a.email, a.phone,
                concat_ws(' ', a.address, a.postal_code, a.city, a.country) AS address,
                a.cvr, a.sort_name, a.unit_id, a.archived_at IS NULL AS active,
                ARRAY(SELECT l.role_id FROM actor_listed l WHERE l.actor_id = a.id) AS roles
             FROM actors a WHERE a.id = ANY($1)"
    ))
    .bind::<Array<BigInt>, _>(actors)
    .load(tx.conn())?)
}

/// Returns what these actors have in their fields, by actor.
pub(super) fn values(tx: &mut Tx<'_>, actors: &[i64]) -> Result<HashMap<i64, Vec<Value>>> {
    let rows: Vec<Value> = diesel::sql_query(
        "SELECT v.actor_id AS actor, f.role_id AS role, f.kind, v.value
         FROM actor_values v JOIN actor_fields f ON f.id = v.field_id AND f.gone_at IS NULL WHERE v.actor_id = ANY($1)",
    )
    .bind::<Array<BigInt>, _>(actors)
    .load(tx.conn())?;
    let mut values: HashMap<i64, Vec<Value>> = HashMap::new();
    for row in rows {
        values.entry(row.actor).or_default().push(row);
    }
    Ok(values)
}

pub(super) fn lock(tx: &mut Tx<'_>, actors: &[i64]) -> Result<()> {
    diesel::sql_query("SELECT FROM actors WHERE id = ANY($1) ORDER BY id FOR NO KEY UPDATE")
        .bind::<Array<BigInt>, _>(actors)
        .execute(tx.conn())?;
    Ok(())
}

pub(super) fn remove(tx: &mut Tx<'_>, actors: &[i64]) -> Result<()> {
    diesel::sql_query("DELETE FROM actor_words WHERE actor_id = ANY($1)")
        .bind::<Array<BigInt>, _>(actors)
        .execute(tx.conn())?;
    Ok(())
}

/// A word under one role of one actor.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Word {
    role: i64,
    word: String,
    sort_name: String,
    actor: i64,
    unit: i64,
    active: bool,
    of_field: bool,
}

/// The rows to insert.
#[derive(Default)]
pub(super) struct Words(Vec<Word>);

impl Words {
    /// Adds the words of one actor under one of its roles, each with whether it stands only in a field.
    pub fn push(&mut self, actor: &Row, role: i64, words: BTreeMap<String, bool>) {
        self.0.extend(words.into_iter().map(|(word, of_field)| Word {
            role,
            word,
            sort_name: actor.sort_name.clone(),
            actor: actor.id,
            unit: actor.unit_id,
            active: actor.active,
            of_field,
        }));
    }
}

pub(super) fn insert(tx: &mut Tx<'_>, mut rows: Words) -> Result<()> {
    // Sorted like the index, so that neighbouring rows are written together.
    rows.0.sort_unstable();
    let rows = &rows.0;
    diesel::sql_query(
        "INSERT INTO actor_words (word, role_id, sort_name, actor_id, unit_id, active, of_field)
         SELECT * FROM unnest($1, $2, $3, $4, $5, $6, $7)",
    )
    .bind::<Array<Text>, _>(rows.iter().map(|row| row.word.as_str()).collect::<Vec<_>>())
    .bind::<Array<BigInt>, _>(rows.iter().map(|row| row.role).collect::<Vec<_>>())
    .bind::<Array<Text>, _>(rows.iter().map(|row| row.sort_name.as_str()).collect::<Vec<_>>())
    .bind::<Array<BigInt>, _>(rows.iter().map(|row| row.actor).collect::<Vec<_>>())
    .bind::<Array<BigInt>, _>(rows.iter().map(|row| row.unit).collect::<Vec<_>>())
    .bind::<Array<Bool>, _>(rows.iter().map(|row| row.active).collect::<Vec<_>>())
    .bind::<Array<Bool>, _>(rows.iter().map(|row| row.of_field).collect::<Vec<_>>())
    .execute(tx.conn())?;
    Ok(())
}
