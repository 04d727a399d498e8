//! Finds every group an account reaches through memberships, each with the part of the tree its paths cover.
//! `evaluate` asks this for one unit; this module answers it for all units at once.

use super::fixed::{ALL, TOP, USERS};
use super::ids::IdMap;
use super::period::Period;
use super::snapshot::{Groups, Snapshot, Subject, Units};

/// A group reached by one path.
#[derive(Clone, Copy, Debug)]
pub(super) struct Reached {
    pub group: u32,
    /// The deepest unit on the path, if all units on it lie above one another: the path covers it and everything
    /// below. `None` if the path covers no unit. Then it counts only for rights that ignore the unit (`Menu`,
    /// `Ui`).
    pub within: Option<u32>,
    /// When every membership on the path counts.
    pub period: Period,
    /// Index of the previous entry for the same group, or `FIRST`.
    earlier: u32,
}

const FIRST: u32 = u32::MAX;

/// A membership that paths begin with.
#[derive(Clone, Copy, Debug)]
pub(super) struct Start {
    pub group: u32,
    pub unit: u32,
    pub period: Period,
}

/// Decides which memberships count.
pub(super) trait Judge {
    /// Returns when the membership counts for the purpose, or `None` if it does not.
    fn counts(&self, group: u32, unit: u32, period: Period) -> Option<Period>;
    /// Returns the deeper of two units on a path, or `None` if neither is above the other.
    fn deeper(&self, one: u32, other: u32) -> Option<u32>;
}

/// Returns everything reached from these memberships. A path is left out if an earlier one already covers it.
pub(super) fn reach(snapshot: &Snapshot, starts: impl Iterator<Item = Start>, judge: &impl Judge) -> Vec<Reached> {
    let (units, groups) = (snapshot.units(), snapshot.groups());
    let mut all = All {
        units,
        reached: Vec::with_capacity(32),
        newest: IdMap::default(),
    };
    for start in starts {
        if let Some(period) = judge.counts(start.group, start.unit, start.period) {
            all.add(start.group, Some(start.unit), period);
        }
    }
    let mut at = 0;
    while let Some(here) = all.reached.get(at).copied() {
        for edge in groups.above(here.group) {
            if let Some(period) = judge.counts(edge.group, edge.unit, edge.period) {
                let within = here.within.and_then(|unit| judge.deeper(unit, edge.unit));
                all.add(edge.group, within, period.and(here.period));
            }
        }
        at += 1;
    }
    all.reached
}

struct All<'a> {
    units: &'a Units,
    reached: Vec<Reached>,
    /// The newest index in `reached`, by group.
    newest: IdMap<u32>,
}

impl All<'_> {
    fn add(&mut self, group: u32, within: Option<u32>, period: Period) {
        let newest = self.newest.get(&i64::from(group)).copied().unwrap_or(FIRST);
        let mut at = newest;
        while let Some(known) = self.reached.get(at as usize) {
            if known.period.covers(period) && self.covers(known.within, within) {
                return;
            }
            at = known.earlier;
        }
        if !period.is_empty() {
            self.newest.insert(i64::from(group), self.reached.len() as u32);
            self.reached.push(Reached {
                group,
                within,
                period,
                earlier: newest,
            });
        }
    }

    fn covers(&self, one: Option<u32>, other: Option<u32>) -> bool {
        match (one, other) {
            (_, None) => true,
            (None, Some(_)) => false,
            (Some(one), Some(other)) => self.units.whole(one).covers(self.units.whole(other)),
        }
    }
}

/// Returns the subject's own memberships and the implicit ones (P-25).
pub(super) fn starts(snapshot: &Snapshot, subject: &Subject) -> Vec<Start> {
    let (units, groups) = (snapshot.units(), snapshot.groups());
    let implicit: &[i64] = if subject.is_user() { &[USERS, ALL] } else { &[] };
    let implicit = implicit.iter().map(|group| (*group, TOP, Period::ALWAYS));
    let own = subject
        .memberships
        .iter()
        .map(|own| (own.group, own.unit, own.period()));
    let start = |(group, unit, period)| {
        Some(Start {
            group: groups.index(group)?,
            unit: units.index(unit)?,
            period,
        })
    };
    implicit.chain(own).filter_map(start).collect()
}

/// Counts the memberships in force at one moment.
pub(super) struct At<'a> {
    pub units: &'a Units,
    pub groups: &'a Groups,
    pub now: i64,
    /// Whether to count dormant memberships too: in archived units, or in roles whose module is off.
    pub dormant: bool,
}

impl Judge for At<'_> {
    fn counts(&self, group: u32, unit: u32, period: Period) -> Option<Period> {
        let awake = self.dormant || (self.groups.counts(group) && !self.units.live(unit).is_empty());
        (awake && period.contains(self.now)).then_some(Period::ALWAYS)
    }

    fn deeper(&self, one: u32, other: u32) -> Option<u32> {
        deeper(self.units, one, other)
    }
}

/// Counts every membership that may ever count ("now or later"), including archived units and switched-off roles.
pub(super) struct Ever<'a> {
    pub units: &'a Units,
}

impl Judge for Ever<'_> {
    fn counts(&self, _: u32, _: u32, period: Period) -> Option<Period> {
        Some(period)
    }

    fn deeper(&self, one: u32, other: u32) -> Option<u32> {
        deeper(self.units, one, other)
    }
}

/// Whether a path that covers `within` covers the top, and so the whole tree.
pub(super) fn is_top(snapshot: &Snapshot, within: Option<u32>) -> bool {
    within.is_some() && within == snapshot.units().index(TOP)
}

/// Returns the deeper of two units, or `None` if neither is above the other.
pub(super) fn deeper(units: &Units, one: u32, other: u32) -> Option<u32> {
    let (here, there) = (units.whole(one), units.whole(other));
    if here.covers(there) {
        Some(other)
    } else {
        there.covers(here).then_some(one)
    }
}
