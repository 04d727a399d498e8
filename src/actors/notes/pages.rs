//! GET /actors/{id}/notes.
use super::store::{self, Attachment, Place};
use super::{AddNote, DeleteNote, EditNote, Note, url};
use crate::actors::edit::{self, Back, Head, tabs};
use crate::error::Result;
use crate::web::answer::Answer;
use crate::web::days;
use crate::web::i18n::Texts;
use crate::web::parts::{Pager, Tab};
use crate::web::request::{Id, Query};
use crate::web::shell::Shell;
use crate::web::visit::{View, Visit};
use askama::Template;
use serde::Deserialize;

/// How many notes a page shows.
const PAGE: usize = 20;

/// A note as it is shown.
pub(super) struct Line {
    pub id: i64,
    pub subject: String,
    pub text: String,
    /// The day, and the author's name.
    pub about: String,
    pub edit: String,
    pub edit_why: Option<String>,
    pub delete: String,
    pub delete_why: Option<String>,
    pub documents: Vec<Document>,
}

/// A document as it is shown.
pub(super) struct Document {
    pub name: String,
    /// Its type and size.
    pub about: String,
    pub url: String,
    pub picture: Option<String>,
    pub delete: String,
}

#[derive(Template)]
#[template(path = "actors/notes/index.html")]
struct NotesPage {
    shell: Shell,
    t: Texts,
    head: Head,
    tabs: Vec<Tab>,
    new_url: String,
    new_why: Option<String>,
    lines: Vec<Line>,
    pager: Pager,
}

#[derive(Deserialize)]
pub struct Asked {
    /// The page shows notes older (`before`) or newer (`after`) than this one, given as `yyyy-mm-dd.id`.
    #[serde(default)]
    before: String,
    #[serde(default)]
    after: String,
}

fn place(text: &str, newer: bool) -> Option<Place> {
    let (day, id) = text.split_once('.')?;
    Some(Place {
        newer,
        day: days::day(day)?,
        id: id.parse().ok()?,
    })
}

/// GET /actors/{id}/notes, newest first. The address of an actor that was merged away leads to its survivor.
pub fn page(view: &mut View, (Id(id), Query(asked), Query(back)): (Id, Query<Asked>, Query<Back>)) -> Result<Answer> {
    let View { db, visit } = view;
    let actor = edit::opened(&visit.access, db, id)?;
    if actor.merged_into.is_some() {
        let survivor = edit::standing(&visit.access, db, actor)?.id;
        return Ok(Answer::see_other(&back.keep(&url(survivor))));
    }
    let place = place(&asked.after, true).or_else(|| place(&asked.before, false));
    let mut notes = store::notes(db, id, place, PAGE + 1)?;
    let more = notes.len() > PAGE;
    notes.truncate(PAGE);
    let newer = place.is_some_and(|place| place.newer);
    if newer {
        notes.reverse();
    }
    let to = |name: &str, note: Option<&Note>| {
        note.map(|note| back.keep(&format!("{}?{name}={}.{}", url(id), note.day, note.id)))
    };
    let has_newer = if newer { more } else { place.is_some() };
    let ids: Vec<i64> = notes.iter().map(|note| note.id).collect();
    let documents = store::attachments(db, &ids)?;
    Answer::page(&NotesPage {
        shell: visit.shell()?,
        t: visit.t,
        head: Head::of(visit, &actor, &back),
        tabs: tabs(visit, &actor, &back, "notes"),
        new_url: back.keep(&format!("{}/new", url(id))),
        new_why: visit
            .access
            .allows::<AddNote>(&actor)
            .err()
            .map(|no| visit.why_not(&no)),
        pager: Pager {
            shown: visit.t.one("notes-shown", "count", notes.len()),
            previous: to("after", notes.first().filter(|_| has_newer)),
            next: to("before", notes.last().filter(|_| newer || more)),
        },
        lines: notes.iter().map(|note| line(visit, note, &documents, &back)).collect(),
    })
}

pub(super) fn line(visit: &Visit, note: &Note, documents: &[Attachment], back: &Back) -> Line {
    let (t, access) = (&visit.t, &visit.access);
    let here = format!("{}/{}", url(note.actor), note.id);
    let author = match &note.clerk_name {
        Some(clerk) => t.two("note-by-clerk", "clerk", clerk, "user", &note.author_name),
        None => note.author_name.clone(),
    };
    let why = |refused: Result<(), crate::access::Refusal>| refused.err().map(|no| visit.why_not(&no));
    Line {
        id: note.id,
        subject: note.subject.clone(),
        text: note.text.clone(),
        about: t.two(
            "note-about",
            "day",
            note.day.format("%d-%m-%Y").to_string(),
            "author",
            author,
        ),
        edit: back.keep(&here),
        edit_why: why(access.allows::<EditNote>(note)),
        delete: back.keep(&format!("{here}/delete")),
        delete_why: why(access.allows::<DeleteNote>(note)),
        documents: documents
            .iter()
            .filter(|document| document.note_id == note.id)
            .map(|document| shown(t, document, &here, back))
            .collect(),
    }
}

fn shown(t: &Texts, document: &Attachment, note: &str, back: &Back) -> Document {
    let url = format!("{note}/attachments/{}", document.id);
    Document {
        name: document.name.clone(),
        about: t.two(
            "note-document-about",
            "type",
            &document.type_name,
            "size",
            size(t, document.size),
        ),
        picture: document.picture_id.map(|_| format!("{url}/picture")),
        delete: back.keep(&format!("{url}/delete")),
        url,
    }
}

/// Returns the size in words: "12 kB", "3.4 MB", "3,4 MB".
fn size(t: &Texts, bytes: i64) -> String {
    const KILO: i64 = 1_000;
    const MEGA: i64 = 1_000_000;
    match bytes {
        ..KILO => t.one("note-bytes", "count", bytes),
        KILO..MEGA => t.one("note-kilobytes", "count", bytes / KILO),
        MEGA.. => t.one(
            "note-megabytes",
            "count",
            t.number(format!("{}.{}", bytes / MEGA, bytes % MEGA / 100_000)),
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::i18n::Language;

    #[test]
    fn l4_the_size_of_a_document_is_said_by_language() {
        let said = |language: Language, bytes: i64| size(&Texts::new(language, chrono_tz::UTC), bytes);
        assert_eq!(
            (said(Language::En, 3_450_000), said(Language::Da, 3_450_000)),
            ("3.4 MB".to_owned(), "3,4 MB".to_owned())
        );
        assert_eq!(said(Language::Da, 12_900), "12 kB");
    }
}
