//! All SQL of images of actors.
use crate::db::{Read, Tx};
use crate::error::Result;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Nullable, Uuid as SqlUuid};
use uuid::Uuid;

/// Sets the actor's image. A trigger removes the file of the previous one.
pub fn set(tx: &mut Tx<'_>, actor: i64, image: Option<Uuid>, by: Option<i64>) -> Result<()> {
    diesel::sql_query(
        "UPDATE actors SET image_id = $2, updated_at = now(), updated_by = $3, version = version + 1 WHERE id = $1",
    )
    .bind::<BigInt, _>(actor)
    .bind::<Nullable<SqlUuid>, _>(image)
    .bind::<Nullable<BigInt>, _>(by)
    .execute(tx.conn())?;
    Ok(())
}
