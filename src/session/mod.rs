//! Logging in: passwords, sessions, cookies.

pub mod hashing;
pub mod password;
