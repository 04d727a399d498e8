//! Groups: users and other groups that share rights (SPEC 6).
//!
//! `list` is the screen, `edit` one group's own pages, `verbs` what is done to a group. Members are `memberships`', cells
//! `entities`'.
pub mod edit;
pub mod list;
mod store;
pub mod verbs;

pub use store::one;

use crate::access::{Target, actions, rules};
use crate::org_units::{self, Unit};
use chrono::{DateTime, Utc};

/// Longest description, in characters.
pub const MAX_DESCRIPTION: usize = 1_000;
/// Longest token period: ten years in minutes.
pub const MAX_MINUTES: i32 = 10 * 366 * 24 * 60;

/// A group that is not deleted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    pub id: i64,
    /// Unique among groups and users.
    pub name: String,
    pub display_name: String,
    pub description: String,
    /// One of Administrators, Users, All: its name is fixed (P-25).
    pub system: bool,
    /// A predefined role: name and rights are its module's (SPEC G-4).
    pub predefined: bool,
    /// Token periods of its members (SPEC N-4); none: another group's or the default.
    pub access_minutes: Option<i32>,
    pub refresh_minutes: Option<i32>,
    /// **Require two-factor** (SPEC U-32).
    pub require_two_factor: bool,
    /// Optimistic lock of the edit form.
    pub version: i32,
    pub updated_at: DateTime<Utc>,
    /// Display name of whoever saved it last.
    pub updated_by: Option<String>,
}

impl Group {
    pub fn target(&self) -> Target {
        Target::group(self.id)
    }
}

/// Any group is made nowhere in particular; the top stands for the place.
fn anywhere(_: &Unit) -> Target {
    Target::new_group()
}

actions! {
    /// A new group; asked for at the top.
    CreateGroup: Unit = org_units::lock, anywhere, rules::create_group;
    /// A group's details.
    EditGroup: Group = store::lock, Group::target, rules::edit_group;
    /// Delete.
    DeleteGroup: Group = store::lock_for_delete, Group::target, rules::delete_group;
    /// Copy from this group.
    CopyGroup: Group = store::lock, Group::target, rules::copy_group;
}
