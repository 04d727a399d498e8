//! **Delete user** (SPEC U-5): erases, so what is to be deleted is typed first.
use super::pages::{Ask, Confirm, asked, finished, posted};
use super::plan::Plan;
use super::store::Standing;
use super::{Bulk, Deactivate, Selection, address};
use crate::access::{Access, Refusal};
use crate::db::Read;
use crate::error::Result;
use crate::text;
use crate::users::{DeleteUser, EnableDisableUser, State, User, verbs};
use crate::web::answer::{Answer, Outcome};
use crate::web::field::Field;
use crate::web::request::Form;
use crate::web::visit::{Ctx, View, Visit};
use serde::Deserialize;
use std::collections::HashMap;

/// The action.
#[derive(Debug, Clone, Copy)]
pub struct Delete;

impl Bulk for Delete {
    type Right = DeleteUser;
    const WORD: &'static str = "delete";
    const ICON: &'static str = "trash";
    const DANGER: bool = true;

    fn idle(_: &User, _: &Standing) -> bool {
        false
    }

    fn kept(db: &mut impl Read, access: &Access, users: &[i64]) -> Result<HashMap<i64, Refusal>> {
        verbs::kept_from_deleting(db, access, users)
    }
}

/// GET /users/delete.
pub fn page(view: &mut View, selection: Selection) -> Result<Answer> {
    match asked::<Delete>(&view.visit, &mut view.db, &selection)? {
        Ok(plan) => Answer::page(&ask(
            &view.visit,
            &mut view.db,
            &selection,
            &plan,
            Field::empty("confirm"),
        )?),
        Err(back) => Ok(back),
    }
}

/// What was typed to confirm.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Typed {
    #[serde(default)]
    confirm: String,
}

/// POST /users/delete.
pub fn apply(ctx: &mut Ctx<'_, '_>, (selection, Form(typed)): (Selection, Form<Typed>)) -> Result<Outcome> {
    let plan = posted::<Delete>(ctx, &selection)?;
    if !plan.affected.is_empty() && !is_confirmed(&plan, &typed.confirm) {
        let error = ctx.visit.t.one("common-action-confirm-wrong", "words", expected(&plan));
        let field = Field::new("confirm", typed.confirm).refused(error);
        return ask(&ctx.visit, ctx.tx, &selection, &plan, field)?.invalid();
    }
    let state = ctx.visit.state.clone();
    let done = plan.carry_out::<Delete>(ctx, &selection, |tx, author, can, batch| {
        verbs::delete(tx, &state.seal, author, can, batch).map(|()| true)
    })?;
    finished::<Delete>(&ctx.visit, ctx.tx, &selection, &plan, &done)
}

/// The login name of one, the number of several.
fn expected(plan: &Plan) -> String {
    match &plan.affected[..] {
        [one] => one.login.clone(),
        several => several.len().to_string(),
    }
}

/// Upper and lower case are as one, as at login.
fn is_confirmed(plan: &Plan, typed: &str) -> bool {
    text::name_key(typed.trim()) == text::name_key(&expected(plan))
}

fn ask(visit: &Visit, db: &mut impl Read, selection: &Selection, plan: &Plan, field: Field) -> Result<Ask> {
    let mut ask = Ask::new::<Delete>(visit, db, selection, plan)?;
    if !plan.affected.is_empty() {
        let label = visit.t.one("common-action-confirm", "words", expected(plan));
        ask.confirm = Some(Confirm { field, label });
    }
    let others = plan.refused.iter().map(|(user, _)| user).filter(|user| {
        let may = visit.access.allows::<EnableDisableUser>(user).is_ok();
        may && user.state == State::Active && visit.access.allows::<DeleteUser>(user).is_ok()
    });
    let others: Vec<i64> = others.map(|user| user.id).collect();
    if !others.is_empty() {
        ask.instead = Some(address(Deactivate::WORD, others, &selection.from));
    }
    Ok(ask)
}
