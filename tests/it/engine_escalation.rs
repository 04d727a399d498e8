//! P-6 on random worlds: whatever the engine lets a principal do, nobody ends up with a right the principal did not hold
//! there and then.

use keyholder::access::escalation::{Account, Change, Effect, check};
use keyholder::access::evaluate::Answer;
use keyholder::access::fixed::TOP;
use keyholder::access::period::Period;
use keyholder::access::snapshot::Subject;
use proptest::prelude::*;

use crate::engine_oracle::runner;
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
}

type Choice = (u8, u16, u16, u16, u16, u8);

/// Makes, replaces or removes something that is there or could be.
fn wish(world: &World, (kind, a, b, c, d, how): Choice, dates: Dates) -> Option<Wish> {
    let units: Vec<i64> = (1..=world.parents.len() as i64 + 1).collect();
    let choice = (a.into(), b.into(), c.into());
    let unit = units[usize::from(d) % units.len()];
    match kind % 8 {
        0..3 => {
            let new = world.grant(&units, (choice.0, choice.1, choice.2, how % 2 == 0, dates));
            let same = |g: &&OneGrant| (g.account, g.right, g.unit) == (new.account, new.right, new.unit);
            let before = world.grants.iter().find(same).cloned();
            let known = world.grants.get(usize::from(d) % world.grants.len().max(1)).cloned();
            match (how % 3, known) {
                (0, Some(known)) => Some(Wish::Cell {
                    before: Some(known),
                    after: None,
                }),
                _ => Some(Wish::Cell {
                    before,
                    after: Some(new),
                }),
            }
        }
        3..6 => {
            let new = world.member(&units, (choice.0, choice.1, choice.2, dates))?;
            let same = |m: &&InGroup| (m.account, m.group, m.unit) == (new.account, new.group, new.unit);
            let before = world.members.iter().find(same).cloned();
            let known = world.members.get(usize::from(d) % world.members.len().max(1)).cloned();
            match (how % 3, known) {
                (0, Some(known)) => Some(Wish::Member {
                    before: Some(known),
                    after: None,
                }),
                _ => Some(Wish::Member {
                    before,
                    after: Some(new),
                }),
            }
        }
        6 if unit != TOP => {
            let parent = units[usize::from(a) % units.len()];
            (!world.at_or_above(unit, parent)).then_some(Wish::Move { unit, parent })
        }
        _ if unit == TOP => None,
        _ if world.is_archived(unit) => Some(Wish::Unarchive { unit }),
        // SPEC O-1: not while there are active units below.
        _ => {
            let below = |other: &i64| *other != unit && world.at_or_above(unit, *other);
            let free = units
                .iter()
                .filter(|other| below(other))
                .all(|other| world.is_archived(*other));
            free.then_some(Wish::Archive { unit })
        }
    }
}

fn period((from, to): Dates) -> Period {
    Period::new(from.map(day), to.map(day))
}

impl World {
    fn allowed(&self, principal: i64, wish: &Wish, now: i64) -> bool {
        let joined: Vec<(i64, i64)> = self.members.iter().map(|m| (m.unit, m.group)).collect();
        let at = |unit: i64| joined.iter().copied().filter(|(at, _)| *at == unit).collect::<Vec<_>>();
        let subject: Subject;
        let here;
        let account = |id: i64| {
            if self.users.contains(&id) {
                Ok(self.subject(id))
            } else {
                Err(id)
            }
        };
        let change = match wish {
            Wish::Cell { before, after } => {
                let one = after.as_ref().or(before.as_ref()).unwrap();
                let effect = |g: &OneGrant| Effect {
                    allow: g.allow,
                    period: period(g.dates),
                };
                let account = match account(one.account) {
                    Ok(user) => {
                        subject = user;
                        Account::User(&subject)
                    }
                    Err(group) => Account::Group(group),
                };
                let (before, after) = (before.as_ref().map(effect), after.as_ref().map(effect));
                Change::Cell {
                    account,
                    permission: one.right,
                    unit: one.unit,
                    before,
                    after,
                }
            }
            Wish::Member { before, after } => {
                let one = after.as_ref().or(before.as_ref()).unwrap();
                let account = match account(one.account) {
                    Ok(user) => {
                        subject = user;
                        Account::User(&subject)
                    }
                    Err(group) => Account::Group(group),
                };
                let (before, after) = (
                    before.as_ref().map(|m| period(m.dates)),
                    after.as_ref().map(|m| period(m.dates)),
                );
                Change::Membership {
                    account,
                    group: one.group,
                    unit: one.unit,
                    before,
                    after,
                }
            }
            Wish::Move { unit, parent } => Change::Move {
                unit: *unit,
                parent: *parent,
                joined: &joined,
            },
            Wish::Archive { unit } => {
                here = at(*unit);
                Change::Archive { joined: &here }
            }
            Wish::Unarchive { unit } => {
                here = at(*unit);
                Change::Unarchive {
                    unit: *unit,
                    joined: &here,
                }
            }
        };
        check(&self.snapshot(), &self.subject(principal), &[change], day(now)).is_ok()
    }

    /// The world afterwards, and the one to compare it with.
    fn fulfilled(&self, wish: &Wish) -> (World, World) {
        let (mut before, mut after) = (self.clone(), self.clone());
        match wish {
            Wish::Cell {
                before: old,
                after: new,
            } => {
                after.grants.retain(|g| {
                    old.as_ref()
                        .is_none_or(|o| (g.account, g.right, g.unit) != (o.account, o.right, o.unit))
                });
                after.grants.extend(new.clone());
            }
            Wish::Member {
                before: old,
                after: new,
            } => {
                after.members.retain(|m| {
                    old.as_ref()
                        .is_none_or(|o| (m.account, m.group, m.unit) != (o.account, o.group, o.unit))
                });
                after.members.extend(new.clone());
            }
            Wish::Move { unit, parent } => after.parents[*unit as usize - 2] = *parent,
            Wish::Archive { unit } => after.archived.push(*unit),
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

#[test]
fn nobody_ends_up_with_a_right_its_giver_does_not_hold_there_and_then() {
    let dates = (
        proptest::option::weighted(0.2, 0..3i64),
        proptest::option::weighted(0.3, 3..6i64),
    );
    let choices = (any::<Choice>(), dates, 0..4usize, 0..3i64);
    let allowed = std::sync::atomic::AtomicUsize::new(0);
    let result = runner().run(&(world(), proptest::collection::vec(choices, 8)), |(world, choices)| {
        for (choice, dates, who, now) in choices {
            let Some(wish) = wish(&world, choice, dates) else {
                continue;
            };
            let principal = world.users[who];
            if world.allowed(principal, &wish, now) {
                allowed.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
                nobody_gains_more(&world, principal, &wish, now)?;
            }
        }
        Ok(())
    });
    result.unwrap();
    assert!(
        allowed.into_inner() > 100,
        "hardly anything was allowed: the test says nothing"
    );
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
