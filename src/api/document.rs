//! GET /api/v1/openapi.json: what can be asked, for people and programs that write programs (SPEC 12).
use crate::error::Result;
use crate::web::answer::Answer;
use crate::web::visit::View;
use actix_web::http::StatusCode;

/// OpenAPI 3.1. Tests hold it against the table of routes and against real answers.
pub const DOCUMENT: &str = include_str!("openapi.json");

/// GET /api/v1/openapi.json. There is nothing in it that the program's source does not say.
pub fn show(_: &mut View, (): ()) -> Result<Answer> {
    Ok(Answer::text(StatusCode::OK, "application/json", DOCUMENT.to_owned()))
}
