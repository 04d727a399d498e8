//! Restarts PostgreSQL if it is killed while we use it.
use super::locks::StartLock;
use super::postmaster::Postmaster;
use std::sync::Arc;
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::thread::JoinHandle;
use std::time::Duration;

const LOOK: Duration = Duration::from_millis(200);
const LONGEST: Duration = Duration::from_secs(10);

/// A thread that watches the server until this value is dropped.
pub(super) struct Watch {
    end: Option<Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Watch {
    /// Starts watching. A server that somebody shut down properly is left alone, because an operator has a reason
    /// for that.
    pub fn over(postmaster: Arc<Postmaster>) -> Self {
        let (end, ended) = channel::<()>();
        let look = move || {
            let mut pause = LOOK;
            while ended.recv_timeout(pause) == Err(RecvTimeoutError::Timeout) {
                pause = if !postmaster.crashed() || revive(&postmaster) {
                    LOOK
                } else {
                    (pause * 2).min(LONGEST)
                };
            }
        };
        let thread = std::thread::Builder::new().name("postgres watch".into()).spawn(look);
        if let Err(error) = &thread {
            tracing::warn!(%error, "nobody looks after the private PostgreSQL");
        }
        Self {
            end: Some(end),
            thread: thread.ok(),
        }
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        drop(self.end.take());
        if let Some(thread) = self.thread.take()
            && thread.join().is_err()
        {
            tracing::warn!("the watch over the private PostgreSQL had panicked");
        }
    }
}

fn revive(postmaster: &Postmaster) -> bool {
    tracing::warn!("the private PostgreSQL was killed; starting it again");
    let outcome = StartLock::take(postmaster.place()).and_then(|start| postmaster.ensure_running(&start));
    match outcome {
        Ok(_) => tracing::info!("the private PostgreSQL runs again"),
        Err(ref error) => tracing::error!(%error, "the private PostgreSQL does not start"),
    }
    outcome.is_ok()
}
