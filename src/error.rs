//! Everything that can stop a request. An invalid form is not here: that is a value (`web::Outcome::Invalid`).
use crate::access::policy::Barred;
use crate::access::{Refusal, Stage};
use diesel::result::{DatabaseErrorKind, Error as Sql};
use std::panic::{AssertUnwindSafe, catch_unwind};

/// What may stop a request; with a second type, what else may go wrong.
pub type Result<T, E = Error> = std::result::Result<T, E>;

#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// No such thing, or nothing the reader may know of (SPEC P-12): both look the same.
    #[error("not found")]
    NotFound,
    /// Nobody is logged in, or not far enough.
    #[error("log in first")]
    SignInRequired,
    /// The login has come to this stage, whose page is the only one that answers (SECURITY AU3).
    #[error("the login is at {0:?}")]
    Unfinished(Stage),
    /// Nothing is answered to this address (SPEC N-10).
    #[error("the address is barred: {0:?}")]
    Barred(Barred),
    /// The API token may only read.
    #[error("the token may only read")]
    OnlyReads,
    /// The last proof of who this is is too old for what was asked (SPEC N-5); the adapter asks for a new one.
    #[error("prove once more who this is")]
    ProofRequired,
    /// SPEC P-26: names the right, the place and who could grant it.
    #[error("access denied: {0:?}")]
    Denied(Box<Refusal>),
    /// The request itself is malformed; the text is for the log, never for the reader.
    #[error("bad request: {0}")]
    BadRequest(String),
    /// Tried too often in a short time; seconds until the next try (SPEC N-2).
    #[error("tried too often, {0} s to wait")]
    TooMany(u32),
    /// The body is of another kind than the address takes (SECURITY CS5).
    #[error("the body is no form")]
    NotAForm,
    /// No connection, no hashing thread or no place in the queue right now.
    #[error("busy: {0}")]
    Busy(&'static str),
    /// Somebody changed meanwhile what this rests on, so nothing was saved: to be begun again with what is there now.
    /// The text is for the log and the command line.
    #[error("{0}")]
    Moved(&'static str),
    /// The deadline passed before COMMIT, so nothing was saved.
    #[error("late, nothing was saved")]
    Late,
    /// The first statement on a pooled connection failed: the connection may simply be old, the hop tries the next.
    #[error("database, first statement: {0}")]
    First(Sql),
    #[error("database: {0}")]
    Database(Sql),
    #[error("{0}")]
    Internal(String),
}

impl From<Sql> for Error {
    fn from(error: Sql) -> Self {
        Error::Database(error)
    }
}

impl From<Refusal> for Error {
    fn from(refusal: Refusal) -> Self {
        Error::Denied(Box::new(refusal))
    }
}

/// Turns a panic into an error, for work whose thread must go on.
///
/// # Errors
/// Those of the work, and `Internal` where it panicked.
pub fn unpanicked<T>(work: impl FnOnce() -> Result<T>) -> Result<T> {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|panic| {
        let words = panic.downcast_ref::<&str>().map(|words| (*words).to_owned());
        let words = words.or_else(|| panic.downcast_ref::<String>().cloned());
        Err(Error::Internal(format!("panic: {}", words.unwrap_or_default())))
    })
}

impl Error {
    /// A code in the database that this program does not know: nothing is guessed.
    pub fn unknown(what: &str, code: &str) -> Self {
        Error::Internal(format!("unknown {what}: {code}"))
    }

    /// The pooled connection turned out dead before anything was done on it.
    pub fn is_stale_connection(&self) -> bool {
        matches!(self, Error::First(Sql::DatabaseError(kind, info)) if connection_lost(kind, info.message()))
    }

    /// Two transactions stood in each other's way; PostgreSQL chose this one to give up.
    pub fn is_deadlock(&self) -> bool {
        matches!(
            self,
            Error::Database(Sql::DatabaseError(DatabaseErrorKind::SerializationFailure, _))
        ) || matches!(self, Error::Database(Sql::DatabaseError(_, info)) if info.message().contains("deadlock detected"))
    }

    /// PostgreSQL is away, frozen or full: worth a 503 and another try, not a 500.
    pub fn is_outage(&self) -> bool {
        match self {
            Error::Busy(_) | Error::Late => true,
            Error::First(Sql::DatabaseError(kind, info)) | Error::Database(Sql::DatabaseError(kind, info)) => {
                connection_lost(kind, info.message()) || OUTAGES.iter().any(|words| info.message().contains(words))
            }
            Error::First(Sql::BrokenTransactionManager) | Error::Database(Sql::BrokenTransactionManager) => true,
            _ => false,
        }
    }

    /// Stops a request before it is known whose it is, or because of who asks: there are no surroundings to show it in.
    pub fn is_at_the_door(&self) -> bool {
        matches!(
            self,
            Error::SignInRequired | Error::Unfinished(_) | Error::OnlyReads | Error::Barred(_)
        )
    }

    /// The name of the constraint a write ran into, if that is what happened.
    fn constraint(&self) -> Option<&str> {
        match self {
            Error::Database(Sql::DatabaseError(_, info)) => info.constraint_name(),
            _ => None,
        }
    }
}

/// Turns the violation of one of these constraints into what it means there, such as a name that is taken.
///
/// # Errors
/// Every other error of `done`.
pub fn violation<T, M: Copy>(done: Result<T>, meanings: &[(&str, M)]) -> Result<Result<T, M>> {
    match done {
        Ok(value) => Ok(Ok(value)),
        Err(error) => {
            let found = meanings.iter().find(|(name, _)| error.constraint() == Some(*name));
            found.map_or(Err(error), |(_, meaning)| Ok(Err(*meaning)))
        }
    }
}

/// What PostgreSQL 15 says when it cannot serve right now, in English (`db::language`).
const OUTAGES: [&str; 6] = [
    "statement timeout",
    "lock timeout",
    "No space left on device",
    "the database system is",
    "too many clients",
    "remaining connection slots",
];

fn connection_lost(kind: &DatabaseErrorKind, message: &str) -> bool {
    matches!(
        kind,
        DatabaseErrorKind::ClosedConnection | DatabaseErrorKind::UnableToSendCommand
    ) || [
        "server closed the connection",
        "terminating connection",
        "no connection to the server",
        "SSL connection has been closed",
    ]
    .iter()
    .any(|words| message.contains(words))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_is_an_error_that_says_what_it_said() {
        let said = |work: fn() -> Result<()>| unpanicked(work).unwrap_err().to_string();
        assert_eq!(said(|| panic!("no row {}", 7)), "panic: no row 7");
        assert_eq!(said(|| panic!("no row")), "panic: no row");
        assert!(matches!(unpanicked(|| Ok(1)), Ok(1)));
    }
}
