//! The process and what it sends: memory, starts, bytes on the wire, and how soon the end of a session is seen.
use super::Words;
use super::lists::assets;
use super::load::{Target, repeated};
use super::logins::{people, while_logging_in};
use super::place::{Place, home, program};
use super::report::Figure;
use super::server::Server;
use std::time::Instant;

/// Of the server alone; PostgreSQL's is its own setting.
pub fn memory(words: &Words) -> Vec<Figure> {
    let users = words.users.min(100_000);
    let place = Place::of_users(users);
    let people = people(&place);
    let server = Server::start(&place);
    let cookie = server.log_in("administrator");
    server.get("/users", &cookie);
    let idle = server.memory();
    let load = || {
        for path in ["/users", "/users?q=anna", "/users?q=a", "/users?sort=unit&dir=desc"] {
            Target::new(&server, path, &cookie).run();
        }
    };
    load();
    let loaded = server.memory();
    while_logging_in(&server, &people, 64, load);
    let stormed = server.memory();
    let what = format!("memory at {users} users: idle / after load / after load with 64 logins at once");
    let figure = format!("{idle:.0} / {loaded:.0} / {stormed:.0} MB");
    vec![Figure::new(
        what,
        "≤ 60 / – / ≤ 80 MB",
        figure,
        idle <= 60.0 && stormed <= 80.0,
    )]
}

/// Until the first page has been answered.
pub fn starts(words: &Words) -> Vec<Figure> {
    let place = Place::of_users(words.users.min(100_000));
    let running = repeated(|_| seconds(|| Server::start(&place)));
    let (mut first, mut later) = (Vec::new(), Vec::new());
    for round in 0..3 {
        let folder = home().join(format!("start-{round}"));
        let _ = std::fs::remove_dir_all(&folder);
        let serve = || {
            let mut command = program();
            command.arg("serve").arg("--data-dir").arg(&folder);
            Server::spawn(command, 0)
        };
        first.push(seconds(serve));
        later.push(seconds(serve));
        let _ = std::fs::remove_dir_all(&folder);
    }
    let (first, later) = (repeated(|round| first[round]), repeated(|round| later[round]));
    let line = |what: &str, goal: f64, seconds: f64| {
        Figure::new(
            format!("start until the first page: {what}"),
            format!("≤ {goal} s"),
            format!("{seconds:.2} s"),
            seconds <= goal,
        )
    };
    vec![
        line("100,000 users, PostgreSQL running", 0.3, running),
        line("empty folder, with initdb", 4.0, first),
        line("private PostgreSQL to be started", 1.0, later),
    ]
}

fn seconds(start: impl Fn() -> Server) -> f64 {
    let begin = Instant::now();
    let mut server = start();
    let spent = begin.elapsed().as_secs_f64();
    server.stop();
    spent
}

/// Bytes of all bodies a browser loads, compressed as it asks.
pub fn weight(words: &Words) -> Vec<Figure> {
    let place = Place::of_users(words.users);
    let server = Server::start(&place);
    let cookie = server.log_in("administrator");
    let mut files = assets(&server.get("/users", &cookie).body);
    let sheets: Vec<String> = files.iter().filter(|url| url.ends_with(".css")).cloned().collect();
    for sheet in sheets {
        files.extend(assets(&server.get(&sheet, "").body));
    }
    files.sort();
    files.dedup();
    let kilobytes = |bytes: usize| bytes as f64 / 1024.0;
    let later = kilobytes(server.get_compressed("/users", &cookie).bytes);
    let first = later
        + files
            .iter()
            .map(|url| kilobytes(server.get_compressed(url, "").bytes))
            .sum::<f64>();
    let figure = format!("{first:.1} / {later:.1} kB");
    vec![Figure::new(
        "users list over the wire: first visit / later",
        "≤ 80 / ≤ 10 kB",
        figure,
        first <= 80.0 && later <= 10.0,
    )]
}

/// Somebody logs out on one node and asks the other at once.
pub fn revoked(words: &Words) -> Vec<Figure> {
    let place = Place::of_users(words.users);
    let (node, other) = (Server::start(&place), Server::start(&place));
    let tries = 50;
    let seen = (0..tries).filter(|_| {
        let cookie = node.log_in("reader-manager");
        assert_eq!(
            (node.get("/users", &cookie).status, other.get("/users", &cookie).status),
            (200, 200)
        );
        node.post("/logout", &cookie, &[]);
        other.get("/users", &cookie).status == 303
    });
    let seen = seen.count();
    let figure = format!("{seen} of {tries}");
    vec![Figure::new(
        "logged out on one node, seen by the next request to another",
        "always",
        figure,
        seen == tries,
    )]
}
