//! A PostgreSQL of a test's own, which it can stop, freeze and start again.
use super::db::TestDb;
use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use nix::sys::signal::{Signal, kill};
use nix::unistd::{Pid, User};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

const OWNER: &str = "keyholder_owner";
const APP: &str = "keyholder_app";

/// A PostgreSQL that only the test starts again. Its data survives a crash of the server, but not of the machine. When
/// this process ends, however it does, the server ends and its folder is removed.
pub struct Postgres {
    folder: PathBuf,
    postmaster: Mutex<Option<Child>>,
    /// A shell that waits for the end of this process and then cleans up.
    _sweeper: Child,
}

impl Postgres {
    /// Makes and starts an empty PostgreSQL.
    pub fn start() -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let folder = std::env::temp_dir().join(format!("kh-test-{}-{number}", std::process::id()));
        std::fs::create_dir(&folder).unwrap();
        if let Some(user) = postgres_user() {
            std::os::unix::fs::chown(&folder, Some(user.uid.as_raw()), Some(user.gid.as_raw())).unwrap();
        }
        let sweeper = sweep(&folder);
        let made = program("initdb")
            .args([
                "--auth=trust",
                "--encoding=UTF8",
                "--no-locale",
                "--no-sync",
                "--username",
                OWNER,
                "-D",
            ])
            .arg(folder.join("data"))
            .stdout(Stdio::null())
            .status();
        assert!(made.unwrap().success(), "initdb failed");
        let server = Self {
            folder,
            postmaster: Mutex::new(None),
            _sweeper: sweeper,
        };
        server.resume();
        let mut conn = server.connect("postgres");
        conn.batch_execute(&format!("CREATE ROLE {APP} LOGIN")).unwrap();
        conn.batch_execute("CREATE DATABASE keyholder").unwrap();
        server
    }

    /// Reports errors in Swedish to every new connection to its database.
    pub fn speak_swedish(&self) {
        let locales = self.folder.join("locale");
        std::fs::create_dir_all(&locales).unwrap();
        let made = Command::new("localedef")
            .args(["-i", "sv_SE", "-f", "UTF-8"])
            .arg(locales.join("sv_SE.UTF-8"))
            .output()
            .unwrap();
        assert!(made.status.success(), "{made:?}");
        self.connect("postgres")
            .batch_execute("ALTER DATABASE keyholder SET lc_messages TO 'sv_SE.UTF-8'")
            .unwrap();
    }

    /// Fills its database with the migrations and the cast.
    pub fn database(&self) -> TestDb {
        TestDb::fill(self.url(OWNER, "keyholder"), self.url(APP, "keyholder"))
    }

    /// Starts the server again after [`Postgres::halt`].
    pub fn resume(&self) {
        let settings = [
            "listen_addresses=",
            "fsync=off",
            "full_page_writes=off",
            "wal_level=minimal",
            "max_wal_senders=0",
            "max_connections=400",
            "shared_buffers=128MB",
            "autovacuum=off",
            "lc_messages=C",
            "timezone=UTC",
            "jit=off",
            "max_wal_size=4GB",
            "checkpoint_timeout=1h",
        ];
        let mut command = program("postgres");
        command
            .env("LOCPATH", self.folder.join("locale"))
            .arg("-D")
            .arg(self.folder.join("data"))
            .arg("-k")
            .arg(&self.folder);
        for setting in settings {
            command.args(["-c", setting]);
        }
        let log = std::fs::File::options()
            .create(true)
            .append(true)
            .open(self.folder.join("log"))
            .unwrap();
        let child = command
            .process_group(0)
            .stdin(Stdio::null())
            .stdout(log.try_clone().unwrap())
            .stderr(log)
            .spawn();
        *self.postmaster.lock().unwrap() = Some(child.unwrap());
        let began = Instant::now();
        while PgConnection::establish(&self.url(OWNER, "postgres")).is_err() {
            assert!(
                began.elapsed() < Duration::from_secs(20),
                "PostgreSQL does not start; see {}",
                self.folder.display()
            );
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// Stops the server as a crash would.
    pub fn halt(&self) {
        if let Some(mut child) = self.postmaster.lock().unwrap().take() {
            kill(Pid::from_raw(child.id() as i32), Signal::SIGQUIT).unwrap();
            child.wait().unwrap();
        }
    }

    /// Freezes all its processes: none answers, and none ends.
    pub fn freeze(&self) {
        self.signal_all(Signal::SIGSTOP);
    }

    pub fn thaw(&self) {
        self.signal_all(Signal::SIGCONT);
    }

    fn signal_all(&self, signal: Signal) {
        let postmaster = self.postmaster.lock().unwrap().as_ref().map(Child::id).unwrap();
        let children = std::fs::read_to_string(format!("/proc/{postmaster}/task/{postmaster}/children")).unwrap();
        kill(Pid::from_raw(postmaster as i32), signal).unwrap();
        for child in children.split_whitespace() {
            // A process that has ended meanwhile needs no signal.
            let _ = kill(Pid::from_raw(child.parse().unwrap()), signal);
        }
    }

    fn url(&self, role: &str, database: &str) -> String {
        format!("postgres://{role}@/{database}?host={}", self.folder.display())
    }

    fn connect(&self, database: &str) -> PgConnection {
        PgConnection::establish(&self.url(OWNER, database)).unwrap()
    }
}

/// Returns the user to run PostgreSQL as, if this process is root: PostgreSQL refuses to run as root.
fn postgres_user() -> Option<User> {
    nix::unistd::geteuid()
        .is_root()
        .then(|| User::from_name("postgres").unwrap().expect("the user postgres exists"))
}

/// Returns a command for one of PostgreSQL's programs, to be run as a user that may run it.
fn program(name: &str) -> Command {
    let installed = || -> Option<PathBuf> {
        let versions = std::fs::read_dir("/usr/lib/postgresql").ok()?;
        let mut paths: Vec<_> = versions
            .flatten()
            .map(|entry| entry.path().join("bin").join(name))
            .collect();
        paths.retain(|path| path.exists());
        paths.sort();
        paths.pop()
    };
    let mut command = Command::new(installed().unwrap_or_else(|| name.into()));
    if let Some(user) = postgres_user() {
        command.uid(user.uid.as_raw()).gid(user.gid.as_raw()).current_dir("/");
    }
    command
}

/// Starts a shell that removes the server when its input ends, which happens when this process ends, even by `kill -9`.
fn sweep(folder: &Path) -> Child {
    let script = "read nothing; pid=$(head -1 \"$0/data/postmaster.pid\" 2>/dev/null); \
        [ -n \"$pid\" ] && { kill -CONT $pid; kill -QUIT $pid; sleep 0.2; }; rm -rf \"$0\"; sleep 0.5; rm -rf \"$0\"";
    Command::new("sh")
        .arg("-c")
        .arg(script)
        .arg(folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .process_group(0)
        .spawn()
        .unwrap()
}
