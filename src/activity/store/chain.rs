//! All SQL of the chain.
use crate::activity::chain::Sealed;
use crate::activity::seal::Head;
use crate::activity::verify::{Found, Link, Personal};
use crate::db::locks::CHAIN;
use crate::db::{Read, Tx};
use crate::error::Result;
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{
    Array, BigInt, Binary, Bool, Inet, Integer, Jsonb, Nullable, Text, Timestamptz, Uuid as SqlUuid,
};
use ipnet::IpNet;
use serde_json::Value;
use uuid::Uuid;

#[derive(QueryableByName)]
struct Number {
    #[diesel(sql_type = BigInt)]
    number: i64,
}

#[derive(QueryableByName)]
struct Flag {
    #[diesel(sql_type = Bool)]
    flag: bool,
}

/// The columns of an entry that the chain covers.
#[derive(QueryableByName)]
pub struct SealedRow {
    #[diesel(sql_type = BigInt)]
    pub id: i64,
    #[diesel(sql_type = Timestamptz)]
    pub at: DateTime<Utc>,
    #[diesel(sql_type = Text)]
    pub kind: String,
    #[diesel(sql_type = Nullable<BigInt>)]
    pub unit_id: Option<i64>,
    #[diesel(sql_type = Text)]
    pub subject_kind: String,
    #[diesel(sql_type = Nullable<BigInt>)]
    pub subject_id: Option<i64>,
    #[diesel(sql_type = Nullable<BigInt>)]
    pub user_id: Option<i64>,
    #[diesel(sql_type = Nullable<BigInt>)]
    pub clerk_id: Option<i64>,
    #[diesel(sql_type = Nullable<Inet>)]
    pub address: Option<IpNet>,
    #[diesel(sql_type = SqlUuid)]
    pub request_id: Uuid,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    pub batch_id: Option<Uuid>,
    #[diesel(sql_type = Jsonb)]
    pub details: Value,
    #[diesel(sql_type = Nullable<Binary>)]
    pub personal_hash: Option<Vec<u8>>,
}

/// The columns of [`SealedRow`], read from `activity` as `a`.
pub const SEALED: &str = "a.id, a.at, a.type AS kind, a.unit_id, a.subject_kind, a.subject_id, a.user_id, a.clerk_id, a.address, a.request_id, a.batch_id, a.details, a.personal_hash";

impl From<&SealedRow> for Sealed {
    fn from(row: &SealedRow) -> Self {
        Self {
            id: row.id,
            at: row.at,
            kind: row.kind.clone(),
            unit: row.unit_id,
            subject_kind: row.subject_kind.clone(),
            subject: row.subject_id,
            user: row.user_id,
            clerk: row.clerk_id,
            address: row.address,
            request: row.request_id,
            batch: row.batch_id,
            details: row.details.clone(),
            personal_hash: row.personal_hash.clone(),
        }
    }
}

/// Takes the lock for sealing and retiring until the transaction ends. Returns false if another node has it.
pub fn try_lock(tx: &mut Tx<'_>) -> Result<bool> {
    let row: Flag = diesel::sql_query("SELECT pg_try_advisory_xact_lock($1) AS flag")
        .bind::<Integer, _>(CHAIN)
        .get_result(tx.conn())?;
    Ok(row.flag)
}

pub fn take_unsealed(tx: &mut Tx<'_>, most: i64) -> Result<Vec<Sealed>> {
    let rows: Vec<SealedRow> = diesel::sql_query(format!(
        "WITH taken AS (DELETE FROM activity_unsealed WHERE activity_id = ANY(ARRAY(
            SELECT activity_id FROM activity_unsealed ORDER BY activity_id LIMIT $1)) RETURNING activity_id)
         SELECT {SEALED} FROM taken JOIN activity a ON a.id = taken.activity_id ORDER BY a.id"
    ))
    .bind::<BigInt, _>(most)
    .load(tx.conn())?;
    Ok(rows.iter().map(Sealed::from).collect())
}

#[derive(QueryableByName)]
struct HeadRow {
    #[diesel(sql_type = BigInt)]
    position: i64,
    #[diesel(sql_type = Binary)]
    hash: Vec<u8>,
}

impl From<HeadRow> for Head {
    fn from(row: HeadRow) -> Self {
        Self {
            position: row.position,
            hash: row.hash,
        }
    }
}

/// Returns the last link, or the place up to which everything was retired if there is no link after it.
pub fn end(db: &mut impl Read) -> Result<Option<Head>> {
    let row: Option<HeadRow> = diesel::sql_query(
        "(SELECT position, hash FROM activity_chain ORDER BY position DESC LIMIT 1)
         UNION ALL SELECT position, hash FROM activity_anchor ORDER BY position DESC LIMIT 1",
    )
    .get_result(db.conn())
    .optional()?;
    Ok(row.map(Head::from))
}

/// Returns where the chain begins if its beginning was retired, else `None`.
pub fn anchor(db: &mut impl Read) -> Result<Option<Head>> {
    let row: Option<HeadRow> = diesel::sql_query("SELECT position, hash FROM activity_anchor")
        .get_result(db.conn())
        .optional()?;
    Ok(row.map(Head::from))
}

/// Whether an entry in the log says that the chain was retired up to here.
pub fn is_retired_up_to(db: &mut impl Read, anchor: &Head) -> Result<bool> {
    let row: Flag = diesel::sql_query(
        "SELECT EXISTS (SELECT FROM activity WHERE type = 'activity.retired' AND subject_kind = 'installation'
            AND details ->> 'position' = $1::text AND details ->> 'hash' = $2) AS flag",
    )
    .bind::<Text, _>(anchor.position.to_string())
    .bind::<Text, _>(hex::encode(&anchor.hash))
    .get_result(db.conn())?;
    Ok(row.flag)
}

pub fn append(tx: &mut Tx<'_>, links: &[(i64, i64, Vec<u8>)]) -> Result<()> {
    diesel::sql_query("INSERT INTO activity_chain (position, activity_id, hash) SELECT * FROM unnest($1, $2, $3)")
        .bind::<Array<BigInt>, _>(links.iter().map(|link| link.0).collect::<Vec<_>>())
        .bind::<Array<BigInt>, _>(links.iter().map(|link| link.1).collect::<Vec<_>>())
        .bind::<Array<Binary>, _>(links.iter().map(|link| &link.2[..]).collect::<Vec<_>>())
        .execute(tx.conn())?;
    Ok(())
}

pub fn set_head(tx: &mut Tx<'_>, head: &Head, seal: &[u8]) -> Result<()> {
    diesel::sql_query(
        "INSERT INTO activity_head (position, hash, seal) VALUES ($1, $2, $3)
         ON CONFLICT (one) DO UPDATE SET position = excluded.position, hash = excluded.hash, seal = excluded.seal",
    )
    .bind::<BigInt, _>(head.position)
    .bind::<Binary, _>(&head.hash)
    .bind::<Binary, _>(seal)
    .execute(tx.conn())?;
    Ok(())
}

pub fn retire(tx: &mut Tx<'_>, most: i32) -> Result<i64> {
    let row: Number = diesel::sql_query("SELECT retire_activity($1) AS number")
        .bind::<Integer, _>(most)
        .get_result(tx.conn())?;
    Ok(row.number)
}

#[derive(QueryableByName)]
struct LinkRow {
    #[diesel(sql_type = BigInt)]
    position: i64,
    #[diesel(sql_type = BigInt)]
    activity_id: i64,
    #[diesel(sql_type = Binary)]
    hash: Vec<u8>,
    #[diesel(embed)]
    entry: Option<SealedRow>,
    #[diesel(sql_type = Nullable<Binary>)]
    salt: Option<Vec<u8>>,
    #[diesel(sql_type = Nullable<Jsonb>)]
    personal: Option<Value>,
    #[diesel(sql_type = Bool)]
    alive: bool,
}

/// SQL condition: the person whose personal values entry `a` contained still exists. The sealed part says who that
/// is: the user or actor it is about, the member, or the actor it names. Values that an actor took over in a merge
/// are erased with the actor they came from.
const ALIVE: &str = "CASE
    WHEN a.subject_kind IN ('user', 'membership') THEN EXISTS (SELECT FROM users u
        WHERE u.id = CASE a.subject_kind WHEN 'user' THEN a.subject_id ELSE (a.details ->> 'account_id')::bigint END
            AND u.state <> 'deleted')
    WHEN a.subject_kind = 'actor' OR a.details ? 'actor_id' THEN EXISTS (SELECT FROM actors c
        WHERE c.id = CASE a.subject_kind WHEN 'actor' THEN a.subject_id ELSE (a.details ->> 'actor_id')::bigint END
            AND NOT EXISTS (WITH RECURSIVE borne AS (
                SELECT g.subject_id AS id FROM activity g WHERE g.type = 'actor.merged_away' AND g.details ->> 'survivor' = c.id::text
                UNION SELECT g.subject_id FROM borne b JOIN activity g ON g.type = 'actor.merged_away' AND g.details ->> 'survivor' = b.id::text)
                SELECT FROM borne b WHERE NOT EXISTS (SELECT FROM actors m WHERE m.id = b.id))
            AND NOT EXISTS (SELECT FROM activity g WHERE g.type = 'actor.deleted' AND g.details ->> 'survivor' IN (
                SELECT c.id::text UNION ALL SELECT m.id::text FROM actors m WHERE m.merged_into = c.id)))
    ELSE false END";

/// Reads links after a position, with the entries they belong to.
pub fn links(db: &mut impl Read, after: i64, most: i64) -> Result<Vec<Link>> {
    let rows: Vec<LinkRow> = diesel::sql_query(format!(
        "SELECT c.position, c.activity_id, c.hash, {SEALED}, p.salt, p.details AS personal,
            CASE WHEN a.personal_hash IS NULL OR p.activity_id IS NOT NULL THEN true ELSE {ALIVE} END AS alive
         FROM (SELECT * FROM activity_chain WHERE position > $1 ORDER BY position LIMIT $2) c
         LEFT JOIN activity a ON a.id = c.activity_id LEFT JOIN activity_personal p ON p.activity_id = a.id
         ORDER BY c.position"
    ))
    .bind::<BigInt, _>(after)
    .bind::<BigInt, _>(most)
    .load(db.conn())?;
    let personal = |salt: Option<Vec<u8>>, values: Option<Value>| {
        Some(Personal {
            salt: salt?,
            values: values?,
        })
    };
    let link = |row: LinkRow| Link {
        position: row.position,
        entry: row.activity_id,
        hash: row.hash,
        found: row.entry.map(|entry| Found {
            sealed: (&entry).into(),
            personal: personal(row.salt, row.personal),
            erasable: !row.alive,
        }),
    };
    Ok(rows.into_iter().map(link).collect())
}

/// Returns entries that are neither in the chain nor waiting for it.
pub fn outside(db: &mut impl Read, most: i64) -> Result<Vec<i64>> {
    let rows: Vec<Number> = diesel::sql_query(
        "SELECT a.id AS number FROM activity a WHERE NOT EXISTS (SELECT FROM activity_chain c WHERE c.activity_id = a.id)
            AND NOT EXISTS (SELECT FROM activity_unsealed u WHERE u.activity_id = a.id) ORDER BY a.id LIMIT $1",
    )
    .bind::<BigInt, _>(most)
    .load(db.conn())?;
    Ok(rows.into_iter().map(|row| row.number).collect())
}

/// Counts the entries that wait to be sealed.
pub fn waiting(db: &mut impl Read) -> Result<i64> {
    let row: Number = diesel::sql_query("SELECT count(*) AS number FROM activity_unsealed").get_result(db.conn())?;
    Ok(row.number)
}

/// Returns how far the chain has reached, and the seal that confirms it.
pub fn head(db: &mut impl Read) -> Result<Option<(Head, Vec<u8>)>> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(embed)]
        head: HeadRow,
        #[diesel(sql_type = Binary)]
        seal: Vec<u8>,
    }
    let row: Option<Row> = diesel::sql_query("SELECT position, hash, seal FROM activity_head")
        .get_result(db.conn())
        .optional()?;
    Ok(row.map(|row| (row.head.into(), row.seal)))
}

/// Raises the statement timeout until the transaction ends, because walking the whole chain takes longer than a
/// request's statement may.
pub fn allow_long_statements(tx: &mut Tx<'_>) -> Result<()> {
    diesel::sql_query("SET LOCAL statement_timeout = '10min'").execute(tx.conn())?;
    Ok(())
}

pub fn note_check(tx: &mut Tx<'_>, checked: i64, position: i64, waiting: i64, breaks: &Value) -> Result<()> {
    diesel::sql_query(
        "INSERT INTO activity_check (finished_at, checked, position, waiting, breaks) VALUES (clock_timestamp(), $1, $2, $3, $4)
         ON CONFLICT (one) DO UPDATE SET finished_at = excluded.finished_at, checked = excluded.checked,
            position = excluded.position, waiting = excluded.waiting, breaks = excluded.breaks",
    )
    .bind::<BigInt, _>(checked)
    .bind::<BigInt, _>(position)
    .bind::<BigInt, _>(waiting)
    .bind::<Jsonb, _>(breaks)
    .execute(tx.conn())?;
    Ok(())
}

/// The result of the last verification of the whole chain.
#[derive(Debug, QueryableByName)]
pub struct Check {
    #[diesel(sql_type = Timestamptz)]
    pub finished_at: DateTime<Utc>,
    #[diesel(sql_type = BigInt)]
    pub checked: i64,
    #[diesel(sql_type = Jsonb)]
    pub breaks: Value,
}

pub fn last_check(db: &mut impl Read) -> Result<Option<Check>> {
    Ok(
        diesel::sql_query("SELECT finished_at, checked, breaks FROM activity_check")
            .get_result(db.conn())
            .optional()?,
    )
}

/// Sets for how many days the log is kept; `None` is for ever. Returns the value set before.
pub fn set_kept_days(tx: &mut Tx<'_>, days: Option<i32>) -> Result<Option<i32>> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = Nullable<Integer>)]
        days: Option<i32>,
    }
    let before: Row =
        diesel::sql_query("SELECT activity_days AS days FROM installation FOR UPDATE").get_result(tx.conn())?;
    diesel::sql_query("UPDATE installation SET activity_days = $1")
        .bind::<Nullable<Integer>, _>(days)
        .execute(tx.conn())?;
    Ok(before.days)
}
