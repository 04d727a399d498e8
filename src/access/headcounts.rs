//! How many users each unit has. Every list shows it, so a node counts once after each change and keeps the result.
use super::ranges::Ranges;
use super::snapshot::Snapshot;
use super::store;
use diesel::pg::PgConnection;
use diesel::prelude::*;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

/// Users by their state.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Headcount {
    pub active: i64,
    pub deactivated: i64,
    /// Licences taken (SPEC C-3).
    pub licences: i64,
}

impl Headcount {
    /// How many users are active, or also deactivated.
    pub fn among(&self, deactivated: bool) -> i64 {
        self.active + if deactivated { self.deactivated } else { 0 }
    }

    fn plus(self, other: Headcount) -> Headcount {
        Headcount {
            active: self.active + other.active,
            deactivated: self.deactivated + other.deactivated,
            licences: self.licences + other.licences,
        }
    }

    fn minus(self, other: Headcount) -> Headcount {
        Headcount {
            active: self.active - other.active,
            deactivated: self.deactivated - other.deactivated,
            licences: self.licences - other.licences,
        }
    }
}

/// By customer, the licences that are left; `None` if unlimited.
type Pools = Vec<(i64, Option<i64>)>;

/// Keeps the newest counts that this node has needed.
#[derive(Debug, Default)]
pub struct Headcounts(Mutex<Option<Arc<Headcounted>>>);

/// The users of every unit at one time.
#[derive(Debug)]
pub struct Headcounted {
    /// The value of `access_state.counted` it was asked for. The counts may be newer than this, never older.
    counted: i64,
    /// Version of the snapshot whose order of units `sums` follows.
    version: i64,
    by_unit: HashMap<i64, Headcount>,
    pools: Pools,
    /// For each unit in preorder: its place, and the users of all units up to and including it.
    sums: Vec<(i32, Headcount)>,
}

impl Headcounts {
    /// Returns the counts as of `counted` (which statement 1 brings) or later, in the order of this snapshot.
    ///
    /// # Errors
    /// Database errors.
    pub fn at_least(
        &self,
        conn: &mut PgConnection,
        counted: i64,
        snapshot: &Snapshot,
    ) -> QueryResult<Arc<Headcounted>> {
        // The lock is held while counting, so that a node counts only once after a change.
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let new = match kept.as_ref() {
            Some(held) if held.counted >= counted && held.version == snapshot.version() => return Ok(held.clone()),
            Some(held) if held.counted >= counted => {
                Headcounted::new(held.counted, (held.by_unit.clone(), held.pools.clone()), snapshot)
            }
            _ => Headcounted::new(counted, (store::headcounts(conn)?, store::pools(conn)?), snapshot),
        };
        Ok(kept.insert(Arc::new(new)).clone())
    }
}

impl Headcounted {
    fn new(counted: i64, (by_unit, pools): (HashMap<i64, Headcount>, Pools), snapshot: &Snapshot) -> Self {
        let mut before = Headcount::default();
        let sums = snapshot.units().in_order().map(|unit| {
            before = before.plus(by_unit.get(&unit.id).copied().unwrap_or_default());
            (unit.pos, before)
        });
        Self {
            counted,
            version: snapshot.version(),
            sums: sums.collect(),
            by_unit,
            pools,
        }
    }

    /// Returns the users of one unit, without those below it.
    pub fn of(&self, unit: i64) -> Headcount {
        self.by_unit.get(&unit).copied().unwrap_or_default()
    }

    /// Returns the licences left to all customers that have a unit in these places (SPEC U-6). `None` if one of
    /// them is unlimited.
    pub fn licences_left(&self, snapshot: &Snapshot, places: &Ranges) -> Option<i64> {
        let units = snapshot.units();
        let touched = |customer: i64| {
            let Some(unit) = units.get(customer) else { return false };
            let own = Ranges::of(vec![unit.interval()]);
            !own.and(places).is_empty()
        };
        let left = self.pools.iter().filter(|(customer, _)| touched(*customer));
        left.map(|(_, left)| *left).sum()
    }

    /// Returns the users of all units in these places.
    pub fn within(&self, places: &Ranges) -> Headcount {
        let up_to = |end: usize| end.checked_sub(1).map_or(Headcount::default(), |at| self.sums[at].1);
        let intervals = places.intervals().iter();
        intervals.fold(Headcount::default(), |sum, places| {
            let first = self.sums.partition_point(|(pos, _)| *pos < places.first);
            let end = self.sums.partition_point(|(pos, _)| *pos <= places.last);
            sum.plus(up_to(end).minus(up_to(first)))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::access::permission::Catalogue;
    use crate::access::ranges::Interval;
    use crate::access::snapshot::{Parts, Unit};

    fn counted() -> Headcounted {
        let unit = |id: i64, pos, last| Unit {
            id,
            parent: (id > 1).then_some(1),
            name: "unit".into(),
            pos,
            last,
            archived: false,
            language: None,
            time_zone: None,
        };
        let parts = Parts {
            version: 1,
            units: vec![unit(1, 1, 4), unit(9, 2, 2), unit(7, 3, 3), unit(8, 4, 4)],
            groups: Vec::new(),
            nestings: Vec::new(),
            permissions: Catalogue::builtin().entries().to_vec(),
            actor_roles: Default::default(),
        };
        let head = |active| Headcount {
            active,
            deactivated: 1,
            licences: 0,
        };
        let by_unit = HashMap::from([(1, head(1)), (9, head(10)), (8, head(100))]);
        Headcounted::new(1, (by_unit, Vec::new()), &Snapshot::new(parts, std::iter::empty()))
    }

    #[test]
    fn users_are_summed_by_places() {
        let counted = counted();
        let sum = |first, last| counted.within(&Ranges::of(vec![Interval { first, last }])).active;
        assert_eq!(
            [sum(1, 4), sum(2, 3), sum(3, 3), sum(4, 9), sum(5, 9)],
            [111, 10, 0, 100, 0]
        );
        assert_eq!(
            counted.within(&Ranges::All),
            Headcount {
                active: 111,
                deactivated: 3,
                licences: 0
            }
        );
        assert_eq!(counted.within(&Ranges::NONE), Headcount::default());
    }
}
