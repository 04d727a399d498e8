//! All SQL of merging and of undoing it, except what every change of an actor shares.
use super::UNDO_DAYS;
use crate::access::ranges::Ranges;
use crate::access::statement::Binds;
use crate::db::{Read, Tx};
use crate::error::Result;
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Integer, Jsonb, Nullable, Text, Timestamptz};
use serde_json::Value;
use std::collections::HashMap;

/// Returns up to `most` actors that have all these words and one of these roles, archived or not, in units the reader
/// sees.
pub fn find(db: &mut impl Read, seen: &Ranges, roles: &[i64], words: &[String], most: usize) -> Result<Vec<i64>> {
    #[derive(QueryableByName)]
    struct Id {
        #[diesel(sql_type = BigInt)]
        id: i64,
    }
    let mut binds = Binds::default();
    let roles = binds.numbers(roles.to_vec());
    let begins = |(at, word): (usize, &String)| {
        let (low, high) = (binds.text(word), binds.text(format!("{word}{}", char::MAX)));
        match at {
            0 => format!("w.word >= {low} AND w.word < {high}"),
            _ => format!(
                "EXISTS (SELECT FROM actor_words y WHERE y.actor_id = w.actor_id AND y.role_id = w.role_id AND NOT y.of_field
                    AND y.word >= {low} AND y.word < {high} OFFSET 0)"
            ),
        }
    };
    let mut all: Vec<String> = words.iter().enumerate().map(begins).collect();
    if let Some(scope) = binds.scope(seen) {
        all.push(format!(
            "EXISTS (SELECT FROM org_units o WHERE o.id = w.unit_id AND o.pos <@ {scope} OFFSET 0)"
        ));
    }
    let statement = format!(
        "SELECT DISTINCT f.id FROM unnest({roles}) r (id) CROSS JOIN LATERAL (
            SELECT w.actor_id AS id FROM actor_words w WHERE w.role_id = r.id AND NOT w.of_field AND {} LIMIT {most}) f",
        all.join(" AND ")
    );
    let rows: Vec<Id> = binds.load(db.conn(), statement)?;
    Ok(rows.into_iter().map(|row| row.id).collect())
}

/// Returns how many notes an actor has, and how many documents these have.
pub fn counts(db: &mut impl Read, actor: i64) -> Result<(i64, i64)> {
    #[derive(QueryableByName)]
    struct Counts {
        #[diesel(sql_type = BigInt)]
        notes: i64,
        #[diesel(sql_type = BigInt)]
        documents: i64,
    }
    let row: Counts = diesel::sql_query(
        "SELECT (SELECT count(*) FROM actor_notes WHERE actor_id = $1) AS notes,
            (SELECT count(*) FROM note_attachments d JOIN actor_notes n ON n.id = d.note_id WHERE n.actor_id = $1) AS documents",
    )
    .bind::<BigInt, _>(actor)
    .get_result(db.conn())?;
    Ok((row.notes, row.documents))
}

/// Marks the other as merged into the survivor, and takes its user away.
pub fn take_in(tx: &mut Tx<'_>, other: i64, survivor: i64, by: Option<i64>) -> Result<()> {
    diesel::sql_query(
        "UPDATE actors SET merged_into = $2, user_id = NULL, updated_at = now(), updated_by = $3, version = version + 1 WHERE id = $1",
    )
    .bind::<BigInt, _>(other)
    .bind::<BigInt, _>(survivor)
    .bind::<Nullable<BigInt>, _>(by)
    .execute(tx.conn())?;
    Ok(())
}

/// Makes the other stand for itself again, with its user, if it had one. That user must be free by now.
pub fn let_out(tx: &mut Tx<'_>, other: i64, user: Option<i64>, by: Option<i64>) -> Result<()> {
    diesel::sql_query(
        "UPDATE actors SET merged_into = NULL, user_id = $2, updated_at = now(), updated_by = $3, version = version + 1 WHERE id = $1",
    )
    .bind::<BigInt, _>(other)
    .bind::<Nullable<BigInt>, _>(user)
    .bind::<Nullable<BigInt>, _>(by)
    .execute(tx.conn())?;
    Ok(())
}

/// Frees the actor's number for an exchange. The key it gets meanwhile is none that a typed number can have.
pub fn free_number(tx: &mut Tx<'_>, actor: i64) -> Result<()> {
    diesel::sql_query("UPDATE actors SET number_key = chr(1) || id WHERE id = $1")
        .bind::<BigInt, _>(actor)
        .execute(tx.conn())?;
    Ok(())
}

pub fn set_number(tx: &mut Tx<'_>, actor: i64, (number, key): (&str, &str)) -> Result<()> {
    diesel::sql_query("UPDATE actors SET number = $2, number_key = $3 WHERE id = $1")
        .bind::<BigInt, _>(actor)
        .bind::<Text, _>(number)
        .bind::<Text, _>(key)
        .execute(tx.conn())?;
    Ok(())
}

/// Exchanges the images of two actors. If only one has an image, the other gets it.
pub fn swap_images(tx: &mut Tx<'_>, one: i64, other: i64) -> Result<()> {
    diesel::sql_query(
        "UPDATE actors a SET image_id = b.image_id FROM actors b
         WHERE (a.id = $1 AND b.id = $2) OR (a.id = $2 AND b.id = $1)",
    )
    .bind::<BigInt, _>(one)
    .bind::<BigInt, _>(other)
    .execute(tx.conn())?;
    Ok(())
}

/// Puts an actor into the groups `into` that still exist, and takes it out of the groups `out`.
pub fn regroup(tx: &mut Tx<'_>, actor: i64, into: &[i64], out: &[i64]) -> Result<()> {
    diesel::sql_query("DELETE FROM actor_group_members WHERE actor_id = $1 AND group_id = ANY($2)")
        .bind::<BigInt, _>(actor)
        .bind::<Array<BigInt>, _>(out)
        .execute(tx.conn())?;
    diesel::sql_query(
        "INSERT INTO actor_group_members (group_id, actor_id) SELECT g.id, $1 FROM actor_groups g WHERE g.id = ANY($2)
         ON CONFLICT DO NOTHING",
    )
    .bind::<BigInt, _>(actor)
    .bind::<Array<BigInt>, _>(into)
    .execute(tx.conn())?;
    Ok(())
}

/// Moves all notes of one actor to another.
pub fn move_notes(tx: &mut Tx<'_>, from: i64, to: i64) -> Result<usize> {
    Ok(
        diesel::sql_query("UPDATE actor_notes SET actor_id = $2 WHERE actor_id = $1")
            .bind::<BigInt, _>(from)
            .bind::<BigInt, _>(to)
            .execute(tx.conn())?,
    )
}

/// Moves the notes that a merge moved back.
pub fn return_notes(tx: &mut Tx<'_>, other: i64) -> Result<usize> {
    Ok(diesel::sql_query(
        "UPDATE actor_notes n SET actor_id = m.other_id FROM actor_merges m WHERE m.other_id = $1 AND n.id = ANY(m.note_ids)",
    )
    .bind::<BigInt, _>(other)
    .execute(tx.conn())?)
}

/// What a merge moves and changes.
pub struct Record<'r> {
    pub survivor: i64,
    pub other: i64,
    pub changed: &'r Value,
    pub swapped: &'r [&'r str],
    pub roles: &'r [i64],
    pub roles_added: &'r [i64],
    pub groups: &'r [i64],
    pub groups_added: &'r [i64],
    pub user: Option<i64>,
}

/// Stores the record, with the notes as they are before they move.
pub fn keep(tx: &mut Tx<'_>, record: &Record<'_>, by: Option<i64>) -> Result<()> {
    diesel::sql_query(
        "INSERT INTO actor_merges (other_id, survivor_id, merged_by, changed, swapped, roles, roles_added, groups, groups_added, user_id,
            note_ids, note_versions)
         SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, coalesce(array_agg(n.id ORDER BY n.id), '{}'), coalesce(array_agg(n.version ORDER BY n.id), '{}')
         FROM actor_notes n WHERE n.actor_id = $1",
    )
    .bind::<BigInt, _>(record.other)
    .bind::<BigInt, _>(record.survivor)
    .bind::<Nullable<BigInt>, _>(by)
    .bind::<Jsonb, _>(record.changed)
    .bind::<Array<Text>, _>(record.swapped)
    .bind::<Array<BigInt>, _>(record.roles)
    .bind::<Array<BigInt>, _>(record.roles_added)
    .bind::<Array<BigInt>, _>(record.groups)
    .bind::<Array<BigInt>, _>(record.groups_added)
    .bind::<Nullable<BigInt>, _>(record.user)
    .execute(tx.conn())?;
    Ok(())
}

/// A merge that may still be undone.
#[derive(Debug, Clone, QueryableByName)]
pub struct Kept {
    #[diesel(sql_type = BigInt)]
    pub other_id: i64,
    #[diesel(sql_type = BigInt)]
    pub survivor_id: i64,
    #[diesel(sql_type = Jsonb)]
    pub changed: Value,
    #[diesel(sql_type = Array<Text>)]
    pub swapped: Vec<String>,
    #[diesel(sql_type = Array<BigInt>)]
    pub roles: Vec<i64>,
    #[diesel(sql_type = Array<BigInt>)]
    pub roles_added: Vec<i64>,
    #[diesel(sql_type = Array<BigInt>)]
    pub groups: Vec<i64>,
    #[diesel(sql_type = Array<BigInt>)]
    pub groups_added: Vec<i64>,
    #[diesel(sql_type = Nullable<BigInt>)]
    pub user_id: Option<i64>,
}

/// Returns the merge of `other` into `survivor`, if it may still be undone.
pub fn kept(db: &mut impl Read, survivor: i64, other: i64) -> Result<Option<Kept>> {
    Ok(diesel::sql_query(
        "SELECT m.other_id, m.survivor_id, m.changed, m.swapped, m.roles, m.roles_added, m.groups, m.groups_added,
            m.user_id
         FROM actor_merges m JOIN actors a ON a.id = m.other_id AND a.merged_into = m.survivor_id
         WHERE m.survivor_id = $1 AND m.other_id = $2 AND m.merged_at > now() - make_interval(days => $3)",
    )
    .bind::<BigInt, _>(survivor)
    .bind::<BigInt, _>(other)
    .bind::<Integer, _>(UNDO_DAYS)
    .get_result(db.conn())
    .optional()?)
}

/// A note that moved and has been changed or deleted since.
#[derive(Debug, QueryableByName)]
pub struct Spoilt {
    /// None if it was deleted.
    #[diesel(sql_type = Nullable<Text>)]
    pub subject: Option<String>,
}

/// Returns up to `most` of the notes that moved and have been changed or deleted since.
pub fn spoilt_notes(db: &mut impl Read, other: i64, most: i64) -> Result<Vec<Spoilt>> {
    Ok(diesel::sql_query(
        "SELECT n.subject FROM actor_merges m CROSS JOIN LATERAL unnest(m.note_ids, m.note_versions) AS w (id, version)
         LEFT JOIN actor_notes n ON n.id = w.id AND n.actor_id = m.survivor_id
         WHERE m.other_id = $1 AND n.version IS DISTINCT FROM w.version ORDER BY n.subject NULLS FIRST, w.id LIMIT $2",
    )
    .bind::<BigInt, _>(other)
    .bind::<BigInt, _>(most)
    .load(db.conn())?)
}

#[derive(QueryableByName)]
struct Named {
    #[diesel(sql_type = Text)]
    name: String,
}

/// Returns those of these groups that are for a role which is not among `roles`.
pub fn closed_groups(db: &mut impl Read, groups: &[i64], roles: &[i64]) -> Result<Vec<String>> {
    let rows: Vec<Named> = diesel::sql_query(
        "SELECT name FROM actor_groups WHERE id = ANY($1) AND role_id <> ALL($2) ORDER BY sort_name, id",
    )
    .bind::<Array<BigInt>, _>(groups)
    .bind::<Array<BigInt>, _>(roles)
    .load(db.conn())?;
    Ok(rows.into_iter().map(|row| row.name).collect())
}

/// Returns those of these groups that this actor is no longer in.
pub fn left_groups(db: &mut impl Read, groups: &[i64], actor: i64) -> Result<Vec<String>> {
    let rows: Vec<Named> = diesel::sql_query(
        "SELECT g.name FROM actor_groups g WHERE g.id = ANY($1)
            AND NOT EXISTS (SELECT FROM actor_group_members m WHERE m.group_id = g.id AND m.actor_id = $2)
         ORDER BY g.sort_name, g.id",
    )
    .bind::<Array<BigInt>, _>(groups)
    .bind::<BigInt, _>(actor)
    .load(db.conn())?;
    Ok(rows.into_iter().map(|row| row.name).collect())
}

/// Deletes the record of a merge, which then cannot be undone.
pub fn forget(tx: &mut Tx<'_>, other: i64) -> Result<()> {
    diesel::sql_query("DELETE FROM actor_merges WHERE other_id = $1")
        .bind::<BigInt, _>(other)
        .execute(tx.conn())?;
    Ok(())
}

/// An actor that was merged into another.
#[derive(Debug, QueryableByName)]
pub struct Merged {
    #[diesel(sql_type = BigInt)]
    pub id: i64,
    #[diesel(sql_type = Text)]
    pub name: String,
    #[diesel(sql_type = Text)]
    pub number: String,
    #[diesel(sql_type = BigInt)]
    pub unit_id: i64,
    /// Set while the merge can be undone.
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub merged_at: Option<DateTime<Utc>>,
    #[diesel(sql_type = Nullable<Text>)]
    pub merged_by: Option<String>,
}

/// Returns the actors merged into this one, the newest first.
pub fn merged(db: &mut impl Read, survivor: i64) -> Result<Vec<Merged>> {
    Ok(diesel::sql_query(
        "SELECT a.id, a.name, a.number, a.unit_id, m.merged_at, u.display_name AS merged_by FROM actors a
         LEFT JOIN actor_merges m ON m.other_id = a.id AND m.survivor_id = $1 AND m.merged_at > now() - make_interval(days => $2)
         LEFT JOIN users u ON u.id = m.merged_by
         WHERE a.merged_into = $1 ORDER BY m.merged_at DESC NULLS LAST, a.id DESC",
    )
    .bind::<BigInt, _>(survivor)
    .bind::<Integer, _>(UNDO_DAYS)
    .load(db.conn())?)
}

/// Returns how many actors were merged into each of these, directly or through others. Actors without any are left out.
///
/// # Errors
/// Any database error.
pub fn along(db: &mut impl Read, survivors: &[i64]) -> Result<HashMap<i64, i64>> {
    #[derive(QueryableByName)]
    struct Along {
        #[diesel(sql_type = BigInt)]
        survivor: i64,
        #[diesel(sql_type = BigInt)]
        others: i64,
    }
    let rows: Vec<Along> = diesel::sql_query(
        "WITH RECURSIVE m AS (SELECT a.merged_into AS survivor, a.id FROM actors a WHERE a.merged_into = ANY($1)
            UNION ALL SELECT m.survivor, a.id FROM m JOIN actors a ON a.merged_into = m.id)
         SELECT survivor, count(*) AS others FROM m GROUP BY survivor",
    )
    .bind::<Array<BigInt>, _>(survivors)
    .load(db.conn())?;
    Ok(rows.into_iter().map(|row| (row.survivor, row.others)).collect())
}

/// Deletes the records of at most `most` merges that can no longer be undone. Returns how many it deleted.
///
/// # Errors
/// Any database error.
pub fn sweep(tx: &mut Tx<'_>, most: i64) -> Result<usize> {
    Ok(diesel::sql_query(
        "DELETE FROM actor_merges WHERE other_id IN (
            SELECT other_id FROM actor_merges WHERE merged_at < now() - make_interval(days => $1) ORDER BY merged_at LIMIT $2)",
    )
    .bind::<Integer, _>(UNDO_DAYS)
    .bind::<BigInt, _>(most)
    .execute(tx.conn())?)
}
