//! The queue of mails sent, waiting and failed: GET and POST /setup/email/queue.
use super::{ManageMail, QUEUE, store, tabs};
use crate::access::{Target, rules};
use crate::activity::{self, Entry, Subject};
use crate::error::{Error, Result};
use crate::web::answer::{Answer, Outcome};
use crate::web::i18n::Texts;
use crate::web::menu;
use crate::web::parts::{Pager, Tab};
use crate::web::request::{Form, Query};
use crate::web::shell::Shell;
use crate::web::visit::{Ctx, View, Visit};
use askama::Template;
use serde::Deserialize;

/// Mails on a page.
const PAGE: i64 = 50;
const STATES: [&str; 3] = ["waiting", "failed", "sent"];

#[derive(Template)]
#[template(path = "setup/email_queue.html")]
struct QueuePage {
    shell: Shell,
    t: Texts,
    tabs: Vec<Tab>,
    states: Vec<Tab>,
    action: String,
    lines: Vec<Line>,
    pager: Pager,
    any_failed: bool,
    /// Whether a mail is likely to be sent at any moment, so that the page reloads the list.
    moving: bool,
}

struct Line {
    id: i64,
    kind: String,
    recipient: String,
    queued: String,
    state: String,
    tone: &'static str,
    symbol: &'static str,
    /// Why it failed, when it is tried next, or when it was sent.
    hint: String,
    failed: bool,
}

#[derive(Deserialize)]
pub struct Asked {
    #[serde(default)]
    state: String,
    /// Show mails older than this one.
    before: Option<i64>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Typed {
    mail: Option<i64>,
    #[serde(default)]
    all: String,
}

fn address(state: &str, before: Option<i64>) -> String {
    let before = before.map(|id| format!("before={id}"));
    let state = (!state.is_empty()).then(|| format!("state={state}"));
    let query: Vec<String> = state.into_iter().chain(before).collect();
    match query.as_slice() {
        [] => QUEUE.to_owned(),
        query => format!("{QUEUE}?{}", query.join("&")),
    }
}

/// GET /setup/email/queue, newest first.
pub fn page(view: &mut View, Query(asked): Query<Asked>) -> Result<Answer> {
    let View { db, visit } = view;
    menu::INSTALLATION.enter(&visit.access)?;
    rules::manage_mail(&visit.access, &Target::installation())?;
    let state = STATES
        .into_iter()
        .find(|state| *state == asked.state)
        .unwrap_or_default();
    let mut mails = store::mails(db, state, asked.before, PAGE + 1)?;
    let older = mails.len() as i64 > PAGE;
    mails.truncate(PAGE as usize);
    let last = mails.last().map(|mail| mail.id).filter(|_| older);
    let t = visit.t;
    let counts = store::counts(db)?;
    let tab = |state: &str| Tab {
        label: t.get(&format!("email-state-{}", if state.is_empty() { "all" } else { state })),
        url: address(state, None),
        current: state == asked.state,
        count: counts.of(state),
        failed: state == "failed" && counts.failed > 0,
    };
    Answer::page(&QueuePage {
        shell: visit.shell()?,
        t,
        tabs: tabs(visit, QUEUE),
        states: [""].into_iter().chain(STATES).map(tab).collect(),
        action: visit.request.address_bar(),
        pager: Pager {
            shown: t.one("email-shown", "count", mails.len()),
            previous: asked.before.map(|_| address(state, None)),
            next: last.map(|last| address(state, Some(last))),
        },
        any_failed: counts.failed > 0,
        moving: asked.before.is_none() && mails.iter().any(|mail| is_fresh(visit, mail)),
        lines: mails.iter().map(|mail| line(visit, mail)).collect(),
    })
}

/// Whether a mail has waited for less than half a minute. The time is short because a page that reloads by itself keeps
/// its session alive.
fn is_fresh(visit: &Visit, mail: &store::Mail) -> bool {
    mail.state == "waiting" && visit.access.now() - mail.created_at < chrono::TimeDelta::seconds(30)
}

fn line(visit: &Visit, mail: &store::Mail) -> Line {
    let t = &visit.t;
    let (tone, symbol) = match mail.state.as_str() {
        "sent" => ("ok", "circle-check"),
        "failed" => ("bad", "circle-x"),
        _ => ("warn", "clock"),
    };
    let reason = mail.reason.clone().unwrap_or_default();
    let hint = match mail.state.as_str() {
        "waiting" if !reason.is_empty() => t.two("email-tried", "time", t.date_time(mail.due_at), "reason", reason),
        "failed" => reason,
        "sent" => mail.finished_at.map(|at| t.date_time(at)).unwrap_or_default(),
        _ => String::new(),
    };
    Line {
        id: mail.id,
        kind: t.get(&format!("mail-kind-{}", mail.kind)),
        recipient: mail.recipient.clone(),
        queued: t.date_time(mail.created_at),
        state: t.get(&format!("email-state-{}", mail.state)),
        tone,
        symbol,
        hint,
        failed: mail.state == "failed",
    }
}

/// POST /setup/email/queue: queues one failed mail again, or all of them.
pub fn retry(ctx: &mut Ctx<'_, '_>, (Query(asked), Form(typed)): (Query<Asked>, Form<Typed>)) -> Result<Outcome> {
    menu::INSTALLATION.enter(&ctx.visit.access)?;
    let can = ctx.visit.access.can::<ManageMail>(ctx.tx, 0)?;
    let count = match (typed.mail, typed.all.as_str()) {
        (Some(mail), "") => store::retry(ctx.tx, &can, Some(mail))?,
        (None, "1") => store::retry(ctx.tx, &can, None)?,
        _ => return Err(Error::BadRequest("neither one mail nor all".into())),
    };
    if count > 0 {
        let entry = Entry::new(&ctx.visit.author(), "mail.retried", Subject::Installation, None);
        activity::record(ctx.tx, entry.fact("mails", count))?;
    }
    let said = ctx.visit.t.one("email-retried", "count", count);
    let state = STATES
        .into_iter()
        .find(|state| *state == asked.state)
        .unwrap_or_default();
    Ok(Outcome::Commit(
        Answer::see_other(&address(state, asked.before)).saying(said),
    ))
}
