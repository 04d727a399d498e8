//! Which users are administrators, in whatever way, and who is told by mail of a new one (SPEC 3.2, P-9).
use super::store::{self, Administrator};
use crate::access::fixed::TOP;
use crate::access::snapshot::Snapshot;
use crate::db::Tx;
use crate::error::Result;
use crate::mail;
use std::collections::HashSet;

/// Up to this many new administrators are named, each in its own mail. For more, one mail gives only their number.
const NAMED: usize = 5;

/// The administrators before memberships are written, to compare with those after.
#[derive(Debug)]
pub struct Before {
    /// The present ones, who are told.
    now: Vec<i64>,
    /// The present and the future ones, about whom nobody is told again.
    known: HashSet<i64>,
}

/// Reads the administrators, if a membership of this group in this unit can make administrators at all.
///
/// # Errors
/// Any database error.
pub fn before(tx: &mut Tx<'_>, snapshot: &Snapshot, unit: i64, group: i64) -> Result<Option<Before>> {
    if unit == TOP && snapshot.groups().makes_administrators(group) {
        Before::read(tx).map(Some)
    } else {
        Ok(None)
    }
}

impl Before {
    /// Reads the administrators as of now in this transaction.
    ///
    /// # Errors
    /// Any database error.
    pub fn read(tx: &mut Tx<'_>) -> Result<Self> {
        let ids = |all: Vec<Administrator>| all.into_iter().map(|one| one.id);
        Ok(Self {
            now: ids(store::administrators(tx, false)?).collect(),
            known: ids(store::administrators(tx, true)?).collect(),
        })
    }

    /// Tells the earlier administrators about each new one, present or future. `author` is not told, because they did
    /// it.
    ///
    /// # Errors
    /// Any database error.
    pub fn tell(self, tx: &mut Tx<'_>, author: Option<i64>) -> Result<()> {
        let mut new = store::administrators(tx, true)?;
        new.retain(|one| !self.known.contains(&one.id));
        let messages = match new.len() {
            ..=NAMED => new.into_iter().map(told_of).collect(),
            people => vec![mail::Message::NewAdministrators { people }],
        };
        for other in self.now.into_iter().filter(|other| Some(*other) != author) {
            for message in &messages {
                mail::queue(tx, other, message)?;
            }
        }
        Ok(())
    }
}

/// Returns the present administrators, except `author`.
///
/// # Errors
/// Any database error.
pub fn others(tx: &mut Tx<'_>, author: Option<i64>) -> Result<Vec<i64>> {
    let all = store::administrators(tx, false)?.into_iter().map(|one| one.id);
    Ok(all.filter(|one| Some(*one) != author).collect())
}

/// Sends a message to the present administrators, except `author`.
///
/// # Errors
/// Any database error.
pub fn tell(tx: &mut Tx<'_>, author: Option<i64>, message: &mail::Message) -> Result<()> {
    let others = others(tx, author)?;
    mail::queue_all(tx, &others, message)
}

fn told_of(new: Administrator) -> mail::Message {
    mail::Message::NewAdministrator {
        user: new.id,
        name: new.display_name,
        login: new.login,
    }
}
