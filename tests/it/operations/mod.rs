//! Running the product: backups, upgrades, numbers for monitors (SPEC 11).
pub mod backup;
mod backup_refused;
mod interrupted;
pub mod key;
mod language;
mod log;
mod metrics;
mod nightly;
mod older;
mod person;
mod refold;
mod stopping;
mod upgrade_database;
