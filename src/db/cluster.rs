//! The private PostgreSQL: created, started, shared by several processes, watched and stopped (DESIGN 6).
//!
//! Two lock files keep processes in order. `postgres.start.lock` is held exclusively, only while the server is
//! started or stopped. `postgres.users.lock` is held shared by every process while it uses the database. A process
//! that ends and can take it exclusively is the last user, and stops PostgreSQL.
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
    /// The data folder. The database is below it, or where the pointer file there says.
    pub data_dir: PathBuf,
    /// How many connections requests may hold; some more are added for commands.
    pub connections: u32,
    /// Whether a commit must survive a crash of the machine.
    pub durability: Durability,
}

/// The private PostgreSQL of a data folder. It runs for as long as this value or that of another process lives.
pub struct Cluster {
    postmaster: Arc<Postmaster>,
    users: Option<UsersLock>,
    watch: Option<Watch>,
    owner_url: String,
    app_url: String,
}

impl Cluster {
    /// Starts the private PostgreSQL of the configured data folder, or joins it if it is running. Creates it first
    /// if there is none, and recovers after a process was killed.
    ///
    /// # Errors
    /// Says in words what is missing or in the way, and names Debian's packages.
    pub fn start(config: &Config) -> Result<Cluster> {
        Self::open(&Options {
            data_dir: config.data_dir.clone(),
            connections: config.pool_size,
            durability: Durability::Full,
        })
    }

    /// Starts or joins it with explicit options. Test suites use this to trade durability for speed.
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

    /// Runs the server and prepares roles and database. A server that is about to die still looks alive, so a
    /// broken connection is tried again.
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

    /// Address for migrations, with the role that owns everything.
    pub fn owner_url(&self) -> &str {
        &self.owner_url
    }

    /// Address for requests, with a role that owns nothing (SECURITY SC3).
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

    /// Keeps all other processes out until this value is dropped.
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

    /// Stops using PostgreSQL, and stops the server if nobody else uses it. Dropping the value does the same.
    ///
    /// # Errors
    /// PostgreSQL does not end even when killed.
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
