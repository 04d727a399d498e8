//! Migrations, run by the owner role, and what the role that serves requests may do.
use diesel::prelude::*;
use diesel::sql_types::{Integer, Text};
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};

pub const MIGRATIONS: EmbeddedMigrations = embed_migrations!("migrations");

/// Held while the schema changes, by one process at a time.
pub const LOCK: i32 = 4_951_273;

/// What nobody may call but those it is given to; said with every migration because a backup holds no rights.
const OWN: &str = "REVOKE ALL ON FUNCTION erase_personal(bigint), retire_activity(int) FROM PUBLIC";

/// The log is append-only and the catalogue read-only for the role that serves requests (SECURITY LG3, SC3).
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
    diesel::sql_query("SELECT pg_advisory_lock($1)")
        .bind::<Integer, _>(LOCK)
        .execute(&mut owner)?;
    // A migration that waits for a long transaction has everybody else wait behind it; rather none, and another try.
    diesel::sql_query("SET lock_timeout = '5s'").execute(&mut owner)?;
    let newest = owner.applied_migrations().map_err(migration)?.into_iter().next();
    let pending = owner.pending_migrations(MIGRATIONS).map_err(migration)?;
    let known = diesel::migration::MigrationSource::<diesel::pg::Pg>::migrations(&MIGRATIONS).map_err(migration)?;
    if let Some(newest) = newest
        && !known.iter().any(|known| known.name().version() == newest)
    {
        return Err(MigrateError::Newer);
    }
    drop(pending);
    let ran = owner
        .run_pending_migrations(MIGRATIONS)
        .map_err(migration)?
        .into_iter()
        .map(|version| version.to_string())
        .collect();
    give_rights(&mut owner, app_url)?;
    diesel::sql_query("SELECT pg_advisory_unlock($1)")
        .bind::<Integer, _>(LOCK)
        .execute(&mut owner)?;
    Ok(ran)
}

const NEWER: &str = "is newer than this program";

/// Whether a database in which these migrations have run is one that this program understands.
///
/// # Errors
/// In words: it is older or newer.
pub fn compare(applied: &[String]) -> Result<(), &'static str> {
    let known = diesel::migration::MigrationSource::<diesel::pg::Pg>::migrations(&MIGRATIONS);
    let mut known: Vec<String> = known
        .map_err(|_| "cannot be compared")?
        .iter()
        .map(|known| known.name().version().to_string())
        .collect();
    known.sort();
    if applied.iter().any(|version| !known.contains(version)) {
        Err(NEWER)
    } else if known.iter().any(|version| !applied.contains(version)) {
        Err("is older than this program; run: keyholder migrate")
    } else {
        Ok(())
    }
}

/// The migrations that have run in a database, oldest first.
///
/// # Errors
/// There are none: the database is not Keyholder's yet.
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

/// Whether this program knows all of these.
pub fn are_known(applied: &[String]) -> bool {
    compare(applied) != Err(NEWER)
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
    use diesel::connection::SimpleConnection;
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
