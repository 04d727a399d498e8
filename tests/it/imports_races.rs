//! What happens between sending a file and its last row (SPEC L-5, P-8; SECURITY SE6, SE10, AC14, RS1): never half of it.
use crate::support::TestApp;
use crate::support::cast::{ADMINISTRATOR, MANAGER_NORTH, MANAGER_SOUTH};
use crate::support::console::Console;
use crate::support::files::problems;
use crate::support::page::Page;
use std::fmt::Write;

const USERS: &str = "login,display_name,unit_code\nkaj,Kaj Kok,N1\nine,Ine Ild,N2\n";

/// Sent, checked, told to be applied while the worker rests; then this happens, and the worker goes on.
fn applied_after(app: &TestApp, happens: impl FnOnce(&Page)) -> Page {
    let mona = app.log_in(MANAGER_NORTH);
    let page = mona.check_file("users", USERS);
    let pause = app.pause_imports();
    let sent = page.form("main form").press("Apply");
    assert_eq!(sent.status, 303, "{}", sent.body);
    happens(&page);
    drop(pause);
    // The sender's own session may be over: somebody else of the same name looks.
    let path = page.path.clone();
    let state = || app.db.text("SELECT state FROM uploads");
    let began = std::time::Instant::now();
    while state() == "applying" {
        assert!(began.elapsed().as_secs() < 30, "still applying");
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
    app.db.run("UPDATE users SET state = 'active' WHERE id = 201");
    app.log_in(MANAGER_NORTH).get(&path)
}

fn nothing_came_of_it(app: &TestApp) {
    assert_eq!(
        app.db
            .number("SELECT count(*) FROM accounts WHERE name IN ('kaj', 'ine')"),
        0
    );
    assert_eq!(
        app.db
            .number("SELECT count(*) FROM activity WHERE type = 'file.imported'"),
        0
    );
}

#[test]
fn se6_a_file_whose_session_has_ended_is_given_up() {
    let app = TestApp::start();
    let page = applied_after(&app, |page| {
        page.client.post("/logout", &[]);
    });
    assert!(page.says("The session it was sent from has ended"), "{}", page.body);
    nothing_came_of_it(&app);
}

#[test]
fn se6_a_file_of_somebody_deactivated_meanwhile_is_given_up() {
    let app = TestApp::start();
    let admin = app.log_in(ADMINISTRATOR);
    let page = applied_after(&app, |_| {
        let page = admin.get("/users/deactivate?id=201");
        assert_eq!(page.form("main form").submit().status, 303);
    });
    assert!(page.says("The session it was sent from has ended"), "{}", page.body);
    nothing_came_of_it(&app);
}

#[test]
fn se10_a_right_taken_away_after_the_dry_run_refuses_the_whole_file() {
    let app = TestApp::start();
    let page = applied_after(&app, |_| {
        app.db.run(
            "UPDATE access_state SET version = version + 1;
             INSERT INTO grants (account_id, permission_id, scope, unit_id, allow) SELECT 201, id, scope, 5, false FROM permissions WHERE key = 'CreateUser';
             INSERT INTO access_changes (version, kind, key) SELECT version, 'grant', 201 FROM access_state;",
        );
    });
    assert_eq!(problems(&page), ["3 unit_code You need Create user in Skagen."]);
    assert!(page.says("what was allowed is so no longer"), "{}", page.body);
    nothing_came_of_it(&app);
}

#[test]
fn a_file_that_would_do_something_else_than_was_seen_is_shown_again() {
    let app = TestApp::start();
    let page = applied_after(&app, |_| {
        app.db.run("UPDATE accounts SET name = 'kaj', name_key = 'kaj' WHERE id = 202; UPDATE account_keys SET key = 'kaj' WHERE account_id = 202 AND is_name");
    });
    assert!(page.says("Something has changed since you looked"), "{}", page.body);
    assert_eq!(page.texts(".tally dd")[1..3], ["1", "1"]);
    assert_eq!(app.db.number("SELECT count(*) FROM accounts WHERE name = 'ine'"), 0);
}

#[test]
fn two_files_at_once_are_applied_one_after_the_other() {
    let app = TestApp::start();
    let (mona, sune) = (app.log_in(MANAGER_NORTH), app.log_in(MANAGER_SOUTH));
    let pause = app.pause_imports();
    let north = mona.send_file("users", "n.csv", "login,display_name,unit_code\nkaj,Kaj,N1\n");
    let south = sune.send_file("users", "s.csv", "login,display_name,unit_code\nkaj,Kaj,S1\n");
    drop(pause);
    let (north, south) = (mona.settled(north.location()), sune.settled(south.location()));
    let (first, second) = (
        north.form("main form").press("Apply"),
        south.form("main form").press("Apply"),
    );
    let (north, south) = (mona.settled(first.location()), sune.settled(second.location()));
    assert!(north.says("The file has been applied"), "{}", north.body);
    assert_eq!(
        problems(&south),
        ["2 login kaj is already the name or email of another account."]
    );
    assert_eq!(app.db.number("SELECT count(*) FROM accounts WHERE name = 'kaj'"), 1);
}

#[test]
fn rs1_a_file_that_a_killed_server_was_applying_is_applied_by_the_next() {
    let app = TestApp::start();
    let page = applied_after(&app, |_| {
        // As a worker leaves it that was cut off: claimed, and nothing written.
        app.db
            .run("UPDATE uploads SET claim = gen_random_uuid(), claimed_until = now() - interval '1 second', done = 1");
    });
    assert!(page.says("The file has been applied"), "{}", page.body);
    assert_eq!(
        app.db
            .number("SELECT count(*) FROM accounts WHERE name IN ('kaj', 'ine')"),
        2
    );
}

#[test]
fn rs1_a_worker_cut_off_in_the_middle_leaves_nothing_and_the_file_is_done_once() {
    let app = TestApp::start();
    let mona = app.log_in(MANAGER_NORTH);
    let mut rows = String::from("login,display_name,unit_code\n");
    (0..3_000).for_each(|n| writeln!(rows, "new{n},New {n},N1").unwrap());
    let page = mona.check_file("users", rows);
    let sent = page.form("main form").press("Apply");
    let writing = "FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() AND query ILIKE 'INSERT INTO %user%' AND state = 'active'";
    let began = std::time::Instant::now();
    while app
        .db
        .number(&format!("SELECT count(pg_terminate_backend(pid)) {writing}"))
        == 0
    {
        if app.db.text("SELECT state FROM uploads") == "applied" || began.elapsed().as_secs() > 20 {
            break;
        }
    }
    assert!(mona.settled(sent.location()).says("The file has been applied"));
    assert_eq!(
        app.db.number("SELECT count(*) FROM accounts WHERE name LIKE 'new%'"),
        3_000
    );
    assert_eq!(
        app.db
            .number("SELECT count(*) FROM activity WHERE type = 'user.created'"),
        3_000
    );
}

#[test]
fn a_duplicate_far_down_a_long_file_is_told_by_the_command_and_nothing_is_written() {
    let console = Console::new();
    let mut file = String::from("login,display_name,unit_code\n");
    for n in 2..=200_001 {
        let n = if n == 150_000 { 7 } else { n };
        writeln!(file, "user{n},User {n},N1").unwrap();
    }
    let before = console.db.fingerprint(&[]);
    let said = console.import("users", file, &[]);
    assert_eq!(said.code, 1);
    assert!(
        said.err.starts_with("Line 150000, login: The same stands in line 7."),
        "{said:?}"
    );
    console.db.assert_same(&before);
}

#[test]
fn ex6_files_sent_at_once_are_no_more_than_one_person_keeps() {
    let app = TestApp::start();
    let _pause = app.pause_imports();
    let mona = app.log_in(MANAGER_NORTH);
    for _ in 0..4 {
        mona.send_file("users", "u.csv", USERS);
    }
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| mona.send_file("users", "u.csv", USERS));
        }
    });
    assert_eq!(app.db.number("SELECT count(*) FROM uploads"), 5);
}
