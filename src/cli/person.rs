//! `keyholder person LOGIN` (SECURITY DP2).
use super::{Refused, Result, database};
use crate::config::{Config, InstallationKey, Seal};
use crate::db::{End, run_command};
use crate::person;
use clap::Args;
use std::fs::OpenOptions;
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::PathBuf;

/// Write everything that is kept on one person, as JSON: their right of access
#[derive(Debug, Args)]
pub struct Person {
    /// Login name
    login: String,
    /// A new file; without one, standard output
    file: Option<PathBuf>,
}

pub fn person(config: &Config, words: &Person) -> Result<()> {
    let seal = Seal::new(&InstallationKey::open(config)?);
    let (opened, _) = database::open_migrated(config)?;
    let found = run_command(opened.connect()?, |tx| {
        person::export(tx, &seal, &words.login).map(End::Commit)
    })?;
    let found = found.ok_or_else(|| Refused::Rule(format!("nobody has the login name {}", words.login)))?;
    let text = serde_json::to_string_pretty(&found).map_err(std::io::Error::other)?;
    match &words.file {
        None => println!("{text}"),
        Some(path) => {
            let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?;
            writeln!(file, "{text}")?;
            file.sync_all()?;
        }
    }
    Ok(())
}
