//! Runs the program itself as a process, with a private PostgreSQL in a folder of the test.
use super::TestDb;
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Output, Stdio};

pub const PROGRAM: &str = env!("CARGO_BIN_EXE_keyholder");

/// A folder that contains a data folder. At the end the PostgreSQL in it is killed and the folder is removed.
pub struct Place {
    pub folder: PathBuf,
}

impl Place {
    pub fn new() -> Self {
        let folder = std::env::temp_dir().join(format!("keyholder-command-{:016x}", rand::random::<u64>()));
        std::fs::create_dir(&folder).unwrap();
        std::fs::set_permissions(&folder, PermissionsExt::from_mode(0o711)).unwrap();
        Self { folder }
    }

    pub fn command(&self, words: &[&str]) -> Command {
        let mut command = Command::new(PROGRAM);
        command
            .env_clear()
            .env("PATH", std::env::var_os("PATH").unwrap())
            .current_dir("/");
        command.args(words).arg("--data-dir").arg(self.folder.join("data"));
        command
    }

    pub fn run(&self, words: &[&str]) -> Output {
        self.command(words).output().unwrap()
    }

    pub fn serve(&self) -> Serving {
        Serving::start(self.command(&["serve", "--port", "0"]))
    }

    /// Returns the process of the private PostgreSQL, if it runs.
    pub fn postgres(&self) -> Option<Pid> {
        let pid: i32 = self.postmaster_pid(0)?.parse().ok()?;
        Path::new(&format!("/proc/{pid}/exe"))
            .exists()
            .then(|| Pid::from_raw(pid))
    }

    /// Returns the database of the private PostgreSQL, for looking behind the scenes while it runs.
    pub fn db(&self) -> TestDb {
        let socket = self.postmaster_pid(4).expect("PostgreSQL runs");
        let url = |role| format!("postgresql://{role}@/keyholder?host={}", socket.replace('/', "%2F"));
        TestDb::at(url("keyholder_owner"), url("keyholder_app"))
    }

    fn postmaster_pid(&self, line: usize) -> Option<String> {
        let text = std::fs::read_to_string(self.folder.join("data/postgres/postmaster.pid")).ok()?;
        text.lines().nth(line).map(str::to_owned)
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        if let (Some(pid), Some(socket)) = (self.postgres(), self.postmaster_pid(4)) {
            let _ = kill(pid, Signal::SIGKILL);
            let _ = std::fs::remove_dir_all(socket);
        }
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

/// Serves the demonstration chain on this port, or on any free one if it is 0.
pub fn serve_demo(place: &Place, port: u16) -> Serving {
    let command = place.command(&["serve", "--demo", "--port", &port.to_string()]);
    Serving::start_until(command, |line| line.ends_with(" employee"))
}

/// A running `keyholder serve`.
pub struct Serving {
    process: Child,
    pub address: String,
    /// The lines printed after the address, up to the one that the test waits for.
    pub said: Vec<String>,
}

impl Serving {
    /// Starts a server that prints one line after its address: the set-up link.
    pub fn start(command: Command) -> Self {
        Self::start_until(command, |line| line.contains("/setup/"))
    }

    /// Starts a server that only prints its address, because it was set up before.
    pub fn start_set_up(command: Command) -> Self {
        Self::started(command, |_| true)
    }

    /// Starts a server and waits until it prints the line that `is_last` accepts.
    pub fn start_until(command: Command, is_last: impl Fn(&str) -> bool) -> Self {
        Self::started(command, |said| said.last().is_some_and(|line| is_last(line)))
    }

    fn started(mut command: Command, is_said: impl Fn(&[String]) -> bool) -> Self {
        let mut process = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let mut lines = BufReader::new(process.stdout.take().unwrap())
            .lines()
            .map(Result::unwrap);
        let address = lines
            .next()
            .expect("an address")
            .strip_prefix("Keyholder is at ")
            .unwrap()
            .to_owned();
        let mut said: Vec<String> = Vec::new();
        while !is_said(&said) {
            said.push(lines.next().expect("the line asked for"));
        }
        Self { process, address, said }
    }

    /// Returns the set-up link.
    pub fn link(&self) -> &str {
        self.said
            .last()
            .and_then(|line| line.split(": ").nth(1))
            .expect("a link")
    }

    /// Returns login and password of a role of the demonstration.
    pub fn demo_login(&self, role: &str) -> (String, String) {
        let line = self
            .said
            .iter()
            .find(|line| line.ends_with(&format!(" {role}")))
            .expect("a demo login");
        let words: Vec<&str> = line.split(' ').collect();
        (words[2].to_owned(), words[3].to_owned())
    }

    /// Returns the address it listens on.
    pub fn socket(&self) -> SocketAddr {
        let port = self.address.trim_end_matches('/').rsplit(':').next().unwrap();
        SocketAddr::from(([127, 0, 0, 1], port.parse().unwrap()))
    }

    pub fn status(&self, url: &str) -> u16 {
        let agent: ureq::Agent = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .build()
            .into();
        agent.get(url).call().map_or(0, |answer| answer.status().as_u16())
    }

    /// Returns the body of a page.
    pub fn text(&self, path: &str) -> String {
        let agent: ureq::Agent = ureq::Agent::config_builder().http_status_as_error(false).build().into();
        let mut answer = agent.get(format!("{}{path}", self.address)).call().unwrap();
        answer.body_mut().read_to_string().unwrap()
    }

    pub fn login_page(&self) -> u16 {
        self.status(&format!("{}login", self.address))
    }

    pub fn end(&mut self, signal: Signal) {
        self.signal(signal);
        self.wait();
    }

    pub fn signal(&self, signal: Signal) {
        kill(Pid::from_raw(i32::try_from(self.process.id()).unwrap()), signal).unwrap();
    }

    pub fn wait(&mut self) -> ExitStatus {
        self.process.wait().unwrap()
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
