//! What moving a unit would turn, and for whom: the tree as it would be, compared with the tree as it is (SPEC O-1). Moving
//! changes rights only in the unit and below it, and only through what stands above it at one of the two places.

use std::collections::HashSet;

use chrono::{DateTime, Utc};

use super::compare::Shift;
use super::evaluate::ranges;
use super::permission::{Permission, Scope};
use super::ranges::{Interval, Ranges};
use super::snapshot::{Snapshot, Subject};

/// A unit, imagined elsewhere.
pub struct Move<'a> {
    before: &'a Snapshot,
    after: Snapshot,
    rights: Vec<Permission>,
    /// The unit and what is below it, in the numbers of now.
    pub part: Interval,
    /// The same in the numbers of afterwards.
    landed: Interval,
    /// Units above it now or afterwards, not both: what stands there comes or goes.
    pub edges: Vec<i64>,
    /// Units above it now and afterwards.
    pub common: Vec<i64>,
}

impl<'a> Move<'a> {
    /// None where the unit cannot stand there, or is not there.
    pub fn of(before: &'a Snapshot, unit: i64, parent: i64) -> Option<Self> {
        let after = before.supposing_moved(unit, parent)?;
        let place = |snapshot: &Snapshot| {
            let unit = snapshot.units().get(unit)?;
            Some(Interval {
                first: unit.pos,
                last: unit.last,
            })
        };
        let above =
            |snapshot: &Snapshot| -> HashSet<i64> { snapshot.units().above(unit).map(|above| above.id).collect() };
        let (old, new) = (above(before), above(&after));
        let by_unit = before.catalogue().entries().iter();
        let by_unit = by_unit.filter(|entry| entry.scope == Scope::OrgUnit);
        Some(Self {
            part: place(before)?,
            landed: place(&after)?,
            rights: by_unit.map(|entry| entry.permission).collect(),
            edges: old.symmetric_difference(&new).copied().collect(),
            common: old.intersection(&new).copied().collect(),
            before,
            after,
        })
    }

    /// What the subject gains and loses by it, in the numbers of now.
    pub fn shifts(&self, subject: &Subject, now: DateTime<Utc>) -> Vec<Shift> {
        let shift = |permission: &Permission| {
            let was = ranges(self.before, subject, *permission, now).and(&Ranges::of(vec![self.part]));
            let is = ranges(&self.after, subject, *permission, now).and(&Ranges::of(vec![self.landed]));
            let is = is.shifted(self.part.first - self.landed.first);
            let shift = Shift {
                permission: *permission,
                gained: is.without(&was),
                lost: was.without(&is),
            };
            Some(shift).filter(|shift| !shift.gained.is_empty() || !shift.lost.is_empty())
        };
        self.rights.iter().filter_map(shift).collect()
    }

    /// Groups whose members are concerned wherever they are members within the unit or above both places: those with cells
    /// at an edge, those that are in another group there, and those that reach such a group.
    pub fn groups(&self) -> Vec<i64> {
        let (units, groups) = (self.before.units(), self.before.groups());
        let edges: HashSet<u32> = self.edges.iter().filter_map(|id| units.index(*id)).collect();
        let mut turning = vec![false; groups.len()];
        let cells = self
            .before
            .grants()
            .all()
            .filter(|(_, cell)| edges.contains(&cell.unit));
        for group in cells.filter_map(|(account, _)| groups.index(account)) {
            turning[group as usize] = true;
        }
        for edge in groups.edges().iter().filter(|edge| edges.contains(&edge.unit)) {
            turning[edge.member as usize] = true;
        }
        let mut again = true;
        while again {
            again = false;
            for edge in groups.edges() {
                if turning[edge.group as usize] && !turning[edge.member as usize] {
                    turning[edge.member as usize] = true;
                    again = true;
                }
            }
        }
        let found = (0..).zip(turning).filter(|(_, turns)| *turns);
        found.map(|(at, _)| groups.id(at)).collect()
    }
}
