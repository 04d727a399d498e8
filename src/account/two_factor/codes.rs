//! New recovery codes: GET and POST /account/two-factor/codes. A code proves that the second factor is still there.
use super::{HERE, codes_page};
use crate::activity::{self, Entry, Subject};
use crate::error::{Error, Result};
use crate::session::two_factor::{self, Checked, Method, Reserved, TwoFactorChange};
use crate::users::OwnAccount;
use crate::web::answer::{Answer, Outcome};
use crate::web::field::Field;
use crate::web::hashing_job::{Hashed, Hashing};
use crate::web::i18n::Texts;
use crate::web::request::Form;
use crate::web::shell::Shell;
use crate::web::visit::{Ctx, First, View, Visit};
use actix_web::http::StatusCode;
use askama::Template;
use serde::Deserialize;

#[derive(Template)]
#[template(path = "account/new_codes.html")]
struct NewCodesPage {
    shell: Shell,
    t: Texts,
    code: Field,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Typed {
    #[serde(default)]
    code: String,
}

/// Between the hops.
pub struct Attempted {
    code: String,
    reserved: Reserved,
}

/// GET /account/two-factor/codes.
pub fn page(view: &mut View, (): ()) -> Result<Answer> {
    let user = view.visit.access.principal()?.user;
    if two_factor::state(&mut view.db, user)?.is_none() {
        return Ok(Answer::see_other(HERE));
    }
    Answer::page(&new_codes_page(&view.visit, Field::empty("code"))?)
}

fn new_codes_page(visit: &Visit, code: Field) -> Result<NewCodesPage> {
    Ok(NewCodesPage {
        shell: visit.shell()?,
        t: visit.t,
        code,
    })
}

fn refused(visit: &Visit, error: String) -> Result<Answer> {
    let page = new_codes_page(visit, Field::empty("code").refused(error))?;
    Answer::page_with(StatusCode::UNPROCESSABLE_ENTITY, &page)
}

/// POST /account/two-factor/codes, first hop: count the attempt.
pub fn check(ctx: &mut Ctx<'_, '_>, Form(typed): Form<Typed>) -> Result<First<Attempted>> {
    let user = ctx.visit.access.principal()?.user;
    ctx.visit.access.can::<OwnAccount>(ctx.tx, user)?;
    if two_factor::state(ctx.tx, user)?.is_none() {
        return Ok(First::Done(Outcome::Invalid(Answer::see_other(HERE))));
    }
    if typed.code.trim().is_empty() {
        let page = refused(&ctx.visit, ctx.visit.t.get("login-code-missing"))?;
        return Ok(First::Done(Outcome::Invalid(page)));
    }
    match two_factor::reserve(ctx.tx, user, Method::of(&typed.code))? {
        Ok(reserved) => {
            let code = typed.code;
            Ok(First::Hash(Hashing::default(), Attempted { code, reserved }))
        }
        Err(until) => {
            let said = ctx.visit.t.one("login-code-locked", "time", ctx.visit.t.clock(until));
            Ok(First::Done(Outcome::Invalid(refused(&ctx.visit, said)?)))
        }
    }
}

/// POST /account/two-factor/codes, second hop: the new ones, shown once.
pub fn finish(ctx: &mut Ctx<'_, '_>, attempted: &Attempted, _: &Hashed) -> Result<Outcome> {
    let viewer = ctx.visit.access.principal()?.clone();
    let reserved = &attempted.reserved;
    match two_factor::check(ctx, reserved, &attempted.code)? {
        Checked::Right => {}
        Checked::Locked(until) => {
            let said = ctx.visit.t.one("login-code-locked", "time", ctx.visit.t.clock(until));
            return refused(&ctx.visit, said).map(Outcome::Commit);
        }
        Checked::Wrong => {
            two_factor::record_failure(ctx, reserved)?;
            let said = ctx.visit.t.get("login-code-wrong");
            return refused(&ctx.visit, said).map(Outcome::Commit);
        }
    }
    let codes = two_factor::new_codes(ctx.tx, viewer.user)?;
    let subject = Subject::User(viewer.user);
    let entry = Entry::new(
        &ctx.visit.author(),
        "user.recovery_codes_made",
        subject,
        Some(viewer.unit),
    );
    activity::record(ctx.tx, entry.fact("recovery_codes", codes.len()))?;
    two_factor::tell(
        ctx.tx,
        viewer.user,
        Some(viewer.user),
        TwoFactorChange::NewRecoveryCodes,
    )?;
    if codes.is_empty() {
        return Err(Error::Internal("no recovery codes".into()));
    }
    Answer::page(&codes_page(&ctx.visit, codes)?).map(Outcome::Commit)
}
