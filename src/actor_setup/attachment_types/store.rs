//! All SQL of attachment types.
use super::AttachmentType;
use crate::access::Can;
use crate::actor_setup::ManageActorSetup;
use crate::db::{Read, Tx};
use crate::error::Result;
use crate::text::{name_key, sort_key};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Integer, Nullable, Text};

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = BigInt)]
    id: i64,
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Text)]
    display_name: String,
    #[diesel(sql_type = Integer)]
    version: i32,
}

impl From<Row> for AttachmentType {
    fn from(row: Row) -> Self {
        Self {
            id: row.id,
            name: row.name,
            display_name: row.display_name,
            version: row.version,
        }
    }
}

const TYPES: &str = "SELECT id, name, display_name, version FROM attachment_types";

/// Returns every type, by name.
pub fn all(db: &mut impl Read) -> Result<Vec<AttachmentType>> {
    let rows: Vec<Row> = diesel::sql_query(format!("{TYPES} ORDER BY sort_name, id")).load(db.conn())?;
    Ok(rows.into_iter().map(AttachmentType::from).collect())
}

fn read(db: &mut impl Read, id: i64, hold: &'static str) -> Result<Option<AttachmentType>> {
    let row: Option<Row> = diesel::sql_query(format!("{TYPES} WHERE id = $1{hold}"))
        .bind::<BigInt, _>(id)
        .get_result(db.conn())
        .optional()?;
    Ok(row.map(AttachmentType::from))
}

/// Returns the type with this id.
pub fn one(db: &mut impl Read, id: i64) -> Result<Option<AttachmentType>> {
    read(db, id, "")
}

/// Returns and locks the type, also against attachments that are being given it.
pub fn lock(tx: &mut Tx<'_>, id: i64) -> Result<Option<AttachmentType>> {
    read(tx, id, " FOR UPDATE")
}

pub fn insert(
    tx: &mut Tx<'_>,
    _: &Can<'_, ManageActorSetup>,
    (name, display_name): (&str, &str),
    author: Option<i64>,
) -> Result<()> {
    diesel::sql_query(
        "INSERT INTO attachment_types (name, display_name, display_key, sort_name, created_by, updated_by) VALUES ($1, $2, $3, $4, $5, $5)",
    )
    .bind::<Text, _>(name)
    .bind::<Text, _>(display_name)
    .bind::<Text, _>(name_key(display_name))
    .bind::<Text, _>(sort_key(display_name))
    .bind::<Nullable<BigInt>, _>(author)
    .execute(tx.conn())?;
    Ok(())
}

pub fn rename(
    tx: &mut Tx<'_>,
    _: &Can<'_, ManageActorSetup>,
    id: i64,
    display_name: &str,
    author: Option<i64>,
) -> Result<()> {
    diesel::sql_query(
        "UPDATE attachment_types SET display_name = $2, display_key = $3, sort_name = $4, updated_by = $5, updated_at = now(), version = version + 1 WHERE id = $1",
    )
    .bind::<BigInt, _>(id)
    .bind::<Text, _>(display_name)
    .bind::<Text, _>(name_key(display_name))
    .bind::<Text, _>(sort_key(display_name))
    .bind::<Nullable<BigInt>, _>(author)
    .execute(tx.conn())?;
    Ok(())
}

pub fn delete(tx: &mut Tx<'_>, _: &Can<'_, ManageActorSetup>, id: i64) -> Result<()> {
    diesel::sql_query("DELETE FROM attachment_types WHERE id = $1")
        .bind::<BigInt, _>(id)
        .execute(tx.conn())?;
    Ok(())
}
