//! GET /setup/actors/metadata.
use super::{LIST, choices};
use crate::actor_setup::{fields, why_not};
use crate::error::Result;
use crate::web::answer::Answer;
use crate::web::i18n::Texts;
use crate::web::menu;
use crate::web::shell::Shell;
use crate::web::visit::View;
use askama::Template;

struct Line {
    id: i64,
    key: String,
    label: String,
    kind: String,
    role: String,
    required: bool,
    url: String,
    remove_url: String,
}

#[derive(Template)]
#[template(path = "actor_setup/metadata.html")]
struct MetadataPage {
    shell: Shell,
    t: Texts,
    rows: Vec<Line>,
    read_only: Option<String>,
}

/// GET /setup/actors/metadata.
pub fn page(view: &mut View, (): ()) -> Result<Answer> {
    let View { db, visit } = view;
    menu::ACTORS_METADATA.enter(&visit.access)?;
    let (t, choices) = (visit.t, choices(visit));
    let applies = |role: Option<i64>| {
        let value = role.map(|role| role.to_string()).unwrap_or_default();
        let found = choices.iter().find(|choice| choice.value == value);
        found.map_or(String::new(), |choice| choice.label.clone())
    };
    let records = fields::all(db)?.into_iter().filter_map(|field| {
        let key = field.key?;
        Some(Line {
            id: field.id,
            key,
            label: field.label,
            kind: t.get(field.kind.label_id()),
            role: applies(field.role),
            required: field.required,
            url: format!("{LIST}/{}", field.id),
            remove_url: format!("/setup/actors/fields/{}/remove", field.id),
        })
    });
    Answer::page(&MetadataPage {
        shell: visit.shell()?,
        t,
        rows: records.collect(),
        read_only: why_not(visit),
    })
}
