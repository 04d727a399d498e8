//! Answers "can X do Y in Z?" for programs (SPEC 12): the decision, and its reasons if the reader may see them.
use super::{decide, store};
use crate::access::evaluate::Answer;
use crate::access::explain::Reading;
use crate::access::permission::{Permission, Scope};
use crate::access::somebody::Somebody;
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
    Ok(Some(user.somebody(subject)))
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
    let verdict = decide(access.snapshot(), who, (permission, unit), access.now());
    if seen.is_none() && scope == Scope::OrgUnit && verdict.answer != Answer::Allow {
        return Err(Error::NotFound);
    }
    let reading = Reading {
        sees: &|unit| access.knows(unit),
        group: None,
    };
    let why = seen.is_some() && checks.is_ok();
    Ok(Told {
        answer: verdict.answer,
        reasons: why.then(|| verdict.trail(t, access.snapshot(), reading)),
    })
}
