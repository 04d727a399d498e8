//! **Two-factor** of other users (SPEC U-3, U-31): required at their next login, or taken away.
use super::pages::{Choose, FieldsPage};
use crate::db::Read;
use crate::error::Result;
use crate::users::{RemoveTwoFactor, Selected, SwitchTwoFactor, verbs};
use crate::web::answer::{Answer, Outcome};
use crate::web::field::{Choice, Field};
use crate::web::request::Form;
use crate::web::several::pages::{asked, finished, posted};
use crate::web::several::{Bulk, Plan, Selection, reasons};
use crate::web::visit::{Ctx, View, Visit};
use serde::Deserialize;

/// The action, as far as it is about requiring it; its page asks for this.
#[derive(Debug, Clone, Copy)]
pub struct TwoFactor;

impl Bulk for TwoFactor {
    type Row = Selected;
    type Right = SwitchTwoFactor;
    const WORD: &'static str = "two-factor";
    const ICON: &'static str = "shield-check";
    const BUTTON: &'static str = "users-two-factor";
}

/// The action where it is to be taken away, which is never done to oneself.
#[derive(Debug, Clone, Copy)]
struct Remove;

impl Bulk for Remove {
    type Row = Selected;
    type Right = RemoveTwoFactor;
    const WORD: &'static str = TwoFactor::WORD;
    const ICON: &'static str = TwoFactor::ICON;
    const BUTTON: &'static str = TwoFactor::BUTTON;
}

/// What is to be done.
#[derive(Deserialize, Debug, Clone, Copy, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
enum What {
    Require,
    Remove,
}

impl What {
    const fn code(self) -> &'static str {
        match self {
            What::Require => "require",
            What::Remove => "remove",
        }
    }
}

/// Names in one line of the hint.
const NAMED: usize = 20;

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
    /// Not asked for where it would be done to nobody.
    what: Option<What>,
}

/// POST /users/two-factor.
pub fn apply(ctx: &mut Ctx<'_, '_>, (selection, Form(typed)): (Selection, Form<Typed>)) -> Result<Outcome> {
    if typed.what == Some(What::Remove) {
        let plan = posted::<Remove>(ctx, &selection)?;
        let done = plan.carry_out::<Remove>(ctx, &selection, verbs::remove_two_factor)?;
        return finished::<Remove>(&ctx.visit, ctx.tx, &selection, &plan, &done);
    }
    let plan = posted::<TwoFactor>(ctx, &selection)?;
    if typed.what.is_none() && !plan.affected.is_empty() {
        return ask(&ctx.visit, ctx.tx, &selection, &plan, "choose")?.invalid();
    }
    let done = plan.carry_out::<TwoFactor>(ctx, &selection, verbs::require_two_factor)?;
    finished::<TwoFactor>(&ctx.visit, ctx.tx, &selection, &plan, &done)
}

/// Says whose second factor is required but not removed, and why.
fn kept(visit: &Visit, db: &mut impl Read, plan: &Plan<Selected>) -> Result<String> {
    let refusals = plan.affected.iter().filter_map(|row| {
        let refusal = visit.access.allows::<RemoveTwoFactor>(&row.user).err()?;
        Some((row.user.display_name.clone(), refusal))
    });
    let refusals: Vec<_> = refusals.collect();
    if refusals.is_empty() {
        return Ok(String::new());
    }
    let named = refusals.iter().map(|(name, refusal)| (name.as_str(), refusal));
    let reasons = reasons(visit, db, named)?;
    let lines: Vec<String> = reasons.iter().map(|reason| reason.line(&visit.t, NAMED)).collect();
    let said = visit.t.one("users-action-two-factor-kept", "reasons", lines.join(" "));
    Ok(format!(" {said}"))
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
                Choice::new(What::Require.code(), t.get("users-action-two-factor-require")),
                Choice::new(What::Remove.code(), t.get("users-action-two-factor-remove")),
            ],
            hint: t.get("users-action-two-factor-hint") + &kept(visit, db, plan)?,
        });
    }
    Ok(ask)
}
