//! The tab **User info**: GET /users/{id}/info (SPEC 3.3).
use super::head::{Head, Shown};
use super::store::Record;
use super::{Back, opened};
use crate::error::Result;
use crate::session;
use crate::users::{SeeUserInfo, User};
use crate::web::answer::Answer;
use crate::web::i18n::Texts;
use crate::web::request::{Id, Query};
use crate::web::shell::Shell;
use crate::web::visit::{View, Visit};
use askama::Template;
use chrono::{DateTime, Utc};

#[derive(Template)]
#[template(path = "users/info.html")]
struct InfoPage {
    shell: Shell,
    t: Texts,
    head: Head,
    activity: Vec<(String, String)>,
    history: Vec<(String, String)>,
    tokens: Vec<(String, String)>,
    user_id: i64,
}

/// GET /users/{id}/info.
pub fn page(view: &mut View, (Id(id), Query(back)): (Id, Query<Back>)) -> Result<Answer> {
    let (user, record) = opened(&view.visit.access, &mut view.db, id)?;
    let visit = &view.visit;
    visit.access.allows::<SeeUserInfo>(&user)?;
    Answer::page(&InfoPage {
        shell: visit.shell()?,
        t: visit.t,
        head: Head::of(visit, &user, &record, &back, Shown::Info),
        activity: activity(&visit.t, &record),
        history: history(&visit.t, &record),
        tokens: tokens(visit, &user),
        user_id: id,
    })
}

fn when(t: &Texts, at: Option<DateTime<Utc>>) -> String {
    at.map(|at| t.date_time(at)).unwrap_or_default()
}

fn activity(t: &Texts, record: &Record) -> Vec<(String, String)> {
    vec![
        (t.get("user-info-first-login"), when(t, record.first_login)),
        (t.get("user-info-last-active"), when(t, record.last_active)),
        (t.get("user-info-last-logout"), when(t, record.last_logout)),
        (t.get("user-info-locked-at"), when(t, record.locked_at)),
    ]
}

/// Authors are shown as plain text without a link, because they may be outside the reader's Access (P-12).
fn history(t: &Texts, record: &Record) -> Vec<(String, String)> {
    let name = |name: &Option<String>| name.clone().unwrap_or_default();
    vec![
        (t.get("user-info-created-by"), name(&record.created_by)),
        (t.get("user-info-created-on"), when(t, Some(record.created_at))),
        (t.get("user-info-updated-by"), name(&record.updated_by)),
        (t.get("user-info-updated-on"), when(t, Some(record.updated_at))),
        (t.get("user-info-deactivated-by"), name(&record.deactivated_by)),
        (t.get("user-info-deactivated-on"), when(t, record.deactivated_at)),
    ]
}

fn tokens(visit: &Visit, user: &User) -> Vec<(String, String)> {
    let (t, access) = (&visit.t, &visit.access);
    let periods = session::lifetimes(access.snapshot(), &user.rights, access.now());
    vec![
        (t.get("user-info-access-minutes"), t.number(periods.access_minutes)),
        (t.get("user-info-refresh-minutes"), t.number(periods.refresh_minutes)),
    ]
}
