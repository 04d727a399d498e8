//! **Reset password link**: /reset-password (SPEC U-51). Sets a new password, ends all sessions, and logs nobody in (SECURITY
//! TK9): two-factor, where there is one, is asked for at the login that follows (OT8).
use super::by_link::{self, Done, Typed};
use super::links::Purpose;
use super::store::Link;
use crate::error::Result;
use crate::mail::{self, Message};
use crate::web::answer::{Answer, Outcome, SessionCookie};
use crate::web::hashing_job::Hashed;
use crate::web::request::Form;
use crate::web::visit::{Ctx, First, View};

/// GET /reset-password/{secret}.
pub fn open(view: &mut View, (): ()) -> Result<Answer> {
    by_link::open(view, Purpose::Reset)
}

/// GET /reset-password.
pub fn page(view: &mut View, (): ()) -> Result<Answer> {
    by_link::page(view, Purpose::Reset)
}

/// POST /reset-password, first hop.
pub fn check(ctx: &mut Ctx<'_, '_>, Form(typed): Form<Typed>) -> Result<First<Link>> {
    by_link::check(ctx, typed, Purpose::Reset)
}

/// POST /reset-password, second hop.
pub fn finish(ctx: &mut Ctx<'_, '_>, link: &Link, hashed: &Hashed) -> Result<Outcome> {
    if let Done::Over(outcome) = by_link::finish(ctx, link, hashed, Purpose::Reset)? {
        return Ok(outcome);
    }
    mail::queue(ctx.tx, link.user_id, &Message::PasswordChanged { by_other: false })?;
    let answer = Answer::see_other("/login")
        .saying(ctx.visit.t.get("setup-done"))
        .with_link(None);
    let own = ctx
        .visit
        .access
        .viewer()
        .is_some_and(|viewer| viewer.user == link.user_id);
    Ok(Outcome::Commit(match own {
        true => answer.with_cookie(SessionCookie::Clear),
        false => answer,
    }))
}
