//! What moving a unit would turn, and for whom: the tree as it would be, compared with the tree as it is (SPEC O-1). Moving
//! changes rights only in the unit and below it, and only through what stands above it at one of the two places.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use chrono::{DateTime, Utc};

use super::compare::Shift;
use super::evaluate::is_administrator;
use super::fixed::SYSTEM;
use super::grants::Cell;
use super::ids::IdMap;
use super::paths::{At, reach, starts};
use super::period::micros;
use super::permission::{Permission, Scope};
use super::ranges::{Interval, Ranges};
use super::snapshot::{Snapshot, Subject};

/// A unit, imagined elsewhere.
pub struct Move<'a> {
    before: &'a Snapshot,
    after: Snapshot,
    now: DateTime<Utc>,
    /// Cells that say something within what is moved, at one of the two places, by account: most cells stand elsewhere.
    cells: IdMap<Vec<Cell>>,
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
    pub fn of(before: &'a Snapshot, unit: i64, parent: i64, now: DateTime<Utc>) -> Option<Self> {
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
        let (part, landed) = (place(before)?, place(&after)?);
        let says = |snapshot: &Snapshot, cell: &Cell, part| !snapshot.units().live(cell.unit).and(part).is_empty();
        let matters = |cell: &Cell| {
            before.catalogue().scope(cell.permission) == Some(Scope::OrgUnit)
                && cell.period.contains(micros(now))
                && (says(before, cell, part) || says(&after, cell, landed))
        };
        let mut cells: IdMap<Vec<Cell>> = IdMap::default();
        for (account, cell) in before.grants().all().filter(|(_, cell)| matters(cell)) {
            cells.entry(account).or_default().push(cell);
        }
        Some(Self {
            part,
            landed,
            now,
            cells,
            edges: old.symmetric_difference(&new).copied().collect(),
            common: old.intersection(&new).copied().collect(),
            before,
            after,
        })
    }

    /// What the subject gains and loses by it, in the numbers of now.
    pub fn shifts(&self, subject: &Subject) -> Vec<Shift> {
        // To administrators a place makes no difference (P-9), and membership in Administrators stands at the top.
        if is_administrator(self.before, subject, self.now) {
            return Vec::new();
        }
        let (was, is) = (
            self.held(self.before, subject, self.part),
            self.held(&self.after, subject, self.landed),
        );
        let moved_back = self.part.first - self.landed.first;
        let archived = Ranges::Within(self.before.units().archived().to_vec());
        let rights: BTreeSet<Permission> = was.keys().chain(is.keys()).copied().collect();
        let shift = |permission: Permission| {
            let none = Ranges::NONE;
            let was = was.get(&permission).unwrap_or(&none);
            let is = is.get(&permission).unwrap_or(&none).shifted(moved_back);
            let (gained, lost) = (is.without(was), was.without(&is));
            if gained.is_empty() && lost.is_empty() {
                return None;
            }
            Some(Shift {
                permission,
                gained: gained.without(&archived),
                lost: lost.without(&archived),
            })
        };
        let shifts = rights.into_iter().filter_map(shift);
        shifts
            .filter(|shift| !shift.gained.is_empty() || !shift.lost.is_empty())
            .collect()
    }

    /// Where the subject holds each right within a part of the tree, archived units still in: what `evaluate::ranges` says,
    /// for all rights in one walk.
    fn held(&self, snapshot: &Snapshot, subject: &Subject, part: Interval) -> BTreeMap<Permission, Ranges> {
        let (units, groups) = (snapshot.units(), snapshot.groups());
        let mut found: BTreeMap<Permission, (Vec<Interval>, Vec<Interval>)> = BTreeMap::new();
        let mut look = |account: i64, within: Interval| {
            for cell in self.cells.get(&account).into_iter().flatten() {
                let (allowed, denied) = found.entry(cell.permission).or_default();
                let side = if cell.allow { allowed } else { denied };
                side.push(units.live(cell.unit).and(within));
            }
        };
        if subject.user != SYSTEM {
            look(subject.user, part);
            let judge = At {
                units,
                groups,
                now: micros(self.now),
                dormant: false,
            };
            for reached in reach(snapshot, starts(snapshot, subject).into_iter(), &judge) {
                if let Some(unit) = reached.within {
                    look(groups.id(reached.group), units.whole(unit).and(part));
                }
            }
        }
        let reached = subject.reach.ranges(units);
        let held = |(allowed, denied): (Vec<Interval>, Vec<Interval>)| {
            Ranges::of(allowed).and(&reached).without(&Ranges::of(denied))
        };
        found.into_iter().map(|(right, sides)| (right, held(sides))).collect()
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
