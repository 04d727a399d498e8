//! The login page and logging out (SPEC N-1, N-3, C-6).
//!
//! Unknown, wrong, locked, deactivated and not activated share one answer, in words, status and time: every attempt is
//! counted by the name as typed, and every attempt hashes.
use super::stages::{self, Beginning};
use super::store::lock::{self, Attempt, Counter, LockAfter, Shown};
use super::{Ended, LoginOption, address_block, devices, outgrown, secret_hash, store};
use crate::access::Viewer;
use crate::access::fixed::SYSTEM;
use crate::activity::{self, Entry, Event, Subject};
use crate::error::Result;
use crate::session::hashing::{Kinds, Secret};
use crate::text;
use crate::web::answer::{Answer, Outcome, SessionCookie};
use crate::web::field::{self, Field, Mistake};
use crate::web::hashing_job::{Hashed, Hashing};
use crate::web::i18n::Texts;
use crate::web::request::{Form, Query, local_path};
use crate::web::shell::Gate;
use crate::web::visit::{Ctx, First, View, Visit};
use actix_web::http::StatusCode;
use actix_web::http::header::{HeaderName, HeaderValue};
use askama::Template;
use serde::Deserialize;

/// Where one logs in.
pub const PATH: &str = "/login";
/// Where somebody who is logged in already goes without `from`.
const HOME: &str = "/";

#[derive(Template)]
#[template(path = "session/login.html")]
struct LoginPage {
    gate: Gate,
    t: Texts,
    name: Field,
    password: Field,
    from: String,
    mistakes: Vec<Mistake>,
    error: Option<String>,
    forgot_url: String,
}

#[derive(Deserialize)]
pub struct From {
    #[serde(default)]
    from: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Credentials {
    #[serde(default)]
    pub(super) name: String,
    #[serde(default)]
    password: String,
    #[serde(default)]
    from: String,
}

/// GET /login. A user who is already logged in goes home; one in the middle of a login may start over.
pub fn page(view: &mut View, Query(query): Query<From>) -> Result<Answer> {
    let viewer = view.visit.access.viewer();
    if viewer.is_some_and(Viewer::is_logged_in) {
        return Ok(Answer::see_other(local_path(&query.from, HOME)));
    }
    Answer::page(&login_page(&view.visit, "", query.from, None))
}

fn login_page(visit: &Visit, name: &str, from: String, error: Option<String>) -> LoginPage {
    LoginPage {
        gate: visit.gate(),
        t: visit.t,
        name: Field::new("name", name),
        password: Field::empty("password"),
        from,
        mistakes: Vec::new(),
        error,
        forgot_url: super::forgot::PATH.to_owned(),
    }
}

/// Returns the page again if a field was left empty. That is no attempt: it depends on nothing but what was typed.
fn unfilled(visit: &Visit, typed: &Credentials) -> Result<Option<Answer>> {
    let mut page = login_page(visit, &typed.name, typed.from.clone(), None);
    if typed.name.trim().is_empty() {
        page.name.refuse(visit.t.get("login-name-missing"));
    }
    if typed.password.is_empty() {
        page.password.refuse(visit.t.get("password-missing"));
    }
    page.mistakes = field::mistakes([&page.name, &page.password]);
    match page.mistakes.is_empty() {
        true => Ok(None),
        false => Answer::page_with(StatusCode::UNPROCESSABLE_ENTITY, &page).map(Some),
    }
}

/// What is carried from the counting to the checking.
pub struct Attempted {
    name: String,
    from: String,
    key: Vec<u8>,
    counted: Attempt,
    candidate: Option<store::Candidate>,
}

/// POST /login, first hop: count the attempt. Committed before the password is looked at, so it counts whatever
/// happens.
pub fn reserve(ctx: &mut Ctx<'_, '_>, Form(typed): Form<Credentials>) -> Result<First<Attempted>> {
    if let Some(page) = unfilled(&ctx.visit, &typed)? {
        return Ok(First::Done(Outcome::Invalid(page)));
    }
    let name_key = text::name_key(&typed.name);
    let candidate = store::candidate_held(ctx.tx, &name_key)?;
    let user = candidate.as_ref().map(|c| c.id);
    // In a browser the owner is known by, strangers' failures do not count (SPEC C-6).
    let device = match user {
        Some(user) => devices::counter(ctx.tx, &ctx.visit.request, user)?,
        None => None,
    };
    let shown = match (user, &device) {
        (Some(user), Some(_)) => Shown::Browser(user),
        (Some(user), None) => Shown::Name(user),
        (None, _) => Shown::Nobody,
    };
    let key = device.unwrap_or_else(|| secret_hash(candidate.as_ref().map_or(&name_key, |c| &c.name_key)));
    let limits = LockAfter::of(&ctx.visit.policy.settings);
    let counted = lock::reserve(ctx.tx, Counter::Login(&key, shown), limits)?;
    if let (Attempt::Counted(_), Some(user)) = (counted, user) {
        store::show_failure(ctx.tx, user)?;
    }
    let hashing = hashing(ctx, Secret::new(typed.password), &name_key, candidate.as_ref(), counted)?;
    Ok(First::Hash(
        hashing,
        Attempted {
            name: typed.name,
            from: typed.from,
            key,
            counted,
            candidate,
        },
    ))
}

/// The computation takes equally long whoever is meant, and whether or not the password is right, as long as nobody
/// gets in (LO4).
fn hashing(
    ctx: &mut Ctx<'_, '_>,
    password: Secret,
    typed: &str,
    candidate: Option<&store::Candidate>,
    attempt: Attempt,
) -> Result<Hashing> {
    let name = candidate.map_or(typed, |c| &c.name_key);
    let counted = store::kinds(ctx.tx)?.into_iter();
    let counted = counted.map(|kind| (kind.kind, u64::try_from(kind.users).unwrap_or_default()));
    let state = &ctx.visit.state;
    let keyed = state.seal.hash("kind of password", name.as_bytes());
    let open = |c: &store::Candidate| c.state == "active" && c.id != SYSTEM && c.shut_out().is_none();
    Ok(Hashing {
        check: Some((password, candidate.and_then(|c| c.password_hash.clone()))),
        like: Kinds::new(counted, state.hasher.kind()).like(&keyed),
        upgrade: matches!(attempt, Attempt::Counted(_)) && candidate.is_some_and(open),
        ..Hashing::default()
    })
}

/// POST /login, second hop: let in or refuse, as things stand now.
pub fn finish(ctx: &mut Ctx<'_, '_>, attempt: &Attempted, hashed: &Hashed) -> Result<Outcome> {
    let Some(candidate) = &attempt.candidate else {
        return refuse(ctx, attempt, None);
    };
    // The user's row before the counter, as everywhere.
    let now = store::candidate_again(ctx.tx, candidate.id)?;
    let counter = Counter::Login(&attempt.key, Shown::Nobody);
    let open = match attempt.counted {
        Attempt::Counted(own) => lock::locked_by_another(ctx.tx, counter, own)?.is_none(),
        Attempt::Locked(_) => false,
    };
    let unchanged = now
        .as_ref()
        .is_some_and(|now| now.state == "active" && now.password_hash == candidate.password_hash)
        // System has no login (SPEC P-24), whatever stands in its row.
        && candidate.id != SYSTEM;
    match now {
        Some(now) if open && unchanged && hashed.right => match outgrown::shut_out(ctx, &now)? {
            Some(why) => tell(ctx, attempt, &now, why),
            None => let_in(ctx, attempt, &now, hashed),
        },
        _ => refuse(ctx, attempt, Some(candidate)),
    }
}

fn let_in(ctx: &mut Ctx<'_, '_>, attempt: &Attempted, user: &store::Candidate, hashed: &Hashed) -> Result<Outcome> {
    let visit = &ctx.visit;
    let mut author = visit.author();
    author.user = Some(user.id);
    if let Some(hash) = &hashed.upgraded {
        store::upgrade_hash(ctx.tx, user.id, hash)?;
    }
    if let Some(old) = visit.access.viewer() {
        super::end_one(ctx.tx, &author, old.user, old.unit, old.session()?.id, Ended::Replaced)?;
    }
    let new = Beginning {
        user: user.id,
        option: LoginOption::Password,
        attempts: Some(&attempt.key),
        from: &attempt.from,
    };
    stages::begin(ctx, &new).map(Outcome::Commit)
}

/// The password was right and the account is not locked: so much may be told (SPEC N-1). The attempt counts for
/// nothing.
fn tell(ctx: &mut Ctx<'_, '_>, attempt: &Attempted, user: &store::Candidate, why: &str) -> Result<Outcome> {
    store::forgive(ctx.tx, user.id, &attempt.key)?;
    let entry = Entry::new(
        &ctx.visit.author(),
        Event::LoginShutOut,
        Subject::User(user.id),
        Some(user.unit_id),
    );
    activity::record(ctx.tx, entry.fact("reason", why))?;
    store::audit(ctx.tx, user.id, user.unit_id, ctx.visit.request.address, false)?;
    let page = login_page(
        &ctx.visit,
        &attempt.name,
        attempt.from.clone(),
        Some(told(&ctx.visit, why)),
    );
    Answer::page_with(StatusCode::UNPROCESSABLE_ENTITY, &page).map(Outcome::Commit)
}

/// Says why a user who has proven who they are is not let in, and whom to ask.
pub(super) fn told(visit: &Visit, why: &str) -> String {
    format!(
        "{} {}",
        visit.t.get(&format!("login-shut-out-{why}")),
        visit.whom_to_ask()
    )
}

fn refuse(ctx: &mut Ctx<'_, '_>, attempt: &Attempted, candidate: Option<&store::Candidate>) -> Result<Outcome> {
    let lock = &ctx.visit.policy.settings;
    let (event, number, locks) = match attempt.counted {
        Attempt::Counted(own) => (Event::LoginFailed, own.number, own.locks),
        Attempt::Locked(_) => (Event::LoginBlocked, lock.lock_after + 1, false),
    };
    let subject = candidate.map_or(Subject::UnknownLogin, |c| Subject::User(c.id));
    let mut entry =
        Entry::new(&ctx.visit.author(), event, subject, candidate.map(|c| c.unit_id)).fact("attempt", number);
    if locks {
        entry = entry.fact("locked_minutes", lock.lock_minutes);
    }
    activity::record(ctx.tx, entry)?;
    if let Some(candidate) = candidate {
        store::audit(
            ctx.tx,
            candidate.id,
            candidate.unit_id,
            ctx.visit.request.address,
            false,
        )?;
    }
    address_block::count(ctx)?;
    let told = refused(&ctx.visit);
    let page = login_page(&ctx.visit, &attempt.name, attempt.from.clone(), Some(told));
    Answer::page_with(StatusCode::UNPROCESSABLE_ENTITY, &page).map(Outcome::Commit)
}

/// The same words whatever the reason was (SPEC N-1). How the lock is set (SPEC C-6) is told to everybody.
fn refused(visit: &Visit) -> String {
    let lock = &visit.policy.settings;
    let (after, minutes) = (lock.lock_after, lock.lock_minutes);
    visit.t.two("login-refused", "failures", after, "minutes", minutes)
}

/// POST /logout.
pub fn log_out(ctx: &mut Ctx<'_, '_>, (): ()) -> Result<Outcome> {
    let viewer = ctx.visit.access.principal()?.clone();
    let author = ctx.visit.author();
    super::end_one(
        ctx.tx,
        &author,
        viewer.user,
        viewer.unit,
        viewer.session()?.id,
        Ended::LoggedOut,
    )?;
    store::note_logout(ctx.tx, viewer.user)?;
    let clear = HeaderValue::from_static("\"cache\", \"cookies\", \"storage\"");
    let answer = Answer::see_other("/login").with_cookie(SessionCookie::Clear);
    Ok(Outcome::Commit(
        answer.with_header(HeaderName::from_static("clear-site-data"), clear),
    ))
}
