//! All SQL of the activity log.
use super::{Entry, net};
use crate::error::{Error, Result};
use diesel::pg::PgConnection;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Binary, Inet, Jsonb, Nullable, Text, Uuid as SqlUuid};
use serde_json::Value;
use sha2::{Digest, Sha256};

#[derive(QueryableByName)]
struct Written {
    #[diesel(sql_type = BigInt)]
    id: i64,
}

pub fn insert(conn: &mut PgConnection, entry: Entry) -> Result<i64> {
    let personal = entry.person.filter(|_| !entry.personal.is_empty());
    let details = Value::Object(entry.personal);
    let mut salt = [0u8; 16];
    getrandom::fill(&mut salt).map_err(|error| Error::Internal(format!("random: {error}")))?;
    let hash = personal.map(|_| {
        Sha256::new()
            .chain_update(salt)
            .chain_update(details.to_string())
            .finalize()
            .to_vec()
    });
    let row: Written = diesel::sql_query(
        "WITH entry AS (
            INSERT INTO activity (type, unit_id, subject_kind, subject_id, user_id, address, request_id, batch_id, details, personal_hash)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) RETURNING id),
         unsealed AS (INSERT INTO activity_unsealed SELECT id FROM entry)
         SELECT id FROM entry",
    )
    .bind::<Text, _>(entry.kind)
    .bind::<Nullable<BigInt>, _>(entry.unit)
    .bind::<Text, _>(entry.subject.kind())
    .bind::<Nullable<BigInt>, _>(entry.subject.id())
    .bind::<Nullable<BigInt>, _>(entry.author.user)
    .bind::<Nullable<Inet>, _>(entry.author.address.map(net))
    .bind::<SqlUuid, _>(entry.author.request)
    .bind::<Nullable<SqlUuid>, _>(entry.batch)
    .bind::<Jsonb, _>(Value::Object(entry.details))
    .bind::<Nullable<Binary>, _>(hash)
    .get_result(conn)?;
    if let Some(person) = personal {
        diesel::sql_query(
            "INSERT INTO activity_personal (activity_id, person_id, salt, details) VALUES ($1, $2, $3, $4)",
        )
        .bind::<BigInt, _>(row.id)
        .bind::<BigInt, _>(person)
        .bind::<Binary, _>(&salt[..])
        .bind::<Jsonb, _>(details)
        .execute(conn)?;
    }
    Ok(row.id)
}

pub fn insert_refusal(conn: &mut PgConnection, entry: Entry, session: i64, right: &str, unit: i64) -> Result<()> {
    let kind = entry.kind;
    let counted = diesel::sql_query(
        "UPDATE refusals_repeated SET times = times + 1, last_at = now() WHERE session_id = $1 AND type = $2 AND right_key = $3 AND unit_id = $4",
    )
    .bind::<BigInt, _>(session)
    .bind::<Text, _>(kind)
    .bind::<Text, _>(right)
    .bind::<BigInt, _>(unit)
    .execute(conn)?;
    if counted > 0 {
        return Ok(());
    }
    let first = insert(conn, entry)?;
    diesel::sql_query("INSERT INTO refusals_repeated (session_id, type, right_key, unit_id, first_activity, times, last_at) VALUES ($1, $2, $3, $4, $5, 1, now()) ON CONFLICT DO NOTHING")
        .bind::<BigInt, _>(session)
        .bind::<Text, _>(kind)
        .bind::<Text, _>(right)
        .bind::<BigInt, _>(unit)
        .bind::<BigInt, _>(first)
        .execute(conn)?;
    Ok(())
}

pub fn erase(conn: &mut PgConnection, person: i64) -> Result<()> {
    diesel::sql_query("SELECT erase_personal($1)")
        .bind::<BigInt, _>(person)
        .execute(conn)?;
    Ok(())
}
