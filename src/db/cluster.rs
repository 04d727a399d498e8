//! The private PostgreSQL: made, started, shared by several processes, watched and stopped (DESIGN 6).
//!
//! Two lock files order everything. `postgres.start.lock` is held exclusively only while something is started or
//! stopped; `postgres.users.lock` is held shared by every process for as long as it uses the database, so that the one
//! that can upgrade it at its end knows that it is the last and stops PostgreSQL.
mod error;
mod locks;
mod place;
mod postmaster;
mod process;
pub(in crate::db) mod programs;
mod roles;
mod run_as;
mod settings;
mod upgrade;
mod watch;

pub use error::ClusterError;
pub use place::exists;
pub use settings::Durability;
pub use upgrade::{Versions, exchange, versions};

use crate::config::Config;
use locks::{StartLock, UsersLock};
use place::Place;
use postmaster::Postmaster;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};
use watch::Watch;

/// Result of working with the private PostgreSQL.
pub type Result<T> = std::result::Result<T, ClusterError>;

/// What a private PostgreSQL needs to know.
#[derive(Debug, Clone)]
pub struct Options {
    /// The data folder; the database is below it, or where its pointer file says.
    pub data_dir: PathBuf,
    /// Connections that requests may hold; commands get some more.
    pub connections: u32,
    /// Whether what is committed must survive a crash of the machine.
    pub durability: Durability,
}

/// The private PostgreSQL of a data folder, running for as long as this value (or another process's) lives.
pub struct Cluster {
    postmaster: Arc<Postmaster>,
    users: Option<UsersLock>,
    watch: Option<Watch>,
    owner_url: String,
    app_url: String,
}

impl Cluster {
    /// Starts the private PostgreSQL of the configured data folder, or joins it where it already runs. Makes it first
    /// where there is none, and picks up after whatever was killed before.
    ///
    /// # Errors
    /// Says in words what is missing or in the way; Debian's packages by name.
    pub fn start(config: &Config) -> Result<Cluster> {
        Self::open(&Options {
            data_dir: config.data_dir.clone(),
            connections: config.pool_size,
            durability: Durability::Full,
        })
    }

    /// The same with explicit options; test suites use it to give up durability for speed.
    ///
    /// # Errors
    /// As [`Cluster::start`].
    pub fn open(options: &Options) -> Result<Cluster> {
        let place = Place::settle(&options.data_dir)?;
        let start = StartLock::take(&place)?;
        let users = UsersLock::share(&place)?;
        let postmaster = Arc::new(Postmaster::new(place, options)?);
        let socket = Self::reach(&postmaster, &start)?;
        drop(start);
        let url = |role: &str, database: &str| settings::url(&socket, role, database);
        let watch = Watch::over(Arc::clone(&postmaster));
        Ok(Cluster {
            postmaster,
            users: Some(users),
            watch: Some(watch),
            owner_url: url(roles::OWNER, roles::DATABASE),
            app_url: url(roles::APP, roles::DATABASE),
        })
    }

    /// Runs the server and prepares roles and database. A server that is just dying still looks alive, so a connection
    /// that breaks is tried again.
    fn reach(postmaster: &Postmaster, start: &StartLock) -> Result<PathBuf> {
        let deadline = Instant::now() + Duration::from_secs(10);
        loop {
            let socket = postmaster.ensure_running(start)?;
            match roles::ensure(&settings::url(&socket, roles::OWNER, "postgres")) {
                Err(ClusterError::Connect(_)) if Instant::now() < deadline => {
                    std::thread::sleep(Duration::from_millis(50));
                }
                outcome => return outcome.map(|()| socket),
            }
        }
    }

    /// Address for migrations: the role that owns everything.
    pub fn owner_url(&self) -> &str {
        &self.owner_url
    }

    /// Address for requests: a role that owns nothing (SECURITY SC3).
    pub fn app_url(&self) -> &str {
        &self.app_url
    }

    /// Address of another database of the same server, for the given role.
    pub fn url_of(&self, role: &str, database: &str) -> String {
        let (_, rest) = self.owner_url.split_once('@').unwrap_or_default();
        let (host, tail) = rest.split_once('/').unwrap_or_default();
        let options = tail.split_once('?').map_or("", |(_, options)| options);
        format!("postgresql://{role}@{host}/{database}?{options}")
    }

    /// Keeps everybody else out until this value is dropped.
    ///
    /// # Errors
    /// Another process uses the database.
    pub fn take_alone(&self) -> Result<()> {
        let _start = StartLock::take(self.postmaster.place())?;
        match &self.users {
            Some(users) if users.is_last() => Ok(()),
            _ => Err(ClusterError::InUse),
        }
    }

    /// Lets go; stops PostgreSQL where nobody else uses it. The same happens when the value is dropped.
    ///
    /// # Errors
    /// When PostgreSQL does not end even when killed.
    pub fn stop(mut self) -> Result<()> {
        self.release()
    }

    fn release(&mut self) -> Result<()> {
        let Some(users) = self.users.take() else { return Ok(()) };
        drop(self.watch.take());
        let start = StartLock::take(self.postmaster.place())?;
        if users.is_last() {
            self.postmaster.stop(&start)
        } else {
            Ok(())
        }
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        if let Err(error) = self.release() {
            tracing::warn!(%error, "stopping the private PostgreSQL");
        }
    }
}
