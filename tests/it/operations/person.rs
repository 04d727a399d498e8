//! SECURITY DP2: everything on one person, for that person.
use super::backup::says;
use crate::actors::{CARL, CYKLER, cpr, start};
use crate::memberships;
use crate::support::TestApp;
use crate::support::cast::{ADMINISTRATOR, CASHIER_NORTH, PASSWORD, group, unit};
use crate::support::console::Terminal;
use std::collections::BTreeMap;
use std::io::Read;
use std::os::unix::fs::PermissionsExt;

/// What is in the archive that the command wrote, by name.
fn archive(terminal: &Terminal, whom: &[&str]) -> BTreeMap<String, Vec<u8>> {
    let file = terminal.folder().join("person.tar");
    says(
        &terminal.run(&[&["person"], whom, &[file.to_str().unwrap()]].concat()),
        0,
        "",
    );
    let mode = PermissionsExt::mode(&std::fs::metadata(&file).unwrap().permissions());
    assert_eq!(mode & 0o777, 0o600);
    let mut tar = tar::Archive::new(std::fs::File::open(file).unwrap());
    let parts = tar.entries().unwrap().map(|part| {
        let (mut part, mut bytes) = (part.unwrap(), Vec::new());
        part.read_to_end(&mut bytes).unwrap();
        (part.path().unwrap().to_str().unwrap().to_owned(), bytes)
    });
    parts.collect()
}

fn told(archive: &BTreeMap<String, Vec<u8>>) -> serde_json::Value {
    serde_json::from_slice(&archive["person.json"]).unwrap()
}

/// Carl with something of every kind, and what is kept on him.
fn exported() -> (TestApp, Terminal, String) {
    let app = start();
    let carl = app.log_in(CASHIER_NORTH);
    cpr::give(&app, CARL.id, "170583-3907");
    app.db.run(
        "UPDATE actors SET phone = '+45 98 12 34 56', city = 'Nørresundby' WHERE id = 504;
         UPDATE users SET display_name = 'Marker Displayed' WHERE id = 202;
         INSERT INTO api_tokens (user_id, name, public_id, secret_hash, scope, expires_at)
            SELECT 202, 'Marker Token', 'x', 'marker hash of a token', 'read', now() + interval '1 day';
         INSERT INTO mails (user_id, recipient, kind, contents, through)
            VALUES (202, 'marker@mail.example', 'two_factor_on', '{\"secret\": \"marker sealed\"}', '{\"password\": \"marker sealed\"}');
         INSERT INTO actor_notes (actor_id, day, subject, text, author_id)
            VALUES (504, '2026-01-02', 'Marker Note', 'Marker Text', 2)",
    );
    carl.get("/account");
    let terminal = Terminal::at(&app.db);
    let text = archive(&terminal, &["carl"]).remove("person.json").unwrap();
    (app, terminal, String::from_utf8(text).unwrap())
}

#[test]
fn dp2_everything_that_is_kept_on_a_person_is_in_one_file_and_nothing_that_would_let_others_in() {
    let (app, _terminal, text) = exported();
    let found: serde_json::Value = serde_json::from_str(&text).unwrap();
    let who = (found["login"].as_str(), found["cpr"][0].as_str());
    assert_eq!(who, (Some("carl"), Some("170583-****")));
    let markers = "Marker Displayed|carl@chain.example|Marker Token|marker@mail.example|Marker Note|Marker Text|\
        +45 98 12 34 56|Nørresundby|127.0.0.1|login.succeeded";
    for marker in markers.split('|') {
        assert!(text.contains(marker), "{marker}: {text}");
    }
    let tables = "users accounts memberships sessions user_clock actors actor_listed activity";
    for table in tables.split(' ') {
        assert!(!found["tables"][table].as_array().unwrap().is_empty(), "{table}");
    }
    let hash = app.db.text("SELECT password_hash FROM users WHERE id = 202");
    let secrets = "argon2|marker sealed|secret_hash|Mona|mona@chain.example|170583-3907|1705833907";
    for secret in secrets.split('|').chain([&hash[..], PASSWORD]) {
        assert!(!text.contains(secret), "{secret}");
    }
}

#[test]
fn lg1_that_somebodys_data_were_exported_stands_in_the_log() {
    let (app, _terminal, _) = exported();
    let log = app.log_in(ADMINISTRATOR).get("/activity?about=user-202");
    assert!(log.says("Personal data exported"));
}

#[test]
fn nobody_of_this_name_is_told_and_no_file_is_overwritten() {
    let app = start();
    let terminal = Terminal::at(&app.db);
    says(
        &terminal.run(&["person", "nobody-has-this-name"]),
        1,
        "nobody has the login name",
    );
    let file = terminal.folder().join("there.tar");
    std::fs::write(&file, "mine").unwrap();
    assert_eq!(terminal.run(&["person", "carl", file.to_str().unwrap()]).code, 1);
    assert_eq!(std::fs::read_to_string(&file).unwrap(), "mine");
}

const PICTURE: &[u8] = include_bytes!("../../../docs/users.png");

#[test]
fn dp2_documents_and_image_of_a_supplier_who_never_logs_in_are_in_the_archive() {
    let app = start();
    app.db.run(
        "INSERT INTO attachment_types (id, name, display_name, display_key, sort_name) VALUES (7, 'Contract', 'Contract', 'contract', 'contract');
         INSERT INTO actor_notes (id, actor_id, day, subject, author_id) VALUES (71, 503, '2026-01-02', 'Terms', 2), (72, 501, '2026-01-02', 'Other', 2)",
    );
    let administrator = app.log_in(ADMINISTRATOR);
    let sent = |of: &str, name: &str, file: &[u8]| {
        let page = administrator.send_file_to(&format!("/actors/{of}/attachments"), "7", name, file);
        assert_eq!(page.status, 303, "{}", page.body);
    };
    sent("503/notes/71", "contract.txt", b"What we agreed on");
    sent("501/notes/72", "others.txt", b"Of somebody else");
    let image = administrator.send_form("/actors/503/image/change", &[], "photo.png", PICTURE);
    assert_eq!(image.status, 303, "{}", image.body);
    let terminal = Terminal::at(&app.db);
    let found = archive(&terminal, &["--actor", "k503"]);
    let told = told(&found);
    assert!(
        told["login"].is_null() && told["tables"]["actors"][0]["name"] == CYKLER.name,
        "{told}"
    );
    assert_eq!(told["tables"]["note_attachments"][0]["name"], "contract.txt");
    let files = told["files"].as_array().unwrap();
    let file = |name: &str| {
        let file = files.iter().find(|file| file["name"] == name).unwrap();
        &found[file["at"].as_str().unwrap()]
    };
    assert_eq!((files.len(), found.len()), (2, 3), "{told}");
    assert_eq!(file("contract.txt"), b"What we agreed on");
    assert!(file("image.jpeg").starts_with(b"\xff\xd8"));
    let entry = "SELECT subject_kind || subject_id FROM activity WHERE type = 'person.exported'";
    assert_eq!(app.db.text(entry), "actor503");
    says(
        &terminal.run(&["person", "--actor", "K9"]),
        1,
        "no actor has the number K9",
    );
}

#[test]
fn dp2_who_was_merged_into_somebody_is_that_person_too() {
    let app = start();
    app.db.run(
        "UPDATE actors SET merged_into = 505 WHERE id = 501;
         INSERT INTO activity (type, unit_id, subject_kind, subject_id, user_id, request_id, details)
            VALUES ('actor.changed', 4, 'actor', 501, 2, gen_random_uuid(), '{}')",
    );
    let terminal = Terminal::at(&app.db);
    for number in ["K501", "K505"] {
        let told = told(&archive(&terminal, &["--actor", number]));
        let rows = |table: &str| told["tables"][table].as_array().unwrap().len();
        assert_eq!(rows("actors"), 2, "{told}");
        assert_eq!(told["tables"]["activity"][0]["subject_id"], 501);
        std::fs::remove_file(terminal.folder().join("person.tar")).unwrap();
    }
}

#[test]
fn dp2_the_log_of_a_person_tells_of_memberships_others_gave_them() {
    let app = start();
    let added = memberships::add(
        &app.log_in(ADMINISTRATOR),
        CASHIER_NORTH.id,
        group::STORE_MANAGERS,
        unit::NORTH,
    );
    assert_eq!(added.status, 303);
    let told = told(&archive(&Terminal::at(&app.db), &["carl"]));
    let entries = told["tables"]["activity"].as_array().unwrap();
    let given = entries
        .iter()
        .find(|entry| entry["type"] == "membership.added")
        .unwrap();
    assert!(given["by"] == false && given["details"]["account_id"] == 202, "{given}");
    assert_eq!(given["names"]["account"], "carl");
}

/// Row by row, some hundreds read at a time: none is left out and none is there twice.
#[test]
fn dp2_of_many_rows_each_is_there_once_and_in_order() {
    let app = start();
    app.db.run(
        "INSERT INTO activity (type, unit_id, subject_kind, subject_id, user_id, request_id, details)
         SELECT 'login.failed', 4, CASE WHEN n % 2 = 0 THEN 'user' ELSE 'actor' END, CASE WHEN n % 2 = 0 THEN 202 ELSE 504 END,
            202, gen_random_uuid(), '{}' FROM generate_series(1, 1500) n;
         INSERT INTO actor_notes (actor_id, day, subject, text, author_id)
            SELECT 504, '2026-01-02', 'Note ' || n, 'Text', CASE WHEN n % 2 = 0 THEN 202 ELSE 2 END FROM generate_series(1, 1000) n",
    );
    let expected = app
        .db
        .number("SELECT count(*) FROM activity WHERE user_id = 202 OR subject_id IN (202, 504)");
    let found = told(&archive(&Terminal::at(&app.db), &["carl"]));
    let ids = |table: &str| -> Vec<i64> {
        let rows = found["tables"][table].as_array().unwrap().iter();
        rows.map(|row| row["id"].as_i64().unwrap()).collect()
    };
    let entries = ids("activity");
    assert_eq!(i64::try_from(entries.len()).unwrap(), expected);
    assert!(entries.is_sorted_by(|one, next| one < next));
    let notes = ids("actor_notes");
    let once: std::collections::BTreeSet<_> = notes.iter().collect();
    assert_eq!(
        (notes.len(), once.len()),
        (1000, 1000),
        "on the actor, or written by them, or both"
    );
}

#[test]
fn dp2_where_it_cannot_be_written_that_is_told_and_nothing_is_logged() {
    let app = start();
    let terminal = Terminal::at(&app.db);
    let mut command = terminal.command(&["person", "carl"]);
    let full = std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let output = command.stdout(full).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    let nowhere = terminal.run(&["person", "carl", "/nowhere/carl.tar"]);
    assert!(
        nowhere.code == 1 && nowhere.err.contains("/nowhere/carl.tar"),
        "{nowhere:?}"
    );
    let logged = "SELECT count(*) FROM activity WHERE type = 'person.exported'";
    assert_eq!(app.db.number(logged), 0);
}
