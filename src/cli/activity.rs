//! `keyholder activity verify` and `keyholder activity keep` (SPEC 5.3, 11).
use super::{Refused, Result, database};
use crate::activity::chain::{ChainKey, HASH};
use crate::activity::file::{self, Flaw};
use crate::activity::verify::{Break, Report, Witness, note, verify};
use crate::activity::{self, Author, Head};
use crate::config::{Config, InstallationKey};
use crate::db::{End, run_command};
use clap::Subcommand;
use std::fs::File;
use std::io::BufReader;
use std::path::{Path, PathBuf};
use std::str::FromStr;

/// The activity log
#[derive(Debug, Subcommand)]
pub enum Activity {
    /// Say whether the log is what was written, and where not
    ///
    /// Walks the whole chain of hashes, or proves an exported file (JSON Lines) without asking the database.
    Verify {
        /// An exported file instead of the database
        file: Option<PathBuf>,
        /// A head of the chain from the server's log, as POSITION:HASH: the chain must contain it
        #[arg(long, value_name = "POSITION:HASH", conflicts_with = "file")]
        anchor: Option<Anchor>,
    },
    /// Set how long entries are kept
    Keep {
        /// Days, at least 30; or forever
        days: Days,
    },
}

#[derive(Debug, Clone)]
pub struct Anchor(Head);

impl FromStr for Anchor {
    type Err = String;
    fn from_str(text: &str) -> std::result::Result<Self, String> {
        let (position, hash) = text.split_once(':').ok_or("is not POSITION:HASH")?;
        let position = position.parse().map_err(|_| "the position is not a number")?;
        let hash = hex::decode(hash).ok().filter(|hash| hash.len() == HASH);
        let hash = hash.ok_or("the hash is not 64 hexadecimal digits")?;
        Ok(Self(Head { position, hash }))
    }
}

#[derive(Debug, Clone, Copy)]
pub struct Days(Option<i32>);

impl FromStr for Days {
    type Err = String;
    fn from_str(text: &str) -> std::result::Result<Self, String> {
        let days = (text != "forever").then(|| text.parse::<i32>());
        match days {
            None => Ok(Self(None)),
            Some(Ok(days @ 30..=36_500)) => Ok(Self(Some(days))),
            Some(_) => Err("is neither forever nor a number of days from 30 to 36500".into()),
        }
    }
}

pub fn activity(config: &Config, words: Activity) -> Result<()> {
    match words {
        Activity::Verify { file: Some(path), .. } => verify_file(config, &path),
        Activity::Verify { anchor, .. } => verify_database(config, anchor),
        Activity::Keep { days } => keep(config, days.0),
    }
}

fn verify_database(config: &Config, anchor: Option<Anchor>) -> Result<()> {
    let opened = database::open_existing_migrated(config)?;
    let key = ChainKey::new(&opened.key(config)?);
    let witness = anchor.map(|Anchor(head)| Witness(head));
    let report = run_command(opened.connect()?, |tx| {
        verify(tx, &key, witness.as_ref()).map(End::Rollback)
    })?;
    // The screen shows the last result. A check against a head from the log is for this terminal only, so it is not
    // stored.
    if witness.is_none() {
        run_command(opened.connect()?, |tx| note(tx, &report).map(End::Commit))?;
    }
    for found in &report.breaks {
        println!("{}", said(found));
    }
    if report.more > 0 {
        println!("and {} more", report.more);
    }
    summary(&report);
    if report.is_sound() {
        Ok(())
    } else {
        Err(Refused::Rule("the activity log is not what was written".into()))
    }
}

fn summary(report: &Report) {
    println!(
        "{} entries checked up to position {}; {} not sealed yet; the personal values of {} were erased with their persons",
        report.checked, report.position, report.waiting, report.erased
    );
}

/// Describes a break in words.
fn said(found: &Break) -> String {
    match found {
        Break::Gap { from, to } => format!("positions {from} to {to}: removed from the chain"),
        Break::Missing { position, entry } => format!("position {position}: entry {entry} is missing"),
        Break::Changed { position, entry } => {
            format!("position {position}: entry {entry} was changed, exchanged or put there")
        }
        Break::PersonalChanged { entry } => format!("entry {entry}: its personal values were changed"),
        Break::PersonalErased { entry } => {
            format!("entry {entry}: its personal values are gone, but the person is not deleted")
        }
        Break::Outside { entry } => {
            format!("entry {entry}: neither in the chain nor waiting; it was put in, or its link was removed")
        }
        Break::Tail { from, to } => format!("positions {from} to {to}: the end of the chain was cut off"),
        Break::Head => "what says how far the chain reaches was changed or removed".to_owned(),
        Break::Anchor { position } => {
            format!("position {position}: the beginning of the chain is missing, and no entry says that it was retired")
        }
        Break::Witness { position } => {
            format!("position {position}: the chain does not have this hash from the server's log")
        }
    }
}

fn verify_file(config: &Config, path: &Path) -> Result<()> {
    let key = ChainKey::new(&InstallationKey::existing(config)?);
    let report = file::verify(&key, BufReader::new(File::open(path)?))?;
    for (line, flaw) in &report.flaws {
        println!("line {line}: {}", flawed(*flaw));
    }
    println!("{} entries, {} of them not sealed yet", report.entries, report.unsealed);
    if report.flaws.is_empty() {
        Ok(())
    } else {
        Err(Refused::Rule("the file is not what was exported".into()))
    }
}

fn flawed(flaw: Flaw) -> &'static str {
    match flaw {
        Flaw::Unreadable => "is not an entry",
        Flaw::Changed => "the entry was changed, or sealed by another installation",
        Flaw::PersonalChanged => "the personal values were changed",
        Flaw::Order => "lines before it are missing, or it stands in another place",
        Flaw::Neighbour => "does not follow the line before it",
        Flaw::NoClosing => "is the last one: the end of the file is missing",
        Flaw::Closing => "does not confirm the file: something was changed, added, removed or moved",
    }
}

fn keep(config: &Config, days: Option<i32>) -> Result<()> {
    let opened = database::open_existing_migrated(config)?;
    let author = Author::system();
    run_command(opened.connect()?, |tx| {
        activity::keep_for(tx, &author, days).map(End::Commit)
    })?;
    match days {
        Some(days) => println!("Entries are kept for {days} days; the server removes older ones every hour."),
        None => println!("Entries are kept for ever."),
    }
    Ok(())
}
