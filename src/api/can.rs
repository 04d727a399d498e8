//! GET /api/v1/can: may this user do this here? (SPEC 12, P-8)
//!
//! Tills ask this very often, so it is answered from memory if two things hold. The caller was confirmed within the
//! last 100 ms, and the user and the unit are known at the present access version. Otherwise two small statements
//! read them.
use super::{json, store};
use crate::access::evaluate::Answer as Decision;
use crate::access::fixed::TOP;
use crate::access::somebody::Somebody;
use crate::check_rights::told::{somebody, told};
use crate::error::{Error, Result};
use crate::text::name_key;
use crate::web::answer::Answer;
use crate::web::request::Query;
use crate::web::visit::{View, Visit};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Asked {
    login: String,
    permission: String,
    /// Code of a unit; empty for the top.
    #[serde(default)]
    unit: String,
}

#[derive(Serialize)]
struct Answered<'a> {
    login: &'a str,
    permission: &'a str,
    unit: &'a str,
    decision: &'static str,
    allowed: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    reasons: Option<Vec<String>>,
}

/// GET /api/v1/can.
pub fn ask(view: &mut View, Query(asked): Query<Asked>) -> Result<Answer> {
    let (recent, version) = (&view.visit.state.recent, view.visit.access.snapshot().version());
    let (login, code) = (name_key(&asked.login), name_key(&asked.unit));
    let who = somebody(&mut view.db, &login)?.map(Arc::new);
    recent.keep_somebody(version, login, who.clone());
    let unit = if code.is_empty() {
        Some(TOP)
    } else {
        let unit = store::unit(&mut view.db, &code)?;
        recent.keep_unit(version, code, unit);
        unit
    };
    answer(&view.visit, &asked, who.as_deref(), unit)
}

/// Answers from memory, or returns `None` if something is not remembered.
pub fn from_memory(visit: &Visit, Query(asked): Query<Asked>) -> Option<Result<Answer>> {
    let (recent, version) = (&visit.state.recent, visit.access.snapshot().version());
    let who = recent.somebody(version, &name_key(&asked.login))?;
    let unit = match name_key(&asked.unit) {
        code if code.is_empty() => Some(TOP),
        code => recent.unit(version, &code)?,
    };
    Some(answer(visit, &asked, who.as_deref(), unit))
}

fn answer(visit: &Visit, asked: &Asked, who: Option<&Somebody>, unit: Option<i64>) -> Result<Answer> {
    let key = asked.permission.trim();
    let entry = visit.access.snapshot().catalogue().by_key(key);
    let entry = entry.ok_or_else(|| Error::BadRequest("no such permission".into()))?;
    let told = told(&visit.access, &visit.t, who, (entry.permission, entry.scope), unit)?;
    json(&Answered {
        login: who.map_or("", |who| &who.login),
        permission: &entry.key,
        unit: asked.unit.trim(),
        decision: told.answer.code(),
        allowed: told.answer == Decision::Allow,
        reasons: told.reasons,
    })
}
