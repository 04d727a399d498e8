//! The node's snapshot, brought up to the version a request was told (DESIGN 4).

use std::sync::{Arc, Mutex, PoisonError};

use arc_swap::ArcSwapOption;
use diesel::connection::TransactionManager;
use diesel::pg::PgConnection;
use diesel::prelude::*;
use diesel::result::{DatabaseErrorKind, Error};

use super::snapshot::{Parts, Patch, Snapshot};
use super::store::{self, Change};

/// From this many changes on, everything is loaded anew, because patching would take as long.
const MOST_CHANGES: i64 = 5_000;

/// How often a load inside a transaction is tried while others keep changing rights.
const TRIES: usize = 20;

/// Holds the newest snapshot this node has needed.
#[derive(Debug, Default)]
pub struct Snapshots {
    current: ArcSwapOption<Snapshot>,
    /// One loader at a time; the others find its work done.
    loading: Mutex<()>,
}

impl Snapshots {
    /// None loaded yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// The newest loaded, without asking the database: for what may lag (SPEC P-8) and for measuring.
    pub fn current(&self) -> Option<Arc<Snapshot>> {
        self.current.load_full()
    }

    /// A snapshot of everything that is committed, for a job.
    ///
    /// # Errors
    /// As [`Self::at_least`].
    pub fn committed(&self, conn: &mut PgConnection) -> QueryResult<Arc<Snapshot>> {
        let version = store::version(conn)?;
        self.at_least(conn, version)
    }

    /// A snapshot of this version or a newer one; version 0 loads whatever there is (at start).
    ///
    /// Outside a transaction it is read in one of its own (REPEATABLE READ, READ ONLY) and shared with all requests.
    ///
    /// Inside an open one, call it *before* that writes anything the snapshot is made of. It then reads through the
    /// transaction and is kept to it, so that what may yet be rolled back never reaches others. A transaction that took
    /// the lock of access changes passes the version before its own.
    ///
    /// # Errors
    /// What PostgreSQL says; a serialization failure if others changed rights throughout.
    pub fn at_least(&self, conn: &mut PgConnection, version: i64) -> QueryResult<Arc<Snapshot>> {
        let fresh = |held: &Arc<Snapshot>| held.version() >= version;
        if let Some(held) = self.current().filter(fresh) {
            return Ok(held);
        }
        if depth(conn)? > 0 {
            return within(conn, self.current(), version);
        }
        let _one = self.loading.lock().unwrap_or_else(PoisonError::into_inner);
        let held = self.current();
        if let Some(held) = held.clone().filter(fresh) {
            return Ok(held);
        }
        let newest = conn.build_transaction().read_only().repeatable_read().run(|conn| {
            store::allow_long_statements(conn)?;
            let upto = store::version(conn)?;
            load(conn, held, upto)
        })?;
        self.current.store(Some(newest.clone()));
        Ok(newest)
    }
}

fn depth(conn: &mut PgConnection) -> QueryResult<u32> {
    let status = <PgConnection as Connection>::TransactionManager::transaction_manager_status_mut(conn);
    Ok(status.transaction_depth()?.map_or(0, |depth| depth.get()))
}

/// Statements of a READ COMMITTED transaction each see what was committed before them: what was read is of one version
/// if none was committed in between.
fn within(conn: &mut PgConnection, held: Option<Arc<Snapshot>>, version: i64) -> QueryResult<Arc<Snapshot>> {
    for _ in 0..TRIES {
        let upto = store::newest_change(conn)?.max(version);
        let snapshot = load(conn, held.clone(), upto)?;
        if store::newest_change(conn)? <= upto {
            return Ok(snapshot);
        }
    }
    let words = String::from("rights were changed by others all the while");
    Err(Error::DatabaseError(
        DatabaseErrorKind::SerializationFailure,
        Box::new(words),
    ))
}

fn load(conn: &mut PgConnection, held: Option<Arc<Snapshot>>, upto: i64) -> QueryResult<Arc<Snapshot>> {
    let Some(held) = held.filter(|held| held.version() <= upto) else {
        return full(conn, upto).map(Arc::new);
    };
    if held.version() == upto {
        return Ok(held);
    }
    let changes = store::changes(conn, held.version(), upto, MOST_CHANGES + 1)?;
    if changes.len() as i64 > MOST_CHANGES || has_gap(&changes, held.version(), upto) {
        return full(conn, upto).map(Arc::new);
    }
    Ok(Arc::new(held.patched(patch(conn, &changes, upto)?)))
}

/// Whether the changes of some version are unknown, as old ones are swept away.
fn has_gap(changes: &[Change], after: i64, upto: i64) -> bool {
    let mut versions: Vec<i64> = changes.iter().map(|change| change.version).collect();
    versions.dedup();
    versions.len() as i64 != upto - after
}

fn full(conn: &mut PgConnection, version: i64) -> QueryResult<Snapshot> {
    let parts = Parts {
        version,
        units: store::units(conn)?,
        groups: store::groups(conn, None)?,
        nestings: store::nestings(conn, None)?,
        permissions: store::permissions(conn)?,
        actor_roles: store::actor_roles(conn)?,
    };
    store::each_grant(conn, |grants| Snapshot::new(parts, grants))
}

fn patch(conn: &mut PgConnection, changes: &[Change], version: i64) -> QueryResult<Patch> {
    let keys = |kind: &str| {
        let mut keys: Vec<i64> = changes
            .iter()
            .filter(|change| change.kind == kind)
            .map(|change| change.key)
            .collect();
        keys.sort_unstable();
        keys.dedup();
        keys
    };
    let (group_keys, grant_keys) = (keys("group"), keys("grant"));
    let mut patch = Patch {
        version,
        ..Patch::default()
    };
    if !keys("unit").is_empty() {
        patch.units = Some(store::units(conn)?);
    }
    if !group_keys.is_empty() {
        patch.groups = store::groups(conn, Some(&group_keys))?;
        patch.nestings = store::nestings(conn, Some(&group_keys))?;
    }
    if !grant_keys.is_empty() {
        patch.grants = store::grants_of(conn, &grant_keys)?;
    }
    if !keys("permission").is_empty() {
        patch.permissions = Some((store::permissions(conn)?, store::actor_roles(conn)?));
    }
    Ok(Patch {
        group_keys,
        grant_keys,
        ..patch
    })
}
