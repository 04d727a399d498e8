//! The second step of a login: GET and POST /login/code (SPEC U-35). The session that asks has given the right password in
//! this browser; there is nothing here for anybody else.
use super::two_factor::{self, Checked, Method, Reserved};
use super::{LoginOption, stages, store};
use crate::activity::{self, Entry, Subject};
use crate::error::Result;
use crate::web::answer::{Answer, Outcome};
use crate::web::field::Field;
use crate::web::hashing_job::{Hashed, Hashing};
use crate::web::i18n::Texts;
use crate::web::request::{Form, Query};
use crate::web::shell::Gate;
use crate::web::visit::{Ctx, First, View, Visit};
use actix_web::http::StatusCode;
use askama::Template;
use serde::Deserialize;
use url::form_urlencoded::Serializer;

#[derive(Template)]
#[template(path = "session/code.html")]
struct CodePage {
    gate: Gate,
    t: Texts,
    code: Field,
    error: Option<String>,
    recovery: bool,
    other_url: String,
    restart_url: String,
}

/// What stands in the address: by which kind of code, and where the reader wanted to go.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Asked {
    #[serde(default)]
    by: String,
    #[serde(default)]
    from: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Typed {
    #[serde(default)]
    code: String,
}

impl Asked {
    fn method(&self) -> Method {
        if self.by == Method::Recovery.code() {
            Method::Recovery
        } else {
            Method::App
        }
    }

    /// This page for the other kind of code.
    fn other_url(&self) -> String {
        let mut query = Serializer::new(String::new());
        if self.method() == Method::App {
            query.append_pair("by", Method::Recovery.code());
        }
        if !self.from.is_empty() {
            query.append_pair("from", &self.from);
        }
        let query = query.finish();
        if query.is_empty() {
            "/login/code".to_owned()
        } else {
            format!("/login/code?{query}")
        }
    }
}

/// GET /login/code.
pub fn page(view: &mut View, Query(asked): Query<Asked>) -> Result<Answer> {
    Answer::page(&code_page(&view.visit, &asked, None))
}

fn code_page(visit: &Visit, asked: &Asked, error: Option<String>) -> CodePage {
    CodePage {
        gate: visit.gate(),
        t: visit.t,
        code: Field::empty("code"),
        error,
        recovery: asked.method() == Method::Recovery,
        other_url: asked.other_url(),
        restart_url: "/login".to_owned(),
    }
}

fn refused(visit: &Visit, asked: &Asked, error: String) -> Result<Answer> {
    Answer::page_with(StatusCode::UNPROCESSABLE_ENTITY, &code_page(visit, asked, Some(error)))
}

/// Between the hops.
pub struct Attempted {
    asked: Asked,
    code: String,
    reserved: Reserved,
}

/// POST /login/code, first hop: count the attempt. Committed before the code is looked at (SECURITY LO2).
pub fn reserve(
    ctx: &mut Ctx<'_, '_>,
    (Query(asked), Form(typed)): (Query<Asked>, Form<Typed>),
) -> Result<First<Attempted>> {
    let user = ctx.visit.access.principal()?.user;
    if typed.code.trim().is_empty() {
        let page = refused(&ctx.visit, &asked, ctx.visit.t.get("login-code-missing"))?;
        return Ok(First::Done(Outcome::Invalid(page)));
    }
    let reserved = match two_factor::reserve(ctx.tx, user, asked.method())? {
        Ok(reserved) => reserved,
        Err(until) => {
            record(ctx, "login.code_blocked", asked.method(), None)?;
            let page = refused(&ctx.visit, &asked, locked(&ctx.visit.t, until))?;
            return Ok(First::Done(Outcome::Commit(page)));
        }
    };
    let attempted = Attempted {
        asked,
        code: typed.code,
        reserved,
    };
    Ok(First::Hash(Hashing::default(), attempted))
}

/// POST /login/code, second hop: on, or once more, as things stand now.
pub fn finish(ctx: &mut Ctx<'_, '_>, attempted: &Attempted, _: &Hashed) -> Result<Outcome> {
    let viewer = ctx.visit.access.principal()?.clone();
    let (asked, reserved) = (&attempted.asked, &attempted.reserved);
    // Locked since the password was given: refused, whatever the code (LO6).
    if store::is_locked(ctx.tx, viewer.session)? {
        record(ctx, "login.blocked", reserved.method, None)?;
        let said = ctx.visit.t.get("login-locked-meanwhile");
        return refused(&ctx.visit, asked, said).map(Outcome::Commit);
    }
    let said = match two_factor::check(ctx, reserved, &attempted.code)? {
        Checked::Right => {
            let option = match reserved.method {
                Method::App => LoginOption::PasswordAndCode,
                Method::Recovery => LoginOption::PasswordAndRecovery,
            };
            return stages::go_on(ctx, Some(option), &asked.from).map(Outcome::Commit);
        }
        Checked::Locked(until) => locked(&ctx.visit.t, until),
        Checked::Wrong => ctx.visit.t.get(match reserved.method {
            Method::App => "login-code-wrong",
            Method::Recovery => "login-recovery-wrong",
        }),
    };
    record(ctx, "login.code_failed", reserved.method, Some(reserved))?;
    let address = ctx.visit.request.address;
    store::audit(ctx.tx, viewer.user, viewer.unit, address, false)?;
    refused(&ctx.visit, asked, said).map(Outcome::Commit)
}

fn locked(t: &Texts, until: chrono::DateTime<chrono::Utc>) -> String {
    t.one("login-code-locked", "time", t.clock(until))
}

fn record(ctx: &mut Ctx<'_, '_>, kind: &'static str, method: Method, reserved: Option<&Reserved>) -> Result<()> {
    let viewer = ctx.visit.access.principal()?;
    let mut entry = Entry::new(&ctx.visit.author(), kind, Subject::User(viewer.user), Some(viewer.unit));
    entry = entry.fact("method", method.code());
    if let Some(reserved) = reserved {
        entry = entry.fact("attempt", reserved.number);
    }
    activity::record(ctx.tx, entry).map(drop)
}
