//! From which level of the tree actors are separate (SPEC A-6, Actors setup).
//!
//! With *each unit*, actors work like everything else (P-12): readers with Access to an actor's unit see it. With a
//! level, all units below one unit of that level share their actors. Readers with Access to one of them see the
//! actors of all, so that a customer of Aalborg is found at the till in Skagen. Level 1 is the customer (a chain),
//! 2 the units below it, and so on. It is never the top, because chains are different companies.
//!
//! The level widens only what is seen. What may be done to an actor is still asked in the actor's own unit.
//! Actors above the level are seen by Access to their unit, as without a level. Actors of archived units are not
//! seen through the level. A unit that the reader has no Access to stays nameless, even where its actors are seen.
use super::Access;
use super::ranges::{Interval, Ranges};
use super::snapshot::Units;

/// Returns where the actors are that exist for the reader: the reader's Access, widened to whole divisions. Lists,
/// searches and counts of actors use this instead of [`Access::scope`].
pub fn seen(access: &Access) -> Ranges {
    let scope = access.scope();
    match access.snapshot().actor_roles().division() {
        Some(level) if !scope.is_empty() => widened(access.snapshot().units(), &scope, level).and(&access.reach()),
        _ => scope,
    }
}

/// Whether actors of this unit exist for the reader. Actors use this instead of [`Access::sees`].
pub fn sees(access: &Access, unit: i64) -> bool {
    let shared = || {
        let at = access.snapshot().units().get(unit);
        access.snapshot().actor_roles().division().is_some() && at.is_some_and(|at| seen(access).contains(at.pos))
    };
    access.sees(unit) || shared()
}

fn widened(units: &Units, scope: &Ranges, level: i32) -> Ranges {
    if *scope == Ranges::All {
        return Ranges::All;
    }
    let mut all: Vec<Interval> = scope.intervals().to_vec();
    for (level_of, unit) in levels(units) {
        let places = unit.interval();
        if level_of == level && !scope.and(&Ranges::of(vec![places])).is_empty() {
            let open = units.within(places).filter(|unit| !unit.archived);
            all.extend(open.map(|unit| Interval {
                first: unit.pos,
                last: unit.pos,
            }));
        }
    }
    Ranges::of(all)
}

/// Pairs every unit with the number of units above it: the top has level 0.
fn levels(units: &Units) -> impl Iterator<Item = (i32, &crate::access::snapshot::Unit)> {
    let mut ends: Vec<i32> = Vec::new();
    units.in_order().map(move |unit| {
        while ends.last().is_some_and(|last| *last < unit.pos) {
            ends.pop();
        }
        let level = ends.len() as i32;
        ends.push(unit.last);
        (level, unit)
    })
}

/// Returns the deepest level of the tree.
pub fn deepest(units: &Units) -> i32 {
    levels(units).map(|(level, _)| level).max().unwrap_or(0)
}

/// Returns names of the first units of a level that the reader sees, to show what the level means.
pub fn examples(access: &Access, level: i32, most: usize) -> Vec<&str> {
    let all = levels(access.snapshot().units());
    let named = all.filter(|(of, unit)| *of == level && access.sees(unit.id));
    named.map(|(_, unit)| &*unit.name).take(most).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::access::snapshot::Unit;

    fn unit(id: i64, parent: Option<i64>, pos: i32, last: i32) -> Unit {
        Unit {
            id,
            parent,
            name: format!("Unit {id}").into(),
            pos,
            last,
            archived: false,
            time_zone: None,
            language: None,
        }
    }

    /// 1 Top ─ 2 Chain ─┬─ 3 North ─┬─ 4, 5        and 8, another chain, with 9
    ///                  └─ 6 South ─── 7
    fn tree() -> Units {
        Units::new(vec![
            unit(1, None, 1, 9),
            unit(2, Some(1), 2, 7),
            unit(3, Some(2), 3, 5),
            unit(4, Some(3), 4, 4),
            unit(5, Some(3), 5, 5),
            unit(6, Some(2), 6, 7),
            unit(7, Some(6), 7, 7),
            unit(8, Some(1), 8, 9),
            unit(9, Some(8), 9, 9),
        ])
    }

    fn seen(units: &Units, at: i32, level: i32) -> Vec<i32> {
        let scope = Ranges::of(vec![Interval { first: at, last: at }]);
        let wide = widened(units, &scope, level);
        (1..=9).filter(|pos| wide.contains(*pos)).collect()
    }

    #[test]
    fn access_to_one_unit_of_a_division_shows_the_actors_of_all() {
        let units = tree();
        assert_eq!(seen(&units, 4, 2), [3, 4, 5]);
        assert_eq!(seen(&units, 4, 1), [2, 3, 4, 5, 6, 7]);
        assert_eq!(seen(&units, 9, 1), [8, 9]);
    }

    #[test]
    fn deeper_than_the_unit_and_above_the_level_nothing_widens() {
        let units = tree();
        assert_eq!(seen(&units, 4, 3), [4]);
        assert_eq!(seen(&units, 4, 7), [4]);
        assert_eq!(seen(&units, 2, 2), [2]);
        assert_eq!(deepest(&units), 3);
    }

    #[test]
    fn archived_units_of_a_division_stay_out() {
        let mut all: Vec<Unit> = tree().in_order().cloned().collect();
        all[4].archived = true;
        assert_eq!(seen(&Units::new(all), 4, 2), [3, 4]);
    }
}
