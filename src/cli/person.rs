//! `keyholder person LOGIN` (SECURITY DP2).
use super::{Refused, Result, database};
use crate::config::{Config, Seal};
use crate::db::{End, run_command};
use crate::error::Error;
use crate::person;
use clap::Args;
use std::fs::{File, OpenOptions};
use std::io::{BufWriter, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

/// Write everything that is kept on one person, as JSON: their right of access
#[derive(Debug, Args)]
pub struct Person {
    /// Login name
    login: String,
    /// A new file; without one, standard output
    file: Option<PathBuf>,
}

pub fn person(config: &Config, words: &Person) -> Result<()> {
    let opened = database::open_existing_migrated(config)?;
    let seal = Seal::new(&opened.key(config)?);
    let mut made = None;
    let done = run_command(opened.connect()?, |tx| {
        let Some(user) = person::find(tx, &words.login)? else {
            return Ok(End::Rollback(false));
        };
        let told = |error: std::io::Error| Error::Internal(error.to_string());
        match &words.file {
            None => {
                let mut out = BufWriter::new(std::io::stdout().lock());
                person::write(tx, &seal, &user, &mut out)?;
                out.flush().map_err(told)?;
            }
            Some(path) => {
                let file = create(path).map_err(|error| Error::Internal(format!("{}: {error}", path.display())))?;
                made = Some(path);
                let mut out = BufWriter::new(&file);
                person::write(tx, &seal, &user, &mut out)?;
                out.flush().and_then(|()| file.sync_all()).map_err(told)?;
            }
        }
        // The log says so only where all of it has been written.
        Ok(End::Commit(true))
    });
    match (done, made) {
        (Ok(true), _) => Ok(()),
        (Ok(false), _) => Err(Refused::Rule(format!("nobody has the login name {}", words.login))),
        (Err(error), made) => {
            // Half of it is nobody's right.
            made.map(std::fs::remove_file).transpose()?;
            Err(error.into())
        }
    }
}

/// A new file that nobody else can read.
fn create(path: &Path) -> std::io::Result<File> {
    OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)
}
