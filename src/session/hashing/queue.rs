//! The bounded queue in front of the hashing threads.

use std::{
    io,
    sync::{
        Arc, Mutex, PoisonError,
        mpsc::{Receiver, SyncSender, sync_channel},
    },
    thread,
};

use argon2::Params;
use tokio::sync::oneshot;

use super::{Busy, Secret, Verdict, worker::Worker};

/// What to do with a password.
pub(super) enum Work {
    Hash,
    /// Check against this stored hash.
    Verify(String),
    /// Check against no hash, taking the time of one like this.
    Pretend(Option<String>),
}

pub(super) enum Answer {
    Hash(String),
    TooLong,
    Verdict(Verdict),
}

pub(super) struct Job {
    pub(super) work: Work,
    pub(super) password: Secret,
    answer: oneshot::Sender<Answer>,
}

impl Job {
    pub(super) fn new(work: Work, password: Secret) -> (Self, oneshot::Receiver<Answer>) {
        let (answer, received) = oneshot::channel();
        (Self { work, password, answer }, received)
    }
}

#[derive(Clone)]
pub(super) struct Queue {
    jobs: SyncSender<Job>,
}

impl Queue {
    /// Starts `threads` threads behind a queue of `places`.
    pub(super) fn start(params: Params, threads: usize, places: usize) -> io::Result<Self> {
        let (jobs, waiting) = sync_channel(places);
        let waiting = Arc::new(Mutex::new(waiting));
        for number in 1..=threads {
            let mut worker = Worker::new(params.clone())?;
            let waiting = Arc::clone(&waiting);
            thread::Builder::new()
                .name(format!("hashing-{number}"))
                .spawn(move || serve(&mut worker, &waiting))?;
        }
        Ok(Self { jobs })
    }

    /// Queues a job if there is a place.
    pub(super) fn offer(&self, job: Job) -> Result<(), Busy> {
        self.jobs.try_send(job).map_err(|_| Busy)
    }

    /// Queues a job as soon as there is a place.
    pub(super) fn wait(&self, job: Job) -> Result<(), Busy> {
        self.jobs.send(job).map_err(|_| Busy)
    }
}

/// Runs one thread, until nobody can send jobs to it.
fn serve(worker: &mut Worker, waiting: &Mutex<Receiver<Job>>) {
    lower_priority();
    while let Some(job) = next(waiting) {
        // The caller may have gone away while the job waited.
        if job.answer.is_closed() {
            continue;
        }
        let outcome = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| worker.run(&job)));
        match outcome {
            Ok(answer) => drop(job.answer.send(answer)),
            Err(_) => tracing::error!("hashing a password panicked"),
        }
    }
}

fn next(waiting: &Mutex<Receiver<Job>>) -> Option<Job> {
    let jobs = waiting.lock().unwrap_or_else(PoisonError::into_inner);
    jobs.recv().ok()
}

/// Lowers this thread's priority, so that pages go before passwords. Only on Linux: there niceness belongs to the
/// thread, elsewhere it would slow the whole process.
fn lower_priority() {
    #[cfg(target_os = "linux")]
    if let Err(error) = rustix::process::setpriority_process(None, 10) {
        tracing::warn!(%error, "hashing threads run at ordinary priority");
    }
}
