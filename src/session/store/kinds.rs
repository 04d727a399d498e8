//! Which kinds of password hashes there are.
use crate::db::{Read, Tx};
use crate::error::Result;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};

/// What hashes of one kind begin with, and how many users have such a hash.
#[derive(Debug, Clone, QueryableByName)]
pub struct Kind {
    #[diesel(sql_type = Text)]
    pub kind: String,
    #[diesel(sql_type = BigInt)]
    pub users: i64,
}

/// Returns the kinds as they were last counted.
pub fn kinds(db: &mut impl Read) -> Result<Vec<Kind>> {
    Ok(diesel::sql_query("SELECT kind, users FROM password_kinds").load(db.conn())?)
}

/// Counts the kinds: bcrypt up to its cost, argon2 up to its parameters. Returns how many there are.
pub fn count_kinds(tx: &mut Tx<'_>) -> Result<usize> {
    diesel::sql_query("DELETE FROM password_kinds").execute(tx.conn())?;
    Ok(diesel::sql_query(
        "INSERT INTO password_kinds (kind, users)
         SELECT CASE WHEN password_hash LIKE '$2%' THEN left(password_hash, 7) ELSE regexp_replace(password_hash, '(\\$[^$]*){2}$', '') END AS kind, count(*)
         FROM users WHERE password_hash IS NOT NULL GROUP BY 1",
    )
    .execute(tx.conn())?)
}
