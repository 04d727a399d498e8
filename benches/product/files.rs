//! Files of any size, and the log: brought in, taken out, sealed and verified.
use super::Words;
use super::load::{Target, in_turn};
use super::place::{Place, Size, home};
use super::report::{Figure, number};
use super::server::Server;
use std::fs;
use std::time::{Duration, Instant};

/// Lines of the file of users that a chain moves in with (issue 3).
const MOVED: u32 = 200_000;
/// Entries of the log.
const ENTRIES: u32 = 1_000_000;

fn seconds<T>(work: impl FnOnce() -> T) -> (f64, T) {
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

/// A log of a million entries: sealed while the server runs, verified by command, read on the screen.
pub fn log(_: &Words) -> Vec<Figure> {
    let size = Size {
        users: 1_000,
        units: 100,
        groups: 20,
        actors: 0,
    };
    let folder = home().join("log");
    let _ = fs::remove_dir_all(&folder);
    let entries = format!(
        "WITH entry AS (
            INSERT INTO activity (at, type, unit_id, subject_kind, subject_id, user_id, request_id, details)
            SELECT now() - make_interval(secs => {ENTRIES} - n), CASE WHEN n % 3 = 0 THEN 'login.succeeded' ELSE 'login.failed' END,
                u.unit_id, 'user', u.id, u.id, gen_random_uuid(), jsonb_build_object('attempt', n % 7)
            FROM generate_series(1, {ENTRIES}) n
            JOIN (SELECT id, unit_id, row_number() OVER (ORDER BY id) AS at FROM users WHERE id > 10 AND id < 900000000) u ON u.at = 1 + n % 900
            RETURNING id)
         INSERT INTO activity_unsealed SELECT id FROM entry"
    );
    let place = Place::named("log", size, &entries);
    let server = Server::start(&place);
    let (sealing, ()) = seconds(|| {
        while place.text("SELECT count(*) FROM (SELECT FROM activity_unsealed LIMIT 1) one") != "0" {
            std::thread::sleep(Duration::from_millis(200));
        }
    });
    let cookie = server.log_in("administrator");
    let pages = ["/activity", "/activity?type=login.failed", "/activity?q=reader"];
    let targets: Vec<_> = pages
        .iter()
        .map(|path| Target::new(&server, *path, &cookie).alone())
        .collect();
    let loads = in_turn(&targets);
    drop(server);
    let (verifying, ()) = seconds(|| {
        let status = place.command("activity").arg("verify").status();
        assert!(
            status.expect("keyholder activity verify").success(),
            "the chain does not verify"
        );
    });
    let rate = |spent: f64| number(f64::from(ENTRIES) / spent);
    let mut figures = vec![Figure::without_goal(
        format!("log of {} entries: sealing / verifying", number(ENTRIES.into())),
        format!(
            "{} / {} entries/s; verified in {verifying:.1} s",
            rate(sealing),
            rate(verifying)
        ),
    )];
    figures.extend(pages.iter().zip(&loads).map(|(path, load)| {
        let figure = format!("p50 {} ms, p95 {} ms", number(load.p50), number(load.p95));
        Figure::new(
            format!("the log's page (`{path}`)"),
            "p95 ≤ 50 ms",
            figure,
            load.p95 <= 50.0,
        )
    }));
    figures
}
