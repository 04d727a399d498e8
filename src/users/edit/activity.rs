//! The tab **Activity**: GET /users/{id}/activity (SPEC 3.3).
use super::head::{Head, Shown};
use super::{Back, opened};
use crate::activity_log::of_one::{self, PageQuery, Whose};
use crate::activity_log::{About, Rows};
use crate::error::Result;
use crate::web::answer::Answer;
use crate::web::i18n::Texts;
use crate::web::menu;
use crate::web::request::{Id, Query};
use crate::web::shell::Shell;
use crate::web::visit::View;
use askama::Template;

#[derive(Template)]
#[template(path = "users/activity.html")]
struct ActivityPage {
    shell: Shell,
    t: Texts,
    head: Head,
    rows: Rows,
    log_url: String,
}

/// GET /users/{id}/activity, newest first.
pub fn page(view: &mut View, (Id(id), Query(back), Query(page)): (Id, Query<Back>, PageQuery)) -> Result<Answer> {
    let (user, record) = opened(&view.visit.access, &mut view.db, id)?;
    menu::ACTIVITY.enter(&view.visit.access)?;
    let here = back.keep(&format!("/users/{id}/activity"));
    let rows = of_one::rows(&mut view.db, &view.visit, Whose::User(id), &page, &here)?;
    let visit = &view.visit;
    Answer::page(&ActivityPage {
        shell: visit.shell()?,
        t: visit.t,
        head: Head::of(visit, &user, &record, &back, Shown::Activity),
        rows,
        log_url: of_one::url(About::User(id)),
    })
}
