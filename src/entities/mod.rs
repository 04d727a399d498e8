//! The cells: what accounts are allowed and denied where (SPEC 2, 3.3, G-3, G-6).
//!
//! * `cells` has the verb: every cell is written there, measured by "nobody gives more than they hold" (P-6).
//! * `sheet` is one account's cells in one unit, as the tabs **Permissions** of users and groups show and save them.
pub mod cells;
pub mod explorer;
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
use crate::web::group_name::group_name;
use crate::web::i18n::Texts;

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

    /// What it is called, for the reader.
    pub fn shown(&self, t: &Texts) -> String {
        group_name(t, self.id, &self.display_name)
    }

    /// What P-6 measures.
    pub fn account(&self) -> Account<'_> {
        match self.kind {
            Kind::User => Account::User(&self.rights),
            Kind::Group => Account::Group(self.id),
        }
    }

    /// The tab **Permissions** of this account in a unit, where the reader may see it.
    fn permissions_url(&self, access: &Access, unit: i64) -> Option<String> {
        rules::see_permissions(access, &self.target()).ok()?;
        let path = Tab::permissions(self.kind, self.id).path;
        Some(format!("{path}?unit={unit}"))
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

/// Cells in this unit; if it is archived, only emptying them.
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

/// Where an account's cells are looked at: the address, and who may look there at all.
#[derive(Clone)]
pub struct Tab {
    pub id: i64,
    /// What it must be.
    pub kind: Option<Kind>,
    /// Of the page, without what is asked for.
    pub path: String,
    pub gate: fn(&Access, &Holder) -> std::result::Result<(), Refusal>,
}

impl Tab {
    /// The tab **Permissions** of a user or a group, below its own address (SPEC 3.3, G-3).
    pub fn permissions(kind: Kind, id: i64) -> Self {
        let screen = if kind == Kind::User { "users" } else { "groups" };
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

    /// The account, as the reader may look into its cells.
    ///
    /// # Errors
    /// `NotFound` where there is none for the reader, `Denied` where the page is not theirs.
    pub fn open(&self, access: &Access, db: &mut impl Read) -> Result<Holder> {
        let holder = store::holder(db, self.id)?;
        let holder = holder
            .filter(|holder| access.finds(&holder.target()))
            .ok_or(Error::NotFound)?;
        self.admits(access, &holder)?;
        Ok(holder)
    }
}

/// Groups whose members are not written down: everybody is in them (P-25).
fn is_implicit(group: i64) -> bool {
    group == USERS || group == ALL
}

/// Whether the reader may look into this unit, archived or not.
fn open_to(access: &Access, unit: i64) -> bool {
    access.snapshot().units().get(unit).is_some() && access.knows(unit)
}
