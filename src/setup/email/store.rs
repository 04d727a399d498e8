//! All SQL of the screen: saving the settings of the server, listing the queue and retrying.
use super::ManageMail;
use crate::access::Can;
use crate::db::{Read, Tx};
use crate::error::{Error, Result};
use crate::mail::Server;
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Binary, Integer, Nullable, Text, Timestamptz};

pub fn save(tx: &mut Tx<'_>, _: &Can<'_, ManageMail>, server: &Server) -> Result<()> {
    diesel::sql_query(
        "UPDATE mail_server SET host = $1, port = $2, tls = $3, login = $4, password = $5, sender = $6, version = version + 1",
    )
    .bind::<Text, _>(&server.host)
    .bind::<Integer, _>(i32::from(server.port))
    .bind::<Text, _>(server.tls.code())
    .bind::<Text, _>(&server.login)
    .bind::<Nullable<Binary>, _>(server.password.as_deref())
    .bind::<Text, _>(&server.sender)
    .execute(tx.conn())?;
    Ok(())
}

/// How far a mail has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    Waiting,
    Failed,
    Sent,
}

impl State {
    pub const ALL: [State; 3] = [State::Waiting, State::Failed, State::Sent];

    /// The word in addresses and in the database.
    pub const fn code(self) -> &'static str {
        match self {
            State::Waiting => "waiting",
            State::Failed => "failed",
            State::Sent => "sent",
        }
    }

    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.code() == code)
    }
}

/// A mail of the list.
#[derive(QueryableByName)]
pub struct Mail {
    #[diesel(sql_type = BigInt)]
    pub id: i64,
    #[diesel(sql_type = Text)]
    pub recipient: String,
    #[diesel(sql_type = Text)]
    pub kind: String,
    #[diesel(sql_type = Text)]
    state: String,
    #[diesel(sql_type = Timestamptz)]
    pub due_at: DateTime<Utc>,
    #[diesel(sql_type = Timestamptz)]
    pub created_at: DateTime<Utc>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub finished_at: Option<DateTime<Utc>>,
    #[diesel(sql_type = Nullable<Text>)]
    pub reason: Option<String>,
}

impl Mail {
    pub fn state(&self) -> Result<State> {
        State::from_code(&self.state).ok_or_else(|| Error::unknown("state of a mail", &self.state))
    }
}

const COLUMNS: &str = "SELECT m.id, m.recipient, m.kind, m.state, m.due_at, m.created_at, m.finished_at, m.reason
    FROM mails m";

/// Returns mails, newest first; those of all states, if none is given.
pub fn mails(db: &mut impl Read, state: Option<State>, before: Option<i64>, limit: i64) -> Result<Vec<Mail>> {
    let only = if state.is_none() { "$1 IS NULL" } else { "m.state = $1" };
    let sql = format!("{COLUMNS} WHERE {only} AND m.id < $2 ORDER BY m.id DESC LIMIT $3");
    Ok(diesel::sql_query(sql)
        .bind::<Nullable<Text>, _>(state.map(State::code))
        .bind::<BigInt, _>(before.unwrap_or(i64::MAX))
        .bind::<BigInt, _>(limit)
        .load(db.conn())?)
}

/// The numbers of mails that wait and that failed. Sent mails are not counted.
#[derive(QueryableByName)]
pub struct Counts {
    #[diesel(sql_type = BigInt)]
    pub waiting: i64,
    #[diesel(sql_type = BigInt)]
    pub failed: i64,
}

impl Counts {
    pub fn of(&self, state: Option<State>) -> Option<i64> {
        match state? {
            State::Waiting => Some(self.waiting),
            State::Failed => Some(self.failed),
            State::Sent => None,
        }
    }
}

pub fn counts(db: &mut impl Read) -> Result<Counts> {
    Ok(diesel::sql_query(
        "SELECT (SELECT count(*) FROM mails WHERE state = 'waiting') AS waiting, (SELECT count(*) FROM mails WHERE state = 'failed') AS failed",
    )
    .get_result(db.conn())?)
}

/// Queues failed mails again. Returns how many.
pub fn retry(tx: &mut Tx<'_>, _: &Can<'_, ManageMail>, mail: Option<i64>) -> Result<usize> {
    Ok(diesel::sql_query(
        "UPDATE mails SET state = 'waiting', attempts = 0, due_at = now(), finished_at = NULL, reason = NULL
         WHERE state = 'failed' AND ($1 IS NULL OR id = $1)",
    )
    .bind::<Nullable<BigInt>, _>(mail)
    .execute(tx.conn())?)
}
