//! Recovery of access for administrators, from the command line only (SPEC 11, `admin recover`).
use super::{EnableDisableUser, State, store, verbs};
use crate::access::fixed;
use crate::access::{Access, evaluate};
use crate::activity::{self, Author, Entry, Event, Subject};
use crate::db::Tx;
use crate::error::Result;
use crate::session::two_factor::{self, TwoFactorChange};
use crate::session::{self, Ended, setup_link};
use crate::text;

/// The outcome of a recovery.
#[derive(Debug)]
pub enum Recovered {
    /// The account is recovered. The link's secret goes to the terminal and nowhere else.
    Done {
        login: String,
        secret: String,
        was_deactivated: bool,
        sessions: usize,
        /// Whether a second factor was removed.
        two_factor_removed: bool,
    },
    /// No user has that login name.
    Unknown,
    /// Recovery is only for administrators, whom nobody above them could help.
    NotAdministrator,
}

/// Enables and unlocks the user, ends all sessions, and makes a link that sets a new password. Recovers the user
/// Administrator if no login is given. `reset_two_factor` also removes the second factor, for somebody who has lost it.
///
/// # Errors
/// Any database error. The transaction must hold the lock of access changes.
pub fn recover(tx: &mut Tx<'_>, access: &Access, login: Option<&str>, reset_two_factor: bool) -> Result<Recovered> {
    let id = match login {
        Some(login) => store::id_of(tx, &text::name_key(login))?,
        None => Some(fixed::ADMINISTRATOR),
    };
    let Some(user) = id.map(|id| store::lock(tx, id)).transpose()?.flatten() else {
        return Ok(Recovered::Unknown);
    };
    if user.id == fixed::SYSTEM || !evaluate::is_administrator(access.snapshot(), &user.rights, access.now()) {
        return Ok(Recovered::NotAdministrator);
    }
    let author = Author::system();
    let was_deactivated = user.state == State::Deactivated;
    if was_deactivated {
        let can = access.can::<EnableDisableUser>(tx, user.id)?;
        verbs::activate(tx, &author, &can, None)?;
    }
    session::clear_attempts(tx, user.id)?;
    session::two_factor::clear_attempts(tx, user.id)?;
    let sessions = session::end_all(tx, &author, user.id, Ended::Recovered, None)?;
    let entry = Entry::new(&author, Event::UserRecovered, Subject::User(user.id), Some(user.unit));
    let two_factor_removed = reset_two_factor && two_factor::switch_off(tx, user.id)?;
    if two_factor_removed {
        two_factor::tell(tx, user.id, author.user, TwoFactorChange::Off)?;
    }
    let entry = entry
        .fact("sessions", sessions)
        .fact("two_factor_removed", two_factor_removed);
    activity::record(tx, entry)?;
    let secret = setup_link::make(tx, user.id)?;
    Ok(Recovered::Done {
        login: user.login,
        secret,
        was_deactivated,
        sessions,
        two_factor_removed,
    })
}

/// Makes a new link for Administrator, as long as that account has no password. It revokes the link of an earlier
/// start.
///
/// # Errors
/// Any database error.
pub fn first_link(tx: &mut Tx<'_>) -> Result<Option<String>> {
    let administrator = store::lock(tx, fixed::ADMINISTRATOR)?;
    let waits = administrator.is_some_and(|user| !user.has_password);
    waits.then(|| setup_link::make(tx, fixed::ADMINISTRATOR)).transpose()
}
