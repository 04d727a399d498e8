//! All SQL of backups.
use crate::db::{Read, Tx};
use crate::error::Result;
use diesel::connection::SimpleConnection;
use diesel::pg::PgConnection;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Integer, Text, Uuid as SqlUuid};
use uuid::Uuid;

/// Where everything of before is, while what is restored is made current.
pub const BEFORE: &str = "before_restore";

#[derive(QueryableByName)]
struct Words {
    #[diesel(sql_type = Text)]
    words: String,
}

/// The snapshot of this transaction, for another connection to read the same; as long as the transaction lasts.
pub fn export_snapshot(tx: &mut Tx<'_>) -> Result<String> {
    let row: Words = diesel::sql_query("SELECT pg_export_snapshot() AS words").get_result(tx.conn())?;
    Ok(row.words)
}

/// Nothing ends a transaction of this connection because it waits for a program.
pub fn be_patient(conn: &mut PgConnection) -> Result<()> {
    Ok(conn.batch_execute(
        "SET idle_in_transaction_session_timeout = 0; SET statement_timeout = 0; SET lock_timeout = 0",
    )?)
}

/// Files by their ids, as they stand in the snapshot. An older schema may not have any.
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

/// Everybody else who is connected to this database.
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

/// What stands before the statements of a dump: an empty place, with the old contents aside. PostgreSQL's own `public` is
/// owned by this role and open to everybody who may connect.
pub fn opening() -> String {
    format!(
        "BEGIN; SET client_min_messages = warning; DROP SCHEMA IF EXISTS {BEFORE} CASCADE;
         ALTER SCHEMA public RENAME TO {BEFORE};
         CREATE SCHEMA public AUTHORIZATION pg_database_owner; GRANT USAGE ON SCHEMA public TO PUBLIC;\n"
    )
}

/// What stands after them; without it nothing has happened.
pub const CLOSING: &str = "\nCOMMIT;\n";

/// What was restored goes, what was before comes back.
pub fn undo(conn: &mut PgConnection) -> Result<()> {
    Ok(conn.batch_execute(&format!(
        "BEGIN; SET LOCAL client_min_messages = warning; DROP SCHEMA public CASCADE; ALTER SCHEMA {BEFORE} RENAME TO public; COMMIT"
    ))?)
}

/// What was before goes.
pub fn forget(conn: &mut PgConnection) -> Result<()> {
    Ok(conn.batch_execute(&format!(
        "BEGIN; SET LOCAL client_min_messages = warning; DROP SCHEMA {BEFORE} CASCADE; COMMIT"
    ))?)
}

/// Time has gone back, so nothing counts that was ended or used since: nobody stays logged in, no link works. The version of
/// all rights jumps, so that no node takes what it remembers for newer.
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

/// The lock of everything that must not meet a migration, for as long as the connection lives.
pub fn lock_schema(conn: &mut PgConnection) -> Result<()> {
    diesel::sql_query("SELECT pg_advisory_lock($1)")
        .bind::<Integer, _>(crate::db::migrate::LOCK)
        .execute(conn)?;
    Ok(())
}

pub fn unlock_schema(conn: &mut PgConnection) -> Result<()> {
    diesel::sql_query("SELECT pg_advisory_unlock($1)")
        .bind::<Integer, _>(crate::db::migrate::LOCK)
        .execute(conn)?;
    Ok(())
}
