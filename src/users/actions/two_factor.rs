//! **Two-factor** of other users (SPEC U-3, U-31): required at their next login, or taken away.
use super::pages::{Choose, FieldsPage};
use crate::db::Read;
use crate::error::{Error, Result};
use crate::users::{Selected, SwitchTwoFactor, verbs};
use crate::web::answer::{Answer, Outcome};
use crate::web::field::{Choice, Field};
use crate::web::request::Form;
use crate::web::several::pages::{asked, finished, posted};
use crate::web::several::{Bulk, Plan, Selection};
use crate::web::visit::{Ctx, View, Visit};
use serde::Deserialize;

/// The action.
#[derive(Debug, Clone, Copy)]
pub struct TwoFactor;

impl Bulk for TwoFactor {
    type Row = Selected;
    type Right = SwitchTwoFactor;
    const WORD: &'static str = "two-factor";
    const ICON: &'static str = "shield-check";
    const BUTTON: &'static str = "users-two-factor";
}

const REQUIRE: &str = "require";
const REMOVE: &str = "remove";

/// GET /users/two-factor.
pub fn page(view: &mut View, selection: Selection) -> Result<Answer> {
    match asked::<TwoFactor>(&view.visit, &mut view.db, &selection)? {
        Ok(plan) => Answer::page(&ask(&view.visit, &mut view.db, &selection, &plan, "")?),
        Err(back) => Ok(back),
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Typed {
    #[serde(default)]
    what: String,
}

/// POST /users/two-factor.
pub fn apply(ctx: &mut Ctx<'_, '_>, (selection, Form(typed)): (Selection, Form<Typed>)) -> Result<Outcome> {
    let plan = posted::<TwoFactor>(ctx, &selection)?;
    let done = match typed.what.as_str() {
        REQUIRE => plan.carry_out::<TwoFactor>(ctx, &selection, verbs::require_two_factor)?,
        REMOVE => plan.carry_out::<TwoFactor>(ctx, &selection, verbs::remove_two_factor)?,
        "" if !plan.affected.is_empty() => return ask(&ctx.visit, ctx.tx, &selection, &plan, "choose")?.invalid(),
        "" => plan.carry_out::<TwoFactor>(ctx, &selection, verbs::require_two_factor)?,
        _ => return Err(Error::BadRequest("unknown choice".into())),
    };
    finished::<TwoFactor>(&ctx.visit, ctx.tx, &selection, &plan, &done)
}

fn ask(
    visit: &Visit,
    db: &mut impl Read,
    selection: &Selection,
    plan: &Plan<Selected>,
    wrong: &str,
) -> Result<FieldsPage> {
    let (t, mut ask) = (&visit.t, FieldsPage::new::<TwoFactor>(visit, db, selection, plan)?);
    if !plan.affected.is_empty() {
        let mut field = Field::empty("what");
        if !wrong.is_empty() {
            field.refuse(t.get("users-action-two-factor-choose"));
        }
        ask.choose = Some(Choose {
            field,
            label: t.get("users-action-two-factor-what"),
            choices: vec![
                Choice::new(REQUIRE, t.get("users-action-two-factor-require")),
                Choice::new(REMOVE, t.get("users-action-two-factor-remove")),
            ],
            hint: t.get("users-action-two-factor-hint"),
        });
    }
    Ok(ask)
}
