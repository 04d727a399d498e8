//! **Activation link**: /activate (SPEC U-50). Sets the first password, and logs in.
use super::by_link::{self, Done, Typed};
use super::links::Purpose;
use super::stages::{self, Beginning};
use super::store::Link;
use super::{Ended, LoginOption};
use crate::error::Result;
use crate::web::answer::{Answer, Outcome};
use crate::web::hashing_job::Hashed;
use crate::web::request::Form;
use crate::web::visit::{Ctx, First, View};

/// GET /activate/{secret}.
pub fn open(view: &mut View, (): ()) -> Result<Answer> {
    by_link::open(view, Purpose::Activation)
}

/// GET /activate.
pub fn page(view: &mut View, (): ()) -> Result<Answer> {
    by_link::page(view, Purpose::Activation)
}

/// POST /activate, first hop.
pub fn check(ctx: &mut Ctx<'_, '_>, Form(typed): Form<Typed>) -> Result<First<Link>> {
    by_link::check(ctx, typed, Purpose::Activation)
}

/// POST /activate, second hop. The login then continues like any other, through the second factor where one is
/// required.
pub fn finish(ctx: &mut Ctx<'_, '_>, link: &Link, hashed: &Hashed) -> Result<Outcome> {
    let author = match by_link::finish(ctx, link, hashed, Purpose::Activation)? {
        Done::Set(author) => author,
        Done::Over(outcome) => return Ok(outcome),
    };
    if let Some(old) = ctx.visit.access.viewer().filter(|old| old.user != link.user_id) {
        super::end_one(ctx.tx, &author, old.user, old.unit, old.session()?.id, Ended::Replaced)?;
    }
    let new = Beginning {
        user: link.user_id,
        option: LoginOption::ActivationLink,
        attempts: None,
        from: "/",
    };
    let answer = stages::begin(ctx, &new)?;
    let said = ctx.visit.t.get("by-link-activation-done");
    Ok(Outcome::Commit(answer.saying(said).with_link(None)))
}
