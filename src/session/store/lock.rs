//! The timed lock (SPEC C-6): one counter per kind of secret (SECURITY LO5), one set of statements for all of them.
use super::devices::clear_counters;
use crate::access::policy::Settings;
use crate::db::{Read, Tx};
use crate::error::{Error, Result};
use chrono::{DateTime, Utc};
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::query_builder::{BoxedSqlQuery, SqlQuery};
use diesel::sql_types::{BigInt, Binary, Bool, Integer, Nullable, Text, Timestamptz};

/// Whose wrong attempts are counted, and at what.
#[derive(Debug, Clone, Copy)]
pub enum Counter<'a> {
    /// Logins, by what was typed or by the known browser.
    Login(&'a [u8], Shown),
    /// Current passwords of somebody logged in.
    Password(i64),
    /// Codes of this kind.
    Code(i64, &'static str),
}

/// Who is told of a counter of logins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shown {
    /// It is the counter of this user's name.
    Name(i64),
    /// It is this user's in a browser they are known in.
    Browser(i64),
    /// Nobody has the name.
    Nobody,
}

/// How many wrong ones in a row lock, and for how many minutes: the first time, and each time that follows without a
/// right one between.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LockAfter {
    pub failures: i32,
    pub first: i32,
    pub further: i32,
}

impl LockAfter {
    /// As it is set, always the same length.
    pub fn of(settings: &Settings) -> Self {
        Self {
            failures: settings.lock_after,
            first: settings.lock_minutes,
            further: settings.lock_minutes,
        }
    }
}

/// An attempt that counts, whatever becomes of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, QueryableByName)]
pub struct Counted {
    /// Which wrong one in a row it will be.
    #[diesel(sql_type = Integer)]
    pub number: i32,
    /// It set the lock, which therefore does not refuse it.
    #[diesel(sql_type = Bool)]
    pub locks: bool,
}

/// What became of an attempt before its secret is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Attempt {
    Counted(Counted),
    /// Until then nothing is counted.
    Locked(DateTime<Utc>),
}

/// A table of counters. `$1` is the key of a login, `$2` a user, `$3` a kind of code.
struct Table {
    reserve: &'static str,
    locked: &'static str,
    clear: &'static str,
}

/// `columns` and `values`: the key, and what is kept beside it; `kept`: what of that follows the attempt; `minutes`:
/// how long a lock is, of `$5` for the first and `$6` for each that follows.
macro_rules! table {
    ($table:literal, key $key:literal, where $of:literal, $columns:literal, $values:literal, $kept:literal, minutes $minutes:literal) => {
        Table {
            // One statement, so that parallel attempts count one by one (LO3). While locked nothing is counted.
            reserve: concat!(
                "INSERT INTO ", $table, " AS c (", $columns, ", failed, touched_at) VALUES (", $values, ", 1, now())
                 ON CONFLICT (", $key, ") DO UPDATE SET ", $kept, "
                    failed = CASE WHEN c.locked_until IS NULL THEN c.failed + 1 ELSE 1 END,
                    locked_until = CASE WHEN c.locked_until IS NULL AND c.failed + 1 >= $4 THEN now() + make_interval(mins => ", $minutes, ") END,
                    touched_at = now()
                 WHERE c.locked_until IS NULL OR c.locked_until <= now()
                 RETURNING failed AS number, locked_until IS NOT NULL AS locks"
            ),
            locked: concat!(
                "SELECT locked_until FROM ", $table, " WHERE ", $of, " AND locked_until > now() FOR UPDATE"
            ),
            clear: concat!("DELETE FROM ", $table, " WHERE ", $of),
        }
    };
}

/// The only one that is shown: beside the user in lists, with the time of the lock.
const LOGINS: Table = table!(
    "login_counters", key "key", where "key = $1", "key, user_id, owner_id", "$1, $2, $7",
    "user_id = excluded.user_id, owner_id = excluded.owner_id,
     locked_at = CASE WHEN c.locked_until IS NULL AND c.failed + 1 >= $4 THEN now() END,",
    minutes "$5"
);
const PASSWORDS: Table = table!(
    "proof_counters", key "user_id", where "user_id = $2", "user_id", "$2", "", minutes "$5"
);
const CODES: Table = table!(
    "code_counters", key "user_id, method", where "user_id = $2 AND method = $3", "user_id, method", "$2, $3",
    "locks = c.locks + (c.locked_until IS NULL AND c.failed + 1 >= $4)::int,",
    minutes "CASE c.locks WHEN 0 THEN $5 ELSE $6 END"
);

impl Counter<'_> {
    fn table(&self) -> &'static Table {
        match self {
            Counter::Login(..) => &LOGINS,
            Counter::Password(_) => &PASSWORDS,
            Counter::Code(..) => &CODES,
        }
    }

    fn asked(&self, statement: &'static str) -> BoxedSqlQuery<'static, Pg, SqlQuery> {
        let (key, user, method) = match *self {
            Counter::Login(key, Shown::Name(user)) => (Some(key.to_vec()), Some(user), None),
            Counter::Login(key, _) => (Some(key.to_vec()), None, None),
            Counter::Password(user) => (None, Some(user), None),
            Counter::Code(user, method) => (None, Some(user), Some(method)),
        };
        diesel::sql_query(statement)
            .into_boxed::<Pg>()
            .bind::<Nullable<Binary>, _>(key)
            .bind::<Nullable<BigInt>, _>(user)
            .bind::<Nullable<Text>, _>(method)
    }

    fn owner(&self) -> Option<i64> {
        match *self {
            Counter::Login(_, Shown::Browser(user)) => Some(user),
            _ => None,
        }
    }
}

/// Counts an attempt before its secret is looked at; the one that reaches the limit sets the lock.
pub fn reserve(tx: &mut Tx<'_>, counter: Counter<'_>, limits: LockAfter) -> Result<Attempt> {
    let counted: Option<Counted> = counter
        .asked(counter.table().reserve)
        .bind::<Integer, _>(limits.failures)
        .bind::<Integer, _>(limits.first)
        .bind::<Integer, _>(limits.further)
        .bind::<Nullable<BigInt>, _>(counter.owner())
        .get_result(tx.conn())
        .optional()?;
    match counted {
        Some(counted) => Ok(Attempt::Counted(counted)),
        // The statement holds the row that it left as it is.
        None => locked(tx, counter)?
            .map(Attempt::Locked)
            .ok_or_else(|| Error::Internal("neither counted nor locked".into())),
    }
}

/// Returns until when it is locked by another attempt than this one. A lock holds for what was begun before it (LO6).
pub fn locked_by_another(tx: &mut Tx<'_>, counter: Counter<'_>, own: Counted) -> Result<Option<DateTime<Utc>>> {
    let until = locked(tx, counter)?;
    Ok(until.filter(|_| !own.locks))
}

fn locked(tx: &mut Tx<'_>, counter: Counter<'_>) -> Result<Option<DateTime<Utc>>> {
    #[derive(QueryableByName)]
    struct Lock {
        #[diesel(sql_type = Timestamptz)]
        locked_until: DateTime<Utc>,
    }
    let lock: Option<Lock> = counter.asked(counter.table().locked).get_result(tx.conn()).optional()?;
    Ok(lock.map(|lock| lock.locked_until))
}

/// Clears the counter, because the secret was right.
pub fn clear(tx: &mut Tx<'_>, counter: Counter<'_>) -> Result<()> {
    counter.asked(counter.table().clear).execute(tx.conn())?;
    Ok(())
}

/// Counts one more failed login in what is shown beside the user, whichever counter it was counted on.
pub fn show_failure(tx: &mut Tx<'_>, user: i64) -> Result<()> {
    diesel::sql_query("UPDATE user_clock SET failed_shown = failed_shown + 1 WHERE user_id = $1")
        .bind::<BigInt, _>(user)
        .execute(tx.conn())?;
    Ok(())
}

/// Clears the counter of the name and those of the browsers the user is known in.
pub fn clear_attempts(tx: &mut Tx<'_>, user: i64) -> Result<()> {
    clear_counters(tx, user, true)?;
    diesel::sql_query("DELETE FROM login_counters WHERE user_id = $1")
        .bind::<BigInt, _>(user)
        .execute(tx.conn())?;
    diesel::sql_query("UPDATE user_clock SET failed_shown = 0 WHERE user_id = $1")
        .bind::<BigInt, _>(user)
        .execute(tx.conn())?;
    Ok(())
}
