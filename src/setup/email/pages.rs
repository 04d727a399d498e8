//! GET and POST /setup/email.
use super::form::{self, Fields, Typed};
use super::{ManageMail, SERVER, store, tabs, why_not};
use crate::activity::{self, Entry, Event, Subject};
use crate::error::{Error, Result};
use crate::mail::{self, Message, PASSWORD_PLACE, Server, Tls};
use crate::memberships::administrators;
use crate::web::answer::{Answer, Outcome};
use crate::web::field::{Choice, Mistake};
use crate::web::i18n::Texts;
use crate::web::menu;
use crate::web::parts::Tab;
use crate::web::request::Form;
use crate::web::shell::Shell;
use crate::web::visit::{Ctx, View, Visit};
use actix_web::http::StatusCode;
use askama::Template;

#[derive(Template)]
#[template(path = "setup/email.html")]
struct EmailPage {
    shell: Shell,
    t: Texts,
    tabs: Vec<Tab>,
    version: i32,
    fields: Fields,
    /// Kinds of encryption.
    kinds: Vec<Choice>,
    /// Name of the encryption, for readers who may only read.
    kind: String,
    stored_password: bool,
    mistakes: Vec<Mistake>,
    stale: bool,
    read_only: Option<String>,
    configured: bool,
    /// Whether mail is sent without encryption.
    open: bool,
}

impl EmailPage {
    fn new(visit: &Visit, stored: &Server, fields: Fields) -> Result<Self> {
        let t = visit.t;
        let kind = |tls: Tls| t.get(&format!("email-tls-{}", tls.code()));
        Ok(Self {
            shell: visit.shell()?,
            t,
            tabs: tabs(visit, SERVER),
            version: stored.version,
            mistakes: fields.mistakes(&t),
            kinds: Tls::ALL.map(|tls| Choice::new(tls.code(), kind(tls))).to_vec(),
            kind: kind(stored.tls),
            stored_password: stored.password.is_some(),
            stale: false,
            read_only: why_not::<ManageMail>(visit),
            configured: stored.is_configured(),
            open: stored.tls == Tls::None,
            fields,
        })
    }
}

/// GET /setup/email.
pub fn page(view: &mut View, (): ()) -> Result<Answer> {
    menu::INSTALLATION.enter(&view.visit.access)?;
    let stored = mail::server(&mut view.db)?;
    Answer::page(&EmailPage::new(&view.visit, &stored, Fields::of(&stored))?)
}

/// POST /setup/email.
pub fn save(ctx: &mut Ctx<'_, '_>, Form(typed): Form<Typed>) -> Result<Outcome> {
    menu::INSTALLATION.enter(&ctx.visit.access)?;
    let can = ctx.visit.access.can_here::<ManageMail>(ctx.tx)?;
    let stored = mail::server(ctx.tx)?;
    let (fields, wanted) = form::check(&ctx.visit.t, &typed, &stored)?;
    let page = EmailPage::new(&ctx.visit, &stored, fields)?;
    if typed.version != stored.version {
        let page = EmailPage { stale: true, ..page };
        return Answer::page_with(StatusCode::CONFLICT, &page).map(Outcome::Invalid);
    }
    let Some(wanted) = wanted else {
        return Answer::page_with(StatusCode::UNPROCESSABLE_ENTITY, &page).map(Outcome::Invalid);
    };
    let wanted = with_password(&ctx.visit, wanted, &typed)?;
    let entry = entry(&ctx.visit, &stored, &wanted);
    if !entry.is_empty() {
        // The other administrators are told through the old server or, if there was none, through the new one.
        let told = tell(ctx, &wanted)?;
        store::save(ctx.tx, &can, &wanted)?;
        if !told {
            tell(ctx, &wanted)?;
        }
        activity::record(ctx.tx, entry)?;
    }
    let said = ctx.visit.t.get("common-is-saved");
    Ok(Outcome::Commit(Answer::see_other(SERVER).saying(said)))
}

/// Mails the other administrators about the change, because whoever sets the mail server could read the links in mails.
/// Returns false if there was no server to send it with.
fn tell(ctx: &mut Ctx<'_, '_>, wanted: &Server) -> Result<bool> {
    let message = Message::MailServerChanged {
        host: wanted.host.clone(),
    };
    administrators::tell(ctx.tx, ctx.visit.author().user, &message)?;
    mail::is_configured(ctx.tx)
}

/// Replaces the stored password by the typed one, if there is one. Without a login there is no password.
fn with_password(visit: &Visit, wanted: Server, typed: &Typed) -> Result<Server> {
    let password = if wanted.login.is_empty() {
        None
    } else if typed.password.is_empty() {
        wanted.password.clone()
    } else {
        let sealed = visit
            .state
            .seal
            .close(PASSWORD_PLACE, typed.password.reveal().as_bytes());
        Some(sealed.map_err(|error| Error::Internal(format!("random: {error}")))?)
    };
    Ok(Server { password, ..wanted })
}

/// Returns the entry of the log. About the password it only says whether it changed (SPEC S-1).
fn entry(visit: &Visit, stored: &Server, wanted: &Server) -> Entry {
    let entry = Entry::new(&visit.author(), Event::SetupChanged, Subject::Installation, None)
        .diff("mail_host", &*stored.host, &*wanted.host)
        .diff("mail_port", stored.port, wanted.port)
        .diff("mail_tls", stored.tls.code(), wanted.tls.code())
        .diff("mail_login", &*stored.login, &*wanted.login)
        .diff("mail_sender", &*stored.sender, &*wanted.sender);
    match stored.password == wanted.password {
        true => entry,
        false => entry.fact("mail_password_changed", true),
    }
}
