//! The web side that every screen shares: the adapter, what handlers get and give, and the surroundings of a page.

pub mod answer;
pub mod assets;
pub mod choices;
pub mod csrf;
pub mod cursor;
pub mod error_page;
pub mod field;
#[cfg(debug_assertions)]
pub mod gallery;
pub mod group_name;
pub mod hashing_job;
pub mod headers;
pub mod hop;
pub mod i18n;
pub mod limits;
pub mod local_time;
pub mod menu;
pub mod message;
pub mod parts;
pub mod picker;
pub mod plain_errors;
pub mod problem;
pub mod qr;
pub mod reasons;
pub mod refusal;
pub mod request;
pub mod route;
pub mod search;
pub mod shell;
pub mod stream;
pub mod tree;
pub mod trouble;
pub mod upload;
pub mod versions;
pub mod visit;
