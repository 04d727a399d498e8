//! How long rows of sessions, links and counters are kept (SECURITY DP3).
use super::store::sweep;
use crate::db::Tx;
use crate::error::Result;

/// How many days after its last possible day a session is still listed, with how it ended.
const SESSION_DAYS: i32 = 90;
/// Links, whether used, revoked or never opened.
const LINK_DAYS: i32 = 30;
/// Failed logins with names that belong to no user.
const UNKNOWN_NAME_DAYS: i32 = 7;

/// Removes at most `most` sessions; returns how many.
///
/// # Errors
/// Any database error.
pub fn sessions(tx: &mut Tx<'_>, most: i64) -> Result<usize> {
    sweep::sessions(tx, SESSION_DAYS, most)
}

/// Browsers in which nobody has logged in for this long are forgotten. Their cookies have expired by then.
const DEVICE_DAYS: i32 = 400;

/// Removes at most `most` known devices; returns how many.
///
/// # Errors
/// Any database error.
pub fn devices(tx: &mut Tx<'_>, most: i64) -> Result<usize> {
    super::store::sweep_devices(tx, DEVICE_DAYS, most)
}

/// Removes at most `most` links; returns how many.
///
/// # Errors
/// Any database error.
pub fn links(tx: &mut Tx<'_>, most: i64) -> Result<usize> {
    sweep::links(tx, LINK_DAYS, most)
}

/// Removes at most `most` counters of unknown names; returns how many. A user's counters are deleted with the user.
///
/// # Errors
/// Any database error.
pub fn login_counters(tx: &mut Tx<'_>, most: i64) -> Result<usize> {
    sweep::login_counters(tx, UNKNOWN_NAME_DAYS, most)
}

/// Removes at most `most` expired counts of failed logins by address, and as many automatic blocks; returns how many in
/// all.
///
/// # Errors
/// Any database error.
pub fn addresses(tx: &mut Tx<'_>, most: i64) -> Result<usize> {
    super::store::addresses::sweep(tx, most)
}

/// Removes at most `most` audit rows whose last login or attempt is older than the log is kept; returns how many.
///
/// # Errors
/// Any database error.
pub fn audit(tx: &mut Tx<'_>, most: i64) -> Result<usize> {
    sweep::audit(tx, most)
}
