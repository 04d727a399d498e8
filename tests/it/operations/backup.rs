//! `keyholder backup` and `keyholder restore`: everything is as it was.
use crate::jobs::soon;
use crate::support::cast::{ADMINISTRATOR, CASHIER_NORTH};
use crate::support::console::{Said, Terminal};
use crate::support::program::Place;
use crate::support::{TestApp, TestDb};
use nix::sys::signal::Signal;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

/// What a restore changes by itself: nobody stays logged in, and it says so.
pub const TIME_WENT_BACK: [&str; 6] = [
    "activity",
    "activity_personal",
    "access_changes",
    "access_state",
    "links",
    "sessions",
];

/// A server with something in its log, and a terminal.
pub fn served() -> (TestApp, Terminal) {
    let app = TestApp::start();
    app.log_in(ADMINISTRATOR);
    let terminal = Terminal::at(&app.db);
    (app, terminal)
}

/// A backup of its database, made while it serves.
pub fn backed_up(terminal: &Terminal) -> PathBuf {
    let path = terminal.folder().join("house.tar");
    says(&terminal.run(&["backup", path.to_str().unwrap()]), 0, "bytes");
    path
}

pub fn restore(db: &TestDb, terminal: &Terminal, path: &Path) -> Said {
    db.reconnect();
    terminal.run(&["restore", path.to_str().unwrap()])
}

#[track_caller]
pub fn says(said: &Said, code: i32, words: &str) {
    assert_eq!(said.code, code, "{said:?}");
    assert!(
        said.out.contains(words) || said.err.contains(words),
        "{words}: {said:?}"
    );
}

#[test]
fn a_restore_brings_back_everything_and_the_log_is_what_was_written() {
    let (mut app, terminal) = served();
    // From here on the database belongs to this key.
    says(&terminal.run(&["activity", "verify"]), 0, "entries checked");
    let before = app.db.fingerprint(&TIME_WENT_BACK);
    let path = backed_up(&terminal);
    assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    app.db.run(
        "DELETE FROM memberships; UPDATE users SET display_name = 'Somebody else'; DROP TABLE mails;
         UPDATE activity SET user_id = 1",
    );
    app.stop();
    says(&restore(&app.db, &terminal, &path), 0, "Restored as of");
    app.db.assert_same(&before);
    says(&terminal.run(&["activity", "verify"]), 0, "entries checked");
    app.start_again();
    app.log_in(CASHIER_NORTH);
    soon("sealed", || {
        app.db.number("SELECT count(*) FROM activity_unsealed") == 0
    });
    says(&terminal.run(&["activity", "verify"]), 0, "entries checked");
    assert_eq!(
        app.db
            .number("SELECT count(*) FROM activity WHERE type = 'backup.restored'"),
        1
    );
}

#[test]
fn what_was_ended_since_the_backup_stays_ended() {
    let (mut app, terminal) = served();
    let browser = app.log_in(CASHIER_NORTH);
    app.db.run("INSERT INTO links (user_id, purpose, secret_hash, expires_at) VALUES (201, 'reset', 'a', now() + interval '1 hour')");
    let path = backed_up(&terminal);
    let version = app.db.number("SELECT version FROM access_state");
    app.stop();
    says(&restore(&app.db, &terminal, &path), 0, "Nobody is logged in any more");
    let open = |table: &str, ended: &str| {
        app.db
            .number(&format!("SELECT count(*) FROM {table} WHERE {ended} IS NULL"))
    };
    assert_eq!((open("sessions", "ended_at"), open("links", "revoked_at")), (0, 0));
    assert!(
        app.db.number("SELECT version FROM access_state") > version + 1000,
        "no node takes what it remembers for newer"
    );
    app.start_again();
    assert_eq!(browser.copy_at(app.address).get("/account").status, 303);
}

#[test]
fn the_role_of_requests_has_after_a_restore_what_it_had_before() {
    let (mut app, terminal) = served();
    let rights = "SELECT string_agg(relname || ' ' || coalesce(relacl::text, ''), E'\\n' ORDER BY relname)
        FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'S')";
    let functions = "SELECT string_agg(proname || ' ' || coalesce(proacl::text, ''), E'\\n' ORDER BY proname)
        FROM pg_proc WHERE pronamespace = 'public'::regnamespace";
    let schema = "SELECT nspowner::regrole || ' ' || nspacl::text FROM pg_namespace WHERE nspname = 'public'";
    let all = |db: &TestDb| [rights, functions, schema].map(|sql| db.text(sql));
    let before = all(&app.db);
    let path = backed_up(&terminal);
    app.stop();
    says(&restore(&app.db, &terminal, &path), 0, "Restored");
    assert_eq!(all(&app.db), before);
}

#[test]
fn attachments_of_a_folder_come_back_with_the_database() {
    let (mut app, terminal) = served();
    let folder = terminal.folder().join("files");
    let id = uuid::Uuid::now_v7();
    let file = keyholder::storage::Folder::open(&folder).unwrap();
    file.put(id, b"contract").unwrap();
    app.db.run(&format!("INSERT INTO stored_files (id, media_type, size, sha256) VALUES ('{id}', 'text/plain', 8, ''), (gen_random_uuid(), 'text/plain', 8, '')"));
    let run = |words: &[&str]| {
        let output = terminal
            .command(words)
            .env("KEYHOLDER_FILES_DIR", &folder)
            .output()
            .unwrap();
        String::from_utf8([output.stdout, output.stderr].concat()).unwrap()
    };
    let path = terminal.folder().join("house.tar");
    let said = run(&["backup", path.to_str().unwrap()]);
    assert!(
        said.contains("1 attachments of the folder") && said.contains("1 attachments were not in the folder"),
        "{said}"
    );
    std::fs::remove_dir_all(&folder).unwrap();
    app.db.run("DELETE FROM stored_files");
    app.stop();
    says(&restore(&app.db, &terminal, &path), 1, "set KEYHOLDER_FILES_DIR");
    let said = run(&["restore", path.to_str().unwrap()]);
    assert!(said.contains("Restored"), "{said}");
    assert_eq!(file.get(id).unwrap(), b"contract");
    assert_eq!(app.db.number("SELECT count(*) FROM stored_files"), 2);
}

#[test]
fn the_private_postgresql_is_backed_up_beside_the_server_and_restored_without_it() {
    let place = Place::new();
    let mut server = place.serve();
    let output = place.run(&["backup"]);
    let text = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
    assert!(output.status.success() && text.contains("installation.key"), "{text}");
    let path = text.split(": ").next().unwrap().to_owned();
    assert!(
        path.contains("/data/backups/keyholder-") && path.ends_with(".tar"),
        "{path}"
    );
    place
        .db()
        .run("UPDATE users SET display_name = 'Somebody else' WHERE id = 2");
    let refused = place.run(&["restore", &path]);
    assert_eq!(refused.status.code(), Some(1));
    assert!(String::from_utf8(refused.stderr).unwrap().contains("stop the server"));
    assert_eq!(server.login_page(), 200);
    server.end(Signal::SIGTERM);
    assert!(place.run(&["restore", &path]).status.success());
    let _server = place.serve();
    assert_eq!(
        place
            .db()
            .number("SELECT count(*) FROM users WHERE display_name = 'Somebody else'"),
        0
    );
}
