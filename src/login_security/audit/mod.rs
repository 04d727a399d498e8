//! The tab **Audit** (SPEC N-10): one row for each user, address and unit, newest first.
pub mod approve;
pub mod columns;
pub mod export;
mod filter;
pub mod pages;
mod search;
mod store;

pub use filter::Order;
