//! The tab **Tokens info**: GET and POST /users/{id}/tokens (SPEC 3.3).
use super::head::{Head, Shown};
use super::{Back, opened};
use crate::error::{Error, Result};
use crate::session::{self, Ended, listed};
use crate::users::verbs;
use crate::users::{LogOutUser, SeeUserInfo};
use crate::web::answer::{Answer, Outcome};
use crate::web::i18n::Texts;
use crate::web::request::{Form, Id, Query};
use crate::web::shell::Shell;
use crate::web::visit::{Ctx, View};
use askama::Template;
use serde::Deserialize;

#[derive(Template)]
#[template(path = "users/sessions.html")]
struct SessionsPage {
    shell: Shell,
    t: Texts,
    head: Head,
    action: String,
    sessions: Vec<listed::Line>,
    may_end: bool,
    any_live: bool,
    older: Option<String>,
    newest: Option<String>,
}

#[derive(Deserialize)]
pub struct Page {
    /// Show the sessions older than this one.
    before: Option<i64>,
    #[serde(default)]
    from: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Typed {
    session: Option<i64>,
    #[serde(default)]
    all: String,
}

/// GET /users/{id}/tokens, newest first.
pub fn page(view: &mut View, (Id(id), Query(page)): (Id, Query<Page>)) -> Result<Answer> {
    let (user, record) = opened(&view.visit.access, &mut view.db, id)?;
    view.visit.access.allows::<SeeUserInfo>(&user)?;
    let (sessions, more) = listed::page(&mut view.db, &view.visit, id, page.before)?;
    let visit = &view.visit;
    let back = Back { from: page.from };
    let here = back.keep(&format!("/users/{id}/tokens"));
    let join = if here.contains('?') { '&' } else { '?' };
    let last = sessions.last().map(|line| line.id).filter(|_| more);
    Answer::page(&SessionsPage {
        shell: visit.shell()?,
        t: visit.t,
        head: Head::of(visit, &user, &record, &back, Shown::Sessions),
        older: last.map(|last| format!("{here}{join}before={last}")),
        newest: page.before.map(|_| here.clone()),
        action: here,
        may_end: visit.access.allows::<LogOutUser>(&user).is_ok(),
        any_live: record.sessions > 0,
        sessions,
    })
}

/// POST /users/{id}/tokens: ends one session or all, for administrators.
pub fn end(
    ctx: &mut Ctx<'_, '_>,
    (Id(id), Query(page), Form(typed)): (Id, Query<Page>, Form<Typed>),
) -> Result<Outcome> {
    let can = ctx.visit.access.can::<LogOutUser>(ctx.tx, id)?;
    let author = ctx.visit.author();
    let ended = match typed.session {
        Some(session) => session::end_one(ctx.tx, &author, id, can.row().unit, session, Ended::LoggedOutByOther)?,
        None if typed.all == "1" => verbs::log_out(ctx.tx, &author, &can, None)?,
        None => return Err(Error::BadRequest("neither one session nor all".into())),
    };
    let said = ctx.visit.t.get(if ended {
        "session-ended-now"
    } else {
        "session-ended-before"
    });
    let target = Back { from: page.from }.keep(&format!("/users/{id}/tokens"));
    Ok(Outcome::Commit(Answer::see_other(&target).saying(said)))
}
