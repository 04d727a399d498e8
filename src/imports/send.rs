//! Sending a file: POST /imports.
use super::pages::{self, Fields};
use super::store::Import;
use super::{MOST_KEPT, opened, opens, store, view};
use crate::activity::{self, Entry, Event, Subject};
use crate::error::Result;
use crate::files::{Table, csv};
use crate::web::answer::{Answer, Outcome};
use crate::web::i18n::Texts;
use crate::web::request::Query;
use crate::web::upload::{self, Upload};
use crate::web::visit::{Ctx, View};
use actix_web::http::StatusCode;

/// Checks, before the file is received, whether the reader may import any kind of file.
pub fn may(view: &mut View, Query(_): Query<pages::Asked>) -> Result<()> {
    opened(&view.visit.access)?;
    Ok(())
}

/// Stores the file for the worker to check. Problems that can be seen at once are reported at once.
pub fn send(ctx: &mut Ctx<'_, '_>, Query(asked): Query<pages::Asked>) -> Result<Outcome> {
    opened(&ctx.visit.access)?;
    let request = ctx.visit.request.clone();
    let sent = upload::of(&request)?;
    sent.only(&["kind", "file"])?;
    let kind = sent.field("kind").or(asked.kind.as_deref()).unwrap_or_default();
    let mut fields = Fields::new(kind);
    let t = ctx.visit.t;
    let table = Table::from_name(kind);
    match table {
        Some(table) => opens(&ctx.visit.access, table)?,
        None => fields.kind.refuse(t.get("imports-kind-missing")),
    }
    let viewer = ctx.visit.access.principal()?.clone();
    if let Some(reason) = wrong(&t, sent) {
        fields.file.refuse(reason);
    } else if let Some(reason) = too_many(&t, &store::kept(ctx.tx, viewer.user)?) {
        fields.file.refuse(reason);
    }
    let (Some(table), None) = (table, &fields.file.error) else {
        let page = pages::sending(ctx.tx, &ctx.visit, fields)?;
        return Answer::page_with(StatusCode::UNPROCESSABLE_ENTITY, &page).map(Outcome::Invalid);
    };
    let (author, session) = (ctx.visit.author(), viewer.session()?.id);
    let id = store::insert(ctx.tx, &ctx.visit.state.seal, &author, session, table, sent)?;
    let entry = Entry::new(&author, Event::FileSent, Subject::Installation, None)
        .fact("file", table.name())
        .fact("bytes", sent.file.len());
    activity::record(ctx.tx, entry)?;
    Ok(Outcome::Commit(Answer::see_other(&format!("/imports/{id}"))))
}

/// Returns why a file cannot be read at all. Its content decides, not its name (SECURITY EX4).
fn wrong(t: &Texts, sent: &Upload) -> Option<String> {
    if sent.file.is_empty() {
        return Some(t.get("imports-file-missing"));
    }
    csv::cannot_be(&sent.file).map(|problem| problem.say(t))
}

/// Returns why this person sends no other file before one of those that are kept is gone.
fn too_many(t: &Texts, kept: &[Import]) -> Option<String> {
    let names: Vec<String> = kept.iter().map(|import| view::name(t, import)).collect();
    (names.len() >= MOST_KEPT).then(|| t.two("imports-too-many", "count", names.len(), "names", names.join(", ")))
}
