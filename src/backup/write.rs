//! Backs up an installation while it goes on working. Everything is as of one moment.
use super::archive::{About, Archive, Attachments};
use super::pipe::Running;
use super::{BackupError, Result, store};
use crate::config::{Config, InstallationKey};
use crate::db::clients::Clients;
use crate::db::{End, Tx, migrate, run_command};
use crate::error::Error;
use crate::storage;
use diesel::prelude::*;
use std::io::Write;
use std::path::Path;
use tempfile::NamedTempFile;

/// What goes into a backup.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wanted {
    Everything,
    /// The database without the attachments, which stay where they are.
    DatabaseAlone,
}

/// The result of a backup.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    pub bytes: i64,
    /// How many attachments from the folder it contains.
    pub attachments: usize,
    /// How many attachments had no file in the folder.
    pub missing: usize,
}

/// Writes a backup to a new file with mode 0600, complete or not at all.
///
/// # Errors
/// The file exists already, there is no room, or PostgreSQL's programs are missing or fail. No file is left then.
pub fn write(config: &Config, key: &InstallationKey, owner_url: &str, path: &Path, wanted: Wanted) -> Result<Written> {
    if path.exists() {
        return Err(BackupError::Exists(path.to_owned()));
    }
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    let file = tempfile::Builder::new()
        .prefix(super::nightly::UNFINISHED)
        .tempfile_in(folder.unwrap_or(Path::new(".")))
        .map_err(BackupError::writing(path))?;
    let written = fill(config, key, owner_url, path, &file, wanted)?;
    file.as_file().sync_all().map_err(BackupError::writing(path))?;
    file.persist_noclobber(path)
        .map_err(|error| BackupError::writing(path)(error.error))?;
    Ok(written)
}

fn fill(
    config: &Config,
    key: &InstallationKey,
    owner_url: &str,
    path: &Path,
    file: &NamedTempFile,
    wanted: Wanted,
) -> Result<Written> {
    let mut conn = PgConnection::establish(owner_url)?;
    let clients = Clients::of(&mut conn)?;
    let migrations = migrate::applied(&mut conn).map_err(|_| BackupError::Empty)?;
    store::be_patient(&mut conn)?;
    // Before the snapshot is taken, so that every file it refers to stays in the folder.
    storage::keep_left_overs(&mut conn)?;
    let mut outcome = None;
    let lasting = run_command(conn, |tx| {
        tx.at_one_moment()?;
        let source = Source {
            config,
            clients: &clients,
            owner_url,
            path,
        };
        let about = |attachments| About::now(clients.server, migrations.clone(), key.print(), attachments);
        outcome = Some(source.write(tx, file, about, wanted));
        Ok(End::Rollback(()))
    });
    let mut written = outcome.unwrap_or(Err(BackupError::Empty))?;
    lasting?;
    written.bytes = file.as_file().metadata().map_err(BackupError::writing(path))?.len() as i64;
    Ok(written)
}

struct Source<'a> {
    config: &'a Config,
    clients: &'a Clients,
    owner_url: &'a str,
    path: &'a Path,
}

impl Source<'_> {
    fn write(
        &self,
        tx: &mut Tx<'_>,
        file: &NamedTempFile,
        about: impl Fn(Attachments) -> About,
        wanted: Wanted,
    ) -> Result<Written> {
        let writing = BackupError::writing(self.path);
        let snapshot = store::export_snapshot(tx)?;
        let ids = store::files(tx)?;
        let folder = storage::folder(self.config).map_err(&writing)?;
        let attachments = Attachments {
            in_folder: folder.is_some(),
            count: ids.len(),
        };
        let mut archive = Archive::begin(file.as_file(), &about(attachments)).map_err(&writing)?;
        let (mut taken, mut missing) = (0, 0);
        if let (Some(folder), Wanted::Everything) = (folder, wanted) {
            for id in ids {
                match folder.get(id) {
                    Ok(bytes) => {
                        archive.add_file(id, &bytes).map_err(&writing)?;
                        taken += 1;
                    }
                    Err(error) if error.kind() == std::io::ErrorKind::NotFound => missing += 1,
                    Err(error) => return Err(Error::Internal(format!("attachment {id}: {error}")).into()),
                }
            }
        }
        let mut dump = Running::start("pg_dump", self.clients.dump(self.owner_url, &snapshot))?;
        if let Some(database) = dump.child.stdout.take() {
            archive.add_database(database).map_err(&writing)?;
        }
        dump.end()?;
        archive.end().map_err(&writing)?;
        file.as_file().flush().map_err(&writing)?;
        Ok(Written {
            bytes: 0,
            attachments: taken,
            missing,
        })
    }
}
