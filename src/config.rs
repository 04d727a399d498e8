//! Configuration: environment, then `keyholder.toml`, then defaults; every mistake is reported at once.
mod installation_key;
mod reader;
mod rules;
mod seal;
mod setting;
#[cfg(test)]
mod tests;

pub use installation_key::{InstallationKey, KeyError};
pub use seal::{Seal, Unsealable};
pub use setting::{SETTINGS, Setting};

use crate::web::i18n::Language;
use chrono_tz::Tz;
use ipnet::IpNet;
use reader::Reader;
use std::fmt;
use std::net::{IpAddr, SocketAddr};
use std::num::NonZeroU32;
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};
use url::Url;

/// Settings from the command line; they override environment and file.
#[derive(Debug, Clone, Default)]
pub struct Overrides {
    /// `--data-dir`
    pub data_dir: Option<PathBuf>,
    /// `--port`
    pub port: Option<u16>,
}

/// Everything that can be configured, checked.
#[derive(Debug, Clone)]
pub struct Config {
    /// Folder of the private PostgreSQL, the installation key and `keyholder.toml`.
    pub data_dir: PathBuf,
    /// Where the server listens; port 0 lets the system choose one (tests).
    pub listen: SocketAddr,
    /// Where metrics for Prometheus are served; `None` if nowhere.
    pub metrics: Option<SocketAddr>,
    /// The address people type in the browser. `None` means `http://localhost:PORT` with the port the server
    /// listens on.
    pub public_url: Option<Url>,
    /// An external database; `None` means the private PostgreSQL.
    pub database: Option<External>,
    /// Proxies whose forwarding headers are trusted (SPEC N-11); empty for none.
    pub trusted_proxies: Vec<IpNet>,
    /// Password hashing.
    pub hashing: Hashing,
    /// Limits on trying secrets.
    pub attempts: Attempts,
    /// How many connections to PostgreSQL requests may use.
    pub pool_size: u32,
    /// What the server writes about itself.
    pub log: Log,
    /// Used for readers whose browser and account name no language.
    pub default_language: Language,
    /// Used for readers whose account and unit name no time zone.
    pub default_time_zone: Tz,
    /// File of the installation key, if it is not `DATA_DIR/installation.key`.
    pub key_file: Option<PathBuf>,
    /// Folder of attachments and images; `None` means the database.
    pub files_dir: Option<PathBuf>,
    /// How many nightly backups are kept in the data folder; with 0 none are made.
    pub backups_kept: usize,
    /// File with a certificate authority to trust for mail servers, in addition to those the machine trusts.
    pub mail_ca_file: Option<PathBuf>,
    /// Settings that are allowed but questionable; shown by `check-config` and at start.
    pub warnings: Vec<String>,
}

/// Addresses of an external PostgreSQL.
#[derive(Debug, Clone)]
pub struct External {
    /// For requests; this role should own nothing (SECURITY SC3).
    pub app: Secret,
    /// For migrations; the same as `app` if only one is configured.
    pub owner: Secret,
}

/// Argon2id parameters and the threads that use them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hashing {
    /// Memory of one hash in KiB; OWASP's minimum 19456 unless the test switch is on (SECURITY PW1).
    pub memory_kib: u32,
    /// Passes over the memory.
    pub iterations: u32,
    /// Lanes.
    pub parallelism: u32,
    /// Threads that do nothing else.
    pub threads: usize,
    /// How many hashes may wait for a thread before the server answers 503.
    pub queue: usize,
}

/// Allowed attempts per minute at passwords, codes, links and tokens. After a pause twice as many are allowed at
/// once (SPEC N-2).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Attempts {
    /// Per address; all people of a store share one.
    pub per_address: NonZeroU32,
    /// For all addresses together, on each node.
    pub in_all: NonZeroU32,
}

/// How the server's own log is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Log {
    /// Text for people, JSON for machines.
    pub format: LogFormat,
    /// `error`, `warn`, `info`, `debug` or `trace`.
    pub level: tracing::Level,
}

/// Form of a line in the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogFormat {
    /// One readable line.
    Text,
    /// One JSON object a line.
    Json,
}

/// A value that must not reach a log: `Debug` prints nothing of it, and there is no `Display`.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// Keeps `value` out of logs.
    pub fn new(value: String) -> Self {
        Self(value)
    }

    /// The value itself, for the one call that needs it.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret")
    }
}

/// Every mistake in the configuration, each naming its setting.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mistakes(pub Vec<String>);

impl fmt::Display for Mistakes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.len() {
            1 => writeln!(f, "one mistake in the configuration:")?,
            many => writeln!(f, "{many} mistakes in the configuration:")?,
        }
        for mistake in &self.0 {
            writeln!(f, "  - {mistake}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Mistakes {}

impl Config {
    /// Reads the environment and the file of this process.
    ///
    /// # Errors
    /// All mistakes together, in words for the person who starts the server.
    pub fn load(overrides: &Overrides) -> Result<Config, Mistakes> {
        let mut unreadable = Vec::new();
        let mut environment = Vec::new();
        for (name, value) in std::env::vars_os() {
            let Ok(name) = name.into_string() else { continue };
            match value.into_string() {
                Ok(value) => environment.push((name, value)),
                Err(_) if setting::is_ours(&name) => unreadable.push(format!("{name}: is not text in UTF-8")),
                Err(_) => {}
            }
        }
        match Self::from_environment(environment, overrides) {
            Ok(config) if unreadable.is_empty() => Ok(config),
            Ok(_) => Err(Mistakes(unreadable)),
            Err(Mistakes(others)) => Err(Mistakes(unreadable.into_iter().chain(others).collect())),
        }
    }

    /// Reads a given environment, and the file that it names or that is in the data folder.
    ///
    /// # Errors
    /// As [`Config::load`].
    pub fn from_environment(
        environment: impl IntoIterator<Item = (String, String)>,
        overrides: &Overrides,
    ) -> Result<Config, Mistakes> {
        let mut reader = Reader::open(environment, overrides);
        let config = Self::read(&mut reader);
        reader.finish(config)
    }

    fn read(reader: &mut Reader) -> Config {
        let address = reader.parsed("listen", "127.0.0.1", rules::address);
        let port = reader.parsed("port", "8080", rules::port);
        let listen = SocketAddr::new(address.unwrap_or(IpAddr::from([127, 0, 0, 1])), port.unwrap_or(8080));
        let plain_http = reader.switch("allow_plain_http");
        let config = Config {
            data_dir: reader.data_dir().to_owned(),
            listen,
            metrics: reader.optional("metrics_address", rules::socket),
            public_url: reader.optional("public_url", |text| rules::public_url(text, plain_http)),
            database: Self::read_database(reader),
            trusted_proxies: reader
                .parsed("trusted_proxies", "", rules::networks)
                .unwrap_or_default(),
            hashing: Self::read_hashing(reader),
            attempts: Self::read_attempts(reader),
            pool_size: reader
                .parsed("pool_size", "16", |text| rules::number(text, 1, 500))
                .unwrap_or(1) as u32,
            log: Log {
                format: reader
                    .parsed("log_format", "text", rules::log_format)
                    .unwrap_or(LogFormat::Text),
                level: reader
                    .parsed("log_level", "info", rules::log_level)
                    .unwrap_or(tracing::Level::INFO),
            },
            default_language: reader.parsed("language", "en", rules::language).unwrap_or_default(),
            default_time_zone: reader
                .parsed("time_zone", "Europe/Copenhagen", rules::time_zone)
                .unwrap_or(Tz::UTC),
            key_file: reader.optional("key_file", |text| Ok(PathBuf::from(text))),
            files_dir: reader.optional("files_dir", |text| Ok(PathBuf::from(text))),
            backups_kept: Self::read_backups(reader),
            mail_ca_file: reader.optional("mail_ca_file", |text| Ok(PathBuf::from(text))),
            warnings: Vec::new(),
        };
        if plain_http
            && config
                .public_url
                .as_ref()
                .is_some_and(|url| url.scheme() == "http" && !rules::is_local(url))
        {
            reader.warn("KEYHOLDER_ALLOW_PLAIN_HTTP", "passwords travel unencrypted, and browsers drop the session cookie on a plain http address other than localhost; put TLS in front");
        }
        config
    }

    fn read_database(reader: &mut Reader) -> Option<External> {
        let app = reader.optional("database_url", rules::database_url);
        let owner = reader.optional("database_owner_url", rules::database_url);
        if let (Some(app), None) | (None, Some(app)) = (&app, &owner) {
            reader.warn(
                "DATABASE_URL and DATABASE_OWNER_URL",
                "only one is set, so requests are served by the role that owns the tables; give requests a role of their own",
            );
            return Some(External {
                app: app.clone(),
                owner: app.clone(),
            });
        }
        for (name, url) in [("DATABASE_URL", &app), ("DATABASE_OWNER_URL", &owner)] {
            if url.as_ref().is_some_and(rules::is_unverified_remote) {
                reader.warn(
                    name,
                    "is another machine without sslmode=verify-full, so nothing proves who answers",
                );
            }
        }
        Some(External {
            app: app?,
            owner: owner?,
        })
    }

    fn read_hashing(reader: &mut Reader) -> Hashing {
        let weak = reader.switch("test_weak_hashing");
        if weak {
            reader.warn(
                "KEYHOLDER_TEST_WEAK_HASHING",
                "is for test suites: passwords are hashed too cheaply",
            );
        }
        let (least_memory, least_passes) = if weak { (8, 1) } else { (19_456, 2) };
        let processors = std::thread::available_parallelism().map_or(1, usize::from);
        let threads = (processors / 2).max(1).to_string();
        let mut number = |name, default: &str, low, high| {
            reader
                .parsed(name, default, |text| rules::number(text, low, high))
                .unwrap_or(low)
        };
        Hashing {
            memory_kib: number("argon2_memory_kib", "19456", least_memory, 1_048_576) as u32,
            iterations: number("argon2_iterations", "2", least_passes, 100) as u32,
            parallelism: number("argon2_parallelism", "1", 1, 16) as u32,
            threads: number("hashing_threads", &threads, 1, 64) as usize,
            queue: number("hashing_queue", "64", 1, 10_000) as usize,
        }
    }

    /// Reads how many backups to keep. The default is 0 with an external PostgreSQL, which its operator usually
    /// backs up, and 7 with the private one, which nobody else backs up.
    fn read_backups(reader: &mut Reader) -> usize {
        let external = reader.has("database_url") || reader.has("database_owner_url");
        let default = if external { "0" } else { "7" };
        let kept = reader.parsed("backups_kept", default, |text| rules::number(text, 0, 1000));
        kept.unwrap_or_default() as usize
    }

    fn read_attempts(reader: &mut Reader) -> Attempts {
        let mut number = |name, default| {
            let read = reader.parsed(name, default, |text| rules::number(text, 1, 1_000_000));
            read.and_then(|number| NonZeroU32::new(number as u32))
                .unwrap_or(NonZeroU32::MIN)
        };
        Attempts {
            per_address: number("attempts_per_address", "60"),
            in_all: number("attempts_in_all", "3000"),
        }
    }

    /// Path of the installation key.
    pub fn key_path(&self) -> PathBuf {
        let usual = || self.data_dir.join("installation.key");
        self.key_file.clone().unwrap_or_else(usual)
    }

    /// Makes the data folder if it does not exist.
    ///
    /// # Errors
    /// The system's error.
    pub fn make_data_dir(&self) -> std::io::Result<()> {
        make_private_folder(&self.data_dir)
    }

    /// Returns the address people type in the browser, given the port the server really listens on.
    pub fn public_url(&self, port: u16) -> Url {
        let local = || Url::parse(&format!("http://localhost:{port}")).expect("a literal with a number is an address");
        self.public_url.clone().unwrap_or_else(local)
    }
}

/// Makes a folder and its parents. An ordinary user's is closed to others. Root's can be passed through, because
/// the private PostgreSQL inside runs as another user.
///
/// # Errors
/// Errors of the system; an existing folder is no error.
pub fn make_private_folder(folder: &Path) -> std::io::Result<()> {
    if folder.is_dir() {
        return Ok(());
    }
    std::fs::create_dir_all(folder.parent().unwrap_or(Path::new("/")))?;
    let mode = if nix::unistd::geteuid().is_root() { 0o711 } else { 0o700 };
    match std::fs::DirBuilder::new().mode(mode).create(folder) {
        Err(error) if error.kind() != std::io::ErrorKind::AlreadyExists => Err(error),
        _ => Ok(()),
    }
}
