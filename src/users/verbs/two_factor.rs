//! Somebody else's second factor (SPEC U-31): required, or taken away. Nobody sees a secret.
use super::{entry, store};
use crate::access::{Can, Refusal};
use crate::activity::{self, Author};
use crate::db::Tx;
use crate::error::Result;
use crate::session::two_factor::{self, TwoFactorChange};
use crate::session::{self, Ended};
use crate::users::SwitchTwoFactor;
use uuid::Uuid;

/// Asks for a second factor at the next login (SPEC U-32). False where it is asked for already.
pub fn require_two_factor<'t>(
    tx: &mut Tx<'t>,
    author: &Author,
    can: &Can<'t, SwitchTwoFactor>,
    batch: Option<Uuid>,
) -> Result<bool> {
    let user = can.row();
    if !store::require_two_factor(tx, user.id, author.user)? {
        return Ok(false);
    }
    let entry = entry(author, "user.two_factor_required", user, batch);
    activity::record(tx, entry.diff("two_factor_required", false, true))?;
    two_factor::tell(tx, user.id, author.user, TwoFactorChange::Required)?;
    Ok(true)
}

/// Takes the second factor away, with its recovery codes: the phone is lost. Sessions end; where it is required it is set up
/// anew at the next login. One's own goes by password and code (SECURITY OT7), so never here.
pub fn remove_two_factor<'t>(
    tx: &mut Tx<'t>,
    author: &Author,
    can: &Can<'t, SwitchTwoFactor>,
    batch: Option<Uuid>,
) -> Result<bool> {
    let user = can.row();
    if author.user == Some(user.id) {
        return Err(Refusal::Oneself.into());
    }
    if !two_factor::switch_off(tx, user.id)? {
        return Ok(false);
    }
    let ended = session::end_all(tx, author, user.id, Ended::TwoFactorChanged, None)?;
    let entry = entry(author, "user.two_factor_removed", user, batch);
    activity::record(tx, entry.fact("sessions_ended", ended))?;
    two_factor::tell(tx, user.id, author.user, TwoFactorChange::Off)?;
    Ok(true)
}
