//! `keyholder export TABLE` (SPEC 11).
use super::{Refused, Result, database};
use crate::config::{Config, Seal};
use crate::files::Table;
use crate::files::export::{self, Options};
use clap::Args;
use std::io::{self, BufWriter};
use std::path::{Path, PathBuf};
use tempfile::NamedTempFile;

/// Export to a CSV file in the form that is imported
///
/// Left out: the top, the accounts and groups every installation has, deleted users, archived and merged actors, archived units
/// and what stands there.
#[derive(Debug, Args)]
pub struct Export {
    /// What to write
    table: Table,
    /// Where to; - and nothing are standard output
    #[arg(default_value = "-")]
    file: PathBuf,
    /// Write the hashes of passwords too, for moving to another installation
    #[arg(long)]
    password_hashes: bool,
    /// Write the CPR numbers of actors too, whole; the log says so
    #[arg(long)]
    with_cpr: bool,
}

pub fn export(config: &Config, words: &Export) -> Result<()> {
    if words.with_cpr && words.table != Table::Actors {
        return Err(Refused::Rule("--with-cpr: only actors have CPR numbers".into()));
    }
    let opened = database::open_existing_migrated(config)?;
    let seal = Seal::new(&opened.key(config)?);
    let options = Options {
        password_hashes: words.password_hashes,
        cpr: words.with_cpr.then_some(&seal),
    };
    let conn = opened.connect()?;
    let name = words.table.name();
    let rows = if words.file == Path::new("-") {
        export::export(conn, words.table, options, BufWriter::new(io::stdout().lock()))?
    } else {
        // A file appears complete or not at all, and only its owner can read it, because it holds names and
        // addresses. It is first written under a temporary name that nobody can have taken before.
        let folder = words.file.parent().filter(|folder| !folder.as_os_str().is_empty());
        let aside = NamedTempFile::new_in(folder.unwrap_or(Path::new(".")))?;
        let rows = export::export(conn, words.table, options, BufWriter::new(aside.as_file()))?;
        aside.as_file().sync_all()?;
        aside.persist(&words.file).map_err(|kept| kept.error)?;
        rows
    };
    eprintln!("{name}: {rows} rows written");
    Ok(())
}
