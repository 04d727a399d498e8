//! Actors: customers, suppliers, employees and other parties (SPEC 8). An actor is never the logged-in user.
//!
//! `list` is one screen per role that is a directory; `actions` what its toolbar does; `edit` one actor's own screen;
//! `merge` the merging of two; `details` what its fields may hold; `cpr` the national id number; `image` its picture;
//! `words` how it is found; `verbs` every change. `actor_setup` has roles and their fields. The rights are the four of
//! the role (SPEC A-5).
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
pub use store::{Linked, linked, merged_away, one, with_merged};

pub use crate::access::fixed::{CUSTOMER, EMPLOYEE, SUPPLIER};

use crate::access::snapshot::Subject;
use crate::access::{Target, TargetActor, actions, rules};
use crate::error::{Error, Result};
use crate::org_units::Unit;
use chrono::{DateTime, Utc};
use uuid::Uuid;

/// The address of the lists.
pub const PATH: &str = "/actors";

/// Which kind of party an actor is.
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

    /// Reads a stored kind.
    ///
    /// # Errors
    /// There is no such kind.
    pub fn stored(code: &str) -> Result<Self> {
        Self::from_code(code).ok_or_else(|| Error::unknown("kind of an actor", code))
    }

    /// Returns the id of its text.
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
    /// The ids of its roles, ascending.
    pub roles: Vec<i64>,
    /// The linked user.
    pub user: Option<i64>,
    pub enabled: bool,
    pub archived_at: Option<DateTime<Utc>>,
    /// Its picture.
    pub image: Option<Uuid>,
    /// Shown as a warning wherever the actor is shown (SPEC A-2).
    pub remarks: String,
    /// The survivor, if the actor was merged away.
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

    /// Returns the target for the linked user's own changes. That user needs no Access for them (SPEC P-21).
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
    /// Create an actor in this unit; [`RoleChange`] says with which roles.
    CreateActor: Unit = crate::org_units::lock, Unit::target, rules::create_actor;
    /// Change anything of it: the form opens for a change.
    ChangeActor: Actor = store::lock, Actor::target, rules::change_actor;
    /// Change the fields that are common to all roles.
    EditActor: Actor = store::lock, Actor::target, rules::edit_actor;
    /// See the whole national id number.
    ViewCpr: Actor = store::lock, Actor::target, rules::view_cpr;
    /// Change the national id number.
    EditCpr: Actor = store::lock, Actor::target, rules::edit_cpr;
    /// Give a new actor in this unit a national id number.
    GiveCpr: Unit = crate::org_units::lock, Unit::target, rules::give_cpr;
    /// Enable or disable it.
    EnableActor: Actor = store::lock, Actor::target, rules::enable_actor;
    /// Change the linked user, which also takes `LinkUser` for that user.
    LinkActor: Actor = store::lock, Actor::target, rules::link_actor;
    /// Archive and unarchive.
    ArchiveActor: Actor = store::lock, Actor::target, rules::archive_actor;
    /// Delete.
    DeleteActor: Actor = store::lock_for_delete, Actor::target, rules::delete_actor;
    /// Merge it with another actor, as survivor or not. It must not be merged away already.
    MergeActor: Actor = store::lock, Actor::target, rules::merge_actor;
    /// Choose whose national id number is kept, if both actors of a merge have one.
    ChooseCpr: Actor = store::lock, Actor::target, rules::give_cpr;
    /// Undo a merge; asked of both actors.
    UnmergeActor: Actor = store::lock_any, Actor::target, rules::merge_actor;
    /// Change the name, address, phone and email of one's own actor.
    OwnActor: Actor = store::lock, Actor::own_target, rules::own_actor;
}
