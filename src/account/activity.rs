//! One's own activity: GET /account/activity (SPEC P-20).
use super::Head;
use crate::activity_log::Rows;
use crate::activity_log::of_one::{self, PageQuery, Whose};
use crate::error::Result;
use crate::web::answer::Answer;
use crate::web::i18n::Texts;
use crate::web::request::Query;
use crate::web::shell::Shell;
use crate::web::visit::View;
use askama::Template;

const PATH: &str = "/account/activity";

#[derive(Template)]
#[template(path = "account/activity.html")]
struct ActivityPage {
    shell: Shell,
    t: Texts,
    head: Head,
    rows: Rows,
}

/// GET /account/activity, newest first.
pub fn page(view: &mut View, Query(page): PageQuery) -> Result<Answer> {
    let viewer = view.visit.access.principal()?.clone();
    let rows = of_one::rows(&mut view.db, &view.visit, Whose::User(viewer.user), &page, PATH)?;
    Answer::page(&ActivityPage {
        shell: view.visit.shell()?,
        t: view.visit.t,
        head: Head::of(&view.visit, &viewer),
        rows,
    })
}
