//! What is done to a unit beside editing it: archive, bring back, move. Each has a page that asks.
pub mod archive;
pub mod relocate;
mod store;
