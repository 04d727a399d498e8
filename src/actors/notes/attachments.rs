//! Documents of a note: adding, downloading, showing the small picture, deleting.
use super::delete::asking;
use super::store::{self, Attachment, NewAttachment};
use super::write::refused_document;
use super::{EditNote, Note, number, opened, url, verbs};
use crate::access::Access;
use crate::actor_setup::attachment_types;
use crate::actors::edit::Back;
use crate::db::{Peek, Read};
use crate::error::{Error, Result};
use crate::storage::{self, content, picture};
use crate::web::answer::{Answer, Outcome};
use crate::web::field::Field;
use crate::web::request::{Form, Id, Nothing, Query, Request};
use crate::web::upload;
use crate::web::visit::{Ctx, View};

/// How many documents a note may have.
const MOST: usize = 50;

fn found(db: &mut impl Read, request: &Request, note: &Note) -> Result<Attachment> {
    store::attachment(db, note.id, number(request, "attachment")?)?.ok_or(Error::NotFound)
}

/// GET /actors/{id}/notes/{note}/attachments/{attachment}: a download, which no browser shows (SECURITY EX3).
pub fn download(view: &mut View, Id(id): Id) -> Result<Answer> {
    let View { db, visit } = view;
    let (_, note) = opened(&visit.access, db, &visit.request, id)?;
    let document = found(db, &visit.request, &note)?;
    let request = visit.request.clone();
    let still = move |db: &mut Peek, access: &Access| {
        let (_, note) = opened(access, db, &request, id)?;
        found(db, &request, &note).map(drop)
    };
    storage::download(visit, db, (document.file_id, &document.name), still)
}

/// GET …/picture.
pub fn picture(view: &mut View, Id(id): Id) -> Result<Answer> {
    let View { db, visit } = view;
    let (_, note) = opened(&visit.access, db, &visit.request, id)?;
    let document = found(db, &visit.request, &note)?;
    storage::shown(visit, db, document.picture_id.ok_or(Error::NotFound)?)
}

/// Refuses readers who may not change the note.
pub fn may(view: &mut View, Id(id): Id) -> Result<()> {
    let View { db, visit } = view;
    let (_, note) = opened(&visit.access, db, &visit.request, id)?;
    Ok(visit.access.allows::<EditNote>(&note)?)
}

/// POST /actors/{id}/notes/{note}/attachments.
pub fn add(ctx: &mut Ctx<'_, '_>, (Id(id), Query(back)): (Id, Query<Back>)) -> Result<Outcome> {
    let (actor, note) = opened(&ctx.visit.access, ctx.tx, &ctx.visit.request, id)?;
    let can = ctx.visit.access.clone().can::<EditNote>(ctx.tx, note.id)?;
    let (request, t) = (ctx.visit.request.clone(), ctx.visit.t);
    let sent = upload::of(&request)?;
    sent.only(&["kind", "file"])?;
    let mut fields = [
        Field::new("kind", sent.field("kind").unwrap_or_default()),
        Field::empty("file"),
    ];
    let kinds = attachment_types::all(ctx.tx)?;
    let kind = kinds.iter().find(|kind| fields[0].is(&kind.id.to_string()));
    if kind.is_none() {
        fields[0].refuse(t.get("note-document-kind-missing"));
    }
    let media_type = match content::media_type(&sent.file, &sent.name) {
        _ if sent.file.is_empty() => Err(t.get("note-document-missing")),
        _ if store::attachments(ctx.tx, &[note.id])?.len() >= MOST => Err(t.one("note-documents-many", "most", MOST)),
        Err(lie) => Err(t.one("note-document-lie", "kind", lie.promised.to_uppercase())),
        Ok(media_type) => Ok(media_type),
    };
    let media_type = media_type.map_err(|reason| fields[1].refuse(reason));
    let (Some(kind), Ok(media_type)) = (kind, media_type) else {
        let page = refused_document(ctx.tx, &ctx.visit, (&actor, &note), &back, fields)?;
        return Ok(Outcome::Invalid(page));
    };
    let small = picture::of(&sent.file);
    let file = storage::keep(&ctx.visit, ctx.tx, &sent.file, media_type)?;
    let picture = small.map(|jpeg| storage::keep(&ctx.visit, ctx.tx, &jpeg, picture::MEDIA_TYPE));
    let new = NewAttachment {
        type_id: kind.id,
        // Programs may send a file without a name.
        name: if sent.name.is_empty() { "document" } else { &sent.name },
        file,
        picture: picture.transpose()?,
    };
    verbs::attach(ctx.tx, &ctx.visit.author(), &can, &new, sent.file.len())?;
    let here = back.keep(&format!("{}/{}", url(note.actor), note.id));
    Ok(Outcome::Commit(
        Answer::see_other(&here).saying(t.get("note-document-added")),
    ))
}

/// GET …/delete.
pub fn ask(view: &mut View, (Id(id), Query(back)): (Id, Query<Back>)) -> Result<Answer> {
    let View { db, visit } = view;
    let (_, note) = opened(&visit.access, db, &visit.request, id)?;
    visit.access.allows::<EditNote>(&note)?;
    let document = found(db, &visit.request, &note)?;
    let title = visit.t.one("note-document-delete-title", "name", &document.name);
    let text = visit.t.get("note-document-delete-text");
    asking(
        visit,
        title,
        text,
        back.keep(&format!("{}/{}", url(note.actor), note.id)),
    )
}

/// POST …/delete.
pub fn delete(
    ctx: &mut Ctx<'_, '_>,
    (Id(id), Query(back), Form(Nothing {})): (Id, Query<Back>, Form<Nothing>),
) -> Result<Outcome> {
    let (_, note) = opened(&ctx.visit.access, ctx.tx, &ctx.visit.request, id)?;
    let can = ctx.visit.access.clone().can::<EditNote>(ctx.tx, note.id)?;
    let document = found(ctx.tx, &ctx.visit.request, &note)?;
    verbs::detach(ctx.tx, &ctx.visit.author(), &can, &document)?;
    let here = back.keep(&format!("{}/{}", url(note.actor), note.id));
    let said = ctx.visit.t.get("note-document-deleted");
    Ok(Outcome::Commit(Answer::see_other(&here).saying(said)))
}
