//! The roles an actor can have (SPEC A-6). They are part of the access snapshot, so reading them costs no query.
//!
//! A role that is a *directory* has four rights of its own, which are created, named and deleted with it (SPEC 2.3).
pub mod delete;
pub mod edit;
mod form;
pub mod list;
mod rights;
mod store;
mod verbs;

pub use crate::access::actor_roles::{ActorRole, ActorRoles, Deed};
pub use crate::web::group_name::{role_list_name, role_name};
pub(super) use store::{one, settle_next};

use crate::access::Access;
use crate::db::Read;
use crate::error::{Error, Result};
use crate::web::group_name::role_key;
use crate::web::i18n::Texts;
use crate::web::menu;
use chrono::{DateTime, Utc};

/// Address of the list.
pub(super) const LIST: &str = "/setup/actors/roles";

/// Roles with a smaller id are delivered with the product.
const OWN_FROM: i64 = 100;

/// Returns every role, as of this request.
pub fn all(access: &Access) -> &ActorRoles {
    access.snapshot().actor_roles()
}

/// A role with everything its form shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Role {
    pub id: i64,
    pub name: String,
    pub display_name: String,
    pub short_name: String,
    pub description: String,
    pub enabled: bool,
    pub directory: bool,
    /// Roles that are given along with it.
    pub gives: Vec<i64>,
    /// Optimistic lock of its form.
    pub version: i32,
    pub updated_at: DateTime<Utc>,
    /// Display name of the user who saved it last.
    pub updated_by: Option<String>,
}

impl Role {
    /// Whether it is delivered with the product. Such a role can be renamed and disabled, but not deleted.
    pub fn is_delivered(&self) -> bool {
        self.id < OWN_FROM
    }

    /// Returns its name, for the reader.
    pub fn shown(&self, t: &Texts) -> String {
        role_key(&self.name, &self.display_name).map_or_else(|| self.display_name.clone(), |key| t.get(key))
    }
}

/// Returns a role that the reader may open.
pub(super) fn seen(access: &Access, db: &mut impl Read, id: i64) -> Result<Role> {
    menu::ACTOR_ROLES.enter(access)?;
    one(db, id)?.ok_or(Error::NotFound)
}
