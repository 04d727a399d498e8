//! Load by wrk, and what is made of repeated runs.
use super::server::{Reply, Server};
use std::path::Path;
use std::process::Command;

/// Repeats of everything that is compared, one after the other in turn.
const ROUNDS: usize = 3;
pub const SECONDS: u32 = 4;
/// The same for a single reader, whose waits scatter less.
const SECONDS_ALONE: u32 = 2;
/// Connections at the same time; two processors are shared by client, server and PostgreSQL.
pub const CONNECTIONS: u32 = 8;

/// One stretch of load.
#[derive(Debug, Clone, Copy)]
pub struct Load {
    pub per_second: f64,
    /// Milliseconds.
    pub p50: f64,
    pub p95: f64,
    pub p99: f64,
    /// Milliseconds of processor time per request, server and PostgreSQL.
    pub cpu: f64,
}

/// What is loaded.
pub struct Target<'s> {
    pub server: &'s Server,
    pub path: String,
    pub cookie: String,
    /// API token of a program; empty for a browser.
    pub token: String,
    pub connections: u32,
}

impl<'s> Target<'s> {
    pub fn new(server: &'s Server, path: impl Into<String>, cookie: &str) -> Self {
        Self {
            server,
            path: path.into(),
            cookie: cookie.to_owned(),
            token: String::new(),
            connections: CONNECTIONS,
        }
    }

    /// Asked by a program with this API token.
    pub fn of_program(server: &'s Server, path: impl Into<String>, token: &str) -> Self {
        Self {
            token: token.to_owned(),
            ..Self::new(server, path, "")
        }
    }

    /// Headers that say who asks.
    fn who(&self) -> Vec<(&'static str, String)> {
        let mut who = vec![("cookie", self.cookie.clone())];
        if !self.token.is_empty() {
            who.push(("authorization", format!("Bearer {}", self.token)));
        }
        who
    }

    /// One answer.
    pub fn get(&self) -> Reply {
        self.server.get_with(&self.path, &self.who())
    }

    /// One after the other, for what a single reader waits.
    pub fn alone(self) -> Self {
        Self { connections: 1, ..self }
    }

    /// Loads it for some seconds.
    pub fn run(&self) -> Load {
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/product/load.lua");
        let seconds = if self.connections == 1 { SECONDS_ALONE } else { SECONDS };
        let before = self.server.cpu();
        let output = Command::new("wrk")
            .args([
                "-t1",
                &format!("-c{}", self.connections),
                &format!("-d{seconds}s"),
                "--timeout",
                "10s",
            ])
            .args(["-H", &format!("Host: localhost:{}", self.server.port)])
            .args(
                self.who()
                    .iter()
                    .flat_map(|(name, value)| ["-H".to_owned(), format!("{name}: {value}")]),
            )
            .arg("-s")
            .arg(script)
            .arg(self.server.url(&self.path))
            .output()
            .expect("wrk is installed");
        let spent = self.server.cpu() - before;
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        let line = said.lines().find_map(|line| line.strip_prefix("kh "));
        let line = line.unwrap_or_else(|| panic!("wrk says {said}{}", String::from_utf8_lossy(&output.stderr)));
        let numbers: Vec<f64> = line
            .split(' ')
            .map(|number| number.parse().expect("a number"))
            .collect();
        let [requests, duration, p50, p95, p99, errors] = numbers[..] else {
            panic!("wrk says {line}")
        };
        assert_eq!(
            errors, 0.0,
            "{} of {requests} requests for {} failed",
            errors, self.path
        );
        Load {
            per_second: requests / (duration / 1e6),
            p50: p50 / 1e3,
            p95: p95 / 1e3,
            p99: p99 / 1e3,
            cpu: spent * 1e3 / requests,
        }
    }
}

/// Runs all in turn, some rounds, and gives the medians of each.
pub fn in_turn(targets: &[Target<'_>]) -> Vec<Load> {
    for target in targets {
        assert_eq!(target.get().status, 200, "{}", target.path);
    }
    let rounds: Vec<Vec<Load>> = (0..ROUNDS).map(|_| targets.iter().map(Target::run).collect()).collect();
    (0..targets.len())
        .map(|at| {
            let of = |number: fn(&Load) -> f64| median(rounds.iter().map(|round| number(&round[at])));
            Load {
                per_second: of(|load| load.per_second),
                p50: of(|load| load.p50),
                p95: of(|load| load.p95),
                p99: of(|load| load.p99),
                cpu: of(|load| load.cpu),
            }
        })
        .collect()
}

/// The middle one.
pub fn median(numbers: impl Iterator<Item = f64>) -> f64 {
    let mut numbers: Vec<f64> = numbers.collect();
    numbers.sort_by(f64::total_cmp);
    numbers[numbers.len() / 2]
}

/// Runs something some rounds; the median of what it measures.
pub fn repeated(measure: impl FnMut(usize) -> f64) -> f64 {
    median((0..ROUNDS).map(measure))
}
