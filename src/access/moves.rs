//! What moving a unit would change, and for whom: the tree as it would be, compared with the tree as it is (SPEC
//! O-1). A move changes rights only in the unit and below it, and only through what is set on units above it in one
//! of the two places. A move to another customer also changes reach (SPEC C-5). For users who are moved along, that
//! changes their rights everywhere.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use chrono::{DateTime, Utc};

use super::compare::Shift;
use super::evaluate::{is_administrator, ranges};
use super::fixed::{ALL, SYSTEM, USERS};
use super::grants::Cell;
use super::ids::IdMap;
use super::paths::{At, reach, starts};
use super::period::micros;
use super::permission::{Permission, Scope};
use super::ranges::{Interval, Ranges};
use super::reach::Reach;
use super::snapshot::{Snapshot, Subject, Unit};

/// A move of a unit, computed without being carried out.
pub struct Move<'a> {
    before: &'a Snapshot,
    after: Snapshot,
    now: DateTime<Utc>,
    /// The cells that apply within the moved part in either place, by account. Most other cells are left out this
    /// way.
    cells: IdMap<Vec<Cell>>,
    /// The positions of the unit and what is below it before the move.
    pub part: Interval,
    /// The same positions after the move.
    landed: Interval,
    /// Units that are above it either before or after the move, but not both. Their cells and memberships begin or
    /// cease to apply.
    pub edges: Vec<i64>,
    /// Units that are above it both before and after the move.
    pub common: Vec<i64>,
    /// The customers it belongs to before and after, if they differ.
    pub customers: Option<Customers>,
}

/// Two customers, by positions before the move.
#[derive(Debug, Clone, Copy)]
pub struct Customers {
    /// Their ids, the old one first.
    pub ids: [i64; 2],
    /// The old customer, including what is moved.
    pub old: Interval,
    /// The new customer, without what is moved. Nowhere if what is moved becomes the new customer.
    pub new: Interval,
}

/// What a move does to a user's reach.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Turn {
    /// The user reaches the moved part now, but not afterwards.
    Out,
    /// The user does not reach the moved part now, but does afterwards.
    Into,
    /// The user is moved along and reaches the new customer instead of the old one.
    Along,
}

impl<'a> Move<'a> {
    /// Prepares a move. Returns `None` if the unit does not exist or cannot be placed there.
    pub fn of(before: &'a Snapshot, unit: i64, parent: i64, now: DateTime<Utc>) -> Option<Self> {
        let after = before.supposing_moved(unit, parent)?;
        let place = |snapshot: &Snapshot| snapshot.units().get(unit).map(Unit::interval);
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
        let customers = Customers::of(before, &after, unit);
        Some(Self {
            customers,
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

    /// Returns what the subject gains and loses by the move, by positions before it.
    pub fn shifts(&self, subject: &Subject) -> Vec<Shift> {
        // For administrators the place makes no difference (P-9), and membership in Administrators is always at the
        // top.
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
        let shifts: Vec<Shift> = shifts
            .filter(|shift| !shift.gained.is_empty() || !shift.lost.is_empty())
            .collect();
        match self.turn(subject) {
            Some(Turn::Along) => self.and_elsewhere(subject, &shifts),
            _ => shifts,
        }
    }

    /// Returns how the move changes the subject's reach. Administrators have no limit, so nothing changes for them.
    pub fn turn(&self, subject: &Subject) -> Option<Turn> {
        self.customers?;
        if is_administrator(self.before, subject, self.now) {
            return None;
        }
        let was = subject.reach.ranges(self.before.units()).contains(self.part.first);
        let is = subject.reach.ranges(self.after.units()).contains(self.landed.first);
        let along = || match &subject.reach {
            Reach::Customers { of: Some(own), .. } => self.takes_along(*own),
            _ => false,
        };
        match (was, is) {
            (true, false) => Some(Turn::Out),
            (false, true) => Some(Turn::Into),
            _ if along() => Some(Turn::Along),
            _ => None,
        }
    }

    fn takes_along(&self, unit: i64) -> bool {
        let unit = self.before.units().get(unit);
        unit.is_some_and(|unit| self.part.contains(unit.pos))
    }

    /// Whether a group that everybody is in (Users, All) has cells of rights that hold in units.
    pub fn says_to_everybody(&self) -> bool {
        let cells = [USERS, ALL].map(|group| self.before.grants().of(group));
        let in_units = |cell: &Cell| self.before.catalogue().scope(cell.permission) == Some(Scope::OrgUnit);
        cells.iter().any(|cells| cells.iter().any(in_units))
    }

    /// Adds to these shifts what changes outside the moved part because of reach alone.
    fn and_elsewhere(&self, subject: &Subject, inside: &[Shift]) -> Vec<Shift> {
        let without = |ranges: Ranges, part: Interval| ranges.without(&Ranges::of(vec![part]));
        let entries = self.before.catalogue().entries().iter();
        let rights = entries.filter(|entry| entry.scope == Scope::OrgUnit);
        let shift = |permission: Permission| {
            let was = without(ranges(self.before, subject, permission, self.now), self.part);
            let is = self.back(&without(
                ranges(&self.after, subject, permission, self.now),
                self.landed,
            ));
            let here = inside.iter().find(|shift| shift.permission == permission);
            let joined = |outside: Ranges, here: Option<&Ranges>| {
                let here = here.map_or(&[][..], Ranges::intervals);
                Ranges::of([outside.intervals(), here].concat())
            };
            let shift = Shift {
                permission,
                gained: joined(is.without(&was), here.map(|shift| &shift.gained)),
                lost: joined(was.without(&is), here.map(|shift| &shift.lost)),
            };
            Some(shift).filter(|shift| !shift.gained.is_empty() || !shift.lost.is_empty())
        };
        rights.filter_map(|entry| shift(entry.permission)).collect()
    }

    /// Converts positions outside the moved part from after the move to before it. Whatever lies between the two
    /// places shifts by the number of moved units.
    fn back(&self, places: &Ranges) -> Ranges {
        let many = self.part.last - self.part.first + 1;
        let (between, by) = if self.landed.first > self.part.first {
            let between = Interval {
                first: self.part.first,
                last: self.landed.first - 1,
            };
            (between, many)
        } else {
            let between = Interval {
                first: self.landed.last + 1,
                last: self.part.last,
            };
            (between, -many)
        };
        let between = Ranges::of(vec![between]);
        let (near, far) = (places.and(&between).shifted(by), places.without(&between));
        Ranges::of([near.intervals(), far.intervals()].concat())
    }

    /// Returns where the subject holds each right within a part of the tree, including archived units. It follows
    /// the rules of `evaluate::ranges`, but covers all rights in one walk.
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

    /// Returns the groups whose members are affected, where their membership is within the unit or above it in both
    /// places. These are groups with cells on an edge unit, groups nested in another there, and all groups below
    /// such a group.
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

impl Customers {
    fn of(before: &Snapshot, after: &Snapshot, unit: i64) -> Option<Self> {
        let (old, new) = (before.units().customer(unit)?, after.units().customer(unit)?);
        let place = |id: i64| {
            let unit = before.units().get(id).filter(|there| there.id != unit)?;
            Some(unit.interval())
        };
        (old.id != new.id).then(|| Self {
            ids: [old.id, new.id],
            old: old.interval(),
            new: place(new.id).unwrap_or(Interval::NOWHERE),
        })
    }
}
