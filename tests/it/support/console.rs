//! Runs commands of the program as processes, on a database of the test.
use super::TestDb;
use super::app::key_file;
use std::io::Write;
use std::ops::Deref;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};

/// A terminal for commands on one database. It has a data folder that is removed at the end, with the installation key
/// of all servers of tests.
pub struct Terminal {
    urls: [String; 2],
    folder: PathBuf,
}

/// A terminal with a database of its own.
pub struct Console {
    pub db: TestDb,
    terminal: Terminal,
}

impl Console {
    pub fn new() -> Self {
        let db = TestDb::new();
        let terminal = Terminal::at(&db);
        Self { db, terminal }
    }
}

impl Deref for Console {
    type Target = Terminal;
    fn deref(&self) -> &Terminal {
        &self.terminal
    }
}

/// Exit code and output of a command.
#[derive(Debug)]
pub struct Said {
    pub code: i32,
    pub out: String,
    pub err: String,
}

impl Terminal {
    /// Opens a terminal on an existing database, such as that of a test's server.
    pub fn at(db: &TestDb) -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let name = format!(
            "keyholder-console-{}-{}",
            std::process::id(),
            COUNT.fetch_add(1, Ordering::Relaxed)
        );
        let folder = std::env::temp_dir().join(name);
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::copy(key_file(), folder.join("installation.key")).unwrap();
        Self {
            urls: [db.app_url(), db.owner_url()],
            folder,
        }
    }

    pub fn run(&self, words: &[&str]) -> Said {
        self.run_with(words, b"")
    }

    /// Runs a command with this standard input.
    pub fn run_with(&self, words: &[&str], input: &[u8]) -> Said {
        let mut child = self.command(words).spawn().unwrap();
        child.stdin.take().unwrap().write_all(input).unwrap();
        let output = child.wait_with_output().unwrap();
        let text = |bytes| String::from_utf8(bytes).unwrap();
        Said {
            code: output.status.code().unwrap(),
            out: text(output.stdout),
            err: text(output.stderr),
        }
    }

    /// Returns a command that is not started yet.
    pub fn command(&self, words: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_keyholder"));
        command
            .env("DATABASE_URL", &self.urls[0])
            .env("DATABASE_OWNER_URL", &self.urls[1]);
        command.arg("--data-dir").arg(&self.folder).args(words);
        command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command
    }

    /// Imports a file with this content.
    pub fn import(&self, table: &str, content: impl AsRef<[u8]>, options: &[&str]) -> Said {
        self.run_with(&[&["import", table, "-"], options].concat(), content.as_ref())
    }

    /// Imports a file, which must succeed. Returns the counts, such as `1 added, 0 changed, 0 removed, 0 unchanged`.
    pub fn imported(&self, table: &str, content: impl AsRef<[u8]>) -> String {
        let said = self.import(table, content, &[]);
        assert_eq!(said.code, 0, "{said:?}");
        said.out.trim_end().rsplit_once(": ").unwrap().1.to_owned()
    }

    /// Exports a file and returns its content.
    pub fn exported(&self, table: &str) -> String {
        let said = self.run(&["export", table]);
        assert_eq!(said.code, 0, "{said:?}");
        said.out
    }

    pub fn folder(&self) -> &Path {
        &self.folder
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}
