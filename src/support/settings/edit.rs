//! The prompts for adding and for editing a setting: GET and POST /support/users/{id}/settings/new and
//! /support/users/{id}/settings/edit.
use super::{Asked, MAX_KEY, Setting, json, list_url, manageable, store, verbs};
use crate::error::{Error, Result};
use crate::names::line;
use crate::support::with_from;
use crate::users::ManageSettings;
use crate::web::answer::{Answer, Outcome};
use crate::web::field::{Field, Mistake, labelled, mistakes};
use crate::web::i18n::Texts;
use crate::web::menu;
use crate::web::request::{Form, Id, Query};
use crate::web::shell::Shell;
use crate::web::visit::{Ctx, View, Visit};
use actix_web::http::StatusCode;
use askama::Template;
use serde::Deserialize;

const LABELS: [(&str, &str); 2] = [("key", "support-setting-key"), ("value", "support-setting-value")];

#[derive(Template)]
#[template(path = "support/setting.html")]
struct SettingPage {
    shell: Shell,
    t: Texts,
    title: String,
    action: String,
    from: String,
    version: i32,
    key: Field,
    value: Field,
    mistakes: Vec<Mistake>,
    stale: bool,
}

/// What the form posts. If `format` is not empty, the button **Format Json** was pressed and nothing is saved.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Typed {
    #[serde(default)]
    version: i32,
    key: String,
    value: String,
    #[serde(default)]
    format: String,
}

fn shown(visit: &Visit, user: i64, asked: &Asked, stored: Option<&Setting>, fields: [Field; 2]) -> Result<SettingPage> {
    let t = visit.t;
    let [key, value] = fields;
    Ok(SettingPage {
        shell: visit.shell()?,
        t,
        title: match stored {
            None => t.get("support-setting-add"),
            Some(setting) => t.one("support-setting-edit", "key", &setting.key),
        },
        action: match stored {
            None => with_from(&format!("{}/new", list_url(user)), &asked.from),
            Some(_) => asked.url(user, "edit"),
        },
        from: asked.back(user),
        version: stored.map_or(0, |setting| setting.version),
        mistakes: labelled(&t, mistakes([&key, &value]), &LABELS),
        key,
        value,
        stale: false,
    })
}

/// GET /support/users/{id}/settings/new.
pub fn new(view: &mut View, (Id(id), Query(asked)): (Id, Query<Asked>)) -> Result<Answer> {
    manageable(&view.visit.access, &mut view.db, id)?;
    let fields = [Field::empty("key"), Field::empty("value")];
    Answer::page(&shown(&view.visit, id, &asked, None, fields)?)
}

/// GET /support/users/{id}/settings/edit.
pub fn page(view: &mut View, (Id(id), Query(asked)): (Id, Query<Asked>)) -> Result<Answer> {
    let View { db, visit } = view;
    manageable(&visit.access, db, id)?;
    let setting = store::one(db, id, asked.setting)?.ok_or(Error::NotFound)?;
    let fields = [Field::new("key", &setting.key), Field::new("value", &setting.value)];
    Answer::page(&shown(visit, id, &asked, Some(&setting), fields)?)
}

/// Checks the fields and, if asked for, formats the value. Returns key and value if they are right and are to be saved.
fn checked(t: &Texts, typed: &Typed) -> ([Field; 2], Option<(String, String)>) {
    let mut key = Field::new("key", &typed.key);
    let mut value = Field::new("value", json::typed(&typed.value));
    let named = line(&key.value, MAX_KEY)
        .map_err(|error| key.refuse(error.message().say(t)))
        .ok();
    let right = json::check(&value.value)
        .map_err(|wrong| value.refuse(wrong.say(t)))
        .is_ok();
    if !typed.format.is_empty() {
        if right {
            value.value = json::format(&value.value);
        }
        // Formatting does not need a key.
        key.error = None;
        return ([key, value], None);
    }
    let both = named.filter(|_| right).map(|key| (key, value.value.clone()));
    ([key, value], both)
}

fn invalid(page: &SettingPage) -> Result<Outcome> {
    Answer::page_with(StatusCode::UNPROCESSABLE_ENTITY, page).map(Outcome::Invalid)
}

impl SettingPage {
    /// Returns the page without saving: as 200 after **Format Json** without a mistake, otherwise as 422.
    fn unsaved(&self, formats: bool) -> Result<Outcome> {
        match formats && self.mistakes.is_empty() {
            true => Answer::page(self).map(Outcome::Invalid),
            false => invalid(self),
        }
    }

    fn taken(mut self) -> Result<Outcome> {
        self.key.refuse(self.t.get("support-setting-taken"));
        self.mistakes = labelled(&self.t, mistakes([&self.key]), &LABELS);
        invalid(&self)
    }
}

/// POST /support/users/{id}/settings/new.
pub fn create(
    ctx: &mut Ctx<'_, '_>,
    (Id(id), Query(asked), Form(typed)): (Id, Query<Asked>, Form<Typed>),
) -> Result<Outcome> {
    menu::SUPPORT_USERS.enter(&ctx.visit.access)?;
    let can = ctx.visit.access.can::<ManageSettings>(ctx.tx, id)?;
    let (fields, both) = checked(&ctx.visit.t, &typed);
    let page = shown(&ctx.visit, id, &asked, None, fields)?;
    let Some((key, value)) = both else {
        return page.unsaved(!typed.format.is_empty());
    };
    if verbs::add(ctx.tx, &ctx.visit.author(), &can, &key, &value)?.is_err() {
        return page.taken();
    }
    let said = ctx.visit.t.one("support-setting-added", "key", key);
    Ok(Outcome::Commit(Answer::see_other(&asked.back(id)).saying(said)))
}

/// POST /support/users/{id}/settings/edit.
pub fn save(
    ctx: &mut Ctx<'_, '_>,
    (Id(id), Query(asked), Form(typed)): (Id, Query<Asked>, Form<Typed>),
) -> Result<Outcome> {
    menu::SUPPORT_USERS.enter(&ctx.visit.access)?;
    let can = ctx.visit.access.can::<ManageSettings>(ctx.tx, id)?;
    let setting = store::one(ctx.tx, id, asked.setting)?.ok_or(Error::NotFound)?;
    let (fields, both) = checked(&ctx.visit.t, &typed);
    let mut page = shown(&ctx.visit, id, &asked, Some(&setting), fields)?;
    let Some((key, value)) = both else {
        // Nothing is saved yet, so the page keeps the version it came with. Saving later still finds changes by others.
        page.version = typed.version;
        return page.unsaved(!typed.format.is_empty());
    };
    if typed.version != setting.version {
        page.stale = true;
        return Answer::page_with(StatusCode::CONFLICT, &page).map(Outcome::Invalid);
    }
    if verbs::change(ctx.tx, &ctx.visit.author(), &can, &setting, &key, &value)?.is_err() {
        return page.taken();
    }
    let said = ctx.visit.t.one("support-setting-saved", "key", key);
    Ok(Outcome::Commit(Answer::see_other(&asked.back(id)).saying(said)))
}
