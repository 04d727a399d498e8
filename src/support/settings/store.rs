//! All SQL of settings.
use super::Setting;
use crate::access::Can;
use crate::db::{Read, Tx};
use crate::error::Result;
use crate::users::ManageSettings;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Integer, Nullable, Text};

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = BigInt)]
    id: i64,
    #[diesel(sql_type = Text)]
    key: String,
    #[diesel(sql_type = Text)]
    value: String,
    #[diesel(sql_type = Integer)]
    version: i32,
}

impl From<Row> for Setting {
    fn from(row: Row) -> Self {
        Self {
            id: row.id,
            key: row.key,
            value: row.value,
            version: row.version,
        }
    }
}

/// Returns up to `limit` settings whose key contains these letters, by key, with only the beginning of each value.
pub fn found(db: &mut impl Read, user: i64, letters: &str, limit: i64) -> Result<Vec<Setting>> {
    let rows: Vec<Row> = diesel::sql_query(
        "SELECT id, key, left(value::text, 200) AS value, version FROM user_settings
         WHERE user_id = $1 AND position(lower($2) IN lower(key)) > 0 ORDER BY lower(key), key LIMIT $3",
    )
    .bind::<BigInt, _>(user)
    .bind::<Text, _>(letters)
    .bind::<BigInt, _>(limit)
    .load(db.conn())?;
    Ok(rows.into_iter().map(Setting::from).collect())
}

/// Returns a setting of this user.
pub fn one(db: &mut impl Read, user: i64, id: i64) -> Result<Option<Setting>> {
    let row: Option<Row> = diesel::sql_query(
        "SELECT id, key, value::text AS value, version FROM user_settings WHERE id = $2 AND user_id = $1",
    )
    .bind::<BigInt, _>(user)
    .bind::<BigInt, _>(id)
    .get_result(db.conn())
    .optional()?;
    Ok(row.map(Setting::from))
}

pub fn insert(
    tx: &mut Tx<'_>,
    can: &Can<'_, ManageSettings>,
    key: &str,
    value: &str,
    author: Option<i64>,
) -> Result<()> {
    diesel::sql_query("INSERT INTO user_settings (user_id, key, value, updated_by) VALUES ($1, $2, $3::json, $4)")
        .bind::<BigInt, _>(can.row().id)
        .bind::<Text, _>(key)
        .bind::<Text, _>(value)
        .bind::<Nullable<BigInt>, _>(author)
        .execute(tx.conn())?;
    Ok(())
}

pub fn update(
    tx: &mut Tx<'_>,
    can: &Can<'_, ManageSettings>,
    id: i64,
    key: &str,
    value: &str,
    author: Option<i64>,
) -> Result<()> {
    diesel::sql_query(
        "UPDATE user_settings SET key = $3, value = $4::json, version = version + 1, updated_at = now(), updated_by = $5
         WHERE id = $2 AND user_id = $1",
    )
    .bind::<BigInt, _>(can.row().id)
    .bind::<BigInt, _>(id)
    .bind::<Text, _>(key)
    .bind::<Text, _>(value)
    .bind::<Nullable<BigInt>, _>(author)
    .execute(tx.conn())?;
    Ok(())
}

pub fn delete(tx: &mut Tx<'_>, can: &Can<'_, ManageSettings>, id: i64) -> Result<()> {
    diesel::sql_query("DELETE FROM user_settings WHERE id = $2 AND user_id = $1")
        .bind::<BigInt, _>(can.row().id)
        .bind::<BigInt, _>(id)
        .execute(tx.conn())?;
    Ok(())
}
