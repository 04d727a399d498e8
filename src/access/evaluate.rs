//! Decides who may do what: P-1 to P-5, P-9, P-11 and the scopes of SPEC 2.2, as pure functions of snapshot,
//! subject and moment.
//!
//! A path of memberships applies to a unit only if every membership on it covers the unit (P-3). So a decision
//! walks through the groups along memberships that cover the unit in question, and looks at the cells of each
//! account on the way.

use chrono::{DateTime, Utc};

use super::fixed::{ADMINISTRATOR, ADMINISTRATORS, SYSTEM, TOP};
use super::grants::Cell;
use super::period::{Period, micros, moment};
use super::permission::{Permission, Scope};
use super::snapshot::{Snapshot, Subject};
use super::way::{Covering, Way};

pub use super::holding::ranges;

/// The answer of a decision (P-4).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// An Allow applies, and no Deny.
    Allow,
    /// A Deny applies.
    Deny,
    /// Nothing applies.
    None,
}

impl Answer {
    /// Returns the stable word that programs are answered with (SPEC 11, 12).
    pub const fn code(self) -> &'static str {
        match self {
            Answer::Allow => "allow",
            Answer::Deny => "deny",
            Answer::None => "none",
        }
    }
}

/// One membership on the path to a grant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Link {
    /// The group the membership is in.
    pub group: i64,
    /// The unit the membership is set on.
    pub unit: i64,
}

/// A grant that applies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reason {
    /// The account that has the grant: the user or a group. For Administrators there is no grant, only the rule
    /// P-9.
    pub account: i64,
    /// How the user comes to be in that group, starting with the user's own membership. Empty for a grant to the
    /// user.
    pub path: Vec<Link>,
    /// The unit the grant is set on.
    pub unit: i64,
    /// Allow or Deny.
    pub allow: bool,
    /// When the grant or the first membership on the path ends. Of all paths, this is the one that lasts longest.
    pub until: Option<DateTime<Utc>>,
}

/// An answer with its reasons (P-5).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    /// Allow, Deny, or nothing.
    pub answer: Answer,
    /// The grants that decided it: every Deny, or else every Allow.
    pub because: Vec<Reason>,
    /// The Allows that a Deny won over.
    pub overruled: Vec<Reason>,
    /// The unit is outside the user's reach, so no grants were considered (P-13).
    pub beyond_reach: bool,
}

/// Decides and gives reasons. The answer is `None` for an unknown or archived unit, unless the right's scope
/// ignores the unit.
pub fn evaluate(
    snapshot: &Snapshot,
    subject: &Subject,
    permission: Permission,
    unit: i64,
    now: DateTime<Utc>,
) -> Decision {
    let mut told = Told::default();
    let by_unit = snapshot.catalogue().scope(permission) == Some(Scope::OrgUnit);
    let reached = |at| subject.reach.covers(snapshot.units(), at);
    let inside = !by_unit || snapshot.units().index(unit).is_none_or(reached);
    let answer = decide(snapshot, subject, permission, unit, micros(now), &mut told);
    let (because, overruled) = match answer {
        Answer::Deny => (told.denies, told.allows),
        Answer::Allow => (told.allows, Vec::new()),
        Answer::None => (Vec::new(), Vec::new()),
    };
    Decision {
        answer,
        because,
        overruled,
        beyond_reach: answer == Answer::None && !inside && !is_administrator(snapshot, subject, now),
    }
}

/// Decides without giving reasons.
pub fn holds(snapshot: &Snapshot, subject: &Subject, permission: Permission, unit: i64, now: DateTime<Utc>) -> bool {
    decide(snapshot, subject, permission, unit, micros(now), &mut Untold) == Answer::Allow
}

/// Whether the user is a member of Administrators now (P-7, P-9).
pub fn is_administrator(snapshot: &Snapshot, subject: &Subject, now: DateTime<Utc>) -> bool {
    administrator(snapshot, subject, micros(now), &mut Untold)
}

/// The shortest access and refresh token period, in minutes, set on any group the user is in on any path (SPEC N-4).
pub fn token_periods(snapshot: &Snapshot, subject: &Subject, now: DateTime<Utc>) -> (Option<i32>, Option<i32>) {
    let mut way = Way::new(snapshot, micros(now), Covering::Any, false);
    way.set_out(snapshot, subject);
    let mut shortest = (None, None);
    let shorter = |set: Option<i32>, new: Option<i32>| set.into_iter().chain(new).min();
    while let Some(at) = way.step(snapshot) {
        if let Some(group) = snapshot.groups().get(snapshot.groups().id(at)) {
            shortest = (
                shorter(shortest.0, group.access_minutes),
                shorter(shortest.1, group.refresh_minutes),
            );
        }
    }
    shortest
}

/// Whether any group the user is in, on any path, requires a second factor (SPEC U-32).
pub fn requires_two_factor(snapshot: &Snapshot, subject: &Subject, now: DateTime<Utc>) -> bool {
    let mut way = Way::new(snapshot, micros(now), Covering::Any, false);
    way.set_out(snapshot, subject);
    let groups = snapshot.groups();
    while let Some(at) = way.step(snapshot) {
        if groups.get(groups.id(at)).is_some_and(|group| group.require_two_factor) {
            return true;
        }
    }
    false
}

/// Receives the grants found on a walk.
trait Ear {
    /// Whether a yes or no is enough. If so, a Deny ends the walk, and how long each path lasts is not worked out.
    const HASTY: bool;
    fn hear(&mut self, snapshot: &Snapshot, account: i64, cell: &Cell, way: &Way);
    fn administrator(&mut self, snapshot: &Snapshot, way: &Way);
}

/// Keeps nothing: for a bare yes or no.
struct Untold;
impl Ear for Untold {
    const HASTY: bool = true;
    fn hear(&mut self, _: &Snapshot, _: i64, _: &Cell, _: &Way) {}
    fn administrator(&mut self, _: &Snapshot, _: &Way) {}
}

/// Keeps the reasons: for an explanation.
#[derive(Default)]
struct Told {
    allows: Vec<Reason>,
    denies: Vec<Reason>,
}
impl Ear for Told {
    const HASTY: bool = false;
    fn hear(&mut self, snapshot: &Snapshot, account: i64, cell: &Cell, way: &Way) {
        let (path, end) = way.path(snapshot);
        self.keep(Reason {
            account,
            path,
            unit: snapshot.units().unit(cell.unit).id,
            allow: cell.allow,
            until: moment(end.min(cell.period.to())),
        });
    }
    fn administrator(&mut self, snapshot: &Snapshot, way: &Way) {
        let (path, end) = way.path(snapshot);
        self.keep(Reason {
            account: ADMINISTRATORS,
            path,
            unit: TOP,
            allow: true,
            until: moment(end),
        });
    }
}

impl Told {
    /// Keeps each grant once, with the path that lasts longest. Of equal paths the nearest is kept.
    fn keep(&mut self, reason: Reason) {
        let told = if reason.allow {
            &mut self.allows
        } else {
            &mut self.denies
        };
        let end = |reason: &Reason| reason.until.map_or(i64::MAX, micros);
        let same = |known: &&mut Reason| (known.account, known.unit) == (reason.account, reason.unit);
        match told.iter_mut().find(same) {
            Some(known) if end(known) < end(&reason) => *known = reason,
            Some(_) => {}
            None => told.push(reason),
        }
    }
}

/// Makes the decision. All decisions go through here.
fn decide<E: Ear>(
    snapshot: &Snapshot,
    subject: &Subject,
    permission: Permission,
    unit: i64,
    now: i64,
    ear: &mut E,
) -> Answer {
    let units = snapshot.units();
    let Some(scope) = snapshot.catalogue().scope(permission) else {
        return Answer::None;
    };
    let asked = match units.index(unit).filter(|_| scope == Scope::OrgUnit) {
        Some(at) => units.whole(at).first,
        None => units.top_pos(),
    };
    let answerable = scope != Scope::OrgUnit || units.index(unit).is_some_and(|at| !units.live(at).is_empty());
    if subject.user == SYSTEM || !answerable {
        return Answer::None;
    }
    if administrator(snapshot, subject, now, ear) {
        return Answer::Allow;
    }
    if scope == Scope::OrgUnit && !units.index(unit).is_some_and(|at| subject.reach.covers(units, at)) {
        return Answer::None;
    }
    let covering = match scope {
        Scope::OrgUnit | Scope::Global => Covering::Place(asked),
        Scope::Menu | Scope::Ui => Covering::Any,
    };
    let mut way = walk::<E>(snapshot, now, covering, false);
    let mut found = Found::default();
    found.look(&way, snapshot, subject.user, permission, asked, ear);
    way.set_out(snapshot, subject);
    while let Some(group) = way.step(snapshot) {
        if found.deny && E::HASTY {
            break;
        }
        found.look(&way, snapshot, snapshot.groups().id(group), permission, asked, ear);
    }
    found.answer()
}

/// Prepares a walk. It follows paths by how long they last only if the listener needs that.
fn walk<E: Ear>(snapshot: &Snapshot, now: i64, covering: Covering, upward_only: bool) -> Way {
    let way = Way::new(snapshot, now, covering, upward_only);
    if E::HASTY { way } else { way.by_every_end(snapshot) }
}

/// What the walk has met so far.
#[derive(Default)]
struct Found {
    allow: bool,
    deny: bool,
}

impl Found {
    #[inline]
    fn look(
        &mut self,
        way: &Way,
        snapshot: &Snapshot,
        account: i64,
        right: Permission,
        asked: i32,
        ear: &mut impl Ear,
    ) {
        for cell in snapshot.grants().cells(account, right) {
            if !snapshot.units().live(cell.unit).contains(asked) {
                continue;
            }
            if cell.period.contains(way.now) {
                if cell.allow {
                    self.allow = true
                } else {
                    self.deny = true
                }
                ear.hear(snapshot, account, cell, way);
            }
        }
    }

    fn answer(&self) -> Answer {
        match (self.deny, self.allow) {
            (true, _) => Answer::Deny,
            (false, true) => Answer::Allow,
            (false, false) => Answer::None,
        }
    }
}

/// Whether the user is a member of Administrators. The account Administrator always is (P-7). Others are if every
/// membership on the path is at the top (P-9).
fn administrator<E: Ear>(snapshot: &Snapshot, subject: &Subject, now: i64, ear: &mut E) -> bool {
    let groups = snapshot.groups();
    let itself = subject.user == ADMINISTRATOR;
    let leads = |group: i64| groups.makes_administrators(group);
    let may_be = itself || subject.memberships.iter().any(|m| m.unit == TOP && leads(m.group));
    if !may_be || subject.user == SYSTEM {
        return false;
    }
    let mut way = walk::<E>(snapshot, now, Covering::Place(snapshot.units().top_pos()), true);
    if itself {
        way.enter(snapshot, ADMINISTRATORS, TOP, Period::ALWAYS);
    } else {
        way.set_out(snapshot, subject);
    }
    let mut found = false;
    while let Some(group) = way.step(snapshot) {
        if groups.id(group) == ADMINISTRATORS {
            found = true;
            ear.administrator(snapshot, &way);
            if E::HASTY {
                break;
            }
        }
    }
    found
}
