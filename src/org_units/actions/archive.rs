//! **Archive** and **Unarchive**: GET and POST /org-units/{id}/archive and …/unarchive (SPEC O-1).
use super::store;
use crate::access::Access;
use crate::db::Read;
use crate::error::Result;
use crate::org_units::verbs::{self, Occupied};
use crate::org_units::{ArchiveUnit, OrgUnit, PATH, UnarchiveUnit, opened};
use crate::users::actions::move_url;
use crate::web::answer::{Answer, Outcome};
use crate::web::back::Back;
use crate::web::i18n::Texts;
use crate::web::request::{Id, Query};
use crate::web::several::MOST;
use crate::web::shell::Shell;
use crate::web::visit::{Ctx, View, Visit};
use actix_web::http::StatusCode;
use askama::Template;

/// The way back; without one, to the unit.
fn target(back: &Back, unit: i64) -> String {
    back.target(&format!("{PATH}/{unit}")).to_owned()
}

#[derive(Template)]
#[template(path = "org_units/archive.html")]
struct ArchivePage {
    shell: Shell,
    t: Texts,
    name: String,
    action: String,
    from: String,
    /// Empty where there is nothing to press.
    label: String,
    occupied: Occupied,
    /// Where the users are moved from; empty where there are none.
    move_users: String,
}

/// GET /org-units/{id}/archive.
pub fn page(view: &mut View, (Id(id), Query(back)): (Id, Query<Back>)) -> Result<Answer> {
    let View { db, visit } = view;
    let unit = opened(&visit.access, db, id)?;
    visit.access.allows::<ArchiveUnit>(&unit)?;
    let occupied = verbs::occupied(&visit.access, db, id)?;
    if occupied.is_free() {
        verbs::may_archive(&visit.access, db, id)?;
    }
    Answer::page(&asked(visit, db, &unit, &back, occupied)?)
}

/// POST /org-units/{id}/archive.
pub fn apply(ctx: &mut Ctx<'_, '_>, (Id(id), Query(back)): (Id, Query<Back>)) -> Result<Outcome> {
    let can = ctx.visit.access.can::<ArchiveUnit>(ctx.tx, id)?;
    let done = verbs::archive(ctx.tx, &ctx.visit.author(), &ctx.visit.access, &can)?;
    if let Err(occupied) = done {
        let page = asked(&ctx.visit, ctx.tx, can.row(), &back, occupied)?;
        return Answer::page_with(StatusCode::UNPROCESSABLE_ENTITY, &page).map(Outcome::Invalid);
    }
    let said = ctx.visit.t.one("org-unit-archived-now", "name", &can.row().name);
    Ok(Outcome::Commit(Answer::see_other(&target(&back, id)).saying(said)))
}

fn asked(visit: &Visit, db: &mut impl Read, unit: &OrgUnit, back: &Back, occupied: Occupied) -> Result<ArchivePage> {
    let label = match occupied.is_free() {
        true => visit.t.get("org-unit-act-archive"),
        false => String::new(),
    };
    Ok(ArchivePage {
        shell: visit.shell()?,
        t: visit.t,
        name: unit.name.clone(),
        action: visit.request.address_bar(),
        from: target(back, unit.id),
        label,
        move_users: move_users(visit, db, unit.id, occupied)?,
        occupied,
    })
}

/// The page that moves the unit's users and comes back here. Of more than it takes at once, the list of them.
fn move_users(visit: &Visit, db: &mut impl Read, unit: i64, occupied: Occupied) -> Result<String> {
    let access: &Access = &visit.access;
    if occupied.users == 0 || !access.sees(unit) {
        return Ok(String::new());
    }
    let users = store::users(db, unit, MOST + 1)?;
    Ok(match users.len() {
        0..=MOST => move_url(users, &visit.request.address_bar()),
        _ => format!("/users?unit={unit}&deactivated=1"),
    })
}

#[derive(Template)]
#[template(path = "org_units/unarchive.html")]
struct UnarchivePage {
    shell: Shell,
    t: Texts,
    name: String,
    action: String,
    from: String,
}

/// GET /org-units/{id}/unarchive.
pub fn unarchive_page(view: &mut View, (Id(id), Query(back)): (Id, Query<Back>)) -> Result<Answer> {
    let View { db, visit } = view;
    let unit = opened(&visit.access, db, id)?;
    visit.access.allows::<UnarchiveUnit>(&unit)?;
    verbs::may_unarchive(&visit.access, db, id)?;
    Answer::page(&UnarchivePage {
        shell: visit.shell()?,
        t: visit.t,
        name: unit.name,
        action: visit.request.address_bar(),
        from: target(&back, id),
    })
}

/// POST /org-units/{id}/unarchive.
pub fn unarchive(ctx: &mut Ctx<'_, '_>, (Id(id), Query(back)): (Id, Query<Back>)) -> Result<Outcome> {
    let can = ctx.visit.access.can::<UnarchiveUnit>(ctx.tx, id)?;
    verbs::unarchive(ctx.tx, &ctx.visit.author(), &ctx.visit.access, &can)?;
    let said = ctx.visit.t.one("org-unit-unarchived-now", "name", &can.row().name);
    Ok(Outcome::Commit(Answer::see_other(&target(&back, id)).saying(said)))
}
