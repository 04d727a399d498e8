//! Verifies the log in constant memory. Does every link fit, is every entry linked, and do beginning and end match?
use super::chain::{BEGINNING, ChainKey, Sealed, personal_hash};
use super::seal::Head;
use super::store::chain as store;
use crate::db::{Read, Tx};
use crate::error::{Error, Result};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// Links read per statement.
const BATCH: i64 = 2_000;
/// How many breaks are listed; further ones are only counted.
pub const TOLD: usize = 100;

/// A link of the chain and what it is about.
pub struct Link {
    pub position: i64,
    pub entry: i64,
    pub hash: Vec<u8>,
    pub found: Option<Found>,
}

/// The entry a link is about.
pub struct Found {
    pub sealed: Sealed,
    pub personal: Option<Personal>,
    /// The person it is about is deleted, so the personal values may have been erased.
    pub erasable: bool,
}

/// Personal values of an entry, such as names and emails.
pub struct Personal {
    pub salt: Vec<u8>,
    pub values: Value,
}

/// A way in which the log differs from what was written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "kebab-case")]
pub enum Break {
    /// Links are gone.
    Gap {
        from: i64,
        to: i64,
    },
    /// The link exists, but its entry does not.
    Missing {
        position: i64,
        entry: i64,
    },
    /// The entry, its position, its hash or the hash before it is not what was sealed.
    Changed {
        position: i64,
        entry: i64,
    },
    PersonalChanged {
        entry: i64,
    },
    /// The personal values are gone, but the person is not deleted.
    PersonalErased {
        entry: i64,
    },
    /// An entry that is neither sealed nor waiting: it was inserted, or its link was removed.
    Outside {
        entry: i64,
    },
    /// Links are missing at the end: the chain had reached further.
    Tail {
        from: i64,
        to: i64,
    },
    /// The confirmation of how far the chain reaches is missing, or was not made with this installation's key.
    Head,
    /// The chain begins at this position, but no entry says that it was retired up to there.
    Anchor {
        position: i64,
    },
    /// The given head of the server's log has another hash for this position, or the chain does not contain the
    /// position.
    Witness {
        position: i64,
    },
}

/// The result of a verification.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Report {
    /// How many links were checked.
    pub checked: i64,
    /// Position of the last link.
    pub position: i64,
    /// Entries that wait to be sealed.
    pub waiting: i64,
    /// Entries whose personal values were erased with the person.
    pub erased: i64,
    /// The first breaks, at most [`TOLD`].
    pub breaks: Vec<Break>,
    /// How many further breaks there are.
    pub more: i64,
}

impl Report {
    pub fn is_sound(&self) -> bool {
        self.breaks.is_empty()
    }

    fn note(&mut self, found: Break) {
        if self.breaks.len() < TOLD {
            self.breaks.push(found);
        } else {
            self.more += 1;
        }
    }

    /// Checks the personal values of one entry.
    fn look_at(&mut self, found: &Found) {
        let (entry, hash) = (found.sealed.id, &found.sealed.personal_hash);
        match (&found.personal, hash) {
            (Some(personal), Some(hash)) if personal_hash(&personal.salt, &personal.values) == *hash => {}
            (Some(_), _) => self.note(Break::PersonalChanged { entry }),
            (None, Some(_)) if found.erasable => self.erased += 1,
            (None, Some(_)) => self.note(Break::PersonalErased { entry }),
            (None, None) => {}
        }
    }
}

/// A head of the chain that was kept outside the database, in the server's log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Witness(pub Head);

/// Walks the whole chain as of one moment. Must be the first call in its transaction.
///
/// # Errors
/// Any database error.
pub fn verify(tx: &mut Tx<'_>, key: &ChainKey, witness: Option<&Witness>) -> Result<Report> {
    tx.at_one_moment()?;
    store::allow_long_statements(tx)?;
    let mut report = Report::default();
    let mut at = begin(tx, &mut report)?;
    let is_witnessed = |head: &Head| witness.is_none_or(|Witness(kept)| kept == head);
    let mut witnessed = is_witnessed(&at);
    loop {
        let links = store::links(tx, at.position, BATCH)?;
        for link in &links {
            step(&mut report, key, &mut at, link);
            witnessed |= is_witnessed(&at);
        }
        if (links.len() as i64) < BATCH {
            break;
        }
    }
    report.position = at.position;
    end(tx, key, &mut report, &at)?;
    if let (false, Some(Witness(head))) = (witnessed, witness) {
        let position = head.position;
        report.note(Break::Witness { position });
    }
    for entry in store::outside(tx, TOLD as i64)? {
        report.note(Break::Outside { entry });
    }
    report.waiting = store::waiting(tx)?;
    Ok(report)
}

/// Returns where the chain begins. If its beginning was retired, an entry of the log must say so.
fn begin(tx: &mut Tx<'_>, report: &mut Report) -> Result<Head> {
    let Some(anchor) = store::anchor(tx)? else {
        return Ok(Head {
            position: 0,
            hash: BEGINNING.to_vec(),
        });
    };
    if !store::is_retired_up_to(tx, &anchor)? {
        report.note(Break::Anchor {
            position: anchor.position,
        });
    }
    Ok(anchor)
}

/// Checks one link. After a break the walk goes on from the hash found there, so that each break is reported once.
fn step(report: &mut Report, key: &ChainKey, at: &mut Head, link: &Link) {
    report.checked += 1;
    let (position, entry) = (link.position, link.entry);
    let gap = position > at.position + 1;
    if gap {
        report.note(Break::Gap {
            from: at.position + 1,
            to: position - 1,
        });
    }
    match &link.found {
        None => report.note(Break::Missing { position, entry }),
        Some(found) => {
            // After a gap the previous hash is unknown.
            if !gap && key.link(&at.hash, position, &found.sealed) != link.hash {
                report.note(Break::Changed { position, entry });
            }
            report.look_at(found);
        }
    }
    *at = Head {
        position,
        hash: link.hash.clone(),
    };
}

fn end(tx: &mut Tx<'_>, key: &ChainKey, report: &mut Report, at: &Head) -> Result<()> {
    match store::head(tx)? {
        None if at.position == 0 => {}
        Some((head, seal)) if key.head(head.position, &head.hash) == seal => {
            if head.position > at.position {
                report.note(Break::Tail {
                    from: at.position + 1,
                    to: head.position,
                });
            } else if head != *at {
                report.note(Break::Head);
            }
        }
        _ => report.note(Break::Head),
    }
    Ok(())
}

/// Stores the result, to show it on the screen.
///
/// # Errors
/// Any database error.
pub fn note(tx: &mut Tx<'_>, report: &Report) -> Result<()> {
    let breaks = serde_json::to_value(&report.breaks).map_err(|error| Error::Internal(error.to_string()))?;
    if !report.is_sound() {
        tracing::error!(breaks = %breaks, more = report.more, "the activity log is not what was written");
    }
    store::note_check(tx, report.checked, report.position, report.waiting, &breaks)
}

/// The result of the last verification.
#[derive(Debug)]
pub struct LastCheck {
    pub at: chrono::DateTime<chrono::Utc>,
    pub checked: i64,
    pub breaks: Vec<Break>,
}

/// Returns the last result; `None` before the first verification.
///
/// # Errors
/// Any database error.
pub fn last_check(db: &mut impl Read) -> Result<Option<LastCheck>> {
    let Some(check) = store::last_check(db)? else {
        return Ok(None);
    };
    Ok(Some(LastCheck {
        at: check.finished_at,
        checked: check.checked,
        breaks: serde_json::from_value(check.breaks).map_err(|error| Error::Internal(error.to_string()))?,
    }))
}
