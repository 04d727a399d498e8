//! SQL of known browsers, and of sessions beyond the limit.
use crate::access::clauses::in_use;
use crate::db::{Read, Tx};
use crate::error::Result;
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Binary, Bool, Inet, Integer, Text, Timestamptz};
use ipnet::IpNet;

#[derive(QueryableByName)]
struct Is {
    #[diesel(sql_type = Bool)]
    yes: bool,
}

pub fn is_known_device(tx: &mut Tx<'_>, browser: &[u8], user: i64) -> Result<bool> {
    let row: Is =
        diesel::sql_query("SELECT EXISTS (SELECT FROM known_devices WHERE browser_hash = $1 AND user_id = $2) AS yes")
            .bind::<Binary, _>(browser)
            .bind::<BigInt, _>(user)
            .get_result(tx.conn())?;
    Ok(row.yes)
}

/// Whether anybody has logged in in this browser.
pub fn is_browser(tx: &mut Tx<'_>, browser: &[u8]) -> Result<bool> {
    let row: Is = diesel::sql_query("SELECT EXISTS (SELECT FROM known_devices WHERE browser_hash = $1) AS yes")
        .bind::<Binary, _>(browser)
        .get_result(tx.conn())?;
    Ok(row.yes)
}

pub fn has_devices(tx: &mut Tx<'_>, user: i64) -> Result<bool> {
    let row: Is = diesel::sql_query("SELECT EXISTS (SELECT FROM known_devices WHERE user_id = $1) AS yes")
        .bind::<BigInt, _>(user)
        .get_result(tx.conn())?;
    Ok(row.yes)
}

/// Notes a login of the user in this browser. Returns whether it is their first one there.
pub fn note_device(tx: &mut Tx<'_>, browser: &[u8], user: i64) -> Result<bool> {
    #[derive(QueryableByName)]
    struct Noted {
        #[diesel(sql_type = Bool)]
        added: bool,
    }
    let row: Noted = diesel::sql_query(
        "INSERT INTO known_devices AS d (browser_hash, user_id) VALUES ($1, $2)
         ON CONFLICT (browser_hash, user_id) DO UPDATE SET last_login = now() RETURNING xmax = 0 AS added",
    )
    .bind::<Binary, _>(browser)
    .bind::<BigInt, _>(user)
    .get_result(tx.conn())?;
    Ok(row.added)
}

/// Deletes this user's counters of failed logins in their known browsers. Locked ones are kept unless `locked_too`. The
/// keys are computed as in `session::devices::counter`.
pub fn clear_counters(tx: &mut Tx<'_>, user: i64, locked_too: bool) -> Result<()> {
    diesel::sql_query(
        "DELETE FROM login_counters c USING known_devices d
         WHERE d.user_id = $1 AND c.key = sha256('device'::bytea || d.browser_hash || int8send(d.user_id))
            AND ($2 OR c.locked_until IS NULL OR c.locked_until <= now())",
    )
    .bind::<BigInt, _>(user)
    .bind::<Bool, _>(locked_too)
    .execute(tx.conn())?;
    Ok(())
}

/// A session that would be ended.
#[derive(Debug, Clone, QueryableByName)]
pub struct Live {
    #[diesel(sql_type = BigInt)]
    pub id: i64,
    #[diesel(sql_type = Timestamptz)]
    pub last_seen: DateTime<Utc>,
    #[diesel(sql_type = Inet)]
    pub address: IpNet,
    #[diesel(sql_type = Text)]
    pub device: String,
}

/// Returns the sessions that must end for `session` to be allowed, oldest first. They are counted as in
/// `stages::standing`.
pub fn in_the_way(db: &mut impl Read, user: i64, session: i64) -> Result<Vec<Live>> {
    Ok(diesel::sql_query(concat!(
        "WITH live AS (SELECT id, last_seen, address, device, count(*) OVER () AS all_of_them, row_number() OVER (ORDER BY created_at, id) AS place
            FROM sessions WHERE user_id = $1 AND id <> $2 AND ", in_use!(""), ")
         SELECT l.id, l.last_seen, l.address, l.device FROM live l, users u, installation i
         WHERE u.id = $1 AND l.place <= l.all_of_them - coalesce(u.max_sessions, i.max_sessions) + 1 ORDER BY l.place"
    ))
    .bind::<BigInt, _>(user)
    .bind::<BigInt, _>(session)
    .load(db.conn())?)
}

pub fn sweep(tx: &mut Tx<'_>, days: i32, most: i64) -> Result<usize> {
    Ok(diesel::sql_query(
        "DELETE FROM known_devices WHERE (browser_hash, user_id) IN (
            SELECT browser_hash, user_id FROM known_devices WHERE last_login < now() - make_interval(days => $1)
            ORDER BY last_login LIMIT $2 FOR UPDATE SKIP LOCKED)",
    )
    .bind::<Integer, _>(days)
    .bind::<BigInt, _>(most)
    .execute(tx.conn())?)
}
