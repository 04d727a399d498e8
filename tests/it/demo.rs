//! The demonstration chain (SPEC 11, `--demo`).
use crate::support::console::{Console, Terminal};
use crate::support::{TestApp, TestDb};
use std::io::{BufRead, BufReader};

const EMPTY: &str = "DROP SCHEMA public CASCADE; CREATE SCHEMA public";

/// Starts the server with `--demo` and gives its three lines; the server is stopped again.
fn logins(console: &Terminal) -> Vec<String> {
    let mut server = console.command(&["serve", "--demo", "--port", "0"]).spawn().unwrap();
    let lines = BufReader::new(server.stdout.take().unwrap())
        .lines()
        .map_while(Result::ok);
    let logins = lines.filter(|line| line.starts_with("demo login: ")).take(3).collect();
    server.kill().unwrap();
    server.wait().unwrap();
    logins
}

#[test]
fn a_database_in_use_is_left_alone() {
    let console = Console::new();
    let before = console.db.fingerprint(&[]);
    let said = console.run(&["serve", "--demo", "--port", "0"]);
    assert!(said.code == 1 && said.err.contains("an empty one only"), "{said:?}");
    assert_eq!(console.db.fingerprint(&[]), before);
    assert!(!console.folder().join("demo-logins").exists());
}

#[test]
fn an_empty_database_becomes_a_chain_whose_three_logins_work() {
    let db = TestDb::new();
    db.run(EMPTY);
    let console = Terminal::at(&db);
    let first = logins(&console);
    let roles: Vec<&str> = first.iter().map(|line| line.rsplit(' ').next().unwrap()).collect();
    assert_eq!(roles, ["administrator", "manager", "employee"]);
    assert_eq!(db.number("SELECT count(*) FROM org_units"), 18);
    let parties = |role| db.number(&format!("SELECT count(*) FROM actor_listed WHERE role_id = {role}"));
    let people = db.number("SELECT count(*) FROM users WHERE id > 5 AND state <> 'deleted'");
    assert_eq!([parties(1), parties(2), parties(3)], [3_000, 60, people]);
    assert!(
        db.number("SELECT count(*) FROM actor_words WHERE word = 'k10007'") == 1,
        "found by number"
    );
    db.run(
        "UPDATE users SET state = 'deactivated' WHERE id = (SELECT id FROM accounts WHERE name_key = 'jonas.krogh')",
    );
    assert_eq!(logins(&console), first, "the same logins every time");
    let app = TestApp::on(db);
    for line in &first {
        let words: Vec<&str> = line.split(' ').collect();
        app.log_in_as(words[2], words[3]);
    }
}

#[test]
fn the_demonstrations_files_are_stable() {
    let console = Console::new();
    console.db.run(EMPTY);
    logins(&console);
    for table in ["org_units", "groups", "users", "memberships", "grants"] {
        let file = std::fs::read(format!("demo/{table}.csv")).unwrap();
        assert!(
            console
                .imported(table, file)
                .starts_with("0 added, 0 changed, 0 removed"),
            "{table}"
        );
    }
}

#[test]
fn the_demonstration_has_two_customers_a_caterer_of_both_and_a_support_agent() {
    let db = TestDb::new();
    db.run(EMPTY);
    let console = Terminal::at(&db);
    let printed = logins(&console);
    let pools = "SELECT string_agg(o.name || ' ' || l.taken || '/' || l.pool, ', ' ORDER BY o.id) FROM customer_licences l JOIN org_units o ON o.id = l.customer_id";
    assert_eq!(db.text(pools), "Vesterhav Marked A/S 378/400, Kystens Bageri ApS 11/15");
    let can = |login: &str, right: &str, unit: &str| console.run(&["can", login, right, unit]).out;
    for (login, right) in [
        ("emil.winther", "ChangeOtherUserPassword"),
        ("sofie.friis", "ManageUserLicence"),
    ] {
        for unit in ["201", "401"] {
            assert!(can(login, right, unit).starts_with("allow"), "{login} in {unit}");
        }
    }
    assert!(can("bodil.bach", "EditUser", "401").starts_with("allow"));
    assert!(can("bodil.bach", "EditUser", "201").starts_with("none"));
    let app = TestApp::on(db);
    let words: Vec<&str> = printed[0].split(' ').collect();
    let admin = app.log_in_as(words[2], words[3]);
    let organisations = admin.get("/support/organisations");
    assert!(
        organisations.says("Kystens Bageri ApS, Vesterhav Marked A/S"),
        "{}",
        organisations.text("main")
    );
}
