//! All SQL of codes by email.
use crate::db::{Read, Tx};
use crate::error::Result;
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Binary, Bool, Integer, Nullable, Text, Timestamptz};

/// Whether a user could have codes by email.
#[derive(Debug, QueryableByName)]
pub struct Chance {
    /// The address, if it is confirmed.
    #[diesel(sql_type = Nullable<Text>)]
    pub address: Option<String>,
    /// Mail is set up, and the installation lets people choose it.
    #[diesel(sql_type = Bool)]
    pub open: bool,
}

pub fn chance(db: &mut impl Read, user: i64) -> Result<Chance> {
    Ok(diesel::sql_query(
        "SELECT CASE WHEN u.email_confirmed_at IS NOT NULL THEN u.email END AS address, s.host <> '' AND i.email_codes AS open
         FROM users u, mail_server s, installation i WHERE u.id = $1",
    )
    .bind::<BigInt, _>(user)
    .get_result(db.conn())?)
}

/// The code that is valid now.
#[derive(Debug, QueryableByName)]
pub struct Live {
    #[diesel(sql_type = Binary)]
    pub sealed: Vec<u8>,
    #[diesel(sql_type = Timestamptz)]
    pub sent_at: DateTime<Utc>,
}

pub fn live(db: &mut impl Read, user: i64, minutes: i32, tries: i32) -> Result<Option<Live>> {
    Ok(diesel::sql_query(
        "SELECT sealed, sent_at FROM email_codes
         WHERE user_id = $1 AND sealed IS NOT NULL AND tries <= $3 AND sent_at > now() - make_interval(mins => $2)",
    )
    .bind::<BigInt, _>(user)
    .bind::<Integer, _>(minutes)
    .bind::<Integer, _>(tries)
    .get_result(db.conn())
    .optional()?)
}

/// How often codes may be sent.
pub struct Pace {
    /// Least time between two codes while the first is unused.
    pub seconds_between: i32,
    pub in_an_hour: i32,
}

/// Replaces the code by a new one. It is a single statement, so that only one of several parallel requests sends a
/// code. Returns false if it is too soon.
pub fn replace(tx: &mut Tx<'_>, user: i64, sealed: &[u8], pace: &Pace) -> Result<bool> {
    let rows = diesel::sql_query(
        "INSERT INTO email_codes AS c (user_id, sealed) VALUES ($1, $2)
         ON CONFLICT (user_id) DO UPDATE SET sealed = excluded.sealed, sent_at = now(), tries = 0,
            hour_at = CASE WHEN c.hour_at > now() - interval '1 hour' THEN c.hour_at ELSE now() END,
            in_hour = CASE WHEN c.hour_at > now() - interval '1 hour' THEN c.in_hour + 1 ELSE 1 END
         WHERE (c.sealed IS NULL OR c.sent_at <= now() - make_interval(secs => $3)) AND (c.in_hour < $4 OR c.hour_at <= now() - interval '1 hour')",
    )
    .bind::<BigInt, _>(user)
    .bind::<Binary, _>(sealed)
    .bind::<Integer, _>(pace.seconds_between)
    .bind::<Integer, _>(pace.in_an_hour)
    .execute(tx.conn())?;
    Ok(rows > 0)
}

/// Returns when the next code may be sent.
pub fn next_at(tx: &mut Tx<'_>, user: i64, pace: &Pace) -> Result<DateTime<Utc>> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = Timestamptz)]
        at: DateTime<Utc>,
    }
    let row: Row = diesel::sql_query(
        "SELECT greatest(CASE WHEN sealed IS NOT NULL THEN sent_at + make_interval(secs => $2) ELSE now() END, CASE WHEN in_hour >= $3 THEN hour_at + interval '1 hour' END) AS at
         FROM email_codes WHERE user_id = $1",
    )
    .bind::<BigInt, _>(user)
    .bind::<Integer, _>(pace.seconds_between)
    .bind::<Integer, _>(pace.in_an_hour)
    .get_result(tx.conn())?;
    Ok(row.at)
}

/// Counts a try of the newest code. Called before the code is compared.
pub fn count_try(tx: &mut Tx<'_>, user: i64) -> Result<()> {
    diesel::sql_query("UPDATE email_codes SET tries = tries + 1 WHERE user_id = $1")
        .bind::<BigInt, _>(user)
        .execute(tx.conn())?;
    Ok(())
}

/// Uses a code up, by one conditional UPDATE. Of parallel requests with the same code only one succeeds (SECURITY TK2).
pub fn take(tx: &mut Tx<'_>, user: i64, sealed: &[u8]) -> Result<bool> {
    let rows = diesel::sql_query("UPDATE email_codes SET sealed = NULL WHERE user_id = $1 AND sealed = $2")
        .bind::<BigInt, _>(user)
        .bind::<Binary, _>(sealed)
        .execute(tx.conn())?;
    Ok(rows > 0)
}

/// Offers codes to this address, for this session to confirm. Replaces an earlier offer.
pub fn offer(tx: &mut Tx<'_>, session: i64, address: &str) -> Result<()> {
    diesel::sql_query(
        "INSERT INTO two_factor_setups (session_id, email) VALUES ($1, $2)
         ON CONFLICT (session_id) DO UPDATE SET email = excluded.email, secret = NULL, created_at = now()",
    )
    .bind::<BigInt, _>(session)
    .bind::<Text, _>(address)
    .execute(tx.conn())?;
    Ok(())
}

/// Returns the address this session was offered, if it is still the user's confirmed one.
pub fn offered(db: &mut impl Read, session: i64, minutes: i32) -> Result<Option<String>> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = Text)]
        email: String,
    }
    let row: Option<Row> = diesel::sql_query(
        "SELECT o.email FROM two_factor_setups o JOIN sessions e ON e.id = o.session_id JOIN users u ON u.id = e.user_id
         WHERE o.session_id = $1 AND o.created_at > now() - make_interval(mins => $2)
            AND u.email = o.email AND u.email_confirmed_at IS NOT NULL",
    )
    .bind::<BigInt, _>(session)
    .bind::<Integer, _>(minutes)
    .get_result(db.conn())
    .optional()?;
    Ok(row.map(|row| row.email))
}

/// Switches codes by email on. Returns whether it is the user's first method.
pub fn switch_on(tx: &mut Tx<'_>, user: i64, address: &str) -> Result<bool> {
    let row: super::First = diesel::sql_query(
        "INSERT INTO two_factor (user_id, email) VALUES ($1, $2)
         ON CONFLICT (user_id) DO UPDATE SET email = excluded.email RETURNING xmax = 0 AS first",
    )
    .bind::<BigInt, _>(user)
    .bind::<Text, _>(address)
    .get_result(tx.conn())?;
    Ok(row.first)
}
