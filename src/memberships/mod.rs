//! Memberships: an account is in a group, for an org. unit and all units below it (SPEC 1, 3.3, G-3, G-5).
//!
//! The tabs of users and groups, the list of users and the Memberships screen call the verbs. The verbs check P-6
//! themselves. A capability proves that the right is held in the unit; the verb checks that nothing is given beyond
//! what the author holds.
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

/// A group to which accounts can be added.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    pub id: i64,
    pub name: String,
    pub display_name: String,
}

impl Group {
    /// Returns its name, for the reader.
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

/// The kind of an account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Who {
    /// A user, with the primary unit, and what its rights come from.
    User {
        unit: i64,
        rights: Subject,
    },
    Group,
}

impl Account {
    /// Returns what a user's rights come from. `None` for a group.
    pub fn subject(&self) -> Option<&Subject> {
        match &self.who {
            Who::User { rights, .. } => Some(rights),
            Who::Group => None,
        }
    }

    /// Returns its name, for the reader.
    pub fn shown(&self, t: &Texts) -> String {
        group_name(t, self.id, &self.display_name)
    }

    pub fn is_group(&self) -> bool {
        self.who == Who::Group
    }
}

/// From when until when a membership counts (SPEC P-11). `None`: without limit.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Dates {
    pub from: Option<DateTime<Utc>>,
    /// The first moment at which it no longer counts.
    pub to: Option<DateTime<Utc>>,
}

/// A stored membership.
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
    /// Display name of the user who made it.
    pub created_by: Option<String>,
}

impl Membership {
    pub fn target(&self) -> Target {
        Target::membership(self.unit, self.group.id, self.account.subject().cloned())
    }
}

actions! {
    /// Add a membership in this unit.
    AddMembership: Unit = org_units::lock, Unit::target, rules::add_membership;
    /// Remove a membership.
    RemoveMembership: Membership = store::lock, Membership::target, rules::remove_membership;
    /// Change the dates of a membership.
    ChangeMembership: Membership = store::lock, Membership::target, rules::change_membership;
}
