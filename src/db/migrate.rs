//! Runs migrations as the owner role, and sets the rights of the role that serves requests.
use super::locks::SCHEMA;
use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::{Bool, Integer, Text};
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};
use std::time::Duration;

pub const MIGRATIONS: EmbeddedMigrations = embed_migrations!("migrations");

/// Functions that only some roles may call. Revoked after every migration because a backup contains no rights.
const OWN: &str = "REVOKE ALL ON FUNCTION erase_personal(bigint), retire_activity(int) FROM PUBLIC";

/// For the role that serves requests, the log is append-only and the list of migrations is read-only (SECURITY LG3,
/// SC3).
const WITHHELD: &str = "REVOKE UPDATE, DELETE ON activity, activity_personal, activity_chain FROM {role};
    REVOKE INSERT, UPDATE, DELETE ON __diesel_schema_migrations FROM {role};
    REVOKE INSERT, UPDATE, DELETE ON activity_anchor FROM {role};
    GRANT EXECUTE ON FUNCTION erase_personal(bigint), retire_activity(int) TO {role};";

#[derive(Debug, thiserror::Error)]
pub enum MigrateError {
    #[error("cannot reach PostgreSQL: {0}")]
    Connect(#[from] ConnectionError),
    #[error("the database has a newer schema than this version of Keyholder understands")]
    Newer,
    #[error("a migration failed: {0}")]
    Migration(String),
    #[error("rights of the role that serves requests: {0}")]
    Rights(#[from] diesel::result::Error),
}

/// Brings the schema up to date as the owner and gives the role behind `app_url` exactly what requests need.
/// Returns the names of the migrations that ran. Safe to call from several nodes at once (advisory lock).
pub fn migrate(owner_url: &str, app_url: &str) -> Result<Vec<String>, MigrateError> {
    let mut owner = PgConnection::establish(owner_url)?;
    lock(&mut owner)?;
    let newest = owner.applied_migrations().map_err(migration)?.into_iter().next();
    let known = known()?;
    if newest.is_some_and(|newest| !known.contains(&newest.to_string())) {
        return Err(MigrateError::Newer);
    }
    let ran = run_pending(&mut owner)?;
    give_rights(&mut owner, app_url)?;
    diesel::sql_query("SELECT pg_advisory_unlock($1)")
        .bind::<Integer, _>(SCHEMA)
        .execute(&mut owner)?;
    Ok(ran)
}

/// Waits for the lock by polling. A waiting statement would hold up an index that another node builds CONCURRENTLY.
fn lock(owner: &mut PgConnection) -> Result<(), MigrateError> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = Bool)]
        locked: bool,
    }
    loop {
        let row: Row = diesel::sql_query("SELECT pg_try_advisory_lock($1) AS locked")
            .bind::<Integer, _>(SCHEMA)
            .get_result(owner)?;
        if row.locked {
            return Ok(());
        }
        std::thread::sleep(Duration::from_millis(100));
    }
}

/// Runs the pending migrations and returns their names.
fn run_pending(owner: &mut PgConnection) -> Result<Vec<String>, MigrateError> {
    let mut ran = Vec::new();
    for pending in owner.pending_migrations(MIGRATIONS).map_err(migration)? {
        if pending.metadata().run_in_transaction() {
            // A migration that waits for a long transaction makes everybody else wait behind it. So it fails soon
            // and is tried again.
            owner.batch_execute("SET lock_timeout = '5s'")?;
        } else {
            // Building an index CONCURRENTLY waits for others, but nobody waits for it.
            owner.batch_execute("SET lock_timeout = 0")?;
            drop_unfinished(owner)?;
        }
        ran.push(owner.run_migration(&*pending).map_err(migration)?.to_string());
    }
    Ok(ran)
}

/// Drops indexes whose build was interrupted: they exist but cannot be used.
fn drop_unfinished(owner: &mut PgConnection) -> Result<(), MigrateError> {
    #[derive(QueryableByName)]
    struct Index {
        #[diesel(sql_type = Text)]
        name: String,
    }
    let unfinished: Vec<Index> = diesel::sql_query(
        "SELECT i.indexrelid::regclass::text AS name FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
         WHERE NOT i.indisvalid AND c.relnamespace = 'public'::regnamespace",
    )
    .load(owner)?;
    for Index { name } in unfinished {
        owner.batch_execute(&format!("DROP INDEX CONCURRENTLY {name}"))?;
    }
    Ok(())
}

/// Returns the versions of this program's migrations.
fn known() -> Result<Vec<String>, MigrateError> {
    let known = diesel::migration::MigrationSource::<diesel::pg::Pg>::migrations(&MIGRATIONS).map_err(migration)?;
    Ok(known.iter().map(|known| known.name().version().to_string()).collect())
}

/// How a database's schema compares with this program's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Schema {
    Fits,
    /// A newer program has migrated it; this program still works (STYLE, migrations).
    Newer,
    /// A migration that this program needs is missing.
    Older,
}

/// Compares the migrations that have run in a database with this program's.
///
/// # Errors
/// This program's own migrations cannot be read.
pub fn compare(applied: &[String]) -> Result<Schema, MigrateError> {
    let known = known()?;
    Ok(if known.iter().any(|version| !applied.contains(version)) {
        Schema::Older
    } else if applied.len() > known.len() {
        Schema::Newer
    } else {
        Schema::Fits
    })
}

/// Returns the migrations that have run in a database, oldest first.
///
/// # Errors
/// There are none, because the database is not Keyholder's yet.
pub fn applied(conn: &mut PgConnection) -> Result<Vec<String>, diesel::result::Error> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = Text)]
        version: String,
    }
    let rows: Vec<Row> =
        diesel::sql_query("SELECT version::text FROM __diesel_schema_migrations ORDER BY version").load(conn)?;
    Ok(rows.into_iter().map(|row| row.version).collect())
}

/// Whether this program knows all these migrations.
pub fn are_known(applied: &[String]) -> bool {
    known().is_ok_and(|known| applied.iter().all(|version| known.contains(version)))
}

fn migration(error: Box<dyn std::error::Error + Send + Sync>) -> MigrateError {
    MigrateError::Migration(error.to_string())
}

fn give_rights(owner: &mut PgConnection, app_url: &str) -> Result<(), MigrateError> {
    #[derive(QueryableByName)]
    struct Role {
        #[diesel(sql_type = Text)]
        role: String,
    }
    owner.batch_execute(OWN)?;
    let role_of = |conn: &mut PgConnection| {
        diesel::sql_query("SELECT quote_ident(current_user) AS role").get_result::<Role>(conn)
    };
    let mut app = PgConnection::establish(app_url)?;
    let (app_role, owner_role) = (role_of(&mut app)?.role, role_of(owner)?.role);
    if app_role == owner_role {
        return Ok(());
    }
    let all = "GRANT USAGE ON SCHEMA public TO {role};
        GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role};
        GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {role};";
    let statements = format!("BEGIN; {all} {WITHHELD} COMMIT;").replace("{role}", &app_role);
    owner.batch_execute(&statements)?;
    Ok(())
}
