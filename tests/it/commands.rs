//! The program itself: its words, its exit codes, and what survives when it is killed.
use crate::support::TestDb;
use nix::sys::signal::{Signal, kill};
use nix::unistd::{Pid, User, geteuid};
use std::io::{BufRead, BufReader};
use std::os::unix::fs::PermissionsExt;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

const PROGRAM: &str = env!("CARGO_BIN_EXE_keyholder");

/// A data folder of its own, removed with the PostgreSQL in it.
struct Place(PathBuf);

impl Place {
    fn new() -> Self {
        let path = std::env::temp_dir().join(format!("keyholder-command-{:016x}", rand::random::<u64>()));
        std::fs::create_dir(&path).unwrap();
        std::fs::set_permissions(&path, PermissionsExt::from_mode(0o711)).unwrap();
        Self(path)
    }

    fn command(&self, words: &[&str]) -> Command {
        let mut command = Command::new(PROGRAM);
        command
            .env_clear()
            .env("PATH", std::env::var_os("PATH").unwrap())
            .current_dir("/");
        command.args(words).arg("--data-dir").arg(self.0.join("data"));
        command
    }

    fn run(&self, words: &[&str]) -> Output {
        self.command(words).output().unwrap()
    }

    fn serve(&self) -> Serving {
        Serving::start(self.command(&["serve", "--port", "0"]))
    }

    fn postgres(&self) -> Option<Pid> {
        let text = std::fs::read_to_string(self.0.join("data/postgres/postmaster.pid")).ok()?;
        let pid: i32 = text.lines().next()?.parse().ok()?;
        Path::new(&format!("/proc/{pid}/exe"))
            .exists()
            .then(|| Pid::from_raw(pid))
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let text = std::fs::read_to_string(self.0.join("data/postgres/postmaster.pid")).unwrap_or_default();
        if let (Some(pid), Some(socket)) = (self.postgres(), text.lines().nth(4)) {
            let _ = kill(pid, Signal::SIGKILL);
            let _ = std::fs::remove_dir_all(socket);
        }
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// A running `keyholder serve`.
struct Serving {
    process: Child,
    address: String,
    link: Option<String>,
}

impl Serving {
    fn start(mut command: Command) -> Self {
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
        let link = lines.next().map(|line| line.split(": ").nth(1).unwrap().to_owned());
        Self { process, address, link }
    }

    fn status(&self, url: &str) -> u16 {
        let agent: ureq::Agent = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .build()
            .into();
        agent.get(url).call().map_or(0, |answer| answer.status().as_u16())
    }

    fn login_page(&self) -> u16 {
        self.status(&format!("{}login", self.address))
    }

    fn end(&mut self, signal: Signal) {
        kill(Pid::from_raw(i32::try_from(self.process.id()).unwrap()), signal).unwrap();
        self.process.wait().unwrap();
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn said(output: &Output) -> String {
    String::from_utf8([output.stdout.clone(), output.stderr.clone()].concat()).unwrap()
}

#[test]
fn a_first_start_prints_a_link_and_the_next_one_prints_another_that_kills_it() {
    let place = Place::new();
    let mut first = place.serve();
    let old = first.link.clone().unwrap();
    assert_eq!((first.login_page(), first.status(&old)), (200, 303));
    first.end(Signal::SIGTERM);
    assert!(
        place.postgres().is_none(),
        "the private PostgreSQL stops with its last user"
    );
    let second = place.serve();
    let secret = old.rsplit('/').next().unwrap();
    assert_eq!(second.status(&format!("{}setup/{secret}", second.address)), 410);
    assert_eq!(second.status(second.link.as_ref().unwrap()), 303);
}

#[test]
fn a_killed_server_leaves_its_database_to_the_next_one() {
    let place = Place::new();
    let mut first = place.serve();
    let postgres = place.postgres().unwrap();
    first.end(Signal::SIGKILL);
    let mut second = place.serve();
    assert_eq!((place.postgres(), second.login_page()), (Some(postgres), 200));
    second.end(Signal::SIGKILL);
    kill(postgres, Signal::SIGKILL).unwrap();
    let third = place.serve();
    assert_eq!(third.login_page(), 200);
    assert_ne!(place.postgres(), Some(postgres));
}

#[test]
fn a_killed_database_comes_back_under_a_running_server() {
    let place = Place::new();
    let server = place.serve();
    kill(place.postgres().unwrap(), Signal::SIGKILL).unwrap();
    let deadline = Instant::now() + Duration::from_secs(30);
    while server.login_page() != 200 {
        assert!(Instant::now() < deadline, "it does not come back");
        std::thread::sleep(Duration::from_millis(50));
    }
}

#[test]
fn commands_work_beside_a_running_server_and_without_one() {
    let place = Place::new();
    assert!(place.run(&["migrate"]).status.success());
    assert!(place.postgres().is_none());
    let server = place.serve();
    let output = place.run(&["admin", "recover"]);
    assert!(output.status.success(), "{}", said(&output));
    let text = said(&output);
    let link = text
        .lines()
        .find_map(|line| line.split("hours): ").nth(1))
        .expect("a link");
    assert!(link.starts_with(&server.address), "{link}");
    assert_eq!(server.status(link), 303);
    assert_eq!(
        server.status(server.link.as_ref().unwrap()),
        410,
        "a new link kills the old one"
    );
}

#[test]
fn recovery_is_for_administrators_alone_and_enables_and_logs_them_out() {
    let (place, db) = (Place::new(), TestDb::new());
    let recover = |login: &str| {
        let mut command = place.command(&["admin", "recover", login]);
        command
            .env("DATABASE_URL", db.app_url())
            .env("DATABASE_OWNER_URL", db.owner_url())
            .output()
            .unwrap()
    };
    assert_eq!(recover("nobody-has-this-name").status.code(), Some(1));
    assert_eq!(recover("System").status.code(), Some(1));
    let text = said(&recover("administrator"));
    assert!(text.contains("/setup/"), "{text}");
    assert_eq!(
        db.number("SELECT count(*) FROM activity WHERE type = 'user.recovered' AND subject_id = 2"),
        1
    );
    assert_eq!(
        db.number("SELECT count(*) FROM sessions WHERE user_id = 2 AND ended_at IS NULL"),
        0
    );
}

#[test]
fn every_mistake_of_the_configuration_is_told_before_anything_happens() {
    let place = Place::new();
    for words in [&["check-config"][..], &["serve"], &["migrate"], &["admin", "recover"]] {
        let mut command = place.command(words);
        command
            .env("KEYHOLDER_PORT", "x")
            .env("KEYHOLDER_LANGUAGE", "sv")
            .env("KEYHOLDER_TYPO", "1");
        let output = command.output().unwrap();
        let text = said(&output);
        assert_eq!(output.status.code(), Some(1));
        assert!(
            ["KEYHOLDER_PORT", "KEYHOLDER_LANGUAGE", "KEYHOLDER_TYPO"]
                .iter()
                .all(|name| text.contains(name)),
            "{text}"
        );
    }
    assert!(!place.0.join("data").exists());
}

#[test]
fn wrong_words_end_with_code_two() {
    let place = Place::new();
    for words in [&["frobnicate"][..], &["serve", "--port", "x"], &["admin"]] {
        assert_eq!(place.run(words).status.code(), Some(2), "{words:?}");
    }
}

#[test]
fn a_key_that_others_can_read_stops_the_server() {
    let place = Place::new();
    assert!(place.run(&["migrate"]).status.success());
    let key = place.0.join("data/installation.key");
    std::fs::write(&key, "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08").unwrap();
    std::fs::set_permissions(&key, PermissionsExt::from_mode(0o644)).unwrap();
    let output = place.run(&["serve", "--port", "0"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(said(&output).contains("chmod 600"), "{}", said(&output));
}

#[test]
fn an_ordinary_user_runs_it_as_well_as_root() {
    if !geteuid().is_root() {
        return;
    }
    let (place, nobody) = (Place::new(), User::from_name("nobody").unwrap().unwrap());
    std::os::unix::fs::chown(&place.0, Some(nobody.uid.as_raw()), Some(nobody.gid.as_raw())).unwrap();
    // The build folder may be below a folder of root's.
    let program = place.0.join("keyholder");
    std::fs::copy(PROGRAM, &program).unwrap();
    let mut command = Command::new(&program);
    command
        .env_clear()
        .env("PATH", "/usr/bin:/bin")
        .current_dir("/")
        .uid(nobody.uid.as_raw())
        .gid(nobody.gid.as_raw());
    command
        .args(["serve", "--port", "0", "--data-dir"])
        .arg(place.0.join("data"));
    let mut server = Serving::start(command);
    assert_eq!(server.login_page(), 200);
    let owner = std::fs::metadata(place.0.join("data/postgres")).unwrap();
    assert_eq!(std::os::unix::fs::MetadataExt::uid(&owner), nobody.uid.as_raw());
    server.end(Signal::SIGTERM);
    let as_root = place.run(&["migrate"]);
    assert!(as_root.status.success(), "root joins in: {}", said(&as_root));
}
