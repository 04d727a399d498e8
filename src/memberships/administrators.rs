//! Who is an administrator, by whichever way, and who is told of a new one by mail (SPEC 3.2, P-9).
use super::store::{self, Administrator};
use crate::access::fixed::TOP;
use crate::access::snapshot::Snapshot;
use crate::db::Tx;
use crate::error::Result;
use crate::mail;
use std::collections::HashSet;

/// So many are told of one by one; of more at once only how many they are.
const NAMED: usize = 5;

/// The administrators before memberships are written.
#[derive(Debug)]
pub struct Before {
    /// Those of now: they are told.
    now: Vec<i64>,
    /// Those of now and of later: of them nobody is told again.
    known: HashSet<i64>,
}

/// What to compare with, if a membership of this group in this unit can make administrators at all.
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
    /// As of now in this transaction.
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

    /// Tells them of everybody who has become one, or will. Whoever did it knows.
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

/// The administrators of now, but `author`.
///
/// # Errors
/// Any database error.
pub fn others(tx: &mut Tx<'_>, author: Option<i64>) -> Result<Vec<i64>> {
    let all = store::administrators(tx, false)?.into_iter().map(|one| one.id);
    Ok(all.filter(|one| Some(*one) != author).collect())
}

/// Tells them.
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
