//! `kill -9` of the server, of PostgreSQL, of both, ended and frozen connections, at random moments.
use super::load::Crowd;
use super::times;
use crate::support::TestDb;
use crate::support::program::{Place, Serving, serve_demo};
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use rand::Rng;
use std::net::TcpListener;
use std::time::Duration;

type Calamity = fn(&mut House);

/// What may happen to a server under load.
const CALAMITIES: [(&str, Calamity); 5] = [
    ("the server was killed", House::kill_server),
    ("PostgreSQL was killed", House::kill_postgres),
    ("both were killed", House::kill_both),
    ("all connections were ended", House::end_connections),
    ("PostgreSQL was frozen", House::freeze),
];

/// The demonstration chain, served on one port across restarts.
struct House {
    place: Place,
    port: u16,
    server: Serving,
}

impl House {
    fn open() -> Self {
        let (place, port) = (Place::new(), free_port());
        let server = serve_demo(&place, port);
        Self { place, port, server }
    }

    fn db(&self) -> TestDb {
        self.place.db()
    }

    fn kill_server(&mut self) {
        self.server.end(Signal::SIGKILL);
        self.server = serve_demo(&self.place, self.port);
    }

    fn kill_postgres(&mut self) {
        kill(self.place.postgres().unwrap(), Signal::SIGKILL).unwrap();
    }

    fn kill_both(&mut self) {
        let postgres = self.place.postgres().unwrap();
        self.server.end(Signal::SIGKILL);
        kill(postgres, Signal::SIGKILL).unwrap();
        self.server = serve_demo(&self.place, self.port);
    }

    fn end_connections(&mut self) {
        self.db()
            .rows("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'keyholder_app'");
    }

    /// For longer than any limit of a request.
    fn freeze(&mut self) {
        let postmaster = self.place.postgres().unwrap();
        let children = std::fs::read_to_string(format!("/proc/{postmaster}/task/{postmaster}/children")).unwrap();
        let children = children
            .split_whitespace()
            .map(|pid| Pid::from_raw(pid.parse().unwrap()));
        let all: Vec<Pid> = [postmaster].into_iter().chain(children).collect();
        for signal in [Signal::SIGSTOP, Signal::SIGCONT] {
            for pid in &all {
                // One that has ended meanwhile needs no signal.
                let _ = kill(*pid, signal);
            }
            if signal == Signal::SIGSTOP {
                std::thread::sleep(Duration::from_millis(2500));
            }
        }
    }
}

/// Outside the range from which the system gives ports to others, so that it is free again after a kill.
fn free_port() -> u16 {
    let mut random = rand::rng();
    loop {
        let port = random.random_range(20_000..30_000);
        if TcpListener::bind(("127.0.0.1", port)).is_ok() {
            return port;
        }
    }
}

#[test]
fn rs1_killed_and_frozen_at_random_moments_nothing_acknowledged_is_lost_and_nothing_is_half_done() {
    let mut house = House::open();
    let ids = house.db().rows(
        "SELECT u.id FROM users u JOIN user_clock c ON c.user_id = u.id
         WHERE u.state = 'active' AND u.unit_id > 2 AND NOT EXISTS (SELECT FROM sessions WHERE user_id = u.id) ORDER BY u.id DESC LIMIT 12",
    );
    let ids: Vec<i64> = ids.iter().map(|row| row["id"].as_i64().unwrap()).collect();
    let crowd = Crowd::start(house.server.socket(), &house.server.demo_login("administrator"), &ids);
    crowd.goes_on(Duration::from_secs(10), "the start");
    for round in 0..times(CALAMITIES.len()) {
        let (name, happen) = CALAMITIES[round % CALAMITIES.len()];
        std::thread::sleep(Duration::from_millis(rand::rng().random_range(100..600)));
        happen(&mut house);
        crowd.goes_on(Duration::from_secs(20), name);
        crowd.is_whole(&house.db(), name);
    }
    crowd.end(&house.db());
}
