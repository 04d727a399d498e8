//! SQL that deletes rows kept long enough.
use crate::db::{Read, Tx};
use crate::error::Result;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Integer};

fn sweep(tx: &mut Tx<'_>, sql: &str, days: i32, most: i64) -> Result<usize> {
    Ok(diesel::sql_query(sql)
        .bind::<Integer, _>(days)
        .bind::<BigInt, _>(most)
        .execute(tx.conn())?)
}

/// Deletes sessions by their expiry alone. No session lives beyond it, however it ended.
pub fn sessions(tx: &mut Tx<'_>, days: i32, most: i64) -> Result<usize> {
    let sql = "DELETE FROM sessions WHERE id IN (
        SELECT id FROM sessions WHERE expires_at < now() - make_interval(days => $1) ORDER BY expires_at LIMIT $2 FOR UPDATE SKIP LOCKED)";
    sweep(tx, sql, days, most)
}

pub fn links(tx: &mut Tx<'_>, days: i32, most: i64) -> Result<usize> {
    let sql = "DELETE FROM links WHERE id IN (
        SELECT id FROM links WHERE expires_at < now() - make_interval(days => $1) ORDER BY expires_at LIMIT $2 FOR UPDATE SKIP LOCKED)";
    sweep(tx, sql, days, most)
}

pub fn login_counters(tx: &mut Tx<'_>, days: i32, most: i64) -> Result<usize> {
    let sql = "DELETE FROM login_counters WHERE key IN (
        SELECT key FROM login_counters WHERE user_id IS NULL AND touched_at < now() - make_interval(days => $1)
            AND (locked_until IS NULL OR locked_until < now())
        ORDER BY touched_at LIMIT $2 FOR UPDATE SKIP LOCKED)";
    sweep(tx, sql, days, most)
}

/// Deletes audit rows that are older than the log is kept. Keeps all of them if the log is kept for ever.
pub fn audit(tx: &mut Tx<'_>, most: i64) -> Result<usize> {
    let sql = "DELETE FROM login_audit WHERE id IN (SELECT id FROM login_audit
        WHERE last_at < now() - make_interval(days => (SELECT activity_days FROM installation))
        ORDER BY last_at LIMIT $1 FOR UPDATE SKIP LOCKED)";
    Ok(diesel::sql_query(sql).bind::<BigInt, _>(most).execute(tx.conn())?)
}
