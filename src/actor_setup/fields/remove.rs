//! Removing a field or a metadata record with its values: GET and POST /setup/actors/fields/{id}/remove.
use super::{ActorField, COUNTED, store, verbs};
use crate::access::{Access, Refusal, Target, rules};
use crate::actor_setup::ManageActorSetup;
use crate::actor_setup::roles::LIST;
use crate::db::Read;
use crate::error::{Error, Result};
use crate::web::answer::{Answer, Outcome};
use crate::web::i18n::Texts;
use crate::web::menu;
use crate::web::request::{Form, Id, Nothing};
use crate::web::shell::Shell;
use crate::web::visit::{Ctx, View, Visit};
use askama::Template;

#[derive(Template)]
#[template(path = "actor_setup/remove.html")]
struct RemovePage {
    shell: Shell,
    t: Texts,
    title: String,
    action: String,
    cancel: String,
    /// Says what is deleted with it.
    text: String,
}

/// Returns the list the field is on: that of its role, or the metadata records.
fn list(field: &ActorField) -> String {
    match field.role.filter(|_| !field.is_metadata()) {
        Some(role) => format!("{LIST}/{role}/fields"),
        None => menu::ACTORS_METADATA.url.to_owned(),
    }
}

/// Checks that the reader may open the screen of this kind of field.
fn screen(access: &Access, field: &ActorField) -> Result<(), Refusal> {
    match field.is_metadata() {
        true => menu::ACTORS_METADATA.enter(access),
        false => menu::ACTOR_ROLES.enter(access),
    }
}

fn asking(visit: &Visit, db: &mut impl Read, field: &ActorField) -> Result<RemovePage> {
    let t = visit.t;
    let values = store::values(db, field.id, COUNTED + 1)?;
    Ok(RemovePage {
        shell: visit.shell()?,
        t,
        title: t.one("actor-field-remove-title", "field", field.label.as_str()),
        action: format!("/setup/actors/fields/{}/remove", field.id),
        cancel: list(field),
        text: match values {
            0 => t.get("actor-field-remove-empty"),
            values if values > COUNTED => t.one("actor-field-remove-many", "count", COUNTED),
            values => t.one("actor-field-remove-values", "count", values),
        },
    })
}

/// GET /setup/actors/fields/{id}/remove.
pub fn page(view: &mut View, Id(id): Id) -> Result<Answer> {
    let View { db, visit } = view;
    any_screen(&visit.access)?;
    let field = store::one(db, id)?.ok_or(Error::NotFound)?;
    screen(&visit.access, &field)?;
    rules::manage_actor_setup(&visit.access, &Target::installation())?;
    Answer::page(&asking(visit, db, &field)?)
}

/// POST /setup/actors/fields/{id}/remove.
pub fn apply(ctx: &mut Ctx<'_, '_>, (Id(id), Form(Nothing {})): (Id, Form<Nothing>)) -> Result<Outcome> {
    any_screen(&ctx.visit.access)?;
    let can = ctx.visit.access.can_here::<ManageActorSetup>(ctx.tx)?;
    let field = store::lock(ctx.tx, id)?.ok_or(Error::NotFound)?;
    verbs::remove(ctx.tx, &ctx.visit.author(), &can, &field)?;
    let said = ctx.visit.t.one("actor-field-removed", "field", field.label.as_str());
    Ok(Outcome::Commit(Answer::see_other(&list(&field)).saying(said)))
}

/// Checks that the reader may open one of the two screens. Any other reader is not told whether the field exists.
fn any_screen(access: &Access) -> Result<(), Refusal> {
    menu::ACTORS_METADATA
        .enter(access)
        .or_else(|_| menu::ACTOR_ROLES.enter(access))
}
