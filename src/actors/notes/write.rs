//! Writing a note and changing one: /actors/{id}/notes/new and /actors/{id}/notes/{note}.
use super::form::{Fields, Typed};
use super::pages::{Document, line};
use super::{AddNote, EditNote, Note, number, opened, store, url, verbs};
use crate::actor_setup::attachment_types;
use crate::actors::Actor;
use crate::actors::edit::{self, Back, Head, tabs};
use crate::db::Read;
use crate::error::{Error, Result};
use crate::web::answer::{Answer, Outcome};
use crate::web::field::{Choice, Field, Mistake};
use crate::web::i18n::Texts;
use crate::web::parts::Tab;
use crate::web::request::{Form, Id, Query};
use crate::web::shell::Shell;
use crate::web::visit::{Ctx, View, Visit};
use actix_web::http::StatusCode;
use askama::Template;

#[derive(Template)]
#[template(path = "actors/notes/note.html")]
struct NotePage {
    shell: Shell,
    t: Texts,
    head: Head,
    tabs: Vec<Tab>,
    title: String,
    action: String,
    cancel: String,
    /// None for a new note.
    version: Option<i32>,
    fields: Fields,
    mistakes: Vec<Mistake>,
    stale: bool,
    documents: Vec<Document>,
    add: Option<Add>,
}

/// The form that adds a document.
struct Add {
    action: String,
    kind: Field,
    file: Field,
    kinds: Vec<Choice>,
    most_megabytes: usize,
}

fn new_page(visit: &Visit, actor: &Actor, back: &Back, fields: Fields) -> Result<NotePage> {
    Ok(NotePage {
        shell: visit.shell()?,
        t: visit.t,
        head: Head::of(visit, actor, back),
        tabs: tabs(visit, actor, back, "notes"),
        title: visit.t.get("note-new"),
        action: back.keep(&format!("{}/new", url(actor.id))),
        cancel: back.keep(&url(actor.id)),
        version: None,
        mistakes: fields.mistakes(&visit.t),
        fields,
        stale: false,
        documents: Vec::new(),
        add: None,
    })
}

/// GET /actors/{id}/notes/new.
pub fn new(view: &mut View, (Id(id), Query(back)): (Id, Query<Back>)) -> Result<Answer> {
    let View { db, visit } = view;
    let actor = edit::opened(&visit.access, db, id)?;
    let actor = edit::standing(&visit.access, db, actor)?;
    visit.access.allows::<AddNote>(&actor)?;
    let today = visit.access.now().with_timezone(&visit.t.zone()).date_naive();
    Answer::page(&new_page(visit, &actor, &back, Fields::empty(today))?)
}

/// POST /actors/{id}/notes/new. Leads to the note's page, where documents can be added.
pub fn add(
    ctx: &mut Ctx<'_, '_>,
    (Id(id), Query(back), Form(typed)): (Id, Query<Back>, Form<Typed>),
) -> Result<Outcome> {
    let actor = edit::opened(&ctx.visit.access, ctx.tx, id)?;
    let actor = edit::standing(&ctx.visit.access, ctx.tx, actor)?;
    let can = ctx.visit.access.clone().can::<AddNote>(ctx.tx, actor.id)?;
    let (fields, written) = Fields::check(&ctx.visit.t, &typed);
    let Some(written) = written else {
        let page = new_page(&ctx.visit, &actor, &back, fields)?;
        return Answer::page_with(StatusCode::UNPROCESSABLE_ENTITY, &page).map(Outcome::Invalid);
    };
    let note = verbs::add(ctx.tx, &ctx.visit.author(), &can, &written)?;
    let said = ctx.visit.t.get("note-saved");
    let to = back.keep(&format!("{}/{note}", url(actor.id)));
    Ok(Outcome::Commit(Answer::see_other(&to).saying(said)))
}

fn note_page(
    db: &mut impl Read,
    visit: &Visit,
    (actor, note): (&Actor, &Note),
    back: &Back,
    fields: Fields,
) -> Result<NotePage> {
    let documents = store::attachments(db, &[note.id])?;
    let here = format!("{}/{}", url(actor.id), note.id);
    let kinds = attachment_types::all(db)?;
    let choice = |kind: attachment_types::AttachmentType| Choice::new(kind.id.to_string(), kind.display_name);
    Ok(NotePage {
        title: visit.t.get("note-edit"),
        action: back.keep(&here),
        version: Some(note.version),
        documents: line(visit, note, &documents, back).documents,
        add: Some(Add {
            action: back.keep(&format!("{here}/attachments")),
            kind: Field::empty("kind"),
            file: Field::empty("file"),
            kinds: kinds.into_iter().map(choice).collect(),
            most_megabytes: crate::storage::LARGEST / 1024 / 1024,
        }),
        ..new_page(visit, actor, back, fields)?
    })
}

/// GET /actors/{id}/notes/{note}.
pub fn page(view: &mut View, (Id(id), Query(back)): (Id, Query<Back>)) -> Result<Answer> {
    let View { db, visit } = view;
    let (actor, note) = opened(&visit.access, db, &visit.request, id)?;
    visit.access.allows::<EditNote>(&note)?;
    Answer::page(&note_page(db, visit, (&actor, &note), &back, Fields::stored(&note))?)
}

/// POST /actors/{id}/notes/{note}.
pub fn save(
    ctx: &mut Ctx<'_, '_>,
    (Id(id), Query(back), Form(typed)): (Id, Query<Back>, Form<Typed>),
) -> Result<Outcome> {
    let (actor, _) = opened(&ctx.visit.access, ctx.tx, &ctx.visit.request, id)?;
    let can = ctx
        .visit
        .access
        .clone()
        .can::<EditNote>(ctx.tx, number(&ctx.visit.request, "note")?)?;
    let note = can.row().clone();
    let (fields, written) = Fields::check(&ctx.visit.t, &typed);
    if typed.version != note.version {
        let page = note_page(ctx.tx, &ctx.visit, (&actor, &note), &back, fields)?;
        let page = NotePage { stale: true, ..page };
        return Answer::page_with(StatusCode::CONFLICT, &page).map(Outcome::Invalid);
    }
    let Some(written) = written else {
        let page = note_page(ctx.tx, &ctx.visit, (&actor, &note), &back, fields)?;
        return Answer::page_with(StatusCode::UNPROCESSABLE_ENTITY, &page).map(Outcome::Invalid);
    };
    verbs::edit(ctx.tx, &ctx.visit.author(), &can, &written)?;
    let said = ctx.visit.t.get("note-saved");
    Ok(Outcome::Commit(
        Answer::see_other(&back.keep(&url(actor.id))).saying(said),
    ))
}

/// Returns the page of the note again, with why the document to add is refused.
pub(super) fn refused_document(
    db: &mut impl Read,
    visit: &Visit,
    (actor, note): (&Actor, &Note),
    back: &Back,
    [kind, file]: [Field; 2],
) -> Result<Answer> {
    let mut page = note_page(db, visit, (actor, note), back, Fields::stored(note))?;
    let add = page
        .add
        .as_mut()
        .ok_or_else(|| Error::Internal("no form for documents".into()))?;
    (add.kind, add.file) = (kind, file);
    Answer::page_with(StatusCode::UNPROCESSABLE_ENTITY, &page)
}
