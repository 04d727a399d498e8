//! The linked user: GET and POST /actors/{id}/user (SPEC A-2, C-4), and what the actor's screen shows of it.
use super::{Back, opened};
use crate::access::permission::Permission;
use crate::access::{Access, Can};
use crate::actors::verbs::{self, Clash, Link};
use crate::actors::{Actor, EMPLOYEE, LinkActor, PATH};
use crate::db::Read;
use crate::error::{Error, Result};
use crate::memberships::{self, Who, find::user_picker};
use crate::users::LinkUser;
use crate::web::answer::{Answer, Outcome};
use crate::web::field::Field;
use crate::web::i18n::Texts;
use crate::web::menu;
use crate::web::picker::{self, Picker};
use crate::web::request::{Form, Id, Query};
use crate::web::shell::Shell;
use crate::web::visit::{Ctx, View, Visit};
use actix_web::http::StatusCode;
use askama::Template;
use serde::Deserialize;

/// The address of the search for a user to link.
const FOUND: &str = "/actors/users";

#[derive(Template)]
#[template(path = "actors/user.html")]
struct UserPage {
    shell: Shell,
    t: Texts,
    title: String,
    action: String,
    done: String,
    /// The user who is linked now.
    linked: Option<String>,
    keep: Field,
    user: Picker,
    /// Whether the link decides if that user can log in.
    employee: bool,
}

/// What the screen shows of the linked user. A user outside the reader's Access is left out (P-12).
#[derive(Debug, Clone)]
pub(super) struct Card {
    pub name: String,
    pub login: String,
    /// The user's own page, for readers who may open it.
    pub user_url: Option<String>,
    pub url: String,
    pub why: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    from: String,
    user: String,
    user_find: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Typed {
    keep: Vec<String>,
    user: String,
    user_find: String,
}

impl Typed {
    fn keeps(&self) -> bool {
        self.keep.iter().any(|value| value == "1")
    }
}

/// Returns the linked user if the reader sees them: id, login and name.
fn seen(db: &mut impl Read, access: &Access, actor: &Actor) -> Result<Option<(i64, String, String)>> {
    let Some(id) = actor.user else { return Ok(None) };
    let Some(account) = memberships::account(db, id)? else {
        return Ok(None);
    };
    match account.who {
        Who::User { unit, .. } if access.sees(unit) => Ok(Some((id, account.name, account.display_name))),
        _ => Ok(None),
    }
}

pub(super) fn card(db: &mut impl Read, visit: &Visit, actor: &Actor, back: &Back) -> Result<Option<Card>> {
    let access = &visit.access;
    let linked = seen(db, access, actor)?;
    let user_url = linked.as_ref().filter(|_| menu::USERS.opens(access));
    Ok(Some(Card {
        user_url: user_url.map(|(id, ..)| format!("/users/{id}")),
        login: linked.as_ref().map(|(_, login, _)| login.clone()).unwrap_or_default(),
        name: linked.map(|(_, _, name)| name).unwrap_or_default(),
        url: back.keep(&format!("{PATH}/{}/user", actor.id)),
        why: access
            .allows::<LinkActor>(actor)
            .err()
            .map(|refusal| visit.why_not(&refusal)),
    }))
}

/// Returns the field for the user of a new actor. None for readers who may link nobody (P-26).
pub(super) fn picker(db: &mut impl Read, access: &Access, user: &str, find: &str) -> Result<Option<Picker>> {
    if access.ranges(Permission::EDIT_USER).and(&access.scope()).is_empty() {
        return Ok(None);
    }
    offered(db, access, find, Field::new("user", user)).map(Some)
}

/// Returns the field for a user. Only administrators are offered themselves (P-20).
fn offered(db: &mut impl Read, access: &Access, find: &str, field: Field) -> Result<Picker> {
    let mut picker = user_picker(db, access, find, field, FOUND)?;
    let is_oneself = |value: &str| value.parse().is_ok_and(|id| access.is(id));
    picker
        .found
        .retain(|found| access.is_administrator() || !is_oneself(&found.value));
    Ok(picker)
}

/// GET /actors/users: the users that can be linked, as a fragment.
pub fn found(view: &mut View, Query(asked): Query<Asked>) -> Result<Answer> {
    crate::actors::some_screen(&view.visit.access)?;
    let field = Field::new("user", asked.user);
    let picker = offered(&mut view.db, &view.visit.access, &asked.user_find, field)?;
    picker.part(&view.visit.t)
}

/// GET /actors/{id}/user.
pub fn page(view: &mut View, (Id(id), Query(asked)): (Id, Query<Asked>)) -> Result<Answer> {
    let View { db, visit } = view;
    let actor = opened(&visit.access, db, id)?;
    visit.access.allows::<LinkActor>(&actor)?;
    let linked = seen(db, &visit.access, &actor)?;
    let field = Field::new("user", asked.user);
    let picker = offered(db, &visit.access, &asked.user_find, field)?;
    let back = Back { from: asked.from };
    Answer::page(&user_page(visit, &actor, &back, linked, true, picker)?)
}

fn user_page(
    visit: &Visit,
    actor: &Actor,
    back: &Back,
    linked: Option<(i64, String, String)>,
    keep: bool,
    user: Picker,
) -> Result<UserPage> {
    let here = format!("{PATH}/{}", actor.id);
    Ok(UserPage {
        shell: visit.shell()?,
        t: visit.t,
        title: visit.t.one("actor-user-title", "name", &actor.name),
        action: back.keep(&format!("{here}/user")),
        done: back.keep(&here),
        linked: linked.map(|(_, login, name)| format!("{name} · {login}")),
        keep: Field::tick("keep", keep),
        user,
        employee: actor.roles.contains(&EMPLOYEE),
    })
}

/// POST /actors/{id}/user: links the user who was chosen. If nobody was, takes the link away if that was asked for.
pub fn save(
    ctx: &mut Ctx<'_, '_>,
    (Id(id), Query(asked), Form(typed)): (Id, Query<Asked>, Form<Typed>),
) -> Result<Outcome> {
    let access = ctx.visit.access.clone();
    let chosen = picker::chosen(&typed.user)?;
    let back = Back { from: asked.from };
    if picker::is_undecided(&typed.user, &typed.user_find) {
        return undecided(ctx, id, &back, &typed);
    }
    // Every transaction locks users before actors, and of users the lower id first.
    let known = crate::actors::one(ctx.tx, id)?.ok_or(Error::NotFound)?;
    let kept = chosen.is_none() && typed.keeps();
    let after = if kept { known.user } else { chosen };
    if after == known.user {
        access.can::<LinkActor>(ctx.tx, id)?;
        let said = ctx.visit.t.get("common-saved-nothing");
        return Ok(Outcome::Commit(
            Answer::see_other(&back.keep(&format!("{PATH}/{id}"))).saying(said),
        ));
    }
    let mut cans = users(ctx, &[known.user, after])?;
    let can = access.can::<LinkActor>(ctx.tx, id)?;
    let actor = can.row().clone();
    if actor.user != known.user {
        return Err(Error::Moved("the actor was linked meanwhile"));
    }
    let mut take = |user: Option<i64>| {
        let at = user.and_then(|user| cans.iter().position(|can| can.row().id == user));
        at.map(|at| cans.swap_remove(at))
    };
    let link = Link {
        before: take(actor.user),
        after: take(after),
    };
    let author = ctx.visit.author();
    if let Err(clash) = verbs::link(ctx.tx, &author, &can, &link)? {
        debug_assert_eq!(clash, Clash::User, "a link changes nothing else");
        let field = Field::new("user", typed.user).refused(ctx.visit.t.get("actor-user-taken"));
        return refused(&ctx.visit, &actor, &back, field);
    }
    let name = link.after.as_ref().map(|can| can.row().display_name.clone());
    let said = match name {
        Some(name) => ctx.visit.t.one("actor-user-linked", "name", name),
        None => ctx.visit.t.get("actor-user-unlinked"),
    };
    Ok(Outcome::Commit(
        Answer::see_other(&back.keep(&format!("{PATH}/{id}"))).saying(said),
    ))
}

/// Returns `LinkUser` for each of these users.
fn users<'t>(ctx: &mut Ctx<'_, 't>, ids: &[Option<i64>]) -> Result<Vec<Can<'t, LinkUser>>> {
    let mut ids: Vec<i64> = ids.iter().copied().flatten().collect();
    ids.sort_unstable();
    ids.dedup();
    let access = ctx.visit.access.clone();
    ids.into_iter().map(|id| access.can::<LinkUser>(ctx.tx, id)).collect()
}

/// Answers 422: a user was searched for and none was chosen. Nothing is changed, whatever the tick says.
fn undecided(ctx: &mut Ctx<'_, '_>, id: i64, back: &Back, typed: &Typed) -> Result<Outcome> {
    let access = ctx.visit.access.clone();
    let actor = opened(&access, ctx.tx, id)?;
    access.allows::<LinkActor>(&actor)?;
    let linked = seen(ctx.tx, &access, &actor)?;
    let field = Field::empty("user").refused(ctx.visit.t.get("picker-choose"));
    let picker = offered(ctx.tx, &access, &typed.user_find, field)?;
    let page = user_page(&ctx.visit, &actor, back, linked, typed.keeps(), picker)?;
    Answer::page_with(StatusCode::UNPROCESSABLE_ENTITY, &page).map(Outcome::Invalid)
}

/// Answers 422: another actor has this user. The transaction has failed, so nothing more can be read.
fn refused(visit: &Visit, actor: &Actor, back: &Back, field: Field) -> Result<Outcome> {
    let picker = Picker {
        field,
        url: FOUND.to_owned(),
        ..Picker::default()
    };
    let page = user_page(visit, actor, back, None, true, picker)?;
    Answer::page_with(StatusCode::UNPROCESSABLE_ENTITY, &page).map(Outcome::Invalid)
}
