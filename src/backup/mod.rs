//! Backs up the whole installation into one file, and restores it (SPEC 11): the database, and the folder of
//! attachments if there is one.
//!
//! `archive` is the file format, `write` backs up a running installation, `restore` restores one, `nightly` writes
//! one each night and keeps some. No backup contains the installation key, so second factors and the mail password
//! cannot be read from one.
pub mod archive;
pub mod nightly;
mod pipe;
pub mod restore;
mod store;
mod write;

pub use write::{Wanted, Written, write};

use crate::activity::{self, Author, Entry, Event, Subject};
use crate::db::Tx;
use crate::db::cluster::ClusterError;
use crate::db::migrate::MigrateError;
use crate::error::{Error, Result as Done};
use chrono::{DateTime, Utc};
use std::io;
use std::path::{Path, PathBuf};

/// Result of working with backups.
pub type Result<T> = std::result::Result<T, BackupError>;

/// Why a backup or a restore failed, in words for the person at the terminal.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    #[error("{path}: {error}")]
    File { path: PathBuf, error: io::Error },
    #[error("there is no room for the backup {0}; nothing of it was left there")]
    NoRoom(PathBuf),
    #[error("{0} is there already, and a backup overwrites nothing")]
    Exists(PathBuf),
    #[error("there is nothing to back up: the database has no tables of Keyholder")]
    Empty,
    #[error("{0} is no backup of Keyholder")]
    NotOne(PathBuf),
    #[error("{path} is damaged: {what}; nothing was restored")]
    Damaged { path: PathBuf, what: String },
    #[error(
        "the backup was made by a newer version of Keyholder ({0}) than this one understands; nothing was restored"
    )]
    Newer(String),
    #[error(
        "the backup belongs to another installation key than {0}. Put the key that was kept with it there; if that is lost, \
         --other-key restores without it: second factors, CPR numbers, unused links, the password of the mail server and the proof \
         of the activity log are lost then. Nothing was restored"
    )]
    OtherKey(PathBuf),
    #[error("the backup has {count} attachments of {place}; {remedy}. Nothing was restored")]
    OtherPlace {
        count: usize,
        place: &'static str,
        remedy: &'static str,
    },
    #[error("{0} connections use the database; stop the server on every node first. Nothing was restored")]
    InUse(i64),
    #[error("{program} failed: {words}")]
    Program { program: &'static str, words: String },
    #[error("the backup could not be made current, so everything is as it was before: {0}")]
    Outdated(MigrateError),
    #[error(
        "a restore of this database was interrupted: what was restored is not in force, and what was there before is kept \
         beside it. With every node stopped, `keyholder restore FILE` restores anew and `keyholder restore --undo` brings \
         back what was there before; `keyholder backup FILE` first keeps what was restored"
    )]
    Unfinished,
    #[error("PostgreSQL cannot be reached: {0}")]
    Connect(#[from] diesel::ConnectionError),
    #[error(transparent)]
    Cluster(#[from] ClusterError),
    #[error(transparent)]
    Product(#[from] Error),
}

impl BackupError {
    /// For `map_err`: wraps a system error about a file that is being written.
    fn writing(path: &Path) -> impl Fn(io::Error) -> BackupError + use<> {
        let path = path.to_owned();
        move |error| match error.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded | io::ErrorKind::FileTooLarge => {
                BackupError::NoRoom(path.clone())
            }
            io::ErrorKind::AlreadyExists => BackupError::Exists(path.clone()),
            _ => BackupError::file(&path)(error),
        }
    }

    fn file(path: &Path) -> impl Fn(io::Error) -> BackupError + use<> {
        let path = path.to_owned();
        move |error| BackupError::File {
            path: path.clone(),
            error,
        }
    }
}

/// Lets jobs report it like every other failure.
impl From<BackupError> for Error {
    fn from(error: BackupError) -> Self {
        match error {
            BackupError::Product(error) => error,
            other => Error::Internal(other.to_string()),
        }
    }
}

/// Returns a file name such as `keyholder-20261126T010000Z.tar`.
pub fn name(kind: &str, at: DateTime<Utc>) -> String {
    format!("{kind}-{}.tar", at.format("%Y%m%dT%H%M%SZ"))
}

/// Records the backup in the log, as everything that leaves the installation is (SECURITY LG1).
///
/// # Errors
/// Any database error.
pub fn note_written(tx: &mut Tx<'_>, path: &Path, written: &Written) -> Done<()> {
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let entry = Entry::new(&Author::system(), Event::BackupWritten, Subject::Installation, None)
        .fact("file", name)
        .fact("bytes", written.bytes);
    activity::record(tx, entry)?;
    Ok(())
}
