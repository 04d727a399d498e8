//! The roles of an actor: which screens show it, and the proof that a change of its roles is allowed (SPEC ).
use super::{Actor, CUSTOMER, SUPPLIER};
use crate::access::actor_roles::{ActorRole, Deed};
use crate::access::fixed::TOP;
use crate::access::permission::Permission;
use crate::access::{Access, Refusal, Target, TargetActor, rules};
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::org_units;
use crate::web::menu;

/// Checks that the reader may open the list of a role (SPEC P-14). `None` is the list of actors without a directory.
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

/// Checks that the reader may open this actor, whose unit the reader sees. That takes the screen of any of its
/// directories, or the screen of actors without a directory.
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

/// Whether the reader has a screen that shows an actor with these roles.
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

/// Checks that the reader may open any list of actors.
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

/// Whether the roles contain both Customer and Supplier, which exclude each other (SPEC A-2).
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
    /// For a new actor in this unit with these roles: needs Create of each role.
    ///
    /// # Errors
    /// The right that is missing.
    pub fn of_new(access: &Access, unit: i64, roles: &[i64]) -> Result<Self, Refusal> {
        let target = of_roles(unit, roles, None);
        if roles.is_empty() {
            // Only readers who may set actors up can make one without roles.
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

    /// For an existing actor: needs Create of the added roles in the unit where it will be, and Delete of the removed
    /// ones in its present unit.
    ///
    /// # Errors
    /// The right that is missing.
    pub fn of(access: &Access, actor: &Actor, unit: i64, roles: &[i64]) -> Result<Self, Refusal> {
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

    /// Whether the proof is for an actor that has these roles and will be in this unit.
    pub(super) fn is_of(&self, unit: i64, before: &[i64]) -> bool {
        self.unit == unit && self.before == before
    }

    /// Returns all roles the actor has after the change.
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

/// Proof that an actor may be moved into a unit: Edit there for each of its roles, and the unit is in use.
#[derive(Debug, Clone)]
pub struct ReceiveActor {
    unit: i64,
    actor: i64,
}

impl ReceiveActor {
    /// Checks the rights and locks the unit, as a capability does.
    ///
    /// # Errors
    /// `NotFound` for a unit that is archived or that the reader does not see; `Denied` without the right.
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

/// Returns the target for rules: an actor with these roles in this unit.
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
