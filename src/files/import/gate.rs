//! What whoever imports may do (SPEC L-5): every row needs the right its form would need.
//!
//! The rules are those of the forms, asked once for each distinct right and place (DESIGN 3.4). For the command line
//! every answer is yes.
use crate::access::escalation::Change;
use crate::access::outranked::may_deny_members;
use crate::access::snapshot::Subject;
use crate::access::{Access, Refusal, Subjects, Target, rules, subjects_of};
use crate::db::Read;
use crate::error::Result;
use crate::web::message::Message;
use crate::web::refusal::{self, Helpers, MOST_ASKED};
use std::cell::RefCell;
use std::collections::HashMap;

/// People named who could do what was refused.
const NAMED: usize = 3;

/// A function of `access::rules`.
pub(super) type Rule = fn(&Access, &Target) -> Result<(), Refusal>;

/// A rule's answer for the report.
pub(super) type Answer = Result<(), Message>;

/// Which rule about which unit, user and group.
type Question = (usize, i64, Option<i64>, Option<i64>);

/// Asks on behalf of whoever imports.
pub(super) struct Gate<'a> {
    access: &'a Access,
    asked: HashMap<Question, Option<Message>>,
    seen: HashMap<i64, bool>,
    /// Rights that were missing, each once, as they came.
    refused: RefCell<Vec<Refusal>>,
}

impl<'a> Gate<'a> {
    pub(super) fn new(access: &'a Access) -> Self {
        Self {
            access,
            asked: HashMap::new(),
            seen: HashMap::new(),
            refused: RefCell::default(),
        }
    }

    pub(super) fn access(&self) -> &'a Access {
        self.access
    }

    /// Whether the command line asks: to it everything exists and everything is allowed.
    pub(super) fn is_open(&self) -> bool {
        self.access.is_system()
    }

    pub(super) fn is_oneself(&self, user: i64) -> bool {
        self.access.is(user)
    }

    /// Holds everything everywhere.
    pub(super) fn is_administrator(&self) -> bool {
        self.access.is_administrator()
    }

    /// Everything above a unit before and after it is moved below another.
    pub(super) fn above(&self, unit: i64, parent: i64) -> Vec<i64> {
        let units = self.access.snapshot().units();
        let above = units.above(unit).chain(units.above(parent)).map(|above| above.id);
        above.chain([parent]).collect()
    }

    /// Whether records of this unit exist for whoever imports (P-12).
    pub(super) fn sees(&mut self, unit: i64) -> bool {
        self.is_open() || *self.seen.entry(unit).or_insert_with(|| self.access.sees(unit))
    }

    /// Whether the unit itself does, which is not gone when it is archived.
    pub(super) fn knows(&self, unit: i64) -> bool {
        self.is_open() || self.access.knows(unit)
    }

    /// A rule about a place.
    pub(super) fn ask(&mut self, rule: Rule, unit: i64) -> Answer {
        self.ask_once((rule as usize, unit, None, None), rule, || Target::unit(unit))
    }

    /// A question that is another one each time: of an actor's form, which asks about the roles the actor has, gets and
    /// loses.
    pub(super) fn ask_actor(&self, ask: impl FnOnce(&Access) -> Result<(), Refusal>) -> Answer {
        if self.is_open() {
            return Ok(());
        }
        ask(self.access).map_err(|refusal| self.no(refusal))
    }

    /// A rule about a user. All but System, Administrator and oneself are alike to it.
    pub(super) fn ask_about(&mut self, rule: Rule, unit: i64, user: Option<i64>) -> Answer {
        let user = self.special(user);
        self.ask_once((rule as usize, unit, user, None), rule, || match user {
            Some(user) => Target::user(unit, Subject::by_id(user)),
            None => Target::unit(unit),
        })
    }

    /// A rule about an account: a user or a group.
    pub(super) fn ask_account(&mut self, rule: Rule, unit: i64, user: Option<i64>, group: Option<i64>) -> Answer {
        match group {
            Some(group) => self.ask_membership(rule, unit, group, None),
            None => self.ask_about(rule, unit, user),
        }
    }

    /// A rule about a membership, of a user if one is named.
    pub(super) fn ask_membership(&mut self, rule: Rule, unit: i64, group: i64, user: Option<i64>) -> Answer {
        let user = self.special(user);
        self.ask_once((rule as usize, unit, user, Some(group)), rule, || {
            let target = match user {
                Some(user) => Target::user(unit, Subject::by_id(user)),
                None => Target::unit(unit),
            };
            Target {
                group: Some(group),
                ..target
            }
        })
    }

    fn special(&self, user: Option<i64>) -> Option<i64> {
        user.filter(|user| *user <= LAST_FIXED || self.is_oneself(*user))
    }

    fn ask_once(&mut self, question: Question, rule: Rule, target: impl FnOnce() -> Target) -> Answer {
        if self.is_open() {
            return Ok(());
        }
        let answer = match self.asked.get(&question) {
            Some(known) => known.clone(),
            None => {
                let refused = rule(self.access, &target()).err();
                let answer = refused.map(|refusal| self.no(refusal));
                self.asked.insert(question, answer.clone());
                answer
            }
        };
        answer.map_or(Ok(()), Err)
    }

    /// A refusal in words; the report says once who could do it.
    fn no(&self, refusal: Refusal) -> Message {
        let mut refused = self.refused.borrow_mut();
        if refusal.right().is_some() && refused.len() < MOST_ASKED && !refused.contains(&refusal) {
            refused.push(refusal);
        }
        refusal::message(self.access, &refusal)
    }

    /// Says who could do what was refused (P-6), as far as the importing user sees them. None if no right was missing.
    pub(super) fn who(&self, db: &mut impl Read) -> Result<Option<Message>> {
        let refused = self.refused.borrow();
        let (mut people, mut helpers): (Vec<String>, _) = (Vec::new(), Helpers::default());
        for refusal in refused.iter() {
            people.extend(helpers.who(self.access, db, refusal)?);
        }
        people.sort_unstable();
        people.dedup();
        people.truncate(NAMED);
        Ok(match people.as_slice() {
            _ if refused.is_empty() => None,
            [] => Some(Message::new("refusal-ask-administrator")),
            people => Some(Message::new("imports-who").with("people", people.join(", "))),
        })
    }

    /// A rule that compares the rights of two people (P-10).
    pub(super) fn ask_person(&self, rule: Rule, unit: i64, subject: &Subject) -> Answer {
        if self.is_open() {
            return Ok(());
        }
        rule(self.access, &Target::user(unit, subject.clone())).map_err(|refusal| self.no(refusal))
    }

    /// Both units as the rule needs them.
    pub(super) fn ask_between(&self, unit: i64, parent: i64) -> Answer {
        if self.is_open() {
            return Ok(());
        }
        rules::move_between(self.access, unit, parent).map_err(|refusal| self.no(refusal))
    }

    /// Nobody gives more than they hold (P-6): for each change whether it may be made. All of the file's changes are
    /// measured together; only where that fails is it asked which they were.
    pub(super) fn give(&self, db: &mut impl Read, changes: &[Change<'_>]) -> Result<Vec<Answer>> {
        if self.is_open() || self.may_change(db, changes)?.is_ok() {
            return Ok(changes.iter().map(|_| Ok(())).collect());
        }
        let mut one = |change| {
            let answer = self.may_change(db, std::slice::from_ref(change))?;
            Ok(answer.map_err(|refusal| self.no(refusal)))
        };
        changes.iter().map(&mut one).collect()
    }

    fn may_change(&self, db: &mut impl Read, changes: &[Change<'_>]) -> Result<Result<(), Refusal>> {
        match self.access.may_change(changes) {
            Ok(()) => may_deny_members(self.access, db, changes),
            refused => Ok(refused),
        }
    }

    /// Users with the memberships and the reach they have now; none where nothing is asked of anybody.
    pub(super) fn subjects(&self, db: &mut impl Read, users: &[i64]) -> Result<Subjects> {
        if self.is_open() {
            return Ok(Subjects::default());
        }
        subjects_of(db, users)
    }
}

/// System and Administrator.
const LAST_FIXED: i64 = crate::access::fixed::ADMINISTRATOR;
