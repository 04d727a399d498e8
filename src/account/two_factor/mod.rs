//! One's own second factor: GET and POST /account/two-factor (SPEC U-30, U-31). Off, being set up, or on.
pub mod codes;
pub mod off;

use crate::db::Read;
use crate::error::Result;
use crate::session;
use crate::session::two_factor::{self, Chance, Confirmed, Method, Offer};
use crate::users::OwnAccount;
use crate::web::answer::{Answer, Outcome, SessionCookie};
use crate::web::field::Field;
use crate::web::i18n::Texts;
use crate::web::request::Form;
use crate::web::shell::Shell;
use crate::web::visit::{Ctx, View, Visit};
use actix_web::http::StatusCode;
use askama::Template;
use serde::Deserialize;

/// The address of this page.
const HERE: &str = "/account/two-factor";

#[derive(Template)]
#[template(path = "account/two_factor.html")]
struct TwoFactorPage {
    shell: Shell,
    t: Texts,
    state: State,
    /// Whether codes by email may be chosen.
    chance: Chance,
    code: Field,
    error: Option<String>,
}

/// The three states of SPEC U-30.
enum State {
    Off,
    SettingUp(Offer),
    /// Codes by email to this address.
    SettingUpEmail(String),
    On(Methods),
}

/// The methods that are on.
struct Methods {
    since: String,
    codes_left: i64,
    /// Whether a second factor is required, so that the last method cannot be turned off.
    required: bool,
    app: bool,
    email: Email,
}

/// Codes by email, as one of the methods.
enum Email {
    Off,
    /// On, with this address, mostly hidden.
    On(String),
    /// On, but they do not work: the address has changed, or mail is off.
    Stopped,
}

#[derive(Template)]
#[template(path = "account/recovery_codes.html")]
struct CodesPage {
    shell: Shell,
    t: Texts,
    login: String,
    codes: Vec<String>,
}

/// Which button was pressed.
#[derive(Deserialize, Debug, Clone, Copy, PartialEq, Eq)]
#[serde(rename_all = "kebab-case")]
enum Act {
    Begin,
    BeginEmail,
    Confirm,
    Cancel,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Typed {
    act: Act,
    #[serde(default)]
    code: String,
}

/// GET /account/two-factor.
pub fn page(view: &mut View, (): ()) -> Result<Answer> {
    Answer::page(&two_factor_page(&view.visit, &mut view.db, Field::empty("code"), None)?)
}

impl State {
    fn now(visit: &Visit, db: &mut impl Read) -> Result<Self> {
        if let Some(address) = two_factor::offered_email(db, visit)? {
            return Ok(State::SettingUpEmail(address));
        }
        if let Some(offer) = two_factor::offered(db, visit)? {
            return Ok(State::SettingUp(offer));
        }
        let Some(on) = two_factor::state(db, visit.access.principal()?.user)? else {
            return Ok(State::Off);
        };
        let required = two_factor::is_required(db, visit)?;
        Ok(State::On(Methods {
            since: visit.t.date_time(on.since),
            codes_left: on.codes_left,
            required,
            app: on.app,
            email: match on.email {
                Some(address) if on.email_works => Email::On(two_factor::masked(&address)),
                Some(_) => Email::Stopped,
                None => Email::Off,
            },
        }))
    }
}

fn two_factor_page(visit: &Visit, db: &mut impl Read, code: Field, error: Option<String>) -> Result<TwoFactorPage> {
    let viewer = visit.access.principal()?;
    Ok(TwoFactorPage {
        shell: visit.shell()?,
        t: visit.t,
        state: State::now(visit, db)?,
        chance: two_factor::chance(db, viewer.user)?,
        code,
        error,
    })
}

/// Builds the page that shows the codes, this once.
fn codes_page(visit: &Visit, codes: Vec<String>) -> Result<CodesPage> {
    let viewer = visit.access.principal()?;
    Ok(CodesPage {
        shell: visit.shell()?,
        t: visit.t,
        login: viewer.login.clone(),
        codes,
    })
}

/// POST /account/two-factor.
pub fn save(ctx: &mut Ctx<'_, '_>, Form(typed): Form<Typed>) -> Result<Outcome> {
    let viewer = ctx.visit.access.principal()?.clone();
    ctx.visit.access.can::<OwnAccount>(ctx.tx, viewer.user)?;
    let on = two_factor::state(ctx.tx, viewer.user)?;
    let (app, email) = (
        on.as_ref().is_some_and(|on| on.app),
        on.is_some_and(|on| on.email_works),
    );
    match typed.act {
        Act::Confirm => return confirm(ctx, &typed.code),
        Act::Cancel => two_factor::cancel(ctx.tx, viewer.session()?.id)?,
        Act::Begin if !app => {
            two_factor::offer(ctx.tx, &ctx.visit.state.seal, viewer.session()?.id)?;
        }
        Act::BeginEmail if !email => {
            if let Err(why) = two_factor::begin_email(ctx)?.said(&ctx.visit.t) {
                return refused(ctx, Field::empty("code"), Some(why));
            }
        }
        // The method was switched on meanwhile. The page shows that.
        Act::Begin | Act::BeginEmail => {}
    }
    Ok(Outcome::Commit(Answer::see_other(HERE)))
}

/// Shows the page again with an error. The transaction is committed, to keep the count of wrong codes and the offer.
fn refused(ctx: &mut Ctx<'_, '_>, code: Field, error: Option<String>) -> Result<Outcome> {
    let page = two_factor_page(&ctx.visit, ctx.tx, code, error)?;
    Answer::page_with(StatusCode::UNPROCESSABLE_ENTITY, &page).map(Outcome::Commit)
}

fn confirm(ctx: &mut Ctx<'_, '_>, typed: &str) -> Result<Outcome> {
    let t = ctx.visit.t;
    let wrong = |said| Field::empty("code").refused(said);
    match two_factor::confirm(ctx, typed)? {
        Confirmed::Done(method, codes) => {
            let secret = session::proven(ctx.tx, ctx.visit.access.session()?.id)?;
            let answer = match (codes.is_empty(), method) {
                (false, _) => Answer::page(&codes_page(&ctx.visit, codes)?)?,
                (true, Method::Email) => Answer::see_other(HERE).saying(t.get("two-factor-email-on-done")),
                (true, _) => Answer::see_other(HERE).saying(t.get("two-factor-app-on-done")),
            };
            Ok(Outcome::Commit(answer.with_cookie(SessionCookie::Set(secret))))
        }
        Confirmed::Wrong => refused(ctx, wrong(t.get("login-code-wrong")), None),
        Confirmed::Locked(until) => refused(ctx, wrong(t.one("login-code-locked", "time", t.clock(until))), None),
        Confirmed::NotOffered => {
            let said = t.get("two-factor-too-late");
            Ok(Outcome::Commit(Answer::see_other(HERE).saying(said)))
        }
    }
}
