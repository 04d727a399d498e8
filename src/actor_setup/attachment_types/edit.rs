//! GET and POST /setup/actors/attachment-types/new and /setup/actors/attachment-types/{id}.
use super::verbs::{self, Name, Taken};
use super::{AttachmentType, LIST, store};
use crate::access::{Target, rules};
use crate::actor_setup::{ManageActorSetup, why_not};
use crate::error::{Error, Result};
use crate::names::{MAX_NAME, line};
use crate::web::answer::{Answer, Outcome};
use crate::web::field::{Field, Mistake, accept, labelled, mistakes};
use crate::web::i18n::Texts;
use crate::web::menu;
use crate::web::request::{Form, Id};
use crate::web::shell::Shell;
use crate::web::versions::{self, Compared, compared};
use crate::web::visit::{Ctx, View, Visit};
use actix_web::http::StatusCode;
use askama::Template;
use serde::Deserialize;

const LABELS: [(&str, &str); 2] = [("display_name", "actor-role-display-name"), ("name", "actor-role-name")];

#[derive(Template)]
#[template(path = "actor_setup/attachment_type.html")]
struct TypePage {
    shell: Shell,
    t: Texts,
    title: String,
    action: String,
    version: i32,
    display_name: Field,
    name: Field,
    mistakes: Vec<Mistake>,
    conflict: Option<Vec<Compared>>,
    read_only: Option<String>,
}

/// What the form posts. The system name is on the form only of a new type.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Typed {
    #[serde(default)]
    version: i32,
    name: Option<String>,
    display_name: String,
}

fn shown(visit: &Visit, stored: Option<&AttachmentType>, [display_name, name]: [Field; 2]) -> Result<TypePage> {
    let t = visit.t;
    Ok(TypePage {
        shell: visit.shell()?,
        t,
        title: stored.map_or_else(|| t.get("attachment-types-create"), |kind| kind.display_name.clone()),
        action: stored.map_or_else(|| format!("{LIST}/new"), |kind| format!("{LIST}/{}", kind.id)),
        version: stored.map_or(0, |kind| kind.version),
        mistakes: labelled(&t, mistakes([&display_name, &name]), &LABELS),
        display_name,
        name,
        conflict: None,
        read_only: why_not(visit),
    })
}

fn invalid(page: &TypePage) -> Result<Outcome> {
    Answer::page_with(StatusCode::UNPROCESSABLE_ENTITY, page).map(Outcome::Invalid)
}

/// GET /setup/actors/attachment-types/new.
pub fn new(view: &mut View, (): ()) -> Result<Answer> {
    menu::ATTACHMENT_TYPES.enter(&view.visit.access)?;
    rules::manage_actor_setup(&view.visit.access, &Target::installation())?;
    let fields = [Field::empty("display_name"), Field::empty("name")];
    Answer::page(&shown(&view.visit, None, fields)?)
}

/// POST /setup/actors/attachment-types/new.
pub fn create(ctx: &mut Ctx<'_, '_>, Form(typed): Form<Typed>) -> Result<Outcome> {
    menu::ATTACHMENT_TYPES.enter(&ctx.visit.access)?;
    let can = ctx.visit.access.can_here::<ManageActorSetup>(ctx.tx)?;
    let t = ctx.visit.t;
    let mut display_name = Field::new("display_name", typed.display_name);
    let mut name = Field::new("name", typed.name.unwrap_or_default());
    let wanted = accept(&t, &mut display_name, |typed| line(typed, MAX_NAME));
    let system = Name::parse(&name.value);
    if name.value.trim().is_empty() {
        name.refuse(t.get("field-required"));
    } else if system.is_none() {
        name.refuse(t.get("attachment-type-name-wrong"));
    }
    if let (Some(wanted), Some(system)) = (wanted, system) {
        match verbs::create(ctx.tx, &ctx.visit.author(), &can, &system, &wanted)? {
            Ok(()) => {
                let said = t.one("common-created", "name", wanted);
                return Ok(Outcome::Commit(Answer::see_other(LIST).saying(said)));
            }
            Err(Taken::Name) => name.refuse(t.get("attachment-type-name-taken")),
            Err(Taken::DisplayName) => display_name.refuse(t.get("attachment-type-display-name-taken")),
        }
    }
    invalid(&shown(&ctx.visit, None, [display_name, name])?)
}

/// GET /setup/actors/attachment-types/{id}.
pub fn page(view: &mut View, Id(id): Id) -> Result<Answer> {
    let View { db, visit } = view;
    menu::ATTACHMENT_TYPES.enter(&visit.access)?;
    let kind = store::one(db, id)?.ok_or(Error::NotFound)?;
    let fields = [
        Field::new("display_name", &kind.display_name),
        Field::new("name", &kind.name),
    ];
    Answer::page(&shown(visit, Some(&kind), fields)?)
}

/// POST /setup/actors/attachment-types/{id}.
pub fn save(ctx: &mut Ctx<'_, '_>, (Id(id), Form(typed)): (Id, Form<Typed>)) -> Result<Outcome> {
    menu::ATTACHMENT_TYPES.enter(&ctx.visit.access)?;
    let can = ctx.visit.access.can_here::<ManageActorSetup>(ctx.tx)?;
    let kind = store::lock(ctx.tx, id)?.ok_or(Error::NotFound)?;
    if typed.name.is_some() {
        return Err(Error::BadRequest("a system name is fixed".into()));
    }
    let t = ctx.visit.t;
    let mut display_name = Field::new("display_name", &typed.display_name);
    let wanted = accept(&t, &mut display_name, |typed| line(typed, MAX_NAME));
    let differs = compared(
        &t,
        [(
            "actor-role-display-name",
            kind.display_name.clone(),
            typed.display_name.trim().to_owned(),
        )],
    );
    let name = Field::new("name", &kind.name);
    if typed.version != kind.version {
        let mut page = shown(&ctx.visit, Some(&kind), [display_name, name])?;
        page.conflict = Some(differs);
        return Answer::page_with(StatusCode::CONFLICT, &page).map(Outcome::Invalid);
    }
    if let Some(wanted) = wanted {
        if verbs::rename(ctx.tx, &ctx.visit.author(), &can, &kind, &wanted)?.is_ok() {
            let said = versions::saved(&t, differs);
            return Ok(Outcome::Commit(Answer::see_other(LIST).saying(said)));
        }
        display_name.refuse(t.get("attachment-type-display-name-taken"));
    }
    invalid(&shown(&ctx.visit, Some(&kind), [display_name, name])?)
}
