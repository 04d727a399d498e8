//! A field of a role: GET and POST /setup/actors/roles/{id}/fields/new and /setup/actors/fields/{id}.
use super::form::{Fields, Typed};
use super::{ActorField, store, verbs};
use crate::access::{Target, rules};
use crate::actor_setup::roles::{self, LIST, Role};
use crate::actor_setup::{ManageActorSetup, why_not};
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
#[template(path = "actor_setup/field.html")]
struct FieldPage {
    shell: Shell,
    t: Texts,
    title: String,
    /// Name of the role.
    role: String,
    action: String,
    cancel: String,
    version: i32,
    fields: Fields,
    kinds: Vec<Choice>,
    /// Whether actors have filled it in. Then its kind cannot change.
    filled: bool,
    mistakes: Vec<Mistake>,
    /// Both versions, if somebody changed it in between.
    conflict: Option<Vec<Compared>>,
    read_only: Option<String>,
}

/// The stored field, and whether actors have filled it in. `None` for a new field.
type Stored<'a> = Option<(&'a ActorField, bool)>;

fn shown(visit: &Visit, role: &Role, stored: Stored<'_>, fields: Fields) -> Result<FieldPage> {
    let t = visit.t;
    let list = format!("{LIST}/{}/fields", role.id);
    Ok(FieldPage {
        shell: visit.shell()?,
        t,
        title: stored.map_or_else(|| t.get("actor-field-new"), |(field, _)| field.label.clone()),
        role: role.shown(&t),
        action: match stored {
            Some((field, _)) => format!("/setup/actors/fields/{}", field.id),
            None => format!("{list}/new"),
        },
        cancel: list,
        version: stored.map_or(0, |(field, _)| field.version),
        mistakes: fields.mistakes(&t),
        fields,
        kinds: Fields::kinds(&t),
        filled: stored.is_some_and(|(_, filled)| filled),
        conflict: None,
        read_only: why_not(visit),
    })
}

fn invalid(page: FieldPage) -> Result<Outcome> {
    Answer::page_with(StatusCode::UNPROCESSABLE_ENTITY, &page).map(Outcome::Invalid)
}

/// GET /setup/actors/roles/{id}/fields/new.
pub fn new(view: &mut View, Id(id): Id) -> Result<Answer> {
    let View { db, visit } = view;
    let role = roles::seen(&visit.access, db, id)?;
    rules::manage_actor_setup(&visit.access, &Target::installation())?;
    Answer::page(&shown(visit, &role, None, Fields::empty())?)
}

/// POST /setup/actors/roles/{id}/fields/new.
pub fn create(ctx: &mut Ctx<'_, '_>, (Id(id), Form(typed)): (Id, Form<Typed>)) -> Result<Outcome> {
    menu::ACTOR_ROLES.enter(&ctx.visit.access)?;
    let can = ctx.visit.access.can_here::<ManageActorSetup>(ctx.tx)?;
    let role = roles::one(ctx.tx, id)?.ok_or(Error::NotFound)?;
    not_of_records(&typed)?;
    let mut fields = Fields::empty().with(&typed);
    let others = store::of_role(ctx.tx, id)?;
    let Some(details) = fields.check(&ctx.visit.t, &others, None, Some(id))? else {
        return invalid(shown(&ctx.visit, &role, None, fields)?);
    };
    if verbs::create(ctx.tx, &ctx.visit.author(), &can, None, &details)?.is_err() {
        return Err(Error::Internal("a field without a key has a taken one".into()));
    }
    let said = ctx.visit.t.one("actor-field-created", "field", details.label);
    Ok(Outcome::Commit(
        Answer::see_other(&format!("{LIST}/{id}/fields")).saying(said),
    ))
}

/// Returns a field of a role, with the role. Metadata records are not found, because they have a screen of their own.
fn of_role(db: &mut impl Read, field: Option<ActorField>) -> Result<(ActorField, Role)> {
    let field = field.filter(|field| !field.is_metadata()).ok_or(Error::NotFound)?;
    let role = field.role.ok_or(Error::NotFound)?;
    let role = roles::one(db, role)?.ok_or(Error::NotFound)?;
    Ok((field, role))
}

fn not_of_records(typed: &Typed) -> Result<()> {
    match (&typed.key, &typed.role) {
        (None, None) => Ok(()),
        _ => Err(Error::BadRequest(
            "a field of a role has no key and stays with it".into(),
        )),
    }
}

/// GET /setup/actors/fields/{id}.
pub fn page(view: &mut View, Id(id): Id) -> Result<Answer> {
    let View { db, visit } = view;
    menu::ACTOR_ROLES.enter(&visit.access)?;
    let found = store::one(db, id)?;
    let (field, role) = of_role(db, found)?;
    let filled = store::is_filled(db, id)?;
    Answer::page(&shown(visit, &role, Some((&field, filled)), Fields::stored(&field))?)
}

/// POST /setup/actors/fields/{id}.
pub fn save(ctx: &mut Ctx<'_, '_>, (Id(id), Form(typed)): (Id, Form<Typed>)) -> Result<Outcome> {
    menu::ACTOR_ROLES.enter(&ctx.visit.access)?;
    let can = ctx.visit.access.can_here::<ManageActorSetup>(ctx.tx)?;
    let found = store::lock(ctx.tx, id)?;
    let (field, role) = of_role(ctx.tx, found)?;
    not_of_records(&typed)?;
    let filled = store::is_filled(ctx.tx, id)?;
    let (t, stored) = (ctx.visit.t, Fields::stored(&field));
    let mut fields = stored.with(&typed);
    let others = store::of_role(ctx.tx, role.id)?;
    let details = fields.check(&t, &others, Some((&field, filled)), Some(role.id))?;
    let compared = stored.compared(&t, &[], &fields);
    let mut page = shown(&ctx.visit, &role, Some((&field, filled)), fields)?;
    if typed.version != field.version {
        page.conflict = Some(compared);
        return Answer::page_with(StatusCode::CONFLICT, &page).map(Outcome::Invalid);
    }
    let Some(details) = details else {
        return invalid(page);
    };
    verbs::update(ctx.tx, &ctx.visit.author(), &can, &field, &details)?;
    let said = versions::saved(&t, compared);
    Ok(Outcome::Commit(Answer::see_other(&page.cancel).saying(said)))
}
