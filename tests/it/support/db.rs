//! Databases of tests: one temporary PostgreSQL per run with a template, and a clone of it for each test.
use super::cast;
use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel_migrations::MigrationHarness;
use keyholder::db::cluster::{Cluster, Durability, Options};
use keyholder::db::migrate::{MIGRATIONS, migrate};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::mpsc::{Sender, channel};
use std::sync::{Mutex, OnceLock, PoisonError};

const TEMPLATE: &str = "template_cast";
const PREFIX: &str = "keyholder-test-";

/// A test's own database with the migrations, the cast, and the two roles of production. It is dropped at the end.
pub struct TestDb {
    /// Its name in the PostgreSQL that all tests share. Empty if it is in another one.
    name: String,
    owner_url: String,
    app_url: String,
    looking: Mutex<Option<PgConnection>>,
}

impl TestDb {
    pub fn new() -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let name = format!("test_{}", COUNT.fetch_add(1, Ordering::Relaxed));
        server().clone(&name, TEMPLATE);
        let url = |role| server().cluster.url_of(role, &name);
        let (owner_url, app_url) = (url("keyholder_owner"), url("keyholder_app"));
        Self::named(name, owner_url, app_url)
    }

    /// Makes a database with the migrations only.
    pub fn without_cast() -> Self {
        let db = Self::empty();
        migrate(&db.owner_url, &db.app_url).expect("migrations");
        db
    }

    /// Makes a database of an earlier version, with the migrations up to `last` and the cast.
    pub fn of_version(last: &str) -> Self {
        let db = Self::empty();
        let mut owner = db.owner();
        let mut migrations = owner.pending_migrations(MIGRATIONS).expect("migrations");
        migrations.sort_by_key(|migration| migration.name().version().to_string());
        for migration in migrations {
            if migration.name().version().to_string().as_str() <= last {
                owner.run_migration(&*migration).expect("a migration");
            }
        }
        cast::insert(&mut owner);
        let rights = "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO keyholder_app;
            GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO keyholder_app";
        owner.batch_execute(rights).expect("the rights of that time");
        db
    }

    fn empty() -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let name = format!("test_bare_{}", COUNT.fetch_add(1, Ordering::Relaxed));
        server().clone(&name, "template0");
        let url = |role| server().cluster.url_of(role, &name);
        let (owner_url, app_url) = (url("keyholder_owner"), url("keyholder_app"));
        Self::named(name, owner_url, app_url)
    }

    /// Fills an empty database in another PostgreSQL with the migrations and the cast.
    pub fn fill(owner_url: String, app_url: String) -> Self {
        migrate(&owner_url, &app_url).expect("migrations");
        let db = Self::at(owner_url, app_url);
        cast::insert(&mut db.owner());
        db
    }

    /// Uses an existing database in another PostgreSQL, which is not dropped.
    pub(super) fn at(owner_url: String, app_url: String) -> Self {
        Self::named(String::new(), owner_url, app_url)
    }

    fn named(name: String, owner_url: String, app_url: String) -> Self {
        Self {
            name,
            owner_url,
            app_url,
            looking: Mutex::default(),
        }
    }

    /// Returns the URL for the role that serves requests. As in production, it owns nothing.
    pub fn app_url(&self) -> String {
        self.app_url.clone()
    }

    /// Returns the URL for the owner, for migrations and for looking behind the scenes.
    pub fn owner_url(&self) -> String {
        self.owner_url.clone()
    }

    pub fn app(&self) -> PgConnection {
        PgConnection::establish(&self.app_url).expect("the test database answers")
    }

    pub fn owner(&self) -> PgConnection {
        PgConnection::establish(&self.owner_url).expect("the test database answers")
    }

    /// Looks behind the scenes on a new connection from now on, because the server was stopped meanwhile.
    pub fn reconnect(&self) {
        *self.looking.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }

    /// Does something on the connection kept for looking behind the scenes.
    pub(super) fn looking<T>(&self, look: impl FnOnce(&mut PgConnection) -> T) -> T {
        let mut kept = self.looking.lock().unwrap_or_else(PoisonError::into_inner);
        look(kept.get_or_insert_with(|| self.owner()))
    }
}

impl Drop for TestDb {
    fn drop(&mut self) {
        if !self.name.is_empty() {
            // Nobody listens once the process ends, and then all of them go with the server.
            let _ = dropping().send(std::mem::take(&mut self.name));
        }
    }
}

/// Takes the names of databases that are no longer needed. One thread drops them, because dropping one waits a tenth of a
/// second for a checkpoint, and a test should not. Kept until the end of the run, they would fill the memory: 20 GB.
fn dropping() -> &'static Sender<String> {
    static DROPPING: OnceLock<Sender<String>> = OnceLock::new();
    DROPPING.get_or_init(|| {
        let (send, names) = channel::<String>();
        std::thread::spawn(move || {
            for name in names {
                let statement = format!("DROP DATABASE {name} WITH (FORCE)");
                if let Err(error) = server().admin().batch_execute(&statement) {
                    eprintln!("dropping {name}: {error}");
                }
            }
        });
        send
    })
}

struct Server {
    cluster: Cluster,
    /// A shell that stops and removes the server when its standard input ends, which happens when this process ends,
    /// however it does.
    _caretaker: Child,
}

fn server() -> &'static Server {
    static SERVER: OnceLock<Server> = OnceLock::new();
    SERVER.get_or_init(Server::start)
}

impl Server {
    fn start() -> Self {
        sweep();
        let folder = home().join(format!("{PREFIX}{}", std::process::id()));
        let cluster = Cluster::open(&options(&folder)).expect("a PostgreSQL for tests");
        let server = Self {
            cluster,
            _caretaker: caretaker(&folder),
        };
        server.make_template();
        server
    }

    fn admin(&self) -> PgConnection {
        PgConnection::establish(&self.cluster.url_of("keyholder_owner", "postgres")).expect("the test server answers")
    }

    fn make_template(&self) {
        self.admin()
            .batch_execute(&format!("CREATE DATABASE {TEMPLATE} TEMPLATE template0"))
            .expect("a template");
        let url = |role| self.cluster.url_of(role, TEMPLATE);
        migrate(&url("keyholder_owner"), &url("keyholder_app")).expect("migrations");
        cast::insert(&mut PgConnection::establish(&url("keyholder_owner")).expect("the template answers"));
        let close = format!("ALTER DATABASE {TEMPLATE} WITH IS_TEMPLATE true ALLOW_CONNECTIONS false");
        self.admin().batch_execute(&close).expect("closing the template");
    }

    fn clone(&self, name: &str, template: &str) {
        let mut admin = self.admin();
        admin
            .batch_execute(&format!(
                "CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY"
            ))
            .expect("a clone");
        let rights =
            format!("REVOKE ALL ON DATABASE {name} FROM PUBLIC; GRANT CONNECT ON DATABASE {name} TO keyholder_app");
        admin.batch_execute(&rights).expect("rights on the clone");
    }
}

fn options(folder: &Path) -> Options {
    Options {
        data_dir: folder.to_owned(),
        connections: 300,
        durability: Durability::None,
    }
}

/// Returns the folder for servers: in memory if it has room for some hundred databases. Containers often have 64 MB.
fn home() -> PathBuf {
    memory().unwrap_or_else(std::env::temp_dir)
}

fn memory() -> Option<PathBuf> {
    static MEMORY: OnceLock<Option<PathBuf>> = OnceLock::new();
    let measure = || {
        let folder = PathBuf::from("/dev/shm");
        let room = nix::sys::statvfs::statvfs(&folder).ok()?;
        (room.blocks_available() * room.fragment_size() >= 8 << 30).then_some(folder)
    };
    MEMORY.get_or_init(measure).clone()
}

fn caretaker(folder: &Path) -> Child {
    let script = r#"
        read -r _; pid=$(head -n1 "$1/postgres/postmaster.pid"); socket=$(sed -n 5p "$1/postgres/postmaster.pid")
        kill -INT "$pid"; for _ in $(seq 100); do kill -0 "$pid" 2>/dev/null || break; sleep 0.1; done
        rm -rf "$1"; rmdir "$socket"
    "#;
    let mut shell = Command::new("/bin/sh");
    shell.args(["-c", script, "sh"]).arg(folder).process_group(0);
    shell.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
    shell.spawn().expect("a caretaker for the test server")
}

/// Removes servers left over by runs whose caretaker was killed too.
fn sweep() {
    for entry in std::fs::read_dir(home()).expect("the folder of test servers").flatten() {
        let name = entry.file_name();
        let pid = name
            .to_str()
            .and_then(|name| name.strip_prefix(PREFIX))
            .and_then(|pid| pid.parse().ok());
        let Some(pid) = pid.map(nix::unistd::Pid::from_raw) else {
            continue;
        };
        if nix::sys::signal::kill(pid, None).is_ok() {
            continue;
        }
        if let Ok(cluster) = Cluster::open(&options(&entry.path())) {
            cluster.stop().expect("stopping a left-over test server");
        }
        let _ = std::fs::remove_dir_all(entry.path());
    }
}
