//! All SQL of what is kept on a person. Where that is, the keys of the database say themselves: a table that is added
//! later and refers to users or actors is in the export without anybody having to think of it.
use super::Whom;
use crate::activity::Whose;
use crate::actors;
use crate::db::{Read, Tx};
use crate::error::Result;
use crate::text;
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Binary, Jsonb, Nullable, Text, Uuid as SqlUuid};
use serde_json::Value;
use std::collections::BTreeSet;
use uuid::Uuid;

/// As whom the database knows somebody: a user, an actor, or both.
#[derive(QueryableByName)]
pub struct Found {
    #[diesel(sql_type = Nullable<BigInt>)]
    pub user: Option<i64>,
    #[diesel(sql_type = Nullable<Text>)]
    pub login: Option<String>,
    #[diesel(sql_type = Nullable<BigInt>)]
    pub actor: Option<i64>,
    #[diesel(sql_type = BigInt)]
    pub unit: i64,
}

pub fn found(db: &mut impl Read, whom: &Whom<'_>) -> Result<Option<Found>> {
    let select = "u.id AS user, a.name AS login, c.id AS actor, coalesce(u.unit_id, c.unit_id) AS unit";
    let (query, key) = match whom {
        Whom::Login(login) => (
            format!(
                "SELECT {select} FROM account_keys k JOIN users u ON u.id = k.account_id JOIN accounts a ON a.id = u.id
                 LEFT JOIN actors c ON c.user_id = u.id WHERE k.key = $1 AND k.is_name"
            ),
            login,
        ),
        // The number of one that was merged leads to the survivor.
        Whom::Actor(number) => (
            format!(
                "WITH RECURSIVE up AS (
                    SELECT id, merged_into FROM actors WHERE number_key = $1
                    UNION SELECT s.id, s.merged_into FROM actors s JOIN up ON s.id = up.merged_into
                 )
                 SELECT {select} FROM up JOIN actors c ON c.id = up.id LEFT JOIN users u ON u.id = c.user_id
                 LEFT JOIN accounts a ON a.id = u.id WHERE up.merged_into IS NULL"
            ),
            number,
        ),
    };
    Ok(diesel::sql_query(query)
        .bind::<Text, _>(text::name_key(key))
        .get_result(db.conn())
        .optional()?)
}

/// An actor of the person, with the sealed national id number.
#[derive(QueryableByName)]
pub struct Actor {
    #[diesel(sql_type = BigInt)]
    pub id: i64,
    #[diesel(sql_type = Nullable<Binary>)]
    pub cpr: Option<Vec<u8>>,
}

/// This one first, then all that were merged into it.
pub fn actors(db: &mut impl Read, id: i64) -> Result<Vec<Actor>> {
    let ids = actors::with_merged(db, id)?;
    Ok(
        diesel::sql_query("SELECT a.id, a.cpr FROM actors a WHERE a.id = ANY($2) ORDER BY a.id <> $1, a.id")
            .bind::<BigInt, _>(id)
            .bind::<Array<BigInt>, _>(ids)
            .load(db.conn())?,
    )
}

#[derive(QueryableByName)]
struct Place {
    #[diesel(sql_type = Text)]
    table: String,
    #[diesel(sql_type = Text)]
    column: String,
}

/// Tables and columns that refer to users (or to their accounts), or to actors. Authors are left out (`created_by`):
/// those rows are about somebody else.
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

/// Tables whose rows go with a row of this table, and the column that refers to its id: the documents of a note. The
/// report of a file somebody sent is left out: it tells of others.
pub fn below(db: &mut impl Read, table: &str) -> Result<Vec<(String, String)>> {
    let places: Vec<Place> = diesel::sql_query(
        "SELECT c.conrelid::regclass::text AS table, a.attname::text AS column
         FROM pg_constraint c JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
         JOIN pg_attribute i ON i.attrelid = c.confrelid AND i.attnum = c.confkey[1] AND i.attname = 'id'
         WHERE c.contype = 'f' AND c.confdeltype = 'c' AND cardinality(c.conkey) = 1 AND c.confrelid = $1::regclass
            AND c.conrelid <> 'upload_rows'::regclass
         ORDER BY 1, 2",
    )
    .bind::<Text, _>(table)
    .load(db.conn())?;
    Ok(places.into_iter().map(|place| (place.table, place.column)).collect())
}

/// A file on the person.
#[derive(QueryableByName)]
pub struct File {
    #[diesel(sql_type = SqlUuid)]
    pub id: Uuid,
    #[diesel(sql_type = Text)]
    pub name: String,
    #[diesel(sql_type = Text)]
    pub media_type: String,
    #[diesel(sql_type = BigInt)]
    pub size: i64,
}

/// Images of these actors, and the documents of the notes on them.
pub fn files(db: &mut impl Read, actors: &[i64]) -> Result<Vec<File>> {
    Ok(diesel::sql_query(format!(
        "SELECT f.id, n.name, f.media_type, f.size FROM stored_files f JOIN (
            SELECT image_id AS id, NULL AS name FROM actors WHERE id = ANY({0})
            UNION ALL SELECT d.file_id, d.name FROM note_attachments d JOIN actor_notes o ON o.id = d.note_id WHERE o.actor_id = ANY({0})
         ) t ON t.id = f.id
         CROSS JOIN LATERAL (SELECT coalesce(t.name, 'image.' || split_part(f.media_type, '/', 2)) AS name) n ORDER BY f.id",
        array(actors)
    ))
    .load(db.conn())?)
}

/// As SQL writes it.
fn array(ids: &[i64]) -> String {
    let ids: Vec<String> = ids.iter().map(i64::to_string).collect();
    format!("'{{{}}}'::bigint[]", ids.join(","))
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

/// How rows of a table are the person's.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Key {
    /// The column is this id.
    Is(String, i64),
    /// The column names a row of that table which is theirs by this.
    Of(String, String, Box<Key>),
}

impl Key {
    fn holds(&self) -> String {
        match self {
            Key::Is(column, id) => format!("{column} = {id}"),
            Key::Of(column, table, key) => format!("{column} IN (SELECT id FROM {table} WHERE {})", key.holds()),
        }
    }
}

/// Rows of a table by any of its keys; without what proves who somebody is: hashes and sealed secrets are all of type
/// bytea, the hash of a password, what a mail is made of and the server it goes through are not.
pub fn rows(tx: &mut Tx<'_>, table: &str, keys: &BTreeSet<Key>, take: impl FnMut(Value) -> Result<()>) -> Result<()> {
    let secret: Vec<Place> = diesel::sql_query(
        "SELECT attrelid::regclass::text AS table, attname::text AS column FROM pg_attribute
         WHERE attrelid = $1::regclass AND attnum > 0 AND NOT attisdropped
            AND (atttypid = 'bytea'::regtype OR attname = 'password_hash' OR attrelid = 'mails'::regclass AND attname IN ('contents', 'through'))",
    )
    .bind::<Text, _>(table)
    .load(tx.conn())?;
    let without: String = secret.iter().map(|place| format!(" - '{}'", place.column)).collect();
    let theirs: Vec<String> = keys.iter().map(Key::holds).collect();
    let theirs = theirs.join(" OR ");
    each(
        tx,
        &format!("SELECT to_jsonb(t){without} AS row FROM {table} t WHERE {theirs}"),
        take,
    )
}

/// Entries about the person and by the person: those that name them are about them, too (a membership somebody gave
/// them). Names in them are the person's.
pub fn activity(
    tx: &mut Tx<'_>,
    user: Option<i64>,
    actors: &[i64],
    take: impl FnMut(Value) -> Result<()>,
) -> Result<()> {
    let (users, of_actors) = (array(user.as_slice()), array(actors));
    let all = user.map(Whose::Person).into_iter();
    let all = all.chain(actors.iter().copied().map(Whose::Actor));
    let persons: Vec<i64> = all.map(Whose::key).collect();
    let named = format!(
        "SELECT activity_id FROM activity_personal WHERE person_id = ANY({})",
        array(&persons)
    );
    let about = format!(
        "subject_kind IN ('user', 'grants') AND subject_id = ANY({users})
         OR subject_kind = 'actor' AND subject_id = ANY({of_actors}) OR id IN ({named})"
    );
    let select = format!(
        "SELECT jsonb_build_object('id', a.id, 'at', a.at, 'type', a.type, 'address', host(a.address), 'by', a.user_id = ANY({users}),
            'subject_kind', a.subject_kind, 'subject_id', a.subject_id,
            'details', CASE WHEN a.about THEN a.details ELSE '{{}}' END, 'names', p.details) AS row
         FROM (SELECT *, {about} AS about FROM activity WHERE user_id = ANY({users}) OR {about}) a
         LEFT JOIN activity_personal p ON p.activity_id = a.id AND p.person_id = ANY({})
         ORDER BY a.id",
        array(&persons)
    );
    each(tx, &select, take)
}
