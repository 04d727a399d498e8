//! Errors for programs, as `application/problem+json` (RFC 9457). They report the same as an error page.
use super::answer::Answer;
use super::i18n::Texts;
use super::request::Request;
use super::trouble::Trouble;
use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderValue};
use serde_json::json;

/// Prefix of all addresses for programs.
pub const API: &str = "/api/";
const MEDIA_TYPE: &str = "application/problem+json";

/// Makes the answer to a program from an error. The title is the status's own phrase (`about:blank`, RFC 9457
/// §4.2.1). The detail is in the language that the program asked for.
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
    /// Whether the request was sent to an address for programs.
    pub fn is_api(&self) -> bool {
        is_api(&self.path)
    }
}

/// Whether an address is for programs.
pub fn is_api(path: &str) -> bool {
    path.starts_with(API)
}

/// Whether the query contains a token. Addresses end up in logs and histories, so that is refused, whatever the
/// header says (SECURITY TK11).
pub fn shows_token(query: &str) -> bool {
    let named = |name: &str| ["access_token", "token", "api_key", "bearer"].contains(&name);
    url::form_urlencoded::parse(query.as_bytes())
        .any(|(name, value)| named(&name.to_ascii_lowercase()) || value.starts_with("khp_"))
}

/// Adds the header that says how to authenticate (RFC 6750 §3).
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
