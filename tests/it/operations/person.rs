//! SECURITY DP2: everything on one person, for that person.
use super::backup::{says, terminal};
use crate::actors::cpr;
use crate::actors::{CARL, start};
use crate::support::TestApp;
use crate::support::cast::{ADMINISTRATOR, CASHIER_NORTH, PASSWORD};
use crate::support::console::Terminal;
use std::os::unix::fs::PermissionsExt;

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
         INSERT INTO mails (user_id, recipient, kind, contents)
            VALUES (202, 'marker@mail.example', 'two_factor_on', '{\"secret\": \"marker sealed\"}');
         INSERT INTO actor_notes (actor_id, day, subject, text, author_id)
            VALUES (504, '2026-01-02', 'Marker Note', 'Marker Text', 2)",
    );
    carl.get("/account");
    let terminal = terminal(&app.db);
    let file = terminal.folder().join("carl.json");
    says(&terminal.run(&["person", "carl", file.to_str().unwrap()]), 0, "");
    let mode = PermissionsExt::mode(&std::fs::metadata(&file).unwrap().permissions());
    assert_eq!(mode & 0o777, 0o600);
    let text = std::fs::read_to_string(&file).unwrap();
    (app, terminal, text)
}

#[test]
fn dp2_everything_that_is_kept_on_a_person_is_in_one_file_and_nothing_that_would_let_others_in() {
    let (app, _terminal, text) = exported();
    let found: serde_json::Value = serde_json::from_str(&text).unwrap();
    let who = (found["login"].as_str(), found["cpr"].as_str());
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
    let terminal = terminal(&app.db);
    says(
        &terminal.run(&["person", "nobody-has-this-name"]),
        1,
        "nobody has the login name",
    );
    let file = terminal.folder().join("there.json");
    std::fs::write(&file, "mine").unwrap();
    assert_eq!(terminal.run(&["person", "carl", file.to_str().unwrap()]).code, 1);
    assert_eq!(std::fs::read_to_string(&file).unwrap(), "mine");
}
