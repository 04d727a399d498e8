//! The units a reader may see (SPEC P-12). The screen takes every node, count and search result from here.
use super::tree;
use crate::access::Access;
use crate::access::permission::Permission;
use crate::access::ranges::{Interval, Ranges};
use crate::access::snapshot::{Unit, Units};

/// The units that are visible to a reader. The highest ones are roots; units above them do not exist for the reader.
pub struct Visible<'a> {
    access: &'a Access,
    live: Ranges,
    archived: Ranges,
}

impl<'a> Visible<'a> {
    /// Returns the units in the reader's scope, with archived ones if asked for.
    pub fn to(access: &'a Access, with_archived: bool) -> Self {
        let archived = match with_archived {
            true => access.lasting_ranges(Permission::ORG_UNIT_ACCESS),
            false => Ranges::NONE,
        };
        Self {
            access,
            live: access.scope(),
            archived,
        }
    }

    fn units(&self) -> &'a Units {
        self.access.snapshot().units()
    }

    fn has(&self, unit: &Unit) -> bool {
        let within = if unit.archived { &self.archived } else { &self.live };
        within.contains(unit.pos)
    }

    /// Returns the positions where units in use are visible, and those where archived units are.
    pub fn ranges(&self) -> (&Ranges, &Ranges) {
        (&self.live, &self.archived)
    }

    pub fn get(&self, id: i64) -> Option<&'a Unit> {
        self.units().get(id).filter(|unit| self.has(unit))
    }

    pub fn roots(&self) -> Vec<&'a Unit> {
        self.highest(Interval::EVERYWHERE)
    }

    /// Returns the nearest visible units below a unit, by name.
    pub fn children(&self, unit: &Unit) -> Vec<&'a Unit> {
        self.highest(below(unit))
    }

    /// Returns the visible units above a unit, nearest first.
    pub fn above(&self, id: i64) -> impl Iterator<Item = &'a Unit> {
        self.units().above(id).filter(|unit| self.has(unit))
    }

    /// Returns the number of visible units below a unit.
    pub fn count_below(&self, unit: &Unit) -> usize {
        self.count(below(unit))
    }

    /// Returns the number of visible units.
    pub fn all(&self) -> usize {
        self.count(Interval::EVERYWHERE)
    }

    /// Returns the names of the visible units above a unit, from the highest down.
    pub fn way(&self, id: i64) -> String {
        tree::way(self.access, id)
    }

    fn count(&self, places: Interval) -> usize {
        self.units().within(places).filter(|unit| self.has(unit)).count()
    }

    fn highest(&self, places: Interval) -> Vec<&'a Unit> {
        let (mut found, mut first) = (Vec::new(), places.first);
        while let Some(unit) = self.units().first_in(Interval { first, ..places }) {
            let seen = self.has(unit);
            first = if seen { unit.last } else { unit.pos } + 1;
            found.extend(seen.then_some(unit));
        }
        found
    }
}

fn below(unit: &Unit) -> Interval {
    Interval {
        first: unit.pos + 1,
        last: unit.last,
    }
}
