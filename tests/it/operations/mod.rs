//! Running the product: backups, upgrades, numbers for monitors (SPEC 11).
mod backup;
mod backup_refused;
mod metrics;
mod nightly;
mod older;
mod upgrade_database;
