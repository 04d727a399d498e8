//! **License** (SPEC C-3): the switch **Assigned**, applied at once, and Max allowed sessions: POST /support/users/{id}.
use super::store::Account;
use super::{opened, url};
use crate::cloud::AssignLicence;
use crate::cloud::licences;
use crate::error::{Error, Result};
use crate::support::filter::Filter;
use crate::support::pages;
use crate::users::{MAX_SESSIONS, SetMaxSessions, State, User};
use crate::web::answer::{Answer, Outcome};
use crate::web::field::Field;
use crate::web::request::{Form, Id};
use crate::web::visit::{Ctx, Visit};
use actix_web::http::StatusCode;
use serde::Deserialize;

/// The card.
pub struct Licence {
    /// Where its forms go: the page that shows them.
    pub action: String,
    /// None: the user needs none.
    pub assigned: Option<bool>,
    /// How many of the customer's are taken.
    pub pool: String,
    /// Why the switch is not the reader's.
    pub why: Option<String>,
    /// None: it is not the reader's to set.
    pub max_sessions: Option<Field>,
    pub max_sessions_hint: String,
}

impl Licence {
    /// `wrong`: the number as it was typed, if it is none.
    pub fn of(visit: &Visit, (user, account): (&User, &Account), here: &str, wrong: Option<Field>) -> Self {
        let (t, access) = (&visit.t, &visit.access);
        let refused = access.allows::<AssignLicence>(user).err();
        let off = (user.state != State::Active).then(|| t.get("user-is-deactivated"));
        let number = account.max_sessions.map(|number| number.to_string());
        let stored = || Field::new("max_sessions", number.unwrap_or_default());
        let may = access.allows::<SetMaxSessions>(user).is_ok();
        Self {
            action: here.to_owned(),
            assigned: account
                .needs_licence
                .then_some(account.licensed && user.state == State::Active),
            pool: match (account.taken, account.pool) {
                (Some(taken), Some(pool)) => t.two("cloud-pool-taken", "taken", taken, "count", pool),
                (Some(taken), None) => t.one("cloud-pool-unlimited", "taken", taken),
                (None, _) => String::new(),
            },
            why: refused.map(|refusal| visit.why_not(&refusal)).or(off),
            max_sessions: may.then(|| wrong.unwrap_or_else(stored)),
            max_sessions_hint: t.one("user-max-sessions-hint", "count", account.usual_max_sessions),
        }
    }
}

/// What one of the two forms sends.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Typed {
    assigned: Option<bool>,
    max_sessions: Option<String>,
}

/// POST /support/users/{id}.
pub fn save(ctx: &mut Ctx<'_, '_>, (Id(id), filter, Form(typed)): (Id, Filter, Form<Typed>)) -> Result<Outcome> {
    opened(&ctx.visit.access)?;
    let to = filter.at(&url(id));
    let author = ctx.visit.author();
    let said = match (typed.assigned, typed.max_sessions) {
        (Some(on), None) => {
            let can = ctx.visit.access.can::<AssignLicence>(ctx.tx, id)?;
            licences::assign(ctx.tx, &author, &can, on)?;
            if on {
                "cloud-licence-assigned"
            } else {
                "cloud-licence-removed"
            }
        }
        (None, Some(typed)) => {
            let can = ctx.visit.access.can::<SetMaxSessions>(ctx.tx, id)?;
            let number = typed.trim().parse().ok().filter(|number| MAX_SESSIONS.contains(number));
            if number.is_none() && !typed.trim().is_empty() {
                let field = Field::new("max_sessions", typed).refused(ctx.visit.t.get("user-max-sessions-wrong"));
                return again(ctx, id, filter, field);
            }
            licences::set_max_sessions(ctx.tx, &author, &can, number)?;
            "setup-saved"
        }
        _ => return Err(Error::BadRequest("neither or both of two forms".into())),
    };
    Ok(Outcome::Commit(Answer::see_other(&to).saying(ctx.visit.t.get(said))))
}

/// 422: the page as it was, with what is wrong.
fn again(ctx: &mut Ctx<'_, '_>, id: i64, filter: Filter, field: Field) -> Result<Outcome> {
    match pages::account(ctx.tx, &ctx.visit, id, filter, Some(field))? {
        Ok(page) => Answer::page_with(StatusCode::UNPROCESSABLE_ENTITY, &page).map(Outcome::Invalid),
        Err(elsewhere) => Ok(Outcome::Invalid(elsewhere)),
    }
}
