//! The activity log: every change and every authentication event, written in the transaction of what it records (SPEC
//! N-20).
//!
//! Personal values (names, email, login) stand apart in `activity_personal`, so that deleting a person erases them
//! while the entry stays; the entry keeps a salted hash of them.
pub mod chain;
mod event;
pub mod file;
mod seal;
mod store;
pub mod verify;

pub use event::{AUTHENTICATION, Event, Tone};
pub use seal::{Head, is_sealed, is_sealed_by, retire, seal};
pub use store::chain::{SEALED, SealedRow};

use crate::access::Credential;
use crate::access::fixed::SYSTEM;
use crate::db::{Read, Tx};
use crate::error::Result;
use ipnet::IpNet;
use serde_json::{Map, Value};
use std::net::IpAddr;
use uuid::Uuid;

/// Who did it, from where. Made once per request; commands act as System.
#[derive(Debug, Clone)]
pub struct Author {
    /// None for somebody who is not logged in.
    pub user: Option<i64>,
    /// Whom the user acts as (SPEC U-41).
    pub clerk: Option<i64>,
    pub address: Option<IpAddr>,
    pub request: Uuid,
}

impl Author {
    /// The command line acts as System (SPEC 11).
    pub fn system() -> Self {
        Self {
            user: Some(SYSTEM),
            clerk: None,
            address: None,
            request: Uuid::now_v7(),
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Subject {
    User(i64),
    Group(i64),
    Unit(i64),
    Membership(i64),
    /// Cells of an account.
    Grants(i64),
    Actor(i64),
    /// A login name nobody has; the name itself is personal and not kept.
    UnknownLogin,
    Installation,
}

impl Subject {
    fn kind(self) -> &'static str {
        match self {
            Subject::User(_) => "user",
            Subject::Group(_) => "group",
            Subject::Unit(_) => "org_unit",
            Subject::Membership(_) => "membership",
            Subject::Grants(_) => "grants",
            Subject::Actor(_) => "actor",
            Subject::UnknownLogin => "unknown_login",
            Subject::Installation => "installation",
        }
    }
    fn id(self) -> Option<i64> {
        match self {
            Subject::User(id)
            | Subject::Group(id)
            | Subject::Unit(id)
            | Subject::Membership(id)
            | Subject::Grants(id)
            | Subject::Actor(id) => Some(id),
            Subject::UnknownLogin | Subject::Installation => None,
        }
    }
}

/// Whose the personal values of an entry are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Whose {
    /// A user.
    Person(i64),
    Actor(i64),
}

impl Whose {
    /// Returns the id as it is stored. Ids of actors are stored as negative numbers, apart from those of users.
    pub fn key(self) -> i64 {
        match self {
            Whose::Person(id) => id,
            Whose::Actor(id) => -id,
        }
    }
}

/// One line of the log, built up by the verb that makes the change.
#[derive(Debug, Clone)]
#[must_use = "an entry counts once it is recorded"]
pub struct Entry {
    event: Event,
    subject: Subject,
    unit: Option<i64>,
    batch: Option<Uuid>,
    details: Map<String, Value>,
    personal: Map<String, Value>,
    whose: Option<Whose>,
    author: Author,
}

impl Entry {
    pub fn new(author: &Author, event: Event, subject: Subject, unit: Option<i64>) -> Self {
        let whose = match subject {
            Subject::User(id) => Some(Whose::Person(id)),
            Subject::Actor(id) => Some(Whose::Actor(id)),
            _ => None,
        };
        Self {
            event,
            subject,
            unit,
            batch: None,
            details: Map::new(),
            personal: Map::new(),
            whose,
            author: author.clone(),
        }
    }

    /// Adds a plain fact.
    pub fn fact(mut self, field: &str, value: impl Into<Value>) -> Self {
        self.details.insert(field.to_owned(), value.into());
        self
    }

    /// Adds the old and new value of a field that says nothing personal. Equal values leave no trace.
    pub fn diff<V: Into<Value> + PartialEq>(mut self, field: &str, old: V, new: V) -> Self {
        if old != new {
            self.details.insert(
                field.to_owned(),
                serde_json::json!({ "old": old.into(), "new": new.into() }),
            );
        }
        self
    }

    /// Adds the old and new value of a name, an email or a login, which are erased when the person is deleted.
    pub fn personal_diff<V: Into<Value> + PartialEq>(mut self, field: &str, old: V, new: V) -> Self {
        if old != new {
            self.personal.insert(
                field.to_owned(),
                serde_json::json!({ "old": old.into(), "new": new.into() }),
            );
        }
        self
    }

    /// Adds a personal fact, which is erased with the person too.
    pub fn personal(mut self, field: &str, value: impl Into<Value>) -> Self {
        self.personal.insert(field.to_owned(), value.into());
        self
    }

    /// Says whose the personal values are, if the subject is not a person.
    pub fn about(mut self, whose: Whose) -> Self {
        self.whose = Some(whose);
        self
    }

    pub fn batch(mut self, batch: Option<Uuid>) -> Self {
        self.batch = batch;
        self
    }

    /// Whether nothing differs between old and new.
    pub fn is_empty(&self) -> bool {
        self.details.is_empty() && self.personal.is_empty()
    }

    /// The fields that differ with their old and new values, for whoever is asked before it is done.
    pub fn changes(&self) -> impl Iterator<Item = (&str, Option<String>, Option<String>)> {
        let fields = self.personal.iter().chain(&self.details);
        fields.filter_map(|(name, value)| Some((name.as_str(), said(value.get("old")?), said(value.get("new")?))))
    }

    /// Names of the fields that differ, for "what changed" after Save (SPEC U-7).
    pub fn fields(&self) -> impl Iterator<Item = &str> {
        self.personal.keys().chain(self.details.keys()).map(String::as_str)
    }
}

fn said(value: &Value) -> Option<String> {
    match value {
        Value::Null => None,
        Value::String(text) => Some(text.clone()),
        other => Some(other.to_string()),
    }
}

/// Writes the entry in this transaction and returns its id.
///
/// # Errors
/// Any database error: then the change it records does not happen either (SECURITY LG2).
pub fn record(tx: &mut Tx<'_>, entry: Entry) -> Result<i64> {
    store::insert(tx.conn(), entry)
}

/// Writes many entries of one author and one batch in few statements: files have hundreds of thousands of rows.
///
/// # Errors
/// As [`record`].
pub fn record_all(tx: &mut Tx<'_>, entries: Vec<Entry>) -> Result<()> {
    store::insert_all(tx.conn(), entries)
}

/// Records a refusal. Identical ones of one session or token are counted instead of repeated (DESIGN 5).
pub fn record_refusal(tx: &mut Tx<'_>, entry: Entry, by: &Credential, right: &str, unit: i64) -> Result<()> {
    store::insert_refusal(tx.conn(), entry, by, right, unit)
}

/// Records an attempt to log in from a blocked address. Further attempts for one user from one network within an hour
/// are only counted.
pub fn record_blocked(tx: &mut Tx<'_>, entry: Entry, network: IpNet, user: Option<i64>) -> Result<()> {
    store::insert_blocked(tx.conn(), entry, network, user)
}

/// Erases the values of a deleted person from the whole log (SECURITY DP1).
pub fn erase(tx: &mut Tx<'_>, whose: Whose) -> Result<()> {
    store::erase(tx.conn(), whose)
}

/// Counts of repeated refusals and of attempts from blocked addresses are kept for so long after the last one.
const REFUSAL_DAYS: i32 = 30;

/// Removes at most `most` counts of each that have not been repeated for long; says how many.
///
/// # Errors
/// Any database error.
pub fn sweep_refusals(tx: &mut Tx<'_>, most: i64) -> Result<usize> {
    store::sweep_refusals(tx.conn(), REFUSAL_DAYS, most)
}

/// How long the log is kept from now on: so many days, at least 30; none: for ever. The change is an entry of its own.
///
/// # Errors
/// Any database error.
pub fn keep_for(tx: &mut Tx<'_>, author: &Author, days: Option<i32>) -> Result<()> {
    let before = store::chain::set_kept_days(tx, days)?;
    let entry =
        Entry::new(author, Event::InstallationChanged, Subject::Installation, None).diff("activity_days", before, days);
    if entry.is_empty() {
        return Ok(());
    }
    record(tx, entry).map(drop)
}

fn net(address: IpAddr) -> IpNet {
    IpNet::from(address)
}
