//! Nobody gives more than they hold (P-6).
//!
//! The check is conservative: it compares what a change brings within reach with what the principal holds, whether or
//! not anybody gains anything today. It does so on every unit, and at every moment at which a right of the principal
//! begins or ends. So it needs no list of people. The members of a group that gets a Deny are checked in `outranked`.

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
    /// A Deny would go to an account that holds this right there, while the principal does not.
    Outranked {
        /// The right.
        permission: Permission,
        /// One unit where it lacks.
        unit: i64,
    },
    /// Membership in Administrators.
    Administrators,
    /// Membership in Administrators for as long as the change would give it.
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

/// A change of rights. `None` stands for something that does not exist before or after the change. Moving a user's
/// memberships is a removal and an addition for each; deleting an account removes its cells and memberships.
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
    /// The groups of a module start or stop counting, because the module is switched on or off.
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

impl Change<'_> {
    /// Returns the unit that is archived before the change and in use after it. Who holds what there is measured as if
    /// it were in use already.
    fn comes_into_use(&self) -> Option<i64> {
        match self {
            Change::Unarchive { unit, .. } => Some(*unit),
            _ => None,
        }
    }
}

/// Checks that the principal may make these changes. Each is measured against the state before any of them (P-6).
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
    // The cells of one account in one place are measured only once against what the account holds there.
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
        let supposed = change.comes_into_use().map(|unit| snapshot.supposing_in_use(unit));
        let there = supposed.as_ref().unwrap_or(snapshot);
        for (account, place) in needs.denied {
            if measured.insert((account.id(), place)) {
                may_deny(there, principal, account, place, now)?;
            }
        }
    }
    Ok(())
}

/// Denies that a change brings to an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Denied {
    pub account: i64,
    /// Whether the account is a user that [`check`] did not measure.
    pub is_user: bool,
    pub place: Interval,
    /// For a place that is moved, the unit below which it will be.
    pub parent: Option<i64>,
    /// The unit that comes into use.
    pub in_use: Option<i64>,
}

/// Returns the Denies that these changes bring to groups, and to users whom [`check`] knows only by id.
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
            in_use: change.comes_into_use(),
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

/// Refuses a Deny against an account that holds a right there which the principal lacks. Only administrators may deny
/// anything to everybody.
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

/// Checks that the other account holds nothing in the place that the principal lacks there.
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

/// Checks that the principal reaches everything that comes within the user's reach, and holds there what the user will
/// hold. Reach has no end date. So a temporary administrator is measured like everybody else, for the time afterwards.
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
