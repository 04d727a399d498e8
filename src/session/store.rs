//! All SQL of sessions and login counters.
pub mod addresses;
mod audit;
mod clerks;
mod devices;
mod ends;
mod forgotten;
mod kinds;
mod links;
pub mod lock;
mod passwords;
mod stages;
pub mod sweep;
mod tokens;

pub use audit::{audit, audit_blocked};
pub use clerks::{Clerk, change_clerk, clerks, main_as_clerk, set_clerk, take_clerk};
pub use devices::sweep as sweep_devices;
pub use devices::{Live, has_devices, in_the_way, is_browser, is_known_device, note_device};
pub use ends::{erase, is_open, revoke_links, stop_renewing};
pub use forgotten::{note_forgotten, take_forgotten};
pub use kinds::{count_kinds, kinds};
pub use links::{
    Link, NewLink, confirm_email, insert_link, link, link_by_id, link_lifetimes, newest_link, next_link_at,
    note_mailed, revoke_links_for, use_link,
};
pub use lock::{clear_attempts, show_failure};
pub use passwords::{address_set_by, addresses_set_by, disown_makers, password_hash, password_set_by, set_password};
pub use stages::{
    AccountDemands, Moved, clear_after_login, forgive, forgive_attempt, hold_user, is_locked, move_on, standing,
};
pub use tokens::token_used;

use crate::access::clauses::{live, shown, unlicensed};
use crate::db::{Read, Tx};
use crate::error::Result;
use crate::session::links::{Purpose, Withdrawn};
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Binary, Bool, Inet, Integer, Nullable, Text, Timestamptz};
use ipnet::IpNet;
use std::net::IpAddr;

/// What the login form's name leads to.
#[derive(Debug, Clone, QueryableByName)]
pub struct Candidate {
    #[diesel(sql_type = BigInt)]
    pub id: i64,
    #[diesel(sql_type = BigInt)]
    pub unit_id: i64,
    #[diesel(sql_type = Text)]
    pub state: String,
    #[diesel(sql_type = Nullable<Text>)]
    pub password_hash: Option<String>,
    /// The key of the login name, whatever was typed: name and email are counted together.
    #[diesel(sql_type = Text)]
    pub name_key: String,
    /// The linked employee is archived or not enabled (SPEC C-4).
    #[diesel(sql_type = Bool)]
    pub employee_off: bool,
    /// There is no licence for the user, who needs one (SPEC C-3).
    #[diesel(sql_type = Bool)]
    pub unlicensed: bool,
}

impl Candidate {
    /// Returns what shuts out a user with the right password, as the log calls it; `login-<word>` is its text (SPEC
    /// N-1).
    pub fn shut_out(&self) -> Option<&'static str> {
        match self {
            _ if self.employee_off => Some("employee"),
            _ if self.unlicensed => Some("licence"),
            _ => None,
        }
    }
}

/// Returns the user whose name was typed, locked until the transaction ends, so that attempts of one user are counted
/// one after the other. The user is read again under the lock, because the name may have gone to somebody else
/// meanwhile.
pub fn candidate_held(tx: &mut Tx<'_>, name_key: &str) -> Result<Option<Candidate>> {
    match candidate(tx, name_key)? {
        Some(known) => {
            stages::hold_user(tx, known.id)?;
            candidate(tx, name_key)
        }
        None => Ok(None),
    }
}

/// Which keys `k` of a user `u` lead to the account: a name, a confirmed address, and the one before until then (SPEC
/// N-1, SECURITY AU10).
const COUNTS: &str = "(k.is_name OR k.is_before OR (k.is_email AND u.email_confirmed_at IS NOT NULL))";

/// The columns of [`Candidate`], of `users u` and `accounts a`.
const CANDIDATE: &str = concat!(
    "u.id, u.unit_id, u.state, u.password_hash, a.name_key, u.employee_off, ",
    unlicensed!("u."),
    " AS unlicensed"
);

pub fn candidate(tx: &mut Tx<'_>, name_key: &str) -> Result<Option<Candidate>> {
    Ok(diesel::sql_query(format!(
        "SELECT {CANDIDATE} FROM account_keys k JOIN users u ON u.id = k.account_id JOIN accounts a ON a.id = u.id
         WHERE k.key = $1 AND {COUNTS} AND a.name_key IS NOT NULL"
    ))
    .bind::<Text, _>(name_key)
    .get_result(tx.conn())
    .optional()?)
}

/// Returns the candidate with this id as it is now, locked until the transaction ends.
pub fn candidate_again(tx: &mut Tx<'_>, id: i64) -> Result<Option<Candidate>> {
    Ok(diesel::sql_query(format!(
        "SELECT {CANDIDATE} FROM users u JOIN accounts a ON a.id = u.id
         WHERE u.id = $1 AND a.name_key IS NOT NULL FOR NO KEY UPDATE OF u"
    ))
    .bind::<BigInt, _>(id)
    .get_result(tx.conn())
    .optional()?)
}

/// Notes a complete login. It revokes the reset link, which is not needed any more (SPEC U-51).
pub fn note_login(tx: &mut Tx<'_>, user: i64) -> Result<()> {
    revoke_links_for(tx, user, Purpose::Reset.code(), Withdrawn::Login)?;
    diesel::sql_query(
        "UPDATE user_clock SET first_login = coalesce(first_login, now()), last_login = now(), last_active = now() WHERE user_id = $1",
    )
    .bind::<BigInt, _>(user)
    .execute(tx.conn())?;
    Ok(())
}

pub fn note_logout(tx: &mut Tx<'_>, user: i64) -> Result<()> {
    diesel::sql_query("UPDATE user_clock SET last_logout = now() WHERE user_id = $1")
        .bind::<BigInt, _>(user)
        .execute(tx.conn())?;
    Ok(())
}

/// A new session row. Where renewal is prevented it ends with its access token (SPEC N-4).
pub struct NewSession<'a> {
    pub user: i64,
    pub secret_hash: &'a [u8],
    pub stage: &'a str,
    pub login_option: &'a str,
    pub access_minutes: i32,
    pub refresh_minutes: i32,
    pub address: IpAddr,
    pub device: &'a str,
    /// The counter of failed logins it was counted on.
    pub attempts: Option<&'a [u8]>,
    /// Who set the password it comes from, if the user may outgrow them (P-10).
    pub made_under: Option<i64>,
}

#[derive(QueryableByName)]
struct Made {
    #[diesel(sql_type = BigInt)]
    id: i64,
}

pub fn insert_session(tx: &mut Tx<'_>, new: &NewSession<'_>) -> Result<i64> {
    let made: Made = diesel::sql_query(
        "INSERT INTO sessions (user_id, secret_hash, stage, login_option, expires_at, access_expires_at, proof_at, address, device, attempt_key, made_under)
         SELECT $1, $2, $3, $4, now() + make_interval(mins => CASE WHEN u.prevent_renewal THEN least($5, $6) ELSE $6 END),
            now() + make_interval(mins => least($5, $6)), now(), $7, $8, $9, $10 FROM users u WHERE u.id = $1 RETURNING id",
    )
    .bind::<BigInt, _>(new.user)
    .bind::<Binary, _>(new.secret_hash)
    .bind::<Text, _>(new.stage)
    .bind::<Text, _>(new.login_option)
    .bind::<Integer, _>(new.access_minutes)
    .bind::<Integer, _>(new.refresh_minutes)
    .bind::<Inet, _>(IpNet::from(new.address))
    .bind::<Text, _>(new.device)
    .bind::<Nullable<Binary>, _>(new.attempts)
    .bind::<Nullable<BigInt>, _>(new.made_under)
    .get_result(tx.conn())?;
    Ok(made.id)
}

/// The silent renewal, in one statement and only by the first who asks; the activity entry comes with it.
/// Returns whether this request renewed it.
pub fn renew(
    db: &mut impl Read,
    session: i64,
    old: &[u8],
    new: &[u8],
    access_minutes: i32,
    author: &crate::activity::Author,
) -> Result<bool> {
    let rows = diesel::sql_query(concat!(
        "WITH renewed AS (
            UPDATE sessions SET previous_hash = secret_hash, previous_until = now() + interval '30 seconds', secret_hash = $3, renewals = renewals + 1,
                access_created_at = now(), access_expires_at = least(now() + make_interval(mins => $4), expires_at), last_seen = now()
            WHERE id = $1 AND secret_hash = $2 AND access_expires_at <= now() AND ", live!(""), "
            RETURNING user_id),
         clock AS (UPDATE user_clock c SET last_automatic = now(), last_active = now() FROM renewed r WHERE c.user_id = r.user_id),
         entry AS (
            INSERT INTO activity (type, unit_id, subject_kind, subject_id, user_id, address, request_id, details, clerk_id)
            SELECT 'session.renewed', u.unit_id, 'user', u.id, u.id, $5, $6, jsonb_build_object('session', $1), $7 FROM renewed r JOIN users u ON u.id = r.user_id
            RETURNING id)
         INSERT INTO activity_unsealed SELECT id FROM entry",
    ))
    .bind::<BigInt, _>(session)
    .bind::<Binary, _>(old)
    .bind::<Binary, _>(new)
    .bind::<Integer, _>(access_minutes)
    .bind::<Nullable<Inet>, _>(author.address.map(IpNet::from))
    .bind::<diesel::sql_types::Uuid, _>(author.request)
    .bind::<Nullable<BigInt>, _>(author.clerk)
    .execute(db.conn())?;
    Ok(rows > 0)
}

/// A session as it is listed.
#[derive(Debug, Clone, QueryableByName)]
pub struct SessionRow {
    #[diesel(sql_type = BigInt)]
    pub id: i64,
    #[diesel(sql_type = Text)]
    pub login_option: String,
    #[diesel(sql_type = Integer)]
    pub renewals: i32,
    #[diesel(sql_type = Timestamptz)]
    pub created_at: DateTime<Utc>,
    #[diesel(sql_type = Timestamptz)]
    pub expires_at: DateTime<Utc>,
    #[diesel(sql_type = Timestamptz)]
    pub access_created_at: DateTime<Utc>,
    #[diesel(sql_type = Timestamptz)]
    pub access_expires_at: DateTime<Utc>,
    #[diesel(sql_type = Timestamptz)]
    pub last_seen: DateTime<Utc>,
    #[diesel(sql_type = Inet)]
    pub address: IpNet,
    #[diesel(sql_type = Text)]
    pub device: String,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub ended_at: Option<DateTime<Utc>>,
    #[diesel(sql_type = Nullable<Text>)]
    pub ended_how: Option<String>,
    #[diesel(sql_type = Bool)]
    pub live: bool,
}

/// The columns of [`SessionRow`].
const LISTED: &str = concat!(
    "id, login_option, renewals, created_at, expires_at, access_created_at, access_expires_at, last_seen, address, device, ended_at, ended_how, ",
    live!(""),
    " AS live"
);

/// Sessions of a user, newest first, those before `before`; a login without its code is none yet.
pub fn sessions(db: &mut impl Read, user: i64, before: Option<i64>, limit: i64) -> Result<Vec<SessionRow>> {
    Ok(diesel::sql_query(format!(
        "SELECT {LISTED} FROM sessions WHERE user_id = $1 AND ($2 IS NULL OR id < $2) AND stage <> 'code' ORDER BY id DESC LIMIT $3"
    ))
    .bind::<BigInt, _>(user)
    .bind::<Nullable<BigInt>, _>(before)
    .bind::<BigInt, _>(limit)
    .load(db.conn())?)
}

/// The sessions of a user that are shown as live, newest first.
pub fn shown(db: &mut impl Read, user: i64) -> Result<Vec<SessionRow>> {
    const SHOWN: &str = shown!("");
    Ok(diesel::sql_query(format!(
        "SELECT {LISTED} FROM sessions WHERE user_id = $1 AND {SHOWN} ORDER BY id DESC"
    ))
    .bind::<BigInt, _>(user)
    .load(db.conn())?)
}

/// Ends sessions of these users; `except` stays. Returns how many were live.
pub fn end_sessions(tx: &mut Tx<'_>, users: &[i64], how: &str, by: Option<i64>, except: Option<i64>) -> Result<usize> {
    Ok(diesel::sql_query(concat!(
        "UPDATE sessions SET ended_at = now(), ended_how = $2, ended_by = $3 WHERE user_id = ANY($1) AND ",
        live!(""),
        " AND id IS DISTINCT FROM $4"
    ))
    .bind::<Array<BigInt>, _>(users)
    .bind::<Text, _>(how)
    .bind::<Nullable<BigInt>, _>(by)
    .bind::<Nullable<BigInt>, _>(except)
    .execute(tx.conn())?)
}

/// Ends one session of this user. Returns whether it was live.
pub fn end_session(tx: &mut Tx<'_>, user: i64, session: i64, how: &str, by: Option<i64>) -> Result<bool> {
    let rows = diesel::sql_query(concat!(
        "UPDATE sessions SET ended_at = now(), ended_how = $3, ended_by = $4 WHERE id = $2 AND user_id = $1 AND ",
        live!("")
    ))
    .bind::<BigInt, _>(user)
    .bind::<BigInt, _>(session)
    .bind::<Text, _>(how)
    .bind::<Nullable<BigInt>, _>(by)
    .execute(tx.conn())?;
    Ok(rows > 0)
}

/// Gives a session a new secret, because its owner has just proven who they are: by everything there is, or by the
/// password alone.
pub fn prove(tx: &mut Tx<'_>, session: i64, secret_hash: &[u8], by_all: bool) -> Result<()> {
    diesel::sql_query(
        "UPDATE sessions s SET secret_hash = $2, previous_hash = NULL, previous_until = NULL,
            proof_at = CASE WHEN $3 OR NOT EXISTS (SELECT FROM two_factor f WHERE f.user_id = s.user_id) THEN now() ELSE proof_at END
         WHERE id = $1",
    )
    .bind::<BigInt, _>(session)
    .bind::<Binary, _>(secret_hash)
    .bind::<Bool, _>(by_all)
    .execute(tx.conn())?;
    Ok(())
}

pub fn upgrade_hash(tx: &mut Tx<'_>, user: i64, hash: &str) -> Result<()> {
    diesel::sql_query("UPDATE users SET password_hash = $2 WHERE id = $1")
        .bind::<BigInt, _>(user)
        .bind::<Text, _>(hash)
        .execute(tx.conn())?;
    Ok(())
}
