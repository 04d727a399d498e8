//! "Can X do Y in Z, and why?" by the names people and programs use (SPEC G-7, 11, 12), from the engine that decides.
pub mod pages;
mod store;
pub mod told;
pub mod who;

use crate::access::evaluate::{Answer, Decision, Reason, evaluate};
use crate::access::explain::{Reading, Words, explain};
use crate::access::fixed::TOP;
use crate::access::permission::Permission;
use crate::access::ranges::Ranges;
use crate::access::snapshot::Snapshot;
use crate::access::snapshots::Snapshots;
use crate::access::somebody::{Lasting, Somebody};
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

/// An answer with what decided it.
#[derive(Debug, Clone)]
pub struct Verdict {
    pub answer: Answer,
    asked: (Permission, i64),
    /// The engine's decision, or why it is not asked.
    basis: Result<Decision, Lasting>,
}

/// Decides whether a user holds a right in a unit.
fn decide(snapshot: &Snapshot, who: &Somebody, asked: (Permission, i64), now: DateTime<Utc>) -> Verdict {
    let basis = match who.lasting {
        Some(lasting) => Err(lasting),
        None => Ok(evaluate(snapshot, &who.subject, asked.0, asked.1, now)),
    };
    Verdict {
        answer: basis.as_ref().map_or(Answer::None, |decision| decision.answer),
        asked,
        basis,
    }
}

impl Verdict {
    /// Returns how it was decided, in words.
    fn trail(&self, words: &impl Words, snapshot: &Snapshot, reading: Reading<'_>) -> Vec<String> {
        match &self.basis {
            Ok(decision) => explain(words, snapshot, reading, self.asked, decision).trail,
            Err(lasting) => vec![words.say(lasting.text(), &[])],
        }
    }
}

/// Everything that decides, as of one moment.
pub struct Office {
    snapshot: Arc<Snapshot>,
    now: DateTime<Utc>,
    units: HashMap<String, i64>,
    codes: HashMap<i64, String>,
    people: HashMap<String, Somebody>,
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
        Ok(decide(&self.snapshot, person, (permission, unit), self.now))
    }

    /// How it was decided, in words.
    pub fn explain(&self, verdict: &Verdict, words: &impl Words) -> Vec<String> {
        verdict.trail(words, &self.snapshot, Reading::ALL)
    }

    /// The grants that decided it; none where nothing applied.
    pub fn reasons<'v>(&self, verdict: &'v Verdict) -> &'v [Reason] {
        match &verdict.basis {
            Ok(decision) => &decision.because,
            Err(_) => &[],
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

fn people(tx: &mut Tx<'_>, keys: &[String]) -> Result<HashMap<String, Somebody>> {
    let users = store::users(tx, keys)?;
    let ids: Vec<i64> = users.iter().map(|user| user.id).collect();
    let mut subjects = subjects_of(tx, &ids)?;
    let person = |user: store::User| {
        let subject = subjects.take(user.id)?;
        Ok((user.name_key.clone(), user.somebody(subject)))
    };
    users.into_iter().map(person).collect()
}
