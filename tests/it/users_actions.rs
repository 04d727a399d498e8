//! What the toolbar does to the selected users (SPEC U-3 to U-5, U-9).
use crate::support::cast::{ADMINISTRATOR, CASHIER_NORTH, DENIED, MANAGER_NORTH, MANAGER_SOUTH, PASSWORD};
use crate::support::client::Client;
use crate::support::page::Page;
use crate::support::{TestApp, TestDb, unit};

const WORDS: [&str; 7] = [
    "deactivate",
    "activate",
    "delete",
    "reset-failed-logins",
    "log-out",
    "move",
    "require-new-password",
];

fn address(word: &str, ids: &[i64]) -> String {
    let ids: String = ids.iter().map(|id| format!("id={id}&")).collect();
    format!("/users/{word}?{ids}from=%2Fusers%3Fq%3Dx")
}

fn ask(client: &Client, word: &str, ids: &[i64]) -> Page {
    client.get(&address(word, ids))
}

/// As a form would, without looking at the page first.
fn act(client: &Client, word: &str, ids: &[i64], fields: &[(&str, &str)]) -> Page {
    client.post(&address(word, ids), fields)
}

/// What the message on the next page says.
fn said(page: &Page) -> String {
    assert_eq!(page.location(), "/users?q=x", "{}", page.body);
    page.follow().text(".toast p")
}

fn state(app: &TestApp, id: i64) -> String {
    app.db.text(&format!("SELECT state FROM users WHERE id = {id}"))
}

fn entries(app: &TestApp, kind: &str) -> i64 {
    app.db
        .number(&format!("SELECT count(*) FROM activity WHERE type = '{kind}'"))
}

/// Everything but what a refusal itself leaves, and when somebody was last seen.
fn fingerprint(db: &TestDb) -> Vec<(String, String)> {
    db.fingerprint(&[
        "activity",
        "activity_unsealed",
        "refusals_repeated",
        "sessions",
        "user_clock",
    ])
}

#[test]
fn a_manager_deactivates_users_after_reading_what_will_happen_to_whom() {
    let app = TestApp::start();
    let page = ask(&app.log_in(MANAGER_NORTH), "deactivate", &[202, 205]);
    assert_eq!(page.text("h1"), "Deactivate 2 users");
    assert_eq!(
        page.texts(".dlg-body > ul > li"),
        ["Carl Aagaard carl · Aalborg", "Lone Lund lone · Skagen"]
    );
    let done = page.form("main form").press("Deactivate 2 users");
    assert_eq!(said(&done), "2 users deactivated.");
    assert_eq!([state(&app, 202), state(&app, 205)], ["deactivated", "deactivated"]);
}

#[test]
fn the_page_for_one_user_names_verb_and_object() {
    let app = TestApp::start();
    let mona = app.log_in(MANAGER_NORTH);
    let titles: Vec<String> = ["deactivate", "delete", "move", "require-new-password"]
        .iter()
        .map(|word| ask(&mona, word, &[202]).text("h1"))
        .collect();
    assert_eq!(
        titles,
        [
            "Deactivate Carl Aagaard",
            "Delete Carl Aagaard",
            "Move Carl Aagaard",
            "Require a new password of Carl Aagaard"
        ]
    );
}

#[test]
fn no_text_of_any_action_is_missing_in_either_language() {
    let app = TestApp::start();
    let admin = app.log_in(ADMINISTRATOR);
    for language in ["en", "da"] {
        app.db
            .run(&format!("UPDATE users SET language = '{language}' WHERE id = 2"));
        for word in WORDS {
            for ids in [&[202][..], &[202, 205], &[1, 2], &[1, 202, 205]] {
                let page = ask(&admin, word, ids);
                assert!(!page.says("[users-"), "{word} {language}: {}", page.text("main"));
            }
        }
    }
}

#[test]
fn many_users_are_counted_after_the_first_twenty() {
    let app = TestApp::start();
    app.db.run(
        "INSERT INTO accounts (id, kind, name, name_key) SELECT i, 'user', 'u' || i, 'u' || i FROM generate_series(301, 330) i;
         INSERT INTO users (id, unit_id, display_name, sort_name, sort_login, state)
            SELECT i, 4, 'User ' || i, 'user ' || i, 'u' || i, 'active' FROM generate_series(301, 330) i;
         INSERT INTO user_clock (user_id) SELECT generate_series(301, 330)",
    );
    let ids: Vec<i64> = (301..=330).collect();
    let page = ask(&app.log_in(MANAGER_NORTH), "deactivate", &ids);
    let people = page.texts(".dlg-body > ul > li");
    assert_eq!((people.len(), people[20].as_str()), (21, "and 10 more"));
    assert_eq!(said(&page.form("main form").submit()), "30 users deactivated.");
}

#[test]
fn deactivating_ends_the_sessions_at_the_next_request_and_activating_restores_the_login() {
    let app = TestApp::start();
    let (mona, carl) = (app.log_in(MANAGER_NORTH), app.log_in(CASHIER_NORTH));
    act(&mona, "deactivate", &[202], &[]);
    assert_eq!(carl.get("/").location(), "/login");
    let again = app
        .visitor()
        .post("/login", &[("name", "carl"), ("password", PASSWORD)]);
    assert_eq!(again.status, 422);
    assert_eq!(said(&act(&mona, "activate", &[202], &[])), "Carl Aagaard activated.");
    assert_eq!(carl.get("/").location(), "/login", "the old session stays ended");
    app.log_in(CASHIER_NORTH);
}

#[test]
fn each_changed_row_has_one_entry_and_all_have_the_same_batch() {
    let app = TestApp::start();
    act(&app.log_in(ADMINISTRATOR), "deactivate", &[201, 202, 203, 202, 2], &[]);
    let rows = app
        .db
        .rows("SELECT subject_id, batch_id, user_id FROM activity WHERE type = 'user.deactivated' ORDER BY 1");
    let subjects: Vec<_> = rows.iter().filter_map(|row| row["subject_id"].as_i64()).collect();
    assert_eq!(subjects, [201, 202, 203]);
    assert!(rows[0]["batch_id"].is_string() && rows.iter().all(|row| row["batch_id"] == rows[0]["batch_id"]));
    assert!(rows.iter().all(|row| row["user_id"] == 2));
}

#[test]
fn a_refused_row_is_skipped_and_told_and_the_rest_is_done() {
    let app = TestApp::start();
    let mona = app.log_in(MANAGER_NORTH);
    let page = ask(&mona, "deactivate", &[201, 202]);
    assert_eq!(page.text("h1"), "Deactivate Carl Aagaard");
    let reason = "Mona Nørgaard: Nobody may do this to their own user.";
    assert_eq!(page.texts(".note li"), [reason]);
    let done = page.form("main form").submit();
    assert_eq!(said(&done), format!("Carl Aagaard deactivated. 1 skipped: {reason}"));
    assert_eq!([state(&app, 201), state(&app, 202)], ["active", "deactivated"]);
}

#[test]
fn rows_with_nothing_to_do_are_told_as_such_and_leave_no_entry() {
    let app = TestApp::start();
    let mona = app.log_in(MANAGER_NORTH);
    let page = ask(&mona, "activate", &[202, 205]);
    assert_eq!(page.text(".note"), "Already active: Carl Aagaard, Lone Lund.");
    assert!(!page.has("main form button"), "there is nothing to press");
    let done = act(&mona, "activate", &[202, 205], &[]);
    assert_eq!(
        said(&done),
        "Nothing was changed. Already active: Carl Aagaard, Lone Lund."
    );
    assert_eq!(entries(&app, "user.activated"), 0);
}

#[test]
fn an_id_outside_access_is_skipped_without_a_trace() {
    let app = TestApp::start();
    let mona = app.log_in(MANAGER_NORTH);
    let before = app.db.text("SELECT u::text FROM users u WHERE id = 203");
    let page = ask(&mona, "deactivate", &[202, 203, 99_999]);
    assert_eq!(page.text("h1"), "Deactivate Carl Aagaard");
    assert_eq!(said(&page.form("main form").submit()), "Carl Aagaard deactivated.");
    assert!(!page.says("Sune") && !page.says("skipped"));
    assert_eq!(app.db.text("SELECT u::text FROM users u WHERE id = 203"), before);
    assert_eq!(entries(&app, "access.denied"), 0);
}

#[test]
fn a_single_user_outside_access_is_as_unknown_as_one_that_does_not_exist() {
    let app = TestApp::start();
    let mona = app.log_in(MANAGER_NORTH);
    let before = fingerprint(&app.db);
    for word in WORDS.into_iter().filter(|word| *word != "log-out") {
        for id in [203, 99_999, -1] {
            assert_eq!(ask(&mona, word, &[id]).status, 404, "{word}");
            let fields: &[(&str, &str)] = match word {
                "delete" => &[("confirm", "sune")],
                "move" => &[("into", "4")],
                _ => &[],
            };
            assert_eq!(act(&mona, word, &[id], fields).status, 404, "{word}");
        }
    }
    assert_eq!(fingerprint(&app.db), before);
}

#[test]
fn p24_system_and_administrator_cannot_be_switched_off_deleted_or_moved_by_anybody() {
    let app = TestApp::start();
    let admin = app.log_in(ADMINISTRATOR);
    let before = fingerprint(&app.db);
    for (word, fields) in [
        ("deactivate", &[][..]),
        ("activate", &[]),
        ("delete", &[("confirm", "Administrator")]),
        ("move", &[("into", "4")]),
    ] {
        for ids in [&[1][..], &[2], &[1, 2]] {
            assert_eq!(act(&admin, word, ids, fields).status, 403, "{word} {ids:?}");
        }
    }
    assert_eq!(fingerprint(&app.db), before);
}

#[test]
fn a_cashier_may_none_of_it() {
    let app = TestApp::start();
    let carl = app.log_in(CASHIER_NORTH);
    let before = fingerprint(&app.db);
    for word in WORDS {
        assert_eq!(ask(&carl, word, &[202]).status, 403, "{word}");
        assert_eq!(act(&carl, word, &[202], &[]).status, 403, "{word}");
    }
    assert_eq!(fingerprint(&app.db), before);
}

#[test]
fn where_nobody_may_be_changed_the_reasons_are_listed_and_one_entry_is_written() {
    let app = TestApp::start();
    let dora = app.log_in(DENIED);
    assert!(!ask(&dora, "move", &[202, 205]).has("main form button"));
    let before = fingerprint(&app.db);
    let page = act(&dora, "move", &[202, 205], &[("into", "5")]);
    assert_eq!(page.status, 403, "{}", page.text("main"));
    assert_eq!(fingerprint(&app.db), before);
    assert_eq!(entries(&app, "access.denied"), 1);
}

#[test]
fn a_new_password_is_not_asked_of_somebody_who_holds_more() {
    let app = TestApp::start();
    app.db.run(
        "INSERT INTO grants (account_id, permission_id, scope, unit_id, allow)
         SELECT 202, id, scope, 1, true FROM permissions WHERE key = 'ManageBlockIp'",
    );
    let mona = app.log_in(MANAGER_NORTH);
    let before = fingerprint(&app.db);
    let page = act(&mona, "require-new-password", &[202], &[]);
    assert_eq!(page.status, 403);
    assert!(page.says("Manage Block IP"), "{}", page.text("main"));
    assert_eq!(fingerprint(&app.db), before);
}

#[test]
fn a_new_password_is_asked_at_the_next_login() {
    let app = TestApp::start();
    let mona = app.log_in(MANAGER_NORTH);
    let done = ask(&mona, "require-new-password", &[202]).form("main form").submit();
    assert_eq!(
        said(&done),
        "Carl Aagaard must choose a new password at the next login."
    );
    assert_eq!(app.log_in(CASHIER_NORTH).get("/").location(), "/new-password");
    let again = act(&mona, "require-new-password", &[202], &[]);
    assert!(said(&again).starts_with("Nothing was changed."));
    assert_eq!(entries(&app, "user.new_password_required"), 1);
}

#[test]
fn resetting_failed_attempts_lifts_the_lock() {
    let app = TestApp::start();
    let login = || {
        app.visitor()
            .post("/login", &[("name", "lone"), ("password", PASSWORD)])
    };
    assert_eq!(login().status, 422);
    let page = ask(&app.log_in(MANAGER_NORTH), "reset-failed-logins", &[202, 205]);
    assert_eq!(page.text("h1"), "Reset failed login attempts of Lone Lund");
    assert_eq!(page.text(".note"), "No failed attempts to reset: Carl Aagaard.");
    page.form("main form").submit();
    assert_eq!(login().status, 303);
    assert_eq!(entries(&app, "user.failed_logins_reset"), 1);
}

#[test]
fn a_deactivated_user_keeps_the_failed_attempts() {
    let app = TestApp::start();
    let mona = app.log_in(MANAGER_NORTH);
    act(&mona, "deactivate", &[205], &[]);
    let done = act(&mona, "reset-failed-logins", &[205], &[]);
    assert!(said(&done).starts_with("Nothing was changed."));
    assert_eq!(
        app.db.number("SELECT failed_shown FROM user_clock WHERE user_id = 205"),
        5
    );
}

#[test]
fn only_administrators_log_others_out() {
    let app = TestApp::start();
    let (mona, admin, carl) = (
        app.log_in(MANAGER_NORTH),
        app.log_in(ADMINISTRATOR),
        app.log_in(CASHIER_NORTH),
    );
    assert_eq!(act(&mona, "log-out", &[202], &[]).status, 403);
    assert_eq!(carl.get("/").location(), "/account");
    let done = ask(&admin, "log-out", &[202, 205]).form("main form").submit();
    assert_eq!(said(&done), "Carl Aagaard logged out. Not logged in: Lone Lund.");
    assert_eq!(carl.get("/").location(), "/login");
}

#[test]
fn an_address_with_too_many_users_or_none_or_a_strange_way_back_is_harmless() {
    let app = TestApp::start();
    let mona = app.log_in(MANAGER_NORTH);
    let many: Vec<i64> = (1000..1501).collect();
    assert_eq!(ask(&mona, "deactivate", &many).status, 400);
    assert_eq!(act(&mona, "deactivate", &many, &[]).status, 400);
    assert_eq!(act(&mona, "deactivate", &[], &[]).status, 400);
    let none = ask(&mona, "deactivate", &[]).follow();
    assert_eq!(none.text(".toast.note-warn p"), "Select one or more users first.");
    let elsewhere = mona.post("/users/deactivate?id=202&from=//evil.example", &[]);
    assert_eq!(elsewhere.location(), "/users");
}

#[test]
fn two_administrators_who_deactivate_each_other_at_once_leave_one() {
    let app = TestApp::start();
    app.db
        .run("INSERT INTO memberships (unit_id, group_id, account_id) VALUES (1, 3, 201), (1, 3, 203)");
    let pairs = [(app.log_in(MANAGER_NORTH), 203), (app.log_in(MANAGER_SOUTH), 201)];
    let race =
        pairs.map(|(client, other)| std::thread::spawn(move || act(&client, "deactivate", &[other], &[]).status));
    let mut answers = race.map(|thread| thread.join().unwrap());
    answers.sort_unstable();
    assert_eq!(answers, [303, 401]);
    assert_eq!(
        app.db
            .number("SELECT count(*) FROM users WHERE id IN (201, 203) AND state = 'active'"),
        1
    );
    assert_eq!(entries(&app, "user.deactivated"), 1);
}

#[test]
fn moving_takes_the_user_along_and_leaves_the_memberships() {
    let app = TestApp::start();
    let mona = app.log_in(MANAGER_NORTH);
    let page = ask(&mona, "move", &[202, 205]);
    assert_eq!(page.texts(".tree .cut"), ["North", "Aalborg", "Skagen"]);
    let done = page.form("main form").choose("into", unit::SKAGEN).submit();
    assert_eq!(said(&done), "Carl Aagaard moved. Already in this org. unit: Lone Lund.");
    assert_eq!(app.db.number("SELECT unit_id FROM users WHERE id = 202"), unit::SKAGEN);
    assert_eq!(
        app.db.number("SELECT unit_id FROM memberships WHERE account_id = 202"),
        unit::AALBORG
    );
    assert_eq!(
        app.db
            .number("SELECT DISTINCT unit_id FROM user_words WHERE user_id = 202"),
        unit::SKAGEN
    );
}

#[test]
fn nobody_is_moved_where_the_principal_may_not_put_them() {
    let app = TestApp::start();
    let mona = app.log_in(MANAGER_NORTH);
    let before = fingerprint(&app.db);
    assert_eq!(act(&mona, "move", &[202], &[("into", "7")]).status, 404);
    assert_eq!(act(&mona, "move", &[202], &[("into", "99999")]).status, 404);
    let page = ask(&mona, "move", &[202]).form("main form").submit();
    assert_eq!((page.status, page.text(".err")), (422, "Choose an org. unit".into()));
    assert_eq!(
        act(&mona, "move", &[202], &[("into", "5"), ("state", "deleted")]).status,
        400
    );
    assert_eq!(fingerprint(&app.db), before);
    app.db.run("INSERT INTO grants (account_id, permission_id, scope, unit_id, allow) SELECT 201, id, scope, 5, false FROM permissions WHERE key = 'EditUser'; UPDATE access_state SET version = version + 1; INSERT INTO access_changes (version, kind, key) SELECT version, 'grant', 201 FROM access_state");
    assert_eq!(act(&mona, "move", &[202], &[("into", "5")]).status, 403);
    assert_eq!(app.db.number("SELECT unit_id FROM users WHERE id = 202"), unit::AALBORG);
}
