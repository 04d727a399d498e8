//! All SQL of files that are sent.
mod report;
mod sweep;

pub use report::{Line, drop_report, lines, replace_lines, write_report};
pub use sweep::{sweep, sweep_names};

use super::{State, Summary, kept};
use crate::activity::Author;
use crate::config::Seal;
use crate::db::locks::SENDING;
use crate::db::{Read, Tx};
use crate::error::{Error, Result};
use crate::files::Table;
use crate::web::upload::Upload;
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{
    Array, BigInt, Binary, Bool, Inet, Integer, Jsonb, Nullable, Text, Timestamptz, Uuid as SqlUuid,
};
use ipnet::IpNet;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::collections::HashSet;
use uuid::Uuid;

/// A file and how far it is, without its bytes.
#[derive(Debug, Clone)]
pub struct Import {
    pub id: i64,
    pub table: Table,
    pub name: String,
    pub state: State,
    pub done: i32,
    pub total: Option<i32>,
    pub summary: Option<Summary>,
    pub created_at: DateTime<Utc>,
    pub finished_at: Option<DateTime<Utc>>,
}

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = BigInt)]
    id: i64,
    #[diesel(sql_type = Text)]
    kind: String,
    #[diesel(sql_type = Text)]
    file_name: String,
    #[diesel(sql_type = Text)]
    state: String,
    #[diesel(sql_type = Integer)]
    done: i32,
    #[diesel(sql_type = Nullable<Integer>)]
    total: Option<i32>,
    #[diesel(sql_type = Nullable<Jsonb>)]
    report: Option<Value>,
    #[diesel(sql_type = Timestamptz)]
    created_at: DateTime<Utc>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    finished_at: Option<DateTime<Utc>>,
}

const FIELDS: &str = "id, kind, file_name, state, done, total, report, created_at, finished_at FROM uploads";

impl Row {
    fn import(self) -> Result<Import> {
        Ok(Import {
            id: self.id,
            table: Table::from_name(&self.kind).ok_or_else(|| Error::Internal("a file of an unknown kind".into()))?,
            name: self.file_name,
            state: State::stored(&self.state)?,
            done: self.done,
            total: self.total,
            summary: self.report.map(read).transpose()?,
            created_at: self.created_at,
            finished_at: self.finished_at,
        })
    }
}

fn read<T: serde::de::DeserializeOwned>(value: Value) -> Result<T> {
    serde_json::from_value(value).map_err(|error| Error::Internal(format!("a stored report: {error}")))
}

/// A new file of this session; returns its id.
pub fn insert(tx: &mut Tx<'_>, seal: &Seal, author: &Author, session: i64, table: Table, sent: &Upload) -> Result<i64> {
    #[derive(QueryableByName)]
    struct New {
        #[diesel(sql_type = BigInt)]
        id: i64,
    }
    let sha256 = Sha256::digest(&sent.file).to_vec();
    let new: New = diesel::sql_query(
        "INSERT INTO uploads (user_id, session_id, kind, file_name, file, sealed, sha256, state, address, request_id, clerk_id)
         VALUES ($1, $2, $3, $4, $5, true, $6, 'waiting', $7, $8, $9) RETURNING id",
    )
    .bind::<Nullable<BigInt>, _>(author.user)
    .bind::<BigInt, _>(session)
    .bind::<Text, _>(table.name())
    .bind::<Text, _>(&sent.name)
    .bind::<Binary, _>(kept::close(seal, &sha256, &sent.file)?)
    .bind::<Binary, _>(&sha256)
    .bind::<Nullable<Inet>, _>(author.address.map(IpNet::from))
    .bind::<SqlUuid, _>(author.request)
    .bind::<Nullable<BigInt>, _>(author.clerk)
    .get_result(tx.conn())?;
    Ok(new.id)
}

/// Returns the files of this person that are still kept: neither applied nor removed. Until the transaction ends, the
/// person sends no other.
pub fn kept(tx: &mut Tx<'_>, user: i64) -> Result<Vec<Import>> {
    // Not the user's row: a file that is being applied may hold it for minutes.
    diesel::sql_query("SELECT pg_advisory_xact_lock($1, ($2 % 2147483647)::int)")
        .bind::<Integer, _>(SENDING)
        .bind::<BigInt, _>(user)
        .execute(tx.conn())?;
    // A statement of its own, so that what was committed while it waited is seen.
    let rows: Vec<Row> = diesel::sql_query(format!(
        "SELECT {FIELDS} WHERE user_id = $1 AND finished_at IS NULL ORDER BY id"
    ))
    .bind::<BigInt, _>(user)
    .load(tx.conn())?;
    rows.into_iter().map(Row::import).collect()
}

/// One of this person's files.
pub fn own(db: &mut impl Read, id: i64, user: i64) -> Result<Option<Import>> {
    one(db, id, user, "")
}

/// Reads an import and locks it for a decision about it.
pub fn lock(tx: &mut Tx<'_>, id: i64, user: i64) -> Result<Option<Import>> {
    one(tx, id, user, " FOR UPDATE")
}

fn one(db: &mut impl Read, id: i64, user: i64, hold: &'static str) -> Result<Option<Import>> {
    let row: Option<Row> = diesel::sql_query(format!("SELECT {FIELDS} WHERE id = $1 AND user_id = $2{hold}"))
        .bind::<BigInt, _>(id)
        .bind::<BigInt, _>(user)
        .get_result(db.conn())
        .optional()?;
    row.map(Row::import).transpose()
}

/// This person's last files, those first that are still kept.
pub fn recent(db: &mut impl Read, user: i64) -> Result<Vec<Import>> {
    let rows: Vec<Row> = diesel::sql_query(format!(
        "SELECT {FIELDS} WHERE user_id = $1 ORDER BY finished_at IS NOT NULL, id DESC LIMIT 10"
    ))
    .bind::<BigInt, _>(user)
    .load(db.conn())?;
    rows.into_iter().map(Row::import).collect()
}

/// Hands a checked file to the worker, on behalf of the session that decided.
pub fn apply(tx: &mut Tx<'_>, author: &Author, id: i64, session: i64) -> Result<()> {
    diesel::sql_query(
        "UPDATE uploads SET state = 'applying', session_id = $2, done = 0, attempts = 0, claim = NULL, address = $3, request_id = $4,
            clerk_id = $5
         WHERE id = $1",
    )
        .bind::<BigInt, _>(id)
        .bind::<BigInt, _>(session)
        .bind::<Nullable<Inet>, _>(author.address.map(IpNet::from))
        .bind::<SqlUuid, _>(author.request)
        .bind::<Nullable<BigInt>, _>(author.clerk)
        .execute(tx.conn())?;
    Ok(())
}

/// Removes a file and its report.
pub fn discard(tx: &mut Tx<'_>, id: i64) -> Result<()> {
    diesel::sql_query("DELETE FROM uploads WHERE id = $1")
        .bind::<BigInt, _>(id)
        .execute(tx.conn())?;
    Ok(())
}

/// A file as the worker takes it.
#[derive(Debug, QueryableByName)]
pub struct Task {
    #[diesel(sql_type = BigInt)]
    pub id: i64,
    #[diesel(sql_type = BigInt)]
    pub user_id: i64,
    #[diesel(sql_type = BigInt)]
    pub session_id: i64,
    #[diesel(sql_type = Text)]
    pub kind: String,
    #[diesel(sql_type = Binary)]
    pub file: Vec<u8>,
    #[diesel(sql_type = Bool)]
    pub sealed: bool,
    #[diesel(sql_type = Binary)]
    pub sha256: Vec<u8>,
    #[diesel(sql_type = Text)]
    pub state: String,
    #[diesel(sql_type = Nullable<Jsonb>)]
    pub report: Option<Value>,
    #[diesel(sql_type = SqlUuid)]
    pub claim: Uuid,
    /// How often it has been taken, this time included.
    #[diesel(sql_type = Integer)]
    pub attempts: i32,
    #[diesel(sql_type = Nullable<BigInt>)]
    pub clerk_id: Option<i64>,
    #[diesel(sql_type = Nullable<Inet>)]
    pub address: Option<IpNet>,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    pub request_id: Option<Uuid>,
}

impl Task {
    /// Who the log says it was.
    pub fn author(&self) -> Author {
        Author {
            user: Some(self.user_id),
            clerk: self.clerk_id,
            address: self.address.map(|address| address.addr()),
            request: self.request_id.unwrap_or_default(),
        }
    }
}

/// Takes the file that has waited longest of those that were tried least often, so that one that cannot be worked on
/// holds up no other. Whoever asks is the only worker there is, so one that is under way was left by a worker that is
/// gone, or believed to be: that one finds its claim lost when it ends. For so many seconds, renewed by [`progress`],
/// the file is not swept away.
pub fn claim(tx: &mut Tx<'_>, seconds: i32) -> Result<Option<Task>> {
    Ok(diesel::sql_query(
        "UPDATE uploads SET state = CASE state WHEN 'waiting' THEN 'checking' ELSE state END, done = 0, claim = $1,
            attempts = attempts + 1, claimed_until = clock_timestamp() + make_interval(secs => $2)
         WHERE id = (SELECT id FROM uploads WHERE state IN ('waiting', 'checking', 'applying')
            ORDER BY attempts, id LIMIT 1 FOR UPDATE SKIP LOCKED)
         RETURNING id, user_id, session_id, kind, file, sealed, sha256, state, report, claim, attempts, clerk_id, address,
            request_id",
    )
    .bind::<SqlUuid, _>(Uuid::new_v4())
    .bind::<Integer, _>(seconds)
    .get_result(tx.conn())
    .optional()?)
}

/// Notes the progress and keeps the claim. Returns false if another node has the claim, or the import is gone.
pub fn progress(db: &mut impl Read, task: &Task, done: usize, total: usize, seconds: i32) -> Result<bool> {
    let held = diesel::sql_query(
        "UPDATE uploads SET done = $3, total = $4, claimed_until = clock_timestamp() + make_interval(secs => $5)
         WHERE id = $1 AND claim = $2",
    )
    .bind::<BigInt, _>(task.id)
    .bind::<SqlUuid, _>(task.claim)
    .bind::<Integer, _>(i32::try_from(done).unwrap_or(i32::MAX))
    .bind::<Integer, _>(i32::try_from(total).unwrap_or(i32::MAX))
    .bind::<Integer, _>(seconds)
    .execute(db.conn())?;
    Ok(held == 1)
}

/// Rows per statement.
const CHUNK: usize = 5_000;

/// Notes what may be a name in the file.
pub fn keep_names(tx: &mut Tx<'_>, task: &Task, names: &HashSet<i64>) -> Result<()> {
    let names: Vec<i64> = names.iter().copied().collect();
    for names in names.chunks(CHUNK) {
        diesel::sql_query("INSERT INTO upload_names (upload_id, name) SELECT $1, unnest($2) ON CONFLICT DO NOTHING")
            .bind::<BigInt, _>(task.id)
            .bind::<Array<BigInt>, _>(names)
            .execute(tx.conn())?;
    }
    Ok(())
}

/// Holds the file until the end of the transaction, if the claim still stands, and returns the names of people who were
/// deleted since the file was sent.
pub fn hold(tx: &mut Tx<'_>, task: &Task) -> Result<Option<Vec<i64>>> {
    #[derive(QueryableByName)]
    struct Held {
        #[diesel(sql_type = Array<BigInt>)]
        forgotten: Vec<i64>,
    }
    let held: Option<Held> =
        diesel::sql_query("SELECT forgotten FROM uploads WHERE id = $1 AND claim = $2 FOR NO KEY UPDATE")
            .bind::<BigInt, _>(task.id)
            .bind::<SqlUuid, _>(task.claim)
            .get_result(tx.conn())
            .optional()?;
    Ok(held.map(|held| held.forgotten))
}

/// How a piece of work ends.
pub struct End<'e> {
    pub state: State,
    pub summary: &'e Summary,
    pub version: Option<i64>,
    /// Whether the file is no longer needed.
    pub erase: bool,
}

/// Notes how it ended, if the claim still holds. Returns false if it does not; then nothing of this work may stay.
pub fn finish(tx: &mut Tx<'_>, task: &Task, end: &End<'_>) -> Result<bool> {
    let held = diesel::sql_query(
        "UPDATE uploads SET state = $3, report = $4, access_version = $5, claim = NULL, claimed_until = NULL,
            file = CASE WHEN $6 THEN ''::bytea ELSE file END, named = NOT $6, forgotten = '{}', attempts = 0,
            finished_at = CASE WHEN $6 THEN now() END
         WHERE id = $1 AND claim = $2",
    )
    .bind::<BigInt, _>(task.id)
    .bind::<SqlUuid, _>(task.claim)
    .bind::<Text, _>(end.state.code())
    .bind::<Jsonb, _>(json!(end.summary))
    .bind::<Nullable<BigInt>, _>(end.version)
    .bind::<Bool, _>(end.erase)
    .execute(tx.conn())?;
    Ok(held == 1)
}

/// Raises the time limits of this transaction: a file takes longer than a page may.
pub fn patiently(tx: &mut Tx<'_>) -> Result<()> {
    diesel::sql_query("SELECT set_config('statement_timeout', '120s', true), set_config('lock_timeout', '10s', true)")
        .execute(tx.conn())?;
    Ok(())
}
