//! The database of a command: the configured one, or the private PostgreSQL for as long as the command runs.
use super::Result;
use crate::config::{Config, Secret};
use crate::db::cluster::Cluster;
use crate::db::migrate::migrate;
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

/// Opens the database with its schema up to date. Returns what was migrated.
///
/// # Errors
/// As [`open`], and what is in the way of the migrations.
pub fn open_migrated(config: &Config) -> Result<(Opened, Vec<String>)> {
    let opened = open(config)?;
    let ran = migrate(opened.owner_url(), opened.app_url())?;
    Ok((opened, ran))
}

impl Opened {
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
