//! Organizational units: the one tree (SPEC 7).
mod store;
pub mod tree;

pub use store::{lock, renumber};

use crate::access::Target;

/// A unit that is not archived.
#[derive(Debug, Clone)]
pub struct Unit {
    pub id: i64,
    pub name: String,
    pub code: String,
}

impl Unit {
    pub fn target(&self) -> Target {
        Target::unit(self.id)
    }
}
