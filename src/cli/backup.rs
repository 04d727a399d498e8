//! `keyholder backup [FILE]` (SPEC 11).
use super::{Result, database};
use crate::backup::{self, Wanted, nightly};
use crate::config::{Config, InstallationKey, KeyError};
use crate::db::{End, Tx, key, run_command};
use clap::Args;
use diesel::{Connection, PgConnection};
use std::path::PathBuf;

/// Write everything into one file: database and attachments, as of one moment
///
/// The server may go on working. The installation key is not in it: keep that apart, and safe.
#[derive(Debug, Args)]
pub struct Backup {
    /// A new file; without one it is named after the time and goes to DATA_DIR/backups
    file: Option<PathBuf>,
}

pub fn backup(config: &Config, words: Backup) -> Result<()> {
    let opened = database::open_even_unfinished(config)?;
    let key = InstallationKey::existing(config)?;
    // The schema may be older than this program: a backup does not migrate it. The role that serves requests may have no
    // rights yet where a restore was interrupted.
    let connect = || PgConnection::establish(opened.owner_url());
    let is_anothers = |tx: &mut Tx<'_>| key::is_anothers(tx, &key).map(End::Rollback);
    if run_command(connect()?, is_anothers)? {
        return Err(KeyError::Other(config.key_path()).into());
    }
    let path = match words.file {
        Some(path) => std::path::absolute(path)?,
        None => nightly::folder(config)?.join(backup::name("keyholder", chrono::Utc::now())),
    };
    let written = backup::write(config, &key, opened.owner_url(), &path, Wanted::Everything)?;
    run_command(connect()?, |tx| {
        backup::note_written(tx, &path, &written).map(End::Commit)
    })?;
    println!("{}: {} bytes", path.display(), written.bytes);
    if config.files_dir.is_some() {
        println!("{} attachments of the folder are in it", written.attachments);
    }
    if written.missing > 0 {
        println!("{} attachments were not in the folder", written.missing);
    }
    println!(
        "Without {} it cannot be restored whole; keep that elsewhere.",
        config.key_path().display()
    );
    Ok(())
}
