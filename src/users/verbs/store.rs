//! All SQL of the verbs.
use crate::db::{Read, Tx};
use crate::error::Result;
use crate::text;
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Bool, Integer, Nullable, Text, Timestamptz};

pub(super) fn set_state(tx: &mut Tx<'_>, user: i64, active: bool, by: Option<i64>) -> Result<()> {
    diesel::sql_query(
        "WITH words AS (UPDATE user_words SET active = $2 WHERE user_id = $1)
         UPDATE users SET state = CASE WHEN $2 THEN 'active' ELSE 'deactivated' END, licensed = licensed OR $2,
            deactivated_at = CASE WHEN $2 THEN NULL ELSE now() END, deactivated_by = CASE WHEN $2 THEN NULL ELSE $3 END,
            updated_at = now(), updated_by = $3, version = version + 1
         WHERE id = $1",
    )
    .bind::<BigInt, _>(user)
    .bind::<Bool, _>(active)
    .bind::<Nullable<BigInt>, _>(by)
    .execute(tx.conn())?;
    Ok(())
}

pub(super) fn set_unit(tx: &mut Tx<'_>, user: i64, unit: i64, by: Option<i64>) -> Result<()> {
    diesel::sql_query(
        "WITH words AS (UPDATE user_words SET unit_id = $2 WHERE user_id = $1)
         UPDATE users SET unit_id = $2, updated_at = now(), updated_by = $3, version = version + 1 WHERE id = $1",
    )
    .bind::<BigInt, _>(user)
    .bind::<BigInt, _>(unit)
    .bind::<Nullable<BigInt>, _>(by)
    .execute(tx.conn())?;
    Ok(())
}

pub(super) fn require_new_password(tx: &mut Tx<'_>, user: i64, by: Option<i64>) -> Result<()> {
    diesel::sql_query(
        "UPDATE users SET must_change_password = true, updated_at = now(), updated_by = $2, version = version + 1
         WHERE id = $1",
    )
    .bind::<BigInt, _>(user)
    .bind::<Nullable<BigInt>, _>(by)
    .execute(tx.conn())?;
    Ok(())
}

/// A cell on a user itself.
#[derive(QueryableByName)]
pub(super) struct Cell {
    #[diesel(sql_type = BigInt)]
    pub account_id: i64,
    #[diesel(sql_type = Integer)]
    pub permission_id: i32,
    #[diesel(sql_type = BigInt)]
    pub unit_id: i64,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub valid_from: Option<DateTime<Utc>>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub valid_to: Option<DateTime<Utc>>,
}

/// Returns each Deny on these users themselves that counts now or later.
pub(super) fn own_denies(db: &mut impl Read, users: &[i64]) -> Result<Vec<Cell>> {
    Ok(diesel::sql_query(
        "SELECT account_id, permission_id, unit_id, valid_from, valid_to FROM grants
         WHERE account_id = ANY($1) AND NOT allow AND (valid_to IS NULL OR valid_to > now()) ORDER BY id",
    )
    .bind::<Array<BigInt>, _>(users)
    .load(db.conn())?)
}

/// How many memberships and cells were deleted with a user.
pub(super) struct Gone {
    pub memberships: usize,
    pub cells: usize,
}

pub(super) fn drop_rights(tx: &mut Tx<'_>, user: i64) -> Result<Gone> {
    let memberships = diesel::sql_query("DELETE FROM memberships WHERE account_id = $1")
        .bind::<BigInt, _>(user)
        .execute(tx.conn())?;
    let cells = diesel::sql_query("DELETE FROM grants WHERE account_id = $1")
        .bind::<BigInt, _>(user)
        .execute(tx.conn())?;
    Ok(Gone { memberships, cells })
}

/// Returns the address that still counts until the present one is confirmed.
pub(super) fn email_before(db: &mut impl Read, user: i64) -> Result<Option<String>> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = Nullable<Text>)]
        email_before: Option<String>,
    }
    let row: Option<Row> = diesel::sql_query("SELECT email_before FROM users WHERE id = $1")
        .bind::<BigInt, _>(user)
        .get_result(db.conn())
        .optional()?;
    Ok(row.and_then(|row| row.email_before))
}

/// Erases everything personal on the rows of the user. Other features erase what they hold themselves.
pub(super) fn anonymize(tx: &mut Tx<'_>, user: i64, called: &str, by: Option<i64>) -> Result<()> {
    diesel::sql_query("DELETE FROM account_keys WHERE account_id = $1")
        .bind::<BigInt, _>(user)
        .execute(tx.conn())?;
    diesel::sql_query("DELETE FROM user_settings WHERE user_id = $1")
        .bind::<BigInt, _>(user)
        .execute(tx.conn())?;
    diesel::sql_query("UPDATE accounts SET name = NULL, name_key = NULL, deleted_at = now() WHERE id = $1")
        .bind::<BigInt, _>(user)
        .execute(tx.conn())?;
    diesel::sql_query("DELETE FROM chosen_columns WHERE user_id = $1")
        .bind::<BigInt, _>(user)
        .execute(tx.conn())?;
    // A new row holds nothing, whatever columns it has by now.
    diesel::sql_query("DELETE FROM user_clock WHERE user_id = $1")
        .bind::<BigInt, _>(user)
        .execute(tx.conn())?;
    diesel::sql_query("INSERT INTO user_clock (user_id) VALUES ($1)")
        .bind::<BigInt, _>(user)
        .execute(tx.conn())?;
    diesel::sql_query(
        "UPDATE users SET state = 'deleted', display_name = $2, sort_name = $3, sort_login = '', email = NULL, sort_email = NULL,
            email_confirmed_at = NULL, email_before = NULL, password_hash = NULL, password_imported = NULL, password_set_at = NULL, must_change_password = false, password_set_by = NULL,
            prevent_renewal = false, language = NULL, time_zone = NULL, theme = NULL, columns = NULL, origin_id = NULL, location_id = NULL,
            licensed = false, security_roles = '{customer}', organisation_id = NULL,
            updated_at = now(), updated_by = $4, version = version + 1
         WHERE id = $1",
    )
    .bind::<BigInt, _>(user)
    .bind::<Text, _>(called)
    .bind::<Text, _>(text::sort_key(called))
    .bind::<Nullable<BigInt>, _>(by)
    .execute(tx.conn())?;
    Ok(())
}

/// Requires a second factor. Returns false if it was required already.
pub fn require_two_factor(tx: &mut Tx<'_>, user: i64, by: Option<i64>) -> Result<bool> {
    let rows = diesel::sql_query(
        "UPDATE users SET two_factor_required = true, version = version + 1, updated_at = now(), updated_by = $2
         WHERE id = $1 AND NOT two_factor_required",
    )
    .bind::<BigInt, _>(user)
    .bind::<Nullable<BigInt>, _>(by)
    .execute(tx.conn())?;
    Ok(rows > 0)
}

/// A user whose address a file changed.
#[derive(QueryableByName)]
pub struct ChangedAddress {
    #[diesel(sql_type = BigInt)]
    pub user_id: i64,
    #[diesel(sql_type = Array<Text>)]
    pub before: Vec<String>,
    #[diesel(sql_type = Nullable<BigInt>)]
    pub changed_by: Option<i64>,
}

/// Notes the present addresses of those of these users who can be told of a change.
pub fn note_changed_addresses(tx: &mut Tx<'_>, users: &[i64], by: Option<i64>) -> Result<()> {
    diesel::sql_query(
        "INSERT INTO addresses_changed (user_id, before, changed_by)
         SELECT u.id, array_remove(ARRAY[u.email, u.email_before], NULL), $2 FROM users u, mail_server s
         WHERE u.id = ANY($1) AND s.host <> '' AND u.state = 'active'",
    )
    .bind::<Array<BigInt>, _>(users)
    .bind::<Nullable<BigInt>, _>(by)
    .execute(tx.conn())?;
    Ok(())
}

/// Takes the oldest of the noted addresses away, at most `most` of them.
pub fn take_changed_addresses(tx: &mut Tx<'_>, most: i64) -> Result<Vec<ChangedAddress>> {
    Ok(diesel::sql_query(
        "DELETE FROM addresses_changed WHERE id IN (SELECT id FROM addresses_changed ORDER BY id LIMIT $1 FOR UPDATE SKIP LOCKED)
         RETURNING user_id, before, changed_by",
    )
    .bind::<BigInt, _>(most)
    .load(tx.conn())?)
}
