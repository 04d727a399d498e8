//! Where a right holds: the same rules as `evaluate`, for all units at once. What lists, pickers and counts are scoped by.

use chrono::{DateTime, Utc};

use super::evaluate::{holds, is_administrator};
use super::fixed::{SYSTEM, TOP};
use super::paths::{At, reach, starts};
use super::period::{micros, moment};
use super::permission::{Permission, Scope};
use super::ranges::{Interval, Ranges};
use super::reach::Reach;
use super::snapshot::{Snapshot, Subject};

/// What counts of archived units, of roles whose module is off, and of a security role that is not in force: all of that counts
/// for nothing now and may count again.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Dormant {
    /// Nothing.
    Nothing,
    /// What denies.
    Denies,
    /// What allows.
    Allows,
}

/// Where the subject holds the right now. Rights whose scope ignores the unit hold in `All` or nowhere.
pub fn ranges(snapshot: &Snapshot, subject: &Subject, permission: Permission, now: DateTime<Utc>) -> Ranges {
    match whole(snapshot, subject, permission, now) {
        Some(answer) => answer,
        None => {
            let archived = Ranges::Within(snapshot.units().archived().to_vec());
            standing(snapshot, subject, permission, micros(now), Dormant::Nothing).without(&archived)
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
        None => standing(snapshot, subject, permission, now, Dormant::Denies),
    }
}

/// Where the subject, who is no administrator, holds the right or would, should what is archived or switched off now count
/// again: an Allow there is reckoned with, a Deny is not. What P-10 measures: a login that is taken over today opens then.
/// For rights that do something (`OrgUnit` and `Global`).
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

/// Allows less Denies, archived units still in. Of a right of scope `Global` what is at the top says whether it holds.
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
