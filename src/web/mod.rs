//! The web side that every screen shares.

pub mod assets;
pub mod field;
#[cfg(debug_assertions)]
pub mod gallery;
pub mod i18n;
pub mod message;
pub mod search;
pub mod parts;
pub mod shell;
pub mod tree;
pub mod trouble;
