//! Keyholder: who can log in, where, and what they may do.
#![forbid(unsafe_code)]

pub mod access;
pub mod account;
pub mod activity;
pub mod activity_log;
pub mod actor_setup;
pub mod actors;
pub mod api;
pub mod api_tokens;
pub mod app;
pub mod backup;
pub mod check_rights;
pub mod cli;
pub mod config;
pub mod db;
pub mod demo;
pub mod entities;
pub mod error;
pub mod files;
pub mod generate;
pub mod groups;
pub mod health;
pub mod imports;
pub mod jobs;
pub mod login_security;
pub mod mail;
pub mod memberships;
pub mod org_units;
pub mod origins;
pub mod routes;
pub mod session;
pub mod setup;
pub mod storage;
pub mod text;
pub mod users;
pub mod web;
