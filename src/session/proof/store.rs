//! All SQL of the counter of wrong current passwords.
use super::Attempt;
use crate::db::{Read, Tx};
use crate::error::Result;
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Integer, Timestamptz};

#[derive(QueryableByName)]
struct Counted {
    #[diesel(sql_type = Integer)]
    failed: i32,
}

#[derive(QueryableByName)]
struct Lock {
    #[diesel(sql_type = Timestamptz)]
    locked_until: DateTime<Utc>,
}

/// One statement, so that parallel attempts count one by one (LO3). While locked nothing is counted.
pub(super) fn reserve(tx: &mut Tx<'_>, user: i64, limit: i32, minutes: i32) -> Result<Attempt> {
    let counted: Option<Counted> = diesel::sql_query(
        "INSERT INTO proof_counters AS c (user_id, failed, touched_at) VALUES ($1, 1, now())
         ON CONFLICT (user_id) DO UPDATE SET
            failed = CASE WHEN c.locked_until IS NULL THEN c.failed + 1 ELSE 1 END,
            locked_until = CASE WHEN c.locked_until IS NULL AND c.failed + 1 >= $2 THEN now() + make_interval(mins => $3) END,
            touched_at = now()
         WHERE c.locked_until IS NULL OR c.locked_until <= now()
         RETURNING failed",
    )
    .bind::<BigInt, _>(user)
    .bind::<Integer, _>(limit)
    .bind::<Integer, _>(minutes)
    .get_result(tx.conn())
    .optional()?;
    match counted {
        Some(counted) => Ok(Attempt::Number(counted.failed)),
        None => Ok(locked(tx, user)?.map_or(Attempt::Number(limit), Attempt::Locked)),
    }
}

pub(super) fn locked(tx: &mut Tx<'_>, user: i64) -> Result<Option<DateTime<Utc>>> {
    let lock: Option<Lock> = diesel::sql_query(
        "SELECT locked_until FROM proof_counters WHERE user_id = $1 AND locked_until > now() FOR UPDATE",
    )
    .bind::<BigInt, _>(user)
    .get_result(tx.conn())
    .optional()?;
    Ok(lock.map(|lock| lock.locked_until))
}

pub(super) fn clear(tx: &mut Tx<'_>, user: i64) -> Result<()> {
    diesel::sql_query("DELETE FROM proof_counters WHERE user_id = $1")
        .bind::<BigInt, _>(user)
        .execute(tx.conn())?;
    Ok(())
}
