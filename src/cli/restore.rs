//! `keyholder restore FILE` (SPEC 11).
use super::{Result, database};
use crate::backup::restore::{self as verb, Target};
use crate::config::{Config, InstallationKey};
use clap::Args;
use std::path::PathBuf;

/// Put what a backup holds in the place of everything that is there
///
/// With the server stopped on every node. A restore that fails leaves everything as it was.
#[derive(Debug, Args)]
pub struct Restore {
    /// A file that `keyholder backup` wrote
    file: PathBuf,
    /// The installation key of the backup is lost: restore what can be read without it
    #[arg(long)]
    other_key: bool,
}

pub fn restore(config: &Config, words: &Restore) -> Result<()> {
    // With --other-key the key may be made new. Otherwise it must exist, because a new one could not be the
    // backup's.
    let key = match words.other_key {
        true => InstallationKey::open(config)?,
        false => InstallationKey::existing(config)?,
    };
    let opened = database::open(config)?;
    opened.take_alone()?;
    let target = Target {
        config,
        key: &key,
        owner_url: opened.owner_url(),
        app_url: opened.app_url(),
        other_key: words.other_key,
    };
    let about = verb::check(&target, &words.file)?;
    verb::restore(&target, &words.file, &about)?;
    opened.make_current()?;
    println!("Restored as of {}, made by version {}.", about.made_at, about.program);
    println!(
        "Nobody is logged in any more, and no link works. Passwords, rights and API tokens are those of that time."
    );
    println!("Now: keyholder activity verify");
    Ok(())
}
