//! Verifying the log, in constant memory: does every link fit, is every entry linked, does it begin and end where it should?
use super::chain::{BEGINNING, ChainKey, Sealed, personal_hash};
use super::seal::Head;
use super::store::chain as store;
use crate::db::{Read, Tx};
use crate::error::{Error, Result};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// Links read at once.
const BATCH: i64 = 2_000;
/// Breaks that are told one by one; more are counted.
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
    /// Whoever it is about is deleted, so the personal values may be gone.
    pub erasable: bool,
}

/// Names, emails and the like.
pub struct Personal {
    pub salt: Vec<u8>,
    pub values: Value,
}

/// Where the log is not what was written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "kebab-case")]
pub enum Break {
    /// Links are gone.
    Gap {
        from: i64,
        to: i64,
    },
    /// The link is there, its entry is not.
    Missing {
        position: i64,
        entry: i64,
    },
    /// Entry, position, this hash or the one before is not what was sealed.
    Changed {
        position: i64,
        entry: i64,
    },
    PersonalChanged {
        entry: i64,
    },
    /// Erased although nobody was deleted.
    PersonalErased {
        entry: i64,
    },
    /// Neither sealed nor waiting: put in, or its link was cut out.
    Outside {
        entry: i64,
    },
    /// The chain had reached further.
    Tail {
        from: i64,
        to: i64,
    },
    /// What says how far the chain reaches is gone or was not made by this installation.
    Head,
    /// The chain begins later than anything says it was retired.
    Anchor {
        position: i64,
    },
    /// The server's log has another hash for this position, or the chain does not have the position.
    Witness {
        position: i64,
    },
}

/// What was found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Report {
    /// Links looked at.
    pub checked: i64,
    /// The last of them.
    pub position: i64,
    /// Entries that wait to be sealed.
    pub waiting: i64,
    /// Entries whose personal values were erased with the person.
    pub erased: i64,
    /// The first ones.
    pub breaks: Vec<Break>,
    /// How many more there are.
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

    /// What stands in one entry of itself.
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

/// A head that somebody kept outside of the database: from the server's log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Witness(pub Head);

/// Walks the whole chain as of one moment; call it first in its transaction.
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

/// Where the chain begins. That its beginning was retired must stand in an entry of its own.
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

/// One link further. What follows a break is judged by the hash that stands there, so that each is told once.
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
            // After a gap nothing says which hash came before.
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

/// Keeps the result for the screen.
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

/// How the last verification ended.
#[derive(Debug)]
pub struct LastCheck {
    pub at: chrono::DateTime<chrono::Utc>,
    pub checked: i64,
    pub breaks: Vec<Break>,
}

/// None before the first one.
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
