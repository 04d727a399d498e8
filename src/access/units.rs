//! The tree of units as the snapshot holds it.

use std::sync::Arc;

use super::fixed::TOP;
use super::ids::{IdMap, Ids};
use super::ranges::{Interval, Ranges};

/// A unit, as far as rights need to know it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unit {
    /// Its id.
    pub id: i64,
    /// The unit above; `None` for the top.
    pub parent: Option<i64>,
    /// What people call it.
    pub name: Arc<str>,
    /// Place in the preorder.
    pub pos: i32,
    /// Last place among the units below it; its own place if there are none.
    pub last: i32,
    /// Archived: cells and memberships on it do not count (SPEC O-1).
    pub archived: bool,
    /// Default for readers there who chose no time zone (SPEC 3.2). `None`: that of the unit above.
    pub time_zone: Option<Arc<str>>,
    /// Default for readers there who chose no language. `None`: that of the unit above.
    pub language: Option<Arc<str>>,
}

impl Unit {
    /// Returns the unit and everything below it, archived or not.
    pub fn interval(&self) -> Interval {
        Interval {
            first: self.pos,
            last: self.last,
        }
    }
}

/// The intervals that the engine reads on every step. Kept apart from the names for speed.
#[derive(Clone, Copy, Debug)]
struct Spot {
    /// Where cells and memberships on the unit count; nowhere if the unit is archived.
    live: Interval,
    /// The unit and everything below it.
    whole: Interval,
}

/// All units. A unit keeps its index in every later version.
#[derive(Clone, Debug, Default)]
pub struct Units {
    ids: Ids,
    units: Vec<Unit>,
    spots: Vec<Spot>,
    by_pos: Vec<u32>,
    archived: Vec<Interval>,
    /// By unit, the index of its customer; `NO_CUSTOMER` for the top.
    customers: Vec<u32>,
}

const NO_CUSTOMER: u32 = u32::MAX;

impl Units {
    /// Makes the tree of these units.
    pub fn new(units: Vec<Unit>) -> Self {
        Self::default().replaced(units)
    }

    /// Returns a tree of these units instead. A unit that is gone keeps its index and has no place.
    pub(super) fn replaced(&self, rows: Vec<Unit>) -> Self {
        let (mut ids, mut units) = (self.ids.clone(), self.units.clone());
        for unit in &mut units {
            (unit.pos, unit.last) = (Interval::NOWHERE.first, Interval::NOWHERE.last);
        }
        for row in rows {
            let at = ids.take(row.id) as usize;
            if at == units.len() {
                units.push(row)
            } else {
                units[at] = row
            }
        }
        let by_pos = by_pos(&units);
        Self {
            spots: units.iter().map(Spot::of).collect(),
            customers: customers(&units, &ids, &by_pos),
            by_pos,
            archived: archived(&units),
            ids,
            units,
        }
    }

    /// Returns the tree with a unit, and everything below it, moved below another one, as its last child. `None` if
    /// the unit cannot be placed there.
    pub(super) fn moving(&self, unit: i64, parent: i64) -> Option<Self> {
        let (from, to) = (self.get(unit)?, self.get(parent)?);
        let moved = from.pos..=from.last;
        if moved.contains(&to.pos) {
            return None;
        }
        let (mut block, mut rest): (Vec<Unit>, Vec<Unit>) =
            self.in_order().cloned().partition(|unit| moved.contains(&unit.pos));
        block.first_mut()?.parent = Some(parent);
        let at = rest.partition_point(|unit| unit.pos <= to.last);
        rest.splice(at..at, block);
        Some(self.replaced(numbered(rest)))
    }

    /// Returns the tree with this unit not archived.
    pub(super) fn using(&self, unit: i64) -> Self {
        let mut units: Vec<Unit> = self.in_order().cloned().collect();
        for one in units.iter_mut().filter(|one| one.id == unit) {
            one.archived = false;
        }
        self.replaced(units)
    }

    /// The unit with this id.
    pub fn get(&self, id: i64) -> Option<&Unit> {
        self.ids
            .get(id)
            .map(|at| &self.units[at as usize])
            .filter(|unit| unit.pos <= unit.last)
    }

    /// Whether the unit is archived.
    pub fn is_archived(&self, id: i64) -> bool {
        self.get(id).is_some_and(|unit| unit.archived)
    }

    /// Returns the first unit within these places.
    pub fn first_in(&self, places: Interval) -> Option<&Unit> {
        let at = self
            .by_pos
            .partition_point(|at| self.units[*at as usize].pos < places.first);
        self.by_pos
            .get(at)
            .map(|at| self.unit(*at))
            .filter(|unit| unit.pos <= places.last)
    }

    /// Returns the units within these places, in preorder.
    pub fn within(&self, places: Interval) -> impl Iterator<Item = &Unit> {
        let at_or_after = |pos: i32| self.by_pos.partition_point(|at| self.units[*at as usize].pos < pos);
        let (start, end) = (at_or_after(places.first), at_or_after(places.last.saturating_add(1)));
        self.by_pos[start..end.max(start)].iter().map(|at| self.unit(*at))
    }

    /// All units in preorder: every unit comes after the one above it.
    pub fn in_order(&self) -> impl Iterator<Item = &Unit> {
        self.by_pos.iter().map(|at| &self.units[*at as usize])
    }

    /// Returns the units of all these places, in preorder.
    pub fn in_places<'u>(&'u self, places: &'u Ranges) -> impl Iterator<Item = &'u Unit> {
        places.intervals().iter().flat_map(move |places| self.within(*places))
    }

    /// Returns the units above, nearest first, up to the top.
    pub fn above(&self, id: i64) -> impl Iterator<Item = &Unit> {
        let parent = |unit: &&Unit| unit.parent.and_then(|parent| self.get(parent));
        std::iter::successors(self.get(id).as_ref().and_then(parent), parent)
    }

    /// Returns the unit and those above it, nearest first: the order in which a default set on a unit is looked up.
    pub fn upward(&self, id: i64) -> impl Iterator<Item = &Unit> {
        self.get(id).into_iter().chain(self.above(id))
    }

    /// Returns the customer the unit belongs to, which may be the unit itself; `None` for the top.
    pub fn customer(&self, id: i64) -> Option<&Unit> {
        let at_top = |unit: &&Unit| unit.parent == Some(TOP);
        self.get(id).filter(at_top).or_else(|| self.above(id).find(at_top))
    }

    /// Returns what `customer` returns, but by indices, fast enough for each decision.
    #[inline]
    pub(super) fn customer_index(&self, at: u32) -> Option<u32> {
        self.customers
            .get(at as usize)
            .copied()
            .filter(|customer| *customer != NO_CUSTOMER)
    }

    pub(super) fn index(&self, id: i64) -> Option<u32> {
        self.ids.get(id)
    }

    pub(super) fn unit(&self, at: u32) -> &Unit {
        &self.units[at as usize]
    }

    /// Returns where cells and memberships on the unit count.
    pub(super) fn live(&self, at: u32) -> Interval {
        self.spots[at as usize].live
    }

    /// Returns the unit and everything below it, archived or not.
    pub(super) fn whole(&self, at: u32) -> Interval {
        self.spots[at as usize].whole
    }

    /// Returns the archived units, ordered by place.
    pub(super) fn archived(&self) -> &[Interval] {
        &self.archived
    }

    /// Returns the place of the top.
    pub(super) fn top_pos(&self) -> i32 {
        self.ids
            .get(TOP)
            .map_or(Interval::NOWHERE.first, |at| self.units[at as usize].pos)
    }
}

impl Spot {
    fn of(unit: &Unit) -> Self {
        let whole = unit.interval();
        Self {
            live: if unit.archived { Interval::NOWHERE } else { whole },
            whole,
        }
    }
}

/// Gives positions to units that come in preorder.
fn numbered(mut units: Vec<Unit>) -> Vec<Unit> {
    let at: IdMap<usize> = (0..).zip(&units).map(|(at, unit)| (unit.id, at)).collect();
    for (pos, unit) in (1..).zip(&mut units) {
        (unit.pos, unit.last) = (pos, pos);
    }
    for below in (0..units.len()).rev() {
        let last = units[below].last;
        if let Some(above) = units[below].parent.and_then(|parent| at.get(&parent)) {
            units[*above].last = units[*above].last.max(last);
        }
    }
    units
}

fn by_pos(units: &[Unit]) -> Vec<u32> {
    let mut order: Vec<u32> = (0..)
        .zip(units)
        .filter(|(_, unit)| unit.pos <= unit.last)
        .map(|(at, _)| at)
        .collect();
    order.sort_unstable_by_key(|at| units[*at as usize].pos);
    order
}

/// Finds each unit's customer. In preorder a unit comes after the one above it, whose customer is then known.
fn customers(units: &[Unit], ids: &Ids, by_pos: &[u32]) -> Vec<u32> {
    let mut customers = vec![NO_CUSTOMER; units.len()];
    for at in by_pos {
        let unit = &units[*at as usize];
        customers[*at as usize] = match unit.parent {
            Some(TOP) => *at,
            Some(parent) => ids.get(parent).map_or(NO_CUSTOMER, |above| customers[above as usize]),
            None => NO_CUSTOMER,
        };
    }
    customers
}

fn archived(units: &[Unit]) -> Vec<Interval> {
    let archived = units.iter().filter(|unit| unit.archived && unit.pos <= unit.last);
    let mut places: Vec<Interval> = archived
        .map(|unit| Interval {
            first: unit.pos,
            last: unit.pos,
        })
        .collect();
    places.sort_unstable();
    places
}
