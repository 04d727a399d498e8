//! Nodes whose clocks are wrong (DESIGN 4): the clock that decides is PostgreSQL's, so they all decide the same. An hour ahead
//! and an hour behind here, where a few seconds would do the same harm more rarely.
use crate::support::app::data_folder;
use crate::support::cast::{CASHIER_NORTH, PASSWORD};
use crate::support::client::Client;
use crate::support::phone::{Phone, later};
use crate::support::program::{Place, Serving};
use crate::support::{TestApp, TestDb, unit};
use chrono::{DateTime, TimeDelta, Utc};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

/// Seconds by which a node's clock is wrong.
const WRONG: [i64; 2] = [3_600, -3_600];
/// Well within that, on either side of now.
const SOON: &str = "now() + interval '10 minutes'";
const LATELY: &str = "now() - interval '10 minutes'";

/// A node as a process of its own, beside the one of the test.
struct Node {
    serving: Serving,
    _place: Place,
}

fn library() -> PathBuf {
    let folders = std::fs::read_dir("/usr/lib").into_iter().flatten().flatten();
    let folders = folders.map(|folder| folder.path()).chain([PathBuf::from("/usr/lib64")]);
    folders
        .map(|folder| folder.join("faketime/libfaketimeMT.so.1"))
        .find(|library| library.exists())
        .expect("libfaketime, which script/test installs")
}

fn node(app: &TestApp, wrong: i64) -> Node {
    let place = Place::new();
    let mut command = place.command(&["serve", "--port", "0"]);
    command
        .env("DATABASE_URL", app.db.app_url())
        .env("DATABASE_OWNER_URL", app.db.owner_url())
        .env("KEYHOLDER_KEY_FILE", data_folder().join("installation.key"))
        .env("KEYHOLDER_TEST_WEAK_HASHING", "yes")
        .env("KEYHOLDER_ARGON2_MEMORY_KIB", "8")
        .env("KEYHOLDER_ARGON2_ITERATIONS", "1")
        .env("KEYHOLDER_POOL_SIZE", "4")
        .env("LD_PRELOAD", library())
        .env("FAKETIME", format!("{wrong:+}"))
        // How long something takes is not what is wrong.
        .env("DONT_FAKE_MONOTONIC", "1")
        .env("FAKETIME_DONT_FAKE_MONOTONIC", "1");
    let node = Node {
        serving: Serving::start_set_up(command),
        _place: place,
    };
    let page = Client::new(node.serving.socket()).get("/login");
    let told = DateTime::parse_from_rfc2822(page.header("date")).expect("a date");
    let off = told.with_timezone(&Utc) - Utc::now() - TimeDelta::seconds(wrong);
    assert!(off.abs() < TimeDelta::minutes(5), "its clock is not wrong: {told}");
    node
}

/// A server, and two nodes more whose clocks are wrong.
fn chain(db: TestDb) -> (TestApp, [Node; 2]) {
    let app = TestApp::on(db);
    let nodes = WRONG.map(|wrong| node(&app, wrong));
    (app, nodes)
}

fn addresses(nodes: &[Node; 2]) -> [SocketAddr; 2] {
    [nodes[0].serving.socket(), nodes[1].serving.socket()]
}

#[test]
fn p11_a_right_begins_and_ends_on_every_node_by_the_databases_clock() {
    let (app, nodes) = chain(TestDb::new());
    let carl = app.log_in(CASHIER_NORTH);
    let right = "navigation.access.security.users";
    let asked = |from: &str, to: &str| {
        app.db.give(CASHIER_NORTH.id, right, unit::TOP, true);
        app.db.run(&format!(
            "UPDATE grants SET valid_from = {from}, valid_to = {to} WHERE account_id = 202;
             UPDATE access_state SET version = version + 1;
             INSERT INTO access_changes (version, kind, key) SELECT version, 'grant', 202 FROM access_state"
        ));
        addresses(&nodes).map(|node| carl.copy_at(node).get("/users").status)
    };
    assert_eq!(asked("NULL", SOON), [200; 2], "not over yet");
    assert_eq!(asked("NULL", LATELY), [403; 2], "over");
    assert_eq!(asked(SOON, "NULL"), [403; 2], "not begun yet");
    assert_eq!(asked(LATELY, "NULL"), [200; 2], "begun");
}

/// Minutes of the access token that a node gives at a renewal, to a member of a group whose tokens live five.
fn renewed(app: &TestApp, node: SocketAddr, from: &str, to: &str) -> i64 {
    app.db.run(&format!(
        "DELETE FROM memberships WHERE account_id = 202 AND group_id = 101;
         INSERT INTO memberships (unit_id, group_id, account_id, valid_from, valid_to) VALUES (4, 101, 202, {from}, {to})"
    ));
    let carl = app.log_in(CASHIER_NORTH).copy_at(node);
    app.db
        .run("UPDATE sessions SET access_expires_at = now() - interval '1 second'");
    assert_eq!(carl.get("/account").status, 200);
    assert_eq!(
        app.db.number("SELECT renewals FROM sessions ORDER BY id DESC LIMIT 1"),
        1
    );
    app.db.number(
        "SELECT round(extract(epoch FROM access_expires_at - access_created_at) / 60)::bigint FROM sessions ORDER BY id DESC LIMIT 1",
    )
}

#[test]
fn n4_n5_sessions_are_renewed_and_proofs_are_recent_by_the_databases_clock() {
    let db = TestDb::new();
    db.run("UPDATE groups SET access_minutes = 5 WHERE id = 101");
    let (app, nodes) = chain(db);
    for node in addresses(&nodes) {
        assert_eq!(renewed(&app, node, SOON, "NULL"), 60, "no member yet");
        assert_eq!(renewed(&app, node, "NULL", LATELY), 60, "no member any more");
        assert_eq!(renewed(&app, node, LATELY, SOON), 5, "a member now");
        let carl = app.log_in(CASHIER_NORTH).copy_at(node);
        let sensitive = |ago: &str| {
            app.db
                .run(&format!("UPDATE sessions SET proof_at = now() - interval '{ago}'"));
            carl.post("/account/two-factor", &[("act", "begin")]).status
        };
        assert_eq!([sensitive("14 minutes"), sensitive("16 minutes")], [303, 403]);
        app.db.run(&format!("UPDATE sessions SET access_expires_at = {SOON}"));
        let before = carl.cookie(crate::support::client::COOKIE);
        assert_eq!(carl.get("/account").status, 200);
        assert_eq!(carl.cookie(crate::support::client::COOKIE), before, "nothing to renew");
    }
}

#[test]
fn c6_n10_locks_codes_and_blocks_last_by_the_databases_clock() {
    let (app, nodes) = chain(TestDb::new());
    let login = |node: SocketAddr| {
        let carl = Client::new(node);
        let page = carl.post("/login", &[("name", "carl"), ("password", PASSWORD)]);
        (page.status, carl)
    };
    let locked = |until: &str| {
        app.db.run(&format!(
            "INSERT INTO login_counters (key, user_id, failed, locked_at, locked_until, touched_at)
             VALUES (sha256('carl'), 202, 5, now() - interval '1 hour', {until}, now())
             ON CONFLICT (key) DO UPDATE SET failed = 5, locked_at = excluded.locked_at, locked_until = excluded.locked_until"
        ));
    };
    for node in addresses(&nodes) {
        locked(SOON);
        assert_eq!(login(node).0, 422, "still locked");
        locked(LATELY);
        assert_eq!(login(node).0, 303, "locked no more");
    }
    let (phone, _) = Phone::set_up(&app, &app.log_in(CASHIER_NORTH));
    for node in addresses(&nodes) {
        let (_, carl) = login(node);
        let page = carl.post("/login/code", &[("code", &phone.code(&app))]);
        assert_eq!((page.status, carl.get("/account").status), (303, 200), "a code of now");
        later(&app);
    }
    app.db.run(&format!(
        "INSERT INTO address_rules (list, range, expires_at) VALUES ('blocked', '127.0.0.0/8', {SOON})"
    ));
    let asked = || addresses(&nodes).map(|node| Client::new(node).get("/login").status);
    assert_eq!(asked(), [403; 2]);
    app.db.run(&format!("UPDATE address_rules SET expires_at = {LATELY}"));
    assert_eq!(asked(), [200; 2]);
}

/// Where a node looks at its own clock, and why that decides nothing that another node could decide otherwise.
const OWN_CLOCK: [(&str, &str); 7] = [
    ("src/backup/archive.rs", "written into a file"),
    (
        "src/backup/nightly.rs",
        "names and ages of files in the node's own folder",
    ),
    ("src/cli/backup.rs", "the name of a file"),
    ("src/cli/upgrade_database.rs", "the name of a file"),
    ("src/mail/letter.rs", "the moment comes from the database"),
    ("src/person/mod.rs", "written into a file"),
    (
        "src/storage/folder.rs",
        "ages of files by the clock that dated them, an hour's grace",
    ),
];

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap().flatten() {
        let path = entry.path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|kind| kind == "rs") {
            found.push(path);
        }
    }
}

#[test]
fn no_other_part_of_the_program_looks_at_its_own_clock() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = Vec::new();
    sources(&root.join("src"), &mut files);
    let looks = |path: &&PathBuf| {
        let text = std::fs::read_to_string(path).unwrap();
        ["Utc::now", "Local::now", "SystemTime::", "OffsetDateTime::now"]
            .iter()
            .any(|clock| text.contains(clock))
    };
    let mut found: Vec<String> = files
        .iter()
        .filter(looks)
        .map(|path| path.strip_prefix(root).unwrap().display().to_string())
        .collect();
    found.sort();
    assert_eq!(found, OWN_CLOCK.map(|(file, _)| file));
}
