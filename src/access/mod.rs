//! THE HEART: who may do what. Everything else asks here and cannot go round it.
//!
//! [`Access`] is what features ask: the rights of whoever asks, as of one version. Its rules, one function for each
//! "may", are in `rules`; buttons, fields, links and writes ask the same one. [`Can`] is the only key to a write: it
//! carries the locked row it was made for and fits only its own transaction (`action`; `proofs` shows what the compiler
//! refuses).
//!
//! * Deciding: `evaluate` answers one question with its reasons, by a walk (`way`) from the user through the groups;
//!   `holding` answers for all units at once, over `paths`, as `ranges`. `explain` puts reasons into words, `refusal` is
//!   a rule's no, `target` what it is asked about, `period` dates, `reach` the border, `division` who shares actors.
//! * What a change gives: `escalation` refuses to give more than one holds, by `gains` (what comes and goes),
//!   `measure` (what somebody holds at every moment, of which `turns` tells) and `outranked` (whom a Deny on a group
//!   reaches); `logins` is about taking over somebody else's. `advice` says what would help. `compare` and `moves`
//!   preview.
//! * Who can: `sources` says where a right comes from, `able` finds who has it, `granters` who could give it;
//!   `joined` lists the groups somebody is in, and by which ways.
//! * What there is: `permission` the catalogue, `actor_roles` its changing part, `units` the tree, `groups`, `grants`
//!   the cells, `fixed` ids, `ids` a fast map, `account_kind` users and groups; all of it together is a `snapshot`.
//! * Loading: `viewer` is the first statement of a request, `credential` the session or token it came with, `subjects`
//!   reads the memberships of others, `snapshots` keeps the snapshot up to date by `store`; `headcounts` counts users by
//!   unit, `recent` remembers what programs ask, `somebody` is whom about; `statement` and `clauses` make statements.
//!   `stage` and `token_scope` say how far a credential goes, `policy` which addresses may.
pub mod able;
mod account_kind;
mod action;
pub mod actor_roles;
pub mod advice;
pub(crate) mod clauses;
pub mod compare;
mod credential;
pub mod division;
pub mod escalation;
pub mod evaluate;
pub mod explain;
pub mod fixed;
mod gains;
pub mod granters;
mod grants;
mod groups;
pub mod headcounts;
mod holding;
mod ids;
pub mod joined;
pub mod logins;
mod measure;
pub mod moves;
pub mod outranked;
mod paths;
pub mod period;
pub mod permission;
pub mod policy;
mod proofs;
pub mod ranges;
mod reach;
pub mod recent;
mod refusal;
pub mod rules;
pub mod snapshot;
pub mod snapshots;
pub mod somebody;
pub mod sources;
mod stage;
pub mod statement;
pub mod store;
mod subjects;
mod target;
mod token_scope;
mod turns;
mod units;
mod viewer;
mod way;

pub use account_kind::AccountKind;
pub use action::{Action, Can, OnInstallation, OnRow, Verdicts};
pub(crate) use action::{action, actions, installation_actions};
pub use credential::{Clerk, Credential, Session, Token};
pub use refusal::Refusal;
pub use stage::Stage;
pub use subjects::{Subjects, subject_of, subjects_of};
pub use target::{Target, TargetActor, TargetUser};
pub use token_scope::TokenScope;
pub use viewer::{Asked, Viewer, ask, ask_for, ask_token, touch};

use crate::db::{Read, Tx};
use crate::error::{Error, Result};
use chrono::{DateTime, Utc};
use escalation::Change;
use permission::{Permission, Scope};
use ranges::Ranges;
use snapshot::{Snapshot, Subject};
use std::sync::Arc;

/// Who asks.
#[derive(Debug, Clone)]
enum Asker {
    /// Not logged in: holds nothing.
    Nobody,
    /// A session or a program.
    Viewer(Box<Viewer>),
    /// Work without a person (commands, jobs): holds everything.
    System,
}

/// The rights of whoever asks, as of the access version this request read first.
#[derive(Debug, Clone)]
pub struct Access {
    asker: Asker,
    subject: Subject,
    snapshot: Arc<Snapshot>,
    now: DateTime<Utc>,
}

impl Access {
    /// Makes the rights of a session's user; without a viewer, nothing is held.
    pub fn new(viewer: Option<Viewer>, snapshot: Arc<Snapshot>, now: DateTime<Utc>) -> Self {
        let (asker, subject) = match viewer {
            Some(viewer) => {
                let subject = Subject::new(viewer.user, viewer.memberships.clone(), viewer.reach.clone());
                (Asker::Viewer(Box::new(viewer)), subject)
            }
            None => (Asker::Nobody, Subject::nobody()),
        };
        Self {
            asker,
            subject,
            snapshot,
            now,
        }
    }

    /// For work without a person: holds everything.
    pub fn system(snapshot: Arc<Snapshot>, now: DateTime<Utc>) -> Self {
        Self {
            asker: Asker::System,
            subject: Subject::nobody(),
            snapshot,
            now,
        }
    }

    pub fn viewer(&self) -> Option<&Viewer> {
        match &self.asker {
            Asker::Viewer(viewer) => Some(viewer),
            Asker::Nobody | Asker::System => None,
        }
    }

    /// The logged-in user.
    ///
    /// # Errors
    /// `SignInRequired` for nobody.
    pub fn principal(&self) -> Result<&Viewer> {
        self.viewer().ok_or(Error::SignInRequired)
    }

    /// The session that asks.
    ///
    /// # Errors
    /// `SignInRequired` for nobody, and for a program, which has none.
    pub fn session(&self) -> Result<&Session> {
        self.principal()?.session()
    }

    pub fn is(&self, user: i64) -> bool {
        self.viewer().is_some_and(|viewer| viewer.user == user)
    }
    pub fn snapshot(&self) -> &Arc<Snapshot> {
        &self.snapshot
    }
    pub fn subject(&self) -> &Subject {
        &self.subject
    }
    pub fn now(&self) -> DateTime<Utc> {
        self.now
    }
    pub fn is_system(&self) -> bool {
        matches!(self.asker, Asker::System)
    }

    /// A member of Administrators, or the system itself (P-9).
    pub fn is_administrator(&self) -> bool {
        match &self.asker {
            Asker::System => true,
            Asker::Viewer(_) => evaluate::is_administrator(&self.snapshot, &self.subject, self.now),
            Asker::Nobody => false,
        }
    }

    /// The engine's answer for one right in one unit.
    pub fn holds(&self, right: Permission, unit: i64) -> bool {
        match &self.asker {
            Asker::System => true,
            Asker::Viewer(_) => evaluate::holds(&self.snapshot, &self.subject, right, unit, self.now),
            Asker::Nobody => false,
        }
    }

    /// Like [`Access::holds`], but returns a refusal. No right holds in an archived unit; a reader who knows of the
    /// unit is told that.
    pub fn need(&self, right: Permission, unit: i64) -> Result<(), Refusal> {
        if self.holds(right, unit) {
            return Ok(());
        }
        let by_unit = self.snapshot.catalogue().scope(right) == Some(Scope::OrgUnit);
        if by_unit && self.snapshot.units().is_archived(unit) && self.knows(unit) {
            return Err(Refusal::Archived);
        }
        Err(Refusal::Lacks { right, unit })
    }

    /// Like [`Access::need`], for what may be done in an archived unit too: bringing it back, and taking away what is
    /// kept there. It is allowed to those who would hold the right there if the unit were in use (SPEC O-1).
    pub fn need_even_archived(&self, right: Permission, unit: i64) -> Result<(), Refusal> {
        match self.snapshot.units().get(unit) {
            Some(at) if at.archived => match self.lasting_ranges(right).contains(at.pos) {
                true => Ok(()),
                false => Err(Refusal::Lacks { right, unit }),
            },
            _ => self.need(right, unit),
        }
    }

    /// Nobody gives more than they hold (P-6): refuses changes that would. The system may do what it is told.
    pub fn may_change(&self, changes: &[Change<'_>]) -> Result<(), Refusal> {
        match &self.asker {
            Asker::System => Ok(()),
            Asker::Viewer(_) => Ok(escalation::check(&self.snapshot, &self.subject, changes, self.now)?),
            Asker::Nobody => Err(Refusal::Administrators),
        }
    }

    /// Returns the units in which a right holds.
    pub fn ranges(&self, right: Permission) -> Ranges {
        match &self.asker {
            Asker::System => Ranges::All,
            Asker::Viewer(_) => holding::ranges(&self.snapshot, &self.subject, right, self.now),
            Asker::Nobody => Ranges::NONE,
        }
    }

    /// Returns the units in which a right holds, archived units included. There, cells above an archived unit count;
    /// cells on it forbid but do not allow (SPEC O-1). Use it for what may be done in archived units, and
    /// [`Access::ranges`] for everything else.
    pub fn lasting_ranges(&self, right: Permission) -> Ranges {
        match &self.asker {
            Asker::System => Ranges::All,
            Asker::Viewer(_) => {
                let now = period::micros(self.now);
                holding::firm_ranges(&self.snapshot, &self.subject, right, now)
            }
            Asker::Nobody => Ranges::NONE,
        }
    }

    /// Reach, the outer border of every list and right (P-13).
    pub fn reach(&self) -> Ranges {
        match &self.asker {
            _ if self.is_administrator() => Ranges::All,
            Asker::Nobody => Ranges::NONE,
            _ => self.subject.reach.ranges(self.snapshot.units()),
        }
    }

    /// The data filter (P-12): units whose records exist for the reader. No right holds beyond reach.
    pub fn scope(&self) -> Ranges {
        self.ranges(Permission::ORG_UNIT_ACCESS)
    }

    /// Whether records of this unit exist for the reader.
    pub fn sees(&self, unit: i64) -> bool {
        self.snapshot.units().get(unit).is_some() && self.holds(Permission::ORG_UNIT_ACCESS, unit)
    }

    /// Like [`Access::sees`], but for the unit itself, which stays visible when it is archived.
    pub fn knows(&self, unit: i64) -> bool {
        match self.snapshot.units().get(unit) {
            Some(at) if at.archived => self.lasting_ranges(Permission::ORG_UNIT_ACCESS).contains(at.pos),
            _ => self.sees(unit),
        }
    }

    /// A unit whose records exist for the reader.
    pub fn seen_unit(&self, unit: i64) -> Option<&snapshot::Unit> {
        self.snapshot.units().get(unit).filter(|unit| self.sees(unit.id))
    }

    /// Returns what a list is narrowed to: a unit and everything below it, or everywhere without one. Every list that
    /// can be narrowed to a unit asks here.
    ///
    /// # Errors
    /// `NotFound` for a unit that does not exist for the reader.
    pub fn below(&self, unit: Option<i64>) -> Result<Ranges> {
        let Some(unit) = unit else { return Ok(Ranges::All) };
        let unit = self.seen_unit(unit).ok_or(Error::NotFound)?;
        Ok(Ranges::of(vec![unit.interval()]))
    }

    /// Whether this target exists for the reader (P-12).
    pub fn finds(&self, target: &Target) -> bool {
        let own = target.user.as_ref().is_some_and(|user| self.is(user.id));
        let shared = target.actor.is_some() && division::sees(self, target.unit);
        own || !target.placed || self.is_system() || self.knows(target.unit) || shared
    }
}

/// How long notes of changes are kept. A node that was idle for longer loads everything anew.
const CHANGES_HOURS: i32 = 24;

/// Removes at most `most` old notes of changes and returns how many it removed.
///
/// # Errors
/// Any database error.
pub fn sweep_changes(tx: &mut Tx<'_>, most: i64) -> Result<usize> {
    Ok(store::sweep_changes(tx.conn(), CHANGES_HOURS, most)?)
}
