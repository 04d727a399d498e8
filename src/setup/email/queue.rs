//! The queue of mails sent, waiting and failed: GET and POST /setup/email/queue.
use super::store::{self, Mail, State};
use super::{ManageMail, QUEUE, tabs};
use crate::access::{Target, rules};
use crate::activity::{self, Entry, Event, Subject};
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

impl Asked {
    /// The state to show; all states where none is asked for, or one that does not exist.
    fn state(&self) -> Option<State> {
        State::from_code(&self.state)
    }
}

fn address(state: Option<State>, before: Option<i64>) -> String {
    let before = before.map(|id| format!("before={id}"));
    let state = state.map(|state| format!("state={}", state.code()));
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
    let state = asked.state();
    let mut mails = store::mails(db, state, asked.before, PAGE + 1)?;
    let older = mails.len() as i64 > PAGE;
    mails.truncate(PAGE as usize);
    let last = mails.last().map(|mail| mail.id).filter(|_| older);
    let t = visit.t;
    let counts = store::counts(db)?;
    let tab = |of: Option<State>| Tab {
        label: t.get(&format!("email-state-{}", of.map_or("all", State::code))),
        url: address(of, None),
        current: of == state,
        count: counts.of(of),
        failed: of == Some(State::Failed) && counts.failed > 0,
    };
    let lines = mails
        .iter()
        .map(|mail| Ok((line(visit, mail)?, is_fresh(visit, mail)?)))
        .collect::<Result<Vec<_>>>()?;
    Answer::page(&QueuePage {
        shell: visit.shell()?,
        t,
        tabs: tabs(visit, QUEUE),
        states: [None].into_iter().chain(State::ALL.map(Some)).map(tab).collect(),
        action: visit.request.address_bar(),
        pager: Pager {
            shown: t.one("email-shown", "count", mails.len()),
            previous: asked.before.map(|_| address(state, None)),
            next: last.map(|last| address(state, Some(last))),
        },
        any_failed: counts.failed > 0,
        moving: asked.before.is_none() && lines.iter().any(|(_, is_fresh)| *is_fresh),
        lines: lines.into_iter().map(|(line, _)| line).collect(),
    })
}

/// Whether a mail has waited for less than half a minute. The time is short because a page that reloads by itself keeps
/// its session alive.
fn is_fresh(visit: &Visit, mail: &Mail) -> Result<bool> {
    let age = visit.access.now() - mail.created_at;
    Ok(mail.state()? == State::Waiting && age < chrono::TimeDelta::seconds(30))
}

fn line(visit: &Visit, mail: &Mail) -> Result<Line> {
    let (t, state) = (&visit.t, mail.state()?);
    let (tone, symbol) = match state {
        State::Sent => ("ok", "circle-check"),
        State::Failed => ("bad", "circle-x"),
        State::Waiting => ("warn", "clock"),
    };
    let reason = mail.reason.clone().unwrap_or_default();
    let hint = match state {
        State::Waiting if reason.is_empty() => String::new(),
        State::Waiting => t.two("email-tried", "time", t.date_time(mail.due_at), "reason", reason),
        State::Failed => reason,
        State::Sent => mail.finished_at.map(|at| t.date_time(at)).unwrap_or_default(),
    };
    Ok(Line {
        id: mail.id,
        kind: t.get(&format!("mail-kind-{}", mail.kind)),
        recipient: mail.recipient.clone(),
        queued: t.date_time(mail.created_at),
        state: t.get(&format!("email-state-{}", state.code())),
        tone,
        symbol,
        hint,
        failed: state == State::Failed,
    })
}

/// POST /setup/email/queue: queues one failed mail again, or all of them.
pub fn retry(ctx: &mut Ctx<'_, '_>, (Query(asked), Form(typed)): (Query<Asked>, Form<Typed>)) -> Result<Outcome> {
    menu::INSTALLATION.enter(&ctx.visit.access)?;
    let can = ctx.visit.access.can_here::<ManageMail>(ctx.tx)?;
    let count = match (typed.mail, typed.all.as_str()) {
        (Some(mail), "") => store::retry(ctx.tx, &can, Some(mail))?,
        (None, "1") => store::retry(ctx.tx, &can, None)?,
        _ => return Err(Error::BadRequest("neither one mail nor all".into())),
    };
    if count > 0 {
        let entry = Entry::new(&ctx.visit.author(), Event::MailRetried, Subject::Installation, None);
        activity::record(ctx.tx, entry.fact("mails", count))?;
    }
    let said = ctx.visit.t.one("email-retried", "count", count);
    let target = address(asked.state(), asked.before);
    Ok(Outcome::Commit(Answer::see_other(&target).saying(said)))
}
