//! A restore that is killed in the middle: nothing is lost, and nobody works with what is not in force.
use super::backup::{TIME_WENT_BACK, backed_up, restore, says, served};
use super::backup_refused::{altered, refused_unchanged};
use crate::support::cast::CASHIER_NORTH;
use crate::support::console::Terminal;
use crate::support::{TestApp, TestDb};
use diesel::connection::SimpleConnection;
use keyholder::db::clients::Clients;
use keyholder::db::migrate::migrate;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

/// How many schemas a restore that is not complete has left.
const REMAINDERS: &str = "SELECT count(*) FROM pg_namespace WHERE nspname IN ('before_restore', 'aside_for_restore')";

/// A backup of an early version, after whose loading there is much to migrate.
fn long_ago() -> (Terminal, PathBuf) {
    let db = TestDb::of_version("0070");
    let terminal = Terminal::at(&db);
    let path = backed_up(&terminal);
    (terminal, path)
}

/// Kills a restore of this file when its contents are loaded and not yet in force.
fn kill_in_the_middle(db: &TestDb, terminal: &Terminal, path: &Path) {
    use diesel::prelude::*;
    db.reconnect();
    let mut restoring = terminal.command(&["restore", path.to_str().unwrap()]).spawn().unwrap();
    let loaded = || {
        let look = diesel::sql_query("SELECT 1 FROM pg_namespace WHERE nspname = 'before_restore'");
        look.execute(&mut db.owner()).unwrap() == 1
    };
    while !loaded() {
        assert!(restoring.try_wait().unwrap().is_none(), "it ended before it was loaded");
        std::thread::sleep(Duration::from_millis(30));
    }
    restoring.kill().unwrap();
    assert!(!restoring.wait().unwrap().success(), "killed too late");
    assert_eq!(db.number(REMAINDERS), 1);
    db.reconnect();
}

#[track_caller]
fn refuses_to_serve(terminal: &Terminal) {
    let mut serving = terminal.command(&["serve", "--port", "0"]).spawn().unwrap();
    let began = Instant::now();
    while serving.try_wait().unwrap().is_none() {
        if began.elapsed() > Duration::from_secs(20) {
            serving.kill().unwrap();
            panic!("it serves what is not in force");
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    let output = serving.wait_with_output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.contains("a restore of this database was interrupted"), "{said}");
}

#[test]
fn rs1_after_a_restore_that_was_killed_nothing_is_served_until_it_is_undone_and_then_all_is_as_it_was() {
    let (_elsewhere, old) = long_ago();
    let (mut app, terminal) = served();
    app.stop();
    let before = app.db.fingerprint(&[]);
    kill_in_the_middle(&app.db, &terminal, &old);
    refuses_to_serve(&terminal);
    for words in [&["migrate"][..], &["export", "users"], &["activity", "verify"]] {
        says(&terminal.run(words), 1, "keyholder restore --undo");
    }
    says(
        &terminal.run(&["restore", "--undo"]),
        0,
        "Everything is as it was before",
    );
    app.db.assert_same(&before);
    assert_eq!(app.db.number(REMAINDERS), 0);
    app.db.reconnect();
    says(&terminal.run(&["restore", "--undo"]), 0, "Nothing to undo");
    app.db.assert_same(&before);
    app.start_again();
    app.log_in(CASHIER_NORTH);
}

#[test]
fn rs1_a_restore_after_one_that_was_killed_works() {
    let (_elsewhere, old) = long_ago();
    let (mut app, terminal) = served();
    says(&terminal.run(&["activity", "verify"]), 0, "entries checked");
    let before = app.db.fingerprint(&TIME_WENT_BACK);
    let path = backed_up(&terminal);
    app.stop();
    kill_in_the_middle(&app.db, &terminal, &old);
    let whole = std::fs::read(&path).unwrap();
    let torn = path.with_extension("torn.tar");
    std::fs::write(&torn, &whole[..whole.len() / 2]).unwrap();
    says(&restore(&app.db, &terminal, &torn), 1, "is damaged");
    assert_eq!(app.db.number(REMAINDERS), 1, "what was there before is not given up");
    says(&restore(&app.db, &terminal, &path), 0, "Restored");
    app.db.assert_same(&before);
    assert_eq!(app.db.number(REMAINDERS), 0);
    app.start_again();
    app.log_in(CASHIER_NORTH);
}

/// After the last migration: the key, the sessions, the entry of the log.
#[test]
fn a_restore_that_fails_at_its_last_step_leaves_everything_as_it_was() {
    let (mut app, terminal) = served();
    app.db.run(
        "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'no such entry here'; END $$;
         CREATE TRIGGER refuse BEFORE INSERT ON activity FOR EACH ROW WHEN (NEW.type = 'backup.restored') EXECUTE FUNCTION refuse()",
    );
    let path = backed_up(&terminal);
    app.db
        .run("DROP TRIGGER refuse ON activity; DROP FUNCTION refuse(); UPDATE users SET display_name = 'Since then' WHERE id = 202");
    app.stop();
    refused_unchanged(&app, &terminal, &path, "no such entry here");
}

/// A house whose restore was interrupted: what was restored is a new installation, what was there before is the cast.
fn with_a_remainder() -> (TestApp, Terminal) {
    let (mut app, terminal) = served();
    app.stop();
    app.db.owner()
        .batch_execute("ALTER SCHEMA public RENAME TO before_restore; CREATE SCHEMA public AUTHORIZATION pg_database_owner; GRANT USAGE ON SCHEMA public TO PUBLIC")
        .unwrap();
    migrate(&app.db.owner_url(), &app.db.app_url()).unwrap();
    (app, terminal)
}

#[test]
fn a_backup_of_a_house_whose_restore_was_interrupted_holds_what_was_restored_and_can_be_restored() {
    let (app, terminal) = with_a_remainder();
    let path = backed_up(&terminal);
    // As an earlier version wrote it, with what was there before.
    let clients = Clients::of(&mut app.db.owner()).unwrap();
    let pg_dump = Path::new(clients.unpack().get_program()).with_file_name("pg_dump");
    let mut command = Command::new(pg_dump);
    command.args(["--format=custom", "--no-owner", "--no-privileges"]);
    let dump = command.arg(app.db.owner_url()).output().unwrap();
    assert!(dump.status.success(), "{dump:?}");
    let earlier = altered(&path, |name, bytes| {
        if name == "database.dump" {
            *bytes = dump.stdout.clone();
        }
    });
    assert!(std::fs::metadata(&earlier).unwrap().len() > std::fs::metadata(&path).unwrap().len());
    for file in [path, earlier] {
        let (mut other, terminal) = served();
        other.stop();
        says(&restore(&other.db, &terminal, &file), 0, "Restored");
        assert_eq!(other.db.number(REMAINDERS), 0);
        let people = "SELECT count(*) FROM users WHERE id = 202";
        assert_eq!(other.db.number(people), 0, "the cast is not in it");
        says(&terminal.run(&["activity", "verify"]), 0, "entries checked");
    }
}
