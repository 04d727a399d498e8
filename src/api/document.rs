//! GET /api/v1/openapi.json: describes the API, for people and for programs that generate code (SPEC 12).
use crate::error::Result;
use crate::web::answer::Answer;
use crate::web::visit::View;
use actix_web::http::StatusCode;

/// The OpenAPI 3.1 document. Tests compare it with the table of routes and with real answers.
pub const DOCUMENT: &str = include_str!("openapi.json");

/// GET /api/v1/openapi.json. It is public: it says nothing that the program's source does not say.
pub fn show(_: &mut View, (): ()) -> Result<Answer> {
    Ok(Answer::text(StatusCode::OK, "application/json", DOCUMENT.to_owned()))
}
