//! **Copy group**: GET and POST /groups/{id}/copy. Members are never copied. P-6 decides about everything else.
use super::form::{Fields, Typed};
use super::{Back, opened};
use crate::access::Refusal;
use crate::error::{Error, Result};
use crate::groups::verbs::{self, Along};
use crate::groups::{CopyGroup, CreateGroup, Group};
use crate::web::answer::{Answer, Outcome};
use crate::web::field::{Field, Mistake};
use crate::web::group_name::group_name;
use crate::web::i18n::Texts;
use crate::web::menu;
use crate::web::refusal;
use crate::web::request::{Form, Id, Query};
use crate::web::shell::Shell;
use crate::web::visit::{Ctx, View, Visit};
use actix_web::http::StatusCode;
use askama::Template;

#[derive(Template)]
#[template(path = "groups/copy.html")]
struct CopyPage {
    shell: Shell,
    t: Texts,
    title: String,
    action: String,
    cancel: String,
    fields: Fields,
    permissions: Field,
    memberships: Field,
    mistakes: Vec<Mistake>,
    /// Why P-6 refuses the copy, and who could make it.
    denied: Option<String>,
}

fn shown(visit: &Visit, group: &Group, back: &Back, fields: Fields, along: Along) -> Result<CopyPage> {
    let page = |word: &str| back.keep(&format!("/groups/{}{word}", group.id));
    Ok(CopyPage {
        shell: visit.shell()?,
        t: visit.t,
        title: visit.t.one(
            "group-copy-title",
            "name",
            group_name(&visit.t, group.id, &group.display_name),
        ),
        action: page("/copy"),
        cancel: page(""),
        permissions: Field::tick("permissions", along.permissions),
        memberships: Field::tick("memberships", along.memberships),
        mistakes: fields.mistakes(&visit.t),
        fields,
        denied: None,
    })
}

/// GET /groups/{id}/copy.
pub fn page(view: &mut View, (Id(id), Query(back)): (Id, Query<Back>)) -> Result<Answer> {
    let group = opened(&view.visit.access, &mut view.db, id)?;
    view.visit.access.allows::<CopyGroup>(&group)?;
    let along = Along {
        permissions: true,
        memberships: true,
    };
    let mut fields = Fields::stored(&group);
    fields.name.value.clear();
    fields.display_name.value.clear();
    Answer::page(&shown(&view.visit, &group, &back, fields, along)?)
}

/// POST /groups/{id}/copy.
pub fn save(
    ctx: &mut Ctx<'_, '_>,
    (Id(id), Query(back), Form(typed)): (Id, Query<Back>, Form<Typed>),
) -> Result<Outcome> {
    menu::GROUPS.enter(&ctx.visit.access)?;
    let access = ctx.visit.access.clone();
    let from = access.can::<CopyGroup>(ctx.tx, id)?;
    let can = access.can_here::<CreateGroup>(ctx.tx)?;
    let group = from.row().clone();
    let t = ctx.visit.t;
    let along = Along {
        permissions: typed.permissions.iter().any(|value| value == "1"),
        memberships: typed.memberships.iter().any(|value| value == "1"),
    };
    let mut fields = Fields::stored(&group).with(&Typed {
        name: Some(typed.name.clone().unwrap_or_default()),
        description: group.description.clone(),
        access_minutes: Fields::stored(&group).access_minutes.value,
        refresh_minutes: Fields::stored(&group).refresh_minutes.value,
        require_two_factor: Fields::stored(&group).require_two_factor.value,
        ..typed
    });
    let Some(details) = fields.check_taken(ctx.tx, &t, true, None)? else {
        return invalid(&ctx.visit, &group, &back, fields, along);
    };
    let name = details
        .name
        .clone()
        .ok_or_else(|| Error::Internal("a group without a name".into()))?;
    let author = ctx.visit.author();
    let made = match verbs::copy(ctx.tx, &access, &author, (&from, &can), (&name, &details), along) {
        Ok(made) => made,
        Err(Error::Denied(refusal)) => return denied(ctx, &group, &back, (fields, along), &refusal),
        Err(other) => return Err(other),
    };
    let Ok((copy, left_out)) = made else {
        fields.name.refuse(t.get("user-name-taken"));
        return invalid(&ctx.visit, &group, &back, fields, along);
    };
    let target = back.keep(&format!("/groups/{copy}"));
    let said = said(&t, &group, details.display_name.as_str(), left_out);
    Ok(Outcome::Commit(Answer::see_other(&target).saying(said)))
}

/// Says what was copied. `left_out`: how many memberships and cells were not.
fn said(t: &Texts, group: &Group, name: &str, left_out: usize) -> String {
    let from = group_name(t, group.id, &group.display_name);
    let said = t.two("group-copied", "from", from, "name", name);
    match left_out {
        0 => said,
        _ => format!("{said} {}", t.one("group-copied-without", "count", left_out)),
    }
}

fn denied(
    ctx: &mut Ctx<'_, '_>,
    group: &Group,
    back: &Back,
    (fields, along): (Fields, Along),
    refusal: &Refusal,
) -> Result<Outcome> {
    let mut page = shown(&ctx.visit, group, back, fields, along)?;
    page.denied = Some(refusal::told(&ctx.visit, ctx.tx, refusal)?);
    refusal::again(&page, refusal)
}

fn invalid(visit: &Visit, group: &Group, back: &Back, fields: Fields, along: Along) -> Result<Outcome> {
    let page = shown(visit, group, back, fields, along)?;
    Answer::page_with(StatusCode::UNPROCESSABLE_ENTITY, &page).map(Outcome::Invalid)
}
