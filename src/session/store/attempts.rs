//! Counters of failed logins.
use super::devices::clear_counters;
use crate::db::{Read, Tx};
use crate::error::Result;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Binary, Bool, Integer, Nullable};

/// A login attempt, counted before the password is looked at.
#[derive(Debug, Clone, Copy, QueryableByName)]
pub struct Attempt {
    /// Which attempt in a row this is; above the limit it is refused whatever the password.
    #[diesel(sql_type = Integer)]
    pub number: i32,
}

/// Counts an attempt up in one statement; the one that reaches `limit` sets the lock. While locked nothing is counted and
/// the number is above the limit (SPEC C-6, SECURITY LO3). `user`: whose lock it is; `shown`: whose list tells of it.
pub fn reserve_attempt(
    tx: &mut Tx<'_>,
    key: &[u8],
    user: Option<i64>,
    shown: Option<i64>,
    limit: i32,
    minutes: i32,
) -> Result<Attempt> {
    let attempt: Option<Attempt> = diesel::sql_query(
        "INSERT INTO login_counters AS c (key, user_id, failed, locked_at, locked_until, touched_at)
         VALUES ($1, $2, 1, CASE WHEN $3 = 1 THEN now() END, CASE WHEN $3 = 1 THEN now() + make_interval(mins => $4) END, now())
         ON CONFLICT (key) DO UPDATE SET
            user_id = excluded.user_id,
            failed = CASE WHEN c.locked_until <= now() THEN 1 ELSE c.failed + 1 END,
            locked_at = CASE WHEN CASE WHEN c.locked_until <= now() THEN 1 ELSE c.failed + 1 END >= $3 THEN now() END,
            locked_until = CASE WHEN CASE WHEN c.locked_until <= now() THEN 1 ELSE c.failed + 1 END >= $3 THEN now() + make_interval(mins => $4) END,
            touched_at = now()
         WHERE c.locked_until IS NULL OR c.locked_until <= now()
         RETURNING failed AS number",
    )
    .bind::<Binary, _>(key)
    .bind::<Nullable<BigInt>, _>(user)
    .bind::<Integer, _>(limit)
    .bind::<Integer, _>(minutes)
    .get_result(tx.conn())
    .optional()?;
    if let (Some(_), Some(user)) = (&attempt, shown) {
        diesel::sql_query("UPDATE user_clock SET failed_shown = failed_shown + 1 WHERE user_id = $1")
            .bind::<BigInt, _>(user)
            .execute(tx.conn())?;
    }
    Ok(attempt.unwrap_or(Attempt { number: limit + 1 }))
}

#[derive(QueryableByName)]
struct Locked {
    #[diesel(sql_type = Bool)]
    locked: bool,
}

/// Whether the name is locked now by an attempt other than number `own`.
pub fn locked_by_another(tx: &mut Tx<'_>, key: &[u8], own: i32, limit: i32) -> Result<bool> {
    let row: Option<Locked> = diesel::sql_query("SELECT locked_until > now() AS locked FROM login_counters WHERE key = $1 AND locked_until IS NOT NULL FOR UPDATE")
        .bind::<Binary, _>(key)
        .get_result(tx.conn())
        .optional()?;
    Ok(own != limit && row.is_some_and(|row| row.locked))
}

/// The counter of the name, and those of the browsers the user is known in.
pub fn clear_attempts(tx: &mut Tx<'_>, user: i64) -> Result<()> {
    clear_counters(tx, user, true)?;
    diesel::sql_query("DELETE FROM login_counters WHERE user_id = $1")
        .bind::<BigInt, _>(user)
        .execute(tx.conn())?;
    diesel::sql_query("UPDATE user_clock SET failed_shown = 0 WHERE user_id = $1")
        .bind::<BigInt, _>(user)
        .execute(tx.conn())?;
    Ok(())
}
