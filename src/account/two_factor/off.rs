//! Turning one's own second factor off: GET and POST /account/two-factor/off, by password and code (SECURITY OT7).
use super::HERE;
use crate::activity::{self, Entry, Subject};
use crate::error::Result;
use crate::session::hashing::Secret;
use crate::session::proof::{self, Attempt};
use crate::session::two_factor::{self, Checked, Method, Reserved, TwoFactorChange};
use crate::session::{self, Ended};
use crate::users::OwnAccount;
use crate::web::answer::{Answer, Outcome, SessionCookie};
use crate::web::field::{Field, Mistake, labelled, mistakes};
use crate::web::hashing_job::{Hashed, Hashing};
use crate::web::i18n::Texts;
use crate::web::request::Form;
use crate::web::shell::Shell;
use crate::web::visit::{Ctx, First, View, Visit};
use actix_web::http::StatusCode;
use askama::Template;
use serde::Deserialize;

const LABELS: [(&str, &str); 2] = [("current_password", "change-password-current"), ("code", "login-code")];

#[derive(Template)]
#[template(path = "account/two_factor_off.html")]
struct OffPage {
    shell: Shell,
    t: Texts,
    login: String,
    fields: Fields,
    mistakes: Vec<Mistake>,
}

#[derive(Clone)]
struct Fields {
    password: Field,
    code: Field,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Typed {
    /// For password managers only.
    #[serde(default, rename = "username")]
    _username: String,
    #[serde(default)]
    current_password: Secret,
    #[serde(default)]
    code: String,
}

/// Between the hops.
pub struct Attempted {
    stored: Option<String>,
    number: i32,
    code: String,
    reserved: Reserved,
}

impl Fields {
    fn empty() -> Self {
        Self {
            password: Field::empty("current_password"),
            code: Field::empty("code"),
        }
    }
}

/// GET /account/two-factor/off.
pub fn page(view: &mut View, (): ()) -> Result<Answer> {
    let user = view.visit.access.principal()?.user;
    let on = two_factor::state(&mut view.db, user)?.is_some();
    if !on || two_factor::is_required(&mut view.db, &view.visit)? {
        return Ok(Answer::see_other(HERE));
    }
    Answer::page(&off_page(&view.visit, Fields::empty())?)
}

fn off_page(visit: &Visit, fields: Fields) -> Result<OffPage> {
    Ok(OffPage {
        shell: visit.shell()?,
        t: visit.t,
        login: visit.access.principal()?.login.clone(),
        mistakes: labelled(&visit.t, mistakes([&fields.password, &fields.code]), &LABELS),
        fields,
    })
}

fn refused(visit: &Visit, fields: Fields) -> Result<Answer> {
    Answer::page_with(StatusCode::UNPROCESSABLE_ENTITY, &off_page(visit, fields)?)
}

/// POST /account/two-factor/off, first hop: count both attempts.
pub fn check(ctx: &mut Ctx<'_, '_>, Form(typed): Form<Typed>) -> Result<First<Attempted>> {
    let user = ctx.visit.access.principal()?.user;
    ctx.visit.access.can::<OwnAccount>(ctx.tx, user)?;
    if two_factor::state(ctx.tx, user)?.is_none() || two_factor::is_required(ctx.tx, &ctx.visit)? {
        return Ok(First::Done(Outcome::Invalid(Answer::see_other(HERE))));
    }
    let (t, mut fields) = (ctx.visit.t, Fields::empty());
    if typed.current_password.is_empty() {
        fields.password.refuse(t.get("change-password-current-missing"));
    }
    if typed.code.trim().is_empty() {
        fields.code.refuse(t.get("login-code-missing"));
    }
    let mut counted = None;
    if fields.password.error.is_none() && fields.code.error.is_none() {
        counted = count(ctx, user, &typed.code, &mut fields)?;
    }
    let Some((number, reserved)) = counted else {
        return Ok(First::Done(Outcome::Invalid(refused(&ctx.visit, fields)?)));
    };
    let stored = session::password_hash(ctx.tx, user)?;
    let hashing = Hashing {
        check: Some((typed.current_password, stored.clone())),
        ..Hashing::default()
    };
    let code = typed.code;
    Ok(First::Hash(
        hashing,
        Attempted {
            stored,
            number,
            code,
            reserved,
        },
    ))
}

/// None: one of the two is locked, which stands at its field.
fn count(ctx: &mut Ctx<'_, '_>, user: i64, code: &str, fields: &mut Fields) -> Result<Option<(i32, Reserved)>> {
    let t = ctx.visit.t;
    let number = match proof::reserve(ctx.tx, user)? {
        Attempt::Number(number) => Some(number),
        Attempt::Locked(until) => {
            fields
                .password
                .refuse(t.one("change-password-locked", "time", t.clock(until)));
            None
        }
    };
    let reserved = match two_factor::reserve(ctx.tx, user, Method::of(code))? {
        Ok(reserved) => Some(reserved),
        Err(until) => {
            fields.code.refuse(t.one("login-code-locked", "time", t.clock(until)));
            None
        }
    };
    Ok(number.zip(reserved))
}

/// POST /account/two-factor/off, second hop: a code is looked at, and used up, only beside the right password.
pub fn finish(ctx: &mut Ctx<'_, '_>, attempted: &Attempted, hashed: &Hashed) -> Result<Outcome> {
    let viewer = ctx.visit.access.principal()?.clone();
    let (t, mut fields) = (ctx.visit.t, Fields::empty());
    let unchanged = session::password_hash(ctx.tx, viewer.user)? == attempted.stored;
    if let Some(until) = proof::locked_by_another(ctx.tx, viewer.user, attempted.number)? {
        fields
            .password
            .refuse(t.one("change-password-locked", "time", t.clock(until)));
    } else if !(hashed.right && unchanged) {
        let subject = Subject::User(viewer.user);
        let entry = Entry::new(&ctx.visit.author(), "password.proof_failed", subject, Some(viewer.unit));
        activity::record(ctx.tx, entry.fact("attempt", attempted.number).fact("for", viewer.user))?;
        fields.password.refuse(t.get("change-password-wrong"));
    } else {
        match two_factor::check(ctx, &attempted.reserved, &attempted.code)? {
            Checked::Right => return switch_off(ctx),
            Checked::Locked(until) => fields.code.refuse(t.one("login-code-locked", "time", t.clock(until))),
            Checked::Wrong => {
                two_factor::record_failure(ctx, &attempted.reserved)?;
                fields.code.refuse(t.get("login-code-wrong"));
            }
        }
    }
    refused(&ctx.visit, fields).map(Outcome::Commit)
}

fn switch_off(ctx: &mut Ctx<'_, '_>) -> Result<Outcome> {
    let viewer = ctx.visit.access.principal()?.clone();
    let author = ctx.visit.author();
    proof::clear(ctx.tx, viewer.user)?;
    two_factor::switch_off(ctx.tx, viewer.user)?;
    let ended = session::end_all(
        ctx.tx,
        &author,
        viewer.user,
        Ended::TwoFactorChanged,
        Some(viewer.session),
    )?;
    let subject = Subject::User(viewer.user);
    let entry = Entry::new(&author, "user.two_factor_disabled", subject, Some(viewer.unit));
    activity::record(ctx.tx, entry.fact("sessions_ended", ended))?;
    two_factor::tell(ctx.tx, viewer.user, author.user, TwoFactorChange::Off)?;
    let secret = session::proven_anew(ctx.tx, viewer.session)?;
    let answer = Answer::see_other(HERE).saying(ctx.visit.t.get("two-factor-off-done"));
    Ok(Outcome::Commit(answer.with_cookie(SessionCookie::Set(secret))))
}
