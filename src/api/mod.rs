//! What other programs of the chain ask, in JSON (SPEC 12). An API token says whose rights count; the cookie counts for nothing.
//!
//! Handlers are like those of pages: synchronous functions that are given a [`View`](crate::web::visit::View) and answer.
//! `openapi.json` describes every operation; tests hold each real answer against its schema.
pub mod can;
pub mod document;
pub mod me;
mod store;
pub mod users;

use crate::error::{Error, Result};
use crate::web::answer::Answer;
use actix_web::http::StatusCode;
use serde::Serialize;

/// An answer of this shape.
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
