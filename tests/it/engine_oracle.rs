//! Compares the engine with a second, independent one on random worlds. `script/test worlds` takes 10,000 worlds.

use keyholder::access::evaluate::{Answer, Decision, evaluate, holds, is_administrator, ranges};
use keyholder::access::permission::Permission;
use keyholder::access::ranges::Ranges;
use keyholder::access::snapshot::{Snapshot, Subject};
use proptest::prelude::*;
use proptest::test_runner::TestRunner;

use crate::engine_world::{DAYS, OneGrant, RIGHTS, World, day, world};

/// Returns a runner for the number of random worlds asked for, which leaves no files behind.
pub fn runner() -> TestRunner {
    let worlds = std::env::var("KEYHOLDER_ORACLE_WORLDS")
        .ok()
        .and_then(|worlds| worlds.parse().ok());
    TestRunner::new(ProptestConfig {
        cases: worlds.unwrap_or(256),
        failure_persistence: None,
        ..ProptestConfig::default()
    })
}

fn compare(world: &World) -> Result<(), TestCaseError> {
    let snapshot = world.snapshot();
    for user in &world.users {
        let subject = world.subject(*user);
        for now in [0, 2, DAYS] {
            prop_assert_eq!(
                is_administrator(&snapshot, &subject, day(now)),
                world.administrator(*user, now)
            );
            for right in RIGHTS {
                compare_right(world, &snapshot, &subject, right, now)?;
            }
        }
    }
    Ok(())
}

fn compare_right(
    world: &World,
    snapshot: &Snapshot,
    subject: &Subject,
    right: Permission,
    now: i64,
) -> Result<(), TestCaseError> {
    let user = subject.user;
    let held = ranges(snapshot, subject, right, day(now));
    for unit in world.units() {
        let expected = world.answer(user, right, unit.id, now);
        let asked = format!("user {user}, right {right:?}, unit {}, day {now}", unit.id);
        let decision = evaluate(snapshot, subject, right, unit.id, day(now));
        prop_assert_eq!(decision.answer, expected, "evaluate: {}", asked);
        let yes = expected == Answer::Allow;
        prop_assert_eq!(
            holds(snapshot, subject, right, unit.id, day(now)),
            yes,
            "holds: {}",
            asked
        );
        if held != Ranges::All || !unit.archived {
            prop_assert_eq!(held.contains(unit.pos), yes, "ranges {:?}: {}", held, asked);
        }
        compare_reasons(world, &decision, (user, right, unit.id, now))?;
    }
    Ok(())
}

/// Checks the reasons: every path exists, and the grants named are exactly those that decide, with their ends.
fn compare_reasons(
    world: &World,
    decision: &Decision,
    asked: (i64, Permission, i64, i64),
) -> Result<(), TestCaseError> {
    let (user, right, unit, now) = asked;
    for reason in decision.because.iter().chain(&decision.overruled) {
        prop_assert!(
            world.is_chain(user, reason, now),
            "no such path {:?}: {:?}",
            reason,
            asked
        );
    }
    let beyond = crate::engine_world::scope(right) == keyholder::access::permission::Scope::OrgUnit
        && !world.reaches(user, unit)
        && !world.administrator(user, now);
    prop_assert_eq!(decision.beyond_reach, beyond, "beyond reach: {:?}", asked);
    if world.administrator(user, now) || decision.answer == Answer::None {
        return Ok(());
    }
    let deciding = |g: &OneGrant| g.allow == (decision.answer == Answer::Allow);
    let grants = world.applicable(user, right, unit, now).into_iter().filter(deciding);
    let end = |g: &OneGrant| world.until(user, g, unit, now).map(day);
    let mut why: Vec<_> = grants.map(|g| (g.account, g.unit, end(&g))).collect();
    let mut told: Vec<_> = decision.because.iter().map(|r| (r.account, r.unit, r.until)).collect();
    why.sort();
    told.sort();
    prop_assert_eq!(told, why, "because: {:?}", asked);
    Ok(())
}

/// SECURITY AC4: a Deny wins, wherever it comes from and whatever the order of grants.
#[test]
fn p1_to_p4_the_engine_and_the_words_of_the_specification_agree_on_random_worlds() {
    runner().run(&world(), |world| compare(&world)).unwrap();
}
