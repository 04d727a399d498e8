//! Setting a password by hand.
use crate::access::Can;
use crate::activity::{self, Entry, Event, Subject};
use crate::db::Tx;
use crate::error::Result;
use crate::mail::{self, Message};
use crate::session::{self, Ended, SetBy, outgrown};
use crate::users::ChangePassword;
use crate::web::visit::Visit;

/// Sets the password and ends the user's sessions. Returns how many ended. `stays`: the session that users change their
/// own password in, which does not end (SPEC U-22). A password set by somebody else must be changed at the next login;
/// that of a shared user only once it has no link left.
pub fn change_password(
    tx: &mut Tx<'_>,
    visit: &Visit,
    can: &Can<'_, ChangePassword>,
    hash: &str,
    stays: Option<i64>,
) -> Result<usize> {
    let (user, author) = (can.row(), &visit.author());
    let own = author.user == Some(user.id);
    // Several people share it, and each could not choose a new one.
    let must_change = !own && !user.shared;
    let from = match own {
        true => SetBy::Owner {
            maker: outgrown::behind_password(tx, visit, user.id)?,
        },
        false => SetBy::Other {
            by: author.user,
            must_change,
        },
    };
    session::set_password(tx, user.id, hash, from)?;
    let stays = stays.filter(|_| own);
    let ended = session::end_all(tx, author, user.id, Ended::PasswordChanged, stays)?;
    let entry = Entry::new(
        author,
        Event::UserPasswordChanged,
        Subject::User(user.id),
        Some(user.unit),
    )
    .fact("at", if own { "own" } else { "other" })
    .fact("must_change", must_change)
    .fact("sessions_ended", ended);
    activity::record(tx, entry)?;
    mail::queue(tx, user.id, &Message::PasswordChanged { by_other: !own })?;
    Ok(ended)
}
