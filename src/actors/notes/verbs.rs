//! Every change of a note and its documents, each with its log entry. Of the text, the log only says that it changed.
use super::store::{self, Attachment, NewAttachment, Written};
use super::{AddNote, DeleteNote, EditNote, Note};
use crate::access::Can;
use crate::activity::{self, Author, Entry, Event, Subject};
use crate::db::Tx;
use crate::error::Result;

fn entry(author: &Author, event: Event, note: &Note) -> Entry {
    Entry::new(author, event, Subject::Actor(note.actor), Some(note.unit)).fact("note_id", note.id)
}

/// Writes a note and returns its id.
///
/// # Errors
/// Any database error.
pub fn add<'t>(tx: &mut Tx<'t>, author: &Author, can: &Can<'t, AddNote>, new: &Written) -> Result<i64> {
    let (id, actor) = (store::insert(tx, author, can, new)?, can.row());
    let entry = Entry::new(author, Event::NoteCreated, Subject::Actor(actor.id), Some(actor.unit));
    let entry = entry.fact("note_id", id).personal("note_subject", new.subject.clone());
    activity::record(tx, entry)?;
    Ok(id)
}

/// Changes a note. Returns false if nothing differs.
///
/// # Errors
/// Any database error.
pub fn edit<'t>(tx: &mut Tx<'t>, author: &Author, can: &Can<'t, EditNote>, new: &Written) -> Result<bool> {
    let old = can.row();
    if (old.day, &old.subject, &old.text) == (new.day, &new.subject, &new.text) {
        return Ok(false);
    }
    store::update(tx, author, can, new)?;
    let mut entry = entry(author, Event::NoteChanged, old)
        .diff("note_day", old.day.to_string(), new.day.to_string())
        .personal_diff("note_subject", old.subject.clone(), new.subject.clone());
    if old.text != new.text {
        entry = entry.fact("text_changed", true);
    }
    activity::record(tx, entry)?;
    Ok(true)
}

/// Deletes a note with its documents.
///
/// # Errors
/// Any database error.
pub fn delete<'t>(tx: &mut Tx<'t>, author: &Author, can: &Can<'t, DeleteNote>) -> Result<()> {
    store::delete(tx, can)?;
    let note = can.row();
    activity::record(
        tx,
        entry(author, Event::NoteDeleted, note).personal("note_subject", note.subject.clone()),
    )?;
    Ok(())
}

/// Adds a document whose file is stored already, and returns its id.
///
/// # Errors
/// Any database error.
pub(super) fn attach<'t>(
    tx: &mut Tx<'t>,
    author: &Author,
    can: &Can<'t, EditNote>,
    new: &NewAttachment<'_>,
    bytes: usize,
) -> Result<i64> {
    let id = store::attach(tx, author, can, new)?;
    let entry = entry(author, Event::DocumentAdded, can.row())
        .personal("file", new.name)
        .fact("bytes", bytes);
    activity::record(tx, entry)?;
    Ok(id)
}

/// Deletes a document.
///
/// # Errors
/// Any database error.
pub fn detach<'t>(tx: &mut Tx<'t>, author: &Author, can: &Can<'t, EditNote>, attachment: &Attachment) -> Result<()> {
    store::detach(tx, can, attachment.id)?;
    let entry = entry(author, Event::DocumentDeleted, can.row()).personal("file", attachment.name.clone());
    activity::record(tx, entry).map(drop)
}
