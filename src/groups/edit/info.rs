//! The tab **Group info**: GET /groups/{id}/info (SPEC G-3).
use super::head::{Head, Shown};
use super::{Back, opened};
use crate::error::Result;
use crate::groups::verbs;
use crate::web::answer::Answer;
use crate::web::i18n::Texts;
use crate::web::request::{Id, Query};
use crate::web::shell::Shell;
use crate::web::visit::View;
use askama::Template;

#[derive(Template)]
#[template(path = "groups/info.html")]
struct InfoPage {
    shell: Shell,
    t: Texts,
    head: Head,
    history: Vec<(String, String)>,
    holds: Vec<(String, String)>,
}

/// GET /groups/{id}/info.
pub fn page(view: &mut View, (Id(id), Query(back)): (Id, Query<Back>)) -> Result<Answer> {
    let View { db, visit } = view;
    let group = opened(&visit.access, db, id)?;
    let inside = verbs::facts(db, &visit.access, id)?;
    let t = &visit.t;
    let counted = |(count, more): (i64, bool)| match more {
        true => t.one("groups-more-than", "count", count),
        false => t.number(count),
    };
    Answer::page(&InfoPage {
        shell: visit.shell()?,
        t: *t,
        head: Head::of(visit, &group, &back, Shown::Info),
        history: vec![
            (
                t.get("user-info-updated-by"),
                group.updated_by.clone().unwrap_or_default(),
            ),
            (t.get("user-info-updated-on"), t.date_time(group.updated_at)),
            (t.get("group-info-id"), group.id.to_string()),
        ],
        holds: vec![
            (t.get("groups-column-members"), counted(inside.members)),
            (t.get("group-info-in-groups"), t.number(inside.in_groups)),
            (t.get("group-info-cells"), t.number(inside.cells)),
        ],
    })
}
