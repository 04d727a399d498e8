//! The groups an actor is in: GET and POST /actors/{id}/groups, and what the screen shows of them (SPEC A-2). Groups
//! are set-up, so changing them here takes `ActorSetupManage` and the right to edit the actor.
use super::{Back, opened};
use crate::access::fixed::TOP;
use crate::access::permission::Permission;
use crate::actor_setup::ManageActorSetup;
use crate::actor_setup::groups::verbs::{self, Refused};
use crate::actor_setup::groups::{ActorGroup, named};
use crate::actors::{Actor, EditActor, PATH, store};
use crate::db::Read;
use crate::error::Result;
use crate::web::answer::{Answer, Outcome};
use crate::web::field::Field;
use crate::web::i18n::Texts;
use crate::web::picker::{self, Found, Picker};
use crate::web::request::{Form, Id, Query};
use crate::web::shell::Shell;
use crate::web::versions;
use crate::web::visit::{Ctx, View, Visit};
use actix_web::http::StatusCode;
use askama::Template;
use serde::Deserialize;

/// How many are offered at once.
const OFFERED: usize = 20;

/// What the screen shows of the groups.
#[derive(Debug, Clone)]
pub(super) struct Card {
    pub names: Vec<String>,
    /// None for readers who do not set actors up (P-26).
    pub url: Option<String>,
    pub why: Option<String>,
}

struct Line {
    id: i64,
    name: String,
    kept: bool,
}

#[derive(Template)]
#[template(path = "actors/groups.html")]
struct GroupsPage {
    shell: Shell,
    t: Texts,
    title: String,
    action: String,
    done: String,
    lines: Vec<Line>,
    add: Picker,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    from: String,
    group: String,
    group_find: String,
}

/// What the form sends. `shown`: the groups on the form; a group that was added since then stays.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Typed {
    shown: Vec<i64>,
    keep: Vec<i64>,
    group: String,
    group_find: String,
    look: String,
}

impl Typed {
    fn leaves(&self, group: i64) -> bool {
        self.shown.contains(&group) && !self.keep.contains(&group)
    }
}

/// Returns the card, or None if there is nothing to show and nothing to do.
pub(super) fn card(visit: &Visit, actor: &Actor, groups: &[(i64, String)], back: &Back) -> Option<Card> {
    let manages = visit.access.holds(Permission::ACTOR_SETUP_MANAGE, TOP);
    let refusal = visit.access.allows::<EditActor>(actor).err();
    (manages || !groups.is_empty()).then(|| Card {
        names: groups.iter().map(|(_, name)| name.clone()).collect(),
        url: manages.then(|| back.keep(&format!("{PATH}/{}/groups", actor.id))),
        why: refusal.map(|refusal| visit.why_not(&refusal)),
    })
}

/// Returns the field for another group. It offers the groups the actor may be in and is not in yet.
fn field(db: &mut impl Read, actor: &Actor, find: &str, field: Field) -> Result<Picker> {
    let inside = store::groups(db, actor.id)?;
    let is_other = |group: &ActorGroup| inside.iter().all(|(id, _)| *id != group.id);
    let (rows, more) = named(db, &actor.roles, find, OFFERED, is_other)?;
    let found = rows.into_iter().map(|group| Found {
        value: group.id.to_string(),
        label: group.name,
        icon: "friends",
        ..Found::default()
    });
    Ok(Picker {
        field,
        find: find.to_owned(),
        url: format!("{PATH}/{}/groups/found", actor.id),
        more,
        found: found.collect(),
    })
}

fn shown(
    db: &mut impl Read,
    visit: &Visit,
    actor: &Actor,
    back: &Back,
    (typed, add): (&Typed, Field),
) -> Result<GroupsPage> {
    let here = format!("{PATH}/{}", actor.id);
    let line = |(id, name): (i64, String)| Line {
        kept: !typed.leaves(id),
        id,
        name,
    };
    Ok(GroupsPage {
        shell: visit.shell()?,
        t: visit.t,
        title: visit.t.one("actor-groups-title", "name", &actor.name),
        action: back.keep(&format!("{here}/groups")),
        done: back.keep(&here),
        lines: store::groups(db, actor.id)?.into_iter().map(line).collect(),
        add: field(db, actor, &typed.group_find, add)?,
    })
}

/// GET /actors/{id}/groups.
pub fn page(view: &mut View, (Id(id), Query(asked)): (Id, Query<Asked>)) -> Result<Answer> {
    let View { db, visit } = view;
    let actor = opened(&visit.access, db, id)?;
    let back = Back { from: asked.from };
    if let Some(survivor) = actor.merged_into {
        return Ok(Answer::see_other(&back.keep(&format!("{PATH}/{survivor}/groups"))));
    }
    may(visit, &actor)?;
    let add = Field::new("group", asked.group);
    let typed = Typed {
        group_find: asked.group_find,
        ..Typed::default()
    };
    Answer::page(&shown(db, visit, &actor, &back, (&typed, add))?)
}

fn may(visit: &Visit, actor: &Actor) -> Result<()> {
    visit.access.allows::<EditActor>(actor)?;
    crate::access::rules::manage_actor_setup(&visit.access, &crate::access::Target::installation())?;
    Ok(())
}

/// GET /actors/{id}/groups/found: groups the actor can be added to, as a fragment.
pub fn found(view: &mut View, (Id(id), Query(asked)): (Id, Query<Asked>)) -> Result<Answer> {
    let View { db, visit } = view;
    let actor = opened(&visit.access, db, id)?;
    may(visit, &actor)?;
    let picker = field(db, &actor, &asked.group_find, Field::new("group", asked.group))?;
    picker.part(&visit.t)
}

/// POST /actors/{id}/groups: saves all of it or nothing.
pub fn save(
    ctx: &mut Ctx<'_, '_>,
    (Id(id), Query(asked), Form(typed)): (Id, Query<Asked>, Form<Typed>),
) -> Result<Outcome> {
    let access = ctx.visit.access.clone();
    let added = picker::chosen(&typed.group)?;
    let setup = access.can_here::<ManageActorSetup>(ctx.tx)?;
    let actor = access.can::<EditActor>(ctx.tx, id)?.row().clone();
    let back = Back { from: asked.from };
    if !typed.look.is_empty() {
        return again(ctx, &actor, &back, &typed, None);
    }
    if picker::is_undecided(&typed.group, &typed.group_find) {
        return again(ctx, &actor, &back, &typed, Some("picker-choose"));
    }
    let (before, author) = (store::groups(ctx.tx, id)?, ctx.visit.author());
    if let Some(group) = added {
        let wrong = match verbs::join(ctx.tx, &access, &author, &setup, (group, id))? {
            Ok(_) => None,
            Err(Refused::Already) => Some("actor-group-member-already"),
            Err(Refused::OtherRole) => Some("actor-group-member-role"),
        };
        if wrong.is_some() {
            return again(ctx, &actor, &back, &typed, wrong);
        }
    }
    for (group, _) in before.iter().filter(|(group, _)| typed.leaves(*group)) {
        verbs::leave(ctx.tx, &access, &author, &setup, (*group, id))?;
    }
    let after = store::groups(ctx.tx, id)?;
    let names = |groups: Vec<(i64, String)>| groups.into_iter().map(|(_, name)| name).collect::<Vec<_>>().join(", ");
    let t = &ctx.visit.t;
    let changed = versions::compared(t, [("actor-groups", names(before), names(after))]);
    let answer = Answer::see_other(&back.keep(&format!("{PATH}/{id}")));
    Ok(Outcome::Commit(answer.saying(versions::saved(t, changed))))
}

/// Answers with the page as typed, with the groups that were searched for. `wrong`: why the group to add is refused.
fn again(ctx: &mut Ctx<'_, '_>, actor: &Actor, back: &Back, typed: &Typed, wrong: Option<&str>) -> Result<Outcome> {
    let mut add = Field::new("group", typed.group.as_str());
    let mut status = StatusCode::OK;
    if let Some(wrong) = wrong {
        add.refuse(ctx.visit.t.get(wrong));
        status = StatusCode::UNPROCESSABLE_ENTITY;
    }
    let page = shown(ctx.tx, &ctx.visit, actor, back, (typed, add))?;
    Answer::page_with(status, &page).map(Outcome::Invalid)
}
