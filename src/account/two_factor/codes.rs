//! New recovery codes: GET and POST /account/two-factor/codes. A code proves that the second factor is still there.
use super::{HERE, codes_page};
use crate::activity::{self, Entry, Event, Subject};
use crate::db::Read;
use crate::error::{Error, Result};
use crate::session::two_factor::{self, Ask, Checked, Method, Reserved, TwoFactorChange};
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
    ask: Ask,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Typed {
    #[serde(default)]
    code: String,
    /// **Send code** was pressed.
    #[serde(default)]
    send: String,
}

/// What the first hop leaves for the second.
pub struct Attempted {
    code: String,
    reserved: Reserved,
}

/// GET /account/two-factor/codes.
pub fn page(view: &mut View, (): ()) -> Result<Answer> {
    match asking(&mut view.db, &view.visit)? {
        Some(ask) => Answer::page(&new_codes_page(&view.visit, ask, Field::empty("code"))?),
        None => Ok(Answer::see_other(HERE)),
    }
}

/// Returns what to ask for, or None if there is no second factor.
fn asking(db: &mut impl Read, visit: &Visit) -> Result<Option<Ask>> {
    let on = two_factor::state(db, visit.access.principal()?.user)?;
    Ok(on.map(|on| Ask::of(&visit.t, &on)))
}

fn new_codes_page(visit: &Visit, ask: Ask, code: Field) -> Result<NewCodesPage> {
    Ok(NewCodesPage {
        shell: visit.shell()?,
        t: visit.t,
        code,
        ask,
    })
}

fn refused(ctx: &mut Ctx<'_, '_>, error: String) -> Result<Answer> {
    let Some(ask) = asking(ctx.tx, &ctx.visit)? else {
        return Ok(Answer::see_other(HERE));
    };
    let page = new_codes_page(&ctx.visit, ask, Field::empty("code").refused(error))?;
    Answer::page_with(StatusCode::UNPROCESSABLE_ENTITY, &page)
}

fn send(ctx: &mut Ctx<'_, '_>, ask: Ask) -> Result<Outcome> {
    match two_factor::send_asked(ctx)? {
        Ok(said) => {
            let ask = Ask {
                said: Some(said),
                ..ask
            };
            Answer::page(&new_codes_page(&ctx.visit, ask, Field::empty("code"))?).map(Outcome::Commit)
        }
        Err(why) => refused(ctx, why).map(Outcome::Invalid),
    }
}

/// POST /account/two-factor/codes, first hop: counts the attempt.
pub fn check(ctx: &mut Ctx<'_, '_>, Form(typed): Form<Typed>) -> Result<First<Attempted>> {
    let user = ctx.visit.access.principal()?.user;
    ctx.visit.access.can::<OwnAccount>(ctx.tx, user)?;
    let Some(ask) = asking(ctx.tx, &ctx.visit)? else {
        return Ok(First::Done(Outcome::Invalid(Answer::see_other(HERE))));
    };
    if !typed.send.is_empty() {
        return send(ctx, ask).map(First::Done);
    }
    if typed.code.trim().is_empty() {
        let said = ctx.visit.t.get("login-code-missing");
        return Ok(First::Done(Outcome::Invalid(refused(ctx, said)?)));
    }
    match two_factor::reserve(ctx, user, Method::of(&typed.code))? {
        Ok(reserved) => {
            let code = typed.code;
            Ok(First::Hash(Hashing::default(), Attempted { code, reserved }))
        }
        Err(until) => {
            let said = ctx.visit.t.one("login-code-locked", "time", ctx.visit.t.clock(until));
            Ok(First::Done(Outcome::Invalid(refused(ctx, said)?)))
        }
    }
}

/// POST /account/two-factor/codes, second hop: makes new codes and shows them once.
pub fn finish(ctx: &mut Ctx<'_, '_>, attempted: &Attempted, _: &Hashed) -> Result<Outcome> {
    let viewer = ctx.visit.access.principal()?.clone();
    let reserved = &attempted.reserved;
    match two_factor::check(ctx, reserved, &attempted.code)? {
        Checked::Right => {}
        Checked::Locked(until) => {
            let said = ctx.visit.t.one("login-code-locked", "time", ctx.visit.t.clock(until));
            return refused(ctx, said).map(Outcome::Commit);
        }
        Checked::Wrong => {
            two_factor::record_failure(ctx, reserved)?;
            let said = ctx.visit.t.get("login-code-wrong");
            return refused(ctx, said).map(Outcome::Commit);
        }
    }
    let codes = two_factor::new_codes(ctx.tx, viewer.user)?;
    let subject = Subject::User(viewer.user);
    let entry = Entry::new(
        &ctx.visit.author(),
        Event::UserRecoveryCodesMade,
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
