//! **Forgot password?**: GET and POST /forgot-password (SPEC U-51, SECURITY TK8).
//!
//! The page notes what was typed and answers everybody alike, in words and time; a job looks afterwards whether anybody
//! is meant, and mails the link.
use super::links::{self, Purpose};
use super::outgrown::{self, AsOf};
use super::store;
use crate::activity::{self, Author, Entry, Event, Subject};
use crate::db::{self, Read, Tx};
use crate::error::Result;
use crate::mail;
use crate::text;
use crate::web::answer::{Answer, Outcome};
use crate::web::field::Field;
use crate::web::i18n::Texts;
use crate::web::request::Form;
use crate::web::shell::Gate;
use crate::web::visit::{AppState, Ctx, View, Visit};
use actix_web::http::StatusCode;
use askama::Template;
use serde::Deserialize;
use std::collections::HashMap;

/// Where the login page leads to.
pub const PATH: &str = "/forgot-password";
/// The most links that one account gets within an hour. Further requests are ignored without saying so.
const MOST: i64 = 3;
/// The longest name that is looked for: longer than any login or address.
const LONGEST: usize = 300;

#[derive(Template)]
#[template(path = "session/forgot.html")]
struct ForgotPage {
    gate: Gate,
    t: Texts,
    name: Field,
    /// Whether mail is sent at all.
    mail: bool,
    /// The answer after the request, which is alike for everybody.
    asked: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Typed {
    #[serde(default)]
    name: String,
}

fn blank(visit: &Visit, name: Field, mail: bool, asked: Option<String>) -> ForgotPage {
    ForgotPage {
        gate: visit.gate(),
        t: visit.t,
        name,
        mail,
        asked,
    }
}

/// GET /forgot-password.
pub fn page(view: &mut View, (): ()) -> Result<Answer> {
    let mail = mail::is_configured(&mut view.db)?;
    Answer::page(&blank(&view.visit, Field::empty("name"), mail, None))
}

/// POST /forgot-password.
pub fn ask(ctx: &mut Ctx<'_, '_>, Form(typed): Form<Typed>) -> Result<Outcome> {
    let mail = mail::is_configured(ctx.tx)?;
    let key = text::name_key(&typed.name);
    if mail && key.is_empty() {
        let name = Field::new("name", &typed.name).refused(ctx.visit.t.get("login-name-missing"));
        let page = blank(&ctx.visit, name, mail, None);
        return Answer::page_with(StatusCode::UNPROCESSABLE_ENTITY, &page).map(Outcome::Invalid);
    }
    if mail && key.len() <= LONGEST {
        store::note_forgotten(ctx.tx, &key, &ctx.visit.author())?;
    }
    let minutes = links::lifetimes(ctx.tx)?.reset_minutes;
    let asked = ctx.visit.t.one("forgot-asked", "minutes", minutes);
    let name = Field::new("name", &typed.name);
    Answer::page(&blank(&ctx.visit, name, mail, Some(asked))).map(Outcome::Commit)
}

/// Mails links to the users who are meant, for at most `most` requests; returns how many requests it looked at. No link
/// goes to an address set by somebody who does not hold what the user holds (P-10). The log says so, but the person who
/// asked does not learn it.
///
/// # Errors
/// Any database error.
pub fn work(tx: &mut Tx<'_>, state: &AppState, most: i64) -> Result<usize> {
    let asked = store::take_forgotten(tx, most)?;
    if asked.is_empty() {
        return Ok(0);
    }
    let (snapshot, now) = (state.snapshots.committed(tx.conn())?, db::now(tx)?);
    let as_of = AsOf {
        snapshot: &snapshot,
        now,
    };
    let mut given: HashMap<i64, i64> = HashMap::new();
    for one in &asked {
        let (Some(user), Some(unit)) = (one.user_id, one.unit_id) else {
            continue;
        };
        let before = given.entry(user).or_insert(one.asked);
        if *before >= MOST || mail::address(tx, user, mail::To::Confirmed)?.is_none() {
            continue;
        }
        *before += 1;
        let author = Author {
            user: None,
            clerk: None,
            address: Some(one.address.addr()),
            request: one.request_id,
        };
        let entry =
            |event| Entry::new(&author, event, Subject::User(user), Some(unit)).fact("purpose", Purpose::Reset.code());
        if outgrown::is_address(tx, as_of, user, mail::To::Confirmed)? {
            activity::record(tx, entry(Event::LinkWithheld).fact("reason", "address"))?;
            continue;
        }
        links::make(tx, &state.seal, user, Purpose::Reset, None)?;
        links::send(tx, &state.seal, as_of, user, Purpose::Reset)?;
        activity::record(tx, entry(Event::LinkCreated))?;
    }
    Ok(asked.len())
}
