//! Sending a file: POST /imports.
use super::pages::{self, Fields};
use super::{MOST_OPEN, opened, opens, store};
use crate::activity::{self, Entry, Subject};
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
    } else if store::open(ctx.tx, viewer.user)? >= MOST_OPEN {
        fields.file.refuse(t.get("imports-too-many"));
    }
    let (Some(table), None) = (table, &fields.file.error) else {
        let page = pages::sending(ctx.tx, &ctx.visit, fields)?;
        return Answer::page_with(StatusCode::UNPROCESSABLE_ENTITY, &page).map(Outcome::Invalid);
    };
    let (author, session) = (ctx.visit.author(), viewer.session()?.id);
    let id = store::insert(ctx.tx, &ctx.visit.state.seal, &author, session, table, sent)?;
    let entry = Entry::new(&author, "file.sent", Subject::Installation, None)
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
