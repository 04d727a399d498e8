//! Licences (SPEC C-3): whether there is one left, and the switch that gives and takes one.
use super::{AssignLicence, store};
use crate::access::{Can, Refusal};
use crate::activity::{self, Author, Entry, Event, Subject};
use crate::db::{Read, Tx};
use crate::error::Result;
use crate::users::{SetMaxSessions, State};
pub use store::{Along, Pool};

/// The most a pool can have (`customer_licences_pool`).
pub const MOST_LICENCES: i32 = 10_000_000;

/// Who is to take a licence.
#[derive(Debug, Clone, Copy)]
pub enum Taker {
    /// A user yet to be made, in this unit.
    New { unit: i64 },
    /// A user who has none now, or none of this customer, and will be in this unit.
    User { user: i64, unit: i64 },
}

/// Whether the customer has one for them, if they need one. Its pool is held until the transaction ends, so that of two
/// who want the last one the second is told; whoever does not ask runs into the constraint.
///
/// # Errors
/// The inner error: all are taken.
pub fn left(tx: &mut Tx<'_>, taker: Taker) -> Result<Result<(), Refusal>> {
    let pool = match taker {
        Taker::New { unit } => store::pool_for(tx, None, unit)?,
        Taker::User { user, unit } => store::pool_for(tx, Some(user), unit)?,
    };
    Ok(match pool {
        Some(Pool {
            pool: Some(pool),
            taken,
        }) if taken >= pool => Err(Refusal::NoLicence { pool }),
        _ => Ok(()),
    })
}

/// Returns what a unit that is moved below another takes along to the customer there, if that is a different one.
///
/// # Errors
/// Database errors.
pub fn along(db: &mut impl Read, unit: i64, parent: i64) -> Result<Option<Along>> {
    store::along(db, unit, parent)
}

/// Locks the pools of both units' customers: until the transaction ends, nobody takes a licence from them or gives one
/// back.
///
/// # Errors
/// Database errors.
pub fn hold(tx: &mut Tx<'_>, unit: i64, parent: i64) -> Result<()> {
    store::hold_pools(tx, &[unit, parent])
}

impl Along {
    /// Whether the customer there has as many left.
    ///
    /// # Errors
    /// How many there are.
    pub fn fits(self) -> Result<(), Refusal> {
        match self.left() {
            Some((pool, left)) if left < self.licences => Err(Refusal::FewLicences {
                pool,
                left,
                wanted: self.licences,
            }),
            _ => Ok(()),
        }
    }

    /// Returns how many licences there are and how many of them are left; None if they are unlimited.
    pub fn left(self) -> Option<(i32, i32)> {
        let Pool { pool, taken } = self.pool();
        pool.map(|pool| (pool, pool - taken))
    }
}

/// Gives a licence or takes it away, at once. Taking it away ends the user's sessions, on every node at the next
/// request. False where there was nothing to do.
///
/// # Errors
/// `Denied` where none is left, or where the user needs none.
pub fn assign<'t>(tx: &mut Tx<'t>, author: &Author, can: &Can<'t, AssignLicence>, on: bool) -> Result<bool> {
    let user = can.row();
    if !user.needs_licence {
        return Err(Refusal::NeedsNone.into());
    }
    if user.state != State::Active || user.licensed == on {
        return Ok(false);
    }
    if on {
        let taker = Taker::User {
            user: user.id,
            unit: user.unit,
        };
        left(tx, taker)??;
    }
    let ended = store::set_licensed(tx, user.id, on, author.user)?;
    let entry = Entry::new(
        author,
        Event::UserLicenceChanged,
        Subject::User(user.id),
        Some(user.unit),
    )
    .diff("licensed", user.licensed, on)
    .fact("sessions_ended", ended);
    activity::record(tx, entry)?;
    Ok(true)
}

/// Returns the licences of the customer a unit belongs to; None for the top, which has none.
///
/// # Errors
/// Database errors.
pub fn pool_of(db: &mut impl Read, unit: i64) -> Result<Option<Pool>> {
    store::pool_of(db, unit)
}

/// Sets **Max allowed sessions**; None means the installation's default. Lowering it ends no session (SPEC C-3).
///
/// # Errors
/// Database errors.
pub fn set_max_sessions<'t>(
    tx: &mut Tx<'t>,
    author: &Author,
    can: &Can<'t, SetMaxSessions>,
    number: Option<i32>,
) -> Result<()> {
    let user = can.row();
    let before = store::max_sessions(tx, user.id)?;
    if before == number {
        return Ok(());
    }
    store::set_max_sessions(tx, user.id, number, author.user)?;
    let entry = Entry::new(author, Event::UserUpdated, Subject::User(user.id), Some(user.unit));
    activity::record(tx, entry.diff("max_sessions", before, number))?;
    Ok(())
}
