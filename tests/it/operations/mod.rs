//! Running the product: backups, upgrades, numbers for monitors (SPEC 11).
pub mod backup;
mod backup_refused;
mod key;
mod metrics;
mod nightly;
mod older;
mod person;
mod stopping;
mod upgrade_database;
