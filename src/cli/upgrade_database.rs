//! `keyholder upgrade-database` (DESIGN 6).
use super::{Refused, Result};
use crate::backup::restore::{self, Target};
use crate::backup::{self, Wanted, nightly};
use crate::config::{Config, InstallationKey};
use crate::db::cluster::{self, Cluster};
use diesel::{Connection, PgConnection};
use std::path::PathBuf;

pub fn upgrade(config: &Config) -> Result<()> {
    if config.database.is_some() {
        let words = "DATABASE_URL is set: that PostgreSQL is upgraded by whoever runs it";
        return Err(Refused::Rule(words.into()));
    }
    let versions = cluster::versions(&config.data_dir)?;
    match (versions.data, versions.newest) {
        (None, _) => {
            return Err(Refused::Rule(
                "there is no private PostgreSQL in the data folder yet".into(),
            ));
        }
        (Some(old), Some(new)) if new > old => println!("From PostgreSQL {old} to {new}"),
        (Some(old), newest) => {
            // If the programs of the data's own version are missing, this fails and says what to install.
            Cluster::start(config)?.stop()?;
            let newest = newest.map_or_else(|| "none".to_owned(), |newest| newest.to_string());
            println!("Nothing to do: the data are of PostgreSQL {old}, the newest that is installed is {newest}.");
            return Ok(());
        }
    }
    let (kept, aside) = move_to_newest(config)?;
    println!(
        "Done. The data of before are kept in {}, and in {};",
        aside.display(),
        kept.display()
    );
    println!("remove both when everything is as it should be.");
    Ok(())
}

/// Backs up the old cluster to a file and restores it into a new cluster of the newest version, which then replaces
/// the old one. The old cluster is not changed before that last step. Returns the file, and where the old data are
/// now.
///
/// # Errors
/// The database is in use, or a step fails. Then the old data are still in place.
pub fn move_to_newest(config: &Config) -> Result<(PathBuf, PathBuf)> {
    let key = InstallationKey::open(config)?;
    let old = Cluster::start(config)?;
    old.take_alone()?;
    restore::refuse_unfinished(&mut PgConnection::establish(old.owner_url())?)?;
    let file = nightly::folder(config)?.join(backup::name("before-upgrade", chrono::Utc::now()));
    backup::write(config, &key, old.owner_url(), &file, Wanted::DatabaseAlone)?;
    let new = old.successor()?;
    let target = Target {
        config,
        key: &key,
        owner_url: new.owner_url(),
        app_url: new.app_url(),
        other_key: false,
    };
    restore::refill(&target, &file)?;
    Ok((file, cluster::exchange(old, new)?))
}
