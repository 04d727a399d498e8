//! **Move to org. unit** (SPEC U-3). Memberships in the old unit stay there, or are moved along as far as P-6 allows.
use super::pages::{FieldsPage, Target};
use crate::db::Read;
use crate::error::Result;
use crate::memberships::{self, AddMembership};
use crate::org_units::tree;
use crate::users::edit::find;
use crate::users::{MoveUser, ReceiveUser, Selected, verbs};
use crate::web::answer::{Answer, Outcome};
use crate::web::field::Field;
use crate::web::request::Form;
use crate::web::several::pages::{asked, finished, posted};
use crate::web::several::{Bulk, Plan, Selection};
use crate::web::tree::TreeNode;
use crate::web::visit::{Ctx, View, Visit};
use serde::Deserialize;

/// The action.
#[derive(Debug, Clone, Copy)]
pub struct Move;

impl Bulk for Move {
    type Row = Selected;
    type Right = MoveUser;
    const WORD: &'static str = "move";
    const ICON: &'static str = "sitemap";
    const BUTTON: &'static str = "users-move";
}

/// GET /users/move.
pub fn page(view: &mut View, selection: Selection) -> Result<Answer> {
    match asked::<Move>(&view.visit, &mut view.db, &selection)? {
        Ok(plan) => Answer::page(&ask(
            &view.visit,
            &mut view.db,
            &selection,
            &plan,
            Field::empty("into"),
            &Typed::default(),
        )?),
        Err(back) => Ok(back),
    }
}

/// What the form sends: the unit chosen.
#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Typed {
    into: String,
    into_find: String,
    along: String,
    /// A unit is searched for, in a browser without scripts.
    look: String,
}

/// POST /users/move.
pub fn apply(ctx: &mut Ctx<'_, '_>, (selection, Form(typed)): (Selection, Form<Typed>)) -> Result<Outcome> {
    let plan = posted::<Move>(ctx, &selection)?;
    if !typed.look.is_empty() {
        let field = Field::new("into", typed.into.as_str());
        let page = ask(&ctx.visit, ctx.tx, &selection, &plan, field, &typed)?;
        return Answer::page(&page).map(Outcome::Invalid);
    }
    let along = typed.along == "1";
    let Ok(unit) = typed.into.parse() else {
        let field = Field::empty("into").refused(ctx.visit.t.get("common-choose-unit"));
        return ask(&ctx.visit, ctx.tx, &selection, &plan, field, &typed)?.invalid();
    };
    let access = ctx.visit.access.clone();
    let into = access.can::<ReceiveUser>(ctx.tx, unit)?;
    let place = if along {
        Some(access.can::<AddMembership>(ctx.tx, unit)?)
    } else {
        None
    };
    let done = plan.carry_out::<Move>(ctx, &selection, |tx, author, can, batch| {
        let user = can.row();
        if let Some(place) = place.as_ref().filter(|_| user.unit != unit) {
            memberships::verbs::shift(tx, &access, author, (user.id, user.unit), place, batch)?;
        }
        verbs::move_to(tx, &access, author, can, &into, batch)
    })?;
    finished::<Move>(&ctx.visit, ctx.tx, &selection, &plan, &done)
}

fn ask(
    visit: &Visit,
    db: &mut impl Read,
    selection: &Selection,
    plan: &Plan<Selected>,
    field: Field,
    typed: &Typed,
) -> Result<FieldsPage> {
    let mut ask = FieldsPage::new::<Move>(visit, db, selection, plan)?;
    if plan.affected.is_empty() {
        return Ok(ask);
    }
    let access = &visit.access;
    let within = find::editable(access);
    let mut units = tree::choices(access, &within, field.value.parse().ok());
    if let Some(unit) = only(&units.nodes) {
        units = tree::choices(access, &within, Some(unit));
    }
    unfold(&mut units.nodes);
    let url = find::url(&units, find::Purpose::Move);
    ask.target = Some(Target {
        field,
        units: units.found(access, &within, url, &typed.into_find),
        along: Field::tick("along", typed.along == "1"),
    });
    Ok(ask)
}

/// Returns the only unit, if there is just one; it is then chosen already.
fn only(nodes: &[TreeNode]) -> Option<i64> {
    match nodes {
        [one] if one.children.is_empty() => Some(one.id),
        _ => None,
    }
}

/// Opens the tree down to where it branches, so that there is something to choose at once.
fn unfold(mut nodes: &mut [TreeNode]) {
    while let [only] = nodes {
        only.open = true;
        nodes = &mut only.children;
    }
}
