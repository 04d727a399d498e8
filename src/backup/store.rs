//! All SQL of backups.
use crate::db::{Read, Tx};
use crate::error::Result;
use diesel::connection::SimpleConnection;
use diesel::pg::PgConnection;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Integer, Text, Uuid as SqlUuid};
use uuid::Uuid;

/// Schema that holds the old contents until a restore is complete. Where it exists and no restore runs, one was
/// interrupted.
pub const BEFORE: &str = crate::db::clients::BEFORE_RESTORE;
/// Its name within the transaction that loads a dump, which may itself bring the remainder of an interrupted restore.
const ASIDE: &str = "aside_for_restore";

#[derive(QueryableByName)]
struct Words {
    #[diesel(sql_type = Text)]
    words: String,
}

/// Exports the snapshot of this transaction, so that another connection can read the same state. Valid until the
/// transaction ends.
pub fn export_snapshot(tx: &mut Tx<'_>) -> Result<String> {
    let row: Words = diesel::sql_query("SELECT pg_export_snapshot() AS words").get_result(tx.conn())?;
    Ok(row.words)
}

/// Turns off the time limits of this connection, because its transactions wait for a program.
pub fn be_patient(conn: &mut PgConnection) -> Result<()> {
    Ok(conn.batch_execute(
        "SET idle_in_transaction_session_timeout = 0; SET statement_timeout = 0; SET lock_timeout = 0",
    )?)
}

/// Returns the ids of stored files as of the snapshot. An older schema may have no such table.
pub fn files(tx: &mut Tx<'_>) -> Result<Vec<Uuid>> {
    #[derive(QueryableByName)]
    struct Present {
        #[diesel(sql_type = Bool)]
        present: bool,
    }
    #[derive(QueryableByName)]
    struct File {
        #[diesel(sql_type = SqlUuid)]
        id: Uuid,
    }
    let table: Present =
        diesel::sql_query("SELECT to_regclass('public.stored_files') IS NOT NULL AS present").get_result(tx.conn())?;
    if !table.present {
        return Ok(Vec::new());
    }
    let rows: Vec<File> = diesel::sql_query("SELECT id FROM stored_files ORDER BY id").load(tx.conn())?;
    Ok(rows.into_iter().map(|row| row.id).collect())
}

/// Counts the other connections to this database.
pub fn others(conn: &mut PgConnection) -> Result<i64> {
    #[derive(QueryableByName)]
    struct Count {
        #[diesel(sql_type = BigInt)]
        count: i64,
    }
    let row: Count = diesel::sql_query(
        "SELECT count(*) FROM pg_stat_activity
         WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'",
    )
    .get_result(conn)?;
    Ok(row.count)
}

/// Whether a restore was interrupted here after its contents were loaded. They are in `public` then, but are not in
/// force, and what was there before is beside them.
pub fn is_unfinished(conn: &mut PgConnection) -> Result<bool> {
    #[derive(QueryableByName)]
    struct Present {
        #[diesel(sql_type = Bool)]
        present: bool,
    }
    let row: Present = diesel::sql_query("SELECT to_regnamespace($1) IS NOT NULL AS present")
        .bind::<Text, _>(BEFORE)
        .get_result(conn)?;
    Ok(row.present)
}

/// Returns the statements before a dump: they move the old contents aside and make an empty `public` schema.
/// PostgreSQL's standard `public` is owned by this role, and everybody who may connect has access to it.
pub fn opening() -> String {
    format!(
        "BEGIN; SET client_min_messages = warning; ALTER SCHEMA public RENAME TO {ASIDE};
         CREATE SCHEMA public AUTHORIZATION pg_database_owner; GRANT USAGE ON SCHEMA public TO PUBLIC;\n"
    )
}

/// Returns the statements after a dump; without them nothing is changed. A backup of a database in which a restore was
/// interrupted may have brought that schema.
pub fn closing() -> String {
    format!("\nDROP SCHEMA IF EXISTS {BEFORE} CASCADE; ALTER SCHEMA {ASIDE} RENAME TO {BEFORE}; COMMIT;\n")
}

/// Removes what was restored and brings back the old contents.
pub fn undo(conn: &mut PgConnection) -> Result<()> {
    Ok(conn.batch_execute(&format!(
        "BEGIN; SET LOCAL client_min_messages = warning; DROP SCHEMA public CASCADE; ALTER SCHEMA {BEFORE} RENAME TO public; COMMIT"
    ))?)
}

/// Removes the old contents.
pub fn forget(tx: &mut Tx<'_>) -> Result<()> {
    Ok(tx.conn().batch_execute(&format!(
        "SET LOCAL client_min_messages = warning; DROP SCHEMA {BEFORE} CASCADE"
    ))?)
}

/// Ends all sessions and links, because a restore brings back ones that were ended or used since the backup. The
/// access version jumps ahead, so that no node takes what it remembers for newer.
pub fn end_sessions(tx: &mut Tx<'_>) -> Result<()> {
    for statement in [
        "UPDATE sessions SET ended_at = now(), ended_how = 'restored', ended_by = 1 WHERE ended_at IS NULL",
        "UPDATE links SET revoked_at = now(), sealed = NULL, mail_sealed = NULL WHERE used_at IS NULL AND revoked_at IS NULL",
        "UPDATE access_state SET version = version + 1000000",
        "INSERT INTO access_changes (version, kind, key) SELECT version, 'none', 0 FROM access_state",
    ] {
        diesel::sql_query(statement).execute(tx.conn())?;
    }
    Ok(())
}

/// Takes the lock that keeps migrations out, for as long as the connection lives.
pub fn lock_schema(conn: &mut PgConnection) -> Result<()> {
    diesel::sql_query("SELECT pg_advisory_lock($1)")
        .bind::<Integer, _>(crate::db::locks::SCHEMA)
        .execute(conn)?;
    Ok(())
}

pub fn unlock_schema(conn: &mut PgConnection) -> Result<()> {
    diesel::sql_query("SELECT pg_advisory_unlock($1)")
        .bind::<Integer, _>(crate::db::locks::SCHEMA)
        .execute(conn)?;
    Ok(())
}
