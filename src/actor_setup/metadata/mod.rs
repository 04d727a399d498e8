//! Actors → **Metadata records**: named extra fields of one role or of every actor (SPEC A-6). They are fields with a
//! key. `fields` has their changes and removes them.
pub mod edit;
pub mod list;

use crate::actor_setup::roles::{self, role_name};
use crate::web::field::Choice;
use crate::web::visit::Visit;

/// Address of the list.
const LIST: &str = "/setup/actors/metadata";

/// Returns what a record can apply to: every actor, or one role.
fn choices(visit: &Visit) -> Vec<Choice> {
    let every = Choice::new("", visit.t.get("actor-metadata-every"));
    let roles = roles::all(&visit.access).all().iter();
    let roles = roles.map(|role| Choice::new(role.id.to_string(), role_name(&visit.t, role)));
    std::iter::once(every).chain(roles).collect()
}
