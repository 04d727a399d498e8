//! The tab **Permissions**: GET and POST /users/{id}/permissions, and the preview of what Save would do (SPEC 3.3).
use super::head::{Head, Shown};
use super::{Back, opened};
use crate::db::Read;
use crate::entities::sheet::{self, Asked, Preview, Row, Saved, Screen, Sheet, Typed};
use crate::entities::{Kind, Tab};
use crate::error::{Error, Result};
use crate::web::answer::{Answer, Outcome};
use crate::web::i18n::Texts;
use crate::web::request::{Id, Query};
use crate::web::shell::Shell;
use crate::web::visit::{Ctx, View, Visit};
use actix_web::http::StatusCode;
use askama::Template;

#[derive(Template)]
#[template(path = "users/permissions.html")]
struct PermissionsPage {
    shell: Shell,
    t: Texts,
    head: Head,
    sheet: Sheet,
}

/// One row and what the whole form would do, for the page that is being filled in.
#[derive(Template)]
#[template(path = "entities/changed.html")]
struct Changed<'a> {
    t: Texts,
    row: &'a Row,
    preview: Option<&'a Preview>,
}

fn around(visit: &Visit, db: &mut impl Read, screen: &Screen, sheet: Sheet) -> Result<PermissionsPage> {
    let (user, record) = opened(&visit.access, db, screen.holder.id)?;
    let back = Back {
        from: screen.from().to_owned(),
    };
    Ok(PermissionsPage {
        shell: visit.shell()?,
        t: visit.t,
        head: Head::of(visit, &user, &record, &back, Shown::Permissions),
        sheet,
    })
}

/// GET /users/{id}/permissions.
pub fn page(view: &mut View, (Id(id), Query(asked)): (Id, Query<Asked>)) -> Result<Answer> {
    let access = &view.visit.access;
    opened(access, &mut view.db, id)?;
    let tab = Tab::permissions(Kind::User, id);
    let holder = tab.open(access, &mut view.db)?;
    let screen = Screen::of(access, &mut view.db, holder, asked, tab.path)?;
    let sheet = sheet::page(&view.visit, &screen);
    Answer::page(&around(&view.visit, &mut view.db, &screen, sheet)?)
}

/// POST /users/{id}/permissions: everything or nothing.
pub fn save(ctx: &mut Ctx<'_, '_>, (Id(id), Query(asked), typed): (Id, Query<Asked>, Typed)) -> Result<Outcome> {
    match sheet::save(ctx, Tab::permissions(Kind::User, id), asked, &typed)? {
        Saved::Done { said, page, .. } => Ok(Outcome::Commit(Answer::see_other(&page).saying(said))),
        Saved::Again(status, sheet, screen) => {
            let page = around(&ctx.visit, ctx.tx, &screen, *sheet)?;
            Answer::page_with(status, &page).map(Outcome::Invalid)
        }
    }
}

/// POST /users/{id}/permissions/preview: the page, or of it what one changed row concerns. Writes nothing.
pub fn preview(ctx: &mut Ctx<'_, '_>, (Id(id), Query(asked), typed): (Id, Query<Asked>, Typed)) -> Result<Outcome> {
    let row = asked.row;
    let (screen, sheet) = sheet::preview(ctx, Tab::permissions(Kind::User, id), asked, &typed)?;
    let answer = match row {
        Some(row) => {
            let changed = Changed {
                t: ctx.visit.t,
                row: sheet.row(row).ok_or(Error::NotFound)?,
                preview: sheet.preview.as_ref(),
            };
            Answer {
                flash_shown: false,
                ..Answer::page(&changed)?
            }
        }
        None => Answer::page_with(StatusCode::OK, &around(&ctx.visit, ctx.tx, &screen, sheet)?)?,
    };
    Ok(Outcome::Invalid(answer))
}
