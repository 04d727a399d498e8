//! The screen **Import** (SPEC L-5). A file is sent and checked row by row. A report shows everything it would do. Then
//! it is applied as a whole or not at all.
//!
//! `files::import` reads and applies files, also for the command line. Here, `pages` sends a file and shows its report,
//! `decide` applies it or gives it up, and `work` is the worker that checks and applies one file at a time. File and
//! report are stored in the database, so any node can go on where another stopped.
pub mod decide;
pub mod download;
mod forget;
mod kept;
pub mod pages;
pub mod progress;
pub mod send;
mod store;
mod view;
pub mod work;

pub use forget::{Names, deleting};

use crate::access::actor_roles::Deed;
use crate::access::permission::Permission;
use crate::access::{Access, Refusal};
use crate::db::Tx;
use crate::error::Error;
use crate::files::Table;
use crate::web::message::Message;
use serde::{Deserialize, Serialize};

/// The largest file, in bytes.
pub const LARGEST: usize = 12 * 1024 * 1024;
/// The most rows of a file sent on the screen. Longer files are imported by command.
pub const MOST_ROWS: usize = 20_000;
/// How many files of one person are kept at the same time, until each is applied or removed (SECURITY EX6).
const MOST_KEPT: usize = 5;
/// How many hours a file and its report are kept.
pub const KEPT_HOURS: i32 = 24;

/// How far the work on a file has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    Waiting,
    Checking,
    /// Checked. It has problems, changes nothing, or is ready to be applied.
    Checked,
    Applying,
    Applied,
    Failed,
}

impl State {
    const ALL: [State; 6] = [
        State::Waiting,
        State::Checking,
        State::Checked,
        State::Applying,
        State::Applied,
        State::Failed,
    ];

    /// Returns the stable word that the database uses.
    const fn code(self) -> &'static str {
        match self {
            State::Waiting => "waiting",
            State::Checking => "checking",
            State::Checked => "checked",
            State::Applying => "applying",
            State::Applied => "applied",
            State::Failed => "failed",
        }
    }

    fn stored(code: &str) -> crate::error::Result<Self> {
        let found = Self::ALL.into_iter().find(|state| state.code() == code);
        found.ok_or_else(|| Error::unknown("state of a file", code))
    }

    /// Whether the worker has the file or will take it.
    fn is_under_way(self) -> bool {
        matches!(self, State::Waiting | State::Checking | State::Applying)
    }
}

/// The result of a check or an import.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Summary {
    pub rows: usize,
    pub added: usize,
    pub changed: usize,
    pub unchanged: usize,
    pub removed: usize,
    /// The number of problems, including those that are not listed.
    pub problems: usize,
    /// Something else the reader must know: why the import stopped, or that the file was checked again.
    pub note: Option<Message>,
    /// Who could make the changes that the sender may not make.
    #[serde(default)]
    pub who: Option<Message>,
    /// A group would require no second factor.
    #[serde(default)]
    pub loosens: bool,
}

impl Summary {
    /// Whether there is no problem and something to change.
    fn can_be_applied(&self) -> bool {
        self.problems == 0 && self.added + self.changed + self.removed > 0
    }
}

/// Returns the rights that open a kind of file. Holding one of them in any unit is enough.
fn rights(access: &Access, table: Table) -> Vec<Permission> {
    match table {
        Table::Users => vec![
            Permission::CREATE_USER,
            Permission::EDIT_USER,
            Permission::ENABLE_DISABLE_USER,
        ],
        Table::OrgUnits => vec![Permission::ORG_UNIT_CREATE, Permission::ORG_UNIT_EDIT],
        Table::Groups => vec![Permission::GROUP_MANAGE],
        Table::Memberships => vec![Permission::MEMBERSHIP_ADD],
        Table::Grants => vec![Permission::PERMISSION_SET],
        Table::Actors => {
            let directories = access.snapshot().actor_roles().directories();
            let deeds = directories.flat_map(|role| [role.right(Deed::Create), role.right(Deed::Edit)]);
            deeds.flatten().chain([Permission::ACTOR_SETUP_MANAGE]).collect()
        }
    }
}

/// Checks whether the reader may import files of this kind at all. Each row is checked separately later.
///
/// # Errors
/// `Lacks`, naming the first right that would open it and the reader's own unit.
pub fn opens(access: &Access, table: Table) -> Result<(), Refusal> {
    let rights = rights(access, table);
    if rights.iter().any(|right| !access.ranges(*right).is_empty()) {
        return Ok(());
    }
    let unit = access.viewer().map_or(crate::access::fixed::TOP, |viewer| viewer.unit);
    Err(Refusal::Lacks { right: rights[0], unit })
}

/// Returns the kinds of files the reader may import.
pub fn kinds(access: &Access) -> Vec<Table> {
    let all = [
        Table::Users,
        Table::Groups,
        Table::Memberships,
        Table::Grants,
        Table::OrgUnits,
        Table::Actors,
    ];
    all.into_iter().filter(|table| opens(access, *table).is_ok()).collect()
}

/// Returns the kinds of files the reader may import, and refuses a reader who may import none.
///
/// # Errors
/// Those of [`opens`] for users.
fn opened(access: &Access) -> Result<Vec<Table>, Refusal> {
    match kinds(access) {
        none if none.is_empty() => Err(opens(access, Table::Users).err().unwrap_or(Refusal::Administrators)),
        some => Ok(some),
    }
}

/// Returns the address of the link **Import** on another screen, if the reader may import files of this kind.
pub fn link(access: &Access, table: Table) -> Option<String> {
    opens(access, table).is_ok().then(|| url(table))
}

/// Returns the address of this screen for a kind of file.
pub fn url(table: Table) -> String {
    format!("/imports?kind={}", table.name())
}

/// Removes at most `most` files older than [`KEPT_HOURS`], because they contain names and addresses (SECURITY DP3), and
/// what is known of names in files that are gone. Returns how many files were removed.
///
/// # Errors
/// Any database error.
pub fn sweep(tx: &mut Tx<'_>, most: i64) -> crate::error::Result<usize> {
    const NAMES_OF: i64 = 50;
    let removed = store::sweep(tx, KEPT_HOURS, most)?;
    store::sweep_names(tx, NAMES_OF)?;
    Ok(removed)
}
