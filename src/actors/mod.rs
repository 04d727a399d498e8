//! Actors: customers, suppliers, employees and other parties (SPEC 8). Never the logged-in user.
//!
//! `list` one screen per role that is a directory, `actions` what its toolbar does, `edit` one actor's own screen,
//! `merge` two that become one, `details` what may stand in its fields, `cpr` the national id number, `image` its picture,
//! `words` how it is found, `verbs` every change. Roles and their fields are
//! `actor_setup`'s, rights the role's four (SPEC A-5).
pub mod actions;
pub mod cpr;
pub mod details;
pub mod edit;
pub mod image;
pub mod list;
pub mod merge;
pub mod notes;
mod roles;
mod store;
pub mod verbs;
pub mod words;

pub use roles::{ReceiveActor, RoleChange, excluded, opens, screen, screen_of, some_screen};
pub use store::{Linked, linked, merged_away, one};

pub use crate::access::fixed::{CUSTOMER, EMPLOYEE, SUPPLIER};

use crate::access::snapshot::Subject;
use crate::access::{Target, TargetActor, actions, rules};
use crate::error::{Error, Result};
use crate::org_units::Unit;
use chrono::{DateTime, Utc};
use uuid::Uuid;

/// Where the lists are.
pub const PATH: &str = "/actors";

/// What kind of party.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Kind {
    #[default]
    Person,
    Organization,
}

impl Kind {
    pub const ALL: [Kind; 2] = [Kind::Person, Kind::Organization];

    pub const fn code(self) -> &'static str {
        match self {
            Kind::Person => "person",
            Kind::Organization => "organization",
        }
    }

    pub fn from_code(code: &str) -> Option<Self> {
        Kind::ALL.into_iter().find(|kind| kind.code() == code)
    }

    /// # Errors
    /// There is no such kind.
    pub fn stored(code: &str) -> Result<Self> {
        Self::from_code(code).ok_or_else(|| Error::unknown("kind of an actor", code))
    }

    /// Id of its text.
    pub const fn label(self) -> &'static str {
        match self {
            Kind::Person => "actor-kind-person",
            Kind::Organization => "actor-kind-organization",
        }
    }
}

/// An actor as rules and actions need it.
#[derive(Debug, Clone)]
pub struct Actor {
    pub id: i64,
    pub kind: Kind,
    pub name: String,
    pub number: String,
    pub unit: i64,
    /// By id, ascending.
    pub roles: Vec<i64>,
    /// The linked user.
    pub user: Option<i64>,
    pub enabled: bool,
    pub archived_at: Option<DateTime<Utc>>,
    /// Its picture.
    pub image: Option<Uuid>,
    /// Said as a warning wherever the actor is shown (SPEC A-2).
    pub remarks: String,
    /// Who survived a merge with it.
    pub merged_into: Option<i64>,
    pub version: i32,
}

impl Actor {
    pub fn target(&self) -> Target {
        Target::actor(
            self.unit,
            TargetActor {
                roles: self.roles.clone(),
                user: self.user,
            },
        )
    }

    /// The same for the user it is linked to, who needs no Access for it (SPEC P-21).
    fn own_target(&self) -> Target {
        match self.user {
            Some(user) => Target::user(self.unit, Subject::by_id(user)),
            None => self.target(),
        }
    }

    pub fn is_archived(&self) -> bool {
        self.archived_at.is_some()
    }
}

actions! {
    /// A new actor in this unit; of which roles, [`RoleChange`] says.
    CreateActor: Unit = crate::org_units::lock, Unit::target, rules::create_actor;
    /// Anything of it: its form opens for a change.
    ChangeActor: Actor = store::lock, Actor::target, rules::change_actor;
    /// The fields that are common to all roles.
    EditActor: Actor = store::lock, Actor::target, rules::edit_actor;
    /// The whole national id number, to look at.
    ViewCpr: Actor = store::lock, Actor::target, rules::view_cpr;
    /// The same, to change.
    EditCpr: Actor = store::lock, Actor::target, rules::edit_cpr;
    /// The same of a new actor in this unit.
    GiveCpr: Unit = crate::org_units::lock, Unit::target, rules::give_cpr;
    /// Enabled or not.
    EnableActor: Actor = store::lock, Actor::target, rules::enable_actor;
    /// The linked user; that user takes `EditUser` besides.
    LinkActor: Actor = store::lock, Actor::target, rules::link_actor;
    /// Archive and unarchive.
    ArchiveActor: Actor = store::lock, Actor::target, rules::archive_actor;
    /// Delete.
    DeleteActor: Actor = store::lock_for_delete, Actor::target, rules::delete_actor;
    /// Merge it with another, as survivor or not; what stands for itself only.
    MergeActor: Actor = store::lock, Actor::target, rules::merge_actor;
    /// Whose national id number stays, where two that are merged have one each.
    ChooseCpr: Actor = store::lock, Actor::target, rules::give_cpr;
    /// Undo a merge, of who survived and of who did not.
    UnmergeActor: Actor = store::lock_any, Actor::target, rules::merge_actor;
    /// One's own name, address, phone and email.
    OwnActor: Actor = store::lock, Actor::own_target, rules::own_actor;
}
