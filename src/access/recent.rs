//! What was confirmed a moment ago, for the one question that may be answered so: `GET /api/v1/can` (SPEC P-8).
//!
//! Who asks is confirmed by statement 1 and good for 100 ms. Who is asked about, and where, is remembered for as long as the
//! access version stays: whatever changes a user's memberships, state, unit or name raises it.
use super::Asked;
use super::snapshot::{Snapshot, Subject};
use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::{Duration, Instant};

/// How far an answer may lag behind.
const GOOD_FOR: Duration = Duration::from_millis(100);
/// From here on what is remembered is thrown away: a node's memory holds no more than it needs.
const MOST_CALLERS: usize = 1_000;
const MOST_WORDS: usize = 100_000;

/// Who asks.
#[derive(Debug)]
pub struct Caller {
    pub asked: Asked,
    pub snapshot: Arc<Snapshot>,
    /// Before statement 1 was sent.
    pub confirmed: Instant,
}

/// Somebody who is asked about.
#[derive(Debug)]
pub struct Somebody {
    pub id: i64,
    pub unit: i64,
    pub login: String,
    pub active: bool,
    /// Active, but the linked employee is not (SPEC C-4).
    pub employee_off: bool,
    /// Active, but without the licence they need (SPEC C-3).
    pub unlicensed: bool,
    pub subject: Subject,
}

/// By access version.
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
    /// The caller with this token's hash, if confirmed lately.
    pub fn caller(&self, hash: &[u8]) -> Option<Arc<Caller>> {
        let callers = self.callers.read().unwrap_or_else(PoisonError::into_inner);
        let caller = callers.get(hash)?;
        (caller.confirmed.elapsed() < GOOD_FOR).then(|| caller.clone())
    }

    /// Remembers who was confirmed.
    pub fn keep_caller(&self, hash: Vec<u8>, caller: Caller) {
        let mut callers = self.callers.write().unwrap_or_else(PoisonError::into_inner);
        if callers.len() >= MOST_CALLERS {
            callers.clear();
        }
        callers.insert(hash, Arc::new(caller));
    }

    /// The user with this login as of a version; the inner None: there is none.
    pub fn somebody(&self, version: i64, name_key: &str) -> Option<Option<Arc<Somebody>>> {
        let words = self.words.read().unwrap_or_else(PoisonError::into_inner);
        (words.version == version).then(|| words.people.get(name_key).cloned())?
    }

    /// The unit with this code as of a version; the inner None: there is none.
    pub fn unit(&self, version: i64, code_key: &str) -> Option<Option<i64>> {
        let words = self.words.read().unwrap_or_else(PoisonError::into_inner);
        (words.version == version).then(|| words.units.get(code_key).copied())?
    }

    /// Remembers what was read at this version or after it.
    pub fn keep_somebody(&self, version: i64, name_key: String, somebody: Option<Arc<Somebody>>) {
        self.keep(version, |words| {
            words.people.insert(name_key, somebody);
        });
    }

    /// Likewise.
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
