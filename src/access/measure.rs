//! Computes a user's rights at every instant at which they can change. P-6 applies it to the person making a
//! change, P-10 also to the person whose login is affected.

use chrono::{DateTime, Utc};

use super::escalation::Lacks;
use super::evaluate::is_administrator;
use super::fixed::TOP;
use super::gains::Need;
use super::holding::firm_ranges;
use super::period::{Period, micros, moment};
use super::permission::{Permission, Scope};
use super::ranges::Ranges;
use super::snapshot::{Snapshot, Subject};
use super::turns::{groups_above, turns};

/// A user whose rights are measured.
pub(super) struct Measure<'a> {
    pub snapshot: &'a Snapshot,
    pub who: &'a Subject,
    pub now: i64,
    /// The moments at which one of the user's memberships, direct or nested, begins or ends; sorted.
    turns: Vec<i64>,
}

impl<'a> Measure<'a> {
    pub fn of(snapshot: &'a Snapshot, who: &'a Subject, now: DateTime<Utc>) -> Self {
        Self::at(snapshot, who, micros(now))
    }

    pub fn at(snapshot: &'a Snapshot, who: &'a Subject, now: i64) -> Self {
        Self {
            snapshot,
            who,
            now,
            turns: turns(snapshot, who),
        }
    }

    /// Checks that the user holds a right during the whole period.
    pub fn right(&self, need: &Need) -> Result<(), Lacks> {
        let place = Ranges::of(vec![need.place]);
        for at in self.moments(need.period, need.permission) {
            let held = firm_ranges(self.snapshot, self.who, need.permission, at);
            let lacks = lacking(self.snapshot, need.permission, &place.without(&held));
            lacks.map_err(|lacks| self.for_a_time(lacks))?;
        }
        Ok(())
    }

    /// Checks that the user is an administrator during the whole period.
    pub fn administrator(&self, period: Period) -> Result<(), Lacks> {
        let turns = self.turns.iter().copied();
        let always = self
            .within(period, turns)
            .into_iter()
            .all(|at| self.is_administrator(at));
        if always {
            Ok(())
        } else {
            Err(self.for_a_time(Lacks::Administrators))
        }
    }

    fn is_administrator(&self, at: i64) -> bool {
        moment(at).is_some_and(|at| is_administrator(self.snapshot, self.who, at))
    }

    /// Turns a lack into "not long enough" if the user holds the right now and lacks it only at some other time.
    pub fn for_a_time(&self, lacks: Lacks) -> Lacks {
        let holds = |permission, unit| {
            let held = firm_ranges(self.snapshot, self.who, permission, self.now);
            let unit = self.snapshot.units().get(unit);
            unit.is_some_and(|unit| held.contains(unit.pos))
        };
        match lacks {
            Lacks::Right { permission, unit } if holds(permission, unit) => Lacks::Longer { permission, unit },
            Lacks::Administrators if self.is_administrator(self.now) => Lacks::AdministratorsLonger,
            other => other,
        }
    }

    /// Returns the moments at which to check a right: the first moment of the period that is not past, and every
    /// later one in the period at which the right can change.
    pub fn moments(&self, period: Period, permission: Permission) -> Vec<i64> {
        let groups = self.snapshot.groups();
        let reached = groups_above(self.snapshot, self.who)
            .into_iter()
            .map(|at| groups.id(at));
        let accounts = reached.chain([self.who.user]);
        let cells = accounts.flat_map(|account| self.snapshot.grants().cells(account, permission));
        let turns = cells.flat_map(|cell| [cell.period.from(), cell.period.to()]);
        self.within(period, turns.chain(self.turns.iter().copied()))
    }

    fn within(&self, period: Period, turns: impl Iterator<Item = i64>) -> Vec<i64> {
        let period = period.and(Period::since(self.now));
        if period.is_empty() {
            return Vec::new();
        }
        let mut moments: Vec<i64> = turns.filter(|at| period.contains(*at)).chain([period.from()]).collect();
        moments.sort_unstable();
        moments.dedup();
        moments
    }
}

/// Returns an error that names the first unit of `lacking`, if there is any.
pub(super) fn lacking(snapshot: &Snapshot, permission: Permission, lacking: &Ranges) -> Result<(), Lacks> {
    let by_unit = snapshot.catalogue().scope(permission) == Some(Scope::OrgUnit);
    let mut places = lacking.intervals().iter();
    let first = places.find_map(|interval| snapshot.units().first_in(*interval));
    match first {
        Some(unit) => Err(Lacks::Right {
            permission,
            unit: if by_unit { unit.id } else { TOP },
        }),
        None => Ok(()),
    }
}
