use super::*;
use std::os::unix::fs::PermissionsExt;

struct Folder(PathBuf);

impl Folder {
    fn new() -> Self {
        let mut name = [0; 8];
        getrandom::fill(&mut name).unwrap();
        let path = std::env::temp_dir().join(format!("keyholder-config-{}", hex::encode(name)));
        std::fs::create_dir(&path).unwrap();
        Self(path)
    }

    fn file(&self, name: &str, mode: u32, text: &str) -> PathBuf {
        let path = self.0.join(name);
        std::fs::write(&path, text).unwrap();
        std::fs::set_permissions(&path, PermissionsExt::from_mode(mode)).unwrap();
        path
    }

    fn config(&self) -> Result<Config, Mistakes> {
        read(&[("KEYHOLDER_DATA_DIR", self.0.to_str().unwrap())])
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn read(environment: &[(&str, &str)]) -> Result<Config, Mistakes> {
    let owned = environment
        .iter()
        .map(|(name, value)| (name.to_string(), value.to_string()));
    Config::from_environment(owned, &Overrides::default())
}

fn mistakes(environment: &[(&str, &str)]) -> Vec<String> {
    read(environment).unwrap_err().0
}

#[test]
fn nothing_configured_gives_the_documented_defaults() {
    let config = read(&[]).unwrap();
    assert_eq!(config.listen.to_string(), "127.0.0.1:8080");
    assert_eq!(config.public_url(8080).as_str(), "http://localhost:8080/");
    assert!(config.data_dir.is_absolute() && config.data_dir.ends_with("data"));
    assert_eq!(
        (
            config.hashing.memory_kib,
            config.hashing.iterations,
            config.hashing.parallelism
        ),
        (19_456, 2, 1)
    );
    assert!(config.database.is_none() && config.trusted_proxies.is_empty() && config.warnings.is_empty());
}

#[test]
fn every_mistake_is_reported_at_once_with_the_name_of_its_setting() {
    let found = mistakes(&[
        ("KEYHOLDER_PORT", "70000"),
        ("KEYHOLDER_LISTEN", "here"),
        ("KEYHOLDER_TIME_ZONE", "Mars/Olympus"),
        ("KEYHOLDER_LANGUAGE", "sv"),
        ("KEYHOLDER_PROT", "80"),
        ("DATABASE_URL", "mysql://x"),
    ]);
    assert_eq!(found.len(), 6, "{found:?}");
    for name in [
        "KEYHOLDER_PORT: ",
        "KEYHOLDER_LISTEN: ",
        "KEYHOLDER_TIME_ZONE: ",
        "KEYHOLDER_LANGUAGE: ",
        "KEYHOLDER_PROT: ",
        "DATABASE_URL: ",
    ] {
        assert!(
            found.iter().any(|mistake| mistake.starts_with(name)),
            "{name} in {found:?}"
        );
    }
}

#[test]
fn plain_http_on_a_network_needs_the_switch() {
    assert_eq!(
        mistakes(&[("KEYHOLDER_PUBLIC_URL", "http://access.chain.test")]).len(),
        1
    );
    let allowed = read(&[
        ("KEYHOLDER_PUBLIC_URL", "http://access.chain.test"),
        ("KEYHOLDER_ALLOW_PLAIN_HTTP", "yes"),
    ])
    .unwrap();
    assert_eq!(allowed.warnings.len(), 1);
    for local in [
        "http://localhost:9000",
        "http://127.0.0.1",
        "http://[::1]:80",
        "https://access.chain.test",
    ] {
        assert!(read(&[("KEYHOLDER_PUBLIC_URL", local)]).is_ok(), "{local}");
    }
}

#[test]
fn hashes_cheaper_than_owasp_says_need_the_test_switch() {
    assert_eq!(
        mistakes(&[
            ("KEYHOLDER_ARGON2_MEMORY_KIB", "64"),
            ("KEYHOLDER_ARGON2_ITERATIONS", "1")
        ])
        .len(),
        2
    );
    let weak = [
        ("KEYHOLDER_ARGON2_MEMORY_KIB", "64"),
        ("KEYHOLDER_ARGON2_ITERATIONS", "1"),
        ("KEYHOLDER_TEST_WEAK_HASHING", "yes"),
    ];
    assert_eq!(read(&weak).unwrap().hashing.memory_kib, 64);
}

#[test]
fn one_database_address_alone_serves_both_roles_with_a_warning() {
    let config = read(&[("DATABASE_URL", "postgresql://app@localhost/keyholder")]).unwrap();
    let database = config.database.unwrap();
    assert_eq!(database.app, database.owner);
    assert_eq!(config.warnings.len(), 1);
    let both = read(&[
        ("DATABASE_URL", "postgresql://a@/k?host=/run/pg"),
        ("DATABASE_OWNER_URL", "postgresql://b@[::1]/k"),
    ]);
    assert!(both.unwrap().warnings.is_empty());
}

#[test]
fn an_example_password_is_refused_and_no_secret_is_printed() {
    assert_eq!(mistakes(&[("DATABASE_URL", "postgresql://app:changeme@db/k")]).len(), 1);
    let config = read(&[("DATABASE_URL", "postgresql://app:dSj3kq9Zx@localhost/k")]).unwrap();
    assert!(!format!("{config:?}").contains("dSj3kq9Zx"));
    assert!(!mistakes(&[("DATABASE_URL", "mysql://app:dSj3kq9Zx@db/k")])[0].contains("dSj3kq9Zx"));
}

#[test]
fn a_remote_database_without_a_checked_certificate_is_warned_about() {
    let config = read(&[
        ("DATABASE_URL", "postgresql://a@db.test/k"),
        ("DATABASE_OWNER_URL", "postgresql://b@db.test/k?sslmode=verify-full"),
    ]);
    assert_eq!(config.unwrap().warnings.len(), 1);
    let pair = "postgresql://a@127.0.0.1:1,[::1]:2/k";
    assert!(
        read(&[("DATABASE_URL", pair), ("DATABASE_OWNER_URL", pair)])
            .unwrap()
            .warnings
            .is_empty()
    );
}

#[test]
fn the_whole_internet_is_no_trusted_proxy() {
    assert_eq!(
        mistakes(&[("KEYHOLDER_TRUSTED_PROXIES", "10.0.0.0/8, 0.0.0.0/0")]).len(),
        1
    );
    let config = read(&[("KEYHOLDER_TRUSTED_PROXIES", "10.0.0.0/8, 192.168.1.7")]).unwrap();
    assert_eq!(config.trusted_proxies.len(), 2);
}

#[test]
fn the_file_in_the_data_folder_is_read_and_the_environment_goes_before_it() {
    let folder = Folder::new();
    folder.file(
        "keyholder.toml",
        0o644,
        "port = 9001\npool_size = 4\ntrusted_proxies = [\"10.0.0.1\"]\n",
    );
    let config = read(&[
        ("KEYHOLDER_DATA_DIR", folder.0.to_str().unwrap()),
        ("KEYHOLDER_POOL_SIZE", "5"),
    ])
    .unwrap();
    assert_eq!(
        (config.listen.port(), config.pool_size, config.trusted_proxies.len()),
        (9001, 5, 1)
    );
}

#[test]
fn unknown_names_and_open_secrets_in_the_file_are_mistakes() {
    let folder = Folder::new();
    folder.file(
        "keyholder.toml",
        0o644,
        "prot = 9001\ndata_dir = \"x\"\ndatabase_url = \"postgresql://a@localhost/k\"\n",
    );
    let found = folder.config().unwrap_err().0;
    assert_eq!(found.len(), 3, "{found:?}");
    folder.file("keyholder.toml", 0o644, "port 1");
    assert_eq!(folder.config().unwrap_err().0.len(), 1);
}

#[test]
fn the_command_line_goes_before_everything() {
    let environment = [("KEYHOLDER_PORT".to_string(), "1".to_string())];
    let overrides = Overrides {
        port: Some(0),
        data_dir: Some("/tmp/elsewhere".into()),
    };
    let config = Config::from_environment(environment, &overrides).unwrap();
    assert_eq!(
        (config.listen.port(), config.data_dir.to_str()),
        (0, Some("/tmp/elsewhere"))
    );
}

#[test]
fn the_installation_key_is_made_once_private_and_differs_by_purpose() {
    let folder = Folder::new();
    let config = folder.config().unwrap();
    let (first, second) = (
        InstallationKey::open(&config).unwrap(),
        InstallationKey::open(&config).unwrap(),
    );
    let mode = std::fs::metadata(folder.0.join("installation.key"))
        .unwrap()
        .permissions()
        .mode();
    assert_eq!(mode & 0o777, 0o600);
    assert_eq!(first.derive("session cookie"), second.derive("session cookie"));
    assert_ne!(first.derive("session cookie"), first.derive("links"));
    assert_eq!(format!("{first:?}"), "InstallationKey");
}

#[test]
fn first_starts_at_the_same_time_agree_on_one_key() {
    for _ in 0..20 {
        let folder = Folder::new();
        let config = folder.config().unwrap();
        let together = std::sync::Barrier::new(8);
        let open = || {
            together.wait();
            InstallationKey::open(&config).map(|key| key.derive("links"))
        };
        let keys: Vec<_> = std::thread::scope(|scope| {
            let threads: Vec<_> = (0..8).map(|_| scope.spawn(open)).collect();
            threads
                .into_iter()
                .map(|thread| thread.join().unwrap().unwrap())
                .collect()
        });
        assert!(keys.iter().all(|key| *key == keys[0]));
        assert_eq!(std::fs::read_dir(&folder.0).unwrap().count(), 1, "only the key is left");
    }
}

#[test]
fn a_key_that_others_read_or_that_is_an_example_is_refused() {
    let folder = Folder::new();
    let config = folder.config().unwrap();
    let random = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";
    folder.file("installation.key", 0o644, random);
    assert!(matches!(InstallationKey::open(&config), Err(KeyError::Mode { .. })));
    folder.file("installation.key", 0o600, random);
    assert!(InstallationKey::open(&config).is_ok());
    folder.file("installation.key", 0o600, "changeme");
    assert!(matches!(InstallationKey::open(&config), Err(KeyError::Form(_))));
    let counted: Vec<u8> = (0..32).collect();
    for weak in [
        hex::encode([0; 32]),
        hex::encode(counted),
        hex::encode("please-change-this-secret-key-00"),
    ] {
        folder.file("installation.key", 0o600, &weak);
        assert!(
            matches!(InstallationKey::open(&config), Err(KeyError::Weak(_))),
            "{weak}"
        );
    }
}

#[test]
fn a_configured_key_file_is_never_made_by_itself() {
    let folder = Folder::new();
    let config = Config {
        key_file: Some(folder.0.join("elsewhere.key")),
        ..folder.config().unwrap()
    };
    assert!(matches!(InstallationKey::open(&config), Err(KeyError::Missing(_))));
}
