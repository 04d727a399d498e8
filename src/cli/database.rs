//! The database of a command: the configured one, or the private PostgreSQL for as long as the command runs.
use super::{Refused, Result};
use crate::activity;
use crate::activity::chain::ChainKey;
use crate::config::{Config, InstallationKey, KeyError, Secret};
use crate::db::cluster::{self, Cluster};
use crate::db::migrate::{self, MigrateError, migrate};
use crate::db::{End, key, run_command};
use crate::refold::{Refolded, refold};
use diesel::{Connection, PgConnection};

/// A database that answers for as long as this value lives.
pub struct Opened {
    app: Secret,
    owner: Secret,
    /// Keeps the private PostgreSQL running; the last process to drop its own stops it.
    private: Option<Cluster>,
}

/// Opens the database, starting or joining the private PostgreSQL where none is configured.
///
/// # Errors
/// What is in the way of the private PostgreSQL. A configured one is not asked yet.
pub fn open(config: &Config) -> Result<Opened> {
    if let Some(external) = &config.database {
        return Ok(Opened {
            app: external.app.clone(),
            owner: external.owner.clone(),
            private: None,
        });
    }
    let cluster = Cluster::start(config)?;
    let (app, owner) = (
        Secret::new(cluster.app_url().to_owned()),
        Secret::new(cluster.owner_url().to_owned()),
    );
    Ok(Opened {
        app,
        owner,
        private: Some(cluster),
    })
}

/// The same for commands that have nothing to say where there is no installation: none is made for them.
///
/// # Errors
/// As [`open`]; there is no installation.
pub fn open_existing(config: &Config) -> Result<Opened> {
    let none = |place: String| {
        Refused::Rule(format!(
            "there is no installation in {place}: --data-dir or KEYHOLDER_DATA_DIR names its folder, DATABASE_URL its \
             database; keyholder serve or keyholder migrate makes a new one"
        ))
    };
    if config.database.is_none() && !cluster::exists(&config.data_dir) {
        return Err(none(config.data_dir.display().to_string()));
    }
    let opened = open(config)?;
    match migrate::applied(&mut PgConnection::establish(opened.owner_url())?) {
        Ok(_) => Ok(opened),
        Err(_) => Err(none("the database".into())),
    }
}

/// Opens the database with its schema up to date. Returns what was migrated.
///
/// # Errors
/// As [`open`], and what is in the way of the migrations.
pub fn open_migrated(config: &Config) -> Result<(Opened, Vec<String>)> {
    let opened = open(config)?;
    let ran = opened.make_current()?;
    Ok((opened, ran))
}

/// The same of an installation that is there.
///
/// # Errors
/// As [`open_existing`] and [`open_migrated`].
pub fn open_existing_migrated(config: &Config) -> Result<Opened> {
    let opened = open_existing(config)?;
    opened.make_current()?;
    Ok(opened)
}

impl Opened {
    /// Brings the schema up to date, and what was stored by earlier rules of sorting and searching. Returns what was done.
    ///
    /// # Errors
    /// What is in the way, or that a newer program was here.
    pub fn make_current(&self) -> Result<Vec<String>> {
        let mut done = migrate(self.owner_url(), self.app_url())?;
        match run_command(self.connect()?, |tx| refold(tx).map(End::Commit))? {
            Refolded::Fits => {}
            Refolded::Anew => done.push("sort keys and search words".to_owned()),
            Refolded::Newer => return Err(MigrateError::Newer.into()),
        }
        Ok(done)
    }

    /// The installation key that this database belongs to, for whatever is sealed or opened here. The first process that
    /// uses one makes the database its key's, and the key where there is none; a changed key takes the place of the one
    /// before. The schema must be up to date.
    ///
    /// # Errors
    /// The key is missing although one has been used here, or it is another one.
    pub fn key(&self, config: &Config) -> Result<InstallationKey> {
        let is_used = run_command(self.connect()?, |tx| {
            Ok(End::Rollback(key::is_claimed(tx)? || activity::is_sealed(tx)?))
        })?;
        let key = match is_used {
            true => InstallationKey::existing(config)?,
            false => InstallationKey::open(config)?,
        };
        let is_ours = run_command(self.connect()?, |tx| {
            // An installation of before the prints says whose it is by its log.
            if !key::is_claimed(tx)? && !activity::is_sealed_by(tx, &ChainKey::new(&key))? {
                return Ok(End::Rollback(false));
            }
            key::claim(tx, &key).map(End::Commit)
        })?;
        match is_ours {
            true => Ok(key),
            false => Err(KeyError::Other(config.key_path()).into()),
        }
    }

    /// For everything but migrations.
    pub fn app_url(&self) -> &str {
        self.app.expose()
    }

    /// For migrations.
    pub fn owner_url(&self) -> &str {
        self.owner.expose()
    }

    /// Keeps every other process from the private PostgreSQL until this value is dropped; somebody else's knows its own.
    ///
    /// # Errors
    /// The server or another command is there.
    pub fn take_alone(&self) -> Result<()> {
        match &self.private {
            Some(cluster) => Ok(cluster.take_alone()?),
            None => Ok(()),
        }
    }

    /// A connection of the role that serves requests, without its time limits.
    ///
    /// # Errors
    /// When PostgreSQL does not answer.
    pub fn connect(&self) -> Result<PgConnection> {
        Ok(PgConnection::establish(self.app_url())?)
    }
}
