//! The commands of SPEC 11. Exit codes: 0 done, 1 refused (with the reason), 2 wrong arguments.
mod activity;
mod address;
mod backup;
mod can;
mod check_config;
pub mod database;
mod export;
mod generate;
mod import;
mod log;
mod migrate;
mod person;
mod recover;
mod restore;
mod serve;
pub mod upgrade_database;

use crate::config::{Config, KeyError, Mistakes, Overrides};
use crate::db::cluster::ClusterError;
use crate::db::language::Foreign;
use crate::db::migrate::MigrateError;
use clap::{Args, Parser, Subcommand};
use std::path::PathBuf;
use std::process::ExitCode;

/// Keyholder: who can log in, where, and what they may do.
#[derive(Debug, Parser)]
#[command(name = "keyholder", version, about, disable_help_subcommand = true)]
struct Words {
    #[command(flatten)]
    place: PlaceWords,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Args)]
struct PlaceWords {
    /// Folder of database, installation key and keyholder.toml
    #[arg(long, global = true, value_name = "DIR")]
    data_dir: Option<PathBuf>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve people and programs until stopped
    Serve {
        /// Port to listen on
        #[arg(long, value_name = "N")]
        port: Option<u16>,
        /// Load a demonstration chain into an empty database and print three logins
        #[arg(long)]
        demo: bool,
    },
    /// Bring the database's schema up to date
    Migrate,
    /// Report every mistake in the configuration
    CheckConfig,
    Import(import::Import),
    Export(export::Export),
    Can(can::Can),
    Generate(generate::Generate),
    #[command(subcommand)]
    Activity(activity::Activity),
    Backup(backup::Backup),
    Restore(restore::Restore),
    Person(person::Person),
    /// Move the private PostgreSQL's data to the newest PostgreSQL version that is installed
    ///
    /// With the server stopped. The data of the old version are kept beside the new ones, and named.
    UpgradeDatabase,
    /// Help for administrators who are locked out
    #[command(subcommand)]
    Admin(Admin),
}

#[derive(Debug, Subcommand)]
enum Admin {
    /// Print a new link that sets a password; enables, unlocks and ends the sessions of an administrator
    Recover {
        /// Any member of Administrators; Administrator where none is named
        login: Option<String>,
        /// Take the second factor away, too: the phone and the recovery codes are lost
        #[arg(long)]
        reset_two_factor: bool,
        /// Let every address log in again: method Off, nothing blocked.
        #[arg(long)]
        reset_address_rules: bool,
    },
}

/// Why a command was refused, in words for the person at the terminal.
#[derive(Debug, thiserror::Error)]
pub enum Refused {
    /// The configuration.
    #[error(transparent)]
    Config(#[from] Mistakes),
    /// The installation key.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// The private PostgreSQL.
    #[error(transparent)]
    Cluster(#[from] ClusterError),
    /// The schema.
    #[error(transparent)]
    Migrate(#[from] MigrateError),
    /// The database.
    #[error("PostgreSQL cannot be reached: {0}")]
    Connect(#[from] diesel::ConnectionError),
    /// The database answers in a language that is not understood.
    #[error(
        "DATABASE_URL: lc_messages is '{setting}', so PostgreSQL reports errors in another language than English, and an outage cannot \
         be told from a mistake. As a superuser of PostgreSQL: ALTER DATABASE {database} SET lc_messages TO 'C'",
        setting = .0.setting, database = .0.database
    )]
    Foreign(Foreign),
    /// The server.
    #[error(transparent)]
    Build(#[from] crate::app::BuildError),
    /// Something of the product.
    #[error(transparent)]
    Product(#[from] crate::error::Error),
    /// Backups.
    #[error(transparent)]
    Backup(#[from] crate::backup::BackupError),
    /// The demonstration.
    #[error(transparent)]
    Demo(#[from] crate::demo::DemoError),
    /// Files, sockets, the terminal.
    #[error(transparent)]
    System(#[from] std::io::Error),
    /// A rule; the text says which.
    #[error("{0}")]
    Rule(String),
}

/// Result of a command.
pub type Result<T> = std::result::Result<T, Refused>;

/// Reads the command line and does what it says.
pub fn run() -> ExitCode {
    let words = Words::parse();
    match obey(words) {
        Ok(()) => ExitCode::SUCCESS,
        Err(refused) => {
            eprintln!("keyholder: {}", refused.to_string().trim_end());
            ExitCode::FAILURE
        }
    }
}

fn obey(words: Words) -> Result<()> {
    let port = if let Command::Serve { port, .. } = words.command {
        port
    } else {
        None
    };
    let config = Config::load(&Overrides {
        data_dir: words.place.data_dir,
        port,
    })?;
    log::begin(&config.log);
    match words.command {
        Command::Serve { demo, .. } => serve::serve(config, demo),
        Command::Migrate => migrate::migrate(&config),
        Command::CheckConfig => check_config::check(&config),
        Command::Import(words) => import::import(&config, words),
        Command::Export(words) => export::export(&config, &words),
        Command::Can(words) => can::can(&config, words),
        Command::Generate(words) => generate::generate(&config, &words),
        Command::Activity(words) => activity::activity(&config, words),
        Command::Backup(words) => backup::backup(&config, words),
        Command::Restore(words) => restore::restore(&config, &words),
        Command::Person(words) => person::person(&config, &words),
        Command::UpgradeDatabase => upgrade_database::upgrade(&config),
        Command::Admin(Admin::Recover {
            login,
            reset_two_factor,
            reset_address_rules,
        }) => recover::recover(&config, login.as_deref(), reset_two_factor, reset_address_rules),
    }
}
