//! The SQL of forgetting somebody.
use crate::config::Seal;
use crate::db::{Read, Tx};
use crate::error::Result;
use crate::imports::{Summary, kept};
use crate::web::message::Message;
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Binary, Bool, Jsonb, Nullable, Text};
use serde_json::json;

/// Replaces the lines of reports that contain one of these names by `said`.
pub fn empty_lines(tx: &mut Tx<'_>, names: &[&str], said: &Message) -> Result<()> {
    diesel::sql_query("UPDATE upload_rows SET said = $2, fields = '[]', about = '{}' WHERE about && $1")
        .bind::<Array<Text>, _>(names)
        .bind::<Jsonb, _>(json!(said))
        .execute(tx.conn())?;
    Ok(())
}

/// How many bytes of files are looked through.
const LOOKED_THROUGH: i64 = 16 * 1024 * 1024;

/// Returns the files that have been neither applied nor given up. Beyond [`LOOKED_THROUGH`] bytes, the oldest come
/// without their content.
pub fn undecided(tx: &mut Tx<'_>, seal: &Seal) -> Result<Vec<(i64, Option<Vec<u8>>)>> {
    #[derive(QueryableByName)]
    struct File {
        #[diesel(sql_type = BigInt)]
        id: i64,
        #[diesel(sql_type = Nullable<Binary>)]
        file: Option<Vec<u8>>,
        #[diesel(sql_type = Bool)]
        sealed: bool,
        #[diesel(sql_type = Binary)]
        sha256: Vec<u8>,
    }
    let rows: Vec<File> = diesel::sql_query(
        "SELECT id, CASE WHEN sum(octet_length(file)) OVER (ORDER BY id DESC) <= $1 THEN file END AS file, sealed, sha256
         FROM uploads WHERE file <> '' ORDER BY id",
    )
    .bind::<BigInt, _>(LOOKED_THROUGH)
    .load(tx.conn())?;
    let opened = |row: File| {
        let file = row
            .file
            .and_then(|file| kept::open(seal, row.sealed, &row.sha256, file));
        (row.id, file)
    };
    Ok(rows.into_iter().map(opened).collect())
}

/// Ends a file, even while a worker has it: the worker then finds its claim gone.
pub fn give_up(tx: &mut Tx<'_>, id: i64, summary: &Summary) -> Result<()> {
    diesel::sql_query(
        "UPDATE uploads SET state = 'failed', report = $2, file = '', claim = NULL, claimed_until = NULL, finished_at = now()
         WHERE id = $1",
    )
    .bind::<BigInt, _>(id)
    .bind::<Jsonb, _>(json!(summary))
    .execute(tx.conn())?;
    Ok(())
}
