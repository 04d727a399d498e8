//! The members of a group: GET and POST /setup/actors/groups/{id}/members. Actors that the reader does not see are not
//! shown, and stay members (P-12).
use super::find::{self, Asked};
use super::verbs::{self, Refused};
use super::{ActorGroup, LIST, applies, store, tabs};
use crate::actor_setup::{ManageActorSetup, division, why_not};
use crate::db::Read;
use crate::error::{Error, Result};
use crate::web::answer::{Answer, Outcome};
use crate::web::cursor::Cursor;
use crate::web::cut::Cut;
use crate::web::field::Field;
use crate::web::i18n::Texts;
use crate::web::menu;
use crate::web::parts::{Pager, Tab};
use crate::web::picker::Picker;
use crate::web::request::{Form, Id, Query};
use crate::web::shell::Shell;
use crate::web::visit::{Ctx, View, Visit};
use actix_web::http::StatusCode;
use askama::Template;
use serde::Deserialize;

/// How many members a page shows.
const PAGE: usize = 50;

struct Line {
    id: i64,
    name: String,
    number: String,
    /// Empty if the reader has no Access to it.
    unit: String,
    archived: bool,
    remarks: String,
}

#[derive(Template)]
#[template(path = "actor_setup/members.html")]
struct MembersPage {
    shell: Shell,
    t: Texts,
    title: String,
    tabs: Vec<Tab>,
    action: String,
    /// What the group is for.
    role: String,
    picker: Picker,
    rows: Vec<Line>,
    pager: Pager,
    read_only: Option<String>,
}

fn shown(visit: &Visit, db: &mut impl Read, group: &ActorGroup, asked: &Asked, field: Field) -> Result<MembersPage> {
    let (t, access) = (visit.t, &visit.access);
    let cursor = Cursor::read(&asked.cursor);
    let found = store::members(db, group.id, &division::seen(access), cursor.as_ref(), PAGE + 1)?;
    let cut = Cut::of(found, PAGE, cursor.map(|cursor| cursor.backward));
    let action = format!("{LIST}/{}/members", group.id);
    let beside = |row: &store::Actor, backward| {
        let cursor = Cursor {
            backward,
            id: row.id,
            key: Some(row.sort_name.clone()),
            unit: None,
        };
        format!("{action}?cursor={cursor}")
    };
    let line = |actor: store::Actor| Line {
        unit: access
            .seen_unit(actor.unit_id)
            .map_or_else(String::new, |unit| unit.name.to_string()),
        id: actor.id,
        name: actor.name,
        number: actor.number,
        archived: actor.archived,
        remarks: actor.remarks,
    };
    Ok(MembersPage {
        shell: visit.shell()?,
        t,
        title: group.name.clone(),
        tabs: tabs(visit, group.id, true),
        role: applies(visit, group.role),
        picker: find::picker(db, access, group, &asked.actor_find, field)?,
        pager: Pager {
            shown: t.one("actor-group-members-shown", "count", cut.rows.len()),
            previous: cut.previous().map(|row| beside(row, true)),
            next: cut.next().map(|row| beside(row, false)),
        },
        action,
        rows: cut.rows.into_iter().map(line).collect(),
        read_only: why_not(visit),
    })
}

/// GET /setup/actors/groups/{id}/members.
pub fn page(view: &mut View, (Id(id), Query(asked)): (Id, Query<Asked>)) -> Result<Answer> {
    let View { db, visit } = view;
    menu::ACTOR_GROUPS.enter(&visit.access)?;
    let group = store::one(db, id)?.ok_or(Error::NotFound)?;
    let field = Field::new("actor", &asked.actor);
    Answer::page(&shown(visit, db, &group, &asked, field)?)
}

/// The actor to add, or the one to take out.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Typed {
    #[serde(default)]
    actor: String,
    #[serde(default)]
    actor_find: String,
    /// Not called `remove`: a control of that name would hide the form's own method.
    leaves: Option<i64>,
}

/// POST /setup/actors/groups/{id}/members.
pub fn save(ctx: &mut Ctx<'_, '_>, (Id(id), Form(typed)): (Id, Form<Typed>)) -> Result<Outcome> {
    menu::ACTOR_GROUPS.enter(&ctx.visit.access)?;
    let access = ctx.visit.access.clone();
    let can = access.can_here::<ManageActorSetup>(ctx.tx)?;
    let group = store::lock(ctx.tx, id)?.ok_or(Error::NotFound)?;
    let (t, author) = (ctx.visit.t, ctx.visit.author());
    let done = |said: String| {
        let answer = Answer::see_other(&format!("{LIST}/{id}/members")).saying(said);
        Ok(Outcome::Commit(answer))
    };
    if let Some(actor) = typed.leaves {
        let name = verbs::remove(ctx.tx, &access, &author, &can, (&group, actor))?;
        return done(t.one("actor-group-member-removed", "name", name));
    }
    let mut field = Field::new("actor", &typed.actor);
    match typed.actor.parse().ok().filter(|actor| *actor > 0) {
        None => field.refuse(t.get("actor-group-choose")),
        Some(actor) => match verbs::add(ctx.tx, &access, &author, &can, (&group, actor))? {
            Ok(name) => return done(t.one("actor-group-member-added", "name", name)),
            Err(Refused::Already) => field.refuse(t.get("actor-group-member-already")),
            Err(Refused::OtherRole) => field.refuse(t.get("actor-group-member-role")),
        },
    }
    let asked = Asked {
        actor: typed.actor,
        actor_find: typed.actor_find,
        ..Asked::default()
    };
    let page = shown(&ctx.visit, ctx.tx, &group, &asked, field)?;
    Answer::page_with(StatusCode::UNPROCESSABLE_ENTITY, &page).map(Outcome::Invalid)
}
