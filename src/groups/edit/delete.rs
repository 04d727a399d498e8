//! **Delete group** (SPEC G-1): GET and POST /groups/{id}/delete. A group in use is emptied in the same step, if the
//! user says so and may do it.
use super::{Back, LIST, opened};
use crate::access::permission::Permission;
use crate::db::Read;
use crate::error::{Error, Result};
use crate::groups::{DeleteGroup, Group, verbs};
use crate::org_units::tree;
use crate::web::answer::{Answer, Outcome};
use crate::web::field::Field;
use crate::web::group_name::group_name;
use crate::web::i18n::Texts;
use crate::web::menu;
use crate::web::refusal;
use crate::web::request::{Form, Id, Query};
use crate::web::shell::Shell;
use crate::web::visit::{Ctx, View, Visit};
use actix_web::http::StatusCode;
use askama::Template;
use serde::Deserialize;

/// How many members, and how many cells, are named.
const NAMED: usize = 10;

/// What keeps a group from being deleted.
#[derive(Debug, Default)]
struct Use {
    members: Vec<String>,
    more_members: i64,
    cells: Vec<String>,
    more_cells: usize,
    /// Why the user may not empty the group, and who could.
    why: Option<String>,
}

impl Use {
    fn is_none(&self) -> bool {
        self.members.is_empty() && self.cells.is_empty() && self.why.is_none()
    }
}

#[derive(Template)]
#[template(path = "groups/delete.html")]
struct DeletePage {
    shell: Shell,
    t: Texts,
    title: String,
    action: String,
    cancel: String,
    used: Use,
    emptying: Field,
}

impl DeletePage {
    /// Returns the label of the button; empty if there is none.
    fn label(&self) -> String {
        if self.used.why.is_some() {
            String::new()
        } else {
            self.t.get("group-delete")
        }
    }
}

fn used(visit: &Visit, db: &mut impl Read, group: &Group) -> Result<Use> {
    let (t, access) = (&visit.t, &visit.access);
    let inside = verbs::contents(db, access, group.id, NAMED)?;
    let placed = |what: &str, unit: i64| t.two("membership-in-place", "group", what, "unit", tree::path(access, unit));
    let label = |right: Permission| refusal::label(t, access.snapshot(), right);
    let mut used = Use {
        more_members: (inside.memberships - inside.members.len() as i64).max(0),
        members: inside.members.iter().map(|(name, unit)| placed(name, *unit)).collect(),
        more_cells: inside.cells.len().saturating_sub(NAMED),
        cells: inside
            .cells
            .iter()
            .take(NAMED)
            .map(|(right, unit)| placed(&label(*right), *unit))
            .collect(),
        why: inside.hidden.then(|| t.get("group-delete-hidden")),
    };
    if used.why.is_none()
        && !used.is_none()
        && let Err(refusal) = verbs::may_empty(db, access, group.id)?
    {
        used.why = Some(refusal::with_who(visit, db, &refusal)?);
    }
    Ok(used)
}

fn asking(visit: &Visit, group: &Group, back: &Back, used: Use, emptying: Field) -> Result<DeletePage> {
    Ok(DeletePage {
        shell: visit.shell()?,
        t: visit.t,
        title: visit.t.one(
            "group-delete-title",
            "name",
            group_name(&visit.t, group.id, &group.display_name),
        ),
        action: visit.request.address_bar(),
        cancel: back.keep(&format!("/groups/{}", group.id)),
        used,
        emptying,
    })
}

/// GET /groups/{id}/delete.
pub fn page(view: &mut View, (Id(id), Query(back)): (Id, Query<Back>)) -> Result<Answer> {
    let View { db, visit } = view;
    let group = opened(&visit.access, db, id)?;
    visit.access.allows::<DeleteGroup>(&group)?;
    let used = used(visit, db, &group)?;
    Answer::page(&asking(visit, &group, &back, used, Field::tick("emptying", false))?)
}

/// Whether the user wants the group emptied.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Typed {
    #[serde(default)]
    emptying: String,
}

/// POST /groups/{id}/delete.
pub fn apply(
    ctx: &mut Ctx<'_, '_>,
    (Id(id), Query(back), Form(typed)): (Id, Query<Back>, Form<Typed>),
) -> Result<Outcome> {
    menu::GROUPS.enter(&ctx.visit.access)?;
    let access = ctx.visit.access.clone();
    let can = access.can::<DeleteGroup>(ctx.tx, id)?;
    let group = can.row().clone();
    let emptying = typed.emptying == "1";
    if !emptying && verbs::is_in_use(ctx.tx, id)? {
        let used = used(&ctx.visit, ctx.tx, &group)?;
        let field = Field::tick("emptying", false).refused(ctx.visit.t.get("group-in-use"));
        let page = asking(&ctx.visit, &group, &back, used, field)?;
        return Answer::page_with(StatusCode::UNPROCESSABLE_ENTITY, &page).map(Outcome::Invalid);
    }
    match verbs::delete(ctx.tx, &access, &ctx.visit.author(), &can, emptying) {
        Ok(()) => {}
        Err(Error::Denied(refusal)) => {
            let used = used(&ctx.visit, ctx.tx, &group)?;
            let page = asking(&ctx.visit, &group, &back, used, Field::tick("emptying", emptying))?;
            return refusal::again(&page, &refusal);
        }
        Err(other) => return Err(other),
    }
    let name = group_name(&ctx.visit.t, group.id, &group.display_name);
    let said = ctx.visit.t.one("group-deleted", "name", name);
    Ok(Outcome::Commit(Answer::see_other(back.target(LIST)).saying(said)))
}
