//! P-6 on random worlds: whatever the engine lets a principal do, nobody ends up with a right the principal did not hold
//! there and then.

use keyholder::access::escalation::{Account, Change, Effect, check};
use keyholder::access::evaluate::{Answer, is_administrator};
use keyholder::access::fixed::TOP;
use keyholder::access::period::Period;
use keyholder::access::permission::Permission;
use proptest::prelude::*;

use crate::engine_oracle::runner;
use crate::engine_reach::Reaching;
use crate::engine_world::{DAYS, Dates, InGroup, OneGrant, RIGHTS, World, day, world};

/// What somebody wants to change, in the world's own words.
#[derive(Clone, Debug)]
enum Wish {
    Cell {
        before: Option<OneGrant>,
        after: Option<OneGrant>,
    },
    Member {
        before: Option<InGroup>,
        after: Option<InGroup>,
    },
    Move {
        unit: i64,
        parent: i64,
    },
    Archive {
        unit: i64,
    },
    Unarchive {
        unit: i64,
    },
    Reach {
        user: i64,
        after: Reaching,
    },
}

type Choice = (u8, u16, u16, u16, u16, u8);

/// Removes one that is there, or makes the new one, in place of one that is where it goes.
fn swap<T: Clone, K: PartialEq>(there: &[T], new: T, key: fn(&T) -> K, (d, how): (u16, u8)) -> (Option<T>, Option<T>) {
    match there.get(usize::from(d) % there.len().max(1)) {
        Some(known) if how % 3 == 0 => (Some(known.clone()), None),
        _ => (there.iter().find(|one| key(one) == key(&new)).cloned(), Some(new)),
    }
}

fn cell(g: &OneGrant) -> (i64, Permission, i64) {
    (g.account, g.right, g.unit)
}

fn row(m: &InGroup) -> (i64, i64, i64) {
    (m.account, m.group, m.unit)
}

/// Makes, replaces or removes something that is there or could be.
fn wish(world: &World, (kind, a, b, c, d, how): Choice, dates: Dates) -> Option<Wish> {
    let units: Vec<i64> = (1..=world.parents.len() as i64 + 1).collect();
    let (x, y, z) = (a.into(), b.into(), c.into());
    let unit = units[usize::from(d) % units.len()];
    let archived = |unit: i64| world.is_archived(unit);
    // SPEC O-1: not while there are active units below.
    let free = |unit: i64| {
        units
            .iter()
            .all(|other| *other == unit || !world.at_or_above(unit, *other) || archived(*other))
    };
    match kind % 9 {
        0..3 => {
            let new = world.grant(&units, (x, y, z, how % 2 == 0, dates));
            let (before, after) = swap(&world.grants, new, cell, (d, how));
            Some(Wish::Cell { before, after })
        }
        3..6 => {
            let new = world.member(&units, (x, y, z, dates))?;
            let (before, after) = swap(&world.members, new, row, (d, how));
            Some(Wish::Member { before, after })
        }
        8 => Some(Wish::Reach {
            user: world.users[2 + usize::from(d) % 2],
            after: world.reaching(&units, ((how % 2 == 0).then_some(x), vec![y, z])),
        }),
        _ if unit == TOP => None,
        6 => {
            // To another customer only administrators move a unit (SPEC O-1): everybody in it reaches that one then.
            let parent = units[usize::from(a) % units.len()];
            let inside = |unit: i64| {
                world
                    .customer(unit)
                    .filter(|customer| *customer != unit || unit == parent)
            };
            let same = world.reach.is_empty() || (inside(unit).is_some() && inside(unit) == world.customer(parent));
            (same && !world.at_or_above(unit, parent)).then_some(Wish::Move { unit, parent })
        }
        _ if archived(unit) => Some(Wish::Unarchive { unit }),
        _ => free(unit).then_some(Wish::Archive { unit }),
    }
}

fn period((from, to): Dates) -> Period {
    Period::new(from.map(day), to.map(day))
}

impl World {
    fn allowed(&self, principal: i64, wish: &Wish, now: i64) -> bool {
        let account = match wish {
            Wish::Cell { before, after } => after.as_ref().or(before.as_ref()).map_or(0, |g| g.account),
            Wish::Member { before, after } => after.as_ref().or(before.as_ref()).map_or(0, |m| m.account),
            Wish::Reach { user, .. } => *user,
            _ => 0,
        };
        let subject = self.subject(account);
        let user = self.users.contains(&account);
        let account = if user {
            Account::User(&subject)
        } else {
            Account::Group(account)
        };
        let all: Vec<(i64, i64)> = self.members.iter().map(|m| (m.unit, m.group)).collect();
        let here: Vec<(i64, i64)> = match wish {
            Wish::Archive { unit } | Wish::Unarchive { unit } => {
                all.iter().copied().filter(|at| at.0 == *unit).collect()
            }
            _ => all,
        };
        let later = self.fulfilled(wish).1.subject(subject.user);
        let change = match wish {
            Wish::Reach { .. } => Change::Reach {
                before: &subject,
                after: &later,
            },
            _ => self.change(wish, account, &here),
        };
        check(&self.snapshot(), &self.subject(principal), &[change], day(now)).is_ok()
    }

    fn change<'a>(&self, wish: &Wish, account: Account<'a>, joined: &'a [(i64, i64)]) -> Change<'a> {
        let effect = |g: &OneGrant| Effect {
            allow: g.allow,
            period: period(g.dates),
        };
        match wish {
            Wish::Cell { before, after } => {
                let (_, permission, unit) = after.as_ref().or(before.as_ref()).map(cell).unwrap();
                let (before, after) = (before.as_ref().map(effect), after.as_ref().map(effect));
                Change::Cell {
                    account,
                    permission,
                    unit,
                    before,
                    after,
                }
            }
            Wish::Member { before, after } => {
                let (_, group, unit) = after.as_ref().or(before.as_ref()).map(row).unwrap();
                let dates = |m: &InGroup| period(m.dates);
                let (before, after) = (before.as_ref().map(dates), after.as_ref().map(dates));
                Change::Membership {
                    account,
                    group,
                    unit,
                    before,
                    after,
                }
            }
            Wish::Move { unit, parent } => Change::Move {
                unit: *unit,
                parent: *parent,
                joined,
            },
            Wish::Archive { .. } | Wish::Reach { .. } => Change::Archive { joined },
            Wish::Unarchive { unit } => Change::Unarchive { unit: *unit, joined },
        }
    }

    /// The world afterwards, and the one to compare it with.
    fn fulfilled(&self, wish: &Wish) -> (World, World) {
        let (mut before, mut after) = (self.clone(), self.clone());
        match wish {
            Wish::Cell {
                before: old,
                after: new,
            } => {
                after
                    .grants
                    .retain(|g| old.as_ref().is_none_or(|old| cell(g) != cell(old)));
                after.grants.extend(new.clone());
            }
            Wish::Member {
                before: old,
                after: new,
            } => {
                after
                    .members
                    .retain(|m| old.as_ref().is_none_or(|old| row(m) != row(old)));
                after.members.extend(new.clone());
            }
            Wish::Move { unit, parent } => after.parents[*unit as usize - 2] = *parent,
            Wish::Archive { unit } => after.archived.push(*unit),
            Wish::Reach { user, after: reach } => {
                after.reach.retain(|(of, _)| of != user);
                after.reach.push((*user, reach.clone()));
            }
            // What is inherited comes back as for a new unit; what stands on the unit itself is measured.
            Wish::Unarchive { unit } => {
                after.archived.retain(|archived| archived != unit);
                before.archived = after.archived.clone();
                before.grants.retain(|g| g.unit != *unit);
                before.members.retain(|m| m.unit != *unit);
            }
        }
        (before, after)
    }
}

/// A right that somebody loses to a Deny is one that its giver held there and then. Whoever stops being an administrator loses
/// more than that: no Deny applied to them before.
fn nobody_is_denied_more(world: &World, principal: i64, wish: &Wish, now: i64) -> Result<usize, TestCaseError> {
    let (before, after) = world.fulfilled(wish);
    let snapshot = before.snapshot();
    let mut denied = 0;
    for later in now..=DAYS + 1 {
        let administrator = |user: &&i64| is_administrator(&snapshot, &before.subject(**user), day(later));
        for user in world.users.iter().filter(|user| !administrator(user)) {
            for (right, unit) in RIGHTS
                .iter()
                .flat_map(|right| world.units().into_iter().map(move |unit| (*right, unit.id)))
            {
                let lost = before.answer(*user, right, unit, later) == Answer::Allow
                    && after.answer(*user, right, unit, later) == Answer::Deny;
                denied += usize::from(lost);
                prop_assert!(
                    !lost || before.answer(principal, right, unit, later) == Answer::Allow,
                    "{principal} denied {user} {right:?} in {unit} on day {later} by {wish:?}"
                );
            }
        }
    }
    Ok(denied)
}

fn nobody_gains_more(world: &World, principal: i64, wish: &Wish, now: i64) -> Result<(), TestCaseError> {
    let (before, after) = world.fulfilled(wish);
    for later in now..=DAYS + 1 {
        for user in &world.users {
            for (right, unit) in RIGHTS
                .iter()
                .flat_map(|right| world.units().into_iter().map(move |unit| (*right, unit.id)))
            {
                let gained = after.answer(*user, right, unit, later) == Answer::Allow
                    && before.answer(*user, right, unit, later) != Answer::Allow;
                prop_assert!(
                    !gained || before.answer(principal, right, unit, later) == Answer::Allow,
                    "{principal} gave {user} {right:?} in {unit} on day {later} by {wish:?}"
                );
            }
        }
    }
    Ok(())
}

/// Of wishes that are allowed, all that `found` sees; too few say nothing.
fn of_what_is_allowed(
    enough: usize,
    found: fn(&World, principal: i64, &Wish, now: i64) -> Result<usize, TestCaseError>,
) {
    let dates = (
        proptest::option::weighted(0.2, 0..3i64),
        proptest::option::weighted(0.3, 3..6i64),
    );
    let choices = (any::<Choice>(), dates, 0..4usize, 0..3i64);
    let seen = std::sync::atomic::AtomicUsize::new(0);
    let result = runner().run(&(world(), proptest::collection::vec(choices, 8)), |(world, choices)| {
        for (choice, dates, who, now) in choices {
            let Some(wish) = wish(&world, choice, dates) else {
                continue;
            };
            let principal = world.users[who];
            if world.allowed(principal, &wish, now) {
                let found = found(&world, principal, &wish, now)?;
                seen.fetch_add(found, std::sync::atomic::Ordering::Relaxed);
            }
        }
        Ok(())
    });
    result.unwrap();
    let seen = seen.into_inner();
    assert!(seen > enough, "only {seen}: the test says nothing");
}

#[test]
fn nobody_ends_up_with_a_right_its_giver_does_not_hold_there_and_then() {
    of_what_is_allowed(100, |world, principal, wish, now| {
        nobody_gains_more(world, principal, wish, now).map(|()| 1)
    });
}

#[test]
fn p6_nobody_loses_to_a_deny_what_its_giver_does_not_hold_there_and_then() {
    of_what_is_allowed(5, nobody_is_denied_more);
}

#[test]
fn an_administrator_may_do_everything_that_lasts_no_longer_than_they_do() {
    let result = runner().run(&(world(), any::<Choice>()), |(world, choice)| {
        if let Some(wish) = wish(&world, choice, (None, None)) {
            prop_assert!(
                world.allowed(keyholder::access::fixed::ADMINISTRATOR, &wish, 0),
                "{wish:?}"
            );
        }
        Ok(())
    });
    result.unwrap();
}
