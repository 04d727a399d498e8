//! Password hashing on threads of its own (SPEC N-3, DESIGN 3.2).
//!
//! A fixed number of low-priority threads, each reusing one block of argon2 memory, serves a bounded queue. So a storm
//! of logins does not slow pages down, and uses at most `threads` blocks of memory (PW9). When the queue is full the
//! caller gets [`Busy`] and answers 503 with Retry-After.

mod kinds;
mod queue;
mod secret;
mod stored;
mod worker;

pub use kinds::Kinds;
pub use secret::{MAX_PASSWORD, Secret};
pub use stored::{MAX_ARGON2_ITERATIONS, MAX_ARGON2_MEMORY_KIB, MAX_BCRYPT_COST, StoredHash, StoredHashError};

use std::{io, num::NonZeroUsize, sync::Arc, thread};

use argon2::Params;
use serde::Deserialize;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, oneshot};

use queue::{Answer, Job, Queue, Work};

/// How passwords are hashed. The default is OWASP's recommendation for argon2id (PW1).
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct HashingConfig {
    /// Memory per hash in KiB, argon2's `m`.
    pub memory_kib: u32,
    /// Passes over the memory, argon2's `t`.
    pub iterations: u32,
    /// Lanes, argon2's `p`.
    pub parallelism: u32,
    /// Hashes computed at the same time. Each thread keeps `memory_kib` of memory after its first hash.
    pub threads: usize,
    /// Hashes that may wait; beyond them callers get [`Busy`].
    pub queue: usize,
}

impl Default for HashingConfig {
    fn default() -> Self {
        let processors = thread::available_parallelism().map_or(1, NonZeroUsize::get);
        Self {
            memory_kib: 19_456,
            iterations: 2,
            parallelism: 1,
            threads: (processors / 2).max(1),
            queue: 64,
        }
    }
}

impl HashingConfig {
    /// Returns these settings as argon2's parameters.
    fn params(&self) -> io::Result<Params> {
        Params::new(
            self.memory_kib,
            self.iterations,
            self.parallelism,
            Some(Params::DEFAULT_OUTPUT_LEN),
        )
        .map_err(|error| io::Error::new(io::ErrorKind::InvalidInput, error.to_string()))
    }

    /// Returns the beginning of every hash made with these settings.
    fn kind(&self) -> String {
        format!(
            "$argon2id$v=19$m={},t={},p={}",
            self.memory_kib, self.iterations, self.parallelism
        )
    }
}

/// The queue is full. Answer 503 with Retry-After; nothing was computed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("too many passwords are being checked at this moment")]
pub struct Busy;

/// Why a password was not hashed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotHashed {
    /// The queue is full.
    #[error(transparent)]
    Busy(#[from] Busy),
    /// More than [`MAX_PASSWORD`] code points. The password policy reports this earlier.
    #[error("longer than {MAX_PASSWORD} characters")]
    TooLong,
}

/// The outcome of checking a password.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// Whether it is the right password.
    pub ok: bool,
    /// Whether it is right and its stored hash should be replaced by a new one (PW2).
    pub needs_rehash: bool,
}

/// Hashes and checks passwords. Cheap to clone; the threads end with the last clone.
#[derive(Clone)]
pub struct Hasher {
    queue: Queue,
    /// As many permits as the queue has places, so that the holder of one is never turned away.
    places: Arc<Semaphore>,
    size: usize,
    /// What the hashes made here begin with, see [`Kinds`].
    kind: Arc<str>,
}

impl Hasher {
    /// Starts the threads.
    ///
    /// # Errors
    /// If argon2 can't work with the numbers of `config`, or the system can't start a thread.
    pub fn start(config: &HashingConfig) -> io::Result<Self> {
        let size = config.queue.max(1);
        let queue = Queue::start(config.params()?, config.threads.max(1), size)?;
        let places = Arc::new(Semaphore::new(size));
        Ok(Self {
            queue,
            places,
            size,
            kind: config.kind().into(),
        })
    }

    /// Reserves a place in the queue for one request, before anything is written for it. None of that request's
    /// passwords then finds the queue full.
    ///
    /// # Errors
    /// [`Busy`].
    pub fn place(&self) -> Result<OwnedSemaphorePermit, Busy> {
        self.places.clone().try_acquire_owned().map_err(|_| Busy)
    }

    /// Returns what the hashes made here begin with; see [`Kinds`].
    pub fn kind(&self) -> &str {
        &self.kind
    }

    /// Returns how many places are taken.
    pub fn taken(&self) -> usize {
        self.size - self.places.available_permits()
    }

    /// Returns a new PHC string for `password`, with a salt of its own.
    ///
    /// # Errors
    /// [`NotHashed`].
    pub async fn hash(&self, password: Secret) -> Result<String, NotHashed> {
        hashed(self.offer(Work::Hash, password)?.await)
    }

    /// Checks `password` against the hash `stored`.
    ///
    /// An empty or overlong password takes as long as any other, so that the time reveals nothing (AU6).
    ///
    /// # Errors
    /// [`Busy`].
    pub async fn verify(&self, password: Secret, stored: String) -> Result<Verdict, Busy> {
        verdict(self.offer(Work::Verify(stored), password)?.await)
    }

    /// Takes the time of checking `password` where there is no stored hash (unknown name, no password yet), and answers
    /// no. The time is that of a hash like `like`, or else of one made with today's settings.
    ///
    /// # Errors
    /// [`Busy`].
    pub async fn pretend(&self, password: Secret, like: Option<String>) -> Result<Verdict, Busy> {
        verdict(self.offer(Work::Pretend(like), password)?.await)
    }

    /// Like [`Hasher::hash`], for the command line: waits for a place in the queue. Must not be called in async code.
    ///
    /// # Errors
    /// [`NotHashed`].
    pub fn hash_blocking(&self, password: Secret) -> Result<String, NotHashed> {
        hashed(self.wait(Work::Hash, password)?.blocking_recv())
    }

    /// Like [`Hasher::verify`], for the command line: waits for a place in the queue. Must not be called in async code.
    ///
    /// # Errors
    /// [`Busy`], if the threads are gone.
    pub fn verify_blocking(&self, password: Secret, stored: String) -> Result<Verdict, Busy> {
        verdict(self.wait(Work::Verify(stored), password)?.blocking_recv())
    }

    /// Like [`Hasher::pretend`], for tests.
    #[cfg(test)]
    fn pretend_blocking(&self, password: Secret, like: Option<String>) -> Result<Verdict, Busy> {
        verdict(self.wait(Work::Pretend(like), password)?.blocking_recv())
    }

    fn offer(&self, work: Work, password: Secret) -> Result<oneshot::Receiver<Answer>, Busy> {
        let (job, answer) = Job::new(work, password);
        self.queue.offer(job)?;
        Ok(answer)
    }

    fn wait(&self, work: Work, password: Secret) -> Result<oneshot::Receiver<Answer>, Busy> {
        let (job, answer) = Job::new(work, password);
        self.queue.wait(job)?;
        Ok(answer)
    }
}

// If a thread drops a job without an answer, that thread failed; for the caller that is the same as having none free.
type Received = Result<Answer, oneshot::error::RecvError>;

fn hashed(received: Received) -> Result<String, NotHashed> {
    match received {
        Ok(Answer::Hash(phc)) => Ok(phc),
        Ok(Answer::TooLong) => Err(NotHashed::TooLong),
        Ok(Answer::Verdict(_)) | Err(_) => Err(Busy.into()),
    }
}

fn verdict(received: Received) -> Result<Verdict, Busy> {
    match received {
        Ok(Answer::Verdict(verdict)) => Ok(verdict),
        Ok(Answer::Hash(_) | Answer::TooLong) | Err(_) => Err(Busy),
    }
}

#[cfg(test)]
mod tests;
