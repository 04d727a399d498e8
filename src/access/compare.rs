//! What a change of rights would bring and take, for whom: the same subject looked at in two snapshots, as it is and as it
//! would be ([`Snapshot::supposing`]). Previews show it; what decides is `escalation`.

use chrono::{DateTime, Utc};

use super::evaluate::ranges;
use super::permission::{Permission, Scope};
use super::ranges::Ranges;
use super::snapshot::{Snapshot, Subject, Unit};

/// What changes of one right for one subject.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shift {
    /// The right.
    pub permission: Permission,
    /// Where it holds afterwards and did not.
    pub gained: Ranges,
    /// Where it held and does not afterwards.
    pub lost: Ranges,
}

/// The rights among `permissions` that hold elsewhere afterwards, in that order. The tree must be the same in both.
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

/// The units of a part of the tree that count, each with everything below it named by the highest.
pub struct Places<'a> {
    /// The highest units.
    pub highest: Vec<&'a Unit>,
    /// How many units that is, with those below.
    pub units: usize,
}

/// Which units these are. For a right whose scope ignores the unit there is one place: everywhere.
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
