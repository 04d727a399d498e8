//! The heart: who may do what, where, and why.

pub mod evaluate;
pub mod fixed;
mod grants;
mod groups;
mod holding;
mod ids;
mod paths;
pub mod period;
pub mod permission;
pub mod ranges;
pub mod snapshot;
pub mod snapshots;
pub mod store;
mod units;
