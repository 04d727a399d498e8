//! `keyholder migrate`.
use super::{Result, database};
use crate::config::Config;

pub fn migrate(config: &Config) -> Result<()> {
    let (_opened, ran) = database::open_migrated(config)?;
    match ran.len() {
        0 => println!("The schema is up to date."),
        _ => println!("Migrated: {}", ran.join(", ")),
    }
    Ok(())
}
