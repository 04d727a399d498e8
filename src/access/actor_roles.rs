//! The roles an actor can have, and the rights that come with them (SPEC 8). Rules about actors ask for a role's
//! right. So the roles are kept in the same version as the catalogue of rights, and reading them costs no query.

use std::sync::Arc;

use super::permission::Permission;

/// An action on an actor that has a directory role. Each directory has one right per action (SPEC A-5).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Deed {
    /// Create an actor with the role, or give the role to one.
    Create,
    /// Change an actor that has the role.
    Edit,
    /// Archive and unarchive.
    Archive,
    /// Delete the actor, or take the role away.
    Delete,
}

impl Deed {
    /// In the order of SPEC 2.3.
    pub const ALL: [Deed; 4] = [Deed::Create, Deed::Edit, Deed::Archive, Deed::Delete];

    /// Returns the last word of the right's key.
    pub const fn code(self) -> &'static str {
        match self {
            Deed::Create => "create",
            Deed::Edit => "edit",
            Deed::Archive => "archive",
            Deed::Delete => "delete",
        }
    }
}

/// A role that actors can have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ActorRole {
    /// Its id: 1 Customer, 2 Supplier, 3 Employee, others from 100.
    pub id: i64,
    /// System name, as in the keys of its rights and in files.
    pub name: Arc<str>,
    /// Name as it was typed; `web::group_name::role_name` translates it for a reader.
    pub display_name: Arc<str>,
    /// A few letters for narrow places; may be empty.
    pub short_name: Arc<str>,
    /// Whether it can be given to actors. Actors that have a disabled role keep it.
    pub enabled: bool,
    /// Roles that are given automatically together with this one; see [`ActorRoles::with_given`].
    pub gives: Vec<i64>,
    /// The rights in the order of [`Deed`]. `None` if the role is no directory.
    pub rights: Option<[Permission; 4]>,
}

impl ActorRole {
    /// Whether the role is a directory: it has its own list of actors and four rights.
    pub fn is_directory(&self) -> bool {
        self.rights.is_some()
    }

    /// Returns the right for this deed, or `None` if the role is no directory.
    pub fn right(&self, deed: Deed) -> Option<Permission> {
        self.rights.map(|rights| rights[deed as usize])
    }
}

/// Every role: delivered ones first, then by name.
#[derive(Clone, Debug, Default)]
pub struct ActorRoles {
    roles: Vec<ActorRole>,
    division: Option<i32>,
}

impl ActorRoles {
    /// Makes the list from roles in this order, and the level from which actors are separate.
    pub fn new(roles: Vec<ActorRole>, division: Option<i32>) -> Self {
        Self { roles, division }
    }

    /// The level of the tree from which actors are separate. `None` if each unit has its own
    /// (`actor_setup::division`).
    pub fn division(&self) -> Option<i32> {
        self.division
    }

    /// All roles.
    pub fn all(&self) -> &[ActorRole] {
        &self.roles
    }

    /// The roles with a list of their own.
    pub fn directories(&self) -> impl Iterator<Item = &ActorRole> {
        self.roles.iter().filter(|role| role.is_directory())
    }

    /// The role with this id.
    pub fn get(&self, id: i64) -> Option<&ActorRole> {
        self.roles.iter().find(|role| role.id == id)
    }

    /// The role with this system name.
    pub fn named(&self, name: &str) -> Option<&ActorRole> {
        self.roles.iter().find(|role| &*role.name == name)
    }

    /// Returns these roles and all that are given with them, each once, in the order of [`ActorRoles::all`].
    pub fn with_given(&self, roles: &[i64]) -> Vec<i64> {
        let mut found: Vec<i64> = Vec::new();
        let mut next = roles.to_vec();
        while let Some(id) = next.pop() {
            if let Some(role) = self.get(id).filter(|role| !found.contains(&role.id)) {
                found.push(id);
                next.extend(&role.gives);
            }
        }
        let all = self.roles.iter().map(|role| role.id);
        all.filter(|id| found.contains(id)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn role(id: i64, gives: &[i64]) -> ActorRole {
        ActorRole {
            id,
            name: format!("role-{id}").into(),
            display_name: format!("Role {id}").into(),
            short_name: "".into(),
            enabled: true,
            gives: gives.to_vec(),
            rights: None,
        }
    }

    #[test]
    fn roles_given_along_are_followed_to_the_end_and_round_a_circle() {
        let roles = ActorRoles::new(
            vec![role(1, &[]), role(100, &[101]), role(101, &[102]), role(102, &[100])],
            None,
        );
        assert_eq!(roles.with_given(&[101]), [100, 101, 102]);
        assert_eq!(roles.with_given(&[1, 999]), [1]);
    }

    #[test]
    fn a_role_that_is_a_directory_has_one_right_for_each_deed() {
        let rights = [1000, 1001, 1002, 1003].map(Permission);
        let directory = ActorRole {
            rights: Some(rights),
            ..role(1, &[])
        };
        assert_eq!(Deed::ALL.map(|deed| directory.right(deed)), rights.map(Some));
        assert_eq!(role(1, &[]).right(Deed::Edit), None);
    }
}
