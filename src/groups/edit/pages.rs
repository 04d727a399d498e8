//! The tab **Details**: GET and POST /groups/{id}.
use super::form::{Fields, Typed};
use super::head::{Head, Shown};
use super::{Back, LIST, opened};
use crate::access::Refusal;
use crate::access::fixed::{ALL, USERS};
use crate::error::{Error, Result};
use crate::groups::{EditGroup, Group, RenameGroup, verbs};
use crate::session;
use crate::web::answer::{Answer, Outcome};
use crate::web::field::Mistake;
use crate::web::i18n::Texts;
use crate::web::menu;
use crate::web::request::{Form, Id, Query};
use crate::web::shell::Shell;
use crate::web::versions::{self, Conflict};
use crate::web::visit::{Ctx, View, Visit};
use actix_web::http::StatusCode;
use askama::Template;

#[derive(Template)]
#[template(path = "groups/edit.html")]
struct EditPage {
    shell: Shell,
    t: Texts,
    head: Head,
    action: String,
    cancel: String,
    version: i32,
    fields: Fields,
    /// Why the reader can change nothing, if so.
    read_only: Option<String>,
    /// Why the reader can change everything but what the group is called, if so.
    names_locked: Option<String>,
    /// Who is in the group without a membership; empty if nobody is.
    implicit: String,
    /// The periods of users in no group that sets any.
    usual: (i32, i32),
    mistakes: Vec<Mistake>,
    /// Set if somebody else has saved in between.
    conflict: Option<Conflict>,
}

impl EditPage {
    fn two_factor_said(&self) -> String {
        self.t.get(if self.fields.require_two_factor.ticked() {
            "common-yes"
        } else {
            "common-no"
        })
    }
}

fn shown(visit: &Visit, group: &Group, back: &Back, fields: Fields) -> Result<EditPage> {
    let (t, access) = (&visit.t, &visit.access);
    let why_not = |verdict: Result<(), Refusal>| verdict.err().map(|refusal| visit.why_not(&refusal));
    let read_only = why_not(access.allows::<EditGroup>(group));
    let mistakes = fields.mistakes(t);
    let implicit = match group.id {
        USERS => t.get("group-implicit-users"),
        ALL => t.get("group-implicit-all"),
        _ => String::new(),
    };
    let tab = Shown::Details {
        mistakes: mistakes.len(),
    };
    Ok(EditPage {
        shell: visit.shell()?,
        t: *t,
        head: Head::of(visit, group, back, tab),
        action: back.keep(&format!("/groups/{}", group.id)),
        cancel: back.target(LIST).to_owned(),
        version: group.version,
        names_locked: match read_only {
            Some(_) => None,
            None => why_not(access.allows::<RenameGroup>(group)),
        },
        read_only,
        implicit,
        usual: (session::ACCESS_MINUTES, session::REFRESH_MINUTES),
        mistakes,
        fields,
        conflict: None,
    })
}

/// GET /groups/{id}. Read-only for readers who may open the screen but not manage groups.
pub fn page(view: &mut View, (Id(id), Query(back)): (Id, Query<Back>)) -> Result<Answer> {
    let group = opened(&view.visit.access, &mut view.db, id)?;
    Answer::page(&shown(&view.visit, &group, &back, Fields::stored(&group))?)
}

/// POST /groups/{id}.
pub fn save(
    ctx: &mut Ctx<'_, '_>,
    (Id(id), Query(back), Form(typed)): (Id, Query<Back>, Form<Typed>),
) -> Result<Outcome> {
    menu::GROUPS.enter(&ctx.visit.access)?;
    let can = ctx.visit.access.can::<EditGroup>(ctx.tx, id)?;
    let group = can.row().clone();
    let t = ctx.visit.t;
    if group.system && typed.name.as_ref().is_some_and(|name| *name != group.name) {
        return Err(Error::BadRequest("the name of a system group".into()));
    }
    let stored = Fields::stored(&group);
    let mut fields = stored.with(&typed);
    if fields.name.value != stored.name.value || fields.display_name.value != stored.display_name.value {
        ctx.visit.access.allows::<RenameGroup>(&group)?;
    }
    let named = typed.name.is_some() && !group.system && !group.predefined;
    let details = fields.check_taken(ctx.tx, &t, named, Some(&group))?;
    if typed.version != group.version {
        return conflicting(&ctx.visit, &group, &back, &stored, fields);
    }
    let Some(details) = details else {
        return invalid(&ctx.visit, &group, &back, fields);
    };
    if group.require_two_factor && !details.require_two_factor {
        ctx.visit.proven()?;
    }
    let author = ctx.visit.author();
    if verbs::update(ctx.tx, &author, &can, &details)?.is_err() {
        fields.name.refuse(t.get("user-name-taken"));
        return invalid(&ctx.visit, &group, &back, fields);
    }
    let said = versions::saved(&t, stored.compared(&t, &fields));
    let target = back.keep(&format!("/groups/{id}"));
    Ok(Outcome::Commit(Answer::see_other(&target).saying(said)))
}

/// Answers 422: the page as typed, with the mistakes.
fn invalid(visit: &Visit, group: &Group, back: &Back, fields: Fields) -> Result<Outcome> {
    let page = shown(visit, group, back, fields)?;
    Answer::page_with(StatusCode::UNPROCESSABLE_ENTITY, &page).map(Outcome::Invalid)
}

/// Answers 409: both versions side by side. The form holds the reader's values and the stored version's number, so a
/// second Save decides.
fn conflicting(visit: &Visit, group: &Group, back: &Back, stored: &Fields, fields: Fields) -> Result<Outcome> {
    let t = &visit.t;
    let who = group.updated_by.clone().unwrap_or_else(|| t.get("common-somebody"));
    let text = t.two("common-conflict", "who", who, "when", t.date_time(group.updated_at));
    let rows = stored.compared(t, &fields);
    let mut page = shown(visit, group, back, fields)?;
    page.conflict = Some(Conflict { text, rows });
    Answer::page_with(StatusCode::CONFLICT, &page).map(Outcome::Invalid)
}
