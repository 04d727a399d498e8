//! Everything that needs HTTP, a database, or the whole engine: one binary, so that it links once.

mod catalogues;
mod cluster;
mod engine_escalation;
mod engine_examples;
mod engine_grid;
mod engine_loading;
mod engine_oracle;
mod engine_world;
mod login;
#[allow(dead_code, unused_imports, reason = "tests use it as they come")]
mod generate;
mod support;
mod vendored;
