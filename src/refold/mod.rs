//! After a change of the rules by which text is sorted and searched (`text::FOLD_VERSION`): what was stored by those of before
//! is made anew from what people wrote (DESIGN 5). A new column of that kind is a line in `store`.
mod store;

use crate::actors;
use crate::db::{Changed, Tx};
use crate::error::Result;
use crate::org_units;
use crate::text::{self, FOLD_VERSION};
use crate::users;
use std::cmp::Ordering;

/// The top: a change of one unit has every node read all of them.
const TOP: i64 = 1;

/// How what is stored stands to the rules of this program.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refolded {
    /// It was made by them.
    Fits,
    /// It was made by earlier ones, and now by these.
    Anew,
    /// It was made by later ones, which this program does not know.
    Newer,
}

/// Makes everything anew that earlier rules made, all of it or nothing. Nobody changes units, groups or rights meanwhile, and
/// of several nodes one does it.
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
