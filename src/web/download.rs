//! What every download has in common, a list as well as a document: a place of its reader's, a connection for the
//! moment of reading and never for the time its reader takes, and the question asked again whether its reader may still
//! have it (SPEC P-8, SECURITY SE6, EX6).
use super::visit::Visit;
use crate::access::{self, Access, Viewer};
use crate::db::{self, Conn, Peek, Read};
use crate::error::{Error, Result};
use crate::session::outgrown;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// The most downloads under way at one time on one node.
const AT_ONCE: usize = 32;
/// The most downloads of one user at one time, so that nobody takes the places of all others.
const OF_ONE: usize = 2;
/// How long a download waits for a free connection.
const PATIENCE: Duration = Duration::from_secs(30);

/// Whose downloads this node has under way.
#[derive(Default)]
pub struct Slots(Mutex<HashMap<i64, usize>>);

impl Slots {
    /// # Errors
    /// `Busy` when this user, or all users together, have as many downloads as allowed. Nobody waits for a place.
    pub fn take(self: &Arc<Self>, user: i64) -> Result<Slot> {
        let mut taken = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let own = taken.get(&user).copied().unwrap_or_default();
        if own >= OF_ONE || taken.values().sum::<usize>() >= AT_ONCE {
            return Err(Error::Busy("downloads"));
        }
        taken.insert(user, own + 1);
        Ok(Slot {
            slots: self.clone(),
            user,
        })
    }
}

/// Given back when the download is over, however it ended.
pub struct Slot {
    slots: Arc<Slots>,
    user: i64,
}

impl Drop for Slot {
    fn drop(&mut self) {
        let mut taken = self.slots.0.lock().unwrap_or_else(PoisonError::into_inner);
        match taken.get_mut(&self.user) {
            Some(own) if *own > 1 => *own -= 1,
            _ => {
                taken.remove(&self.user);
            }
        }
    }
}

/// Reads the next part of a download, for as long as its reader's session lives. The connection is given back before
/// the part is handed on, so that a slow reader holds none.
///
/// # Errors
/// `SignInRequired` where the session has ended; `Busy` where there is no connection for too long; those of `read`.
pub fn next<T>(visit: &Visit, read: impl FnOnce(&mut Peek, &Access) -> Result<T>) -> Result<T> {
    let mut dead = 0;
    loop {
        let mut db = Peek::new(connection(visit)?);
        match reader(&mut db, visit) {
            // The pool may hold connections from before PostgreSQL was restarted.
            Err(error) if error.is_outage() && dead <= visit.state.streams.max_size() => {
                db::look_at(db.conn());
                dead += 1;
            }
            access => return read(&mut db, &access?),
        }
    }
}

/// A connection for a moment.
///
/// # Errors
/// `Busy` where there is none for too long.
pub(super) fn connection(visit: &Visit) -> Result<Conn> {
    let until = Instant::now() + PATIENCE;
    loop {
        match visit.state.streams.get() {
            Ok(conn) => return Ok(conn),
            Err(_) if Instant::now() < until => {}
            Err(_) => return Err(Error::Busy("streams")),
        }
    }
}

/// The reader as of now.
fn reader(db: &mut Peek, visit: &Visit) -> Result<Access> {
    let asked = access::ask_for(db, visit.access.session()?.id)?;
    let snapshot = visit.state.snapshots.at_least(db.conn(), asked.version)?;
    let asked = outgrown::checked(db, &snapshot, asked)?;
    let viewer = asked.viewer.filter(Viewer::is_logged_in);
    let viewer = viewer.ok_or(Error::SignInRequired)?;
    Ok(Access::new(Some(viewer), snapshot, asked.now))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ex6_nobody_takes_the_places_of_others_and_each_comes_back() {
        let slots = Arc::new(Slots::default());
        let own: Vec<Slot> = (0..OF_ONE).filter_map(|_| slots.take(7).ok()).collect();
        assert_eq!(own.len(), OF_ONE);
        assert!(slots.take(7).is_err() && slots.take(8).is_ok());
        drop(own);
        assert!(slots.take(7).is_ok());
        let all: Vec<Slot> = (0..100).filter_map(|user| slots.take(user).ok()).collect();
        assert_eq!(all.len(), AT_ONCE);
        drop(all);
        assert!(slots.0.lock().unwrap().is_empty());
    }
}
