//! What a change of rights brings and takes, whoever is there today: each Allow that comes within reach of an account,
//! and each Deny that goes or comes (P-6).

use std::collections::HashSet;

use super::escalation::{Account, Change, Effect};
use super::fixed::ADMINISTRATORS;
use super::grants::Cell;
use super::paths::{Ever, Judge, Reached, Start, deeper, is_top, reach};
use super::period::Period;
use super::permission::{Permission, Scope};
use super::ranges::Interval;
use super::snapshot::{Snapshot, Units};

/// A right that the principal must hold in a part of the tree for a whole period.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Need {
    pub permission: Permission,
    pub place: Interval,
    pub period: Period,
}

/// What the principal must hold for a change.
#[derive(Debug, Default)]
pub(super) struct Needs<'a> {
    pub rights: Vec<Need>,
    /// Periods during which the principal must be a member of Administrators.
    pub administrators: Vec<Period>,
    /// Denies that come to an account, and where.
    pub denied: Vec<(Account<'a>, Interval)>,
    /// Denies that come to users who are known only by id, and where.
    pub denied_users: Vec<(i64, Interval)>,
}

/// The tree as a unit sees it that hangs, or would hang, below these ancestors.
struct Below<'a> {
    units: &'a Units,
    unit: u32,
    ancestors: HashSet<u32>,
}

impl Judge for Below<'_> {
    fn counts(&self, _: u32, _: u32, period: Period) -> Option<Period> {
        Some(period)
    }
    /// `one` is always the unit or below it.
    fn deeper(&self, one: u32, other: u32) -> Option<u32> {
        if self.ancestors.contains(&other) {
            return Some(one);
        }
        let inside = self.units.whole(self.unit).covers(self.units.whole(other));
        inside.then(|| deeper(self.units, one, other)).flatten()
    }
}

/// Which cells of a group reached matter.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Matters {
    /// It comes: Allows give, Denies take from the account.
    Coming,
    /// It goes: Denies no longer cover.
    Going,
}

impl<'a> Needs<'a> {
    /// What a change needs.
    pub fn of(snapshot: &Snapshot, change: &Change<'a>) -> Self {
        let mut needs = Needs::default();
        match change {
            Change::Cell {
                account,
                permission,
                unit,
                before,
                after,
            } => {
                needs.cell(snapshot, *account, *permission, *unit, *before, *after);
            }
            Change::Membership {
                account,
                group,
                unit,
                before,
                after,
            } => {
                for period in left(*after, *before) {
                    needs.joined(snapshot, Some(*account), *group, *unit, period, Matters::Coming);
                }
                for period in left(*before, *after) {
                    needs.joined(snapshot, None, *group, *unit, period, Matters::Going);
                }
            }
            Change::Move { unit, parent, joined } => needs.moved(snapshot, *unit, *parent, joined),
            Change::Count { joined, counts } => {
                let matters = if *counts { Matters::Coming } else { Matters::Going };
                for (unit, group) in *joined {
                    needs.joined(snapshot, None, *group, *unit, Period::ALWAYS, matters);
                }
            }
            // Measured by the two subjects alone.
            Change::Reach { .. } => {}
            Change::Archive { joined } => needs.dormant(snapshot, joined, Matters::Going),
            Change::Unarchive { unit, joined } => {
                needs.dormant(snapshot, joined, Matters::Coming);
                needs.cells_at(snapshot, &[*unit].into(), *unit, Matters::Coming);
            }
        }
        needs
    }

    fn cell(
        &mut self,
        snapshot: &Snapshot,
        account: Account<'a>,
        permission: Permission,
        unit: i64,
        before: Option<Effect>,
        after: Option<Effect>,
    ) {
        let Some(at) = snapshot.units().index(unit) else { return };
        let place = snapshot.units().whole(at);
        let of = |effect: Option<Effect>, allow: bool| effect.filter(|e| e.allow == allow).map(|e| e.period);
        let gained = left(of(after, true), of(before, true));
        let lifted = left(of(before, false), of(after, false));
        let denied = left(of(after, false), of(before, false));
        if !denied.is_empty() {
            self.denied.push((account, place));
        }
        let periods = gained.into_iter().chain(lifted).chain(denied);
        self.rights.extend(periods.map(|period| Need {
            permission,
            place,
            period,
        }));
    }

    /// Adds what a membership in this group gives, directly and through nesting.
    fn joined(
        &mut self,
        snapshot: &Snapshot,
        account: Option<Account<'a>>,
        group: i64,
        unit: i64,
        period: Period,
        matters: Matters,
    ) {
        let (units, groups) = (snapshot.units(), snapshot.groups());
        let (Some(group), Some(unit)) = (groups.index(group), units.index(unit)) else {
            return;
        };
        for reached in reach(snapshot, [Start { group, unit, period }].into_iter(), &Ever { units }) {
            let id = groups.id(reached.group);
            if id == ADMINISTRATORS && is_top(snapshot, reached.within) && matters == Matters::Coming {
                self.administrators.push(reached.period);
            }
            for cell in snapshot.grants().of(id) {
                let Some(place) = place(snapshot, cell, &reached) else {
                    continue;
                };
                let period = cell.period.and(reached.period);
                if period.is_empty() || (cell.allow && matters == Matters::Going) {
                    continue;
                }
                self.rights.push(Need {
                    permission: cell.permission,
                    place,
                    period,
                });
                if let (Some(account), false) = (account, cell.allow) {
                    self.denied.push((account, place));
                }
            }
        }
    }

    /// Adds every cell at ancestors that are only new, and every Deny at ancestors that are only old. A cell counts if
    /// it stands there or is reached by a membership there.
    fn moved(&mut self, snapshot: &Snapshot, unit: i64, parent: i64, joined: &[(i64, i64)]) {
        let units = snapshot.units();
        let old: HashSet<i64> = units.above(unit).map(|above| above.id).collect();
        let new: HashSet<i64> = units.above(parent).map(|above| above.id).chain([parent]).collect();
        for (here, there, matters) in [(&new, &old, Matters::Coming), (&old, &new, Matters::Going)] {
            let only: HashSet<i64> = here.difference(there).copied().collect();
            self.cells_at(snapshot, &only, unit, matters);
            let groups = joined
                .iter()
                .filter(|(at, _)| only.contains(at))
                .map(|(_, group)| *group);
            self.below(snapshot, unit, here, groups.collect(), matters);
        }
    }

    /// Adds the cells that stand on these units, as far as they apply to the unit.
    fn cells_at(&mut self, snapshot: &Snapshot, on: &HashSet<i64>, unit: i64, matters: Matters) {
        let units = snapshot.units();
        let Some(place) = units.index(unit).map(|at| units.whole(at)) else {
            return;
        };
        let on: HashSet<u32> = on.iter().filter_map(|id| units.index(*id)).collect();
        for (account, cell) in snapshot.grants().all().filter(|(_, cell)| on.contains(&cell.unit)) {
            self.comes_or_goes(snapshot, account, &cell, (place, cell.period), matters);
        }
    }

    /// Adds the cells of groups joined above the unit, as far as they apply to the unit below these ancestors.
    fn below(&mut self, snapshot: &Snapshot, unit: i64, above: &HashSet<i64>, joined: HashSet<i64>, matters: Matters) {
        let (units, groups) = (snapshot.units(), snapshot.groups());
        let Some(unit) = units.index(unit) else { return };
        let ancestors = above.iter().filter_map(|id| units.index(*id)).collect();
        let judge = Below { units, unit, ancestors };
        let starts = joined.iter().filter_map(|group| groups.index(*group));
        let starts = starts.map(|group| Start {
            group,
            unit,
            period: Period::ALWAYS,
        });
        for reached in reach(snapshot, starts, &judge) {
            let Some(within) = reached.within else { continue };
            let group = groups.id(reached.group);
            for cell in snapshot.grants().of(group) {
                let by_unit = snapshot.catalogue().scope(cell.permission) == Some(Scope::OrgUnit);
                let (Some(place), true) = (judge.deeper(within, cell.unit), by_unit) else {
                    continue;
                };
                let (place, period) = (units.whole(place), cell.period.and(reached.period));
                self.comes_or_goes(snapshot, group, cell, (place, period), matters);
            }
        }
    }

    /// Adds a cell that begins or ceases to apply to a place. An Allow that goes needs nothing.
    fn comes_or_goes(
        &mut self,
        snapshot: &Snapshot,
        account: i64,
        cell: &Cell,
        (place, period): (Interval, Period),
        matters: Matters,
    ) {
        if cell.allow && matters == Matters::Going {
            return;
        }
        self.rights.push(Need {
            permission: cell.permission,
            place,
            period,
        });
        if cell.allow || matters == Matters::Going {
            return;
        }
        match snapshot.groups().index(account) {
            Some(_) => self.denied.push((Account::Group(account), place)),
            None => self.denied_users.push((account, place)),
        }
    }

    /// Adds the memberships on a unit that is archived or unarchived. What denies comes to everybody in the group. Rights
    /// by unit do not hold below an archived unit, so on archiving only rights that ignore the unit matter.
    fn dormant(&mut self, snapshot: &Snapshot, joined: &[(i64, i64)], matters: Matters) {
        let by_unit = |need: &Need| snapshot.catalogue().scope(need.permission) == Some(Scope::OrgUnit);
        for (unit, group) in joined {
            let members = (matters == Matters::Coming).then_some(Account::Group(*group));
            self.joined(snapshot, members, *group, *unit, Period::ALWAYS, matters);
        }
        if matters == Matters::Going {
            self.rights.retain(|need| !by_unit(need));
        }
    }
}

/// Returns the periods in which `one` counts and `other` does not.
fn left(one: Option<Period>, other: Option<Period>) -> Vec<Period> {
    match (one, other) {
        (None, _) => Vec::new(),
        (Some(one), None) => vec![one],
        (Some(one), Some(other)) => one.without(other).collect(),
    }
}

/// Returns where a cell of a reached group applies (SPEC 2.2).
fn place(snapshot: &Snapshot, cell: &Cell, reached: &Reached) -> Option<Interval> {
    let units = snapshot.units();
    match snapshot.catalogue().scope(cell.permission)? {
        Scope::OrgUnit => deeper(units, reached.within?, cell.unit).map(|unit| units.whole(unit)),
        Scope::Global => is_top(snapshot, reached.within).then(|| units.whole(cell.unit)),
        Scope::Menu | Scope::Ui => Some(units.whole(cell.unit)),
    }
}
