//! Django's stock admin list of the same users: what a chain gets that writes its own.
use super::Words;
use super::lists::{ADMINISTRATOR, LIST, Scene};
use super::load::{CONNECTIONS, SECONDS, median};
use super::place::{Place, home};
use super::report::{Figure, number};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// Where it is written.
const PROGRAM: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/benches/django");
const PAGE: &str = "/admin/auth/person/";

/// A running Django; as many processes as the machine has processors.
struct Django {
    server: Child,
    url: String,
    cookie: String,
}

impl Django {
    fn start(place: &Place) -> Self {
        let tools = tools();
        let own = home().join("django.sqlite");
        let _ = std::fs::remove_file(&own);
        let socket = place.text("SELECT split_part(current_setting('unix_socket_directories'), ',', 1)");
        let command = |name: &str| {
            let mut command = Command::new(tools.join(name));
            command.current_dir(PROGRAM);
            command.env("OWN", &own).env("SOCKET", &socket);
            command
                .env("SECRET", "of a measurement")
                .env("PYTHONDONTWRITEBYTECODE", "1");
            command
        };
        let made = command("python")
            .arg("admin_list.py")
            .output()
            .expect("Django's own tables");
        assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
        let port = TcpListener::bind("127.0.0.1:0").expect("a port");
        let address = port.local_addr().expect("its number").to_string();
        drop(port);
        let workers = std::thread::available_parallelism().map_or(2, usize::from).to_string();
        let server = command("gunicorn")
            .args(["--workers", &workers, "--bind", &address, "admin_list:application"])
            .stderr(Stdio::null())
            .spawn();
        let django = Self {
            server: server.expect("gunicorn starts"),
            url: format!("http://{address}{PAGE}"),
            cookie: String::from_utf8_lossy(&made.stdout).trim().to_owned(),
        };
        let began = Instant::now();
        while !django.lists() {
            assert!(
                began.elapsed() < Duration::from_secs(60),
                "Django does not list anybody"
            );
            std::thread::sleep(Duration::from_millis(100));
        }
        django
    }

    /// It answers with the list and not with its login.
    fn lists(&self) -> bool {
        let answer = ureq::get(&self.url).header("cookie", &self.cookie).call();
        answer.is_ok_and(|mut answer| {
            answer
                .body_mut()
                .read_to_string()
                .is_ok_and(|page| page.contains("result_list"))
        })
    }

    /// Requests a second.
    fn run(&self) -> f64 {
        let output = Command::new("wrk")
            .args([
                "-t1",
                &format!("-c{CONNECTIONS}"),
                &format!("-d{SECONDS}s"),
                "--timeout",
                "30s",
            ])
            .args(["-H", &format!("Cookie: {}", self.cookie), &self.url])
            .output()
            .expect("wrk is installed");
        let said = String::from_utf8_lossy(&output.stdout);
        let rate = said.lines().find_map(|line| line.strip_prefix("Requests/sec:"));
        rate.and_then(|rate| rate.trim().parse().ok())
            .unwrap_or_else(|| panic!("wrk says {said}"))
    }
}

impl Drop for Django {
    fn drop(&mut self) {
        let _ = nix::sys::signal::kill(
            nix::unistd::Pid::from_raw(self.server.id() as i32),
            nix::sys::signal::SIGTERM,
        );
        let _ = self.server.wait();
    }
}

/// Folder of the programs of a Python environment with Django in it, made where it is not there yet.
fn tools() -> PathBuf {
    let folder = home().join("django");
    let run = |program: &Path, words: &[&str]| {
        let status = Command::new(program).args(words).status();
        assert!(
            status.is_ok_and(|status| status.success()),
            "{} {words:?} failed",
            program.display()
        );
    };
    let tools = folder.join("bin");
    if !tools.join("gunicorn").exists() {
        run(
            Path::new("python3"),
            &["-m", "venv", folder.to_str().expect("a plain path")],
        );
        run(
            &tools.join("pip"),
            &[
                "install",
                "--quiet",
                "--requirement",
                &format!("{PROGRAM}/requirements.txt"),
            ],
        );
    }
    tools
}

/// The whole page of each.
pub fn against_django(words: &Words) -> Vec<Figure> {
    let scene = Scene::at(Place::of_users(words.users));
    let django = Django::start(&scene.place);
    let list = scene.target(LIST, ADMINISTRATOR);
    let rounds: Vec<_> = (0..3).map(|_| (list.run().per_second, django.run())).collect();
    let ours = median(rounds.iter().map(|round| round.0));
    let theirs = median(rounds.iter().map(|round| round.1));
    vec![Figure::new(
        format!(
            "users list against Django's stock admin list of the same {} users",
            number(words.users.into())
        ),
        "≥ 80 times",
        format!(
            "{:.0} times: {} against {} /s",
            ours / theirs,
            number(ours),
            number(theirs)
        ),
        ours / theirs >= 80.0,
    )]
}
