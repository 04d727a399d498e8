//! Everything that needs HTTP, a database, or the whole engine: one binary, so that it links once.

mod account;
mod browser;
mod can;
mod catalogues;
mod cluster;
mod commands;
mod demo;
mod engine_escalation;
mod engine_examples;
mod engine_grid;
mod engine_loading;
mod engine_oracle;
mod engine_world;
mod generate;
mod health;
mod house;
mod import_chains;
mod import_export;
mod import_refused;
mod jobs;
mod login;
mod passwords;
mod plans;
mod security;
mod setup;
#[allow(dead_code, unused_imports, reason = "tests use it as they come")]
mod support;
mod trouble;
mod users_actions;
mod users_create;
mod users_delete;
mod users_edit;
mod users_export;
mod users_list;
mod users_units;
mod vendored;
