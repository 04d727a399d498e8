//! All SQL of files, and the storage that keeps their bytes in the database.
use super::{PIECE, Storage, Stored};
use crate::db::locks::SWEEPING;
use crate::db::{Read, Tx};
use crate::error::{Error, Result};
use diesel::pg::PgConnection;
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Binary, Bool, Integer, Text, Uuid as SqlUuid};
use uuid::Uuid;

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = SqlUuid)]
    id: Uuid,
    #[diesel(sql_type = Text)]
    media_type: String,
    #[diesel(sql_type = BigInt)]
    size: i64,
}

pub(super) fn insert(tx: &mut Tx<'_>, id: Uuid, media_type: &str, size: i64, sha256: &[u8]) -> Result<()> {
    diesel::sql_query("INSERT INTO stored_files (id, media_type, size, sha256) VALUES ($1, $2, $3, $4)")
        .bind::<SqlUuid, _>(id)
        .bind::<Text, _>(media_type)
        .bind::<BigInt, _>(size)
        .bind::<Binary, _>(sha256)
        .execute(tx.conn())?;
    Ok(())
}

pub(super) fn one(db: &mut impl Read, id: Uuid) -> Result<Option<Stored>> {
    let row: Option<Row> = diesel::sql_query("SELECT id, media_type, size FROM stored_files WHERE id = $1")
        .bind::<SqlUuid, _>(id)
        .get_result(db.conn())
        .optional()?;
    Ok(row.map(|row| Stored {
        id: row.id,
        media_type: row.media_type,
        size: row.size,
    }))
}

/// Returns those of these files that exist.
pub(super) fn known(conn: &mut PgConnection, ids: &[Uuid]) -> Result<Vec<Uuid>> {
    #[derive(QueryableByName)]
    struct Known {
        #[diesel(sql_type = SqlUuid)]
        id: Uuid,
    }
    let rows: Vec<Known> = diesel::sql_query("SELECT id FROM stored_files WHERE id = ANY($1)")
        .bind::<Array<SqlUuid>, _>(ids)
        .load(conn)?;
    Ok(rows.into_iter().map(|row| row.id).collect())
}

pub(super) fn keep_from_sweeping(conn: &mut PgConnection) -> Result<()> {
    diesel::sql_query("SELECT pg_advisory_lock_shared($1)")
        .bind::<Integer, _>(SWEEPING)
        .execute(conn)?;
    Ok(())
}

/// Returns false while somebody reads the folder; the sweep then waits for another time.
pub(super) fn may_sweep(conn: &mut PgConnection) -> Result<bool> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = Bool)]
        free: bool,
    }
    let row: Row = diesel::sql_query("SELECT pg_try_advisory_xact_lock($1) AS free")
        .bind::<Integer, _>(SWEEPING)
        .get_result(conn)?;
    Ok(row.free)
}

/// Bytes as rows of `stored_pieces`.
pub(super) struct Pieces;

impl Storage for Pieces {
    fn write(&self, conn: &mut PgConnection, id: Uuid, bytes: &[u8]) -> Result<()> {
        for (place, piece) in (0..).zip(bytes.chunks(PIECE)) {
            diesel::sql_query("INSERT INTO stored_pieces (file_id, place, bytes) VALUES ($1, $2, $3)")
                .bind::<SqlUuid, _>(id)
                .bind::<Integer, _>(place)
                .bind::<Binary, _>(piece)
                .execute(conn)?;
        }
        Ok(())
    }

    fn piece(&self, conn: &mut PgConnection, id: Uuid, place: u32) -> Result<Option<Vec<u8>>> {
        #[derive(QueryableByName)]
        struct Piece {
            #[diesel(sql_type = Binary)]
            bytes: Vec<u8>,
        }
        let piece: Option<Piece> =
            diesel::sql_query("SELECT bytes FROM stored_pieces WHERE file_id = $1 AND place = $2")
                .bind::<SqlUuid, _>(id)
                .bind::<Integer, _>(i32::try_from(place).unwrap_or(i32::MAX))
                .get_result(conn)
                .optional()?;
        match piece {
            None if place == 0 => Err(Error::Internal("a file without bytes in the database".into())),
            piece => Ok(piece.map(|piece| piece.bytes)),
        }
    }

    /// Pieces go with their file.
    fn sweep(&self, _: &mut PgConnection) -> Result<usize> {
        Ok(0)
    }
}
