//! Updates stored sort keys and search words after a change of the rules that make them from text
//! (`text::FOLD_VERSION`; DESIGN 5). A new column of this kind needs a line in `store`.
mod store;

use crate::actors;
use crate::db::{Changed, Tx};
use crate::error::Result;
use crate::org_units;
use crate::text::{self, FOLD_VERSION};
use crate::users;
use std::cmp::Ordering;

/// The top unit. Recording a change of any one unit makes every node read all units again.
const TOP: i64 = 1;

/// The result of [`refold`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refolded {
    /// The stored values were made by the rules of this program.
    Fits,
    /// The stored values were made by earlier rules, and are now updated.
    Anew,
    /// The stored values were made by later rules, which this program does not know.
    Newer,
}

/// Updates everything that earlier rules made, in one transaction. It holds the access lock, so nobody changes units,
/// groups or rights meanwhile, and only one of several nodes does the work.
///
/// # Errors
/// Any database error.
pub fn refold(tx: &mut Tx<'_>) -> Result<Refolded> {
    match store::version(tx)?.cmp(&FOLD_VERSION) {
        Ordering::Equal => return Ok(Refolded::Fits),
        Ordering::Greater => return Ok(Refolded::Newer),
        Ordering::Less => {}
    }
    tx.lock_access()?;
    if store::version(tx)? == FOLD_VERSION {
        return Ok(Refolded::Fits);
    }
    for column in store::SORT_KEYS {
        store::each(tx, column, text::sort_key)?;
    }
    for column in store::WORDS {
        store::each(tx, column, |words| text::words(words).join(" "))?;
    }
    store::ids(tx, "users", users::words::write_all)?;
    store::ids(tx, "actors", actors::words::write_all)?;
    org_units::renumber(tx)?;
    tx.access_changed(Changed::Unit(TOP))?;
    store::set_version(tx, FOLD_VERSION)?;
    Ok(Refolded::Anew)
}
