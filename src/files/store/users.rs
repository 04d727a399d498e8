//! Users as files know them.
use super::CHUNK;
use crate::db::{Read, Tx};
use crate::error::Result;
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Binary, Bool, Nullable, Text};

/// A user with every field a file can set.
#[derive(Debug, Clone, PartialEq, QueryableByName)]
pub struct User {
    #[diesel(sql_type = BigInt)]
    pub id: i64,
    #[diesel(sql_type = Text)]
    pub login: String,
    #[diesel(sql_type = Text)]
    pub login_key: String,
    #[diesel(sql_type = Text)]
    pub display_name: String,
    #[diesel(sql_type = BigInt)]
    pub unit: i64,
    #[diesel(sql_type = Nullable<Text>)]
    pub email: Option<String>,
    #[diesel(sql_type = Bool)]
    pub is_active: bool,
    #[diesel(sql_type = Bool)]
    pub prevent_renewal: bool,
    #[diesel(sql_type = Nullable<Text>)]
    pub language: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    pub time_zone: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    pub password_hash: Option<String>,
    /// SHA-256 of the hash last imported: the same file leaves a password alone that was upgraded or changed since.
    #[diesel(sql_type = Nullable<Binary>)]
    pub password_imported: Option<Vec<u8>>,
}

const FIELDS: &str = "u.id, a.name AS login, a.name_key AS login_key, u.display_name, u.unit_id AS unit, u.email,
    u.state = 'active' AS is_active, u.prevent_renewal, u.language, u.time_zone, u.password_hash, u.password_imported
    FROM users u JOIN accounts a ON a.id = u.id";

/// Users with these names, held for an edit, ids ascending.
pub fn lock(tx: &mut Tx<'_>, login_keys: &[String]) -> Result<Vec<User>> {
    let query = format!("SELECT {FIELDS} WHERE a.name_key = ANY($1) ORDER BY u.id FOR NO KEY UPDATE OF u");
    Ok(diesel::sql_query(query)
        .bind::<Array<Text>, _>(login_keys)
        .load(tx.conn())?)
}

/// Active users whose names are not among these, held for an edit; the installation's own accounts are never among them.
pub fn lock_others(tx: &mut Tx<'_>, login_keys: &[String]) -> Result<Vec<User>> {
    let query = format!(
        "SELECT {FIELDS} WHERE u.state = 'active' AND u.id > 2
            AND NOT EXISTS (SELECT FROM unnest($1) AS k (key) WHERE k.key = a.name_key)
         ORDER BY u.id FOR NO KEY UPDATE OF u"
    );
    Ok(diesel::sql_query(query)
        .bind::<Array<Text>, _>(login_keys)
        .load(tx.conn())?)
}

/// Up to [`CHUNK`] users who are not deleted, after this id; the installation's own accounts are left out.
pub fn page(db: &mut impl Read, after: i64) -> Result<Vec<User>> {
    let query = format!("SELECT {FIELDS} WHERE u.state <> 'deleted' AND u.id > greatest($1, 2) ORDER BY u.id LIMIT $2");
    Ok(diesel::sql_query(query)
        .bind::<BigInt, _>(after)
        .bind::<BigInt, _>(CHUNK as i64)
        .load(db.conn())?)
}

/// Ends all sessions and open links of these users.
pub fn end_sessions(tx: &mut Tx<'_>, users: &[i64], how: &str) -> Result<()> {
    diesel::sql_query(
        "UPDATE sessions SET ended_at = now(), ended_how = $2, ended_by = 1 WHERE user_id = ANY($1) AND ended_at IS NULL",
    )
    .bind::<Array<BigInt>, _>(users)
    .bind::<Text, _>(how)
    .execute(tx.conn())?;
    diesel::sql_query(
        "UPDATE links SET revoked_at = now() WHERE user_id = ANY($1) AND used_at IS NULL AND revoked_at IS NULL",
    )
    .bind::<Array<BigInt>, _>(users)
    .execute(tx.conn())?;
    Ok(())
}
