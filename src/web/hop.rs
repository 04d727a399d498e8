//! The only adapter between actix and the handlers. Connections come only from here, so every one is guarded.
//!
//! A hop is work on the blocking pool with one connection. It takes two seconds at most, and waits for its turn
//! before it enters the pool. The limits nest: lock 1.2 s < statement 1.5 s < hop 2 s (DESIGN 3.3).
mod written;

use super::answer::{Answer, SessionCookie};
use super::client_address::client_address;
use super::hashing_job::{Hashed, Hashing};
use super::request::Request;
use super::route::{Carried, Handler, Reserved, Route, post_hashed};
use super::visit::{AppState, Ctx, Due, Entered, Guard, View, enter};
use super::{error_page, refusal};
use crate::db::{self, End, Late, Peek};
use crate::error::{Error, Result};
use crate::session::{self, barred, confirm};
use actix_session::Session;
use actix_web::web::{Bytes, Data};
use actix_web::{HttpRequest, HttpResponse};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use tracing::Instrument;
use written::{Written, ended};

const HOP: Duration = Duration::from_secs(2);
/// Key of the session's secret in the session cookie.
const SECRET: &str = "s";

/// Serves one request through one route.
pub async fn serve(
    state: Data<AppState>,
    route: Route,
    cookie: Session,
    req: HttpRequest,
    body: Bytes,
) -> HttpResponse {
    let request = request(&state, &cookie, &req, body);
    let answer = answer_of(&state, &route, &request).await;
    respond(&state, &route, &cookie, request, answer)
}

pub(super) fn request(state: &AppState, cookie: &Session, req: &HttpRequest, body: Bytes) -> Arc<Request> {
    let secret = cookie.get::<String>(SECRET).ok().flatten();
    let address = client_address(req, &state.config.trusted_proxies);
    Arc::new(Request::new(req, body, address, secret))
}

/// Holds what every log line about this request contains. The path is the table's pattern, so that ids of people,
/// secrets of links and search words stay out of the log (SECURITY LG4). The user is added once known.
fn span(route: &Route, request: &Request) -> tracing::Span {
    let path = if route.path.is_empty() { "unknown" } else { route.path };
    let user = request.user.get();
    tracing::info_span!("request", id = %request.id, method = %request.method, path, user)
}

pub(super) async fn answer_of(state: &Data<AppState>, route: &Route, request: &Arc<Request>) -> Result<Answer> {
    answer(state, route, request).instrument(span(route, request)).await
}

/// Writes the answer or the error page, and the session cookie: a secret that is new since the request came reaches
/// the browser with every answer, an error page too.
pub(super) fn respond(
    state: &AppState,
    route: &Route,
    cookie: &Session,
    request: Arc<Request>,
    answer: Result<Answer>,
) -> HttpResponse {
    let _inside = span(route, &request).entered();
    let answer = answer.unwrap_or_else(|error| error_page::without_database(state, &request, &error));
    set_cookie(cookie, &request, &answer.cookie);
    let milliseconds = request.began.elapsed().as_millis() as u64;
    tracing::info!(status = answer.status.as_u16(), milliseconds, "answered");
    let (method, status) = (request.method.as_str(), answer.status.as_u16());
    let metrics = &state.metrics;
    metrics.answered(method, route.path, status, request.began.elapsed());
    answer.into_response(request.flash.is_some())
}

pub(super) fn set_cookie(cookie: &Session, request: &Request, wanted: &SessionCookie) {
    let secret = match wanted {
        SessionCookie::Keep => request.secret.newer(),
        SessionCookie::Set(secret) => Some(secret.clone()),
        SessionCookie::Clear => return cookie.purge(),
    };
    if let Some(secret) = secret {
        cookie.renew();
        if let Err(error) = cookie.insert(SECRET, secret) {
            tracing::error!(%error, "the session cookie cannot be written");
        }
    }
}

/// Checks, before anything large is read, whether this route lets the reader in and takes a file from them.
pub(super) async fn admit(state: &Data<AppState>, route: &Route, request: &Arc<Request>) -> Result<Admitted> {
    hop(job(state, route, request), Job::admit).await
}

fn job(state: &Arc<AppState>, route: &Route, request: &Arc<Request>) -> Job {
    Job {
        state: state.clone(),
        route: route.clone(),
        request: request.clone(),
    }
}

async fn answer(state: &Arc<AppState>, route: &Route, request: &Arc<Request>) -> Result<Answer> {
    if route.guard == Guard::Full && confirm::is_answer(request) && !matches!(route.handler, Handler::Get(_)) {
        return answer_proven(state, route, request).await;
    }
    carry_out(state, route, request).await?.answer()
}

/// Checks the form that asks for a recent proof, then runs the form that waited for it (SPEC N-5).
async fn answer_proven(state: &Arc<AppState>, route: &Route, request: &Arc<Request>) -> Result<Answer> {
    let proof = post_hashed(route.path, confirm::check, confirm::finish).limited();
    match carry_out(state, &proof, request).await? {
        Step::Proven(form) => {
            let waiting = Arc::new(request.with_body(form));
            carry_out(state, route, &waiting).await?.answer()
        }
        other => other.answer(),
    }
}

async fn carry_out(state: &Arc<AppState>, route: &Route, request: &Arc<Request>) -> Result<Step> {
    route.takes(request)?;
    if let (Some(limit), Guard::Public) = (route.limited, route.guard) {
        state.limits.count(limit, request.address)?;
    }
    let job = job(state, route, request);
    match &route.handler {
        Handler::Get(_) => match route.remembered(state, request) {
            Some(answer) => answer.map(Step::Done),
            None => hop(job, Job::read).await.map(Step::Done),
        },
        Handler::Post(_) => hop(job, |job, late| job.write(late, None)).await,
        Handler::Hashed(..) => {
            // Before the first hop, so that a request that finds no place does not count as an attempt (SPEC N-3).
            let place = state.hasher.place().map_err(|_| Error::Busy("hashing"))?;
            match hop(job.clone(), |job, late| job.write(late, None)).await? {
                Step::Hash(hashing, carried) => {
                    let hashed = hashing.run(&state.hasher).await?;
                    drop(place);
                    hop(job, move |job, late| job.write(late, Some((&carried, &hashed)))).await
                }
                over => Ok(over),
            }
        }
    }
}

/// Runs one hop. Gives up after two seconds; the flag then turns a late COMMIT into a ROLLBACK.
async fn hop<T: Send + 'static>(job: Job, work: impl Fn(&Job, &Late) -> Result<T> + Send + 'static) -> Result<T> {
    let late = Late::default();
    let flag = late.clone();
    let span = tracing::Span::current();
    let done = tokio::time::timeout(HOP, async move {
        let gate = job.state.gate.clone();
        let waiting = job.state.metrics.wait();
        let permit = gate.acquire_owned().await.map_err(|_| Error::Busy("gate"))?;
        drop(waiting);
        let thread = actix_web::rt::task::spawn_blocking(move || {
            let _permit = permit;
            span.in_scope(|| retried(&job, &flag, work))
        });
        thread
            .await
            .map_err(|panic| Error::Internal(format!("a handler stopped: {panic}")))?
    })
    .await;
    done.unwrap_or_else(|_| {
        late.store(true, Ordering::SeqCst);
        Err(Error::Late)
    })
}

/// Retries stale connections (after a restart of PostgreSQL all are), pool size many times, and one deadlock.
fn retried<T>(job: &Job, late: &Late, work: impl Fn(&Job, &Late) -> Result<T>) -> Result<T> {
    let mut deadlocks = 0;
    for _ in 0..job.state.pool.max_size() {
        match work(job, late) {
            Err(error) if error.is_stale_connection() && !late.load(Ordering::SeqCst) => {}
            Err(error) if error.is_deadlock() && deadlocks == 0 => deadlocks += 1,
            Err(_) if late.load(Ordering::SeqCst) => return Err(Error::Late),
            other => return other,
        }
    }
    work(job, late)
}

#[derive(Clone)]
struct Job {
    state: Arc<AppState>,
    route: Route,
    request: Arc<Request>,
}

/// How a hop ended: with an answer, with a password to hash, or with a proof for the form that waits for it.
enum Step {
    Done(Answer),
    Hash(Hashing, Carried),
    Proven(String),
}

/// The result of checking a request's session.
enum Arrival {
    In(Box<View>),
    /// Due for renewal, but the page asks by itself. That neither ends nor renews it; the answer is empty.
    Resting,
    /// The request was stopped with an error that has a page, but there is no visit.
    Out(Error),
}

/// Whether a file is accepted.
pub(super) enum Admitted {
    /// From this user.
    In(i64),
    Out(Answer),
}

impl Step {
    fn answer(self) -> Result<Answer> {
        match self {
            Step::Done(answer) => Ok(answer),
            Step::Hash(..) => Err(Error::Internal("nothing left to hash".into())),
            Step::Proven(_) => Err(Error::Internal("no form waits for this proof".into())),
        }
    }
}

impl Job {
    fn conn(&self) -> Result<db::Conn> {
        self.state.pool.get().map_err(|_| Error::Busy("pool"))
    }

    /// Writes the answer's log entry. If that fails, the answer is not given.
    fn noted(&self, mut answer: Answer) -> Result<Answer> {
        if let Some(entry) = answer.entry.take() {
            refusal::write(self.conn()?, &AtomicBool::new(false), &refusal::note_of(*entry))?;
        }
        Ok(answer)
    }

    fn admit(&self, late: &Late) -> Result<Admitted> {
        let Some(takes) = &self.route.upload else {
            return Err(Error::NotFound);
        };
        let mut view = match self.arrive(late)? {
            Arrival::In(view) => *view,
            Arrival::Resting => return Ok(Admitted::Out(Answer::nothing())),
            Arrival::Out(error) => {
                return error_page::without_session(&self.state, &self.request, &error).map(Admitted::Out);
            }
        };
        let user = view.visit.access.principal()?.user;
        let refused = match (takes.may)(&mut view) {
            Ok(()) => return Ok(Admitted::In(user)),
            Err(Error::Denied(refused)) => refusal::refused_reading(view, &refused),
            Err(error) => error_page::answer(&view.visit, &error),
        };
        refused.map(Admitted::Out)
    }

    fn read(&self, late: &Late) -> Result<Answer> {
        let Handler::Get(handler) = &self.route.handler else {
            return Err(Error::NotFound);
        };
        let mut view = match self.arrive(late)? {
            Arrival::In(view) => *view,
            Arrival::Resting => return Ok(Answer::nothing()),
            Arrival::Out(error) => return error_page::without_session(&self.state, &self.request, &error),
        };
        match handler(&mut view) {
            Err(Error::Denied(refused)) => refusal::refused_reading(view, &refused),
            Err(error) => error_page::answer(&view.visit, &error),
            Ok(answer) => {
                drop(view);
                self.noted(answer)
            }
        }
    }

    /// Runs statement 1, and first the silent renewal if the session is due for it (SPEC N-4).
    fn arrive(&self, late: &Late) -> Result<Arrival> {
        let mut tried = false;
        loop {
            let mut db = Peek::until(self.conn()?, late);
            match enter(&self.state, &self.request, self.route.guard, &mut db, false) {
                Ok(Entered::Visit(visit)) => {
                    if let Some(viewer) = visit
                        .access
                        .viewer()
                        .filter(|v| !self.route.quiet && session::is_stale(v, visit.access.now()))
                    {
                        session::seen(&mut db, viewer, &self.request)?;
                    }
                    return Ok(Arrival::In(Box::new(View { db, visit: *visit })));
                }
                Ok(Entered::Renew(_)) if self.route.quiet => return Ok(Arrival::Resting),
                Ok(Entered::Renew(due)) if !tried => {
                    tried = true;
                    drop(db);
                    self.renew(&due, late)?;
                }
                Ok(Entered::Renew(_)) => return Err(Error::Internal("renewed twice".into())),
                Err(error) if error.is_at_the_door() => return Ok(Arrival::Out(error)),
                Err(error) => return Err(error),
            }
        }
    }

    /// Renews the session and keeps its new secret for the answer. After the deadline it is not renewed, because the
    /// answer has gone out without the secret.
    fn renew(&self, due: &Due, late: &Late) -> Result<()> {
        let due = (&due.viewer, due.now);
        let renewed = db::run(self.conn()?, late, |tx| {
            session::renew(tx, &self.state.snapshots, due, &self.request).map(End::Commit)
        })?;
        if let Some(secret) = renewed {
            self.request.secret.replace(&secret);
        }
        Ok(())
    }

    fn write(&self, late: &Late, hashed: Option<(&Carried, &Hashed)>) -> Result<Step> {
        let mut tried = false;
        loop {
            let done = match self.write_once(late, hashed) {
                Err(error) if error.is_at_the_door() => {
                    if barred::is_attempt(self.route.path, &error) {
                        barred::note(self.conn()?, late, &self.request)?;
                    }
                    return error_page::without_session(&self.state, &self.request, &error).map(Step::Done);
                }
                other => other?,
            };
            match done {
                Written::Renew(_) if tried => return Err(Error::Internal("renewed twice".into())),
                Written::Renew(due) => {
                    tried = true;
                    self.renew(&due, late)?;
                }
                Written::Done(answer) => {
                    if let SessionCookie::Set(secret) = &answer.cookie {
                        self.request.secret.replace(secret);
                    }
                    return self.noted(answer).map(Step::Done);
                }
                Written::Hash(hashing, carried) => return Ok(Step::Hash(hashing, carried)),
                Written::Proven(proven) => {
                    self.request.secret.replace(&proven.secret);
                    return Ok(Step::Proven(proven.form));
                }
                Written::Refused(answer, note) => {
                    refusal::write(self.conn()?, late, &note)?;
                    return Ok(Step::Done(answer));
                }
            }
        }
    }

    /// Runs one transaction. It ends with COMMIT, or with ROLLBACK and what must still be written or said.
    fn write_once(&self, late: &Late, hashed: Option<(&Carried, &Hashed)>) -> Result<Written> {
        let request = &self.request;
        db::run_until(self.conn()?, late, |tx| {
            let enter = |tx: &mut db::Tx<'_>, inside| enter(&self.state, request, self.route.guard, tx, inside);
            let mut entered = enter(tx, false)?;
            if self.route.access_change && matches!(entered, Entered::Visit(_)) {
                tx.begin_access_change(!request.checks)?;
                entered = enter(tx, true)?;
            }
            let visit = match entered {
                Entered::Visit(visit) => *visit,
                Entered::Renew(due) => return Ok(End::Rollback(Written::Renew(due))),
            };
            let mut ctx = Ctx { tx, visit };
            if self.route.sensitive && hashed.is_none() && ctx.visit.proven().is_err() {
                return ended(ctx, Err(Error::ProofRequired));
            }
            // The second hop belongs to the same attempt, so it is not counted again. A check tries no secret.
            let counts = hashed.is_none() && !request.checks && self.route.guard != Guard::Public;
            if let Some(limit) = self.route.limited.filter(|_| counts)
                && let Err(error) = self.state.limits.count(limit, request.address)
            {
                return ended(ctx, Err(error));
            }
            let done = match (&self.route.handler, hashed) {
                (Handler::Post(handler), _) => handler(&mut ctx).map(Reserved::Done),
                (Handler::Hashed(first, _), None) => first(&mut ctx),
                (Handler::Hashed(_, finish), Some((carried, hashed))) => {
                    finish(&mut ctx, carried, hashed).map(Reserved::Done)
                }
                (Handler::Get(_), _) => Err(Error::NotFound),
            };
            ended(ctx, done)
        })
    }
}
