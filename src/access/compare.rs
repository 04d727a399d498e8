//! What a change of rights would bring and take away, and for whom. It compares one subject in two snapshots: as
//! things are and as they would be ([`Snapshot::supposing`]). Previews show this; `escalation` decides.

use chrono::{DateTime, Utc};

use super::evaluate::ranges;
use super::permission::{Permission, Scope};
use super::ranges::Ranges;
use super::snapshot::{Snapshot, Subject, Unit};

/// How one right changes for one subject.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shift {
    /// The right.
    pub permission: Permission,
    /// Where it holds afterwards and did not before.
    pub gained: Ranges,
    /// Where it held before and does not afterwards.
    pub lost: Ranges,
}

/// Returns the rights among `permissions` that hold elsewhere afterwards, in that order. Both snapshots must have
/// the same tree.
pub fn shifts(
    before: &Snapshot,
    after: &Snapshot,
    subject: &Subject,
    permissions: &[Permission],
    now: DateTime<Utc>,
) -> Vec<Shift> {
    let shift = |permission: &Permission| {
        let was = ranges(before, subject, *permission, now);
        let is = ranges(after, subject, *permission, now);
        let shift = Shift {
            permission: *permission,
            gained: is.without(&was),
            lost: was.without(&is),
        };
        Some(shift).filter(|shift| !shift.gained.is_empty() || !shift.lost.is_empty())
    };
    permissions.iter().filter_map(shift).collect()
}

/// The units in a part of the tree, named by the highest ones. Archived units do not count.
pub struct Places<'a> {
    /// Units of the part whose parent is outside it.
    pub highest: Vec<&'a Unit>,
    /// How many units there are, including those below the highest.
    pub units: usize,
}

/// Finds the units of `within`. A right whose scope ignores the unit has one place: everywhere.
pub fn places<'a>(snapshot: &'a Snapshot, permission: Permission, within: &Ranges) -> Places<'a> {
    let units = snapshot.units();
    if snapshot.catalogue().scope(permission) != Some(Scope::OrgUnit) {
        return Places {
            highest: Vec::new(),
            units: usize::from(!within.is_empty()),
        };
    }
    let inside = |unit: &Unit| !unit.archived && within.contains(unit.pos);
    let is_highest = |unit: &&Unit| !unit.parent.and_then(|above| units.get(above)).is_some_and(inside);
    let all: Vec<&Unit> = units.in_order().filter(|unit| inside(unit)).collect();
    Places {
        highest: all.iter().copied().filter(is_highest).collect(),
        units: all.len(),
    }
}
