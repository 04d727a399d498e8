//! Actions on a unit other than editing: archive, bring back, move. Each has a page that asks for confirmation.
pub mod archive;
pub mod relocate;
mod store;
