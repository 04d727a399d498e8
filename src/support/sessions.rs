//! **Cancel Session**: GET and POST /support/users/{id}/sessions (SPEC C-2).
use super::{Back, found, url};
use crate::activity::{self, Entry, Event, Subject};
use crate::error::Result;
use crate::session::listed::{self, Line};
use crate::session::{self, Ended};
use crate::users::CancelSession;
use crate::web::answer::{Answer, Outcome};
use crate::web::i18n::Texts;
use crate::web::menu;
use crate::web::request::{Form, Id, Query};
use crate::web::shell::Shell;
use crate::web::visit::{Ctx, View};
use askama::Template;
use serde::Deserialize;

const HOW: Ended = Ended::LoggedOutByOther;

#[derive(Template)]
#[template(path = "support/sessions.html")]
struct SessionsPage {
    shell: Shell,
    t: Texts,
    title: String,
    action: String,
    from: String,
    sessions: Vec<Line>,
    /// Label of the button for all sessions; empty if there is no session.
    label: String,
}

/// The session to cancel; `None` for all.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Typed {
    session: Option<i64>,
}

/// GET /support/users/{id}/sessions: shows the live sessions.
pub fn page(view: &mut View, (Id(id), Query(back)): (Id, Query<Back>)) -> Result<Answer> {
    let View { db, visit } = view;
    let user = found(&visit.access, db, id)?;
    visit.access.allows::<CancelSession>(&user)?;
    let sessions = listed::live(db, visit, id)?;
    Answer::page(&SessionsPage {
        shell: visit.shell()?,
        t: visit.t,
        title: visit.t.one("support-cancel-title", "name", user.display_name),
        action: back.keep(&format!("{}/sessions", url(id))),
        from: back.target(&url(id)).to_owned(),
        label: match sessions.len() {
            0 => String::new(),
            count => visit.t.one("support-cancel-all", "count", count),
        },
        sessions,
    })
}

/// POST /support/users/{id}/sessions.
pub fn cancel(
    ctx: &mut Ctx<'_, '_>,
    (Id(id), Query(back), Form(typed)): (Id, Query<Back>, Form<Typed>),
) -> Result<Outcome> {
    menu::SUPPORT_USERS.enter(&ctx.visit.access)?;
    let can = ctx.visit.access.can::<CancelSession>(ctx.tx, id)?;
    let (author, unit) = (ctx.visit.author(), can.row().unit);
    let cancelled = match typed.session {
        Some(session) => usize::from(session::end_one(ctx.tx, &author, id, unit, session, HOW)?),
        None => cancel_all(ctx, id, unit)?,
    };
    let said = ctx.visit.t.one("support-cancelled", "count", cancelled);
    let to = back.target(&url(id)).to_owned();
    Ok(Outcome::Commit(Answer::see_other(&to).saying(said)))
}

/// Ends all sessions and returns how many of them were shown. A login that waits for its code is ended too, though it is
/// none yet.
fn cancel_all(ctx: &mut Ctx<'_, '_>, user: i64, unit: i64) -> Result<usize> {
    let author = ctx.visit.author();
    let shown = listed::live(ctx.tx, &ctx.visit, user)?.len();
    let ended = session::end_all(ctx.tx, &author, user, HOW, None)?;
    if ended > 0 {
        let entry = Entry::new(&author, Event::UserLoggedOut, Subject::User(user), Some(unit));
        activity::record(ctx.tx, entry.fact("sessions", ended))?;
    }
    Ok(shown)
}
