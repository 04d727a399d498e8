//! Files of any size, brought in and taken out.
use super::Words;
use super::place::{Place, home};
use super::report::{Figure, number};
use super::server::Server;
use std::fs;
use std::time::Instant;

/// Lines of the file of users that a chain moves in with (issue 3).
const MOVED: u32 = 200_000;

pub fn seconds<T>(work: impl FnOnce() -> T) -> (f64, T) {
    let begin = Instant::now();
    let done = work();
    (begin.elapsed().as_secs_f64(), done)
}

/// A chain moves in: its units and users, by command, into an empty installation.
pub fn import(_: &Words) -> Vec<Figure> {
    let from = Place::of_users(MOVED);
    let file = |table: &str| home().join(format!("moved-{table}.csv"));
    for table in ["org_units", "users"] {
        let status = from.command("export").arg(table).arg(file(table)).status();
        assert!(status.expect("keyholder export").success(), "export {table} failed");
    }
    drop(from);
    let folder = home().join("import");
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).expect("a data folder");
    let place = Place::open(folder);
    let run = |table: &str| {
        let status = place.command("import").arg(table).arg(file(table)).status();
        assert!(status.expect("keyholder import").success(), "import {table} failed");
    };
    run("org_units");
    let (first, ()) = seconds(|| run("users"));
    let (again, ()) = seconds(|| run("users"));
    let lines = fs::read_to_string(file("users")).expect("the file").lines().count() - 1;
    drop(place);
    let _ = fs::remove_dir_all(home().join("import"));
    vec![Figure::new(
        format!(
            "import of {} users by command: new / the same file again",
            number(lines as f64)
        ),
        "≤ 60 s / –",
        format!("{first:.1} / {again:.1} s"),
        first <= 60.0,
    )]
}

/// Everybody, as the list's **Export** streams it.
pub fn export(words: &Words) -> Vec<Figure> {
    let place = Place::of_users(words.users);
    let server = Server::start(&place);
    let cookie = server.log_in("administrator");
    server.get("/users", &cookie);
    server.get("/users/export?q=anna", &cookie);
    let before = server.memory();
    let (spent, (lines, bytes)) = seconds(|| server.count_lines("/users/export", &cookie));
    let more = server.most_memory() - before;
    vec![Figure::new(
        format!(
            "export of {} users from the list: memory it takes",
            number(lines as f64)
        ),
        "constant (≤ 8 MB)",
        format!("{more:.1} MB; {} MB in {spent:.1} s", bytes >> 20),
        more <= 8.0,
    )]
}
