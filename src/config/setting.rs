//! The names of all settings in one table, used by the reader, `check-config` and the check for unknown names.

/// One setting: `KEYHOLDER_` and the key in capitals in the environment, the key itself in `keyholder.toml`.
#[derive(Debug, Clone, Copy)]
pub struct Setting {
    /// Name in `keyholder.toml`.
    pub key: &'static str,
    /// Name in the environment.
    pub variable: &'static str,
    /// One line for `check-config`.
    pub about: &'static str,
}

const fn setting(key: &'static str, variable: &'static str, about: &'static str) -> Setting {
    Setting { key, variable, about }
}

/// All settings, in the order in which they are shown.
pub const SETTINGS: &[Setting] = &[
    setting(
        "data_dir",
        "KEYHOLDER_DATA_DIR",
        "folder of database, installation key and keyholder.toml",
    ),
    setting("listen", "KEYHOLDER_LISTEN", "address the server listens on"),
    setting("port", "KEYHOLDER_PORT", "port the server listens on"),
    setting(
        "metrics_address",
        "KEYHOLDER_METRICS_ADDRESS",
        "address and port that tell Prometheus numbers; unset: none",
    ),
    setting("public_url", "KEYHOLDER_PUBLIC_URL", "what people type in the browser"),
    setting(
        "allow_plain_http",
        "KEYHOLDER_ALLOW_PLAIN_HTTP",
        "yes: the public address may be plain http on a network",
    ),
    setting(
        "database_url",
        "DATABASE_URL",
        "PostgreSQL for requests; unset: a private one in the data folder",
    ),
    setting("database_owner_url", "DATABASE_OWNER_URL", "PostgreSQL for migrations"),
    setting(
        "trusted_proxies",
        "KEYHOLDER_TRUSTED_PROXIES",
        "networks whose forwarding headers are believed",
    ),
    setting(
        "argon2_memory_kib",
        "KEYHOLDER_ARGON2_MEMORY_KIB",
        "memory of one password hash",
    ),
    setting(
        "argon2_iterations",
        "KEYHOLDER_ARGON2_ITERATIONS",
        "passes of one password hash",
    ),
    setting(
        "argon2_parallelism",
        "KEYHOLDER_ARGON2_PARALLELISM",
        "lanes of one password hash",
    ),
    setting(
        "hashing_threads",
        "KEYHOLDER_HASHING_THREADS",
        "threads that hash passwords",
    ),
    setting(
        "hashing_queue",
        "KEYHOLDER_HASHING_QUEUE",
        "hashes that may wait for a thread",
    ),
    setting(
        "test_weak_hashing",
        "KEYHOLDER_TEST_WEAK_HASHING",
        "yes: cheaper password hashes, for test suites",
    ),
    setting(
        "attempts_per_address",
        "KEYHOLDER_ATTEMPTS_PER_ADDRESS",
        "attempts at secrets from one address in a minute",
    ),
    setting(
        "attempts_in_all",
        "KEYHOLDER_ATTEMPTS_IN_ALL",
        "attempts at secrets from everywhere in a minute",
    ),
    setting(
        "pool_size",
        "KEYHOLDER_POOL_SIZE",
        "connections to PostgreSQL for requests",
    ),
    setting("log_format", "KEYHOLDER_LOG_FORMAT", "text or json"),
    setting("log_level", "KEYHOLDER_LOG_LEVEL", "error, warn, info, debug or trace"),
    setting("language", "KEYHOLDER_LANGUAGE", "en or da, for readers who chose none"),
    setting("time_zone", "KEYHOLDER_TIME_ZONE", "for readers who chose none"),
    setting(
        "key_file",
        "KEYHOLDER_KEY_FILE",
        "the installation key; default DATA_DIR/installation.key",
    ),
    setting(
        "files_dir",
        "KEYHOLDER_FILES_DIR",
        "folder of attachments and images, shared by all nodes; unset: the database",
    ),
    setting(
        "backups_kept",
        "KEYHOLDER_BACKUPS_KEPT",
        "nightly backups kept in DATA_DIR/backups; 0: none are made",
    ),
    setting(
        "mail_ca_file",
        "KEYHOLDER_MAIL_CA_FILE",
        "a certificate (PEM) that mail servers may be certified by, besides those the machine trusts",
    ),
];

/// Names the file itself, so it can only be set in the environment.
pub const FILE_VARIABLE: &str = "KEYHOLDER_CONFIG";

/// Whether a variable is meant for Keyholder, whether known or not.
pub fn is_ours(variable: &str) -> bool {
    variable.starts_with("KEYHOLDER_") || by_variable(variable).is_some()
}

/// The setting with this name in the environment.
pub fn by_variable(variable: &str) -> Option<&'static Setting> {
    SETTINGS.iter().find(|setting| setting.variable == variable)
}

/// The setting with this name in the file.
pub fn by_key(key: &str) -> Option<&'static Setting> {
    SETTINGS.iter().find(|setting| setting.key == key)
}
