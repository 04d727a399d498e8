//! The two roles and the database of a private PostgreSQL.
use super::Result;
use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::Bool;

/// Bootstrap superuser; runs the migrations and owns every table.
pub const OWNER: &str = "keyholder_owner";
/// Serves requests; owns nothing and can create nothing (SECURITY SC3). Migrations grant its rights.
pub const APP: &str = "keyholder_app";
/// The name of the database.
pub const DATABASE: &str = "keyholder";

#[derive(QueryableByName)]
struct Present {
    #[diesel(sql_type = Bool)]
    role: bool,
    #[diesel(sql_type = Bool)]
    database: bool,
}

/// Creates roles and database if they are missing. `url` is the owner's address of the database `postgres`.
pub(super) fn ensure(url: &str) -> Result<()> {
    let mut owner = PgConnection::establish(url)?;
    let present: Present = diesel::sql_query(
        "SELECT EXISTS (SELECT FROM pg_roles WHERE rolname = 'keyholder_app') AS role,
                EXISTS (SELECT FROM pg_database WHERE datname = 'keyholder') AS database",
    )
    .get_result(&mut owner)?;
    if !present.role {
        owner.batch_execute(
            "CREATE ROLE keyholder_app LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOINHERIT;
             REVOKE ALL ON DATABASE postgres, template1 FROM PUBLIC",
        )?;
    }
    if !present.database {
        owner.batch_execute("CREATE DATABASE keyholder OWNER keyholder_owner TEMPLATE template0")?;
    }
    owner.batch_execute(
        "REVOKE ALL ON DATABASE keyholder FROM PUBLIC; GRANT CONNECT ON DATABASE keyholder TO keyholder_app",
    )?;
    Ok(())
}
