//! The security roles of a user (SPEC C-5).
use super::licences::{self, Taker};
use super::{AssignSecurityRoles, SecurityRole, SecurityRoles, organisations, store};
use crate::access::escalation::Change;
use crate::access::{Access, Can, subject_of};
use crate::activity::{self, Author, Entry, Event, Subject};
use crate::db::{Read, Tx};
use crate::error::Result;
use std::collections::HashSet;

/// Why a user cannot have the roles asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Misfit {
    /// A Support Agent needs a confirmed email address in an internal domain.
    NotInternal,
    /// The organisation does not exist for the reader, a Caterer has none, or a user without that role has one.
    Organisation,
    /// No role was given at all.
    None,
}

/// Returns the security roles of a user.
///
/// # Errors
/// Database errors.
pub fn of(db: &mut impl Read, user: i64) -> Result<SecurityRoles> {
    store::security_roles(db, user)
}

/// Whether an email address is in an internal domain, confirmed or not.
///
/// # Errors
/// Database errors.
pub fn is_internal(db: &mut impl Read, email: Option<&str>) -> Result<bool> {
    match email {
        Some(email) => store::is_internal(db, email),
        None => Ok(false),
    }
}

/// Returns which of these addresses are in an internal domain.
///
/// # Errors
/// Database errors.
pub fn internal_addresses(db: &mut impl Read, addresses: &[&str]) -> Result<HashSet<String>> {
    store::internal_addresses(db, addresses)
}

/// Returns which of these users have a confirmed email address in an internal domain. If another address waits to be
/// confirmed, it must be internal too.
///
/// # Errors
/// Database errors.
pub fn with_internal_address(db: &mut impl Read, users: &[i64]) -> Result<HashSet<i64>> {
    store::with_internal_address(db, users)
}

/// Whether the user has the role Support Agent and this address is not internal (SPEC C-5: enforced at change of
/// email).
///
/// # Errors
/// Database errors.
pub fn bars_address(db: &mut impl Read, user: i64, email: Option<&str>) -> Result<bool> {
    Ok(of(db, user)?.has(SecurityRole::SupportAgent) && !is_internal(db, email)?)
}

/// Sets the security roles of a user to exactly `wanted`, with effect at once. The reader can neither give more reach
/// than they have, nor rights that they do not hold where the user would gain them (P-6).
///
/// # Errors
/// `Denied` if P-6 forbids the change, or if the user now needs a licence and none is left.
pub fn assign<'t>(
    tx: &mut Tx<'t>,
    access: &Access,
    author: &Author,
    can: &Can<'t, AssignSecurityRoles>,
    wanted: &SecurityRoles,
) -> Result<Result<bool, Misfit>> {
    let user = can.row();
    let before = of(tx, user.id)?;
    if before == *wanted {
        return Ok(Ok(false));
    }
    if let Err(misfit) = fits(tx, access, user.id, (&before, wanted))? {
        return Ok(Err(misfit));
    }
    // A user who has the role but does not count as a Support Agent already needs a licence.
    let needs_one = !user.needs_licence && !wanted.has(SecurityRole::SupportAgent);
    if needs_one && user.licensed {
        let taker = Taker::New { unit: user.unit };
        licences::left(tx, taker)??;
    }
    let ended = store::set_security_roles(tx, user.id, wanted, author.user)?;
    let after = subject_of(tx, user.id)?;
    access.may_change(&[Change::Reach {
        before: &user.rights,
        after: &after,
    }])?;
    let entry = Entry::new(
        author,
        Event::UserSecurityRolesChanged,
        Subject::User(user.id),
        Some(user.unit),
    )
    .diff("security_roles", before.codes().join(", "), wanted.codes().join(", "))
    .diff("organisation_id", before.organisation, wanted.organisation)
    .fact("sessions_ended", ended);
    activity::record(tx, entry)?;
    Ok(Ok(true))
}

fn fits(
    tx: &mut Tx<'_>,
    access: &Access,
    user: i64,
    (before, wanted): (&SecurityRoles, &SecurityRoles),
) -> Result<Result<(), Misfit>> {
    if wanted.roles.is_empty() {
        return Ok(Err(Misfit::None));
    }
    let becomes_agent = wanted.has(SecurityRole::SupportAgent) && !before.has(SecurityRole::SupportAgent);
    if becomes_agent && !store::with_internal_address(tx, &[user])?.contains(&user) {
        return Ok(Err(Misfit::NotInternal));
    }
    // An organisation that the reader does not see counts as missing, unless the user already has it.
    let known = match wanted.organisation {
        Some(id) => before.organisation == Some(id) || organisations::is_there(access, tx, id)?,
        None => true,
    };
    let fits = known && wanted.has(SecurityRole::Caterer) == wanted.organisation.is_some();
    Ok(if fits { Ok(()) } else { Err(Misfit::Organisation) })
}
