//! `keyholder check-config`. Mistakes are reported when the configuration is read; this asks a configured PostgreSQL
//! whether it is understood, and prints warnings and the values in force.
use super::{Result, database};
use crate::config::{Config, InstallationKey, SETTINGS};
use diesel::{Connection, PgConnection};

pub fn check(config: &Config) -> Result<()> {
    if config.key_file.is_some() || config.data_dir.join("installation.key").exists() {
        InstallationKey::open(config)?;
    }
    for warning in &config.warnings {
        println!("warning: {warning}");
    }
    if let Some(external) = &config.database {
        match PgConnection::establish(external.app.expose()) {
            Ok(mut conn) => database::understood(&mut conn)?,
            Err(error) => println!("warning: DATABASE_URL: PostgreSQL cannot be reached: {error}"),
        }
    }
    println!("The configuration is sound. In force:");
    for (what, value) in in_force(config) {
        println!("  {what:<16} {value}");
    }
    println!("Settings:");
    for setting in SETTINGS {
        println!("  {:<30} {}", setting.variable, setting.about);
    }
    Ok(())
}

fn in_force(config: &Config) -> [(&'static str, String); 6] {
    let hashing = config.hashing;
    let database = if config.database.is_some() {
        "external"
    } else {
        "private, in the data folder"
    };
    [
        ("data folder", config.data_dir.display().to_string()),
        ("listens on", config.listen.to_string()),
        ("public address", config.public_url(config.listen.port()).to_string()),
        ("database", format!("{database}, {} connections", config.pool_size)),
        (
            "argon2id",
            format!(
                "m={} t={} p={}, {} threads, {} may wait",
                hashing.memory_kib, hashing.iterations, hashing.parallelism, hashing.threads, hashing.queue
            ),
        ),
        (
            "readers",
            format!("{}, {}", config.default_language.own_name(), config.default_time_zone),
        ),
    ]
}
