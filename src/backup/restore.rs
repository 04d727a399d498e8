//! Replaces everything in an installation by a backup: either all of it, or nothing is changed.
use super::archive::{self, About, Part};
use super::pipe::Running;
use super::{BackupError, Result, store};
use crate::activity::{self, Author, Entry, Event, Subject};
use crate::config::{Config, InstallationKey};
use crate::db::clients::Clients;
use crate::db::{End, key, migrate, run_command};
use crate::error::Error;
use crate::storage;
use diesel::prelude::*;
use std::io::{self, Read, Write};
use std::path::Path;
use std::time::{Duration, Instant};

/// How long a restore waits for the connections of a server that has just stopped. A restore is typed by hand or runs
/// in a script right after the stop, and a backend that was busy for that server lives until its statement ends.
const PATIENCE: Duration = Duration::from_secs(10);

/// The installation to restore into.
pub struct Target<'a> {
    pub config: &'a Config,
    pub key: &'a InstallationKey,
    pub owner_url: &'a str,
    pub app_url: &'a str,
    /// The key of the backup is lost, so restore with another key.
    pub other_key: bool,
}

/// Reads the file to its end and checks that it can be restored here. Changes nothing.
///
/// # Errors
/// The reason why it cannot be restored.
pub fn check(target: &Target<'_>, path: &Path) -> Result<About> {
    let about = archive::check(path)?;
    if !migrate::are_known(&about.migrations) {
        return Err(BackupError::Newer(about.program));
    }
    if !target.key.has_print(&about.key) && !target.other_key {
        return Err(BackupError::OtherKey(target.config.key_path()));
    }
    let (was, is, count) = (
        about.attachments.in_folder,
        target.config.files_dir.is_some(),
        about.attachments.count,
    );
    match (was, is) {
        (true, false) if count > 0 => Err(BackupError::OtherPlace {
            count,
            place: "a folder",
            remedy: "set KEYHOLDER_FILES_DIR",
        }),
        (false, true) if count > 0 => Err(BackupError::OtherPlace {
            count,
            place: "the database",
            remedy: "restore without KEYHOLDER_FILES_DIR",
        }),
        _ => Ok(about),
    }
}

/// Restores a file that was checked. Nobody else may use the database meanwhile.
///
/// The old contents are kept in a separate schema until the new ones are migrated and in force. If anything fails
/// before, everything is as it was. If this process is killed, the schema remains, no other command works with the
/// database ([`refuse_unfinished`]), and the next restore begins by bringing the old contents back.
///
/// # Errors
/// The database is in use, or PostgreSQL's programs are missing or fail.
pub fn restore(target: &Target<'_>, path: &Path, about: &About) -> Result<()> {
    let mut owner = alone(target.owner_url)?;
    bring_back(&mut owner)?;
    let done = load_and_migrate(target, path, &mut owner).and_then(|()| put_in_force(target, about));
    if let Err(error) = done {
        bring_back(&mut owner)?;
        return Err(error);
    }
    Ok(())
}

fn load_and_migrate(target: &Target<'_>, path: &Path, owner: &mut PgConnection) -> Result<()> {
    load(target, path, owner)?;
    store::unlock_schema(owner)?;
    migrate::migrate(target.owner_url, target.app_url).map_err(BackupError::Outdated)?;
    Ok(())
}

/// Ends what a restore must not bring back, ties the database to the key, writes the log entry, and gives up the old
/// contents: all of it or nothing.
fn put_in_force(target: &Target<'_>, about: &About) -> Result<()> {
    let mut owner = PgConnection::establish(target.owner_url)?;
    store::be_patient(&mut owner)?;
    run_command(owner, |tx| {
        store::end_sessions(tx)?;
        if !key::claim(tx, target.key)? {
            // Allowed only with --other-key.
            key::take_over(tx, target.key)?;
        }
        let entry = Entry::new(&Author::system(), Event::BackupRestored, Subject::Installation, None)
            .fact("made_at", about.made_at.as_str());
        activity::record(tx, entry)?;
        store::forget(tx)?;
        Ok(End::Commit(()))
    })?;
    Ok(())
}

/// Brings back what was there before a restore that was interrupted. Returns false if none was.
///
/// # Errors
/// The database is in use.
pub fn undo(owner_url: &str) -> Result<bool> {
    let mut owner = alone(owner_url)?;
    bring_back(&mut owner)
}

/// Puts the old contents in the place of what was restored, if a restore has come that far and no further.
fn bring_back(owner: &mut PgConnection) -> Result<bool> {
    let unfinished = store::is_unfinished(owner)?;
    if unfinished {
        store::undo(owner)?;
    }
    Ok(unfinished)
}

/// Refuses to go on if a restore was interrupted. Whatever works with the database calls this first.
///
/// # Errors
/// A restore was interrupted, so that what the database shows is not in force.
pub fn refuse_unfinished(owner: &mut PgConnection) -> Result<()> {
    match store::is_unfinished(owner)? {
        true => Err(BackupError::Unfinished),
        false => Ok(()),
    }
}

/// A connection of the owner to a database that nobody else uses, and that nobody migrates while it lasts.
fn alone(owner_url: &str) -> Result<PgConnection> {
    let mut owner = PgConnection::establish(owner_url)?;
    store::be_patient(&mut owner)?;
    store::lock_schema(&mut owner)?;
    wait_for_others(&mut owner)?;
    Ok(owner)
}

/// Waits a moment for other connections: PostgreSQL notices only after a while that a server which has just stopped
/// is gone, above all where it was working for it.
fn wait_for_others(owner: &mut PgConnection) -> Result<()> {
    let end = Instant::now() + PATIENCE;
    loop {
        match store::others(owner)? {
            0 => return Ok(()),
            others if Instant::now() >= end => return Err(BackupError::InUse(others)),
            _ => std::thread::sleep(Duration::from_millis(100)),
        }
    }
}

/// Restores a file into a database that nobody has used yet, which then is what the old one was.
///
/// # Errors
/// As [`restore`].
pub fn refill(target: &Target<'_>, path: &Path) -> Result<()> {
    let mut owner = PgConnection::establish(target.owner_url)?;
    load(target, path, &mut owner)?;
    migrate::migrate(target.owner_url, target.app_url).map_err(BackupError::Outdated)?;
    run_command(owner, |tx| store::forget(tx).map(End::Commit))?;
    Ok(())
}

/// Loads everything: first the attachments, where extra files do no harm, then the database in one transaction.
fn load(target: &Target<'_>, path: &Path, owner: &mut PgConnection) -> Result<()> {
    let clients = Clients::of(owner)?;
    let folder = storage::folder(target.config).map_err(BackupError::file(path))?;
    let mut loading = None;
    let walked = archive::walk(path, |part| match (part, &folder) {
        (Part::File(id, bytes), Some(folder)) => folder.put(id, &bytes).map_err(BackupError::writing(path)),
        (Part::File(..), None) => Ok(()),
        (Part::Database(dump), _) => {
            loading = Some(Loading::begin(&clients, target.owner_url, dump)?);
            Ok(())
        }
    });
    let damaged = || BackupError::Damaged {
        path: path.to_owned(),
        what: "it has no database".into(),
    };
    walked?;
    loading.ok_or_else(damaged)?.commit()
}

/// Statements that have run in a transaction that is still open.
struct Loading {
    psql: Running,
}

impl Loading {
    fn begin(clients: &Clients, url: &str, dump: &mut dyn Read) -> Result<Self> {
        let mut psql = Running::start("psql", clients.run(url))?;
        let mut unpack = Running::start("pg_restore", clients.unpack())?;
        let (Some(mut statements), Some(mut into), Some(mut from)) = (
            psql.child.stdin.take(),
            unpack.child.stdin.take(),
            unpack.child.stdout.take(),
        ) else {
            return Err(Error::Internal("a program without its pipes".into()).into());
        };
        let flowed = std::thread::scope(|scope| {
            let run = scope.spawn(move || {
                statements.write_all(store::opening().as_bytes())?;
                io::copy(&mut from, &mut statements)?;
                Ok::<_, io::Error>(statements)
            });
            // If psql has failed, it takes no more input. Its own message is then the reason.
            let fed = io::copy(dump, &mut into);
            drop(into);
            (fed, run.join())
        });
        // Report the program that failed first.
        match flowed {
            (fed, Ok(Ok(statements))) => {
                unpack.end()?;
                fed.map_err(|error| Error::Internal(error.to_string()))?;
                psql.child.stdin = Some(statements);
                Ok(Self { psql })
            }
            _ => {
                psql.end()?;
                unpack.end()?;
                Err(Error::Internal("psql took no more statements".into()).into())
            }
        }
    }

    fn commit(mut self) -> Result<()> {
        if let Some(mut statements) = self.psql.child.stdin.take()
            && let Err(error) = statements.write_all(store::closing().as_bytes())
        {
            tracing::debug!(%error, "psql takes no more");
        }
        self.psql.end()
    }
}
