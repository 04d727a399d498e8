//! The tab **Settings**: GET /support/users/{id}/settings. The tab on the user's screen shows the same list.
use super::{Asked, Setting, list_url, manageable, store};
use crate::db::Read;
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
use url::form_urlencoded::Serializer;

/// The most settings shown. The others are found by their key.
const MOST: usize = 200;

pub struct Line {
    pub id: i64,
    pub key: String,
    pub value: String,
    pub edit_url: String,
    pub delete_url: String,
}

/// The settings of one user, with the search for them.
pub struct Settings {
    /// The address that the search posts to, and the parameters it keeps.
    pub action: String,
    pub fields: Vec<(&'static str, String)>,
    pub key: String,
    pub rows: Vec<Line>,
    pub more: Option<String>,
    pub add_url: String,
    /// All settings.
    pub clear_url: String,
}

impl Settings {
    /// Reads the settings of a user; the caller has checked that the reader may change them. `here` is the page that
    /// dialogs lead back to.
    ///
    /// # Errors
    /// Any database error.
    pub fn of(
        db: &mut impl Read,
        t: &Texts,
        user: i64,
        looked: &Looked,
        here: &str,
        (action, fields): (String, Vec<(&'static str, String)>),
    ) -> Result<Self> {
        let key = looked.key();
        let mut found = store::found(db, user, key, MOST as i64 + 1)?;
        let more = (found.len() > MOST).then(|| t.one("support-settings-more", "count", MOST));
        found.truncate(MOST);
        let line = |setting: Setting| {
            let asked = Asked {
                setting: setting.id,
                from: here.to_owned(),
            };
            Line {
                id: setting.id,
                edit_url: asked.url(user, "edit"),
                delete_url: asked.url(user, "delete"),
                key: setting.key,
                value: setting.value,
            }
        };
        Ok(Self {
            rows: found.into_iter().map(line).collect(),
            add_url: with_from(&format!("{}/new", list_url(user)), here),
            key: key.to_owned(),
            clear_url: cleared(&action, &fields),
            action,
            fields,
            more,
        })
    }

    /// Why the reader may not change settings: always `None`, because seeing the tab takes the right to change them.
    pub const fn may(&self) -> Option<String> {
        None
    }
}

fn cleared(action: &str, fields: &[(&'static str, String)]) -> String {
    let query = Serializer::new(String::new()).extend_pairs(fields).finish();
    match query.is_empty() {
        true => action.to_owned(),
        false => format!("{action}?{query}"),
    }
}

#[derive(Template)]
#[template(path = "support/settings.html")]
struct SettingsPage {
    shell: Shell,
    t: Texts,
    pane: Pane,
    head: Head,
    settings: Settings,
}

/// The query of the address: letters of a key to search for.
#[derive(Debug, Default, Deserialize)]
pub struct Looked {
    #[serde(default)]
    key: String,
}

impl Looked {
    pub fn key(&self) -> &str {
        self.key.trim()
    }
}

/// GET /support/users/{id}/settings.
pub fn page(view: &mut View, (Id(id), filter, Query(looked)): (Id, Filter, Query<Looked>)) -> Result<Answer> {
    let View { db, visit } = view;
    manageable(&visit.access, db, id)?;
    let kept = Some(("key", looked.key().to_owned())).filter(|(_, key)| !key.is_empty());
    let Chosen { pane, head, here, .. } = match chosen(db, visit, id, filter, (Shown::Settings, kept))? {
        Ok(chosen) => chosen,
        Err(elsewhere) => return Ok(elsewhere),
    };
    let search = (list_url(id), pane.filter.fields());
    Answer::page(&SettingsPage {
        shell: visit.shell()?,
        t: visit.t,
        settings: Settings::of(db, &visit.t, id, &looked, &here, search)?,
        pane,
        head,
    })
}
