//! What went wrong, for programs: `application/problem+json` (RFC 9457). The same trouble as on a page, without the page.
use super::answer::Answer;
use super::i18n::Texts;
use super::request::Request;
use super::trouble::Trouble;
use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderValue};
use serde_json::json;

/// Everything below it is for programs.
pub const API: &str = "/api/";
const MEDIA_TYPE: &str = "application/problem+json";

/// The trouble of a request, told to a program. The title is the status' own phrase (`about:blank`, RFC 9457 §4.2.1); the
/// detail is in the language asked for.
pub fn of(trouble: &Trouble, t: &Texts) -> Answer {
    let status = StatusCode::from_u16(trouble.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let detail = match trouble.needed(t) {
        Some(needed) => needed,
        None if trouble.barred.is_some() => trouble.text(t),
        None if trouble.details.is_empty() => t.get(&format!("problem-{}", trouble.told())),
        None => trouble.details.join(" "),
    };
    let body = json!({
        "type": "about:blank",
        "title": status.canonical_reason().unwrap_or_default(),
        "status": status.as_u16(),
        "detail": detail,
        "instance": format!("urn:uuid:{}", trouble.reference),
    });
    Answer::text(status, MEDIA_TYPE, body.to_string())
}

impl Request {
    /// Asked by a program.
    pub fn is_api(&self) -> bool {
        is_api(&self.path)
    }
}

/// Whether an address is for programs.
pub fn is_api(path: &str) -> bool {
    path.starts_with(API)
}

/// A token in an address ends up in logs and histories, so it is refused there, whatever the header says (SECURITY TK11).
pub fn shows_token(query: &str) -> bool {
    let named = |name: &str| ["access_token", "token", "api_key", "bearer"].contains(&name);
    url::form_urlencoded::parse(query.as_bytes())
        .any(|(name, value)| named(&name.to_ascii_lowercase()) || value.starts_with("khp_"))
}

/// Says how to prove who one is (RFC 6750 §3).
pub fn challenge(answer: Answer, error: Option<&str>) -> Answer {
    let challenge = match error {
        Some(error) => format!("Bearer realm=\"Keyholder\", error=\"{error}\""),
        None => "Bearer realm=\"Keyholder\"".to_owned(),
    };
    match HeaderValue::from_str(&challenge) {
        Ok(value) => answer.with_header(header::WWW_AUTHENTICATE, value),
        Err(_) => answer,
    }
}
