//! The path of a login from the right password (or link) to the first page (SPEC N-1): code, setting up a second
//! factor, new password, too many sessions, choice of clerk. A session is at one stage, and only that stage's page
//! accepts it (`Guard::At`, SECURITY AU3). Each step forward gives it a new secret (SE2).
//!
//! A new stage is a line in [`Stage`], one in `due`, and a page that ends with [`go_on`].
use super::turned_away::{self, Said};
use super::{Lifetimes, LoginOption, devices, lifetimes, listed, new_secret, outgrown, secret_hash, store, two_factor};
use crate::access::policy::Barred;
use crate::access::{Stage, evaluate, subject_of};
use crate::activity::{self, Entry, Event, Subject};
use crate::error::{Error, Result};
use crate::mail::{self, Message};
use crate::web::answer::{Answer, Outcome, SessionCookie};
use crate::web::error_page;
use crate::web::request::local_path;
use crate::web::visit::Ctx;
use actix_web::http::StatusCode;
use url::form_urlencoded;

/// Where a login without `from` leads: `/` redirects every user to their first screen.
const HOME: &str = "/";
/// How long the second step may take (SPEC U-35).
const CODE_MINUTES: i32 = 5;
/// How long each later step may take. A till left open at "Who are you?" should not stay logged in for long.
const STEP_MINUTES: i32 = 30;

/// Whose login it is, and how it came about.
pub struct Beginning<'a> {
    pub user: i64,
    pub option: LoginOption,
    /// Key of the counter on which the attempt is counted. A lock that comes before the login is complete refuses the
    /// login (LO6).
    pub attempts: Option<&'a [u8]>,
    /// The page the user wanted to go to.
    pub from: &'a str,
}

/// What decides which stages are due.
struct LoginDemands {
    user: store::AccountDemands,
    required: bool,
    lifetimes: Lifetimes,
}

fn due(stage: Stage, standing: &LoginDemands) -> bool {
    let user = &standing.user;
    match stage {
        Stage::Code => user.has_second_factor,
        Stage::SetUp => (standing.required && !user.has_second_factor) || user.needs_app,
        Stage::NewPassword => user.must_change_password,
        Stage::Sessions => user.has_all_sessions,
        Stage::Clerk => user.clerks > 1,
        Stage::Full => true,
    }
}

/// How long a session may stay at a stage. `None`: as long as a complete one lives.
fn minutes_at(stage: Stage) -> Option<i32> {
    match stage {
        Stage::Code => Some(CODE_MINUTES),
        Stage::Full => None,
        Stage::SetUp | Stage::NewPassword | Stage::Sessions | Stage::Clerk => Some(STEP_MINUTES),
    }
}

/// Whether passing a stage proves the user's identity (SPEC N-5).
fn proves(stage: Stage) -> bool {
    matches!(stage, Stage::Code | Stage::SetUp | Stage::NewPassword)
}

/// Returns the next due stage after the one that is done.
fn next(done: Option<Stage>, standing: &LoginDemands) -> Stage {
    let mut further = Stage::ALL
        .into_iter()
        .filter(|stage| done.is_none_or(|done| *stage > done));
    further.find(|stage| due(*stage, standing)).unwrap_or(Stage::Full)
}

/// Reads what decides the stages, and holds the user's row so that logins of one user run one after the other.
/// `session` is the asking session, which is not counted.
fn standing(ctx: &mut Ctx<'_, '_>, user: i64, session: Option<i64>) -> Result<LoginDemands> {
    let row = store::standing(ctx.tx, user, session)?;
    let rights = subject_of(ctx.tx, user)?;
    let (snapshot, now) = (ctx.visit.access.snapshot(), ctx.visit.access.now());
    Ok(LoginDemands {
        required: row.second_factor_required || evaluate::requires_two_factor(snapshot, &rights, now),
        lifetimes: lifetimes(snapshot, &rights, now),
        user: row,
    })
}

/// Makes a session. No other function does (SECURITY AU2). Its callers have checked that the user may log in.
pub fn begin(ctx: &mut Ctx<'_, '_>, new: &Beginning<'_>) -> Result<Answer> {
    let standing = standing(ctx, new.user, None)?;
    let from = ctx
        .visit
        .policy
        .standing(ctx.visit.request.address, ctx.visit.access.now());
    if let Err(why) = ctx.visit.policy.admits(from, standing.user.has_second_factor) {
        return bar(ctx, new, standing.user.unit_id, why);
    }
    let (stage, secret) = (next(None, &standing), new_secret()?);
    let limit = |minutes: i32| minutes_at(stage).map_or(minutes, |most| most.min(standing.lifetimes.refresh_minutes));
    let made_under = outgrown::behind_password(ctx.tx, &ctx.visit, new.user)?;
    let session = store::insert_session(
        ctx.tx,
        &store::NewSession {
            user: new.user,
            secret_hash: &secret_hash(&secret),
            stage: stage.code(),
            login_option: new.option.code(),
            access_minutes: limit(standing.lifetimes.access_minutes),
            refresh_minutes: limit(standing.lifetimes.refresh_minutes),
            address: ctx.visit.request.address,
            device: &ctx.visit.request.device,
            attempts: new.attempts,
            made_under,
        },
    )?;
    let mut further = Further::new(stage, secret, new.from);
    if stage == Stage::Full {
        further.browser = arrive(ctx, new.user, standing.user.unit_id, session, new.option.code())?;
    } else {
        store::forgive_attempt(ctx.tx, new.user, session)?;
        let mut author = ctx.visit.author();
        author.user = Some(new.user);
        let subject = Subject::User(new.user);
        let entry = Entry::new(&author, Event::LoginBegun, subject, Some(standing.user.unit_id));
        activity::record(ctx.tx, entry.fact("session", session).fact("stage", stage.code()))?;
        reach(ctx, stage, session)?;
        if stage == Stage::Code {
            two_factor::send_on_arrival(ctx, new.user, standing.user.unit_id)?;
        }
    }
    Ok(further.lead())
}

/// Refuses a login from an address that may not log in (SPEC N-10). The user is told why, because the password was
/// right (N-1). The attempt does not count as a wrong one.
fn bar(ctx: &mut Ctx<'_, '_>, new: &Beginning<'_>, unit: i64, why: Barred) -> Result<Answer> {
    if let Some(key) = new.attempts {
        store::forgive(ctx.tx, new.user, key)?;
    }
    let mut author = ctx.visit.author();
    author.user = Some(new.user);
    let entry = Entry::new(&author, Event::LoginBarred, Subject::User(new.user), Some(unit));
    activity::record(ctx.tx, entry.fact("why", why.code()))?;
    store::audit(ctx.tx, new.user, unit, ctx.visit.request.address, false)?;
    error_page::answer(&ctx.visit, &Error::Barred(why))
}

/// Refuses the step if the user was locked after giving the password, before anything of this stage is done (SECURITY
/// LO6). A user who was deactivated or shut out meanwhile has no session left and never gets here.
pub fn refused_if_locked(ctx: &mut Ctx<'_, '_>) -> Result<Option<Outcome>> {
    let viewer = ctx.visit.access.principal()?.clone();
    let session = viewer.session()?;
    if !store::is_locked(ctx.tx, session.id)? {
        return Ok(None);
    }
    let (subject, unit) = (Subject::User(viewer.user), Some(viewer.unit));
    let entry = Entry::new(&ctx.visit.author(), Event::LoginBlocked, subject, unit);
    activity::record(ctx.tx, entry.fact("stage", session.stage.code()))?;
    let t = ctx.visit.t;
    let said = Said {
        title: t.get("login-locked-title"),
        text: t.get("login-locked-meanwhile"),
        help: t.get("login-locked-help"),
    };
    let page = turned_away::page(&ctx.visit, StatusCode::UNPROCESSABLE_ENTITY, said)?;
    Ok(Some(Outcome::Commit(page)))
}

/// Continues after the stage this session is at. `option` is how the user logged in, if this stage decides that.
pub fn go_on(ctx: &mut Ctx<'_, '_>, option: Option<LoginOption>, from: &str) -> Result<Answer> {
    step(ctx, option, from).map(Further::lead)
}

/// Like [`go_on`], for a page that has something to show first.
pub fn go_on_later(ctx: &mut Ctx<'_, '_>, option: Option<LoginOption>, from: &str) -> Result<Further> {
    step(ctx, option, from)
}

fn step(ctx: &mut Ctx<'_, '_>, option: Option<LoginOption>, from: &str) -> Result<Further> {
    let viewer = ctx.visit.access.principal()?.clone();
    let session = viewer.session()?;
    let standing = standing(ctx, viewer.user, Some(session.id))?;
    let (stage, secret) = (next(Some(session.stage), &standing), new_secret()?);
    let moved = store::Moved {
        session: session.id,
        stage: stage.code(),
        secret_hash: &secret_hash(&secret),
        option: option.map(LoginOption::code),
        proven: proves(session.stage),
        access_minutes: minutes_at(stage).unwrap_or(standing.lifetimes.access_minutes),
        refresh_minutes: standing.lifetimes.refresh_minutes,
        step_minutes: minutes_at(stage),
    };
    let option = store::move_on(ctx.tx, &moved)?;
    let mut further = Further::new(stage, secret, from);
    if stage == Stage::Full {
        further.browser = arrive(ctx, viewer.user, viewer.unit, session.id, &option)?;
    } else {
        reach(ctx, stage, session.id)?;
    }
    Ok(further)
}

/// How a login continues: the address of the next page, and what the browser must keep.
pub struct Further {
    pub address: String,
    secret: String,
    browser: Option<String>,
}

impl Further {
    fn new(stage: Stage, secret: String, from: &str) -> Self {
        Self {
            address: address(stage, from),
            secret,
            browser: None,
        }
    }

    /// Redirects straight to the next page.
    fn lead(self) -> Answer {
        let answer = Answer::see_other(&self.address);
        self.carried_by(answer)
    }

    /// Adds the cookies to `answer`, a page that is shown before the next one.
    pub fn carried_by(self, answer: Answer) -> Answer {
        let answer = answer.with_cookie(SessionCookie::Set(self.secret));
        match self.browser {
            Some(secret) => answer.with_browser(&secret),
            None => answer,
        }
    }
}

/// Prepares what a stage needs before its page is shown.
fn reach(ctx: &mut Ctx<'_, '_>, stage: Stage, session: i64) -> Result<()> {
    if stage == Stage::SetUp {
        two_factor::offer(ctx.tx, &ctx.visit.state.seal, session)?;
    }
    Ok(())
}

/// Completes the login. Returns the secret for the device cookie, if this browser needs one.
fn arrive(ctx: &mut Ctx<'_, '_>, user: i64, unit: i64, session: i64, option: &str) -> Result<Option<String>> {
    let mut author = ctx.visit.author();
    author.user = Some(user);
    store::clear_after_login(ctx.tx, user, session)?;
    author.clerk = store::take_clerk(ctx.tx, session)?;
    store::note_login(ctx.tx, user)?;
    store::audit(ctx.tx, user, unit, ctx.visit.request.address, true)?;
    let device = devices::remember(ctx.tx, &ctx.visit.request, user)?;
    let mut entry = Entry::new(&author, Event::LoginSucceeded, Subject::User(user), Some(unit));
    entry = entry.fact("session", session).fact("option", option);
    if device.is_new {
        entry = entry.fact("new_device", true);
        let device = listed::device(&ctx.visit.t, &ctx.visit.request.device).0;
        let address = ctx.visit.request.address;
        mail::queue(ctx.tx, user, &Message::NewDevice { device, address })?;
    }
    let from = ctx
        .visit
        .policy
        .standing(ctx.visit.request.address, ctx.visit.access.now());
    if ctx.visit.policy.is_noted(from) {
        entry = entry.fact("unlisted", true);
    }
    activity::record(ctx.tx, entry)?;
    Ok(device.secret)
}

/// Returns the address of a stage's page, which keeps where the user wanted to go.
fn address(stage: Stage, from: &str) -> String {
    let wanted = local_path(from, HOME);
    if stage == Stage::Full {
        return wanted.to_owned();
    }
    if wanted == HOME {
        return stage.path().to_owned();
    }
    let from: String = form_urlencoded::byte_serialize(wanted.as_bytes()).collect();
    format!("{}?from={from}", stage.path())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn way(second_factor: bool, required: bool, must_change: bool, all_sessions: bool) -> Vec<Stage> {
        let mut standing = LoginDemands {
            user: store::AccountDemands {
                unit_id: 1,
                must_change_password: must_change,
                second_factor_required: required,
                has_second_factor: second_factor,
                needs_app: false,
                has_all_sessions: all_sessions,
                clerks: if all_sessions { 2 } else { 1 },
            },
            required,
            lifetimes: Lifetimes {
                access_minutes: 60,
                refresh_minutes: 60,
            },
        };
        let mut stages = vec![next(None, &standing)];
        while let Some(stage) = stages.last().copied().filter(|stage| *stage != Stage::Full) {
            // Leaving a stage completes what the stage is for.
            standing.user.has_second_factor |= stage == Stage::SetUp;
            standing.user.must_change_password &= stage != Stage::NewPassword;
            stages.push(next(Some(stage), &standing));
        }
        stages
    }

    #[test]
    fn a_login_goes_through_what_is_due_in_order() {
        use Stage::{Clerk, Code, Full, NewPassword, Sessions, SetUp};
        assert_eq!(way(false, false, false, false), [Full]);
        assert_eq!(way(true, false, false, false), [Code, Full]);
        assert_eq!(way(true, true, true, false), [Code, NewPassword, Full]);
        assert_eq!(way(false, true, false, false), [SetUp, Full]);
        assert_eq!(
            way(false, true, true, true),
            [SetUp, NewPassword, Sessions, Clerk, Full]
        );
    }

    #[test]
    fn where_somebody_wanted_to_go_is_kept_on_the_way() {
        assert_eq!(address(Stage::Code, "/users?q=a"), "/login/code?from=%2Fusers%3Fq%3Da");
        assert_eq!(address(Stage::Code, "//evil"), "/login/code");
        assert_eq!(address(Stage::Full, "/users"), "/users");
        assert_eq!(address(Stage::Full, ""), "/");
    }
}
