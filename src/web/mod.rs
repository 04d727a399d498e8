//! The web side that every screen shares.

pub mod field;
pub mod i18n;
pub mod message;
pub mod search;
pub mod shell;
pub mod tree;
