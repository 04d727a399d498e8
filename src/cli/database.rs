//! Opens the database for a command: the configured one, or the private PostgreSQL, which runs for as long as the
//! command does.
use super::{Refused, Result};
use crate::activity;
use crate::activity::chain::ChainKey;
use crate::backup::restore::refuse_unfinished;
use crate::config::{Config, InstallationKey, KeyError, Secret};
use crate::db::cluster::{self, Cluster};
use crate::db::migrate::{self, MigrateError, migrate};
use crate::db::{End, key, language, run_command};
use crate::error::Error;
use crate::refold::{Refolded, refold};
use diesel::{Connection, PgConnection};

/// A database that answers for as long as this value lives.
pub struct Opened {
    app: Secret,
    owner: Secret,
    /// Keeps the private PostgreSQL running. The last process to drop its `Cluster` stops it.
    private: Option<Cluster>,
}

/// Opens the database. Starts or joins the private PostgreSQL if no other is configured.
///
/// # Errors
/// Whatever prevents the private PostgreSQL from running. A configured server is not contacted yet.
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

/// Opens the database as [`open`] does, but fails if there is no installation. For commands that must not create
/// one, and that may look at what an interrupted restore left.
///
/// # Errors
/// As [`open`], and if there is no installation.
pub fn open_even_unfinished(config: &Config) -> Result<Opened> {
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

/// Opens the database and brings its schema up to date. Returns what was migrated.
///
/// # Errors
/// As [`open`], and if a migration fails.
pub fn open_migrated(config: &Config) -> Result<(Opened, Vec<String>)> {
    let opened = open(config)?;
    let ran = opened.make_current()?;
    Ok((opened, ran))
}

/// Opens an existing installation and brings its schema up to date.
///
/// # Errors
/// There is no installation; else as [`open_migrated`].
pub fn open_existing_migrated(config: &Config) -> Result<Opened> {
    let opened = open_even_unfinished(config)?;
    opened.make_current()?;
    Ok(opened)
}

/// Whether the words of PostgreSQL are those that the program knows.
///
/// # Errors
/// They are in another language than English.
pub fn understood(conn: &mut PgConnection) -> Result<()> {
    match language::foreign(conn).map_err(Error::from)? {
        Some(foreign) => Err(Refused::Foreign(foreign)),
        None => Ok(()),
    }
}

impl Opened {
    /// Brings the schema up to date, and the sort keys and search words if their rules have changed. Returns what
    /// was done.
    ///
    /// # Errors
    /// A restore was interrupted, PostgreSQL does not speak English, a step fails, or a newer program has migrated the
    /// database.
    pub fn make_current(&self) -> Result<Vec<String>> {
        understood(&mut self.connect()?)?;
        refuse_unfinished(&mut PgConnection::establish(self.owner_url())?)?;
        let mut done = migrate(self.owner_url(), self.app_url())?;
        match run_command(self.connect()?, |tx| refold(tx).map(End::Commit))? {
            Refolded::Fits => {}
            Refolded::Anew => done.push("sort keys and search words".to_owned()),
            Refolded::Newer => return Err(MigrateError::Newer.into()),
        }
        Ok(done)
    }

    /// Returns the installation key that this database belongs to, to seal and open secrets. The first process to
    /// use one ties the database to its key, and makes a key if there is none. A changed key replaces the one
    /// before. The schema must be up to date.
    ///
    /// # Errors
    /// The key is missing although one has been used with this database, or it is a different one.
    pub fn key(&self, config: &Config) -> Result<InstallationKey> {
        let is_used = run_command(self.connect()?, |tx| {
            Ok(End::Rollback(key::is_claimed(tx)? || activity::is_sealed(tx)?))
        })?;
        let key = match is_used {
            true => InstallationKey::existing(config)?,
            false => InstallationKey::open(config)?,
        };
        let is_ours = run_command(self.connect()?, |tx| {
            // An installation older than the prints is recognised by the seal of its log.
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

    /// Address of the role for everything except migrations.
    pub fn app_url(&self) -> &str {
        self.app.expose()
    }

    /// Address of the owner role, for migrations.
    pub fn owner_url(&self) -> &str {
        self.owner.expose()
    }

    /// Keeps every other process off the private PostgreSQL until this value is dropped. Does nothing for a
    /// configured server.
    ///
    /// # Errors
    /// The server or another command is using it.
    pub fn take_alone(&self) -> Result<()> {
        match &self.private {
            Some(cluster) => Ok(cluster.take_alone()?),
            None => Ok(()),
        }
    }

    /// A connection of the role that serves requests, without its time limits.
    ///
    /// # Errors
    /// PostgreSQL does not answer.
    pub fn connect(&self) -> Result<PgConnection> {
        Ok(PgConnection::establish(self.app_url())?)
    }
}
