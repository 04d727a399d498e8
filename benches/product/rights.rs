//! The permission engine on the whole chain: one decision, loading everything, following a change.
use super::Words;
use super::load::repeated;
use super::place::Place;
use super::report::Figure;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Nullable, Timestamptz};
use keyholder::access::evaluate::{evaluate, holds};
use keyholder::access::permission::Permission;
use keyholder::access::snapshot::{Membership, Reach, Subject};
use keyholder::access::snapshots::Snapshots;
use std::hint::black_box;
use std::time::Instant;

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = BigInt)]
    account_id: i64,
    #[diesel(sql_type = BigInt)]
    group_id: i64,
    #[diesel(sql_type = BigInt)]
    unit_id: i64,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    valid_from: Option<chrono::DateTime<chrono::Utc>>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    valid_to: Option<chrono::DateTime<chrono::Utc>>,
}

/// Some users with their memberships, and the unit each is asked about: the one it is first a member in.
fn people(conn: &mut PgConnection) -> Vec<(Subject, i64)> {
    let rows: Vec<Row> = diesel::sql_query(
        "SELECT account_id, group_id, unit_id, valid_from, valid_to FROM memberships
         WHERE account_id IN (SELECT id FROM users WHERE id BETWEEN 10000 AND 20000) ORDER BY account_id, id",
    )
    .load(conn)
    .expect("memberships");
    let people = rows.chunk_by(|one, other| one.account_id == other.account_id);
    people
        .map(|rows| {
            let memberships = rows.iter().map(|row| Membership {
                unit: row.unit_id,
                group: row.group_id,
                from: row.valid_from,
                to: row.valid_to,
            });
            (
                Subject::new(rows[0].account_id, memberships.collect(), Reach::Everything),
                rows[0].unit_id,
            )
        })
        .collect()
}

/// One user after the other about an own unit: each asked many times over, as a page with many buttons asks, and each
/// asked once, when nothing of it is in the processor's cache.
pub fn decision(words: &Words) -> Vec<Figure> {
    let place = Place::of_users(words.users);
    let mut conn = place.owner();
    let snapshot = Snapshots::new().at_least(&mut conn, 0).expect("a snapshot");
    let (people, now) = (people(&mut conn), chrono::Utc::now());
    let mut held = 0;
    let mut each = |times: usize, people: &[(Subject, i64)]| {
        repeated(|_| {
            let begin = processor_nanoseconds();
            for (subject, unit) in people {
                for _ in 0..times {
                    held += usize::from(black_box(holds(&snapshot, subject, Permission::EDIT_USER, *unit, now)));
                }
            }
            (processor_nanoseconds() - begin) / (people.len() * times) as f64
        })
    };
    let (warm, cold) = (each(500, &people[..people.len().min(1_000)]), each(1, &people));
    assert!(held > 0, "nobody holds anything");
    let explained = repeated(|_| {
        let begin = processor_nanoseconds();
        for (subject, unit) in &people {
            black_box(evaluate(&snapshot, subject, Permission::EDIT_USER, *unit, now));
        }
        (processor_nanoseconds() - begin) / people.len() as f64
    });
    let what = "one permission decision, three memberships in groups nested 8 deep: asked again / for the first time";
    let figure = format!("{warm:.0} / {cold:.0} ns");
    vec![
        Figure::new(what, "≤ 1 µs / –", figure, warm <= 1_000.0),
        Figure::without_goal(
            "one explanation, with every reason, for the first time",
            format!("{explained:.0} ns"),
        ),
    ]
}

/// Processor time of this thread, which others on the machine do not lengthen.
fn processor_nanoseconds() -> f64 {
    let stat = std::fs::read_to_string("/proc/thread-self/schedstat").expect("a kernel with schedstat");
    stat.split(' ')
        .next()
        .and_then(|spent| spent.parse().ok())
        .expect("a number")
}

/// Loading everything, and after a change only what changed.
pub fn snapshot(words: &Words) -> Vec<Figure> {
    let place = Place::of_users(words.users);
    let mut conn = place.owner();
    let before = resident();
    let snapshots = Snapshots::new();
    snapshots.at_least(&mut conn, 0).expect("a load");
    let megabytes = resident() - before;
    let seconds = repeated(|_| {
        let begin = Instant::now();
        black_box(Snapshots::new().at_least(&mut conn, 0).expect("a load"));
        begin.elapsed().as_secs_f64()
    });
    let mut patch = |kind: &str, key: &str| {
        repeated(|_| {
            place.run(&format!(
                "BEGIN; UPDATE access_state SET version = version + 1;
                 INSERT INTO access_changes (version, kind, key) SELECT version, '{kind}', ({key}) FROM access_state; COMMIT"
            ));
            let version = place
                .text("SELECT version FROM access_state")
                .parse()
                .expect("a version");
            let begin = Instant::now();
            snapshots.at_least(&mut conn, version).expect("a patch");
            begin.elapsed().as_secs_f64() * 1e3
        })
    };
    let grant = patch("grant", "SELECT max(account_id) FROM grants");
    let group = patch("group", "SELECT max(id) FROM groups");
    vec![
        Figure::new(
            "loading all units, groups and cells",
            "≤ 1.5 s, ≤ 100 MB",
            format!("{seconds:.2} s, {megabytes:.0} MB"),
            seconds <= 1.5 && megabytes <= 100.0,
        ),
        Figure::new(
            "following one change: a cell, a nesting",
            "≤ 10 ms",
            format!("{grant:.2} ms, {group:.2} ms"),
            grant <= 10.0 && group <= 10.0,
        ),
    ]
}

/// Megabytes of this process in memory.
fn resident() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmRSS:"))
        .unwrap_or("0 kB");
    line.trim().trim_end_matches(" kB").parse::<f64>().unwrap_or_default() / 1024.0
}
