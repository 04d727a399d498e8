//! Answers "can X do Y in Z?" for programs (SPEC 12): the decision, and its reasons if the reader may see them.
use super::{Lasting, store};
use crate::access::evaluate::{Answer, evaluate};
use crate::access::explain::{Reading, explain};
use crate::access::fixed::SYSTEM;
use crate::access::permission::{Permission, Scope};
use crate::access::recent::Somebody;
use crate::access::{Access, subject_of};
use crate::db::Read;
use crate::error::{Error, Result};
use crate::web::i18n::Texts;

/// A decision as the reader may know it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    pub answer: Answer,
    /// `None` if the reader may not see the reasons.
    pub reasons: Option<Vec<String>>,
}

/// Returns the user with this login, with the memberships that decide about their rights.
///
/// # Errors
/// Database errors.
pub fn somebody(db: &mut impl Read, name_key: &str) -> Result<Option<Somebody>> {
    let Some(user) = store::users(db, &[name_key.to_owned()])?.into_iter().next() else {
        return Ok(None);
    };
    let subject = subject_of(db, user.id)?;
    Ok(Some(Somebody {
        id: user.id,
        unit: user.unit_id,
        active: user.state == "active",
        employee_off: user.state == "shut out",
        unlicensed: user.state == "unlicensed",
        login: user.login,
        subject,
    }))
}

/// Returns the engine's decision about a user in a unit, if the reader may ask for it.
///
/// Readers always get an answer about their own rights, with two limits (P-12). A unit is treated as missing if they
/// neither see it nor hold the right there. Reasons are only for readers who may check rights in the unit.
/// To ask about others, the reader needs Access to the unit and `CheckRights` in it. Both are checked before the other
/// user is looked at, so that a refusal does not reveal whether that user exists.
///
/// # Errors
/// `NotFound` for a user or unit that is not open to the reader, `Denied` without `CheckRights`.
pub fn told(
    access: &Access,
    t: &Texts,
    who: Option<&Somebody>,
    (permission, scope): (Permission, Scope),
    unit: Option<i64>,
) -> Result<Told> {
    let own = who.filter(|who| access.is(who.id));
    let seen = unit.filter(|unit| access.sees(*unit));
    let checks = match seen {
        Some(unit) => access.need(Permission::CHECK_RIGHTS, unit),
        None if own.is_none() => return Err(Error::NotFound),
        None => Ok(()),
    };
    let who = match own {
        Some(own) => own,
        None => {
            checks?;
            who.filter(|who| access.sees(who.unit)).ok_or(Error::NotFound)?
        }
    };
    let unit = unit.ok_or(Error::NotFound)?;
    let told = decided(access, t, who, (permission, unit), seen.is_some() && checks.is_ok());
    let known = seen.is_some() || scope != Scope::OrgUnit || told.answer == Answer::Allow;
    if known { Ok(told) } else { Err(Error::NotFound) }
}

fn decided(access: &Access, t: &Texts, who: &Somebody, asked: (Permission, i64), why: bool) -> Told {
    let lasting = match who.id {
        SYSTEM => Some(Lasting::System),
        _ if who.employee_off => Some(Lasting::Employee),
        _ if who.unlicensed => Some(Lasting::Unlicensed),
        _ if !who.active => Some(Lasting::Deactivated),
        _ => None,
    };
    if let Some(lasting) = lasting {
        return Told {
            answer: Answer::None,
            reasons: why.then(|| vec![t.get(lasting.text())]),
        };
    }
    let decision = evaluate(access.snapshot(), &who.subject, asked.0, asked.1, access.now());
    let reading = Reading {
        sees: &|unit| access.knows(unit),
        group: None,
    };
    Told {
        answer: decision.answer,
        reasons: why.then(|| explain(t, access.snapshot(), reading, asked, &decision).trail),
    }
}
