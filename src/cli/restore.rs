//! `keyholder restore FILE` (SPEC 11).
use super::{Result, database};
use crate::backup::restore::{self as verb, Target};
use crate::config::{Config, InstallationKey};
use clap::Args;
use std::path::{Path, PathBuf};

/// Put what a backup holds in the place of everything that is there
///
/// With the server stopped on every node. A restore that fails leaves everything as it was. After one that was killed
/// nothing else works with the database until it is restored anew, or brought back as it was.
#[derive(Debug, Args)]
pub struct Restore {
    /// A file that `keyholder backup` wrote
    #[arg(required_unless_present = "undo", conflicts_with = "undo")]
    file: Option<PathBuf>,
    /// The installation key of the backup is lost: restore what can be read without it
    #[arg(long)]
    other_key: bool,
    /// Bring back what was there before a restore that was interrupted
    #[arg(long)]
    undo: bool,
}

pub fn restore(config: &Config, words: &Restore) -> Result<()> {
    match &words.file {
        Some(file) => restore_file(config, file, words.other_key),
        None => undo(config),
    }
}

fn undo(config: &Config) -> Result<()> {
    let opened = database::open_even_unfinished(config)?;
    opened.take_alone()?;
    match verb::undo(opened.owner_url())? {
        true => println!("Everything is as it was before the restore."),
        false => println!("Nothing to undo: no restore was interrupted."),
    }
    Ok(())
}

fn restore_file(config: &Config, file: &Path, other_key: bool) -> Result<()> {
    // With --other-key the key may be made new. Otherwise it must exist, because a new one could not be the
    // backup's.
    let key = match other_key {
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
        other_key,
    };
    let about = verb::check(&target, file)?;
    verb::restore(&target, file, &about)?;
    opened.make_current()?;
    println!("Restored as of {}, made by version {}.", about.made_at, about.program);
    println!(
        "Nobody is logged in any more, and no link works. Passwords, rights and API tokens are those of that time."
    );
    println!("Now: keyholder activity verify");
    Ok(())
}
