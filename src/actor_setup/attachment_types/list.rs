//! GET /setup/actors/attachment-types.
use super::{LIST, store};
use crate::actor_setup::why_not;
use crate::error::Result;
use crate::web::answer::Answer;
use crate::web::i18n::Texts;
use crate::web::menu;
use crate::web::shell::Shell;
use crate::web::visit::View;
use askama::Template;

struct Line {
    id: i64,
    name: String,
    display_name: String,
    url: String,
    delete_url: String,
}

#[derive(Template)]
#[template(path = "actor_setup/attachment_types.html")]
struct TypesPage {
    shell: Shell,
    t: Texts,
    rows: Vec<Line>,
    read_only: Option<String>,
}

/// GET /setup/actors/attachment-types.
pub fn page(view: &mut View, (): ()) -> Result<Answer> {
    let View { db, visit } = view;
    menu::ATTACHMENT_TYPES.enter(&visit.access)?;
    let line = |kind: super::AttachmentType| Line {
        id: kind.id,
        url: format!("{LIST}/{}", kind.id),
        delete_url: format!("{LIST}/{}/delete", kind.id),
        name: kind.name,
        display_name: kind.display_name,
    };
    Answer::page(&TypesPage {
        shell: visit.shell()?,
        t: visit.t,
        rows: store::all(db)?.into_iter().map(line).collect(),
        read_only: why_not(visit),
    })
}
