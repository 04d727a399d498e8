//! **Notes** on an actor, with documents (SPEC A-7): /actors/{id}/notes.
//!
//! Readers who may open the actor may read its notes and write one. Authors may always change and delete their own
//! (P-22); others' notes take the rights of Documents and notes. The author is the user. A clerk is named beside the
//! user, and has no rights of its own (U-41).
pub mod attachments;
pub mod delete;
mod form;
pub mod pages;
mod store;
pub mod verbs;
pub mod write;

pub use store::{count, of_actors, written_by};

use super::Actor;
use crate::access::snapshot::Subject;
use crate::access::{Access, Target, actions, rules};
use crate::actors::edit;
use crate::db::Read;
use crate::error::{Error, Result};
use crate::web::request::Request;
use chrono::{DateTime, NaiveDate, Utc};

/// A note.
#[derive(Debug, Clone)]
pub struct Note {
    pub id: i64,
    pub actor: i64,
    /// The unit of the actor.
    pub unit: i64,
    pub day: NaiveDate,
    pub subject: String,
    pub text: String,
    pub author: i64,
    pub author_name: String,
    /// Name of the clerk who acted as the author (U-41).
    pub clerk_name: Option<String>,
    pub version: i32,
    pub updated_at: DateTime<Utc>,
}

impl Note {
    /// Returns the note as its author's, because the author decides which right is needed.
    fn target(&self) -> Target {
        Target::user(self.unit, Subject::by_id(self.author))
    }
}

actions! {
    /// Write a note on this actor.
    AddNote: Actor = super::store::lock, Actor::target, rules::add_note;
    /// Change the note, and what is attached to it.
    EditNote: Note = store::lock, Note::target, rules::edit_note;
    DeleteNote: Note = store::lock, Note::target, rules::delete_note;
}

/// Returns the address of an actor's notes.
fn url(actor: i64) -> String {
    format!("{}/{actor}/notes", super::PATH)
}

/// Returns the `{note}` or `{attachment}` of the path.
fn number(request: &Request, name: &str) -> Result<i64> {
    let number = request.param(name).and_then(|text| text.parse().ok());
    number.filter(|id| *id > 0).ok_or(Error::NotFound)
}

/// Returns a note on an actor that the reader may open.
fn opened(access: &Access, db: &mut impl Read, request: &Request, actor: i64) -> Result<(Actor, Note)> {
    let actor = edit::opened(access, db, actor)?;
    // A merge moves notes to the survivor, and their old addresses lead there.
    let actor = edit::standing(access, db, actor)?;
    let note = store::one(db, number(request, "note")?)?;
    let note = note.filter(|note| note.actor == actor.id).ok_or(Error::NotFound)?;
    Ok((actor, note))
}
