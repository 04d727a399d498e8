//! Everything that decides rights, but for the users' own memberships, as it was at one version: immutable, shared.

use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::actor_roles::ActorRoles;
use super::fixed::TOP;
use super::grants::Grants;
use super::period::Period;
use super::permission::{Catalogue, Entry};

pub use super::grants::Grant;
pub use super::groups::{Group, Groups, Nesting};
pub use super::reach::Reach;
pub use super::units::{Unit, Units};

/// A user is in a group, within a unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Membership {
    /// Where.
    pub unit: i64,
    /// The group.
    pub group: i64,
    /// From when; None means always.
    pub from: Option<DateTime<Utc>>,
    /// Until when, excluded; None means for good.
    pub to: Option<DateTime<Utc>>,
}

impl Membership {
    /// Without dates.
    pub fn always(unit: i64, group: i64) -> Self {
        Self {
            unit,
            group,
            from: None,
            to: None,
        }
    }

    pub(super) fn period(&self) -> Period {
        Period::new(self.from, self.to)
    }
}

/// Whose rights are asked about: a user with their direct memberships. Those in Users and All go without saying (P-25).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subject {
    /// The user's id.
    pub user: i64,
    /// Direct memberships only; nesting is the snapshot's.
    pub memberships: Vec<Membership>,
    /// How far any of it counts (P-13).
    pub reach: Reach,
    /// How far it may come to count: a Support Agent's role has no effect while the address is not internal (SPEC C-5).
    pub may_reach: Reach,
}

impl Subject {
    /// Stands for a group alone, where a change must not touch what the group holds.
    const NOBODY: i64 = 0;

    /// A user with their direct memberships, who reaches so far. Those there are come from `subjects_of`.
    pub fn new(user: i64, memberships: Vec<Membership>, reach: Reach) -> Self {
        Self {
            user,
            memberships,
            may_reach: reach.clone(),
            reach,
        }
    }

    /// A user who does not exist (yet): no memberships and no reach.
    pub fn without_anything(user: i64) -> Self {
        Self::new(user, Vec::new(), Reach::NOTHING)
    }

    /// A user identified by id alone, where memberships and reach are not looked at.
    pub fn by_id(user: i64) -> Self {
        Self::new(user, Vec::new(), Reach::Everything)
    }

    /// Returns this subject with that reach.
    pub fn reaching(self, reach: Reach) -> Self {
        Self {
            may_reach: reach.clone(),
            reach,
            ..self
        }
    }

    /// Returns this subject with the reach it may come to have.
    pub fn who_may_reach(self, may_reach: Reach) -> Self {
        Self { may_reach, ..self }
    }

    /// What a group holds, as if somebody without anything else were a member at the top.
    pub fn group(group: i64) -> Self {
        Self::new(Self::NOBODY, vec![Membership::always(TOP, group)], Reach::Everything)
    }

    /// Somebody who is in nothing but this: what one membership comes to.
    pub fn of_membership(membership: Membership) -> Self {
        Self::new(Self::NOBODY, vec![membership], Reach::Everything)
    }

    /// Nobody: is asked nothing.
    pub(super) fn nobody() -> Self {
        Self::without_anything(Self::NOBODY)
    }

    pub(super) fn is_user(&self) -> bool {
        self.user != Self::NOBODY
    }
}

/// What a full load brings.
#[derive(Debug, Default)]
pub struct Parts {
    /// `access_state.version` these are of.
    pub version: i64,
    /// Every unit.
    pub units: Vec<Unit>,
    /// Every group.
    pub groups: Vec<Group>,
    /// Every membership of a group.
    pub nestings: Vec<Nesting>,
    /// Every right there is.
    pub permissions: Vec<Entry>,
    /// What actors can be.
    pub actor_roles: ActorRoles,
}

/// What a patch brings: rows as they are now. A key without a row is gone.
#[derive(Debug, Default)]
pub(super) struct Patch {
    pub version: i64,
    /// All units, if any changed.
    pub units: Option<Vec<Unit>>,
    pub group_keys: Vec<i64>,
    pub groups: Vec<Group>,
    /// All nestings from or to the groups of `group_keys`.
    pub nestings: Vec<Nesting>,
    pub grant_keys: Vec<i64>,
    pub grants: Vec<Grant>,
    /// The whole catalogue and the roles of actors, if any right or role changed.
    pub permissions: Option<(Vec<Entry>, ActorRoles)>,
}

/// Units, groups, grants and catalogue at one version.
#[derive(Clone, Debug)]
pub struct Snapshot {
    version: i64,
    units: Arc<Units>,
    groups: Arc<Groups>,
    grants: Grants,
    catalogue: Arc<Catalogue>,
    actor_roles: Arc<ActorRoles>,
}

impl Snapshot {
    /// Built from everything there is.
    pub fn new(parts: Parts, grants: impl Iterator<Item = Grant>) -> Self {
        let units = Units::new(parts.units);
        let groups = Groups::default().changed(parts.groups, &[], &parts.nestings, &units);
        Self {
            version: parts.version,
            grants: Grants::new(grants, &units),
            units: Arc::new(units),
            groups: Arc::new(groups),
            catalogue: Arc::new(Catalogue::new(parts.permissions)),
            actor_roles: Arc::new(parts.actor_roles),
        }
    }

    /// The next version, sharing with this one what did not change.
    pub(super) fn patched(&self, patch: Patch) -> Self {
        let mut next = Self {
            version: patch.version,
            ..self.clone()
        };
        if let Some(units) = patch.units {
            next.units = Arc::new(self.units.replaced(units));
        }
        if !patch.group_keys.is_empty() {
            let gone = missing(&patch.group_keys, patch.groups.iter().map(|group| group.id));
            next.groups = Arc::new(self.groups.changed(patch.groups, &gone, &patch.nestings, &next.units));
        }
        if !patch.grant_keys.is_empty() {
            next.grants = self.grants.changed(&patch.grant_keys, &patch.grants, &next.units);
        }
        if let Some((permissions, actor_roles)) = patch.permissions {
            next.catalogue = Arc::new(Catalogue::new(permissions));
            next.actor_roles = Arc::new(actor_roles);
        }
        next
    }

    /// The version it is of.
    pub fn version(&self) -> i64 {
        self.version
    }

    /// The tree.
    pub fn units(&self) -> &Units {
        &self.units
    }

    /// The groups.
    pub fn groups(&self) -> &Groups {
        &self.groups
    }

    /// The rights there are.
    pub fn catalogue(&self) -> &Catalogue {
        &self.catalogue
    }

    /// What actors can be.
    pub fn actor_roles(&self) -> &ActorRoles {
        &self.actor_roles
    }

    pub(super) fn grants(&self) -> &Grants {
        &self.grants
    }

    /// The cells of an account, by right.
    pub fn cells_of(&self, account: i64) -> Vec<Grant> {
        let cells = self.grants.of(account).iter();
        cells.map(|cell| cell.grant(account, &self.units)).collect()
    }

    /// Every cell there is.
    pub fn cells(&self) -> impl Iterator<Item = Grant> {
        let all = self.grants.all();
        all.map(|(account, cell)| cell.grant(account, &self.units))
    }

    /// Every cell standing on these units.
    pub fn cells_in(&self, units: &[i64]) -> impl Iterator<Item = Grant> {
        let wanted: Vec<u32> = units.iter().filter_map(|unit| self.units.index(*unit)).collect();
        let all = self.grants.all();
        all.filter(move |(_, cell)| wanted.contains(&cell.unit))
            .map(|(account, cell)| cell.grant(account, &self.units))
    }

    /// Returns the snapshot as if an account had these cells and no others, to preview a change before it is made.
    pub fn supposing(&self, account: i64, cells: &[Grant]) -> Self {
        Self {
            grants: self.grants.changed(&[account], cells, &self.units),
            ..self.clone()
        }
    }
}

impl Snapshot {
    /// Returns the snapshot as if a unit stood below another one, or None where it cannot.
    pub(super) fn supposing_moved(&self, unit: i64, parent: i64) -> Option<Self> {
        let units = Arc::new(self.units.moving(unit, parent)?);
        Some(Self { units, ..self.clone() })
    }

    /// Returns the snapshot as if a unit were not archived.
    pub(super) fn supposing_in_use(&self, unit: i64) -> Self {
        let units = Arc::new(self.units.using(unit));
        Self { units, ..self.clone() }
    }
}

fn missing(keys: &[i64], found: impl Iterator<Item = i64>) -> Vec<i64> {
    let found: std::collections::HashSet<i64> = found.collect();
    keys.iter().copied().filter(|key| !found.contains(key)).collect()
}
