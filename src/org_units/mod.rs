//! The tree of organizational units (SPEC 7).
//!
//! `browse` shows the tree and `edit` one unit. `actions` move, archive and bring back units. `tree` serves fields that
//! choose a unit, and `narrowing` lists that can be filtered by unit.
pub mod actions;
pub mod browse;
pub mod edit;
pub mod found;
pub mod narrowing;
mod store;
pub mod tree;
pub mod verbs;
mod visible;

pub use store::{lock, lock_top, lock_whole, one, renumber, time_zone};

use crate::access::rules;
use crate::access::{Access, Target, actions};
use crate::db::Read;
use crate::error::{Error, Result};
use crate::web::menu;
use chrono::{DateTime, Utc};

/// The path of the tree's screen.
pub const PATH: &str = "/org-units";

/// A unit that is not archived.
#[derive(Debug, Clone)]
pub struct Unit {
    pub id: i64,
    pub name: String,
    pub code: String,
}

impl Unit {
    pub fn target(&self) -> Target {
        Target::unit(self.id)
    }
}

/// The kind of a unit (SPEC 1).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Top,
    /// Directly below the top.
    Customer,
    /// Anywhere below a customer.
    Unit,
}

impl Kind {
    /// # Errors
    /// If there is no such kind.
    pub fn stored(code: &str) -> Result<Self> {
        let kinds = [Kind::Top, Kind::Customer, Kind::Unit];
        let found = kinds.into_iter().find(|kind| kind.code() == code);
        found.ok_or_else(|| Error::unknown("kind of a unit", code))
    }

    pub const fn code(self) -> &'static str {
        match self {
            Kind::Top => "top",
            Kind::Customer => "customer",
            Kind::Unit => "unit",
        }
    }

    /// Returns the kind of the units directly below one of this kind.
    pub const fn below(self) -> Self {
        match self {
            Kind::Top => Kind::Customer,
            Kind::Customer | Kind::Unit => Kind::Unit,
        }
    }

    /// Returns the id of its text.
    pub const fn label(self) -> &'static str {
        match self {
            Kind::Top => "org-unit-kind-top",
            Kind::Customer => "org-unit-kind-customer",
            Kind::Unit => "org-unit-kind-unit",
        }
    }
}

/// A unit, archived or not, with all its fields.
#[derive(Debug, Clone)]
pub struct OrgUnit {
    pub id: i64,
    pub kind: Kind,
    pub parent: Option<i64>,
    pub code: String,
    pub name: String,
    /// Store number.
    pub number: Option<String>,
    pub customer_number: Option<String>,
    pub time_zone: Option<String>,
    pub language: Option<String>,
    pub archived_at: Option<DateTime<Utc>>,
    pub version: i32,
    pub updated_at: DateTime<Utc>,
    /// Display name of the user who last changed it.
    pub updated_by: Option<String>,
}

impl OrgUnit {
    pub fn target(&self) -> Target {
        Target::unit(self.id)
    }

    /// Returns the unit as a place for others.
    pub fn place(&self) -> Unit {
        Unit {
            id: self.id,
            name: self.name.clone(),
            code: self.code.clone(),
        }
    }
}

actions! {
    /// Creating a unit below this one.
    CreateUnit: Unit = store::lock, Unit::target, rules::create_unit;
    /// Changing name, code, numbers, time zone and language.
    EditUnit: OrgUnit = store::lock_whole, OrgUnit::target, rules::edit_unit;
    /// Moving this unit away from its place.
    MoveUnit: OrgUnit = store::lock_whole, OrgUnit::target, rules::move_unit;
    /// Moving another unit below this one.
    ReceiveUnit: Unit = store::lock, Unit::target, rules::create_unit;
    /// Archiving: the unit is out of use, but kept.
    ArchiveUnit: OrgUnit = store::lock_whole, OrgUnit::target, rules::archive_unit;
    /// Bringing an archived unit back into use.
    UnarchiveUnit: OrgUnit = store::lock_whole, OrgUnit::target, rules::unarchive_unit;
}

/// Returns a unit if the reader may look at it. That takes the screen and Access to the unit (P-12), but no right to
/// change anything.
fn opened(access: &Access, db: &mut impl Read, id: i64) -> Result<OrgUnit> {
    if !access.knows(id) {
        return Err(Error::NotFound);
    }
    menu::ORG_UNITS.enter(access)?;
    store::one(db, id)?.ok_or(Error::NotFound)
}
