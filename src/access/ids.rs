//! Maps database ids to dense indices, which the engine calculates with.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

/// Hashes with one multiplication. That is safe because the database assigns ids; outsiders cannot choose them.
#[derive(Clone, Default)]
pub struct IdHasher(u64);

impl Hasher for IdHasher {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.write_u64(u64::from(*byte));
        }
    }

    fn write_i64(&mut self, id: i64) {
        self.write_u64(id.cast_unsigned());
    }

    fn write_u64(&mut self, id: u64) {
        // The high half of the product is the well-mixed one. XOR copies it to both ends, which the map reads.
        let product = u128::from(self.0 ^ id) * 0x9E37_79B9_7F4A_7C15;
        self.0 = ((product >> 64) ^ product) as u64;
    }
}

/// A map with database ids as keys.
pub type IdMap<V> = HashMap<i64, V, BuildHasherDefault<IdHasher>>;

/// Gives ids indices in the order in which they come. An id keeps its index for good.
#[derive(Clone, Debug, Default)]
pub struct Ids {
    at: IdMap<u32>,
}

impl Ids {
    /// The index of an id.
    pub fn get(&self, id: i64) -> Option<u32> {
        self.at.get(&id).copied()
    }

    /// Returns the index of an id. A new id gets the next free one.
    pub fn take(&mut self, id: i64) -> u32 {
        let next = self.at.len() as u32;
        *self.at.entry(id).or_insert(next)
    }
}

impl FromIterator<i64> for Ids {
    fn from_iter<I: IntoIterator<Item = i64>>(ids: I) -> Self {
        let mut all = Ids::default();
        for id in ids {
            all.take(id);
        }
        all
    }
}
