//! Remembers what was confirmed a moment ago. Only one question may be answered from it: `GET /api/v1/can` (SPEC
//! P-8).
//!
//! The caller is confirmed by statement 1, which is good for 100 ms. The users and units that are asked about are
//! remembered until the access version changes. Every change to a user's memberships, state, unit or name raises
//! that version.
use super::Asked;
use super::snapshot::Snapshot;
use super::somebody::Somebody;
use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::{Duration, Instant};

/// How old a confirmation may be.
const GOOD_FOR: Duration = Duration::from_millis(100);
/// At these sizes everything remembered is dropped, to limit a node's memory.
const MOST_CALLERS: usize = 1_000;
const MOST_WORDS: usize = 100_000;

/// A confirmed caller.
#[derive(Debug)]
pub struct Caller {
    pub asked: Asked,
    pub snapshot: Arc<Snapshot>,
    /// When it was confirmed: just before statement 1 was sent.
    pub confirmed: Instant,
}

/// What was read at one access version.
#[derive(Debug, Default)]
struct Words {
    version: i64,
    people: HashMap<String, Option<Arc<Somebody>>>,
    units: HashMap<String, Option<i64>>,
}

#[derive(Debug, Default)]
pub struct Recent {
    callers: RwLock<HashMap<Vec<u8>, Arc<Caller>>>,
    words: RwLock<Words>,
}

impl Recent {
    /// Returns the caller with this token's hash, if confirmed within the last 100 ms.
    pub fn caller(&self, hash: &[u8]) -> Option<Arc<Caller>> {
        let callers = self.callers.read().unwrap_or_else(PoisonError::into_inner);
        let caller = callers.get(hash)?;
        (caller.confirmed.elapsed() < GOOD_FOR).then(|| caller.clone())
    }

    /// Remembers a confirmed caller.
    pub fn keep_caller(&self, hash: Vec<u8>, caller: Caller) {
        let mut callers = self.callers.write().unwrap_or_else(PoisonError::into_inner);
        if callers.len() >= MOST_CALLERS {
            callers.clear();
        }
        callers.insert(hash, Arc::new(caller));
    }

    /// Returns the user with this login as of a version. Outer `None`: not remembered. Inner `None`: there is no
    /// such user.
    pub fn somebody(&self, version: i64, name_key: &str) -> Option<Option<Arc<Somebody>>> {
        let words = self.words.read().unwrap_or_else(PoisonError::into_inner);
        (words.version == version).then(|| words.people.get(name_key).cloned())?
    }

    /// Returns the unit with this code as of a version. Outer `None`: not remembered. Inner `None`: there is no
    /// such unit.
    pub fn unit(&self, version: i64, code_key: &str) -> Option<Option<i64>> {
        let words = self.words.read().unwrap_or_else(PoisonError::into_inner);
        (words.version == version).then(|| words.units.get(code_key).copied())?
    }

    /// Remembers a user, or that there is none, read at this version or later.
    pub fn keep_somebody(&self, version: i64, name_key: String, somebody: Option<Arc<Somebody>>) {
        self.keep(version, |words| {
            words.people.insert(name_key, somebody);
        });
    }

    /// Remembers a unit, or that there is none, read at this version or later.
    pub fn keep_unit(&self, version: i64, code_key: String, unit: Option<i64>) {
        self.keep(version, |words| {
            words.units.insert(code_key, unit);
        });
    }

    fn keep(&self, version: i64, keep: impl FnOnce(&mut Words)) {
        let mut words = self.words.write().unwrap_or_else(PoisonError::into_inner);
        if version < words.version {
            return;
        }
        if version > words.version || words.people.len() + words.units.len() >= MOST_WORDS {
            *words = Words {
                version,
                ..Words::default()
            };
        }
        keep(&mut words);
    }
}

#[cfg(test)]
mod tests {
    use super::Recent;

    #[test]
    fn what_was_read_at_one_version_is_forgotten_at_the_next() {
        let recent = Recent::default();
        recent.keep_unit(4, "n1".into(), Some(7));
        recent.keep_somebody(4, "carl".into(), None);
        assert_eq!(
            (recent.unit(4, "n1"), recent.unit(5, "n1"), recent.unit(4, "n2")),
            (Some(Some(7)), None, None)
        );
        assert!(recent.somebody(4, "carl").is_some_and(|who| who.is_none()));
        recent.keep_unit(5, "n2".into(), None);
        recent.keep_unit(4, "n1".into(), Some(7));
        assert_eq!(
            (recent.unit(4, "n1"), recent.unit(5, "n1"), recent.unit(5, "n2")),
            (None, None, Some(None))
        );
    }
}
