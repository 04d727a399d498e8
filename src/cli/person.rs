//! `keyholder person LOGIN`, `keyholder person --actor NUMBER` (SECURITY DP2).
use super::{Refused, Result, database};
use crate::config::{Config, Seal};
use crate::db::{End, run_command};
use crate::error::Error;
use crate::person::{self, Whom};
use crate::storage;
use clap::Args;
use std::fs::{File, OpenOptions};
use std::io::{BufWriter, IsTerminal, stdout};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

/// Write everything that is kept on one person, as a tar archive: their right of access
#[derive(Debug, Args)]
pub struct Person {
    /// Login name, or with --actor an actor's number
    whom: String,
    /// A new file; without one, standard output
    file: Option<PathBuf>,
    /// Somebody who need not be able to log in: a customer, a supplier
    #[arg(long)]
    actor: bool,
}

impl Person {
    fn whom(&self) -> Whom<'_> {
        match self.actor {
            true => Whom::Actor(&self.whom),
            false => Whom::Login(&self.whom),
        }
    }

    fn nobody(&self) -> Refused {
        Refused::Rule(match self.actor {
            true => format!("no actor has the number {}", self.whom),
            false => format!("nobody has the login name {}", self.whom),
        })
    }
}

pub fn person(config: &Config, words: &Person) -> Result<()> {
    if words.file.is_none() && stdout().is_terminal() {
        return Err(Refused::Rule("an archive is nothing to read here: name a file".into()));
    }
    let opened = database::open_existing_migrated(config)?;
    let seal = Seal::new(&opened.key(config)?);
    let storage = storage::open(config)?;
    let mut made = None;
    let done = run_command(opened.connect()?, |tx| {
        let Some(found) = person::find(tx, &seal, words.whom())? else {
            return Ok(End::Rollback(false));
        };
        match &words.file {
            None => person::write(tx, &*storage, &found, BufWriter::new(stdout().lock()))?,
            Some(path) => {
                let file = create(path).map_err(|error| Error::Internal(format!("{}: {error}", path.display())))?;
                made = Some(path);
                person::write(tx, &*storage, &found, BufWriter::new(&file))?;
                file.sync_all().map_err(|error| Error::Internal(error.to_string()))?;
            }
        }
        // The log records it only once the whole archive has been written.
        Ok(End::Commit(true))
    });
    match (done, made) {
        (Ok(true), _) => Ok(()),
        (Ok(false), _) => Err(words.nobody()),
        (Err(error), made) => {
            // Half an archive must not be left behind.
            made.map(std::fs::remove_file).transpose()?;
            Err(error.into())
        }
    }
}

/// Creates a new file that nobody else can read.
fn create(path: &Path) -> std::io::Result<File> {
    OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)
}
