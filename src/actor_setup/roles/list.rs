//! Actors → **Actor roles**: GET /setup/actors/roles.
use super::{LIST, Role, store};
use crate::actor_setup::why_not;
use crate::error::Result;
use crate::web::answer::Answer;
use crate::web::i18n::Texts;
use crate::web::menu;
use crate::web::shell::Shell;
use crate::web::visit::{View, Visit};
use askama::Template;

struct Line {
    id: i64,
    name: String,
    display_name: String,
    short_name: String,
    url: String,
    enabled: bool,
    directory: bool,
    delivered: bool,
    delete_url: String,
    delete_why: Option<String>,
}

#[derive(Template)]
#[template(path = "actor_setup/roles.html")]
struct RolesPage {
    shell: Shell,
    t: Texts,
    read_only: Option<String>,
    rows: Vec<Line>,
}

fn line(visit: &Visit, role: Role, read_only: &Option<String>) -> Line {
    let delivered = role.is_delivered().then(|| visit.t.get("actor-role-delivered-stays"));
    Line {
        id: role.id,
        display_name: role.shown(&visit.t),
        delivered: role.is_delivered(),
        url: format!("{LIST}/{}", role.id),
        delete_url: format!("{LIST}/{}/delete", role.id),
        delete_why: read_only.clone().or(delivered),
        name: role.name,
        short_name: role.short_name,
        enabled: role.enabled,
        directory: role.directory,
    }
}

/// GET /setup/actors/roles.
pub fn page(view: &mut View, (): ()) -> Result<Answer> {
    let View { db, visit } = view;
    menu::ACTOR_ROLES.enter(&visit.access)?;
    let read_only = why_not(visit);
    let rows = store::all(db)?;
    Answer::page(&RolesPage {
        shell: visit.shell()?,
        t: visit.t,
        rows: rows.into_iter().map(|role| line(visit, role, &read_only)).collect(),
        read_only,
    })
}
