//! All SQL of notes and their documents.
use super::{AddNote, DeleteNote, EditNote, Note};
use crate::access::Can;
use crate::access::statement::Binds;
use crate::activity::Author;
use crate::db::{Read, Tx};
use crate::error::Result;
use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Date, Integer, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use std::collections::HashSet;
use uuid::Uuid;

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = BigInt)]
    id: i64,
    #[diesel(sql_type = BigInt)]
    actor_id: i64,
    #[diesel(sql_type = BigInt)]
    unit_id: i64,
    #[diesel(sql_type = Date)]
    day: NaiveDate,
    #[diesel(sql_type = Text)]
    subject: String,
    #[diesel(sql_type = Text)]
    text: String,
    #[diesel(sql_type = BigInt)]
    author_id: i64,
    #[diesel(sql_type = Text)]
    author_name: String,
    #[diesel(sql_type = Nullable<Text>)]
    clerk_name: Option<String>,
    #[diesel(sql_type = Integer)]
    version: i32,
    #[diesel(sql_type = Timestamptz)]
    updated_at: DateTime<Utc>,
}

impl From<Row> for Note {
    fn from(row: Row) -> Self {
        Self {
            id: row.id,
            actor: row.actor_id,
            unit: row.unit_id,
            day: row.day,
            subject: row.subject,
            text: row.text,
            author: row.author_id,
            author_name: row.author_name,
            clerk_name: row.clerk_name,
            version: row.version,
            updated_at: row.updated_at,
        }
    }
}

const NOTE: &str = "SELECT n.id, n.actor_id, a.unit_id, n.day, n.subject, n.text, n.author_id, u.display_name AS author_name,
        k.display_name AS clerk_name, n.version, n.updated_at
    FROM actor_notes n JOIN actors a ON a.id = n.actor_id JOIN users u ON u.id = n.author_id LEFT JOIN users k ON k.id = n.clerk_id";

pub(super) fn one(db: &mut impl Read, id: i64) -> Result<Option<Note>> {
    let row: Option<Row> = diesel::sql_query(format!("{NOTE} WHERE n.id = $1"))
        .bind::<BigInt, _>(id)
        .get_result(db.conn())
        .optional()?;
    Ok(row.map(Note::from))
}

pub(super) fn lock(tx: &mut Tx<'_>, id: i64) -> Result<Option<Note>> {
    let row: Option<Row> = diesel::sql_query(format!("{NOTE} WHERE n.id = $1 FOR NO KEY UPDATE OF n"))
        .bind::<BigInt, _>(id)
        .get_result(tx.conn())
        .optional()?;
    Ok(row.map(Note::from))
}

/// A place in the list, newest day first.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place {
    pub newer: bool,
    pub day: NaiveDate,
    pub id: i64,
}

/// Returns the next notes from a place on, in reading order.
pub(super) fn notes(db: &mut impl Read, actor: i64, place: Option<Place>, most: usize) -> Result<Vec<Note>> {
    let mut binds = Binds::default();
    let mut condition = format!("n.actor_id = {}", binds.number(actor));
    let newer = place.is_some_and(|place| place.newer);
    if let Some(place) = place {
        let beyond = if newer { '>' } else { '<' };
        let (day, id) = (binds.text(place.day.to_string()), binds.number(place.id));
        condition = format!("{condition} AND (n.day, n.id) {beyond} ({day}::date, {id})");
    }
    let way = if newer { "ASC" } else { "DESC" };
    let statement = format!("{NOTE} WHERE {condition} ORDER BY n.day {way}, n.id {way} LIMIT {most}");
    let rows: Vec<Row> = binds.load(db.conn(), statement)?;
    Ok(rows.into_iter().map(Note::from).collect())
}

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = BigInt)]
    count: i64,
}

/// Returns how many notes an actor has.
pub fn count(db: &mut impl Read, actor: i64) -> Result<i64> {
    let row: Count = diesel::sql_query("SELECT count(*) AS count FROM actor_notes WHERE actor_id = $1")
        .bind::<BigInt, _>(actor)
        .get_result(db.conn())?;
    Ok(row.count)
}

#[derive(QueryableByName)]
struct Id {
    #[diesel(sql_type = BigInt)]
    id: i64,
}

fn ids(rows: Vec<Id>) -> HashSet<i64> {
    rows.into_iter().map(|row| row.id).collect()
}

/// Returns which of these actors have notes.
pub fn of_actors(db: &mut impl Read, actors: &[i64]) -> Result<HashSet<i64>> {
    let rows = diesel::sql_query("SELECT DISTINCT actor_id AS id FROM actor_notes WHERE actor_id = ANY($1)")
        .bind::<Array<BigInt>, _>(actors)
        .load(db.conn())?;
    Ok(ids(rows))
}

/// Returns which of these users have written notes or added documents, as themselves or as clerks (SPEC U-5).
pub fn written_by(db: &mut impl Read, users: &[i64]) -> Result<HashSet<i64>> {
    let rows = diesel::sql_query(
        "SELECT author_id AS id FROM actor_notes WHERE author_id = ANY($1)
         UNION SELECT clerk_id FROM actor_notes WHERE clerk_id = ANY($1)
         UNION SELECT added_by FROM note_attachments WHERE added_by = ANY($1)",
    )
    .bind::<Array<BigInt>, _>(users)
    .load(db.conn())?;
    Ok(ids(rows))
}

/// What the author of a note writes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    pub day: NaiveDate,
    pub subject: String,
    pub text: String,
}

pub(super) fn insert(tx: &mut Tx<'_>, author: &Author, can: &Can<'_, AddNote>, new: &Written) -> Result<i64> {
    let row: Id = diesel::sql_query(
        "INSERT INTO actor_notes (actor_id, day, subject, text, author_id, clerk_id, updated_by) VALUES ($1, $2, $3, $4, $5, $6, $5) RETURNING id",
    )
    .bind::<BigInt, _>(can.row().id)
    .bind::<Date, _>(new.day)
    .bind::<Text, _>(&new.subject)
    .bind::<Text, _>(&new.text)
    .bind::<Nullable<BigInt>, _>(author.user)
    .bind::<Nullable<BigInt>, _>(author.clerk)
    .get_result(tx.conn())?;
    Ok(row.id)
}

pub(super) fn update(tx: &mut Tx<'_>, author: &Author, can: &Can<'_, EditNote>, new: &Written) -> Result<()> {
    diesel::sql_query(
        "UPDATE actor_notes SET day = $2, subject = $3, text = $4, updated_at = now(), updated_by = $5, version = version + 1 WHERE id = $1",
    )
    .bind::<BigInt, _>(can.row().id)
    .bind::<Date, _>(new.day)
    .bind::<Text, _>(&new.subject)
    .bind::<Text, _>(&new.text)
    .bind::<Nullable<BigInt>, _>(author.user)
    .execute(tx.conn())?;
    Ok(())
}

pub(super) fn delete(tx: &mut Tx<'_>, can: &Can<'_, DeleteNote>) -> Result<()> {
    diesel::sql_query("DELETE FROM actor_notes WHERE id = $1")
        .bind::<BigInt, _>(can.row().id)
        .execute(tx.conn())?;
    Ok(())
}

/// A document on a note.
#[derive(Debug, Clone, QueryableByName)]
pub struct Attachment {
    #[diesel(sql_type = BigInt)]
    pub id: i64,
    #[diesel(sql_type = BigInt)]
    pub note_id: i64,
    #[diesel(sql_type = Text)]
    pub name: String,
    #[diesel(sql_type = Text)]
    pub type_name: String,
    /// In bytes.
    #[diesel(sql_type = BigInt)]
    pub size: i64,
    #[diesel(sql_type = SqlUuid)]
    pub file_id: Uuid,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    pub picture_id: Option<Uuid>,
}

const ATTACHMENT: &str = "SELECT d.id, d.note_id, d.name, t.display_name AS type_name, f.size, d.file_id, d.picture_id
    FROM note_attachments d JOIN attachment_types t ON t.id = d.type_id JOIN stored_files f ON f.id = d.file_id";

/// Returns the documents of these notes, oldest first.
pub(super) fn attachments(db: &mut impl Read, notes: &[i64]) -> Result<Vec<Attachment>> {
    Ok(diesel::sql_query(format!(
        "{ATTACHMENT} WHERE d.note_id = ANY($1) ORDER BY d.note_id, d.id"
    ))
    .bind::<Array<BigInt>, _>(notes)
    .load(db.conn())?)
}

pub(super) fn attachment(db: &mut impl Read, note: i64, id: i64) -> Result<Option<Attachment>> {
    let row = diesel::sql_query(format!("{ATTACHMENT} WHERE d.note_id = $1 AND d.id = $2"))
        .bind::<BigInt, _>(note)
        .bind::<BigInt, _>(id)
        .get_result(db.conn());
    Ok(row.optional()?)
}

/// A document to be added. Its files are stored already.
pub(super) struct NewAttachment<'a> {
    pub type_id: i64,
    pub name: &'a str,
    pub file: Uuid,
    pub picture: Option<Uuid>,
}

pub(super) fn attach(
    tx: &mut Tx<'_>,
    author: &Author,
    can: &Can<'_, EditNote>,
    new: &NewAttachment<'_>,
) -> Result<i64> {
    let row: Id = diesel::sql_query(
        "INSERT INTO note_attachments (note_id, type_id, name, file_id, picture_id, added_by) VALUES ($1, $2, $3, $4, $5, $6) RETURNING id",
    )
    .bind::<BigInt, _>(can.row().id)
    .bind::<BigInt, _>(new.type_id)
    .bind::<Text, _>(new.name)
    .bind::<SqlUuid, _>(new.file)
    .bind::<Nullable<SqlUuid>, _>(new.picture)
    .bind::<Nullable<BigInt>, _>(author.user)
    .get_result(tx.conn())?;
    Ok(row.id)
}

/// Deletes a document. Its files are deleted with it.
pub(super) fn detach(tx: &mut Tx<'_>, can: &Can<'_, EditNote>, attachment: i64) -> Result<()> {
    diesel::sql_query("DELETE FROM note_attachments WHERE note_id = $1 AND id = $2")
        .bind::<BigInt, _>(can.row().id)
        .bind::<BigInt, _>(attachment)
        .execute(tx.conn())?;
    Ok(())
}
