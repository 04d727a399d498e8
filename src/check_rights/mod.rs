//! "Can X do Y in Z, and why?" by the names people and programs use (SPEC G-7, 11, 12), from the engine that decides.
pub mod pages;
mod store;
pub mod told;
pub mod who;

use crate::access::evaluate::{Answer, Decision, Reason, evaluate};
use crate::access::explain::{Reading, Words, explain};
use crate::access::fixed::{SYSTEM, TOP};
use crate::access::permission::Permission;
use crate::access::ranges::Ranges;
use crate::access::snapshot::{Snapshot, Subject};
use crate::access::snapshots::Snapshots;
use crate::access::{Access, subjects_of};
use crate::db::{self, Tx};
use crate::error::Result;
use crate::text::name_key;
use chrono::{DateTime, Utc};
use std::collections::HashMap;
use std::sync::Arc;
use url::form_urlencoded::Serializer;

/// Where the reader may check the rights of others.
pub fn checkable(access: &Access) -> Ranges {
    access.ranges(Permission::CHECK_RIGHTS).and(&access.scope())
}

/// The address of a question.
pub fn url(user: &str, right: &str, unit: i64) -> String {
    let mut query = Serializer::new(String::new());
    for (name, value) in [("user", user), ("right", right), ("unit", &unit.to_string())] {
        if !value.is_empty() {
            query.append_pair(name, value);
        }
    }
    format!("/check-rights?{}", query.finish())
}

/// One question, as typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    pub login: String,
    /// A key of SPEC 2.3.
    pub permission: String,
    /// Empty means the top.
    pub unit_code: String,
}

/// A word nobody knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unknown {
    #[error("there is no user with that login")]
    Login,
    #[error("there is no such permission")]
    Permission,
    #[error("there is no unit with that code")]
    Unit,
}

/// Why a user holds nothing as long as nobody changes it. A lock that ends by itself and a pending activation are no
/// reasons (SPEC 11).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lasting {
    System,
    Deactivated,
    /// The linked employee is archived or not enabled (SPEC C-4).
    Employee,
    /// There is no licence for the user (SPEC C-3).
    Unlicensed,
}

impl Lasting {
    fn text(self) -> &'static str {
        match self {
            Lasting::System => "check-rights-system",
            Lasting::Deactivated => "check-rights-deactivated",
            Lasting::Employee => "check-rights-employee",
            Lasting::Unlicensed => "check-rights-unlicensed",
        }
    }
}

/// An answer with what decided it.
#[derive(Debug, Clone)]
pub struct Verdict {
    pub answer: Answer,
    pub lasting: Option<Lasting>,
    permission: Permission,
    unit: i64,
    decision: Decision,
}

impl store::User {
    fn lasting(&self) -> Option<Lasting> {
        match self.state.as_str() {
            _ if self.id == SYSTEM => Some(Lasting::System),
            "active" => None,
            "shut out" => Some(Lasting::Employee),
            "unlicensed" => Some(Lasting::Unlicensed),
            _ => Some(Lasting::Deactivated),
        }
    }
}

#[derive(Debug, Clone)]
struct Person {
    lasting: Option<Lasting>,
    subject: Subject,
}

/// Everything that decides, as of one moment.
pub struct Office {
    snapshot: Arc<Snapshot>,
    now: DateTime<Utc>,
    units: HashMap<String, i64>,
    codes: HashMap<i64, String>,
    people: HashMap<String, Person>,
}

impl Office {
    /// Reads what is committed now, and the users with these logins. Call it first in a transaction.
    ///
    /// # Errors
    /// Database errors.
    pub fn open(tx: &mut Tx<'_>, logins: impl Iterator<Item = impl AsRef<str>>) -> Result<Self> {
        tx.at_one_moment()?;
        let now = db::now(tx)?;
        let snapshot = Snapshots::new().at_least(db::Read::conn(tx), 0)?;
        let rows = store::units(tx)?;
        let codes = rows.iter().map(|unit| (unit.id, unit.code.clone())).collect();
        let units = rows.into_iter().map(|unit| (unit.code_key, unit.id)).collect();
        let mut keys: Vec<String> = logins.map(|login| name_key(login.as_ref())).collect();
        keys.sort_unstable();
        keys.dedup();
        Ok(Self {
            snapshot,
            now,
            units,
            codes,
            people: people(tx, &keys)?,
        })
    }

    /// The engine's answer; the right itself, not joined with Access.
    ///
    /// # Errors
    /// [`Unknown`].
    pub fn ask(&self, question: &Question) -> Result<Verdict, Unknown> {
        let person = self.people.get(&name_key(&question.login)).ok_or(Unknown::Login)?;
        let entry = self
            .snapshot
            .catalogue()
            .by_key(question.permission.trim())
            .ok_or(Unknown::Permission)?;
        let permission = entry.permission;
        let unit = match name_key(&question.unit_code) {
            code if code.is_empty() => TOP,
            code => *self.units.get(&code).ok_or(Unknown::Unit)?,
        };
        let decision = evaluate(&self.snapshot, &person.subject, permission, unit, self.now);
        let answer = if person.lasting.is_some() {
            Answer::None
        } else {
            decision.answer
        };
        Ok(Verdict {
            answer,
            lasting: person.lasting,
            permission,
            unit,
            decision,
        })
    }

    /// How it was decided, in words.
    pub fn explain(&self, verdict: &Verdict, words: &impl Words) -> Vec<String> {
        match verdict.lasting {
            Some(lasting) => vec![words.say(lasting.text(), &[])],
            None => {
                explain(
                    words,
                    &self.snapshot,
                    Reading::ALL,
                    (verdict.permission, verdict.unit),
                    &verdict.decision,
                )
                .trail
            }
        }
    }

    /// The grants that decided it; none where nothing applied.
    pub fn reasons<'v>(&self, verdict: &'v Verdict) -> &'v [Reason] {
        if verdict.lasting.is_some() {
            &[]
        } else {
            &verdict.decision.because
        }
    }

    /// A group's name; None for a user's own grant.
    pub fn group(&self, account: i64) -> Option<&str> {
        self.snapshot.groups().get(account).map(|group| group.name.as_ref())
    }

    /// A unit's code; empty for the top.
    pub fn code(&self, unit: i64) -> &str {
        if unit == TOP {
            ""
        } else {
            self.codes.get(&unit).map_or("", String::as_str)
        }
    }
}

fn people(tx: &mut Tx<'_>, keys: &[String]) -> Result<HashMap<String, Person>> {
    let users = store::users(tx, keys)?;
    let ids: Vec<i64> = users.iter().map(|user| user.id).collect();
    let mut subjects = subjects_of(tx, &ids)?;
    let person = |user: store::User| {
        let lasting = user.lasting();
        let subject = subjects.take(user.id)?;
        Ok((user.name_key, Person { lasting, subject }))
    };
    users.into_iter().map(person).collect()
}
