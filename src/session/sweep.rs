//! What of sessions, links and counters is kept how long (SECURITY DP3).
use super::store::sweep;
use crate::db::Tx;
use crate::error::Result;

/// Sessions are shown with how they ended for so long after their last possible day.
const SESSION_DAYS: i32 = 90;
/// Links that were used, revoked or never opened.
const LINK_DAYS: i32 = 30;
/// Failed logins of names that nobody has.
const UNKNOWN_NAME_DAYS: i32 = 7;

/// Removes at most `most` sessions; says how many.
///
/// # Errors
/// Any database error.
pub fn sessions(tx: &mut Tx<'_>, most: i64) -> Result<usize> {
    sweep::sessions(tx, SESSION_DAYS, most)
}

/// Browsers in which nobody has logged in for so long are forgotten; their cookies are gone by then.
const DEVICE_DAYS: i32 = 400;

/// Removes at most `most` known devices; says how many.
///
/// # Errors
/// Any database error.
pub fn devices(tx: &mut Tx<'_>, most: i64) -> Result<usize> {
    super::store::sweep_devices(tx, DEVICE_DAYS, most)
}

/// Removes at most `most` links; says how many.
///
/// # Errors
/// Any database error.
pub fn links(tx: &mut Tx<'_>, most: i64) -> Result<usize> {
    sweep::links(tx, LINK_DAYS, most)
}

/// Removes at most `most` counters of unknown names; says how many. Those of users go with the user.
///
/// # Errors
/// Any database error.
pub fn login_counters(tx: &mut Tx<'_>, most: i64) -> Result<usize> {
    sweep::login_counters(tx, UNKNOWN_NAME_DAYS, most)
}

/// Removes at most `most` counts of failed logins by address that are over, and as many automatic blocks; says how many.
///
/// # Errors
/// Any database error.
pub fn addresses(tx: &mut Tx<'_>, most: i64) -> Result<usize> {
    super::store::addresses::sweep(tx, most)
}

/// Removes at most `most` rows of the audit whose last login or attempt is older than the log is kept; says how many.
///
/// # Errors
/// Any database error.
pub fn audit(tx: &mut Tx<'_>, most: i64) -> Result<usize> {
    sweep::audit(tx, most)
}
