//! The SQL of removing what is no longer needed.
use crate::db::{Read, Tx};
use crate::error::Result;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Integer};

/// Removes at most `most` files that were sent so long ago, with their reports; says how many.
pub fn sweep(tx: &mut Tx<'_>, hours: i32, most: i64) -> Result<usize> {
    Ok(diesel::sql_query(
        "DELETE FROM uploads WHERE id IN (
            SELECT id FROM uploads WHERE created_at < now() - make_interval(hours => $1)
                AND (claimed_until IS NULL OR claimed_until < now())
            ORDER BY created_at LIMIT $2 FOR UPDATE SKIP LOCKED)",
    )
    .bind::<Integer, _>(hours)
    .bind::<BigInt, _>(most)
    .execute(tx.conn())?)
}

/// Removes the names of at most `most` files that have been removed, applied or given up. It steps from one file to the
/// next by the index.
pub fn sweep_names(tx: &mut Tx<'_>, most: i64) -> Result<()> {
    diesel::sql_query(
        "WITH RECURSIVE had (id) AS (
            SELECT min(upload_id) FROM upload_names
            UNION ALL SELECT (SELECT min(upload_id) FROM upload_names WHERE upload_id > had.id) FROM had WHERE had.id IS NOT NULL)
         DELETE FROM upload_names WHERE upload_id IN (
            SELECT id FROM had WHERE id IS NOT NULL AND NOT EXISTS (SELECT FROM uploads u WHERE u.id = had.id AND u.named)
            LIMIT $1)",
    )
    .bind::<BigInt, _>(most)
    .execute(tx.conn())?;
    Ok(())
}
