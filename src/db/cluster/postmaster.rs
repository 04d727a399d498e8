//! One PostgreSQL server process: finding, creating, starting and stopping it.
use super::locks::StartLock;
use super::place::Place;
use super::process::{self, wait_until};
use super::programs::Programs;
use super::{ClusterError, Durability, Options, Result, roles, settings};
use nix::sys::signal::Signal;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// How long to wait for a server that is alive; replaying the log after a crash can take minutes.
const READY: Duration = Duration::from_secs(300);
const POLL: Duration = Duration::from_millis(10);

/// The contents of `postmaster.pid` (PostgreSQL's manual, 73.1): pid, data folder, …, socket folder on line 5,
/// state on line 8.
pub(super) struct PidFile {
    pub pid: i32,
    socket: PathBuf,
    state: String,
}

impl PidFile {
    fn read(data: &Path) -> Option<Self> {
        let text = std::fs::read_to_string(data.join("postmaster.pid")).ok()?;
        let mut lines = text.lines().map(str::trim);
        let pid = lines.next()?.parse().ok()?;
        let socket = PathBuf::from(lines.nth(3).unwrap_or_default());
        Some(Self {
            pid,
            socket,
            state: lines.nth(2).unwrap_or_default().to_owned(),
        })
    }
}

pub(super) struct Postmaster {
    place: Place,
    options: Options,
    /// The server, if this process started it and so must wait for its end. `None` if another process started it.
    child: Mutex<Option<Child>>,
}

impl Postmaster {
    pub fn new(place: Place, options: &Options) -> Result<Self> {
        Ok(Self {
            place,
            options: options.clone(),
            child: Mutex::new(None),
        })
    }

    pub fn place(&self) -> &Place {
        &self.place
    }

    pub fn options(&self) -> &Options {
        &self.options
    }

    /// Returns the live server of this data folder: a process of the right user, started with the folder, and named
    /// in the pid file.
    pub fn live(&self) -> Option<PidFile> {
        self.fetch();
        let data = self.place.data();
        let found = PidFile::read(&data)?;
        let arguments = process::arguments(found.pid)?;
        let is_ours = arguments
            .windows(2)
            .any(|pair| pair[0] == "-D" && Path::new(&pair[1]) == data);
        let owner = process::owner(found.pid).unwrap_or(self.place.run_as().uid());
        (is_ours && owner == self.place.run_as().uid()).then_some(found)
    }

    /// Whether the server ended unexpectedly. It removes its pid file when it shuts down properly.
    pub fn crashed(&self) -> bool {
        self.live().is_none() && self.place.data().join("postmaster.pid").exists()
    }

    /// Collects our child's exit status, so that a dead server is not taken for a live one. Returns whether the
    /// child still runs.
    fn fetch(&self) -> bool {
        let mut child = self.child.lock().unwrap_or_else(PoisonError::into_inner);
        child.take_if(|child| !matches!(child.try_wait(), Ok(None)));
        child.is_some()
    }

    /// Joins the live server or starts one, and creates the database first if there is none. Returns the socket's
    /// folder.
    pub fn ensure_running(&self, _proof: &StartLock) -> Result<PathBuf> {
        if let Some(found) = self.live() {
            // A server that was suspended would accept connections and never answer.
            process::signal(found.pid, Signal::SIGCONT);
            let is_going = found.state == "stopping" || !self.answers(found.pid);
            if !is_going {
                return self
                    .live()
                    .map(|found| found.socket)
                    .ok_or(ClusterError::TooLong("joining PostgreSQL"));
            }
            self.end(found.pid)?;
        }
        let data = self.place.data();
        let programs = Programs::find(&data)?;
        if !data.join("PG_VERSION").is_file() {
            self.initialise(&programs)?;
        }
        process::end_those_in(&data, self.place.run_as().uid())?;
        self.start(&programs)
    }

    /// Waits until the server takes connections. Returns false if it ends instead, or if its socket was removed.
    fn answers(&self, pid: i32) -> bool {
        let data = self.place.data();
        let state = || PidFile::read(&data).filter(|found| found.pid == pid);
        let is_settled = || match state() {
            Some(found) => found.state == "ready" || process::arguments(pid).is_none(),
            None => process::arguments(pid).is_none(),
        };
        wait_until(READY, is_settled)
            && state().is_some_and(|found| found.state == "ready" && found.socket.join(".s.PGSQL.5432").exists())
    }

    /// Runs `initdb` in a temporary folder and moves it into place when complete, so that a crash leaves no partial
    /// database.
    fn initialise(&self, programs: &Programs) -> Result<()> {
        let (data, aside) = (self.place.data(), self.place.root().join("postgres.new"));
        tracing::info!(folder = %data.display(), "making the database");
        process::end_those_in(&aside, self.place.run_as().uid())?;
        if aside.exists() {
            std::fs::remove_dir_all(&aside).map_err(ClusterError::file(&aside))?;
        }
        std::fs::create_dir(&aside).map_err(ClusterError::file(&aside))?;
        self.place.run_as().give(&aside)?;
        let mut output = self.initdb(programs, &aside, "C.UTF-8")?;
        if !output.status.success() {
            // Some systems (macOS) do not have C.UTF-8. Our own columns are COLLATE "C" anyway.
            output = self.initdb(programs, &aside, "C")?;
        }
        if !output.status.success() {
            let said = [output.stdout, output.stderr].concat();
            return Err(ClusterError::Initdb {
                data,
                output: String::from_utf8_lossy(&said).trim().to_owned(),
            });
        }
        std::fs::rename(&aside, &data).map_err(ClusterError::file(&data))
    }

    fn initdb(&self, programs: &Programs, data: &Path, locale: &str) -> Result<std::process::Output> {
        let mut command = self.place.run_as().command(&programs.initdb);
        command
            .arg("-D")
            .arg(data)
            .args(["-U", roles::OWNER, "--encoding", "UTF8", "--locale", locale]);
        command.args(["--data-checksums", "--auth-local", "peer", "--auth-host", "reject"]);
        if self.options.durability == Durability::None {
            command.arg("--no-sync");
        }
        command.output().map_err(ClusterError::file(&programs.initdb))
    }

    fn start(&self, programs: &Programs) -> Result<PathBuf> {
        let (data, uid) = (self.place.data(), self.place.run_as().uid());
        let socket = self.place.socket_folder()?;
        settings::write(&self.place, &self.options, &socket)?;
        let deadline = Instant::now() + Duration::from_secs(15);
        loop {
            // No server is alive; that was checked under the lock. These left-over files name a process id that may
            // now belong to another process, and PostgreSQL would then refuse to start.
            for stale in [
                data.join("postmaster.pid"),
                socket.join(".s.PGSQL.5432"),
                socket.join(".s.PGSQL.5432.lock"),
            ] {
                remove_if_there(&stale)?;
            }
            let Err(error) = self.spawn(programs) else {
                return Ok(socket);
            };
            let is_held = matches!(&error, ClusterError::Start { words, .. } if words.contains("still in use"));
            if !is_held || Instant::now() > deadline {
                return Err(error);
            }
            process::end_those_in(&data, uid)?;
            std::thread::sleep(POLL * 10);
        }
    }

    /// Tries once: spawns the server in its own process group, so that Ctrl-C does not reach it, and waits until it
    /// is ready.
    fn spawn(&self, programs: &Programs) -> Result<()> {
        let log = self.place.start_log();
        let output = std::fs::File::create(&log).map_err(ClusterError::file(&log))?;
        let errors = output.try_clone().map_err(ClusterError::file(&log))?;
        let mut command: Command = self.place.run_as().command(&programs.postgres);
        command.arg("-D").arg(self.place.data()).arg("-c");
        command.arg(format!(
            "config_file={}",
            self.place.settings().join("postgresql.conf").display()
        ));
        command
            .stdout(Stdio::from(output))
            .stderr(Stdio::from(errors))
            .process_group(0);
        let child = command.spawn().map_err(ClusterError::file(&programs.postgres))?;
        let pid = i32::try_from(child.id()).map_err(|_| ClusterError::TooLong("a process id"))?;
        *self.child.lock().unwrap_or_else(PoisonError::into_inner) = Some(child);
        let data = self.place.data();
        let ready = || PidFile::read(&data).is_some_and(|found| found.pid == pid && found.state == "ready");
        if !wait_until(READY, || ready() || !self.fetch()) {
            return Err(ClusterError::TooLong("waiting for PostgreSQL to become ready"));
        }
        if ready() { Ok(()) } else { Err(self.last_words()) }
    }

    fn last_words(&self) -> ClusterError {
        let text = std::fs::read_to_string(self.place.start_log()).unwrap_or_default();
        let lines: Vec<_> = text
            .lines()
            .filter(|line| !line.contains("redirecting log output"))
            .collect();
        let tail = lines[lines.len().saturating_sub(5)..].join(" / ");
        // After its first lines the server writes to its own log.
        let log = if text.contains("redirecting log output") {
            self.place.data().join("log")
        } else {
            self.place.start_log()
        };
        ClusterError::Start { log, words: tail }
    }

    /// Stops the server properly, or immediately if that takes too long.
    pub fn stop(&self, _proof: &StartLock) -> Result<()> {
        let Some(found) = self.live() else { return Ok(()) };
        self.end(found.pid)?;
        if std::fs::read_dir(&found.socket).is_ok_and(|mut files| files.next().is_none()) {
            std::fs::remove_dir(&found.socket).map_err(ClusterError::file(&found.socket))?;
        }
        Ok(())
    }

    fn end(&self, pid: i32) -> Result<()> {
        let gone = || {
            self.fetch();
            process::arguments(pid).is_none()
        };
        for (signal, seconds) in [(Signal::SIGINT, 30), (Signal::SIGQUIT, 6), (Signal::SIGKILL, 5)] {
            process::signal(pid, signal);
            // A suspended process handles no signal except SIGKILL, so it is woken first.
            process::signal(pid, Signal::SIGCONT);
            if wait_until(Duration::from_secs(seconds), gone) {
                return process::end_those_in(&self.place.data(), self.place.run_as().uid());
            }
        }
        Err(ClusterError::TooLong("stopping PostgreSQL"))
    }
}

fn remove_if_there(file: &Path) -> Result<()> {
    match std::fs::remove_file(file) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(ClusterError::file(file)(error)),
        _ => Ok(()),
    }
}
