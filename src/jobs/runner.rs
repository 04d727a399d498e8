//! Runs the jobs of this node on threads.
use super::store;
use super::{DAY, Done, Job, Lane, taken};
use crate::db::{self, End};
use crate::error::{Error, Result, unpanicked};
use crate::web::visit::AppState;
use std::sync::atomic::AtomicBool;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// How often a lane looks for jobs that are due.
const LOOK: Duration = Duration::from_secs(1);
/// The longest pause between attempts while PostgreSQL is away.
const MOST_PAUSE: Duration = Duration::from_secs(5);
/// The shortest time before a failed job is tried again.
const RETRY: Duration = Duration::from_secs(10);
/// How long stopping waits for a running job. After that the job is cut off: it rolls back and stays due.
const GRACE: Duration = Duration::from_secs(10);

/// Runs the jobs until it is stopped or dropped.
pub struct Runner {
    stop: Arc<Stop>,
    /// Disconnects when every thread has ended.
    ended: Receiver<()>,
}

/// A request to stop, which reaches every thread wherever it waits.
#[derive(Default)]
struct Stop {
    asked: Mutex<bool>,
    told: Condvar,
}

impl Stop {
    fn ask(&self) {
        *self.asked.lock().unwrap_or_else(PoisonError::into_inner) = true;
        self.told.notify_all();
    }

    fn is_asked(&self) -> bool {
        *self.asked.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits for `pause` or until asked to stop. Returns whether asked.
    fn wait(&self, pause: Duration) -> bool {
        let asked = self.asked.lock().unwrap_or_else(PoisonError::into_inner);
        let waited = self.told.wait_timeout_while(asked, pause, |asked| !*asked);
        *waited.unwrap_or_else(PoisonError::into_inner).0
    }
}

impl Runner {
    /// Starts a thread for every lane. PostgreSQL need not answer yet.
    ///
    /// # Errors
    /// The system cannot start a thread.
    pub fn start(state: &Arc<AppState>) -> std::io::Result<Self> {
        Self::with(state, &taken(state))
    }

    /// Starts the threads with these jobs only.
    ///
    /// # Errors
    /// As [`Runner::start`].
    pub fn with(state: &Arc<AppState>, jobs: &[Job]) -> std::io::Result<Self> {
        let (end, ended) = channel();
        let runner = Self {
            stop: Arc::default(),
            ended,
        };
        for lane in Lane::ALL {
            let jobs: Vec<Job> = jobs.iter().copied().filter(|job| job.lane == lane).collect();
            if jobs.is_empty() {
                continue;
            }
            let thread = Thread {
                jobs,
                state: state.clone(),
                stop: runner.stop.clone(),
                _end: end.clone(),
            };
            let builder = std::thread::Builder::new().name(lane.name().to_owned());
            builder.spawn(move || thread.work(lane))?;
        }
        Ok(runner)
    }

    /// Stops, after giving running jobs some time to end.
    pub fn stop(self) {
        drop(self);
    }
}

impl Drop for Runner {
    fn drop(&mut self) {
        self.stop.ask();
        // Nothing is ever sent: the channel disconnects when the last thread ends.
        if self.ended.recv_timeout(GRACE) == Err(std::sync::mpsc::RecvTimeoutError::Timeout) {
            tracing::warn!("a job is cut off; it stays due");
        }
    }
}

struct Thread {
    jobs: Vec<Job>,
    state: Arc<AppState>,
    stop: Arc<Stop>,
    _end: Sender<()>,
}

impl Thread {
    fn work(self, lane: Lane) {
        let mut pause = Duration::ZERO;
        let mut enlisted = false;
        while !self.stop.wait(pause) {
            pause = match self.round(&mut enlisted) {
                Ok(()) => LOOK,
                Err(error) => {
                    let longer = (pause * 2).clamp(LOOK, MOST_PAUSE);
                    tracing::warn!(lane = lane.name(), %error, pause = ?longer, "jobs wait for PostgreSQL");
                    longer
                }
            };
        }
    }

    /// Runs jobs until none is due.
    fn round(&self, enlisted: &mut bool) -> Result<()> {
        if !*enlisted {
            self.transaction(|tx| store::enlist(tx, &self.jobs, self.state.config.default_time_zone))?;
            *enlisted = true;
        }
        while !self.stop.is_asked() && self.run_one()? {}
        Ok(())
    }

    /// Runs a transaction. After a restart of PostgreSQL every pooled connection may be dead, so it is tried as
    /// often as the pool is large.
    fn transaction<T>(&self, mut work: impl FnMut(&mut db::Tx<'_>) -> Result<T>) -> Result<T> {
        let mut tries = self.state.jobs.max_size();
        loop {
            let conn = self.state.jobs.get().map_err(|_| Error::Busy("jobs"))?;
            match db::run(conn, &AtomicBool::new(false), |tx| work(tx).map(End::Commit)) {
                Err(error) if error.is_stale_connection() && tries > 0 => tries -= 1,
                done => return done,
            }
        }
    }

    /// Claims a job that is due and runs it. Returns false if there is none, or if another node has it.
    fn run_one(&self) -> Result<bool> {
        let mut claimed = None;
        let began = Instant::now();
        let ran = self.transaction(|tx| {
            let Some(job) = store::claim(tx, &self.jobs)? else {
                return Ok(None);
            };
            claimed = Some(job);
            let done = unpanicked(|| (job.work)(tx, &self.state))?;
            store::note_success(tx, &job, &done, self.state.config.default_time_zone)?;
            Ok(Some(done))
        });
        match (ran, claimed) {
            (Ok(done), Some(job)) => {
                let said = done.map(|done: Done| done.said).unwrap_or_default();
                let (period, job, milliseconds) = (job.period, job.name, began.elapsed().as_millis() as u64);
                // Lines of jobs that run every second would bury the others.
                match period >= DAY {
                    true => tracing::info!(job, said, milliseconds, "job done"),
                    false => tracing::debug!(job, said, milliseconds, "job done"),
                }
                Ok(true)
            }
            (Ok(_), None) => Ok(false),
            (Err(error), Some(job)) => {
                tracing::error!(job = job.name, %error, "a job failed");
                let again = job.retry().max(RETRY);
                self.transaction(|tx| store::note_failure(tx, &job, &error, again))?;
                Ok(true)
            }
            (Err(error), None) => Err(error),
        }
    }
}
