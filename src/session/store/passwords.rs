//! All SQL of stored passwords, and of who set what opens a login.
use crate::db::{Read, Tx};
use crate::error::Result;
use crate::session::SetBy;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Nullable, Text};

/// Sets a password.
pub fn set_password(tx: &mut Tx<'_>, user: i64, hash: &str, from: SetBy) -> Result<()> {
    let (must_change, by) = match from {
        SetBy::Owner => (false, None),
        SetBy::Other { by, must_change } => (must_change, by),
    };
    diesel::sql_query(
        "UPDATE users SET password_hash = $2, password_set_at = now(), must_change_password = $3, password_set_by = $4 WHERE id = $1",
    )
    .bind::<BigInt, _>(user)
    .bind::<Text, _>(hash)
    .bind::<Bool, _>(must_change)
    .bind::<Nullable<BigInt>, _>(by)
    .execute(tx.conn())?;
    Ok(())
}

/// Returns who set the password, if it was somebody else. None means its owner, nobody, or that it is not known.
pub fn password_set_by(db: &mut impl Read, user: i64) -> Result<Option<i64>> {
    set_by(db, user, "password_set_by")
}

/// Who set the address that counts, if it was somebody else for whom the user has not vouched.
pub fn address_set_by(db: &mut impl Read, user: i64) -> Result<Option<i64>> {
    set_by(
        db,
        user,
        "CASE WHEN email_confirmed_at IS NOT NULL THEN email_set_by ELSE email_before_set_by END",
    )
}

fn set_by(db: &mut impl Read, user: i64, what: &'static str) -> Result<Option<i64>> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = Nullable<BigInt>)]
        by: Option<i64>,
    }
    let row: Option<Row> = diesel::sql_query(format!("SELECT {what} AS by FROM users WHERE id = $1"))
        .bind::<BigInt, _>(user)
        .get_result(db.conn())
        .optional()?;
    Ok(row.and_then(|row| row.by))
}

/// The stored password, if there is one.
pub fn password_hash(db: &mut impl Read, user: i64) -> Result<Option<String>> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = Nullable<Text>)]
        password_hash: Option<String>,
    }
    let row: Option<Row> = diesel::sql_query("SELECT password_hash FROM users WHERE id = $1")
        .bind::<BigInt, _>(user)
        .get_result(db.conn())
        .optional()?;
    Ok(row.and_then(|row| row.password_hash))
}
