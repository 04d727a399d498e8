//! The tab **Permissions** of a group: GET and POST /groups/{id}/permissions, and its preview (SPEC G-3, 3.3).
use super::head::{Head, Shown};
use super::{Back, opened};
use crate::db::Read;
use crate::entities::sheet::{self, Asked, Saved, Screen, Sheet, Typed};
use crate::entities::{Kind, Tab};
use crate::error::Result;
use crate::web::answer::{Answer, Outcome};
use crate::web::i18n::Texts;
use crate::web::request::{Id, Query};
use crate::web::shell::Shell;
use crate::web::visit::{Ctx, View, Visit};
use askama::Template;

#[derive(Template)]
#[template(path = "groups/permissions.html")]
struct PermissionsPage {
    shell: Shell,
    t: Texts,
    head: Head,
    sheet: Sheet,
}

fn around(visit: &Visit, db: &mut impl Read, screen: &Screen, sheet: Sheet) -> Result<PermissionsPage> {
    let group = opened(&visit.access, db, screen.holder.id)?;
    let back = Back {
        from: screen.from().to_owned(),
    };
    Ok(PermissionsPage {
        shell: visit.shell()?,
        t: visit.t,
        head: Head::of(visit, &group, &back, Shown::Permissions),
        sheet,
    })
}

/// GET /groups/{id}/permissions.
pub fn page(view: &mut View, (Id(id), Query(asked)): (Id, Query<Asked>)) -> Result<Answer> {
    let View { db, visit } = view;
    opened(&visit.access, db, id)?;
    let tab = Tab::permissions(Kind::Group, id);
    let holder = tab.open(&visit.access, db)?;
    let screen = Screen::of(&visit.access, db, holder, asked, tab.path)?;
    let sheet = sheet::page(visit, &screen);
    Answer::page(&around(visit, db, &screen, sheet)?)
}

/// POST /groups/{id}/permissions: everything or nothing.
pub fn save(ctx: &mut Ctx<'_, '_>, (Id(id), Query(asked), typed): (Id, Query<Asked>, Typed)) -> Result<Outcome> {
    match sheet::save(ctx, Tab::permissions(Kind::Group, id), asked, &typed)? {
        Saved::Done { said, page, .. } => Ok(Outcome::Commit(Answer::see_other(&page).saying(said))),
        Saved::Again(status, sheet, screen) => {
            let page = around(&ctx.visit, ctx.tx, &screen, *sheet)?;
            Answer::page_with(status, &page).map(Outcome::Invalid)
        }
    }
}

/// POST /groups/{id}/permissions/preview: the page, or of it what one changed row concerns. Writes nothing.
pub fn preview(ctx: &mut Ctx<'_, '_>, (Id(id), Query(asked), typed): (Id, Query<Asked>, Typed)) -> Result<Outcome> {
    let row = asked.row;
    let (screen, sheet) = sheet::preview(ctx, Tab::permissions(Kind::Group, id), asked, &typed)?;
    let answer = match row {
        Some(row) => sheet.changed(&ctx.visit.t, row)?,
        None => Answer::page(&around(&ctx.visit, ctx.tx, &screen, sheet)?)?,
    };
    Ok(Outcome::Invalid(answer))
}
