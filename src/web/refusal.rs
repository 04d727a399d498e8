//! How a refusal looks (SPEC P-26): 403, the right and the place by name, who could grant it, and one activity entry.
use super::answer::{Answer, Outcome};
use super::group_name::group_key;
use super::i18n::Texts;
use super::message::{Message, Value};
use super::problem;
use super::right_name;
use super::trouble::{GateTroublePage, Missing, Trouble, TroublePage};
use super::visit::{View, Visit};
use crate::access::fixed::TOP;
use crate::access::granters::{self, Granters};
use crate::access::permission::{Permission, Scope};
use crate::access::snapshot::Snapshot;
use crate::access::{Access, Refusal};
use crate::activity::{self, Entry, Event, Subject};
use crate::db::{self, Conn, End, Read, Tx};
use crate::error::Result;
use actix_web::http::StatusCode;
use askama::Template;
use std::sync::atomic::AtomicBool;

/// Entries about a refusal, written after the rollback in a transaction of their own.
pub(super) type Note = Box<dyn Fn(&mut Tx<'_>) -> Result<()>>;

/// The reason as one sentence, not yet in anybody's language: for buttons that stay disabled and for reports of rows.
pub fn message(access: &Access, refusal: &Refusal) -> Message {
    let mut message = Message::of(format!("refusal-{}", refusal.word()));
    if let Some(right) = refusal.right() {
        message = message.with("right", label_value(access.snapshot(), right));
    }
    if let Some(place) = place(access, refusal) {
        message = message.with("unit", place);
    }
    let number = |number: i32| usize::try_from(number).unwrap_or_default();
    if let Refusal::NoLicence { pool } = refusal {
        message = message.with("count", number(*pool));
    }
    if let Refusal::FewLicences { pool, left, wanted } = refusal {
        message = message.with("count", number(*pool));
        message = message.with("left", number(*left)).with("wanted", number(*wanted));
    }
    if let Refusal::MergedActors { until } = refusal {
        message = message.with("when", *until);
    }
    if let Refusal::GroupGivesMore { group, own, place, .. } = refusal {
        message = message
            .with("group", group_value(access, *group))
            .with("own", group_value(access, *own))
            .with("place", unit_value(access, *place));
    }
    message
}

fn unit_value(access: &Access, unit: i64) -> Value {
    match access.snapshot().units().get(unit).filter(|_| access.knows(unit)) {
        Some(unit) => (&*unit.name).into(),
        None => Message::new("refusal-unseen").into(),
    }
}

fn group_value(access: &Access, group: i64) -> Value {
    let found = access.snapshot().groups().get(group);
    let stored = found.map_or_else(|| group.to_string(), |found| found.display_name.to_string());
    match group_key(group, &stored) {
        Some(key) => Message::new(key).into(),
        None => Value::Words(stored),
    }
}

/// Where the right is missing. A unit the reader does not see stays nameless (P-12), and a right whose scope ignores
/// units is missing as a whole.
fn place(access: &Access, refusal: &Refusal) -> Option<Value> {
    let scope = refusal
        .right()
        .and_then(|right| access.snapshot().catalogue().scope(right));
    let unit = refusal.unit()?;
    Some(match scope {
        Some(Scope::OrgUnit) => unit_value(access, unit),
        _ => Message::new("refusal-everywhere").into(),
    })
}

/// The right's name where it stands alone, in the reader's language.
pub fn label(t: &Texts, snapshot: &Snapshot, right: Permission) -> String {
    label_value(snapshot, right).say(t)
}

fn label_value(snapshot: &Snapshot, right: Permission) -> Value {
    match snapshot.catalogue().get(right) {
        Some(entry) => right_name::alone(entry),
        None => Value::Words(right.0.to_string()),
    }
}

/// The reason and who could help, for a form that is shown again with what was typed (SPEC P-26).
///
/// # Errors
/// Any database error.
pub fn told(visit: &Visit, db: &mut impl Read, refusal: &Refusal) -> Result<String> {
    let mut words = format!("{}: {}", visit.t.get("error-403-title"), visit.why_not(refusal));
    if let Some(right) = refusal.right() {
        let trouble = Trouble {
            missing: Some(missing(visit, db, refusal, right)?),
            ..Trouble::default()
        };
        if let Some(who) = trouble.askable(&visit.t) {
            words = format!("{words} {who}");
        }
    }
    Ok(words)
}

/// The reason and who could do it instead (SPEC P-6), for a page that tells it before anything is tried.
///
/// # Errors
/// Any database error.
pub fn with_who(visit: &Visit, db: &mut impl Read, refusal: &Refusal) -> Result<String> {
    let who = who(&visit.access, db, refusal)?;
    Ok(helped(visit, refusal, &who))
}

/// Who could do it: holds the missing right there and may give it, as far as the reader sees them.
///
/// # Errors
/// Any database error.
pub fn who(access: &Access, db: &mut impl Read, refusal: &Refusal) -> Result<Vec<String>> {
    match refusal.right() {
        Some(right) => granters::who_could_grant(access, db, right, refusal.unit().unwrap_or(TOP)),
        None => Ok(Vec::new()),
    }
}

/// The reason, and these people. Where no right is missing the reason is all there is.
pub fn helped(visit: &Visit, refusal: &Refusal, people: &[String]) -> String {
    let why = visit.why_not(refusal);
    let who = match people {
        _ if refusal.right().is_none() => return why,
        [] => visit.t.get("refusal-ask-administrator"),
        people => visit.t.one("refusal-could", "people", people.join(", ")),
    };
    format!("{why} {who}")
}

/// Of so many refusals it is looked up who could do it. Of the others an administrator is named: a page about hundreds
/// of places does not ask about each (SECURITY EX6).
pub const MOST_ASKED: usize = 20;

/// Who could do what is refused, for many refusals: each is looked up once, and at most [`MOST_ASKED`] of them are.
#[derive(Default)]
pub struct Helpers {
    known: Vec<(Refusal, Vec<String>)>,
    granters: Granters,
}

impl Helpers {
    /// Returns what [`who`] does, or nobody where enough was looked up.
    ///
    /// # Errors
    /// Any database error.
    pub fn who(&mut self, access: &Access, db: &mut impl Read, refusal: &Refusal) -> Result<Vec<String>> {
        let Some(right) = refusal.right() else {
            return Ok(Vec::new());
        };
        if let Some((_, people)) = self.known.iter().find(|(known, _)| known == refusal) {
            return Ok(people.clone());
        }
        if self.known.len() == MOST_ASKED {
            return Ok(Vec::new());
        }
        let people = self.granters.of(access, db, right, refusal.unit().unwrap_or(TOP))?;
        self.known.push((*refusal, people.clone()));
        Ok(people)
    }

    /// Says a refusal as [`with_who`] does.
    ///
    /// # Errors
    /// Any database error.
    pub fn say(&mut self, visit: &Visit, db: &mut impl Read, refusal: &Refusal) -> Result<String> {
        let people = self.who(&visit.access, db, refusal)?;
        Ok(helped(visit, refusal, &people))
    }
}

/// 403: a form shown again with what was typed, and one entry of the log. The transaction rolls back.
///
/// # Errors
/// `Internal` for a page that cannot be written.
pub fn again(page: &impl Template, refusal: &Refusal) -> Result<Outcome> {
    let answer = Answer::page_with(StatusCode::FORBIDDEN, page)?;
    Ok(Outcome::Denied(answer, *refusal))
}

impl Visit {
    /// The reason as one sentence.
    pub fn why_not(&self, refusal: &Refusal) -> String {
        let why = message(&self.access, refusal).say(&self.t);
        match refusal {
            Refusal::NoLicence { .. } | Refusal::FewLicences { .. } => format!("{why} {}", self.whom_to_ask()),
            _ => why,
        }
    }

    /// Whom to ask, as a sentence: the support contact of Setup, if there is one.
    pub fn whom_to_ask(&self) -> String {
        match &self.contact {
            Some(contact) => self.t.one("refusal-ask-contact", "contact", contact),
            None => self.t.get("refusal-ask-administrator"),
        }
    }

    fn place(&self, refusal: &Refusal) -> Option<String> {
        place(&self.access, refusal).map(|place| place.say(&self.t))
    }
}

/// The page and the entry, for a transaction that is about to roll back.
pub(super) fn refused(visit: &Visit, db: &mut impl Read, refusal: &Refusal) -> Result<(Answer, Note)> {
    let page = page(visit, db, refusal)?;
    Ok((page, note(visit, refusal)))
}

/// Refuses while reading: the entry gets a transaction of its own at once.
pub(super) fn refused_reading(view: View, refusal: &Refusal) -> Result<Answer> {
    let View { mut db, visit } = view;
    let (answer, note) = refused(&visit, &mut db, refusal)?;
    write(db.into_conn(), &AtomicBool::new(false), &note)?;
    Ok(answer)
}

/// Writes what is noted, in a transaction of its own.
pub(super) fn write(conn: Conn, late: &AtomicBool, note: &Note) -> Result<()> {
    db::run(conn, late, |tx| note(tx).map(End::Commit))
}

/// An entry of a rule's own.
pub(super) fn note_of(entry: Entry) -> Note {
    Box::new(move |tx| activity::record(tx, entry.clone()).map(|_| ()))
}

/// The log's line about a refusal, for whoever answers it with a page of their own.
pub fn entry(visit: &Visit, refusal: &Refusal) -> Entry {
    let subject = visit
        .access
        .viewer()
        .map_or(Subject::Installation, |viewer| Subject::User(viewer.user));
    let unit = refusal.unit().unwrap_or(TOP);
    Entry::new(&visit.author(), Event::AccessDenied, subject, Some(unit))
        .fact("right", key(visit, refusal))
        .fact("reason", refusal.word())
        .fact("path", visit.request.path.clone())
}

/// The missing right's key; the kind of refusal where no right is missing.
fn key(visit: &Visit, refusal: &Refusal) -> String {
    let catalogue = visit.access.snapshot().catalogue();
    refusal
        .right()
        .and_then(|right| catalogue.get(right))
        .map_or(refusal.word(), |entry| &entry.key)
        .to_owned()
}

/// The entry of a refusal, and that it was repeated.
pub(super) fn note(visit: &Visit, refusal: &Refusal) -> Note {
    let unit = refusal.unit().unwrap_or(TOP);
    let (entry, key) = (entry(visit, refusal), key(visit, refusal));
    let by = visit.access.viewer().map(|viewer| viewer.by.clone());
    Box::new(move |tx| match &by {
        Some(by) => activity::record_refusal(tx, entry.clone(), by, &key, unit),
        None => activity::record(tx, entry.clone()).map(|_| ()),
    })
}

fn page(visit: &Visit, db: &mut impl Read, refusal: &Refusal) -> Result<Answer> {
    let missing = match refusal.right() {
        Some(right) => Some(missing(visit, db, refusal, right)?),
        None => None,
    };
    // Where the page already names the right and the place, the sentence would only repeat them.
    let told = matches!(refusal, Refusal::Lacks { .. } | Refusal::NoScreen { .. });
    let trouble = Trouble {
        missing,
        details: if told { Vec::new() } else { vec![visit.why_not(refusal)] },
        back: visit.request.came_from(),
        ..Trouble::new(403, visit.request.id.to_string())
    };
    if visit.request.is_api() {
        return Ok(problem::of(&trouble, &visit.t));
    }
    let status = StatusCode::FORBIDDEN;
    match visit.shell() {
        Ok(shell) => Answer::page_with(
            status,
            &TroublePage {
                t: shell.t,
                shell,
                trouble,
            },
        ),
        Err(_) => Answer::page_with(
            status,
            &GateTroublePage {
                t: visit.t,
                gate: visit.gate(),
                trouble,
            },
        ),
    }
}

fn missing(visit: &Visit, db: &mut impl Read, refusal: &Refusal, right: Permission) -> Result<Missing> {
    let access: &Access = &visit.access;
    let snapshot = access.snapshot();
    Ok(Missing {
        right: label(&visit.t, snapshot, right),
        unit: visit.place(refusal),
        granters: who(access, db, refusal)?,
    })
}
