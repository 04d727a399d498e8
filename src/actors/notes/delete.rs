//! Deleting a note: /actors/{id}/notes/{note}/delete.
use super::{DeleteNote, opened, url, verbs};
use crate::actors::edit::Back;
use crate::error::Result;
use crate::web::answer::{Answer, Outcome};
use crate::web::i18n::Texts;
use crate::web::request::{Form, Id, Nothing, Query};
use crate::web::shell::Shell;
use crate::web::visit::{Ctx, View, Visit};
use askama::Template;

#[derive(Template)]
#[template(path = "actors/notes/delete.html")]
struct DeletePage {
    shell: Shell,
    t: Texts,
    title: String,
    text: String,
    action: String,
    from: String,
}

/// GET: asks for confirmation.
pub fn page(view: &mut View, (Id(id), Query(back)): (Id, Query<Back>)) -> Result<Answer> {
    let View { db, visit } = view;
    let (actor, note) = opened(&visit.access, db, &visit.request, id)?;
    visit.access.allows::<DeleteNote>(&note)?;
    let title = visit.t.one("note-delete-title", "subject", &note.subject);
    let text = visit.t.get("note-delete-text");
    asking(visit, title, text, back.keep(&url(actor.id)))
}

/// Builds the page that asks before a note or one of its documents is deleted. It posts to its own address.
pub(super) fn asking(visit: &Visit, title: String, text: String, from: String) -> Result<Answer> {
    Answer::page(&DeletePage {
        shell: visit.shell()?,
        t: visit.t,
        title,
        text,
        action: visit.request.address_bar(),
        from,
    })
}

/// POST: deletes the note with its documents.
pub fn apply(
    ctx: &mut Ctx<'_, '_>,
    (Id(id), Query(back), Form(Nothing {})): (Id, Query<Back>, Form<Nothing>),
) -> Result<Outcome> {
    let (actor, note) = opened(&ctx.visit.access, ctx.tx, &ctx.visit.request, id)?;
    let can = ctx.visit.access.clone().can::<DeleteNote>(ctx.tx, note.id)?;
    verbs::delete(ctx.tx, &ctx.visit.author(), &can)?;
    let said = ctx.visit.t.get("note-deleted");
    Ok(Outcome::Commit(
        Answer::see_other(&back.keep(&url(actor.id))).saying(said),
    ))
}
