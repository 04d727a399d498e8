//! All SQL of the outbox and of the server's settings.
use super::message::{Message, To};
use super::server::{Server, Tls};
use crate::db::{Read, Tx};
use crate::error::{Error, Result};
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Bool, Integer, Jsonb, Nullable, Text, Timestamptz};
use serde::Deserialize;
use serde_json::Value;

#[derive(Debug, Deserialize, QueryableByName)]
struct ServerRow {
    #[diesel(sql_type = Text)]
    host: String,
    #[diesel(sql_type = Integer)]
    port: i32,
    #[diesel(sql_type = Text)]
    tls: String,
    #[diesel(sql_type = Text)]
    login: String,
    /// Sealed, in hexadecimal digits.
    #[diesel(sql_type = Nullable<Text>)]
    password: Option<String>,
    #[diesel(sql_type = Text)]
    sender: String,
    #[diesel(sql_type = Integer)]
    version: i32,
}

const SERVER: &str =
    "SELECT host, port, tls, login, encode(password, 'hex') AS password, sender, version FROM mail_server";

pub fn server(db: &mut impl Read) -> Result<Server> {
    let row: ServerRow = diesel::sql_query(SERVER).get_result(db.conn())?;
    row.server()
}

impl ServerRow {
    /// # Errors
    /// Something of it is not known here: with less than was set, mail would go somewhere else, or be read on the way.
    fn server(self) -> Result<Server> {
        let password = self.password.map(hex::decode).transpose();
        Ok(Server {
            host: self.host,
            port: u16::try_from(self.port)
                .map_err(|_| Error::unknown("port of a mail server", &self.port.to_string()))?,
            tls: Tls::from_code(&self.tls).ok_or_else(|| Error::unknown("encryption of mail", &self.tls))?,
            login: self.login,
            password: password.map_err(|error| Error::unknown("password of a mail server", &error.to_string()))?,
            sender: self.sender,
            version: self.version,
        })
    }
}

/// The address of a user for mail of kind `$3`. A confirmed one counts until the next one is confirmed (SPEC 3.2,
/// AU10).
const ADDRESS: &str =
    "CASE WHEN $3 = 'given' OR u.email_confirmed_at IS NOT NULL THEN u.email WHEN $3 = 'confirmed' THEN u.email_before
    ELSE coalesce(u.email_before, u.email) END";

/// Writes the mail to each of these users who has an address, if a mail server is set. One statement decides all of it.
/// Returns how many mails it wrote.
pub fn insert(tx: &mut Tx<'_>, users: &[i64], address: Option<&str>, message: &Message) -> Result<usize> {
    let contents = serde_json::to_value(message)
        .map_err(|error| Error::Internal(format!("a mail that cannot be kept: {error}")))?;
    Ok(diesel::sql_query(format!(
        "INSERT INTO mails (user_id, recipient, kind, contents, link_id, through)
         SELECT u.id, to_whom.address, $4, $5, $6, CASE WHEN $7 THEN (SELECT to_jsonb(kept) FROM ({SERVER}) kept) END
         FROM users u, mail_server s,
            LATERAL (SELECT coalesce($2, {ADDRESS}) AS address) to_whom
         WHERE u.id = ANY($1) AND u.state <> 'deleted' AND s.host <> '' AND to_whom.address IS NOT NULL"
    ))
    .bind::<Array<BigInt>, _>(users)
    .bind::<Nullable<Text>, _>(address)
    .bind::<Text, _>(message.to().code())
    .bind::<Text, _>(message.kind())
    .bind::<Jsonb, _>(contents)
    .bind::<Nullable<BigInt>, _>(message.link())
    .bind::<Bool, _>(message.keeps_its_server())
    .execute(tx.conn())?)
}

pub fn address(db: &mut impl Read, user: i64, to: To) -> Result<Option<String>> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = Nullable<Text>)]
        address: Option<String>,
    }
    let row: Option<Row> = diesel::sql_query(format!(
        "SELECT {ADDRESS} AS address FROM users u, mail_server s WHERE u.id = $1 AND $2 IS NULL AND u.state <> 'deleted' AND s.host <> ''"
    ))
    .bind::<BigInt, _>(user)
    .bind::<Nullable<Text>, _>(None::<String>)
    .bind::<Text, _>(to.code())
    .get_result(db.conn())
    .optional()?;
    Ok(row.and_then(|row| row.address))
}

/// A mail that this node sends.
#[derive(Debug, QueryableByName)]
pub struct Claimed {
    #[diesel(sql_type = BigInt)]
    pub id: i64,
    #[diesel(sql_type = BigInt)]
    pub user_id: i64,
    #[diesel(sql_type = Text)]
    pub recipient: String,
    #[diesel(sql_type = Text)]
    pub kind: String,
    #[diesel(sql_type = Jsonb)]
    pub contents: Value,
    #[diesel(sql_type = Integer)]
    pub attempts: i32,
    #[diesel(sql_type = Timestamptz)]
    pub created_at: DateTime<Utc>,
    /// Whether the link it carries can no longer be used.
    #[diesel(sql_type = Bool)]
    pub stale: bool,
    #[diesel(sql_type = Nullable<Jsonb>)]
    through: Option<Value>,
}

impl Claimed {
    /// Returns the server it goes through; None means the present one.
    ///
    /// # Errors
    /// It has one, of which something is not known here.
    pub fn through(&self) -> Result<Option<Server>> {
        let Some(kept) = self.through.clone() else {
            return Ok(None);
        };
        let row: ServerRow =
            serde_json::from_value(kept).map_err(|error| Error::unknown("server of a mail", &error.to_string()))?;
        row.server().map(Some)
    }
}

/// Takes the mail that has been due for longest; nobody else does for so many seconds. Where no server is `configured`,
/// only mail that has one of its own.
pub fn claim(tx: &mut Tx<'_>, configured: bool, seconds: i32) -> Result<Option<Claimed>> {
    Ok(diesel::sql_query(
        "WITH due AS (SELECT id FROM mails WHERE state = 'waiting' AND due_at <= now() AND ($2 OR through IS NOT NULL) ORDER BY due_at, id LIMIT 1 FOR UPDATE SKIP LOCKED)
         UPDATE mails m SET attempts = m.attempts + 1, due_at = now() + make_interval(secs => $1) FROM due WHERE m.id = due.id
         RETURNING m.id, m.user_id, m.recipient, m.kind, m.contents, m.attempts, m.created_at, m.through,
            m.link_id IS NOT NULL AND NOT EXISTS (SELECT FROM links l WHERE l.id = m.link_id AND l.used_at IS NULL AND l.revoked_at IS NULL AND l.expires_at > now()) AS stale",
    )
    .bind::<Integer, _>(seconds)
    .bind::<Bool, _>(configured)
    .get_result(tx.conn())
    .optional()?)
}

/// To whom a mail speaks, and how.
#[derive(Debug, QueryableByName)]
pub struct Reader {
    #[diesel(sql_type = Text)]
    pub display_name: String,
    #[diesel(sql_type = Text)]
    pub login: String,
    #[diesel(sql_type = Text)]
    pub language: String,
    #[diesel(sql_type = Text)]
    pub time_zone: String,
    #[diesel(sql_type = Text)]
    pub installation: String,
}

/// Returns whom a mail speaks to. Language and zone are the user's own, else those of the nearest unit that has one,
/// else the installation's (SPEC 3.2).
pub fn reader(db: &mut impl Read, user: i64) -> Result<Reader> {
    Ok(diesel::sql_query(
        "SELECT u.display_name, coalesce(a.name, '') AS login, i.name AS installation,
            coalesce(CASE WHEN u.language = ANY(i.languages) THEN u.language END, (SELECT o.language FROM org_units o WHERE o.language = ANY(i.languages) AND o.pos <= h.pos AND o.last >= h.last ORDER BY o.pos DESC LIMIT 1), i.default_language) AS language,
            coalesce(u.time_zone, (SELECT o.time_zone FROM org_units o WHERE o.time_zone IS NOT NULL AND o.pos <= h.pos AND o.last >= h.last ORDER BY o.pos DESC LIMIT 1), i.default_zone) AS time_zone
         FROM users u JOIN accounts a ON a.id = u.id JOIN org_units h ON h.id = u.unit_id, installation i WHERE u.id = $1",
    )
    .bind::<BigInt, _>(user)
    .get_result(db.conn())?)
}

pub fn note_sent(tx: &mut Tx<'_>, mail: i64) -> Result<()> {
    diesel::sql_query(
        "UPDATE mails SET state = 'sent', finished_at = now(), contents = NULL, through = NULL, reason = NULL WHERE id = $1",
    )
    .bind::<BigInt, _>(mail)
    .execute(tx.conn())?;
    Ok(())
}

/// Lets the present server try a mail that the former one did not take.
pub fn let_go(tx: &mut Tx<'_>, mail: i64) -> Result<()> {
    diesel::sql_query("UPDATE mails SET through = NULL, due_at = now() WHERE id = $1 AND state = 'waiting'")
        .bind::<BigInt, _>(mail)
        .execute(tx.conn())?;
    Ok(())
}

pub fn give_up(tx: &mut Tx<'_>, mail: i64, reason: &str) -> Result<()> {
    diesel::sql_query(
        "UPDATE mails SET state = 'failed', finished_at = now(), reason = $2 WHERE id = $1 AND state = 'waiting'",
    )
    .bind::<BigInt, _>(mail)
    .bind::<Text, _>(reason)
    .execute(tx.conn())?;
    Ok(())
}

pub fn postpone(tx: &mut Tx<'_>, mail: i64, seconds: i32, reason: &str) -> Result<()> {
    diesel::sql_query(
        "UPDATE mails SET due_at = now() + make_interval(secs => $2), reason = $3 WHERE id = $1 AND state = 'waiting'",
    )
    .bind::<BigInt, _>(mail)
    .bind::<Integer, _>(seconds)
    .bind::<Text, _>(reason)
    .execute(tx.conn())?;
    Ok(())
}

/// Postpones by `seconds` every mail that is due now. This counts no attempt.
pub fn rest(tx: &mut Tx<'_>, seconds: i32) -> Result<()> {
    diesel::sql_query(
        "UPDATE mails SET due_at = now() + make_interval(secs => $1) WHERE state = 'waiting' AND due_at <= now()",
    )
    .bind::<Integer, _>(seconds)
    .execute(tx.conn())?;
    Ok(())
}

pub fn erase(tx: &mut Tx<'_>, user: i64) -> Result<()> {
    diesel::sql_query(
        "DELETE FROM mails WHERE user_id = $1
            OR (state <> 'sent' AND kind = 'new-administrator' AND contents -> 'user' = to_jsonb($1))",
    )
    .bind::<BigInt, _>(user)
    .execute(tx.conn())?;
    Ok(())
}

pub fn sweep(tx: &mut Tx<'_>, days: i32, most: i64) -> Result<usize> {
    Ok(diesel::sql_query(
        "DELETE FROM mails WHERE id IN (SELECT id FROM mails WHERE finished_at < now() - make_interval(days => $1)
            ORDER BY finished_at LIMIT $2 FOR UPDATE SKIP LOCKED)",
    )
    .bind::<Integer, _>(days)
    .bind::<BigInt, _>(most)
    .execute(tx.conn())?)
}
