//! What a move is said to bring and take, on random worlds: neither more nor less than comes of it.

use keyholder::access::evaluate::Answer;
use keyholder::access::fixed::{ALL, TOP, USERS};
use keyholder::access::moves::Move;
use proptest::prelude::*;
use std::collections::HashSet;

use crate::engine_oracle::runner;
use crate::engine_world::{RIGHTS, World, day, world};

/// Whom the preview looks at: those joined at an edge, those in a group that turns, those with cells of their own at an edge.
fn concerned(world: &World, change: &Move<'_>) -> HashSet<i64> {
    let groups: HashSet<i64> = change.groups().into_iter().collect();
    if groups.contains(&USERS) || groups.contains(&ALL) {
        return world.users.iter().copied().collect();
    }
    let joined = world
        .members
        .iter()
        .filter(|m| change.edges.contains(&m.unit) || groups.contains(&m.group));
    let granted = world.grants.iter().filter(|grant| change.edges.contains(&grant.unit));
    joined
        .map(|m| m.account)
        .chain(granted.map(|grant| grant.account))
        .chain(turning(world, change))
        .collect()
}

/// Whom reach alone may concern, where the unit comes to another customer (`relocate::store::turning`).
fn turning(world: &World, change: &Move<'_>) -> Vec<i64> {
    if change.customers.is_none() {
        return Vec::new();
    }
    let snapshot = world.snapshot();
    let moved = |unit: i64| {
        let unit = snapshot.units().get(unit);
        unit.is_some_and(|unit| change.part.contains(unit.pos))
    };
    let held = |user: i64| {
        let members = world.members.iter().filter(move |m| m.account == user).map(|m| m.unit);
        let granted = world.grants.iter().filter(move |grant| grant.account == user);
        members.chain(granted.map(|grant| grant.unit))
    };
    let concerned = |user: i64, own: Option<i64>| {
        let along = own.is_some_and(moved);
        change.says_to_everybody() || held(user).any(|unit| change.common.contains(&unit) || moved(unit) != along)
    };
    let limited = world.reach.iter().filter(|(user, (own, _))| concerned(*user, *own));
    limited.map(|(user, _)| *user).collect()
}

fn compare(before: &World, unit: i64, parent: i64, now: i64) -> Result<usize, TestCaseError> {
    let mut after = before.clone();
    after.parents[unit as usize - 2] = parent;
    let snapshot = before.snapshot();
    let change = Move::of(&snapshot, unit, parent, day(now)).expect("it can stand there");
    let concerned = concerned(before, &change);
    let mut turned = 0;
    for user in &before.users {
        let shifts = change.shifts(&before.subject(*user));
        for right in RIGHTS {
            for place in before.units() {
                let (was, is) = (
                    before.answer(*user, right, place.id, now) == Answer::Allow,
                    after.answer(*user, right, place.id, now) == Answer::Allow,
                );
                let shift = shifts.iter().find(|shift| shift.permission == right);
                let at = snapshot.units().get(place.id).unwrap().pos;
                let told = |gained: bool| {
                    shift.is_some_and(|shift| if gained { &shift.gained } else { &shift.lost }.contains(at))
                };
                prop_assert_eq!(
                    (told(true), told(false)),
                    (is && !was, was && !is),
                    "{} {:?} {}",
                    user,
                    right,
                    place.id
                );
                prop_assert!(was == is || concerned.contains(user), "{user} is not looked at");
                turned += usize::from(was != is);
            }
        }
    }
    Ok(turned)
}

#[test]
fn a_preview_of_a_move_tells_exactly_what_comes_of_it_and_looks_at_everybody_concerned() {
    let turned = std::sync::atomic::AtomicUsize::new(0);
    let choices = proptest::collection::vec((any::<u16>(), any::<u16>(), 0..4i64), 12);
    let result = runner().run(&(world(), choices), |(world, choices)| {
        let count = world.parents.len() as u16 + 1;
        for (a, b, now) in choices {
            let (unit, parent) = (i64::from(a % count) + 1, i64::from(b % count) + 1);
            if unit != TOP && !world.at_or_above(unit, parent) {
                let found = compare(&world, unit, parent, now)?;
                turned.fetch_add(found, std::sync::atomic::Ordering::Relaxed);
            }
        }
        Ok(())
    });
    result.unwrap();
    assert!(
        turned.into_inner() > 50,
        "hardly anything turned: the test says nothing"
    );
}
