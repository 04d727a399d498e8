//! The cells: what accounts are allowed and denied where (SPEC 2, 3.3, G-3, G-6).
//!
//! * `cells` changes cells for `sheet` and `explorer`, and checks that nobody gives more than they hold (P-6).
//! * `sheet` shows and saves one account's cells in one unit, for the tabs **Permissions** of users and groups.
//! * `explorer` is the screen **Entity explorer**.
pub mod cells;
pub mod explorer;
mod found;
pub mod sheet;
mod store;

use crate::access::escalation::Account;
use crate::access::fixed::{ALL, TOP, USERS};
use crate::access::rules;
use crate::access::snapshot::Subject;
use crate::access::{Access, AccountKind, Action, OnRow, Refusal, Target};
use crate::db::{Read, Tx};
use crate::error::{Error, Result};
use crate::web::group_name::group_name;
use crate::web::i18n::Texts;

pub use found::found;
pub use store::Place;

/// The account that cells belong to.
#[derive(Debug, Clone)]
pub struct Holder {
    pub id: i64,
    pub kind: AccountKind,
    /// Login or name.
    pub name: String,
    pub display_name: String,
    /// The user's own unit; groups have none.
    pub unit: Option<i64>,
    /// What rights are computed from. A group counts as somebody who is in it at the top and has nothing else.
    pub rights: Subject,
}

impl Holder {
    /// Returns the account as the rules ask about it.
    pub fn target(&self) -> Target {
        match self.kind {
            AccountKind::User => Target::user(self.unit.unwrap_or(TOP), self.rights.clone()),
            AccountKind::Group => Target::group(self.id),
        }
    }

    /// Returns the account's name as the reader sees it.
    pub fn shown(&self, t: &Texts) -> String {
        group_name(t, self.id, &self.display_name)
    }

    /// Returns the account as P-6 measures it.
    pub fn account(&self) -> Account<'_> {
        match self.kind {
            AccountKind::User => Account::User(&self.rights),
            AccountKind::Group => Account::Group(self.id),
        }
    }

    /// Returns the address of this account's tab **Permissions** for a unit, if the reader may see it.
    fn permissions_url(&self, access: &Access, unit: i64) -> Option<String> {
        rules::see_permissions(access, &self.target()).ok()?;
        let path = Tab::permissions(self.kind, self.id).path;
        Some(format!("{path}?unit={unit}"))
    }

    /// Returns the unit shown at first: the user's own, or the top for a group. If the reader does not see it, the
    /// reader's own.
    fn home(&self, access: &Access) -> Option<i64> {
        let own = access.viewer().map(|viewer| viewer.unit);
        let first = if self.kind == AccountKind::Group {
            Some(TOP)
        } else {
            self.unit
        };
        [first, own].into_iter().flatten().find(|unit| access.sees(*unit))
    }
}

/// Changing the cells of this account.
#[derive(Debug, Clone, Copy)]
pub struct ChangeCells;

impl Action for ChangeCells {
    type Row = Holder;
    fn target(row: &Holder) -> Target {
        row.target()
    }
    fn allowed(access: &Access, target: &Target) -> Result<(), Refusal> {
        rules::change_cells(access, target)
    }
}

impl OnRow for ChangeCells {
    fn lock(tx: &mut Tx<'_>, id: i64) -> Result<Option<Holder>> {
        store::lock_holder(tx, id)
    }
}

/// Changing cells in this unit; if it is archived, they can only be emptied.
#[derive(Debug, Clone, Copy)]
pub struct SetPermissions;

impl Action for SetPermissions {
    type Row = Place;
    fn target(row: &Place) -> Target {
        Target::unit(row.id)
    }
    fn allowed(access: &Access, target: &Target) -> Result<(), Refusal> {
        rules::set_permissions(access, target)
    }
}

impl OnRow for SetPermissions {
    fn lock(tx: &mut Tx<'_>, id: i64) -> Result<Option<Place>> {
        store::lock_place(tx, id)
    }
}

/// A page that shows an account's cells: its address, and who may open it.
#[derive(Clone)]
pub struct Tab {
    pub id: i64,
    /// The kind the account must have, if the page is for one kind only.
    pub kind: Option<AccountKind>,
    /// The path of the page, without a query.
    pub path: String,
    pub gate: fn(&Access, &Holder) -> Result<(), Refusal>,
}

impl Tab {
    /// Returns the tab **Permissions** of a user or a group, below that account's own address (SPEC 3.3, G-3).
    pub fn permissions(kind: AccountKind, id: i64) -> Self {
        let screen = if kind == AccountKind::User { "users" } else { "groups" };
        Self {
            id,
            kind: Some(kind),
            path: format!("/{screen}/{id}/permissions"),
            gate: |access, holder| rules::see_permissions(access, &holder.target()),
        }
    }

    fn admits(&self, access: &Access, holder: &Holder) -> Result<()> {
        if self.kind.is_some_and(|kind| kind != holder.kind) {
            return Err(Error::NotFound);
        }
        Ok((self.gate)(access, holder)?)
    }

    /// Returns the account if the reader may see its cells on this page.
    ///
    /// # Errors
    /// `NotFound` if the account does not exist for the reader, `Denied` if they may not open the page.
    pub fn open(&self, access: &Access, db: &mut impl Read) -> Result<Holder> {
        let holder = store::holder(db, self.id)?;
        let holder = holder
            .filter(|holder| access.finds(&holder.target()))
            .ok_or(Error::NotFound)?;
        self.admits(access, &holder)?;
        Ok(holder)
    }
}

/// Whether everybody is in this group without a stored membership (P-25).
fn is_implicit(group: i64) -> bool {
    group == USERS || group == ALL
}

/// Whether the reader may see this unit, archived or not.
fn open_to(access: &Access, unit: i64) -> bool {
    access.snapshot().units().get(unit).is_some() && access.knows(unit)
}
