//! **Send activation link** and **Reset password link**: GET and POST /users/send-activation-link, /users/send-reset-link (SPEC U-3).
//!
//! Whoever has an address that the link may go to gets it by mail; the others' links are copied from their tab.
use super::pages::{Nothing, finished, posted};
use super::store::Standing;
use super::{Bulk, Selection};
use crate::access::Can;
use crate::activity::Author;
use crate::config::Seal;
use crate::db::Tx;
use crate::error::Result;
use crate::session::links::Purpose;
use crate::users::verbs::{make_link, purpose_for, send_link};
use crate::users::{ManageLinks, User};
use crate::web::answer::Outcome;
use crate::web::request::Form;
use crate::web::visit::Ctx;
use uuid::Uuid;

/// To those who wait for activation.
#[derive(Debug, Clone, Copy)]
pub struct SendActivation;

/// To active users.
#[derive(Debug, Clone, Copy)]
pub struct SendReset;

/// An action that hands over links of one kind.
pub trait Handing: Bulk<Right = ManageLinks> {
    const PURPOSE: Purpose;
}

impl Bulk for SendActivation {
    type Right = ManageLinks;
    const WORD: &'static str = "send-activation-link";
    const ICON: &'static str = "send";
    fn idle(user: &User, _: &Standing) -> bool {
        purpose_for(user) != Some(Purpose::Activation)
    }
}

impl Handing for SendActivation {
    const PURPOSE: Purpose = Purpose::Activation;
}

impl Bulk for SendReset {
    type Right = ManageLinks;
    const WORD: &'static str = "send-reset-link";
    const ICON: &'static str = "key";
    fn idle(user: &User, _: &Standing) -> bool {
        purpose_for(user) != Some(Purpose::Reset)
    }
}

impl Handing for SendReset {
    const PURPOSE: Purpose = Purpose::Reset;
}

/// POST of either.
pub fn apply<H: Handing>(
    ctx: &mut Ctx<'_, '_>,
    (selection, Form(Nothing {})): (Selection, Form<Nothing>),
) -> Result<Outcome> {
    let plan = posted::<H>(ctx, &selection)?;
    let state = ctx.visit.state.clone();
    let done = plan.carry_out::<H>(ctx, &selection, |tx, author, can, batch| {
        hand_over(tx, &state.seal, author, can, H::PURPOSE, batch)
    })?;
    finished::<H>(&ctx.visit, ctx.tx, &selection, &plan, &done)
}

fn hand_over<'t>(
    tx: &mut Tx<'t>,
    seal: &Seal,
    author: &Author,
    can: &Can<'t, ManageLinks>,
    purpose: Purpose,
    batch: Option<Uuid>,
) -> Result<bool> {
    if make_link(tx, seal, author, can, purpose, batch)?.is_none() {
        return Ok(false);
    }
    send_link(tx, seal, author, can, purpose, batch)?;
    Ok(true)
}
