//! All SQL of what is kept on a person. Where that is, the keys of the database say themselves: a table that is added later
//! and refers to users or actors is in the export without anybody having to think of it.
use crate::db::{Read, Tx};
use crate::error::Result;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Binary, Jsonb, Nullable, Text};
use serde_json::Value;
use std::collections::BTreeSet;

/// Whom the export is of.
#[derive(QueryableByName)]
pub struct User {
    #[diesel(sql_type = BigInt)]
    pub id: i64,
    #[diesel(sql_type = Text)]
    pub login: String,
    #[diesel(sql_type = BigInt)]
    pub unit: i64,
    #[diesel(sql_type = Nullable<BigInt>)]
    pub actor: Option<i64>,
    #[diesel(sql_type = Nullable<Binary>)]
    pub cpr: Option<Vec<u8>>,
}

pub fn user(db: &mut impl Read, login: &str) -> Result<Option<User>> {
    Ok(diesel::sql_query(
        "SELECT u.id, a.name AS login, u.unit_id AS unit, c.id AS actor, c.cpr FROM account_keys k
         JOIN users u ON u.id = k.account_id JOIN accounts a ON a.id = u.id LEFT JOIN actors c ON c.user_id = u.id
         WHERE k.key = $1 AND k.is_name",
    )
    .bind::<Text, _>(crate::text::name_key(login))
    .get_result(db.conn())
    .optional()?)
}

#[derive(QueryableByName)]
struct Place {
    #[diesel(sql_type = Text)]
    table: String,
    #[diesel(sql_type = Text)]
    column: String,
}

/// Tables and columns that refer to users (or to their accounts), or to actors. Authors are left out (`created_by`): those
/// rows are about somebody else.
pub fn places(db: &mut impl Read, of: &str) -> Result<Vec<(String, String)>> {
    let places: Vec<Place> = diesel::sql_query(
        "SELECT DISTINCT c.conrelid::regclass::text AS table, a.attname::text AS column
         FROM pg_constraint c JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
         WHERE c.contype = 'f' AND cardinality(c.conkey) = 1 AND c.connamespace = 'public'::regnamespace
            AND c.confrelid = ANY(CASE $1 WHEN 'users' THEN ARRAY['users'::regclass, 'accounts'::regclass] ELSE ARRAY['actors'::regclass] END)
            AND a.attname NOT LIKE '%\\_by'
         ORDER BY 1, 2",
    )
    .bind::<Text, _>(of)
    .load(db.conn())?;
    Ok(places.into_iter().map(|place| (place.table, place.column)).collect())
}

/// Rows read at once.
const CHUNK: usize = 500;

/// Gives each row of a SELECT, which makes it a JSON object `row`, to `take`: some hundreds at a time, by a cursor.
fn each(tx: &mut Tx<'_>, select: &str, mut take: impl FnMut(Value) -> Result<()>) -> Result<()> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = Jsonb)]
        row: Value,
    }
    diesel::sql_query(format!("DECLARE person_rows NO SCROLL CURSOR FOR {select}")).execute(tx.conn())?;
    loop {
        let rows: Vec<Row> = diesel::sql_query(format!("FETCH {CHUNK} FROM person_rows")).load(tx.conn())?;
        let last = rows.len() < CHUNK;
        rows.into_iter().try_for_each(|row| take(row.row))?;
        if last {
            break;
        }
    }
    diesel::sql_query("CLOSE person_rows").execute(tx.conn())?;
    Ok(())
}

/// Rows of a table of [`places`], by any of its columns; without what proves who somebody is: hashes and sealed secrets are
/// all of type bytea, the hash of a password and what a mail is made of are not.
pub fn rows(
    tx: &mut Tx<'_>,
    table: &str,
    columns: &BTreeSet<(String, i64)>,
    take: impl FnMut(Value) -> Result<()>,
) -> Result<()> {
    let secret: Vec<Place> = diesel::sql_query(
        "SELECT attrelid::regclass::text AS table, attname::text AS column FROM pg_attribute
         WHERE attrelid = $1::regclass AND attnum > 0 AND NOT attisdropped
            AND (atttypid = 'bytea'::regtype OR attname = 'password_hash' OR attrelid = 'mails'::regclass AND attname = 'contents')",
    )
    .bind::<Text, _>(table)
    .load(tx.conn())?;
    let without: String = secret.iter().map(|place| format!(" - '{}'", place.column)).collect();
    let theirs: Vec<String> = columns
        .iter()
        .map(|(column, id)| format!("t.{column} = {id}"))
        .collect();
    let theirs = theirs.join(" OR ");
    each(
        tx,
        &format!("SELECT to_jsonb(t){without} AS row FROM {table} t WHERE {theirs}"),
        take,
    )
}

/// Entries about the person and by the person. Names in them are the person's where the entry is about the person.
pub fn activity(tx: &mut Tx<'_>, user: i64, actor: Option<i64>, take: impl FnMut(Value) -> Result<()>) -> Result<()> {
    let actor = actor.map_or_else(|| "NULL".to_owned(), |actor| actor.to_string());
    let about = format!(
        "subject_kind IN ('user', 'grants') AND subject_id = {user} OR subject_kind = 'actor' AND subject_id = {actor}"
    );
    let select = format!(
        "SELECT jsonb_build_object('id', a.id, 'at', a.at, 'type', a.type, 'address', host(a.address), 'by', a.user_id = {user},
            'subject_kind', a.subject_kind, 'subject_id', a.subject_id,
            'details', CASE WHEN a.about THEN a.details ELSE '{{}}' END, 'names', p.details) AS row
         FROM (SELECT *, {about} AS about FROM activity WHERE user_id = {user} OR {about}) a
         LEFT JOIN activity_personal p ON p.activity_id = a.id AND a.about ORDER BY a.id"
    );
    each(tx, &select, take)
}
