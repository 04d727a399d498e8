//! **Import** on the screen (SPEC L-5): a file is sent, checked row by row, shown with everything it would do, and applied
//! as a whole or not at all.
//!
//! What a file means is `files::import`'s, the same for the command line. Here is what a person has to do with it: `pages`
//! to send it and to see the report, `decide` to apply it or give it up, `work` the worker that checks and applies, one file
//! at a time. The file and its report are rows of the database, so any node can go on where another stopped.
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

pub use forget::forget;

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
/// The most rows of a file on the screen; longer ones go by command.
pub const MOST_ROWS: usize = 20_000;
/// Files of one person that may wait or be worked on at the same time.
const MOST_OPEN: i64 = 3;
/// Hours a file and its report are kept.
pub const KEPT_HOURS: i32 = 24;

/// How far a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    Waiting,
    Checking,
    /// Checked: with problems, or ready to be applied.
    Checked,
    Applying,
    Applied,
    Failed,
}

impl State {
    fn stored(code: &str) -> crate::error::Result<Self> {
        Ok(match code {
            "waiting" => State::Waiting,
            "checking" => State::Checking,
            "checked" => State::Checked,
            "applying" => State::Applying,
            "applied" => State::Applied,
            "failed" => State::Failed,
            _ => return Err(Error::unknown("state of a file", code)),
        })
    }

    /// The worker has it, or will have.
    fn is_under_way(self) -> bool {
        matches!(self, State::Waiting | State::Checking | State::Applying)
    }
}

/// What a check or an import came to.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Summary {
    pub rows: usize,
    pub added: usize,
    pub changed: usize,
    pub unchanged: usize,
    pub removed: usize,
    /// All of them, also those that are not listed.
    pub problems: usize,
    /// What the reader must know besides: why it stopped, or that it was checked again.
    pub note: Option<Message>,
    /// Who could do what the sender may not.
    #[serde(default)]
    pub who: Option<Message>,
    /// A group would require no second factor.
    #[serde(default)]
    pub loosens: bool,
}

impl Summary {
    /// Nothing is wrong and there is something to do.
    fn can_be_applied(&self) -> bool {
        self.problems == 0 && self.added + self.changed + self.removed > 0
    }
}

/// The rights that open each kind of file: any of them, anywhere.
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

/// Whether the reader may import files of this kind at all; each row is asked about besides.
///
/// # Errors
/// The first right that would open it, named in the reader's own unit.
pub fn opens(access: &Access, table: Table) -> Result<(), Refusal> {
    let rights = rights(access, table);
    if rights.iter().any(|right| !access.ranges(*right).is_empty()) {
        return Ok(());
    }
    let unit = access.viewer().map_or(crate::access::fixed::TOP, |viewer| viewer.unit);
    Err(Refusal::Lacks { right: rights[0], unit })
}

/// The kinds the reader may import.
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

/// The screen is for whoever may import anything.
///
/// # Errors
/// As [`opens`] for users.
fn opened(access: &Access) -> Result<Vec<Table>, Refusal> {
    match kinds(access) {
        none if none.is_empty() => Err(opens(access, Table::Users).err().unwrap_or(Refusal::Administrators)),
        some => Ok(some),
    }
}

/// **Import** of a screen, for whoever may import files of this kind.
pub fn link(access: &Access, table: Table) -> Option<String> {
    opens(access, table).is_ok().then(|| url(table))
}

/// Its address, for the screens that lead here.
pub fn url(table: Table) -> String {
    format!("/imports?kind={}", table.name())
}

/// Removes at most `most` old files: they hold names and addresses, and whoever sent them has read the report by then
/// (SECURITY DP3). Says how many.
///
/// # Errors
/// Any database error.
pub fn sweep(tx: &mut Tx<'_>, most: i64) -> crate::error::Result<usize> {
    store::sweep(tx, KEPT_HOURS, most)
}
