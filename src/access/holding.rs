//! Where a right holds: the same rules as `evaluate`, for all units at once. What lists, pickers and counts are scoped by.

use chrono::{DateTime, Utc};

use super::evaluate::{holds, is_administrator};
use super::fixed::{SYSTEM, TOP};
use super::paths::{At, reach, starts};
use super::period::{micros, moment};
use super::permission::{Permission, Scope};
use super::ranges::{Interval, Ranges};
use super::snapshot::{Snapshot, Subject};

/// Where the subject holds the right now. Rights whose scope ignores the unit hold in `All` or nowhere.
pub fn ranges(snapshot: &Snapshot, subject: &Subject, permission: Permission, now: DateTime<Utc>) -> Ranges {
    match whole(snapshot, subject, permission, now) {
        Some(answer) => answer,
        None => {
            let archived = Ranges::Within(snapshot.units().archived().to_vec());
            standing(snapshot, subject, permission, micros(now), false).without(&archived)
        }
    }
}

/// Where the subject holds the right for certain, also should what is archived or switched off now count again: a Deny
/// there is reckoned with, an Allow is not. What P-6 measures by ("now or later").
pub(super) fn firm_ranges(snapshot: &Snapshot, subject: &Subject, permission: Permission, now: i64) -> Ranges {
    let Some(moment) = moment(now) else {
        return Ranges::NONE;
    };
    match whole(snapshot, subject, permission, moment) {
        Some(answer) => answer,
        None => standing(snapshot, subject, permission, now, true),
    }
}

/// The answers that are the same in every unit.
fn whole(snapshot: &Snapshot, subject: &Subject, permission: Permission, now: DateTime<Utc>) -> Option<Ranges> {
    let scope = snapshot.catalogue().scope(permission);
    if scope.is_none() || subject.user == SYSTEM {
        Some(Ranges::NONE)
    } else if is_administrator(snapshot, subject, now) {
        Some(Ranges::All)
    } else if scope != Some(Scope::OrgUnit) {
        let held = holds(snapshot, subject, permission, TOP, now);
        Some(if held { Ranges::All } else { Ranges::NONE })
    } else {
        None
    }
}

/// Allows less Denies, of a right of scope `OrgUnit`, archived units still in.
fn standing(snapshot: &Snapshot, subject: &Subject, permission: Permission, now: i64, firm: bool) -> Ranges {
    let mut allowed = intervals(snapshot, subject, permission, now, true, false);
    if let reach @ Ranges::Within(_) = subject.reach.ranges(snapshot.units()) {
        allowed = Ranges::of(allowed).and(&reach).intervals().to_vec();
    }
    if allowed.is_empty() {
        return Ranges::NONE;
    }
    let denied = intervals(snapshot, subject, permission, now, false, firm);
    Ranges::of(allowed).without(&Ranges::of(denied))
}

fn intervals(
    snapshot: &Snapshot,
    subject: &Subject,
    permission: Permission,
    now: i64,
    allow: bool,
    dormant: bool,
) -> Vec<Interval> {
    let (units, groups, grants) = (snapshot.units(), snapshot.groups(), snapshot.grants());
    let mut found = Vec::new();
    let mut look = |account: i64, within: Interval| {
        for cell in grants.cells(account, permission) {
            if cell.allow == allow && cell.period.contains(now) {
                let place = if dormant {
                    units.whole(cell.unit)
                } else {
                    units.live(cell.unit)
                };
                found.push(place.and(within));
            }
        }
    };
    look(subject.user, Interval::EVERYWHERE);
    let judge = At {
        units,
        groups,
        now,
        dormant,
    };
    for reached in reach(snapshot, starts(snapshot, subject).into_iter(), &judge) {
        if let Some(unit) = reached.within {
            look(groups.id(reached.group), units.whole(unit));
        }
    }
    found
}
