//! The SQL of forgetting somebody.
use crate::db::{Read, Tx};
use crate::error::Result;
use crate::imports::Summary;
use crate::web::message::Message;
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Jsonb, Text};
use serde_json::json;

/// Replaces the lines of reports that contain one of these names by `said`.
pub fn empty_lines(tx: &mut Tx<'_>, names: &[&str], said: &Message) -> Result<()> {
    diesel::sql_query("UPDATE upload_rows SET said = $2, fields = '[]', about = '{}' WHERE about && $1")
        .bind::<Array<Text>, _>(names)
        .bind::<Jsonb, _>(json!(said))
        .execute(tx.conn())?;
    Ok(())
}

/// Tells the worker to look for these names in the files that it has or will take.
pub fn mark(tx: &mut Tx<'_>, names: &[i64]) -> Result<()> {
    diesel::sql_query(
        "UPDATE uploads SET forgotten = forgotten || $1 WHERE state IN ('waiting', 'checking', 'applying')",
    )
    .bind::<Array<BigInt>, _>(names)
    .execute(tx.conn())?;
    Ok(())
}

/// Ends the files that contain one of these names, even while a worker has them: it then finds its claim gone. A file
/// whose names are not known because another version checked it could contain them, so it ends too.
pub fn give_up(tx: &mut Tx<'_>, names: &[i64], summary: &Summary) -> Result<()> {
    diesel::sql_query(
        "WITH found AS (DELETE FROM upload_names WHERE name = ANY($1) RETURNING upload_id)
         UPDATE uploads SET state = 'failed', report = $2, file = '', claim = NULL, claimed_until = NULL, finished_at = now(),
            named = false, forgotten = '{}'
         WHERE file <> '' AND (id IN (SELECT upload_id FROM found) OR NOT named AND state NOT IN ('waiting', 'checking'))",
    )
    .bind::<Array<BigInt>, _>(names)
    .bind::<Jsonb, _>(json!(summary))
    .execute(tx.conn())?;
    Ok(())
}
