//! The pool, and the two ways to use a connection: `Peek` reads, `Tx` is one transaction.
//!
//! Only the adapter in `web` and the commands in `cli` check connections out; everything else is handed a `Peek` or a
//! `Tx`.
pub mod clients;
pub mod cluster;
pub mod key;
pub mod language;
pub mod locks;
pub mod migrate;
pub mod prepared;

use crate::error::{Error, Result};
use diesel::connection::{AnsiTransactionManager, SimpleConnection, TransactionManager};
use diesel::pg::PgConnection;
use diesel::prelude::*;
use diesel::r2d2::{self, ConnectionManager, CustomizeConnection, PooledConnection};
use diesel::sql_types::{Array, BigInt, Text};
use std::marker::PhantomData;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

pub type Conn = PooledConnection<ConnectionManager<PgConnection>>;
pub type Pool = r2d2::Pool<ConnectionManager<PgConnection>>;

/// A pool of `size` connections. Does not need PostgreSQL to be there yet: connections are made when asked for.
///
/// No ping at checkout: the hop in `web` retries when a first statement finds its connection dead, which costs nothing
/// while all is well.
pub fn pool(url: &str, size: u32) -> Pool {
    limited(
        url,
        size,
        Limits {
            statement: "1500ms",
            idle: "10s",
        },
    )
}

/// The connections of jobs, which may take their time, but not a lock that people wait for.
pub fn pool_of_jobs(url: &str, size: u32) -> Pool {
    limited(
        url,
        size,
        Limits {
            statement: "60s",
            idle: "60s",
        },
    )
}

fn limited(url: &str, size: u32, limits: Limits) -> Pool {
    r2d2::Pool::builder()
        .max_size(size)
        .min_idle(Some(1))
        .test_on_check_out(false)
        .connection_timeout(Duration::from_secs(1))
        .connection_customizer(Box::new(limits))
        .error_handler(Box::new(LogPoolError))
        .build_unchecked(ConnectionManager::new(url))
}

/// How long a statement may take, and how long a transaction may do nothing.
#[derive(Debug)]
struct Limits {
    statement: &'static str,
    idle: &'static str,
}
impl CustomizeConnection<PgConnection, r2d2::Error> for Limits {
    /// `deadlock_timeout` (PostgreSQL's own second) < `lock_timeout` < `statement_timeout` < the hop's two seconds, so that
    /// the innermost limit speaks first, and a deadlock is known for one and tried once more.
    fn on_acquire(&self, conn: &mut PgConnection) -> Result<(), r2d2::Error> {
        let Self { statement, idle } = self;
        conn.batch_execute(&format!("SET lock_timeout = '1200ms'; SET statement_timeout = '{statement}'; SET idle_in_transaction_session_timeout = '{idle}'; SET TIME ZONE 'UTC'"))
            .map_err(r2d2::Error::QueryError)
    }
}

#[derive(Debug)]
struct LogPoolError;
impl r2d2::HandleError<r2d2::Error> for LogPoolError {
    fn handle_error(&self, error: r2d2::Error) {
        tracing::warn!(%error, "the pool cannot reach PostgreSQL");
    }
}

/// Anything that can read.
pub trait Read {
    fn conn(&mut self) -> &mut PgConnection;
}

/// Autocommit reads, for GET. There is no way from here to a capability, so none to a write.
pub struct Peek {
    conn: Conn,
    late: Late,
}

/// Set once nobody waits for an answer any more.
pub type Late = Arc<AtomicBool>;

impl Peek {
    pub fn new(conn: Conn) -> Self {
        Self::until(conn, &Late::default())
    }
    /// Reads until this is set; after that every statement fails.
    pub fn until(conn: Conn, late: &Late) -> Self {
        Self {
            conn,
            late: late.clone(),
        }
    }
    pub fn into_conn(self) -> Conn {
        self.conn
    }
}

impl Read for Peek {
    fn conn(&mut self) -> &mut PgConnection {
        if self.late.load(Ordering::SeqCst) {
            // The pool gives a connection up that comes back within a transaction.
            if let Err(error) = AnsiTransactionManager::begin_transaction(&mut *self.conn) {
                tracing::debug!(%error, "ending what is late");
            }
            refuse(&mut self.conn);
        }
        &mut self.conn
    }
}

/// Makes a transaction refuse all further statements, so that no loop goes on for nobody.
fn refuse(conn: &mut PgConnection) {
    if let Err(error) = conn.batch_execute("DO $$ BEGIN RAISE 'nobody waits for this any more'; END $$") {
        tracing::debug!(%error, "what is late is ended");
    }
}

/// PostgreSQL's clock, as of the beginning of the transaction: the only clock that decides anything.
pub fn now(db: &mut impl Read) -> Result<chrono::DateTime<chrono::Utc>> {
    Ok(diesel::select(diesel::dsl::now.into_sql::<diesel::sql_types::Timestamptz>()).get_result(db.conn())?)
}

/// One transaction. `'t` is invariant and made anew by `run`, so a capability made in one transaction fits no other.
pub struct Tx<'t> {
    conn: Box<dyn AsConnection>,
    late: Late,
    access: AccessChange,
    _brand: PhantomData<fn(&'t ()) -> &'t ()>,
}

/// What a transaction has to do with rights.
#[derive(Debug, Clone, Copy)]
enum AccessChange {
    None,
    /// It makes this version of them. `noted`: what is to be read again stands in `access_changes`.
    Locked {
        version: i64,
        noted: bool,
    },
    /// It does what a change does, to be rolled back.
    Tried,
}
impl AccessChange {
    fn note(&mut self, now: bool) {
        if let AccessChange::Locked { noted, .. } = self {
            *noted = now;
        }
    }
}

/// A pooled connection, or one of a command's own.
trait AsConnection: Send {
    fn pg(&mut self) -> &mut PgConnection;
}
impl AsConnection for Conn {
    fn pg(&mut self) -> &mut PgConnection {
        self
    }
}
impl AsConnection for PgConnection {
    fn pg(&mut self) -> &mut PgConnection {
        self
    }
}

impl Read for Tx<'_> {
    fn conn(&mut self) -> &mut PgConnection {
        if self.late.load(Ordering::SeqCst) {
            refuse(self.conn.pg());
        }
        self.conn.pg()
    }
}

/// What `access_changes` can name, so that every node patches its snapshot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Changed {
    /// A unit was made, renamed, moved, archived, or speaks another language or in another time zone.
    Unit(i64),
    /// A group, or its place among groups.
    Group(i64),
    /// The cells of an account.
    Grant(i64),
    Permission(i64),
}

impl Changed {
    fn row(self) -> (&'static str, i64) {
        match self {
            Changed::Unit(id) => ("unit", id),
            Changed::Group(id) => ("group", id),
            Changed::Grant(id) => ("grant", id),
            Changed::Permission(id) => ("permission", id),
        }
    }
}

impl Tx<'_> {
    /// Takes the one lock of access changes and raises the version. Everything that decides rights must be read after
    /// this.
    pub fn lock_access(&mut self) -> Result<i64> {
        #[derive(QueryableByName)]
        struct Row {
            #[diesel(sql_type = BigInt)]
            version: i64,
        }
        let row: Row = diesel::sql_query("UPDATE access_state SET version = version + 1 RETURNING version")
            .get_result(self.conn())?;
        self.access = AccessChange::Locked {
            version: row.version,
            noted: false,
        };
        Ok(row.version)
    }

    /// Begins an access change. What is rolled back whatever it comes to (`kept` is false) may do what one does without
    /// the lock, and keeps nobody waiting.
    pub fn begin_access_change(&mut self, kept: bool) -> Result<()> {
        if kept {
            self.lock_access()?;
        } else {
            self.access = AccessChange::Tried;
        }
        Ok(())
    }

    /// A part of the transaction, undone by itself where it fails: the rest can go on.
    ///
    /// # Errors
    /// Those of the part.
    pub fn part<T>(&mut self, work: impl FnOnce(&mut Self) -> Result<T>) -> Result<T> {
        AnsiTransactionManager::begin_transaction(self.conn())?;
        match work(self) {
            Ok(value) => {
                AnsiTransactionManager::commit_transaction(self.conn())?;
                Ok(value)
            }
            Err(error) => {
                // What the part noted is gone with it.
                self.access.note(false);
                AnsiTransactionManager::rollback_transaction(self.conn())?;
                Err(error)
            }
        }
    }

    /// From here on the transaction sees the database as of now. Only as its first statement.
    pub fn at_one_moment(&mut self) -> Result<()> {
        diesel::sql_query("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ").execute(self.conn())?;
        Ok(())
    }

    /// Whether the transaction is an access change.
    pub fn changes_access(&self) -> bool {
        !matches!(self.access, AccessChange::None)
    }

    /// Tells the other nodes what to read again.
    ///
    /// # Errors
    /// `Internal` outside an access change: the route must be marked `access_change`.
    pub fn access_changed(&mut self, changed: Changed) -> Result<()> {
        self.access_changed_all(&[changed])
    }

    /// Does what [`Tx::access_changed`] does, for many changes at once.
    ///
    /// # Errors
    /// As [`Tx::access_changed`].
    pub fn access_changed_all(&mut self, changed: &[Changed]) -> Result<()> {
        let (kinds, keys) = changed.iter().map(|changed| changed.row()).unzip();
        self.note_changes(kinds, keys)
    }

    fn note_changes(&mut self, kinds: Vec<&str>, keys: Vec<i64>) -> Result<()> {
        let version = match self.access {
            AccessChange::None => return Err(Error::Internal("an access change without its lock".into())),
            AccessChange::Tried => return Ok(()),
            AccessChange::Locked { version, .. } => version,
        };
        if keys.is_empty() {
            return Ok(());
        }
        diesel::sql_query(
            "INSERT INTO access_changes (version, kind, key) SELECT $1, * FROM unnest($2, $3) ON CONFLICT DO NOTHING",
        )
        .bind::<BigInt, _>(version)
        .bind::<Array<Text>, _>(kinds)
        .bind::<Array<BigInt>, _>(keys)
        .execute(self.conn())?;
        self.access.note(true);
        Ok(())
    }

    /// Every version has at least one row, so that a gap is always a gap.
    fn close_version(&mut self) -> Result<()> {
        if let AccessChange::Locked { noted: false, .. } = self.access {
            self.note_changes(vec!["none"], vec![0])
        } else {
            Ok(())
        }
    }
}

/// How a transaction's work wants it to end.
pub enum End<T> {
    Commit(T),
    Rollback(T),
}

/// Lets diesel find out whether a connection is dead, so that the pool gives it up: it notices where a statement is
/// run, not where one is prepared.
pub fn look_at(conn: &mut PgConnection) {
    if let Err(error) = conn.batch_execute("SELECT") {
        tracing::debug!(%error, "a connection is given up");
    }
}

/// BEGIN, work, COMMIT or ROLLBACK. A COMMIT after the deadline (`late`) becomes a ROLLBACK, so "503 and saved anyway"
/// cannot happen.
pub fn run<T>(conn: Conn, late: &AtomicBool, work: impl for<'t> FnOnce(&mut Tx<'t>) -> Result<End<T>>) -> Result<T> {
    run_on(Box::new(conn), (late, &Late::default()), work)
}

/// Does what [`run`] does, and every statement after the deadline fails.
pub fn run_until<T>(conn: Conn, late: &Late, work: impl for<'t> FnOnce(&mut Tx<'t>) -> Result<End<T>>) -> Result<T> {
    run_on(Box::new(conn), (late, late), work)
}

/// The same for a command, on a connection of its own and without a deadline.
pub fn run_command<T>(conn: PgConnection, work: impl for<'t> FnOnce(&mut Tx<'t>) -> Result<End<T>>) -> Result<T> {
    run_on(Box::new(conn), (&AtomicBool::new(false), &Late::default()), work)
}

fn run_on<T>(
    mut conn: Box<dyn AsConnection>,
    (late, refusing): (&AtomicBool, &Late),
    work: impl for<'t> FnOnce(&mut Tx<'t>) -> Result<End<T>>,
) -> Result<T> {
    AnsiTransactionManager::begin_transaction(conn.pg()).map_err(Error::First)?;
    let mut tx = Tx {
        conn,
        late: refusing.clone(),
        access: AccessChange::None,
        _brand: PhantomData,
    };
    let end = work(&mut tx).and_then(|end| match end {
        End::Commit(value) => tx.close_version().map(|()| End::Commit(value)),
        other => Ok(other),
    });
    let conn = tx.conn.pg();
    match end {
        Ok(End::Commit(value)) if !late.load(Ordering::SeqCst) => {
            AnsiTransactionManager::commit_transaction(conn)?;
            Ok(value)
        }
        Ok(End::Commit(_)) => {
            AnsiTransactionManager::rollback_transaction(conn)?;
            Err(Error::Late)
        }
        Ok(End::Rollback(value)) => {
            AnsiTransactionManager::rollback_transaction(conn)?;
            Ok(value)
        }
        Err(error) => {
            if let Err(rollback) = AnsiTransactionManager::rollback_transaction(conn) {
                tracing::debug!(%rollback, "rolling back after an error");
            }
            Err(error)
        }
    }
}
