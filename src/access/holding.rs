//! Where a right holds: the rules of `evaluate`, applied to all units at once. Lists, pickers and counts are
//! limited by it.

use chrono::{DateTime, Utc};

use super::evaluate::{holds, is_administrator};
use super::fixed::{SYSTEM, TOP};
use super::paths::{At, reach, starts};
use super::period::{micros, moment};
use super::permission::{Permission, Scope};
use super::ranges::{Interval, Ranges};
use super::reach::Reach;
use super::snapshot::{Snapshot, Subject};

/// Which dormant cells and memberships are counted as if they were in force. Dormant are those in archived units
/// and those of roles whose module is off, and a security role that is not in force. They count for nothing now and
/// may count again later.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Dormant {
    /// None of them.
    Nothing,
    /// Those that deny.
    Denies,
    /// Those that allow.
    Allows,
}

/// Returns where the subject holds the right now. A right whose scope ignores the unit holds in `All` or nowhere.
pub fn ranges(snapshot: &Snapshot, subject: &Subject, permission: Permission, now: DateTime<Utc>) -> Ranges {
    match whole(snapshot, subject, permission, now) {
        Some(answer) => answer,
        None => {
            let archived = Ranges::Within(snapshot.units().archived().to_vec());
            standing(snapshot, subject, permission, micros(now), Dormant::Nothing).without(&archived)
        }
    }
}

/// Returns where the subject certainly holds the right, even if what is archived or switched off comes to count
/// again. Dormant Denies are counted, dormant Allows are not. P-6 measures by this ("now or later").
pub(super) fn firm_ranges(snapshot: &Snapshot, subject: &Subject, permission: Permission, now: i64) -> Ranges {
    let Some(moment) = moment(now) else {
        return Ranges::NONE;
    };
    match whole(snapshot, subject, permission, moment) {
        Some(answer) => answer,
        None => standing(snapshot, subject, permission, now, Dormant::Denies),
    }
}

/// Returns where the subject holds the right, or would if what is archived or switched off came to count again.
/// Dormant Allows are counted, dormant Denies are not. P-10 measures this, because a login taken over today still
/// opens then. The subject must not be an administrator; for rights that do something (`OrgUnit` and `Global`).
pub(super) fn possible_ranges(snapshot: &Snapshot, subject: &Subject, permission: Permission, now: i64) -> Ranges {
    let scope = snapshot.catalogue().scope(permission);
    if scope.is_none() || subject.user == SYSTEM {
        return Ranges::NONE;
    }
    let held = standing(snapshot, subject, permission, now, Dormant::Allows);
    match scope {
        Some(Scope::OrgUnit) => held,
        _ if held.contains(snapshot.units().top_pos()) => Ranges::All,
        _ => Ranges::NONE,
    }
}

/// Returns the answer if it is the same in every unit, else `None`.
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

/// Returns Allows minus Denies, including archived units. A right of scope `Global` holds if the result contains
/// the top.
fn standing(snapshot: &Snapshot, subject: &Subject, permission: Permission, now: i64, dormant: Dormant) -> Ranges {
    let by_unit = snapshot.catalogue().scope(permission) == Some(Scope::OrgUnit);
    let reach = match dormant {
        _ if !by_unit => &Reach::Everything,
        Dormant::Allows => &subject.may_reach,
        _ => &subject.reach,
    };
    let found = |allow: bool, count: Dormant| {
        let found = intervals(snapshot, subject, permission, now, allow, dormant == count);
        Ranges::of(found)
    };
    let allowed = found(true, Dormant::Allows).and(&reach.ranges(snapshot.units()));
    if allowed.is_empty() {
        return Ranges::NONE;
    }
    allowed.without(&found(false, Dormant::Denies))
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
