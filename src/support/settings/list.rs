//! The tab **Settings**: GET /support/users/{id}/settings.
use super::{Asked, Setting, list_url, manageable, store};
use crate::error::Result;
use crate::support::details::{Head, Shown};
use crate::support::filter::Filter;
use crate::support::pages::{Chosen, chosen};
use crate::support::pane::Pane;
use crate::support::with_from;
use crate::web::answer::Answer;
use crate::web::i18n::Texts;
use crate::web::request::{Id, Query};
use crate::web::shell::Shell;
use crate::web::visit::View;
use askama::Template;
use serde::Deserialize;

/// So many are shown; the others are found by their key.
const MOST: usize = 200;

struct Line {
    id: i64,
    key: String,
    value: String,
    edit_url: String,
    delete_url: String,
}

#[derive(Template)]
#[template(path = "support/settings.html")]
struct SettingsPage {
    shell: Shell,
    t: Texts,
    pane: Pane,
    head: Head,
    action: String,
    key: String,
    rows: Vec<Line>,
    more: Option<String>,
    add_url: String,
}

impl SettingsPage {
    /// Whoever sees the tab may change what is on it.
    const fn may(&self) -> Option<String> {
        None
    }
}

/// What is looked for among the keys.
#[derive(Debug, Default, Deserialize)]
pub struct Looked {
    #[serde(default)]
    key: String,
}

/// GET /support/users/{id}/settings.
pub fn page(view: &mut View, (Id(id), filter, Query(looked)): (Id, Filter, Query<Looked>)) -> Result<Answer> {
    let View { db, visit } = view;
    manageable(&visit.access, db, id)?;
    let key = looked.key.trim().to_owned();
    let kept = Some(("key", key.clone())).filter(|(_, key)| !key.is_empty());
    let Chosen { pane, head, here, .. } = match chosen(db, visit, id, filter, (Shown::Settings, kept))? {
        Ok(chosen) => chosen,
        Err(elsewhere) => return Ok(elsewhere),
    };
    let t = visit.t;
    let mut found = store::found(db, id, &key, MOST as i64 + 1)?;
    let more = (found.len() > MOST).then(|| t.one("support-settings-more", "count", MOST));
    found.truncate(MOST);
    let line = |setting: Setting| {
        let asked = Asked {
            setting: setting.id,
            from: here.clone(),
        };
        Line {
            id: setting.id,
            edit_url: asked.url(id, "edit"),
            delete_url: asked.url(id, "delete"),
            key: setting.key,
            value: setting.value,
        }
    };
    Answer::page(&SettingsPage {
        shell: visit.shell()?,
        t,
        rows: found.into_iter().map(line).collect(),
        add_url: with_from(&format!("{}/new", list_url(id)), &here),
        action: list_url(id),
        pane,
        head,
        key,
        more,
    })
}
