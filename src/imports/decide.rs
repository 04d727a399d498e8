//! Applying a checked file, or giving it up: POST /imports/{id}. What is sensitive asks for the password again where the last
//! proof is older than a quarter of an hour (SPEC N-5): two hops, with the hashing between them.
use super::store::{self, Import};
use super::{State, opened, opens, pages};
use crate::activity::{self, Entry, Subject};
use crate::error::{Error, Result};
use crate::session;
use crate::session::hashing::Secret;
use crate::session::proof::{self, Attempt};
use crate::web::answer::{Answer, Outcome, SessionCookie};
use crate::web::field::Field;
use crate::web::hashing_job::{Hashed, Hashing};
use crate::web::request::{Form, Id};
use crate::web::visit::{Ctx, First};
use actix_web::http::StatusCode;
use serde::Deserialize;

/// Which button was pressed.
#[derive(Deserialize, Debug, Clone, Copy, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
enum Act {
    Apply,
    Discard,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Typed {
    act: Act,
    /// For password managers only.
    #[serde(default, rename = "username")]
    _username: String,
    #[serde(default)]
    current_password: Secret,
}

/// Between the hops.
pub struct Reserved {
    id: i64,
    attempt: i32,
    /// The stored hash that was checked against.
    stored: Option<String>,
}

/// First hop: what needs no password is done at once.
pub fn check(ctx: &mut Ctx<'_, '_>, (Id(id), Form(typed)): (Id, Form<Typed>)) -> Result<First<Reserved>> {
    let import = held(ctx, id)?;
    let page = format!("/imports/{id}");
    if import.state.is_under_way() {
        let said = ctx.visit.t.get("imports-under-way");
        return Ok(First::Done(Outcome::Commit(Answer::see_other(&page).saying(said))));
    }
    if typed.act == Act::Discard {
        store::discard(ctx.tx, id)?;
        let entry = Entry::new(&ctx.visit.author(), "file.discarded", Subject::Installation, None);
        activity::record(ctx.tx, entry.fact("file", import.table.name()))?;
        let said = ctx.visit.t.get("imports-discarded");
        let back = Answer::see_other(&super::url(import.table)).saying(said);
        return Ok(First::Done(Outcome::Commit(back)));
    }
    opens(&ctx.visit.access, import.table)?;
    if !can_be_applied(&import) {
        return Ok(First::Done(Outcome::Commit(Answer::see_other(&page))));
    }
    if !pages::needs_proof(&ctx.visit, import.table)? {
        return apply(ctx, &import).map(First::Done);
    }
    let t = ctx.visit.t;
    if typed.current_password.is_empty() {
        return refused(ctx, &import, t.get("imports-password-missing"))
            .map(|page| First::Done(Outcome::Invalid(page)));
    }
    let user = ctx.visit.access.principal()?.user;
    let attempt = match proof::reserve(ctx.tx, user)? {
        Attempt::Number(number) => number,
        Attempt::Locked(until) => {
            let reason = t.one("change-password-locked", "time", t.clock(until));
            return refused(ctx, &import, reason).map(|page| First::Done(Outcome::Invalid(page)));
        }
    };
    let stored = session::password_hash(ctx.tx, user)?;
    let hashing = Hashing {
        check: Some((typed.current_password, stored.clone())),
        ..Hashing::default()
    };
    Ok(First::Hash(hashing, Reserved { id, attempt, stored }))
}

/// Second hop: everything as of now once more.
pub fn finish(ctx: &mut Ctx<'_, '_>, reserved: &Reserved, hashed: &Hashed) -> Result<Outcome> {
    let import = held(ctx, reserved.id)?;
    opens(&ctx.visit.access, import.table)?;
    let principal = ctx.visit.access.principal()?.clone();
    let t = ctx.visit.t;
    if let Some(until) = proof::locked_by_another(ctx.tx, principal.user, reserved.attempt)? {
        let reason = t.one("change-password-locked", "time", t.clock(until));
        return refused(ctx, &import, reason).map(Outcome::Commit);
    }
    let unchanged = session::password_hash(ctx.tx, principal.user)? == reserved.stored;
    if !hashed.right || !unchanged {
        return wrong(ctx, reserved, &import);
    }
    proof::clear(ctx.tx, principal.user)?;
    let secret = session::proven(ctx.tx, principal.session)?;
    let done = if can_be_applied(&import) {
        apply(ctx, &import)?
    } else {
        Outcome::Commit(Answer::see_other(&format!("/imports/{}", import.id)))
    };
    Ok(match done {
        Outcome::Commit(answer) => Outcome::Commit(answer.with_cookie(SessionCookie::Set(secret))),
        other => other,
    })
}

fn can_be_applied(import: &Import) -> bool {
    import.state == State::Checked && import.summary.as_ref().is_some_and(super::Summary::can_be_applied)
}

/// One's own file, held until the end of the transaction.
fn held(ctx: &mut Ctx<'_, '_>, id: i64) -> Result<Import> {
    opened(&ctx.visit.access)?;
    let user = ctx.visit.access.principal()?.user;
    store::lock(ctx.tx, id, user)?.ok_or(Error::NotFound)
}

/// Hands it to the worker; what it does stands in the log then.
fn apply(ctx: &mut Ctx<'_, '_>, import: &Import) -> Result<Outcome> {
    let session = ctx.visit.access.principal()?.session;
    store::apply(ctx.tx, &ctx.visit.author(), import.id, session)?;
    Ok(Outcome::Commit(Answer::see_other(&format!("/imports/{}", import.id))))
}

/// 422: the same page with what is wrong with the password.
fn refused(ctx: &mut Ctx<'_, '_>, import: &Import, reason: String) -> Result<Answer> {
    let field = Field::empty("current_password").refused(reason);
    let page = pages::report(ctx.tx, &ctx.visit, import, 0, Some(field))?;
    Answer::page_with(StatusCode::UNPROCESSABLE_ENTITY, &page)
}

/// Committed: the attempt counts and stands in the log.
fn wrong(ctx: &mut Ctx<'_, '_>, reserved: &Reserved, import: &Import) -> Result<Outcome> {
    let principal = ctx.visit.access.principal()?.clone();
    let subject = Subject::User(principal.user);
    let entry = Entry::new(
        &ctx.visit.author(),
        "password.proof_failed",
        subject,
        Some(principal.unit),
    );
    let entry = entry.fact("attempt", reserved.attempt).fact("for", "import");
    activity::record(ctx.tx, entry)?;
    let reason = ctx.visit.t.get("change-password-wrong");
    refused(ctx, import, reason).map(Outcome::Commit)
}
