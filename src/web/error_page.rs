//! Every other error as a page of its own, in the reader's language, with the reference that is in the log (SPEC L-6).
use super::answer::{Answer, SessionCookie};
use super::i18n::{Language, Languages, Texts};
use super::limits::Limit;
use super::problem;
use super::request::Request;
use super::shell::Gate;
use super::trouble::{GateTroublePage, Trouble, TroublePage};
use super::visit::{AppState, Visit};
use crate::access::Stage;
use crate::error::{Error, Result};
use actix_web::http::header::{self, HeaderName, HeaderValue};
use actix_web::http::{ConnectionType, StatusCode};
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use url::form_urlencoded;

/// Seconds until it is worth trying again.
const RETRY_AFTER: u32 = 2;

/// Answers with an error page inside the reader's own surroundings.
pub fn answer(visit: &Visit, error: &Error) -> Result<Answer> {
    log(error);
    let trouble = trouble(error, &visit.request);
    let wait = trouble.retry_after;
    if visit.request.is_api() {
        let answer = challenged(problem::of(&trouble, &visit.t), &visit.request, error);
        return Ok(retry(answer, wait));
    }
    let status = StatusCode::from_u16(trouble.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let page = match visit.shell() {
        Ok(shell) => Answer::page_with(
            status,
            &TroublePage {
                t: shell.t,
                shell,
                trouble,
            },
        ),
        Err(_) => Answer::page_with(
            status,
            &GateTroublePage {
                t: visit.t,
                gate: visit.gate(),
                trouble,
            },
        ),
    };
    page.map(|page| retry(page, wait))
}

/// Answers a reader who is not logged in, or not far enough, and leads to the page that helps (CS6, DESIGN 3.9).
pub(super) fn without_session(state: &AppState, request: &Request, error: &Error) -> Result<Answer> {
    if matches!(error, Error::Barred(_)) {
        return plain(state, request, trouble(error, request));
    }
    if request.is_api() {
        // A right token is never counted, so a limited address hurts nobody who has one.
        if matches!(error, Error::SignInRequired)
            && let Err(seconds) = state.limits.attempt(Limit::Tokens, request.address)
        {
            return plain(state, request, trouble(&Error::TooMany(seconds), request));
        }
        let answer = plain(state, request, trouble(error, request))?;
        return Ok(challenged(answer, request, error));
    }
    let stale = request.secret.current().is_some() && matches!(error, Error::SignInRequired);
    let target = match error {
        // A clerk may be lost in the middle of the work; choosing one leads back to that work.
        Error::Unfinished(stage) if *stage != Stage::Clerk => stage.path().to_owned(),
        _ if request.is_safe() && request.path != "/" => {
            let from: String = form_urlencoded::byte_serialize(request.address_bar().as_bytes()).collect();
            let page = match error {
                Error::Unfinished(stage) => stage.path(),
                _ => "/login",
            };
            format!("{page}?from={from}")
        }
        Error::Unfinished(stage) => stage.path().to_owned(),
        _ => "/login".to_owned(),
    };
    // The form belongs to a stage that is already past, so there is nothing left to do.
    let over = matches!(error, Error::Unfinished(Stage::Full)) && (request.is_safe() || request.is_form);
    let answer = if over || (request.is_safe() && !request.htmx) {
        Answer::see_other(&target)
    } else {
        let page = plain(state, request, Trouble::new(401, request.id.to_string()))?;
        let redirect = HeaderValue::from_str(&target).ok().filter(|_| request.is_safe());
        match redirect {
            Some(target) => page.with_header(HeaderName::from_static("hx-redirect"), target),
            None => page,
        }
    };
    Ok(if stale {
        answer.with_cookie(SessionCookie::Clear)
    } else {
        answer
    })
}

/// Adds to a 401 how to log in, and whether the token that was sent is invalid (RFC 6750 §3).
fn challenged(answer: Answer, request: &Request, error: &Error) -> Answer {
    match error {
        Error::OnlyReads => problem::challenge(answer, Some("insufficient_scope")),
        Error::SignInRequired => problem::challenge(answer, request.bearer.as_ref().map(|_| "invalid_token")),
        _ => answer,
    }
}

/// PostgreSQL did not answer, so nothing is known of the reader: a page from the request alone.
pub(super) fn without_database(state: &AppState, request: &Request, error: &Error) -> Answer {
    log(error);
    plain(state, request, trouble(error, request)).unwrap_or_else(|error| {
        tracing::error!(%error, "the error page itself failed");
        Answer::text(
            StatusCode::INTERNAL_SERVER_ERROR,
            "text/plain; charset=utf-8",
            format!("{}\n", request.id),
        )
    })
}

fn plain(state: &AppState, request: &Request, trouble: Trouble) -> Result<Answer> {
    bare(state, &request.accept_language, &request.path, trouble)
}

/// What actix or a middleware stops before there is a request of ours: too large, malformed, cross-site, wrong method.
pub(super) fn before_handlers(req: &HttpRequest, status: StatusCode) -> HttpResponse {
    let reference = uuid::Uuid::now_v7().to_string();
    tracing::info!(id = %reference, status = status.as_u16(), method = %req.method(), "refused before a handler");
    let language = req
        .headers()
        .get(header::ACCEPT_LANGUAGE)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    let trouble = Trouble::new(status.as_u16(), reference);
    let page = req
        .app_data::<Data<AppState>>()
        .map(|state| bare(state, language, req.path(), trouble));
    let mut answer = match page {
        Some(Ok(answer)) => Answer { status, ..answer }.into_response(false),
        _ => HttpResponse::build(status).finish(),
    };
    if status == StatusCode::REQUEST_TIMEOUT {
        // Closes the connection, so that nobody waits for the rest of a slow request.
        answer.head_mut().set_connection_type(ConnectionType::Close);
    }
    answer
}

fn bare(state: &AppState, accept_language: &str, path: &str, trouble: Trouble) -> Result<Answer> {
    let language = Language::accepted(accept_language, Languages::default()).unwrap_or(state.config.default_language);
    let t = Texts::new(language, state.config.default_time_zone);
    if problem::is_api(path) {
        let wait = trouble.retry_after;
        return Ok(retry(problem::of(&trouble, &t), wait));
    }
    let gate = Gate::new(t, "Keyholder", path, "");
    let status = StatusCode::from_u16(trouble.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let wait = trouble.retry_after;
    let page = Answer::page_with(status, &GateTroublePage { t, gate, trouble })?;
    let answer = Answer {
        flash_shown: false,
        ..page
    };
    Ok(retry(answer, wait))
}

/// When it is worth trying again.
fn retry(page: Answer, wait: Option<u32>) -> Answer {
    let seconds = wait.or((page.status == StatusCode::SERVICE_UNAVAILABLE).then_some(RETRY_AFTER));
    match seconds {
        Some(seconds) => page.with_header(header::RETRY_AFTER, HeaderValue::from(seconds)),
        None => page,
    }
}

fn trouble(error: &Error, request: &Request) -> Trouble {
    let status = match error {
        Error::NotFound => 404,
        Error::SignInRequired | Error::Unfinished(_) => 401,
        Error::Denied(_) | Error::OnlyReads | Error::Barred(_) => 403,
        Error::BadRequest(_) => 400,
        Error::Moved(_) => 409,
        Error::NotAForm => 415,
        Error::TooMany(_) => 429,
        error if error.is_outage() => 503,
        _ => 500,
    };
    let retry_after = match error {
        Error::TooMany(seconds) => Some(*seconds),
        _ => (status == 503).then_some(RETRY_AFTER),
    };
    Trouble {
        retry_after,
        barred: match error {
            Error::Barred(why) => Some((*why, request.address)),
            _ => None,
        },
        back: request.came_from(),
        ..Trouble::new(status, request.id.to_string())
    }
}

fn log(error: &Error) {
    match error {
        Error::NotFound | Error::SignInRequired | Error::Unfinished(_) | Error::Denied(_) | Error::OnlyReads => {}
        Error::Barred(_) => tracing::info!(%error, "barred"),
        Error::TooMany(_) => tracing::info!(%error, "limited"),
        Error::Moved(_) => tracing::info!(%error, "somebody was faster"),
        Error::BadRequest(_) | Error::NotAForm => tracing::info!(%error, "bad request"),
        error if error.is_outage() => tracing::warn!(%error, "cannot serve right now"),
        error => tracing::error!(%error, "a request failed"),
    }
}
