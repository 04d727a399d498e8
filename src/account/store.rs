//! What the user's own account shows beyond what every request knows of its reader.
use crate::db::Read;
use crate::error::Result;
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Integer, Nullable, Text, Timestamptz};

#[derive(Debug, QueryableByName)]
pub struct Kept {
    #[diesel(sql_type = Integer)]
    pub version: i32,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub email_confirmed_at: Option<DateTime<Utc>>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub password_set_at: Option<DateTime<Utc>>,
    /// Whether the installation requires an address of everybody.
    #[diesel(sql_type = Bool)]
    pub email_required: bool,
    #[diesel(sql_type = Timestamptz)]
    pub updated_at: DateTime<Utc>,
    /// Display name of the user who saved last.
    #[diesel(sql_type = Nullable<Text>)]
    pub updated_by: Option<String>,
}

pub fn kept(db: &mut impl Read, user: i64) -> Result<Kept> {
    Ok(
        diesel::sql_query(
            "SELECT u.version, u.email_confirmed_at, u.password_set_at, (SELECT email_required FROM installation) AS email_required,
                u.updated_at, b.display_name AS updated_by
             FROM users u LEFT JOIN users b ON b.id = u.updated_by WHERE u.id = $1",
        )
        .bind::<BigInt, _>(user)
        .get_result(db.conn())?,
    )
}
