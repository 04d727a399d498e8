//! The single-use link that sets a password without one: at first start, and by `admin recover` (SPEC 11, SECURITY AU1).
//!
//! Opening it changes nothing (TK6): the secret moves from the address bar into a short cookie, the form's POST consumes it
//! by one conditional UPDATE (TK2), and nobody is logged in by it (TK9).
use super::chosen::{self, Chosen, PASSWORD};
use super::hashing::Secret;
use super::links::{self, Purpose};
use super::password::Owner;
use super::store::{Link, NewLink};
use super::{Ended, new_secret, secret_hash, store};
use crate::activity::{self, Author, Entry, Subject};
use crate::db::{Read, Tx};
use crate::error::{Error, Result};
use crate::mail::{self, Message};
use crate::web::answer::{Answer, Outcome};
use crate::web::field::{Field, Mistake, mistakes};
use crate::web::hashing_job::{Hashed, Hashing};
use crate::web::i18n::Texts;
use crate::web::request::Form;
use crate::web::shell::Gate;
use crate::web::visit::{Ctx, First, View, Visit};
use actix_web::http::StatusCode;
use askama::Template;
use serde::Deserialize;

/// How long a link works (SPEC 11).
pub const HOURS: i32 = Purpose::SetUp.minutes() / 60;
const FORM: &str = "/setup";

#[derive(Template)]
#[template(path = "session/setup.html")]
struct SetupPage {
    gate: Gate,
    t: Texts,
    name: String,
    password: Field,
    again: Field,
    mistakes: Vec<Mistake>,
    meter_url: &'static str,
    minimum: i64,
}

#[derive(Template)]
#[template(path = "session/link_gone.html")]
struct GonePage {
    gate: Gate,
    t: Texts,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Typed {
    /// For password managers only; whose password it is, the link knows (TK5).
    #[serde(default, rename = "username")]
    _username: String,
    #[serde(default)]
    password: Secret,
    #[serde(default)]
    again: Secret,
}

/// A new link for this user; it kills the ones before (TK4). Returns the secret, which is kept nowhere: the caller shows
/// `PUBLIC_ADDRESS/setup/SECRET`.
///
/// # Errors
/// Any database error.
pub fn make(tx: &mut Tx<'_>, user: i64) -> Result<String> {
    let secret = new_secret()?;
    let new = NewLink {
        user,
        purpose: Purpose::SetUp.code(),
        secret_hash: &secret_hash(&secret),
        sealed: None,
        minutes: Purpose::SetUp.minutes(),
        by: None,
        address: None,
    };
    store::insert_link(tx, &new)?;
    activity::record(
        tx,
        Entry::new(&Author::system(), "link.created", Subject::User(user), None).fact("purpose", "setup"),
    )?;
    Ok(secret)
}

/// GET /setup/{secret}: out of the address bar, into the cookie.
pub fn open(view: &mut View, (): ()) -> Result<Answer> {
    let secret = view.visit.request.param("secret").unwrap_or_default().to_owned();
    match find(&mut view.db, &secret)? {
        Some(_) => Ok(Answer::see_other(FORM).with_link(Some(&secret))),
        None => gone(&view.visit),
    }
}

/// GET /setup: the form.
pub fn page(view: &mut View, (): ()) -> Result<Answer> {
    let secret = view.visit.request.link.clone().unwrap_or_default();
    match find(&mut view.db, &secret)? {
        Some(link) => Answer::page(&setup_page(&view.visit, &link, PASSWORD.fields())),
        None => gone(&view.visit),
    }
}

fn find(db: &mut impl Read, secret: &str) -> Result<Option<Link>> {
    Ok(links::find(db, secret, Purpose::SetUp)?.ok())
}

fn setup_page(visit: &Visit, link: &Link, fields: [Field; 2]) -> SetupPage {
    let mistakes = mistakes(&fields);
    let [password, again] = fields;
    SetupPage {
        gate: visit.gate(),
        t: visit.t,
        name: link.login.clone(),
        password,
        again,
        mistakes,
        meter_url: super::meter::OWN_URL,
        minimum: chosen::minimum(visit),
    }
}

/// 410: used, replaced, too old or never there: all look the same.
fn gone(visit: &Visit) -> Result<Answer> {
    let page = GonePage {
        gate: visit.gate(),
        t: visit.t,
    };
    Answer::page_with(StatusCode::GONE, &page).map(|answer| answer.with_link(None))
}

/// POST /setup, first hop: the rules, before anything is hashed.
pub fn check(ctx: &mut Ctx<'_, '_>, Form(typed): Form<Typed>) -> Result<First<Link>> {
    let secret = ctx.visit.request.link.clone().unwrap_or_default();
    let Some(link) = find(ctx.tx, &secret)? else {
        return gone(&ctx.visit).map(|page| First::Done(Outcome::Invalid(page)));
    };
    let owner = Owner {
        login: &link.login,
        display_name: &link.display_name,
        email: link.email.as_deref().unwrap_or_default(),
        organisation: &ctx.visit.installation,
        second_factor_enforced: false,
    };
    let chosen = Chosen {
        new: &typed.password,
        again: &typed.again,
    };
    let fields = chosen.judged(&ctx.visit, &owner, PASSWORD);
    if !mistakes(&fields).is_empty() {
        let page = setup_page(&ctx.visit, &link, fields);
        let answer = Answer::page_with(StatusCode::UNPROCESSABLE_ENTITY, &page)?;
        return Ok(First::Done(Outcome::Invalid(answer)));
    }
    Ok(First::Hash(
        Hashing {
            make: Some(typed.password),
            ..Hashing::default()
        },
        link,
    ))
}

/// POST /setup, second hop: whoever uses the link first sets the password.
pub fn finish(ctx: &mut Ctx<'_, '_>, link: &Link, hashed: &Hashed) -> Result<Outcome> {
    let hash = hashed
        .made
        .as_deref()
        .ok_or_else(|| Error::Internal("no password was hashed".into()))?;
    if !store::use_link(ctx.tx, link.id)? {
        return gone(&ctx.visit).map(Outcome::Invalid);
    }
    let mut author = ctx.visit.author();
    author.user = Some(link.user_id);
    super::set_password(ctx.tx, link.user_id, hash, false)?;
    store::clear_attempts(ctx.tx, link.user_id)?;
    let ended = super::end_all(ctx.tx, &author, link.user_id, Ended::PasswordChanged, None)?;
    let entry = Entry::new(
        &author,
        "user.password_changed",
        Subject::User(link.user_id),
        Some(link.unit_id),
    );
    activity::record(ctx.tx, entry.fact("at", "setup-link").fact("sessions_ended", ended))?;
    mail::queue(ctx.tx, link.user_id, &Message::PasswordChanged { by_other: false })?;
    let answer = Answer::see_other("/login")
        .saying(ctx.visit.t.get("setup-done"))
        .with_link(None);
    Ok(Outcome::Commit(answer))
}
