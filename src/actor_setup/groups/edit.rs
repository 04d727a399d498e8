//! GET and POST /setup/actors/groups/new and /setup/actors/groups/{id}.
use super::verbs::{self, Details, Wrong};
use super::{ActorGroup, LIST, applies, choices, image, store, tabs};
use crate::access::{Target, rules};
use crate::actor_setup::{ManageActorSetup, roles, why_not};
use crate::error::{Error, Result};
use crate::names::{MAX_NAME, line};
use crate::web::answer::{Answer, Outcome};
use crate::web::field::{Choice, Field, Mistake, accept, labelled, mistakes};
use crate::web::i18n::Texts;
use crate::web::menu;
use crate::web::parts::Tab;
use crate::web::request::{Form, Id};
use crate::web::shell::Shell;
use crate::web::versions::{self, Conflict, compared};
use crate::web::visit::{Ctx, View, Visit};
use actix_web::http::StatusCode;
use askama::Template;
use serde::Deserialize;

const LABELS: [(&str, &str); 2] = [("name", "actor-group-name"), ("role", "actor-group-role")];

#[derive(Template)]
#[template(path = "actor_setup/group.html")]
struct GroupPage {
    shell: Shell,
    t: Texts,
    title: String,
    tabs: Vec<Tab>,
    action: String,
    version: i32,
    /// Only for a stored group.
    delete_url: String,
    name: Field,
    role: Field,
    roles: Vec<Choice>,
    mistakes: Vec<Mistake>,
    conflict: Option<Conflict>,
    read_only: Option<String>,
    /// For a stored group: the address of its image, or of the page that adds one.
    image: Option<String>,
    image_alt: String,
    change_image: String,
}

/// What the form posts.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Typed {
    #[serde(default)]
    version: i32,
    name: String,
    #[serde(default)]
    role: String,
}

fn shown(visit: &Visit, stored: Option<&ActorGroup>, [name, role]: [Field; 2]) -> Result<GroupPage> {
    let t = visit.t;
    let path = |group: &ActorGroup| format!("{LIST}/{}", group.id);
    Ok(GroupPage {
        shell: visit.shell()?,
        t,
        title: stored.map_or_else(|| t.get("actor-groups-create"), |group| group.name.clone()),
        tabs: stored.map_or_else(Vec::new, |group| tabs(visit, group.id, false)),
        action: stored.map_or_else(|| format!("{LIST}/new"), path),
        version: stored.map_or(0, |group| group.version),
        delete_url: stored.map_or_else(String::new, |group| format!("{}/delete", path(group))),
        mistakes: labelled(&t, mistakes([&name, &role]), &LABELS),
        name,
        role,
        roles: choices(visit),
        conflict: None,
        read_only: why_not(visit),
        image: stored.and_then(image::url),
        image_alt: stored.map_or_else(String::new, |group| t.one("actor-image-alt", "name", &group.name)),
        change_image: stored.map_or_else(String::new, |group| format!("{}/image/change", path(group))),
    })
}

fn invalid(page: &GroupPage) -> Result<Outcome> {
    Answer::page_with(StatusCode::UNPROCESSABLE_ENTITY, page).map(Outcome::Invalid)
}

fn code(role: Option<i64>) -> String {
    role.map(|role| role.to_string()).unwrap_or_default()
}

/// Checks what was typed. Mistakes are written to the fields; None if there is one.
fn check(visit: &Visit, [name, role]: &mut [Field; 2]) -> Result<Option<Details>> {
    let chosen = match role.value.as_str() {
        "" => None,
        typed => {
            let known = typed.parse().ok().and_then(|id| roles::all(&visit.access).get(id));
            Some(known.ok_or_else(|| Error::BadRequest("unknown role".into()))?.id)
        }
    };
    let name = accept(&visit.t, name, |typed| line(typed, MAX_NAME));
    Ok(name.map(|name| Details { name, role: chosen }))
}

fn refuse(t: &Texts, [name, role]: &mut [Field; 2], wrong: Wrong) {
    match wrong {
        Wrong::Taken => name.refuse(t.get("actor-group-name-taken")),
        Wrong::OtherMembers => role.refuse(t.get("actor-group-role-members")),
    }
}

/// GET /setup/actors/groups/new.
pub fn new(view: &mut View, (): ()) -> Result<Answer> {
    menu::ACTOR_GROUPS.enter(&view.visit.access)?;
    rules::manage_actor_setup(&view.visit.access, &Target::installation())?;
    let fields = [Field::empty("name"), Field::empty("role")];
    Answer::page(&shown(&view.visit, None, fields)?)
}

/// POST /setup/actors/groups/new.
pub fn create(ctx: &mut Ctx<'_, '_>, Form(typed): Form<Typed>) -> Result<Outcome> {
    menu::ACTOR_GROUPS.enter(&ctx.visit.access)?;
    let can = ctx.visit.access.can_here::<ManageActorSetup>(ctx.tx)?;
    let mut fields = [Field::new("name", typed.name), Field::new("role", typed.role)];
    if let Some(details) = check(&ctx.visit, &mut fields)? {
        match verbs::create(ctx.tx, &ctx.visit.author(), &can, &details)? {
            Ok(id) => {
                let said = ctx.visit.t.one("common-created", "name", details.name);
                return Ok(Outcome::Commit(
                    Answer::see_other(&format!("{LIST}/{id}/members")).saying(said),
                ));
            }
            Err(wrong) => refuse(&ctx.visit.t, &mut fields, wrong),
        }
    }
    invalid(&shown(&ctx.visit, None, fields)?)
}

/// GET /setup/actors/groups/{id}.
pub fn page(view: &mut View, Id(id): Id) -> Result<Answer> {
    let View { db, visit } = view;
    menu::ACTOR_GROUPS.enter(&visit.access)?;
    let group = store::one(db, id)?.ok_or(Error::NotFound)?;
    let fields = [Field::new("name", &group.name), Field::new("role", code(group.role))];
    Answer::page(&shown(visit, Some(&group), fields)?)
}

/// POST /setup/actors/groups/{id}.
pub fn save(ctx: &mut Ctx<'_, '_>, (Id(id), Form(typed)): (Id, Form<Typed>)) -> Result<Outcome> {
    menu::ACTOR_GROUPS.enter(&ctx.visit.access)?;
    let can = ctx.visit.access.can_here::<ManageActorSetup>(ctx.tx)?;
    let group = store::lock(ctx.tx, id)?.ok_or(Error::NotFound)?;
    let (visit, t) = (&ctx.visit, ctx.visit.t);
    let mut fields = [Field::new("name", typed.name), Field::new("role", typed.role)];
    let details = check(visit, &mut fields)?;
    let wanted = |field: &Field| field.value.parse().ok();
    let rows = [
        (
            "actor-group-name",
            group.name.clone(),
            fields[0].value.trim().to_owned(),
        ),
        (
            "actor-group-role",
            applies(visit, group.role),
            applies(visit, wanted(&fields[1])),
        ),
    ];
    let rows = compared(&t, rows);
    if typed.version != group.version {
        let mut page = shown(visit, Some(&group), fields)?;
        let who = group.updated_by.clone().unwrap_or_else(|| t.get("common-somebody"));
        let text = t.two("common-conflict", "who", who, "when", t.date_time(group.updated_at));
        page.conflict = Some(Conflict { text, rows });
        return Answer::page_with(StatusCode::CONFLICT, &page).map(Outcome::Invalid);
    }
    if let Some(details) = details {
        match verbs::update(ctx.tx, &visit.author(), &can, (&group, &details))? {
            Ok(_) => {
                let said = versions::saved(&t, rows);
                return Ok(Outcome::Commit(Answer::see_other(&format!("{LIST}/{id}")).saying(said)));
            }
            Err(wrong) => refuse(&t, &mut fields, wrong),
        }
    }
    invalid(&shown(visit, Some(&group), fields)?)
}
