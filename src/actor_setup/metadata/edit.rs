//! GET and POST /setup/actors/metadata/new and /setup/actors/metadata/{id}.
use super::{LIST, choices};
use crate::access::{Target, rules};
use crate::actor_setup::fields::{self, ActorField, Fields, Typed};
use crate::actor_setup::{ManageActorSetup, roles, why_not};
use crate::db::Read;
use crate::error::{Error, Result};
use crate::web::answer::{Answer, Outcome};
use crate::web::field::{Choice, Mistake};
use crate::web::i18n::Texts;
use crate::web::menu;
use crate::web::request::{Form, Id};
use crate::web::shell::Shell;
use crate::web::versions::{self, Compared};
use crate::web::visit::{Ctx, View, Visit};
use actix_web::http::StatusCode;
use askama::Template;

#[derive(Template)]
#[template(path = "actor_setup/record.html")]
struct RecordPage {
    shell: Shell,
    t: Texts,
    title: String,
    action: String,
    version: i32,
    fields: Fields,
    kinds: Vec<Choice>,
    roles: Vec<Choice>,
    filled: bool,
    mistakes: Vec<Mistake>,
    conflict: Option<Vec<Compared>>,
    read_only: Option<String>,
}

/// The stored record, and whether actors have values in it. `None` for a new record.
type Stored<'a> = Option<(&'a ActorField, bool)>;

fn shown(visit: &Visit, stored: Stored<'_>, fields: Fields) -> Result<RecordPage> {
    let t = visit.t;
    Ok(RecordPage {
        shell: visit.shell()?,
        t,
        title: stored.map_or_else(|| t.get("actor-metadata-create"), |(field, _)| field.label.clone()),
        action: stored.map_or_else(|| format!("{LIST}/new"), |(field, _)| format!("{LIST}/{}", field.id)),
        version: stored.map_or(0, |(field, _)| field.version),
        mistakes: fields.mistakes(&t),
        fields,
        kinds: Fields::kinds(&t),
        roles: choices(visit),
        filled: stored.is_some_and(|(_, filled)| filled),
        conflict: None,
        read_only: why_not(visit),
    })
}

fn invalid(page: RecordPage) -> Result<Outcome> {
    Answer::page_with(StatusCode::UNPROCESSABLE_ENTITY, &page).map(Outcome::Invalid)
}

/// Returns the chosen role. `None`: every actor.
fn role(visit: &Visit, fields: &Fields) -> Result<Option<i64>> {
    let typed = fields.role.value.as_str();
    if typed.is_empty() {
        return Ok(None);
    }
    let known = typed.parse().ok().and_then(|id| roles::all(&visit.access).get(id));
    known
        .map(|role| Some(role.id))
        .ok_or_else(|| Error::BadRequest("unknown role".into()))
}

/// Returns all metadata records, whose labels must differ.
fn others(db: &mut impl Read) -> Result<Vec<ActorField>> {
    let mut all = fields::all(db)?;
    all.retain(ActorField::is_metadata);
    Ok(all)
}

/// GET /setup/actors/metadata/new.
pub fn new(view: &mut View, (): ()) -> Result<Answer> {
    menu::ACTORS_METADATA.enter(&view.visit.access)?;
    rules::manage_actor_setup(&view.visit.access, &Target::installation())?;
    Answer::page(&shown(&view.visit, None, Fields::empty())?)
}

/// POST /setup/actors/metadata/new.
pub fn create(ctx: &mut Ctx<'_, '_>, Form(typed): Form<Typed>) -> Result<Outcome> {
    menu::ACTORS_METADATA.enter(&ctx.visit.access)?;
    let can = ctx.visit.access.can_here::<ManageActorSetup>(ctx.tx)?;
    let t = ctx.visit.t;
    let mut fields = Fields::empty().with(&typed);
    let role = role(&ctx.visit, &fields)?;
    let key = fields.check_key(&t);
    let details = fields.check(&t, &others(ctx.tx)?, None, role)?;
    let (Some(key), Some(details)) = (key, details) else {
        return invalid(shown(&ctx.visit, None, fields)?);
    };
    if fields::create(ctx.tx, &ctx.visit.author(), &can, Some(&key), &details)?.is_err() {
        fields.key.refuse(t.get("actor-metadata-key-taken"));
        return invalid(shown(&ctx.visit, None, fields)?);
    }
    let said = t.one("actor-field-created", "field", details.label);
    Ok(Outcome::Commit(Answer::see_other(LIST).saying(said)))
}

/// GET /setup/actors/metadata/{id}.
pub fn page(view: &mut View, Id(id): Id) -> Result<Answer> {
    let View { db, visit } = view;
    menu::ACTORS_METADATA.enter(&visit.access)?;
    let field = fields::one(db, id)?
        .filter(ActorField::is_metadata)
        .ok_or(Error::NotFound)?;
    let filled = fields::is_filled(db, id)?;
    Answer::page(&shown(visit, Some((&field, filled)), Fields::stored(&field))?)
}

/// POST /setup/actors/metadata/{id}.
pub fn save(ctx: &mut Ctx<'_, '_>, (Id(id), Form(typed)): (Id, Form<Typed>)) -> Result<Outcome> {
    menu::ACTORS_METADATA.enter(&ctx.visit.access)?;
    let can = ctx.visit.access.can_here::<ManageActorSetup>(ctx.tx)?;
    let found = fields::lock(ctx.tx, id)?;
    let field = found.filter(ActorField::is_metadata).ok_or(Error::NotFound)?;
    if typed.key.is_some() {
        return Err(Error::BadRequest("a key is fixed".into()));
    }
    let filled = fields::is_filled(ctx.tx, id)?;
    let (t, stored) = (ctx.visit.t, Fields::stored(&field));
    let mut fields = stored.with(&typed);
    let role = role(&ctx.visit, &fields)?;
    let details = fields.check(&t, &others(ctx.tx)?, Some((&field, filled)), role)?;
    let compared = stored.compared(&t, &choices(&ctx.visit), &fields);
    let mut page = shown(&ctx.visit, Some((&field, filled)), fields)?;
    if typed.version != field.version {
        page.conflict = Some(compared);
        return Answer::page_with(StatusCode::CONFLICT, &page).map(Outcome::Invalid);
    }
    let Some(details) = details else {
        return invalid(page);
    };
    fields::update(ctx.tx, &ctx.visit.author(), &can, &field, &details)?;
    let said = versions::saved(&t, compared);
    Ok(Outcome::Commit(Answer::see_other(LIST).saying(said)))
}
