//! All SQL of second factors and the counters of wrong codes.
pub(super) mod by_email;

use super::Method;
use crate::db::{Read, Tx};
use crate::error::Result;
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Binary, Bool, Integer, Nullable, Text, Timestamptz};

#[derive(Debug, Clone, QueryableByName)]
pub struct On {
    /// Since when.
    #[diesel(sql_type = Timestamptz)]
    pub since: DateTime<Utc>,
    /// Recovery codes that have not been used.
    #[diesel(sql_type = BigInt)]
    pub codes_left: i64,
    /// With an authenticator app.
    #[diesel(sql_type = Bool)]
    pub app: bool,
    /// Where codes by email were to go when they were switched on.
    #[diesel(sql_type = Nullable<Text>)]
    pub email: Option<String>,
    /// They do: mail is set up, and the address is still the confirmed one. Where the installation allows none any
    /// more, only to lead whoever has nothing else to an app.
    #[diesel(sql_type = Bool)]
    pub email_works: bool,
}

impl On {
    /// Returns the state of somebody who has no second factor (any more).
    pub fn nothing(now: DateTime<Utc>) -> Self {
        Self {
            since: now,
            codes_left: 0,
            app: false,
            email: None,
            email_works: false,
        }
    }
}

pub(super) fn state(db: &mut impl Read, user: i64) -> Result<Option<On>> {
    Ok(diesel::sql_query(
        "SELECT f.created_at AS since,
            (SELECT count(*) FROM recovery_codes c WHERE c.user_id = f.user_id AND c.used_at IS NULL) AS codes_left,
            f.secret IS NOT NULL AS app, f.email,
            coalesce(f.email = u.email AND u.email_confirmed_at IS NOT NULL AND s.host <> '' AND (i.email_codes OR f.secret IS NULL), false) AS email_works
         FROM two_factor f JOIN users u ON u.id = f.user_id, mail_server s, installation i WHERE f.user_id = $1",
    )
    .bind::<BigInt, _>(user)
    .get_result(db.conn())
    .optional()?)
}

/// Of this user, or of everybody; groups come on top.
pub(super) fn required(db: &mut impl Read, user: i64) -> Result<bool> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = Bool)]
        required: bool,
    }
    let row: Row = diesel::sql_query(
        "SELECT u.two_factor_required OR i.require_two_factor AS required FROM users u CROSS JOIN installation i WHERE u.id = $1",
    )
    .bind::<BigInt, _>(user)
    .get_result(db.conn())?;
    Ok(row.required)
}

#[derive(QueryableByName)]
struct Secret {
    #[diesel(sql_type = Binary)]
    secret: Vec<u8>,
}

pub(super) fn secret(db: &mut impl Read, user: i64) -> Result<Option<Vec<u8>>> {
    let row: Option<Secret> =
        diesel::sql_query("SELECT secret FROM two_factor WHERE user_id = $1 AND secret IS NOT NULL")
            .bind::<BigInt, _>(user)
            .get_result(db.conn())
            .optional()?;
    Ok(row.map(|row| row.secret))
}

/// Accepts the code of a time step. One conditional UPDATE decides: of parallel requests with the same code, one gets
/// true (OT2).
pub(super) fn accept_step(tx: &mut Tx<'_>, user: i64, step: i64) -> Result<bool> {
    let rows = diesel::sql_query("UPDATE two_factor SET last_step = $2 WHERE user_id = $1 AND last_step < $2")
        .bind::<BigInt, _>(user)
        .bind::<BigInt, _>(step)
        .execute(tx.conn())?;
    Ok(rows > 0)
}

/// Uses a recovery code up, like [`accept_step`]. Returns false if it is wrong or was used.
pub(super) fn use_code(tx: &mut Tx<'_>, user: i64, hash: &[u8]) -> Result<bool> {
    let rows = diesel::sql_query(
        "UPDATE recovery_codes SET used_at = now() WHERE user_id = $1 AND hash = $2 AND used_at IS NULL",
    )
    .bind::<BigInt, _>(user)
    .bind::<Binary, _>(hash)
    .execute(tx.conn())?;
    Ok(rows > 0)
}

pub(super) fn replace_codes(tx: &mut Tx<'_>, user: i64, hashes: Vec<Vec<u8>>) -> Result<()> {
    diesel::sql_query("DELETE FROM recovery_codes WHERE user_id = $1")
        .bind::<BigInt, _>(user)
        .execute(tx.conn())?;
    diesel::sql_query("INSERT INTO recovery_codes (user_id, hash) SELECT $1, unnest($2)")
        .bind::<BigInt, _>(user)
        .bind::<Array<Binary>, _>(hashes)
        .execute(tx.conn())?;
    Ok(())
}

#[derive(QueryableByName)]
struct First {
    #[diesel(sql_type = Bool)]
    first: bool,
}

/// Stores the app's secret. Returns whether the app is the first method; None if there is an app already.
pub(super) fn switch_on(tx: &mut Tx<'_>, user: i64, secret: &[u8], step: i64) -> Result<Option<bool>> {
    let row: Option<First> = diesel::sql_query(
        "INSERT INTO two_factor AS f (user_id, secret, last_step) VALUES ($1, $2, $3)
         ON CONFLICT (user_id) DO UPDATE SET secret = excluded.secret, last_step = excluded.last_step WHERE f.secret IS NULL
         RETURNING xmax = 0 AS first",
    )
    .bind::<BigInt, _>(user)
    .bind::<Binary, _>(secret)
    .bind::<BigInt, _>(step)
    .get_result(tx.conn())
    .optional()?;
    Ok(row.map(|row| row.first))
}

/// Takes one method away if there is another, and returns whether it did.
pub(super) fn switch_off_one(tx: &mut Tx<'_>, user: i64, method: Method) -> Result<bool> {
    let sql = match method {
        Method::App => {
            "UPDATE two_factor SET secret = NULL, last_step = NULL WHERE user_id = $1 AND secret IS NOT NULL AND email IS NOT NULL"
        }
        Method::Email => {
            "UPDATE two_factor SET email = NULL WHERE user_id = $1 AND secret IS NOT NULL AND email IS NOT NULL"
        }
        Method::Recovery => return Ok(false),
    };
    let rows = diesel::sql_query(sql).bind::<BigInt, _>(user).execute(tx.conn())?;
    Ok(rows > 0)
}

/// Takes away the factor, its codes and its counters. False if there was none.
pub(super) fn switch_off(tx: &mut Tx<'_>, user: i64) -> Result<bool> {
    for rows in [
        "DELETE FROM recovery_codes WHERE user_id = $1",
        "DELETE FROM code_counters WHERE user_id = $1",
        "DELETE FROM email_codes WHERE user_id = $1",
        "DELETE FROM two_factor_setups s USING sessions e WHERE e.id = s.session_id AND e.user_id = $1",
    ] {
        diesel::sql_query(rows).bind::<BigInt, _>(user).execute(tx.conn())?;
    }
    let rows = diesel::sql_query("DELETE FROM two_factor WHERE user_id = $1")
        .bind::<BigInt, _>(user)
        .execute(tx.conn())?;
    Ok(rows > 0)
}

/// Stores a secret that this session is to confirm, in place of an older one.
pub(super) fn offer(tx: &mut Tx<'_>, session: i64, secret: &[u8]) -> Result<()> {
    diesel::sql_query(
        "INSERT INTO two_factor_setups (session_id, secret) VALUES ($1, $2)
         ON CONFLICT (session_id) DO UPDATE SET secret = excluded.secret, email = NULL, created_at = now()",
    )
    .bind::<BigInt, _>(session)
    .bind::<Binary, _>(secret)
    .execute(tx.conn())?;
    Ok(())
}

pub(super) fn offered(db: &mut impl Read, session: i64, minutes: i32) -> Result<Option<Vec<u8>>> {
    let row: Option<Secret> = diesel::sql_query(
        "SELECT secret FROM two_factor_setups
         WHERE session_id = $1 AND secret IS NOT NULL AND created_at > now() - make_interval(mins => $2)",
    )
    .bind::<BigInt, _>(session)
    .bind::<Integer, _>(minutes)
    .get_result(db.conn())
    .optional()?;
    Ok(row.map(|row| row.secret))
}

pub(super) fn forget_offer(tx: &mut Tx<'_>, session: i64) -> Result<()> {
    diesel::sql_query("DELETE FROM two_factor_setups WHERE session_id = $1")
        .bind::<BigInt, _>(session)
        .execute(tx.conn())?;
    Ok(())
}

/// Notes when the second factor was first **Verified** (SPEC U-34).
pub(super) fn note_verified(tx: &mut Tx<'_>, user: i64) -> Result<()> {
    diesel::sql_query("UPDATE user_clock SET two_factor_at = now() WHERE user_id = $1 AND two_factor_at IS NULL")
        .bind::<BigInt, _>(user)
        .execute(tx.conn())?;
    Ok(())
}

/// Clears the counters of every kind of code.
pub(super) fn clear_counters(tx: &mut Tx<'_>, user: i64) -> Result<()> {
    diesel::sql_query("DELETE FROM code_counters WHERE user_id = $1")
        .bind::<BigInt, _>(user)
        .execute(tx.conn())?;
    Ok(())
}
