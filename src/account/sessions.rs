//! One's own sessions: GET and POST /account/sessions (SPEC P-20, SECURITY SE7).
use super::Head;
use crate::error::{Error, Result};
use crate::session::{self, Ended, listed};
use crate::users::OwnAccount;
use crate::web::answer::{Answer, Outcome};
use crate::web::i18n::Texts;
use crate::web::request::{Form, Query};
use crate::web::shell::Shell;
use crate::web::visit::{Ctx, View};
use askama::Template;
use serde::Deserialize;

#[derive(Template)]
#[template(path = "account/sessions.html")]
struct SessionsPage {
    shell: Shell,
    t: Texts,
    head: Head,
    sessions: Vec<listed::Line>,
    others: bool,
    older: Option<String>,
    newest: bool,
}

#[derive(Deserialize)]
pub struct Page {
    before: Option<i64>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Typed {
    session: Option<i64>,
    #[serde(default)]
    others: String,
}

/// GET /account/sessions, newest first.
pub fn page(view: &mut View, Query(page): Query<Page>) -> Result<Answer> {
    let viewer = view.visit.access.principal()?.clone();
    let (sessions, more) = listed::page(&mut view.db, &view.visit, viewer.user, page.before)?;
    let last = sessions.last().map(|line| line.id).filter(|_| more);
    Answer::page(&SessionsPage {
        shell: view.visit.shell()?,
        t: view.visit.t,
        head: Head::of(&view.visit, &viewer),
        others: sessions.iter().any(|line| line.active && !line.own),
        older: last.map(|last| format!("/account/sessions?before={last}")),
        newest: page.before.is_some(),
        sessions,
    })
}

/// POST /account/sessions: ends one session, or all but this one.
pub fn end(ctx: &mut Ctx<'_, '_>, Form(typed): Form<Typed>) -> Result<Outcome> {
    let viewer = ctx.visit.access.principal()?.clone();
    ctx.visit.access.can::<OwnAccount>(ctx.tx, viewer.user)?;
    let author = ctx.visit.author();
    let ended = match typed.session {
        Some(one) => session::end_one(ctx.tx, &author, viewer.user, viewer.unit, one, Ended::LoggedOut)?,
        None if typed.others == "1" => session::end_others(ctx.tx, &author, &viewer)? > 0,
        None => return Err(Error::BadRequest("neither one session nor the others".into())),
    };
    let said = ctx.visit.t.get(if ended {
        "session-ended-now"
    } else {
        "session-ended-before"
    });
    Ok(Outcome::Commit(Answer::see_other("/account/sessions").saying(said)))
}
