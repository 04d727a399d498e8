//! Turns the user's own second factor off, or one method of two: GET and POST /account/two-factor/off. It asks for
//! password and code (SECURITY OT7).
use super::HERE;
use crate::activity::{self, Entry, Event, Subject};
use crate::db::Read;
use crate::error::Result;
use crate::session::hashing::Secret;
use crate::session::proof::{At, Proofs, Refused};
use crate::session::two_factor::{self, Ask, Method, On, TwoFactorChange};
use crate::session::{self, Ended};
use crate::users::OwnAccount;
use crate::web::answer::{Answer, Outcome, SessionCookie};
use crate::web::field::{Field, Mistake, labelled, mistakes};
use crate::web::hashing_job::Hashed;
use crate::web::i18n::Texts;
use crate::web::request::{Form, Query};
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
    title: String,
    text: String,
    action: String,
    ask: Ask,
    fields: Fields,
    mistakes: Vec<Mistake>,
}

/// What is to be turned off.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum What {
    Everything,
    App,
    Email,
}

#[derive(Debug, Clone, Default, Deserialize)]
pub struct Asked {
    /// `app` or `email` turns only that method off.
    #[serde(default)]
    only: String,
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
    /// **Send code** was pressed.
    #[serde(default)]
    send: String,
}

/// What the first hop leaves for the second.
pub struct Attempted {
    asked: Asked,
    proofs: Proofs,
}

impl Fields {
    fn empty() -> Self {
        Self {
            password: Field::empty("current_password"),
            code: Field::empty("code"),
        }
    }

    fn refuse(&mut self, t: &Texts, why: Refused) {
        match why.at() {
            At::Password => self.password.refuse(why.text(t)),
            At::Code => self.code.refuse(why.text(t)),
        }
    }
}

impl What {
    /// Returns what can be turned off at present of what is asked for; None if it cannot be. One method of two can be,
    /// even where a factor is required.
    fn now(db: &mut impl Read, visit: &Visit, asked: &Asked) -> Result<Option<(Self, On)>> {
        let Some(on) = two_factor::state(db, visit.access.principal()?.user)? else {
            return Ok(None);
        };
        let what = match asked.only.as_str() {
            "app" => (on.app && on.email_works).then_some(What::App),
            "email" => (on.app && on.email.is_some()).then_some(What::Email),
            _ => (!two_factor::is_required(db, visit)?).then_some(What::Everything),
        };
        Ok(what.map(|what| (what, on)))
    }

    /// Returns the ids of two texts: the title, and what turning it off means.
    fn texts(self) -> (&'static str, &'static str) {
        match self {
            What::Everything => ("two-factor-turn-off", "two-factor-off-text"),
            What::App => ("two-factor-turn-app-off", "two-factor-app-off-text"),
            What::Email => ("two-factor-turn-email-off", "two-factor-email-off-text"),
        }
    }
}

/// GET /account/two-factor/off.
pub fn page(view: &mut View, Query(asked): Query<Asked>) -> Result<Answer> {
    match What::now(&mut view.db, &view.visit, &asked)? {
        Some((what, on)) => {
            let ask = Ask::of(&view.visit.t, &on);
            Answer::page(&off_page(&view.visit, what, ask, Fields::empty())?)
        }
        None => Ok(Answer::see_other(HERE)),
    }
}

fn off_page(visit: &Visit, what: What, ask: Ask, fields: Fields) -> Result<OffPage> {
    let (t, (title, text)) = (visit.t, what.texts());
    Ok(OffPage {
        shell: visit.shell()?,
        t,
        login: visit.access.principal()?.login.clone(),
        title: t.get(title),
        text: t.get(text),
        action: visit.request.address_bar(),
        ask,
        mistakes: labelled(&t, mistakes([&fields.password, &fields.code]), &LABELS),
        fields,
    })
}

fn refused(ctx: &mut Ctx<'_, '_>, asked: &Asked, fields: Fields) -> Result<Answer> {
    let Some((what, on)) = What::now(ctx.tx, &ctx.visit, asked)? else {
        return Ok(Answer::see_other(HERE));
    };
    let page = off_page(&ctx.visit, what, Ask::of(&ctx.visit.t, &on), fields)?;
    Answer::page_with(StatusCode::UNPROCESSABLE_ENTITY, &page)
}

/// POST /account/two-factor/off, first hop: counts the attempt for the password and that for the code.
pub fn check(
    ctx: &mut Ctx<'_, '_>,
    (Query(asked), Form(typed)): (Query<Asked>, Form<Typed>),
) -> Result<First<Attempted>> {
    let user = ctx.visit.access.principal()?.user;
    ctx.visit.access.can::<OwnAccount>(ctx.tx, user)?;
    let Some((what, on)) = What::now(ctx.tx, &ctx.visit, &asked)? else {
        return Ok(First::Done(Outcome::Invalid(Answer::see_other(HERE))));
    };
    let (t, mut fields) = (ctx.visit.t, Fields::empty());
    if !typed.send.is_empty() {
        return send(ctx, &asked, what, &on).map(First::Done);
    }
    if typed.current_password.is_empty() {
        fields.password.refuse(t.get("change-password-current-missing"));
    }
    if typed.code.trim().is_empty() {
        fields.code.refuse(t.get("login-code-missing"));
    }
    if fields.password.error.is_some() || fields.code.error.is_some() {
        return refused(ctx, &asked, fields).map(|page| First::Done(Outcome::Invalid(page)));
    }
    match Proofs::reserve(ctx, user, Some(typed.code))? {
        Ok(proofs) => {
            let hashing = proofs.hashing(typed.current_password);
            Ok(First::Hash(hashing, Attempted { asked, proofs }))
        }
        Err(why) => {
            fields.refuse(&t, why);
            refused(ctx, &asked, fields).map(|page| First::Done(Outcome::Invalid(page)))
        }
    }
}

fn send(ctx: &mut Ctx<'_, '_>, asked: &Asked, what: What, on: &On) -> Result<Outcome> {
    let mut fields = Fields::empty();
    match two_factor::send_asked(ctx)? {
        Ok(said) => {
            let said = Some(said);
            let ask = Ask {
                said,
                ..Ask::of(&ctx.visit.t, on)
            };
            Answer::page(&off_page(&ctx.visit, what, ask, fields)?).map(Outcome::Commit)
        }
        Err(why) => {
            fields.code.refuse(why);
            refused(ctx, asked, fields).map(Outcome::Invalid)
        }
    }
}

/// POST /account/two-factor/off, second hop: judges both and turns it off.
pub fn finish(ctx: &mut Ctx<'_, '_>, attempted: &Attempted, hashed: &Hashed) -> Result<Outcome> {
    match attempted.proofs.judge(ctx, hashed, true)? {
        Ok(()) => switch_off(ctx, &attempted.asked),
        Err(why) => {
            let mut fields = Fields::empty();
            fields.refuse(&ctx.visit.t, why);
            refused(ctx, &attempted.asked, fields).map(Outcome::Commit)
        }
    }
}

fn switch_off(ctx: &mut Ctx<'_, '_>, asked: &Asked) -> Result<Outcome> {
    let viewer = ctx.visit.access.principal()?.clone();
    let (author, subject) = (ctx.visit.author(), Subject::User(viewer.user));
    // The other method may have been turned off since the attempt was counted. Then nothing is turned off.
    let Some((what, _)) = What::now(ctx.tx, &ctx.visit, asked)? else {
        return Ok(Outcome::Commit(Answer::see_other(HERE)));
    };
    let mut entry = Entry::new(&author, Event::UserTwoFactorDisabled, subject, Some(viewer.unit));
    let change = match what {
        What::Everything => {
            two_factor::switch_off(ctx.tx, viewer.user)?;
            TwoFactorChange::Off
        }
        What::App => {
            two_factor::switch_off_one(ctx.tx, viewer.user, Method::App)?;
            entry = entry.fact("method", Method::App.code());
            TwoFactorChange::AppOff
        }
        What::Email => {
            two_factor::switch_off_one(ctx.tx, viewer.user, Method::Email)?;
            entry = entry.fact("method", Method::Email.code());
            TwoFactorChange::EmailOff
        }
    };
    let (how, own) = (Ended::TwoFactorChanged, viewer.session()?.id);
    let ended = session::end_all(ctx.tx, &author, viewer.user, how, Some(own))?;
    activity::record(ctx.tx, entry.fact("sessions_ended", ended))?;
    two_factor::tell(ctx.tx, viewer.user, author.user, change)?;
    let secret = session::proven_anew(ctx.tx, own)?;
    let said = match what {
        What::Everything => "two-factor-off-done",
        What::App => "two-factor-app-off-done",
        What::Email => "two-factor-email-off-done",
    };
    let answer = Answer::see_other(HERE).saying(ctx.visit.t.get(said));
    Ok(Outcome::Commit(answer.with_cookie(SessionCookie::Set(secret))))
}
