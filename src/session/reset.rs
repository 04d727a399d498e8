//! **Reset password link**: /reset-password (SPEC U-51). Sets a new password, ends all sessions, and logs nobody in.
use super::by_link::{self, Typed};
use super::links::Purpose;
use super::store::Link;
use crate::error::Result;
use crate::web::answer::{Answer, Outcome};
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
    by_link::finish_logged_out(ctx, link, hashed, Purpose::Reset)
}
