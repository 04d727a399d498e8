//! Groups: users and other groups that share rights (SPEC 6).
//!
//! `list` has the screen, `edit` the pages of one group, and `verbs` the changes. Members belong to `memberships`, and
//! cells to `entities`.
pub mod edit;
pub mod list;
mod store;
pub mod verbs;

pub use store::one;

use crate::access::{Target, actions, installation_actions, rules};
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
    /// Whether it is Administrators, Users or All, whose names are fixed (P-25).
    pub system: bool,
    /// Whether it is a predefined role, whose name and rights its module decides (SPEC G-4).
    pub predefined: bool,
    /// Token periods of its members (SPEC N-4). `None`: those of another group, or the default.
    pub access_minutes: Option<i32>,
    pub refresh_minutes: Option<i32>,
    /// **Require two-factor** (SPEC U-32).
    pub require_two_factor: bool,
    /// Optimistic lock of the edit form.
    pub version: i32,
    pub updated_at: DateTime<Utc>,
    /// Display name of the user who saved it last.
    pub updated_by: Option<String>,
}

impl Group {
    pub fn target(&self) -> Target {
        Target::group(self.id)
    }
}

installation_actions! {
    /// Make a new group; checked at the top.
    CreateGroup: Unit = org_units::lock_top, rules::create_group;
}

actions! {
    /// Change a group's details.
    EditGroup: Group = store::lock, Group::target, rules::edit_group;
    /// Change what a group is called.
    RenameGroup: Group = store::lock, Group::target, rules::rename_group;
    /// Delete this group.
    DeleteGroup: Group = store::lock_for_delete, Group::target, rules::delete_group;
    /// Copy from this group.
    CopyGroup: Group = store::lock, Group::target, rules::copy_group;
}
