//! Seals the entries that wait, which puts them at the end of the chain (DESIGN 5), and retires the oldest entries.
use super::chain::{BEGINNING, ChainKey};
use super::store::chain as store;
use crate::db::{Read, Tx};
use crate::error::Result;

/// How many entries one transaction seals or retires at most.
const BATCH: i64 = 5_000;

/// How far the chain reaches.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Head {
    pub position: i64,
    pub hash: Vec<u8>,
}

impl Head {
    pub(super) fn beginning() -> Self {
        Self {
            position: 0,
            hash: BEGINNING.to_vec(),
        }
    }
}

/// Seals entries that wait, up to some thousand. Returns how many, and whether there may be more.
///
/// The new head also goes to the server's log, which somebody who rewrites the database cannot rewrite.
///
/// # Errors
/// Any database error.
pub fn seal(tx: &mut Tx<'_>, key: &ChainKey) -> Result<(usize, bool)> {
    if !store::try_lock(tx)? {
        return Ok((0, false));
    }
    let entries = store::take_unsealed(tx, BATCH)?;
    if entries.is_empty() {
        return Ok((0, false));
    }
    let end = store::end(tx)?;
    let is_whole = match (store::head(tx)?, &end) {
        (None, end) => end.is_none(),
        (Some((head, seal)), end) => Some(&head) == end.as_ref() && key.head(head.position, &head.hash) == seal,
    };
    let mut head = end.unwrap_or_else(Head::beginning);
    let mut links = Vec::with_capacity(entries.len());
    for entry in &entries {
        let position = head.position + 1;
        let hash = key.link(&head.hash, position, entry);
        links.push((position, entry.id, hash.clone()));
        head = Head { position, hash };
    }
    store::append(tx, &links)?;
    if is_whole {
        store::set_head(tx, &head, &key.head(head.position, &head.hash))?;
    } else {
        // The end was cut off, or its confirmation was changed. A new confirmation would hide that.
        tracing::error!("the end of the activity log is not what was sealed; see: keyholder activity verify");
    }
    tracing::info!(
        position = head.position,
        hash = hex::encode(&head.hash),
        "activity log sealed"
    );
    Ok((links.len(), links.len() as i64 == BATCH))
}

/// Whether anything has been sealed here.
///
/// # Errors
/// Any database error.
pub fn is_sealed(db: &mut impl Read) -> Result<bool> {
    Ok(store::head(db)?.is_some())
}

/// Whether this key made the confirmation of how far the chain reaches. True for every key if nothing is sealed
/// yet.
///
/// # Errors
/// Any database error.
pub fn is_sealed_by(db: &mut impl Read, key: &ChainKey) -> Result<bool> {
    let head = store::head(db)?;
    Ok(head.is_none_or(|(head, seal)| key.head(head.position, &head.hash) == seal))
}

/// Removes entries older than the installation keeps them, oldest first. Returns how many, and whether there may be
/// more (SECURITY DP3).
///
/// # Errors
/// Any database error.
pub fn retire(tx: &mut Tx<'_>) -> Result<(i64, bool)> {
    let removed = store::retire(tx, BATCH as i32)?;
    Ok((removed, removed == BATCH))
}
