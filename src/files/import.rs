//! Imports (SPEC 11, L-5): every row is checked against what is stored before any is written; one transaction; a second
//! import of the same file changes nothing.
//!
//! The command line acts as System and may do everything but what nobody may: protected accounts, reserved names, where
//! Administrators and top-only rights stand, no circles. On behalf of a person every row is asked of the rules its form
//! asks (`gate`), and what that person cannot see does not exist (P-12).
mod actors;
mod diff;
mod gate;
mod grants;
mod groups;
mod memberships;
mod org_units;
mod places;
mod report;
mod tree;
mod users;

pub use report::{Deed, Field, Report, Told};

use super::tables::{ActorRow, GrantRow, GroupRow, Line, MembershipRow, Record, UnitRow, UserRow, read};
use super::{Problem, Table};
use crate::access::Access;
use crate::access::snapshot::{Parts, Snapshot};
use crate::activity::{self, Author, Entry, Event, Subject};
use crate::config::Seal;
use crate::db::{self, End, Tx};
use crate::error::{Error, Result};
use crate::web::message::Message;
use diesel::pg::PgConnection;
use gate::Gate;
use std::sync::Arc;
use uuid::Uuid;

/// How a file is imported.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Options {
    /// Check and tell, write nothing.
    pub dry_run: bool,
    /// Remove what the file lacks: units are archived, users deactivated, groups, memberships and cells removed.
    pub replace: bool,
    /// Tell row by row what is done.
    pub told: bool,
    /// The most rows there may be.
    pub most: Option<usize>,
}

/// When the lock of access changes is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lock {
    /// Before the rows are compared with what is stored.
    First,
    /// Not at all: for a dry run.
    Never,
    /// Only before writing, so that others wait as short as may be; the comparison must then be of this version still.
    Late { version: i64 },
}

/// Who imports, how, and who is told how far it is.
pub struct Run<'a> {
    /// What may be done; the command line's is the system's.
    pub access: &'a Access,
    pub author: Author,
    /// National id numbers are kept sealed.
    pub seal: &'a Seal,
    /// Stands in the log: `command-line`, `screen`.
    pub source: &'static str,
    pub options: Options,
    pub lock: Lock,
    /// What was decided on: rows added, changed, removed. Anything else is not written.
    pub expected: Option<[usize; 3]>,
    /// Called now and then with rows done, checked and written, and with how many there are to do.
    pub progress: &'a dyn Fn(usize, usize),
}

/// How an import ended.
#[derive(Debug)]
pub enum Outcome {
    /// Written, unless it was a dry run, changed nothing or had problems.
    Done(Report),
    /// Something else would be done than was decided on. Nothing was written.
    Unexpected(Report),
    /// Somebody changed rights, or a row of the file, since it was compared. Nothing was written.
    Moved,
}

/// One kind of file, as the database takes it.
trait Import: Record {
    /// What is to be written.
    type Plan: Planned;
    /// Reads what is stored, finds what differs, and notes what is wrong and what is not allowed. Writes nothing.
    fn plan(tx: &mut Tx<'_>, lines: Vec<Line<Self>>, asks: &mut Asks<'_>, report: &mut Report) -> Result<Self::Plan>;
}

/// What was found to be written.
trait Planned {
    /// Row by row, for whoever decides on it.
    fn told(&self, log: &Log) -> Vec<Told>;
    /// Entries of the log, and whatever else nobody waits for: before the lock is taken.
    fn prepare(&mut self, tx: &mut Tx<'_>, log: &Log) -> Result<()>;
    /// Whether what was compared is still so, where the lock of access changes does not say it already.
    fn holds(&self, _tx: &mut Tx<'_>) -> Result<bool> {
        Ok(true)
    }
    /// Writes it.
    fn write(self, tx: &mut Tx<'_>, log: &Log) -> Result<()>;
}

/// What a plan is made by.
struct Asks<'a> {
    gate: Gate<'a>,
    seal: &'a Seal,
    replace: bool,
    progress: &'a dyn Fn(usize, usize),
    /// Rows to check and, if they will be written, to write.
    total: usize,
}

/// Rows between two words about progress.
const STEP: usize = 500;

impl<'a> Asks<'a> {
    fn of(run: &Run<'a>, rows: usize) -> Self {
        Self {
            gate: Gate::new(run.access),
            seal: run.seal,
            replace: run.options.replace,
            progress: run.progress,
            total: rows * if run.options.dry_run { 1 } else { 2 },
        }
    }

    fn checked(&self, row: usize) {
        if row.is_multiple_of(STEP) {
            (self.progress)(row, self.total);
        }
    }
}

/// Who imports: every entry of one file carries the same batch.
struct Log<'a> {
    author: Author,
    source: &'static str,
    batch: Uuid,
    progress: &'a dyn Fn(usize, usize),
    rows: usize,
}

impl Log<'_> {
    fn entry(&self, event: Event, subject: Subject, unit: Option<i64>) -> Entry {
        Entry::new(&self.author, event, subject, unit)
            .batch(Some(self.batch))
            .fact("source", self.source)
    }

    /// Author of the rows.
    fn by(&self) -> Option<i64> {
        self.author.user
    }

    fn written(&self, rows: usize) {
        (self.progress)(self.rows + rows.min(self.rows), self.rows * 2);
    }
}

/// Imports one file by command, in a transaction of its own.
///
/// # Errors
/// Database errors only; what is wrong with the file stands in the report.
pub fn import(conn: PgConnection, seal: &Seal, table: Table, bytes: &[u8], options: Options) -> Result<Report> {
    db::run_command(conn, |tx| {
        let report = import_by_command(tx, seal, table, bytes, options)?;
        let is_written = report.changes_anything() && report.problems.is_empty() && !options.dry_run;
        Ok(if is_written {
            End::Commit(report)
        } else {
            End::Rollback(report)
        })
    })
}

/// Imports within a transaction, which holds the lock of access changes from then on.
///
/// # Errors
/// As [`import`].
pub fn import_by_command(tx: &mut Tx<'_>, seal: &Seal, table: Table, bytes: &[u8], options: Options) -> Result<Report> {
    let nothing = Snapshot::new(Parts::default(), std::iter::empty());
    let access = Access::system(Arc::new(nothing), db::now(tx)?);
    let run = Run {
        access: &access,
        author: Author::system(),
        seal,
        source: "command-line",
        options,
        lock: Lock::First,
        expected: None,
        progress: &|_, _| {},
    };
    match import_within(tx, table, bytes, &run)? {
        Outcome::Done(report) | Outcome::Unexpected(report) => Ok(report),
        Outcome::Moved => Err(Error::Moved(
            "somebody changed a row of the file meanwhile; import it again",
        )),
    }
}

/// Imports within a transaction. Dates without a time are midnight in the installation's time zone.
///
/// # Errors
/// As [`import`].
pub fn import_within(tx: &mut Tx<'_>, table: Table, bytes: &[u8], run: &Run<'_>) -> Result<Outcome> {
    match table {
        Table::OrgUnits => import_rows::<UnitRow>(tx, bytes, run),
        Table::Users => import_rows::<UserRow>(tx, bytes, run),
        Table::Groups => import_rows::<GroupRow>(tx, bytes, run),
        Table::Memberships => import_rows::<MembershipRow>(tx, bytes, run),
        Table::Grants => import_rows::<GrantRow>(tx, bytes, run),
        Table::Actors => import_rows::<ActorRow>(tx, bytes, run),
    }
}

/// Plans and, if nothing is wrong and anything differs, writes.
fn import_rows<R: Import>(tx: &mut Tx<'_>, bytes: &[u8], run: &Run<'_>) -> Result<Outcome> {
    let lines = match lines::<R>(tx, bytes, run.options.most)? {
        Ok(lines) => lines,
        Err(report) => return Ok(Outcome::Done(report)),
    };
    // A long file is read before others have to wait.
    if run.lock == Lock::First && !tx.changes_access() {
        tx.lock_access()?;
    }
    let mut report = Report {
        rows: lines.len(),
        ..Report::default()
    };
    let mut asks = Asks::of(run, report.rows);
    let mut plan = R::plan(tx, lines, &mut asks, &mut report)?;
    report.problems.sort();
    if !report.problems.is_empty() {
        report.who = asks.gate.who(tx)?;
    }
    let log = Log {
        author: run.author.clone(),
        source: run.source,
        batch: Uuid::now_v7(),
        progress: run.progress,
        rows: report.rows,
    };
    if run.options.told {
        report.told = plan.told(&log);
    }
    if run.options.dry_run || !report.problems.is_empty() || !report.changes_anything() {
        return Ok(Outcome::Done(report));
    }
    if run.expected.is_some_and(|expected| expected != report.counts()) {
        return Ok(Outcome::Unexpected(report));
    }
    activity::record(tx, imported::<R>(&log, &report))?;
    plan.prepare(tx, &log)?;
    let same_rights = match run.lock {
        Lock::Never => false,
        Lock::First => true,
        Lock::Late { version } => tx.lock_access()? == version + 1,
    };
    if !same_rights || !plan.holds(tx)? {
        return Ok(Outcome::Moved);
    }
    plan.write(tx, &log)?;
    Ok(Outcome::Done(report))
}

/// The rows, or a report of everything wrong with them.
fn lines<R: Record>(tx: &mut Tx<'_>, bytes: &[u8], most: Option<usize>) -> Result<Result<Vec<Line<R>>, Report>> {
    let mut report = Report::default();
    match (read::<R>(bytes, super::store::zone(tx)?), most) {
        (Ok(lines), Some(most)) if lines.len() > most => {
            let reason = Message::new("import-too-long")
                .with("rows", lines.len())
                .with("most", most);
            report.problems.add(Problem::of_file(reason));
            report.rows = lines.len();
        }
        (Ok(lines), _) => return Ok(Ok(lines)),
        (Err(problems), _) => report.problems = problems,
    }
    Ok(Err(report))
}

/// The one entry about the file as a whole.
fn imported<R: Record>(log: &Log<'_>, report: &Report) -> Entry {
    log.entry(Event::FileImported, Subject::Installation, None)
        .fact("file", R::FILE)
        .fact("rows", report.rows)
        .fact("added", report.added)
        .fact("changed", report.changed)
        .fact("removed", report.removed.len())
}
