//! Recent proof (SPEC N-5, SECURITY AU8): what is sensitive asks for the password again, and for a code where there is
//! a second factor, when the last proof is older than 15 minutes.
//!
//! The adapter does it for every route that is marked, and for a handler that asks by [`Visit::proven`]: instead of the
//! change comes a page that holds the form as it was sent, sealed, so that nothing typed is lost, no password stands in
//! the page, and nobody changes it on the way. The page posts to the same address; once the proof is right the adapter
//! sends the form on as if it had just come.
use super::hashing::Secret;
use super::proof::{At, Proofs, Refused};
use super::two_factor::{self, Ask};
use crate::access::Session;
use crate::activity::{self, Entry, Event, Subject};
use crate::db::Read;
use crate::error::{Error, Result};
use crate::web::answer::{Answer, Outcome, Proven};
use crate::web::field::{Field, Mistake, labelled, mistakes};
use crate::web::hashing_job::Hashed;
use crate::web::i18n::Texts;
use crate::web::request::{Form, Request};
use crate::web::shell::Shell;
use crate::web::visit::{Ctx, First, Visit};
use actix_web::http::StatusCode;
use askama::Template;
use chrono::TimeDelta;
use serde::Deserialize;

/// How long a proof is recent.
const MINUTES: i64 = 15;
/// The field by which the page's form is known.
const SEALED: &str = "proof_form=";
const LABELS: [(&str, &str); 2] = [
    ("proof_password", "change-password-current"),
    ("proof_code", "login-code"),
];

#[derive(Template)]
#[template(path = "session/confirm.html")]
struct ConfirmPage {
    shell: Shell,
    t: Texts,
    action: String,
    form: String,
    login: String,
    fields: Fields,
    mistakes: Vec<Mistake>,
}

#[derive(Clone)]
struct Fields {
    password: Field,
    /// None if there is no second factor.
    code: Option<(Field, Ask)>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Typed {
    proof_form: String,
    /// For password managers only.
    #[serde(default, rename = "username")]
    _username: String,
    #[serde(default)]
    proof_password: Secret,
    #[serde(default)]
    proof_code: String,
    /// **Send code** was pressed.
    #[serde(default)]
    proof_send: String,
}

/// Between the hops.
pub struct Attempted {
    form: String,
    proofs: Proofs,
}

/// Whether this request is the page's form.
pub fn is_answer(request: &Request) -> bool {
    request.is_form && request.body.starts_with(SEALED.as_bytes())
}

/// Whether the proof of this session is recent.
pub fn is_recent(visit: &Visit, session: &Session) -> bool {
    visit.access.now() - session.proof_at <= TimeDelta::minutes(MINUTES)
}

/// 403: the page in place of the change that was asked for.
pub fn ask(visit: &Visit, db: &mut impl Read) -> Result<Answer> {
    let sealed = place(visit, visit.access.session()?);
    let sealed = visit.state.seal.close(&sealed, &visit.request.body);
    let sealed = sealed.map_err(|error| Error::Internal(format!("random: {error}")))?;
    let fields = Fields::empty(visit, db)?;
    let page = confirm_page(visit, hex::encode(sealed), fields)?;
    Answer::page_with(StatusCode::FORBIDDEN, &page)
}

/// What a form is sealed to: this session and this address.
fn place(visit: &Visit, session: &Session) -> String {
    format!("session {} form {}", session.id, visit.request.address_bar())
}

impl Fields {
    fn empty(visit: &Visit, db: &mut impl Read) -> Result<Self> {
        let on = two_factor::state(db, visit.access.principal()?.user)?;
        Ok(Self {
            password: Field::empty("proof_password"),
            code: on.map(|on| (Field::empty("proof_code"), Ask::of(&visit.t, &on))),
        })
    }

    fn refuse_code(&mut self, error: String) {
        if let Some((code, _)) = &mut self.code {
            code.refuse(error);
        }
    }

    fn refuse(&mut self, t: &Texts, why: Refused) {
        match why.at() {
            At::Password => self.password.refuse(why.text(t)),
            At::Code => self.refuse_code(why.text(t)),
        }
    }
}

fn confirm_page(visit: &Visit, form: String, fields: Fields) -> Result<ConfirmPage> {
    let all = [Some(&fields.password), fields.code.as_ref().map(|(code, _)| code)];
    Ok(ConfirmPage {
        shell: visit.shell()?,
        t: visit.t,
        action: visit.request.address_bar(),
        form,
        login: visit.access.principal()?.login.clone(),
        mistakes: labelled(&visit.t, mistakes(all.into_iter().flatten()), &LABELS),
        fields,
    })
}

fn refused(visit: &Visit, form: &str, fields: Fields) -> Result<Answer> {
    let page = confirm_page(visit, form.to_owned(), fields)?;
    Answer::page_with(StatusCode::UNPROCESSABLE_ENTITY, &page)
}

/// First hop: count the attempts.
pub fn check(ctx: &mut Ctx<'_, '_>, Form(typed): Form<Typed>) -> Result<First<Attempted>> {
    let user = ctx.visit.access.principal()?.user;
    let (t, mut fields) = (ctx.visit.t, Fields::empty(&ctx.visit, ctx.tx)?);
    if !typed.proof_send.is_empty() {
        return send(ctx, &typed.proof_form, fields).map(First::Done);
    }
    if typed.proof_password.is_empty() {
        fields.password.refuse(t.get("change-password-current-missing"));
    }
    if typed.proof_code.trim().is_empty() {
        fields.refuse_code(t.get("login-code-missing"));
    }
    let complete = fields.password.error.is_none() && fields.code.as_ref().is_none_or(|(code, _)| code.error.is_none());
    if !complete {
        return refused(&ctx.visit, &typed.proof_form, fields).map(|page| First::Done(Outcome::Invalid(page)));
    }
    let code = fields.code.is_some().then_some(typed.proof_code);
    match Proofs::reserve(ctx, user, code)? {
        Ok(proofs) => {
            let hashing = proofs.hashing(typed.proof_password);
            let form = typed.proof_form;
            Ok(First::Hash(hashing, Attempted { form, proofs }))
        }
        Err(why) => {
            fields.refuse(&t, why);
            refused(&ctx.visit, &typed.proof_form, fields).map(|page| First::Done(Outcome::Invalid(page)))
        }
    }
}

/// A code by email. Whether the password is right is not looked at, so this is no way to try one.
fn send(ctx: &mut Ctx<'_, '_>, form: &str, mut fields: Fields) -> Result<Outcome> {
    match two_factor::send_asked(ctx)? {
        Ok(said) => {
            if let Some((_, ask)) = &mut fields.code {
                ask.said = Some(said);
            }
            let page = confirm_page(&ctx.visit, form.to_owned(), fields)?;
            Answer::page_with(StatusCode::FORBIDDEN, &page).map(Outcome::Commit)
        }
        Err(why) => {
            fields.refuse_code(why);
            refused(&ctx.visit, form, fields).map(Outcome::Invalid)
        }
    }
}

/// Second hop: the session goes on under a new secret, its proof of now, and with it the form
/// that waited for it.
pub fn finish(ctx: &mut Ctx<'_, '_>, attempted: &Attempted, hashed: &Hashed) -> Result<Outcome> {
    let viewer = ctx.visit.access.principal()?.clone();
    let (t, mut fields) = (ctx.visit.t, Fields::empty(&ctx.visit, ctx.tx)?);
    if let Err(why) = attempted.proofs.judge(ctx, hashed, fields.code.is_some())? {
        fields.refuse(&t, why);
        return refused(&ctx.visit, &attempted.form, fields).map(Outcome::Commit);
    }
    let session = viewer.session()?;
    let form = waiting(&ctx.visit, session, &attempted.form)?;
    let secret = super::proven_anew(ctx.tx, session.id)?;
    let entry = Entry::new(
        &ctx.visit.author(),
        Event::SessionProven,
        Subject::User(viewer.user),
        Some(viewer.unit),
    );
    activity::record(ctx.tx, entry.fact("session", session.id))?;
    Ok(Outcome::Proven(Proven { secret, form }))
}

/// The form that waited, of this session and this address.
fn waiting(visit: &Visit, session: &Session, form: &str) -> Result<String> {
    let wrong = || Error::BadRequest("a form that was not sealed here".into());
    let sealed = hex::decode(form).map_err(|_| wrong())?;
    let opened = visit.state.seal.open(&place(visit, session), &sealed);
    let opened = opened.map_err(|_| wrong())?;
    String::from_utf8(opened).map_err(|_| wrong())
}
