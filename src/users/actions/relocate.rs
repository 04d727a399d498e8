//! **Move to org. unit** (SPEC U-3). Memberships stay where they are.
use super::pages::{Ask, Target, asked, finished, posted};
use super::plan::Plan;
use super::store::Standing;
use super::{Bulk, Selection};
use crate::access::permission::Permission;
use crate::error::Result;
use crate::org_units::tree;
use crate::users::{MoveUser, ReceiveUser, User, verbs};
use crate::web::answer::{Answer, Outcome};
use crate::web::field::Field;
use crate::web::request::Form;
use crate::web::tree::{TreeNode, choose};
use crate::web::visit::{Ctx, View, Visit};
use serde::Deserialize;

/// The action.
#[derive(Debug, Clone, Copy)]
pub struct Move;

impl Bulk for Move {
    type Right = MoveUser;
    const WORD: &'static str = "move";
    const ICON: &'static str = "sitemap";

    /// Known only once the unit is chosen.
    fn idle(_: &User, _: &Standing) -> bool {
        false
    }
}

/// GET /users/move.
pub fn page(view: &mut View, selection: Selection) -> Result<Answer> {
    match asked::<Move>(&view.visit, &mut view.db, &selection)? {
        Ok(plan) => Answer::page(&ask(&view.visit, &selection, &plan, Field::empty("into"))?),
        Err(back) => Ok(back),
    }
}

/// The unit chosen.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Typed {
    #[serde(default)]
    into: String,
}

/// POST /users/move.
pub fn apply(ctx: &mut Ctx<'_, '_>, (selection, Form(typed)): (Selection, Form<Typed>)) -> Result<Outcome> {
    let plan = posted::<Move>(ctx, &selection)?;
    let Ok(unit) = typed.into.parse() else {
        let field = Field::empty("into").refused(ctx.visit.t.get("common-choose-unit"));
        return ask(&ctx.visit, &selection, &plan, field)?.invalid();
    };
    let into = ctx.visit.access.can::<ReceiveUser>(ctx.tx, unit)?;
    let done = plan.carry_out::<Move>(ctx, &selection, |tx, author, can, batch| {
        verbs::move_to(tx, author, can, &into, batch)
    })?;
    finished::<Move>(&ctx.visit, &selection, &plan, &done)
}

fn ask(visit: &Visit, selection: &Selection, plan: &Plan, field: Field) -> Result<Ask> {
    let mut ask = Ask::new::<Move>(visit, selection, plan)?;
    if plan.affected.is_empty() {
        return Ok(ask);
    }
    let access = &visit.access;
    let mut nodes = tree::nodes(access, &access.ranges(Permission::EDIT_USER).and(&access.scope()));
    let chosen = match only(&nodes) {
        Some(unit) => choose(&mut nodes, unit).join(" / "),
        None => String::new(),
    };
    unfold(&mut nodes);
    ask.target = Some(Target {
        field,
        tree: nodes,
        chosen,
    });
    Ok(ask)
}

/// Where there is no choice it is made already.
fn only(nodes: &[TreeNode]) -> Option<i64> {
    match nodes {
        [one] if one.children.is_empty() => Some(one.id),
        _ => None,
    }
}

/// Opens the tree down to where it branches, so that there is something to choose at first sight.
fn unfold(mut nodes: &mut [TreeNode]) {
    while let [only] = nodes {
        only.open = true;
        nodes = &mut only.children;
    }
}
