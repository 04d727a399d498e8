//! Sealing: what waits becomes the end of the chain (DESIGN 5); and retiring its beginning.
use super::chain::{BEGINNING, ChainKey};
use super::store::chain as store;
use crate::db::Tx;
use crate::error::Result;

/// Entries of one transaction.
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

/// Seals what waits, at most some thousand entries; says how many, and whether there may be more.
///
/// The new head goes to the server's log: whoever rewrites the database cannot rewrite that.
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
    let mut head = store::end(tx)?.unwrap_or_else(Head::beginning);
    let mut links = Vec::with_capacity(entries.len());
    for entry in &entries {
        let position = head.position + 1;
        let hash = key.link(&head.hash, position, entry);
        links.push((position, entry.id, hash.clone()));
        head = Head { position, hash };
    }
    store::append(tx, &links)?;
    store::set_head(tx, &head, &key.head(head.position, &head.hash))?;
    tracing::info!(
        position = head.position,
        hash = hex::encode(&head.hash),
        "activity log sealed"
    );
    Ok((links.len(), links.len() as i64 == BATCH))
}

/// Removes entries that are older than the installation keeps them, the oldest first; says how many, and whether there may
/// be more (SECURITY DP3).
///
/// # Errors
/// Any database error.
pub fn retire(tx: &mut Tx<'_>) -> Result<(i64, bool)> {
    let removed = store::retire(tx, BATCH as i32)?;
    Ok((removed, removed == BATCH))
}
