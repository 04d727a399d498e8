//! The demonstration chain (SPEC 11, `--demo`): loaded once from `demo/*.csv` with the ordinary import, plus three
//! logins whose passwords are kept in the data folder.
mod parties;
mod passwords;
mod store;

use crate::activity::{self, Author, Entry, Event, Subject};
use crate::config::Seal;
use crate::db::{self, End, Tx};
use crate::error::{Error, Result};
use crate::files::Table;
use crate::files::import::{self, Options};
use crate::session;
use crate::session::hashing::{Hasher, Secret};
use crate::users::words;
use diesel::pg::PgConnection;
use std::path::Path;

pub use passwords::Login;

/// The files, ordered so that each one comes after those it refers to.
const FILES: [(Table, &[u8]); 5] = [
    (Table::OrgUnits, include_bytes!("../../demo/org_units.csv")),
    (Table::Groups, include_bytes!("../../demo/groups.csv")),
    (Table::Users, include_bytes!("../../demo/users.csv")),
    (Table::Memberships, include_bytes!("../../demo/memberships.csv")),
    (Table::Grants, include_bytes!("../../demo/grants.csv")),
];

/// Why there is no demonstration.
#[derive(Debug, thiserror::Error)]
pub enum DemoError {
    #[error("this database is in real use: a demonstration is loaded into an empty one only")]
    RealDatabase,
    #[error("the passwords of the demonstration, {path}: {error}")]
    Passwords { path: String, error: std::io::Error },
    #[error(transparent)]
    Product(#[from] Error),
}

/// Loads the chain unless it is already there, and returns the three logins. Logins that no longer work, because
/// somebody changed or deactivated them, are made to work again.
///
/// # Errors
/// `RealDatabase` for a database that is neither a demonstration nor empty; it is left unchanged.
pub fn prepare(
    connect: impl Fn() -> Result<PgConnection, Error>,
    data_dir: &Path,
    hasher: &Hasher,
    seal: &Seal,
) -> Result<Vec<Login>, DemoError> {
    let is_demo = db::run_command(connect()?, |tx| load(tx, seal))?;
    if !is_demo {
        return Err(DemoError::RealDatabase);
    }
    let logins = passwords::keep(data_dir)?;
    for login in &logins {
        let stored = db::run_command(connect()?, |tx| {
            Ok(End::Rollback(store::password_hash(tx, &login.login)?))
        })?;
        if !works(hasher, login, stored)? {
            let hash = hasher
                .hash_blocking(Secret::new(&login.password))
                .map_err(|_| Error::Busy("hashing"))?;
            db::run_command(connect()?, |tx| revive(tx, login, &hash))?;
        }
    }
    Ok(logins)
}

fn works(hasher: &Hasher, login: &Login, stored: Option<String>) -> Result<bool> {
    let Some(stored) = stored else {
        return Ok(false);
    };
    let verdict = hasher
        .verify_blocking(Secret::new(&login.password), stored)
        .map_err(|_| Error::Busy("hashing"))?;
    Ok(verdict.ok)
}

/// Loads the whole chain in one transaction. Returns false if the database is in real use.
fn load(tx: &mut Tx<'_>, seal: &Seal) -> Result<End<bool>> {
    tx.lock_access()?;
    match store::state(tx)? {
        store::State::Demo => return Ok(End::Rollback(true)),
        store::State::Real => return Ok(End::Rollback(false)),
        store::State::Empty => {}
    }
    for (table, bytes) in FILES {
        let report = import::import_by_command(tx, seal, table, bytes, Options::default())?;
        if !report.problems.is_empty() {
            return Err(Error::Internal(format!(
                "demo/{}.csv: {:?}",
                table.name(),
                report.problems.kept
            )));
        }
    }
    store::mark(tx)?;
    store::enliven(tx)?;
    store::set_up_cloud(tx)?;
    parties::load(tx, seal)?;
    activity::record(
        tx,
        Entry::new(&Author::system(), Event::DemoLoaded, Subject::Installation, None),
    )?;
    Ok(End::Commit(true))
}

/// Makes a login work again after somebody, trying things out, changed its password or locked it.
fn revive(tx: &mut Tx<'_>, login: &Login, hash: &str) -> Result<End<()>> {
    tx.lock_access()?;
    if let Some((user, unit)) = store::set_password(tx, &login.login, hash)? {
        let entry = Entry::new(
            &Author::system(),
            Event::UserPasswordChanged,
            Subject::User(user),
            Some(unit),
        );
        activity::record(tx, entry.fact("source", "demo"))?;
        session::clear_attempts(tx, user)?;
        words::write(tx, user)?;
    }
    Ok(End::Commit(()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::files::tables::{GrantRow, GroupRow, Line, MembershipRow, Record, UnitRow, UserRow, read};

    fn rows<R: Record>(table: Table) -> Vec<Line<R>> {
        let (_, bytes) = FILES.iter().find(|(one, _)| *one == table).unwrap();
        read(bytes, chrono_tz::Tz::UTC).unwrap_or_else(|problems| panic!("{problems:?}"))
    }

    #[test]
    fn the_chain_has_the_size_that_was_promised() {
        assert_eq!(rows::<UnitRow>(Table::OrgUnits).len() + 1, 18, "with the top");
        assert_eq!(rows::<UserRow>(Table::Users).len(), 412);
        assert_eq!(rows::<GroupRow>(Table::Groups).len(), 12);
    }

    #[test]
    fn store_managers_are_nested_in_cashiers_in_every_store() {
        let nested = |line: &&Line<MembershipRow>| line.row.account.name == "Store managers";
        let memberships = rows::<MembershipRow>(Table::Memberships);
        assert_eq!(memberships.iter().filter(nested).count(), 12);
        assert!(
            memberships
                .iter()
                .filter(nested)
                .all(|line| line.row.group.as_str() == "Cashiers" && line.row.unit.is_some())
        );
    }

    #[test]
    fn cashiers_hold_nothing_that_opens_a_screen() {
        let grants = rows::<GrantRow>(Table::Grants);
        let cashiers = grants.iter().filter(|line| line.row.account.name == "Cashiers");
        assert_eq!(
            cashiers.map(|line| line.row.permission.as_str()).collect::<Vec<_>>(),
            ["OrgUnitAccess"]
        );
    }
}
