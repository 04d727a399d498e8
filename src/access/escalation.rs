//! Nobody gives more than they hold (P-6), and whoever controls a login has its rights (P-10).
//!
//! Conservative: what a change brings within reach is measured against what the principal holds, on every unit and at every
//! moment at which anything of the principal's begins or ends, whether or not anybody gains today. So no list of people is needed.

use chrono::{DateTime, Utc};
use std::collections::HashSet;

use super::evaluate::is_administrator;
use super::fixed::TOP;
use super::gains::{Need, Needs};
use super::holding::{firm_ranges, ranges};
use super::period::{Period, micros, moment};
use super::permission::{Entry, Permission, Scope};
use super::ranges::{Interval, Ranges};
use super::snapshot::{Snapshot, Subject};
use super::turns::{groups_above, turns};

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
    /// A Deny would go to an account that holds this right there, which the principal does not.
    Outranked {
        /// The right.
        permission: Permission,
        /// One unit where it lacks.
        unit: i64,
    },
    /// Membership in Administrators.
    Administrators,
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
    let measure = Measure {
        snapshot,
        principal,
        now: micros(now),
        turns: turns(snapshot, principal),
    };
    // Many cells of one account in one place are measured against what it holds there once.
    let mut measured = HashSet::new();
    for change in changes {
        if let Change::Reach { before, after } = change {
            measure.reaches_as_far(before, after)?;
        }
        let needs = Needs::of(snapshot, change);
        needs
            .administrators
            .iter()
            .try_for_each(|period| measure.administrator(*period))?;
        needs.rights.iter().try_for_each(|need| measure.right(need))?;
        let mut denied = needs.denied.iter();
        denied.try_for_each(|(account, place)| {
            if measured.insert((account.id(), *place)) {
                measure.outranks(*account, *place, now)
            } else {
                Ok(())
            }
        })?;
    }
    Ok(())
}

/// Whether the principal may change what gives entry to another user's login: password, email, two-factor, links, API
/// tokens, login name (P-10). A password set today still opens the login tomorrow, so what the other user comes to hold
/// later (a membership or grant that begins, a Deny that ends) is measured too, at the moment it begins.
///
/// # Errors
/// A sensitive right the other user holds or will hold, in a unit where the principal does not or will not.
pub fn controls_login(
    snapshot: &Snapshot,
    principal: &Subject,
    other: &Subject,
    now: DateTime<Utc>,
) -> Result<(), Lacks> {
    if is_administrator(snapshot, principal, now) {
        return Ok(());
    }
    if is_administrator(snapshot, other, now) {
        return Err(Lacks::Administrators);
    }
    let theirs = Measure {
        snapshot,
        principal: other,
        now: micros(now),
        turns: turns(snapshot, other),
    };
    theirs.administrator_later(principal)?;
    for entry in snapshot
        .catalogue()
        .entries()
        .iter()
        .filter(|entry| entry.is_sensitive())
    {
        theirs.within_the_reach_of(principal, entry.permission, now)?;
    }
    Ok(())
}

/// Somebody, measured: of P-6 the principal, of P-10 the other user.
struct Measure<'a> {
    snapshot: &'a Snapshot,
    principal: &'a Subject,
    now: i64,
    /// When anything of the principal's memberships begins or ends; sorted.
    turns: Vec<i64>,
}

impl Measure<'_> {
    fn right(&self, need: &Need) -> Result<(), Lacks> {
        let place = Ranges::of(vec![need.place]);
        for at in self.moments(need.period, need.permission) {
            let held = firm_ranges(self.snapshot, self.principal, need.permission, at);
            lacking(self.snapshot, need.permission, &place.without(&held))?;
        }
        Ok(())
    }

    fn administrator(&self, period: Period) -> Result<(), Lacks> {
        let is = |at: i64| moment(at).is_some_and(|at| is_administrator(self.snapshot, self.principal, at));
        let turns = self.turns.iter().copied();
        let always = self.within(period, turns).into_iter().all(is);
        if always { Ok(()) } else { Err(Lacks::Administrators) }
    }

    /// Whether the principal reaches whatever comes within reach of somebody, and holds there what they will hold there.
    /// Reach has no end: who is an administrator only for a time is measured like everybody else for what comes after.
    fn reaches_as_far(&self, before: &Subject, after: &Subject) -> Result<(), Lacks> {
        let (snapshot, units) = (self.snapshot, self.snapshot.units());
        let more = after.reach.ranges(units).without(&before.reach.ranges(units));
        let forever = Period::since(self.now);
        if more.is_empty() || self.administrator(forever).is_ok() {
            return Ok(());
        }
        if !more.without(&self.principal.reach.ranges(units)).is_empty() {
            return Err(Lacks::Reach);
        }
        let theirs = Measure {
            snapshot,
            principal: after,
            now: self.now,
            turns: turns(snapshot, after),
        };
        let by_unit = |entry: &&Entry| entry.scope == Scope::OrgUnit;
        for entry in snapshot.catalogue().entries().iter().filter(by_unit) {
            let ours_turn = self.moments(forever, entry.permission);
            let theirs_turn = theirs.moments(forever, entry.permission);
            for at in ours_turn.into_iter().chain(theirs_turn) {
                let held = moment(at).map_or(Ranges::NONE, |at| ranges(snapshot, after, entry.permission, at));
                let ours = firm_ranges(snapshot, self.principal, entry.permission, at);
                lacking(snapshot, entry.permission, &held.and(&more).without(&ours))?;
            }
        }
        Ok(())
    }

    /// Whether who is measured becomes an administrator at a time when `principal` is none (P-10).
    fn administrator_later(&self, principal: &Subject) -> Result<(), Lacks> {
        let is = |who: &Subject, at: i64| moment(at).is_some_and(|at| is_administrator(self.snapshot, who, at));
        let moments = self.within(Period::since(self.now), self.turns.iter().copied());
        match moments
            .into_iter()
            .any(|at| is(self.principal, at) && !is(principal, at))
        {
            true => Err(Lacks::Administrators),
            false => Ok(()),
        }
    }

    /// Whether `principal` holds the right wherever who is measured does now, and wherever it comes to them later (P-10).
    fn within_the_reach_of(&self, principal: &Subject, right: Permission, now: DateTime<Utc>) -> Result<(), Lacks> {
        let held = ranges(self.snapshot, self.principal, right, now);
        let ours = ranges(self.snapshot, principal, right, now);
        lacking(self.snapshot, right, &held.without(&ours))?;
        let later = self.moments(Period::since(self.now), right).into_iter().skip(1);
        for at in later.filter_map(moment) {
            let new = ranges(self.snapshot, self.principal, right, at).without(&held);
            let ours = ranges(self.snapshot, principal, right, at);
            lacking(self.snapshot, right, &new.without(&ours))?;
        }
        Ok(())
    }

    /// A Deny is refused against an account that holds there what the principal lacks.
    fn outranks(&self, account: Account<'_>, place: Interval, now: DateTime<Utc>) -> Result<(), Lacks> {
        let group;
        let other = match account {
            Account::User(subject) => subject,
            Account::Group(id) => {
                group = Subject::group(id);
                &group
            }
        };
        if is_administrator(self.snapshot, self.principal, now) {
            return Ok(());
        }
        if is_administrator(self.snapshot, other, now) {
            return Err(Lacks::Administrators);
        }
        let acts = |entry: &&Entry| matches!(entry.scope, Scope::OrgUnit | Scope::Global);
        for entry in self.snapshot.catalogue().entries().iter().filter(acts) {
            let theirs = ranges(self.snapshot, other, entry.permission, now).and(&Ranges::of(vec![place]));
            let ours = ranges(self.snapshot, self.principal, entry.permission, now);
            let more = lacking(self.snapshot, entry.permission, &theirs.without(&ours));
            more.map_err(|lacks| match lacks {
                Lacks::Right { permission, unit } => Lacks::Outranked { permission, unit },
                other => other,
            })?;
        }
        Ok(())
    }

    /// The first moment of the period that is yet to come, and every later one in it at which the principal's holding of
    /// the right may turn.
    fn moments(&self, period: Period, permission: Permission) -> Vec<i64> {
        let groups = self.snapshot.groups();
        let reached = groups_above(self.snapshot, self.principal)
            .into_iter()
            .map(|at| groups.id(at));
        let accounts = reached.chain([self.principal.user]);
        let cells = accounts.flat_map(|account| self.snapshot.grants().cells(account, permission));
        let turns = cells.flat_map(|cell| [cell.period.from(), cell.period.to()]);
        self.within(period, turns.chain(self.turns.iter().copied()))
    }

    fn within(&self, period: Period, turns: impl Iterator<Item = i64>) -> Vec<i64> {
        let period = period.and(Period::since(self.now));
        if period.is_empty() {
            return Vec::new();
        }
        let mut moments: Vec<i64> = turns.filter(|at| period.contains(*at)).chain([period.from()]).collect();
        moments.sort_unstable();
        moments.dedup();
        moments
    }
}

/// Names the first unit where the right lacks, if there is any.
fn lacking(snapshot: &Snapshot, permission: Permission, lacking: &Ranges) -> Result<(), Lacks> {
    let by_unit = snapshot.catalogue().scope(permission) == Some(Scope::OrgUnit);
    let mut places = lacking.intervals().iter();
    let first = places.find_map(|interval| snapshot.units().first_in(*interval));
    match first {
        Some(unit) => Err(Lacks::Right {
            permission,
            unit: if by_unit { unit.id } else { TOP },
        }),
        None => Ok(()),
    }
}
