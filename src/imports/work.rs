//! The worker: checks files and applies them, one at a time, on behalf of the session that sent them.
//!
//! It asks for the rights of that session anew, so a session that ended, a user who was deactivated and a right that
//! was taken away stop it (SECURITY SE6, P-8). A file is compared with what is stored before the lock of access changes
//! is taken; whoever changed rights meanwhile makes it compare again, the last time under the lock.
use super::store::{self, End, Task};
use super::{MOST_ROWS, State, Summary, forget, kept, opens};
use crate::access::{self, Access, Session, Viewer};
use crate::config::Seal;
use crate::db::{self, Conn, Peek, Tx};
use crate::error::{Error, Result, unpanicked};
use crate::files::Table;
use crate::files::import::{self, Lock, Options, Outcome, Report, Run};
use crate::session;
use crate::web::message::Message;
use crate::web::refusal;
use crate::web::visit::AppState;
use sha2::{Digest, Sha256};
use std::cell::{Cell, RefCell};
use std::collections::HashSet;
use std::sync::atomic::AtomicBool;
use std::time::{Duration, Instant};
use uuid::Uuid;

/// Seconds for which a file under way is kept from being swept away: longer than any one statement of it may take.
const CLAIM: i32 = 180;
/// How often it tells how far it is.
const TELL: Duration = Duration::from_millis(300);
/// How often a file is compared while rights change under it; the last time nobody can change them.
const TRIES: usize = 3;
/// How often it is begun with a file that ends it each time: PostgreSQL is away, the server is stopped, a statement
/// takes too long.
const MOST_ATTEMPTS: i32 = 3;

/// Connections at the same time: the import, and the one that tells how far it is.
pub const CONNECTIONS: u32 = 2;

/// How one attempt ended.
enum Attempt {
    Finished,
    /// What it would have done is no longer so.
    Again,
    /// The claim has gone to another worker, or the file away.
    Lost,
    /// It cannot be done, and trying again will not help.
    Failed(Message),
}

/// Works on one file, if one waits, and returns what was done, in words.
///
/// # Errors
/// When PostgreSQL is away: the file stays as it is and is taken up again, three times in all.
pub fn one(state: &AppState) -> Result<Option<String>> {
    let task = db::run(conn(state)?, &AtomicBool::new(false), |tx| {
        store::claim(tx, CLAIM).map(db::End::Commit)
    })?;
    let Some(mut task) = task else { return Ok(None) };
    let said = format!("{} {}", task.state, task.kind);
    if task.attempts > MOST_ATTEMPTS {
        let error = Error::Internal(format!("begun {MOST_ATTEMPTS} times and never ended"));
        return fail(state, &task, broken(&task, &error)).map(|()| Some(said));
    }
    let kept = std::mem::take(&mut task.file);
    match kept::open(&state.seal, task.sealed, &task.sha256, kept) {
        Some(file) if Sha256::digest(&file).as_slice() == task.sha256 => task.file = file,
        _ => return fail(state, &task, Message::new("imports-failed-file")).map(|()| Some(said)),
    }
    for number in 1..=TRIES {
        match unpanicked(|| attempt(state, &task, number == TRIES)) {
            Ok(Attempt::Again) => {}
            Ok(Attempt::Failed(reason)) => return fail(state, &task, reason).map(|()| Some(said)),
            Ok(Attempt::Finished | Attempt::Lost) => return Ok(Some(said)),
            // A name was taken meanwhile, or two transactions stood in each other's way.
            Err(error) if error.is_deadlock() || matches!(error, Error::Moved(_)) => {
                tracing::info!(upload = task.id, %error, "an import is tried again");
            }
            Err(error) if error.is_outage() => return Err(error),
            Err(error) => return fail(state, &task, broken(&task, &error)).map(|()| Some(said)),
        }
    }
    fail(state, &task, Message::new("imports-failed-busy")).map(|()| Some(said))
}

/// Returns what whoever sent the file is told about an error that is the product's own, and logs the error.
fn broken(task: &Task, error: &Error) -> Message {
    let reference = Uuid::now_v7();
    tracing::error!(id = %reference, upload = task.id, %error, "an import failed");
    Message::new("imports-failed-error").with("reference", reference.to_string())
}

fn conn(state: &AppState) -> Result<Conn> {
    state.jobs.get().map_err(|_| Error::Busy("jobs"))
}

/// Whether this session may still do anything.
fn is_whole(viewer: &Viewer, now: chrono::DateTime<chrono::Utc>) -> bool {
    let goes_on = |session: &Session| !viewer.prevent_renewal || session.access_expires_at > now;
    viewer.is_logged_in() && viewer.session().is_ok_and(goes_on)
}

fn attempt(state: &AppState, task: &Task, last: bool) -> Result<Attempt> {
    let table = Table::from_name(&task.kind).ok_or_else(|| Error::Internal("a file of an unknown kind".into()))?;
    // Outside of the transaction, so that all requests share it.
    let mut peek = Peek::new(conn(state)?);
    let version = access::ask_for(&mut peek, task.session_id)?.version;
    state.snapshots.at_least(db::Read::conn(&mut peek), version)?;
    let teller = Teller::new(task, peek);
    db::run(conn(state)?, &AtomicBool::new(false), |tx| {
        store::patiently(tx)?;
        if last {
            tx.lock_access()?;
        }
        let asked = access::ask_for(tx, task.session_id)?;
        let version = if last { asked.version - 1 } else { asked.version };
        let snapshot = state.snapshots.at_least(db::Read::conn(tx), version)?;
        let asked = session::outgrown::checked(tx, &snapshot, asked)?;
        let viewer = asked
            .viewer
            .filter(|viewer| viewer.user == task.user_id && is_whole(viewer, asked.now));
        let Some(viewer) = viewer else {
            return Ok(db::End::Rollback(Attempt::Failed(Message::new(
                "imports-failed-session",
            ))));
        };
        let access = Access::new(Some(viewer), snapshot, asked.now);
        if let Err(refused) = opens(&access, table) {
            let reason = refusal::message(&access, &refused);
            return Ok(db::End::Rollback(Attempt::Failed(reason)));
        }
        let lock = if last { Lock::First } else { Lock::Late { version } };
        import_on_behalf(tx, task, table, &state.seal, &access, lock, &teller)
    })
}

fn import_on_behalf(
    tx: &mut Tx<'_>,
    task: &Task,
    table: Table,
    seal: &Seal,
    access: &Access,
    lock: Lock,
    teller: &Teller<'_>,
) -> Result<db::End<Attempt>> {
    let applies = State::stored(&task.state)? == State::Applying;
    let run = Run {
        access,
        author: task.author(),
        seal,
        source: "screen",
        options: Options {
            dry_run: !applies,
            replace: false,
            told: true,
            most: Some(MOST_ROWS),
        },
        lock: if applies { lock } else { Lock::Never },
        expected: seen(task).filter(|_| applies),
        progress: &|done, total| teller.tell(done, total),
    };
    let (report, note) = match import::import_within(tx, table, &task.file, &run)? {
        Outcome::Moved => return Ok(db::End::Rollback(Attempt::Again)),
        Outcome::Unexpected(report) => (report, Some("imports-note-differs")),
        Outcome::Done(report) if applies && !report.problems.is_empty() => (report, Some("imports-note-problems")),
        Outcome::Done(report) => (report, None),
    };
    let applied = applies && note.is_none();
    if applied && !session::is_open(tx, task.session_id)? {
        return Ok(db::End::Rollback(Attempt::Failed(Message::new(
            "imports-failed-session",
        ))));
    }
    let done = Worked {
        state: if applied { State::Applied } else { State::Checked },
        summary: summary(&report, note),
        version: access.snapshot().version(),
    };
    finish(tx, task, (seal, table), &done, &report)
}

/// What came of a file that could be worked on.
struct Worked {
    state: State,
    summary: Summary,
    version: i64,
}

/// Stores the report, and the file only where it can be applied. The row of the file comes last, because whoever deletes
/// somebody waits for it.
fn finish(
    tx: &mut Tx<'_>,
    task: &Task,
    (seal, table): (&Seal, Table),
    done: &Worked,
    report: &Report,
) -> Result<db::End<Attempt>> {
    let keeps = done.state == State::Checked && done.summary.can_be_applied();
    let names = match keeps {
        true => forget::names_of(seal, table, &task.file),
        false => HashSet::new(),
    };
    store::keep_names(tx, task, &names)?;
    let lines = store::write_report(tx, task, &report.problems.kept, &report.told)?;
    let Some(gone) = store::hold(tx, task)? else {
        return Ok(db::End::Rollback(Attempt::Lost));
    };
    let named = gone.iter().any(|name| names.contains(name));
    if named {
        store::drop_report(tx, task)?;
    } else if !gone.is_empty() {
        let places = forget::naming(seal, &lines, &gone);
        store::replace_lines(tx, task, &places, &forget::line_erased())?;
    }
    let erased = forget::erased();
    let end = End {
        state: if named { State::Failed } else { done.state },
        summary: if named { &erased } else { &done.summary },
        version: Some(done.version),
        erase: named || !keeps,
    };
    store::finish(tx, task, &end)?;
    Ok(db::End::Commit(Attempt::Finished))
}

/// What the sender saw that it would do.
fn seen(task: &Task) -> Option<[usize; 3]> {
    let summary: Summary = serde_json::from_value(task.report.clone()?).ok()?;
    Some([summary.added, summary.changed, summary.removed])
}

fn summary(report: &Report, note: Option<&'static str>) -> Summary {
    Summary {
        rows: report.rows,
        added: report.added,
        changed: report.changed,
        unchanged: report.unchanged,
        removed: report.removed.len(),
        problems: report.problems.count(),
        note: note.map(Message::new),
        who: report.who.clone(),
        loosens: report.loosens,
    }
}

fn fail(state: &AppState, task: &Task, reason: Message) -> Result<()> {
    let summary = Summary {
        note: Some(reason),
        ..Summary::default()
    };
    let end = End {
        state: State::Failed,
        summary: &summary,
        version: None,
        erase: true,
    };
    db::run(conn(state)?, &AtomicBool::new(false), |tx| {
        store::finish(tx, task, &end).map(db::End::Commit)
    })?;
    Ok(())
}

/// Tells how far it is, on a connection of its own: the transaction of the import shows nothing before it ends.
struct Teller<'t> {
    task: &'t Task,
    db: RefCell<Peek>,
    last: Cell<Option<Instant>>,
}

impl<'t> Teller<'t> {
    fn new(task: &'t Task, db: Peek) -> Self {
        Self {
            task,
            db: RefCell::new(db),
            last: Cell::new(None),
        }
    }

    fn tell(&self, done: usize, total: usize) {
        if self.last.get().is_some_and(|last| last.elapsed() < TELL) {
            return;
        }
        self.last.set(Some(Instant::now()));
        if let Err(error) = store::progress(&mut *self.db.borrow_mut(), self.task, done, total, CLAIM) {
            tracing::debug!(%error, "progress of an import");
        }
    }
}
