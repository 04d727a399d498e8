//! The two lock files of a place. The system releases them however a process ends.
use super::place::Place;
use super::{ClusterError, Result};
use nix::fcntl::{Flock, FlockArg};
use std::fs::File;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;
use std::time::{Duration, Instant};

/// How long to wait for the lock: another process may be making a database or replaying its log.
const PATIENCE: Duration = Duration::from_secs(330);
const POLL: Duration = Duration::from_millis(10);

/// Held while the server is started or stopped. Functions that do so take it as proof.
pub(super) struct StartLock(#[expect(dead_code, reason = "held, not read")] Flock<File>);

impl StartLock {
    pub fn take(place: &Place) -> Result<Self> {
        let path = place.root().join("postgres.start.lock");
        let deadline = Instant::now() + PATIENCE;
        let mut file = open(&path)?;
        loop {
            file = match Flock::lock(file, FlockArg::LockExclusiveNonblock) {
                Ok(lock) => return Ok(Self(lock)),
                Err((file, nix::errno::Errno::EWOULDBLOCK | nix::errno::Errno::EINTR)) => file,
                Err((_, errno)) => {
                    return Err(ClusterError::File {
                        path,
                        error: errno.into(),
                    });
                }
            };
            if Instant::now() > deadline {
                return Err(ClusterError::TooLong(
                    "waiting for another process that starts or stops PostgreSQL",
                ));
            }
            std::thread::sleep(POLL);
        }
    }
}

/// Held, shared, for as long as this process uses the database.
pub(super) struct UsersLock(Flock<File>);

impl UsersLock {
    /// Takes the lock and never waits. A process that ends upgrades its lock only under the start lock, which the
    /// caller holds. A restore or an upgrade holds it exclusively for longer; then this returns an error.
    pub fn share(place: &Place) -> Result<Self> {
        let path = place.root().join("postgres.users.lock");
        match Flock::lock(open(&path)?, FlockArg::LockSharedNonblock) {
            Ok(lock) => Ok(Self(lock)),
            Err((_, nix::errno::Errno::EWOULDBLOCK)) => Err(ClusterError::Taken),
            Err((_, errno)) => Err(ClusterError::File {
                path,
                error: errno.into(),
            }),
        }
    }

    /// Whether no other process uses the database. Call it under the start lock, and release the lock soon after.
    pub fn is_last(&self) -> bool {
        self.0.relock(FlockArg::LockExclusiveNonblock).is_ok()
    }
}

fn open(path: &Path) -> Result<File> {
    let mut options = File::options();
    options.read(true).write(true).create(true).truncate(false).mode(0o600);
    options.open(path).map_err(ClusterError::file(path))
}
