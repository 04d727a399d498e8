//! The tab **Activity**: GET /actors/{id}/activity: what was done to an actor and to those that were merged into it.
use super::head::{Head, tabs};
use super::{Back, opened, standing};
use crate::activity_log::of_one::{self, PageQuery, Whose};
use crate::activity_log::{About, Rows};
use crate::actors::PATH;
use crate::error::Result;
use crate::web::answer::Answer;
use crate::web::i18n::Texts;
use crate::web::menu;
use crate::web::parts::Tab;
use crate::web::request::{Id, Query};
use crate::web::shell::Shell;
use crate::web::visit::View;
use askama::Template;

#[derive(Template)]
#[template(path = "actors/activity.html")]
struct ActivityPage {
    shell: Shell,
    t: Texts,
    head: Head,
    tabs: Vec<Tab>,
    rows: Rows,
    log_url: String,
}

/// GET /actors/{id}/activity, newest first. The address of an actor that was merged away leads to its survivor.
pub fn page(view: &mut View, (Id(id), Query(back), Query(page)): (Id, Query<Back>, PageQuery)) -> Result<Answer> {
    let View { db, visit } = view;
    let actor = opened(&visit.access, db, id)?;
    if actor.merged_into.is_some() {
        let survivor = standing(&visit.access, db, actor)?.id;
        return Ok(Answer::see_other(&back.keep(&format!("{PATH}/{survivor}/activity"))));
    }
    menu::ACTIVITY.enter(&visit.access)?;
    let here = back.keep(&format!("{PATH}/{id}/activity"));
    Answer::page(&ActivityPage {
        shell: visit.shell()?,
        t: visit.t,
        head: Head::of(visit, &actor, &back),
        tabs: tabs(visit, &actor, &back, "activity"),
        rows: of_one::rows(db, visit, Whose::Actor(id), &page, &here)?,
        log_url: of_one::url(About::Actor(id)),
    })
}
