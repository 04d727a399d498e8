//! GET /setup/origins and /setup/locations.
use super::{Kind, Line, store};
use crate::error::Result;
use crate::setup::why_read_only;
use crate::web::answer::Answer;
use crate::web::i18n::Texts;
use crate::web::menu;
use crate::web::shell::Shell;
use crate::web::visit::View;
use askama::Template;

struct Shown {
    id: i64,
    name: String,
    /// For an origin the number of its locations, for a location its origin.
    beside: String,
    url: String,
    delete_url: String,
}

#[derive(Template)]
#[template(path = "origins/index.html")]
struct ListPage {
    shell: Shell,
    t: Texts,
    title: String,
    text: String,
    none: String,
    beside: String,
    create: String,
    create_url: String,
    rows: Vec<Shown>,
    read_only: Option<String>,
}

/// GET /setup/origins, /setup/locations.
pub fn page(view: &mut View, (): ()) -> Result<Answer> {
    let View { db, visit } = view;
    let kind = Kind::of(visit);
    menu::INSTALLATION.enter(&visit.access)?;
    let t = visit.t;
    let shown = |line: Line| Shown {
        id: line.id,
        url: format!("{}/{}", kind.list(), line.id),
        delete_url: format!("{}/{}/delete", kind.list(), line.id),
        name: line.name,
        beside: match line.origin {
            Some(origin) => origin.name,
            None => t.number(line.locations),
        },
    };
    Answer::page(&ListPage {
        shell: visit.shell()?,
        t,
        title: t.get(kind.screen().label),
        text: t.get(kind.either("origins-text", "locations-text")),
        none: t.get(kind.either("origins-none", "locations-none")),
        beside: t.get(kind.either("menu-locations", "user-origin")),
        create: t.get(kind.either("origins-create", "locations-create")),
        create_url: format!("{}/new", kind.list()),
        rows: store::all(db, kind)?.into_iter().map(shown).collect(),
        read_only: why_read_only(visit),
    })
}
