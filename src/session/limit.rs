//! Too many sessions (SPEC C-3, SECURITY SE8): GET and POST /login/sessions. The login offers to end the oldest ones
//! and then continues. A user who does not want that closes the page.
use super::{Ended, listed, stages, store};
use crate::error::Result;
use crate::web::answer::{Answer, Outcome};
use crate::web::i18n::Texts;
use crate::web::request::Query;
use crate::web::shell::Gate;
use crate::web::visit::{Ctx, View};
use askama::Template;
use serde::Deserialize;

#[derive(Template)]
#[template(path = "session/limit.html")]
struct LimitPage {
    gate: Gate,
    t: Texts,
    /// Device, and its address with when it was last seen.
    sessions: Vec<(String, String)>,
}

/// Where the reader wanted to go.
#[derive(Deserialize)]
pub struct Asked {
    #[serde(default)]
    from: String,
}

/// GET /login/sessions.
pub fn page(view: &mut View, (): ()) -> Result<Answer> {
    let viewer = view.visit.access.principal()?;
    let (user, session, t) = (viewer.user, viewer.session()?.id, view.visit.t);
    let live = store::in_the_way(&mut view.db, user, session)?;
    let line = |one: store::Live| {
        let (device, _) = listed::device(&t, &one.device);
        let seen = t.one("session-seen", "when", t.date_time(one.last_seen));
        (device, format!("{} · {seen}", one.address.addr()))
    };
    Answer::page(&LimitPage {
        gate: view.visit.gate(),
        t,
        sessions: live.into_iter().map(line).collect(),
    })
}

/// POST /login/sessions. It holds the user's row, so that simultaneous logins cannot exceed the limit.
pub fn go_on(ctx: &mut Ctx<'_, '_>, (Query(asked), ()): (Query<Asked>, ())) -> Result<Outcome> {
    if let Some(refused) = stages::refused_if_locked(ctx)? {
        return Ok(refused);
    }
    let viewer = ctx.visit.access.principal()?.clone();
    let author = ctx.visit.author();
    store::hold_user(ctx.tx, viewer.user)?;
    for session in store::in_the_way(ctx.tx, viewer.user, viewer.session()?.id)? {
        super::end_one(ctx.tx, &author, viewer.user, viewer.unit, session.id, Ended::TooMany)?;
    }
    stages::go_on(ctx, None, &asked.from).map(Outcome::Commit)
}
