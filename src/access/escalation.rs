//! Nobody gives more than they hold (P-6).
//!
//! Conservative: what a change brings within reach is measured against what the principal holds, on every unit and at every
//! moment at which anything of the principal's begins or ends, whether or not anybody gains today. So no list of people is
//! needed; but whom a Deny on a group reaches is asked besides (`outranked`).

use chrono::{DateTime, Utc};
use std::collections::HashSet;

use super::evaluate::{is_administrator, ranges};
use super::fixed::{ALL, USERS};
use super::gains::Needs;
use super::holding::firm_ranges;
use super::measure::{Measure, lacking};
use super::period::{Period, moment};
use super::permission::{Entry, Permission, Scope};
use super::ranges::{Interval, Ranges};
use super::snapshot::{Snapshot, Subject};

/// What the principal lacks for a change, for the refusal to name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lacks {
    /// This right, in this unit (the top, for a right whose scope ignores the unit).
    Right {
        /// The right.
        permission: Permission,
        /// One unit where it lacks.
        unit: i64,
    },
    /// This right is held in this unit, but not as long as it would be given.
    Longer {
        /// The right.
        permission: Permission,
        /// One unit where it ends too early.
        unit: i64,
    },
    /// A Deny would go to an account that holds this right there, which the principal does not.
    Outranked {
        /// The right.
        permission: Permission,
        /// One unit where it lacks.
        unit: i64,
    },
    /// Membership in Administrators.
    Administrators,
    /// Membership in Administrators for as long.
    AdministratorsLonger,
    /// Reach as far as would be given.
    Reach,
}

/// Whom a change concerns.
#[derive(Clone, Copy, Debug)]
pub enum Account<'a> {
    /// A user, with direct memberships.
    User(&'a Subject),
    /// A group.
    Group(i64),
}

impl Account<'_> {
    /// Users and groups share one range of ids.
    fn id(self) -> i64 {
        match self {
            Account::User(subject) => subject.user,
            Account::Group(group) => group,
        }
    }
}

/// What a cell says, and while it does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Effect {
    /// Allow or Deny.
    pub allow: bool,
    /// Its dates.
    pub period: Period,
}

/// A change of rights. What is not there before or after is `None`. Moving a user's memberships along is a removal and an
/// addition for each; deleting an account removes its cells and memberships.
#[derive(Clone, Copy, Debug)]
pub enum Change<'a> {
    /// A cell is set, changed or emptied.
    Cell {
        /// Whose cell.
        account: Account<'a>,
        /// Which right.
        permission: Permission,
        /// Where.
        unit: i64,
        /// What it said.
        before: Option<Effect>,
        /// What it will say.
        after: Option<Effect>,
    },
    /// A membership of a user or a group is made, given other dates, or removed.
    Membership {
        /// Who is in the group.
        account: Account<'a>,
        /// The group.
        group: i64,
        /// Where.
        unit: i64,
        /// Its dates before.
        before: Option<Period>,
        /// Its dates after.
        after: Option<Period>,
    },
    /// A unit is moved, with what is below it.
    Move {
        /// The unit.
        unit: i64,
        /// The unit it will stand below.
        parent: i64,
        /// (unit, group) of every membership on units that are above it before or after (`store::groups_joined_at`).
        joined: &'a [(i64, i64)],
    },
    /// Groups count again, or no longer: those of a module that is switched on or off.
    Count {
        /// (unit, group) of every membership in them.
        joined: &'a [(i64, i64)],
        /// Whether they count from now on.
        counts: bool,
    },
    /// A unit is archived.
    Archive {
        /// (unit, group) of every membership on it.
        joined: &'a [(i64, i64)],
    },
    /// A user comes to reach other customers: by security roles, by an organisation, by moving (SPEC C-5).
    Reach {
        /// As it is.
        before: &'a Subject,
        /// As it will be.
        after: &'a Subject,
    },
    /// A unit is unarchived.
    Unarchive {
        /// The unit.
        unit: i64,
        /// (unit, group) of every membership on it.
        joined: &'a [(i64, i64)],
    },
}

/// Whether the principal may make these changes, each measured against what is there before any of them (P-6).
///
/// # Errors
/// One thing the principal lacks.
pub fn check(
    snapshot: &Snapshot,
    principal: &Subject,
    changes: &[Change<'_>],
    now: DateTime<Utc>,
) -> Result<(), Lacks> {
    let measure = Measure::of(snapshot, principal, now);
    // Many cells of one account in one place are measured against what it holds there once.
    let mut measured = HashSet::new();
    for change in changes {
        if let Change::Reach { before, after } = change {
            reaches_as_far(&measure, before, after)?;
        }
        let needs = Needs::of(snapshot, change);
        needs
            .administrators
            .iter()
            .try_for_each(|period| measure.administrator(*period))?;
        needs.rights.iter().try_for_each(|need| measure.right(need))?;
        for (account, place) in needs.denied {
            if measured.insert((account.id(), place)) {
                may_deny(snapshot, principal, account, place, now)?;
            }
        }
    }
    Ok(())
}

/// Denies that a change brings to an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Denied {
    pub account: i64,
    /// Of a user that [`check`] did not measure.
    pub is_user: bool,
    pub place: Interval,
    /// Below which unit the place will be, where it is moved.
    pub parent: Option<i64>,
}

/// The Denies that these changes bring to groups, and to users whom [`check`] knows by their id alone.
pub(super) fn denied(snapshot: &Snapshot, changes: &[Change<'_>]) -> HashSet<Denied> {
    let mut all = HashSet::new();
    for change in changes {
        let needs = Needs::of(snapshot, change);
        let parent = match change {
            Change::Move { parent, .. } => Some(*parent),
            _ => None,
        };
        let denied = |account: i64, is_user: bool, place: Interval| Denied {
            account,
            is_user,
            place,
            parent,
        };
        all.extend(needs.denied.iter().filter_map(|(account, place)| match account {
            Account::Group(group) => Some(denied(*group, false, *place)),
            Account::User(_) => None,
        }));
        all.extend(
            needs
                .denied_users
                .iter()
                .map(|(user, place)| denied(*user, true, *place)),
        );
    }
    all
}

/// A Deny is refused against an account that holds there what the principal lacks; against everybody, for all but
/// administrators.
fn may_deny(
    snapshot: &Snapshot,
    principal: &Subject,
    account: Account<'_>,
    place: Interval,
    now: DateTime<Utc>,
) -> Result<(), Lacks> {
    match account {
        Account::User(subject) => outranks(snapshot, principal, subject, place, now),
        Account::Group(USERS | ALL) if !is_administrator(snapshot, principal, now) => Err(Lacks::Administrators),
        Account::Group(group) => outranks(snapshot, principal, &Subject::group(group), place, now),
    }
}

/// Whether the other holds in a place what the principal lacks there.
pub(super) fn outranks(
    snapshot: &Snapshot,
    principal: &Subject,
    other: &Subject,
    place: Interval,
    now: DateTime<Utc>,
) -> Result<(), Lacks> {
    if is_administrator(snapshot, principal, now) {
        return Ok(());
    }
    if is_administrator(snapshot, other, now) {
        return Err(Lacks::Administrators);
    }
    for right in acting(snapshot) {
        let theirs = ranges(snapshot, other, right, now).and(&Ranges::of(vec![place]));
        let ours = ranges(snapshot, principal, right, now);
        lacking(snapshot, right, &theirs.without(&ours)).map_err(|lacks| match lacks {
            Lacks::Right { permission, unit } => Lacks::Outranked { permission, unit },
            other => other,
        })?;
    }
    Ok(())
}

/// The rights that allow something to be done, apart from showing a screen.
pub(super) fn acting(snapshot: &Snapshot) -> impl Iterator<Item = Permission> {
    let acts = |entry: &&Entry| matches!(entry.scope, Scope::OrgUnit | Scope::Global);
    let entries = snapshot.catalogue().entries().iter();
    entries.filter(acts).map(|entry| entry.permission)
}

/// Whether the principal reaches whatever comes within reach of somebody, and holds there what they will hold there.
/// Reach has no end: who is an administrator only for a time is measured like everybody else for what comes after.
fn reaches_as_far(principal: &Measure<'_>, before: &Subject, after: &Subject) -> Result<(), Lacks> {
    let (snapshot, units) = (principal.snapshot, principal.snapshot.units());
    let more = after.reach.ranges(units).without(&before.reach.ranges(units));
    let forever = Period::since(principal.now);
    if more.is_empty() || principal.administrator(forever).is_ok() {
        return Ok(());
    }
    if !more.without(&principal.who.reach.ranges(units)).is_empty() {
        return Err(Lacks::Reach);
    }
    let theirs = Measure::at(snapshot, after, principal.now);
    let by_unit = |entry: &&Entry| entry.scope == Scope::OrgUnit;
    for entry in snapshot.catalogue().entries().iter().filter(by_unit) {
        let ours_turn = principal.moments(forever, entry.permission);
        let theirs_turn = theirs.moments(forever, entry.permission);
        for at in ours_turn.into_iter().chain(theirs_turn) {
            let held = moment(at).map_or(Ranges::NONE, |at| ranges(snapshot, after, entry.permission, at));
            let ours = firm_ranges(snapshot, principal.who, entry.permission, at);
            let more = lacking(snapshot, entry.permission, &held.and(&more).without(&ours));
            more.map_err(|lacks| principal.for_a_time(lacks))?;
        }
    }
    Ok(())
}
