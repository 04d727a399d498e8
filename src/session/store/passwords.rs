//! All SQL of stored passwords, and of who set what opens a login.
use crate::db::{Read, Tx};
use crate::error::Result;
use crate::mail::To;
use crate::session::SetBy;
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Bool, Nullable, Text};

/// Sets a password.
pub fn set_password(tx: &mut Tx<'_>, user: i64, hash: &str, from: SetBy) -> Result<()> {
    let (must_change, by) = match from {
        SetBy::Owner { maker } => (false, maker),
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

/// Leaves the sessions of the user to nobody but the owner.
pub fn disown_makers(tx: &mut Tx<'_>, user: i64) -> Result<()> {
    diesel::sql_query("UPDATE sessions SET made_under = NULL WHERE user_id = $1 AND made_under IS NOT NULL")
        .bind::<BigInt, _>(user)
        .execute(tx.conn())?;
    Ok(())
}

/// Returns who set the password, or could have chosen it in the user's place, if that is somebody else. None means its
/// owner, nobody, or that it is not known.
pub fn password_set_by(db: &mut impl Read, user: i64) -> Result<Option<i64>> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = Nullable<BigInt>)]
        by: Option<i64>,
    }
    let row: Option<Row> = diesel::sql_query("SELECT password_set_by AS by FROM users WHERE id = $1")
        .bind::<BigInt, _>(user)
        .get_result(db.conn())
        .optional()?;
    Ok(row.and_then(|row| row.by))
}

/// Who set the address that such mail goes to, if it was somebody else for whom the user has not vouched.
pub fn address_set_by(db: &mut impl Read, user: i64, to: To) -> Result<Option<i64>> {
    Ok(addresses_set_by(db, &[user], to)?.first().map(|(_, by)| *by))
}

/// Returns these users whose address was set by somebody else, and by whom.
pub fn addresses_set_by(db: &mut impl Read, users: &[i64], to: To) -> Result<Vec<(i64, i64)>> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = BigInt)]
        id: i64,
        #[diesel(sql_type = BigInt)]
        by: i64,
    }
    let rows: Vec<Row> = diesel::sql_query(
        "SELECT u.id, set.by FROM users u, LATERAL (SELECT CASE
            WHEN $2 = 'given' OR u.email_confirmed_at IS NOT NULL THEN u.email_set_by
            WHEN $2 = 'confirmed' OR u.email_before IS NOT NULL THEN u.email_before_set_by
            ELSE u.email_set_by END AS by) set
         WHERE u.id = ANY($1) AND set.by IS NOT NULL",
    )
    .bind::<Array<BigInt>, _>(users)
    .bind::<Text, _>(to.code())
    .load(db.conn())?;
    Ok(rows.into_iter().map(|row| (row.id, row.by)).collect())
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
