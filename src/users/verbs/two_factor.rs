//! Another user's second factor (SPEC U-31): it can be required or taken away. Nobody sees a secret.
use super::{entry, store};
use crate::access::Can;
use crate::activity::{self, Author, Event};
use crate::db::Tx;
use crate::error::Result;
use crate::session::two_factor::{self, TwoFactorChange};
use crate::session::{self, Ended};
use crate::users::{RemoveTwoFactor, SwitchTwoFactor};
use uuid::Uuid;

/// Requires a second factor from the next login on (SPEC U-32). Returns false if it was required already.
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
    let entry = entry(author, Event::UserTwoFactorRequired, user, batch);
    activity::record(tx, entry.diff("two_factor_required", false, true))?;
    two_factor::tell(tx, user.id, author.user, TwoFactorChange::Required)?;
    Ok(true)
}

/// Takes the second factor away with its recovery codes, for a user who lost the phone. The user's sessions end. If a
/// second factor is required, the user sets it up anew at the next login. Returns false if there was none.
pub fn remove_two_factor<'t>(
    tx: &mut Tx<'t>,
    author: &Author,
    can: &Can<'t, RemoveTwoFactor>,
    batch: Option<Uuid>,
) -> Result<bool> {
    let user = can.row();
    if !two_factor::switch_off(tx, user.id)? {
        return Ok(false);
    }
    let ended = session::end_all(tx, author, user.id, Ended::TwoFactorChanged, None)?;
    let entry = entry(author, Event::UserTwoFactorRemoved, user, batch);
    activity::record(tx, entry.fact("sessions_ended", ended))?;
    two_factor::tell(tx, user.id, author.user, TwoFactorChange::Off)?;
    Ok(true)
}
