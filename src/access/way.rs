//! Walks from a user through their groups: the paths of P-3.

use super::evaluate::Link;
use super::fixed::{ALL, TOP, USERS};
use super::period::Period;
use super::snapshot::{Snapshot, Subject};

/// Which memberships count.
#[derive(Clone, Copy)]
pub(super) enum Covering {
    /// Those that cover the unit at this place.
    Place(i32),
    /// All, except those in archived units.
    Any,
}

/// A group reached on the walk, and how.
#[derive(Clone, Copy)]
struct Step {
    group: u32,
    unit: u32,
    /// The step before; `Step::FIRST` for one of the user's own memberships.
    before: u32,
    /// When the first membership on the path so far ends.
    until: i64,
}

impl Step {
    const FIRST: u32 = u32::MAX;
}

/// A walk from the user through the groups, nearest first. It takes each group once. After [`Way::by_every_end`] it
/// takes a group again for each path that lasts longer than those before.
pub(super) struct Way {
    pub now: i64,
    covering: Covering,
    /// Follow only groups that lead to Administrators.
    upward_only: bool,
    steps: Vec<Step>,
    /// How many of `steps` have been taken.
    taken: usize,
    met: Vec<u64>,
    /// By group, the latest end among the paths found so far. Empty if ends do not matter.
    ends: Vec<i64>,
}

impl Way {
    pub fn new(snapshot: &Snapshot, now: i64, covering: Covering, upward_only: bool) -> Self {
        let met = vec![0; snapshot.groups().len().div_ceil(64)];
        Self {
            now,
            covering,
            upward_only,
            steps: Vec::with_capacity(32),
            taken: 0,
            met,
            ends: Vec::new(),
        }
    }

    /// Makes the walk also find the path to each group that lasts longest, for answers that say until when.
    pub fn by_every_end(self, snapshot: &Snapshot) -> Self {
        let ends = vec![i64::MIN; snapshot.groups().len()];
        Self { ends, ..self }
    }

    /// Starts with the user's own memberships and the implicit ones.
    pub fn set_out(&mut self, snapshot: &Snapshot, subject: &Subject) {
        let implicit: &[i64] = if subject.is_user() { &[USERS, ALL] } else { &[] };
        for group in implicit {
            self.enter(snapshot, *group, TOP, Period::ALWAYS);
        }
        for membership in &subject.memberships {
            self.enter(snapshot, membership.group, membership.unit, membership.period());
        }
    }

    pub fn enter(&mut self, snapshot: &Snapshot, group: i64, unit: i64, period: Period) {
        if let (Some(group), Some(unit)) = (snapshot.groups().index(group), snapshot.units().index(unit)) {
            self.meet(snapshot, group, unit, period, Step::FIRST);
        }
    }

    #[inline]
    fn meet(&mut self, snapshot: &Snapshot, group: u32, unit: u32, period: Period, before: u32) {
        let live = snapshot.units().live(unit);
        let covers = match self.covering {
            Covering::Place(pos) => live.contains(pos),
            Covering::Any => !live.is_empty(),
        };
        let groups = snapshot.groups();
        if !covers || !groups.counts(group) || (self.upward_only && !groups.leads_to_administrators(group)) {
            return;
        }
        let until = self.steps.get(before as usize).map_or(i64::MAX, |step| step.until);
        let until = until.min(period.to());
        if period.contains(self.now) && self.leads_on(group, until) {
            self.steps.push(Step {
                group,
                unit,
                before,
                until,
            });
        }
    }

    /// Whether this group needs another step: it is new, or this path lasts longer.
    #[inline]
    fn leads_on(&mut self, group: u32, until: i64) -> bool {
        if let Some(known) = self.ends.get_mut(group as usize) {
            let later = *known < until;
            *known = until.max(*known);
            return later;
        }
        let (word, bit) = (group as usize / 64, 1u64 << (group % 64));
        let new = self.met[word] & bit == 0;
        self.met[word] |= bit;
        new
    }

    /// Takes the next step and returns its group, after adding the groups it is in.
    pub fn step(&mut self, snapshot: &Snapshot) -> Option<u32> {
        let at = self.taken;
        let group = self.steps.get(at)?.group;
        self.taken += 1;
        for edge in snapshot.groups().above(group) {
            self.meet(snapshot, edge.group, edge.unit, edge.period, at as u32);
        }
        Some(group)
    }

    /// Returns the memberships up to the step just taken, and when the first of them ends.
    pub fn path(&self, snapshot: &Snapshot) -> (Vec<Link>, i64) {
        let mut at = self.taken.checked_sub(1).map_or(Step::FIRST, |last| last as u32);
        let end = self.steps.get(at as usize).map_or(i64::MAX, |step| step.until);
        let mut path = Vec::new();
        while let Some(step) = self.steps.get(at as usize) {
            path.push(Link {
                group: snapshot.groups().id(step.group),
                unit: snapshot.units().unit(step.unit).id,
            });
            at = step.before;
        }
        path.reverse();
        (path, end)
    }
}
