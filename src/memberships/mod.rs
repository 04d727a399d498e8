//! Memberships: an account is in a group, within an org. unit and below it (SPEC 1, 3.3, G-3, G-5).
//!
//! The verbs are called by the tabs of users and groups, by the list of users and by the Memberships screen. They ask P-6
//! themselves: a capability says that the right is held in the place, the verb that nothing more is given than is held.
pub mod administrators;
pub mod dates;
pub mod find;
mod idle;
pub mod list;
pub mod pages;
mod store;
pub mod verbs;

pub use idle::idle_here;
pub use store::{account, group, of_account, one};
pub use verbs::{Misfit, Wanted};

use crate::access::snapshot::Subject;
use crate::access::{Target, actions, rules};
use crate::org_units::{self, Unit};
use crate::web::group_name::group_name;
use crate::web::i18n::Texts;
use chrono::{DateTime, Utc};

/// A group that accounts are put into.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    pub id: i64,
    pub name: String,
    pub display_name: String,
}

impl Group {
    /// What it is called, for the reader.
    pub fn shown(&self, t: &Texts) -> String {
        group_name(t, self.id, &self.display_name)
    }
}

/// A user or a group that is, or is to be, in a group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    pub id: i64,
    /// Login name of a user, name of a group.
    pub name: String,
    pub display_name: String,
    pub who: Who,
}

/// What kind of account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Who {
    /// With the primary unit, and what its rights come from.
    User {
        unit: i64,
        rights: Subject,
    },
    Group,
}

impl Account {
    /// The rights' side of a user.
    pub fn subject(&self) -> Option<&Subject> {
        match &self.who {
            Who::User { rights, .. } => Some(rights),
            Who::Group => None,
        }
    }

    /// What it is called, for the reader.
    pub fn shown(&self, t: &Texts) -> String {
        group_name(t, self.id, &self.display_name)
    }

    pub fn is_group(&self) -> bool {
        self.who == Who::Group
    }
}

/// From when until when (SPEC P-11); none: open.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Dates {
    pub from: Option<DateTime<Utc>>,
    /// Excluded.
    pub to: Option<DateTime<Utc>>,
}

/// A membership that is there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Membership {
    pub id: i64,
    pub unit: i64,
    pub group: Group,
    pub account: Account,
    pub dates: Dates,
    /// Optimistic lock of its dates.
    pub version: i32,
    pub created_at: DateTime<Utc>,
    /// Display name of whoever made it.
    pub created_by: Option<String>,
}

impl Membership {
    pub fn target(&self) -> Target {
        Target::membership(self.unit, self.group.id, self.account.subject().cloned())
    }
}

actions! {
    /// A membership in this unit.
    AddMembership: Unit = org_units::lock, Unit::target, rules::add_membership;
    /// Takes somebody out of a group.
    RemoveMembership: Membership = store::lock, Membership::target, rules::remove_membership;
    /// Other dates.
    ChangeMembership: Membership = store::lock, Membership::target, rules::change_membership;
}
