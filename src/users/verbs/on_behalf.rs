//! Links a shared user to those it may act as (SPEC U-40). A link gives a name, never rights.
mod store;

pub use store::Linked;

use crate::access::Can;
use crate::activity::{self, Author, Entry, Event, Subject};
use crate::db::{Read, Tx};
use crate::error::Result;
use crate::users::LinkClerks;
use std::collections::HashSet;

/// How many users one shared user may act as.
pub const MOST: usize = 100;

/// Returns everybody this user may act as, by name, and whether it may act as itself.
///
/// # Errors
/// Any database error.
pub fn linked(db: &mut impl Read, main: i64) -> Result<(Vec<Linked>, bool)> {
    Ok((store::linked(db, main)?, store::main_as_clerk(db, main)?))
}

/// Returns which of these users are at either end of a link, and so in use (SPEC U-5).
///
/// # Errors
/// Any database error.
pub fn in_use(db: &mut impl Read, users: &[i64]) -> Result<HashSet<i64>> {
    store::in_use(db, users)
}

/// Lets `main` act as `clerk`. Returns false if it may already.
///
/// # Errors
/// Any database error.
pub fn link<'t>(
    tx: &mut Tx<'t>,
    author: &Author,
    main: &Can<'t, LinkClerks>,
    clerk: &Can<'t, LinkClerks>,
) -> Result<bool> {
    let linked = store::link(tx, main.row().id, clerk.row().id, author.user)?;
    if linked {
        activity::record(tx, entry(author, main).fact("clerk_added", clerk.row().id))?;
    }
    Ok(linked)
}

/// Takes the link away. A session in which the clerk is chosen asks again at its next request. Without any link the
/// user belongs to one person, who must change a password that somebody else set (SPEC U-22).
///
/// # Errors
/// Any database error.
pub fn unlink<'t>(
    tx: &mut Tx<'t>,
    author: &Author,
    main: &Can<'t, LinkClerks>,
    clerk: &Can<'t, LinkClerks>,
) -> Result<bool> {
    let gone = store::unlink(tx, main.row().id, clerk.row().id)?;
    if gone {
        let mut said = entry(author, main).fact("clerk_removed", clerk.row().id);
        if store::ask_password(tx, main.row().id)? {
            said = said.fact("must_change", true);
        }
        activity::record(tx, said)?;
    }
    Ok(gone)
}

/// Sets **Allow selecting the main user in the select clerk dialog**. Returns false if it is set so already.
///
/// # Errors
/// Any database error.
pub fn allow_main<'t>(tx: &mut Tx<'t>, author: &Author, main: &Can<'t, LinkClerks>, allowed: bool) -> Result<bool> {
    let changed = store::allow_main(tx, main.row().id, allowed, author.user)?;
    if changed {
        activity::record(tx, entry(author, main).diff("main_as_clerk", !allowed, allowed))?;
    }
    Ok(changed)
}

fn entry(author: &Author, main: &Can<'_, LinkClerks>) -> Entry {
    let user = main.row();
    Entry::new(
        author,
        Event::UserOnBehalfChanged,
        Subject::User(user.id),
        Some(user.unit),
    )
}
