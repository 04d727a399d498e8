//! The second step of a login: GET and POST /login/code (SPEC U-35). The session that asks has given the right password
//! in this browser; there is nothing here for anybody else.
use super::two_factor::{self, Checked, Method, On, Reserved, Sending};
use super::{LoginOption, address_block, stages, store};
use crate::activity::{self, Entry, Event, Subject};
use crate::db::Read;
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
    /// What to do.
    text: String,
    /// None while there is nothing to type yet.
    code: Option<Field>,
    label: String,
    digits: bool,
    error: Option<String>,
    /// By email: the button that sends one.
    send: Option<String>,
    /// Codes by email have stopped.
    stopped: bool,
    /// Links to this page for other kinds of code: label and address.
    others: Vec<(String, String)>,
    restart_url: &'static str,
}

/// What the address says: which kind of code, and where the reader wanted to go.
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
    /// **Send code** was pressed.
    #[serde(default)]
    send: String,
}

impl Asked {
    /// The kind that was asked for, else the first that there is.
    fn method(&self, on: &On) -> Method {
        match self.by.as_str() {
            "app" => Method::App,
            "email" => Method::Email,
            "recovery" => Method::Recovery,
            _ if on.app => Method::App,
            _ if on.email_works => Method::Email,
            _ => Method::Recovery,
        }
    }

    /// This page for another kind of code.
    fn url(&self, method: Method) -> String {
        let mut query = Serializer::new(String::new());
        query.append_pair("by", method.code());
        if !self.from.is_empty() {
            query.append_pair("from", &self.from);
        }
        format!("/login/code?{}", query.finish())
    }
}

/// GET /login/code.
pub fn page(view: &mut View, Query(asked): Query<Asked>) -> Result<Answer> {
    Answer::page(&code_page(&view.visit, &mut view.db, &asked, None)?)
}

/// How the reader's second factor stands. It may have been taken away since the password was given.
fn standing(db: &mut impl Read, visit: &Visit) -> Result<On> {
    let on = two_factor::state(db, visit.access.principal()?.user)?;
    Ok(on.unwrap_or_else(|| On::nothing(visit.access.now())))
}

fn code_page(visit: &Visit, db: &mut impl Read, asked: &Asked, error: Option<String>) -> Result<CodePage> {
    let (t, on) = (visit.t, standing(db, visit)?);
    let method = asked.method(&on);
    let sent = match method {
        Method::Email => two_factor::live_since(db, visit.access.principal()?.user)?,
        _ => None,
    };
    let address = on.email.as_deref().map(two_factor::masked).unwrap_or_default();
    let text = match (method, sent) {
        (Method::App, _) => t.get("login-code-text"),
        (Method::Recovery, _) => t.get("login-recovery-text"),
        (Method::Email, Some(at)) => t.two("login-email-sent", "address", address, "time", t.clock(at)),
        (Method::Email, None) => t.one("login-email-text", "address", address),
    };
    let send = match sent {
        Some(_) => "login-email-again",
        None => "login-email-send",
    };
    let label = match method {
        Method::Recovery => "login-recovery",
        _ => "login-code",
    };
    let ways = [
        (Method::App, "login-use-code", on.app),
        (Method::Email, "login-use-email", on.email_works),
        (Method::Recovery, "login-use-recovery", true),
    ];
    let others = ways.into_iter().filter(|(way, _, open)| *open && *way != method);
    Ok(CodePage {
        gate: visit.gate(),
        t,
        text,
        code: (method != Method::Email || sent.is_some()).then(|| Field::empty("code")),
        label: t.get(label),
        digits: method == Method::App,
        error,
        send: (method == Method::Email && on.email_works).then(|| t.get(send)),
        stopped: on.email.is_some() && !on.email_works && !on.app,
        others: others.map(|(way, label, _)| (t.get(label), asked.url(way))).collect(),
        restart_url: "/login",
    })
}

fn refused(ctx: &mut Ctx<'_, '_>, asked: &Asked, error: String) -> Result<Answer> {
    let page = code_page(&ctx.visit, ctx.tx, asked, Some(error))?;
    Answer::page_with(StatusCode::UNPROCESSABLE_ENTITY, &page)
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
    if !typed.send.is_empty() {
        return send(ctx, &asked).map(First::Done);
    }
    let user = ctx.visit.access.principal()?.user;
    if typed.code.trim().is_empty() {
        let said = ctx.visit.t.get("login-code-missing");
        return Ok(First::Done(Outcome::Invalid(refused(ctx, &asked, said)?)));
    }
    let method = asked.method(&standing(ctx.tx, &ctx.visit)?);
    let reserved = match two_factor::reserve(ctx, user, method)? {
        Ok(reserved) => reserved,
        Err(until) => {
            record_blocked(ctx, Event::LoginCodeBlocked, method)?;
            address_block::count(ctx)?;
            let said = locked(&ctx.visit.t, until);
            return Ok(First::Done(Outcome::Commit(refused(ctx, &asked, said)?)));
        }
    };
    let attempted = Attempted {
        asked,
        code: typed.code,
        reserved,
    };
    Ok(First::Hash(Hashing::default(), attempted))
}

/// Sends a code by email to a user who has given the password. It tells nobody else whether that was right (SECURITY
/// AU5).
fn send(ctx: &mut Ctx<'_, '_>, asked: &Asked) -> Result<Outcome> {
    let session = ctx.visit.access.session()?.id;
    if store::is_locked(ctx.tx, session)? {
        record_blocked(ctx, Event::LoginBlocked, Method::Email)?;
        let said = ctx.visit.t.get("login-locked-meanwhile");
        return refused(ctx, asked, said).map(Outcome::Commit);
    }
    match two_factor::send(ctx)? {
        Sending::Sent(_) => Ok(Outcome::Commit(Answer::see_other(&asked.url(Method::Email)))),
        other => {
            let said = other.said(&ctx.visit.t).err().unwrap_or_default();
            refused(ctx, asked, said).map(Outcome::Invalid)
        }
    }
}

/// POST, second hop: goes on, or asks once more, as the account is at this moment.
pub fn finish(ctx: &mut Ctx<'_, '_>, attempted: &Attempted, _: &Hashed) -> Result<Outcome> {
    let viewer = ctx.visit.access.principal()?.clone();
    let (asked, reserved) = (&attempted.asked, &attempted.reserved);
    // If the account was locked since the password was given, any code is refused (LO6).
    if store::is_locked(ctx.tx, viewer.session()?.id)? {
        record_blocked(ctx, Event::LoginBlocked, reserved.method)?;
        address_block::count(ctx)?;
        let said = ctx.visit.t.get("login-locked-meanwhile");
        return refused(ctx, asked, said).map(Outcome::Commit);
    }
    let said = match two_factor::check(ctx, reserved, &attempted.code)? {
        Checked::Right => {
            let option = LoginOption::beside(reserved.method);
            return stages::go_on(ctx, Some(option), &asked.from).map(Outcome::Commit);
        }
        Checked::Locked(until) => locked(&ctx.visit.t, until),
        Checked::Wrong => ctx.visit.t.get(match reserved.method {
            Method::App => "login-code-wrong",
            Method::Email => "login-email-wrong",
            Method::Recovery => "login-recovery-wrong",
        }),
    };
    let address = ctx.visit.request.address;
    store::audit(ctx.tx, viewer.user, viewer.unit, address, false)?;
    two_factor::record_failure(ctx, reserved)?;
    refused(ctx, asked, said).map(Outcome::Commit)
}

fn locked(t: &Texts, until: chrono::DateTime<chrono::Utc>) -> String {
    t.one("login-code-locked", "time", t.clock(until))
}

fn record_blocked(ctx: &mut Ctx<'_, '_>, event: Event, method: Method) -> Result<()> {
    let viewer = ctx.visit.access.principal()?;
    let entry = Entry::new(
        &ctx.visit.author(),
        event,
        Subject::User(viewer.user),
        Some(viewer.unit),
    );
    activity::record(ctx.tx, entry.fact("method", method.code())).map(drop)
}
