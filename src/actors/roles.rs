//! The roles of an actor: which screens show it, and the proof that a change of roles is allowed (SPEC ).
use super::{Actor, CUSTOMER, SUPPLIER};
use crate::access::actor_roles::{ActorRole, Deed};
use crate::access::fixed::TOP;
use crate::access::permission::Permission;
use crate::access::{Access, Refusal, Target, TargetActor, rules};
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::org_units;
use crate::web::menu;

/// Everybody who may open the list of a role (SPEC P-14); none: of the actors without a directory.
///
/// # Errors
/// `Denied`.
pub fn screen(access: &Access, role: Option<&ActorRole>) -> Result<()> {
    let (opens, right) = match role {
        Some(role) => (
            menu::opens_directory(access, role),
            Permission::NAVIGATE_ACTOR_DIRECTORY,
        ),
        None => (
            access.holds(Permission::ACTOR_SETUP_MANAGE, TOP),
            Permission::ACTOR_SETUP_MANAGE,
        ),
    };
    if opens {
        return Ok(());
    }
    Err(Refusal::NoScreen { right }.into())
}

/// Everybody who may open this actor, seen that they see its unit: the screen of any of its directories, or of those
/// without one.
///
/// # Errors
/// `Denied`.
pub fn screen_of(access: &Access, actor: &Actor) -> Result<()> {
    if opens(access, &actor.roles) {
        return Ok(());
    }
    let roles = access.snapshot().actor_roles();
    let mut directories = actor.roles.iter().filter_map(|id| roles.get(*id));
    screen(access, directories.find(|role| role.is_directory()))
}

/// Whether there is a screen for the reader on which an actor with these roles stands.
pub fn opens(access: &Access, roles: &[i64]) -> bool {
    let known = access.snapshot().actor_roles();
    let directories = roles
        .iter()
        .filter_map(|id| known.get(*id))
        .filter(|role| role.is_directory());
    let directories: Vec<&ActorRole> = directories.collect();
    match directories[..] {
        [] => access.holds(Permission::ACTOR_SETUP_MANAGE, TOP),
        _ => directories.iter().any(|role| menu::opens_directory(access, role)),
    }
}

/// Everybody who may open any list of actors.
///
/// # Errors
/// `Denied`.
pub fn some_screen(access: &Access) -> Result<()> {
    if menu::directories(access).next().is_some() || access.holds(Permission::ACTOR_SETUP_MANAGE, TOP) {
        return Ok(());
    }
    let right = Permission::NAVIGATE_ACTOR_DIRECTORY;
    Err(Refusal::NoScreen { right }.into())
}

/// Customer and Supplier exclude each other (SPEC A-2).
pub fn excluded(roles: &[i64]) -> bool {
    roles.contains(&CUSTOMER) && roles.contains(&SUPPLIER)
}

/// Proof that an actor may get and lose these roles.
#[derive(Debug, Clone)]
pub struct RoleChange {
    unit: i64,
    before: Vec<i64>,
    after: Vec<i64>,
    added: Vec<i64>,
    removed: Vec<i64>,
}

impl RoleChange {
    /// A new actor in this unit with these roles: Create of each.
    ///
    /// # Errors
    /// The right that is missing.
    pub fn of_new(access: &Access, unit: i64, roles: &[i64]) -> std::result::Result<Self, Refusal> {
        let target = of_roles(unit, roles, None);
        if roles.is_empty() {
            // Only whoever sets actors up makes some without any.
            rules::edit_actor(access, &target)?;
        }
        for role in roles {
            rules::actor_role(access, &target, *role, Deed::Create, Deed::Create)?;
        }
        Ok(Self {
            unit,
            before: Vec::new(),
            after: sorted(roles),
            added: sorted(roles),
            removed: Vec::new(),
        })
    }

    /// An actor that is there: Create of what is added, in the unit it will stand in, and Delete of what is taken away, in
    /// the one it stands in now.
    ///
    /// # Errors
    /// The right that is missing.
    pub fn of(access: &Access, actor: &Actor, unit: i64, roles: &[i64]) -> std::result::Result<Self, Refusal> {
        let after = sorted(roles);
        let lacking = |all: &[i64], other: &[i64]| -> Vec<i64> {
            all.iter().copied().filter(|role| !other.contains(role)).collect()
        };
        let (added, removed) = (lacking(&after, &actor.roles), lacking(&actor.roles, &after));
        let there = of_roles(unit, &actor.roles, actor.user);
        for role in &added {
            rules::actor_role(access, &there, *role, Deed::Create, Deed::Edit)?;
        }
        for role in &removed {
            rules::actor_role(access, &actor.target(), *role, Deed::Delete, Deed::Edit)?;
        }
        Ok(Self {
            unit,
            before: actor.roles.clone(),
            after,
            added,
            removed,
        })
    }

    /// Whether it was asked for an actor that has these roles and will stand in this unit.
    pub(super) fn is_of(&self, unit: i64, before: &[i64]) -> bool {
        self.unit == unit && self.before == before
    }

    /// All the actor has afterwards.
    pub fn after(&self) -> &[i64] {
        &self.after
    }

    pub fn added(&self) -> &[i64] {
        &self.added
    }

    pub fn removed(&self) -> &[i64] {
        &self.removed
    }

    pub fn is_none(&self) -> bool {
        self.added.is_empty() && self.removed.is_empty()
    }
}

/// Proof that an actor may be brought into a unit: Edit there for each role it has, and the unit is in use.
#[derive(Debug, Clone)]
pub struct ReceiveActor {
    unit: i64,
    actor: i64,
}

impl ReceiveActor {
    /// Holds the unit, as a capability does.
    ///
    /// # Errors
    /// `NotFound` for a unit that is archived or that the reader does not see, `Denied`.
    pub fn of(access: &Access, tx: &mut Tx<'_>, actor: &Actor, unit: i64) -> Result<Self> {
        let target = of_roles(unit, &actor.roles, actor.user);
        if org_units::lock(tx, unit)?.is_none() || !access.finds(&target) {
            return Err(Error::NotFound);
        }
        rules::receive_actor(access, &target)?;
        Ok(Self { unit, actor: actor.id })
    }

    pub(super) fn unit(&self) -> i64 {
        self.unit
    }

    pub(super) fn is_for(&self, actor: &Actor) -> bool {
        self.actor == actor.id
    }
}

/// An actor with these roles in this unit, as rules see it.
pub(super) fn of_roles(unit: i64, roles: &[i64], user: Option<i64>) -> Target {
    let roles = roles.to_vec();
    Target::actor(unit, TargetActor { roles, user })
}

fn sorted(roles: &[i64]) -> Vec<i64> {
    let mut roles = roles.to_vec();
    roles.sort_unstable();
    roles.dedup();
    roles
}
