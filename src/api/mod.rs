//! The JSON API for the chain's other programs (SPEC 12). The API token says whose rights apply; a session cookie
//! is ignored.
//!
//! Handlers are synchronous functions like those of pages: they get a [`View`](crate::web::visit::View) and return
//! an answer. `openapi.json` describes every operation, and tests check each real answer against its schema.
pub mod can;
pub mod document;
pub mod me;
mod store;
pub mod users;

use crate::error::{Error, Result};
use crate::web::answer::Answer;
use actix_web::http::StatusCode;
use serde::Serialize;

/// Makes a JSON answer.
fn json(answer: &impl Serialize) -> Result<Answer> {
    let body = serde_json::to_string(answer).map_err(|error| Error::Internal(format!("json: {error}")))?;
    Ok(Answer::text(StatusCode::OK, "application/json", body))
}

/// A unit, as far as the token's user sees it.
#[derive(Debug, Serialize)]
pub struct Unit {
    pub id: i64,
    pub code: String,
    pub name: String,
}
