//! All SQL of accounts, their keys and users' details.
use crate::db::{Read, Tx};
use crate::error::Result;
use crate::names::LoginName;
use crate::origins::{Chosen, Named};
use crate::text::sort_key;
use crate::users::verbs::NewUser;
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Binary, Bool, Integer, Nullable, Text};

#[derive(QueryableByName)]
struct Made {
    #[diesel(sql_type = BigInt)]
    id: i64,
}

pub fn insert_account(tx: &mut Tx<'_>, name: &LoginName) -> Result<i64> {
    let made: Made =
        diesel::sql_query("INSERT INTO accounts (kind, name, name_key) VALUES ('user', $1, $2) RETURNING id")
            .bind::<Text, _>(name.as_str())
            .bind::<Text, _>(name.key())
            .get_result(tx.conn())?;
    Ok(made.id)
}

pub fn insert_user(tx: &mut Tx<'_>, id: i64, unit: i64, new: &NewUser, by: Option<i64>) -> Result<()> {
    let email = new.email.as_ref().map(|email| email.as_str());
    diesel::sql_query(
        "INSERT INTO users (id, unit_id, display_name, sort_name, sort_login, email, sort_email, password_hash, password_set_at,
            must_change_password, password_set_by, state, prevent_renewal, two_factor_required, language, time_zone,
            origin_id, location_id, created_by, updated_by, deactivated_at, deactivated_by)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, CASE WHEN $8 IS NOT NULL THEN now() END, $8 IS NOT NULL, CASE WHEN $8 IS NOT NULL THEN $13 END, CASE WHEN $9 THEN 'active' ELSE 'deactivated' END, $10, $14, $11, $12, $15, $16, $13, $13,
            CASE WHEN $9 THEN NULL ELSE now() END, CASE WHEN $9 THEN NULL ELSE $13 END)",
    )
    .bind::<BigInt, _>(id)
    .bind::<BigInt, _>(unit)
    .bind::<Text, _>(new.display_name.as_str())
    .bind::<Text, _>(sort_key(new.display_name.as_str()))
    .bind::<Text, _>(sort_key(new.name.as_str()))
    .bind::<Nullable<Text>, _>(email)
    .bind::<Nullable<Text>, _>(email.map(sort_key))
    .bind::<Nullable<Text>, _>(new.password_hash.as_deref())
    .bind::<Bool, _>(new.enabled)
    .bind::<Bool, _>(new.prevent_renewal)
    .bind::<Nullable<Text>, _>(new.language.map(|language| language.code()))
    .bind::<Nullable<Text>, _>(new.time_zone.map(|zone| zone.name()))
    .bind::<Nullable<BigInt>, _>(by)
    .bind::<Bool, _>(new.two_factor_required)
    .bind::<Nullable<BigInt>, _>(new.origin.origin.as_ref().map(|origin| origin.id))
    .bind::<Nullable<BigInt>, _>(new.origin.location.as_ref().map(|location| location.id))
    .execute(tx.conn())?;
    diesel::sql_query("INSERT INTO user_clock (user_id) VALUES ($1)")
        .bind::<BigInt, _>(id)
        .execute(tx.conn())?;
    Ok(())
}

/// What a key is for its account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Key {
    Name,
    Email,
}

/// Takes a name or an address; one row stands for both if they are the same. Returns false if somebody else has it.
pub fn take_key(tx: &mut Tx<'_>, user: i64, key: &str, of: Key) -> Result<bool> {
    let rows = diesel::sql_query(
        "INSERT INTO account_keys AS k (account_id, key, is_name, is_email) VALUES ($1, $2, $3, NOT $3)
         ON CONFLICT (key) DO UPDATE SET is_name = k.is_name OR excluded.is_name, is_email = k.is_email OR excluded.is_email
         WHERE k.account_id = excluded.account_id",
    )
    .bind::<BigInt, _>(user)
    .bind::<Text, _>(key)
    .bind::<Bool, _>(of == Key::Name)
    .execute(tx.conn())?;
    Ok(rows > 0)
}

/// Releases the present addresses of these users. With `until_next` a confirmed address stays theirs until the next one
/// is confirmed; it goes with `users.email_before` (migration 0162).
pub fn release_addresses(tx: &mut Tx<'_>, users: &[i64], until_next: bool) -> Result<()> {
    for sql in [
        "DELETE FROM account_keys k USING users u WHERE k.account_id = ANY($1) AND u.id = k.account_id
            AND k.is_email AND NOT k.is_name AND NOT k.is_before AND NOT ($2 AND u.email_confirmed_at IS NOT NULL)",
        "UPDATE account_keys k SET is_email = false, is_before = k.is_before OR ($2 AND u.email_confirmed_at IS NOT NULL)
         FROM users u WHERE k.account_id = ANY($1) AND u.id = k.account_id AND k.is_email",
    ] {
        diesel::sql_query(sql)
            .bind::<Array<BigInt>, _>(users)
            .bind::<Bool, _>(until_next)
            .execute(tx.conn())?;
    }
    Ok(())
}

pub fn remove_name_key(tx: &mut Tx<'_>, user: i64) -> Result<()> {
    diesel::sql_query("DELETE FROM account_keys WHERE account_id = $1 AND is_name AND NOT is_email AND NOT is_before")
        .bind::<BigInt, _>(user)
        .execute(tx.conn())?;
    diesel::sql_query("UPDATE account_keys SET is_name = false WHERE account_id = $1 AND is_name")
        .bind::<BigInt, _>(user)
        .execute(tx.conn())?;
    Ok(())
}

/// What forms change of a user.
#[derive(Debug, Clone, PartialEq, Eq, QueryableByName)]
pub struct Details {
    #[diesel(sql_type = Text)]
    pub display_name: String,
    #[diesel(sql_type = Nullable<Text>)]
    pub email: Option<String>,
    #[diesel(sql_type = BigInt)]
    pub unit_id: i64,
    #[diesel(sql_type = Bool)]
    pub enabled: bool,
    #[diesel(sql_type = Bool)]
    pub prevent_renewal: bool,
    #[diesel(sql_type = Bool)]
    pub two_factor_required: bool,
    #[diesel(sql_type = Nullable<Text>)]
    pub language: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    pub time_zone: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    pub theme: Option<String>,
    #[diesel(sql_type = Bool)]
    pub shortcuts: bool,
    #[diesel(sql_type = Bool)]
    pub roomy: bool,
    #[diesel(sql_type = Nullable<BigInt>)]
    pub origin_id: Option<i64>,
    #[diesel(sql_type = Nullable<Text>)]
    pub origin: Option<String>,
    #[diesel(sql_type = Nullable<BigInt>)]
    pub location_id: Option<i64>,
    #[diesel(sql_type = Nullable<Text>)]
    pub location: Option<String>,
}

impl Details {
    /// Sets another origin and location.
    pub fn put(&mut self, chosen: &Chosen) {
        let (id, name) = (|one: &Named| one.id, |one: &Named| one.name.clone());
        self.origin_id = chosen.origin.as_ref().map(id);
        self.origin = chosen.origin.as_ref().map(name);
        self.location_id = chosen.location.as_ref().map(id);
        self.location = chosen.location.as_ref().map(name);
    }
}

pub fn details(tx: &mut Tx<'_>, user: i64) -> Result<Details> {
    Ok(diesel::sql_query(
        "SELECT u.display_name, u.email, u.unit_id, u.state = 'active' AS enabled, u.prevent_renewal, u.two_factor_required,
            u.language, u.time_zone, u.theme, u.shortcuts, u.roomy, u.origin_id, o.name AS origin, u.location_id, l.name AS location
         FROM users u LEFT JOIN origins o ON o.id = u.origin_id LEFT JOIN locations l ON l.id = u.location_id WHERE u.id = $1",
    )
    .bind::<BigInt, _>(user)
    .get_result(tx.conn())?)
}

/// Writes the details except unit and state, which have verbs of their own. A changed address is unconfirmed, and the
/// confirmed one before it counts until it is confirmed (SPEC 3.2). Without an address no earlier one counts either.
/// `told`: forms opened before are told.
pub fn update(tx: &mut Tx<'_>, user: i64, details: &Details, by: Option<i64>, told: bool) -> Result<()> {
    diesel::sql_query(
        "UPDATE users SET display_name = $2, sort_name = $3, email_confirmed_at = CASE WHEN email IS DISTINCT FROM $4 THEN NULL ELSE email_confirmed_at END,
            email_before = CASE WHEN $4 IS NULL THEN NULL WHEN email IS DISTINCT FROM $4 AND email_confirmed_at IS NOT NULL THEN email ELSE email_before END,
            email = $4, sort_email = $5, prevent_renewal = $6, language = $7, time_zone = $8, theme = $9, shortcuts = $10, roomy = $16,
            two_factor_required = $12, origin_id = $13, location_id = $14, version = version + $15::int, updated_at = now(), updated_by = $11 WHERE id = $1",
    )
    .bind::<BigInt, _>(user)
    .bind::<Text, _>(&details.display_name)
    .bind::<Text, _>(sort_key(&details.display_name))
    .bind::<Nullable<Text>, _>(details.email.as_deref())
    .bind::<Nullable<Text>, _>(details.email.as_deref().map(sort_key))
    .bind::<Bool, _>(details.prevent_renewal)
    .bind::<Nullable<Text>, _>(details.language.as_deref())
    .bind::<Nullable<Text>, _>(details.time_zone.as_deref())
    .bind::<Nullable<Text>, _>(details.theme.as_deref())
    .bind::<Bool, _>(details.shortcuts)
    .bind::<Nullable<BigInt>, _>(by)
    .bind::<Bool, _>(details.two_factor_required)
    .bind::<Nullable<BigInt>, _>(details.origin_id)
    .bind::<Nullable<BigInt>, _>(details.location_id)
    .bind::<Integer, _>(i32::from(told))
    .bind::<Bool, _>(details.roomy)
    .execute(tx.conn())?;
    Ok(())
}

/// Raises the version, so that a form opened before is told.
pub fn raise_version(tx: &mut Tx<'_>, user: i64, by: Option<i64>) -> Result<()> {
    diesel::sql_query("UPDATE users SET version = version + 1, updated_at = now(), updated_by = $2 WHERE id = $1")
        .bind::<BigInt, _>(user)
        .bind::<Nullable<BigInt>, _>(by)
        .execute(tx.conn())?;
    Ok(())
}

pub fn rename(tx: &mut Tx<'_>, user: i64, name: &LoginName, sort_login: &str, by: Option<i64>) -> Result<()> {
    diesel::sql_query("UPDATE accounts SET name = $2, name_key = $3 WHERE id = $1")
        .bind::<BigInt, _>(user)
        .bind::<Text, _>(name.as_str())
        .bind::<Text, _>(name.key())
        .execute(tx.conn())?;
    diesel::sql_query(
        "UPDATE users SET sort_login = $2, version = version + 1, updated_at = now(), updated_by = $3 WHERE id = $1",
    )
    .bind::<BigInt, _>(user)
    .bind::<Text, _>(sort_login)
    .bind::<Nullable<BigInt>, _>(by)
    .execute(tx.conn())?;
    Ok(())
}

/// Moves the counter of failed logins to the new name. What strangers tried under the new name before is forgotten.
pub fn move_counter(tx: &mut Tx<'_>, user: i64, old: &[u8], new: &[u8]) -> Result<()> {
    if old == new {
        return Ok(());
    }
    diesel::sql_query("DELETE FROM login_counters WHERE key = $2 AND user_id IS DISTINCT FROM $1")
        .bind::<BigInt, _>(user)
        .bind::<Binary, _>(new)
        .execute(tx.conn())?;
    diesel::sql_query("UPDATE login_counters SET key = $2 WHERE user_id = $1")
        .bind::<BigInt, _>(user)
        .bind::<Binary, _>(new)
        .execute(tx.conn())?;
    Ok(())
}

pub fn taken(tx: &mut Tx<'_>, key: &str, except: Option<i64>) -> Result<bool> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = Bool)]
        taken: bool,
    }
    let row: Row = diesel::sql_query(
        "SELECT EXISTS (SELECT FROM account_keys WHERE key = $1 AND account_id IS DISTINCT FROM $2) AS taken",
    )
    .bind::<Text, _>(key)
    .bind::<Nullable<BigInt>, _>(except)
    .get_result(tx.conn())?;
    Ok(row.taken)
}
