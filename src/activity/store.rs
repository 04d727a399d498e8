//! All SQL of the activity log.
pub mod chain;

use super::chain::personal_hash;
use super::{Entry, Whose, net};
use crate::access::Credential;
use crate::error::{Error, Result};
use diesel::pg::PgConnection;
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Binary, Cidr, Inet, Integer, Jsonb, Nullable, Text, Uuid as SqlUuid};
use ipnet::IpNet;
use serde_json::Value;

#[derive(QueryableByName)]
struct Written {
    #[diesel(sql_type = BigInt)]
    id: i64,
}

pub fn insert(conn: &mut PgConnection, entry: Entry) -> Result<i64> {
    let personal = entry.whose.filter(|_| !entry.personal.is_empty());
    let details = Value::Object(entry.personal);
    let mut salt = [0u8; 16];
    getrandom::fill(&mut salt).map_err(|error| Error::Internal(format!("random: {error}")))?;
    let hash = personal.map(|_| personal_hash(&salt, &details));
    let row: Written = diesel::sql_query(
        "WITH entry AS (
            INSERT INTO activity (type, unit_id, subject_kind, subject_id, user_id, address, request_id, batch_id, details, personal_hash, clerk_id)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) RETURNING id),
         unsealed AS (INSERT INTO activity_unsealed SELECT id FROM entry)
         SELECT id FROM entry",
    )
    .bind::<Text, _>(entry.event.word())
    .bind::<Nullable<BigInt>, _>(entry.unit)
    .bind::<Text, _>(entry.subject.kind())
    .bind::<Nullable<BigInt>, _>(entry.subject.id())
    .bind::<Nullable<BigInt>, _>(entry.author.user)
    .bind::<Nullable<Inet>, _>(entry.author.address.map(net))
    .bind::<SqlUuid, _>(entry.author.request)
    .bind::<Nullable<SqlUuid>, _>(entry.batch)
    .bind::<Jsonb, _>(Value::Object(entry.details))
    .bind::<Nullable<Binary>, _>(hash)
    .bind::<Nullable<BigInt>, _>(entry.author.clerk)
    .get_result(conn)?;
    if let Some(whose) = personal {
        diesel::sql_query(
            "INSERT INTO activity_personal (activity_id, person_id, salt, details) VALUES ($1, $2, $3, $4)",
        )
        .bind::<BigInt, _>(row.id)
        .bind::<BigInt, _>(whose.key())
        .bind::<Binary, _>(&salt[..])
        .bind::<Jsonb, _>(details)
        .execute(conn)?;
    }
    Ok(row.id)
}

/// Rows per statement: enough that the round trip does not count, few enough that a statement stays small.
const CHUNK: usize = 5_000;

/// Writes many entries; their order becomes the order of their ids.
pub fn insert_all(conn: &mut PgConnection, entries: Vec<Entry>) -> Result<()> {
    let mut entries = entries.into_iter().peekable();
    while entries.peek().is_some() {
        insert_chunk(conn, entries.by_ref().take(CHUNK).collect())?;
    }
    Ok(())
}

/// Personal values of one entry, salted.
struct Personal {
    entry: i64,
    whose: Whose,
    salt: [u8; 16],
    details: Value,
}

impl Personal {
    fn of(entry: &Entry, id: i64) -> Result<Option<Self>> {
        let Some(whose) = entry.whose.filter(|_| !entry.personal.is_empty()) else {
            return Ok(None);
        };
        let mut salt = [0u8; 16];
        getrandom::fill(&mut salt).map_err(|error| Error::Internal(format!("random: {error}")))?;
        Ok(Some(Self {
            entry: id,
            whose,
            salt,
            details: Value::Object(entry.personal.clone()),
        }))
    }
    fn hash(&self) -> Vec<u8> {
        personal_hash(&self.salt, &self.details)
    }
}

fn insert_chunk(conn: &mut PgConnection, entries: Vec<Entry>) -> Result<()> {
    let ids: Vec<i64> =
        diesel::sql_query("SELECT nextval(pg_get_serial_sequence('activity', 'id')) AS id FROM generate_series(1, $1)")
            .bind::<BigInt, _>(entries.len() as i64)
            .load::<Written>(conn)?
            .into_iter()
            .map(|row| row.id)
            .collect();
    let personal = entries
        .iter()
        .zip(&ids)
        .map(|(entry, id)| Personal::of(entry, *id))
        .collect::<Result<Vec<_>>>()?;
    let hashes: Vec<Option<Vec<u8>>> = personal
        .iter()
        .map(|personal| personal.as_ref().map(Personal::hash))
        .collect();
    let clerks: Vec<Option<i64>> = entries.iter().map(|entry| entry.author.clerk).collect();
    diesel::sql_query(
        "WITH entry AS (
            INSERT INTO activity (id, type, unit_id, subject_kind, subject_id, user_id, address, request_id, batch_id, details, personal_hash, clerk_id)
            OVERRIDING SYSTEM VALUE
            SELECT * FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) RETURNING id)
         INSERT INTO activity_unsealed SELECT id FROM entry",
    )
    .bind::<Array<BigInt>, _>(&ids)
    .bind::<Array<Text>, _>(entries.iter().map(|entry| entry.event.word()).collect::<Vec<_>>())
    .bind::<Array<Nullable<BigInt>>, _>(entries.iter().map(|entry| entry.unit).collect::<Vec<_>>())
    .bind::<Array<Text>, _>(entries.iter().map(|entry| entry.subject.kind()).collect::<Vec<_>>())
    .bind::<Array<Nullable<BigInt>>, _>(entries.iter().map(|entry| entry.subject.id()).collect::<Vec<_>>())
    .bind::<Array<Nullable<BigInt>>, _>(entries.iter().map(|entry| entry.author.user).collect::<Vec<_>>())
    .bind::<Array<Nullable<Inet>>, _>(entries.iter().map(|entry| entry.author.address.map(net)).collect::<Vec<_>>())
    .bind::<Array<SqlUuid>, _>(entries.iter().map(|entry| entry.author.request).collect::<Vec<_>>())
    .bind::<Array<Nullable<SqlUuid>>, _>(entries.iter().map(|entry| entry.batch).collect::<Vec<_>>())
    .bind::<Array<Jsonb>, _>(entries.into_iter().map(|entry| Value::Object(entry.details)).collect::<Vec<_>>())
    .bind::<Array<Nullable<Binary>>, _>(hashes)
    .bind::<Array<Nullable<BigInt>>, _>(clerks)
    .execute(conn)?;
    insert_personal(conn, personal.into_iter().flatten().collect())
}

fn insert_personal(conn: &mut PgConnection, rows: Vec<Personal>) -> Result<()> {
    diesel::sql_query(
        "INSERT INTO activity_personal (activity_id, person_id, salt, details) SELECT * FROM unnest($1, $2, $3, $4)",
    )
    .bind::<Array<BigInt>, _>(rows.iter().map(|row| row.entry).collect::<Vec<_>>())
    .bind::<Array<BigInt>, _>(rows.iter().map(|row| row.whose.key()).collect::<Vec<_>>())
    .bind::<Array<Binary>, _>(rows.iter().map(|row| &row.salt[..]).collect::<Vec<_>>())
    .bind::<Array<Jsonb>, _>(rows.iter().map(|row| &row.details).collect::<Vec<_>>())
    .execute(conn)?;
    Ok(())
}

pub fn insert_refusal(conn: &mut PgConnection, entry: Entry, by: &Credential, right: &str, unit: i64) -> Result<()> {
    let word = entry.event.word();
    // A token stands there as the negative of its id (migration 0060).
    let session = match by {
        Credential::Session(session) => session.id,
        Credential::Token(token) => -token.id,
    };
    let counted = diesel::sql_query(
        "UPDATE refusals_repeated SET times = times + 1, last_at = now() WHERE session_id = $1 AND type = $2 AND right_key = $3 AND unit_id = $4",
    )
    .bind::<BigInt, _>(session)
    .bind::<Text, _>(word)
    .bind::<Text, _>(right)
    .bind::<BigInt, _>(unit)
    .execute(conn)?;
    if counted > 0 {
        return Ok(());
    }
    let first = insert(conn, entry)?;
    diesel::sql_query("INSERT INTO refusals_repeated (session_id, type, right_key, unit_id, first_activity, times, last_at) VALUES ($1, $2, $3, $4, $5, 1, now()) ON CONFLICT DO NOTHING")
        .bind::<BigInt, _>(session)
        .bind::<Text, _>(word)
        .bind::<Text, _>(right)
        .bind::<BigInt, _>(unit)
        .bind::<BigInt, _>(first)
        .execute(conn)?;
    Ok(())
}

pub fn insert_blocked(conn: &mut PgConnection, entry: Entry, network: IpNet, user: Option<i64>) -> Result<()> {
    let counted = diesel::sql_query(
        "UPDATE blocked_attempts SET times = times + 1, last_at = now()
         WHERE network = $1 AND hour = date_trunc('hour', now()) AND user_id IS NOT DISTINCT FROM $2",
    )
    .bind::<Cidr, _>(network)
    .bind::<Nullable<BigInt>, _>(user)
    .execute(conn)?;
    if counted > 0 {
        return Ok(());
    }
    let first = insert(conn, entry)?;
    diesel::sql_query(
        "INSERT INTO blocked_attempts (network, hour, user_id, first_activity, times, last_at)
         VALUES ($1, date_trunc('hour', now()), $2, $3, 1, now()) ON CONFLICT DO NOTHING",
    )
    .bind::<Cidr, _>(network)
    .bind::<Nullable<BigInt>, _>(user)
    .bind::<BigInt, _>(first)
    .execute(conn)?;
    Ok(())
}

pub fn sweep_refusals(conn: &mut PgConnection, days: i32, most: i64) -> Result<usize> {
    let mut swept = 0;
    for table in ["refusals_repeated", "blocked_attempts"] {
        swept += diesel::sql_query(format!(
            "DELETE FROM {table} WHERE ctid = ANY(ARRAY(
                SELECT ctid FROM {table} WHERE last_at < now() - make_interval(days => $1) ORDER BY last_at LIMIT $2))"
        ))
        .bind::<Integer, _>(days)
        .bind::<BigInt, _>(most)
        .execute(conn)?;
    }
    Ok(swept)
}

pub fn erase(conn: &mut PgConnection, whose: Whose) -> Result<()> {
    diesel::sql_query("SELECT erase_personal($1)")
        .bind::<BigInt, _>(whose.key())
        .execute(conn)?;
    Ok(())
}
