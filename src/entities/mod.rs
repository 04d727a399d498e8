//! The cells: what accounts are allowed and denied where (SPEC 2, 3.3, G-3, G-6).
//!
//! * `cells` has the verb: every cell is written there, measured by "nobody gives more than they hold" (P-6).
//! * `sheet` is one account's cells in one unit, as the tabs **Permissions** of users and groups show and save them.
pub mod cells;
mod found;
pub mod sheet;
mod store;

use crate::access::escalation::Account;
use crate::access::fixed::{ALL, TOP, USERS};
use crate::access::rules;
use crate::access::snapshot::Subject;
use crate::access::{Access, Action, Refusal, Target};
use crate::db::{Read, Tx};
use crate::error::{Error, Result};

pub use found::found;
pub use store::Place;

/// What kind of account it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    User,
    Group,
}

/// An account, as the one whose cells these are.
#[derive(Debug, Clone)]
pub struct Holder {
    pub id: i64,
    pub kind: Kind,
    /// Login or name.
    pub name: String,
    pub display_name: String,
    /// A user's own; groups stand in none.
    pub unit: Option<i64>,
    /// A user as it is; a group as if somebody without anything else were in it at the top.
    pub rights: Subject,
}

impl Holder {
    /// What the rules ask about.
    pub fn target(&self) -> Target {
        match self.kind {
            Kind::User => Target::user(self.unit.unwrap_or(TOP), self.rights.clone()),
            Kind::Group => Target::group(self.id),
        }
    }

    /// What P-6 measures.
    pub fn account(&self) -> Account<'_> {
        match self.kind {
            Kind::User => Account::User(&self.rights),
            Kind::Group => Account::Group(self.id),
        }
    }

    /// Where it is asked about first: a user's own unit, else the reader's.
    fn home(&self, access: &Access) -> Option<i64> {
        let own = access.viewer().map(|viewer| viewer.unit);
        let first = if self.kind == Kind::Group { Some(TOP) } else { self.unit };
        [first, own].into_iter().flatten().find(|unit| access.sees(*unit))
    }
}

/// Cells of this account.
#[derive(Debug, Clone, Copy)]
pub struct ChangeCells;

impl Action for ChangeCells {
    type Row = Holder;
    fn lock(tx: &mut Tx<'_>, id: i64) -> Result<Option<Holder>> {
        store::lock_holder(tx, id)
    }
    fn target(row: &Holder) -> Target {
        row.target()
    }
    fn allowed(access: &Access, target: &Target) -> std::result::Result<(), Refusal> {
        rules::change_cells(access, target)
    }
}

/// Cells in this unit.
#[derive(Debug, Clone, Copy)]
pub struct SetPermissions;

impl Action for SetPermissions {
    type Row = Place;
    fn lock(tx: &mut Tx<'_>, id: i64) -> Result<Option<Place>> {
        store::lock_place(tx, id)
    }
    fn target(row: &Place) -> Target {
        Target::unit(row.id)
    }
    fn allowed(access: &Access, target: &Target) -> std::result::Result<(), Refusal> {
        rules::set_permissions(access, target)
    }
}

/// An account of this kind as the reader may look into its permissions (SPEC 3.3).
///
/// # Errors
/// `NotFound` where there is none for the reader, `Denied` without the right to see the tab.
pub fn opened(access: &Access, db: &mut impl Read, kind: Kind, id: i64) -> Result<Holder> {
    let holder = store::holder(db, id)?.filter(|holder| holder.kind == kind);
    let holder = holder
        .filter(|holder| access.finds(&holder.target()))
        .ok_or(Error::NotFound)?;
    rules::see_permissions(access, &holder.target())?;
    Ok(holder)
}

/// Groups whose members are not written down: everybody is in them (P-25).
fn is_implicit(group: i64) -> bool {
    group == USERS || group == ALL
}
