//! Keyholder: who can log in, where, and what they may do.
#![forbid(unsafe_code)]

pub mod access;
pub mod config;
pub mod files;
pub mod session;
pub mod text;
pub mod users;
pub mod web;
