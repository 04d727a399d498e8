//! Reads that only the API needs.
use crate::db::Read;
use crate::error::Result;
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Nullable, Text, Timestamptz};

/// A token, and the unit of its user.
#[derive(QueryableByName)]
pub struct Own {
    #[diesel(sql_type = Text)]
    pub public_id: String,
    #[diesel(sql_type = Text)]
    pub name: String,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub expires_at: Option<DateTime<Utc>>,
    #[diesel(sql_type = Text)]
    pub unit_code: String,
}

/// Reads the token; `None` if it was revoked a moment ago.
pub fn own(db: &mut impl Read, token: i64) -> Result<Option<Own>> {
    Ok(diesel::sql_query(
        "SELECT t.public_id, t.name, t.expires_at, o.code AS unit_code
         FROM api_tokens t JOIN users u ON u.id = t.user_id JOIN org_units o ON o.id = u.unit_id WHERE t.id = $1",
    )
    .bind::<BigInt, _>(token)
    .get_result(db.conn())
    .optional()?)
}

#[derive(QueryableByName)]
struct Found {
    #[diesel(sql_type = BigInt)]
    id: i64,
}

/// Returns the unit with this code, which must be folded by `text::name_key`.
pub fn unit(db: &mut impl Read, code_key: &str) -> Result<Option<i64>> {
    let found: Option<Found> = diesel::sql_query("SELECT id FROM org_units WHERE code_key = $1")
        .bind::<Text, _>(code_key)
        .get_result(db.conn())
        .optional()?;
    Ok(found.map(|found| found.id))
}
