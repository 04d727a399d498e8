//! What has been written down: the activity log, sealed, verified, read and taken out, and the audit of logins (issue 7).
use super::Words;
use super::files::seconds;
use super::lists::{ADMINISTRATOR, Scene};
use super::load::{in_turn, median};
use super::place::{Place, Size, home};
use super::report::{Figure, number};
use super::server::Server;
use diesel::connection::SimpleConnection;
use std::fs;
use std::time::{Duration, Instant};

/// Entries that are sealed and verified.
const SEALED: u32 = 1_000_000;
/// Entries that are read on the screen.
const READ: u32 = 10_000_000;
/// Entries of an export.
const EXPORTED: u32 = 1_000_000;
/// Rows of the audit of logins.
const AUDITED: u32 = 200_000;
/// Milliseconds a page may take in 95 of 100 cases.
const PAGE: f64 = 100.0;
/// Changes that are made one after the other, to see what one entry costs.
const CHANGES: usize = 200;
/// Users of the generated chain, of whom entries tell.
const USERS: &str =
    "SELECT id, unit_id, row_number() OVER (ORDER BY id) AS at FROM users WHERE id > 10 AND id < 900000000";

fn size(users: u32) -> Size {
    Size {
        users,
        units: (users / 50).max(100),
        groups: 20,
        actors: 0,
    }
}

/// Entries as logins, refusals and changes leave them, a tenth of a second apart, the last one now.
fn entries(count: u32, users: u32) -> String {
    format!(
        "INSERT INTO activity (at, type, unit_id, subject_kind, subject_id, user_id, address, request_id, details)
         SELECT now() - make_interval(secs => ({count} - n) / 10.0),
            (ARRAY['login.succeeded', 'login.failed', 'user.logged_out', 'user.updated', 'login.succeeded', 'user.deactivated', 'grants.changed'])[1 + n % 7],
            u.unit_id, CASE WHEN n % 7 = 6 THEN 'grants' ELSE 'user' END, u.id, CASE WHEN n % 7 IN (3, 5, 6) THEN 2 ELSE u.id END,
            '10.0.0.0'::inet + (u.at * 7 % 60000), gen_random_uuid(), jsonb_build_object('attempt', n % 5, 'session', n, 'option', 'password')
         FROM generate_series(1, {count}) n JOIN ({USERS}) u ON u.at = 1 + (n::bigint * 7919) % {}
         ORDER BY n",
        users - 100
    )
}

/// A log of a million entries: sealed while the server runs, verified by command.
pub fn chain(_: &Words) -> Vec<Figure> {
    let folder = home().join("log");
    let _ = fs::remove_dir_all(&folder);
    let more = format!(
        "WITH entry AS ({} RETURNING id) INSERT INTO activity_unsealed SELECT id FROM entry",
        entries(SEALED, 1_000)
    );
    let place = Place::named("log", size(1_000), &more);
    let server = Server::start(&place);
    let (sealing, ()) = seconds(|| {
        while place.text("SELECT count(*) FROM (SELECT FROM activity_unsealed LIMIT 1) one") != "0" {
            std::thread::sleep(Duration::from_millis(200));
        }
    });
    drop(server);
    let (verifying, ()) = seconds(|| {
        let status = place.command("activity").arg("verify").status();
        assert!(
            status.expect("keyholder activity verify").success(),
            "the chain does not verify"
        );
    });
    let rate = |spent: f64| number(f64::from(SEALED) / spent);
    vec![Figure::without_goal(
        format!("log of {} entries: sealing / verifying", number(SEALED.into())),
        format!(
            "{} / {} entries/s; verified in {verifying:.1} s",
            rate(sealing),
            rate(verifying)
        ),
    )]
}

/// The screen at ten million entries, which are not sealed: pages show that and ask no more for it.
pub fn log(_: &Words) -> Vec<Figure> {
    let users = 20_000;
    let readers = "INSERT INTO grants (account_id, permission_id, scope, unit_id, allow)
        SELECT 900000000, id, scope, 1, true FROM permissions WHERE key = 'navigation.access.event.log'";
    let more = format!("{}; {readers}", entries(READ, users));
    let scene = Scene::at(Place::named("log-read", size(users), &more));
    // Somebody whom the manager of 15 % sees as well.
    let somebody = scene.place.text(
        "SELECT u.id FROM users u JOIN org_units o ON o.id = u.unit_id JOIN memberships m ON m.account_id = 900000001
         JOIN org_units r ON r.id = m.unit_id AND o.pos BETWEEN r.pos AND r.last WHERE u.id BETWEEN 11 AND 899999999 ORDER BY md5(u.id::text) LIMIT 1",
    );
    let one = |column: &str| {
        scene
            .place
            .text(&format!("SELECT {column} FROM users WHERE id = {somebody}"))
    };
    let (unit, name) = (one("unit_id"), one("lower(split_part(display_name, ' ', 1))"));
    let far = scene.place.text("SELECT max(id) / 2 FROM activity");
    let day = scene
        .place
        .text("SELECT (max(at) - interval '5 days')::date FROM activity");
    let address = scene.place.text(&format!(
        "SELECT host(address) FROM activity WHERE subject_id = {somebody} LIMIT 1"
    ));
    let pages = [
        ("first page", String::new()),
        ("a page far back", format!("?cursor=o{far}")),
        ("a kind", "?kind=login.failed".into()),
        ("a kind there is none of", "?kind=login.blocked".into()),
        ("until a day", format!("?until={day}")),
        ("a unit", format!("?unit={unit}")),
        ("about one user", format!("?about=user-{somebody}")),
        ("subject by a frequent name", format!("?subject={name}")),
        ("user by name", "?user=administrator".into()),
        ("address", format!("?address={address}")),
        ("address range", "?address=10.0.0.0/24".into()),
        ("free search for a name", format!("?q={name}")),
        ("free search with no hit", "?q=qqqqqq".into()),
        (
            "kind, unit and day together",
            format!("?kind=login.failed&unit={unit}&until={day}"),
        ),
    ];
    let mut figures = Vec::new();
    for (login, reader) in [(ADMINISTRATOR, "administrator"), ("reader-region", "manager of 15 %")] {
        let targets: Vec<_> = pages
            .iter()
            .map(|(_, query)| scene.target(format!("/activity{query}"), login).alone())
            .collect();
        for ((what, _), load) in pages.iter().zip(in_turn(&targets)) {
            figures.push(page(
                format!("log of {} entries, {what}, {reader}", number(READ.into())),
                load,
            ));
        }
    }
    figures.push(exported(&scene));
    figures.push(cost_of_an_entry(&scene, &somebody));
    figures
}

fn page(what: String, load: super::load::Load) -> Figure {
    let figure = format!("p50 {} ms, p95 {} ms", number(load.p50), number(load.p95));
    Figure::new(what, "p95 ≤ 100 ms", figure, load.p95 <= PAGE)
}

/// So many of the newest entries, as the screen's **Export** streams them.
fn exported(scene: &Scene) -> Figure {
    let days = EXPORTED / 10 / 86_400;
    let from = scene.place.text(&format!(
        "SELECT (max(at) - interval '{days} days')::date FROM activity"
    ));
    let target = scene.target(format!("/activity/export?from={from}"), ADMINISTRATOR);
    let server = target.server;
    server.get("/activity", &target.cookie);
    let before = server.memory();
    let (spent, (lines, bytes)) = seconds(|| server.count_lines(&target.path, &target.cookie));
    let more = server.most_memory() - before;
    Figure::new(
        format!("export of {} entries of the log: memory it takes", number(lines as f64)),
        "constant (≤ 8 MB)",
        format!("{more:.1} MB; {} MB in {spent:.1} s", bytes >> 20),
        more <= 8.0,
    )
}

/// What the statement that writes an entry takes of a change as the user waits for it: of the password's hash nothing is in it.
fn cost_of_an_entry(scene: &Scene, somebody: &str) -> Figure {
    let target = scene.target(format!("/users/{somebody}"), ADMINISTRATOR);
    let milliseconds = |begin: Instant| begin.elapsed().as_secs_f64() * 1e3;
    let changes = (0..CHANGES).map(|at| {
        let path = format!(
            "/users/{}?id={somebody}",
            if at % 2 == 0 { "deactivate" } else { "activate" }
        );
        let begin = Instant::now();
        let status = target.server.post(&path, &target.cookie, &[]).status;
        assert_eq!(status, 303, "{path}");
        milliseconds(begin)
    });
    let change = median(changes.collect::<Vec<_>>().into_iter());
    let mut owner = scene.place.owner();
    let entries = (0..CHANGES).map(|_| {
        owner.batch_execute("BEGIN").expect("a transaction");
        let begin = Instant::now();
        let written = owner.batch_execute(&format!(
            "WITH entry AS (
                INSERT INTO activity (type, unit_id, subject_kind, subject_id, user_id, address, request_id, details)
                VALUES ('user.deactivated', 1, 'user', {somebody}, 2, '127.0.0.1', gen_random_uuid(), '{{}}') RETURNING id),
             unsealed AS (INSERT INTO activity_unsealed SELECT id FROM entry)
             SELECT id FROM entry"
        ));
        let spent = milliseconds(begin);
        written.and_then(|()| owner.batch_execute("ROLLBACK")).expect("an entry");
        spent
    });
    let entry = median(entries.collect::<Vec<_>>().into_iter());
    let share = entry / change * 100.0;
    Figure::new(
        "the entry's part of a change's time (a user is deactivated)",
        "≤ 15 %",
        format!("{share:.0} %: {entry:.2} of {change:.2} ms"),
        share <= 15.0,
    )
}

/// The audit of logins: who came from where, and how often.
pub fn audit(_: &Words) -> Vec<Figure> {
    let users = 20_000;
    let more = format!(
        "INSERT INTO login_audit (user_id, unit_id, address, first_login, last_success, successes, last_blocked, blocked)
         SELECT u.id, u.unit_id, '10.0.0.0'::inet + (n * 31 % 250000), now() - make_interval(mins => n), now() - make_interval(secs => n),
            n % 90, CASE WHEN n % 3 = 0 THEN now() - make_interval(secs => n * 2) END, CASE WHEN n % 3 = 0 THEN n % 40 ELSE 0 END
         FROM generate_series(1, {AUDITED}) n JOIN ({USERS}) u ON u.at = 1 + (n::bigint * 7919) % {}",
        users - 100
    );
    let scene = Scene::at(Place::named("audit", size(users), &more));
    let name = scene.place.text(&format!("SELECT lower(split_part(display_name, ' ', 1)) FROM users WHERE id = (SELECT id FROM ({USERS}) u WHERE at = 5000)"));
    let pages = [
        ("first page", String::new()),
        ("by refusals", "?sort=blocked".into()),
        ("words of a user", format!("?q={name}")),
        ("a user there is none of", "?q=qqqqqq".into()),
        ("an address", "?address=10.0.12.7".into()),
        ("a range", "?address=10.0.12.0/22".into()),
        ("first login until a day", "?first_to=2020-01-01".into()),
        ("at least 85 logins", "?logins=85".into()),
        ("at least 39 refusals", "?attempts=39".into()),
    ];
    let targets: Vec<_> = pages
        .iter()
        .map(|(_, query)| scene.target(format!("/login-security{query}"), ADMINISTRATOR).alone())
        .collect();
    let loads = in_turn(&targets);
    let told = |((what, _), load): (&(&str, String), _)| {
        page(format!("audit of {} rows, {what}", number(AUDITED.into())), load)
    };
    pages.iter().zip(loads).map(told).collect()
}
