//! Imports (SPEC 11, L-5): every row is checked against what is stored before any is written; one transaction under the
//! access lock; a second import of the same file changes nothing.
//!
//! "Nobody gives more than they hold" (P-6) does not bind the command line, which acts as System; everything else does:
//! protected accounts, reserved names, where Administrators and top-only rights stand, no circles.
mod diff;
mod grants;
mod groups;
mod memberships;
mod org_units;
mod places;
mod users;

use super::tables::{GrantRow, GroupRow, Line, MembershipRow, Record, UnitRow, UserRow, read};
use super::{Problem, Problems, Table};
use crate::activity::{self, Author, Entry, Subject};
use crate::db::{self, End, Tx};
use crate::error::Result;
use crate::web::message::Message;
use diesel::pg::PgConnection;
use uuid::Uuid;

/// How a file is imported.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Options {
    /// Check and tell, write nothing.
    pub dry_run: bool,
    /// Remove what the file lacks: units are archived, users deactivated, groups, memberships and cells removed.
    pub replace: bool,
}

/// What came of a file.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// Rows of the file without its header.
    pub rows: usize,
    pub added: usize,
    pub changed: usize,
    pub unchanged: usize,
    /// What goes: what `replace` takes away, and cells that are emptied.
    pub removed: Vec<Message>,
    /// With any, nothing was written.
    pub problems: Problems,
}

impl Report {
    fn changes_anything(&self) -> bool {
        self.added + self.changed + self.removed.len() > 0
    }

    fn refuse(&mut self, line: u64, column: &'static str, reason: Message) {
        self.problems.add(Problem::at_cell(line, column, reason));
    }
}

/// One kind of file, as the database takes it.
trait Import: Record {
    /// What is to be written.
    type Plan;
    /// Reads what is stored, finds what differs, and notes what is wrong. Writes nothing.
    fn plan(tx: &mut Tx<'_>, lines: Vec<Line<Self>>, replace: bool, report: &mut Report) -> Result<Self::Plan>;
    /// Writes the plan, with an entry for every row.
    fn write(tx: &mut Tx<'_>, plan: Self::Plan, log: &Log) -> Result<()>;
}

/// Who imports: every entry of one file carries the same batch.
struct Log {
    author: Author,
    batch: Uuid,
}

impl Log {
    fn entry(&self, kind: &'static str, subject: Subject, unit: Option<i64>) -> Entry {
        Entry::new(&self.author, kind, subject, unit)
            .batch(Some(self.batch))
            .fact("source", "command-line")
    }
}

/// Imports one file in a transaction of its own.
///
/// # Errors
/// Database errors only; what is wrong with the file stands in the report.
pub fn import(conn: PgConnection, table: Table, bytes: &[u8], options: Options) -> Result<Report> {
    db::run_command(conn, |tx| {
        let report = import_within(tx, table, bytes, options)?;
        let is_written = report.changes_anything() && report.problems.is_empty() && !options.dry_run;
        Ok(if is_written {
            End::Commit(report)
        } else {
            End::Rollback(report)
        })
    })
}

/// The same within a transaction, which holds the lock of access changes from then on. Dates without a time are midnight in the
/// installation's time zone.
///
/// # Errors
/// As [`import`].
pub fn import_within(tx: &mut Tx<'_>, table: Table, bytes: &[u8], options: Options) -> Result<Report> {
    match table {
        Table::OrgUnits => import_rows::<UnitRow>(tx, bytes, options),
        Table::Users => import_rows::<UserRow>(tx, bytes, options),
        Table::Groups => import_rows::<GroupRow>(tx, bytes, options),
        Table::Memberships => import_rows::<MembershipRow>(tx, bytes, options),
        Table::Grants => import_rows::<GrantRow>(tx, bytes, options),
    }
}

/// Plans and, if nothing is wrong and anything differs, writes.
fn import_rows<R: Import>(tx: &mut Tx<'_>, bytes: &[u8], options: Options) -> Result<Report> {
    let lines = match read::<R>(bytes, super::store::zone(tx)?) {
        Ok(lines) => lines,
        Err(problems) => {
            return Ok(Report {
                problems,
                ..Report::default()
            });
        }
    };
    // A long file is read before others have to wait.
    if tx.access_version().is_none() {
        tx.lock_access()?;
    }
    let mut report = Report {
        rows: lines.len(),
        ..Report::default()
    };
    let plan = R::plan(tx, lines, options.replace, &mut report)?;
    report.problems.sort();
    if options.dry_run || !report.problems.is_empty() || !report.changes_anything() {
        return Ok(report);
    }
    let log = Log {
        author: Author::system(),
        batch: Uuid::now_v7(),
    };
    let run = log
        .entry("file.imported", Subject::Installation, None)
        .fact("file", R::FILE)
        .fact("rows", report.rows)
        .fact("added", report.added)
        .fact("changed", report.changed)
        .fact("removed", report.removed.len());
    activity::record(tx, run)?;
    R::write(tx, plan, &log)?;
    Ok(report)
}
