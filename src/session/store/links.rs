//! All SQL of single-use links.
use crate::db::{Read, Tx};
use crate::error::Result;
use crate::session::links::{Lifetimes, Withdrawn};
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Binary, Bool, Integer, Nullable, Text, Timestamptz};

/// A link as its secret leads to it.
#[derive(Debug, Clone, QueryableByName)]
pub struct Link {
    #[diesel(sql_type = BigInt)]
    pub id: i64,
    #[diesel(sql_type = BigInt)]
    pub user_id: i64,
    #[diesel(sql_type = BigInt)]
    pub unit_id: i64,
    #[diesel(sql_type = Text)]
    pub login: String,
    #[diesel(sql_type = Text)]
    pub display_name: String,
    #[diesel(sql_type = Nullable<Text>)]
    pub email: Option<String>,
    #[diesel(sql_type = Timestamptz)]
    pub expires_at: DateTime<Utc>,
    /// Where it was mailed to.
    #[diesel(sql_type = Nullable<Text>)]
    pub address: Option<String>,
    /// Who made it; None if it was asked for on the login page.
    #[diesel(sql_type = Nullable<BigInt>)]
    pub created_by: Option<i64>,
    /// Who set the address it was mailed to; None if it was the user, or is not known.
    #[diesel(sql_type = Nullable<BigInt>)]
    pub address_set_by: Option<i64>,
    /// It was opened with the secret that only the mail has.
    #[diesel(sql_type = Bool)]
    pub by_mail: bool,
    /// `open`, `used`, `revoked` or `expired`.
    #[diesel(sql_type = Text)]
    pub standing: String,
    #[diesel(sql_type = Nullable<Text>)]
    pub revoked_how: Option<String>,
}

const STANDING: &str = "CASE WHEN l.used_at IS NOT NULL THEN 'used' WHEN l.revoked_at IS NOT NULL THEN 'revoked'
    WHEN l.expires_at <= now() THEN 'expired' ELSE 'open' END AS standing";

const LINK: &str = "l.id, l.user_id, u.unit_id, a.name AS login, u.display_name, u.email, l.expires_at, l.address, l.created_by, l.address_set_by, l.revoked_how";

/// Returns the link with this hash of a secret, whatever its standing.
pub fn link(db: &mut impl Read, secret_hash: &[u8], purpose: &str) -> Result<Option<Link>> {
    Ok(diesel::sql_query(format!(
        "SELECT {LINK}, coalesce(l.mail_hash = $1, false) AS by_mail, {STANDING}
         FROM links l JOIN accounts a ON a.id = l.user_id JOIN users u ON u.id = l.user_id
         WHERE (l.secret_hash = $1 OR l.mail_hash = $1) AND l.purpose = $2 AND a.name IS NOT NULL"
    ))
    .bind::<Binary, _>(secret_hash)
    .bind::<Text, _>(purpose)
    .get_result(db.conn())
    .optional()?)
}

/// Like [`link`], but finds it by its id, to tell its standing.
pub fn link_by_id(db: &mut impl Read, link: i64) -> Result<Option<Link>> {
    Ok(diesel::sql_query(format!(
        "SELECT {LINK}, false AS by_mail, {STANDING}
         FROM links l JOIN accounts a ON a.id = l.user_id JOIN users u ON u.id = l.user_id
         WHERE l.id = $1 AND a.name IS NOT NULL"
    ))
    .bind::<BigInt, _>(link)
    .get_result(db.conn())
    .optional()?)
}

/// Uses a link up. One conditional UPDATE decides which of several requests had it (SECURITY TK2); false for the
/// others.
pub fn use_link(tx: &mut Tx<'_>, link: i64) -> Result<bool> {
    let rows = diesel::sql_query(
        "UPDATE links SET used_at = now(), sealed = NULL, mail_sealed = NULL
         WHERE id = $1 AND used_at IS NULL AND revoked_at IS NULL AND expires_at > now()",
    )
    .bind::<BigInt, _>(link)
    .execute(tx.conn())?;
    Ok(rows > 0)
}

/// A new link.
pub struct NewLink<'a> {
    pub user: i64,
    pub purpose: &'a str,
    pub secret_hash: &'a [u8],
    pub sealed: Option<&'a [u8]>,
    /// How long it works; None means as long as the installation sets for its kind.
    pub minutes: Option<i32>,
    pub by: Option<i64>,
    pub address: Option<&'a str>,
}

/// Makes a link and returns its id. Older links of its kind stop working (TK4).
pub fn insert_link(tx: &mut Tx<'_>, new: &NewLink<'_>) -> Result<i64> {
    #[derive(QueryableByName)]
    struct Made {
        #[diesel(sql_type = BigInt)]
        id: i64,
    }
    revoke_links_for(tx, new.user, new.purpose, Withdrawn::Newer)?;
    let made: Made = diesel::sql_query(
        "INSERT INTO links (user_id, purpose, secret_hash, sealed, expires_at, created_by, address)
         SELECT $1, $2, $3, $4, now() + make_interval(mins => coalesce($5, CASE $2 WHEN 'activation' THEN i.activation_days * 1440
            WHEN 'reset' THEN i.reset_minutes ELSE i.confirm_hours * 60 END)), $6, $7
         FROM installation i RETURNING id",
    )
    .bind::<BigInt, _>(new.user)
    .bind::<Text, _>(new.purpose)
    .bind::<Binary, _>(new.secret_hash)
    .bind::<Nullable<Binary>, _>(new.sealed)
    .bind::<Nullable<Integer>, _>(new.minutes)
    .bind::<Nullable<BigInt>, _>(new.by)
    .bind::<Nullable<Text>, _>(new.address)
    .get_result(tx.conn())?;
    Ok(made.id)
}

/// Returns how long links work that are made from now on.
pub fn link_lifetimes(db: &mut impl Read) -> Result<Lifetimes> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = Integer)]
        activation_days: i32,
        #[diesel(sql_type = Integer)]
        reset_minutes: i32,
        #[diesel(sql_type = Integer)]
        confirm_hours: i32,
    }
    let row: Row = diesel::sql_query("SELECT activation_days, reset_minutes, confirm_hours FROM installation")
        .get_result(db.conn())?;
    Ok(Lifetimes {
        activation_days: row.activation_days,
        reset_minutes: row.reset_minutes,
        confirm_hours: row.confirm_hours,
    })
}

/// Revokes the open link of this kind, if there is one.
pub fn revoke_links_for(tx: &mut Tx<'_>, user: i64, purpose: &str, how: Withdrawn) -> Result<bool> {
    let rows = diesel::sql_query(
        "UPDATE links SET revoked_at = now(), revoked_how = $3, sealed = NULL, mail_sealed = NULL
         WHERE user_id = $1 AND purpose = $2 AND used_at IS NULL AND revoked_at IS NULL",
    )
    .bind::<BigInt, _>(user)
    .bind::<Text, _>(purpose)
    .bind::<Text, _>(how.code())
    .execute(tx.conn())?;
    Ok(rows > 0)
}

/// The newest link of a kind, as those see it who may copy it.
#[derive(Debug, Clone, QueryableByName)]
pub struct Newest {
    #[diesel(sql_type = BigInt)]
    pub id: i64,
    #[diesel(sql_type = Text)]
    pub standing: String,
    #[diesel(sql_type = Timestamptz)]
    pub created_at: DateTime<Utc>,
    /// Who made it; None if it was asked for on the login page.
    #[diesel(sql_type = Nullable<BigInt>)]
    pub maker: Option<i64>,
    /// The same, by display name.
    #[diesel(sql_type = Nullable<Text>)]
    pub created_by: Option<String>,
    #[diesel(sql_type = Timestamptz)]
    pub expires_at: DateTime<Utc>,
    /// When it was used or revoked.
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub ended_at: Option<DateTime<Utc>>,
    #[diesel(sql_type = Nullable<Binary>)]
    pub sealed: Option<Vec<u8>>,
    #[diesel(sql_type = Nullable<Binary>)]
    pub mail_sealed: Option<Vec<u8>>,
    #[diesel(sql_type = Nullable<Text>)]
    pub address: Option<String>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub mailed_at: Option<DateTime<Utc>>,
}

pub fn newest_link(db: &mut impl Read, user: i64, purpose: &str) -> Result<Option<Newest>> {
    Ok(diesel::sql_query(format!(
        "SELECT l.id, {STANDING}, l.created_at, l.created_by AS maker, by.display_name AS created_by, l.expires_at, coalesce(l.used_at, l.revoked_at) AS ended_at,
            l.sealed, l.mail_sealed, l.address, l.mailed_at
         FROM links l LEFT JOIN users by ON by.id = l.created_by WHERE l.user_id = $1 AND l.purpose = $2 ORDER BY l.id DESC LIMIT 1"
    ))
    .bind::<BigInt, _>(user)
    .bind::<Text, _>(purpose)
    .get_result(db.conn())
    .optional()?)
}

/// Returns when the next link of this kind may be mailed: an hour after the oldest of the last `most`. None if that is
/// over.
pub fn next_link_at(db: &mut impl Read, user: i64, purpose: &str, most: i64) -> Result<Option<DateTime<Utc>>> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = Timestamptz)]
        at: DateTime<Utc>,
    }
    let row: Option<Row> = diesel::sql_query(
        "SELECT mailed_at + interval '1 hour' AS at FROM links
         WHERE user_id = $1 AND purpose = $2 AND mailed_at > now() - interval '1 hour' ORDER BY mailed_at DESC OFFSET $3 - 1 LIMIT 1",
    )
    .bind::<BigInt, _>(user)
    .bind::<Text, _>(purpose)
    .bind::<BigInt, _>(most)
    .get_result(db.conn())
    .optional()?;
    Ok(row.map(|row| row.at))
}

/// Notes that the link was mailed to this address with this secret.
pub fn note_mailed(tx: &mut Tx<'_>, link: i64, address: &str, hash: &[u8], sealed: &[u8]) -> Result<()> {
    diesel::sql_query(
        "UPDATE links SET address = $2, mail_hash = $3, mail_sealed = $4, mailed_at = now()
         WHERE id = $1 AND used_at IS NULL AND revoked_at IS NULL",
    )
    .bind::<BigInt, _>(link)
    .bind::<Text, _>(address)
    .bind::<Binary, _>(hash)
    .bind::<Binary, _>(sealed)
    .execute(tx.conn())?;
    Ok(())
}

/// Confirms the address: somebody who reads mail there has said that it is the user's, and it is nobody's old one any
/// more. With `vouched` it was the user, so it no longer matters who set it, except for whoever set the password they
/// came in by. Returns false if the user has another address by now.
pub fn confirm_email(tx: &mut Tx<'_>, user: i64, address: &str, vouched: bool) -> Result<bool> {
    let rows = diesel::sql_query(
        "UPDATE users SET email_confirmed_at = now(), email_before = NULL, version = version + 1,
            email_set_by = CASE WHEN $3 THEN password_set_by ELSE email_set_by END WHERE id = $1 AND email = $2",
    )
    .bind::<BigInt, _>(user)
    .bind::<Text, _>(address)
    .bind::<Bool, _>(vouched)
    .execute(tx.conn())?;
    if rows > 0 {
        diesel::sql_query("UPDATE users SET email_before = NULL WHERE lower(email_before) = lower($1)")
            .bind::<Text, _>(address)
            .execute(tx.conn())?;
    }
    Ok(rows > 0)
}
