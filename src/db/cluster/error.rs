//! Errors of the private PostgreSQL, in words for the person who starts the server.
use std::path::{Path, PathBuf};

/// Why the private PostgreSQL does not run.
#[derive(Debug, thiserror::Error)]
pub enum ClusterError {
    /// PostgreSQL's server programs were not found.
    #[error(
        "PostgreSQL's server programs (15 or newer) were not found. On Debian and Ubuntu: apt-get install postgresql. \
         Elsewhere install PostgreSQL's server package, or set DATABASE_URL to use a server that runs already"
    )]
    NoPrograms,
    /// Server programs were found, but not of the version that made the data.
    #[error(
        "{data} was made by PostgreSQL {wanted}, whose programs were not found. On Debian and Ubuntu: apt-get install \
         postgresql-{wanted}. Beside a newer version, `keyholder upgrade-database` then moves the data to that"
    )]
    OtherVersion {
        /// The database folder.
        data: PathBuf,
        /// Its major version.
        wanted: u32,
    },
    /// The programs that dump and load databases were not found.
    #[error(
        "pg_dump, pg_restore and psql of PostgreSQL {0} or newer were not found. On Debian and Ubuntu: apt-get install \
         postgresql-client"
    )]
    NoClients(u32),
    /// A file or folder that cannot be used.
    #[error("{path}: {error}")]
    File {
        /// The file or folder.
        path: PathBuf,
        /// The system's error.
        error: std::io::Error,
    },
    /// The data belong to another user.
    #[error("{data} belongs to user {owner}; run as {owner} or as root")]
    NotOurs {
        /// The database folder.
        data: PathBuf,
        /// Name or number of its owner.
        owner: String,
    },
    /// The pointer file names a folder that is gone.
    #[error(
        "{pointer} says the database is in {place}, but there is none; put it back, or remove {pointer} to begin anew"
    )]
    Lost {
        /// The pointer file.
        pointer: PathBuf,
        /// What it names.
        place: PathBuf,
    },
    /// PostgreSQL needs a user with a name.
    #[error("user id {0} has no name on this machine (no line in /etc/passwd), which PostgreSQL needs; add one")]
    NoName(u32),
    /// PostgreSQL refuses to run as root, and there is no other user to run it as.
    #[error("PostgreSQL refuses to run as root, there is no user postgres, and adding a user keyholder failed: {0}")]
    NoUser(String),
    /// `initdb` failed.
    #[error("initdb could not make a database in {data}: {output}")]
    Initdb {
        /// The folder it was to fill.
        data: PathBuf,
        /// What it printed.
        output: String,
    },
    /// The server ended while starting.
    #[error("PostgreSQL did not start; see {log}. Its last words: {words}")]
    Start {
        /// Its log.
        log: PathBuf,
        /// The end of that log.
        words: String,
    },
    /// A restore or an upgrade in another process keeps everybody out.
    #[error("another process has the database for itself: a restore or an upgrade; try again when it is done")]
    Taken,
    /// Other processes use the database while it is to be replaced.
    #[error("the database is in use; stop the server (and every other command) first")]
    InUse,
    /// The upgrade would overwrite what an earlier one left.
    #[error("{0} is there already, from an earlier upgrade; move it away or remove it first")]
    LeftOver(PathBuf),
    /// Something took longer than it ever should.
    #[error("{0} took too long")]
    TooLong(&'static str),
    /// PostgreSQL runs but cannot be reached.
    #[error("PostgreSQL runs but cannot be reached: {0}")]
    Connect(#[from] diesel::ConnectionError),
    /// Its roles or its database could not be made.
    #[error("preparing roles and database: {0}")]
    Prepare(#[from] diesel::result::Error),
}

impl ClusterError {
    /// For `map_err`: wraps a system error about `path`.
    pub(super) fn file(path: impl AsRef<Path>) -> impl FnOnce(std::io::Error) -> ClusterError {
        let path = path.as_ref().to_owned();
        move |error| ClusterError::File { path, error }
    }
}
