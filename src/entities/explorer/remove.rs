//! The minus button: takes away everything that is set on an account in a unit, after a page that lists it. GET and
//! POST /entities/{id}/remove.
use super::{Wanted, asked_unit, tab, url};
use crate::access::permission::Permission;
use crate::entities::cells::{self, Cell};
use crate::entities::{ChangeCells, SetPermissions};
use crate::error::{Error, Result};
use crate::web::answer::{Answer, Outcome};
use crate::web::i18n::Texts;
use crate::web::menu;
use crate::web::refusal;
use crate::web::request::{Form, Id, Nothing, Query};
use crate::web::shell::Shell;
use crate::web::visit::{Ctx, View, Visit};
use askama::Template;
use std::collections::HashMap;

#[derive(Template)]
#[template(path = "entities/remove.html")]
struct RemovePage {
    shell: Shell,
    t: Texts,
    name: String,
    unit: String,
    action: String,
    from: String,
    /// Label of the button; empty if there is nothing to take away.
    label: String,
    cells: Vec<(String, bool)>,
}

/// Returns the labels of the rights that are set, and whether each is an Allow, in the catalogue's order.
fn named(visit: &Visit, stored: &HashMap<Permission, Cell>) -> Vec<(String, bool)> {
    let snapshot = visit.access.snapshot();
    let entries = snapshot.catalogue().entries().iter();
    let cells = entries.filter_map(|entry| Some((entry.permission, stored.get(&entry.permission)?.allow)));
    cells
        .map(|(right, allow)| (refusal::label(&visit.t, snapshot, right), allow))
        .collect()
}

/// GET /entities/{id}/remove.
pub fn page(view: &mut View, (Id(id), Query(wanted)): (Id, Query<Wanted>)) -> Result<Answer> {
    let (visit, access) = (&view.visit, &view.visit.access);
    let holder = tab(id).open(access, &mut view.db)?;
    let unit = asked_unit(access, wanted.unit)?;
    access.allows::<ChangeCells>(&holder)?;
    let place = crate::entities::store::place(&mut view.db, unit)?.ok_or(Error::NotFound)?;
    access.allows::<SetPermissions>(&place)?;
    let stored = cells::stored(access.snapshot(), id, unit);
    let label = if stored.is_empty() {
        String::new()
    } else {
        visit.t.get("entities-remove")
    };
    Answer::page(&RemovePage {
        label,
        shell: visit.shell()?,
        t: visit.t,
        name: holder.shown(&visit.t),
        unit: place.name,
        action: format!("/entities/{id}/remove?unit={unit}"),
        from: url(Some(id), unit),
        cells: named(visit, &stored),
    })
}

/// POST /entities/{id}/remove: empties all cells of the account there together. P-6 can refuse to remove a Deny.
pub fn apply(
    ctx: &mut Ctx<'_, '_>,
    (Id(id), Query(wanted), Form(Nothing {})): (Id, Query<Wanted>, Form<Nothing>),
) -> Result<Outcome> {
    let access = &ctx.visit.access;
    let whose = access.can::<ChangeCells>(ctx.tx, id)?;
    menu::ENTITIES.enter(access)?;
    let unit = asked_unit(access, wanted.unit)?;
    let place = access.can::<SetPermissions>(ctx.tx, unit)?;
    let stored = cells::stored(access.snapshot(), id, unit);
    let emptied: Vec<(Permission, Option<Cell>)> = stored.keys().map(|right| (*right, None)).collect();
    let author = ctx.visit.author();
    let gone = cells::set(ctx.tx, &author, access, (&whose, &place), &emptied)?;
    let said = ctx.visit.t.two(
        "entities-removed",
        "name",
        whose.row().shown(&ctx.visit.t),
        "count",
        gone.len(),
    );
    Ok(Outcome::Commit(Answer::see_other(&url(None, unit)).saying(said)))
}
