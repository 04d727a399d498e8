//! `keyholder import TABLE FILE` (SPEC 11).
use super::{Refused, Result, database};
use crate::config::{Config, Seal};
use crate::files::import::{self, Options, Report};
use crate::files::{Problems, Table};
use crate::web::i18n::{Language, Texts};
use clap::Args;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

/// Import a CSV file, all of it or nothing
///
/// Every row is checked before any is written; problems are told with line, column and reason. Only columns present are
/// touched. Acts as System; the log says it came from the command line.
#[derive(Debug, Args)]
pub struct Import {
    /// What is in the file
    table: Table,
    /// A CSV file with a header; - reads standard input
    file: PathBuf,
    /// Check and tell what would be done, write nothing
    #[arg(long)]
    dry_run: bool,
    /// Remove what the file lacks (a dry run lists it)
    ///
    /// Units are archived, unless users stand there, and archived units the file has come back. Users are deactivated, never deleted. Groups are removed,
    /// unless they have memberships or cells. Actors are archived, and archived actors the file has come back. Memberships and cells are removed, but for Administrator's own and those in
    /// archived units.
    #[arg(long)]
    replace: bool,
}

pub fn import(config: &Config, words: Import) -> Result<()> {
    let bytes = read(&words.file)?;
    let (opened, _) = database::open_migrated(config)?;
    let options = Options {
        dry_run: words.dry_run,
        replace: words.replace,
        ..Options::default()
    };
    let seal = Seal::new(&opened.key(config)?);
    let report = import::import(opened.connect()?, &seal, words.table, &bytes, options)?;
    let t = Texts::new(Language::En, config.default_time_zone);
    if report.problems.is_empty() {
        say(&words, &report, &t);
        return Ok(());
    }
    tell(&report.problems, &t);
    let problems = report.problems.count();
    Err(Refused::Rule(format!(
        "{}: nothing was written, problems: {problems}",
        words.file.display()
    )))
}

fn tell(problems: &Problems, t: &Texts) {
    for line in problems.say(t) {
        eprintln!("{line}");
    }
}

fn say(words: &Import, report: &Report, t: &Texts) {
    let Report {
        rows,
        added,
        changed,
        unchanged,
        removed,
        ..
    } = report;
    if words.dry_run {
        for removed in removed {
            println!("would remove: {}", removed.say(t));
        }
    }
    let removed = removed.len();
    let table = words.table.name();
    println!("{table}: {rows} rows: {added} added, {changed} changed, {removed} removed, {unchanged} unchanged");
    if words.dry_run {
        println!("dry run: nothing was written");
    }
}

/// Reads a whole file; `-` is standard input.
///
/// # Errors
/// Errors of reading, with the file's name.
pub fn read(file: &Path) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let read = if file == Path::new("-") {
        io::stdin().lock().read_to_end(&mut bytes)
    } else {
        File::open(file).and_then(|mut file| file.read_to_end(&mut bytes))
    };
    read.map_err(|error| Refused::Rule(format!("{}: {error}", file.display())))?;
    Ok(bytes)
}
