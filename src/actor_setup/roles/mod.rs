//! The roles an actor can have (SPEC A-6). They come with the access snapshot, so asking for them costs no query.
pub use crate::access::actor_roles::{ActorRole, ActorRoles, Deed};
pub use crate::web::group_name::{role_list_name, role_name};

use crate::access::Access;

/// Every role there is as of this request.
pub fn all(access: &Access) -> &ActorRoles {
    access.snapshot().actor_roles()
}
