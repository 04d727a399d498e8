//! Housekeeping: what is done without anybody asking for it, a line each (DESIGN 7).
//!
//! A job is claimed by its row in `jobs`, so that of several nodes one runs it when it is due. Its work happens in the
//! transaction of the claim: it is done and noted, or neither. A run is short and says whether there is more; then it
//! is due again at once. What takes long has a lane, that is a thread and a connection, of its own.
mod log;
mod runner;
pub(crate) mod store;
mod sweep;

pub use runner::Runner;

use crate::db::{Read, Tx};
use crate::error::{Error, Result};
use crate::web::visit::AppState;
use chrono::{DateTime, Utc};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::time::Duration;

/// One thing that is done again and again.
#[derive(Debug, Clone, Copy)]
pub struct Job {
    /// Key in `jobs`, and the word for it in health and log.
    pub name: &'static str,
    /// From the end of a run to the next.
    pub period: Duration,
    pub lane: Lane,
    /// Everything in the transaction it is given; an error rolls back and is noted.
    pub work: fn(&mut Tx<'_>, &AppState) -> Result<Done>,
}

/// Jobs of one lane run one after the other; lanes do not wait for each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lane {
    /// What takes a moment.
    Housekeeping,
    /// What reads a lot.
    Long,
    /// Files that people have sent.
    Imports,
    /// Mail that goes out.
    Mail,
    /// What is done once a night, at one o'clock, whatever its period.
    Night,
}

/// One for each lane, one more for a job that reads beside its transaction, and those of an import and of mail.
pub const CONNECTIONS: u32 =
    Lane::ALL.len() as u32 + 1 + crate::imports::work::CONNECTIONS + crate::mail::delivery::CONNECTIONS;

impl Lane {
    pub const ALL: [Lane; 5] = [Lane::Housekeeping, Lane::Long, Lane::Imports, Lane::Mail, Lane::Night];

    /// Name of its thread.
    fn name(self) -> &'static str {
        match self {
            Lane::Housekeeping => "housekeeping",
            Lane::Long => "long jobs",
            Lane::Imports => "imports",
            Lane::Mail => "mail",
            Lane::Night => "nightly",
        }
    }
}

/// What a run came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Done {
    /// For health and log, in English: "removed 12 sessions". Nothing secret, nobody's name.
    pub said: String,
    /// There is more of the same: due again at once.
    pub more: bool,
}

const SECOND: Duration = Duration::from_secs(1);
const MINUTE: Duration = Duration::from_secs(60);
const HOUR: Duration = Duration::from_secs(3600);

const DAY: Duration = Duration::from_secs(24 * 3600);
/// Verifies the activity log.
pub const VERIFY_LOG: &str = "activity_verify";
/// Writes a backup.
pub const BACKUP: &str = "backup";

/// Every job there is, each with a name of its own: a run is claimed by name.
pub fn table() -> Vec<Job> {
    vec![
        job("activity_seal", SECOND, log::seal),
        job("activity_retire", HOUR, log::retire),
        Job {
            lane: Lane::Long,
            ..job(VERIFY_LOG, DAY, log::verify)
        },
        job("sessions", HOUR, sweep::sessions),
        job("links", HOUR, sweep::links),
        job("known_devices", DAY, sweep::devices),
        job("login_counters", HOUR, sweep::login_counters),
        job("password_kinds", 10 * MINUTE, password_kinds),
        job("files", HOUR, sweep::files),
        job("addresses", HOUR, sweep::addresses),
        job("login_audit", DAY, sweep::login_audit),
        job("api_tokens", DAY, sweep::api_tokens),
        job("uploads", HOUR, sweep::uploads),
        job("access_changes", HOUR, sweep::access_changes),
        job("refusals", HOUR, sweep::refusals),
        Job {
            lane: Lane::Imports,
            ..job("imports", SECOND, imports)
        },
        job("mails", HOUR, sweep::mails),
        job("merges", HOUR, sweep::merges),
        job("checklist", MINUTE, crate::setup::checklist::close_when_done),
        job("forgotten", SECOND, forgotten),
        job("changed_addresses", SECOND, changed_addresses),
        Job {
            lane: Lane::Long,
            ..job("actor_directories", 5 * SECOND, crate::actor_setup::settle)
        },
        Job {
            lane: Lane::Mail,
            ..job("mail", SECOND, mail)
        },
        Job {
            lane: Lane::Night,
            ..job(BACKUP, DAY, backup)
        },
    ]
}

/// Those that this node takes: a backup is left to nodes that make some.
pub fn taken(state: &AppState) -> Vec<Job> {
    let mut jobs = table();
    jobs.retain(|job| job.name != BACKUP || state.nightly.get().is_some());
    jobs
}

fn job(name: &'static str, period: Duration, work: fn(&mut Tx<'_>, &AppState) -> Result<Done>) -> Job {
    Job {
        name,
        period,
        lane: Lane::Housekeeping,
        work,
    }
}

/// How often a job whose work has transactions of its own renews its claim.
const RENEW: Duration = Duration::from_secs(15);

/// Does work that has transactions of its own, while this one keeps the claim of the job: PostgreSQL ends a transaction
/// that does nothing for a minute, and another node would take the job up while it is being done. A node that has
/// frozen renews nothing, so its jobs go to the others.
///
/// # Errors
/// Those of the work.
pub fn keeping<T>(tx: &mut Tx<'_>, every: Duration, work: impl FnOnce() -> Result<T>) -> Result<T> {
    std::thread::scope(|scope| {
        let (working, ended) = mpsc::channel::<()>();
        scope.spawn(move || {
            while ended.recv_timeout(every) == Err(RecvTimeoutError::Timeout) {
                if let Err(error) = store::renew(tx) {
                    tracing::warn!(%error, "a job has lost its claim");
                    return;
                }
            }
        });
        let done = work();
        drop(working);
        done
    })
}

/// The claim of this job is that of the only worker there is. Its work has transactions of its own: a file that fails
/// is told to whoever sent it, and how far it is can be seen before it ends.
fn imports(tx: &mut Tx<'_>, state: &AppState) -> Result<Done> {
    let worked = keeping(tx, RENEW, || crate::imports::work::one(state))?;
    Ok(Done {
        more: worked.is_some(),
        said: worked.unwrap_or_else(|| "no file waits".into()),
    })
}

/// Passwords that were forgotten: who is meant, and a link for them.
fn forgotten(tx: &mut Tx<'_>, state: &AppState) -> Result<Done> {
    const MOST: usize = 50;
    let looked = crate::session::forgot::work(tx, state, MOST as i64)?;
    Ok(Done {
        said: format!("looked at {looked} forgotten passwords"),
        more: looked == MOST,
    })
}

/// What names without a password cost follows what the others do (SECURITY AU6).
fn password_kinds(tx: &mut Tx<'_>, _: &AppState) -> Result<Done> {
    let kinds = crate::session::count_password_kinds(tx)?;
    Ok(Done {
        said: format!("counted {kinds} kinds of passwords"),
        more: false,
    })
}

/// Addresses that files changed: the old ones are told, the new ones asked to be confirmed.
fn changed_addresses(tx: &mut Tx<'_>, state: &AppState) -> Result<Done> {
    const MOST: usize = 50;
    let told = crate::users::verbs::tell_changed(tx, &state.seal, MOST as i64)?;
    Ok(Done {
        said: format!("told of {told} changed addresses"),
        more: told == MOST,
    })
}

/// Sends mail. Each mail is claimed, sent and noted in transactions of its own.
fn mail(tx: &mut Tx<'_>, state: &AppState) -> Result<Done> {
    let run = keeping(tx, RENEW, || crate::mail::delivery::run(state))?;
    Ok(Done {
        said: format!("sent {} mails, {} failed", run.sent, run.failed),
        more: run.more,
    })
}

/// Writes a backup of everything to a file of the data folder.
fn backup(tx: &mut Tx<'_>, state: &AppState) -> Result<Done> {
    let nightly = state.nightly.get();
    let nightly = nightly.ok_or_else(|| Error::Internal("a backup on a node that makes none".into()))?;
    let (path, written) = keeping(tx, RENEW, || Ok(nightly.run(&state.config)?))?;
    crate::backup::note_written(tx, &path, &written)?;
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    Ok(Done {
        said: format!("wrote {name}, {} bytes", written.bytes),
        more: false,
    })
}

impl Job {
    /// From a failed run to the next: nobody waits for another night.
    fn retry(&self) -> Duration {
        if self.lane == Lane::Night { HOUR } else { self.period }
    }

    /// How long after its last success it is overdue: a run may be missed, and it may fail now and then.
    fn patience(&self) -> Duration {
        self.period * 2 + 2 * MINUTE
    }
}

/// Makes a job due now.
///
/// # Errors
/// Any database error.
pub fn hasten(tx: &mut Tx<'_>, name: &str) -> Result<()> {
    store::hasten(tx, name)
}

/// Returns when the next run of a job is due; None if no node knows it yet.
///
/// # Errors
/// Any database error.
pub fn due_at(db: &mut impl Read, name: &str) -> Result<Option<DateTime<Utc>>> {
    store::due_at(db, name)
}

/// How a job stands.
#[derive(Debug, Clone)]
pub struct State {
    pub name: String,
    pub finished_at: Option<DateTime<Utc>>,
    pub succeeded_at: Option<DateTime<Utc>>,
    /// What the last run came to; for those who run the installation, since it counts what people did.
    pub result: Option<String>,
    /// The last run failed.
    pub failed: bool,
    pub overdue: bool,
}

/// The jobs of this node with their last run, on whichever node. Nothing is overdue that could not have run since this
/// one began to serve.
///
/// # Errors
/// Any database error.
pub fn states(db: &mut impl Read, state: &AppState) -> Result<Vec<State>> {
    store::states(db, &taken(state), state.started.elapsed())
}
