//! `keyholder activity` (SPEC 5.3, 11).
use crate::jobs::soon;
use crate::operations::key;
use crate::support::TestApp;
use crate::support::cast::{ADMINISTRATOR, MANAGER_NORTH};
use crate::support::console::{Console, Said, Terminal};

fn sealed() -> (TestApp, Terminal) {
    let app = TestApp::start();
    app.log_in(ADMINISTRATOR);
    app.log_in(MANAGER_NORTH);
    soon("sealed", || app.db.number("SELECT count(*) FROM activity_chain") == 2);
    let terminal = Terminal::at(&app.db);
    (app, terminal)
}

#[track_caller]
fn says(said: &Said, code: i32, words: &str) {
    assert_eq!(said.code, code, "{said:?}");
    assert!(said.out.contains(words) || said.err.contains(words), "{said:?}");
}

#[test]
fn verify_says_how_much_it_checked_and_where_the_log_is_not_what_was_written() {
    let (app, terminal) = sealed();
    says(
        &terminal.run(&["activity", "verify"]),
        0,
        "2 entries checked up to position 2; 0 not sealed yet",
    );
    app.db
        .run("UPDATE activity SET user_id = 1 WHERE id = (SELECT max(id) FROM activity)");
    let said = terminal.run(&["activity", "verify"]);
    says(&said, 1, "position 2: entry");
    says(&said, 1, "the activity log is not what was written");
}

#[test]
fn a_head_from_the_servers_log_is_looked_for() {
    let (app, terminal) = sealed();
    let hash = app
        .db
        .text("SELECT encode(hash, 'hex') FROM activity_chain WHERE position = 1");
    says(
        &terminal.run(&["activity", "verify", "--anchor", &format!("1:{hash}")]),
        0,
        "2 entries",
    );
    says(
        &terminal.run(&["activity", "verify", "--anchor", &format!("2:{hash}")]),
        1,
        "does not have this hash",
    );
    assert_eq!(terminal.run(&["activity", "verify", "--anchor", "2"]).code, 2);
}

#[test]
fn another_installations_key_fits_nothing() {
    let (app, _) = sealed();
    let other = Terminal::at(&app.db);
    key::write(other.folder(), &[&key::random()]);
    says(
        &other.run(&["activity", "verify"]),
        1,
        "is not the one this database belongs to",
    );
}

#[test]
fn how_long_entries_are_kept_is_set_and_written_down() {
    let console = Console::new();
    says(&console.run(&["activity", "keep", "365"]), 0, "kept for 365 days");
    says(&console.run(&["activity", "keep", "forever"]), 0, "kept for ever");
    assert_eq!(console.run(&["activity", "keep", "7"]).code, 2);
    let noted = "SELECT string_agg(details #>> '{activity_days,new}', ',' ORDER BY id) FROM activity WHERE type = 'installation.changed'";
    assert_eq!(console.db.text(noted), "365");
    assert_eq!(
        console
            .db
            .number("SELECT count(*) FROM activity WHERE type = 'installation.changed'"),
        2
    );
    assert_eq!(console.db.text("SELECT activity_days FROM installation"), "");
}
