//! Actors → **Actor groups**: actors that belong together, such as the members of a club (SPEC A-6). They give no rights.
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

/// Where the list is.
const LIST: &str = "/setup/actors/groups";

/// One group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ActorGroup {
    pub id: i64,
    pub name: String,
    /// Only actors with this role are members; none: any actor.
    pub role: Option<i64>,
    /// Its picture.
    pub image: Option<Uuid>,
    /// Optimistic lock of its form.
    pub version: i32,
    pub updated_at: DateTime<Utc>,
    /// Display name of whoever saved it last.
    pub updated_by: Option<String>,
}

/// Whose group it can be: every actor's, or a role's.
fn choices(visit: &Visit) -> Vec<Choice> {
    let every = Choice::new("", visit.t.get("actor-metadata-every"));
    let roles = roles::all(&visit.access).all().iter();
    let roles = roles.map(|role| Choice::new(role.id.to_string(), role_name(&visit.t, role)));
    std::iter::once(every).chain(roles).collect()
}

/// What the group is for, to be shown.
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
