//! Applying a checked file, or giving it up: POST /imports/{id}. What gives rights, or leads into accounts, asks for a
//! recent proof first (SPEC N-5, SECURITY AU8); giving up never does.
use super::store::{self, Import};
use super::{State, opened, opens};
use crate::activity::{self, Entry, Event, Subject};
use crate::error::{Error, Result};
use crate::files::Table;
use crate::web::answer::{Answer, Outcome};
use crate::web::request::{Form, Id};
use crate::web::visit::Ctx;
use serde::Deserialize;

/// Which button was pressed.
#[derive(Deserialize, Debug, Clone, Copy, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
enum Act {
    Apply,
    Discard,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Typed {
    act: Act,
}

/// POST /imports/{id}.
pub fn decide(ctx: &mut Ctx<'_, '_>, (Id(id), Form(typed)): (Id, Form<Typed>)) -> Result<Outcome> {
    let import = held(ctx, id)?;
    if import.state.is_under_way() {
        let said = ctx.visit.t.get("imports-under-way");
        return Ok(Outcome::Commit(Answer::see_other(&page(&import)).saying(said)));
    }
    match typed.act {
        Act::Discard => discard(ctx, &import),
        Act::Apply => apply(ctx, &import),
    }
}

/// One's own file, held until the end of the transaction.
fn held(ctx: &mut Ctx<'_, '_>, id: i64) -> Result<Import> {
    opened(&ctx.visit.access)?;
    let user = ctx.visit.access.principal()?.user;
    store::lock(ctx.tx, id, user)?.ok_or(Error::NotFound)
}

fn page(import: &Import) -> String {
    format!("/imports/{}", import.id)
}

fn discard(ctx: &mut Ctx<'_, '_>, import: &Import) -> Result<Outcome> {
    store::discard(ctx.tx, import.id)?;
    let entry = Entry::new(&ctx.visit.author(), Event::FileDiscarded, Subject::Installation, None);
    activity::record(ctx.tx, entry.fact("file", import.table.name()))?;
    let said = ctx.visit.t.get("imports-discarded");
    let back = Answer::see_other(&super::url(import.table)).saying(said);
    Ok(Outcome::Commit(back))
}

/// Hands it to the worker; what it does stands in the log then.
fn apply(ctx: &mut Ctx<'_, '_>, import: &Import) -> Result<Outcome> {
    opens(&ctx.visit.access, import.table)?;
    if can_be_applied(import) {
        if is_sensitive(import) {
            ctx.visit.proven()?;
        }
        let session = ctx.visit.access.session()?.id;
        store::apply(ctx.tx, &ctx.visit.author(), import.id, session)?;
    }
    Ok(Outcome::Commit(Answer::see_other(&page(import))))
}

fn can_be_applied(import: &Import) -> bool {
    import.state == State::Checked && import.summary.as_ref().is_some_and(super::Summary::can_be_applied)
}

/// Memberships, cells, other people's credentials (SPEC N-5), and units, whose place and archiving decide what those
/// give; a group, where its form would ask: if it requires a second factor no longer.
fn is_sensitive(import: &Import) -> bool {
    match import.table {
        Table::OrgUnits | Table::Users | Table::Memberships | Table::Grants => true,
        Table::Groups => import.summary.as_ref().is_some_and(|summary| summary.loosens),
        Table::Actors => false,
    }
}
