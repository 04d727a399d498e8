//! Actors → **Actor groups**: actors that belong together, such as a club's members (SPEC A-6). Groups give no rights.
pub mod delete;
pub mod edit;
mod find;
pub mod image;
pub mod list;
pub mod members;
mod store;
pub mod verbs;

pub use find::{found, named};

use crate::actor_setup::roles::{self, role_name};
use crate::web::field::Choice;
use crate::web::parts::Tab;
use crate::web::visit::Visit;
use chrono::{DateTime, Utc};
use uuid::Uuid;

/// The address of the list.
const LIST: &str = "/setup/actors/groups";

/// One group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ActorGroup {
    pub id: i64,
    pub name: String,
    /// What lists are sorted by.
    pub sort_name: String,
    /// The role that its members must have; None for any actor.
    pub role: Option<i64>,
    /// Its picture.
    pub image: Option<Uuid>,
    /// Version of its form, for optimistic locking.
    pub version: i32,
    pub updated_at: DateTime<Utc>,
    /// Display name of the user who saved it last.
    pub updated_by: Option<String>,
}

/// Returns what a group can be for: every actor, or those with a role.
fn choices(visit: &Visit) -> Vec<Choice> {
    let every = Choice::new("", visit.t.get("actor-metadata-every"));
    let roles = roles::all(&visit.access).all().iter();
    let roles = roles.map(|role| Choice::new(role.id.to_string(), role_name(&visit.t, role)));
    std::iter::once(every).chain(roles).collect()
}

/// Returns what the group is for, in words.
fn applies(visit: &Visit, role: Option<i64>) -> String {
    let found = role.and_then(|role| roles::all(&visit.access).get(role));
    found.map_or_else(|| visit.t.get("actor-metadata-every"), |role| role_name(&visit.t, role))
}

fn tabs(visit: &Visit, group: i64, on_members: bool) -> Vec<Tab> {
    let tab = |label: &str, path: &str, current: bool| Tab {
        label: visit.t.get(label),
        url: format!("{LIST}/{group}{path}"),
        current,
        ..Tab::default()
    };
    vec![
        tab("user-tab-details", "", !on_members),
        tab("actor-group-members", "/members", on_members),
    ]
}
