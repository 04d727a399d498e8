//! The tab **Settings**: GET /users/{id}/settings (SPEC 3.3, C-8). It uses the dialogs of the support screen.
use super::head::{Head, Shown};
use super::{Back, LIST, opened};
use crate::error::Result;
use crate::support::settings::list::{Looked, Settings};
use crate::users::ManageSettings;
use crate::web::answer::Answer;
use crate::web::i18n::Texts;
use crate::web::request::{Id, Query};
use crate::web::shell::Shell;
use crate::web::visit::View;
use askama::Template;
use url::form_urlencoded::byte_serialize;

#[derive(Template)]
#[template(path = "users/settings.html")]
struct SettingsPage {
    shell: Shell,
    t: Texts,
    head: Head,
    settings: Settings,
}

/// GET /users/{id}/settings.
pub fn page(view: &mut View, (Id(id), Query(back), Query(looked)): (Id, Query<Back>, Query<Looked>)) -> Result<Answer> {
    let View { db, visit } = view;
    let (user, record) = opened(&visit.access, db, id)?;
    visit.access.allows::<ManageSettings>(&user)?;
    let path = format!("/users/{id}/settings");
    let here = match looked.key() {
        "" => back.keep(&path),
        key => {
            let key: String = byte_serialize(key.as_bytes()).collect();
            back.keep(&format!("{path}?key={key}"))
        }
    };
    let kept = Some(("from", back.target(LIST).to_owned())).filter(|(_, from)| from != LIST);
    let search = (path, kept.into_iter().collect());
    Answer::page(&SettingsPage {
        shell: visit.shell()?,
        t: visit.t,
        head: Head::of(visit, &user, &record, &back, Shown::Settings),
        settings: Settings::of(db, &visit.t, id, &looked, &here, search)?,
    })
}
